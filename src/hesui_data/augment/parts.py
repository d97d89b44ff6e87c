"""True demands on the parts of a response, alone or together: 分三段，每段80字以内; 标题8字以内，全文约500字.

Parts are asked for only where two readers see the same ones: paragraphs that are all prose, one list with
marks, a verse whose lines are lines, a title that stands apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from hesui_data.augment.asked import asked_in
from hesui_data.augment.outline import Line, outline
from hesui_data.augment.suits import asks_for_verse, is_verse
from hesui_data.augment.truths import Extent, Terms, constraints_for, divisions
from hesui_data.augment.wording import Demand, wordings
from hesui_data.length import (
    LengthConstraint,
    Scope,
    Unit,
    check_constraint,
    count_length,
    items,
    lines,
    split_title,
)
from hesui_data.length.numerals import render_number
from hesui_data.pair import Pair

FEWEST_PARTS, MOST_PARTS = 2, 8
"""So many items, paragraphs or lines people ask for."""

LONGEST_TITLE = 18
SHORTEST_TITLED = 150
"""A shorter response has a heading (放假通知), not a title that anyone would bound."""

PLAINEST = 6
"""So many wordings of a demand are tried beside another demand: the plain ones."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a response that a demand may be about: their scope, the unit to count them in, their number."""

    scope: Scope
    unit: Unit
    number: int

    @property
    def division(self) -> LengthConstraint:
        return LengthConstraint(self.unit, min=self.number, max=self.number)


def extent_of(
    response: str, scope: Scope = "response", *, counters: Sequence[str] = Terms().counters
) -> Extent | None:
    """The least and the most 字 in the parts of ``response`` that ``scope`` names, by every counter.

    None if the response has no such parts.

    >>> extent_of("1. 新年好\\n2. 万事如意", "each_item")
    Extent(low=3, high=4)
    """
    probe = LengthConstraint("字", min=0, scope=scope)
    counts = [n for counter in counters for n in check_constraint(probe, response, counter=counter).counts]
    return Extent(int(min(counts)), int(max(counts))) if counts else None


def evident_parts(pair: Pair) -> tuple[Parts, ...]:
    """The parts of the response that nobody could count otherwise.

    >>> evident_parts(Pair("列几条打算", "1. 早睡，不熬夜。\\n2. 多走路，少坐车。\\n3. 学会炖汤。"))
    (Parts(scope='each_item', unit='条', number=3),)
    >>> evident_parts(Pair("给老师写两句话", "老师过年好！愿您假期睡到自然醒。"))
    (Parts(scope='each_sentence', unit='句', number=2),)
    """
    response = pair.response
    found: list[Parts] = []
    if is_verse(pair):
        rows = lines(response)
        plain = asks_for_verse(pair.prompt) and not split_title(response).title
        whole = plain and not any(_pattern(_SPEAKER).match(row) for row in rows)
        found += [Parts("each_line", "行", len(rows))] if whole else []
    else:
        found += [Parts("each_item", "条", len(items(response)))] if _is_one_list(response) else []
        units: dict[Unit, Scope] = {"句": "each_sentence", "段": "each_paragraph"}
        found += [
            Parts(units[c.unit], c.unit, c.max or 0) for c in divisions(response) if _is_prose(response)
        ]
    return tuple(parts for parts in found if FEWEST_PARTS <= parts.number <= MOST_PARTS)


def part_demands(pair: Pair, terms: Terms) -> Iterator[Demand]:
    """Demands on the parts of the response, and on parts and the whole together, that suit the prompt.

    A prompt that asks for a number of parts gets demands on each of them; one that bounds each part
    gets a total; one that asks for neither gets both at once.

    >>> pair = Pair("给老师写条短信，用两句话，50字以内", "老师过年好，一年辛苦您了！愿您假期睡到自然醒，天天有热茶。")
    >>> [demand.words for demand in part_demands(pair, Terms()) if demand.main.scope == "each_sentence"][0]
    '每句16字以内'
    """
    asked = asked_in(pair.prompt)
    bounded = next((c for c in asked if c.unit == "字"), None)
    counted = [c for c in asked if c.unit in _WORDS_OF]
    if any(c.unit not in ("字", *_WORDS_OF) for c in asked) or len(counted) > 1:
        return
    if bounded is not None and bounded.scope != "response":
        yield from _with_a_total(pair, bounded, terms)
        return
    for parts in evident_parts(pair):
        if not counted:
            yield from _divided(pair, parts, terms)
        if not counted or counted[0].unit == parts.unit:
            yield from _each(pair, parts, terms, divided=not counted)
    if not counted:
        yield from _titled(pair, terms)


def _divided(pair: Pair, parts: Parts, terms: Terms) -> Iterator[Demand]:
    """So many parts, alone and with a bound on the whole."""
    alone = [Demand((parts.division,), words, f"{parts.unit}:{at}") for at, words in _ways(parts)]
    yield from alone
    for whole in _bounds(pair, "response", terms):
        for at, plain in enumerate(_plain(whole)):
            division = alone[at % len(alone)]
            words = (f"{division.words}，总共{plain.words}", f"{plain.words}，{division.words}")[at % 2]
            yield Demand((whole, parts.division), words, f"{plain.name}+{division.name}")


