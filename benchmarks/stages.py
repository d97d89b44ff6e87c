"""Cleaning, checking and tagging: pairs a second on one core, and the ratio to parsing the same rows.

    python -m benchmarks.stages

The floor is orjson reading the rows and hashing each response once: what any program that looks at
every row must do. Seconds differ from machine to machine; the ratio does not.
"""

import hashlib
import json
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter

import orjson

from hesui_data.checks import blank_issues, tag_lengths
from hesui_data.cleaning import clean_pair, layout_issues
from hesui_data.formats import dialect_issues, read_row
from hesui_data.pair import Pair
from hesui_data.stages import chain, each, flag

SEEDS = Path(__file__).parents[1] / "data/raw/seeds.jsonl"
ROWS = 10_000
ROUNDS = 5

WORK = chain(each(clean_pair), flag(blank_issues), flag(layout_issues),
             flag(partial(dialect_issues, dialect="qianfan")), each(tag_lengths))  # fmt: skip


def rows() -> list[bytes]:
    """Rows like those of the seeds, short and long, every response another text."""
    seeds = [json.loads(line) for line in SEEDS.read_text(encoding="utf-8").splitlines()]
    short = [seed for seed in seeds if len(seed["response"]) <= 250]
    made = ({**short[i % len(short)], "id": i} for i in range(ROWS))
    return [orjson.dumps({"prompt": f"第{row['id']}回：{row['prompt']}", "response": row["response"]}) for row in made]


def floor(lines: list[bytes]) -> None:
    for line in lines:
        row = orjson.loads(line)
        hashlib.sha256(row["response"].encode()).digest()


def ours(pairs: list[Pair]) -> None:
    for _ in WORK(pairs):
        pass


def seconds(work, given) -> float:
    start = perf_counter()
    work(given)
    return perf_counter() - start


def main() -> None:
    lines = rows()
    pairs = [read_row(orjson.loads(line))[0] for line in lines]
    ours(pairs[:100])
    timed = [(seconds(floor, lines), seconds(ours, pairs)) for _ in range(ROUNDS)]
    least, taken = (median(column) for column in zip(*timed, strict=True))
    print(f"clean + check + tag: {ROWS / taken:,.0f} pairs/s, {1e6 * taken / ROWS:.0f} µs a pair, "
          f"{taken / least:.1f} × parsing and hashing the same rows")  # fmt: skip


if __name__ == "__main__":
    main()
