"""A build that is running: its job, its engine, and who watches."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from hesui_data.engines.engine import Engine, Task
from hesui_data.engines.job import Job
from hesui_data.engines.store import part_name

Progress = Callable[[str, Iterable[int], int], Iterable[int]]
"""Given what is done, the numbers of the parts as they are done, and how many there will be: the same numbers."""


@dataclass(frozen=True, slots=True)
class Running:
    """One build under way; ``step`` is all that moves it on."""

    job: Job
    engine: Engine
    progress: Progress

    def step(self, name: str, task: Task, parts: int) -> None:
        """Run ``task`` for each part of which the file ``name/part`` is not there yet."""
        left = [part for part in range(parts) if not self.job.store.has(part_name(name, part))]
        for _ in self.progress(name, self.engine.each(task, left), len(left)) if left else ():
            pass

    def done(self, name: str) -> bool:
        """Whether the decision ``name`` was taken and put by."""
        return self.job.store.has(f"{name}.done")

    def finish(self, name: str) -> None:
        """Note that the decision ``name`` is put by."""
        self.job.store.write(f"{name}.done", b"")
