"""Dialogues in which the user finds an answer too long or too short by so many 字, and the next one is right.

Every answer is the pair's own response or a version of it with whole sentences left out; nothing is
invented. Earlier answers have weight 0: they break the demand on the length, and one that is too short
may lack a point too. The numbers that the user names are exact.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise, permutations

from hesui_data.augment.cuts import cuts
from hesui_data.augment.demands import asking, broken_demands, demands_met, missed_by
from hesui_data.augment.dialogue_words import COMPLAINTS
from hesui_data.augment.lesson import is_sound, lesson, shuffled
from hesui_data.augment.versions import is_cut_of, versions
from hesui_data.length import LengthConstraint, count_length, parse_length, phrasings
from hesui_data.pair import Pair, Turn

METHOD = "dialogue"

FEWEST_SENTENCES = 3
"""An answer of fewer sentences has none to spare."""

MOST_TRIES = 16
"""So many plans of one course are tried before it is given up."""

LEAST_OFF = 3
"""An answer that misses by fewer 字 is not worth a complaint."""

MOST_OFF = 1.5
"""No answer misses the number by more than this share of it."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A demand, the answers to it in order, the last one right, and by how much each of the others misses."""

    constraint: LengthConstraint
    answers: tuple[str, ...]
    offs: tuple[int, ...]


def dialogue_pairs(
    pairs: Iterable[Pair], *, seed: str = "hesui", held_out: Collection[int] = ()
) -> Iterator[Pair]:
    """The rows of ``shortening_pairs`` and ``lengthening_pairs`` for each pair in turn.

    >>> list(dialogue_pairs([Pair("写一句祝福", "新年好！")]))
    []
    """
    for pair in pairs:
        yield from shortening_pairs([pair], seed=seed, held_out=held_out)
        yield from lengthening_pairs([pair], seed=seed, held_out=held_out)


def shortening_pairs(
    pairs: Iterable[Pair], *, seed: str = "hesui", held_out: Collection[int] = ()
) -> Iterator[Pair]:
    """At most one dialogue for each accepted pair, in which the first answer is too long.

    A row has the seed, split and system text of its pair; the course of the dialogue and every word are
    drawn from ``seed`` and the pair. No row outside eval names a number in ``held_out``.
    """
    return _dialogues(pairs, 1, seed, held_out)


def lengthening_pairs(
    pairs: Iterable[Pair], *, seed: str = "hesui", held_out: Collection[int] = ()
) -> Iterator[Pair]:
    """At most one dialogue for each accepted pair, in which the first answer is too short.

    >>> wish = "李老师过年好！窗外的腊梅开得正香。愿您睡到自然醒，放假不想作业。"
    >>> row, = lengthening_pairs([Pair("给李老师写一段拜年短信，30字左右", wish)])
    >>> row.history[1].text, row.history[1].weight, row.response == wish
    ('李老师过年好！愿您睡到自然醒，放假不想作业。', 0, True)
    """
    return _dialogues(pairs, -1, seed, held_out)


def _dialogues(pairs: Iterable[Pair], side: int, seed: str, held_out: Collection[int]) -> Iterator[Pair]:
    for pair in pairs:
        if _may_be_talked_over(pair):
            rows = _rows(pair, side, f"{seed}:{pair.id}", () if pair.split == "eval" else held_out)
            yield from islice(rows, 1)


def _may_be_talked_over(pair: Pair) -> bool:
    """Whether ``pair`` is one request and an answer of so many sentences that one can go; a cheap test."""
    plain = pair.accepted and not pair.history and pair.rejected_response is None
    return plain and sum(map(pair.response.count, "。！？")) >= FEWEST_SENTENCES


def _rows(pair: Pair, side: int, key: str, held_out: Collection[int]) -> Iterator[Pair]:
    """Every dialogue of ``pair`` that starts on ``side`` and is sound, in a drawn order."""
    right = versions(pair, seed=key)
    if side > 0 and len(right) == 1:
        return
    texts = tuple(dict.fromkeys((*right, *cuts(pair, seed=key))))
    for name in shuffled((name for name, course in COURSES.items() if course[0] == side), key):
        orders = (order for order in permutations(texts, len(COURSES[name]) + 1) if order[-1] in right)
        plans = (
            plan
            for answers in shuffled(orders, key)
            for plan in _plans(pair, answers, COURSES[name], key, held_out)
        )
        for plan in islice(plans, MOST_TRIES):
            row = _row(pair, name, plan, key)
            if row is not None and is_sound(row, _complaints(row), held_out=held_out):
                yield row


