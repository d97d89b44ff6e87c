"""Scores of a tuned model: the library's ``evaluate``, and four figures that only this experiment can take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import correlation, fmean

from hesui_data import Pair, count_length
from hesui_data.evaluate import ModelScores, Share, evaluate, questions_for
from hesui_data.evaluate.figures import Interval

from .grammar import KINDS, Row

QUESTIONS = 240
"""So many unseen prompts, and at most as many prompts of the set's own train."""


@dataclass(frozen=True, slots=True)
class Scores:
    """What the table says of one model. Shares have their n; ``error`` is the mean of |got / asked - 1|.

    ``trained`` and ``gap`` (in shares, not points) are None for the base, which has no set of its own; what it
    seems to copy is what the grammar makes alike in all texts. ``alike`` is ``trained`` over the kinds of the unseen
    questions alone: in ``c`` ranges and exact lengths are asked for too.
    ``lengths`` has a couple (asked, got) for each unseen question.
    """

    name: str
    satisfied: Share
    kinds: Mapping[str, Share]
    numbers: Mapping[str, Share]
    error: float
    correlation: float
    lines: Share
    named: Share
    recited: Share
    trained: Share | None
    alike: Share | None
    gap: float | None
    gap_interval: Interval | None
    lengths: tuple[tuple[int, int], ...]


def trained_prompts(rows: Sequence[Pair], *, sample: int = QUESTIONS) -> list[str]:
    """The prompts of train that ``evaluate`` asks: one a seed first, drawn by hashes."""
    asked = questions_for(rows, [], sample=sample)
    return [question.prompt for question in asked if question.group == "trained" and question.asked]


def scores_of(
    name: str,
    rows: Sequence[Pair],
    questions: Sequence[Row],
    answers: Mapping[str, str],
    *,
    tuned: bool = True,
) -> Scores:
    """The scores of a model by its ``answers`` (prompt → answer); ``rows`` is what it was tuned on."""
    held_back = [Pair(row.prompt, row.response) for row in questions]
    found = evaluate(rows, held_back, {name: answers}, general=[], sample=QUESTIONS).models[0]
    texts = [answers[row.prompt] for row in questions]
    lengths = tuple((row.number, int(count_length(text))) for row, text in zip(questions, texts, strict=True))
    unseen = found.groups["unseen"]
    return Scores(
        name=name,
        satisfied=unseen.lengths.satisfied,
        kinds=unseen.lengths.by["kind"],
        numbers=found.numbers if tuned else {},
        error=mean_error(lengths),
        correlation=likeness(lengths),
        lines=unseen.layout.matched,
        named=Share.of(row.case.name in text for row, text in zip(questions, texts, strict=True)),
        recited=unseen.copying.recited,
        **_own(found, tuned),
        lengths=lengths,
    )


def _own(found: ModelScores, tuned: bool) -> dict[str, object]:
    gap = found.gap
    known = tuned and gap.known
    return {
        "trained": gap.trained if known else None,
        "alike": _of_the_kinds_asked(found.groups["trained"].lengths.by["kind"]) if known else None,
        "gap": gap.points / 100 if known else None,
        "gap_interval": Interval(*(end / 100 for end in gap.interval)) if known else None,
    }


def _of_the_kinds_asked(shares: Mapping[str, Share]) -> Share:
    kept = [shares[kind] for kind in KINDS if kind in shares]
    return Share(sum(share.hits for share in kept), sum(share.n for share in kept))


def mean_error(lengths: Sequence[tuple[int, int]]) -> float:
    """The mean of |got / asked - 1|.

    >>> round(mean_error([(50, 55), (100, 80)]), 3)
    0.15
    """
    return fmean(abs(got / asked - 1) for asked, got in lengths)


def likeness(lengths: Sequence[tuple[int, int]]) -> float:
    """The correlation of the length asked for and got (Pearson); 0 if all answers are equally long.

    >>> likeness([(10, 20), (20, 40), (30, 60)]), likeness([(10, 5), (20, 5)])
    (1.0, 0.0)
    """
    got = [got for _, got in lengths]
    return correlation([asked for asked, _ in lengths], got) if len(set(got)) > 1 else 0.0
