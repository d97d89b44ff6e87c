"""JSON over many lines, mended in a stream: the rows of an array, or values one after another."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import BinaryIO

from hesui_data.files.json_values import rows_of
from hesui_data.files.tally import Tally
from hesui_data.files.unreadable import MAX_ROW, is_damaged
from hesui_data.files.window import Window
from hesui_data.fixes import Fixed
from hesui_data.fixes.json_row import RAW_SEPARATORS, fixed_json_row
from hesui_data.fixes.plan import is_clean
from hesui_data.fixes.separators import Separators
from hesui_data.fixing.piece import LineEnds, Piece, piece_of
from hesui_data.formats.json_rows import Place
from hesui_data.formats.json_text import JsonError, parse_value
from hesui_data.formats.rows import Columns
from hesui_data.pair import Issue, Pair


class _Recorder(Window):
    """A window that keeps what it moves over until it is taken: what stands before a row, and the row."""

    def __init__(self, stream: BinaryIO, *, recoded: bool) -> None:
        super().__init__(stream, recoded=recoded)
        self._passed: list[str] = []
        self._before: list[str] = []
        self.start = 1, 1  # line and column of the row

    def advance(self, pos: int) -> None:
        """Move on to ``pos`` of the text, and keep what stood before."""
        self._passed.append(self.text[self.pos : pos])
        super().advance(pos)

    def to_next(self) -> str:
        """The next code point that is not white space; a row may start there."""
        mark = super().to_next()
        self._before += self._passed
        self._passed = []
        self.start = self.line, self.column
        return mark

    @property
    def row(self) -> str:
        """What was moved over since ``to_next``."""
        return "".join(self._passed)

    def take(self) -> tuple[str, str]:
        """What stands before the row, and the row; both are let go."""
        taken = "".join(self._before), self.row
        self._before, self._passed = [], []
        return taken


def fixed_json_values(
    stream: BinaryIO, tally: Tally, codes: Collection[str], columns: Columns = ()
) -> Iterator[Piece]:
    """The pieces of the new file: what stands before each row, the row, and what stands behind the last."""
    window = _Recorder(stream, recoded=tally.recoded)
    between, ends = Separators(codes), LineEnds(codes, lone=False)
    place = Place(tally.name)
    for found in rows_of(window, tally, columns):
        if isinstance(found, Issue) or not window.row:  # about a comma or a bracket that is not passed yet
            continue
        before, row = window.take()
        start = Place(tally.name, *window.start)
        broken = _is_broken(row, found)
        last = broken and _is_at_end(window)
        yield piece_of(ends.fixed(between.before_row(before, place, broken=broken, last=last), place.line))
        place = Place(tally.name, window.line, window.column)
        if broken or is_damaged(row):
            yield piece_of(Fixed(row))
        elif _is_done(row, found, codes):
            yield piece_of(ends.fixed(Fixed(row), start.line))
        else:
            yield piece_of(ends.fixed(fixed_json_row(row, start, codes, columns), start.line))
    yield piece_of(ends.fixed(between.at_end("".join(window.take()), place), place.line))


def _is_broken(row: str, pairs: Sequence[Pair]) -> bool:
    """Whether a row was cut at a guess, because it is no JSON."""
    if not any(pair.issues for pair in pairs):
        return False
    try:
        return len(row) > MAX_ROW or parse_value(row, 0).end != len(row)
    except JsonError:
        return True


def _is_at_end(window: _Recorder) -> bool:
    """Whether nothing but white space follows."""
    while not window.text[window.pos :].strip(" \t\r\n"):
        if not window.more():
            return True
    return False


def _is_done(row: str, pairs: Sequence[Pair], codes: Collection[str]) -> bool:
    """Whether a quick look shows that nothing is to be mended in ``row``."""
    if "HD310" in codes and RAW_SEPARATORS.search(row):
        return False
    return not any(pair.issues for pair in pairs) and is_clean(pairs, codes)
