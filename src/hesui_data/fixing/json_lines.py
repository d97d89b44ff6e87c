"""JSON Lines, mended in a stream: one line after the other."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import BinaryIO

import orjson

from hesui_data.files.unreadable import MAX_ROW
from hesui_data.fixes import Edit, Fixed
from hesui_data.fixes.json_row import fixed_json_row
from hesui_data.fixes.plan import is_clean
from hesui_data.fixing.piece import LineEnds, Piece
from hesui_data.formats.json_rows import Place, repeats_a_key
from hesui_data.formats.rows import Columns, read_row

_RAW_SEPARATOR = re.compile(b"\xc2\x85|\xe2\x80[\xa8\xa9]")


def fixed_json_lines(
    stream: BinaryIO, source: str, codes: Collection[str], columns: Columns = ()
) -> Iterator[Piece]:
    """The pieces of the new file, one a line; a line that cannot be read stays as it is."""
    ends = LineEnds(codes)
    number = 0
    while line := stream.readline(MAX_ROW):
        number += 1
        if len(line) == MAX_ROW and line[-1:] != b"\n":
            yield from _giant(line, stream)
        elif line.isspace() and "HD308" in codes:
            yield Piece(b"", (Edit("HD308", number, 1, "", line.decode("ascii"), ""),))
        elif _is_done(line, codes, columns):
            yield Piece(line)
        else:
            yield _fixed_line(line, Place(source, number), ends, codes, columns)


def _giant(start: bytes, stream: BinaryIO) -> Iterator[Piece]:
    """A line too long to read, part by part."""
    part = start
    while part:
        yield Piece(part)
        part = b"" if part[-1:] == b"\n" else stream.readline(MAX_ROW)


def _is_done(line: bytes, codes: Collection[str], columns: Columns) -> bool:
    """Whether a quick look shows that nothing is to be mended in ``line``."""
    if b"\r" in line[-2:] or ("HD310" in codes and _RAW_SEPARATOR.search(line)):
        return False
    try:
        value = orjson.loads(line)
    except ValueError:
        return False
    return not repeats_a_key(line, value) and is_clean(read_row(value, columns=columns), codes)


def _fixed_line(line: bytes, place: Place, ends: LineEnds, codes: Collection[str], columns: Columns) -> Piece:
    body = line.rstrip(b"\r\n")
    end = ends.fixed(Fixed(line[len(body) :].decode("ascii")), place.line)
    try:
        row = fixed_json_row(body.decode(), place, codes, columns)
    except UnicodeDecodeError:
        return Piece(body + end.text.encode(), end.edits)
    return Piece((row.text + end.text).encode(), (*row.edits, *end.edits))
