"""Blocks: the parts of a large set in which rows are grown, each for itself, whatever reads or holds them.

Growing looks at what the rows of a set ask for already, row after row, so its cost in time and memory would grow
with the set. A block is a set of its own to it: about ``BLOCK`` rows, those of one response always together. Which
block a row belongs to is drawn from its response, so neither order nor engine change it. A set of one block is
grown as a whole. What two blocks have both made is settled afterwards: docs/decisions/0016-engines.md.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from hesui_data.mixing import is_general
from hesui_data.pair import Pair

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

BLOCK = 4096
"""Rows of a block, about: enough for every share to be kept closely, few enough to be held many times over."""

Grow = Callable[[Iterable[Pair], int | None], Iterable[Pair]]
"""Pairs, and how many accepted ones there may be in the end, to the same pairs and others after them."""


class Blocks:
    """The blocks of one set of ``rows`` rows; remembers which block each of its rows was put into.

    >>> Blocks(5000).number, Blocks(0).number
    (2, 1)
    """

    def __init__(self, rows: int, *, size: int = BLOCK) -> None:
        self.number = max(1, -(-rows // size))
        self._homes: dict[str, int] = {}

    def grow(
        self, pairs: Iterable[Pair], grow: Grow, *, key: Callable[[Pair], str], target: int = 0
    ) -> Iterator[Pair]:
        """``pairs`` in their order after ``grow`` in each block, then what was grown.

        Two grown rows, or a grown and a given one, never have the same ``key`` or id: one of them stays.
        With ``target`` there are at most so many accepted rows in the end, general ones apart.
        """
        given = list(pairs)
        if self.number == 1:
            yield from grow(given, target or None)
            return
        members: list[list[Pair]] = [[] for _ in range(self.number)]
        for pair in given:
            members[self._home_of(pair)].append(pair)
        limits = apportioned(target, [sum(map(counts, block)) for block in members])
        known = {pair.id for pair in given}
        after: dict[str, Pair] = {}
        grown: list[Pair] = []
        for home, block in enumerate(members):
            for pair in grow(block, limits[home] if target else None):
                if pair.id in known:
                    after[pair.id] = pair
                else:
                    self._homes.setdefault(pair.id, home)
                    grown.append(pair)
        given = [after[pair.id] for pair in given]
        yield from given
        kept = settled(names_of(given, key), names_of(grown, key))
        yield from (pair for pair, stays in zip(grown, kept, strict=True) if stays)

    def _home_of(self, pair: Pair) -> int:
        if pair.id not in self._homes:
            self._homes[pair.id] = block_of(pair, self.number)
        return self._homes[pair.id]


def counts(pair: Pair) -> bool:
    """Whether ``pair`` counts among the rows that a recipe sets a target for."""
    return pair.accepted and not is_general(pair)


def block_of(pair: Pair, number: int) -> int:
    """The block of ``pair`` among ``number`` of them, drawn from its response.

    >>> block_of(Pair("a", "新年好"), 7) == block_of(Pair("b", "新年好"), 7)
    True
    """
    return number_of(pair.response) % number


def number_of(text: str) -> int:
    """A number of 64 bits for ``text``, the same on every machine.

    >>> number_of("新年好") == number_of("新年好") != number_of("新年")
    True
    """
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little")


def apportioned(target: int, rows: Sequence[int]) -> list[int]:
    """``target`` shared out among blocks of so many ``rows`` each; the parts add up to it.

    >>> apportioned(10, [3, 3, 3]), apportioned(7, [0, 0])
    ([3, 3, 4], [7, 0])
    """
    total, passed, parts = sum(rows), 0, []
    if not total:
        return [target, *[0] * (len(rows) - 1)]
    for count in rows:
        parts.append(target * (passed + count) // total - target * passed // total)
        passed += count
    return parts


def names_of(pairs: Iterable[Pair], key: Callable[[Pair], str]) -> Array:
    """What tells whether each of ``pairs`` is made twice: the numbers of its id and of its ``key``."""
    import numpy as np

    names = [(number_of(pair.id), number_of(key(pair))) for pair in pairs]
    return np.array(names, np.uint64).reshape(-1, 2)


def settled(given: Array, grown: Array) -> Array:
    """Which of the ``grown`` rows stay: those whose id and key no given one has, nor one that comes before it.

    They are gone through in the order of their numbers, which is that of no input.

    >>> given, grown = [Pair("甲", "新年好")], [Pair("乙", "新年好"), Pair("乙", "恭喜"), Pair("甲", "恭喜")]
    >>> prompts = lambda pairs: names_of(pairs, lambda pair: pair.prompt)
    >>> kept = settled(prompts(given), prompts(grown))
    >>> sorted(kept.tolist()), bool(kept[2])
    ([False, False, True], False)
    """
    import numpy as np

    order = np.argsort(grown[:, 0], kind="stable")
    lined_up = np.concatenate([given, grown[order]])
    first = np.zeros((len(lined_up), 2), bool)
    for column in (0, 1):
        first[np.unique(lined_up[:, column], return_index=True)[1], column] = True
    kept = np.zeros(len(grown), bool)
    kept[order] = first[len(given) :].all(axis=1)
    return kept
