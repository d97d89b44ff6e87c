"""The stages of a build that go by the decisions of a review.

Nothing that a person decides of one row changes which others are grown: rows are rejected once all are
there. Only the edit of a row that was read comes first of all, since what it says decides whether it is sound, on
which side it may stand and what is made of it (docs/decisions/0018-review.md).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from hesui_data.decisions import (
    HELD_OUT_ASKED,
    REJECTED,
    SEED_REJECTED,
    Decision,
    applies,
    edited,
    has_been_edited,
    rejected,
    remade,
)
from hesui_data.mixing import is_general
from hesui_data.pair import Issue, Pair
from hesui_data.splits import asked_values

Decisions = Mapping[str, Decision]
Run = Callable[[Iterable[Pair]], Iterable[Pair]]


def edit_read(pairs: Iterable[Pair], *, decisions: Decisions, as_shown: Run) -> Iterator[Pair]:
    """The pairs as they were read, each edited one with its new text; what a check would refuse may be mended so.

    ``as_shown`` is what becomes of a pair until it is shown to a person: a decision is about that text. A row
    of which only a part could be read is not whole, and stays refused.

    >>> from hesui_data.decisions import text_hash
    >>> pair = Pair("写一句祝福", "新年好")
    >>> mended = Decision(pair.id, text_hash("写一句祝福", "新年好"), 1, "edit", prompt="写祝福", response="新年快乐")
    >>> [one.response for one in edit_read([pair], decisions={pair.id: mended}, as_shown=lambda pairs: pairs)]
    ['新年快乐']
    """
    for pair in pairs:
        decision = decisions.get(pair.id)
        asked = decision is not None and decision.ruling == "edit" and pair.accepted
        if asked and decision and all(applies(decision, shown) for shown in as_shown([pair])):
            yield edited(pair, decision)
        else:
            yield pair


def judge(pairs: Iterable[Pair], *, decisions: Decisions, recheck: Run) -> Iterator[Pair]:
    """The pairs as they were decided, then those that were accepted before and would not be grown now.

    A rejected row takes along what was made of it, but for rows that were accepted or edited themselves.

    >>> from hesui_data.decisions import text_hash
    >>> seed = Pair("写一句祝福", "新年好", split="train")
    >>> no = Decision(seed.id, text_hash("写一句祝福", "新年好"), 1, "reject", reason="other")
    >>> variant = seed.grow("retag", prompt="写一句祝福，5字以内")
    >>> judged = judge([seed, variant], decisions={seed.id: no}, recheck=lambda pairs: pairs)
    >>> [pair.issues[0].code for pair in judged]
    ['HD901', 'HD902']
    """
    given = list(pairs)
    known = {pair.id: pair for pair in given}
    out = {pair.id for pair in given if is_rejected(decisions.get(pair.id), pair)}
    for pair in given:
        yield from _judged(pair, decisions, known, out, recheck)
    for row in sorted(decisions.keys() - known.keys()):
        seed = known.get(decisions[row].seed)
        made = remade(decisions[row], seed) if seed and _may_stand(seed) else None
        if made is not None:
            yield from recheck([made])


def apart_from_held_out(pair: Pair, *, decisions: Decisions, held_out: Collection[int]) -> Iterator[Issue]:
    """An issue for each held-out number that a train row asks for, if a person decided what it says.

    >>> pair = Pair("写一句祝福，35字以内", "新年好", split="train")
    >>> kept = Decision(pair.id, "91ab", 1, "accept")
    >>> [issue.code for issue in apart_from_held_out(pair, decisions={pair.id: kept}, held_out=[35])]
    ['HD903']
    """
    if pair.id in decisions and pair.split == "train":
        for number in sorted(asked_values(pair.prompt) & frozenset(held_out)):
            yield Issue.of(HELD_OUT_ASKED, field="prompt", number=number)


def yields_to_decided(pair: Pair, *, decisions: Decisions) -> bool:
    """Whether ``pair`` gives way to another that it repeats: nobody has decided to keep it, and it was made.

    >>> yields_to_decided(Pair("写一句祝福", "新年好"), decisions={})
    False
    """
    decision = decisions.get(pair.id)
    return is_general(pair) or not (pair.original or (decision is not None and decision.keeps))


def is_rejected(decision: Decision | None, pair: Pair) -> bool:
    """Whether ``decision`` is to reject ``pair`` as it is now.

    >>> is_rejected(None, Pair("写一句祝福", "新年好"))
    False
    """
    return decision is not None and decision.ruling == "reject" and applies(decision, pair)


def _judged(
    pair: Pair, decisions: Decisions, known: Mapping[str, Pair], out: Collection[str], recheck: Run
) -> Iterable[Pair]:
    decision = decisions.get(pair.id)
    if not pair.accepted:
        return [pair]
    if decision and pair.id in out:
        return [rejected(pair, decision)]
    if decision and decision.keeps and (kept := _kept(pair, decision, known)) is not None:
        return recheck([kept]) if kept is not pair else [pair]
    if pair.seed in out:
        return [pair.flag(Issue.of(SEED_REJECTED, seed=pair.seed))]
    return [pair]


def _kept(pair: Pair, decision: Decision, known: Mapping[str, Pair]) -> Pair | None:
    """``pair`` as it was accepted or edited; None if that cannot be said of it as it is now."""
    if has_been_edited(pair.steps, decision):
        return pair
    if applies(decision, pair):
        return edited(pair, decision) if decision.ruling == "edit" else pair
    if pair.original or pair.seed not in known or pair.method != decision.method:
        return None
    return edited(pair, decision) if remade(decision, known[pair.seed]) else None


def _may_stand(seed: Pair) -> bool:
    """Whether no check refuses ``seed``; that a person does is another matter."""
    return all(issue.code == REJECTED for issue in seed.issues if issue.rejects)
