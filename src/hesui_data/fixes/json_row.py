"""One row of JSON, mended in place: its texts, raw line separators, a comma behind it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Sequence
from typing import Any

import orjson

from hesui_data.fixes.edit import Edit, Fixed
from hesui_data.fixes.literals import Literal, escapes, literals, repeated_keys, rewritten, said
from hesui_data.fixes.plan import edits_of, planned
from hesui_data.fixes.trace import Slot, holds_text
from hesui_data.formats.json_rows import Place
from hesui_data.formats.json_text import MAX_DEPTH, JsonError, parse_value
from hesui_data.formats.rows import Columns, read_row
from hesui_data.pair import Pair

RAW_SEPARATORS = re.compile("[\x85\u2028\u2029]")
"""What may stand in a JSON string as it is, and at which some programs break the line."""


def fixed_json_row(text: str, place: Place, codes: Collection[str], columns: Columns = ()) -> Fixed:
    """A row, which is all of ``text``, after the fixers of ``codes``; what is no JSON stays as it is.

    >>> row = '{ "prompt":"写祝福", "response" : "新年好 ","n":1.0 },'
    >>> fixed_json_row(row, Place("a.jsonl"), {"HD008", "HD303"}).text
    '{ "prompt":"写祝福", "response" : "新年好","n":1.0 }'
    """
    start = 1 if text.startswith("\ufeff") else 0
    end = _end_of_value(text, start)
    if not end:
        return Fixed(text)
    rest, edits = text[end:], []
    comma = rest.strip(" \t\r\n")
    if comma not in ("", ","):
        return Fixed(text)
    if comma and "HD008" in codes:
        edits.append(Edit("HD008", *place.of(text, end + rest.index(",")), "", ",", ""))
        rest = rest.replace(",", "")
    if start and "HD306" in codes:
        edits.append(Edit("HD306", *place.of(text, 0), "", "\ufeff", ""))
    row = _with_fixed_texts(text[:end], start, place, codes, columns)
    body = _escaped(row.text, text, place) if "HD310" in codes else Fixed(row.text)
    whole = body.text.removeprefix("\ufeff") if "HD306" in codes else body.text
    return Fixed(whole + rest, (*row.edits, *body.edits, *edits))


def _with_fixed_texts(row: str, start: int, place: Place, codes: Collection[str], columns: Columns) -> Fixed:
    strings = literals(row, start)
    found = [one for one in strings if not one.is_key and holds_text(one.key, columns)]
    names = [(one.owner, one.key) for one in found]
    repeated = repeated_keys(strings)
    slots = [
        Slot(said(one.source(row)), name, name in repeated) for one, name in zip(found, names, strict=True)
    ]

    def written(texts: Sequence[str], literal: Callable[[Literal, str], str]) -> str:
        pieces, done = [], start
        for one, slot, text in zip(found, slots, texts, strict=True):
            if text != slot.text:
                pieces += [row[done : one.start], literal(one, text)]
                done = one.end
        return "".join([*pieces, row[done:]])

    def read(texts: Sequence[str]) -> tuple[Pair, ...]:
        return read_row(_value(written(texts, lambda _, text: json.dumps(text))), columns=columns)

    plan = planned(slots, read, codes)
    edits = tuple(
        Edit(change.code, *place.of(row, found[slot].start), field, change.before, change.after)
        for slot, field, change in edits_of(plan)
    )
    if not edits:
        return Fixed(row)
    escape = escapes(row)
    new = written(plan.texts, lambda one, text: rewritten(one.source(row), text, escape=escape))
    return Fixed(row[:start] + new, edits)


def _end_of_value(text: str, start: int) -> int:
    """Where the JSON value ends that ``text`` starts with; 0 if it starts with none."""
    try:
        if not start and text.count("[") + text.count("{") <= MAX_DEPTH:
            orjson.loads(text)
            return len(text.rstrip())
    except ValueError:
        pass
    try:
        return parse_value(text, start).end
    except JsonError:
        return 0


def _value(row: str) -> Any:
    try:
        return orjson.loads(row)
    except ValueError:  # what JSON does not allow, and the readers read all the same
        return parse_value(row, 0).value


def _escaped(row: str, original: str, place: Place) -> Fixed:
    """``row`` with its raw line separators as escapes."""
    found = RAW_SEPARATORS.search(row)
    if not found:
        return Fixed(row)
    first = RAW_SEPARATORS.search(original)
    at = place.of(original, first.start() if first else 0)
    escape = f"\\u{ord(found[0]):04x}"
    text = RAW_SEPARATORS.sub(lambda mark: f"\\u{ord(mark[0]):04x}", row)
    return Fixed(text, (Edit("HD310", *at, "", found[0], escape),))
