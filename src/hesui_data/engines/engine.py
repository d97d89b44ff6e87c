"""What an engine is: something that runs a task for each of many parts, anywhere, in any order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

Task = Callable[[int], None]
"""Makes one part of a step: reads files of a ``Store``, writes others, and gives the same bytes whenever it is run.

It can be pickled. Its last file is named after the step and the part, and is there only when all is done.
"""


class Engine(Protocol):
    """Runs tasks. What comes out is the same whatever engine runs them: tasks know nothing of it."""

    def each(self, task: Task, parts: Sequence[int]) -> Iterator[int]:
        """Run ``task`` for each of ``parts`` and give its number when it is done, in whatever order.

        A task that was lost (its process or machine is gone) may be run again. An error of a task is raised.
        """
        ...


class InTurn:
    """The engine that runs one task after the other, here.

    >>> list(InTurn().each(lambda part: None, [0, 1]))
    [0, 1]
    """

    def each(self, task: Task, parts: Sequence[int]) -> Iterator[int]:
        for part in parts:
            task(part)
            yield part
