"""Expanding against a server with a fixed latency: efficiency, and processor time a request, all gates on.

    python -m benchmarks.expanding [REQUESTS] [AT_A_TIME]

The ideal is every request in full waves: 2,000 requests, 64 at a time, 200 ms each, are 32 waves or 6.4 s.
The server is another process on 127.0.0.1 that answers as a willing model does (``tests/fake_llm.py``).
Processor time is this process's, and that of the process beside it that judges. Before it comes the ``openai``
client with nothing around it, on the same requests: what share of its efficiency is kept is a number that other
machines, and busy ones, can be asked for.
"""

import asyncio
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter, process_time

from hesui_data.expand.instructions import request_for
from hesui_data.expand.orders import Choices, order_for
from hesui_data.expansion import Paths, Seeds, Setup, expand, read_seeds
from hesui_data.llm.wire import Endpoint, Wire
from hesui_data.pair import Pair
from hesui_data.recipe import Recipe
from hesui_data.spending import Limits

ROOT = Path(__file__).parents[1]
LATENCY = 0.2


def main() -> None:
    requests, at_a_time = (int(given) for given in (sys.argv[1:3] if len(sys.argv) > 2 else (2000, 64)))
    seeds = read_seeds(ROOT / "data/raw", Recipe())
    fit = [pair for pair in seeds.train if len(pair.response) < 150 and "\n" not in pair.response]
    short = Seeds(tuple(fit), seeds.held_back)
    import openai  # noqa: F401  # so that nobody's time has it in

    with served(LATENCY) as base_url:
        endpoint = Endpoint.named(base_url, "m")
        setup = Setup(
            endpoint=endpoint, key="none", concurrency=at_a_time, limits=Limits(max_requests=requests)
        )
        alone = floor(short.train, endpoint, requests, at_a_time)
        whole = measure(short, setup, requests, at_a_time)
    print(f"of what the client alone reaches: {whole / alone:.3f}")


def children() -> float:
    """Seconds of processor time of the processes that have ended."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


@contextmanager
def served(latency: float) -> Iterator[str]:
    """The address of a server in another process."""
    server = subprocess.Popen(
        [sys.executable, str(ROOT / "tests/fake_llm.py"), "--latency", str(latency)],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert server.stdout is not None
        yield server.stdout.readline().strip()
    finally:
        server.terminate()
        server.wait()


def measure(seeds: Seeds, setup: Setup, requests: int, at_a_time: int) -> float:
    """Run an expansion, print what it took and return its efficiency."""
    with tempfile.TemporaryDirectory() as folder:
        start, busy, beside = perf_counter(), process_time(), children()
        done = expand(seeds, Paths.beside(Path(folder) / "out.jsonl"), Choices(), setup)
        taken, worked, judged = perf_counter() - start, process_time() - busy, children() - beside
    efficiency = said("hesui expand", requests, at_a_time, taken, worked)
    print(f"the process that judges: {1000 * judged / requests:.2f} ms a request")
    print(f"accepted {done.funnel.accepted}, refused {sum(done.funnel.refused.values())}")
    return efficiency


def floor(pairs: tuple[Pair, ...], endpoint: Endpoint, requests: int, at_a_time: int) -> float:
    """Print what the client alone takes for so many requests and return its efficiency."""
    asked = [request_for(order_for(n, pairs, Choices()), Choices()) for n in range(requests)]

    async def ask() -> None:
        coming = iter(asked)

        async def one() -> None:
            for request in coming:
                await wire.send(request)

        async with Wire(endpoint, "none", connections=at_a_time) as wire:
            await asyncio.gather(*(one() for _ in range(at_a_time)))

    start, busy = perf_counter(), process_time()
    asyncio.run(ask())
    return said("the client alone", requests, at_a_time, perf_counter() - start, process_time() - busy)


def said(who: str, requests: int, at_a_time: int, taken: float, worked: float) -> float:
    """Print what ``requests`` took, and return the efficiency."""
    ideal = -(-requests // at_a_time) * LATENCY
    print(f"{who}: {requests} requests, {at_a_time} at a time: {taken:.2f} s, ideal {ideal:.2f} s", end="; ")
    print(f"efficiency {ideal / taken:.3f}, processor time {1000 * worked / requests:.2f} ms a request")
    return ideal / taken


if __name__ == "__main__":
    main()
