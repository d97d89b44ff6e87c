"""The same response asked for by another true length demand; and a broken demand made true."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from hesui_data.augment.asked import asked_in, bounds_on_zi
from hesui_data.augment.draw import draw
from hesui_data.augment.parts import extent_of, part_demands
from hesui_data.augment.placing import renumbered, said_in
from hesui_data.augment.suits import SCOPES_TO_VARY, suits
from hesui_data.augment.truths import COUNTERS, Terms, constraints_for
from hesui_data.augment.wording import SAME_WORDS, Demand, TagStyle, marked, wordings
from hesui_data.length import Kind, LengthConstraint, check_constraint, check_length
from hesui_data.pair import Pair, Step
from hesui_data.splits import HELD_OUT

FARTHEST = 2.5
"""A response this many times as long as asked, or as short, was written for another request."""

_NEXT_BEST: tuple[Kind, ...] = ("about", "range", "at_most", "at_least", "exact")


def retag(
    pair: Pair, *, held_out: Collection[int] = (), wanted: Collection[int] = (), seed: str = "hesui"
) -> Iterator[Pair]:
    """Every variant of ``pair`` with another true demand in its prompt, in an order that is drawn.

    The prompt's own demand is replaced where it has one. No variant asks for a number of 字 in
    ``held_out``. A pair that a length demand does not suit has no variants.

    >>> wish = "老师过年好！这一年辛苦您了，愿您假期睡到自然醒，开学依旧神采奕奕。"
    >>> prompts = [variant.prompt for variant in retag(Pair("给老师写一段拜年短信，50字以内。", wish))]
    >>> "给老师写一段拜年短信，不少于30字。" in prompts, "给老师写一段拜年短信，最多30字。" in prompts
    (True, False)
    """
    terms = Terms(frozenset(held_out), frozenset(wanted))
    if not suits(pair):
        return
    for demand in sorted(true_demands(pair, terms), key=lambda d: draw(seed, "retag", pair.id, d.words)):
        variant = retagged(pair, demand)
        if variant is not None:
            yield variant


def true_demands(
    pair: Pair, terms: Terms | None = None, *, style: TagStyle = "natural"
) -> tuple[Demand, ...]:
    """The demands that are true of the response, may take the place of the prompt's own, and differ from it.

    None if the prompt bounds 字 in two places, a title aside: which of them to change is not evident.
    """
    terms, asked = terms or Terms(), asked_in(pair.prompt)
    own = bounds_on_zi(pair.prompt)
    if len(own) > 1 or any(c.unit == "汉字" for c in asked):
        return ()
    scope = own[0].scope if own else "response"
    extent = extent_of(pair.response, scope, counters=terms.counters)
    if extent is None or scope not in SCOPES_TO_VARY:
        return ()
    true = constraints_for(extent, scope=scope, terms=terms)
    found = [*(demand for c in true for demand in wordings(c)), *part_demands(pair, terms)]
    if style != "natural":
        found = [marked(constraints, style) for constraints in dict.fromkeys(d.constraints for d in found)]
    return tuple(demand for demand in found if not set(demand.constraints) <= set(asked))


def retagged(pair: Pair, demand: Demand, *, counters: Sequence[str] = COUNTERS) -> Pair | None:
    """``pair`` with ``demand`` in its prompt; None if it cannot be said there, or if it does not hold.

    Where the words of the demand find no place, those of the prompt stay and the number alone changes.

    >>> fifty = wordings(LengthConstraint("字", max=50))[0]
    >>> pair = Pair("给老师写一段拜年短信", "老师过年好！这一年辛苦您了，愿您假期睡到自然醒，开学依旧神采奕奕。")
    >>> retagged(pair, fifty).prompt
    '给老师写一段50字以内的拜年短信'
    """
    own, name = own_demand(pair.prompt), demand.name
    prompt = said_in(pair.prompt, demand, own)
    if prompt is None and own is not None and len(demand.constraints) == 1 and demand.position != "mark":
        prompt, name = renumbered(pair.prompt, own, demand.main), SAME_WORDS
    if prompt is None or not is_true(prompt, pair.response, counters=counters):
        return None
    return pair.grow("retag", Step("retag", "prompt", name), prompt=prompt)


def own_demand(prompt: str) -> LengthConstraint | None:
    """The demand of ``prompt`` on a number of 字, which a variant replaces; None if there is none.

    >>> own_demand("写一段50字以内的祝福，分两行").max
    50
    """
    return next(iter(bounds_on_zi(prompt)), None)


def is_true(prompt: str, response: str, *, counters: Sequence[str] = COUNTERS) -> bool:
    """Whether no length demand of ``prompt`` is broken by ``response``, however 字 are counted.

    >>> is_true("写一句祝福，5字以内", "新年好"), is_true("写一句祝福，2字以内", "新年好")
    (True, False)
    """
    return not any(
        check_constraint(constraint, response, counter=counter).breaks
        for constraint in asked_in(prompt)
        for counter in counters
    )


def retag_broken(pair: Pair, *, held_out: Collection[int] = HELD_OUT, seed: str = "hesui") -> Pair:
    """``pair`` with the one demand that its response breaks made true; otherwise as it is.

    The wording stays and only the number changes where that is possible. A pair that breaks several
    demands, or one of another kind than a number of 字, or that misses it by far, is left for the gate to
    reject. No number in ``held_out`` is asked for, since it would move the pair to eval.

    >>> pair = retag_broken(Pair("写一段拜年短信，20字以内。", "老师过年好！这一年辛苦您了，愿您假期睡到自然醒。"))
    >>> pair.prompt, pair.steps[0].detail
    ('写一段拜年短信，25字以内。', '20字以内 → 25字以内')
    """
    broken = [v.constraint for v in check_length(pair.prompt, pair.response) if v.breaks]
    if len(broken) != 1 or broken[0].unit != "字" or broken[0].scope not in SCOPES_TO_VARY:
        return pair
    prompt = _made_true(pair, broken[0], held_out, seed) if suits(pair) else None
    if prompt is None:
        return pair
    detail = f"{pair.prompt[slice(*broken[0].span)]} → {_new_words(pair.prompt, prompt)}"
    return pair.edit(Step("retag_broken", "prompt", detail), prompt=prompt)


def _made_true(pair: Pair, old: LengthConstraint, held_out: Collection[int], seed: str) -> str | None:
    extent = extent_of(pair.response, old.scope)
    if extent is None or not extent.low / FARTHEST <= _number(old) <= extent.high * FARTHEST:
        return None
    true = constraints_for(extent, scope=old.scope, terms=Terms(frozenset(held_out)))
    for new in sorted(true, key=lambda c: _distance(c, old)):
        for prompt in _sayings(pair, old, new, seed):
            if prompt is not None and is_true(prompt, pair.response):
                return prompt
    return None


def _sayings(pair: Pair, old: LengthConstraint, new: LengthConstraint, seed: str) -> Iterator[str | None]:
    """The prompt with ``new`` for ``old``: in the same words, else in others that are drawn."""
    yield renumbered(pair.prompt, old, new)
    for demand in sorted(wordings(new), key=lambda d: draw(seed, "retag_broken", pair.id, d.words)):
        yield said_in(pair.prompt, demand, old)


def _distance(new: LengthConstraint, old: LengthConstraint) -> tuple[bool, int, int]:
    """How far ``new`` is from what was asked: first in kind, then in number."""
    kind = "about" if old.bare else old.kind
    return new.kind != kind, _NEXT_BEST.index(new.kind), abs(_number(new) - _number(old))


def _number(constraint: LengthConstraint) -> int:
    return constraint.target or constraint.max or constraint.min or 0


def _new_words(before: str, after: str) -> str:
    """The words of the demand in ``after`` that ``before`` did not make."""
    asked = asked_in(before)
    return next((after[slice(*c.span)] for c in asked_in(after) if c not in asked), "")
