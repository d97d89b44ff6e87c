"""What reading costs, beside a loop that only parses the JSON of each line.

    python benchmarks/reading.py [ROWS]

The rows are made here: prompts of about 25 and responses of about 100 字, in every shape and kind of
file. The floor is ``orjson.loads`` for each line; making a ``Pair`` (whose id is a hash of its content)
is measured apart, since whoever wants pairs pays for it. Processor time, the best of three turns.
"""

from __future__ import annotations

import csv
import io
import json
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson

from hesui_data.files import read_pairs
from hesui_data.pair import Pair

CLAUSES = ("新年的钟声即将敲响", "窗外的灯笼一盏盏亮起来", "愿我们来年依旧并肩前行", "祝您身体健康、万事如意")

SHAPES: dict[str, Callable[[str, str], object]] = {
    "flat": lambda prompt, response: {"prompt": prompt, "response": response},
    "qianfan": lambda prompt, response: [{"prompt": prompt, "response": [[response]]}],
    "alpaca": lambda prompt, response: {"instruction": prompt, "input": "", "output": response},
    "messages": lambda prompt, response: {
        "messages": [{"role": "user", "content": prompt}, {"role": "assistant", "content": response}]
    },
    "sharegpt": lambda prompt, response: {
        "conversations": [{"from": "human", "value": prompt}, {"from": "gpt", "value": response}]
    },
}


def texts(rows: int) -> list[tuple[str, str]]:
    """``rows`` prompts and responses, the same on every machine."""
    return [(f"写第{n}段拜年的话，发在家庭群里，一百字左右。", _response(n)) for n in range(rows)]


def _response(number: int) -> str:
    clauses = [CLAUSES[(number >> shift) % len(CLAUSES)] for shift in range(10)]
    return "，".join(clauses) + f"。\n——第{number}封"


def lines(rows: Iterable[object]) -> bytes:
    return b"".join(orjson.dumps(row) + b"\n" for row in rows)


def table(rows: Iterable[tuple[str, str]]) -> bytes:
    written = io.StringIO()
    csv.writer(written).writerows([("prompt", "response"), *rows])
    return written.getvalue().encode()


def files(rows: int) -> dict[str, bytes]:
    """Name → what a file of that kind holds."""
    pairs = texts(rows)
    flat = [SHAPES["flat"](*pair) for pair in pairs]
    made = {f"JSON Lines, {name}": lines(shape(*pair) for pair in pairs) for name, shape in SHAPES.items()}
    return made | {
        "JSON Lines in GB18030": made["JSON Lines, flat"].decode().encode("gb18030"),
        "array, pretty-printed": json.dumps(flat, ensure_ascii=False, indent=2).encode(),
        "array on one line": json.dumps(flat, ensure_ascii=False).encode(),
        "CSV": table(pairs),
    }


def cost(run: Callable[[], object]) -> float:
    """Seconds of processor time that ``run`` takes, the best of three."""

    def once() -> float:
        start = time.process_time()
        run()
        return time.process_time() - start

    return min(once() for _ in range(3))


def main(rows: int) -> None:
    """Print a table: microseconds a row, and above the floor without making pairs."""
    made = files(rows)
    flat = made["JSON Lines, flat"].splitlines()
    floor = cost(lambda: [orjson.loads(line) for line in flat]) / rows * 1e6
    said = texts(rows)
    pairs = cost(lambda: [Pair(*both, source="x", line=1) for both in said]) / rows * 1e6
    print(
        f"{rows} rows of {len(made['JSON Lines, flat']) // rows} bytes; orjson {floor:.2f} µs a row, ", end=""
    )
    print(f"making a pair {pairs:.2f} µs")
    print(f"{'kind':26}{'µs a row':>10}{'over orjson':>13}{'and pairs':>11}")
    with TemporaryDirectory() as folder:
        for name, data in made.items():
            path = Path(folder) / "x"
            path.write_bytes(data)
            taken = cost(lambda path=path: sum(1 for _ in read_pairs(path))) / rows * 1e6
            print(f"{name:26}{taken:10.2f}{taken - floor:13.2f}{taken - floor - pairs:11.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50_000)
