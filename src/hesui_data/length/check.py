"""Does a response have the length that its prompt asks for: holds, breaks, or cannot tell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from hesui_data.length.constraint import LengthConstraint, LengthTag
from hesui_data.length.counters import COUNTERS, counter_named, latin_words, words
from hesui_data.length.grammar import parse_length
from hesui_data.length.segments import (
    items,
    labelled_part,
    lines,
    paragraphs,
    sentences,
    split_title,
)

Outcome = Literal["holds", "breaks", "unknown"]

TOLERANCE = 0.10
"""The share of N that 约N and a bare N字 may be missed by; at least 2 either way."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found about one constraint.

    ``counts`` has the length of the whole, or of each segment in an each_* scope; ``off`` is how far
    the worst of them lies outside: +7 is 7 too many, -3 is 3 too few; ``reason`` says why one cannot tell.
    """

    constraint: LengthConstraint
    outcome: Outcome
    counter: str = "zi"
    counts: tuple[int | float, ...] = ()
    off: int = 0
    reason: tuple[str, str] = ("", "")  # in Chinese and in English
    tolerance: float = TOLERANCE

    @property
    def holds(self) -> bool:
        return self.outcome == "holds"

    @property
    def breaks(self) -> bool:
        return self.outcome == "breaks"

    @property
    def unknown(self) -> bool:
        return self.outcome == "unknown"

    @property
    def message(self) -> str:
        """The verdict in English."""
        return self.say("en")

    def say(self, language: str) -> str:
        """The verdict in ``language``, ``"zh"`` or ``"en"``, with the numbers that decided it.

        >>> check_length("写10字以内", "新春快乐，万事如意，阖家幸福")[0].say("en")
        '14 字, asked for at most 10: 4 too many'
        """
        chinese = language == "zh"
        asked = _asked(self.constraint, chinese=chinese)
        if self.unknown:
            return (
                f"要求{asked}，无法判定：{self.reason[0]}"
                if chinese
                else f"asked for {asked}: cannot tell, {self.reason[1]}"
            )
        counted = "、".join(map(str, self.counts)) if chinese else ", ".join(map(str, self.counts))
        unit = self.constraint.unit
        head = f"{counted} {unit}，要求{asked}" if chinese else f"{counted} {unit}, asked for {asked}"
        if self.holds:
            return head
        size = abs(self.off)
        if chinese:
            return f"{head}：{'多' if self.off > 0 else '少'}了 {size}"
        return f"{head}: {size} too {'many' if self.off > 0 else 'few'}"


def check_length(
    prompt: str, response: str, *, counter: str = "zi", tolerance: float = TOLERANCE
) -> tuple[Verdict, ...]:
    """A verdict for each length demand of ``prompt``, in their order.

    Raises:
        ValueError: no counter has that name.

    >>> [v.outcome for v in check_length("写一句祝福，10字以内，分两段", "新年好！")]
    ['holds', 'breaks']
    """
    counter_named(counter)
    return tuple(
        check_constraint(constraint, response, counter=counter, tolerance=tolerance)
        for constraint in parse_length(prompt)
    )


def check_constraint(
    constraint: LengthConstraint,
    response: str,
    *,
    counter: str = "zi",
    tolerance: float = TOLERANCE,
) -> Verdict:
    """Whether ``response`` satisfies ``constraint``, 字 being counted by ``counter``.

    >>> check_constraint(LengthConstraint("字", scope="each_item", max=4), "1. 新年好！\\n2. 万事如意！").counts
    (4, 5)
    """
    named = counter_of(constraint, counter)
    blank = Verdict(constraint, "unknown", named, tolerance=tolerance)
    if constraint.kind == "about" and constraint.target is None:
        return replace(blank, reason=("没有确切的数", "it names no number"))
    segments = segments_of(constraint, response)
    if segments is None:
        return replace(
            blank,
            reason=("看不出所指的是哪一部分", "the part it is about is not evident"),
        )
    counts = tuple(count_unit(segment, constraint, named) for segment in segments)
    offs = [off_by(constraint, count, tolerance=tolerance) for count in counts]
    worst = max(offs, key=abs)
    return replace(blank, outcome="breaks" if worst else "holds", counts=counts, off=worst)


def verify_tag(tag: LengthTag, response: str, *, tolerance: float = TOLERANCE) -> bool:
    """Whether ``response`` satisfies the constraint of ``tag`` to the letter, by its counter.

    >>> verify_tag(LengthTag(LengthConstraint("字", max=4)), "新年好！")
    True
    """
    literal = replace(tag.constraint, bare=False)
    return check_constraint(literal, response, counter=tag.counter, tolerance=tolerance).holds


def tag_for(verdict: Verdict) -> LengthTag | None:
    """The tag that a verdict which holds entitles to, true to the letter; None for any other.

    A bare 50字 that is hit exactly is tagged as exactly 50, one that is hit within the tolerance as about 50.

    >>> tag_for(check_length("写50字", "祝" * 48)[0]).constraint.kind
    'about'
    """
    if not verdict.holds:
        return None
    constraint = verdict.constraint
    if constraint.bare:
        if any(count != constraint.target for count in verdict.counts):
            constraint = LengthConstraint(
                constraint.unit,
                "about",
                target=constraint.target,
                scope=constraint.scope,
                part=constraint.part,
                span=constraint.span,
            )
        else:
            constraint = replace(constraint, bare=False)
    return LengthTag(constraint, verdict.counter)


def off_by(constraint: LengthConstraint, count: float, *, tolerance: float = TOLERANCE) -> int:
    """How far ``count`` lies outside what is admitted; 0 inside.

    >>> c = LengthConstraint("字", max=50)
    >>> off_by(c, 57), off_by(c, 50)
    (7, 0)
    """
    if constraint.admits(count, tolerance=tolerance):
        return 0
    low, high = admitted(constraint, tolerance=tolerance)
    if high is not None and count > high:
        return int(count - high)
    return int(count - (low or 0))


def admitted(constraint: LengthConstraint, *, tolerance: float = TOLERANCE) -> tuple[int | None, int | None]:
    """The least and the greatest whole number that ``constraint`` admits.

    >>> admitted(LengthConstraint("字", kind="about", target=104))
    (94, 114)
    """
    target = constraint.target
    if target is not None and (constraint.kind == "about" or constraint.bare):
        slack = max(2, int(target * tolerance + 1e-9))
        return max(0, target - slack), target + slack
    return constraint.min, constraint.max


def counter_of(constraint: LengthConstraint, counter: str) -> str:
    """The counter for the unit: 汉字 are counted by ``han``, 字符 by ``chars``, 字 by what is asked for.

    字 in lines of verse are counted without marks, as every reader counts a couplet: seven 字 are seven
    with a comma after them.
    """
    if constraint.unit == "汉字":
        return "han"
    if constraint.unit == "字符":
        return counter if counter in ("chars_with_spaces", "codepoints", "weibo") else "chars"
    if constraint.unit == "字" and constraint.scope == "each_line" and counter == "zi":
        return "zi_no_punct"
    return counter


def count_unit(text: str, constraint: LengthConstraint, counter: str) -> int | float:
    """The size of ``text`` in the unit of ``constraint``."""
    by_segments = _SEGMENTED.get(constraint.unit)
    return len(by_segments(text)) if by_segments else _COUNTED.get(constraint.unit, COUNTERS[counter])(text)


def segments_of(constraint: LengthConstraint, response: str) -> tuple[str, ...] | None:
    """The texts that ``constraint`` bounds, or None when they cannot be told."""
    scope = constraint.scope
    if scope == "response":
        return (response,)
    if scope == "title":
        title = split_title(response).title
        return (title,) if title else None
    if scope == "part":
        part = labelled_part(response, constraint.part) if constraint.part else None
        return (part,) if part is not None else None
    return _EACH[scope](response) or None


def _verse_lines(text: str) -> tuple[str, ...]:
    return lines(text)


_SEGMENTED: dict[str, Callable[[str], tuple[str, ...]]] = {
    "句": sentences,
    "行": lines,
    "段": paragraphs,
    "条": items,
}
_COUNTED: dict[str, Callable[[str], int]] = {"词": words, "word": latin_words}
_EACH: dict[str, Callable[[str], tuple[str, ...]]] = {
    "each_item": items,
    "each_paragraph": paragraphs,
    "each_sentence": sentences,
    "each_line": _verse_lines,
}


def _asked(constraint: LengthConstraint, *, chinese: bool) -> str:
    low, high, target = constraint.min, constraint.max, constraint.target
    forms = {
        "at_most": (f"不超过 {high}", f"at most {high}"),
        "at_least": (f"不少于 {low}", f"at least {low}"),
        "about": (f"约 {target}", f"about {target}")
        if target is not None
        else ("大致的长度", "a vague length"),
        "exact": (f"{target}", f"{target}" if constraint.bare else f"exactly {target}"),
        "range": (f"{low} 到 {high}", f"{low} to {high}"),
    }
    where = {"each_item": ("每条", " in each item"), "each_paragraph": ("每段", " in each paragraph"), "each_sentence": ("每句", " in each sentence"),
             "each_line": ("每行", " in each line"), "title": ("标题", " in the title"), "part": (constraint.part or "一部分", f" in {constraint.part or 'a part'}")}.get(constraint.scope, ("", ""))  # fmt: skip
    form = forms[constraint.kind]
    return where[0] + form[0] if chinese else form[1] + where[1]
