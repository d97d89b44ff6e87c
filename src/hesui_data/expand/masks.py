"""Quotations, lists and length phrases as single characters, so that no pattern cuts into them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hesui_data.length import LengthConstraint, parse_length

QUOTE = "[\ue000-\ue7ff]"
"""Pattern of the character that stands for a quotation, a bracket or a list."""

LENGTH = "[\uf000-\uf7ff]"
"""Pattern of the character that stands for a length phrase."""

_HIDDEN = "[\ue000-\uf8ff]"
_QUOTED = r"“[^“”]*”|‘[^‘’]*’|「[^「」]*」|『[^『』]*』|《[^《》]*》|\"[^\"]*\"|（[^（）]*）|\([^()]*\)"
_BLOCK = r"(?:\n[ \t]*(?:[-*·•]|\d{1,2}[.、）)]|（\d{1,2}）)[^\n]+)+$|\n(?:背景|说明|要求|备注)：[^\n]+$"
_UNPAIRED = r"[“”‘’「」『』《》\"（）()\n]"
_NUMBER = r"[\d０-９一二三四五六七八九十百千两几零〇.]+"
_MOVABLE = (
    "(?:不超过|不少于|不低于|不多于|至少|至多|最多|最少|少于|多于|超过|约|大约|大概|恰好|刚好|正好|整整)?"
    rf"{_NUMBER}(?:(?:-|~|—|～|到|至){_NUMBER})?[余多来]?个?(?:字|汉字|字符|词)"
    "(?:以内|之内|以下|以上|左右|上下|之间)?"
)
"""Length phrases that can stand before a noun (50字以内的) as well as alone."""


@dataclass(frozen=True, slots=True)
class Masked:
    """``text`` with one private character for each of ``hidden``."""

    text: str
    hidden: tuple[str, ...]

    def restore(self, text: str) -> str:
        """``text`` with everything hidden put back."""
        return re.sub(_HIDDEN, lambda found: self.hidden[ord(found[0]) & 0x7FF], text)


def mask(prompt: str) -> Masked | None:
    """``prompt`` with quotations, brackets, a list at its end and movable length phrases hidden.

    None if a mark is unpaired, lines are left, or it has private characters of its own.

    >>> masked = mask("以“年味，家味”为题写50字以内的短文")
    >>> len(masked.text), masked.hidden
    (9, ('“年味，家味”', '50字以内'))
    """
    if re.search(_HIDDEN, prompt):
        return None
    hidden: list[str] = []
    pieces, end = [], 0
    for start, stop, code in _spans(prompt):
        pieces += [prompt[end:start], chr(code + len(hidden))]
        hidden.append(prompt[start:stop])
        end = stop
    text = "".join([*pieces, prompt[end:]])
    return None if re.search(_UNPAIRED, text) else Masked(text, tuple(hidden))


def movable(constraint: LengthConstraint, prompt: str) -> bool:
    """Whether the phrase of ``constraint`` bounds the whole answer and may stand elsewhere in ``prompt``."""
    words = prompt[slice(*constraint.span)]
    return constraint.scope == "response" and bool(re.fullmatch(_MOVABLE, words))


def _spans(prompt: str) -> list[tuple[int, int, int]]:
    """What to hide, outermost only: start, end and the first private code of its kind."""
    found = [(*c.span, 0xF000) for c in parse_length(prompt) if movable(c, prompt)]
    found += [(*match.span(), 0xE000) for match in re.finditer(f"{_QUOTED}|{_BLOCK}", prompt)]
    outer: list[tuple[int, int, int]] = []
    for span in sorted(found, key=lambda s: (s[0], -s[1])):
        if not outer or span[0] >= outer[-1][1]:
            outer.append(span)
    return outer
