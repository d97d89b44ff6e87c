"""What a build on disk gives: its rows as sequences, and the bytes of its output files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import overload

from hesui_data.engines.emitting import KINDS, chunks_of, file_name, flat_copies
from hesui_data.engines.job import Job
from hesui_data.engines.packing import unpack
from hesui_data.engines.store import Store, part_name
from hesui_data.files.compression import compressed
from hesui_data.pair import Pair


class StoredPairs(Sequence[Pair]):
    """The pairs of some ``kinds`` of a built set, in the order of their lines; read as they are asked for."""

    def __init__(self, store: Store, kinds: Sequence[str]) -> None:
        self._store = store
        chunks = [(number, one) for number, one in enumerate(chunks_of(store)) if one.kind in kinds]
        self._numbers = [number for number, _ in chunks]
        self._ends = list(accumulate(one.rows for _, one in chunks))
        self._held: tuple[int, list[Pair]] = (-1, [])  # the chunk that was read last

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    def __iter__(self) -> Iterator[Pair]:
        for number in self._numbers:
            yield from unpack(self._store.read(part_name("emit", number)))

    @overload
    def __getitem__(self, place: int) -> Pair: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[Pair]: ...

    def __getitem__(self, place: int | slice) -> Pair | Sequence[Pair]:
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        at = place + len(self) if place < 0 else place
        if not 0 <= at < len(self):
            raise IndexError(f"no row {place}: there are {len(self)}")
        chunk = next(number for number, end in enumerate(self._ends) if at < end)
        if self._held[0] != chunk:
            self._held = chunk, list(unpack(self._store.read(part_name("emit", self._numbers[chunk]))))
        return self._held[1][at - self._ends[chunk] + len(self._held[1])]


def output_files(job: Job) -> dict[str, Iterable[bytes]]:
    """Name → bytes of each file of rows; where there are several of a kind they are numbered, as is usual."""
    store = job.store
    chunks = list(enumerate(chunks_of(store)))

    def content(step: str, kinds: Sequence[str], shard: int) -> Iterator[bytes]:
        for number, chunk in chunks:
            if chunk.kind in kinds and chunk.shard == shard:
                yield store.read(part_name(step, number))

    files = {}
    for stem, step, kinds in (
        *((kind, "out.rows", (kind,)) for kind in KINDS),
        ("lineage", "out.lineage", ("train", "eval")),
        *((f"{kind}.flat", "out.flat", (kind,)) for kind in flat_copies(job)),
    ):
        for shard in range(job.files):
            files[file_name(stem, shard, job)] = compressed(content(step, kinds, shard), job.compress)
    return files
