"""Running a campaign: orders go out many at a time, what comes of them is taken in the order of their numbers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice

from hesui_data.chat import Answer, Request
from hesui_data.expand.instructions import request_for
from hesui_data.expand.orders import Order
from hesui_data.expand.rounds import Campaign
from hesui_data.expand.standard import Standard
from hesui_data.expand.work import Made, Work, work
from hesui_data.llm.asking import Asker
from hesui_data.llm.endings import ENDS, Ending, ending_of

Take = Callable[[Order, list[Made]], object]


async def run(campaign: Campaign, asker: Asker, take: Take, *, at_a_time: int) -> Ending:
    """Run ``campaign`` until it has enough or something stops it; ``take`` is given what came, in order.

    Raises:
        Stopped: the endpoint cannot be used; all that came in order before has been taken.
    """
    trouble = await _Run(campaign, asker, take, at_a_time).run()
    if campaign.missing == 0:
        return Ending("enough")
    return Ending("barren") if trouble is None or campaign.is_over else ending_of(trouble)


@dataclass(slots=True)
class _Run:
    """Orders that are worked on, and those that came back and wait for their turn."""

    campaign: Campaign
    asker: Asker
    take: Take
    at_a_time: int
    _working: set[asyncio.Task[None]] = field(default_factory=set)
    _back: asyncio.Queue[tuple[Order, tuple[Made, ...] | BaseException]] = field(
        default_factory=asyncio.Queue
    )
    _waiting: dict[int, tuple[Order, tuple[Made, ...]]] = field(default_factory=dict)
    _out: int = 0  # orders that are out
    _measured: asyncio.Future[Standard] = field(init=False)

    async def run(self) -> Exception | None:
        """What stopped it before the campaign was over, if anything did."""
        measured = asyncio.get_running_loop().run_in_executor(None, lambda: self.campaign.standard)
        self._measured = measured
        trouble: Exception | None = None
        try:
            while True:
                if trouble is None:
                    self._start_more()
                if not self._out:
                    return trouble
                order, came = await self._back.get()
                self._out -= 1
                if not isinstance(came, BaseException):
                    self._waiting[order.number] = (order, came)
                    self._take_in_turn()
                elif not isinstance(came, ENDS):
                    raise came
                else:
                    trouble = trouble or came
        finally:
            for task in self._working:
                task.cancel()

    def _start_more(self) -> None:
        for order in islice(self.campaign.orders(), self.at_a_time - self._out):
            task = asyncio.get_running_loop().create_task(self._work(order))
            self._working.add(task)
            self._out += 1
            task.add_done_callback(self._working.discard)

    async def _work(self, order: Order) -> None:
        try:
            if not self._measured.done():  # meanwhile the first answers come, and are on record
                request = request_for(order, self.campaign.choices)
                await asyncio.gather(self._measured, self.asker.answer(request))
            made = await driven(work(order, self._measured.result()), self.asker)
        except (Exception, asyncio.CancelledError) as error:  # whatever it is, nobody waits for it in vain
            self._back.put_nowait((order, error))
        else:
            self._back.put_nowait((order, made))

    def _take_in_turn(self) -> None:
        """Take what came back as far as nothing before it is missing; what is not needed any more is left."""
        while not self.campaign.is_over and (turn := self.campaign.funnel.asked) in self._waiting:
            order, made = self._waiting.pop(turn)
            self.take(order, list(self.campaign.take(order, made)))


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
