"""JSON Lines: one row a line, read in a stream; a line that cannot be read costs itself alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

import orjson

from hesui_data.files.encodings import decoding_errors
from hesui_data.files.tally import Stand, Tally
from hesui_data.files.unreadable import MAX_ROW, damaged_row, giant_row, rest_of_line
from hesui_data.formats.json_rows import Place, placed, read_json_row, repeats_a_key
from hesui_data.formats.json_text import MAX_DEPTH
from hesui_data.formats.rows import Columns, read_row
from hesui_data.pair import Pair

Takes = Callable[[bytes, Any], bool]
"""Whether a row, as its line and as its value, is dealt with already and need not be made into a pair."""


def read_json_lines(
    stream: BinaryIO, tally: Tally, columns: Columns = (), takes: Takes | None = None
) -> Iterator[Pair]:
    """The pairs in a stream of JSON Lines in UTF-8; every line that is not blank gives at least one.

    A row that ``takes`` deals with is counted and gives none.
    """
    source = tally.name
    number = taken = first_taken = 0
    while line := stream.readline(MAX_ROW):
        number += 1
        try:
            value = orjson.loads(line)
            if takes and takes(line, value):
                taken += 1
                first_taken = first_taken or number
                continue
            tally.stand = Stand(line, number, 1, value)
        except orjson.JSONDecodeError:
            tally.stand = Stand(line, number)
            if line.isspace():
                tally.pass_over(number)
            elif len(line) == MAX_ROW and line[-1:] != b"\n":
                size, tally.stand = len(line) + rest_of_line(stream), Stand(b"", number)
                yield giant_row(line[:8000].decode("utf-8", "replace"), size, Place(source, number))
            else:
                yield from _read_carefully(line, Place(source, number), tally, columns)
            continue
        if repeats_a_key(line, value) or line.count(b"[") + line.count(b"{") > MAX_DEPTH:
            yield from _read_carefully(line, Place(source, number), tally, columns)
            continue
        for pair in read_row(value, source=source, line=number, columns=columns):
            yield placed(pair, _text(line), Place(source, number), columns) if pair.issues else pair
    tally.taken, tally.first_taken = taken, first_taken


def _read_carefully(line: bytes, place: Place, tally: Tally, columns: Columns) -> tuple[Pair, ...]:
    """The pairs in a line that the fast parser refuses, or that needs a second look."""
    try:
        text = _text(line)
    except UnicodeDecodeError:
        damaged = line.decode("utf-8", decoding_errors(tally.recoded)).rstrip("\r\n")
        return (damaged_row(damaged, place, tally),)
    return read_json_row(text, place, columns=columns)


def _text(line: bytes) -> str:
    return line.decode().rstrip("\r\n")
