"""Shorter versions of a response, by leaving out whole sentences or items, where the rest stays closed.

Nothing is rewritten: what is kept stands word for word, in order, on its own lines. A sentence goes only
if nothing that stays leans on it (a pronoun, a connective, a name that it brought in) and if everything
that the prompt names is still said. Where that cannot be made out, there is no shorter version.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from hesui_data.augment.asked import asked_in
from hesui_data.augment.cohesion import (
    binds,
    brings_in,
    has_figure,
    hints_taken,
    is_closed,
    leans_back,
    leaves_open,
    points_made,
    points_named,
    says,
    unlocated,
)
from hesui_data.augment.draw import draw
from hesui_data.augment.outline import Line, outline, rendered, without
from hesui_data.augment.suits import is_verse, why_unsuited
from hesui_data.length import count_length
from hesui_data.pair import Pair

Place = tuple[int, int]
"""A sentence: the index of its line and its place in that line, from 0."""

SHORTEST_WHOLE = 60
"""A response of fewer 字 is left whole: what it could lose is what it says."""

LONGEST_WHOLE = 900
"""A longer response is left whole."""

LONG = 400
"""From a longer response whole paragraphs go, no single sentences: what hangs together there no rule can see."""

SHORTEST_VERSION = 30
"""No shorter version has fewer 字 than this."""

LEAST_KEPT = 0.45
"""No shorter version has less than this share of the response, nor of any paragraph that it keeps."""

MOST_KEPT = 0.88
"""A version that keeps more than this share of the next longer one is not worth a demand of its own."""

DEPTHS = (0.85, 0.70, 0.55)
"""About these shares of the response are kept."""

LEAST_ITEMS = 3
"""A list keeps at least this many items."""


def shorter_responses(pair: Pair, *, seed: str = "hesui") -> tuple[str, ...]:
    """At most three shorter versions of the response, the longest first; none if nothing can go.

    Which sentences go is drawn from ``seed`` and the response: the same pair, the same versions.

    >>> wish = "张老师：\\n\\n新年好！谢谢您一年来的教导。窗外的腊梅开得正香。今晚的灯火也格外亮。"
    >>> wish += "愿您寒假好好歇一歇，把欠下的觉都补回来，天天笑口常开。\\n\\n学生小满"
    >>> for text in shorter_responses(Pair("给张老师写一段新年问候，感谢她的教导", wish)):
    ...     print(text)
    张老师：
    <BLANKLINE>
    新年好！谢谢您一年来的教导。窗外的腊梅开得正香。愿您寒假好好歇一歇，把欠下的觉都补回来，天天笑口常开。
    <BLANKLINE>
    学生小满
    张老师：
    <BLANKLINE>
    新年好！谢谢您一年来的教导。愿您寒假好好歇一歇，把欠下的觉都补回来，天天笑口常开。
    <BLANKLINE>
    学生小满
    """
    if not may_be_shortened(pair):
        return ()
    return _spread(_ever_shorter(_draft(pair), pair, seed), count_length(pair.response))


def _spread(texts: Iterable[str], whole: float) -> tuple[str, ...]:
    """Of ever shorter ``texts`` those nearest to the ``DEPTHS``, each a good deal shorter than the one before."""
    sized = [(count_length(text) / whole, text) for text in texts]
    chosen: list[tuple[float, str]] = [(1.0, "")]
    for depth in DEPTHS:
        fit = [one for one in sized if one[0] <= MOST_KEPT * chosen[-1][0]]
        if fit:
            chosen.append(min(fit, key=lambda one: abs(one[0] - depth)))
    return tuple(text for _, text in chosen[1:])


def may_be_shortened(pair: Pair) -> bool:
    """Whether the kind of text and the wording of the prompt allow that something is left out.

    Verse, stories, dialogue and scripts hang together; a text that counts its own points (三件事) must
    keep them; a point of the prompt that cannot be found in the response might be lost.
    """
    return not (
        not SHORTEST_WHOLE <= count_length(pair.response) <= LONGEST_WHOLE
        or is_verse(pair)
        or _pattern(_HANGS_TOGETHER).search(pair.prompt)
        or _pattern(_COUNTS_ITS_POINTS).search(pair.response)
        or any(c.scope != "response" for c in asked_in(pair.prompt))
        or len(_pattern(_SPEECH).findall(pair.response)) > 1 + count_length(pair.response) / SPEECHES_APART
        or why_unsuited(pair)
        or unlocated(pair.prompt, pair.response)
    )


def _ever_shorter(draft: _Draft, pair: Pair, seed: str) -> Iterator[str]:
    """The text with one more piece left out each time, in an order that is drawn."""
    dropped: frozenset[Place] = frozenset()
    pieces = draft.pieces()
    for piece in sorted(pieces, key=lambda piece: draw(seed, "shorten", pair.response, str(sorted(piece)))):
        if draft.stays_closed(dropped | piece):
            dropped |= piece
            yield rendered(without(draft.lines, dropped))


def _draft(pair: Pair) -> _Draft:
    lines = outline(pair.response)
    said, hints = points_made(pair.prompt, pair.response), hints_taken(pair.prompt, pair.response)
    named = points_named(pair.prompt, pair.response)
    informs = bool(_pattern(_INFORMS).search(pair.prompt))
    long = count_length(pair.response) > LONG
    return _Draft(lines, said, named, hints, keeps_figures=informs, whole_lines=long)


@dataclass(frozen=True, slots=True)
class _Draft:
    """A response taken apart, and those points of the prompt that it makes.

    What is ``named`` as a point must be said where it is said first: a passing word later on is not enough.
    A notice or a plan ``keeps_figures``: they are what it says. From a long text only ``whole_lines`` go.
    """

    lines: tuple[Line, ...]
    said: frozenset[str]
    named: frozenset[str]
    hints: frozenset[str]
    keeps_figures: bool = True
    whole_lines: bool = False

    def pieces(self) -> list[frozenset[Place]]:
        """What may go in one piece: a sentence inside a paragraph, a whole paragraph, an item."""
        inner = [] if self.whole_lines else [p for p in self._places() if p[1] > 0 and self._may_go(p)]
        return [frozenset({place}) for place in inner] + [
            frozenset(places)
            for at in self._spare_lines()
            if self._line_may_go(places := [(at, n) for n in range(len(self.lines[at].sentences))])
        ]

    def stays_closed(self, dropped: frozenset[Place]) -> bool:
        """Whether the text without ``dropped`` is whole: long enough, nothing hangs, every point is made."""
        kept = without(self.lines, dropped)
        return (
            self._keeps_enough(kept, dropped)
            and self._nothing_hangs(dropped)
            and self._introduces_what_it_names(dropped)
            and says(rendered(kept), self.said) == self.said
            and not self._loses_a_named_point(dropped)
            and len(self.hints) - len(says(rendered(kept), self.hints)) < 2
        )

    def _loses_a_named_point(self, dropped: frozenset[Place]) -> bool:
        """Whether the sentence that is the first to say a named point is among ``dropped``."""
        left = set(self.named)
        for place in self._places():
            said = says(self._text(place), left)
            if said and place in dropped:
                return True
            left -= said
        return False

    def _text(self, place: Place) -> str:
        return self.lines[place[0]].sentences[place[1]]

    def _places(self) -> list[Place]:
        return [(at, place) for at, line in enumerate(self.lines) for place in range(len(line.sentences))]

    def _spare_lines(self) -> Iterator[int]:
        """Paragraphs but the first and the last, items but the first, where enough of them stay."""
        body = [at for at, line in enumerate(self.lines) if line.role == "body"]
        items = [at for at, line in enumerate(self.lines) if line.role == "item"]
        yield from body[1:-1] if len(body) > 3 else ()
        yield from items[1:] if len(items) > LEAST_ITEMS else ()

    def _may_go(self, place: Place) -> bool:
        """Whether a sentence is neither pinned nor the opening, the last word or an answer."""
        places = self._places()
        before = places[places.index(place) - 1]
        sentence = self._text(place)
        return (
            place in self._inner()
            and is_closed(sentence)
            and not binds(sentence)
            and not (self.keeps_figures and has_figure(sentence))
            and not leaves_open(self._text(before))
        )

    def _line_may_go(self, places: list[Place]) -> bool:
        """Whether a paragraph or an item stands for itself: inside it one sentence may lean on another."""
        text = "".join(map(self._text, places))
        before = self._places()[self._places().index(places[0]) - 1]
        return (
            set(places) <= self._inner()
            and is_closed(text)
            and not binds(text)
            and not leans_back(text)
            and not (self.keeps_figures and has_figure(text))
            and not leaves_open(self._text(before))
        )

    def _inner(self) -> set[Place]:
        """The places of the body without its first sentence and its last."""
        return set([p for p in self._places() if self.lines[p[0]].role in ("body", "item")][1:-1])

    def _keeps_enough(self, kept: tuple[Line, ...], dropped: frozenset[Place]) -> bool:
        whole = count_length(rendered(self.lines))
        rest = count_length(rendered(kept))
        lists = sum(line.role == "item" for line in self.lines), sum(line.role == "item" for line in kept)
        return (
            rest >= max(SHORTEST_VERSION, LEAST_KEPT * whole)
            and lists[1] >= min(lists[0], LEAST_ITEMS)
            and all(self._line_keeps_enough(at, dropped) for at in {at for at, _ in dropped})
        )

    def _line_keeps_enough(self, at: int, dropped: frozenset[Place]) -> bool:
        sentences = self.lines[at].sentences
        rest = "".join(s for place, s in enumerate(sentences) if (at, place) not in dropped)
        return not rest or count_length(rest) >= LEAST_KEPT * count_length("".join(sentences))

    def _nothing_hangs(self, dropped: frozenset[Place]) -> bool:
        """No kept sentence that follows a dropped one leans back, none before a dropped one leaves open."""
        return not any(
            leans_back(self._text(place)) if before in dropped else leaves_open(self._text(before))
            for before, place in pairwise(self._places())
            if (before in dropped) != (place in dropped)
        )

    def _introduces_what_it_names(self, dropped: frozenset[Place]) -> bool:
        """No kept sentence names what only a dropped one before it has brought in."""
        known: set[str] = set()
        missing: set[str] = set()
        for place in self._places():
            names = brings_in(self._text(place))
            if place in dropped:
                missing |= names - known
            elif names & missing:
                return False
            else:
                known |= names
        return True


SPEECHES_APART = 150
"""One direct speech more is let pass for each so many 字; more make it a scene."""

_HANGS_TOGETHER = (
    r"故事|小说|童话|寓言|日记|周记|作文|游记|记叙|叙事|剧|台词|对话|脚本|分镜|相声|小品|串词|主持|散文|笑话|段子|谜|推文|导游|"
    r"[两三四五六七八九十\d](?:[条点项道件句行则步首题问]|个(?!字|汉字|月|小时|钟|星期|孩子|多?人|徒弟|学徒))|"
    r"为什么|怎么?一?回事|是什么|介绍|详细|详尽|尽量长|越长越好|具体|改写|润色|扩写|缩写|续写|以下|下面|这段|这篇"
)
_COUNTS_ITS_POINTS = (
    r"[两三四五六七八九几2-9](?:件\w{0,3}事|点(?:：|想|建议|希望|体会|要求)|句(?:话|[：，。])|个(?:词|愿|心愿|故事|问题|祝|关键)|"
    r"条(?:规矩|建议|[：，。])|样\w{0,3}东西|怪[：，。]|杯|愿[：，。]|谢[：，。])"
)
_INFORMS = (
    r"通知|告示|公告|启事|方案|计划|邀请|请柬|请帖|写清|写明|注明|交代|说明|时间|地点|价钱|价格|安排|活动|店"
)
_SPEECH = r"[：:，,]\s*[“「]|[说道问喊答叫][：:，]|^\s*[“「]"


@cache
def _pattern(expression: str) -> re.Pattern[str]:
    """Compiled when it is first needed, to keep the import light."""
    return re.compile(expression, re.MULTILINE)
