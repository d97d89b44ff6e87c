"""Checks of one pair: does its response keep the length its prompt asks?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from hesui_data.length import LengthTag, Verdict, check_length, conflicts, parse_length, tag_for, verify_tag
from hesui_data.pair import Issue, Pair

ROBUST_COUNTERS = ("zi", "word_processor", "chars")
"""What a robust tag holds by: 字 as a reader counts them, as Word shows them, and character by character."""


def conflict_issues(pair: Pair, *, tolerance: float = 0.10) -> Iterator[Issue]:
    """An issue for each set of demands in the prompt that no response can satisfy together.

    >>> [issue.code for issue in conflict_issues(Pair("写4条，每条至少50字，总共不超过140字", "新年好"))]
    ['HD203']
    """
    demands = parse_length(pair.prompt)
    if len(demands) > 1:
        for conflict in conflicts(demands, tolerance=tolerance):
            yield Issue.of(
                "HD203",
                field="prompt",
                offset=conflict.constraints[0].span[0],
                low=conflict.low,
                high=conflict.high,
                unit=conflict.unit,
            )


def tag_lengths(pair: Pair, *, counter: str = "zi", tolerance: float = 0.10, robust: bool = False) -> Pair:
    """``pair`` with a tag for each length constraint that holds, and an issue for each that does not.

    A constraint that cannot be checked (a named part, 几十字) gets no tag, only a note (HD202). With
    ``robust`` there is a tag only where the constraint holds by all of ``ROBUST_COUNTERS`` too.

    >>> tag_lengths(Pair("写一句祝福，5字以内", "新年好")).tags[0].constraint.max
    5
    >>> tag_lengths(Pair("写一句祝福，2字以内", "新年好")).issues[0].code
    'HD201'
    >>> len(tag_lengths(Pair("写一句祝福，5字以内", "2024年好"), robust=True).tags)
    0
    """
    verdicts = check_length(pair.prompt, pair.response, counter=counter, tolerance=tolerance)
    if not verdicts:
        return pair
    tags = tuple(tag for verdict in verdicts if (tag := tag_for(verdict)) is not None)
    if robust:
        tags = tuple(tag for tag in tags if _is_robust(tag, pair.response, tolerance))
    return replace(pair, tags=tags).flag(*_new_issues(pair, verdicts))


def length_issues(pair: Pair, *, counter: str = "zi", tolerance: float = 0.10) -> Iterator[Issue]:
    """The issues that ``tag_lengths`` adds to ``pair``, without the tags.

    >>> [issue.code for issue in length_issues(Pair("写一句祝福，2字以内", "新年好"))]
    ['HD201']
    """
    return _new_issues(pair, check_length(pair.prompt, pair.response, counter=counter, tolerance=tolerance))


def _new_issues(pair: Pair, verdicts: Iterable[Verdict]) -> Iterator[Issue]:
    """An issue for each verdict that does not hold, unless the pair has it."""
    known: set[Issue] | None = None
    for verdict in verdicts:
        if not verdict.holds:
            issue = _issue(pair, verdict)
            known = {replace(one, stage="") for one in pair.issues} if known is None else known
            if issue not in known:
                yield issue


def _is_robust(tag: LengthTag, response: str, tolerance: float) -> bool:
    counted = (replace(tag, counter=counter) for counter in ROBUST_COUNTERS)
    return all(verify_tag(one, response, tolerance=tolerance) for one in counted)


def _issue(pair: Pair, verdict: Verdict) -> Issue:
    """What to say of a verdict that does not hold, with the words of the demand and where they stand."""
    constraint = verdict.constraint
    start, end = constraint.span
    demand = pair.prompt[start:end]
    if verdict.unknown:
        return Issue.of("HD202", field="prompt", offset=start, demand=demand, reason=verdict.reason)
    return Issue.of(
        "HD201",
        field="response",
        demand=demand,
        count=_counted(verdict),
        unit=constraint.unit,
        off=_off(verdict.off),
    )


def _counted(verdict: Verdict) -> str:
    """The counts, one for each segment; of many segments the first few.

    >>> _counted(check_length("每条2字以内", "1. 新年好\\n2. 万事如意")[0])
    '3/4'
    """
    shown = [str(count) for count in verdict.counts[:6]]
    return "/".join(shown) + ("/…" if len(verdict.counts) > len(shown) else "")


def _off(off: int) -> tuple[str, str]:
    return (f"多了 {off}", f"{off} too many") if off > 0 else (f"少了 {-off}", f"{-off} too few")
