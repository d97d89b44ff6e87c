"""Rows whose bytes are the trouble: a line too long to read, bytes that are no text."""

from __future__ import annotations

from typing import BinaryIO

from hesui_data.files.encodings import show_damage
from hesui_data.files.tally import Tally
from hesui_data.formats.draft import read_issue, safe_text
from hesui_data.formats.json_rows import Place, broken_row
from hesui_data.pair import Pair

MAX_ROW = 1 << 24
"""Bytes of a row that are read (16 MiB): a thousand times the longest training sample."""

SHOWN = 1000
"""Code points that are kept of a row that is longer."""


def giant_row(head: str, size: int, place: Place) -> Pair:
    """A pair for a row of ``size`` bytes, too many to read: its beginning and its size are kept."""
    return broken_row(cut_text(head, size), read_issue("HD007", size=size, limit=MAX_ROW), place)


def cut_text(head: str, size: int) -> str:
    """What is shown of a text of ``size`` bytes that starts with ``head``."""
    return f"{safe_text(head[:SHOWN])}… [{size} bytes]"


def rest_of_line(stream: BinaryIO) -> int:
    """Bytes up to the end of the line, read and let go."""
    size = 0
    while part := stream.readline(MAX_ROW):
        size += len(part)
        if part[-1:] == b"\n":
            break
    return size


def damaged_row(text: str, place: Place, tally: Tally) -> Pair:
    """A pair for a row with damaged bytes: lone surrogates in ``text``, shown as ``\\xNN``."""
    pos = next(pos for pos, mark in enumerate(text) if "\ud800" <= mark <= "\udfff")
    byte = f"0x{ord(text[pos]) - 0xDC00:02X}"
    issue = read_issue("HD001", encoding=tally.encoding, reason=(f"字节 {byte}", f"byte {byte}"))
    return broken_row(show_damage(text), issue, place, pos)


def is_damaged(text: str) -> bool:
    """Whether bytes of ``text`` could not be decoded."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False
