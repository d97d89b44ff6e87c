"""Pairs as the bytes of a file, in the form that the ending of its name asks for."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from hesui_data.errors import RecipeError
from hesui_data.formats import write_row
from hesui_data.formats.records import sheet_issues, table_of
from hesui_data.pair import Issue, Pair

TABLES = frozenset({".xlsx", ".csv", ".tsv"})
"""Endings of files that hold a table of texts, a cell a part."""

OTHER_FORMS = frozenset({*TABLES, ".parquet"})
"""Endings that ask for something else than JSON Lines."""


def row_file(pairs: Iterable[Pair], *, ending: str, dialect: str) -> Iterator[bytes]:
    """``pairs`` as a file with this ``ending``: a workbook, CSV, TSV or Parquet, else JSON Lines.

    ``dialect`` is that of JSON Lines and of Parquet, whose pairs are written as they come; a table of texts is
    ``flat``, a cell a part, and holds all of them.

    >>> b"".join(row_file([Pair("a", "b")], ending=".jsonl", dialect="alpaca")).decode()
    '{"instruction":"a","input":"","output":"b"}\\n'

    Raises:
        MissingExtraError: the package for this form is not installed.
        RecipeError: a table is asked for in a dialect that is none.
    """
    ending = ending.lower()
    if ending in TABLES and dialect != "flat":
        raise RecipeError(
            f"{ending} holds a table: a cell a part; the dialect {dialect} has no such form. "
            "Leave --dialect out, or write .jsonl",
            zh=f"{ending} 是表格，一格一项，没有 {dialect} 这种写法；请去掉 --dialect，或写成 .jsonl",
        )
    if ending == ".parquet":
        from hesui_data.files.parquet import parquet_bytes

        return parquet_bytes(pairs, dialect)
    if ending == ".xlsx":
        from hesui_data.files.excel import workbook_bytes

        return workbook_bytes(table_of(list(pairs)))
    if ending in TABLES:
        return csv_bytes(table_of(list(pairs)), delimiter="\t" if ending == ".tsv" else ",")
    return (write_row(pair, dialect) + b"\n" for pair in pairs)


def form_issues(pair: Pair, ending: str) -> Iterator[Issue]:
    """Issues of a pair that a file with this ``ending`` has no room for."""
    return sheet_issues(pair, ending) if ending.lower() == ".xlsx" else iter(())


def csv_bytes(
    records: Iterable[Sequence[str]], *, delimiter: str = ",", encoding: str = "utf-8"
) -> Iterator[bytes]:
    """``records`` as CSV with CRLF, as Excel and RFC 4180 have it.

    Raises:
        RecipeError: there is no such encoding, or it cannot hold a character of the records.
    """
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=delimiter).writerows(records)
    try:
        yield buffer.getvalue().encode(encoding)
    except LookupError as error:
        raise RecipeError(
            f"no encoding is called {encoding!r}; for Excel: utf-8-sig",
            zh=f"没有名为 {encoding!r} 的编码；给 Excel 用 utf-8-sig",
        ) from error
    except UnicodeEncodeError as error:
        mark = error.object[error.start]
        raise RecipeError(
            f"{encoding} cannot hold {mark!r}; use utf-8-sig",
            zh=f"{encoding} 里没有 {mark!r}；请用 utf-8-sig",
        ) from error
