"""Versions of one response: itself and shorter ones, good or poor, and which are alike in all but length."""

from __future__ import annotations

from collections.abc import Sequence

from hesui_data.augment.cohesion import points_of, says, unlocated
from hesui_data.augment.cuts import cuts
from hesui_data.augment.outline import Line, outline
from hesui_data.augment.shorten import may_be_shortened, shorter_responses
from hesui_data.length import count_length
from hesui_data.pair import Pair

DRAWS = 4
"""So often shorter versions are drawn; each draw leaves out other sentences."""


def versions(pair: Pair, *, seed: str = "hesui") -> tuple[str, ...]:
    """The response and its good shorter versions, the longest first; the response alone if nothing can go.

    >>> versions(Pair("写一句祝福", "新年好！"))
    ('新年好！',)
    """
    found = {pair.response}
    if may_be_shortened(pair):
        found.update(full_cuts(pair, seed=seed))
        for number in range(DRAWS):
            drawn = shorter_responses(pair, seed=f"{seed}:{number}")
            if not drawn:
                break
            found.update(drawn)
    return tuple(sorted(found, key=lambda text: (-count_length(text), text)))


def full_cuts(pair: Pair, *, seed: str = "hesui") -> tuple[str, ...]:
    """The cuts that still make every point of the prompt; none where a point cannot be located.

    >>> wish = "李老师过年好！窗外的腊梅开得正香。愿您睡到自然醒，放假不想作业。"
    >>> full_cuts(Pair("给李老师写一段拜年短信，提到腊梅", wish))
    ()
    """
    found = cuts(pair, seed=seed)
    if not found or unlocated(pair.prompt, pair.response):
        return ()
    said = says(pair.response, points_of(pair.prompt))
    return tuple(text for text in found if says(text, said) == said)


def is_cut_of(shorter: str, longer: str) -> bool:
    """Whether ``shorter`` is ``longer`` without some of its sentences, list marks aside.

    >>> is_cut_of("新年好！祝您安康。", "新年好！谢谢您。祝您安康。"), is_cut_of("新年好！", "祝您安康。")
    (True, False)
    """
    rest = iter(_sentences(longer))
    return shorter != longer and all(sentence in rest for sentence in _sentences(shorter))


def keeps_layout(text: str, other: str) -> bool:
    """Whether ``text`` has every line of ``other``'s layout: roles, indents and gaps, in their order.

    >>> keeps_layout("甲。\\n\\n乙。", "丙。\\n\\n丁。"), keeps_layout("甲。\\n乙。", "甲。\\n\\n乙。")
    (True, False)
    """
    rest = iter(_layout(outline(text)))
    return all(line in rest for line in _layout(outline(other)))


def _sentences(text: str) -> list[str]:
    return [sentence.strip() for line in outline(text) for sentence in line.sentences]


def _layout(lines: Sequence[Line]) -> list[tuple[bool, str, bool]]:
    """Each line as its gap, what stands before its words (of a list mark only that there is one), and its role."""
    return [(line.gap, "" if line.head.strip() else line.head, line.role == "item") for line in lines]
