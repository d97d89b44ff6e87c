"""A search for alike texts among a few rows: exact, and without numpy, which takes longer to load than to use.

Prefix filtering (Bayardo, Ma and Srikant, "Scaling up all pairs similarity search", 2007): two sets whose
Jaccard index is at least t share one of the n − ⌈t·n⌉ + 1 rarest members of each.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence

from hesui_data.likeness.shingles import likeness, shingles

FEW = 3000
"""Rows up to which this is the faster way."""

_CROWDED = 30  # candidates a row, beyond which a key tells too little


def candidates_of_few(rows: Sequence[tuple[str, ...]], threshold: float) -> list[tuple[int, int]] | None:
    """Index pairs ``i < j``, sorted, of all rows that are alike to ``threshold`` in each of their keys.

    None where the rows have too much in common to be told apart in this way.

    >>> candidates_of_few([("祝你新年快乐万事如意",), ("今天下雨",), ("祝你新年快乐万事如意好",)], 0.7)
    [(0, 2)]
    """
    columns = sorted(zip(*rows, strict=True), key=lambda column: sum(map(len, column)))
    for column in columns:
        found = _pairs(column, threshold)
        if found is not None:
            return sorted(two for two in found if _all_alike(columns, two, threshold))
    return None


def _all_alike(columns: Sequence[tuple[str, ...]], two: tuple[int, int], threshold: float) -> bool:
    first, second = two
    return all(likeness(column[first], column[second]) >= threshold for column in columns)


def _pairs(keys: Sequence[str], threshold: float) -> list[tuple[int, int]] | None:
    """Every two of ``keys`` that share a rare shingle and are of like size; None if they are too many."""
    sets = [shingles(key) or frozenset({""}) for key in keys]
    frequency = Counter(shingle for members in sets for shingle in members)
    rows_with: defaultdict[str, list[int]] = defaultdict(list)
    found: list[tuple[int, int]] = []
    for row, members in enumerate(sets):
        size = len(members)
        met: set[int] = set()
        for shingle in _rarest(members, frequency, size - math.ceil(threshold * size) + 1):
            earlier = rows_with[shingle]
            met.update(earlier)
            earlier.append(row)
        found += [(other, row) for other in met if _like_size(size, len(sets[other]), threshold)]
        if len(found) > _CROWDED * len(keys):
            return None
    return found


def _rarest(members: frozenset[str], frequency: Counter[str], count: int) -> list[str]:
    """The ``count`` members that the fewest rows have; of equals the first in the order of code points."""
    if count >= len(members):
        return list(members)
    return sorted(sorted(members), key=frequency.__getitem__)[:count]


def _like_size(a: int, b: int, threshold: float) -> bool:
    return min(a, b) >= threshold * max(a, b)
