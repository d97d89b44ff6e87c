"""Over-fitting as numbers: how much of an answer stands in the training responses, and the gap to unseen prompts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hesui_data.evaluate.figures import Interval, Mean, Share, difference
from hesui_data.evaluate.questions import Answered
from hesui_data.likeness import text_key

RUN = 12
"""So many letters in a row that stand in a training response are taken for copied."""

MOSTLY = 0.5
"""An answer of which at least this share is copied is called a recital."""


@dataclass(frozen=True, slots=True)
class CopyScores:
    """``copied`` is the mean share of letters in runs of 12 that stand in a training response; ``recited`` the
    share of answers that are copied by half or more; ``identical`` of those that are a training response."""

    copied: Mean
    recited: Share
    identical: Share


@dataclass(frozen=True, slots=True)
class Gap:
    """A share on prompts that were trained on, beside the same on unseen ones."""

    trained: Share
    unseen: Share

    @property
    def known(self) -> bool:
        """Whether both were measured."""
        return self.trained.n > 0 and self.unseen.n > 0

    @property
    def points(self) -> float:
        """Trained minus unseen, in percentage points."""
        return 100 * ((self.trained.value or 0.0) - (self.unseen.value or 0.0))

    @property
    def interval(self) -> Interval:
        """The 95 % interval of the difference, in percentage points."""
        low, high = difference(self.trained, self.unseen)
        return Interval(100 * low, 100 * high)

    @property
    def certain(self) -> bool:
        """Whether the interval excludes that unseen prompts fare as well.

        >>> Gap(Share(48, 50), Share(20, 50)).certain, Gap(Share(9, 10), Share(8, 10)).certain
        (True, False)
        """
        return self.known and self.interval.low > 0


class TrainingText:
    """The letters of the training responses, to look answers up in.

    >>> known = TrainingText(["老师过年好！这一年辛苦您了，愿您假期睡到自然醒。"])
    >>> known.copied("老师过年好！这一年辛苦您了，愿您假期睡到自然醒。"), known.copied("新年快乐，万事如意")
    (1.0, 0.0)
    """

    def __init__(self, responses: Iterable[str]) -> None:
        self._keys = {text_key(text) for text in responses}
        self._runs = {key[i : i + RUN] for key in self._keys for i in range(len(key) - RUN + 1)}

    def copied(self, text: str) -> float:
        """The share of the letters of ``text`` that stand in runs of 12 in a training response.

        A text that is shorter is copied if it is a training response, else not.
        """
        key = text_key(text)
        if len(key) < RUN:
            return float(bool(key) and key in self._keys)
        covered, end = 0, 0
        for i in range(len(key) - RUN + 1):
            if key[i : i + RUN] in self._runs:
                covered += i + RUN - max(i, end)
                end = i + RUN
        return covered / len(key)

    def holds(self, text: str) -> bool:
        """Whether ``text`` is a training response, letter for letter."""
        key = text_key(text)
        return bool(key) and key in self._keys


def copy_scores(answered: Sequence[Answered], known: TrainingText) -> CopyScores:
    """How much of the answers stands in the training responses.

    >>> from hesui_data.evaluate.questions import Question
    >>> known = TrainingText(["新年好"])
    >>> copy_scores([Answered(Question("q", "unseen", "写祝福"), "新年好！")], known).identical
    Share(hits=1, n=1)
    """
    shares = [known.copied(one.text) for one in answered]
    return CopyScores(
        copied=Mean.of(shares),
        recited=Share.of(share >= MOSTLY for share in shares),
        identical=Share.of(known.holds(one.text) for one in answered),
    )
