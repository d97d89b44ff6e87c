"""Answers to many requests at a time, in whatever order they come; each by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence

from hesui_data.chat import Answer, Request
from hesui_data.llm.asking import Asker, Interrupted, LimitReached
from hesui_data.llm.endings import ENDS, Ending, ending_of
from hesui_data.llm.faults import Stopped

Take = Callable[[Request, Answer], object]


async def answer_all(requests: Sequence[Request], asker: Asker, take: Take, *, at_a_time: int) -> Ending:
    """Ask all of ``requests``; ``take`` is given each answer as it comes. Why it ended.

    What is on record is given at any rate, also where nothing may go out any more.

    Raises:
        Stopped: the endpoint cannot be used, or has answered nothing.
    """
    coming = iter(requests)
    troubles: list[Exception] = []
    workers = [
        asyncio.create_task(_work(coming, asker, take, troubles))
        for _ in range(min(at_a_time, len(requests)))
    ]
    try:
        await asyncio.gather(*workers)
    except Stopped as stopped:
        known = {request: asker.journal.answer(asker.key(request)) for request in requests}
        if stopped.fatal or not any(known.values()):
            raise
        for request, answer in known.items():  # some had not their turn yet
            if answer:
                take(request, answer)
        return Ending("unreachable", words=(stopped.zh, stopped.en))
    finally:
        for worker in workers:
            worker.cancel()
    return ending_of(_first(troubles)) if troubles else Ending("enough")


async def _work(coming: Iterator[Request], asker: Asker, take: Take, troubles: list[Exception]) -> None:
    for request in coming:
        try:
            answer = await asker.answer(request)
        except ENDS as trouble:
            troubles.append(trouble)
            if isinstance(trouble, LimitReached):
                asker.pacing.stop()  # a smaller request might go through, but a gap is a gap
        else:
            take(request, answer)


def _first(troubles: Sequence[Exception]) -> Exception:
    """The one that tells why: a limit rather than the stop that it brought about."""
    return min(troubles, key=lambda trouble: isinstance(trouble, Interrupted))
