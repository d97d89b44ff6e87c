"""What a file holds, told from how it begins, never from its name."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import orjson

from hesui_data.formats.columns import keys_by_field, matters

MAX_TURNS = 150
"""Turns of one dialogue that Qianfan reads; an array of more exchanges is a list of rows."""

LOOKED_AT = 5
"""Lines, or rows of a sheet, with something in them: a header or the first JSON row may stand that low."""


@dataclass(frozen=True, slots=True)
class Kind:
    """``jsonl`` (a value on each line), ``json`` (values over many lines), ``table`` or ``empty``."""

    name: Literal["jsonl", "json", "table", "empty"]
    delimiter: str = ""
    skip: int = 0  # lines before a table that are none of it
    titles: int = 0  # lines between these and its header


def kind_of(head: bytes, *, whole: bool, named: frozenset[str] = frozenset()) -> Kind | None:
    """What begins with ``head`` (all of it if ``whole``), in UTF-8; ``None`` if it is neither JSON nor a table.

    ``named`` are column names that the user has given.

    >>> kind_of(b'{"prompt": "a", "response": "b"}', whole=True).name
    'jsonl'
    >>> kind_of(b'[\\n  {"prompt": "a"}\\n]', whole=True).name
    'json'
    >>> kind_of("问题\\t答案\\n".encode(), whole=True)
    Kind(name='table', delimiter='\\t', skip=0, titles=0)
    >>> kind_of("从前有座山".encode(), whole=True)
    """
    while head.startswith(BOM_UTF8):  # a second one, where two programs each put theirs
        head = head.removeprefix(BOM_UTF8)
    lines = head.split(b"\n")
    if not whole and len(lines) > 1:
        lines.pop()  # cut off somewhere
    content = [line for line in lines if line.strip()]
    if not content:
        return Kind("empty" if whole else "jsonl")
    if content[0].lstrip()[:1] in (b"{", b"["):
        return Kind(_kind_of_json(content, whole=whole))
    table = _table_kind(lines, named)
    junk = 0 if table and table.certain else _lines_above_json(content)
    if junk:
        return Kind(_kind_of_json(content[junk:], whole=whole))
    return table.kind if table else Kind("jsonl") if _loads(content[0]) is not _BROKEN else None


_BROKEN = object()


def _kind_of_json(content: list[bytes], *, whole: bool) -> Literal["jsonl", "json"]:
    """Whether each line is a value of its own."""
    first = _loads(content[0])
    if first is not _BROKEN:
        alone = whole and len(content) == 1
        return "json" if alone and not isinstance(first, dict) and not is_dialogue(first) else "jsonl"
    if len(content) == 1 and not whole:  # a line longer than what was looked at
        return "jsonl" if content[0].lstrip().startswith(b"{") else "json"
    rows = sum(line[:1] in (b"{", b"[") and _loads(line) not in (_BROKEN, [], {}) for line in content[1:50])
    return "jsonl" if rows and not _goes_on(content[0]) else "json"


def _lines_above_json(content: list[bytes]) -> int:
    """How many lines of something else stand above JSON; 0 where there is no JSON row below them."""
    for place, line in enumerate(content[1:LOOKED_AT], 1):
        if line.lstrip()[:1] in (b"{", b"["):
            below = content[place : place + LOOKED_AT]
            return place if _opens(below) or any(_is_row(_loads(line)) for line in below) else 0
    return 0


def _opens(lines: list[bytes]) -> bool:
    """Whether ``lines`` start as pretty-printed JSON does: a bracket alone, then what can stand in it."""
    first, second = (line.strip() for line in (*lines[:2], b"")[:2])
    return (first == b"[" and second[:1] in (b"{", b"[")) or (first == b"{" and second[:1] == b'"')


def _is_row(value: Any) -> bool:
    """Whether a JSON value is a row as people write them: an object, or an array of objects, with keys."""
    first = value[0] if isinstance(value, list) and value else value
    return isinstance(first, dict) and bool(first)


def is_dialogue(value: Any) -> bool:
    """Whether an array that is alone in its file, on one line, is one dialogue and not a list of rows.

    Qianfan writes the turns of a dialogue as an array too: its nested responses, a system text in the
    first turn only, and messages with roles tell.

    >>> is_dialogue([{"prompt": "a", "response": [["b"]]}, {"prompt": "c", "response": [["d"]]}])
    True
    >>> is_dialogue([{"prompt": "a", "response": "b"}, {"prompt": "c", "response": "d"}])
    False
    """
    if not isinstance(value, list) or not 1 < len(value) <= MAX_TURNS:
        return False
    if not all(isinstance(turn, dict) for turn in value):
        return False
    if all("role" in turn or "from" in turn or {"user", "assistant"} <= turn.keys() for turn in value[:-1]):
        return True
    nested = all(isinstance(turn.get("response"), list) for turn in value)
    return nested or ("system" in value[0] and not any("system" in turn for turn in value[1:]))


def _goes_on(line: bytes) -> bool:
    """Whether a line opens an array whose first element is whole: what follows belongs to it."""
    opened = line.strip()
    return opened == b"[" or (opened[:1] == b"[" and _loads(opened[1:]) is not _BROKEN)


def _loads(line: bytes) -> Any:
    try:
        return orjson.loads(line.strip().removesuffix(b","))
    except orjson.JSONDecodeError:
        return _BROKEN


class _Table(NamedTuple):
    kind: Kind
    certain: bool  # whether its header names prompt and response


def _table_kind(lines: list[bytes], named: frozenset[str]) -> _Table | None:
    """The table that starts with the first line with something in it, if it is one."""
    from hesui_data.formats.csv_text import DELIMITERS, delimiter_of  # here, since most files are JSON Lines

    places = [place for place, line in enumerate(lines) if line.strip()][:LOOKED_AT]
    texts = [lines[place].decode("utf-8", "replace").rstrip("\r\n") for place in places]
    skip, header = places[0], texts[0]
    if header[:4].lower() == "sep=" and header[4:5] in DELIMITERS:
        return _Table(Kind("table", header[4], skip + 1), certain=True)
    delimiters = [delimiter_of(text, known=lambda name: matters(name) or name in named) for text in texts]
    rows = [_fields(text, delimiter) for text, delimiter in zip(texts, delimiters, strict=True)]
    which = header_row(rows, named)
    delimiter = delimiters[which]
    if not delimiter:
        return None
    certain = _names_both(rows[which], named)
    return _Table(Kind("table", delimiter, skip, places[which] - skip), certain)


def _fields(line: str, delimiter: str | None) -> tuple[str, ...]:
    from hesui_data.formats.csv_text import csv_records

    return next(csv_records([line], delimiter=delimiter)).fields if delimiter else (line,)


def header_row(rows: Sequence[Sequence[str]], named: frozenset[str] = frozenset()) -> int:
    """Which of the first rows of a table names its columns.

    The first one, unless a row below it names prompt and response, or all that the user has ``named``,
    and no row above that names either: then those above are titles.

    >>> header_row([("2024 春节", ""), ("问题", "答案"), ("在吗", "在")])
    1
    >>> header_row([("题干", "解答"), ("在吗", "在")])
    0
    """
    for place, names in enumerate(rows[:LOOKED_AT]):
        if _names_both(names, named):
            return place
        if keys_by_field(names).keys() & {"prompt", "response", "chosen"} or named.intersection(names):
            break
    return 0


def _names_both(names: Sequence[str], named: frozenset[str]) -> bool:
    known = {"prompt", "response"} <= keys_by_field(names).keys()
    return known or (bool(named) and named.issubset(names))
