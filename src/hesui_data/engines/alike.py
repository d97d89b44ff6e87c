"""Which keys are alike, over all parts: candidates band by band, then the texts of the candidates alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from hesui_data.dedup import Request
from hesui_data.engines.job import Job
from hesui_data.engines.likely import Keys, pairs_in_band
from hesui_data.engines.running import Running
from hesui_data.engines.store import part_name
from hesui_data.likeness import candidates, likeness
from hesui_data.likeness.few import FEW

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

CHUNK = 1 << 14
"""Candidates that one task compares."""

Measure = Callable[[tuple[str, ...], tuple[str, ...]], float]


@dataclass(frozen=True, slots=True)
class Mattering:
    """Which pairs of rows are worth a comparison: those whose ``marks``, of one and other, ``fit``.

    Most rows that share a bucket are of one family, on one side, or ask for different lengths; such pairs change
    nothing, and are dropped before anything is read of them.
    """

    marks: Array
    fit: Callable[[Array, Array], Array]

    def among(self, pairs: Array) -> Array:
        """Whether each of ``pairs`` matters."""
        return self.fit(self.marks[pairs[:, 0]], self.marks[pairs[:, 1]])


def likeness_of_requests(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    """How alike two requests of one demand and context are, as ``repeat_likeness`` has it."""
    ours, theirs = (Request(key[0], key[1], tiny=False, demand=None, context=None) for key in (one, other))
    return ours.likeness(theirs)


def likeness_of_responses(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    """How alike two responses are."""
    return likeness(one[0], other[0])


def candidates_among(
    run: Running, keys: Keys, rows: Array, *, threshold: float, name: str, mattering: Mattering | None = None
) -> Iterator[Array]:
    """What ``likeness.candidates`` gives for the keys numbered ``rows``, in that order; each pair once.

    Of those that are ``mattering``, if that is given. They come in some arrays of two columns, so that whoever needs
    but a part of them holds no more.
    """
    import numpy as np

    if len(rows) < 2:
        return
    if len(rows) <= FEW:
        texts = keys.texts(rows)
        found = candidates([texts[number] for number in rows.tolist()], threshold)
        few = np.array(found, np.int64).reshape(-1, 2)
        yield few[mattering.among(few)] if mattering else few
        return
    store = run.job.store
    marks = {"marks": mattering.marks} if mattering else {}
    store.write_columns(f"{name}.rows", {"rows": rows, **marks})
    fit = mattering.fit if mattering else None
    task = partial(search_band, run.job, keys=keys, name=name, threshold=threshold, fit=fit)
    run.step(f"{name}.band", task, keys.bands)
    for band in range(keys.bands):
        yield store.read_columns(part_name(f"{name}.band", band))["pairs"].astype(np.int64)


def in_turn(pairs: Iterable[Array]) -> Array:
    """All ``pairs`` in one array, in the order of the first and then of the second of each."""
    import numpy as np

    found = np.concatenate([np.empty((0, 2), np.int64), *pairs])
    ordered: Array = found[np.lexsort((found[:, 1], found[:, 0]))]
    return ordered


def search_band(
    job: Job,
    band: int,
    *,
    keys: Keys,
    name: str,
    threshold: float,
    fit: Callable[[Array, Array], Array] | None = None,
) -> None:
    """The candidates of one band; a task."""
    import numpy as np

    columns = job.store.read_columns(f"{name}.rows")
    matter = Mattering(columns["marks"], fit).among if fit else None
    found = pairs_in_band(keys, columns["rows"], band, threshold, matter=matter)
    job.store.write_columns(part_name(f"{name}.band", band), {"pairs": found.astype(np.int32)})


def similarities(run: Running, keys: Keys, pairs: Array, *, measure: Measure, name: str) -> Array:
    """How alike the two keys of each pair of key numbers are."""
    import numpy as np

    store = run.job.store
    chunks = -(-len(pairs) // CHUNK)
    for chunk in range(chunks):
        if not store.has(part_name(f"{name}.chunk", chunk)):
            part = {"pairs": pairs[chunk * CHUNK : (chunk + 1) * CHUNK]}
            store.write_columns(part_name(f"{name}.chunk", chunk), part)
    run.step(f"{name}.alike", partial(compare, run.job, keys=keys, measure=measure, name=name), chunks)
    measured = [store.read_columns(part_name(f"{name}.alike", chunk))["alike"] for chunk in range(chunks)]
    return np.concatenate([np.empty(0, np.float64), *measured])


def compare(job: Job, chunk: int, *, keys: Keys, measure: Measure, name: str) -> None:
    """How alike the pairs of one chunk are; a task."""
    import numpy as np

    pairs = job.store.read_columns(part_name(f"{name}.chunk", chunk))["pairs"]
    texts = keys.texts(pairs)
    alike = [measure(texts[one], texts[other]) for one, other in pairs.tolist()]
    job.store.write_columns(part_name(f"{name}.alike", chunk), {"alike": np.array(alike, np.float64)})


def first_of_each(values: Array) -> tuple[Array, Array]:
    """The places at which each value stands first, in order; and for each value which of these is its own.

    >>> import numpy as np
    >>> [found.tolist() for found in first_of_each(np.array([7, 5, 7, 9]))]
    [[0, 1, 3], [0, 1, 0, 2]]
    """
    import numpy as np

    _, first, inverse = np.unique(values, return_index=True, return_inverse=True)
    order = np.argsort(first, kind="stable")
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return first[order], rank[inverse]


def runs_of(values: Array) -> Iterator[Array]:
    """For each value that stands at several places these places, in order; the values by where they stand first.

    >>> import numpy as np
    >>> [places.tolist() for places in runs_of(np.array([7, 5, 7, 9, 5]))]
    [[0, 2], [1, 4]]
    """
    import numpy as np

    order = np.argsort(values, kind="stable")
    edges = np.flatnonzero(values[order][1:] != values[order][:-1]) + 1
    starts = np.concatenate([[0], edges]).astype(np.int64)
    ends = np.concatenate([edges, [len(order)]]).astype(np.int64)
    several = np.flatnonzero(ends - starts > 1)
    by_first = several[np.argsort(order[starts[several]], kind="stable")] if len(order) else several
    for run in by_first.tolist():
        yield order[starts[run] : ends[run]]
