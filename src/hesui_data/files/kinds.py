"""What a file holds, told from how it begins, never from its name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import orjson

from hesui_data.formats.columns import matters
from hesui_data.formats.csv_text import DELIMITERS, delimiter_of

MAX_TURNS = 150
"""Turns of one dialogue that Qianfan reads; an array of more exchanges is a list of rows."""


@dataclass(frozen=True, slots=True)
class Kind:
    """``jsonl`` (a value on each line), ``json`` (values over many lines), ``table`` or ``empty``."""

    name: Literal["jsonl", "json", "table", "empty"]
    delimiter: str = ""
    skip: int = 0  # lines before the header of a table


def kind_of(head: bytes, *, whole: bool, named: frozenset[str] = frozenset()) -> Kind | None:
    """What begins with ``head`` (all of it if ``whole``), in UTF-8; ``None`` if it is neither JSON nor a table.

    ``named`` are column names that the user has given.

    >>> kind_of(b'{"prompt": "a", "response": "b"}', whole=True).name
    'jsonl'
    >>> kind_of(b'[\\n  {"prompt": "a"}\\n]', whole=True).name
    'json'
    >>> kind_of("问题\\t答案\\n".encode(), whole=True)
    Kind(name='table', delimiter='\\t', skip=0)
    >>> kind_of("从前有座山".encode(), whole=True)
    """
    lines = head.split(b"\n")
    if not whole and len(lines) > 1:
        lines.pop()  # cut off somewhere
    content = [line for line in lines if line.strip()]
    if not content:
        return Kind("empty" if whole else "jsonl")
    if content[0].lstrip()[:1] in (b"{", b"["):
        return Kind(_kind_of_json(content, whole=whole))
    return _table_kind(lines, named) or (Kind("jsonl") if _loads(content[0]) is not _BROKEN else None)


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


def _table_kind(lines: list[bytes], named: frozenset[str]) -> Kind | None:
    """The table whose header is the first line with something in it, if it is one."""
    skip = next(place for place, line in enumerate(lines) if line.strip())
    header = lines[skip].decode("utf-8", "replace").rstrip("\r\n")
    if header[:4].lower() == "sep=" and header[4:5] in DELIMITERS:
        return Kind("table", header[4], skip + 1)
    delimiter = delimiter_of(header, known=lambda name: matters(name) or name in named)
    return Kind("table", delimiter, skip) if delimiter else None
