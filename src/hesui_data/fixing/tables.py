"""CSV and TSV, mended in a stream: one record after the other."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator
from itertools import islice
from typing import BinaryIO

from hesui_data.files.kinds import Kind
from hesui_data.files.unreadable import MAX_ROW, is_damaged
from hesui_data.fixes import Edit, Fixed
from hesui_data.fixes.csv_record import fixed_record
from hesui_data.fixing.piece import LineEnds, Piece, piece_of
from hesui_data.formats.csv_text import Record, csv_records
from hesui_data.formats.rows import Columns

_GIANT = "\ufffc\ufffc\n"  # for a line too long to read: no quote in it can swallow the lines after it


class _Lines(Iterator[str]):
    """The lines of a table; each is kept until the record that it belongs to is known."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._kept: deque[str] = deque()

    def __next__(self) -> str:
        line = part = self._stream.readline(MAX_ROW)
        if not line:
            raise StopIteration
        while len(part) == MAX_ROW and part[-1:] != b"\n":
            part = self._stream.readline(MAX_ROW)
            line += part
        self._kept.append(line.decode("utf-8", "surrogateescape"))
        return self._kept[-1] if len(line) <= MAX_ROW else _GIANT

    def take(self, count: int) -> str:
        """The next ``count`` lines as they stand in the file; they are let go."""
        return "".join(self._kept.popleft() for _ in range(min(count, len(self._kept))))


def fixed_table(
    stream: BinaryIO, kind: Kind, codes: Collection[str], columns: Columns = ()
) -> Iterator[Piece]:
    """The pieces of the new file, one a record; one that cannot be read stays as it is, and so does the header."""
    lines = _Lines(stream)
    ends = LineEnds(codes)
    for number in range(1, kind.skip + 1):
        next(lines, "")
        yield piece_of(_without_blank(lines.take(1), number, ends, codes))
    titles = islice(lines, kind.titles)
    for record in csv_records(titles, delimiter=kind.delimiter, first_line=kind.skip + 1):
        yield piece_of(_fixed(record, lines.take(record.lines), Fixed(record.raw), ends, codes))
    yield from _below(lines, kind, ends, codes, columns)


def _below(
    lines: _Lines, kind: Kind, ends: LineEnds, codes: Collection[str], columns: Columns
) -> Iterator[Piece]:
    """The pieces of the header and what is below it."""
    names: tuple[str, ...] = ()
    first = kind.skip + kind.titles + 1
    for record in csv_records(lines, delimiter=kind.delimiter, first_line=first):
        source = lines.take(record.lines)
        sound = record.problem is None and not record.blank and source.startswith(record.raw)
        readable = sound and not is_damaged(source)
        row = Fixed(record.raw)
        if readable and names:
            row = fixed_record(record, names, kind.delimiter, codes, columns)
        elif readable:
            names = record.fields
        yield piece_of(_fixed(record, source, row, ends, codes))


def _fixed(record: Record, source: str, row: Fixed, ends: LineEnds, codes: Collection[str]) -> Fixed:
    """A record with its line end, or nothing where it is a blank line."""
    if not source.startswith(record.raw):  # a line too long
        return Fixed(source)
    if record.blank and not record.raw.strip() and "HD308" in codes:
        return _blank(source, record.line)
    end = ends.fixed(Fixed(source[len(record.raw) :]), record.line + record.lines - 1)
    return Fixed(row.text + end.text, (*row.edits, *end.edits))


def _without_blank(line: str, number: int, ends: LineEnds, codes: Collection[str]) -> Fixed:
    """A line above a table."""
    if not line.strip() and "HD308" in codes:
        return _blank(line, number)
    return ends.fixed(Fixed(line), number)


def _blank(source: str, line: int) -> Fixed:
    return Fixed("", (Edit("HD308", line, 1, "", source, ""),))
