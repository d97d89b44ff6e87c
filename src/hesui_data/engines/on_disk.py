"""``OnDisk``: the engine that holds no texts in memory and goes on where it was stopped."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from hesui_data.blocks import BLOCK
from hesui_data.engines.engine import Engine, InTurn
from hesui_data.engines.job import Job
from hesui_data.engines.local import Processes
from hesui_data.engines.on_dask import OWN, OnDask, is_engine
from hesui_data.engines.reading import READ, WasRead, read_into
from hesui_data.engines.running import Running
from hesui_data.engines.store import Store
from hesui_data.engines.streaming import Streamed, stream
from hesui_data.engines.workplace import key_of, open_store
from hesui_data.errors import HesuiError, RecipeError
from hesui_data.files.compression import KINDS as COMPRESSIONS
from hesui_data.files.compression import zstd
from hesui_data.intake import Intake, Source
from hesui_data.recipe import Recipe
from hesui_data.splits import Message
from hesui_data.stages import Watch


@dataclass(frozen=True, slots=True)
class OnDisk:
    """How to build with the texts on disk; the data set is the same as without, whatever stands here.

    ``work`` is the folder for what is under way, by default a new one that nothing is left in; a build of the same
    sources and recipe that finds it goes on from there. ``jobs`` is how many processes work, ``shards`` in how many
    files each kind of rows is written, ``compress`` how (``gz``, ``zst`` or not at all). ``engine`` runs the tasks
    in another way: ``"dask"``, the address of a scheduler (``"tcp://…"``), or whatever has the method of an
    ``Engine``. ``tell`` is told that a build goes on.
    """

    work: Path | None = None
    jobs: int = 1
    shards: int = 1
    compress: str = ""
    block: int = BLOCK
    engine: Engine | str | None = None
    tell: Callable[[Message], object] = field(default=lambda message: None)

    def __post_init__(self) -> None:
        for name in ("jobs", "shards", "block"):
            value = getattr(self, name)
            if value < 1:
                raise RecipeError(
                    f"{name} must be at least 1, got {value}", zh=f"{name} 至少为 1，得到的是 {value}"
                )
        if self.compress not in COMPRESSIONS:
            known = ", ".join(filter(None, COMPRESSIONS))
            raise RecipeError(
                f"compress must be one of {known}; got {self.compress!r}",
                zh=f"compress 只能是以下之一：{known}；得到的是 {self.compress!r}",
            )
        if isinstance(self.engine, str) and not is_engine(self.engine):
            raise RecipeError(
                f"engine must be one of local, dask, tcp://HOST:PORT; got {self.engine!r}",
                zh=f"engine 只能是以下之一：local、dask、tcp://主机:端口；得到的是 {self.engine!r}",
            )

    def run(
        self, source: Source, intake: Intake, recipe: Recipe, *, watch: Watch
    ) -> tuple[Streamed, WasRead]:
        """Build what ``intake`` reads from ``source``.

        Raises:
            InputError: a source cannot be read.
            OutputError: the place for the work cannot be written.
            MissingExtraError: there is nothing that can compress as it should be, or Dask is not installed.
            ServiceError: no scheduler answers, or its workers are gone or others than this.
        """
        if self.compress == "zst":
            zstd()  # now, and not after hours, it is told that it is missing
        store = self._store(source, recipe)
        with ExitStack() as opened:
            engine = self._opened(store, opened)
            if store.has(READ):
                self.tell(_GOES_ON.say_with(folder=store.folder))
            read = read_into(store, intake, watch("read", intake), size=self.block)
            parts = max(1, -(-read.rows // self.block))
            job = Job(store, recipe, read.shards, parts, self.shards, self.compress)
            streamed = stream(Running(job, engine, _shown(watch, self.block)))
        return streamed, read

    def _store(self, source: Source, recipe: Recipe) -> Store:
        if self.work is None:
            elsewhere = isinstance(self.engine, str) and self.engine != OWN
            return Store(tempfile.mkdtemp(prefix="hesui-", dir=os.getcwd() if elsewhere else None))
        key = key_of(source, recipe, self.block, self.shards, self.compress)
        return open_store(Path(os.path.abspath(self.work)), key)

    def _opened(self, store: Store, opened: ExitStack) -> Engine:
        """The engine at work; where it cannot be had, nothing is left of a build that has not begun."""
        try:
            return opened.enter_context(self._chosen(store))
        except HesuiError:
            if not store.has(READ):
                store.remove()
            raise

    def _chosen(self, store: Store) -> AbstractContextManager[Engine]:
        if isinstance(self.engine, str):
            return OnDask(self.engine, store.folder, jobs=self.jobs)
        if self.engine is not None or self.jobs == 1:
            return nullcontext(self.engine or InTurn())
        return Processes(self.jobs)


class _Rows:
    """Parts as they are done, told as the rows that they have, about; and how many there will be."""

    def __init__(self, done: Iterable[int], total: int, each: int) -> None:
        self._done, self._total, self._each = done, total, each

    def __iter__(self) -> Iterator[int]:
        for part in self._done:
            yield from range(part * self._each, (part + 1) * self._each)

    def __len__(self) -> int:
        return self._total * self._each


def _shown(watch: Watch, block: int) -> Callable[[str, Iterable[int], int], Iterable[int]]:
    """Progress over parts by what watches pairs elsewhere: it only counts."""

    def progress(name: str, done: Iterable[int], total: int) -> Iterable[int]:
        each = 1 if name.endswith(".band") else block
        return watch(name, _Rows(done, total, each))  # type: ignore[arg-type, return-value]

    return progress


@dataclass(frozen=True, slots=True)
class _Said:
    zh: str
    en: str

    def say_with(self, **values: str) -> Message:
        return Message(self.zh.format(**values), self.en.format(**values))


_GOES_ON = _Said("从 {folder} 里已完成的部分继续", "going on from what is done in {folder}")
