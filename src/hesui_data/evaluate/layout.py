"""Whether answers have the lines that their prompts call for, so that lost line breaks are a number.

A prompt calls for lines by a demand (写三段, 八行, 五条), by a word (分行, 逐条, 每段空两格), or, if it has neither,
as its references show: where they stand on several lines, so should an answer of some length. A demand is
checked as such; by words or references an answer only has to stand on more than one line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from hesui_data.cleaning import line_skeleton
from hesui_data.evaluate.figures import Share
from hesui_data.evaluate.questions import Answered, Question
from hesui_data.length import LengthConstraint, check_constraint, count_length, parse_length

Caller = Literal["demand", "words", "reference"]
CALLERS: tuple[Caller, ...] = ("demand", "words", "reference")

LINE_UNITS = frozenset({"段", "行", "条"})
LINE_SCOPES = frozenset({"each_item", "each_paragraph", "each_line"})

SHORT = 40
"""An answer of at most so many 字 may stand on one line though its reference does not."""

_CALLS = re.compile(
    r"分行|换行|另起一行|分段|分点|逐条|逐行|逐项|(?:用|以)列表|列表(?:形式|的形式)|[段首]+空(?:两|2|二)格|空一行|每[行段条]|分[两二三四五六七八九]节"
)


@dataclass(frozen=True, slots=True)
class LayoutScores:
    """``matched`` of the answers whose prompts call for lines, also by what calls for them.

    ``flat`` is the share of answers on a single line where several are called for.
    """

    matched: Share
    by: Mapping[str, Share]
    flat: Share


@dataclass(frozen=True, slots=True)
class Called:
    """What calls for lines, whether several are, and the demands if those are what calls."""

    caller: Caller
    several: bool
    demands: tuple[LengthConstraint, ...] = ()


def layout_scores(answered: Iterable[Answered]) -> LayoutScores:
    """The layout figures of ``answered``.

    >>> asked = Question("q", "unseen", "写一首诗，分两行")
    >>> layout_scores([Answered(asked, "白日依山尽\\n黄河入海流"), Answered(asked, "白日依山尽，黄河入海流")]).flat
    Share(hits=1, n=2)
    """
    found = [(one, called) for one in answered if (called := calls_for(one.question)) is not None]
    judged = [(called, held) for one, called in found if (held := has_lines(called, one.text)) is not None]
    return LayoutScores(
        matched=Share.of(held for _, held in judged),
        by={name: Share.of(held for called, held in judged if called.caller == name) for name in CALLERS},
        flat=Share.of(
            line_count(one.text) <= 1
            for one, called in found
            if called.several and (line_count(one.text) > 1 or not _is_excused(called, one.text))
        ),
    )


def calls_for(question: Question) -> Called | None:
    """What calls for lines in an answer to ``question``; None if nothing does.

    >>> calls_for(Question("q", "unseen", "写三段话")).caller
    'demand'
    >>> calls_for(Question("q", "unseen", "写一封信", references=("妈妈：\\n新年好\\n小明",))).caller
    'reference'
    >>> calls_for(Question("q", "unseen", "写一句祝福", references=("新年好",))) is None
    True
    """
    asked = parse_length(question.prompt)
    demands = tuple(c for c in asked if c.unit in LINE_UNITS and c.scope == "response")
    if demands:
        return Called("demand", any(_wants_several(demand) for demand in demands), demands)
    if _CALLS.search(question.prompt) or any(c.scope in LINE_SCOPES for c in asked):
        stands_flat = bool(question.references) and not _on_several_lines(question)
        return None if stands_flat else Called("words", True)
    return Called("reference", True) if _on_several_lines(question) else None


def has_lines(called: Called, text: str) -> bool | None:
    """Whether ``text`` has the lines that are called for; None when one cannot tell.

    >>> has_lines(Called("words", True), "一\\n二"), has_lines(Called("reference", True), "新年好")
    (True, None)
    """
    if called.caller == "demand":
        verdicts = [check_constraint(demand, text) for demand in called.demands]
        if any(verdict.unknown for verdict in verdicts):
            return None
        return all(verdict.holds for verdict in verdicts)
    return True if line_count(text) > 1 else None if _is_excused(called, text) else False


def line_count(text: str) -> int:
    """How many lines of ``text`` hold something.

    >>> line_count("新年好\\n\\n万事如意")
    2
    """
    return len(line_skeleton(text))


def _is_excused(called: Called, text: str) -> bool:
    """Whether an answer is so short that a reference alone does not call for a second line."""
    return called.caller == "reference" and count_length(text) <= SHORT


def _on_several_lines(question: Question) -> bool:
    """Whether every reference stands on more than one line."""
    return bool(question.references) and all(line_count(text) > 1 for text in question.references)


def _wants_several(demand: LengthConstraint) -> bool:
    least = demand.target if demand.min is None else demand.min
    return (least or 0) >= 2
