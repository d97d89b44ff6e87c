"""Answers that are too short: a response without some of its whole sentences, coherent but poorer.

A cut may lose a point that the prompt asks for, so it is no answer to train on (``shorten`` makes those);
it is what a hasty first answer looks like. Every line stays, and so do the first and the last sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from hesui_data.augment.cohesion import brings_in, is_pinned, leans_back, leaves_open
from hesui_data.augment.draw import draw
from hesui_data.augment.outline import Line, outline, rendered, without
from hesui_data.augment.suits import is_verse, suits
from hesui_data.length import count_length
from hesui_data.pair import Pair

LEAST_KEPT = 0.55
"""No cut has less than this share of the response."""

SHORTEST_CUT, LONGEST_WHOLE = 20, 400
"""No cut has fewer 字 than the first, and no response of more than the second is cut."""

SHORTEST_NEXT = 6
"""A sentence of fewer 字 (在的。) answers the one before it, which then stays."""

Place = tuple[int, int]
"""A sentence: the index of its line and its place in that line, from 0."""


def cuts(pair: Pair, *, seed: str = "hesui") -> tuple[str, ...]:
    """The response with one inner sentence left out, with two, and so on; none where nothing can go.

    Which sentences go is drawn from ``seed`` and the response.

    >>> wish = "李老师过年好！窗外的腊梅开得正香。愿您睡到自然醒，放假不想作业。"
    >>> cuts(Pair("给李老师写一段拜年短信", wish))
    ('李老师过年好！愿您睡到自然醒，放假不想作业。',)
    """
    tells = _pattern(_TELLS).search(pair.prompt)
    if tells or count_length(pair.response) > LONGEST_WHOLE or not suits(pair) or is_verse(pair):
        return ()
    return tuple(_ever_shorter(outline(pair.response), f"{seed}:{pair.response}"))


def _ever_shorter(lines: tuple[Line, ...], key: str) -> Iterator[str]:
    """The text with one more sentence left out each time."""
    least = max(SHORTEST_CUT, LEAST_KEPT * count_length(rendered(lines)))
    dropped: frozenset[Place] = frozenset()
    for place in sorted(_inner_sentences(lines), key=lambda place: draw(key, "cut", str(place))):
        text = rendered(without(lines, dropped | {place}))
        if count_length(text) >= least and _hangs_together(lines, dropped | {place}):
            dropped |= {place}
            yield text


def _inner_sentences(lines: tuple[Line, ...]) -> list[Place]:
    """Sentences that are neither the first of a line nor the last of the text, nor tied to what follows."""
    places = _places(lines)
    last = max((place for place in places if lines[place[0]].role in ("body", "item")), default=None)
    return [
        place
        for before, place in pairwise(places)
        if place[1] > 0
        and lines[place[0]].role == "body"
        and place != last
        and not is_pinned(_sentence(lines, place))
        and not leaves_open(_sentence(lines, before))
    ]


def _hangs_together(lines: tuple[Line, ...], dropped: frozenset[Place]) -> bool:
    """Whether no sentence that stays leans on a dropped one, or names what only a dropped one brought in."""
    known: set[str] = set()
    missing: set[str] = set()
    after_a_gap = False
    for place in _places(lines):
        sentence = _sentence(lines, place)
        names = brings_in(sentence)
        if place in dropped:
            missing |= names - known
        elif names & missing or (after_a_gap and _leans(sentence)):
            return False
        else:
            known |= names
        after_a_gap = place in dropped
    return True


def _leans(sentence: str) -> bool:
    return count_length(sentence) < SHORTEST_NEXT or leans_back(sentence)


def _places(lines: tuple[Line, ...]) -> list[Place]:
    return [(at, n) for at, line in enumerate(lines) for n in range(len(line.sentences))]


def _sentence(lines: tuple[Line, ...], place: Place) -> str:
    return lines[place[0]].sentences[place[1]]


_TELLS = (
    r"故事|小说|童话|寓言|日记|周记|作文|记叙|剧|台词|对话|对白|脚本|分镜|相声|小品|串词|主持|笑话|段子|谜|采访|问答|"
    r"一问一答|镜头|画面|括号|导游|菜谱|菜单|方案|改写|润色|扩写|缩写|续写|以下|下面|这段|这篇"
)
"""A tale, a scene or a plan hangs together in ways that words do not show."""


@cache
def _pattern(expression: str) -> re.Pattern[str]:
    """Compiled when it is first needed, to keep the import light."""
    return re.compile(expression)
