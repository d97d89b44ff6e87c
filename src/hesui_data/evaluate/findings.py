"""What the figures say is wrong: each fault with the figure that decided it.

A fault is named only when the whole 95 % interval of its figure lies beyond the threshold, so that a few odd
answers of an honest model are no fault. Why these thresholds: docs/decisions/0012-evaluation.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from hesui_data.evaluate.figures import Share, difference
from hesui_data.evaluate.groups import GroupScores, ModelScores
from hesui_data.evaluate.overfit import Gap
from hesui_data.evaluate.questions import GROUPS, Group
from hesui_data.evaluate.words import GROUP_WORDS, say

LENGTHS_KEPT = 0.60
RIGHT = 0.60
GAP = 10.0
"""Percentage points by which trained prompts fare better than unseen ones, when it is said to have memorised."""

RECITED = 0.10
FLAT = 1 / 3
SAME_ANSWER = 0.20
COUNTS = GREETINGS = 0.05
EMPTY = 0.02


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: its code, the group of prompts it was found on, and the figures that say so, the first one first."""

    code: str
    group: Group
    figure: Share
    others: tuple[tuple[str, Share], ...] = ()

    def say(self, language: str) -> str:
        """The fault in ``language``, ``"zh"`` or ``"en"``, with its figures."""
        others = {name: percent(share) for name, share in self.others}
        group = GROUP_WORDS[self.group][0 if language == "zh" else 1]
        return say(self.code, language, share=percent(self.figure), group=group, **others)


def findings(model: ModelScores) -> tuple[Finding, ...]:
    """The faults of ``model``: none for an honest one, and none of what was not asked."""
    return tuple(found for look in _LOOKS for found in look(model))


def gap_sentence(model: ModelScores, language: str) -> str:
    """How much better lengths are kept on prompts that were trained on than on unseen ones, in one sentence."""
    gap = model.gap
    if not gap.known:
        return _one_side(model, language)
    low, high = gap.interval
    return say(
        "gap",
        language,
        name=model.name,
        trained=percent(gap.trained),
        paraphrase=percent(model.groups["paraphrase"].lengths.satisfied),
        unseen=percent(gap.unseen),
        points=gap.points,
        low=low,
        high=high,
        verdict=say(_verdict(gap), language),
    )


def percent(share: Share) -> str:
    """A share for people.

    >>> percent(Share(23, 57)), percent(Share(0, 0))
    ('40% (23/57)', '– (0/0)')
    """
    value = "–" if share.value is None else f"{share.value:.0%}"
    return f"{value} ({share.hits}/{share.n})"


def _verdict(gap: Gap) -> str:
    if not gap.certain:
        return "no gap"
    return "memorised" if gap.interval.low > GAP else "some gap"


def _one_side(model: ModelScores, language: str) -> str:
    for group in ("unseen", "trained", "paraphrase"):
        share = model.groups[group].lengths.satisfied
        if share.n:
            words = GROUP_WORDS[group][0 if language == "zh" else 1]
            return say("gap one side", language, name=model.name, group=words, share=percent(share))
    return say("gap unknown", language, name=model.name)


# --- faults -------------------------------------------------------------------------------------------


def _overfits(model: ModelScores) -> Iterator[Finding]:
    if _verdict(model.gap) == "memorised":
        yield Finding("overfits", "trained", model.gap.trained, (("unseen", model.gap.unseen),))


def _ignores_lengths(model: ModelScores) -> Iterator[Finding]:
    lengths = model.groups["unseen"].lengths
    if _below(lengths.satisfied, LENGTHS_KEPT):
        others = (("under", lengths.under), ("over", lengths.over))
        yield Finding("lengths", "unseen", lengths.satisfied, others)


def _knows_its_numbers_only(model: ModelScores) -> Iterator[Finding]:
    seen, unseen = model.numbers["seen"], model.numbers["unseen"]
    if 100 * difference(seen, unseen).low > GAP:
        yield Finding("numbers", "unseen", unseen, (("seen", seen),))


def _above(
    code: str, threshold: float, figure: Callable[[GroupScores], Share], groups: tuple[Group, ...]
) -> Callable[[ModelScores], Iterator[Finding]]:
    """A look that names ``code`` in each group whose figure certainly lies above ``threshold``."""

    def look(model: ModelScores) -> Iterator[Finding]:
        for group in groups:
            share = figure(model.groups[group])
            if share.n and share.interval.low > threshold:
                yield Finding(code, group, share)

    return look


def _forgot(model: ModelScores) -> Iterator[Finding]:
    share = model.groups["general"].collapse.right
    if _below(share, RIGHT):
        yield Finding("forgot", "general", share)


def _below(share: Share, threshold: float) -> bool:
    """Whether ``share`` certainly lies below ``threshold``."""
    return share.n > 0 and share.interval.high < threshold


_LOOKS: tuple[Callable[[ModelScores], Iterator[Finding]], ...] = (
    _overfits,
    _above("recites", RECITED, lambda scores: scores.copying.recited, ("unseen",)),
    _ignores_lengths,
    _knows_its_numbers_only,
    _above("lines", FLAT, lambda scores: scores.layout.flat, ("trained", "unseen")),
    _above("same-answer", SAME_ANSWER, lambda scores: scores.text.same_answer, ("unseen", "general")),
    _above("only-counts", COUNTS, lambda scores: scores.collapse.only_count, GROUPS),
    _above("greets", GREETINGS, lambda scores: scores.collapse.greetings, ("general",)),
    _forgot,
    _above("empty", EMPTY, lambda scores: scores.collapse.empty, GROUPS),
)
