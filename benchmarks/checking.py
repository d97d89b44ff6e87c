"""Looking at the texts: µs a pair for ``TEXT_CHECKS`` together and for each, and the ratio to parsing the row.

    python -m benchmarks.checking

The pairs are clean and ordinary, of about 130 字 together; the floor is the standard ``json`` reading the
same rows. Microseconds differ from machine to machine; the ratio does less.
"""

import json
from pathlib import Path
from time import process_time

from hesui_data.checks import TEXT_CHECKS
from hesui_data.pair import Pair

SEEDS = Path(__file__).parents[1] / "data/raw/seeds.jsonl"
ROUNDS = 15
REPEATS = 20


def ordinary() -> list[Pair]:
    """The seeds of 90 to 170 characters."""
    rows = [json.loads(line) for line in SEEDS.read_text(encoding="utf-8").splitlines()]
    pairs = [Pair(row["prompt"], row["response"]) for row in rows]
    return [pair for pair in pairs if 90 <= len(pair.prompt) + len(pair.response) <= 170]


def microseconds(work, things) -> float:
    """The best of several rounds, for one of ``things``."""
    times = []
    for _ in range(ROUNDS):
        start = process_time()
        for _ in range(REPEATS):
            for thing in things:
                work(thing)
        times.append(process_time() - start)
    return 1e6 * min(times) / REPEATS / len(things)


def all_checks(pair: Pair) -> None:
    for check in TEXT_CHECKS:
        for _ in check(pair):
            pass


def main() -> None:
    pairs = ordinary()
    size = sum(len(pair.prompt) + len(pair.response) for pair in pairs) / len(pairs)
    lines = [json.dumps({"prompt": p.prompt, "response": p.response}, ensure_ascii=False) for p in pairs]
    least = microseconds(json.loads, lines)
    for check in TEXT_CHECKS:
        print(f"{check.__name__}: {microseconds(lambda pair, check=check: list(check(pair)), pairs):.2f} µs")
    taken = microseconds(all_checks, pairs)
    print(f"all {len(TEXT_CHECKS)} checks: {taken:.1f} µs a pair of {size:.0f} characters, "
          f"{taken / least:.1f} × json.loads of its row ({least:.1f} µs)")  # fmt: skip


if __name__ == "__main__":
    main()
