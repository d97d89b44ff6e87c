"""``python fuzz/soak.py SECONDS``: half the time for the Hypothesis tests, the rest shared by the fuzz targets.

Exits 1 if anything was found. What a target finds is kept in ``fuzz/found/TARGET``; what it has learned,
in ``build/fuzz/TARGET``, so that the next run goes on from there.
"""

import importlib.util
import os
import random
import signal
import subprocess
import sys
from pathlib import Path
from threading import Timer

HERE = Path(__file__).parent
TARGETS = ("reader", "fixer", "cleaner", "grammar")
LONGEST = 20
"""Seconds that one input may take before it counts as found."""

MEMORY = 2048
"""MiB that a target may use."""


def main(seconds: int) -> int:
    """1 if a test or a target found something, else 0."""
    has_atheris = importlib.util.find_spec("atheris") is not None
    if not has_atheris:
        print("atheris has no wheel for this Python and system: the Hypothesis tests have all the time")
    found = [] if soak_tests(seconds // 2 if has_atheris else seconds) else ["tests"]
    share = max(1, seconds // 2 // len(TARGETS))  # 0 is no limit
    found += [target for target in (TARGETS if has_atheris else ()) if not soak_target(target, share)]
    print(f"soak: found something in {', '.join(found)}" if found else "soak: found nothing")
    return bool(found)


def soak_tests(seconds: int) -> bool:
    """Whether no test failed in that time, with other examples and in another order each time."""
    print(f"soak: tests, {seconds} s", flush=True)
    files = sorted(str(path) for path in HERE.parent.glob("tests/test_*.py"))
    random.shuffle(files)
    run = subprocess.Popen(
        [sys.executable, "-m", "pytest", "-n", "2", "-rfE", "--tb=short", *files],
        cwd=HERE.parent,
        env={**os.environ, "HYPOTHESIS_PROFILE": "soak"},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    stops = [Timer(seconds, run.send_signal, [signal.SIGINT]), Timer(seconds + 60, _kill, [run])]
    for stop in stops:
        stop.start()
    failed = False
    for line in run.stdout or ():
        print(line, end="", flush=True)
        failed = failed or line.startswith(("FAILED ", "ERROR "))
    run.wait()
    for stop in stops:
        stop.cancel()
    return not failed


def _kill(run: subprocess.Popen[str]) -> None:
    """End ``run`` and the workers that it started."""
    os.killpg(run.pid, signal.SIGKILL)


def soak_target(name: str, seconds: int) -> bool:
    """Whether the target found nothing in that time."""
    print(f"soak: {name}, {seconds} s", flush=True)
    learned, found = HERE.parent / "build" / "fuzz" / name, HERE / "found" / name
    for folder in (learned, found):
        folder.mkdir(parents=True, exist_ok=True)
    flags = [
        f"-max_total_time={seconds}",
        f"-timeout={LONGEST}",
        f"-rss_limit_mb={MEMORY}",
        f"-artifact_prefix={found}{os.sep}",
        "-max_len=4096",
        "-print_final_stats=1",
    ]
    folders = [learned, HERE / "corpus" / name, found]
    return (
        subprocess.run([sys.executable, HERE / "run.py", name, *flags, *folders], check=False).returncode == 0
    )


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
