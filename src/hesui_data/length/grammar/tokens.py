"""Two styles for machines, each with a grammar of its own.

- bracket: ``【字数：50以内】``, ``【每条字数：20-30】``, ``【横批字数：正好4】``: a field in 【】 that the
  ordinary grammar reads;
- token: ``[LEN:<=50字]``, with the scope before it where that is not the whole: ``[LEN:each_item:20-30字]``,
  ``[LEN:part(横批):=4字]``. ``<=``, ``>=``, ``=``, ``~`` and ``a-b`` are the kinds; ``~`` without a number
  is the vague 几十字.
"""

from __future__ import annotations

import re

from hesui_data.length.constraint import SCOPES, Kind, LengthConstraint, Unit
from hesui_data.length.numerals import MAX_DIGITS, render_number
from hesui_data.length.patterns import Pattern

_DIGITS = f"[0-9]{{1,{MAX_DIGITS}}}"
_TOKEN = Pattern(
    r"\[LEN:(?:(?P<scope>[a-z_]{4,16})(?:\((?P<part>[^()\[\]\n]{0,30})\))?:)?"
    rf"(?:(?P<sign><=|>=|=|~)(?P<n>{_DIGITS})?|(?P<low>{_DIGITS})-(?P<high>{_DIGITS}))"
    r"(?P<unit>字符|汉字|字|词|word|句|行|段|条)\]"
)
_KIND_OF_SIGN: dict[str, Kind] = {
    "<=": "at_most",
    ">=": "at_least",
    "=": "exact",
    "~": "about",
}
_SIGN_OF_KIND = {kind: sign for sign, kind in _KIND_OF_SIGN.items()}


def write_token(constraint: LengthConstraint) -> str:
    """``constraint`` as a token.

    >>> write_token(LengthConstraint("字", min=20, max=30, scope="each_item"))
    '[LEN:each_item:20-30字]'
    """
    scope = "" if constraint.scope == "response" else constraint.scope + ":"
    if constraint.scope == "part":
        scope = f"part({constraint.part}):"
    return f"[LEN:{scope}{_numbers(constraint)}{constraint.unit}]"


def read_tokens(text: str) -> list[LengthConstraint]:
    """The constraints in token style in ``text``.

    >>> [(c.scope, c.max) for c in read_tokens("写祝福[LEN:<=50字]")]
    [('response', 50)]
    """
    if "[LEN:" not in text:
        return []
    return [found for match in _TOKEN.finditer(text) if (found := _constraint(match)) is not None]


def without_tokens(text: str) -> str:
    """``text`` with each token blanked out, of the same length."""
    return _TOKEN.sub(lambda match: " " * len(match[0]), text) if "[LEN:" in text else text


def _numbers(constraint: LengthConstraint) -> str:
    if constraint.kind == "range":
        return f"{render_number(constraint.min or 0)}-{render_number(constraint.max or 0)}"
    given = [n for n in (constraint.target, constraint.max, constraint.min) if n is not None]
    return _SIGN_OF_KIND[constraint.kind] + (render_number(given[0]) if given else "")


def _constraint(match: re.Match[str]) -> LengthConstraint | None:
    scope, part = match["scope"] or "response", match["part"] or ""
    if scope not in SCOPES or (scope == "part") != (match["part"] is not None):
        return None
    unit: Unit = match["unit"]  # type: ignore[assignment]
    low, high, target = _bounds(match)
    kind: Kind = _KIND_OF_SIGN[match["sign"]] if match["sign"] else "range"
    if kind != "about" and low is None and high is None:
        return None
    if low is not None and high is not None and low > high:
        return None
    return LengthConstraint(unit, kind, low, high, target, scope, part, match.span())


def _bounds(match: re.Match[str]) -> tuple[int | None, int | None, int | None]:
    if match["low"]:
        return int(match["low"]), int(match["high"]), None
    n = int(match["n"]) if match["n"] else None
    return {
        "<=": (None, n, None),
        ">=": (n, None, None),
        "=": (n, n, n),
        "~": (None, None, n),
    }[match["sign"]]
