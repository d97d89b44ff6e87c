"""The first step: the rows of a source, in shards of so many, as they come."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

import orjson

from hesui_data.blocks import number_of
from hesui_data.engines.packing import packed
from hesui_data.engines.store import Store, part_name
from hesui_data.files import Input
from hesui_data.intake import Intake
from hesui_data.pair import Pair

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

READ = "read"


@dataclass(frozen=True, slots=True)
class WasRead:
    """What was read: how many rows in how many shards, of which files."""

    rows: int
    shards: int
    inputs: tuple[Input, ...]
    skipped: tuple[str, ...]


def read_into(store: Store, intake: Intake, pairs: Iterable[Pair], *, size: int) -> WasRead:
    """Put the ``pairs`` of ``intake`` by, ``size`` to a shard; what has been put by before is only counted.

    Of pairs of equal content the second, the third and so on get a number, as ``number_ids`` gives it.
    """
    if store.has(READ):
        return was_read(store)
    names, shards = array("Q"), 0
    flowing = iter(pairs)
    while some := list(islice(flowing, size)):
        names.extend(number_of(pair.id) for pair in some)
        name = part_name("raw", shards)
        if not store.has(name):
            store.write(name, b"".join(map(packed, some)))
        shards += 1
    store.write_columns("numbering", _numbering(names, size))
    store.write(
        READ,
        orjson.dumps([len(names), shards, [asdict(one) for one in intake.inputs], list(intake.skipped)]),
    )
    return was_read(store)


def was_read(store: Store) -> WasRead:
    """What ``read_into`` put by."""
    rows, shards, inputs, skipped = orjson.loads(store.read(READ))
    return WasRead(rows, shards, tuple(Input(**one) for one in inputs), tuple(skipped))


def _numbering(names: Sequence[int], size: int) -> dict[str, Array]:
    """Shard and row of each pair whose content was read before, and which of its kind it is."""
    import numpy as np

    ids = np.array(names, np.uint64)
    order = np.argsort(ids, kind="stable")
    same = np.concatenate([[False], ids[order][1:] == ids[order][:-1]]) if len(ids) else np.empty(0, bool)
    starts = np.maximum.accumulate(np.where(same, 0, np.arange(len(ids)))) if len(ids) else order
    counts = np.arange(len(ids)) - starts + 1
    rows = order[same]
    return {"shard": rows // size, "row": rows % size, "count": counts[same]}
