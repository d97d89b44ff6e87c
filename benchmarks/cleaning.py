"""What cleaning costs, beside the fastest loop that does the same by hand.

    python benchmarks/cleaning.py [ROWS]

The texts are made here, from a seed: Chinese prose of about 130 and 300 字, one in five with one kind
of dirt. The hand-written loop asks ``isprintable`` first and works only on what is dirty, but knows
no code, no emoji and no steps. Both run in turn, five times; the table shows medians.
"""

from __future__ import annotations

import html
import json
import re
import statistics
import sys
import time
import unicodedata
from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Any

from hesui_data.cleaning import clean_pair, clean_text, explain_cleaning, line_skeleton
from hesui_data.pair import Pair

CLAUSES = (
    "新年的钟声即将敲响", "窗外的灯笼一盏盏亮起来", "母亲在厨房里忙着包饺子", "孩子们捂着耳朵看烟花",
    "爷爷写的春联墨迹未干", "远行的人陆续回到故乡", "巷口的糖画摊又支了起来", "祝您身体健康、万事如意",
    "愿我们来年依旧并肩前行", "感谢这一年的信任与支持",
)  # fmt: skip
DIRT: tuple[Callable[[str], str], ...] = (
    lambda text: text.replace("，", "，\u200b", 1),
    lambda text: text.replace("\n", "\r\n") + "\r\n",
    lambda text: text.replace("。", "。 \n", 2),
    lambda text: text.replace("、", "&hellip;", 1).replace("。", "&nbsp;。", 1),
    lambda text: text.replace("。", "。\\n", 1) if "\n" not in text else text.replace("\n", "\\n"),
    lambda text: text.replace("。", "。<br>", 1),
    lambda text: text.replace("\n", "\n\n\n\n") + "\n",
    lambda text: text + "cafe\u0301",
)


def texts(rows: int) -> list[str]:
    """``rows`` texts, the same on every machine."""
    return [_text(int.from_bytes(sha256(str(n).encode()).digest()[:8], "big")) for n in range(rows)]


def _text(number: int) -> str:
    clauses = [CLAUSES[(number >> shift) % len(CLAUSES)] for shift in range(13 if number % 2 else 30)]
    body = (
        "".join(f"{clause}{'。' if n % 3 == 2 else '，'}" for n, clause in enumerate(clauses, 1))
        + "此致敬礼。"
    )
    if number % 3:
        body = "　　" + body.replace("。", "。\n\n　　", 1)
    return DIRT[number // 64 % len(DIRT)](body) if number // 7 % 5 == 0 else body


# ------------------------------------------------------------------ the loop to compare with

_CONTROL = dict.fromkeys([*range(9), *range(14, 32), *range(127, 160), 0xAD, 0xFEFF, *range(0x200B, 0x2010)])
_LINE_END = re.compile("\r\n?|[\v\f\x85\u2028\u2029]")
_TRAILING = re.compile("[ \t\xa0\u3000]+$", re.MULTILINE)
_BLANK = re.compile("\n{3,}")


def by_hand(text: str) -> str:
    """What a tuned loop does for one text."""
    if not text.replace("\n", "").replace("\u3000", "").isprintable():
        text = _LINE_END.sub("\n", text).translate(_CONTROL)
    if "&" in text:
        text = html.unescape(text)
    if "<br>" in text:
        text = text.replace("<br>", "\n")
    if "\\n" in text:
        text = text.replace("\\n", "\n")
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    if " \n" in text or "\u3000\n" in text or text[-1:].isspace():
        text = _TRAILING.sub("", text)
    if "\n\n\n" in text:
        text = _BLANK.sub("\n\n", text)
    return text.strip("\n")


# ------------------------------------------------------------------ measuring


def main(argv: Sequence[str]) -> int:
    rows = texts(int(argv[0]) if argv else 20_000)
    clean = [text for text in rows if clean_text(text) == text]
    longest = [text for text in clean if len(text) > 250]
    print(
        f"{len(rows)} texts, {len(clean)} of them clean, {sum(map(len, rows)) / len(rows):.0f} characters on average"
    )
    kept = sum(line_skeleton(clean_text(text)) == line_skeleton(text) for text in rows)
    agree = sum(clean_text(text) == by_hand(text) for text in rows)
    print(f"line skeleton kept: {kept}; same as by hand: {agree}")
    table = {
        "clean_text, all texts": measure(clean_text, by_hand, rows),
        "explain_cleaning, all texts": measure(explain_cleaning, by_hand, rows),
        "clean_text, clean texts": measure(clean_text, by_hand, clean),
        f"clean_text, clean texts of about {sum(map(len, longest)) // len(longest)}": measure(
            clean_text, by_hand, longest
        ),
        "clean_text, dirty texts": measure(clean_text, by_hand, sorted(set(rows) - set(clean))),
        "with reading and writing JSON": measure(
            through_json(clean_text), through_json(by_hand), list(map(as_row, rows))
        ),
    }
    for name, (ours, floor) in table.items():
        print(f"{name:42} {ours:7.2f} µs a text   by hand {floor:7.2f} µs   ratio {ours / floor:.2f}")
    pairs = [Pair("写一段新年祝福，300字以内", text) for text in rows]
    ours, _ = measure(clean_pair, lambda pair: pair, pairs)
    print(f"{'clean_pair, all texts':42} {ours:7.2f} µs a pair   {1e6 / ours:,.0f} pairs a second")
    return 0


def as_row(text: str) -> str:
    return json.dumps({"prompt": "写一段新年祝福", "response": text}, ensure_ascii=False)


def through_json(clean: Callable[[str], str]) -> Callable[[str], str]:
    """Reading a row, cleaning its response, writing it."""

    def run(line: str) -> str:
        row = json.loads(line)
        row["response"] = clean(row["response"])
        return json.dumps(row, ensure_ascii=False)

    return run


def measure(
    ours: Callable[[Any], object], floor: Callable[[Any], object], items: Sequence[Any]
) -> tuple[float, float]:
    """Medians of five interleaved runs, in microseconds an item."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(5):
        for run, spent in zip((ours, floor), times, strict=True):
            start = time.perf_counter()
            for item in items:
                run(item)
            spent.append((time.perf_counter() - start) / len(items) * 1e6)
    return statistics.median(times[0]), statistics.median(times[1])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
