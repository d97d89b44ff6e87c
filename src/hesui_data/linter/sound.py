"""A cheap look by which nearly all rows are known to be sound: in their bytes, their syntax and their shape.

It is asked where nothing else is to be told (``--select HD0,HD1``). A row that does not pass may be sound all
the same; it is read as any other.
"""

from __future__ import annotations

from typing import Any

from hesui_data.formats.two_texts import KEYS, QUOTES, unwrapped
from hesui_data.linter.shapes import Shapes, shape_of
from hesui_data.patterns import Pattern

_STAYS = Pattern("[\u4e00-\u9fff]|\\A[A-Za-z0-9]")
"""A character that no cleaning takes away: at the start of a text a letter is no entity's and no escape's."""


def says_something(text: str) -> bool:
    """Whether something of ``text`` is certainly left by cleaning.

    >>> says_something("新年好"), says_something("&nbsp;")
    (True, False)
    """
    return "一" <= text[:1] <= "龥" or _STAYS.search(text) is not None


class SoundRows:
    """Takes sound rows of the form that the first row of two texts has."""

    def __init__(self) -> None:
        self._first: Any = None
        self._keys: tuple[str, ...] = ("",)  # of no row

    def takes(self, line: bytes, value: Any) -> bool:
        """Whether the row ``line``, which was read as ``value``, is certainly sound.

        >>> rows = SoundRows()
        >>> rows.takes(b'{"prompt":"a","response":"b"}', {"prompt": "a", "response": "b"})
        True
        >>> rows.takes(b'{"prompt":"a","response":""}', {"prompt": "a", "response": ""})
        False
        """
        if type(value) is dict and tuple(value) == self._keys:
            prompt, response = value.values()
        else:
            prompt, response = self._texts(value)
        return (
            type(prompt) is str
            and type(response) is str
            and ("一" <= prompt[:1] <= "龥" or _STAYS.search(prompt) is not None)  # says_something, in place
            and ("一" <= response[:1] <= "龥" or _STAYS.search(response) is not None)
            and len(line) - len(line.replace(b'"', b"")) == QUOTES  # faster than to count them
        )

    def _texts(self, value: Any) -> tuple[Any, Any]:
        """What should be the texts of a row that begins the file, or is nested as Qianfan's are; else nothing."""
        nested = type(value) is list and len(value) == 1
        row = value[0] if nested else value
        if type(row) is not dict or tuple(row) not in KEYS:
            return None, None
        if self._first is None:
            self._first, self._keys = value, ("",) if nested else tuple(row)
        if shape_of(value) != shape_of(self._first):
            return None, None
        prompt, response = row.values()
        return prompt, unwrapped(response) if nested else response

    def add_to(self, shapes: Shapes, line: int, count: int) -> None:
        """Count the rows that were taken, the first of them on ``line``, among the shapes of a file."""
        if count:
            shapes.add(self._first, line, count)
