"""A long expansion with no latency: the greatest memory on the way, which must stay flat.

    nice python -m benchmarks.expanding_soak [REQUESTS]

Everything is as in a real run (``benchmarks/expanding.py``): HTTP on 127.0.0.1, every gate, the journal, the
three files. The server is another process. Memory is the resident size, the
greatest there was, and that of the process beside it that judges.
"""

import sys
import tempfile
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from time import process_time

from benchmarks.expanding import ROOT, served
from hesui_data.expand.orders import Choices
from hesui_data.expansion import Paths, Progress, Setup, expand, read_seeds
from hesui_data.llm.wire import Endpoint
from hesui_data.recipe import Recipe
from hesui_data.spending import Limits

SHOWN = (1_000, 10_000, 25_000, 50_000, 75_000, 100_000)


def main() -> None:
    requests = int(sys.argv[1]) if len(sys.argv) > 1 else SHOWN[-1]
    seeds = read_seeds(ROOT / "data/raw", Recipe())
    with served(0.0) as base_url, tempfile.TemporaryDirectory() as folder:
        setup = Setup(
            endpoint=Endpoint.named(base_url, "m"),
            key="none",
            concurrency=64,
            limits=Limits(max_requests=requests),
        )
        expand(seeds, Paths.beside(Path(folder) / "out.jsonl"), Choices(), setup, watch=Watch().look)


class Watch:
    """Prints where memory stands whenever one of ``SHOWN`` is reached."""

    def __init__(self) -> None:
        self._left = list(SHOWN)

    def look(self, progress: Progress) -> None:
        """Print a line if it is time."""
        if self._left and progress.attempts >= self._left[0]:
            self._left.pop(0)
            print(
                f"{progress.attempts:>7} requests: {_resident('self'):.0f} MB, at most {_most():.0f} MB, "
                f"beside it {_beside():.0f} MB; "
                f"accepted {progress.funnel.accepted}; {1000 * process_time() / progress.attempts:.2f} ms "
                "of processor time a request",
                flush=True,
            )


def _beside() -> float:
    """Megabytes of the processes that this one began and that run its code: the one that judges."""
    found = Path("/proc/self/task").glob("*/children")
    pids = " ".join(path.read_text() for path in found).split()
    return sum(_resident(pid) for pid in pids if b"gatehouse" in Path(f"/proc/{pid}/cmdline").read_bytes())


def _resident(process: str) -> float:
    """Megabytes of memory that a process uses now."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * 4096 / 1e6


def _most() -> float:
    """The most megabytes that ever were."""
    return getrusage(RUSAGE_SELF).ru_maxrss * 1024 / 1e6


if __name__ == "__main__":
    main()
