"""Each job of ours beside a script tuned by hand and beside each peer that is installed.

    python -m benchmarks.peers [--rows 100000] [--rounds 3] [--seed 1] [--jobs validate,clean,repeats]
                               [--only NAMES] [--growth] [--write docs/benchmarks.md]

The corpus is made by ``benchmarks.corpus``, of which the truth is known. Every contender runs in a cold process
of its own, one after the other in turns; the table shows medians of processor time (imports included), the ratio to
the floor in the same turn, the peak of memory, and how well the job was done. ``--growth`` runs ours with 10³ to 10⁶
rows. ``--write`` puts the tables into the English and the Chinese page, between their marks.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import subprocess
import sys
from collections.abc import Callable, Collection, Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import NamedTuple

import orjson

from benchmarks.contenders import JOBS
from benchmarks.corpus import THRESHOLD, jaccard, read_truth, truth_path, write_corpus
from benchmarks.floors import responses

SLOW = 10
SIZES = (1_000, 10_000, 100_000, 1_000_000)
MARKS = "<!-- {0}: python -m benchmarks.peers -->", "<!-- end of {0} -->"
NOTES = {
    "validate": (
        "校验：读入、查每行的结构、指出每个坏行",
        "validate: read, check the shape of every row, name each bad line",
    ),
    "clean": (
        "清洗：实体、不可见字符、行尾、行末空白、NFC",
        "clean: entities, invisible characters, line ends, trailing space, NFC",
    ),
    "repeats": (
        "查重：相同与相近（字对 Jaccard ≥ 0.7，逐对核实）",
        "repeats: the same or nearly so (Jaccard of character pairs ≥ 0.7), verified",
    ),
}


class Run(NamedTuple):
    """What a cold process cost, and what it printed."""

    seconds: float  # of the processor, user and system
    mebibytes: float  # at its peak
    output: str


class Line(NamedTuple):
    """A contender in the table of a job."""

    name: str
    seconds: float
    ratio: float
    mebibytes: float
    quality: str


def measured(arguments: list[str], folder: Path, python: str = sys.executable) -> Run:
    """Run ``python -m benchmarks.contenders`` with ``arguments`` and see what it costs."""
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(folder / "bytecode")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # as after an installation, which compiles
    printed, said = folder / "printed.txt", folder / "said.txt"
    with printed.open("wb") as stream, said.open("wb") as errors:
        command = [python, "-m", "benchmarks.contenders", *arguments]
        child = subprocess.Popen(command, stdout=stream, stderr=errors, env=environment)
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise RuntimeError(f"{' '.join(arguments)} ended with {child.returncode}: {said.read_text()[-2000:]}")
    peak = int(said.read_text(encoding="utf-8").split()[-1]) / 1024
    return Run(used.ru_utime + used.ru_stime, peak, printed.read_text(encoding="utf-8"))


def compared(
    job: str, file: Path, rounds: int, folder: Path, only: Collection[str] | None = None
) -> list[Line]:
    """The table of ``job``: every contender that is installed, or of them ``only`` some, in turns.

    One that takes ten times as long as the floor, or more, is measured once: its ratio does not hang on a hair.
    """
    pythons = {name: contender.python for name, contender in JOBS[job].items()}
    names = [name for name in pythons if pythons[name] and (only is None or name in {"floor", *only})]
    runs: dict[str, list[Run]] = {name: [] for name in names}
    quality: dict[str, str] = {}
    for turn in range(rounds + 1):  # the first compiles, and is judged
        for name in names:
            if turn > 1 and runs[name][0].seconds > SLOW * runs["floor"][0].seconds:
                continue
            out = folder / "out.jsonl"
            run = measured([job, name, str(file), str(out)], folder, pythons[name])
            if turn:
                runs[name].append(run)
            else:
                quality[name] = JUDGES[job](file, run.output, out)
    return [
        Line(
            name,
            median(run.seconds for run in runs[name]),
            median(
                run.seconds / least.seconds for run, least in zip(runs[name], runs["floor"], strict=False)
            ),
            max(run.mebibytes for run in runs[name]),
            quality[name],
        )
        for name in names
    ]


# ------------------------------------------------------------------ how well it was done


def judge_validate(file: Path, printed: str, _out: Path) -> str:
    told = set(map(int, printed.split()))
    bad = {line for line, known in read_truth(file).items() if "bad" in known}
    return f"recall {_share(len(told & bad), len(bad))}, precision {_share(len(told & bad), len(told))}"


def judge_clean(file: Path, _printed: str, out: Path) -> str:
    truth = read_truth(file)
    counts = {"restored": 0, "dirty": 0, "untouched": 0, "clean": 0}
    with file.open("rb") as given, out.open("rb") as cleaned:
        for number, line in enumerate(given, 1):
            known = truth.get(number, {})
            if "bad" in known:
                continue
            row = orjson.loads(next(cleaned))
            wanted = known if known.get("dirty") else orjson.loads(line)
            same = row["prompt"] == wanted["prompt"] and row["response"] == wanted["response"]
            counts["dirty" if known.get("dirty") else "clean"] += 1
            counts["restored" if known.get("dirty") else "untouched"] += same
    restored, untouched = (
        _share(counts[one], counts[of]) for one, of in (("restored", "dirty"), ("untouched", "clean"))
    )
    return f"restored {restored}, untouched {untouched}"


def judge_repeats(file: Path, printed: str, _out: Path) -> str:
    told = [tuple(map(int, line.split())) for line in printed.splitlines()]
    twins = {
        line
        for line, known in read_truth(file).items()
        if "twin" in known and float(str(known["jaccard"])) >= THRESHOLD
    }
    met = {line for both in told for line in both}
    wanted = {line for both in told for line in both}
    texts = {number: text for number, text in responses(str(file)) if number in wanted}
    right = sum(jaccard(texts[one], texts[other]) >= THRESHOLD for one, other in told)
    return f"recall {_share(len(twins & met), len(twins))}, precision {_share(right, len(told))}"


def _share(part: int, of: int) -> str:
    return f"{part / of:.4f}" if of else "–"


JUDGES: dict[str, Callable[[Path, str, Path], str]] = {
    "validate": judge_validate,
    "clean": judge_clean,
    "repeats": judge_repeats,
}

# ------------------------------------------------------------------ how cost grows


class Step(NamedTuple):
    """What so many rows took in all, and each of those that were not in a file of a tenth as many."""

    job: str
    rows: int
    seconds: float
    each: float  # microseconds
    mebibytes: float


def growth(seed: int, folder: Path, jobs: list[str]) -> Iterator[Step]:
    """How the cost of ours grows, tenfold at a time; what the start takes is in both files and cancels out."""
    before: dict[str, float] = {}
    for rows in (SIZES[0] // 10, *SIZES):
        file = folder / f"{rows}.jsonl"
        write_corpus(file, rows, seed)
        for job in jobs:
            runs = [
                _ours(job, file, folder)
                for _ in range(1 if rows >= 1_000_000 else 3 if rows > 10_000 else 15)
            ]
            seconds = min(run.seconds for run in runs)
            if job in before:
                each = 1e6 * (seconds - before[job]) / (0.9 * rows)
                yield Step(job, rows, seconds, each, max(run.mebibytes for run in runs))
            before[job] = seconds
        file.unlink()
        truth_path(file).unlink()


def _ours(job: str, file: Path, folder: Path) -> Run:
    return measured([job, "hesui_data", str(file), str(folder / "out.jsonl")], folder)


# ------------------------------------------------------------------ telling it


def machine() -> str:
    """What was measured on, and with which versions."""
    packages = ("orjson", "numpy", "msgspec", "jsonschema-rs", "pydantic", "jsonschema", "polars", "pandas", "ftfy",
                "rensa", "datasketch")  # fmt: skip
    known = [f"{name} {found}" for name in packages if (found := _version(name))]
    known += [f"{name} {found}" for name in _apart() if (found := _version_apart(name))]
    return f"{_processor()}, {os.cpu_count()} cores; Python {platform.python_version()}; {', '.join(known)}"


def _processor() -> str:
    try:
        found = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    except OSError:
        found = None
    return found[1] if found else platform.processor() or platform.machine()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _apart() -> list[str]:
    """The packages that have an environment of their own."""
    every = [contender.package for of_job in JOBS.values() for contender in of_job.values()]
    return sorted(dict.fromkeys(filter(None, every)))


def _version_apart(package: str) -> str:
    """The version of ``package`` in its environment."""
    known = (one for of_job in JOBS.values() for one in of_job.values() if one.package == package)
    python = next((one.python for one in known if one.python), "")
    asked = f"from importlib.metadata import version; print(version({package!r}))"
    done = (
        subprocess.run([python, "-c", asked], capture_output=True, text=True, check=False) if python else None
    )
    return done.stdout.strip() if done else ""


def table(job: str, lines: list[Line], *, chinese: bool) -> str:
    """A job's table in Markdown."""
    head = ("谁", "CPU 秒", "与底线之比", "内存峰值", "做得怎样") if chinese else (
        "who", "CPU seconds", "ratio to the floor", "peak memory", "how well")  # fmt: skip
    rows = [
        f"| {one.name} | {one.seconds:.2f} | {one.ratio:.2f} | {one.mebibytes:.0f} MiB | {one.quality} |"
        for one in lines
    ]
    title = NOTES[job][0 if chinese else 1]
    return "\n".join(
        [f"**{title}**", "", f"| {' | '.join(head)} |", "| --- | ---: | ---: | ---: | --- |", *rows]
    )


