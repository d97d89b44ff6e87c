"""Expanding against a server with a fixed latency: efficiency, and processor time a request, all gates on.

    python -m benchmarks.expanding [REQUESTS] [AT_A_TIME]

The ideal is every request in full waves: 2,000 requests, 64 at a time, 200 ms each, are 32 waves or 6.4 s.
The server is another process on 127.0.0.1 that answers as a willing model does (``tests/fake_llm.py``).
Processor time is this process's alone; the floor beside it is the ``openai`` client with nothing around it.
"""

import asyncio
import subprocess
import sys
import tempfile
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
    server = subprocess.Popen(
        [sys.executable, str(ROOT / "tests/fake_llm.py"), "--latency", str(LATENCY)],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert server.stdout is not None
        endpoint = Endpoint.named(server.stdout.readline().strip(), "m")
        seeds = read_seeds(ROOT / "data/raw", Recipe())
        fit = [pair for pair in seeds.train if len(pair.response) < 150 and "\n" not in pair.response]
        short = Seeds(tuple(fit), seeds.held_back)
        setup = Setup(
            endpoint=endpoint, key="none", concurrency=at_a_time, limits=Limits(max_requests=requests)
        )
        floor(short.train, endpoint, min(requests, 500), at_a_time)  # first, so that openai is imported
        measure(short, setup, requests, at_a_time)
    finally:
        server.terminate()


def measure(seeds: Seeds, setup: Setup, requests: int, at_a_time: int) -> None:
    """Run an expansion and print what it took."""
    with tempfile.TemporaryDirectory() as folder:
        start, busy = perf_counter(), process_time()
        done = expand(seeds, Paths.beside(Path(folder) / "out.jsonl"), Choices(), setup)
        taken, worked = perf_counter() - start, process_time() - busy
    ideal = -(-requests // at_a_time) * LATENCY
    print(f"{requests} requests, {at_a_time} at a time: {taken:.2f} s, ideal {ideal:.2f} s")
    print(f"efficiency {ideal / taken:.3f}; processor time {1000 * worked / requests:.2f} ms a request")
    print(f"accepted {done.funnel.accepted}, refused {sum(done.funnel.refused.values())}")


def floor(pairs: tuple[Pair, ...], endpoint: Endpoint, requests: int, at_a_time: int) -> None:
    """Print what the client alone takes for so many requests."""

    async def ask() -> None:
        wire = Wire(endpoint, "none", connections=at_a_time)
        asked = iter(request_for(order_for(n, pairs, Choices()), Choices()) for n in range(requests))

        async def one() -> None:
            for request in asked:
                await wire.send(request)

        async with wire:
            await asyncio.gather(*(one() for _ in range(at_a_time)))

    busy = process_time()
    asyncio.run(ask())
    print(f"the client alone: {1000 * (process_time() - busy) / requests:.2f} ms a request")


if __name__ == "__main__":
    main()
