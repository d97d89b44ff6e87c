"""JSON Lines: one row a line, read in a stream; a line that cannot be read costs itself alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from io import BytesIO
from typing import BinaryIO

import orjson

from hesui_data.files.encodings import decoding_errors
from hesui_data.files.tally import Stand, Tally
from hesui_data.files.unreadable import MAX_ROW, damaged_row, giant_row, rest_of_line
from hesui_data.formats.json_rows import Place, placed, read_json_row, repeats_a_key
from hesui_data.formats.json_text import MAX_DEPTH
from hesui_data.formats.rows import Columns, read_row
from hesui_data.pair import Pair

Passes = Callable[[bytes], int]
"""How many rows a block of whole lines holds if all are sound and need not be made into pairs, else 0."""

_BLOCK = 1 << 14
"""Bytes of the lines that are looked at together: few enough that one bad line costs little."""


def read_json_lines(
    stream: BinaryIO, tally: Tally, columns: Columns = (), passes: Passes | None = None
) -> Iterator[Pair]:
    """The pairs in a stream of JSON Lines in UTF-8; every line that is not blank gives at least one.

    Rows that ``passes`` knows to be sound are counted and give none.
    """
    source = tally.name
    for number, line in _doubtful(stream, tally, passes) if passes else _numbered(stream):
        try:
            value = orjson.loads(line)
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


def _numbered(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """The lines, each up to the length that is read of one, numbered from 1."""
    return enumerate(iter(partial(stream.readline, MAX_ROW), b""), 1)


def _doubtful(stream: BinaryIO, tally: Tally, passes: Passes) -> Iterator[tuple[int, bytes]]:
    """Of the numbered lines those that do not pass; the others are counted."""
    number = 0
    while block := stream.read(_BLOCK):
        block += stream.readline(MAX_ROW - len(block) + block.rfind(b"\n") + 1)
        if rows := passes(block):
            tally.let_pass(number + 1, rows)
            number += rows
            continue
        for line in BytesIO(block):
            number += 1
            if passes(line):
                tally.let_pass(number, 1)
            else:
                yield number, line


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
