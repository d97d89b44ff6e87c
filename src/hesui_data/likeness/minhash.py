"""A search for alike texts that is never quadratic: MinHash and banding.

Broder, "On the resemblance and containment of documents" (1997); Leskovec, Rajaraman and Ullman, Mining of
Massive Datasets, chapter 3. What is found here is only likely: the exact index decides.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple

from hesui_data.likeness.few import FEW, candidates_of_few
from hesui_data.likeness.jaccard import FIRST_WIDE, NARROW, WIDE

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

HASHES_A_BAND = 4  # hashes a band
_RECALL = 0.99  # for two texts exactly as alike as the threshold; more for those that are more alike
SAMPLE = 64  # hashes by which the index is estimated before it is computed
CROWD = 64  # rows in one bucket; in a larger one each is compared with its nearest only
NEAREST = 8
_BATCH = 1 << 15  # characters hashed, or pairs compared, at a time: what the processor's cache holds


def candidates(rows: Sequence[tuple[str, ...]], threshold: float) -> list[tuple[int, int]]:
    """Index pairs ``i < j``, sorted, of rows that may be alike to ``threshold`` in each of their keys.

    A row is one key or several; give distinct rows. Of up to 3,000 rows all that are alike are found, unless
    they have too much in common. Of more, two rows exactly as alike as the threshold are found with a chance
    of 99 %, more alike ones hardly ever missed, and whether they are found depends on the two alone. Only
    among more than 64 rows in one bucket is each compared with its nearest alone, which are enough to join
    them all, so that the cost of a row is bounded.

    >>> candidates([("祝你新年快乐万事如意",), ("今天下雨",), ("祝你新年快乐万事如意好",)], 0.7)
    [(0, 2)]
    """
    if len(rows) < 2:
        return []
    if len(rows) <= FEW and (few := candidates_of_few(rows, threshold)) is not None:
        return few
    return _candidates_of_many(rows, threshold)


def _candidates_of_many(rows: Sequence[tuple[str, ...]], threshold: float) -> list[tuple[int, int]]:
    """The same by MinHash, whatever the number of rows."""
    import numpy as np

    signatures = signatures_of(rows, bands_for(threshold) * HASHES_A_BAND)
    found = np.concatenate([np.empty((0, 2), np.int64), *_likely_pairs(signatures, threshold)])
    return sorted(map(tuple, found.tolist()))


class Sketch(NamedTuple):
    """What is kept of some rows to find those alike later: a bucket for each band, and a few short hashes."""

    buckets: Array
    sample: Array


def sketch(rows: Sequence[tuple[str, ...]], threshold: float) -> Sketch:
    """The sketch of ``rows``, about 300 bytes each.

    >>> sketch([("祝你新年快乐",), ("今天下雨",)], 0.7).buckets.shape
    (2, 17)
    """
    import numpy as np

    signatures = signatures_of(rows, bands_for(threshold) * HASHES_A_BAND)
    bands = [
        bucket_of(signatures[:, column : column + HASHES_A_BAND])
        for column in range(0, signatures.shape[1], HASHES_A_BAND)
    ]
    return Sketch(np.stack(bands, axis=1), signatures[:, :SAMPLE].astype(np.uint16))


def suspects(sketches: Sequence[Sketch], threshold: float) -> list[int]:
    """The numbers of the rows, counted through all ``sketches``, that may be alike to another; sorted.

    Every two rows in one bucket are compared up to 64 rows in it; in a larger one each with its neighbours.

    >>> rows = [("祝你新年快乐万事如意",), ("今天下雨",), ("祝你新年快乐万事如意好",)]
    >>> suspects([sketch(rows[:2], 0.7), sketch(rows[2:], 0.7)], 0.7)
    [0, 2]
    """
    import numpy as np

    buckets = np.concatenate([one.buckets for one in sketches])
    sample = np.concatenate([one.sample for one in sketches])
    found = np.zeros(len(buckets), bool)
    for band in buckets.T:
        for pairs in _pairs_in_buckets(band, partial(_nearest_pairs, signatures=sample, column=0)):
            found[pairs[_may_reach(threshold, sample, pairs)].ravel()] = True
    return np.flatnonzero(found).tolist()


def _pairs_in_buckets(bucket: Array, nearest: Callable[[Array], Array]) -> Iterator[Array]:
    """Pairs of rows with one value of ``bucket``, in batches; in a crowd those that are ``nearest``."""
    order, starts, sizes = groups_in(bucket)
    yield from twos_in(order, starts, sizes, pairs=_BATCH)
    large = sizes > CROWD
    for start, size in zip(starts[large].tolist(), sizes[large].tolist(), strict=True):
        yield nearest(order[start : start + size])


def groups_in(bucket: Array) -> tuple[Array, Array, Array]:
    """Rows in the order of their buckets; where each bucket of several rows starts, and how many it has.

    >>> import numpy as np
    >>> [found.tolist() for found in groups_in(np.array([7, 3, 7, 5]))]
    [[1, 3, 0, 2], [2], [2]]
    """
    import numpy as np

    order = np.argsort(bucket, kind="stable")
    starts = np.concatenate([[0], np.flatnonzero(np.diff(bucket[order])) + 1])
    sizes = np.diff(np.concatenate([starts, [len(order)]]))
    several = sizes > 1
    return order, starts[several], sizes[several]


def twos_in(order: Array, starts: Array, sizes: Array, *, pairs: int) -> Iterator[Array]:
    """Every two rows of each group that is no crowd, about so many ``pairs`` at a time."""
    import numpy as np

    for size in np.unique(sizes[sizes <= CROWD]).tolist():
        chosen = starts[sizes == size]
        twos = np.stack(np.triu_indices(size, 1), axis=1)
        step = max(1, pairs // len(twos))
        for at in range(0, len(chosen), step):
            rows = order[chosen[at : at + step][:, None] + np.arange(size)]
            yield rows[:, twos].reshape(-1, 2)


def bands_for(threshold: float) -> int:
    """How many bands find two texts as alike as ``threshold`` with the promised recall.

    >>> bands_for(0.7), bands_for(0.5)
    (17, 72)
    """
    same_band = min(max(threshold, 0.3), 0.95) ** HASHES_A_BAND
    return math.ceil(math.log(1 - _RECALL) / math.log(1 - same_band))


def signatures_of(rows: Sequence[tuple[str, ...]], size: int) -> Array:
    """One MinHash signature a row, over the shingles of all its keys, each kind of key apart."""
    import numpy as np

    signatures: Array = np.full((len(rows), size), 0xFFFFFFFF, np.uint32)
    for salt, keys in enumerate(zip(*rows, strict=True)):
        _lower_to_keys(signatures, keys, salt)
    return signatures


def _lower_to_keys(signatures: Array, keys: Sequence[str], salt: int) -> None:
    """Lower each hash of ``signatures`` to the least that the shingles of the row's key have."""
    import numpy as np

    factors, terms = _hash_functions(signatures.shape[1])
    for start, end in _batches(keys):
        hashed, starts = _hashed_shingles(keys[start:end], salt)
        buffer, rows = np.empty_like(hashed), signatures[start:end]
        for column in range(signatures.shape[1]):
            np.multiply(hashed, factors[column], out=buffer)
            np.add(buffer, terms[column], out=buffer)
            np.minimum(rows[:, column], np.minimum.reduceat(buffer, starts), out=rows[:, column])


