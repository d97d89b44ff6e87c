"""Does a response have the length that its prompt asks for: holds, breaks, or cannot tell."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from hesui_data.length.constraint import LengthConstraint, LengthTag, Scope, Unit
from hesui_data.length.counters import COUNTERS, counter_named, latin_words, words
from hesui_data.length.grammar import parse_length
from hesui_data.length.segments import (
    clauses,
    items,
    labelled_part,
    lines,
    paragraphs,
    sentences,
    split_title,
)

Outcome = Literal["holds", "breaks", "unknown"]
Segments = Callable[[str], tuple[str, ...]]

TOLERANCE = 0.10
"""The share of N by which 约N and a bare N字 may be missed; at least 2 either way."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found about one constraint.

    ``counts`` has the length of the whole, or of each segment in an each_* scope; ``off`` is how far
    the worst of them lies outside what is admitted: +7 is 7 too many, -3 is 3 too few. ``reason``
    says, in Chinese and in English, why one cannot tell.
    """

    constraint: LengthConstraint
    outcome: Outcome
    counter: str = "zi"
    counts: tuple[int | float, ...] = ()
    off: int = 0
    reason: tuple[str, str] = ("", "")
    tolerance: float = TOLERANCE
    shorter: int | None = None  # what is left without the last sentences that are too many

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

        >>> verdict, = check_length("写10字以内", "新春快乐！万事如意，阖家幸福！")
        >>> print(verdict.say("en"), verdict.say("zh"), sep="\\n")
        15 字, asked for at most 10: 5 too many; without the last sentence it has 5
        15 字，要求不超过 10：多了 5；去掉最后一句是 5
        """
        return _say_zh(self) if language == "zh" else _say_en(self)


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
    demands = parse_length(prompt)
    if not demands:
        return ()
    return tuple([check_constraint(c, response, counter=counter, tolerance=tolerance) for c in demands])


def check_constraint(
    constraint: LengthConstraint, response: str, *, counter: str = "zi", tolerance: float = TOLERANCE
) -> Verdict:
    """Whether ``response`` satisfies ``constraint``, 字 being counted by ``counter``.

    >>> check_constraint(LengthConstraint("字", scope="each_item", max=4), "1. 新年好！\\n2. 万事如意！").counts
    (4, 5)
    """
    named = counter_of(constraint, counter)
    if constraint.kind == "about" and constraint.target is None:
        return Verdict(constraint, "unknown", named, reason=_NO_NUMBER, tolerance=tolerance)
    segments = segments_of(constraint, response)
    if segments is None:
        return Verdict(constraint, "unknown", named, reason=_NO_SUCH_PART, tolerance=tolerance)
    counts = tuple([count_unit(segment, constraint.unit, named) for segment in segments])
    off = max([off_by(constraint, count, tolerance=tolerance) for count in counts], key=abs)
    if off == 0:
        return Verdict(constraint, "holds", named, counts, tolerance=tolerance)
    if off > 0 and _hit_below_a_title(constraint, response):
        return Verdict(constraint, "unknown", named, counts, reason=_PERHAPS_A_TITLE, tolerance=tolerance)
    verdict = Verdict(constraint, "breaks", named, counts, off, tolerance=tolerance)
    return replace(verdict, shorter=_without_last_sentences(verdict, response)) if off > 0 else verdict


_NO_NUMBER = ("没有确切的数", "it names no number")
_NO_SUCH_PART = ("看不出所指的是哪一部分", "the part it is about is not evident")
_PERHAPS_A_TITLE = (
    "第一行可能是标题，不知算不算在内",
    "the first line may be a title, which may count or not",
)


def _hit_below_a_title(constraint: LengthConstraint, response: str) -> bool:
    """Whether a poem of so many 汉字 stands below one line more, as a title does: 夜雪, then a 五绝."""
    if constraint.unit != "汉字" or constraint.kind != "exact" or constraint.scope != "response":
        return False
    return COUNTERS["han"](response.strip().partition("\n")[2]) == constraint.target


def verify_tag(tag: LengthTag, response: str, *, tolerance: float = TOLERANCE) -> bool:
    """Whether ``response`` satisfies the constraint of ``tag`` to the letter, by its counter.

    >>> verify_tag(LengthTag(LengthConstraint("字", max=4)), "新年好！")
    True
    """
    literal = replace(tag.constraint, bare=False) if tag.constraint.bare else tag.constraint
    return check_constraint(literal, response, counter=tag.counter, tolerance=tolerance).holds


