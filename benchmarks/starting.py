"""What ``import hesui_data`` costs over a bare interpreter: ``python -m benchmarks.starting``."""

import subprocess
import sys
from time import perf_counter

ROUNDS = 15


def milliseconds(code: str) -> float:
    """The best of several cold processes."""
    times = []
    for _ in range(ROUNDS):
        start = perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True)
        times.append(perf_counter() - start)
    return 1000 * min(times)


def main() -> None:
    bare = milliseconds("pass")
    for code in ("import hesui_data", "from hesui_data import parse_length, check_length", "import pydantic"):
        print(f"{code}: {milliseconds(code) - bare:.0f} ms over a bare interpreter ({bare:.0f} ms)")


if __name__ == "__main__":
    main()
