"""Every benchmark, one after the other: ``python -m benchmarks``."""

import runpy

NAMES = (
    "starting", "counting", "huge", "cleaning", "checking", "checking_files", "reading", "repeats", "stages",
    "expanding",
)  # fmt: skip

for name in NAMES:
    print(f"== {name}")
    runpy.run_module(f"benchmarks.{name}", run_name="__main__")
