"""What a large build costs: processor time and memory, under a limit of address space for each process.

    python -m benchmarks.large [ROWS …] [--enough N] [--jobs N]

Rows are those of ``benchmarks/corpus.py``. ``--enough 0`` lets the build grow rows by rules whatever their number,
which takes hours for a million. Seconds differ from machine to machine.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.corpus import write_corpus

ADDRESS_SPACE = 1536 << 20

CHILD = """
import json, resource, sys
from pathlib import Path

from hesui_data import build_dataset
from hesui_data.engines import OnDisk


def spent():
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


if __name__ == "__main__":
    source, folder, enough, jobs = sys.argv[1:]
    resource.setrlimit(resource.RLIMIT_AS, (SPACE, SPACE))
    engine = OnDisk(work=Path(folder, "out.building"), jobs=int(jobs))
    dataset = build_dataset(source, {"enough": int(enough)}, engine=engine)
    dataset.write(Path(folder, "out"))
    found = dataset.summary
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    dataset.clear()
    cpu = spent()
    print(json.dumps({"read": found.read, "grown": found.grown, "cpu": cpu, "peak": peak << 10}))
""".replace("SPACE", str(ADDRESS_SPACE))


def measured(number: int, *, enough: int, jobs: int) -> dict[str, float]:
    """What a build of so many rows came to, in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        source, script = Path(folder, "rows.jsonl"), Path(folder, "child.py")
        write_corpus(source, number)
        script.write_text(CHILD, encoding="utf-8")
        command = [sys.executable, str(script), str(source), folder, str(enough), str(jobs)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        found: dict[str, float] = json.loads(done.stdout)
        return found | {"bytes": source.stat().st_size}


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("rows", nargs="*", type=int, default=[1_000, 10_000, 100_000, 1_000_000])
    parser.add_argument("--enough", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1)
    given = parser.parse_args(arguments)
    print(f"{'rows':>9} {'grown':>9} {'MB':>6} {'CPU s':>8} {'µs a row':>9} {'peak MiB of a process':>22}")
    for number in given.rows:
        one = measured(number, enough=given.enough, jobs=given.jobs)
        each = 1e6 * one["cpu"] / (one["read"] + one["grown"])
        print(
            f"{one['read']:9,} {one['grown']:9,} {one['bytes'] / 1e6:6.0f} {one['cpu']:8.1f} {each:9.0f} "
            f"{one['peak'] / (1 << 20):22.0f}",
            flush=True,
        )


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main(sys.argv[1:])
