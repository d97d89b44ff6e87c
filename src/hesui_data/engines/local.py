"""Processes of this machine, so that every core has something to do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from types import TracebackType

from hesui_data.engines.engine import Task
from hesui_data.errors import ServiceError

AHEAD = 2
"""Tasks given to each process at a time: one to do and one to go on with."""


class Processes:
    """The engine of ``jobs`` processes; used in a ``with`` statement, which ends them."""

    def __init__(self, jobs: int) -> None:
        from multiprocessing import get_context

        self.jobs = jobs
        self._pool = ProcessPoolExecutor(jobs, mp_context=get_context("spawn"))

    def each(self, task: Task, parts: Sequence[int]) -> Iterator[int]:
        """Run ``task`` for each of ``parts``; at the first error those that have not begun are left.

        Raises:
            ServiceError: a process was killed.
        """
        waiting = iter(parts)
        running: dict[Future[None], int] = {}
        try:
            while True:
                for part in waiting:
                    running[self._pool.submit(task, part)] = part
                    if len(running) >= AHEAD * self.jobs:
                        break
                if not running:
                    return
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    part = running.pop(future)
                    future.result()
                    yield part
        except BrokenProcessPool as error:
            raise ServiceError(
                "a process of the build was killed, by lack of memory perhaps; the same command goes on from here, "
                "with fewer --jobs if need be",
                zh="构建的一个进程被杀掉了（也许内存不足）；同样的命令会从这里继续，必要时减小 --jobs",
            ) from error
        finally:
            for future in running:
                future.cancel()

    def __enter__(self) -> Processes:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)
