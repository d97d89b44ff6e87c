"""The last step: every row to its line of its file, file by file and chunk by chunk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import orjson

from hesui_data.engines.job import Job
from hesui_data.engines.packing import issue_of, issue_values, unpacked
from hesui_data.engines.rows import read_lines
from hesui_data.engines.running import Running
from hesui_data.engines.store import Store, part_name, slices_of
from hesui_data.engines.whole import Whole, in_order
from hesui_data.files.compression import ending_of
from hesui_data.files.shards import shard_name
from hesui_data.formats import json_line, write_row
from hesui_data.hub import has_plain_texts
from hesui_data.output import lineage
from hesui_data.pair import Pair
from hesui_data.rejections import rejected_row
from hesui_data.summary import Case, Figures, SideSummary, figures_of

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

CHUNK = 8192
"""Rows of an output file that are put in order together."""

SIDES = ("train", "eval")
KINDS = (*SIDES, "rejected")


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some rows of one output file: so many from line ``first`` on of ``shard`` of the rows of ``kind``."""

    kind: str
    shard: int
    first: int
    rows: int


def emit(run: Running, standing: Whole, accepted: Array) -> None:
    """Make the chunks of all output files."""
    if not run.done("places"):
        _write_places(run.job.store, standing, _order(standing, accepted), shards=run.job.files)
        run.finish("places")
    chunks = chunks_of(run.job.store)
    run.step("place", partial(place, run.job, chunks=len(chunks)), run.job.parts)
    run.step("emit", partial(emit_chunk, run.job, chunks=chunks), len(chunks))


def place(job: Job, part: int, *, chunks: int) -> None:
    """The rows of a part, each with its line, sorted into the chunks they belong to; a task."""
    places = job.store.read_columns(part_name("places", part))
    slices = [bytearray() for _ in range(chunks)]
    lines = read_lines(job.store, "gate", part)
    for line, chunk, number in zip(lines, places["chunk"].tolist(), places["line"].tolist(), strict=True):
        slices[chunk] += b"%d\t%b" % (number, line)
    job.store.write_slices(part_name("place", part), [bytes(one) for one in slices])


def emit_chunk(job: Job, number: int, *, chunks: Sequence[Chunk]) -> None:
    """One chunk: its rows as they go into the output, their lineage, figures, and the pairs themselves; a task."""
    chunk, recipe = chunks[number], job.recipe
    numbered = [
        (int(at), row)
        for lines in slices_of(job.store, "place", number, job.parts)
        for at, _, row in (line.partition(b"\t") for line in lines.splitlines(keepends=True))
    ]
    packed_rows = [row for _, row in sorted(numbered)]
    pairs = [unpacked(row) for row in packed_rows]
    if chunk.kind == "rejected":
        rows = [json_line(rejected_row(pair, recipe.language)) for pair in pairs]
    else:
        rows = [write_row(pair, recipe.dialect) for pair in pairs]
        if chunk.kind in flat_copies(job):
            job.store.write(
                part_name("out.flat", number), _lines([write_row(pair, "flat") for pair in pairs])
            )
        own = [json_line(row) for row in _lineage(chunk, pairs, _file_of(job, chunk), recipe.language)]
        job.store.write(part_name("out.lineage", number), _lines(own))
    job.store.write(part_name("out.rows", number), _lines(rows))
    job.store.write(part_name("out.figures", number), orjson.dumps(_plain(figures_of(pairs))))
    job.store.write(part_name("emit", number), b"".join(packed_rows))


def chunks_of(store: Store) -> list[Chunk]:
    """The chunks of all output files, in order."""
    return [Chunk(**values) for values in orjson.loads(store.read("chunks"))]


def read_figures(store: Store, chunks: int) -> Figures:
    """The figures of all rows."""
    found = figures_of([])
    for number in range(chunks):
        found = found.plus(_figures(orjson.loads(store.read(part_name("out.figures", number)))))
    return found


def sides_of(standing: Whole, accepted: Array) -> Mapping[str, SideSummary]:
    """Rows, seeds and responses of each side."""
    import numpy as np

    seed, response, held_back = standing["seed"], standing["response"], standing["eval"]
    return {
        split: SideSummary(int(side.sum()), len(np.unique(seed[side])), len(np.unique(response[side])))
        for split, side in (("train", accepted & ~held_back), ("eval", accepted & held_back))
    }


