"""What is known of a file that is being read, and of one that has been: ``Tally`` and ``Input``."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

MOST_BLANK = 1000
"""Blank lines of a file whose numbers are kept."""


@dataclass(frozen=True, slots=True)
class Input:
    """A file that was read: its name relative to the SOURCE, its bytes by size and hash, what it held."""

    name: str
    sha256: str
    bytes: int
    rows: int
    kind: str  # jsonl, json, table, excel or empty
    encoding: str  # utf-8, utf-8-sig, utf-16, gb18030, big5 …; empty for Excel
    blank: int = 0  # lines with nothing on them, passed over


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
    blank: int = 0
    blank_lines: list[int] = field(default_factory=list)  # numbers of the first ``MOST_BLANK`` of them
    row: bytes | str = b""  # as it stands in the file; of a table the record, without its line end
    value: Any = None  # of a JSON row, where it was read at once
    line: int = 1  # where that row starts
    column: int = 1
    delimiter: str = ""  # of a table

    def pass_over(self, line: int) -> None:
        """Count a line with nothing on it."""
        self.blank += 1
        if len(self.blank_lines) < MOST_BLANK:
            self.blank_lines.append(line)
