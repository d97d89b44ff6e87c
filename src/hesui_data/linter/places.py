"""Where in a row of a file the characters of a pair's text stand."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from hesui_data.pair import Pair
from hesui_data.patterns import Pattern

_STRING = Pattern(r'"((?:[^"\\]++|\\.)*+)"')
_UNIT = Pattern(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|.", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class RowText:
    """A row as it stands in a file: its text, the line and column where it starts, the delimiter of a table."""

    text: str
    line: int = 1
    column: int = 1
    delimiter: str = ""

    def place(self, text: str, offset: int) -> tuple[int, int] | None:
        """Line and column of the character ``offset`` of a ``text`` that the row holds; None if it is not seen.

        >>> RowText('{"prompt": "a", "response": "b\\\\n\\\\u597dc"}', line=7).place("b\\n好c", 3)
        (7, 39)
        >>> RowText('问,"答 ""甲"" 乙"', line=2, delimiter=",").place('答 "甲" 乙', 6)
        (2, 12)
        """
        pos = self._in_table(text, offset) if self.delimiter else self._in_json(text, offset)
        if pos is None:
            return None
        breaks = self.text.count("\n", 0, pos)
        if breaks:
            return self.line + breaks, pos - self.text.rfind("\n", 0, pos)
        return self.line, self.column + pos

    def _in_json(self, text: str, offset: int) -> int | None:
        for start, literal, said in _literals(self.text):
            if said == text or (text.startswith(said) and offset < len(said) and text[len(said)] == "\n"):
                return start + _written(literal, offset)
            if said and text.endswith("\n" + said) and offset >= len(text) - len(said):
                return start + _written(literal, offset - (len(text) - len(said)))
        return None

    def _in_table(self, text: str, offset: int) -> int | None:
        from hesui_data.formats.csv_text import csv_records

        lines = [f"{line}\n" for line in self.text.split("\n")]
        record = next(csv_records(lines, delimiter=self.delimiter), None)
        if record is None or text not in record.fields:
            return None
        line, column = record.place(record.fields.index(text), self.delimiter)
        start = sum(map(len, lines[: line - 1])) + column - 1
        if not self.text.startswith('"', start):
            return start + offset
        return start + 1 + offset + text.count('"', 0, offset)


def text_of(pair: Pair, field: str) -> str:
    """The text of ``pair`` that is called ``field``: a name, or ``history[2]``.

    >>> text_of(Pair("问", "答"), "response")
    '答'
    """
    if field.startswith("history["):
        return pair.history[int(field[8:-1])].text
    return getattr(pair, field) or ""


def _literals(row: str) -> Iterator[tuple[int, str, str]]:
    """The string literals of a JSON row: where each starts behind its quote, as written, and what it says."""
    for found in _STRING.finditer(row):
        try:
            said = found[1] if "\\" not in found[1] else json.loads(f'"{found[1]}"', strict=False)
            yield found.start(1), found[1], said
        except ValueError:
            continue


def _written(literal: str, offset: int) -> int:
    """How many characters of ``literal`` stand before the character ``offset`` of what it says.

    >>> _written("a\\\\n\\\\ud83d\\\\ude00b", 3)
    15
    """
    if "\\" not in literal:
        return offset
    pos = 0
    for _ in range(offset):
        unit = _UNIT.match(literal, pos)
        pos = unit.end() if unit else pos + 1
    return pos
