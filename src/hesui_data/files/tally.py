"""What is known of a file that is being read, and of one that has been: ``Tally`` and ``Input``."""

from __future__ import annotations

from dataclasses import dataclass


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
    """The counts of a file while it is read."""

    name: str
    kind: str = ""
    encoding: str = ""
    recoded: bool = False  # whether its bytes are not the UTF-8 that the readers see
    rows: int = 0
    blank: int = 0