def tag_for(verdict: Verdict) -> LengthTag | None:
    """The tag that a verdict which holds entitles to, true to the letter; None for any other.

    A bare 50字 that is hit is tagged as exactly 50, one that is hit within the tolerance as about 50.

    >>> tag_for(check_length("写50字", "祝" * 48)[0]).constraint.kind
    'about'
    """
    if not verdict.holds:
        return None
    constraint = verdict.constraint
    if not constraint.bare:
        return LengthTag(constraint, verdict.counter)
    constraint = replace(constraint, bare=False)
    if any(not constraint.admits(count, tolerance=verdict.tolerance) for count in verdict.counts):
        constraint = replace(constraint, kind="about", min=None, max=None)
    return LengthTag(constraint, verdict.counter)


def off_by(constraint: LengthConstraint, count: float, *, tolerance: float = TOLERANCE) -> int:
    """How far ``count`` lies outside what is admitted; 0 inside.

    >>> c = LengthConstraint("字", max=50)
    >>> off_by(c, 57), off_by(c, 50)
    (7, 0)
    """
    low, high = admitted(constraint, tolerance=tolerance)
    if high is not None and count > high:
        return int(count - high)
    return int(count - low) if low is not None and count < low else 0


def admitted(constraint: LengthConstraint, *, tolerance: float = TOLERANCE) -> tuple[int | None, int | None]:
    """The least and the greatest whole number that ``constraint`` admits.

    >>> admitted(LengthConstraint("字", kind="about", target=104))
    (94, 114)
    """
    target = constraint.target
    if target is None or not (constraint.kind == "about" or constraint.bare):
        return constraint.min, constraint.max
    slack = int(max(2, target * tolerance))
    return max(0, target - slack), target + slack


def counter_of(constraint: LengthConstraint, counter: str) -> str:
    """The counter for the unit: 汉字 are counted by ``han``, 字符 by ``chars``, 字 by what is asked for.

    字 in the lines of a verse or couplet are counted without marks, as every reader counts them: seven
    字 are seven with a comma after them. The verdict and its tag name the counter that was used.
    """
    if constraint.unit == "汉字":
        return "han"
    if constraint.unit == "字符" and counter not in ("chars_with_spaces", "codepoints", "weibo"):
        return "chars"
    if constraint.unit == "字" and constraint.scope == "each_line" and counter == "zi":
        return "zi_no_punct"
    return counter


def count_unit(text: str, unit: Unit, counter: str) -> int | float:
    """The size of ``text`` in ``unit``; only the characters of 字 and 字符 depend on ``counter``.

    >>> count_unit("新年好！万事如意！", "句", "zi"), count_unit("新年好！", "字", "zi")
    (2, 4)
    """
    if unit in _SEGMENTED:
        return len(_SEGMENTED[unit](text))
    return _WORDS.get(unit, COUNTERS[counter])(text)


def segments_of(constraint: LengthConstraint, response: str) -> tuple[str, ...] | None:
    """The texts that ``constraint`` bounds, or None when they cannot be told.

    >>> segments_of(LengthConstraint("字", scope="each_line", max=7), "上联：春风\\n下联：秋月\\n横批：如意")
    ('春风', '秋月')
    """
    if constraint.scope == "response":
        return (response,)
    if constraint.scope == "title":
        title = split_title(response).title
        return (title,) if title else None
    if constraint.scope == "part":
        part = _part(constraint.part, response)
        return (part,) if part else None
    return _EACH[constraint.scope](response) or None


def _part(name: str, response: str) -> str | None:
    """A part that the response labels, or its body beside a title; None when one cannot tell."""
    if not name:
        return None
    labelled = labelled_part(response, name)
    if labelled is None and name in ("正文", "内容", "正文部分"):
        titled = split_title(response)
        return titled.body if titled.title else None
    return labelled


_COUPLET_HALF = re.compile(r"[\s*_【\[]*(?:上联|下联|出句|对句)[】\]]?[\s*_]*[：:]\s*[*_]*")
_BANNER = re.compile(r"[\s*_【\[]*(?:横批|横额|横幅|标题|题目)[】\]]?[\s*_]*[：:]")


