"""What is known of a file that is being read, and of one that has been: ``Tally`` and ``Input``."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

BINARY = frozenset({"excel", "parquet"})
"""Kinds of files that are no text: nothing is said of their encoding or their line ends."""

MOST_BLANK = 1000
"""Blank lines of a file whose numbers are kept."""


@dataclass(frozen=True, slots=True)
class Input:
    """A file that was read: its name relative to the SOURCE, its bytes by size and hash, what it held."""

    name: str
    sha256: str
    bytes: int
    rows: int
    kind: str  # jsonl, json, table, excel, parquet or empty
    encoding: str  # utf-8, utf-8-sig, utf-16, gb18030, big5 …; empty for Excel and Parquet
    blank: int = 0  # lines with nothing on them, passed over


class Stand(NamedTuple):
    """The row that a reader stands at: its text as it is in the file, where it starts, and its value.

    Of a table the text is the record without its line end, and the value its fields by name; of JSON the
    value is None where the row was not read at once.
    """

    row: bytes | str = b""
    line: int = 1
    column: int = 1
    value: Any = None


@dataclass(slots=True)
class Tally:
    """The counts of a file while it is read, and the row that the reader stands at."""

    name: str
    kind: str = ""
    encoding: str = ""
    recoded: bool = False  # whether its bytes are not the UTF-8 that the readers see
    bom: bool = False
    line_ends: str = ""  # CRLF or CR, where one stands in it
    line_end_at: int = 1  # the first line that ends so
    rows: int = 0
    taken: int = 0  # of these rows that were dealt with at a look, and so not made into pairs
    first_taken: int = 0  # the line of the first of them
    blank: int = 0
    blank_lines: list[int] = field(default_factory=list)  # numbers of the first ``MOST_BLANK`` of them
    stand: Stand = field(default_factory=Stand)
    delimiter: str = ""  # of a table

    def pass_over(self, line: int) -> None:
        """Count a line with nothing on it."""
        self.blank += 1
        if len(self.blank_lines) < MOST_BLANK:
            self.blank_lines.append(line)
