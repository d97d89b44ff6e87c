"""Every benchmark, one after the other: ``python -m benchmarks``."""

import runpy

for name in ("starting", "counting", "cleaning", "checking", "reading", "repeats", "stages"):
    print(f"== {name}")
    runpy.run_module(f"benchmarks.{name}", run_name="__main__")
