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
from time import process_time

import orjson

from hesui_data.checks import blank_issues, tag_lengths
from hesui_data.cleaning import clean_pair, layout_issues
from hesui_data.formats import dialect_issues, read_row
from hesui_data.length import parse_length, strip_length
from hesui_data.pair import Pair
from hesui_data.stages import chain, each, flag

SEEDS = Path(__file__).parents[1] / "data/raw/seeds.jsonl"
ROWS = 10_000
ROUNDS = 5
NAMES = [chr(0x4E00 + 37 * i) for i in range(97)]

WORK = chain(each(clean_pair), flag(blank_issues), flag(layout_issues),
             flag(partial(dialect_issues, dialect="qianfan")), each(tag_lengths))  # fmt: skip


def rows(demanding: int) -> list[bytes]:
    """Rows like those of the seeds, every prompt another text; one in ``demanding`` asks for a length."""
    seeds = [json.loads(line) for line in SEEDS.read_text(encoding="utf-8").splitlines()]
    short = [seed for seed in seeds if len(seed["response"]) <= 250]
    asking = [seed for seed in short if parse_length(seed["prompt"])]
    made = []
    for i in range(ROWS):
        seed = asking[i % len(asking)]
        prompt = seed["prompt"] if i % demanding == 0 else strip_length(seed["prompt"])
        made.append(
            {"prompt": f"{NAMES[i % 97]}{NAMES[i // 97 % 97]}：{prompt}", "response": seed["response"]}
        )
    return [orjson.dumps(row) for row in made]


def floor(lines: list[bytes]) -> None:
    for line in lines:
        row = orjson.loads(line)
        hashlib.sha256(row["response"].encode()).digest()


def ours(pairs: list[Pair]) -> None:
    for _ in WORK(pairs):
        pass


def seconds(work, given) -> float:
    start = process_time()
    work(given)
    return process_time() - start


def main() -> None:
    for demanding in (1, 5):
        lines = rows(demanding)
        pairs = [read_row(orjson.loads(line))[0] for line in lines]
        ours(pairs[:100])
        timed = [(seconds(floor, lines), seconds(ours, pairs)) for _ in range(ROUNDS)]
        least, taken = (median(column) for column in zip(*timed, strict=True))
        print(f"one prompt in {demanding} asks for a length: {ROWS / taken:,.0f} pairs/s, "
              f"{1e6 * taken / ROWS:.0f} µs a pair, "
              f"{taken / least:.1f} × parsing and hashing the same rows")  # fmt: skip


if __name__ == "__main__":
    main()
