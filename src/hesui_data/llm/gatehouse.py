"""The gatehouse, where answers are judged: in this process, or in one beside it.

Judging costs as much time as asking. In a process of its own it keeps no answer waiting and no request from going
out (``python -m hesui_data.llm.gatehouse`` is that process; it ends with the one that began it). What comes of an
answer is the same either way.
"""

from __future__ import annotations

import asyncio
import os
import pickle
import signal
import sys
from collections import deque
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass, field
from struct import Struct
from types import TracebackType
from typing import Any, BinaryIO, Protocol

from hesui_data.chat import Answer, Request
from hesui_data.errors import ServiceError
from hesui_data.expand.bench import Bench, Measure
from hesui_data.expand.orders import Order
from hesui_data.expand.standard import Standard
from hesui_data.expand.work import Made

Came = Request | tuple[Made, ...]

BUSY = 16
"""Requests at a time from which another process pays: fewer leave the time that judging takes."""

_SIZE = Struct(">Q")  # stands before each message


class Gatehouse(Protocol):
    """Where answers are judged."""

    async def judge(self, order: Order, answer: Answer) -> Came:
        """What comes of ``order`` now that its last request has ``answer``."""
        ...


def gatehouse(measure: Measure, at_a_time: int) -> AbstractAsyncContextManager[Gatehouse]:
    """The gatehouse for so many requests at a time: another process where it pays and can be had."""
    apart = at_a_time >= BUSY and _cores() > 1 and sys.executable and measure.score is None
    return Apart(measure) if apart else Here(measure)


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass(slots=True)
class Here:
    """A gatehouse in this process: one answer at a time, and between two of them whatever can go out does."""

    measure: Measure
    _one_by_one: asyncio.Lock = field(default_factory=asyncio.Lock)
    _measured: asyncio.Future[Standard] = field(init=False)
    _bench: Bench | None = None

    async def judge(self, order: Order, answer: Answer) -> Came:
        """What comes of ``order`` now that its last request has ``answer``."""
        standard = await asyncio.shield(self._measured)
        async with self._one_by_one:
            await asyncio.sleep(0)
            self._bench = self._bench or Bench(standard)
            return self._bench.judge(order, answer)

    async def __aenter__(self) -> Here:
        self._measured = asyncio.get_running_loop().run_in_executor(None, self.measure.standard)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(Exception):
            await self._measured  # a thread cannot be stopped


@dataclass(slots=True)
class Apart:
    """A gatehouse in another process; messages go to and fro in order."""

    measure: Measure
    _process: asyncio.subprocess.Process = field(init=False)
    _reading: asyncio.Task[None] = field(init=False)
    _waiting: deque[asyncio.Future[Came]] = field(default_factory=deque)
    _gone: bool = False

    async def judge(self, order: Order, answer: Answer) -> Came:
        """What comes of ``order`` now that its last request has ``answer``.

        Raises:
            ServiceError: the process was killed.
        """
        if self._gone or self._process.stdin is None or self._process.stdin.is_closing():
            raise _killed()
        coming: asyncio.Future[Came] = asyncio.get_running_loop().create_future()
        self._waiting.append(coming)
        self._send((order, answer))
        return await coming

    def _send(self, message: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(_packed(message))

    async def _read(self) -> None:
        """Hand out what comes back, until nothing does any more: then nobody waits in vain."""
        assert self._process.stdout is not None
        why: BaseException = _killed()
        try:
            while True:
                size = _SIZE.unpack(await self._process.stdout.readexactly(_SIZE.size))[0]
                came = pickle.loads(await self._process.stdout.readexactly(size))
                coming = self._waiting.popleft()
                if coming.cancelled():
                    continue
                if isinstance(came, BaseException):
                    coming.set_exception(came)
                else:
                    coming.set_result(came)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # it has ended
        except Exception as error:  # what came is no message
            why = error
        self._gone = True
        for coming in self._waiting:
            if not coming.done():
                coming.set_exception(why)

    async def __aenter__(self) -> Apart:
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            __name__,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        self._send(self.measure)
        self._reading = asyncio.get_running_loop().create_task(self._read())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(ProcessLookupError):
            self._process.kill()  # it has nothing to lose
        await self._process.wait()
        await self._reading


def _killed() -> ServiceError:
    return ServiceError(
        "the process that judges the answers was killed, by lack of memory perhaps; all answers are on record, and the "
        f"same command goes on from here (a --concurrency below {BUSY} needs no such process)",
        zh="评判答复的进程被杀掉了（也许内存不足）；答复都已记录，同样的命令会从这里继续"
        f"（--concurrency 小于 {BUSY} 就不用这个进程）",
    )


def _packed(message: object) -> bytes:
    body = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    return _SIZE.pack(len(body)) + body


# --- the other process ----------------------------------------------------------------------------------


def serve(given: BinaryIO, wanted: BinaryIO) -> None:
    """Judge what is ``given`` until it ends: first the measure, then orders and answers; results are ``wanted``."""
    bench: Bench | None = None
    while head := given.read(_SIZE.size):
        message = pickle.loads(given.read(_SIZE.unpack(head)[0]))
        if bench is None:
            bench = Bench(message.standard())
            continue
        try:
            came: Any = bench.judge(*message)
        except Exception as error:  # it is the other process's to tell
            came = _portable(error)
        wanted.write(_packed(came))
        wanted.flush()


def _portable(error: Exception) -> Exception:
    """``error``, or one that says the same if it cannot be handed to another process."""
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that began this one decides
    results = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever is printed must not get among the results
    with suppress(BrokenPipeError):
        serve(sys.stdin.buffer, results)
