"""The string literals of a JSON row: where they stand, what they say, and others in the same style."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

_TOKEN = re.compile(r'"((?:[^"\\]++|\\.)*+)"|[{}]')
_COLON = re.compile(r"[ \t\r\n]*+:")
_UNIT = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|.", re.DOTALL
)
_ESCAPED_BEYOND_ASCII = re.compile(r"(?:^|[^\\])(?:\\\\)*\\u(?!00[0-7])[0-9a-fA-F]{4}")
_SHORT = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_PLAIN = {escape[1]: character for character, escape in _SHORT.items()} | {"/": "/"}
_SEPARATORS = "\x85\u2028\u2029"


class Literal(NamedTuple):
    """A string literal: where it stands in the row, with its quotes, and under which key.

    ``owner`` numbers the object that the key belongs to; both are empty where no object is open.
    """

    start: int
    end: int
    key: str
    owner: int
    is_key: bool = False

    def source(self, row: str) -> str:
        """The literal as it is written."""
        return row[self.start : self.end]


def literals(row: str, start: int = 0) -> list[Literal]:
    """The literals of the sound JSON text ``row``, in order, the keys among them.

    What stands in an array goes by the key of the array.

    >>> row = '{"a": "b", "c": [["d"]]}'
    >>> [(one.key, one.source(row)) for one in literals(row) if not one.is_key]
    [('a', '"b"'), ('c', '"d"')]
    """
    return list(_strings(row, start))


def repeated_keys(found: Iterable[Literal]) -> frozenset[tuple[int, str]]:
    """The keys that stand twice in one object, with the object's number.

    >>> repeated_keys(literals('[{"a": 1}, {"a": 2, "b": {"a": 3}, "a": 4}]'))
    frozenset({(2, 'a')})
    """
    count = Counter((one.owner, one.key) for one in found if one.is_key)
    return frozenset(name for name, times in count.items() if times > 1)


def _strings(row: str, start: int) -> Iterator[Literal]:
    key, owner, objects = "", 0, 0
    around: list[tuple[str, int]] = []
    for token in _TOKEN.finditer(row, start):
        if token[0] == "{":
            around.append((key, owner))
            objects += 1
            owner = objects
        elif token[0] == "}":
            key, owner = around.pop() if around else ("", 0)
        else:
            is_key = _COLON.match(row, token.end()) is not None
            key = said(token[0]) if is_key else key
            yield Literal(token.start(), token.end(), key, owner, is_key)


def said(literal: str) -> str:
    """What a string literal says.

    >>> said('"\\\\u597d\\\\n"')
    '好\\n'
    """
    body = literal[1:-1]
    return str(json.loads(literal, strict=False)) if "\\" in body else body


def escapes(row: str) -> bool:
    """Whether ``row`` writes what is beyond ASCII as escapes.

    >>> escapes('["\\\\u597d"]'), escapes('["好"]'), escapes('["a\\\\u0007"]')
    (True, False, False)
    """
    return row.isascii() and _ESCAPED_BEYOND_ASCII.search(row) is not None


def rewritten(literal: str, text: str, *, escape: bool) -> str:
    """``literal`` with ``text`` in it: each character is spelled as it was there, new ones in its style.

    ``escape`` says how the row writes what is beyond ASCII, for a literal in which there is none.

    >>> rewritten('"\\\\u65B0\\\\/\\\\u5E74 "', "新/年", escape=False)
    '"\\\\u65B0\\\\/\\\\u5E74"'
    >>> rewritten('"新&amp;年"', "新&年", escape=False)
    '"新&年"'
    """
    body = literal[1:-1]
    units = _UNIT.findall(body) if "\\" in body else list(body)
    written = [unit if unit[0] != "\\" else _unescaped(unit) for unit in units]
    head = _common(written, text)
    tail = _common(written[head:][::-1], text[head:][::-1])
    middle = text[head : len(text) - tail]
    new = _respelled(middle, literal, written, units, escape=escape) if middle else []
    return '"' + "".join([*units[:head], *new, *units[len(units) - tail :]]) + '"'


def _respelled(
    text: str, literal: str, written: Sequence[str], units: Sequence[str], *, escape: bool
) -> list[str]:
    """``text`` as ``literal`` spells its characters, where it has them."""
    spelling = dict(zip(reversed(written), reversed(units), strict=True))
    escape = escapes(literal) or (escape and literal.isascii())
    return [spelling.get(character) or _spelled(character, escape=escape) for character in text]


def _unescaped(unit: str) -> str:
    return _PLAIN[unit[1]] if len(unit) == 2 else said(f'"{unit}"')


def _common(written: list[str], text: str) -> int:
    """How many characters the two have in common from the start."""
    return next(
        (n for n, (a, b) in enumerate(zip(written, text, strict=False)) if a != b),
        min(len(written), len(text)),
    )


def _spelled(character: str, *, escape: bool) -> str:
    """``character`` as it stands in a literal."""
    if character in _SHORT:
        return _SHORT[character]
    if character < " " or character in _SEPARATORS or (escape and character > "\x7e"):
        return json.dumps(character)[1:-1]
    return character
