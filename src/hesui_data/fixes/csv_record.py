"""One record of a table, mended in place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from hesui_data.fixes.edit import Edit, Fixed
from hesui_data.fixes.plan import edits_of, planned
from hesui_data.fixes.trace import Slot, holds_text
from hesui_data.formats.csv_text import Record
from hesui_data.formats.rows import Columns, read_row
from hesui_data.pair import Pair

_QUOTED = re.compile(r'"((?:[^"]++|"")*+)"')


class Cell(NamedTuple):
    """A cell as it stands in a record: where, and whether it is quoted."""

    start: int
    end: int
    quoted: bool


def fixed_record(
    record: Record, names: Sequence[str], delimiter: str, codes: Collection[str], columns: Columns = ()
) -> Fixed:
    """A sound record below a header of these ``names``, after the fixers of ``codes``.

    One with more cells than the header has names stays: what is in which column cannot be told.

    >>> from hesui_data.formats.csv_text import csv_records
    >>> record = next(csv_records(['写祝福,"新年好 ",1.0\\n']))
    >>> fixed_record(record, ("prompt", "response", "n"), ",", {"HD303"}).text
    '写祝福,"新年好",1.0'
    """
    fields = record.fields
    if any(field.strip() for field in fields[len(names) :]):
        return Fixed(record.raw)
    found = [
        number
        for number, (name, field) in enumerate(zip(names, fields, strict=False))
        if holds_text(name, columns) and name and not _is_exported(field)
    ]
    twice = {name for name, count in Counter(names).items() if count > 1}
    slots = [Slot(fields[number], (0, names[number]), names[number] in twice) for number in found]

    def read(texts: Sequence[str]) -> tuple[Pair, ...]:
        new = dict(zip(found, texts, strict=True))
        cells = [new.get(number, field) for number, field in enumerate(fields)]
        return read_row(dict(zip(names, cells, strict=False)), columns=columns)

    plan = planned(slots, read, codes)
    new = {n: text for n, slot, text in zip(found, slots, plan.texts, strict=True) if text != slot.text}
    edits = tuple(
        Edit(change.code, *record.place(found[slot], delimiter), field, change.before, change.after)
        for slot, field, change in edits_of(plan)
    )
    return Fixed(_written(record.raw, delimiter, new), edits)


def cells(raw: str, delimiter: str) -> Iterator[Cell]:
    """The cells of a sound record, in order.

    >>> [(one.start, one.end, one.quoted) for one in cells('a,"b,c"', ",")]
    [(0, 1, False), (2, 7, True)]
    """
    start = 0
    while True:
        quoted = _QUOTED.match(raw, start)
        delimited = raw.find(delimiter, quoted.end() if quoted else start)
        end = delimited if delimited >= 0 else len(raw)
        yield Cell(start, end, quoted is not None)
        if delimited < 0:
            return
        start = end + len(delimiter)


def _written(raw: str, delimiter: str, new: dict[int, str]) -> str:
    """``raw`` with the ``new`` texts of some cells, which stay quoted or bare, as long as that can be read."""
    if not new:
        return raw
    pieces, done = [], 0
    for number, one in enumerate(cells(raw, delimiter)):
        if number in new:
            pieces += [raw[done : one.start], _cell(new[number], delimiter, quoted=one.quoted)]
            done = one.end
    return "".join([*pieces, raw[done:]])


def _cell(text: str, delimiter: str, *, quoted: bool) -> str:
    if quoted or text.startswith('"') or any(mark in text for mark in (delimiter, "\n", "\r")):
        return '"' + text.replace('"', '""') + '"'
    return text


def _is_exported(field: str) -> bool:
    """Whether a cell holds a response as Qianfan exports it, ``[['R']]``: a list, not a text."""
    bare = field.strip()
    return bare.startswith("[[") and bare.endswith("]]")
