"""Candidates for likeness among keys that lie on disk: the very pairs that ``likeness.candidates`` finds.

Band by band, each alone: which rows share a bucket is told by four hashes of each row, and how alike two of them
can be by a few bands more. So one band is in memory at a time, 16 bytes a row, whatever the number of rows.

Two rows that share a bucket are dropped by the cheapest question that can drop them: whether they can matter at all
(``Fits``), then whether they met in an earlier band, then how many hashes they have in common.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hesui_data.engines.store import Store, part_name
from hesui_data.likeness.minhash import (
    CROWD,
    HASHES_A_BAND,
    NEAREST,
    SAMPLE,
    bands_for,
    bucket_of,
    groups_in,
    may_reach,
    twos_in,
)

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

_HEAD = 8
_BYTES = 4 * HASHES_A_BAND  # of one row in one band
_PAIRS = 1 << 20  # looked at together
_MORE_BANDS = 2  # looked at together where rows of a crowd are put in order


def write_keys(store: Store, step: str, part: int, keys: Sequence[tuple[str, ...]], bands: Array) -> None:
    """Put the keys of a part by, and their signatures."""
    lines = [json.dumps(key, ensure_ascii=False).encode("utf-8", "surrogatepass") for key in keys]
    ends = _ends(lines)
    head = len(lines).to_bytes(_HEAD, "little")
    store.write_plain(part_name(f"{step}.keys", part), [head, ends, *lines])
    store.write_plain(part_name(f"{step}.bands", part), [head, bands.tobytes()])


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of ``step`` in all ``parts``: key i of part p has the number ``starts[p] + i``."""

    store: Store
    step: str
    starts: tuple[int, ...]  # and the number of all keys at the end
    bands: int

    @classmethod
    def of(cls, store: Store, step: str, parts: int, *, threshold: float) -> Keys:
        """Those that ``write_keys`` put by."""
        starts = [0]
        for part in range(parts):
            with store.path(part_name(f"{step}.bands", part)).open("rb") as file:
                starts.append(starts[-1] + int.from_bytes(file.read(_HEAD), "little"))
        return cls(store, step, tuple(starts), bands_for(threshold))

    def __len__(self) -> int:
        return self.starts[-1]

    def texts(self, numbers: Array) -> dict[int, tuple[str, ...]]:
        """Number → key, of those that are asked for."""
        import numpy as np

        wanted = np.unique(numbers)
        edges = np.searchsorted(wanted, np.array(self.starts))
        found: dict[int, tuple[str, ...]] = {}
        for part in np.flatnonzero(np.diff(edges)).tolist():
            inside = wanted[edges[part] : edges[part + 1]]
            texts = self._texts_of(part, (inside - self.starts[part]).tolist())
            found.update(zip(inside.tolist(), texts, strict=True))
        return found

    def band(self, band: int) -> Array:
        """The hashes of ``band`` for all keys."""
        import numpy as np

        hashes = np.empty((len(self), HASHES_A_BAND), np.uint32)
        for part, start in enumerate(self.starts[:-1]):
            count = self.starts[part + 1] - start
            if count:
                with self.store.path(part_name(f"{self.step}.bands", part)).open("rb") as file:
                    file.seek(_HEAD + band * count * _BYTES)
                    file.readinto(hashes[start : start + count].data)
        return hashes

    def _texts_of(self, part: int, places: Sequence[int]) -> Iterator[tuple[str, ...]]:
        import numpy as np

        count = self.starts[part + 1] - self.starts[part]
        with self.store.path(part_name(f"{self.step}.keys", part)).open("rb") as file:
            file.seek(_HEAD)
            ends = np.concatenate([[0], np.frombuffer(file.read(8 * count), np.int64)])
            base = file.tell()
            for place in places:
                file.seek(base + int(ends[place]))
                yield tuple(json.loads(file.read(int(ends[place + 1] - ends[place]))))


@dataclass(frozen=True, slots=True)
class Sought:
    """Among which keys pairs are looked for, and in which band."""

    keys: Keys
    rows: Array
    band: int


def pairs_in_band(
    keys: Keys, rows: Array, band: int, threshold: float, *, matter: Callable[[Array], Array] | None = None
) -> Array:
    """Index pairs ``i < j`` of ``rows`` that share a bucket first in ``band`` and may be alike to ``threshold``.

    Of those for which ``matter`` says so, if it is given. The questions that are cheap for what they drop go first.
    """
    import numpy as np

    order, starts, sizes = groups_in(bucket_of(keys.band(band)[rows]))
    found = _pairs_in(order, starts, sizes, sought=Sought(keys, rows, band))
    some = (pairs[matter(pairs)] for pairs in found) if matter else found
    new = (pairs[~_met_before(band, keys, rows[pairs])] for pairs in _batches(some))
    near = [pairs[_may_reach(threshold, keys, rows[pairs])] for pairs in new]
    joined: Array = np.concatenate([np.empty((0, 2), np.int64), *near])
    return joined


