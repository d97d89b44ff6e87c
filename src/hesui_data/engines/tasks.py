"""The tasks of a build: each makes one part of a step, of files that earlier steps have left.

They are the stages of ``stages.stages`` on the rows of one part, with reading before and writing after. The file
that is named after the step is written last.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import orjson

from hesui_data.blocks import block_of, counts, names_of, number_of
from hesui_data.engines.digests import Digest, ids_of, relatives_digest, requests_digest
from hesui_data.engines.job import Job
from hesui_data.engines.likely import write_keys
from hesui_data.engines.packing import packed, unpack
from hesui_data.engines.rows import read_rows, write_rows
from hesui_data.engines.store import part_name, slices_of
from hesui_data.mixing import is_general
from hesui_data.pair import Pair
from hesui_data.stages import StageCount, gate_of_rows, growth_of, run_stages, staged, stages

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

FIRST = ("clean", "check", "length")
"""The stages that look at each row for itself, before anything is decided over the whole set."""

REQUESTS, RELATIVES = "requests", "relatives"


def clean(job: Job, shard: int) -> None:
    """The rows of a raw shard, numbered, cleaned, checked and tagged, sorted into the parts they belong to."""
    pairs = _numbered(job, shard, unpack(job.store.read(part_name("raw", shard))))
    in_order = [stage for stage in stages(job.recipe) if stage.name in FIRST]
    final, found = run_stages(pairs, in_order)
    slices = [bytearray() for _ in range(job.parts)]
    for pair in final:
        slices[block_of(pair, job.parts)] += packed(pair)
    write_counts(job, "clean", shard, found)
    job.store.write_slices(part_name("clean", shard), [bytes(one) for one in slices])


def gather(job: Job, part: int) -> None:
    """The rows of a part from all shards, in the order in which they were read, and their digests."""
    rows = b"".join(slices_of(job.store, "clean", part, job.shards))
    pairs = list(unpack(rows))
    write_requests(job, REQUESTS, part, pairs)
    write_relatives(job, RELATIVES, part, pairs)
    job.store.write(part_name("rows", part), rows)


def again(job: Job, part: int, *, before: str) -> None:
    """The digests that repeats are looked for by, once rows have been grown."""
    write_requests(job, "again", part, read_rows(job.store, before, part))


def grow(job: Job, part: int, *, stage: str, before: str, targets: Sequence[int]) -> None:
    """The rows of a part and those that ``stage`` grows from them; ``targets`` has a limit for each part."""
    given = read_rows(job.store, before, part)
    growth = growth_of(stage, job.recipe)
    if growth is None:
        raise ValueError(f"{stage} grows nothing")
    after = [staged(pair, stage) for pair in growth.grow(given, targets[part] if targets else None)]
    earlier = {pair.id: pair for pair in given}
    changed = sum(earlier[pair.id].steps != pair.steps for pair in after if pair.id in earlier)
    job.store.write(part_name(f"{stage}.changed", part), orjson.dumps(changed))
    job.store.write_columns(part_name(f"{stage}.names", part), _names(after, earlier, growth.key))
    write_rows(job.store, stage, part, after)


def gate(job: Job, part: int, *, before: str, relatives: str) -> None:
    """The rows of a part after what the gate looks at in each; digests for ``relatives``, if that is a new name."""
    given = read_rows(job.store, before, part)
    after = [staged(pair, "gate") for pair in gate_of_rows(job.recipe)(given)]
    rejected = sum(one.accepted and not other.accepted for one, other in zip(given, after, strict=True))
    changed = sum(one.steps != other.steps for one, other in zip(given, after, strict=True))
    write_counts(job, "gate", part, [StageCount("gate", len(given), 0, changed, rejected)])
    if relatives != RELATIVES:
        write_relatives(job, relatives, part, after)
    job.store.write(part_name("gate.sources", part), orjson.dumps(_sources(after)))
    job.store.write_columns(part_name("gate.standing", part), _standing(after))
    write_rows(job.store, "gate", part, after)


def write_requests(job: Job, step: str, part: int, pairs: Sequence[Pair]) -> None:
    """Put by what repeats are found by."""
    _write_digest(job, step, part, requests_digest(pairs, threshold=job.recipe.repeat_threshold))


def write_relatives(job: Job, step: str, part: int, pairs: Sequence[Pair]) -> None:
    """Put by what relatives are found by."""
    digest = relatives_digest(pairs, threshold=job.recipe.relative_threshold, held_out=job.recipe.held_out)
    _write_digest(job, step, part, digest)


def write_counts(job: Job, step: str, part: int, found: Iterable[StageCount]) -> None:
    """Put by what stages did to the number of rows of a part."""
    job.store.write(part_name(f"{step}.counts", part), orjson.dumps([list(one) for one in found]))


def read_counts(job: Job, step: str, parts: int) -> list[StageCount]:
    """What stages did to all rows."""
    names = FIRST if step == "clean" else (step,)
    sums: dict[str, Counter[str]] = {name: Counter() for name in names}
    for part in range(parts):
        for name, *numbers in orjson.loads(job.store.read(part_name(f"{step}.counts", part))):
            sums[name].update(dict(zip(StageCount._fields[1:], numbers, strict=True)))
    return [
        StageCount(name, **{key: found[key] for key in StageCount._fields[1:]})
        for name, found in sums.items()
    ]


def _numbered(job: Job, shard: int, pairs: Iterable[Pair]) -> list[Pair]:
    """The pairs with the numbers that those of equal content got, as ``number_ids`` gives them."""
    columns = job.store.read_columns("numbering")
    mine = columns["shard"] == shard
    again = dict(zip(columns["row"][mine].tolist(), columns["count"][mine].tolist(), strict=True))
    numbered = []
    for row, pair in enumerate(pairs):
        if row in again:
            id = f"{pair.id}-{again[row]}"
            pair = replace(pair, id=id, seed=id if pair.original else pair.seed)  # noqa: PLW2901
        numbered.append(pair)
    return numbered


def _write_digest(job: Job, step: str, part: int, digest: Digest) -> None:
    write_keys(job.store, step, part, digest.keys, digest.bands)
    job.store.write_columns(part_name(step, part), digest.columns)


def _names(after: Sequence[Pair], earlier: Iterable[str], key: Any) -> dict[str, Array]:
    """What is needed to settle which grown rows stay, and to count."""
    import numpy as np

    return {
        "names": names_of(after, key),
        "given": np.array([pair.id in earlier for pair in after], bool),
        "accepted": np.array([pair.accepted for pair in after], bool),
        "counts": np.array([counts(pair) for pair in after], bool),
    }


def _standing(pairs: Sequence[Pair]) -> dict[str, Array]:
    """What is needed to put the rows in their last order and to count them."""
    import numpy as np

    sources = {source: number for number, source in enumerate(_sources(pairs))}
    return {
        "id": ids_of(pairs),
        "accepted": np.array([pair.accepted for pair in pairs], bool),
        "original": np.array([pair.original for pair in pairs], bool),
        "general": np.array([is_general(pair) for pair in pairs], bool),
        "eval": np.array([pair.split == "eval" for pair in pairs], bool),
        "seed": np.array([number_of(pair.seed) for pair in pairs], np.uint64),
        "response": np.array([number_of(pair.response) for pair in pairs], np.uint64),
        "source": np.array([sources[pair.source] for pair in pairs], np.int32),
        "line": np.array([pair.line or 0 for pair in pairs], np.int64),
    }


def _sources(pairs: Iterable[Pair]) -> list[str]:
    return sorted({pair.source for pair in pairs})
