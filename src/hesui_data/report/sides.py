"""The split: what stands on each side, and whether anything crosses from one to the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterator
from dataclasses import dataclass

from hesui_data.dedup import FORMULA, REASONS, TINY, Tie, response_feature, shared_features
from hesui_data.likeness import alike_across, text_key
from hesui_data.pair import Pair
from hesui_data.report.drawn import Drawn, draw
from hesui_data.report.row import Shown
from hesui_data.splits import asked_values, leaks

COMPARED = 1_500
"""Rows of each side of which the responses are held against each other; of fewer, all."""

CLOSE = 0.25
"""From this likeness on the nearest responses across the split are looked for."""

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Feature:
    """Something that relatives share: how many of it eval has, and how many train rows have one of these."""

    reason: str
    in_eval: int
    crossing: int


@dataclass(frozen=True, slots=True)
class Near:
    """A row of train and one of eval, and how alike their responses are."""

    similarity: float
    train: Shown
    eval: Shown


@dataclass(frozen=True, slots=True)
class Sides:
    """The split and its leak table."""

    rows: Counter[str]
    features: tuple[Feature, ...]
    compared: tuple[int, int]  # rows of train and of eval whose responses were held against each other
    alike: int  # ties between these by likeness, from the threshold on; equal responses are a feature
    near: tuple[Near, ...]  # the most alike that do not reach it, or that do
    threshold: float
    held_out: tuple[tuple[int, int, int], ...]  # number of 字, rows of train and of eval that ask for it

    @property
    def leaks(self) -> int:
        """All that was found to cross."""
        return self.alike + sum(feature.crossing for feature in self.features)

    @property
    def told(self) -> int:
        """Train rows that ask for a held-out number."""
        return sum(train for _, train, _ in self.held_out)


class SideTally:
    """Holds train against eval; rows of eval come before those of train.

    >>> seed, tally = Pair("写祝福", "新年好"), SideTally(threshold=0.5, held_out=())
    >>> tally.take("eval", seed)
    >>> tally.take("train", seed)
    >>> [feature.reason for feature in tally.facts().features if feature.crossing]
    ['seed', 'prompt', 'request']
    """

    def __init__(self, *, threshold: float, held_out: Collection[int]) -> None:
        self._threshold, self._held_out = threshold, frozenset(held_out)
        self._rows: Counter[str] = Counter()
        self._known: dict[str, set[str]] = {reason: set() for reason in REASONS}
        self._crossing: Counter[str] = Counter()
        self._asked: dict[str, Counter[int]] = {"train": Counter(), "eval": Counter()}
        self._drawn: dict[str, Drawn[Pair]] = {"train": Drawn(COMPARED), "eval": Drawn(COMPARED)}

    def take(self, split: str, pair: Pair) -> None:
        """Count the row ``pair``."""
        self._rows[split] += 1
        if split == "rejected":
            return
        self._asked[split].update(asked_values(pair.prompt) & self._held_out)
        self._drawn[split].offer(pair.id, lambda: pair)
        for reason, value in _features(pair):
            key = draw(repr(value))
            if split == "eval":
                self._known[reason].add(key)
            elif key in self._known[reason]:
                self._crossing[reason] += 1

    def facts(self) -> Sides:
        """What was found."""
        train, held_back = self._drawn["train"].things(), self._drawn["eval"].things()
        shown = {pair.id: pair for pair in (*train, *held_back)}
        ties = _by_response(train, held_back)
        near = sorted(ties, key=lambda tie: (-tie.similarity, tie.a, tie.b))[:SHOWN]
        return Sides(
            self._rows,
            tuple(Feature(r, len(self._known[r]), self._crossing[r]) for r in self._known),
            (len(train), len(held_back)),
            sum(self._threshold <= tie.similarity < 1 for tie in ties),
            tuple(
                Near(tie.similarity, Shown.of("train", shown[tie.a]), Shown.of("eval", shown[tie.b]))
                for tie in near
            ),
            self._threshold,
            tuple((n, self._asked["train"][n], self._asked["eval"][n]) for n in sorted(self._held_out)),
        )


def _features(pair: Pair) -> Iterator[tuple[str, Hashable]]:
    """What ``pair`` shares with each of its relatives; of the response the letters, if they are enough for a tie."""
    for reason, value in shared_features(pair).items():
        if reason == "seed" or value != pair.id:  # its own id stands for nothing to share
            yield reason, value
    key = text_key(pair.response)
    if len(key) >= (FORMULA if pair.history else TINY):
        yield "response", key


def _by_response(train: Collection[Pair], held_back: Collection[Pair]) -> list[Tie]:
    """The ties across the split for which responses are alike, from ``CLOSE`` on."""
    if not train or not held_back:
        return []
    of_train, of_eval = ({response_feature(pair) for pair in side} - {None} for side in (train, held_back))

    def alike(_keys: list[str], threshold: float) -> Iterator[tuple[str, str, float]]:
        return alike_across(sorted(map(str, of_train)), sorted(map(str, of_eval)), threshold)

    found = leaks(train, held_back, threshold=CLOSE, alike=alike)
    return [tie for tie in found if tie.reason == "response"]
