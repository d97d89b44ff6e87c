"""Repeats and leaks in any number of rows: all of them compared while they are few, their digests when not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from hesui_data.linter.look_alikes import may_repeat
from hesui_data.pair import Issue, Pair

if TYPE_CHECKING:
    from hesui_data.linter.digests import Digests

FEW = 20_000
"""Pairs that are held in memory; of more only digests are, and the rows that may repeat are read again."""


class Spot(NamedTuple):
    """Where a pair stands: which file, of those that are checked, which of its pairs, on which line."""

    file: int
    number: int
    line: int


class Tie(NamedTuple):
    """Where a pair stands that repeats or leaks, where its twin stands, the issue, and what the two say."""

    spot: Spot
    twin: Spot
    issue: Issue
    texts: str


class Repeats:
    """The pairs of some files, to be compared with each other; the first of two alike is the one that stays.

    ``side`` of a file is ``"train"``, ``"eval"`` or empty; an eval pair that is tied to a train pair leaks.
    """

    def __init__(self, *, repeat_threshold: float, relative_threshold: float) -> None:
        self._repeat_threshold = repeat_threshold
        self._relative_threshold = relative_threshold
        self._pairs: list[Pair] = []
        self._spots: list[Spot] = []
        self._sides: set[str] = set()
        self._digests: Digests | None = None

    def add(self, pair: Pair, spot: Spot, side: str) -> None:
        """Take ``pair`` in; it stands at ``spot`` in a file of ``side``."""
        self._add(_numbered(pair, len(self._spots), side), spot, side)

    def add_texts(self, prompt: str, response: str, spot: Spot, side: str) -> None:
        """Take in a pair of these two texts and nothing else."""
        name = f"{len(self._spots):012d}"
        self._add(Pair(prompt, response, id=name, seed=name, split=side), spot, side)

    def _add(self, numbered: Pair, spot: Spot, side: str) -> None:
        self._pairs.append(numbered)
        self._spots.append(spot)
        self._sides.add(side)
        if len(self._pairs) >= FEW:
            self._digest()

    def findings(self, read_again: Callable[[Iterable[Spot]], Iterator[Pair]]) -> Iterator[Tie]:
        """Every pair that repeats or leaks.

        ``read_again`` gives the pairs at some spots, in their order; it is asked where there were too many
        pairs to keep.
        """
        yield from self._found(self._pairs if self._digests is None else self._suspects(read_again))

    def _found(self, pairs: list[Pair]) -> Iterator[Tie]:
        by_side: Mapping[str, list[Pair]] = {
            side: [pair for pair in pairs if pair.split == side] for side in sorted(self._sides)
        }
        for some in by_side.values():
            yield from self._repeats(may_repeat(some, self._repeat_threshold))
        if {"train", "eval"} <= self._sides:
            yield from self._leaks(by_side["train"], by_side["eval"])

    def _repeats(self, pairs: list[Pair]) -> Iterator[Tie]:
        if not pairs:
            return
        from hesui_data.dedup import flag_repeats

        for pair in flag_repeats(pairs, threshold=self._repeat_threshold):
            for issue in pair.issues:
                yield self._tie(pair.id, str(dict(issue.values)["twin"]), issue, pair)

    def _leaks(self, train: list[Pair], held_back: list[Pair]) -> Iterator[Tie]:
        from hesui_data.dedup import REASONS
        from hesui_data.splits import leaks

        told: set[str] = set()
        pair_of: dict[str, Pair] = {}
        for tie in leaks(train, held_back, threshold=self._relative_threshold):
            if tie.b not in told:
                told.add(tie.b)
                issue = Issue.of("HD403", twin=tie.a, reason=REASONS[tie.reason])
                pair_of = pair_of or {pair.id: pair for pair in (*train, *held_back)}
                yield self._tie(tie.b, tie.a, issue, pair_of[tie.b], pair_of[tie.a])

    def _tie(self, one: str, other: str, issue: Issue, *pairs: Pair) -> Tie:
        texts = "\0".join(f"{pair.prompt}\0{pair.response}" for pair in pairs)
        return Tie(self._spots[int(one)], self._spots[int(other)], issue, texts)

    def _digest(self) -> None:
        from hesui_data.linter.digests import Digests

        if self._digests is None:
            self._digests = Digests(self._repeat_threshold)
        self._digests.add(self._pairs)
        self._pairs = []

    def _suspects(self, read_again: Callable[[Iterable[Spot]], Iterator[Pair]]) -> list[Pair]:
        """The pairs that may repeat or leak, read again."""
        if self._digests is None:
            return self._pairs
        if self._pairs:
            self._digest()
        numbers = self._digests.suspects()
        spots = [self._spots[number] for number in numbers]
        sides = self._digests.sides
        found: list[Any] = list(read_again(spots))
        return [_numbered(pair, number, sides[number]) for number, pair in zip(numbers, found, strict=True)]


def _numbered(pair: Pair, number: int, side: str) -> Pair:
    """What of ``pair`` counts in a comparison, with its number for an id, so that the first of two stays."""
    name = f"{number:012d}"
    return Pair(
        pair.prompt,
        pair.response,
        pair.system,
        pair.history,
        pair.rejected_response,
        pair.weight,
        id=name,
        seed=name if pair.original else pair.seed,
        split=side,
        tags=pair.tags,
    )
