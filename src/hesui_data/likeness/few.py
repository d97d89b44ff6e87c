"""A search for alike texts among a few rows: exact, and without numpy, which takes longer to load than to use.

Prefix filtering (Bayardo, Ma and Srikant, "Scaling up all pairs similarity search", 2007): two sets whose
Jaccard index is at least t share one of the n − ⌈t·n⌉ + 1 rarest members of each.
"""

from __future__ import annotations

import math
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import chain, combinations

from hesui_data.likeness.jaccard import shingles
from hesui_data.patterns import Pattern

FEW = 3000
"""Rows up to which this is the faster way."""

_CROWDS = (15, 100)  # rows that share something rare with a row: up to so many a key is worth a look at each


def candidates_of_few(rows: Sequence[tuple[str, ...]], threshold: float) -> list[tuple[int, int]] | None:
    """Index pairs ``i < j``, sorted, of all rows that are alike to ``threshold`` in each of their keys.

    None where the rows have too much in common to be told apart in this way.

    >>> candidates_of_few([("祝你新年快乐万事如意",), ("今天下雨",), ("祝你新年快乐万事如意好",)], 0.7)
    [(0, 2)]
    """
    columns = sorted(zip(*rows, strict=True), key=lambda column: sum(map(len, column)))
    for most in _CROWDS:
        for column in columns:
            found = alike_pairs(column, threshold, most=most)
            if found is not None:
                others = [_Sets(other) for other in columns if other is not column]
                return sorted(two for two in found if all(sets.alike(two, threshold) for sets in others))
    return None


def alike_pairs(keys: Sequence[str], threshold: float, *, most: int = 100) -> list[tuple[int, int]] | None:
    """Every two of ``keys`` that are alike to ``threshold``; None where more than ``most`` a row could be.

    >>> alike_pairs(["祝你新年快乐万事如意", "今天下雨", "祝你新年快乐万事如意好"], 0.7)
    [(0, 2)]
    """
    sets = _Sets(keys)
    members = [sets[row] for row in range(len(keys))]
    frequency = Counter(chain.from_iterable(members))
    rows_with: defaultdict[object, list[int]] = defaultdict(list)
    for row, shingles_of_row in enumerate(members):
        size = len(shingles_of_row)
        for shingle in _rarest(shingles_of_row, frequency, size - math.ceil(threshold * size) + 1):
            rows_with[shingle].append(row)
    if sum(len(sharing) * (len(sharing) - 1) for sharing in rows_with.values()) > 2 * most * len(keys):
        return None
    found = {two for sharing in rows_with.values() if len(sharing) > 1 for two in combinations(sharing, 2)}
    return [two for two in found if sets.alike(two, threshold)]


class _Sets:
    """The shingles of some keys, each worked out once, when it is asked for."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._keys = keys
        self._found: dict[int, frozenset[object]] = {}

    def __getitem__(self, row: int) -> frozenset[object]:
        if row not in self._found:
            self._found[row] = _numbered(self._keys[row])
        return self._found[row]

    def alike(self, two: tuple[int, int], threshold: float) -> bool:
        """Whether the Jaccard index of two rows reaches ``threshold``."""
        first, second = self[two[0]], self[two[1]]
        sizes = len(first) + len(second)
        if min(len(first), len(second)) < threshold * max(len(first), len(second)):
            return False
        shared = len(first & second)
        return shared / (sizes - shared) >= threshold


def _numbered(key: str) -> frozenset[object]:
    """The shingles of ``key``, those of two Han as numbers, which are much faster to make and to compare.

    >>> len(_numbered("新年好")), len(_numbered("新年 ok")), len(_numbered("新年") & _numbered("新年好"))
    (3, 5, 1)
    """
    if not _IS_HAN.match(key):
        return frozenset(map(_number, shingles.__wrapped__(key))) or frozenset({""})
    codes = key.encode("utf-16-le")
    size = len(codes) // 4 * 4
    even, odd = (
        memoryview(codes[:size]).cast("I"),
        memoryview(codes[2 : size + 2 - 4 * (size == len(codes))]).cast("I"),
    )
    return frozenset((*even, *odd, ord(key[-1])))


_IS_HAN = Pattern("[\u4e00-\u9fff]++\\Z")


def _number(shingle: str) -> object:
    """A shingle of Han as its number, any other as it is."""
    return int.from_bytes(shingle.encode("utf-16-le"), sys.byteorder) if _IS_HAN.match(shingle) else shingle


def _rarest(members: frozenset[object], frequency: Counter[object], count: int) -> list[object]:
    """Those of the ``count`` members that the fewest rows have which other rows have too.

    Of equals the first in the order of code points count, so that two rows agree on what is rare.
    """
    shared = [shingle for shingle in members if frequency[shingle] > 1]
    count -= len(members) - len(shared)
    if count <= 0:
        return []
    if count < len(shared):
        shared.sort(key=hash)
        shared.sort(key=frequency.__getitem__)
    return shared[:count]