@cache
def _hash_functions(size: int) -> tuple[Array, Array]:
    """Factors (odd) and terms of ``size`` functions x → ax + b modulo 2³², the same on every machine."""
    import hashlib

    import numpy as np

    drawn = np.frombuffer(hashlib.shake_128(b"hesui_data.likeness").digest(8 * size), "<u4").astype(np.uint32)
    return drawn[::2] | np.uint32(1), drawn[1::2]


def _batches(keys: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Spans of ``keys`` of about ``_BATCH`` characters."""
    start = characters = 0
    for i, key in enumerate(keys):
        characters += len(key)
        if characters >= _BATCH:
            yield start, i + 1
            start, characters = i + 1, 0
    if start < len(keys):
        yield start, len(keys)


def _hashed_shingles(keys: Sequence[str], salt: int) -> tuple[Array, Array]:
    """The shingles of ``keys``, one after the other, as 32-bit hashes, and where each key begins."""
    import numpy as np

    gap = "\0" * (NARROW - 1)  # so that no window reaches into the next key
    written = [key or "\1" for key in keys]
    codes = np.frombuffer((gap.join(written) + gap).encode("utf-32-le", "surrogatepass"), "<u4").astype(
        np.uint32
    )
    windows = [codes[i : len(codes) - NARROW + 1 + i] for i in range(NARROW)]
    wide, narrow = _polynomial(windows[:WIDE], salt), _polynomial(windows, salt)
    hashed = np.where(windows[0] < ord(FIRST_WIDE), narrow, wide)[windows[0] != 0]
    lengths = np.fromiter(map(len, written), np.int64, len(written))
    return _mixed(hashed), np.cumsum(lengths) - lengths


def _polynomial(windows: Sequence[Array], salt: int) -> Array:
    import numpy as np

    value = np.full_like(windows[0], 2 * salt + 1)
    for window in windows:
        value = value * np.uint32(0x01000193) + window
    return value


def _mixed(values: Array) -> Array:
    """The finaliser of MurmurHash3 (Appleby, public domain): every bit depends on every bit."""
    import numpy as np

    values = values ^ (values >> np.uint32(16))
    values = values * np.uint32(0x85EBCA6B)
    values = values ^ (values >> np.uint32(13))
    values = values * np.uint32(0xC2B2AE35)
    mixed: Array = values ^ (values >> np.uint32(16))
    return mixed


def _likely_pairs(signatures: Array, threshold: float) -> Iterator[Array]:
    """Pairs that share a bucket of some band and may reach ``threshold``, each once, as rows of two."""
    for column in range(0, signatures.shape[1], HASHES_A_BAND):
        bucket = bucket_of(signatures[:, column : column + HASHES_A_BAND])
        nearest = partial(_nearest_pairs, signatures=signatures, column=column)
        for found in _pairs_in_buckets(bucket, nearest):
            pairs = found[_may_reach(threshold, signatures[:, :SAMPLE], found)]
            yield pairs[~_met_before(signatures[:, :column], pairs)]


def bucket_of(band: Array) -> Array:
    """One 64-bit number for the hashes of a band."""
    import numpy as np

    value = np.zeros(len(band), np.uint64)
    for column in band.T:
        value = value * np.uint64(0x9E3779B97F4A7C15) + column.astype(np.uint64)
    return value


def _nearest_pairs(crowd: Array, signatures: Array, column: int) -> Array:
    """Each row of a crowd with those next to it when they are sorted by their hashes from ``column`` on."""
    import numpy as np

    ordered = crowd[np.lexsort(np.roll(signatures[crowd], -column, axis=1).T[::-1])]
    neighbours = [
        np.stack([ordered[:-distance], ordered[distance:]], axis=1) for distance in range(1, NEAREST + 1)
    ]
    return np.sort(np.concatenate(neighbours), axis=1)


def _may_reach(threshold: float, sample: Array, pairs: Array) -> Array:
    """Whether the estimated index is at most four standard deviations below ``threshold``."""
    import numpy as np

    agreeing = np.count_nonzero(sample[pairs[:, 0]] == sample[pairs[:, 1]], axis=1)
    return may_reach(threshold, agreeing, sample.shape[1])


def may_reach(threshold: float, agreeing: Array, size: int) -> Array:
    """The same, of pairs that agree in ``agreeing`` of ``size`` hashes.

    >>> import numpy as np
    >>> may_reach(0.7, np.array([20, 40]), 64).tolist()
    [False, True]
    """
    reach: Array = agreeing >= size * threshold - 4 * math.sqrt(size * threshold * (1 - threshold))
    return reach


def _met_before(earlier: Array, pairs: Array) -> Array:
    """Whether the two of a pair shared a bucket in an ``earlier`` band."""
    agreeing = earlier[pairs[:, 0]] == earlier[pairs[:, 1]]
    met: Array = (
        agreeing.reshape(len(pairs), earlier.shape[1] // HASHES_A_BAND, HASHES_A_BAND).all(axis=2).any(axis=1)
    )
    return met
