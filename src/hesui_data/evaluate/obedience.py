"""The length metrics over many answers: what a report says of one model and one group of prompts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from hesui_data.evaluate.figures import Mean, Share
from hesui_data.evaluate.lengths import (
    distance,
    flexible_match,
    holds_loosely,
    length_deviation,
    length_of,
    length_score,
    measures_whole,
    number_of,
    precise_match,
    ruler_target,
    step_score_as_published,
    step_score_of_bound,
    violates,
    within,
    writing_score,
)
from hesui_data.evaluate.questions import Answered
from hesui_data.length import LengthConstraint, Verdict, check_length
from hesui_data.splits import BUCKETS, bucket_of

ZI_UNITS = frozenset({"字", "汉字", "字符"})
COMPARED_COUNTERS = ("zi", "han", "chars")
"""Whose verdicts are compared: near a bound a figure without its counter means little."""

ABOUT_TOLERANCES = (0.05, 0.10, 0.20)


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdict on one demand of one answer."""

    answered: Answered
    verdict: Verdict

    @property
    def constraint(self) -> LengthConstraint:
        return self.verdict.constraint

    @property
    def known(self) -> bool:
        """Whether one can tell if the demand was kept."""
        return not self.verdict.unknown


@dataclass(frozen=True, slots=True)
class Prompts:
    """How whole prompts and single demands were kept: IFEval (Zhou et al., 2023), FollowBench (Jiang et al., 2023).

    Strict takes the answer as it is; loose the best of its forms (``loose_variants``). HSR, the share of prompts
    of which every demand is kept, is ``strict``; ``ssr`` is the mean share of demands kept a prompt.
    """

    strict: Share
    loose: Share
    demands_strict: Share
    demands_loose: Share
    ssr: Mean


@dataclass(frozen=True, slots=True)
class Published:
    """Figures that can stand beside published ones; on demands for the whole answer in 字 (or words).

    ``ld`` and ``ls`` are LIFEBench's, an answer of at most one 字 counting as a failure; ``ls_as_published`` leaves
    such answers out. ``ld`` and ``s_l`` are of demands with a target. ``baidu_target`` is the step score as
    the cookbook has it, ``baidu_bound`` with a bound read as a bound.
    """

    ld: Mean
    ld_absolute: Mean
    ls: Mean
    ls_as_published: Mean
    s_l: Mean
    pm: Share
    fm: Share
    vlt: Share
    baidu_target: Mean
    baidu_bound: Mean


@dataclass(frozen=True, slots=True)
class Obedience:
    """How the length demands of some prompts were kept.

    ``satisfied`` is of the demands that can be told; of the ``unknown`` ones (几十字, a part that is not evident)
    one cannot. ``under`` and ``over`` are the shares that are too short and too long, ``shortfall`` and ``excess``
    by how much in the mean, as shares of the bound. ``by`` has the same shares by kind, bucket of the number
    asked for, scope, unit and counter. ``about`` is 左右 at other tolerances, ``bare`` a number without a
    comparator (50字) hit exactly and within 10 %. ``agreement`` is the share of demands in 字 on which zi, han
    and chars agree.
    """

    satisfied: Share
    unknown: int
    under: Share
    over: Share
    shortfall: Mean
    excess: Mean
    by: Mapping[str, Mapping[str, Share]]
    about: Mapping[str, Share]
    bare: Mapping[str, Share]
    prompts: Prompts
    published: Published
    agreement: Share


def obedience(answered: Sequence[Answered], *, counter: str = "zi", tolerance: float = 0.10) -> Obedience:
    """The length figures of ``answered``.

    >>> from hesui_data.evaluate.questions import Question
    >>> asked = Question("q", "unseen", "写一句祝福，4字以内")
    >>> found = obedience([Answered(asked, "新年好！"), Answered(asked, "新年好，万事如意！")])
    >>> found.satisfied, found.over
    (Share(hits=1, n=2), Share(hits=1, n=2))
    """
    judged = judgements(answered, counter=counter, tolerance=tolerance)
    known = [one for one in judged if one.known]
    offs = [_relative_off(one) for one in known if one.verdict.off and _is_measured(one)]
    return Obedience(
        satisfied=Share.of(one.verdict.holds for one in known),
        unknown=len(judged) - len(known),
        under=Share.of(one.verdict.off < 0 for one in known),
        over=Share.of(one.verdict.off > 0 for one in known),
        shortfall=Mean.of(-off for off in offs if off < 0),
        excess=Mean.of(off for off in offs if off > 0),
        by=_by(known, answered, counter=counter, tolerance=tolerance),
        about=_about(known, counter),
        bare=_bare(known, counter),
        prompts=_prompts(judged, counter=counter, tolerance=tolerance),
        published=_published(answered, judged, counter),
        agreement=_agreement(answered, tolerance),
    )


