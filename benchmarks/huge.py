"""Whether reading a prompt stays linear: texts of a megabyte that hurt, each also at a quarter of its size.

    python -m benchmarks.huge

The ratio of the two times is what matters: 4 is linear, 16 would be quadratic; where it is below 4, only
the head and the foot of the text are looked at.
"""

from __future__ import annotations

import time

from hesui_data.length import parse_length

MEGABYTE = 1_000_000
PIECES = (
    "12 ", "1-", "1\n", "三百二十 ", "50字", "第1段", "七绝", "一条", "字", "不超过", "每条", "（【[", "1", "\n",
    "字数：", "“", "[LEN:<=50字]", "one word ", "春天来了，小明写了三百字的日记。",
    "写3条祝福，每条20到30字，标题不超过10字；正文200字左右。",
)  # fmt: skip


def seconds(text: str) -> float:
    """Processor time of reading ``text``."""
    start = time.process_time()
    parse_length(text)
    return time.process_time() - start


def main() -> None:
    parse_length("写一段祝福，50字以内")
    for piece in PIECES:
        quarter = piece * (MEGABYTE // 4 // len(piece))
        small, large = seconds(quarter), seconds(quarter * 4)
        print(f"{piece[:12]!r:32} {large:6.2f} s   ×{large / max(small, 1e-6):.1f}")


if __name__ == "__main__":
    main()
