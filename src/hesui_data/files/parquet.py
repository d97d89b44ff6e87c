"""Parquet, in and out, one row group at a time: no file is held in memory whole."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hesui_data.errors import InputError, require
from hesui_data.files.tally import Stand, Tally
from hesui_data.formats import DIALECTS
from hesui_data.formats.draft import safe_text
from hesui_data.formats.json_rows import located
from hesui_data.formats.lineage import COLUMNS, lineage_cells
from hesui_data.formats.rows import Columns, read_row, with_raw
from hesui_data.formats.shapes import TURNS, Shape, dialect_shape, named_row
from hesui_data.pair import Pair

if TYPE_CHECKING:
    import pyarrow as pa

MAGIC = b"PAR1"
ROWS_IN_A_GROUP = 8_192
"""Rows that are held at a time, in either direction; what a row group is for whoever reads one in part."""


def read_parquet(path: Path, tally: Tally, columns: Columns = ()) -> Iterator[Pair]:
    """The pairs in a Parquet file; ``line`` counts its rows from 1.

    A column ``turns`` that is alone holds rows that are arrays, as Qianfan's are. A null inside a value is
    taken for something that is not there: a column has every name that any of its rows has.

    Raises:
        MissingExtraError: pyarrow is not installed.
        InputError: the file is no Parquet, or is damaged.
    """
    require("pyarrow", extra="parquet", feature="reading Parquet", zh="读取 Parquet")
    import pyarrow.parquet as pq
    from pyarrow import ArrowException

    line = 0
    try:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=ROWS_IN_A_GROUP):
                for row in batch.to_pylist():
                    line += 1
                    yield from _pairs(row, line, tally, columns)
    except (ArrowException, OSError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise InputError(
            f"{tally.name}: not a Parquet file that can be read: {reason}",
            zh=f"{tally.name}：不是可以读取的 Parquet 文件：{reason}",
        ) from error


def _pairs(row: dict[str, Any], line: int, tally: Tally, columns: Columns) -> Iterator[Pair]:
    """The pairs that a row of the table holds."""
    value: Any = {name: _without_nulls(cell) for name, cell in row.items()}
    if list(row) == [TURNS] and isinstance(row[TURNS], list):
        value = value[TURNS]
    text = _json(value)
    tally.stand = Stand(text, line, value=value)
    for pair in read_row(value, source=tally.name, line=line, columns=columns):
        issues = tuple(located(issue, line, 1) for issue in pair.issues)
        seen = replace(pair, issues=issues) if issues else pair
        yield seen if seen.accepted else with_raw(seen, text)


def _json(value: Any) -> str:
    """A row as one line of JSON; a date or a number that JSON has not stands as text."""
    return safe_text(json.dumps(value, ensure_ascii=False, default=str))


def _without_nulls(value: Any) -> Any:
    """``value`` without the names in its objects that hold nothing."""
    if isinstance(value, dict):
        return {name: _without_nulls(one) for name, one in value.items() if one is not None}
    return [_without_nulls(one) for one in value] if isinstance(value, list) else value


def parquet_bytes(pairs: Iterable[Pair], dialect: str) -> Iterator[bytes]:
    """``pairs`` as a Parquet file of ``dialect``, part by part; the columns are the same whatever the rows hold.

    A row that is an array stands in the column ``turns``. ``flat`` has its lineage beside it: split, source,
    source_line and tags.

    Raises:
        MissingExtraError: pyarrow is not installed.
    """
    require("pyarrow", extra="parquet", feature="writing Parquet", zh="写 Parquet")
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = arrow_schema(columns_of(dialect))
    rows = (row_of(pair, dialect) for pair in pairs)
    sink = io.BytesIO()
    with pq.ParquetWriter(pa.PythonFile(_Tail(sink), mode="w"), schema, compression="zstd") as writer:
        while group := list(islice(rows, ROWS_IN_A_GROUP)):
            writer.write_table(pa.Table.from_pylist(group, schema=schema))
            yield _taken(sink)
    yield _taken(sink)


class _Tail(io.RawIOBase):
    """A file to write, of which only the end that was not yet handed on is held; it tells the place in the whole."""

    def __init__(self, sink: io.BytesIO) -> None:
        self._sink = sink
        self._place = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        size = self._sink.write(data)
        self._place += size
        return size

    def tell(self) -> int:
        return self._place


def _taken(sink: io.BytesIO) -> bytes:
    """What ``sink`` holds, which is emptied."""
    data = sink.getvalue()
    sink.seek(0)
    sink.truncate()
    return data


def columns_of(dialect: str) -> tuple[tuple[str, Shape], ...]:
    """The columns of a table of ``dialect``: its own, of ``flat`` the lineage too."""
    return dialect_shape(dialect) + (COLUMNS if dialect == "flat" else ())


def row_of(pair: Pair, dialect: str) -> dict[str, Any]:
    """``pair`` as a row of a table of ``dialect``."""
    row = named_row(DIALECTS[dialect].row(pair))
    return {**row, **lineage_cells(pair)} if dialect == "flat" else row


def arrow_schema(columns: Iterable[tuple[str, Shape]]) -> pa.Schema:
    """The columns as pyarrow names them."""
    import pyarrow as pa

    return pa.schema([(name, _arrow_type(shape)) for name, shape in columns])


def _arrow_type(shape: Shape) -> pa.DataType:
    import pyarrow as pa

    if isinstance(shape, dict):
        return pa.struct([(name, _arrow_type(one)) for name, one in shape.items()])
    if isinstance(shape, list):
        return pa.list_(_arrow_type(shape[0]))
    return {"string": pa.string(), "int64": pa.int64(), "bool": pa.bool_()}[shape]
