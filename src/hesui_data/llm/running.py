"""Running a campaign: orders go out many at a time, what comes of them is taken in the order of their numbers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from hesui_data.chat import Answer, Request
from hesui_data.expand.orders import Order
from hesui_data.expand.rounds import Campaign
from hesui_data.expand.work import Made, Work, work
from hesui_data.llm.asking import Asker
from hesui_data.llm.endings import ENDS, Ending, ending_of

Take = Callable[[Order, list[Made]], object]

_OUTSTANDING = 4096
"""Orders that may have come back while an earlier one has not; they wait in memory for their turn."""


async def run(campaign: Campaign, asker: Asker, take: Take, *, at_a_time: int) -> Ending:
    """Run ``campaign`` until it has enough or something stops it; ``take`` is given what came, in order.

    Raises:
        Stopped: the endpoint cannot be used; all that came in order before has been taken.
    """
    while True:
        ending = await _Round(campaign, asker, take, at_a_time).run()
        if ending:
            return ending
        if campaign.missing == 0:
            return Ending("enough")
        if campaign.barren or not campaign.pairs:
            return Ending("barren")


@dataclass(slots=True)
class _Round:
    """One round: orders that are worked on, and those that came back and wait for their turn."""

    campaign: Campaign
    asker: Asker
    take: Take
    at_a_time: int
    _working: set[asyncio.Task[None]] = field(default_factory=set)
    _back: asyncio.Queue[tuple[Order, tuple[Made, ...] | Exception]] = field(default_factory=asyncio.Queue)
    _waiting: dict[int, tuple[Order, tuple[Made, ...]]] = field(default_factory=dict)
    _turn: int = -1
    _out: int = 0  # orders that are out

    async def run(self) -> Ending | None:
        """Why the whole run ends with this round; None if there may be another."""
        orders = self.campaign.next_round()
        trouble: Exception | None = None
        try:
            while True:
                if trouble is None and not self._is_over:
                    self._start_more(orders)
                if not self._out:
                    break
                order, came = await self._back.get()
                self._out -= 1
                if not isinstance(came, Exception):
                    self._waiting[order.number] = (order, came)
                    self._take_in_turn()
                elif not isinstance(came, ENDS):
                    raise came
                else:
                    trouble = trouble or came
        finally:
            for task in self._working:
                task.cancel()
        return None if trouble is None or self._is_over else ending_of(trouble)

    @property
    def _is_over(self) -> bool:
        return self.campaign.missing == 0 or self.campaign.barren

    def _start_more(self, orders: Iterator[Order]) -> None:
        while self._out < self.at_a_time and len(self._waiting) < _OUTSTANDING:
            order = next(orders, None)
            if order is None:
                return
            if self._turn < 0:
                self._turn = order.number
            task = asyncio.get_running_loop().create_task(self._work(order))
            self._working.add(task)
            self._out += 1
            task.add_done_callback(self._working.discard)

    async def _work(self, order: Order) -> None:
        try:
            made = await driven(work(order, self.campaign.standard), self.asker)
        except Exception as error:
            self._back.put_nowait((order, error))
        else:
            self._back.put_nowait((order, made))

    def _take_in_turn(self) -> None:
        """Take what came back as far as nothing before it is missing; what is not needed any more is left."""
        while self._turn in self._waiting and not self._is_over:
            order, made = self._waiting.pop(self._turn)
            self.take(order, list(self.campaign.take(order, made)))
            self._turn += 1


async def driven(working: Work, asker: Asker) -> tuple[Made, ...]:
    """What comes of ``working``, with each of its requests answered."""
    answer: Answer | None = None
    while True:
        try:
            request: Request = next(working) if answer is None else working.send(answer)
        except StopIteration as done:
            made: tuple[Made, ...] = done.value
            return made
        answer = await asker.answer(request)
