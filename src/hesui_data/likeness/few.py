"""A search for alike texts among a few rows: exact, and without numpy, which takes longer to load than to use.

Prefix filtering (Bayardo, Ma and Srikant, "Scaling up all pairs similarity search", 2007): two sets whose
Jaccard index is at least t share one of the n − ⌈t·n⌉ + 1 rarest members of each.
"""

from __future__ import annotations

import math
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from itertools import chain

from hesui_data.likeness.jaccard import shingles
from hesui_data.patterns import Pattern

FEW = 3000
"""Rows up to which this is the faster way."""

Column = tuple[Sequence[str], Callable[[str], str]]
"""A text of each row, and the function that makes its key."""

_CROWD = 100
"""Rows that share something rare with a row: where there are more, a look at each is too much."""


def candidates_of_few(rows: Sequence[tuple[str, ...]], threshold: float) -> list[tuple[int, int]] | None:
    """Index pairs ``i < j``, sorted, of all rows that are alike to ``threshold`` in each of their keys.

    None where the rows have too much in common to be told apart in this way.

    >>> candidates_of_few([("祝你新年快乐万事如意",), ("今天下雨",), ("祝你新年快乐万事如意好",)], 0.7)
    [(0, 2)]
    """
    columns = sorted(zip(*rows, strict=True), key=lambda column: sum(map(len, column)))
    return alike_in_each([(column, str) for column in columns], threshold)


def alike_in_each(columns: Sequence[Column], threshold: float) -> list[tuple[int, int]] | None:
    """Index pairs ``i < j``, sorted, of all rows that are alike to ``threshold`` in each of their texts.

    A column has the texts of all rows and what makes the key of one. The first that can tell rows apart finds
    the pairs, and of the others only the texts of these are keyed; so the one with the shortest goes first.
    None where the rows have too much in common to be told apart in this way.

    >>> alike_in_each([(["写祝福", "写祝福"], str), (["祝你新年快乐万事如意", "今天下雨"], str)], 0.7)
    []
    """
    for column in columns:
        texts, key = column
        found = alike_pairs(list(map(key, texts)), threshold)
        if found is not None:
            others = [_Sets(other) for other in columns if other is not column]
            return sorted(two for two in found if all(sets.alike(*two, threshold) for sets in others))
    return None


def alike_pairs(keys: Sequence[str], threshold: float) -> list[tuple[int, int]] | None:
    """Every two of ``keys`` that are alike to ``threshold``; None where too many could be.

    >>> alike_pairs(["祝你新年快乐万事如意", "今天下雨", "祝你新年快乐万事如意好"], 0.7)
    [(0, 2)]
    """
    members = list(map(_numbered, keys))
    rarest = _rarest_of_each(members, threshold)
    sharing = Counter(chain.from_iterable(rarest)).values()
    if sum(count * (count - 1) for count in sharing) > 2 * _CROWD * len(keys):
        return None
    rows_with: defaultdict[object, list[int]] = defaultdict(list)
    found: list[tuple[int, int]] = []
    for row, rare in enumerate(rarest):
        met: set[int] = set()
        for shingle in rare:
            met.update(rows_with[shingle])
            rows_with[shingle].append(row)
        ours = members[row]
        found += [(other, row) for other in met if _reaches(threshold, members[other], ours)]
    return found


def _rarest_of_each(members: list[frozenset[object]], threshold: float) -> list[list[object]]:
    """Of each set the members of which one must be shared by any set alike to ``threshold``."""
    frequency = Counter(chain.from_iterable(members))
    return [_rarest(one, frequency, len(one) - math.ceil(threshold * len(one)) + 1) for one in members]


class _Sets:
    """The shingles of the texts of a column, each worked out once, when it is asked for."""

    def __init__(self, column: Column) -> None:
        self._texts, self._key = column
        self._found: dict[int, frozenset[object]] = {}

    def __getitem__(self, row: int) -> frozenset[object]:
        if row not in self._found:
            self._found[row] = _numbered(self._key(self._texts[row]))
        return self._found[row]

    def alike(self, one: int, other: int, threshold: float) -> bool:
        """Whether the Jaccard index of two rows reaches ``threshold``."""
        return _reaches(threshold, self[one], self[other])


def _reaches(threshold: float, one: frozenset[object], other: frozenset[object]) -> bool:
    """Whether the Jaccard index of two sets reaches ``threshold``."""
    ours, theirs = len(one), len(other)
    if ours < threshold * theirs or theirs < threshold * ours:
        return False
    shared = len(one & other)
    return shared / (ours + theirs - shared) >= threshold


def _numbered(key: str) -> frozenset[object]:
    """The shingles of ``key``, those of two Han as numbers, which are much faster to make and to compare.

    >>> len(_numbered("新年好")), len(_numbered("新年 ok")), len(_numbered("新年") & _numbered("新年好"))
    (3, 5, 1)
    """
    if not _IS_HAN.match(key):
        return frozenset(map(_number, shingles.__wrapped__(key))) or frozenset({""})
    codes, size = key.encode(_NATIVE), len(key)
    from_even = memoryview(codes[: size // 2 * 4]).cast("I")
    from_odd = memoryview(codes[2 : 2 + (size - 1) // 2 * 4]).cast("I")
    return frozenset((*from_even, *from_odd, ord(key[-1])))


_NATIVE = f"utf-16-{sys.byteorder[0]}e"
_IS_HAN = Pattern("[\u4e00-\u9fff]++\\Z")


def _number(shingle: str) -> object:
    """A shingle of Han as its number, any other as it is."""
    return int.from_bytes(shingle.encode(_NATIVE), sys.byteorder) if _IS_HAN.match(shingle) else shingle


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
