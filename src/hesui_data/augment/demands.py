"""Length demands that one version of a text satisfies and another breaks, and prompts that make them."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from hesui_data.augment.lesson import shuffled
from hesui_data.augment.placing import said_in
from hesui_data.augment.truths import COUNTERS, true_constraints
from hesui_data.augment.wording import wordings
from hesui_data.length import LengthConstraint, check_constraint, check_length, count_length, parse_length
from hesui_data.pair import Pair


def demands_met(pair: Pair, text: str, *, held_out: Collection[int] = ()) -> Iterator[LengthConstraint]:
    """Demands on the whole that ``text`` satisfies by every counter: the prompt's own, then useful others.

    >>> demands = demands_met(Pair("写一句10字以内的祝福", "新年好！"), "新年好！")
    >>> next(demands).max
    10
    """
    own = demands_on_the_whole(pair.prompt)
    if len(own) == 1 and all(check_constraint(own[0], text, counter=counter).holds for counter in COUNTERS):
        yield own[0]
    yield from (c for c in true_constraints(text, held_out=held_out) if c not in own)


def demands_on_the_whole(prompt: str) -> tuple[LengthConstraint, ...]:
    """The demands of ``prompt`` on the number of 字 of the whole response.

    >>> [c.max for c in demands_on_the_whole("写3条祝福，每条20字以内，共80字以内")]
    [80]
    """
    return tuple(c for c in parse_length(prompt) if c.scope == "response" and c.unit == "字")


def missed_by(constraint: LengthConstraint, text: str) -> int:
    """By how many 字 ``text`` misses the number that ``constraint`` names, +7 for 7 too many; 0 if it does not.

    0 too where one counter says that it misses and another does not, or by another number.

    >>> [missed_by(LengthConstraint("字", max=most), "新年好，老师！") for most in (5, 7)]
    [2, 0]
    >>> missed_by(LengthConstraint("字", "about", target=20), "新年好，老师！")
    -13
    """
    offs = {_missed(constraint, text, counter) for counter in COUNTERS}
    return offs.pop() if len(offs) == 1 else 0


def _missed(constraint: LengthConstraint, text: str, counter: str) -> int:
    if not check_constraint(constraint, text, counter=counter).breaks:
        return 0
    count = int(count_length(text, counter=counter))
    if constraint.target is not None:
        return count - constraint.target
    high = constraint.max
    return count - high if high is not None and count > high else count - (constraint.min or 0)


def asking(pair: Pair, constraint: LengthConstraint, *, key: str) -> str | None:
    """The prompt of ``pair`` with ``constraint`` as its demand on the whole, in words drawn from ``key``.

    The prompt itself where it makes that demand already; None where it cannot be said naturally, or
    where the prompt makes several demands on the whole.

    >>> asking(Pair("写一句10字以内的祝福", "新年好！"), LengthConstraint("字", max=10), key="")
    '写一句10字以内的祝福'
    """
    old = demands_on_the_whole(pair.prompt)
    if old == (constraint,):
        return pair.prompt
    if len(old) > 1:
        return None
    replaced = old[0] if old else None
    prompts = (said_in(pair.prompt, phrasing, replaced) for phrasing in shuffled(wordings(constraint), key))
    return next((prompt for prompt in prompts if prompt is not None), None)


def broken_demands(prompt: str, text: str) -> tuple[LengthConstraint, ...]:
    """The demands of ``prompt`` that ``text`` breaks, by one counter at least.

    >>> [c.max for c in broken_demands("写两句，3字以内", "新年好！祝您安康。")]
    [3]
    """
    verdicts = (verdict for counter in COUNTERS for verdict in check_length(prompt, text, counter=counter))
    return tuple(dict.fromkeys(verdict.constraint for verdict in verdicts if verdict.breaks))
