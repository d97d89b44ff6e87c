"""Builds that grow rows and are killed in every step of theirs, and whether they give the bytes of one that is not.

    python -m benchmarks.killing [ROWS] [--jobs N] [--dask] [--seed N]

Rows are those of ``benchmarks/corpus.py``. A build is started again and again, and each time killed (SIGKILL, with its
processes) a random moment after another step has begun. What was done must not be done again, and in the end the
folder must be that of a build which nobody disturbed. With ``--dask`` one of two workers is killed instead, once
rows are being grown.
"""

from __future__ import annotations

import argparse
import filecmp
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from benchmarks.corpus import write_corpus
from hesui_data.blocks import BLOCK
from hesui_data.likeness.few import FEW

STEPS = (
    *("raw", "clean", "rows", "dedupe.band", "dedupe.alike", "kin.band", "expand", "augment", "again"),
    *("once.band", "once.alike", "gate", "leak.band", "places", "place", "emit"),
)
"""The steps of a build whose rows are grown, in order; after them the result is written."""

CHILD = """
import sys
from pathlib import Path

from hesui_data import build_dataset
from hesui_data.engines import OnDisk, alike

if __name__ == "__main__":
    source, folder, jobs, engine, block, few = sys.argv[1:]
    alike.FEW = int(few)
    work = OnDisk(work=Path(folder, "out.building"), jobs=int(jobs), engine=engine or None, block=int(block))
    build_dataset(source, {"enough": 0}, engine=work).write(Path(folder, "out"))
"""


class Build:
    """One build in a folder of its own, to be started as often as need be.

    Of more rows than ``few`` those that are alike are looked for band by band; smaller numbers are for tests.
    """

    def __init__(
        self, folder: Path, source: Path, *, jobs: int, engine: str = "", block: int = BLOCK, few: int = FEW
    ) -> None:
        folder.mkdir()
        self.out, self.work = folder / "out", folder / "out.building"
        script = folder / "child.py"
        script.write_text(CHILD, encoding="utf-8")
        told = (script, source, folder, jobs, engine, block, few)
        self.command = [sys.executable, *map(str, told)]

    def start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(self.command, start_new_session=True)

    def done(self) -> dict[str, int]:
        """The files that are done, and when they were."""
        found = {}
        for step in STEPS:
            for path in listed(self.work / step):
                if path.name[0].isdecimal():
                    with suppress(FileNotFoundError):  # what is not needed any more is removed
                        found[f"{step}/{path.name}"] = path.stat().st_mtime_ns
        return found

    def has_begun(self, step: str) -> bool:
        """Whether something of ``step`` is there, be it half written; "write" is the step after the last."""
        if step == "write":
            return self.out.exists() or any(path.name.startswith(".out") for path in listed(self.out.parent))
        return bool(listed(self.work / step))


def listed(folder: Path) -> list[Path]:
    """What lies in ``folder``, sorted; nothing where it is not there, or goes while it is looked into."""
    try:
        return sorted(folder.iterdir())
    except FileNotFoundError:
        return []


def killed_in(build: Build, step: str, drawn: random.Random) -> bool:
    """Whether a build could be killed in ``step``, a moment after it began; it can end before."""
    process = build.start()
    while process.poll() is None and not build.has_begun(step):
        time.sleep(0.005)
    time.sleep(drawn.choice((0.0, 0.02, 0.3, 1.0)) * drawn.random())
    ended = process.poll() is not None
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    if process.wait() not in (0, -signal.SIGKILL):
        raise SystemExit(f"the build failed by itself in {step}")
    return not ended


def kill_all_over(
    build: Build, drawn: random.Random, steps: Sequence[str] = (*STEPS, "write")
) -> Iterator[tuple[str, int]]:
    """Kill ``build`` once in each of ``steps``; after each the step, and how many parts were done by then.

    Raises:
        SystemExit: something that was done has been done again.
    """
    known: dict[str, int] = {}
    for step in steps:
        if build.out.exists():
            return
        if killed_in(build, step, drawn):
            now = build.done()
            again = [name for name, at in known.items() if now.get(name, at) != at]
            if again:
                raise SystemExit(f"done again after a kill in {step}: {', '.join(again[:5])}")
            known = now
            yield step, len(now)


def same(one: Path, other: Path) -> bool:
    """Whether two folders hold the same files with the same bytes."""
    names = sorted(path.name for path in one.iterdir())
    if names != sorted(path.name for path in other.iterdir()):
        return False
    return filecmp.cmpfiles(one, other, names, shallow=False)[0] == names


@contextmanager
def cluster(folder: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """The address of a scheduler on this machine, and its two workers."""
    file = folder / "scheduler.json"
    started = [_role(folder, "scheduler", "--port", "0", "--no-dashboard", "--scheduler-file", str(file))]
    try:
        while not file.exists():
            time.sleep(0.1)
        options = ("--scheduler-file", str(file), "--nthreads", "1", "--no-nanny", "--no-dashboard")
        started += [_role(folder, "worker", *options) for _ in range(2)]
        yield json.loads(file.read_text())["address"], started[1:]
    finally:
        for process in started[::-1]:
            process.kill()
            process.wait()


def _role(folder: Path, role: str, *options: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", f"distributed.cli.dask_{role}", "--host", "127.0.0.1", *options]
    return subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def without_a_worker(folder: Path, source: Path) -> Build:
    """A build by two workers of which one was killed once it had grown rows."""
    with cluster(folder) as (address, workers):
        build = Build(folder / "dask", source, jobs=2, engine=address)
        process = build.start()
        while process.poll() is None and not any(
            path.name[0].isdecimal() for path in listed(build.work / "augment")
        ):
            time.sleep(0.05)
        workers[1].kill()
        workers[1].wait()
        left = process.poll() is None
        if process.wait() or not left:
            raise SystemExit("the build failed, or was over before a worker was killed")
    print("one of two workers was killed while rows were grown", flush=True)
    return build


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("rows", nargs="?", type=int, default=5_000)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--dask", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "rows.jsonl"
        write_corpus(source, given.rows)
        plain = Build(folder / "plain", source, jobs=given.jobs)
        plain.start().wait()
        if given.dask:
            build = without_a_worker(folder, source)
        else:
            build = Build(folder / "killed", source, jobs=given.jobs)
            for step, parts in kill_all_over(build, random.Random(given.seed)):
                print(f"killed in {step}, {parts} parts done", flush=True)
            build.start().wait()
        if not same(plain.out, build.out):
            raise SystemExit("the bytes differ")
        print(f"{given.rows} rows: the same bytes as of a build that nobody disturbed")


if __name__ == "__main__":
    main(sys.argv[1:])
