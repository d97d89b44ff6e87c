"""JSON that is not one value a line: an array of rows, pretty-printed or not, or values one after another.

The text is read in a window, so that memory does not grow with the file. A row that is broken costs
itself alone: reading goes on where the next one is seen to start.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

import orjson

from hesui_data.files.tally import Stand, Tally
from hesui_data.files.unreadable import MAX_ROW, SHOWN, damaged_row, giant_row, is_damaged
from hesui_data.files.window import Window
from hesui_data.formats.draft import read_issue
from hesui_data.formats.json_rows import (
    Place,
    broken_row,
    json_issue,
    located,
    placed,
    read_json_row,
    repeats_a_key,
)
from hesui_data.formats.json_text import (
    MAX_DEPTH,
    UNCLOSED,
    VALUE,
    JsonDepthError,
    JsonError,
    Reason,
    parse_value,
)
from hesui_data.formats.rows import Columns, read_row
from hesui_data.pair import Issue, Pair
from hesui_data.patterns import Pattern

_TO_BRACKET = Pattern(r'[^"\[\]{}]*+(?:"(?:[^"\\\n]++|\\.)*+"[^"\[\]{}]*+)*+')
_OPENING = Pattern(r'([\[{\s]*+)("(?:[^"\\\n]++|\\.)*+")')

_ANY_OBJECT = Pattern(r"[\]}]\s*,\s*()[\[{]")
_BLANKS = " \t\r\n"

LOOK_AHEAD = 1 << 14
"""Code points after which a row that does not end is looked at more closely, lest it is two run together."""

_MISSING = ("行前少了一个逗号", "a comma is missing before the row")
_ONE_LINE = ("两条数据在同一行，中间少了换行", "two rows on one line, with no line break between them")
_SPARE = ("这里多了一个逗号", "a comma too many")
_AFTER = ("行尾多了一个逗号", "a comma after the row")
_OPEN: Reason = ("数组没有结束的 ]，文件可能被截断", "the array has no closing ]: the file may be cut off")


def read_json_values(stream: BinaryIO, tally: Tally, columns: Columns = ()) -> Iterator[Pair]:
    """The pairs in the values of a stream of UTF-8: the elements of an array, or one value after another."""
    last: tuple[Pair, ...] = ()
    last_stand = stand = tally.stand
    for found in rows_of(Window(stream, recoded=tally.recoded), tally, columns):
        if isinstance(found, Issue):  # about what stands around the row before it
            last = tuple(pair.flag(found) for pair in last)
        else:
            stand, tally.stand = tally.stand, last_stand
            yield from last
            last, last_stand = found, stand
    tally.stand = last_stand
    yield from last


def rows_of(window: Window, tally: Tally, columns: Columns) -> Iterator[tuple[Pair, ...] | Issue]:
    """The pairs of each row, and an issue for each comma or bracket that is missing or too many.

    When it gives a row, ``window`` stands behind it, and was last moved on to where it starts.
    """
    inside = False  # whether in an array of rows
    first = True  # whether before its first row
    commas: int | None = 0  # since the last row; not known after one that was cut at a guess
    while mark := window.to_next():
        place = Place(tally.name, window.line, window.column)
        if mark == "[" and not inside:
            inside, first, commas = True, True, 0
            window.advance(window.pos + 1)
        elif mark == "]" and inside:
            if commas:
                yield _warning(_SPARE, place)
            inside, commas = False, 0
            window.advance(window.pos + 1)
        elif mark == ",":
            if inside and first:
                tally.stand = Stand(",", place.line, place.column)
                yield (broken_row(",", read_issue("HD002", reason=VALUE), place),)
            elif commas or (commas == 0 and not inside):
                yield _warning(_SPARE if commas else _AFTER, place)
            commas = 1 + (commas or 0)
            window.advance(window.pos + 1)
        else:
            if inside and not first and commas == 0:
                yield _warning(_MISSING, place)
            behind = not inside and not first and commas == 0 and window.indent is None
            row = _row(window, place, tally, columns)
            if behind and not row.broken:
                yield _warning(_ONE_LINE, place)
            yield row.pairs
            first, commas = False, None if row.broken else 0
            if row.broken and not window.to_next():
                inside = False  # what was cut went to the end of the file
    if inside:
        place = Place(tally.name, window.line, window.column)
        yield (
            (broken_row("[", read_issue("HD002", reason=_OPEN), place),) if first else _warning(_OPEN, place)
        )


def _warning(what: tuple[str, str], place: Place) -> Issue:
    return located(read_issue("HD008", what=what), place.line, place.column)


class _Row(NamedTuple):
    pairs: tuple[Pair, ...]
    broken: bool = False  # whether it was cut at a guess


def _row(window: Window, place: Place, tally: Tally, columns: Columns) -> _Row:
    """The row that starts here, the window moved on behind it."""
    end = _end_of_row(window, LOOK_AHEAD)
    while True:
        text = window.text[window.pos : end or len(window.text)]
        if end and (quick := _quickly(text, place, tally, columns)) is not None:
            window.last_row = text[:80]
            window.advance(end)
            return _Row(quick)
        try:
            parsed = parse_value(window.text, window.pos)
        except JsonError as error:
            at = error.pos - window.pos
            # cut off: in a string, or in something no longer than -Infinity and \ud83d\ude00
            cut = not end and (error.reason is UNCLOSED or error.pos + 12 > len(window.text))
            if cut and not window.ended and len(text) > LOOK_AHEAD and text[0] in "[{":  # sound so far
                end = _end_of_row(window, MAX_ROW)
                if end or window.ended:
                    continue
            elif cut and len(text) < MAX_ROW and window.more():
                continue
            if isinstance(error, JsonDepthError):
                end = _end_of_row(window, MAX_ROW)
            return _broken(_cut(window, at, end), json_issue(error), at, place, tally)
        if not end and parsed.end == len(window.text) and window.more():
            continue  # a number may go on
        text = window.text[window.pos : parsed.end]
        window.advance(parsed.end)
        tally.stand = Stand(text, place.line, place.column)
        if is_damaged(text):
            return _Row((damaged_row(text, place, tally),))
        return _Row(read_json_row(text, place, columns=columns))


def _end_of_row(window: Window, limit: int) -> int | None:
    """Where the brackets that open here are closed; ``None`` if they are not within ``limit`` code points.

    ``None`` also where nothing opens, or where a string is not closed on its line.
    """
    if window.text[window.pos] not in "[{":
        return None
    depth, pos = 0, window.pos
    while pos - window.pos <= limit:
        match = _TO_BRACKET.match(window.text, pos)
        pos = match.end() if match else pos
        mark = window.text[pos : pos + 1]
        if mark in ("[", "{"):
            depth += 1
        elif mark in ("]", "}"):
            depth -= 1
            if not depth:
                return pos + 1
        else:
            ahead = pos - window.pos
            unclosed = mark and window.text.find("\n", pos) >= 0
            if unclosed or len(window.text) - window.pos > limit or not window.more():
                return None
            pos = window.pos + ahead - 1
        pos += 1
    return None


def _quickly(text: str, place: Place, tally: Tally, columns: Columns) -> tuple[Pair, ...] | None:
    """The pairs of a row as the fast parser reads it; ``None`` if it needs a second look."""
    try:
        line = text.encode()
        value = orjson.loads(line)
    except ValueError:
        return None
    if repeats_a_key(line, value) or text.count("[") + text.count("{") > MAX_DEPTH:
        return None
    tally.stand = Stand(text, place.line, place.column, value)
    pairs = read_row(value, source=place.source, line=place.line, columns=columns)
    return tuple(placed(pair, text, place, columns) if pair.issues else pair for pair in pairs)


def _broken(cut: _Cut, issue: Issue, at: int, place: Place, tally: Tally) -> _Row:
    """A row that is no JSON: ``issue`` says why, ``at`` which code point of its text."""
    tally.stand = Stand(cut.text, place.line, place.column)
    if cut.size > MAX_ROW:
        return _Row((giant_row(cut.text, cut.size, place),), broken=True)
    if is_damaged(cut.text):
        return _Row((damaged_row(cut.text, place, tally),), broken=True)
    text = cut.text.rstrip(_BLANKS).removesuffix(",").rstrip(_BLANKS) or cut.text
    return _Row((broken_row(text, issue, place, min(at, len(text))),), broken=True)


class _Cut(NamedTuple):
    """The text of a broken row, or the head of it, and its size."""

    text: str
    size: int


def _cut(window: Window, at: int, end: int | None) -> _Cut:
    """A row that is broken ``at`` this code point, up to where the next is seen to start; moves the window."""
    pattern = _start_of_next(window)
    ahead = _search_from(window.text[window.pos : window.pos + at])
    head, size = "", 0
    while not (match := pattern.search(window.text, window.pos + ahead, end or len(window.text))):
        if end or window.ended:
            match = _ANY_OBJECT.search(window.text, window.pos + ahead, end or len(window.text))
            break
        left = len(window.text) - window.pos
        if left > MAX_ROW:  # let it go, all but what the start of a row may stand in
            head = head or window.text[window.pos : window.pos + SHOWN]
            size += left - SHOWN
            window.advance(window.pos + left - SHOWN)
        ahead = max(ahead if left <= MAX_ROW else 0, len(window.text) - window.pos - SHOWN)
        window.more()
    stop = match.start(1) if match else end or len(window.text)
    text = window.text[window.pos : stop]
    window.advance(stop)
    return _Cut(head + text, size + len(text))


def _search_from(read: str) -> int:
    """From where on the next row may start, in a row of which ``read`` stands before the error.

    From the last string on, since a quote that is missing makes two rows run together in one.
    """
    read = read.rstrip(_BLANKS + ",")
    if read.endswith('"'):
        read = read[: read.rfind('"', 0, -1) + 1]
    return max(1, len(read))


def _start_of_next(window: Window) -> re.Pattern[str] | Pattern:
    """What the row after this one starts like; group 1 is where.

    A row alone on its lines is followed by one with the same indent; another by one with the same first
    key as it has, or the last sound one had; a row that is no object by whatever stands behind the comma.
    """
    opener = window.text[window.pos]
    if opener not in "[{":
        return re.compile(r"()[,\]\n]")
    if window.indent is not None:
        return re.compile(rf"\n(){re.escape(window.indent)}[\[{{]")
    openings = filter(None, (_OPENING.match(window.text, window.pos), _OPENING.match(window.last_row)))
    starts = {
        r"\s*".join(map(re.escape, [*re.sub(r"\s", "", opening[1]), opening[2]])) for opening in openings
    }
    if not starts:
        return _ANY_OBJECT
    return re.compile(rf"[,\]}}\n]\s*()(?:{'|'.join(sorted(starts))})")
