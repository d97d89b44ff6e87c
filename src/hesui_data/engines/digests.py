"""Digests: what of each row is needed to decide over the whole set, in a few fixed-size columns.

A digest stands for the rows of one part, in their order. Texts are in it as 64-bit numbers, ids as they are. The
keys that likeness is measured by are kept apart, each once, with their MinHash signatures: they lie on disk and
are looked up for candidates alone.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from hesui_data.blocks import number_of
from hesui_data.dedup import REASONS, Request, compact, response_feature, shared_features
from hesui_data.length.counters import zi
from hesui_data.likeness.minhash import HASHES_A_BAND, bands_for, signatures_of
from hesui_data.mixing import is_general
from hesui_data.pair import Pair
from hesui_data.splits import BUCKETS, asked_values, belongs, bucket_of, draw

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

NO_SLOT = -1
"""The slot of a row that has no key."""

SHARED = tuple(reason for reason in REASONS if reason != "response")
"""The reasons for which rows are relatives that are told by equality alone."""


class Digest(NamedTuple):
    """``columns`` of the rows; ``keys``, each once; their signatures band by band (band, key, hash)."""

    columns: dict[str, Array]
    keys: Sequence[tuple[str, ...]]
    bands: Array


def requests_digest(pairs: Sequence[Pair], *, threshold: float) -> Digest:
    """What is needed to find repeats among ``pairs``; a rejected pair has no slot.

    >>> wishes = [Pair("写祝福", "新年好，万事如意！"), Pair("写祝福。", "新年好，万事如意")]
    >>> digest = requests_digest(wishes, threshold=0.7)
    >>> digest.columns["slot"].tolist(), digest.keys
    ([0, 0], [('祝福', '新年好万事如意')])
    """
    import numpy as np

    found: dict[Request, int] = {}
    slots = [found.setdefault(Request.of(pair), len(found)) if pair.accepted else NO_SLOT for pair in pairs]
    keys = [(request.prompt, request.response) for request in found]
    by_slot = {
        "request": [number_of(_written(request)) for request in found],
        "context": [number_of(_context(request)) for request in found],
        "tiny": [request.tiny for request in found],
    }
    texts = [number_of(f"{compact(pair.prompt)}\0{compact(pair.response)}") for pair in pairs]
    columns = {
        **_whose(pairs),
        "slot": np.array(slots, np.int32),
        "text": np.array(texts, np.uint64),
        "request": np.array(by_slot["request"], np.uint64),
        "context": np.array(by_slot["context"], np.uint64),
        "tiny": np.array(by_slot["tiny"], bool),
    }
    return Digest(columns, keys, _bands_of(keys, threshold))


def relatives_digest(pairs: Sequence[Pair], *, threshold: float, held_out: Iterable[int] = ()) -> Digest:
    """What is needed to put ``pairs`` into groups of relatives, and each group on a side.

    >>> wishes = [Pair("写祝福", "新年好"), Pair("写祝福，50字以内", "祝您新年好，万事如意")]
    >>> digest = relatives_digest(wishes, threshold=0.5)
    >>> len(set(digest.columns["request"])), digest.columns["slot"].tolist()
    (1, [-1, 0])
    """
    import numpy as np

    hidden, found = frozenset(held_out), dict[str, int]()
    shared: dict[str, list[int]] = {reason: [] for reason in SHARED}
    slots = []
    for pair in pairs:
        features = shared_features(pair)
        for reason in SHARED:
            shared[reason].append(number_of(_feature(features[reason])))
        key = response_feature(pair)
        slots.append(NO_SLOT if key is None else found.setdefault(key, len(found)))
    keys = [(key,) for key in found]
    columns = {
        **_whose(pairs),
        **{reason: np.array(numbers, np.uint64) for reason, numbers in shared.items()},
        "slot": np.array(slots, np.int32),
        "key": np.array([number_of(key) for key in found], np.uint64),
        "draw": np.array([draw(pair.seed) for pair in pairs], np.float64),
        "bucket": np.array([BUCKETS.index(bucket_of(zi(pair.response))) for pair in pairs], np.int8),
        "held": np.array([not hidden.isdisjoint(asked_values(pair.prompt)) for pair in pairs], bool),
    }
    return Digest(columns, keys, _bands_of(keys, threshold))


def _whose(pairs: Sequence[Pair]) -> dict[str, Array]:
    """Id and standing of each pair."""
    import numpy as np

    return {
        "id": ids_of(pairs),
        "accepted": np.array([pair.accepted for pair in pairs], bool),
        "belongs": np.array([belongs(pair) for pair in pairs], bool),
        "original": np.array([pair.original for pair in pairs], bool),
        "general": np.array([is_general(pair) for pair in pairs], bool),
        "eval": np.array([pair.split == "eval" for pair in pairs], bool),
    }


def ids_of(pairs: Iterable[Pair]) -> Array:
    """The ids as fixed-size bytes, which sort as the ids do."""
    import numpy as np

    ids = [pair.id.encode("utf-8", "surrogatepass") for pair in pairs]
    return np.array(ids, "S") if ids else np.empty(0, "S1")


def id_in(value: bytes) -> str:
    """The id that was written as ``value``."""
    return value.decode("utf-8", "surrogatepass")


def _bands_of(keys: Sequence[tuple[str, ...]], threshold: float) -> Array:
    import numpy as np

    size = bands_for(threshold) * HASHES_A_BAND
    signatures = signatures_of(keys, size) if keys else np.empty((0, size), np.uint32)
    banded = signatures.reshape(len(keys), size // HASHES_A_BAND, HASHES_A_BAND)
    return np.ascontiguousarray(banded.transpose(1, 0, 2))


def _written(request: Request) -> str:
    return repr((request.prompt, request.response, request.tiny, _context(request)))


def _context(request: Request) -> str:
    """Demand and context in words that equal ones have in common."""
    demands = request.demand if isinstance(request.demand, frozenset) else ()
    return repr((sorted(map(repr, demands)), request.context))


def _feature(value: Hashable) -> str:
    return repr(value)
