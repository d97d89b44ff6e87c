"""What there is to say of a pair of texts as they are now: lengths against the demands, and every finding."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from hesui_data.augment.curriculum import METHODS as LESSONS
from hesui_data.checks import blank_issues, conflict_issues, tag_lengths, text_issues
from hesui_data.cleaning import clean_pair, layout_issues
from hesui_data.decisions import HELD_OUT_ASKED
from hesui_data.formats import dialect_issues
from hesui_data.length import Verdict, check_length, count_length
from hesui_data.length.check import admitted
from hesui_data.pair import Issue, Pair
from hesui_data.recipe import Recipe
from hesui_data.rules import RULES
from hesui_data.splits import asked_values


@dataclass(frozen=True, slots=True)
class Measure:
    """How long a response is, how it keeps each demand of its prompt, and what the checks find."""

    prompt: str  # cleaned
    count: float
    verdicts: tuple[Verdict, ...]
    issues: tuple[Issue, ...]

    @property
    def blank(self) -> bool:
        """Whether the prompt or the response is empty."""
        return any(issue.code == "HD114" for issue in self.issues)

    @property
    def refused(self) -> bool:
        """Whether a build would refuse such a row, or could only take it with another demand."""
        return any(issue.rejects for issue in self.issues)


def measure(pair: Pair, recipe: Recipe) -> Measure:
    """What a build under ``recipe`` counts and finds in ``pair``, once it is cleaned.

    >>> found = measure(Pair("写一句祝福，2字以内", "新年好"), Recipe())
    >>> found.count, found.refused, [issue.code for issue in found.issues]
    (3, True, ['HD201'])
    """
    cleaned = clean_pair(pair)
    count = count_length(cleaned.response, counter=recipe.counter)
    return Measure(cleaned.prompt, count, _verdicts(cleaned, recipe), tuple(_issues(cleaned, recipe)))


def _verdicts(pair: Pair, recipe: Recipe) -> tuple[Verdict, ...]:
    """One for each demand; a lesson talks about lengths and asks for none."""
    if pair.method in LESSONS:
        return ()
    return check_length(pair.prompt, pair.response, counter=recipe.counter, tolerance=recipe.tolerance)


def _issues(pair: Pair, recipe: Recipe) -> Iterator[Issue]:
    blank = tuple(blank_issues(pair))
    yield from blank
    if blank:
        return
    yield from layout_issues(pair)
    yield from conflict_issues(pair, tolerance=recipe.tolerance)
    yield from dialect_issues(pair, recipe.dialect)
    if pair.method not in LESSONS:
        tagged = tag_lengths(pair, counter=recipe.counter, tolerance=recipe.tolerance)
        yield from tagged.issues[len(pair.issues) :]
    if pair.split == "train":
        for number in sorted(asked_values(pair.prompt) & frozenset(recipe.held_out)):
            yield Issue.of(HELD_OUT_ASKED, field="prompt", number=number)
    yield from text_issues(pair)


def shown_measure(found: Measure, language: str) -> dict[str, Any]:
    """``found`` as the page shows it: one entry a demand, one a finding.

    >>> shown = shown_measure(measure(Pair("写一句祝福，2字以内", "新年好"), Recipe()), "en")
    >>> shown["lengths"][0]["words"], shown["lengths"][0]["outcome"], shown["unfit"]
    ('2字以内', 'breaks', True)
    """
    return {
        "count": found.count,
        "lengths": [_shown_verdict(verdict, found.prompt, language) for verdict in found.verdicts],
        "findings": [_shown_issue(issue, language) for issue in found.issues if issue.code != "HD201"],
        "unfit": found.refused,
    }


def _shown_verdict(verdict: Verdict, prompt: str, language: str) -> dict[str, Any]:
    low, high = admitted(verdict.constraint, tolerance=verdict.tolerance)
    return {
        "words": prompt[slice(*verdict.constraint.span)],
        "outcome": verdict.outcome,
        "says": verdict.say(language),
        "counts": verdict.counts,
        "low": low,
        "high": high,
        "unit": verdict.constraint.unit,
    }


def _shown_issue(issue: Issue, language: str) -> dict[str, Any]:
    return {
        "code": issue.code,
        "name": RULES[issue.code].name,
        "severity": issue.severity,
        "says": issue.say(language),
    }
