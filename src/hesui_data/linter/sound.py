"""A cheap look by which nearly all rows are known to be sound: in their bytes, their syntax and their shape.

It is asked where nothing else is to be told (``--select HD0,HD1``), of a block of lines at once. Lines that do
not pass may be sound all the same; they are asked one by one, and what does not pass then is read as any other.
"""

from __future__ import annotations

from itertools import chain
from operator import itemgetter
from typing import Any

import orjson

from hesui_data.linter.shapes import Shapes
from hesui_data.linter.two_texts import KEYS, unwrapped
from hesui_data.patterns import Pattern

_STAYS = Pattern("[\u4e00-\u9fff]|\\A[A-Za-z0-9]")
"""A character that no cleaning takes away: at the start of a text a letter is no entity's and no escape's."""

_QUOTES = 8
"""Around two keys and two texts; with a key that stands twice, or a quote in a text, there are more."""


class SoundRows:
    """Knows sound rows of the keys that the first of them had."""

    def __init__(self) -> None:
        self._first: dict[str, Any] = {}
        self._nested = False

    def count(self, block: bytes) -> int:
        """How many rows ``block``, whole lines of JSON, holds; 0 unless each line is certainly a sound row.

        >>> rows, line = SoundRows(), '{"prompt":"写祝福","response":"新年好"}\\n'.encode()
        >>> rows.count(line * 3), rows.count(line + b"{}"), rows.count(line + b"\\n")
        (3, 0, 0)
        """
        rows = _values(block)
        if len(rows) == 1 and type(rows[0]) is list and len(rows[0]) == 1:
            return int(self._is_nested_row(rows[0][0], block))
        if not rows or set(map(type, rows)) != {dict} or set(map(len, rows)) != {2} or self._nested:
            return 0
        keys = tuple(self._first or rows[0])
        if keys not in KEYS:
            return 0
        try:
            texts = list(chain.from_iterable(map(itemgetter(*keys), rows)))
        except KeyError:
            return 0
        if not _say_something(texts) or _quotes(block) != _QUOTES * len(rows):
            return 0
        self._first = self._first or rows[0]
        return len(rows)

    def add_to(self, shapes: Shapes, line: int, count: int) -> None:
        """Count the rows that passed, the first of them on ``line``, among the shapes of a file."""
        if count:
            shapes.add([self._first] if self._nested else self._first, line, count)

    def _is_nested_row(self, row: Any, line: bytes) -> bool:
        """Whether ``row`` is sound as Qianfan writes it: ``[{"prompt": "…", "response": [["…"]]}]``."""
        if type(row) is not dict or tuple(row) not in KEYS or (self._first and not self._nested):
            return False
        prompt, response = row.values()
        sound = _say_something([prompt, unwrapped(response)]) and _quotes(line) == _QUOTES
        if sound and not self._first:
            self._first, self._nested = row, True
        return sound and tuple(row) == tuple(self._first)


def _values(block: bytes) -> list[Any]:
    """The value of each line, if there is exactly one in each; else nothing.

    Each line is put into brackets of its own. A line end within a string is no JSON, one within an object
    is none any more, and two values on one line make two in their brackets.
    """
    try:
        lines = orjson.loads(b"[[" + block.removesuffix(b"\n").replace(b"\n", b"\n],[") + b"]]")
    except orjson.JSONDecodeError:
        return []
    return list(chain.from_iterable(lines)) if set(map(len, lines)) == {1} else []


def _say_something(texts: list[Any]) -> bool:
    """Whether all ``texts`` are texts of which cleaning leaves something."""
    return set(map(type, texts)) == {str} and all(map(_STAYS.search, texts))


def _quotes(block: bytes) -> int:
    """How many quotes stand in ``block``; counted in the way that is fastest."""
    return len(block) - len(block.replace(b'"', b""))
