"""Rows from JSON text, with the place of everything that is wrong: the careful way, for odd rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from hesui_data.formats.columns import NAMES, matters, plain_name
from hesui_data.formats.draft import read_issue, safe_text, short
from hesui_data.formats.json_text import (
    EXTRA,
    MAX_DEPTH,
    JsonDepthError,
    JsonError,
    Parsed,
    parse_value,
    skip_space,
)
from hesui_data.formats.rows import Columns, read_row, with_raw, without_surrogates
from hesui_data.pair import Issue, Pair
from hesui_data.patterns import Pattern

_KEY = Pattern(r'"((?:[^"\\]++|\\.)*+)"[ \t\r\n]*+:')
_COLON = re.compile(rb'"[ \t\r\n]*:')
_COMMA_AFTER = ("行尾多了一个逗号", "a comma after the row")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands: the file, and the line and column of its first code point."""

    source: str
    line: int = 1
    column: int = 1

    def of(self, text: str, pos: int) -> tuple[int, int]:
        """Line and column of the code point at ``pos`` of the row's text.

        >>> Place("x.json", 7, 3).of("ab\\ncd", 1), Place("x.json", 7, 3).of("ab\\ncd", 4)
        ((7, 4), (8, 2))
        """
        breaks = text.count("\n", 0, pos)
        if not breaks:
            return self.line, self.column + pos
        return self.line + breaks, pos - text.rfind("\n", 0, pos)


def read_json_row(text: str, place: Place, *, columns: Columns = ()) -> tuple[Pair, ...]:
    """The pairs in one row of JSON text; a text that is no JSON becomes a pair that holds it as ``raw``.

    >>> (pair,) = read_json_row('{"prompt": "a", "response": "b",}', Place("x.jsonl", 3))
    >>> pair.issues[0].line, pair.issues[0].column, pair.issues[0].message
    (3, 32, 'not valid JSON: a comma before the closing bracket')
    """
    try:
        parsed = parse_value(text, 1 if text.startswith("\ufeff") else 0)
        comma = _comma_after(text, parsed.end)
    except JsonError as error:
        return (broken_row(text, json_issue(error), place, error.pos),)
    notes = tuple(_notes(text, parsed, place, columns))
    if comma:
        notes += (located(read_issue("HD008", what=_COMMA_AFTER), *place.of(text, comma)),)
    pairs = read_row(parsed.value, source=place.source, line=place.line, columns=columns)
    return tuple(placed(without_surrogates(pair).flag(*notes), text, place, columns) for pair in pairs)


def placed(pair: Pair, text: str, place: Place, columns: Columns = ()) -> Pair:
    """``pair`` with the place of each issue, and the text of its row where it is rejected."""
    issues = tuple(
        issue if issue.line else located(issue, *place.of(text, _position(issue, text, columns)))
        for issue in pair.issues
    )
    pair = replace(pair, issues=issues)
    return pair if pair.accepted else with_raw(pair, text)


def broken_row(text: str, issue: Issue, place: Place, pos: int = 0) -> Pair:
    """A pair that holds nothing but the text of a row that could not be read, and why."""
    issue = located(issue, *place.of(text, pos))
    return Pair("", "", source=place.source, line=place.line, raw=safe_text(text), issues=(issue,))


def located(issue: Issue, line: int, column: int) -> Issue:
    """``issue`` with its place in the file."""
    return replace(issue, line=line, column=column)


def json_issue(error: JsonError) -> Issue:
    """What ``error`` is called in the table of codes."""
    if isinstance(error, JsonDepthError):
        return read_issue("HD003", limit=MAX_DEPTH)
    return read_issue("HD002", reason=error.reason)


def repeats_a_key(line: bytes, value: Any) -> bool:
    """Whether the JSON text ``line``, known to be sound, may have a key twice in one object.

    A key needs a quote and a colon: as many of them as ``value`` has keys, and none stands twice.
    """
    keys = key_count(value)
    return line.count(b":") != keys and len(_COLON.findall(line)) != keys


def key_count(value: Any) -> int:
    """How many keys the objects in ``value`` have, at any depth."""
    count = len(value) if type(value) is dict else 0
    for item in value.values() if type(value) is dict else value if type(value) is list else ():
        if type(item) is dict or type(item) is list:
            count += key_count(item)
    return count


def _comma_after(text: str, end: int) -> int:
    """Where a lone comma follows the value, 0 if none does.

    Raises:
        JsonError: something else follows.
    """
    pos = skip_space(text, end)
    if text.startswith(",", pos) and not text[pos + 1 :].strip():
        return pos
    if pos < len(text):
        raise JsonError(pos, EXTRA)
    return 0


def _notes(text: str, parsed: Parsed, place: Place, columns: Columns) -> Iterator[Issue]:
    """An issue for what JSON does not allow and for each key that stands twice."""
    for noted in parsed.not_numbers:
        yield located(read_issue("HD005", value=noted.text), *place.of(text, noted.pos))
    for noted in parsed.repeated:
        code = "HD105" if matters(noted.text, dict(columns)) else "HD109"
        yield located(read_issue(code, key=short(noted.text)), *place.of(text, noted.pos))


def _position(issue: Issue, text: str, columns: Columns) -> int:
    """The code point of the row's text that ``issue`` is about: its key, else where the row starts."""
    values = dict(issue.values)
    if issue.code == "HD006":
        return max(0, text.lower().find(f"\\u{values['hex']}".lower()))
    wanted = {plain_name(name) for field, name in columns if field == issue.field}
    wanted |= {str(values["key"])} if "key" in values else set(NAMES.get(issue.field, ()))
    for match in _KEY.finditer(text):
        if short(match[1]) in wanted or plain_name(match[1]) in wanted:
            return match.start()
    return skip_space(text, 0)
