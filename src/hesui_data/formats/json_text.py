"""A JSON reader that says exactly what is wrong and where; used for the rows that orjson refuses.

It reads what RFC 8259 allows, and reads on over three things that the standard forbids or leaves open,
noting each with its place: NaN and Infinity, numbers beyond a double, and repeated keys. It does not
recurse, so no depth of nesting can end it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from hesui_data.patterns import Pattern

MAX_DEPTH = 200
"""Levels of nesting that are read. A row needs two or three; Python's own parser fails near 1,000."""

_SPACE = Pattern(r"[ \t\n\r]*+")
_NUMBER = Pattern(r"-?(?:0|[1-9][0-9]*+)(\.[0-9]++)?([eE][-+]?[0-9]++)?")
_STRING_BODY = Pattern(r'(?:[^"\\\x00-\x1f]++|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*+')
_ESCAPE = Pattern(r"\\(u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|.)")
_SHORT = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_CONTAINERS: dict[str, type] = {"{": dict, "[": list}
_CLOSER: dict[type, str] = {dict: "}", list: "]"}
_WORDS: dict[str, Any] = {"true": True, "false": False, "null": None}
_NOT_NUMBERS = {"NaN": float("nan"), "Infinity": float("inf"), "-Infinity": float("-inf")}

Reason = tuple[str, str]  # in Chinese, in English

VALUE: Reason = ("此处应有一个值", "a value is expected here")
COMMA: Reason = ("此处应有逗号或结束括号", "a comma or a closing bracket is expected here")
COLON: Reason = ("键的后面应有冒号", "a colon is expected after the key")
KEY: Reason = ("此处应有用双引号括起的键", "a key in double quotes is expected here")
LAST_COMMA: Reason = ("结束括号前多了一个逗号", "a comma before the closing bracket")
UNCLOSED: Reason = ("这里开始的字符串没有结束引号", "the string that starts here is not closed")
NEWLINE: Reason = ("字符串里有未转义的换行", "a raw line break inside a string")
ESCAPE: Reason = ("不认识的转义", "an unknown escape")
ESCAPE_U: Reason = ("\\u 后面须有四位十六进制数", "\\u needs four hex digits")
EXTRA: Reason = ("值的后面还有多余的内容", "more text after the value")


class JsonError(ValueError):
    """What is wrong with a JSON text, at which code point."""

    def __init__(self, pos: int, reason: Reason) -> None:
        super().__init__(reason[1])
        self.pos = pos
        self.reason = reason


class JsonDepthError(JsonError):
    """Nested deeper than ``MAX_DEPTH``."""


class Noted(NamedTuple):
    """Something odd that was read all the same: a literal or a key, and its code point."""

    text: str
    pos: int


@dataclass(slots=True)
class Parsed:
    """A JSON value, where it ends in the text, and what was odd about it."""

    value: Any = None
    end: int = 0
    not_numbers: list[Noted] = field(default_factory=list)
    repeated: list[Noted] = field(default_factory=list)


def parse_json(text: str) -> Parsed:
    """The one value that ``text`` holds.

    Raises:
        JsonError: the text is not JSON, or goes on after the value.

    >>> parsed = parse_json('{"a": NaN, "a": [1]}')
    >>> parsed.value, parsed.not_numbers, parsed.repeated
    ({'a': [1]}, [Noted(text='NaN', pos=6)], [Noted(text='a', pos=11)])
    >>> parse_json('{"a": 1,}')
    Traceback (most recent call last):
    hesui_data.formats.json_text.JsonError: a comma before the closing bracket
    """
    parsed = parse_value(text, 0)
    end = skip_space(text, parsed.end)
    if end < len(text):
        raise JsonError(end, EXTRA)
    return parsed


def parse_value(text: str, pos: int) -> Parsed:
    """The value that starts at ``pos``, whatever follows it.

    Raises:
        JsonError: there is none.
    """
    found = Parsed()
    open_values: list[Any] = []
    keys: list[str] = []  # of the open objects: the key that waits for its value
    while True:
        pos = skip_space(text, pos)
        container = _CONTAINERS.get(text[pos : pos + 1])
        if container is None:
            found.value, pos = _scalar(text, pos, found)
        else:
            if len(open_values) == MAX_DEPTH:
                raise JsonDepthError(pos, VALUE)
            found.value, pos = container(), skip_space(text, pos + 1)
            if not text.startswith(_CLOSER[container], pos):
                open_values.append(found.value)
                pos = _key(text, pos, found, keys)
                continue
            pos += 1
        pos = _close(text, pos, found, open_values, keys)
        if not open_values:
            found.end = pos
            return found


