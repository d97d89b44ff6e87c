"""HD3 in the texts of a pair: everything that cleaning would change, where it stands."""

from __future__ import annotations

from collections.abc import Iterator

from hesui_data.cleaning import FIXERS
from hesui_data.fixes.table import codes_of
from hesui_data.linter.places import text_of
from hesui_data.pair import Issue, Pair
from hesui_data.patterns import Pattern

_FORBIDDEN = Pattern("[\0\ufdd0-\ufdef\ufffe\uffff]")
_SHOWN = Pattern(r"&#?\w{1,32};|<[^<>\n]{1,10}>|\\(?:r\\)?n|[\x80-\u024f‘-”…€™]{1,12}")
_NAMES = {
    "prompt": ("提示词", "prompt"),
    "response": ("回答", "response"),
    "system": ("系统提示", "system text"),
    "rejected_response": ("较差的回答", "rejected response"),
}
_HISTORY = ("前面的轮次", "earlier turn")


def hidden_issues(pair: Pair, cleaned: Pair) -> Iterator[Issue]:
    """An issue for each kind of dirt in each text of ``pair`` that is gone from ``cleaned``, at its first place.

    >>> from hesui_data.cleaning import clean_pair
    >>> pair = Pair("写祝福", "新年\\u200b好 ")
    >>> [(issue.code, issue.field, issue.offset) for issue in hidden_issues(pair, clean_pair(pair))]
    [('HD302', 'response', 2), ('HD303', 'response', 4)]
    """
    told: set[tuple[str, str]] = set()
    for step in cleaned.steps[len(pair.steps) :]:
        text = text_of(pair, step.field)
        code = _code(step.name, text, step.field)
        if code and (code, step.field) not in told:
            told.add((code, step.field))
            yield _issue(code, step.name, step.field, text)


def _code(fixer: str, text: str, field: str) -> str:
    """What the change that ``fixer`` makes in ``text`` is called; empty where it is no finding."""
    if fixer == "remove_invisible" and field in ("prompt", "response") and _FORBIDDEN.search(text):
        return "HD304"
    return next(iter(codes_of(fixer)), "")


def _issue(code: str, fixer: str, field: str, text: str) -> Issue:
    offset, shown = _first_change(fixer, text)
    if code == "HD304":
        found = _FORBIDDEN.search(text)
        offset = found.start() if found else offset
        shown = _named(text[offset or 0])
    name = _NAMES.get(field, _HISTORY)
    if code == "HD307":
        where = (f"{name[0]}里", f"the {name[1]}")
        return Issue.of(code, field=field, offset=offset, where=where, ends=shown)
    return Issue.of(code, field=field, offset=offset, field_name=name, shown=shown)


def _first_change(fixer: str, text: str) -> tuple[int | None, str]:
    """Where ``fixer`` first changes ``text``, and what stands there; nothing where another must go before it."""
    fixed = FIXERS[fixer](text)
    if fixed == text:
        return None, "…"
    offset = next((i for i, (a, b) in enumerate(zip(text, fixed, strict=False)) if a != b), len(fixed))
    if fixer in ("remove_invisible", "normalize_line_ends"):
        return offset, _named(text[offset])
    found = _SHOWN.match(text, offset) or _SHOWN.search(text, max(0, offset - 1))
    return offset, found[0] if found else text[offset : offset + 12].partition("\n")[0]


def _named(character: str) -> str:
    """``character`` as people look it up: U+200B, or CR for a carriage return.

    >>> _named("\\u200b"), _named("\\r")
    ('U+200B', 'CR')
    """
    return "CR" if character == "\r" else f"U+{ord(character):04X}"
