"""The line skeleton: what must be the same before and after cleaning."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from hesui_data.cleaning.clean import read_characters
from hesui_data.cleaning.code import code_lines
from hesui_data.cleaning.fixers import SPACES


class Line(NamedTuple):
    """One line as the skeleton has it; its words are not part of it."""

    indent: str  # the white space before it: U+3000, spaces, tabs
    marker: str = ""  # of a list, a heading or a quotation, without the space after it
    gap: str = ""  # "\n" where blank lines stand before it; inside code those lines themselves
    trailing: str = ""  # white space at its end, inside code only


def line_skeleton(text: str) -> tuple[Line, ...]:
    """The lines of ``text`` that hold something, in order, as ``Line``s; equal when the layout survived.

    It is taken after every line end, and every ``<br>``, ``</p>`` or literal ``\\n`` that a fixer is
    certain of, is read as a break. Inside code (a fence, or an indented block) runs of blank lines and
    trailing space belong to it. The words of a line are left out, because cleaning
    changes them rightly (entities, invisible characters, NFC), and two texts may share a layout.

    >>> line_skeleton("祝您：\\r\\n\\r\\n\\r\\n  1. 平安 \\n")
    (Line(indent='', marker='', gap='', trailing=''), Line(indent='  ', marker='1.', gap='\\n', trailing=''))
    >>> line_skeleton("新年好<br>万事如意") == line_skeleton("新年好\\n万事如意")
    True
    """
    lines = read_characters(text).split("\n")
    skeleton: list[Line] = []
    gap: list[str] = []  # the blank lines since the last line that holds something
    for line, in_code in zip(lines, code_lines(lines), strict=True):
        if line.strip(SPACES):
            skeleton.append(_line(line, "\n".join([*gap, ""]) if skeleton else "", in_code))
            gap = []
        elif in_code:
            gap.append(line)
        else:
            gap = [""]
    return tuple(skeleton)


def _line(line: str, gap: str, in_code: bool) -> Line:
    body = line.lstrip(SPACES)
    indent = line[: len(line) - len(body)]
    if in_code:
        return Line(indent, gap=gap, trailing=body[len(body.rstrip(SPACES)) :])
    marker = _marker().match(body.rstrip(SPACES))
    return Line(indent, marker[0] if marker else "", gap)


@cache
def _marker() -> re.Pattern[str]:
    number, han = r"[0-9０-９]{1,3}", "[一二三四五六七八九十]{1,3}"
    return re.compile(
        rf"(?:{number}(?:[、)）]|[.．](?![0-9０-９]))|{han}[、.．]|[（(](?:{number}|{han}|[a-zA-Z])[)）]"
        r"|[a-zA-Z][.)](?=\s)|[①-⑳⑴-⒛❶-❿]|[-*+–—](?=\s)|[•·●○■□▪◆◇★☆►▶➤✓✔]|\#{1,6}(?=\s)|>+)"
    )
