"""Length demands in words: the ways of saying one that suit a text of its size, and what two have in common."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal, get_args

from hesui_data.length import (
    LengthConstraint,
    phrasings,
    render_length,
)

LONG = 100
"""From this many 字 on a text has a 全文, and an upper bound may be called one; a greeting is short."""

GRAND = 200
"""From this many 字 on a text has a 篇幅 and is 写到 so many; a card is not."""

FORMAL = 150
"""From this many 字 on 不得 and 必须 do not sound like an order to a friend."""

SAME_WORDS = "same_words"
"""The name of the phrasing that changes nothing but the number."""


TagStyle = Literal["natural", "bracket", "token"]
"""How a demand is written: in words, as 【字数：50以内】, or as [LEN:<=50字]."""

TAG_STYLES: tuple[TagStyle, ...] = get_args(TagStyle)

Position = Literal["before_noun", "after_comma", "mark"]


@dataclass(frozen=True, slots=True)
class Demand:
    """One or several length constraints, the words that say them, and where in a prompt those can stand.

    The first constraint is the one that the demand is about; ``name`` is that of its form of words. A
    ``mark`` is for machines and stands at the end.
    """

    constraints: tuple[LengthConstraint, ...]
    words: str
    name: str
    position: Position = "after_comma"

    @property
    def main(self) -> LengthConstraint:
        return self.constraints[0]


def wordings(constraint: LengthConstraint) -> tuple[Demand, ...]:
    """The ways of saying ``constraint`` that suit a text of its size, the plainest first.

    >>> texts = {demand.words for demand in wordings(LengthConstraint("字", max=20))}
    >>> "20字以内" in texts, "不超过20字" in texts, any("篇幅" in text or "不得" in text for text in texts)
    (True, True, False)
    """
    return _wordings(constraint, constraint.bare)


@lru_cache(maxsize=1 << 13)
def _wordings(constraint: LengthConstraint, bare: bool) -> tuple[Demand, ...]:
    """``wordings``, remembered; ``bare`` is in the key since constraints are equal that differ in it alone."""
    return tuple(
        Demand((constraint,), p.text, p.name, p.position)
        for p in phrasings(constraint)
        if _suits(p.text, constraint)
    )


def marked(constraints: Sequence[LengthConstraint], style: TagStyle) -> Demand:
    """``constraints`` as a mark in the style bracket or token.

    >>> marked((LengthConstraint("字", max=50), LengthConstraint("段", min=2, max=2)), "token").words
    '[LEN:<=50字][LEN:=2段]'
    """
    words = "".join(render_length(constraint, style=style) for constraint in constraints)
    return Demand(tuple(constraints), words, style, "mark")


def wording_key(prompt: str, constraint: LengthConstraint) -> str:
    """The words of ``constraint`` in ``prompt`` with N for each number: what two prompts may share.

    >>> from hesui_data.augment.asked import asked_in
    >>> for prompt in ("写五十字以内的祝福", "写祝福，50字以内"): print(wording_key(prompt, asked_in(prompt)[0]))
    N字以内
    N字以内
    """
    return without_numbers(prompt[slice(*constraint.span)])


def without_numbers(words: str) -> str:
    """``words`` with N for each number.

    >>> without_numbers("五十到60个字")
    'N到N字'
    """
    return _pattern(NUMERAL).sub("N", words).replace("个字", "字").strip()


def numbers_of(constraint: LengthConstraint) -> list[int]:
    """The numbers of ``constraint`` that are written, in the order of writing.

    >>> numbers_of(LengthConstraint("字", min=40, max=60)), numbers_of(LengthConstraint("字", max=50))
    ([40, 60], [50])
    """
    if constraint.kind in ("exact", "about"):
        return [] if constraint.target is None else [constraint.target]
    return [n for n in (constraint.min, constraint.max) if n is not None]


def _suits(words: str, constraint: LengthConstraint) -> bool:
    size = max(numbers_of(constraint), default=0)
    too_grand = (size < GRAND and _pattern("篇幅|写到").search(words)) or (
        size < LONG and _pattern("字数上限").search(words)
    )
    odd_numeral = any(n > 100 and n % 50 for n in numbers_of(constraint)) and _pattern(
        r"[零一二两三四五六七八九十百千]字"
    ).search(words)
    too_stiff = size < FORMAL and _pattern(r"不得|必须|不能").search(words)
    return not (too_grand or too_stiff or odd_numeral or _pattern(_UNNATURAL).search(words))


NUMERAL = r"[0-9]+|[零〇一二两三四五六七八九十百千]+"
"""Pattern of a number in digits or Chinese numerals."""

_UNNATURAL = r"介于|字起$|起码要有|^在|^写(?:正好|\d)|整整|字数等于|要求正好|限.*以内|控制在\d+-"


@cache
def _pattern(expression: str) -> re.Pattern[str]:
    """Compiled when it is first needed, to keep the import light."""
    return re.compile(expression)
