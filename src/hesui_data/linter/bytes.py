"""What is odd about the bytes of a file or of a row, though they can be read."""

from __future__ import annotations

from collections.abc import Iterator

from hesui_data.files.tally import BINARY, Tally
from hesui_data.formats.json_rows import Place
from hesui_data.pair import Issue, Pair
from hesui_data.patterns import Pattern

_FORBIDDEN = Pattern(r"[\0\ufdd0-\ufdef\ufffe\uffff]|\\u(?:0000|[fF]{3}[eEfF]|[fF][dD][dDeE][0-9a-fA-F])")
_MAY_BE_FORBIDDEN = (
    b"\\u0000",
    b"\\uff",
    b"\\uFF",
    b"\\ufd",
    b"\\uFD",
    b"\0",
    b"\xef\xbf\xbe",
    b"\xef\xbf\xbf",
    b"\xef\xb7",
)
_ESCAPE = Pattern(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u([dD][89a-fA-F][0-9a-fA-F]{2})|\\."
)
_BOM = b"\xef\xbb\xbf"
_SEPARATORS = (b"\xe2\x80\xa8", b"\xe2\x80\xa9", b"\xc2\x85")


def file_issues(tally: Tally) -> Iterator[Issue]:
    """Issues of a file that was read to its end: its encoding, its line ends, its blank lines.

    >>> tally = Tally("x.jsonl", kind="jsonl", encoding="gb18030", rows=1, line_ends="CRLF")
    >>> [issue.message for issue in file_issues(tally)]
    ['the file is in gb18030, not UTF-8', 'the file ends lines with CRLF, not LF']
    """
    if tally.kind in BINARY:
        return
    if not tally.encoding.startswith("utf-8") and tally.encoding:
        yield Issue.of("HD309", line=1, column=1, encoding=tally.encoding)
    elif tally.bom:
        yield Issue.of("HD306", line=1, column=1, where=("文件", "the file"))
    if tally.line_ends:
        where, line = ("文件", "the file"), tally.line_end_at
        yield Issue.of("HD307", line=line, column=1, where=where, ends=tally.line_ends)
    for line in tally.blank_lines if tally.kind != "json" else ():
        yield Issue.of("HD308", line=line, column=1)
    if not tally.rows:
        yield Issue.of("HD113", line=1, column=1)


def row_issues(tally: Tally, pair: Pair) -> Iterator[Issue]:
    """Issues of the row that the reader stands at: what breaks lines, or has no place in text, outside ``pair``.

    >>> from hesui_data.files.tally import Stand
    >>> row = '{"prompt":"a","response":"b","note":"c\\\\u0000"}'
    >>> tally = Tally("x.jsonl", stand=Stand(row))
    >>> [(issue.code, issue.column) for issue in row_issues(tally, Pair("a", "b"))]
    [('HD305', 39)]
    """
    if tally.delimiter:
        return
    row = tally.stand.row
    row = row if isinstance(row, bytes) else row.encode("utf-8", "surrogatepass")
    if row.startswith(_BOM) and tally.stand.line > 1:
        yield Issue.of("HD306", line=tally.stand.line, column=tally.stand.column, where=("这一行", "the row"))
    if any(separator in row for separator in _SEPARATORS):
        yield from _separators(row.decode("utf-8", "surrogateescape"), tally, pair)
    if any(mark in row for mark in _MAY_BE_FORBIDDEN):
        yield from _forbidden(row.decode("utf-8", "surrogateescape"), tally, pair)
    if tally.stand.value is None and pair.accepted and b"\\u" in row:
        yield from _half_pairs(row.decode("utf-8", "surrogateescape"), tally)


def _half_pairs(row: str, tally: Tally) -> Iterator[Issue]:
    """An issue for the first half of a surrogate pair that stands alone, of which no text has any."""
    for found in _ESCAPE.finditer(row):
        if found[1]:
            column = tally.stand.column + found.start()
            yield Issue.of("HD305", line=tally.stand.line, column=column, shown=f"U+{found[1].upper()}")
            return


def _separators(row: str, tally: Tally, pair: Pair) -> Iterator[Issue]:
    texts = "".join(_texts(pair))
    for separator in "\u2028\u2029\x85":
        if row.count(separator) > texts.count(separator):
            line, column = _place(tally, row, row.rindex(separator))
            yield Issue.of("HD310", line=line, column=column, shown=f"U+{ord(separator):04X}")
            return


def _forbidden(row: str, tally: Tally, pair: Pair) -> Iterator[Issue]:
    found = list(_FORBIDDEN.finditer(row))
    if not pair.raw and len(found) > len(_FORBIDDEN.findall("".join(_texts(pair)))):
        last = found[-1]
        point = int(last[0][2:], 16) if len(last[0]) > 1 else ord(last[0])
        line, column = _place(tally, row, last.start())
        yield Issue.of("HD305", line=line, column=column, shown=f"U+{point:04X}")


def _place(tally: Tally, row: str, pos: int) -> tuple[int, int]:
    """Line and column of the code point ``pos`` of the row that the reader stands at."""
    return Place(tally.name, tally.stand.line, tally.stand.column).of(row, pos)


def _texts(pair: Pair) -> Iterator[str]:
    yield from (pair.prompt, pair.response, pair.system, pair.rejected_response or "")
    yield from (turn.text for turn in pair.history)
