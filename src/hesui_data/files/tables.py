"""Tables: CSV, TSV and Excel sheets, whose first record names the columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from hesui_data.errors import InputError, require
from hesui_data.files.encodings import decoding_errors
from hesui_data.files.kinds import LOOKED_AT, Kind, header_row
from hesui_data.files.tally import Stand, Tally
from hesui_data.files.unreadable import MAX_ROW, SHOWN, cut_text, damaged_row, rest_of_line
from hesui_data.formats.columns import keys_by_field, matters
from hesui_data.formats.csv_text import Record, csv_records
from hesui_data.formats.draft import read_issue, safe_text, short, shown_keys
from hesui_data.formats.json_rows import Place, broken_row, located
from hesui_data.formats.rows import Columns, read_row, with_raw
from hesui_data.pair import Issue, Pair


def read_table(stream: BinaryIO, kind: Kind, tally: Tally, columns: Columns = ()) -> Iterator[Pair]:
    """The pairs in a stream of CSV or TSV in UTF-8; every record that is not blank gives one.

    A record above the header becomes a row of its own, which nothing can be made of.
    """
    lines = _Lines(stream, tally)
    tally.delimiter = kind.delimiter
    for _ in range(kind.skip):
        if not next(lines, "").strip():
            tally.pass_over(lines.number)
    titles = islice(lines, kind.titles)  # apart, lest a quote in one that is not closed swallows the header
    for record in csv_records(titles, delimiter=kind.delimiter, first_line=kind.skip + 1):
        bad = lines.unreadable(record) or _broken(record, tally)
        if bad:
            yield bad
        elif record.blank:
            _pass_over(record, tally)
        else:
            yield from _pairs(record, record, kind.delimiter, tally, columns)
    header: Record | None = None
    for record in csv_records(lines, delimiter=kind.delimiter, first_line=kind.skip + kind.titles + 1):
        bad = lines.unreadable(record) or _broken(record, tally)
        if bad:
            yield bad
        elif record.blank:
            _pass_over(record, tally)
        elif header is None:
            header = record
            if not _names_columns(record.fields, columns):
                yield from _pairs(record, record, kind.delimiter, tally, columns)
        else:
            yield from _pairs(header, record, kind.delimiter, tally, columns)


def read_excel(path: Path, tally: Tally, columns: Columns = ()) -> Iterator[Pair]:
    """The pairs in the sheets of an Excel file; ``line`` is the row of the sheet.

    Where several sheets hold something, ``source`` ends in ``#`` and the sheet's name.

    Raises:
        MissingExtraError: python-calamine is not installed.
        InputError: the file is no workbook.
    """
    calamine = require("python_calamine", extra="excel", feature="reading Excel", zh="读取 Excel")
    try:
        workbook = calamine.CalamineWorkbook.from_path(str(path))
        sheets = {name: _sheet(workbook.get_sheet_by_name(name)) for name in workbook.sheet_names}
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise InputError(
            f"{tally.name}: not a workbook that can be read: {error}",
            zh=f"{tally.name}：不是可以读取的工作簿：{error}",
        ) from error
    filled = {name: records for name, records in sheets.items() if not all(r.blank for r in records)}
    for name, records in filled.items():
        source = f"{tally.name}#{safe_text(name)}" if len(filled) > 1 else tally.name
        header = _header_of(records, columns)
        for record in records:
            if record.blank:
                tally.blank += 1
            elif record.line > header.line:
                yield from _pairs(header, record, "\t", replace(tally, name=source), columns)
            elif record is not header or not _names_columns(record.fields, columns):
                yield from _pairs(record, record, "\t", replace(tally, name=source), columns)


def _header_of(records: Sequence[Record], columns: Columns) -> Record:
    """The record of a sheet that names its columns."""
    first = list(islice((record for record in records if not record.blank), LOOKED_AT))
    named = frozenset(name for _, name in columns)
    return first[header_row([record.fields for record in first], named)]


def _sheet(sheet: Any) -> list[Record]:
    """The rows of a sheet as records, as wide as its first one."""
    records = []
    for number, row in enumerate(sheet.to_python(skip_empty_area=False), 1):
        fields = tuple(_cell_text(value) for value in row)
        records.append(Record(number, 1, "\t".join(fields), fields))
    return records


def _cell_text(value: Any) -> str:
    """A cell as text: whole numbers without a decimal point, dates in ISO form."""
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


class _Lines(Iterator[str]):
    """The lines of a stream as text, each with its line end, and what was wrong with their bytes."""

    def __init__(self, stream: BinaryIO, tally: Tally) -> None:
        self._stream = stream
        self._tally = tally
        self.number = 0
        self._damaged: set[int] = set()
        self._giants: dict[int, tuple[str, int]] = {}  # line → how it begins, its size

    def __next__(self) -> str:
        line = self._stream.readline(MAX_ROW)
        if not line:
            raise StopIteration
        self.number += 1
        if len(line) == MAX_ROW and line[-1:] != b"\n":
            head = line[: SHOWN * 4].decode("utf-8", "ignore")
            self._giants[self.number] = head, len(line) + rest_of_line(self._stream)
            return _STAND_IN + "\n"
        try:
            return line.decode()
        except UnicodeDecodeError:
            self._damaged.add(self.number)
            return line.decode("utf-8", decoding_errors(self._tally.recoded))

    def unreadable(self, record: Record) -> Pair | None:
        """A pair for ``record`` if it has a line that is too long or damaged."""
        if not self._giants and not self._damaged:
            return None
        place = Place(self._tally.name, record.line)
        span = range(record.line, record.line + record.lines)
        for line in self._giants.keys() & set(span):
            head, size = self._giants[line]
            raw = record.raw.replace(_STAND_IN, cut_text(head, size))
            return broken_row(raw, read_issue("HD007", size=size, limit=MAX_ROW), replace(place, line=line))
        if self._damaged.isdisjoint(span):
            return None
        return damaged_row(record.raw, place, self._tally)


_PARTS = frozenset({
    "prompt", "input", "response", "system", "history", "chosen", "rejected_response", "label", "turns",
    "instances",
})  # fmt: skip
"""Fields without which a row would say something else."""

_STAND_IN = "\ufffc\ufffc"  # for a line too long to keep: no quote in it can swallow the lines after it


def _broken(record: Record, tally: Tally) -> Pair | None:
    """A pair for a record that is no CSV."""
    if record.problem is None:
        return None
    problem = record.problem
    issue = located(read_issue("HD004", reason=problem.reason), problem.line, problem.column)
    return Pair("", "", source=tally.name, line=record.line, raw=record.raw, issues=(issue,))


def _pass_over(record: Record, tally: Tally) -> None:
    """Count the lines of a record with nothing in it; those with delimiters alone are no blank lines."""
    if record.raw.strip():
        tally.blank += record.lines
    else:
        for line in range(record.line, record.line + record.lines):
            tally.pass_over(line)


def _names_columns(names: Sequence[str], columns: Columns) -> bool:
    """Whether a record is a header that says where prompt or response are."""
    return bool(keys_by_field(names, dict(columns)).keys() & {"prompt", "response", "chosen"})


def _pairs(header: Record, record: Record, delimiter: str, tally: Tally, columns: Columns) -> Iterator[Pair]:
    """The pairs that a record holds under a header."""
    names, fields = header.fields, record.fields
    while len(fields) > len(names) and not fields[-1].strip():
        fields = fields[:-1]  # Excel writes empty cells behind the last one
    row = dict(zip(names, fields, strict=False))
    tally.stand = Stand(record.raw, record.line, value=row)
    notes = tuple(_notes(names, fields, columns))
    if fields == names and record is not header:
        notes = (read_issue("HD115"),)
    for pair in read_row(_unpacked(row, columns), source=tally.name, line=record.line, columns=columns):
        refused = any(note.rejects for note in notes)
        issues = tuple(
            located(issue, *_place(issue, header, record, delimiter, columns))
            for issue in (notes if refused else pair.issues + notes)
        )
        seen = replace(pair, issues=issues) if issues else pair
        yield seen if seen.accepted else with_raw(seen, record.raw)


def _notes(names: Sequence[str], fields: Sequence[str], columns: Columns) -> Iterator[Issue]:
    """Issues of a record's form: more or fewer fields than its header, a column that stands twice.

    Fewer are no more than a warning where the last ones are missing and none of these is part of a pair.
    """
    missing = names[len(fields) :]
    if missing and not _hold_parts(missing, names, columns):
        shown = shown_keys(missing)
        yield read_issue("HD110", what=(f"行末少了 {shown}", f"the last cells are missing: {shown}"))
    elif len(fields) != len(names):
        yield read_issue("HD106", got=len(fields), expected=len(names))
    for name in dict.fromkeys(name for name in names if names.count(name) > 1):
        if matters(name, dict(columns)):
            yield read_issue("HD105", key=short(name))


def _hold_parts(some: Sequence[str], names: Sequence[str], columns: Columns) -> bool:
    """Whether some of the columns ``names`` hold what a pair is made of."""
    keys = keys_by_field(names, dict(columns))
    return not {keys[field] for field in _PARTS & keys.keys()}.isdisjoint(some)


def _place(issue: Issue, header: Record, record: Record, delimiter: str, columns: Columns) -> tuple[int, int]:
    """Where the field stands that ``issue`` is about, else where the record starts."""
    keys = keys_by_field(header.fields, dict(columns))
    name = keys.get(issue.field)
    if name is None or name not in header.fields[: len(record.fields)]:
        return record.line, 1
    return record.place(header.fields.index(name), delimiter)


def _unpacked(row: dict[str, str], columns: Columns) -> dict[str, Any]:
    """``row`` with a response as Qianfan exports it, ``[['R']]`` in Python's or JSON's spelling, as a list."""
    key = keys_by_field(tuple(row), dict(columns)).get("response")
    text = "" if key is None else row[key].strip()
    if key is None or not (text.startswith("[[") and text.endswith("]]")):
        return dict(row)
    import ast

    try:
        value = ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return dict(row)
    nested = isinstance(value, list) and all(
        isinstance(item, list) and len(item) == 1 and isinstance(item[0], str) for item in value
    )
    return {**row, key: value} if nested else dict(row)
