"""How surprising an answer is to a model of the characters of training responses, in bits a character."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hesui_data.evaluate.figures import Mean
from hesui_data.evaluate.questions import Answered
from hesui_data.likeness.characters import CharacterModel


@dataclass(frozen=True, slots=True)
class FluencyScores:
    """Mean bits a character of the answers and, as a yardstick, of the references to the same questions."""

    answers: Mean
    references: Mean


def model_of(responses: Iterable[str]) -> CharacterModel:
    """The model of ``responses`` without their white space."""
    return CharacterModel("".join(text.split()) for text in responses)


def fluency_scores(answered: Sequence[Answered], model: CharacterModel) -> FluencyScores:
    """How surprising the answers are to ``model``, beside the references to the same questions."""
    references = [text for one in answered for text in one.question.references]
    return FluencyScores(
        answers=Mean.of(bits for one in answered if (bits := model.bits(one.text)) is not None),
        references=Mean.of(bits for text in references if (bits := model.bits(text)) is not None),
    )
