"""How many requests go out at a time: more while it goes well, half on 429, none while nothing succeeds."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import NoReturn, TypeVar

from hesui_data.llm.faults import LONGEST_WAIT, Fault, stop

T = TypeVar("T")

_START = 64
_OPENS_AFTER, _OPENS_EARLY = 10, 4  # failures in a row; the second while nothing has succeeded yet
_REFUSED_EARLY = 4  # requests in a row while nothing has succeeded yet
_PROBES, _BUSY_PROBES, _FEW_PROBES = 40, 8, 4
"""Pauses, each twice as long, before a run is given up: once it has had answers (half an hour), and before that
for 429 (two minutes) and for anything else."""
_LONGEST_PAUSE = 60.0


@dataclass(slots=True)
class Pacing:
    """A window of requests in flight, at most ``ceiling``; ``second`` is the length of a second (for tests).

    One request goes first, so that a wrong key or name costs one attempt. Then it opens by one for each
    answer (twice as many a round trip) until the first 429, by one a window afterwards. Failures in a row
    pause everything and close it to one; each pause is longer, and in the end the run is given up. What
    enters is let in one after the other.
    """

    ceiling: int
    second: float = 1.0
    window: float = field(init=False)
    in_flight: int = 0
    attempts: int = 0
    answers: int = 0
    stopping: bool = False
    _slow_start: bool = True
    _failures: int = 0
    _pauses: int = 0
    _refused: int = 0
    _paused_until: float = 0.0
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _changed: asyncio.Event = field(default_factory=asyncio.Event)
    _stopped: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.window = 1.0

    async def enter(self, ready: Callable[[], Awaitable[T]]) -> T:
        """Wait for room, then give what ``ready`` gives; the caller is in flight from then on."""
        async with self._turn:
            while True:
                now = asyncio.get_running_loop().time()
                if self.stopping:
                    break
                if self.in_flight < max(1, int(self.window)) and now >= self._paused_until:
                    break
                await self.change(self._paused_until - now if self._paused_until > now else None)
            given = await ready()
            self.in_flight += 1
            return given

    async def change(self, seconds: float | None = None) -> None:
        """Wait until a request comes back, at most so many seconds."""
        self._changed.clear()
        try:
            await asyncio.wait_for(self._changed.wait(), seconds)
        except TimeoutError:
            return

    def stop(self) -> None:
        """Let nothing out any more."""
        self.stopping = True
        self._changed.set()
        self._stopped.set()

    def give_up(self, fault: Fault) -> NoReturn:
        """End the run for ``fault``.

        Raises:
            Stopped: always.
        """
        self.stop()
        raise stop(fault, attempts=self.attempts) from None

    async def rest(self, seconds: float) -> None:
        """Wait so many seconds, or until nothing may go out any more."""
        try:
            await asyncio.wait_for(self._stopped.wait(), seconds)
        except TimeoutError:
            return

    def back(self) -> None:
        """A request is no longer in flight."""
        self.in_flight -= 1
        self._changed.set()

    def went_well(self) -> None:
        """An answer came."""
        self.answers += 1
        if self.answers == 1:
            self.window = min(self.ceiling, _START)
        self._failures = self._pauses = 0
        self.window = min(self.ceiling, self.window + (1 if self._slow_start else 1 / self.window))

    def went_wrong(self, fault: Fault, sent: float) -> None:
        """An attempt that was sent at ``sent`` failed.

        Raises:
            Stopped: nothing has succeeded for so long that the run is given up.
        """
        self.attempts += 1
        if fault.wait is not None and fault.wait > LONGEST_WAIT:
            self.give_up(fault)
        if fault.kind == "busy":
            self._slow_start = False
            if sent >= self._paused_until:
                self.window = max(1.0, self.window / 2)
                self._pause(fault)
            return
        self._failures += 1
        if self._failures >= (_OPENS_AFTER if self.answers else _OPENS_EARLY) and sent >= self._paused_until:
            self.window = 1.0
            self._slow_start = True
            self._pause(fault)

    def refused(self, fault: Fault) -> None:
        """A request will never be answered.

        Raises:
            Stopped: so it is with each so far: something is wrong with all of them.
        """
        self.attempts += 1
        self._refused += 1
        if not self.answers and self._refused >= _REFUSED_EARLY:
            self.give_up(fault)

    def _pause(self, fault: Fault) -> None:
        """Let nothing out for a while, twice as long as the last time or what the endpoint asks."""
        self._pauses += 1
        few = _BUSY_PROBES if fault.kind == "busy" else _FEW_PROBES
        if self._pauses > (_PROBES if self.answers else few):
            self.give_up(fault)
        pause = min(_LONGEST_PAUSE, 0.5 * 2 ** (self._pauses - 1)) * self.second
        asked = (fault.wait or 0.0) * self.second
        self._paused_until = asyncio.get_running_loop().time() + max(pause if not asked else 0.0, asked)
