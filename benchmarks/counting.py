"""What counting, parsing and checking cost on one core.

    python benchmarks/counting.py [ROWS]

The texts and prompts are made here, from a seed: Chinese prose of about 130 字 with a line break, now
and then a number or a quotation, and prompts of which two in three ask for a length. Each text and
prompt is new to the code, so that nothing is remembered. The table shows the best of five runs.
"""

from __future__ import annotations

import platform
import sys
import time
from collections.abc import Callable, Sequence
from hashlib import sha256

from hesui_data.length import COUNTERS, check_length, parse_length, strip_length
from hesui_data.length.grammar.reading import _read

CLAUSES = (
    "新年的钟声即将敲响", "窗外的灯笼一盏盏亮起来", "母亲在厨房里忙着包饺子", "孩子们捂着耳朵看烟花",
    "爷爷写的春联墨迹未干", "远行的人陆续回到故乡", "巷口的糖画摊又支了起来", "祝您身体健康、万事如意",
    "愿我们来年依旧并肩前行", "感谢这一年的信任与支持", "父亲说“回来就好”", "转眼到了2024年",
)  # fmt: skip
REQUESTS = ("给老师写一段新年祝福", "写一篇关于除夕的短文", "替公司拟一份放假通知", "写几句拜年的话送给邻居")
DEMANDS = ("，50字以内", "，不少于200字", "，字数在80到120字之间", "，每句不超过12个字", "", "")


def texts(rows: int) -> list[str]:
    """``rows`` texts of about 130 字, the same on every machine."""
    return [_text(n) for n in range(rows)]


def prompts(rows: int) -> list[str]:
    """``rows`` prompts, all different."""
    return [
        f"{REQUESTS[n % len(REQUESTS)]}{DEMANDS[n % len(DEMANDS)]}，提到第{n}号院的{CLAUSES[n % 8]}。"
        for n in range(rows)
    ]


def _text(number: int) -> str:
    seed = int.from_bytes(sha256(str(number).encode()).digest(), "big")
    clauses = [CLAUSES[(seed >> 4 * i) % len(CLAUSES)] for i in range(12)]
    return "，".join(clauses[:6]) + "。\n" + "，".join(clauses[6:]) + "！"


def best(work: Callable[[], object]) -> float:
    """Seconds of processor time, the best of five runs."""
    times = []
    for _ in range(5):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def main(arguments: Sequence[str]) -> None:
    rows = int(arguments[0]) if arguments else 5_000
    some_texts, some_prompts = texts(rows), prompts(rows)
    size = sum(len(text.encode()) for text in some_texts)
    print(f"Python {platform.python_version()}, {platform.machine()}; {rows} texts of {size // rows} bytes")
    for name, counter in COUNTERS.items():
        seconds = best(lambda counter=counter: [counter(text) for text in some_texts])
        print(f"{name:18} {seconds / rows * 1e6:8.2f} µs a text {size / seconds / 1e6:10.0f} MB/s")
    pairs = list(zip(some_prompts, some_texts, strict=True))
    works: dict[str, Callable[[], object]] = {
        "parse_length": lambda: [_read(prompt) for prompt in some_prompts],
        "… remembered": lambda: [
            parse_length(prompt) for prompt in some_prompts[:1000] * (rows // 1000 or 1)
        ],
        "check_length": lambda: [check_length(prompt, text) for prompt, text in pairs],
        "strip_length": lambda: [strip_length(prompt) for prompt in some_prompts],
    }
    for name, work in works.items():
        print(f"{name:18} {best(work) / rows * 1e6:8.2f} µs a prompt")


if __name__ == "__main__":
    main(sys.argv[1:])
