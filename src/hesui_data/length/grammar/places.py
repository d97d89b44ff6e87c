"""Where an amount stands: its clause and its sentence, and the quoted material around it."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from hesui_data.length.grammar.signs import signs_of
from hesui_data.length.patterns import Pattern

REACH = 120  # how far from an amount its clause goes at most, so that all work is bounded
_SENTENCE_REACH = 240
_ELSEWHERE_REACH = 400
_LINKS_LINES = "有为是在应要需达含"  # at a line's end: the clause goes on in the next line
# A class first: the search skips to it.
_CLAUSE_MARK = Pattern(
    rf"[。！？!?；;，：\n,:.](?:(?<![\n,:.])|(?<=\n)(?<![{_LINKS_LINES}]\n)|(?<=[,:])(?![0-9])|(?<=\.)(?=\s))"
)
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
    earlier: str  # the sentence up to this clause
    later: str  # the rest of the sentence
    signs: int  # of the whole text

    @property
    def labelled(self) -> str:
        """The clause up to here, with the one before it where that ends in a colon: 标题：…"""
        start = self.clause_start
        if start and self.text[start - 1] in "：:":
            start = max(self.sentence_start, _clause_before(self.text, start - 1))
        return self.text[start : self.start]

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
        self._marks: tuple[list[int], list[int], int] | None = None
        self._material: tuple[tuple[int, int], ...] | None = None

    def place(self, start: int, end: int) -> Place:
        """What stands around ``text[start:end]``."""
        text = self.text
        if self._marks is None:  # few numbers come so far
            self._marks = _marks_of(text)
        clauses, sentences, signs = self._marks
        clause_start, clause_end = _around(clauses, start, end, REACH)
        sentence_start, sentence_end = _around(sentences, start, end, _SENTENCE_REACH)
        return Place(
            text,
            start,
            end,
            clause_start,
            clause_end,
            sentence_start,
            sentence_end,
            text[clause_start:start],
            text[end:clause_end],
            text[end : end + 24],
            text[sentence_start:clause_start],
            text[end:sentence_end],
            signs,
        )

    def quotes(self, start: int, end: int) -> bool:
        """Whether ``text[start:end]`` lies in quoted material."""
        if self._material is None:
            self._material = material(self.text) if _QUOTE_MARK.search(self.text) else ()
        return bool(self._material) and any(low <= start and end <= high for low, high in self._material)


def _marks_of(text: str) -> tuple[list[int], list[int], int]:
    """Where clauses and where sentences of ``text`` end, from -1 to its length; and its signs."""
    marks = [mark.start() for mark in _CLAUSE_MARK.finditer(text)]
    sentences = [mark for mark in marks if text[mark] in _SENTENCE_MARKS]
    return [-1, *marks, len(text)], [-1, *sentences, len(text)], signs_of(text)


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
    at = bisect_left(marks, start)
    low = marks[at - 1] + 1
    high = marks[bisect_left(marks, end, at)]
    return low if low > start - reach else start - reach, high if high < end + reach else end + reach


def _clause_before(text: str, end: int) -> int:
    """Where the clause that ends at ``end`` begins, at most 24 characters back."""
    start = max(0, end - 24)
    marks = list(_CLAUSE_MARK.finditer(text, start, end))
    return marks[-1].end() if marks else start
