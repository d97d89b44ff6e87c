"""What made pairs are held against beside their order, and what a gate is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from hesui_data.expand.orders import Choices, Order
from hesui_data.expand.voices import voices_of_prompts, voices_of_responses
from hesui_data.likeness.fluency import Fluency
from hesui_data.likeness.voices import Voices
from hesui_data.pair import Issue, Pair


@dataclass(frozen=True)
class Standard:
    """What pairs are held against beside their order: the user's choices and how the seeds read."""

    choices: Choices
    prompts: Fluency
    responses: Fluency

    @cached_property
    def voices(self) -> dict[str, Voices]:
        """Field of a pair → the voices it is held against: measured on the seeds when they are first needed."""
        return {
            "prompt": voices_of_prompts(self.prompts.texts),
            "response": voices_of_responses(self.responses.texts),
        }


Gate = Callable[[Pair, Order, Standard], Iterator[Issue]]