def _order(standing: Whole, accepted: Array) -> dict[str, Array]:
    """The rows of each kind in the order of their lines."""
    import numpy as np

    ids, held_back = standing["id"], standing["eval"]
    found = {}
    for kind, rows in (("train", accepted & ~held_back), ("eval", accepted & held_back)):
        numbers = np.flatnonzero(rows)
        found[kind] = numbers[in_order(ids[numbers])]
    refused = np.flatnonzero(~accepted)
    sources, lines = _source_ranks(standing)[refused], standing["line"][refused]
    found["rejected"] = refused[in_order(ids[refused], sources, lines)]
    return found


def _source_ranks(standing: Whole) -> Array:
    """For each row the place of its source among all sources in order."""
    import numpy as np

    named = [
        orjson.loads(standing.store.read(part_name("gate.sources", part))) for part in range(standing.parts)
    ]
    rank = {source: at for at, source in enumerate(sorted({one for names in named for one in names}))}
    ranks = [np.array([rank[one] for one in names], np.int64) for names in named]
    codes = standing["source"]
    return np.concatenate(
        [of_part[codes[start:end]] for of_part, (start, end) in zip(ranks, standing.spans, strict=True)]
    )


def _write_places(store: Store, standing: Whole, order: Mapping[str, Array], *, shards: int) -> None:
    """Put by which chunks there are, and for each row its chunk and its line."""
    import numpy as np

    chunks: list[Chunk] = []
    chunk, line = np.zeros(len(standing), np.int32), np.zeros(len(standing), np.int64)
    for kind in KINDS:
        rows = order[kind]
        for shard in range(shards):
            own = rows[len(rows) * shard // shards : len(rows) * (shard + 1) // shards]
            line[own] = np.arange(1, len(own) + 1)
            for first in range(0, len(own), CHUNK):
                some = own[first : first + CHUNK]
                chunk[some] = len(chunks)
                chunks.append(Chunk(kind, shard, first + 1, len(some)))
    store.write("chunks", orjson.dumps([asdict(one) for one in chunks]))
    for part, (start, end) in enumerate(standing.spans):
        store.write_columns(part_name("places", part), {"chunk": chunk[start:end], "line": line[start:end]})


def _lineage(chunk: Chunk, pairs: Sequence[Pair], file: str, language: str) -> Iterator[dict[str, Any]]:
    """The lineage of the rows of a chunk, by their lines in their file, which is named where there are several."""
    for row in lineage(language, **{chunk.kind: pairs}):
        named = {"split": row["split"], "file": file} if file else {}
        yield {**named, **row, "line": row["line"] + chunk.first - 1}


def _file_of(job: Job, chunk: Chunk) -> str:
    """The file that ``chunk`` goes into, where there are several; else empty."""
    return file_name(chunk.kind, chunk.shard, job) if job.files > 1 else ""


def flat_copies(job: Job) -> Sequence[str]:
    """The kinds of rows of which there is a copy in the dialect ``flat``, too, for those that load columns."""
    return () if has_plain_texts(job.recipe.dialect) else SIDES


def file_name(stem: str, shard: int, job: Job) -> str:
    """What a file of rows is called.

    >>> from hesui_data.recipe import Recipe
    >>> file_name("train", 0, Job(Store("x"), Recipe(), files=2, compress="gz"))
    'train-00000-of-00002.jsonl.gz'
    """
    return f"{shard_name(stem, shard, job.files)}{ending_of(job.compress)}"


def _lines(rows: Sequence[bytes]) -> bytes:
    return b"".join(row + b"\n" for row in rows)


def _plain(figures: Figures) -> list[Any]:
    """``figures`` as JSON values."""
    cases = [
        [[code, case.rows, case.place, issue_values(case.issue)] for code, case in found.items()]
        for found in (figures.refusals, figures.warned)
    ]
    return [[[list(what), count] for what, count in figures.counts.items()], sorted(figures.asked), *cases]


def _figures(values: Sequence[Any]) -> Figures:
    """The figures that ``_plain`` wrote."""
    from collections import Counter

    counted, asked, *cases = values
    refusals, warned = (
        {
            code: Case(rows, (place[0], place[1], place[2]), issue_of(issue))
            for code, rows, place, issue in found
        }
        for found in cases
    )
    counts = Counter({tuple(what): count for what, count in counted})
    return Figures(counts, frozenset(asked), refusals, warned)
