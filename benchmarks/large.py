"""What a large build costs: processor time and memory, under a limit of address space for each process.

    python -m benchmarks.large [ROWS …] [--enough N] [--jobs N]

Rows are made of clauses of our own, one in ten a repeat, some dirty: so many of them are half alike that comparing
is most of the work, more than in texts that people wrote. ``--enough 0`` lets the build grow rows by rules whatever
their number, which takes hours for a million. Seconds differ from machine to machine.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path

ADDRESS_SPACE = 1536 << 20
WHO = ["老师", "同事", "客户", "邻居", "爸妈", "舅舅", "班主任", "老同学", "教练", "房东", "徒弟", "表姐"]
WHAT = ["新年祝福", "拜年短信", "感谢信", "邀请", "通知", "贺卡", "告别的话", "生日祝福", "道歉信", "便条"]
SIZE = ["", "", "，50字以内", "，100字左右", "，不少于60字", "，80到120字"]
HEADS = [
    "这一年",
    "那天早上",
    "入冬以后",
    "去年春天",
    "下雪的晚上",
    "开学那周",
    "正月里",
    "收工的时候",
    "灯一亮",
    "雨停了",
]
DOES = ["收起", "修好", "挂上", "送来", "抄完", "端出", "擦亮", "种下", "数过", "包好", "念着", "晒干"]
THINGS = [
    "灯笼",
    "春联",
    "窗花",
    "饺子",
    "家书",
    "围巾",
    "棉衣",
    "风筝",
    "茶叶",
    "竹椅",
    "雨伞",
    "月饼",
    "账本",
    "砚台",
]
MEASURES = ["三个", "两只", "一张", "半篮", "五枝", "七件", "四叠", "九盏", "六册", "八捆"]


def rows(number: int) -> Iterator[dict[str, str]]:
    """So many rows; a shorter corpus is the beginning of a longer one."""
    for row in range(number):
        yield _row(row if row % 10 else row // 20)


def _row(number: int) -> dict[str, str]:
    drawn = iter(blake2b(str(number).encode(), digest_size=64).digest() * 2)

    def pick(words: list[str]) -> str:
        return words[next(drawn) % len(words)]

    clauses = [f"{pick(HEADS)}，{pick(DOES)}{pick(MEASURES)}{pick(THINGS)}" for _ in range(4 + number % 7)]
    dirt = ["", "", "", "\u200b", "&nbsp;", " "][next(drawn) % 6]
    prompt = f"给{pick(WHO)}{number % 9973}写一段{pick(WHAT)}{pick(SIZE)}。"
    return {"prompt": prompt, "response": f"{'。'.join(clauses)}。{dirt}"}


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
        with source.open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows(number))
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
