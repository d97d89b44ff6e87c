"""Rows of which a look tells that nothing is to be said, so that they are not made into pairs.

What the look asks is in ``plain`` and ``asked``. A row that does not pass may be in order all the same; it is
read as any other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import orjson

from hesui_data.formats.two_texts import QUOTES, unwrapped
from hesui_data.linter.glance import is_as_long_as_asked
from hesui_data.linter.plain import doubts
from hesui_data.linter.sound import SoundRows

Take = Callable[[int, str, str], None]
"""What is called with the line, the prompt and the response of each row that is taken."""


class PlainRows(SoundRows):
    """Takes plain rows of the form that the first row of two texts has, where lengths are judged as usual.

    Whether they repeat another row is for ``take`` to find out.

    >>> lines = ['{"prompt":"写祝福","response":"新年好！"}', '{"prompt":"写祝福","response":"新年好 "}']
    >>> [number for number, _ in PlainRows(print).left(line.encode() for line in lines)]
    1 写祝福 新年好！
    [2]
    """

    def __init__(self, take: Take, seen: Iterator[int] | None = None) -> None:
        super().__init__(seen)
        self._take = take

    def _unsound(self, first: int, numbered: Iterable[tuple[int, bytes]]) -> Iterator[tuple[int, bytes]]:
        """Those of the lines, the first of which has the number ``first``, that are not certainly plain."""
        for number, line in numbered:
            texts = self._plain_texts(line)
            if texts:
                self._take(number, *texts)
                self.taken += 1
                self.first_taken = self.first_taken or number
            else:
                yield number, line

    def _plain_texts(self, line: bytes) -> tuple[str, str] | None:
        """The two texts of a row that is plain."""
        if len(line) - len(line.replace(b'"', b"")) != QUOTES:  # faster than to count them
            return None
        try:
            row = orjson.loads(line)
            if self._nested:
                (row,) = row
            prompt, response = (row[key] for key in self._keys)
        except (ValueError, TypeError, KeyError):  # no JSON, no object, no such keys
            return None
        if self._nested:
            response = unwrapped(response)
        if len(row) != 2 or type(prompt) is not str or type(response) is not str:
            return None
        plain = doubts(prompt, response) == () and is_as_long_as_asked(prompt, response)
        return (prompt, response) if plain else None
