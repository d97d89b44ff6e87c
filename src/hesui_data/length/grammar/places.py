"""Where an amount stands: its clause and its sentence, and the quoted material around it."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from hesui_data.length.patterns import Pattern

REACH = 120  # how far from an amount its clause goes at most, so that all work is bounded
_SENTENCE_REACH = 240
_ELSEWHERE_REACH = 400
_LINKS_LINES = "有为是在应要需达含"  # at a line's end: the clause goes on in the next line
_CLAUSE_MARK = Pattern(rf"[。！？!?；;，：]|(?<![{_LINKS_LINES}])\n|[,:](?![0-9])|\.(?=\s)")
_SENTENCE_MARKS = "。！？!?；;\n."
_QUOTE_MARK = Pattern('["`“「]')
_QUOTE = Pattern(r'"""|```|“[^“”]{16,}+”|「[^「」]{16,}+」|(?<![^\s：:])(?<!": )(?<!":)"[^"\n]{30,}+"')


@dataclass(slots=True)
class Place:
    """What stands around ``text[start:end]``, cut at the marks of its clause and its sentence."""

    text: str
    start: int
    end: int
    clause_start: int
    clause_end: int
    sentence_start: int
    sentence_end: int
    before: str  # the clause up to here
    after: str  # the rest of the clause
    follow: str  # the characters after, across clauses

    @property
    def labelled(self) -> str:
        """The clause up to here, with the one before it where that ends in a colon: 标题：…"""
        start = self.clause_start
        if start and self.text[start - 1] in "：:":
            start = max(self.sentence_start, _clause_before(self.text, start - 1))
        return self.text[start : self.start]

    @property
    def earlier(self) -> str:
        """The sentence up to this clause."""
        return self.text[self.sentence_start : self.clause_start]

    @property
    def later(self) -> str:
        """The rest of the sentence."""
        return self.text[self.end : self.sentence_end]

    @property
    def lead(self) -> str:
        """The characters before, across clauses."""
        return self.text[max(0, self.start - 24) : self.start]

    @property
    def line(self) -> str:
        """The line up to this clause."""
        start = self.text.rfind("\n", max(0, self.clause_start - REACH), self.clause_start) + 1
        return self.text[start : self.clause_start]

    @property
    def previous(self) -> str:
        """What stands before this clause, in any sentence."""
        return self.text[max(0, self.clause_start - _ELSEWHERE_REACH) : self.clause_start]

    @property
    def elsewhere(self) -> str:
        """What stands before and after this clause, in any sentence."""
        return f"{self.previous}\n{self.text[self.clause_end : self.clause_end + _ELSEWHERE_REACH]}"


class Layout:
    """The marks of a text, found once.

    >>> place = Layout("写祝福，50字以内。谢谢").place(4, 9)
    >>> place.before, place.after, place.earlier
    ('', '', '写祝福，')
    """

    def __init__(self, text: str) -> None:
        self.text = text
        marks = [mark.start() for mark in _CLAUSE_MARK.finditer(text)]
        self.material = material(text) if _QUOTE_MARK.search(text) else ()
        self._clauses = [-1, *marks, len(text)]
        self._sentences = [-1, *(mark for mark in marks if text[mark] in _SENTENCE_MARKS), len(text)]

    def place(self, start: int, end: int) -> Place:
        """What stands around ``text[start:end]``."""
        clause_start, clause_end = _around(self._clauses, start, end, REACH)
        return Place(
            self.text,
            start,
            end,
            clause_start,
            clause_end,
            *_around(self._sentences, start, end, _SENTENCE_REACH),
            self.text[clause_start:start],
            self.text[end:clause_end],
            self.text[end : end + 24],
        )

    def quotes(self, start: int, end: int) -> bool:
        """Whether ``text[start:end]`` lies in quoted material."""
        return bool(self.material) and any(low <= start and end <= high for low, high in self.material)


def material(text: str) -> tuple[tuple[int, int], ...]:
    """Spans of quoted material, which makes no demand: fences, quotations longer than a phrase.

    >>> material('总结：\"\"\"写了800字\"\"\"，20字')
    ((3, 15),)
    """
    spans: list[tuple[int, int]] = []
    position = 0
    while match := _QUOTE.search(text, position):
        end = match.end()
        if match[0] in ('"""', "```"):
            close = text.find(match[0], end)
            end = close + 3 if close >= 0 else len(text)
        if end - match.start() < 0.9 * len(text):  # a prompt in quotation marks is a prompt
            spans.append((match.start(), end))
        position = end
    return tuple(spans)


def _around(marks: list[int], start: int, end: int, reach: int) -> tuple[int, int]:
    """The stretch between the marks around ``start`` and ``end``, cut at ``reach`` on both sides."""
    low = marks[bisect_left(marks, start) - 1] + 1
    high = marks[bisect_left(marks, end)]
    return max(low, start - reach), min(high, end + reach)


def _clause_before(text: str, end: int) -> int:
    """Where the clause that ends at ``end`` begins, at most 24 characters back."""
    start = max(0, end - 24)
    marks = list(_CLAUSE_MARK.finditer(text, start, end))
    return marks[-1].end() if marks else start