def judgements(answered: Iterable[Answered], *, counter: str, tolerance: float) -> list[Judged]:
    """The verdict on each demand of each answer."""
    return [
        Judged(one, verdict)
        for one in answered
        for verdict in check_length(one.question.prompt, one.text, counter=counter, tolerance=tolerance)
    ]


def satisfied_by_number(judged: Iterable[Judged], trained_on: frozenset[int]) -> dict[str, Share]:
    """Demands in 字 that are kept, apart for numbers that were ``trained_on`` and for others.

    >>> from hesui_data.evaluate.questions import Question
    >>> found = [Answered(Question("q", "unseen", "写祝福，4字以内"), "新年好")]
    >>> satisfied_by_number(judgements(found, counter="zi", tolerance=0.1), frozenset({50}))["unseen"]
    Share(hits=1, n=1)
    """
    outcomes: dict[str, list[bool]] = {"seen": [], "unseen": []}
    for one in judged:
        number = number_of(one.constraint)
        if one.known and number is not None and one.constraint.unit in ZI_UNITS:
            outcomes["seen" if _numbers(one.constraint) <= trained_on else "unseen"].append(one.verdict.holds)
    return {name: Share.of(found) for name, found in outcomes.items()}


def _numbers(constraint: LengthConstraint) -> set[int]:
    named = (constraint.min, constraint.max, constraint.target)
    return {number for number in named if number is not None}


def _is_measured(one: Judged) -> bool:
    """Whether the bound is a number of 字 or words, of which being off by a share makes sense."""
    return one.constraint.unit in ZI_UNITS or one.constraint.unit in ("词", "word")


def _relative_off(one: Judged) -> float:
    """How far the worst segment lies outside its bound, as a share of it."""
    constraint, off = one.constraint, one.verdict.off
    bounds = (constraint.max, constraint.min) if off > 0 else (constraint.min, constraint.max)
    bound = constraint.target or next((b for b in bounds if b is not None), 0)
    return off / max(1, bound)


# --- by kind, bucket, scope, unit and counter -----------------------------------------------------------


def _by(
    known: Sequence[Judged], answered: Sequence[Answered], *, counter: str, tolerance: float
) -> dict[str, dict[str, Share]]:
    return {
        "kind": _apart(known, lambda one: "bare" if one.constraint.bare else one.constraint.kind),
        "bucket": _in_order(_apart(known, _bucket), BUCKETS),
        "scope": _apart(known, lambda one: one.constraint.scope),
        "unit": _apart(known, lambda one: one.constraint.unit),
        "counter": _by_counter(answered, counter, tolerance),
    }


def _apart(known: Iterable[Judged], name: Callable[[Judged], str]) -> dict[str, Share]:
    outcomes: defaultdict[str, list[bool]] = defaultdict(list)
    for one in known:
        if name(one):
            outcomes[name(one)].append(one.verdict.holds)
    return {key: Share.of(outcomes[key]) for key in sorted(outcomes)}


def _in_order(shares: Mapping[str, Share], names: Iterable[str]) -> dict[str, Share]:
    return {name: shares[name] for name in names if name in shares}


def _bucket(one: Judged) -> str:
    """The length bucket of the number of 字 asked for; empty where 字 are not what is asked for."""
    number = number_of(one.constraint)
    return bucket_of(number) if number is not None and one.constraint.unit in ZI_UNITS else ""


def _by_counter(answered: Sequence[Answered], counter: str, tolerance: float) -> dict[str, Share]:
    """Demands in 字 that are kept, by each counter."""
    shares = {}
    for name in dict.fromkeys((counter, *COMPARED_COUNTERS)):
        judged = judgements(answered, counter=name, tolerance=tolerance)
        shares[name] = Share.of(
            one.verdict.holds for one in judged if one.known and one.constraint.unit == "字"
        )
    return shares


