"""The checks of the texts of a pair, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from hesui_data.checks.brackets import bracket_issues
from hesui_data.checks.couplets import couplet_issues
from hesui_data.checks.echo import echo_issues
from hesui_data.checks.language import language_issues
from hesui_data.checks.marks import mark_issues
from hesui_data.checks.personal import personal_issues
from hesui_data.checks.placeholders import placeholder_issues
from hesui_data.checks.pleasantries import pleasantry_issues
from hesui_data.checks.refusals import refusal_issues
from hesui_data.checks.repetition import repetition_issues
from hesui_data.checks.salutation import salutation_issues
from hesui_data.checks.secrets import secret_issues
from hesui_data.checks.truncation import truncation_issues
from hesui_data.checks.zodiac import zodiac_issues
from hesui_data.pair import Issue, Pair

TEXT_CHECKS: tuple[Callable[[Pair], Iterator[Issue]], ...] = (
    mark_issues,  # HD204
    refusal_issues,  # HD502
    pleasantry_issues,  # HD503
    truncation_issues,  # HD504
    repetition_issues,  # HD505
    language_issues,  # HD506
    placeholder_issues,  # HD507
    bracket_issues,  # HD508
    personal_issues,  # HD509
    secret_issues,  # HD510
    echo_issues,  # HD511
    zodiac_issues,  # HD701
    couplet_issues,  # HD702
    salutation_issues,  # HD703
)
"""What is looked for in the texts of a pair, in the order of the codes. All of it is a warning."""


def text_issues(pair: Pair) -> Iterator[Issue]:
    """What ``TEXT_CHECKS`` find in ``pair``; nothing where prompt or response is empty.

    >>> [issue.code for issue in text_issues(Pair("写一句祝福", "[姓名]，“新年好！"))]
    ['HD507', 'HD508']
    """
    if pair.prompt and pair.response:
        for check in TEXT_CHECKS:
            yield from check(pair)
