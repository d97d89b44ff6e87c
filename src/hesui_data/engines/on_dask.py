"""``OnDask``: the workers of a Dask cluster, on as many machines as see the folder of the build."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import Any

from hesui_data.engines.engine import Task
from hesui_data.errors import HesuiError, OutputError, ServiceError, require

OWN = "dask"
"""The name of a cluster of this machine that lives as long as the build."""

TO_CONNECT, TO_APPEAR, TO_LOOK = 10.0, 60.0, 30.0
"""Seconds to reach a scheduler, to see its first worker, and after which to look whether there still is one."""

AHEAD, AGAIN = 3, 2
"""Tasks given to each thread of a worker at a time; how often one that failed is tried again."""

SAME = ("hesui-data", "jieba")
"""Packages whose version the bytes of a build depend on."""

_ADDRESS = re.compile(r"(tcp|tls)://\S+:\d+")


def is_engine(name: str) -> bool:
    """Whether ``name`` means a cluster.

    >>> [is_engine(name) for name in ("dask", "tcp://scheduler:8786", "tcp://scheduler", "spark")]
    [True, True, False, False]
    """
    return name == OWN or bool(_ADDRESS.fullmatch(name))


class OnDask:
    """The engine of the workers of the scheduler at ``address``; for ``"dask"``, of ``jobs`` processes of its own.

    It is used in a ``with`` statement. All workers have to see ``folder``, where the build lies. A task whose worker
    is gone is given to another.
    """

    def __init__(self, address: str, folder: str, *, jobs: int) -> None:
        self.address, self.folder, self.jobs = address, folder, jobs
        self._dask = require(
            "distributed", extra="dask", feature=f"the engine {address}", zh=f"引擎 {address}"
        )
        self._versions = {package: version(package) for package in SAME}
        self._client: Any = None
        self._opened = ExitStack()

    def each(self, task: Task, parts: Sequence[int]) -> Iterator[int]:
        """Run ``task`` for each of ``parts``; at the first error those that have not begun are left.

        Raises:
            ServiceError: no worker is left, one has another version, or a task takes its workers with it.
            OutputError: a worker does not see the folder.
        """
        self._examine()
        run = partial(run_there, task, self.folder, self._versions)
        waiting = iter(parts)
        running: dict[Any, int] = {}
        try:
            while True:
                room = max(1, AHEAD * self._threads()) - len(running)
                for _, part in zip(range(room), waiting, strict=False):
                    running[self._client.submit(run, part, pure=False, retries=AGAIN)] = part
                if not running:
                    return
                for future in self._done(running):
                    part = running.pop(future)
                    future.result()
                    yield part
        except self._dask.KilledWorker as error:
            raise _killed(self.address) from error
        except CancelledError as error:
            raise _lost(self.address) from error
        finally:
            if running:
                self._client.cancel(list(running))

    def __enter__(self) -> OnDask:
        with ExitStack() as opened:
            where = opened.enter_context(self._cluster()) if self.address == OWN else self.address
            self._client = self._connected(where)
            opened.callback(self._part)
            self._examine()
            self._opened = opened.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._opened.close()

    def _part(self) -> None:
        """Close the client, which can fail once its scheduler is gone: nothing is lost by that."""
        with suppress(OSError, RuntimeError, CancelledError):
            self._client.close()

    def _cluster(self) -> Any:
        return self._dask.LocalCluster(
            n_workers=self.jobs,
            threads_per_worker=1,
            processes=True,
            dashboard_address=None,
            host="127.0.0.1",
        )

    def _connected(self, where: Any) -> Any:
        """A client that has reached the scheduler ``where``."""
        try:
            return self._dask.Client(where, timeout=TO_CONNECT)
        except OSError as error:
            raise ServiceError(
                f"no Dask scheduler answers at {self.address}; is it running, and can it be reached from here?",
                zh=f"{self.address} 没有 Dask 调度器应答；请确认它已启动，并且从这里连得上",
            ) from error

    def _examine(self) -> None:
        """Refuse workers of another version, and those that do not see the folder."""
        self._await_workers()
        for package, mine in self._versions.items():
            for worker, found in self._asked(version, package):
                if found != mine:
                    raise other_version(worker, package, found, mine)
        mark = Path(self.folder, f".seen-{os.urandom(8).hex()}")
        mark.touch()
        try:
            for worker, found in self._asked(os.path.exists, str(mark)):
                if found is not True:
                    raise unseen(worker, self.folder)
        finally:
            mark.unlink()

    def _asked(self, question: Any, about: str) -> list[tuple[str, Any]]:
        """What each worker answers; those that go away meanwhile are left out."""
        with _reaching(self.address):
            answers = self._client.run(question, about, on_error="return")
        return [(worker, found) for worker, found in answers.items() if not isinstance(found, OSError)]

    def _await_workers(self) -> None:
        with _reaching(self.address):
            self._client.wait_for_workers(1, timeout=TO_APPEAR)

    def _threads(self) -> int:
        """How many tasks all workers can do at a time."""
        with _reaching(self.address):
            return sum(self._client.nthreads().values())

    def _done(self, running: dict[Any, int]) -> list[Any]:
        """Some of the ``running`` that are done, waited for as long as there is a worker."""
        while True:
            try:
                found = self._dask.wait(list(running), timeout=TO_LOOK, return_when="FIRST_COMPLETED")
                return list(found.done)
            except TimeoutError:
                self._await_workers()


@contextmanager
def _reaching(address: str) -> Iterator[None]:
    """A question to the scheduler at ``address``, or to its workers."""
    try:
        yield
    except (
        OSError,
        RuntimeError,
    ) as error:  # time that is up, a line that is cut, a client that closed itself
        raise _lost(address) from error


def run_there(task: Task, folder: str, versions: dict[str, str], part: int) -> None:
    """Run ``task`` on a worker, if that is fit for it: it may have come after the others were looked at.

    >>> run_there(print, ".", {"jieba": "0"}, 7)
    Traceback (most recent call last):
    hesui_data.errors.ServiceError: the worker ... has jieba ..., not 0 as here; install the same there
    """
    for package, wanted in versions.items():
        if (found := version(package)) != wanted:
            raise other_version(_me(), package, found, wanted)
    if not os.path.isdir(folder):
        raise unseen(_me(), folder)
    task(part)


def other_version(worker: str, package: str, found: object, wanted: str) -> HesuiError:
    """What to say of a ``worker`` that has another version of ``package``, or none.

    >>> str(other_version("tcp://10.0.0.7:1234", "jieba", ImportError(), "0.42.1"))
    'the worker tcp://10.0.0.7:1234 has no jieba, not 0.42.1 as here; install the same there'
    """
    known = isinstance(found, str)
    return ServiceError(
        f"the worker {worker} has {f'{package} {found}' if known else f'no {package}'}, not {wanted} as here; "
        "install the same there",
        zh=f"工作进程 {worker} 上的 {package} {f'是 {found}' if known else '没有装'}，这里是 {wanted}；请装成同一版本",
    )


def unseen(worker: str, folder: str) -> HesuiError:
    """What to say of a ``worker`` that does not see ``folder``."""
    return OutputError(
        f"the worker {worker} does not see {folder}; build into a folder on storage that all workers and this "
        "machine share under one path",
        zh=f"工作进程 {worker} 看不到 {folder}；请把结果放在所有工作进程和本机以同一路径共享的存储上",
    )


def _me() -> str:
    from socket import gethostname

    return gethostname()


def _killed(address: str) -> HesuiError:
    return ServiceError(
        f"one task after another took its workers of {address} with it, by lack of memory perhaps; the same command "
        "goes on from here",
        zh=f"{address} 上有任务接连弄垮了它的几个工作进程（也许内存不足）；同样的命令会从这里继续",
    )


def _lost(address: str) -> HesuiError:
    return ServiceError(
        f"the scheduler {address} is gone or has no workers; start some (dask worker {address}); the same command "
        "goes on from here",
        zh=f"调度器 {address} 不在了，或者没有工作进程；请启动几个（dask worker {address}）；同样的命令会从这里继续",
    )