def _lines_of_verse(text: str) -> tuple[str, ...]:
    """The lines that a demand for each line means: without title and 横批, without 上联：; where each
    line holds several equal parts (白日依山尽，黄河入海流。), those."""
    found = [line for line in lines(split_title(text).body) if not _BANNER.match(line)]
    halves = [_COUPLET_HALF.sub("", line, count=1) for line in found if _COUPLET_HALF.match(line)]
    if halves:
        return tuple(halves)
    if len(found) == 3 and len(found[0]) == len(found[1]) > len(found[2]):
        found = found[:2]  # a couplet and its 横批
    parts = [part for line in found for part in clauses(line)]
    return tuple(parts) if len(parts) > len(found) and len(set(map(len, parts))) == 1 else tuple(found)


def _without_last_sentences(verdict: Verdict, response: str) -> int | None:
    """The length that is left, and holds, when the last sentence or two of the whole are dropped."""
    constraint = verdict.constraint
    found = (
        sentences(response) if constraint.scope == "response" and constraint.unit not in _SEGMENTED else ()
    )
    if len(found) < 2:
        return None
    kept = response[: response.rfind(found[-1])]
    count = int(count_unit(kept, constraint.unit, verdict.counter))
    return count if off_by(constraint, count, tolerance=verdict.tolerance) == 0 else None


_SEGMENTED: dict[Unit, Segments] = {"句": sentences, "行": lines, "段": paragraphs, "条": items}
_WORDS: dict[Unit, Callable[[str], int]] = {"词": words, "word": latin_words}
_EACH: dict[Scope, Segments] = {
    "each_item": items,
    "each_paragraph": paragraphs,
    "each_sentence": sentences,
    "each_line": _lines_of_verse,
}
_WHERE: dict[Scope, tuple[str, str]] = {
    "each_item": ("每条", " in each item"),
    "each_paragraph": ("每段", " in each paragraph"),
    "each_sentence": ("每句", " in each sentence"),
    "each_line": ("每行", " in each line"),
    "title": ("标题", " in the title"),
}


def _say_zh(verdict: Verdict) -> str:
    constraint = verdict.constraint
    where = constraint.part if constraint.scope == "part" else _WHERE.get(constraint.scope, ("", ""))[0]
    asked = f"要求{where}{_asked(constraint)[0]}"
    if verdict.unknown:
        return f"{asked}，无法判定：{verdict.reason[0]}"
    counted = f"{'、'.join(map(str, verdict.counts))} {constraint.unit}，{asked}"
    if verdict.holds:
        return counted
    hint = f"；去掉最后一句是 {verdict.shorter}" if verdict.shorter is not None else ""
    return f"{counted}：{'多' if verdict.off > 0 else '少'}了 {abs(verdict.off)}{hint}"


def _say_en(verdict: Verdict) -> str:
    constraint = verdict.constraint
    where = _WHERE.get(constraint.scope, ("", ""))[1]
    where = f" in {constraint.part or 'a part'}" if constraint.scope == "part" else where
    asked = f"asked for {_asked(constraint)[1]}{where}"
    if verdict.unknown:
        return f"{asked}: cannot tell, {verdict.reason[1]}"
    counted = f"{', '.join(map(str, verdict.counts))} {constraint.unit}, {asked}"
    if verdict.holds:
        return counted
    hint = f"; without the last sentence it has {verdict.shorter}" if verdict.shorter is not None else ""
    return f"{counted}: {abs(verdict.off)} too {'many' if verdict.off > 0 else 'few'}{hint}"


def _asked(constraint: LengthConstraint) -> tuple[str, str]:
    """The bounds in Chinese and in English."""
    low, high, target = constraint.min, constraint.max, constraint.target
    match constraint.kind:
        case "at_most":
            return f"不超过 {high}", f"at most {high}"
        case "at_least":
            return f"不少于 {low}", f"at least {low}"
        case "about":
            return (
                (f"约 {target}", f"about {target}")
                if target is not None
                else ("大致的长度", "a vague length")
            )
        case "range":
            return f"在 {low} 到 {high} 之间", f"{low} to {high}"
        case _:
            return (
                (f"为 {target}", f"{target}") if constraint.bare else (f"正好 {target}", f"exactly {target}")
            )
