"""How the rows of a file are shaped, and which of them are shaped otherwise than most."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from hesui_data.formats.columns import keys_by_field
from hesui_data.pair import Issue

_TELLING = ("prompt", "input", "response", "turns", "chosen", "rejected_response", "instances")


class Shapes:
    """The shapes of a file's rows: how many rows each has, and the first line that has it."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}
        self._first: dict[str, int] = {}

    def add(self, value: Any, line: int, count: int = 1) -> None:
        """Take in a row's parsed ``value``, or ``count`` rows like it, the first of them on ``line``."""
        shape = shape_of(value)
        self._first[shape] = min(line, self._first.get(shape, line))
        self.counts[shape] = self.counts.get(shape, 0) + count

    def issues(self) -> Iterator[Issue]:
        """An issue for each shape that is not that of most rows, at the first row that has it.

        >>> shapes = Shapes()
        >>> for line, row in enumerate([{"prompt": 1, "response": 2}] * 2 + [{"messages": []}], 1):
        ...     shapes.add(row, line)
        >>> [(issue.line, issue.message) for issue in shapes.issues()]
        [(3, 'the rows of this file have 2 shapes; this one is {messages}, most are {prompt, response}')]
        """
        most = max(self.counts, key=lambda shape: (self.counts[shape], -self._first[shape]), default="")
        for shape in self.counts:
            if shape != most:
                line, shapes = self._first[shape], len(self.counts)
                yield Issue.of("HD111", line=line, column=1, shapes=shapes, shape=shape, most=most)


def shape_of(value: Any) -> str:
    """The keys that hold the texts of a row, as people would write them down.

    >>> shape_of({"instruction": "问", "input": "", "output": "答", "url": ""})
    '{instruction, output}'
    >>> shape_of([{"prompt": 1, "response": 2}])
    '[{prompt, response}]'
    """
    if isinstance(value, list):
        return f"[{shape_of(value[0])}]" if value and isinstance(value[0], dict) else "[]"
    return _shape(tuple(value)) if isinstance(value, dict) else type(value).__name__


@lru_cache(maxsize=1024)
def _shape(keys: tuple[str, ...]) -> str:
    found = keys_by_field(keys)
    if "turns" in found:
        return f"{{{found['turns']}}}"
    telling = dict.fromkeys(found[field] for field in _TELLING if field in found and field != "input")
    return "{" + ", ".join(telling or sorted(keys)[:4]) + "}"