def _agreement(answered: Sequence[Answered], tolerance: float) -> Share:
    """The demands in 字 on which the counters of ``COMPARED_COUNTERS`` have one verdict."""
    verdicts = [judgements(answered, counter=name, tolerance=tolerance) for name in COMPARED_COUNTERS]
    together = [
        {one.verdict.outcome for one in row}
        for row in zip(*verdicts, strict=True)
        if row[0].constraint.unit == "字" and any(one.known for one in row)
    ]
    return Share.of(len(outcomes) == 1 for outcomes in together)


def _about(known: Iterable[Judged], counter: str) -> dict[str, Share]:
    wanted = [one for one in known if one.constraint.kind == "about" and measures_whole(one.constraint)]
    return {
        f"{tolerance:.0%}": Share.of(
            within(one.constraint, _length(one, counter), tolerance) for one in wanted
        )
        for tolerance in ABOUT_TOLERANCES
    }


def _bare(known: Iterable[Judged], counter: str) -> dict[str, Share]:
    wanted = [one for one in known if one.constraint.bare and measures_whole(one.constraint)]
    return {
        "exact": Share.of(_length(one, counter) == one.constraint.target for one in wanted),
        "10%": Share.of(within(one.constraint, _length(one, counter), 0.10) for one in wanted),
    }


def _length(one: Judged, counter: str) -> float:
    return length_of(one.constraint, one.answered.text, counter=counter)


# --- whole prompts --------------------------------------------------------------------------------------


def _prompts(judged: Iterable[Judged], *, counter: str, tolerance: float) -> Prompts:
    rows = list(_outcomes(judged, counter, tolerance))
    strict, loose = [[held for held, _ in row] for row in rows], [[held for _, held in row] for row in rows]
    return Prompts(
        strict=Share.of(map(all, strict)),
        loose=Share.of(map(all, loose)),
        demands_strict=Share.of(held for row in strict for held in row),
        demands_loose=Share.of(held for row in loose for held in row),
        ssr=Mean.of(sum(row) / len(row) for row in strict),
    )


def _outcomes(judged: Iterable[Judged], counter: str, tolerance: float) -> Iterator[list[tuple[bool, bool]]]:
    """For each prompt with a demand that can be told, whether each such demand is kept strictly and loosely."""
    rows: defaultdict[int, list[tuple[bool, bool]]] = defaultdict(list)
    for one in judged:
        if one.known:
            strict = one.verdict.holds
            loose = strict or holds_loosely(
                one.constraint, one.answered.text, counter=counter, tolerance=tolerance
            )
            rows[id(one.answered)].append((strict, loose))
    yield from rows.values()


# --- published figures ----------------------------------------------------------------------------------


def _published(answered: Sequence[Answered], judged: Iterable[Judged], counter: str) -> Published:
    whole = [(one.constraint, _length(one, counter)) for one in judged if measures_whole(one.constraint)]
    targets = [(c.target, length) for c, length in whole if c.target is not None]
    levels = [(level, length) for c, length in whole if (level := ruler_target(c)) is not None]
    limits = [broken for c, length in whole if (broken := violates(c, length)) is not None]
    steps = [step_score_as_published(one.question.prompt, one.text) for one in answered]
    return Published(
        ld=Mean.of(length_deviation(length, target) for target, length in targets),
        ld_absolute=Mean.of(abs(length_deviation(length, target)) for target, length in targets),
        ls=Mean.of(length_score(distance(c, n)) if n > 1 else 0.0 for c, n in whole),
        ls_as_published=Mean.of(length_score(distance(c, n)) for c, n in whole if n > 1),
        s_l=Mean.of(writing_score(length, target) for target, length in targets),
        pm=Share.of(bool(precise_match(length, level)) for level, length in levels),
        fm=Share.of(bool(flexible_match(length, level)) for level, length in levels),
        vlt=Share.of(limits),
        baidu_target=Mean.of(step for step in steps if step is not None),
        baidu_bound=Mean.of(step_score_of_bound(c, n) for c, n in whole),
    )
