"""JSON Lines: one row a line, read in a stream; a line that cannot be read costs itself alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import BinaryIO

import orjson

from hesui_data.files.encodings import decoding_errors
from hesui_data.files.tally import Stand, Tally
from hesui_data.files.unreadable import MAX_ROW, damaged_row, giant_row, rest_of_line
from hesui_data.formats.json_rows import Place, placed, read_json_row, repeats_a_key
from hesui_data.formats.json_text import MAX_DEPTH
from hesui_data.formats.rows import Columns, read_row
from hesui_data.pair import Pair


class Sieve:
    """Deals with lines at a look, so that they need not be made into pairs; this one with none.

    ``taken`` and ``first_taken`` say of the last file how many lines were dealt with, and which was the first.
    """

    taken = first_taken = 0

    def left(self, lines: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
        """The lines that are not dealt with, and their numbers.

        >>> list(Sieve().left([b"{}", b"[]"]))
        [(1, b'{}'), (2, b'[]')]
        """
        return enumerate(lines, 1)


def read_json_lines(
    stream: BinaryIO, tally: Tally, columns: Columns = (), sieve: Sieve | None = None
) -> Iterator[Pair]:
    """The pairs in a stream of JSON Lines in UTF-8; every line that is not blank gives at least one.

    A line that ``sieve`` deals with is counted and gives none.
    """
    source, sieve = tally.name, sieve or Sieve()
    lines = iter(partial(stream.readline, MAX_ROW), b"")
    for number, line in sieve.left(lines):
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
    tally.taken, tally.first_taken = sieve.taken, sieve.first_taken


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
