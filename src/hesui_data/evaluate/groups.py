"""What is known of a model: its scores in each group of prompts, and all of it as JSON values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from hesui_data.evaluate.answers import Coverage
from hesui_data.evaluate.collapse import Collapse
from hesui_data.evaluate.figures import Mean, Share
from hesui_data.evaluate.fluency import FluencyScores
from hesui_data.evaluate.judge import JudgeScores
from hesui_data.evaluate.layout import LayoutScores
from hesui_data.evaluate.obedience import Obedience
from hesui_data.evaluate.overfit import CopyScores, Gap
from hesui_data.evaluate.questions import Group
from hesui_data.evaluate.text import TextScores


@dataclass(frozen=True, slots=True)
class GroupScores:
    """Every score of one model on one group of prompts."""

    answers: int
    lengths: Obedience
    layout: LayoutScores
    text: TextScores
    fluency: FluencyScores
    copying: CopyScores
    collapse: Collapse
    judge: JudgeScores | None = None


@dataclass(frozen=True, slots=True)
class ModelScores:
    """Every score of one model. ``numbers`` has the demands kept on unseen prompts, apart for numbers of 字 that
    train asks for (``seen``) and for others (``unseen``)."""

    name: str
    coverage: Coverage
    groups: Mapping[Group, GroupScores]
    numbers: Mapping[str, Share]

    @property
    def gap(self) -> Gap:
        """Length demands kept on prompts that were trained on, beside unseen ones."""
        return Gap(self.groups["trained"].lengths.satisfied, self.groups["unseen"].lengths.satisfied)


def as_json(value: Any) -> Any:
    """``value`` as JSON values: figures with their n, other numbers to four places.

    >>> as_json({"satisfied": Share(1, 2)})["satisfied"]["share"]
    0.5
    """
    match value:
        case Share() | Mean():
            return value.as_dict()
        case float():
            return round(value, 4)
        case Mapping():
            return {str(key): as_json(item) for key, item in value.items()}
        case list() | tuple():
            return [as_json(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {key.name: as_json(getattr(value, key.name)) for key in fields(value)}
    return value