def _close(text: str, pos: int, found: Parsed, open_values: list[Any], keys: list[str]) -> int:
    """Put the value just read into what it stands in, and so on for each container that ends there.

    Where one goes on after a comma, the position of its next value.
    """
    while open_values:
        inside = open_values[-1]
        if isinstance(inside, dict):
            inside[keys.pop()] = found.value
        else:
            inside.append(found.value)
        closer = _CLOSER[type(inside)]
        pos = skip_space(text, pos)
        if text.startswith(",", pos):
            comma, pos = pos, skip_space(text, pos + 1)
            if text.startswith(closer, pos):
                raise JsonError(comma, LAST_COMMA)
            found.value = inside
            return _key(text, pos, found, keys)
        if not text.startswith(closer, pos):
            raise JsonError(pos, COMMA)
        found.value = open_values.pop()
        pos += 1
    return pos


def skip_space(text: str, pos: int) -> int:
    """The first code point from ``pos`` on that is not JSON white space."""
    match = _SPACE.match(text, pos)
    return match.end() if match else pos


def _key(text: str, pos: int, found: Parsed, keys: list[str]) -> int:
    """Where the next value of the open container starts: in an object, after a key that goes to ``keys``."""
    inside = found.value
    if not isinstance(inside, dict):
        return pos
    if not text.startswith('"', pos):
        raise JsonError(pos, KEY)
    key, end = _string(text, pos)
    if key in inside:
        found.repeated.append(Noted(key, pos))
    end = skip_space(text, end)
    if not text.startswith(":", end):
        raise JsonError(end, COLON)
    keys.append(key)
    return end + 1


def _scalar(text: str, pos: int, found: Parsed) -> tuple[Any, int]:
    """The string, number or word at ``pos`` and the position after it."""
    if text.startswith('"', pos):
        return _string(text, pos)
    for words in (_WORDS, _NOT_NUMBERS):
        for word, value in words.items():
            if text.startswith(word, pos):
                if words is _NOT_NUMBERS:
                    found.not_numbers.append(Noted(word, pos))
                return value, pos + len(word)
    match = _NUMBER.match(text, pos)
    if match is None:
        raise JsonError(pos, VALUE)
    if not match[1] and not match[2] and len(match[0]) < 300:
        return int(match[0]), match.end()
    value = float(match[0])
    if value in (float("inf"), float("-inf")):
        digits = len(match[0])
        shown = match[0] if digits <= 20 else f"{match[0][:20]}… [{digits}]"
        found.not_numbers.append(Noted(shown, pos))
    return value, match.end()


def _string(text: str, pos: int) -> tuple[str, int]:
    """The string whose opening quote stands at ``pos``, and the position after its closing quote."""
    match = _STRING_BODY.match(text, pos + 1)
    end = match.end() if match else pos + 1
    if not text.startswith('"', end):
        raise _string_error(text, pos, end)
    body = text[pos + 1 : end]
    return (_ESCAPE.sub(_unescaped, body) if "\\" in body else body), end + 1


def _string_error(text: str, start: int, pos: int) -> JsonError:
    """Why the string that starts at ``start`` cannot go on at ``pos``."""
    stopper = text[pos : pos + 1]
    if not stopper:
        return JsonError(start, UNCLOSED)
    if stopper == "\\":
        if pos + 1 == len(text):
            return JsonError(start, UNCLOSED)
        return JsonError(pos + 1, ESCAPE_U) if text[pos + 1] == "u" else JsonError(pos, ESCAPE)
    if stopper in "\r\n":
        return JsonError(pos, NEWLINE)
    code = f"U+{ord(stopper):04X}"
    return JsonError(pos, (f"字符串里有控制字符 {code}", f"a control character {code} inside a string"))


def _unescaped(match: re.Match[str]) -> str:
    """The character that an escape stands for; half a surrogate pair stays half a pair."""
    escape = match[1]
    if escape[0] != "u":
        return _SHORT.get(escape, escape)
    high = int(escape[1:5], 16)
    if len(escape) == 5:
        return chr(high)
    return chr(0x10000 + ((high - 0xD800) << 10) + (int(escape[7:11], 16) - 0xDC00))
