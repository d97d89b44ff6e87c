"""A character n-gram model, fitted on training responses: how surprising an answer is, in bits a character."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hesui_data.evaluate.figures import Mean
from hesui_data.evaluate.questions import Answered

ORDER = 3
_START = "\x02"


@dataclass(frozen=True, slots=True)
class FluencyScores:
    """Mean bits a character of the answers and, as a yardstick, of the references to the same questions."""

    answers: Mean
    references: Mean


class CharacterModel:
    """Probabilities of characters after up to two others, by interpolated Witten-Bell smoothing.

    Witten and Bell, "The zero-frequency problem", IEEE Transactions on Information Theory 37, 1991. A context that
    was followed by T distinct characters in n places leaves T/(n+T) to the shorter context; the shortest leaves it
    to all characters alike, one of them standing for those never seen.

    >>> model = CharacterModel(["新年快乐", "新春快乐"])
    >>> model.bits("新年快乐") < model.bits("乐快年新") < model.bits("区块链技")
    True
    """

    def __init__(self, texts: Iterable[str], *, order: int = ORDER) -> None:
        self.order = order
        self._after: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for text in texts:
            padded = _START * (order - 1) + text
            for i in range(order - 1, len(padded)):
                for length in range(order):
                    self._after[padded[i - length : i]][padded[i]] += 1
        self._sizes = {context: counts.total() for context, counts in self._after.items()}
        self._uniform = 1 / (len(self._after[""]) + 1)

    def probability(self, character: str, context: str) -> float:
        """The probability of ``character`` after ``context``; over all characters they sum to 1.

        >>> CharacterModel(["ab"], order=1).probability("a", "")
        0.41666666666666663
        """
        found = self._uniform
        for length in range(min(self.order, len(context) + 1)):
            known = context[len(context) - length :]
            if known in self._sizes:
                counts, n = self._after[known], self._sizes[known]
                found = (counts[character] + len(counts) * found) / (n + len(counts))
        return found

    def bits(self, text: str) -> float | None:
        """Mean bits a character of ``text``; None for an empty one. White space is no part of it."""
        letters = "".join(text.split())
        if not letters:
            return None
        padded = _START * (self.order - 1) + letters
        start = self.order - 1
        spent = [
            -math.log2(self.probability(padded[i], padded[i - start : i])) for i in range(start, len(padded))
        ]
        return math.fsum(spent) / len(letters)


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
