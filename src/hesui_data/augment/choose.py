"""Which variants a whole set gets: balanced in kind, length and wording, within the quotas.

Choices are made response by response in the order of their ids, in rounds, so that every response gets
its first variant before any gets its second. A share is kept at every step, not only at the end: a
wording that has its share waits until there are more rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache, partial

from hesui_data.augment.asked import asked_in
from hesui_data.augment.draw import draw
from hesui_data.augment.fewer import fewer_items
from hesui_data.augment.retag import is_true, own_demand, retagged, true_demands
from hesui_data.augment.shorten import shorter_responses
from hesui_data.augment.suits import suits
from hesui_data.augment.tally import Quotas, Tally, cell_of, row_of
from hesui_data.augment.truths import COUNTERS, Terms
from hesui_data.augment.wording import Demand, TagStyle, without_numbers, wording_key
from hesui_data.checks import ROBUST_COUNTERS
from hesui_data.length import LengthConstraint, check_constraint, count_length, parse_length
from hesui_data.pair import Pair, Step
from hesui_data.splits import HELD_OUT, asked_values

MOST_SHORTER = 2
"""At most this many prompts on one shorter version of a response."""


def augment(
    pairs: Iterable[Pair],
    *,
    per_response: int = 4,
    seed: str = "hesui",
    held_out: Collection[int] = HELD_OUT,
    max_phrase_share: float = 0.10,
    max_frame_share: float = 0.05,
    target_rows: int | None = None,
    tag_style: TagStyle = "natural",
    headroom: float = 0.0,
    counter: str = "zi",
    tolerance: float = 0.10,
    robust: bool = False,
    shorten: bool = True,
) -> Iterator[Pair]:
    """``pairs`` in their order, then the variants: other true length demands, and shorter responses.

    Originals pass as they are, rejected pairs too. A pair made from another that has the same response
    and the same demand gets another demand, so that frame and length vary together. At most
    ``per_response`` prompts share a response; no wording of a length stands in more than
    ``max_phrase_share`` of the rows and no frame of a prompt in more than ``max_frame_share``, as far as
    the rows that were given allow; new prompts differ from each other and from those given. Numbers in
    ``held_out`` are asked for in eval only. With ``target_rows`` no variant is added beyond so many rows.

    Demands are written in ``tag_style`` (a mark for machines has but one wording, so that its share is
    free), hold by ``counter`` and by those in ``COUNTERS``, with ``robust`` in ``ROBUST_COUNTERS``, 左右
    within ``tolerance``; a one-sided bound leaves the share ``headroom`` of itself free. Without
    ``shorten`` every response stays whole.

    >>> wish = "老师过年好！这一年辛苦您了，愿您假期睡到自然醒，开学依旧神采奕奕。"
    >>> found = list(augment([Pair("给老师写一段拜年短信，50字以内。", wish)], per_response=3))
    >>> len(found), len({pair.prompt for pair in found}), {pair.response for pair in found} == {wish}
    (3, 3, True)
    """
    given = list(pairs)
    accepted = [pair for pair in given if pair.accepted]
    phrase_share = max_phrase_share if tag_style == "natural" else 1.0
    quotas = Quotas(per_response, phrase_share, max_frame_share, target_rows, frozenset(held_out))
    counters = tuple(dict.fromkeys((counter, *(ROBUST_COUNTERS if robust else COUNTERS))))
    terms = Terms(counters=counters, tolerance=tolerance, headroom=headroom)
    choice = _Choice(accepted, quotas, seed, terms, tag_style)
    varied = choice.vary_repeated_demands()
    choice.ask_for_held_out()
    choice.fill_up()
    if shorten:
        choice.add_shorter()
    yield from (varied.get(pair.id, pair) for pair in given)
    yield from sorted(choice.grown, key=lambda pair: (pair.seed, pair.id))


class _Choice:
    """The variants chosen so far for one set; lives inside one call of ``augment``."""

    def __init__(
        self, accepted: list[Pair], quotas: Quotas, seed: str, terms: Terms, style: TagStyle
    ) -> None:
        self.terms = terms
        self.style = style
        self.given = sorted(accepted, key=lambda pair: pair.id)
        self.sound = [pair for pair in self.given if keeps_its_word(pair)]
        self.tally = Tally(quotas, self.given)
        self.seed = seed
        self.grown: list[Pair] = []
        self._known: dict[tuple[str, str], tuple[_Option, ...]] = {}
        self._refused: dict[tuple[str, str, Demand], frozenset[str] | None] = {}

    def vary_repeated_demands(self) -> dict[str, Pair]:
        """Each derived pair that repeats the demand of another on its response, asked for otherwise; by id."""
        varied = {}
        for pair in self.sound:
            if pair.original or not self.tally.repeats_a_demand(pair):
                continue
            self.tally.remove(pair)
            other = self._best(pair)
            kept = pair if other is None else replace(pair, prompt=other.prompt, steps=other.steps)
            self.tally.add(kept)
            varied[pair.id] = kept
        self.sound = [varied.get(pair.id, pair) for pair in self.sound]
        return varied

    def ask_for_held_out(self) -> None:
        """One eval variant for each held-out number that is true of some eval response and asked of none."""
        held_back = [pair for pair in self.sound if pair.split == "eval"]
        asked = frozenset[int]().union(*(asked_values(pair.prompt) for pair in held_back))
        for number in sorted(self.tally.quotas.held_out - asked):
            drawn = sorted(held_back, key=lambda pair: draw(self.seed, "held out", str(number), pair.id))
            self._add_first(self._best(pair, partial(_names, number)) for pair in drawn)

    def fill_up(self) -> None:
        """One variant more for each response, again and again, until each has its number of prompts."""
        families: defaultdict[str, list[Pair]] = defaultdict(list)
        for pair in self.sound:
            families[pair.response].append(pair)
        for turn in range(self.tally.quotas.per_response):
            for family in families.values():
                start = turn % len(family)
                self._add_first(self._best(pair) for pair in family[start:] + family[:start])

    def add_shorter(self) -> None:
        """Shorter versions beside the whole, each by demands that the whole does not meet."""
        for pair in sorted(self.sound, key=lambda pair: draw(self.seed, "shorter", pair.id)):
            if self.tally.full:
                return
            if pair.original:
                taken: set[LengthConstraint] = set()
                for text in shorter_responses(pair, seed=self.seed):
                    self._add_shorter(pair, text, taken)
                for fewer in fewer_items(pair, seed=self.seed):
                    self._add_fewer(fewer)

    def _add_shorter(self, pair: Pair, text: str, taken: set[LengthConstraint]) -> None:
        """``text`` by demands that neither the whole meets nor another version was asked by; those are ``taken``."""
        whole, count = count_length(pair.response), count_length(text)
        step = Step("shorten", "response", f"{whole} → {count} 字")
        shorter = pair.grow("shorten", step, response=text)
        for _ in range(MOST_SHORTER):
            variant = self._best(
                shorter, lambda c: _bounds_whole(c) and not c.admits(whole) and c not in taken
            )
            if variant is not None and self.tally.keeps_lengths(variant):
                self._add_first([variant])
                taken.update(asked_in(variant.prompt))

    def _add_fewer(self, fewer: Pair) -> None:
        """A version with fewer items as its prompt now asks, and once more asked for otherwise."""
        for variant in (self._renumbered(fewer), self._best(fewer)):
            if variant is not None and self.tally.allows(variant) and self.tally.keeps_lengths(variant):
                self._add_first([variant])

    def _renumbered(self, fewer: Pair) -> Pair | None:
        """``fewer`` itself where words are wanted and its numbers are true and may be asked for."""
        sound = self.style == "natural" and is_true(
            fewer.prompt, fewer.response, counters=self.terms.counters
        )
        return fewer if sound else None

    def _add_first(self, found: Iterable[Pair | None]) -> None:
        variant = next((variant for variant in found if variant is not None), None)
        if variant is not None:
            self.tally.add(variant)
            self.grown.append(variant)

    def _best(self, pair: Pair, fits: Callable[[LengthConstraint], bool] = lambda c: True) -> Pair | None:
        """The variant of ``pair`` that the set needs most and the quotas allow, if any."""
        if not self._may_vary(pair):
            return None
        bucket = row_of(pair).bucket
        fitting = (option for option in self._options(pair) if all(map(fits, option.demand.constraints)))
        for option in sorted(fitting, key=lambda option: self._rank(option, bucket)):
            new = not self.tally.is_asked(pair.response, option.asked)
            if new and self.tally.has_share(option.wording) and self._may_be_said(pair, option.demand):
                variant = retagged(pair, option.demand, counters=self.terms.counters)
                if variant is not None and self.tally.allows(variant):
                    return variant
                wordings = None if variant is None else row_of(variant).wordings
                self._refused[pair.id, pair.prompt, option.demand] = wordings
        return None

    def _may_be_said(self, pair: Pair, demand: Demand) -> bool:
        """Whether ``demand`` was not refused before, or the wordings that it comes with there have a share again.

        To put it into the prompt and read that takes a thousand times as long as to remember.
        """
        wordings = self._refused.get((pair.id, pair.prompt, demand), frozenset())
        return wordings is not None and all(map(self.tally.has_share, wordings))

    def _may_vary(self, pair: Pair) -> bool:
        """Whether there is room, and share for what every variant of ``pair`` has: its frame, its other demands."""
        tally = self.tally
        return (
            tally.has_room(pair)
            and tally.frame_has_share(pair)
            and all(map(tally.has_share, _wordings_that_stay(pair.prompt)))
        )

    def _options(self, pair: Pair) -> tuple[_Option, ...]:
        """What may be asked of the response; held-out numbers in eval alone. Kept, since asked for often."""
        key = pair.id, pair.prompt
        if key not in self._known:
            held_out = self.tally.quotas.held_out
            hidden, shown = ((), held_out) if pair.split == "eval" else (held_out, ())
            terms = self.terms.naming(held_out=hidden, wanted=shown)
            demands = true_demands(pair, terms, style=self.style) if suits(pair) else ()
            others = frozenset(asked_in(pair.prompt)) - {own_demand(pair.prompt)}
            self._known[key] = tuple(self._option(pair, demand, others) for demand in demands)
        return self._known[key]

    def _option(self, pair: Pair, demand: Demand, others: frozenset[LengthConstraint]) -> _Option:
        asked = others | set(demand.constraints)
        drawn = draw(self.seed, "demand", pair.id, demand.words)
        return _Option(demand, asked, _cell(asked), wording_of(demand), drawn)

    def _rank(self, option: _Option, bucket: str) -> tuple[tuple[bool, float], int, int]:
        surplus = self.tally.surplus(option.cell, bucket)
        return surplus, self.tally.uses(option.wording), option.drawn


@dataclass(frozen=True, slots=True)
class _Option:
    """A demand that may be made of a response, and all that is looked at when one of several is chosen."""

    demand: Demand
    asked: frozenset[LengthConstraint]  # with what the prompt asks beside it
    cell: tuple[str, str]
    wording: str
    drawn: int


@lru_cache(maxsize=1 << 14)
def _cell(asked: frozenset[LengthConstraint]) -> tuple[str, str]:
    return cell_of(asked)


@lru_cache(maxsize=1 << 14)
def _wordings_that_stay(prompt: str) -> tuple[str, ...]:
    """The wordings of the demands of ``prompt`` but of the one that a variant replaces."""
    own = own_demand(prompt)
    return tuple(wording_key(prompt, c) for c in asked_in(prompt) if own is None or c.span != own.span)


def keeps_its_word(pair: Pair) -> bool:
    """Whether the response breaks no demand of its own prompt, so that the two belong together.

    >>> keeps_its_word(Pair("写一句祝福，5字以内", "新年好")), keeps_its_word(Pair("写一句祝福，2字以内", "新年好"))
    (True, False)
    """
    return not any(check_constraint(c, pair.response).breaks for c in asked_in(pair.prompt))


def _names(number: int, constraint: LengthConstraint) -> bool:
    return number in (constraint.min, constraint.max, constraint.target)


def _bounds_whole(constraint: LengthConstraint) -> bool:
    return constraint.scope == "response" and constraint.unit == "字"


def wording_of(demand: Demand) -> str:
    """The words of ``demand`` without numbers, as ``wording_key`` finds them; of several demands the first."""
    return _wording_in(demand.words)


@lru_cache(maxsize=1 << 14)
def _wording_in(words: str) -> str:
    return _wording(without_numbers(words))


@lru_cache(maxsize=1024)
def _wording(words: str) -> str:
    """The wording in ``words``, whose numbers are N: read with numbers in their places."""
    numbers = iter(range(10, 1000, 10))
    text = "".join(str(next(numbers)) if character == "N" else character for character in words)
    found = parse_length(text)
    return wording_key(text, found[0]) if found else words