def _each(pair: Pair, parts: Parts, terms: Terms, *, divided: bool) -> Iterator[Demand]:
    """A bound on each of the parts, their number said with it where the prompt does not say it."""
    ways = _ways(parts)
    for each in _bounds(pair, parts.scope, terms):
        if parts.unit == "行" and each.kind != "at_most":
            continue
        for at, plain in enumerate(_plain(each)):
            number, words = ways[at % len(ways)]
            if divided:
                name = f"{parts.scope}:{plain.name}+{number}"
                yield Demand((each, parts.division), f"{words}，{plain.words}", name)
            else:
                yield Demand((each,), plain.words, f"{parts.scope}:{plain.name}")


def _with_a_total(pair: Pair, bounded: LengthConstraint, terms: Terms) -> Iterator[Demand]:
    """The bound on each part that the prompt has, said anew together with one on the whole."""
    if bounded.scope not in ("each_item", "each_paragraph", "each_sentence"):
        return
    each_bounds = _bounds(pair, bounded.scope, terms)
    for at, whole in enumerate(_bounds(pair, "response", terms)):
        for nth, plain in enumerate(_plain(whole)[:3]):
            total = ("总共", "一共", "合计")[nth % 3] + plain.words
            for each in each_bounds[at % 2 :: 2]:
                said = _plain(each)[(at + nth) % 2]
                yield Demand((each, whole), f"{said.words}，{total}", f"{said.name}+total:{plain.name}")


def _titled(pair: Pair, terms: Terms) -> Iterator[Demand]:
    """A bound on the title, with one on the whole."""
    title = split_title(pair.response).title
    if not _has_a_title_of_its_own(pair, title):
        return
    extent = extent_of(pair.response, "title", counters=terms.counters)
    bounds = constraints_for(extent, scope="title", terms=terms) if extent else ()
    for short in (c for c in bounds if c.kind == "at_most"):
        for at, whole in enumerate(_bounds(pair, "response", terms)):
            for nth, plain in enumerate(_plain(whole)[:3]):
                head = (f"标题{short.max}字以内", f"标题不超过{short.max}字")[(at + nth) % 2]
                yield Demand((short, whole), f"{head}，全文{plain.words}", f"title+{plain.name}")


def _has_a_title_of_its_own(pair: Pair, title: str) -> bool:
    """Whether the response has a title that is the writer's, not the prompt's or the name of its kind."""
    rows = outline(pair.response)
    return bool(
        title
        and rows[0].role == "title"
        and count_length(title) <= LONGEST_TITLE
        and count_length(pair.response) >= SHORTEST_TITLED
        and not _pattern(_NAMED_TITLE).search(pair.prompt)
        and _pattern(_TITLED_KINDS).search(pair.prompt)
    )


def _bounds(pair: Pair, scope: Scope, terms: Terms) -> tuple[LengthConstraint, ...]:
    extent = extent_of(pair.response, scope, counters=terms.counters)
    found = constraints_for(extent, scope=scope, terms=terms) if extent else ()
    return tuple(c for c in found if scope == "response" or c.kind != "exact")


def _plain(constraint: LengthConstraint) -> list[Demand]:
    """The plainest wordings: those that stand beside other words without getting in their way."""
    fit = [d for d in wordings(constraint) if _pattern(_BESIDE).fullmatch(d.words)]
    return fit[:PLAINEST]


def _ways(parts: Parts) -> list[tuple[str, str]]:
    """The ways of asking for so many parts, named."""
    numeral = "两" if parts.number == 2 else render_number(parts.number, "chinese")
    return [
        (f"{parts.unit}:{at}", form.format(numeral, parts.number))
        for at, form in enumerate(_WORDS_OF[parts.unit])
    ]


def _is_one_list(response: str) -> bool:
    """Whether the response is mainly one list with marks, each item on a line of its own."""
    rows = outline(response)
    places = [at for at, line in enumerate(rows) if line.role == "item"]
    together = bool(places) and places[-1] - places[0] == len(places) - 1
    if not together or len(items(response)) != len(places) or _speaks(rows):
        return False
    listed = sum(count_length(rows[at].text) for at in places)
    return 2 * listed >= count_length(response)


def _is_prose(response: str) -> bool:
    rows = outline(response)
    return not _speaks(rows) and all(line.role in ("title", "body", "closing") for line in rows)


def _holds(constraint: LengthConstraint, response: str) -> bool:
    return check_constraint(constraint, response).holds


def _speaks(rows: Sequence[Line]) -> bool:
    """Whether two lines or more open with a speaker, a field or a stage direction."""
    return sum(bool(_pattern(_SPEAKER).match(line.text)) for line in rows) > 1


_WORDS_OF: dict[Unit, tuple[str, ...]] = {
    "段": ("分{0}段", "写成{0}段", "分成{1}段"),
    "句": ("用{0}句话", "写成{0}句话"),
    "行": ("分{0}行", "写成{1}行"),
    "条": ("列{0}条", "分{1}条写"),
}
_SPEAKER = r"\s*(?:[^\s，。！？：:]{1,5}[：:]|[【（(].{1,12}[】）)])"
_BESIDE = (
    r"(?:每[条段句行])?(?:(?:不超过|最多|至多|不少于|至少|不低于|约|大约)[0-9]+字|[0-9]+字(?:以内|之内|以上|左右|上下)|"
    r"[0-9]+(?:-|到|至)[0-9]+字)"
)
_NAMED_TITLE = r"《|题目|为题|标题|小标题"
_TITLED_KINDS = r"作文|文章|短文|推文|小说|故事|倡议书|方案|随笔|散文|公众号"


@cache
def _pattern(expression: str) -> re.Pattern[str]:
    """Compiled when it is first needed, to keep the import light."""
    return re.compile(expression)
