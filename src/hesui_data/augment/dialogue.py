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
from hesui_data.augment.lesson import is_sound, lesson, shuffled
from hesui_data.augment.versions import is_cut_of, versions
from hesui_data.length import LengthConstraint, check_length, count_length, phrasings
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
    demand = phrasings(plan.constraint)[0].text
    for words in shuffled(COMPLAINTS[_move(plan.offs[: at + 1])], f"{key}:{at}:{count}"):
        text = words.format(off=off, count=count, demand=demand)
        if all(verdict.holds for verdict in check_length(text, plan.answers[at + 1])):
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

COMPLAINTS: dict[str, tuple[str, ...]] = {
    "too long": (
        "太长了，多了{off}字，删一删。",
        "多了{off}字，麻烦精简一下，意思别丢。",
        "太长了，字数多出{off}，删一删。",
        "字数超了，多出{off}，帮我压到{demand}。",
        "说好{demand}的，你写了{count}字，多出{off}。",
        "写不下了，最后{off}字没地方放，再短些。",
        "你写了{count}字，太长了。不要紧的话去掉，压到{demand}。",
        "刚才写了{count}字，字数多出{off}，拣要紧的留。",
        "已经{count}字了，发不出去，请压到{demand}。",
        "长了点，字数多出{off}，能不能整句去掉一些？",
        "写得不错，就是超了，多出{off}，收一收。",
    ),
    "too short": (
        "太短了，还差{off}字，再补一点。",
        "不够长，少了{off}字，多写些。",
        "字数还差{off}，再补一点。",
        "说好{demand}的，你写了{count}字，还差{off}。",
        "你写了{count}字，不够，请补到{demand}。",
        "写得省了些，还差{off}，再展开些。",
        "短了点，字数还差{off}，多说两层意思吧。",
        "太短了，刚才写了{count}字，请补到{demand}。",
        "意思到了，长度没到，还差{off}，再添些话。",
        "不够数，还差{off}，请写足。",
        "挺好，只是短了，字数还差{off}，补上吧。",
    ),
    "still too long": (
        "还是长，多了{off}字。",
        "短了些，可字数还多出{off}，接着删。",
        "好一点了，还多出{off}，再紧一紧。",
        "还没压到{demand}，多出{off}，继续减。",
        "再短些，我又数了一遍，还多出{off}。",
        "再减一减，还多出{off}，去掉就行。",
        "这回你写了{count}字，还是超，请压到{demand}。",
        "仍然写不下，最后{off}字没地方放。",
        "减得不够，还多出{off}。",
    ),
    "still too short": (
        "还是短，还差{off}字。",
        "长了些，可字数还差{off}，接着补。",
        "好一点了，还差{off}，再添些。",
        "还没补到{demand}，还差{off}，继续写。",
        "再长些，我又数了一遍，还差{off}。",
        "还欠一截，还差{off}，补齐吧。",
        "这回你写了{count}字，还是不够，请补到{demand}。",
        "加得不够，字数还差{off}，再加点内容。",
        "补得不够，还差{off}。",
    ),
    "now too long": (
        "这下又多了{off}字。",
        "补过头了，字数多出{off}，去掉一些。",
        "这回又写多了，多出{off}，收一收。",
        "添得太多，多出{off}，请压到{demand}。",
        "矫枉过正，现在多出{off}，减一减。",
        "刚才嫌短，这回又长了，多出{off}。",
        "你写了{count}字，又超了，多出{off}。",
        "够是够了，可多出{off}，折中一下。",
        "加得多了点，字数多出{off}，退一步。",
    ),
    "now too short": (
        "这下又短了，还差{off}字。",
        "删过头了，字数还差{off}，补一点回来。",
        "这回又太短，还差{off}，往回添一点。",
        "减得太狠，还差{off}，请补到{demand}。",
        "矫枉过正，现在还差{off}，加一点。",
        "刚才嫌长，这回又短了，还差{off}。",
        "你写了{count}字，又不够了，还差{off}。",
        "短是短了，可还差{off}，折中一下。",
        "删得多了点，字数还差{off}，退一步。",
    ),
}
"""What the user says, by move. Data: a new wording is a new line."""
