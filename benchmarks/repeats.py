"""What repeats, ties and the split cost a row, beside a plain MinHash; and how many planted repeats are found.

    python benchmarks/repeats.py [ROWS ...]        default: 1000 10000 100000

The floor does the least that finds near repeats: letters and digits, character 3-shingles, 64 hashes in numpy
as 16 × 4, exact Jaccard of the candidates. It knows nothing of length demands, names or numbers.
"""

from __future__ import annotations

import random
import re
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from hesui_data.dedup import flag_repeats, ties
from hesui_data.likeness import candidates, text_key
from hesui_data.pair import Pair
from hesui_data.splits import assign_splits

SYLLABLES = (
    "春风雨雪山水花月人家门灯火岁年新福喜乐安康和顺吉祥平远近高明清光暖香红白金玉海天云星路桥舟书茶酒饭汤米面"
)
SYLLABLES += (
    "走看听说笑唱写读想念归来去回坐立开合起落收放送迎贺祝愿盼望感谢记得忘不了一起慢慢好好常常又还也都"
)
PERSONS = ("老师", "客户", "父母", "同事", "朋友", "爷爷", "邻居", "同学")
OCCASIONS = ("春节", "元宵节", "中秋节", "生日", "开业", "乔迁", "婚礼", "毕业")
LENGTHS = ("，50字以内", "，100字左右", "，不少于80字", "，200字", "", "")
PLANTED = 0.2
"""Share of the rows that are near repeats of others."""


def corpus(rows: int, seed: int = 1) -> tuple[list[Pair], dict[str, str]]:
    """Pairs, and id → id of the pair that it was made from for those that are repeats."""
    rng = random.Random(seed)
    clauses = ["".join(rng.choices(SYLLABLES, k=rng.randint(5, 11))) for _ in range(4000)]
    planted = int(rows * PLANTED)
    pairs = [_original(rng, clauses, f"a{number:07}") for number in range(rows - planted)]
    chosen = rng.sample(range(len(pairs)), planted)
    twins = {f"b{number:07}": pairs[number].id for number in chosen}
    pairs += [_repeat(rng, pairs[number], f"b{number:07}") for number in chosen]
    rng.shuffle(pairs)
    return pairs, twins


def _original(rng: random.Random, clauses: list[str], id: str) -> Pair:
    topic = "".join(rng.choices(SYLLABLES, k=4))
    prompt = f"请给{rng.choice(PERSONS)}写一段{rng.choice(OCCASIONS)}祝福，提到“{topic}”{rng.choice(LENGTHS)}"
    return Pair(prompt, "，".join(rng.sample(clauses, rng.randint(6, 18))) + "。", id=id)


def _repeat(rng: random.Random, pair: Pair, id: str) -> Pair:
    """The pair with other politeness and marks, and a letter in 25 of its response changed."""
    prompt = pair.prompt.replace("请给", rng.choice(["请给", "给", "请帮我给"])) + rng.choice(
        ["", "。", "！"]
    )
    letters = [rng.choice(SYLLABLES) if rng.random() < 0.04 else letter for letter in pair.response]
    return Pair(prompt, "".join(letters).replace("，", rng.choice("，；、")), id=id)


def floor(texts: list[str]) -> list[tuple[int, int]]:
    """Index pairs of texts whose Jaccard index on 3-shingles is at least 0.7: the plain way."""
    keys = [re.sub(r"[\W_]+", "", text) for text in texts]
    rng = np.random.default_rng(0)
    a = rng.integers(1, 2**32, 64, dtype=np.uint32) | np.uint32(1)
    b = rng.integers(0, 2**32, 64, dtype=np.uint32)
    buckets: dict[tuple[int, bytes], list[int]] = defaultdict(list)
    for row, key in enumerate(keys):
        codes = np.frombuffer(key.encode("utf-32-le"), np.uint32)
        hashed = (codes[:-2] * np.uint32(31) + codes[1:-1]) * np.uint32(0x9E3779B1) + codes[2:]
        hashed = (hashed ^ (hashed >> np.uint32(15))) * np.uint32(0x85EBCA6B)
        signature = (hashed[:, None] * a + b).min(axis=0)
        for band in range(16):
            buckets[band, signature[band * 4 : band * 4 + 4].tobytes()].append(row)
    found = {(i, j) for bucket in buckets.values() for i in bucket for j in bucket if i < j}
    return [(i, j) for i, j in sorted(found) if _jaccard(keys[i], keys[j]) >= 0.7]


def _jaccard(a: str, b: str) -> float:
    ours, theirs = ({key[i : i + 3] for i in range(len(key) - 2)} for key in (a, b))
    return len(ours & theirs) / len(ours | theirs)


def timed(work: Callable[[], Iterable[Any]], rows: int) -> tuple[list[Any], float]:
    """What ``work`` gives, and processor microseconds a row: the best of three, of one for many rows."""
    best, result = float("inf"), []
    for _ in range(3 if rows < 50_000 else 1):
        start = time.process_time()
        result = list(work())
        best = min(best, time.process_time() - start)
    return result, best / rows * 1e6


def report(rows: int) -> None:
    pairs, twins = corpus(rows)
    texts = [pair.prompt + pair.response for pair in pairs]
    keys = list({(text_key(pair.prompt), text_key(pair.response)): None for pair in pairs})
    plain, of_floor = timed(lambda: floor(texts), rows)
    jobs: dict[str, Callable[[], Iterable[Any]]] = {
        "candidates": lambda: candidates(keys, 0.7),
        "flag_repeats": lambda: flag_repeats(pairs),
        "ties": lambda: ties(pairs),
        "assign_splits": lambda: assign_splits(pairs).pairs,
    }
    print(f"\n{rows} rows, {sum(map(len, texts)) // rows} characters a row")
    print(f"  {'floor':<14}{of_floor:8.1f} µs a row   1.00   {_found(plain, pairs, twins)}")
    for name, job in jobs.items():
        result, cost = timed(job, rows)
        found = _flagged(result, twins) if name == "flag_repeats" else ""
        print(f"  {name:<14}{cost:8.1f} µs a row {cost / of_floor:6.2f}   {found}")


def _found(found: list[tuple[int, int]], pairs: list[Pair], twins: dict[str, str]) -> str:
    known = {frozenset(item) for item in twins.items()}
    hits = sum(frozenset((pairs[i].id, pairs[j].id)) in known for i, j in found)
    return f"recall {hits / len(twins):.3f}, precision {hits / max(1, len(found)):.3f}"


def _flagged(found: list[Pair], twins: dict[str, str]) -> str:
    flagged = {pair.id: dict(pair.issues[0].values)["twin"] for pair in found if not pair.accepted}
    hits = sum(twins.get(id) == twin for id, twin in flagged.items())
    return f"recall {hits / len(twins):.3f}, precision {hits / max(1, len(flagged)):.3f}"


if __name__ == "__main__":
    for size in map(int, sys.argv[1:] or ("1000", "10000", "100000")):
        report(size)