def _plans(
    pair: Pair, answers: tuple[str, ...], course: Sequence[int], key: str, held_out: Collection[int]
) -> Iterator[Plan]:
    """Every demand under which ``answers`` are too long (+1) and too short (-1) as in ``course``."""
    if not all(is_cut_of(a, b) or is_cut_of(b, a) for a, b in pairwise(answers)):
        return
    for constraint in shuffled(demands_met(pair, answers[-1], held_out=held_out), key):
        offs = tuple(missed_by(constraint, answer) for answer in answers[:-1])
        if _follows(course, offs) and all(map(_is_worth_saying, offs, answers)):
            yield Plan(constraint, answers, offs)


def _follows(course: Sequence[int], offs: Sequence[int]) -> bool:
    """Whether each answer misses on its side, and comes nearer than the one before where that was on the same."""
    sides = all(off * side > 0 for off, side in zip(offs, course, strict=True))
    return sides and all(abs(b) < abs(a) for a, b in pairwise(offs) if a * b > 0)


def _is_worth_saying(off: int, answer: str) -> bool:
    return LEAST_OFF <= abs(off) <= MOST_OFF * (count_length(answer) - off)


def _only_length_is_wrong(prompt: str, plan: Plan) -> bool:
    """Whether the last answer keeps every demand of ``prompt`` and the others break just the one."""
    *wrong, right = plan.answers
    return not broken_demands(prompt, right) and all(
        broken_demands(prompt, answer) == (plan.constraint,) for answer in wrong
    )


def _row(pair: Pair, name: str, plan: Plan, key: str) -> Pair | None:
    """The dialogue; None where the demand cannot be made or complained of in words that are not misread."""
    prompt = asking(pair, plan.constraint, key=key)
    if prompt is None or not _only_length_is_wrong(prompt, plan):
        return None
    complaints = [_complaint(plan, at, key) for at in range(len(plan.offs))]
    if not all(complaints):
        return None
    history = tuple(
        turn
        for ask, answer in zip([prompt, *complaints], plan.answers[:-1], strict=False)
        for turn in (Turn("user", ask), Turn("assistant", answer, weight=0))
    )
    return lesson(pair, METHOD, name, prompt=complaints[-1], response=plan.answers[-1], history=history)


def _complaints(row: Pair) -> list[str]:
    """What the user says in ``row`` after the request."""
    return [turn.text for turn in row.history[2:] if turn.role == "user"] + [row.prompt]


def _complaint(plan: Plan, at: int, key: str) -> str:
    """What the user says to answer ``at``, with exact numbers; nothing that the next answer would break."""
    off, count = abs(plan.offs[at]), count_length(plan.answers[at])
    said = [phrasing.text for phrasing in phrasings(plan.constraint)]
    goal = next((words for words in said if words.endswith("以上")), said[0])
    for words in shuffled(COMPLAINTS[_move(plan.offs[: at + 1])], f"{key}:{at}:{count}"):
        text = words.format(off=off, count=count, demand=said[0], goal=goal)
        if set(parse_length(text)) <= {plan.constraint} and not broken_demands(text, plan.answers[at + 1]):
            return text
    return ""


def _move(offs: Sequence[int]) -> str:
    """The name in ``COMPLAINTS`` of what is to be said of the last of ``offs``."""
    side = "long" if offs[-1] > 0 else "short"
    if len(offs) == 1:
        return f"too {side}"
    return f"still too {side}" if offs[-1] * offs[-2] > 0 else f"now too {side}"


COURSES: dict[str, tuple[int, ...]] = {
    "shorten": (1,),
    "lengthen": (-1,),
    "shorten twice": (1, 1),
    "lengthen twice": (-1, -1),
    "cut too much": (1, -1),
    "added too much": (-1, 1),
}
"""How a dialogue goes: which answers are too long (+1) and too short (-1) before the right one."""
