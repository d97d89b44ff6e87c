"""Running a campaign: orders go out many at a time, what comes of them is taken in the order of their numbers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice

from hesui_data.chat import Request
from hesui_data.expand.instructions import request_for
from hesui_data.expand.orders import Order
from hesui_data.expand.rounds import Campaign
from hesui_data.expand.work import Made
from hesui_data.llm.asking import Asker
from hesui_data.llm.endings import ENDS, Ending, ending_of
from hesui_data.llm.gatehouse import Gatehouse

Take = Callable[[Order, list[Made]], object]


async def run(campaign: Campaign, asker: Asker, gates: Gatehouse, take: Take, *, at_a_time: int) -> Ending:
    """Run ``campaign`` until it has enough or something stops it; ``take`` is given what came, in order.

    Raises:
        Stopped: the endpoint cannot be used; all that came in order before has been taken.
    """
    trouble = await _Run(campaign, asker, gates, take, at_a_time).run()
    if campaign.missing == 0:
        return Ending("enough")
    return Ending("barren") if trouble is None or campaign.is_over else ending_of(trouble)


@dataclass(slots=True)
class _Run:
    """Orders that are worked on, and those that came back and wait for their turn."""

    campaign: Campaign
    asker: Asker
    gates: Gatehouse
    take: Take
    at_a_time: int
    _working: set[asyncio.Task[None]] = field(default_factory=set)
    _back: asyncio.Queue[tuple[Order, tuple[Made, ...] | BaseException]] = field(
        default_factory=asyncio.Queue
    )
    _waiting: dict[int, tuple[Order, tuple[Made, ...]]] = field(default_factory=dict)
    _out: int = 0  # orders that are out

    async def run(self) -> Exception | None:
        """What stopped it before the campaign was over, if anything did.

        Whatever happens, what is in flight is waited for: it is paid for, and goes on record.
        """
        trouble: Exception | None = None
        failure: BaseException | None = None
        try:
            while True:
                if trouble is None and failure is None:
                    self._start_more()
                if not self._out:
                    break
                await asyncio.sleep(0)  # whatever can go out does, before the next is taken
                order, came = await self._back.get()
                self._out -= 1
                if not isinstance(came, BaseException):
                    self._waiting[order.number] = (order, came)
                    self._take_in_turn()
                elif isinstance(came, ENDS):
                    trouble = trouble or came
                else:
                    failure = failure or came
                    self.asker.pacing.stop()
        finally:
            for task in self._working:
                task.cancel()
        if failure:
            raise failure
        return trouble

    def _start_more(self) -> None:
        for order in islice(self.campaign.orders(), self.at_a_time - self._out):
            task = asyncio.get_running_loop().create_task(self._work(order))
            self._working.add(task)
            self._out += 1
            task.add_done_callback(self._working.discard)

    async def _work(self, order: Order) -> None:
        came: Request | tuple[Made, ...] = request_for(order, self.campaign.choices)
        try:
            while isinstance(came, Request):
                came = await self.gates.judge(order, await self.asker.answer(came))
        except (Exception, asyncio.CancelledError) as error:  # whatever it is, nobody waits for it in vain
            self._back.put_nowait((order, error))
        else:
            self._back.put_nowait((order, came))

    def _take_in_turn(self) -> None:
        """Take what came back as far as nothing before it is missing; what is not needed any more is left."""
        while not self.campaign.is_over and (turn := self.campaign.funnel.asked) in self._waiting:
            order, made = self._waiting.pop(turn)
            self.take(order, list(self.campaign.take(order, made)))
