"""General pairs beside a set's own, so that a model keeps what it could do before.

They are cleaned, checked, de-duplicated and split like all others. They are never reworded, re-tagged or
augmented; they give way to the set's own pairs; and only so many are taken that they keep to their share.
Why it is done this way: docs/decisions/0005-mix.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from hesui_data.pair import Issue, Pair, Value

METHOD = "mix"

NOT_TAKEN = "HD602"
"""The code of a general pair that is sound but not needed: no finding, only part of the account."""

_LAST = "\U0010ffff"
"""Before an id, it makes it greater than any other."""

Run = Callable[[Iterable[Pair]], Iterable[Pair]]


def is_general(pair: Pair) -> bool:
    """Whether ``pair`` was mixed in.

    >>> is_general(as_general(Pair("中国的首都是哪里？", "北京。")))
    True
    """
    return pair.method == METHOD


def as_general(pair: Pair) -> Pair:
    """``pair`` marked as one that is mixed in."""
    return replace(pair, method=METHOD)


def spare(run: Run) -> Run:
    """``run`` as a stage that leaves general pairs as they are: they pass by and stand at the end.

    What ``run`` makes is left out where a general pair says the same already.

    >>> [pair.prompt for pair in spare(lambda pairs: [])([Pair("a", "b"), as_general(Pair("c", "d"))])]
    ['c']
    """

    def spared(pairs: Iterable[Pair]) -> Iterator[Pair]:
        pairs = list(pairs)
        general = [pair for pair in pairs if is_general(pair)]
        said = {pair.id for pair in general}
        yield from (
            pair for pair in run(pair for pair in pairs if not is_general(pair)) if pair.id not in said
        )
        yield from general

    return spared


def give_way(flag_repeats: Run, yields: Callable[[Pair], bool] = is_general) -> Run:
    """``flag_repeats`` as a stage in which a pair that ``yields``, a general one, gives way to any other it repeats.

    Of repeats the one with the smallest id stays; so a general pair's is made the greatest meanwhile. Else a
    seed could be refused for a general pair which is then not taken: both would be lost.
    """

    def run(pairs: Iterable[Pair]) -> Iterator[Pair]:
        renamed = [replace(pair, id=_LAST + pair.id) if yields(pair) else pair for pair in pairs]
        return (_named_back(pair) if pair.id.startswith(_LAST) else pair for pair in flag_repeats(renamed))

    return run


def take_share(pairs: Iterable[Pair], *, share: float) -> Iterator[Pair]:
    """The pairs in their order; general ones beyond ``share`` of the accepted rows of their side are flagged.

    On each side they are taken in the order of their ids. HD602 says of the others that they are not taken.

    >>> own = [Pair(f"写祝福{n}", "新年好", split="train") for n in range(4)]
    >>> general = [as_general(Pair(f"问题{n}", "回答", split="train")) for n in range(3)]
    >>> sum(pair.accepted for pair in take_share([*own, *general], share=0.2))
    5
    """
    pairs = list(pairs)
    issues = dict(issue for split in ("train", "eval") for issue in _not_taken(pairs, split, share))
    for pair in pairs:
        yield pair.flag(issues[pair.id]) if pair.id in issues else pair


def _not_taken(pairs: Sequence[Pair], split: str, share: float) -> Iterator[tuple[str, Issue]]:
    """Id and issue of each accepted general pair of ``split`` for which there is no room."""
    side = [pair for pair in pairs if pair.accepted and pair.split == split]
    general = sorted(pair.id for pair in side if is_general(pair))
    room = _room(len(side) - len(general), share)
    for id in general[room:]:
        yield id, Issue.of(NOT_TAKEN, share=f"{100 * share:g}%", split=split, taken=room)


def _room(own: int, share: float) -> int:
    """How many general rows there may be beside ``own`` others.

    >>> _room(80, 0.2), _room(79, 0.2), _room(0, 0.2)
    (20, 19, 0)
    """
    exact = Fraction(str(share))
    return int(exact * own / (1 - exact))


def _named_back(pair: Pair) -> Pair:
    """``pair`` without what made its id the greatest, in its issues too."""
    issues = tuple(
        replace(issue, values=tuple((name, _without_mark(value)) for name, value in issue.values))
        for issue in pair.issues
    )
    return replace(pair, id=pair.id.removeprefix(_LAST), issues=issues)


def _without_mark(value: Value) -> Value:
    return value.removeprefix(_LAST) if isinstance(value, str) else value
