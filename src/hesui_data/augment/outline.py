"""A response as its lines, what each line is for, and the sentences in it; and back to text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from hesui_data.length import count_length

Role = Literal["title", "salutation", "heading", "body", "item", "closing"]

LONGEST_HEAD = 24
"""A title, a salutation or a heading has at most this many 字."""

LONGEST_CLOSING = 16
"""A line at the end (此致, a name, a date, a last wish) belongs to the closing up to this many 字."""


@dataclass(frozen=True, slots=True)
class Line:
    """A non-empty line: whether a blank line stands above it, indent and list mark, role, sentences."""

    gap: bool
    head: str
    role: Role
    sentences: tuple[str, ...]

    @property
    def text(self) -> str:
        """The line as it stood, without trailing blanks.

        >>> Line(False, "1. ", "item", ("早到。", "早走。")).text
        '1. 早到。早走。'
        """
        return (self.head + "".join(self.sentences)).rstrip()


def outline(text: str) -> tuple[Line, ...]:
    """The non-empty lines of ``text`` with their roles.

    >>> [(line.role, line.sentences) for line in outline("王姨：\\n\\n新年好！给您拜年了。\\n\\n小满")]
    [('salutation', ('王姨：',)), ('body', ('新年好！', '给您拜年了。')), ('closing', ('小满',))]
    """
    lines = list(_lines(text))
    _name_opening(lines)
    _name_closing(lines)
    return tuple(lines)


def rendered(lines: Sequence[Line]) -> str:
    """The text of ``lines``, with the gaps between them.

    >>> rendered(outline("王姨：\\n\\n　　新年好！"))
    '王姨：\\n\\n\\u3000\\u3000新年好！'
    """
    return "".join(f"{_break(line, at)}{line.text}" for at, line in enumerate(lines))


def without(lines: Sequence[Line], dropped: Iterable[tuple[int, int]]) -> tuple[Line, ...]:
    """``lines`` without the sentences at ``dropped`` (line, place); an emptied line goes with them.

    A gap above a line that goes stays between its neighbours, and list marks move up.

    >>> lines = outline("1. 早到\\n2. 带伞\\n3. 带水")
    >>> print(rendered(without(lines, {(1, 0)})))
    1. 早到
    2. 带水
    """
    gone, gap = set(dropped), False
    kept: list[tuple[int, Line]] = []
    for at, line in enumerate(lines):
        gap = gap or line.gap
        sentences = tuple(s for place, s in enumerate(line.sentences) if (at, place) not in gone)
        if sentences:
            kept.append((at, replace(line, gap=gap, sentences=sentences)))
            gap = False
    return tuple(_renumbered(lines, kept))


def sentences_of(text: str) -> tuple[str, ...]:
    """The sentences of one line, end marks and what trails them (closers, emoji, blanks) included.

    No cut inside quotes or brackets, nor after a quote (“好！”他说 is one), nor at an ellipsis that the
    sentence may run on from.

    >>> sentences_of("新年好！🎉 祝您（和家人！）平安。“恭喜！”他说。")
    ('新年好！🎉 ', '祝您（和家人！）平安。', '“恭喜！”他说。')
    """
    found, start, depth = [], 0, 0
    for mark in _pattern(_MARKS).finditer(text):
        if mark["open"]:
            depth += 1
        elif mark["shut"]:
            depth = max(0, depth - 1)
        elif mark["quote"]:
            depth = 1 - min(depth, 1)
        elif depth == 0 and mark.end() < len(text):
            found.append(text[start : mark.end()])
            start = mark.end()
    return (*found, text[start:]) if text[start:] else tuple(found)


def _break(line: Line, at: int) -> str:
    return "" if at == 0 else "\n\n" if line.gap else "\n"


def _lines(text: str) -> Iterator[Line]:
    gap = False
    for row in text.split("\n"):
        if not row.strip():
            gap = True
            continue
        head = _match(_HEAD, row)
        role: Role = "item" if head.strip() else "heading" if _is_heading(row) else "body"
        yield Line(gap, head, role, sentences_of(row[len(head) :]))
        gap = False


def _is_heading(row: str) -> bool:
    """A line that announces others: it ends with a colon, or is short and ends without a mark."""
    row = row.strip()
    open_ended = row.endswith(("：", ":", "】")) or row.startswith(("#", "**"))
    bare = bool(_match(r".*\w$", row))
    return (open_ended or bare) and count_length(row) <= LONGEST_HEAD


def _name_opening(lines: list[Line]) -> None:
    """Mark a title and a salutation among the first two lines."""
    if len(lines) > 1 and lines[0].role == "heading" and not lines[0].text.endswith(("：", ":")):
        lines[0] = replace(lines[0], role="title")
    for at in (0, 1):
        if at + 1 < len(lines) and _is_salutation(lines[at]):
            lines[at] = replace(lines[at], role="salutation")
            return


def _is_salutation(line: Line) -> bool:
    text = line.text.strip()
    short = count_length(text) <= LONGEST_HEAD and line.role in ("body", "heading") and not line.head.strip()
    return short and text.endswith(("：", ":", "，", ",", "！", "!"))


def _name_closing(lines: list[Line]) -> None:
    """Mark the short lines at the end; at least the last line is the closing if there are several."""
    for at in range(len(lines) - 1, 0, -1):
        line = lines[at]
        long = len(line.sentences) > 1 or count_length(line.text) > LONGEST_CLOSING
        if long or line.role not in ("body", "heading"):
            return
        lines[at] = replace(line, role="closing")


def _renumbered(lines: Sequence[Line], kept: Sequence[tuple[int, Line]]) -> Iterator[Line]:
    """``kept`` (index, line) with the list marks of each list given out again from its first one on."""
    list_of = _lists(lines)
    marks = {start: iter([lines[at].head for at in list_of if list_of[at] == start]) for start in list_of}
    for at, line in kept:
        yield replace(line, head=next(marks[list_of[at]])) if at in list_of else line


def _lists(lines: Sequence[Line]) -> dict[int, int]:
    """For each item the index of the item that its list starts with; other lines between end a list."""
    starts: dict[int, int] = {}
    for at, line in enumerate(lines):
        if line.role == "item":
            starts[at] = starts.get(at - 1, at)
    return starts


def _match(expression: str, text: str) -> str:
    found = _pattern(expression).match(text)
    return found[0] if found else ""


_MARKS = (
    r"(?P<open>[“‘「『（(《【\[])|(?P<shut>[”’」』）)》】\]])|(?P<quote>\")"
    r"|(?:[。！？!?]|(?<=[。！？])…+)+(?:[^\S\n]|[\u2600-\u27bf\ufe0f\u200d\U0001f000-\U0001faff])*"
)
_HEAD = (
    r"[^\S\n]*(?:(?:\*(?!\*)|[-+•·●○■◆▪►✅✔☑]|\d{1,2}[.、．)）](?!\d)|[（(][\d一二三四五六七八九十]{1,3}[)）]|[①-⑳]"
    r"|[一二三四五六七八九十]{1,3}、)[^\S\n]*)?"
)


@cache
def _pattern(expression: str) -> re.Pattern[str]:
    """Compiled when it is first needed, to keep the import light."""
    return re.compile(expression)