def _pairs_in(order: Array, starts: Array, sizes: Array, *, sought: Sought) -> Iterator[Array]:
    """Every two rows of each bucket; in a crowd each with its nearest."""
    import numpy as np

    yield from twos_in(order, starts, sizes, pairs=_PAIRS)
    large = sizes > CROWD
    if large.any():
        crowds = [
            order[start : start + size] for start, size in zip(starts[large], sizes[large], strict=True)
        ]
        yield from _nearest_pairs(np.concatenate(crowds), sizes[large], sought)


def _batches(found: Iterable[Array]) -> Iterator[Array]:
    """The same pairs, many at a time."""
    import numpy as np

    waiting: list[Array] = []
    count = 0
    for pairs in found:
        waiting.append(pairs)
        count += len(pairs)
        if count >= _PAIRS:
            yield np.concatenate(waiting)
            waiting, count = [], 0
    if waiting:
        yield np.concatenate(waiting)


def _may_reach(threshold: float, keys: Keys, numbers: Array) -> Array:
    """Whether the estimated index of two keys is at most four standard deviations below ``threshold``."""
    import numpy as np

    agreeing = np.zeros(len(numbers), np.int8)
    bands = min(SAMPLE // HASHES_A_BAND, bands_for(threshold))
    for band in range(bands if len(numbers) else 0):
        hashes = keys.band(band)
        same = (hashes[numbers[:, 0]] == hashes[numbers[:, 1]]).view(np.int8)
        for column in range(HASHES_A_BAND):  # a sum over an axis of four takes three times as long
            agreeing += same[:, column]
    return may_reach(threshold, agreeing, bands * HASHES_A_BAND)


def _met_before(band: int, keys: Keys, numbers: Array) -> Array:
    """Whether two keys shared a bucket in a band before ``band``, be it that of a crowd."""
    import numpy as np

    met = np.zeros(len(numbers), bool)
    left = np.arange(len(numbers))
    for earlier in range(band):
        if not len(left):
            break
        hashes = keys.band(earlier).view(np.uint64)  # two halves, each compared at once
        one, other = numbers[left, 0], numbers[left, 1]
        here = (hashes[one, 0] == hashes[other, 0]) & (hashes[one, 1] == hashes[other, 1])
        met[left[here]] = True
        left = left[~here]
    return met


def _nearest_pairs(members: Array, sizes: Array, sought: Sought) -> Iterator[Array]:
    """Each row of a crowd with those next to it when they are sorted by their hashes from the band on.

    ``members`` are those of all crowds, one crowd after the other, of such ``sizes``.
    """
    import numpy as np

    crowds = np.repeat(np.arange(len(sizes)), sizes)
    ordered = members[_order(crowds, members, sought)]
    for distance in range(1, NEAREST + 1):
        together = crowds[:-distance] == crowds[distance:]
        pairs = np.stack([ordered[:-distance], ordered[distance:]], axis=1)[together]
        yield np.sort(pairs, axis=1)


def _order(crowds: Array, members: Array, sought: Sought) -> Array:
    """The order of ``members`` by crowd, then by all hashes from the band on, the first ones after the last.

    A few bands are looked at a time, until no two members are equal so far or all bands have been looked at.
    """
    import numpy as np

    keys, rows, band = sought.keys, sought.rows, sought.band
    ranks, order = crowds, np.arange(len(members))
    for turn in range(0, keys.bands, _MORE_BANDS):
        wanted = range(turn, min(turn + _MORE_BANDS, keys.bands))
        hashes = np.concatenate(
            [keys.band((band + one) % keys.bands)[rows[members]] for one in wanted], axis=1
        )
        order = np.lexsort((*hashes.T[::-1], ranks))
        new = ranks[order][1:] != ranks[order][:-1]
        new |= (hashes[order][1:] != hashes[order][:-1]).any(axis=1)
        ranks = np.empty_like(ranks)
        ranks[order] = np.concatenate([[0], np.cumsum(new)])
        if new.all():
            break
    found: Array = order
    return found


def _ends(lines: Sequence[bytes]) -> bytes:
    import numpy as np

    return np.cumsum([len(line) for line in lines], dtype=np.int64).tobytes()
