"""Writing an Excel workbook that people can read and edit, of which the same rows give the same bytes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Any

from hesui_data.errors import OutputError, require

MOST_ROWS = 1_048_576
"""Rows that a sheet of Excel has, its header included."""

_WIDTHS = {"prompt": 48.0, "response": 72.0, "system": 32.0, "history": 48.0, "rejected_response": 72.0}
_NARROW = 14.0
_LOOKS_LIKE_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_ESCAPED = re.compile("_x[0-9A-Fa-f]{4}_|[\\x00-\\x08\\x0b-\\x1f\\ufffe\\uffff]")
_MODIFIED = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


def workbook_bytes(records: Iterable[Sequence[str]], *, sheet: str = "pairs") -> Iterator[bytes]:
    """A workbook with the ``records``, the first of which names the columns.

    Every cell is text, whatever it begins with: nothing that stands in a row is ever run as a formula. Line
    breaks stay and cells wrap; the header stays in sight.

    Raises:
        MissingExtraError: openpyxl is not installed.
        OutputError: there are more rows than a sheet has.
    """
    require("openpyxl", extra="excel", feature="writing Excel", zh="写 Excel")
    from tempfile import TemporaryFile

    with TemporaryFile(prefix="hesui-") as raw, TemporaryFile(prefix="hesui-") as settled:
        _write(records, sheet, raw)
        _settle(raw, settled)
        settled.seek(0)
        while chunk := settled.read(1 << 20):
            yield chunk


def _write(records: Iterable[Sequence[str]], sheet: str, file: IO[bytes]) -> None:
    """Write the workbook as openpyxl makes it, with the time of day in it."""
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    page = book.create_sheet(sheet)
    page.freeze_panes = "A2"
    for number, record in enumerate(records, 1):
        if number > MOST_ROWS:
            raise OutputError(
                f"more than {MOST_ROWS:,} rows: a sheet of Excel has no more; write .parquet, .csv or .jsonl",
                zh=f"超过 {MOST_ROWS:,} 行，一张 Excel 表放不下；请写成 .parquet、.csv 或 .jsonl",
            )
        if number == 1:
            for place, name in enumerate(record):
                letter = openpyxl.utils.get_column_letter(place + 1)
                page.column_dimensions[letter].width = _WIDTHS.get(name, _NARROW)
        page.append([_cell(page, text, bold=number == 1) for text in record])
    book.save(file)


def _cell(page: Any, text: str, *, bold: bool) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font

    cell = WriteOnlyCell(page, value=escaped(text))
    cell.data_type = "s"  # openpyxl takes what begins with = for a formula
    cell.number_format = "@"
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    cell.font = Font(bold=bold)
    cell.quotePrefix = text.startswith(_LOOKS_LIKE_A_FORMULA)  # so that it stays text when it is edited
    return cell


def escaped(text: str) -> str:
    """``text`` with the characters that XML cannot hold spelled as Excel spells them.

    >>> escaped("a\\x08b"), escaped("新年\\n好"), escaped("_x0041_")
    ('a_x0008_b', '新年\\n好', '_x005F_x0041_')
    """
    return _ESCAPED.sub(_spelled, text)


def _spelled(found: re.Match[str]) -> str:
    if len(found[0]) > 1:  # a text that looks like such a spelling
        return f"_x005F_{found[0][1:]}"
    return f"_x{ord(found[0]):04X}_"


def _settle(raw: IO[bytes], settled: IO[bytes]) -> None:
    """Copy the workbook without the times at which it was made."""
    from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

    with ZipFile(raw) as before, ZipFile(settled, "w") as after:
        for entry in before.infolist():
            info = ZipInfo(entry.filename, _LONG_AGO)
            info.compress_type = ZIP_DEFLATED
            info.create_system = 0
            with before.open(entry) as source, after.open(info, "w", force_zip64=False) as target:
                if entry.filename == "docProps/core.xml":
                    target.write(_MODIFIED.sub(rb"\g<1>1980-01-01T00:00:00Z", source.read()))
                    continue
                while chunk := source.read(1 << 20):
                    target.write(chunk)
