"""What is kept of a pair where there are too many to keep: some 300 bytes, by which those alike are found."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from hesui_data.dedup import repeat_keys, shared_features
from hesui_data.likeness.minhash import Sketch, sketch, suspects
from hesui_data.pair import Pair

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]


class Digests:
    """Digests of pairs, added batch by batch; then the numbers of those that may repeat or leak."""

    def __init__(self, threshold: float) -> None:
        self.sides: list[str] = []
        self._threshold = threshold
        self._sketches: list[Sketch] = []
        self._features: list[Array] = []

    def add(self, pairs: Sequence[Pair]) -> None:
        """Take ``pairs`` in; they are numbered from 0 on, in the order in which they come."""
        import numpy as np

        self._sketches.append(sketch([repeat_keys(pair) for pair in pairs], self._threshold))
        self._features.append(np.array([list(_hashes(pair)) for pair in pairs], np.uint64))
        self.sides += [pair.split for pair in pairs]

    def suspects(self) -> list[int]:
        """The numbers of the pairs that may repeat another, or stand on both sides, in their order."""
        import numpy as np

        found = set(suspects(self._sketches, self._threshold))
        if "eval" in self.sides and "train" in self.sides:
            held_back = np.array([side == "eval" for side in self.sides])
            for column in np.concatenate(self._features).T:
                crossing = np.intersect1d(column[held_back], column[~held_back])
                found |= set(np.flatnonzero(np.isin(column, crossing)).tolist())
        return sorted(found)


def _hashes(pair: Pair) -> Iterator[int]:
    """A 64-bit hash of each thing that two relatives may share."""
    for name, feature in shared_features(pair).items():
        told = f"{name}\0{feature!r}".encode("utf-8", "surrogatepass")
        yield int.from_bytes(hashlib.blake2b(told, digest_size=8).digest(), "big")