def growth_table(found: list[Step], *, chinese: bool) -> str:
    head = (
        "| 任务 | 行数 | CPU 秒（含启动） | 每多一行 µs | 内存峰值 |"
        if chinese
        else "| job | rows | CPU seconds, start included | µs for each further row | peak memory |"
    )
    rows = [
        f"| {one.job} | {one.rows:,} | {one.seconds:.2f} | {one.each:.2f} | {one.mebibytes:.0f} MiB |"
        for one in sorted(found, key=lambda one: list(JOBS).index(one.job))
    ]
    return "\n".join([head, "| --- | ---: | ---: | ---: | ---: |", *rows])


def write_into(page: Path, name: str, text: str) -> None:
    """Put ``text`` between the marks of ``name`` in ``page``, at its end where there are none."""
    start, end = (mark.format(name) for mark in MARKS)
    before = page.read_text(encoding="utf-8") if page.exists() else ""
    block = f"{start}\n{text}\n{end}"
    if start in before:
        head, _, rest = before.partition(start)
        page.write_text(head + block + rest.partition(end)[2], encoding="utf-8")
    else:
        page.write_text(f"{before.rstrip()}\n\n{block}\n", encoding="utf-8")


def _tell(name: str, texts: tuple[str, str], page: Path | None) -> None:
    print(f"{texts[1]}\n")
    if page:
        write_into(page, name, texts[1])
        write_into(page.with_name(f"{page.stem}.zh-CN.md"), name, texts[0])


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers", description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", default=",".join(JOBS))
    parser.add_argument("--only", help="names of contenders, with commas; the floor always runs")
    parser.add_argument("--growth", action="store_true")
    parser.add_argument("--write", type=Path)
    options = parser.parse_args()
    jobs = options.jobs.split(",")
    with TemporaryDirectory() as name:
        folder = Path(name)
        if options.growth:
            found = list(growth(options.seed, folder, jobs))
            _tell(
                "growth",
                (growth_table(found, chinese=True), growth_table(found, chinese=False)),
                options.write,
            )
            return
        file = folder / "corpus.jsonl"
        write_corpus(file, options.rows, options.seed)
        size = file.stat().st_size
        said = f"{options.rows:,} × {size // options.rows} bytes, seed {options.seed}; {machine()}"
        _tell("machine", (said, said), options.write)
        for job in jobs:
            lines = compared(job, file, options.rounds, folder, options.only and options.only.split(","))
            _tell(job, (table(job, lines, chinese=True), table(job, lines, chinese=False)), options.write)


if __name__ == "__main__":
    main()
