"""``hesui check FILE`` against a script that only parses the JSON: ``python -m benchmarks.checking_files``.

Cold processes, imports included, of which the CPU time is measured (user and system), one after the other in
turns. The floor is ``json.loads`` of each line. The files are made of the sentences of ``data/raw``: 1,000
rows with length demands, 1,000 without, and the first with some rows that have findings; the last is of
``benchmarks.corpus``.
"""

import json
import os
import random
import re
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.corpus import write_corpus
from hesui_data.files import read_pairs
from hesui_data.linter import Settings, check_paths

ROUNDS = 7
ROWS = 1000
FLOOR = """import json, sys
for name in sys.argv[1:]:
    for line in open(name, encoding="utf-8"): json.loads(line)
"""
RAW = Path(__file__).parents[1] / "data" / "raw" / "seeds.jsonl"
WHO = (
    "老师",
    "同事",
    "邻居",
    "奶奶",
    "客户",
    "同学",
    "战友",
    "表姐",
    "房东",
    "教练",
    "师傅",
    "外婆",
    "司机",
    "医生",
    "护士",
    "店主",
    "编辑",
    "保安",
    "园丁",
    "书友",
)
WHAT = ("新年祝福", "贺词", "短信", "问候", "寄语", "拜年消息", "贺卡留言", "感谢话")
HOW = (
    "谢谢平时的照顾",
    "想约着春天见面",
    "语气俏皮些",
    "不要套话",
    "写到一件小事",
    "像当面说话",
    "提到下雪的早晨",
    "句子短些",
)
ODD = re.compile(r"[0-9A-Za-z“”（）:：\u3000《》\[\]【】@「」]")


def rows(*, demands: bool, seed: int = 7) -> list[dict[str, str]]:
    """More rows than are needed, each of a prompt and of sentences in an order of its own."""
    rnd = random.Random(seed)
    texts = "\n".join(pair.response for pair in read_pairs(RAW))
    sentences = sorted({s for s in re.findall(r"[^。！？\n]{8,40}[。！？]", texts) if not ODD.search(s)})
    made = []
    for _ in range(ROWS + ROWS // 5):
        response = "".join(rnd.sample(sentences, rnd.randint(5, 8)))
        ten = len(response) // 10 * 10
        demand = rnd.choice(
            (
                f"{ten + 10}字以内",
                f"不超过{ten + 10}字",
                f"至少{ten}字",
                f"{ten}字左右",
                f"{ten}到{ten + 20}字",
            )
        )
        prompt = f"给{rnd.choice(WHO)}写一段{rnd.choice(WHAT)}，{rnd.choice(HOW)}"
        made.append({"prompt": f"{prompt}，{demand}。" if demands else f"{prompt}。", "response": response})
    return made


def write(path: Path, made: list[dict[str, str]], *, sound: bool) -> Path:
    """The first thousand of the rows, ``sound`` those without a finding, as a file."""
    lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in made]
    path.write_text("".join(lines), encoding="utf-8")
    flawed = {finding.issue.line for finding in check_paths([path], Settings())} if sound else set()
    kept = [line for number, line in enumerate(lines, 1) if number not in flawed]
    path.write_text("".join(kept[:ROWS]), encoding="utf-8")
    return path


def cpu_milliseconds(command: list[str], folder: str, environment: dict[str, str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1000 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": folder}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)  # as after an installation, which compiles
        demands = write(Path(folder, "a.jsonl"), rows(demands=True), sound=True)
        without = write(Path(folder, "b.jsonl"), rows(demands=False), sound=True)
        flawed = write(Path(folder, "c.jsonl"), rows(demands=True), sound=False)
        corpus = Path(folder, "d.jsonl")
        write_corpus(corpus, ROWS)
        cases = {
            "with demands": [demands],
            "without": [without],
            "of both, two files": [demands, without],
            "with findings": [flawed],
            "with demands, --statistics": [demands, "--statistics"],
            "of the corpus, 826 findings": [corpus],
        }
        for name, arguments in cases.items():
            told(name, [str(one) for one in arguments], folder, environment)


def told(name: str, arguments: list[str], folder: str, environment: dict[str, str]) -> None:
    """Print what checking takes, and how much more that is than the floor."""
    floor, check = [], []
    files = [one for one in arguments if not one.startswith("-")]
    for _ in range(ROUNDS + 1):  # the first compiles
        floor.append(cpu_milliseconds([sys.executable, "-c", FLOOR, *files], folder, environment))
        command = [sys.executable, "-m", "hesui_data", "check", *arguments]
        check.append(cpu_milliseconds(command, folder, environment))
    for what, of in (("least", min), ("median", statistics.median)):
        one, other = of(floor[1:]), of(check[1:])
        print(f"1,000 rows {name}, {what}: {other:.0f} ms, {other / one:.1f} x the floor of {one:.0f} ms")


if __name__ == "__main__":
    main()
