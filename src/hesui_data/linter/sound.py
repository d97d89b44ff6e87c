"""A cheap look by which nearly all rows are known to be sound: in their bytes, their syntax and their shape.

It is asked where nothing else is to be told (``--select HD0,HD1``). A row that does not pass may be sound all
the same; it is read as any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from operator import itemgetter
from typing import Any

import orjson

from hesui_data.files.json_lines import Sieve
from hesui_data.formats.two_texts import KEYS, QUOTES, unwrapped
from hesui_data.linter.shapes import Shapes
from hesui_data.patterns import Pattern

_STAYS = Pattern("[\u4e00-\u9fff]|\\A[A-Za-z0-9]")
"""A character that no cleaning takes away: at the start of a text a letter is no entity's and no escape's."""


def says_something(text: str) -> bool:
    """Whether something of ``text`` is certainly left by cleaning.

    >>> says_something("新年好"), says_something("&nbsp;")
    (True, False)
    """
    return "一" <= text[:1] <= "龥" or _STAYS.search(text) is not None


class SoundRows(Sieve):
    """Takes sound rows of the form that the first row of two texts has.

    ``seen`` goes one further for each line, if it is given; ``by_line`` says whether there were lines at all.
    """

    def __init__(self, seen: Iterator[int] | None = None) -> None:
        self.by_line = False
        self._seen = seen
        self._first: Any = None
        self._keys = ("", "")
        self._nested = False  # in an array, as Qianfan's rows are

    def left(self, lines: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
        """The lines, with their numbers, that are not certainly sound rows.

        >>> lines = [b'{"prompt":"a","response":"b"}', b'{"prompt":"a","response":""}', b"[]"]
        >>> rows = SoundRows()
        >>> list(rows.left(lines)), rows.taken, rows.first_taken
        ([(2, b'{"prompt":"a","response":""}'), (3, b'[]')], 1, 1)
        """
        self.taken = self.first_taken = 0
        self.by_line = True
        if self._seen is not None:
            lines = map(itemgetter(0), zip(lines, self._seen, strict=False))
        numbered = enumerate(lines, 1)
        for number, line in numbered:
            if self._has_form(line):
                yield from self._unsound(number, chain([(number, line)], numbered))
            else:
                yield number, line

    def _has_form(self, line: bytes) -> bool:
        """Whether ``line`` is a row of two texts; the others must have the form of the first that is."""
        try:
            value = orjson.loads(line)
        except orjson.JSONDecodeError:
            return False
        nested = type(value) is list and len(value) == 1
        row = value[0] if nested else value
        if type(row) is not dict or tuple(row) not in KEYS:
            return False
        prompt, response = row
        self._first, self._keys, self._nested = value, (prompt, response), nested
        return True

    def _unsound(self, first: int, numbered: Iterable[tuple[int, bytes]]) -> Iterator[tuple[int, bytes]]:
        """Those of the lines, the first of which has the number ``first``, that are not certainly sound.

        In one loop without a call of our own, which would take as long as what it does.
        """
        loads, stays, (one, other), nested = orjson.loads, _STAYS.search, self._keys, self._nested
        start, number, left = first, first, 0
        for number, line in numbered:
            try:
                row = loads(line)
                if nested:
                    (row,) = row
                prompt, response = row[one], row[other]
                if nested:
                    response = unwrapped(response)
                if (
                    (
                        "一" <= prompt < "龦" or stays(prompt)
                    )  # says_something, in place; raises for what is no text
                    and ("一" <= response < "龦" or stays(response))
                    and len(row) == 2
                    and len(line) - len(line.replace(b'"', b"")) == QUOTES  # faster than to count them
                ):
                    continue
            except (ValueError, TypeError, KeyError):  # no JSON, no object, no such keys
                pass
            left += 1
            if number == first:
                first += 1
            yield number, line
        self.taken = number - start + 1 - left
        self.first_taken = first if self.taken else 0

    def add_to(self, shapes: Shapes) -> None:
        """Count the rows that were taken among the shapes of a file."""
        if self.taken:
            shapes.add(self._first, self.first_taken, self.taken)
