"""A service as a run uses it: where and whom to ask, with which limits; what it will take; and the asker itself."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from hesui_data.chat import Request
from hesui_data.errors import InputError
from hesui_data.journal import Journal
from hesui_data.llm.asking import Asker
from hesui_data.llm.pacing import Pacing
from hesui_data.llm.wire import Endpoint, Wire
from hesui_data.spending import Interval, Limits, Price

T = TypeVar("T")

Tell = Callable[[int, int], object]
"""Is told the tokens and the cost of each attempt that has come back."""

Stopping = Callable[[Callable[[], object]], object]
"""Is given a function that ends the run well: nothing more goes out, and what is in flight is waited for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """How to ask: the endpoint, its limits and price, and how many at a time. ``key`` is never shown."""

    endpoint: Endpoint
    key: str = field(default="", repr=False)
    limits: Limits = Limits()  # noqa: RUF009  # frozen
    price: Price | None = None
    concurrency: int = 8
    timeout: float = 120.0
    replay: bool = False
    second: float = 1.0
    transport: Any = None

    @property
    def currency(self) -> str:
        """That of the price; empty without one."""
        return self.price.currency if self.price else ""

    @property
    def at_a_time(self) -> int:
        """Requests that are worked on at a time: while as many are in flight, others are judged."""
        return 8 * self.concurrency


@dataclass(frozen=True, slots=True)
class Estimate:
    """What requests will take, as far as it can be told before they are sent. ``cost`` is in counts."""

    requests: Interval
    tokens: Interval
    cost: Interval | None
    currency: str = ""


def estimate(requests: Sequence[Request], low: int, high: int | None, setup: Setup) -> Estimate:
    """What ``low`` to ``high`` requests will take if they are like ``requests``, up to the limits.

    >>> setup = Setup(endpoint=Endpoint("http://127.0.0.1/v1", "m"), limits=Limits(max_requests=5))
    >>> estimate([Request("ask", "ask/1", (("user", "好"),), "", 60, 0.0, 0)], 4, 8, setup).requests
    Interval(low=4, high=5)
    """
    limits = setup.limits
    if limits.max_requests is not None:
        low = min(low, limits.max_requests)
        high = limits.max_requests if high is None else min(high, limits.max_requests)
    worst = [(request.worst_tokens_in, request.max_tokens) for request in requests]
    between = partial(_between, low, high, worst)
    tokens = between(lambda tokens_in, tokens_out: tokens_in + tokens_out, limits.max_tokens)
    if not setup.price:
        return Estimate(Interval(low, high), tokens, None)
    most = limits.max_cost.counts if limits.max_cost else None
    return Estimate(Interval(low, high), tokens, between(setup.price.cost, most), setup.currency)


def _between(
    low: int,
    high: int | None,
    worst: Sequence[tuple[int, int]],
    use: Callable[[int, int], int],
    most: int | None,
) -> Interval:
    """From the ``low`` number of requests at a sixth of their worst to the ``high`` at it, at ``most`` a limit."""
    count = max(1, len(worst))
    bottom = low * sum(use(size // 6, room // 6) for size, room in worst) // count
    top = None if high is None else math.ceil(high * sum(use(*one) for one in worst) / count)
    if most is not None:
        top = most if top is None else min(top, most)
    return Interval(bottom if top is None else min(bottom, top), top)


@asynccontextmanager
async def asker_of(
    setup: Setup,
    journal: Journal,
    *,
    tell: Tell = lambda tokens, cost: None,
    stopping: Stopping | None = None,
) -> AsyncIterator[Asker]:
    """An asker for the endpoint, or with ``replay`` for the journal alone."""
    pacing = Pacing(setup.concurrency, second=setup.second)
    if stopping:
        stopping(partial(asyncio.get_running_loop().call_soon_threadsafe, pacing.stop))

    def asker(wire: Wire | None) -> Asker:
        return Asker(journal, setup.endpoint, wire, pacing, limits=setup.limits, price=setup.price, tell=tell)

    if setup.replay:
        yield asker(None)
        return
    wire = Wire(
        setup.endpoint,
        setup.key,
        timeout=setup.timeout,
        connections=setup.concurrency,
        transport=setup.transport,
    )
    async with wire:
        yield asker(wire)


def journal_of(setup: Setup, path: Path) -> Journal:
    """The journal at ``path``, which must be there where nothing but the record may answer.

    Raises:
        InputError: ``replay`` is asked for and there is no journal.
    """
    if setup.replay and not path.exists():
        raise InputError(
            f"{path}: there is no journal to replay; --journal names another",
            zh=f"{path}：没有可重放的记录；可用 --journal 指明",
        )
    return Journal(path)


def keys_of(setup: Setup, journal: Journal) -> Asker:
    """An asker that sends nothing: it knows the keys of requests and what is on record."""
    return Asker(journal, setup.endpoint, None, Pacing(1))


def waited_for(asked: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """What ``asked`` comes to, also where an event loop runs already, as in a notebook.

    >>> async def three(): return 3
    >>> waited_for(three)
    3
    """
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(asked())
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(asked())).result()
