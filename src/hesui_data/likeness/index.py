"""A growing index of texts that finds those alike to a new one without looking at all of them.

Of each text the smallest hashes of its shingles are kept (a bottom-k sketch: Broder, 1997), in sorted arrays
that are merged as they grow, so that a text costs some 400 bytes and a search a few microseconds a shingle.
"""

from __future__ import annotations

from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING, Any
from zlib import crc32

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

_WIDTH = 3  # characters a shingle
_SKETCH = 32  # shingles kept of a text
_BUFFER = 4096  # entries that wait to be sorted in
_COMMON = 100  # texts that share a shingle; one that more of them have tells little
_RAREST = 6  # shingles of a text that are looked up however common they are
_MOST = 400  # texts of one shingle that are looked at
_NEAREST = 24  # texts that are worth a closer look
_SHARED = 16  # of so many shingles one must be shared


class ShingleIndex:
    """Numbers of texts by their shingles.

    >>> index = ShingleIndex()
    >>> index.add(0, "祝你新年快乐万事如意"); index.add(1, "今天下雨")
    >>> index.near("祝您新年快乐万事如意")
    [0]
    """

    def __init__(self) -> None:
        self._waiting: dict[int, list[int]] = {}
        self._waits = 0
        self._runs: list[tuple[Array, Array]] = []  # hashes in order, their texts; each longer than the next

    def add(self, number: int, key: str) -> None:
        """Take in the text ``key`` under ``number``."""
        for value in sketch(key):
            self._waiting.setdefault(value, []).append(number)
            self._waits += 1
        if self._waits >= _BUFFER:
            self._sort_in()

    def near(self, key: str) -> list[int]:
        """The numbers of the texts that share most shingles with ``key``, at most 24, the nearest first."""
        values = sketch(key)
        shared: Counter[int] = Counter()
        for rank, found in enumerate(sorted(self._found(values), key=len)):
            if rank >= _RAREST and len(found) > _COMMON:
                break
            shared.update(found)
        least = max(1, len(values) // _SHARED)
        ranked = sorted((-count, number) for number, count in shared.items() if count >= least)
        return [number for _, number in ranked[:_NEAREST]]

    def _found(self, values: list[int]) -> list[list[int]]:
        """For each of ``values`` the numbers of the texts that have it."""
        found = [list(self._waiting.get(value, ())) for value in values]
        if not self._runs:
            return found
        import numpy as np

        wanted = np.array(values, np.uint32)
        for hashes, texts in self._runs:
            starts = hashes.searchsorted(wanted, "left")
            ends = np.minimum(hashes.searchsorted(wanted, "right"), starts + _MOST)
            for i in np.flatnonzero(ends > starts).tolist():
                found[i] += texts[starts[i] : ends[i]].tolist()
        return found

    def _sort_in(self) -> None:
        """The entries that wait as a new run, merged with every run that is not much longer."""
        import numpy as np

        hashes = np.repeat(
            np.array(list(self._waiting), np.uint32), [len(numbers) for numbers in self._waiting.values()]
        )
        texts = np.array(list(chain.from_iterable(self._waiting.values())), np.uint32)
        while self._runs and len(self._runs[-1][0]) < 2 * len(hashes):
            earlier = self._runs.pop()
            hashes, texts = np.concatenate([earlier[0], hashes]), np.concatenate([earlier[1], texts])
        order = np.argsort(hashes, kind="stable")
        self._runs.append((hashes[order], texts[order]))
        self._waiting, self._waits = {}, 0


def sketch(key: str) -> list[int]:
    """The smallest hashes of the shingles of ``key``, in order.

    >>> sketch("新年快乐") == sorted(sketch("新年快乐")), len(sketch("新年快乐"))
    (True, 2)
    """
    encoded = key.encode("utf-16-le", "surrogatepass")
    last = max(1, len(encoded) // 2 - _WIDTH + 1)
    return sorted({crc32(encoded[2 * i : 2 * (i + _WIDTH)]) for i in range(last)})[:_SKETCH]
