"""What made pairs are held against beside their order, and what a gate is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from hesui_data.expand.orders import Choices, Order
from hesui_data.likeness.fluency import Fluency
from hesui_data.pair import Issue, Pair


@dataclass(frozen=True, slots=True)
class Standard:
    """What pairs are held against beside their order: the user's choices and how the seeds read."""

    choices: Choices
    prompts: Fluency
    responses: Fluency


Gate = Callable[[Pair, Order, Standard], Iterator[Issue]]
