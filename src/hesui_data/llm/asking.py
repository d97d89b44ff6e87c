"""An answer to a request: from the journal if it is there, else from the endpoint, each attempt on record."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from typing import Any

from hesui_data.chat import Answer, Request
from hesui_data.journal import Full, Journal, Ticket, Wait, key_of
from hesui_data.llm.faults import Fault
from hesui_data.llm.pacing import Pacing
from hesui_data.llm.wire import Endpoint, Wire
from hesui_data.spending import Limits, Price, Worst

ATTEMPTS = 8
"""Failed attempts after which a request is put down as one that gets no answer, if others got one meanwhile."""

_LONGEST_PAUSE = 8.0
_REMEMBERED = 512


class LimitReached(Exception):  # noqa: N818  # no error: an ending
    """No attempt may go out any more; ``limit`` is the name of the limit."""

    def __init__(self, limit: str) -> None:
        super().__init__(limit)
        self.limit = limit


class NotOnRecord(Exception):  # noqa: N818
    """A request without an answer in the journal, where nothing may be sent."""


class Interrupted(Exception):  # noqa: N818
    """The user wants to stop: what is in flight is waited for, nothing more goes out."""


class Asker:
    """Answers for requests. Without a ``wire`` it has those of the journal alone.

    ``tell`` is called whenever an attempt has come back, with the tokens and the cost that it used.
    """

    def __init__(
        self,
        journal: Journal,
        endpoint: Endpoint,
        wire: Wire | None,
        pacing: Pacing,
        *,
        limits: Limits = Limits(),  # noqa: B008  # frozen
        price: Price | None = None,
        tell: Callable[[int, int], object] = lambda tokens, cost: None,
    ) -> None:
        self.journal, self.endpoint, self.pacing = journal, endpoint, pacing
        self._wire, self._limits, self._price, self._tell = wire, limits, price, tell
        self._asked: dict[str, asyncio.Event] = {}
        self._keys: dict[Request, str] = {}

    def content(self, request: Request) -> dict[str, Any]:
        """All that makes a request what it is: method, template, endpoint, model, parameters and messages."""
        parts = {part.name: getattr(request, part.name) for part in fields(request)}
        return {"base_url": self.endpoint.base_url, "model": self.endpoint.model, **parts}

    def key(self, request: Request) -> str:
        """The key of ``request`` in the journal; the last ones are remembered."""
        if (known := self._keys.get(request)) is None:
            if len(self._keys) >= _REMEMBERED:
                self._keys.clear()
            known = self._keys[request] = key_of(self.content(request))
        return known

    async def answer(self, request: Request) -> Answer:
        """The answer to ``request``; one that is put down as unanswerable has a ``fault``.

        Raises:
            LimitReached: the attempt could break a limit.
            NotOnRecord: it is not in the journal, and there is no wire.
            Interrupted: the user wants to stop.
            Stopped: the endpoint cannot be used.
        """
        key = self.key(request)
        while True:
            if known := self.journal.answer(key):
                return known
            if self._wire is None:
                raise NotOnRecord(key)
            if self.pacing.stopping:
                raise Interrupted
            if not (asked := self._asked.get(key)):
                break
            await asked.wait()  # for the same request; if it ends without an answer, this one goes out
        with self._alone(key):
            return await self._ask(key, self.content(request), request, self._wire)

    @contextmanager
    def _alone(self, key: str) -> Iterator[None]:
        """While it lasts, the same request waits for this one."""
        ends = self._asked[key] = asyncio.Event()
        try:
            yield
        finally:
            del self._asked[key]
            ends.set()

    async def _ask(self, key: str, content: dict[str, Any], request: Request, wire: Wire) -> Answer:
        failed = answers = 0
        while True:
            ticket = await self.pacing.enter(lambda: self._ticket(key, content, request))
            if isinstance(ticket, Answer):
                self.pacing.back()
                return ticket
            sent = asyncio.get_running_loop().time()
            try:
                came = await wire.send(request)
                if isinstance(came, Answer):
                    self._put_down(ticket, key, came)
                    self.pacing.went_well()
                    return came
                self._settle(ticket, came)
            finally:
                self.pacing.back()
            answers = answers or self.pacing.answers
            failed += came.counts
            if came.kind == "refused":
                self.pacing.refused(came)
            if came.kind == "refused" or (failed >= ATTEMPTS and self.pacing.answers > answers):
                return self._give_up(key, came)
            await self._after(came, sent, key, failed)

    async def _after(self, fault: Fault, sent: float, key: str, failed: int) -> None:
        """Wait as is fit before the next attempt.

        Raises:
            Stopped: there is no sense in one.
        """
        if fault.kind == "fatal":
            self.pacing.give_up(fault)
        if fault.kind == "unsupported":
            return
        self.pacing.went_wrong(fault, sent)
        if fault.kind not in ("busy", "unreachable"):
            jitter = hashlib.blake2b(f"{key}{failed}".encode(), digest_size=1).digest()[0] / 256
            pause = min(_LONGEST_PAUSE, 0.2 * 2**failed) * (0.5 + jitter)
            await self.pacing.rest(max(pause, fault.wait or 0.0) * self.pacing.second)

    async def _ticket(self, key: str, content: dict[str, Any], request: Request) -> Ticket | Answer:
        """A reservation, as soon as the limits let one through."""
        worst = self._worst(request)
        while True:
            if self.pacing.stopping:
                raise Interrupted
            got = self.journal.reserve(key, content, worst, self._limits)
            if isinstance(got, Ticket | Answer):
                return got
            if isinstance(got, Wait):
                await self.pacing.rest(min(got.seconds, 1.0))
            elif isinstance(got, Full) and self.pacing.in_flight:
                await self.pacing.change()  # what is in flight may use less than it has reserved
            else:
                raise LimitReached(got.limit)

    def _worst(self, request: Request) -> Worst:
        tokens_in, tokens_out = request.worst_tokens_in, request.max_tokens
        if not self._price:
            return Worst(tokens_in, tokens_out)
        return Worst(tokens_in, tokens_out, self._price.cost(tokens_in, tokens_out), self._price.currency)

    def _put_down(self, ticket: Ticket, key: str, answer: Answer) -> None:
        used = None
        if answer.tokens_in is not None and answer.tokens_out is not None:
            used = (answer.tokens_in, answer.tokens_out)
        tokens, cost = self._used(used)
        self.journal.record(ticket, key, answer, outcome=answer.fault or "answered", tokens=tokens, cost=cost)
        self._tell(
            ticket.worst.tokens if tokens is None else tokens, ticket.worst.cost if cost is None else cost
        )

    def _settle(self, ticket: Ticket, fault: Fault) -> None:
        if fault.kind == "unreachable":
            self.journal.release(ticket, fault.kind)
            return
        tokens, cost = self._used(fault.tokens)
        self.journal.settle(ticket, fault.kind, tokens=tokens, cost=cost)
        self._tell(
            ticket.worst.tokens if tokens is None else tokens, ticket.worst.cost if cost is None else cost
        )

    def _used(self, tokens: tuple[int, int] | None) -> tuple[int | None, int | None]:
        """What an attempt used, in tokens and counts; None for both where the endpoint did not say."""
        if tokens is None:
            return None, None
        return sum(tokens), self._price.cost(*tokens) if self._price else 0

    def _give_up(self, key: str, fault: Fault) -> Answer:
        """Put a request down as one that gets no answer."""
        answer = Answer("", fault=f"{fault.kind}: {fault.words[1]}"[:200])
        self.journal.give_up(key, answer)
        return answer
