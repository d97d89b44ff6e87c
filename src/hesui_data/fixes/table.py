"""Which fixer belongs to which code, and a text after the fixers of some codes."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

from hesui_data.cleaning import FIXERS, line_skeleton, lost_layout, restore_layout
from hesui_data.cleaning.clean import is_plainly_clean
from hesui_data.cleaning.fixers import GUESSING_FIXERS, Fixer

_ROUNDS = 8  # as in cleaning: mending one thing can uncover another
_FORBIDDEN = re.compile("[\0\ufdd0-\ufdef\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")


class TextFixer(NamedTuple):
    """A fixer of a text, and the code of what it mends."""

    code: str
    name: str
    fix: Fixer


class Change(NamedTuple):
    """A text before and after one fixer, and the code that it was mended for."""

    code: str
    before: str
    after: str


def remove_hidden(text: str) -> str:
    """``text`` without invisible characters, but with those that no text may hold, which are HD304.

    >>> remove_hidden("新\\u200b年\\x00好")
    '新年\\x00好'
    """
    remove = FIXERS["remove_invisible"]
    if not _FORBIDDEN.search(text):
        return remove(text)
    kept = [*_FORBIDDEN.findall(text), ""]
    return "".join(remove(piece) + mark for piece, mark in zip(_FORBIDDEN.split(text), kept, strict=True))


def remove_forbidden(text: str) -> str:
    """``text`` without NUL and non-characters.

    >>> remove_forbidden("新年\\x00好\\ufdd0")
    '新年好'
    """
    return _FORBIDDEN.sub("", text)


TEXT_FIXERS: tuple[TextFixer, ...] = (
    TextFixer("HD312", "fix_mojibake", FIXERS["fix_mojibake"]),
    TextFixer("HD311", "decode_entities", FIXERS["decode_entities"]),
    TextFixer("HD307", "normalize_line_ends", FIXERS["normalize_line_ends"]),
    TextFixer("HD302", "remove_invisible", remove_hidden),
    TextFixer("HD304", "remove_invisible", remove_forbidden),
    TextFixer("HD311", "break_at_html", FIXERS["break_at_html"]),
    TextFixer("HD311", "break_at_backslash_n", FIXERS["break_at_backslash_n"]),
    TextFixer("HD303", "strip_trailing_space", FIXERS["strip_trailing_space"]),
    TextFixer("HD313", "squeeze_blank_lines", FIXERS["squeeze_blank_lines"]),
    TextFixer("HD313", "drop_outer_blank_lines", FIXERS["drop_outer_blank_lines"]),
    TextFixer("HD301", "restore_layout", restore_layout),
)
"""Code, name and fixer, in the order of application, which is that of cleaning.

``compose`` (NFC) has no code: what it changes cannot be seen and is no finding.
"""

FILE_CODES = frozenset({"HD008", "HD306", "HD307", "HD308", "HD309", "HD310"})
"""What is mended in the file around the texts; HD307 in both."""

FIXABLE = FILE_CODES | {fixer.code for fixer in TEXT_FIXERS}
"""Every code that can be fixed."""

FIXER_NAMES: dict[str, tuple[str, ...]] = {
    code: tuple(fixer.name for fixer in TEXT_FIXERS if fixer.code == code)
    for code in sorted({fixer.code for fixer in TEXT_FIXERS})
}
"""Code → the names of its fixers, as the steps of ``explain_cleaning`` name them."""


def codes_of(fixer: str) -> tuple[str, ...]:
    """The codes of what the ``fixer`` of that name mends; of ``remove_invisible`` HD302 and HD304.

    >>> codes_of("break_at_html"), codes_of("remove_invisible"), codes_of("compose")
    (('HD311',), ('HD302', 'HD304'), ())
    """
    return tuple(one.code for one in TEXT_FIXERS if one.name == fixer)


def codes_for(field: str, codes: Collection[str]) -> frozenset[str]:
    """The codes whose fixers ``field`` gets.

    Lost layout is looked for in a response alone; outside prompt and response a forbidden character is
    HD302 too.

    >>> sorted(codes_for("system", {"HD301", "HD302"})), sorted(codes_for("response", {"HD301", "HD302"}))
    (['HD302', 'HD304'], ['HD301', 'HD302'])
    """
    use = frozenset(codes) if field == "response" else frozenset(codes) - {"HD301"}
    return use | {"HD304"} if "HD302" in use and field not in ("prompt", "response") else use


def may_change(text: str, codes: Collection[str]) -> bool:
    """Whether a cheap look leaves it open that a fixer of ``codes`` changes ``text``.

    >>> may_change("新年好", {"HD303"}), may_change("新年好 ", {"HD303"})
    (False, True)
    """
    return not is_plainly_clean(text) or ("HD301" in codes and bool(lost_layout(text)))


def fix_text(text: str, codes: Collection[str], *, cautious: bool = False) -> tuple[str, tuple[Change, ...]]:
    """``text`` after the fixers of ``codes``, and each change; ``cautious`` leaves out those that guess.

    A fixer that would change the line skeleton, or leave nothing to be seen, is not applied: it can only
    happen where one is applied without those that go before it.

    >>> fix_text("新年好 \\r\\n万事如意\\u200b", {"HD303", "HD307"})[0]
    '新年好\\n万事如意\\u200b'
    >>> fix_text("\\u200b~~~\\nx = 1  ", {"HD303"})  # the space is part of code, once the fence is seen
    ('\\u200b~~~\\nx = 1  ', ())
    """
    changes: list[Change] = []
    if not may_change(text, codes) or _SURROGATE.search(text):
        return text, ()
    fixers = [
        fixer
        for fixer in TEXT_FIXERS
        if fixer.code in codes and not (cautious and fixer.name in GUESSING_FIXERS)
    ]
    for _ in range(_ROUNDS):
        before = text
        for fixer in fixers:
            fixed = fixer.fix(text)
            if fixed != text and _keeps(fixer.code, text, fixed):
                changes.append(Change(fixer.code, text, fixed))
                text = fixed
        if text == before:
            break
    return text, tuple(changes)


def _keeps(code: str, before: str, after: str) -> bool:
    """Whether the lines of ``before`` are still there: none is joined to another, no gap is gone."""
    if before.strip() and not after.strip():
        return False
    if code == "HD301":  # it adds breaks, at marks
        return "".join(before.split()) == "".join(after.split()) and after.count("\n") > before.count("\n")
    return line_skeleton(before) == line_skeleton(after)
