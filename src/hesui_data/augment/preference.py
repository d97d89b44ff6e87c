"""Preference pairs: one prompt, a response that keeps its length demand, and one that misses it by 5 to 30 %.

Both are versions of the same response: the longer has whole sentences or items that the shorter lacks,
and nothing else is different. The chosen one is never the poorer in layout.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Literal, get_args

from hesui_data.augment.demands import asking, broken_demands, demands_met, missed_by
from hesui_data.augment.lesson import lesson, seeds_in_turn, shuffled
from hesui_data.augment.versions import full_cuts, is_cut_of, keeps_layout, versions
from hesui_data.length import LengthConstraint, count_length, parse_length
from hesui_data.pair import Pair
from hesui_data.splits import asked_values

METHOD = "preference"

LEAST_MISS, MOST_MISS = 0.05, 0.30
"""The rejected response misses the number that is asked for by at least and at most this share of it."""

PER_SIDE = 3
"""At most this many pairs of one response have a rejected one that is too long, and as many too short."""

PER_COUPLE = 2
"""At most this many prompts are asked with the same two answers."""

Side = Literal["too long", "too short"]
SIDES: tuple[Side, ...] = get_args(Side)
"""What is wrong with the rejected one."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Two versions and a demand that the one keeps and the other misses."""

    chosen: str
    rejected: str
    constraint: LengthConstraint
    off: int  # + too long, - too short

    @property
    def side(self) -> Side:
        return "too long" if self.off > 0 else "too short"


def preference_pairs(
    pairs: Iterable[Pair], *, seed: str = "hesui", held_out: Collection[int] = ()
) -> Iterator[Pair]:
    """The preference pairs of all accepted ``pairs``, with distinct prompts, whatever their order.

    The same two answers stand under at most ``PER_COUPLE`` prompts, and of one seed no demand is made twice:
    rows that differ in little else would be repeats.

    ``response`` is the chosen one, ``rejected_response`` the other. In each split as many rejected ones
    are too long as too short: a model that sees the longer one win more often learns to be long. A row
    has the seed, split and system text of its pair; no row outside eval asks for a number in ``held_out``.

    >>> list(preference_pairs([Pair("写一句祝福", "新年好！")]))
    []
    """
    rows: defaultdict[tuple[str, str], list[Pair]] = defaultdict(list)
    seen: set[Hashable] = set()
    couples: Counter[tuple[str, str | None]] = Counter()
    for pair in sorted(filter(_may_be_compared, pairs), key=_originals_first):
        for row in _rows(pair, f"{seed}:{pair.id}", () if pair.split == "eval" else held_out):
            couple = row.response, row.rejected_response
            marks: set[Hashable] = {row.prompt, (row.seed, frozenset(parse_length(row.prompt)))}
            if not marks & seen and couples[couple] < PER_COUPLE:
                seen |= marks
                couples[couple] += 1
                rows[row.split, _side(row)].append(row)
    for split in sorted({split for split, _ in rows}):
        yield from _balanced([rows[split, side] for side in SIDES], seed)


def _balanced(sides: Sequence[Sequence[Pair]], seed: str) -> Iterator[Pair]:
    """As many of each side, of as many seeds as there can be."""
    fewest = min(map(len, sides))
    for rows in sides:
        yield from seeds_in_turn(rows, seed)[:fewest]


def _side(row: Pair) -> str:
    return row.steps[-1].detail


def _may_be_compared(pair: Pair) -> bool:
    return pair.accepted and not pair.history and pair.rejected_response is None


def _originals_first(pair: Pair) -> tuple[bool, str]:
    return not pair.original, pair.id


def _rows(pair: Pair, key: str, held_out: Collection[int]) -> Iterator[Pair]:
    """Up to ``PER_SIDE`` rows with an answer that is too long, and as many with one that is too short."""
    made: dict[Side, list[Pair]] = {side: [] for side in SIDES}
    kinds: set[tuple[Side, str]] = set()
    for choice in shuffled(_choices(pair, key, held_out), key):
        kind = (choice.side, choice.constraint.kind)
        if len(made[choice.side]) < PER_SIDE and kind not in kinds:
            row = _row(pair, choice, key, held_out)
            if row is not None:
                made[choice.side].append(row)
                kinds.add(kind)
    for rows in made.values():
        yield from rows


def _choices(pair: Pair, key: str, held_out: Collection[int]) -> Iterator[Choice]:
    """Every two versions that are alike but in length, with every demand that tells them apart."""
    good = versions(pair, seed=key)
    for chosen, rejected in product(good, dict.fromkeys((*good, *full_cuts(pair, seed=key)))):
        alike = is_cut_of(chosen, rejected) or is_cut_of(rejected, chosen)
        if alike and keeps_layout(chosen, rejected):
            for constraint in demands_met(pair, chosen, held_out=held_out):
                off = missed_by(constraint, rejected)
                if LEAST_MISS <= _share(off, rejected) <= MOST_MISS:
                    yield Choice(chosen, rejected, constraint, off)


def _share(off: int, text: str) -> float:
    """``off`` as a share of the number that ``text`` misses."""
    return abs(off) / max(1, count_length(text) - off)


def _row(pair: Pair, choice: Choice, key: str, held_out: Collection[int]) -> Pair | None:
    prompt = asking(pair, choice.constraint, key=key)
    if prompt is None or asked_values(prompt) & set(held_out):
        return None
    if broken_demands(prompt, choice.chosen) or broken_demands(prompt, choice.rejected) != (
        choice.constraint,
    ):
        return None
    row = lesson(pair, METHOD, choice.side, prompt=prompt, response=choice.chosen)
    return replace(row, system=pair.system, rejected_response=choice.rejected, id="")
