"""``Piece``: a part of the new file in UTF-8, and what was mended in it."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

from hesui_data.fixes import Edit, Fixed

_LINE_END = re.compile("\r+\n?")
_BEFORE_LINE_FEED = re.compile("\r+\n")


class Piece(NamedTuple):
    """Bytes of the new file, and the edits that they hold."""

    data: bytes
    edits: tuple[Edit, ...] = ()


def piece_of(fixed: Fixed) -> Piece:
    """``fixed`` in UTF-8; what was no UTF-8 in the file is as it was."""
    return Piece(fixed.text.encode("utf-8", "surrogateescape"), fixed.edits)


class LineEnds:
    """Makes line ends LF where that is asked for, and tells of the first of each kind.

    ``lone`` says that a CR ends a line by itself, too. In JSON over many lines it is white space: a line
    feed in its place could make other rows of what is broken.

    >>> ends = LineEnds({"HD307"})
    >>> ends.fixed(Fixed("{}\\r\\n"), 1).text, ends.fixed(Fixed("{}\\r\\n"), 2).edits
    ('{}\\n', ())
    """

    def __init__(self, codes: Collection[str], *, lone: bool = True) -> None:
        self._mends = "HD307" in codes
        self._end = _LINE_END if lone else _BEFORE_LINE_FEED
        self._told: set[str] = set()

    def fixed(self, part: Fixed, line: int) -> Fixed:
        """``part``, in which every CR belongs to a line end, with LF for each; it starts on ``line``."""
        found = self._end.search(part.text) if self._mends else None
        if not found:
            return part
        text = self._end.sub("\n", part.text)
        if found[0] in self._told:
            return Fixed(text, part.edits)
        self._told.add(found[0])
        line += part.text.count("\n", 0, found.start())
        return Fixed(text, (*part.edits, Edit("HD307", line, 1, "", found[0], "\n")))
