"""CSV as RFC 4180 has it, read strictly: an unclosed quote costs its own line, not the rest of the file."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from hesui_data.formats.json_text import Reason
from hesui_data.patterns import Pattern

DELIMITERS = (",", "\t", ";")
"""What may stand between the fields of a table."""

MAX_RECORD = 1 << 24
"""Code points that one record may span; a quote that is not closed by then never will be."""

UNCLOSED: Reason = ("这里打开的引号没有关上", "the quote that opens here is not closed")
AFTER_QUOTE: Reason = ("结束引号后面还有文字", "text after a closing quote")

_QUOTED = Pattern(r'(?:[^"]++|"")*+')


class Problem(NamedTuple):
    """Why a record is broken, and at which line and code point, both from 1."""

    reason: Reason
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a table as it stands in a file."""

    line: int  # the line it starts on, from 1
    lines: int  # how many it spans
    raw: str  # without its line end
    fields: tuple[str, ...]  # empty where the record is broken
    starts: tuple[tuple[int, int], ...] = ()  # line and code point of each field, if any was quoted
    problem: Problem | None = None

    @property
    def blank(self) -> bool:
        """Whether nothing stands in it: an empty line, or delimiters alone as Excel leaves them."""
        return self.problem is None and not any(field and not field.isspace() for field in self.fields)

    def place(self, index: int, delimiter: str) -> tuple[int, int]:
        """Line and column of the field at ``index``."""
        if self.starts:
            return self.starts[index]
        return self.line, 1 + sum(len(field) + len(delimiter) for field in self.fields[:index])


def csv_records(lines: Iterable[str], *, delimiter: str = ",", first_line: int = 1) -> Iterator[Record]:
    """The records in ``lines``, each of which keeps its line end; a quoted field may span several.

    A quote that opens at the start of a field must be closed, and a delimiter or line end must follow;
    where it is not, the record up to that line is broken, and reading goes on with the next line.
    A quote anywhere else is text.

    >>> [record.fields for record in csv_records(['a,"b\\n', 'c"\\n', 'd,"e"\\n'])]
    [('a', 'b\\nc'), ('d', 'e')]
    >>> [(r.fields, r.problem and r.problem.reason[1]) for r in csv_records(['a,"b\\n', 'c,d\\n'])]
    [((), 'the quote that opens here is not closed'), (('c', 'd'), None)]
    """
    source = iter(lines)
    waiting: deque[str] = deque()
    number = first_line
    while (line := waiting.popleft() if waiting else next(source, None)) is not None:
        if '"' not in line:
            raw = line.rstrip("\r\n")
            yield Record(number, 1, raw, tuple(raw.split(delimiter)))
            number += 1
            continue
        reader = _RecordReader(line, waiting, source)
        record = reader.record(delimiter, number)
        waiting.extendleft(reversed(reader.taken[record.lines :]))
        yield record
        number += record.lines


class _RecordReader:
    """Reads one record that has a quote in it, taking further lines while a quoted field is open."""

    def __init__(self, line: str, waiting: deque[str], source: Iterator[str]) -> None:
        self.taken = [line]
        self.pos = 0
        self.size = len(line)
        self.waiting = waiting
        self.source = source

    def record(self, delimiter: str, number: int) -> Record:
        """The record that starts on line ``number``."""
        fields: list[str] = []
        starts: list[tuple[int, int]] = []
        while True:
            start = (number + len(self.taken) - 1, self.pos + 1)
            starts.append(start)
            quoted = self.taken[-1].startswith('"', self.pos)
            field = self._quoted() if quoted else self._unquoted(delimiter)
            rest = self.taken[-1][self.pos : self.pos + 1]
            if field is None or (rest != delimiter and rest not in ("", "\r", "\n")):
                return self._broken(start, closed_on_its_line=field is not None, number=number)
            fields.append(field)
            if rest != delimiter:
                raw = "".join(self.taken).rstrip("\r\n")
                return Record(number, len(self.taken), raw, tuple(fields), tuple(starts))
            self.pos += 1

    def _unquoted(self, delimiter: str) -> str:
        line, start = self.taken[-1], self.pos
        end = line.find(delimiter, start)
        self.pos = len(line.rstrip("\r\n")) if end < 0 else end
        return line[start : self.pos]

    def _quoted(self) -> str | None:
        """The field whose quote opens here, unquoted; ``None`` if it is not closed."""
        parts = []
        self.pos += 1
        while True:
            line = self.taken[-1]
            match = _QUOTED.match(line, self.pos)
            end = match.end() if match else self.pos
            parts.append(line[self.pos : end])
            if end < len(line):
                self.pos = end + 1
                return "".join(parts).replace('""', '"')
            if self.size > MAX_RECORD:
                return None
            more = self.waiting.popleft() if self.waiting else next(self.source, None)
            if more is None:
                return None
            self.taken.append(more)
            self.size += len(more)
            self.pos = 0

    def _broken(self, opened: tuple[int, int], *, closed_on_its_line: bool, number: int) -> Record:
        """The record up to the line on which the quote opened; the lines after it are read anew."""
        lines = opened[0] - number + 1
        if closed_on_its_line and lines == len(self.taken):
            problem = Problem(AFTER_QUOTE, opened[0], self.pos + 1)
        else:
            problem = Problem(UNCLOSED, *opened)
        raw = "".join(self.taken[:lines]).rstrip("\r\n")
        return Record(number, lines, raw, (), problem=problem)


def delimiter_of(header: str, *, known: Callable[[str], bool]) -> str | None:
    """What separates the fields of ``header``: the mark that gives most known names, then most fields.

    ``None`` if it is one field whose name is not known: that is no table.

    >>> delimiter_of("题号;问题;答案", known=lambda name: name in ("问题", "答案"))
    ';'
    """
    best: tuple[int, int] = (0, 1)
    chosen = None
    for delimiter in DELIMITERS:
        fields = next(csv_records([header], delimiter=delimiter)).fields
        score = (sum(map(known, fields)), len(fields))
        if score > best:
            best, chosen = score, delimiter
    return chosen


def cell(text: str) -> str:
    """``text`` as a field of a CSV record, quoted where it must be.

    >>> print(cell('他说"好"的'), cell("新年好"))
    "他说""好""的" 新年好
    """
    if any(mark in text for mark in '",;\t\r\n') or text != text.strip():
        return '"' + text.replace('"', '""') + '"'
    return text
