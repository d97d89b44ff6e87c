"""The curriculum: rows that teach counting, comparing and mending a length, as a share of a whole set.

Every row is exact and made from the rows that are there. A model that is trained on such rows alone
answers everything with a number, so their share is capped.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from fractions import Fraction

from hesui_data.augment.comparing import comparing_pairs
from hesui_data.augment.counting import counting_pairs
from hesui_data.augment.dialogue import dialogue_pairs, lengthening_pairs, shortening_pairs
from hesui_data.augment.lesson import seeds_in_turn
from hesui_data.errors import RecipeError
from hesui_data.pair import Pair
from hesui_data.splits import HELD_OUT

__all__ = ["METHODS", "comparing_pairs", "counting_pairs", "curriculum", "dialogue_pairs"]

Maker = Callable[..., Iterator[Pair]]

METHODS: dict[str, tuple[Maker, ...]] = {
    "counting": (counting_pairs,),
    "comparing": (comparing_pairs,),
    "dialogue": (shortening_pairs, lengthening_pairs),
}
"""The methods of curriculum rows, and what makes them; they take turns, and so do the makers of one."""

ROUNDS = 4
"""So often each pair may give a row by each maker."""

SAME_ANSWERS = 2
"""At most so many dialogues go through the same answers."""


def curriculum(
    pairs: Iterable[Pair],
    *,
    share: float = 0.20,
    held_out: Collection[int] = HELD_OUT,
    per_response: int = 4,
    seed: str = "hesui",
) -> Iterator[Pair]:
    """``pairs`` as they are, then curriculum rows: at most ``share`` of the train rows that result.

    The rows are made from accepted train pairs and go to train. The methods take turns until one has no
    more to give; every seed gives a row before any gives a second. Prompts differ from each other and
    from all that were given; at most ``per_response`` rows of train have the same response. No row names
    a number in ``held_out``. What is chosen depends on the set alone, not on its order.

    Raises:
        RecipeError: ``share`` does not lie in [0, 1).

    >>> wishes = [Pair(f"祝福{name}", f"{name}，新年好！愿你事事顺心。") for name in ("小李", "老王", "阿强", "二舅")]
    >>> [pair.method for pair in curriculum(wishes)]
    ['read', 'read', 'read', 'read', 'counting']
    """
    if not 0 <= share < 1:
        raise RecipeError(
            f"share must lie in [0, 1), got {share}", zh=f"share 须在 [0, 1) 之内，现为 {share}"
        )
    given = list(pairs)
    yield from given
    train = [pair for pair in given if pair.accepted and pair.split != "eval"]
    prompts = {pair.prompt for pair in given}
    responses = Counter(pair.response for pair in train)
    courses: Counter[tuple[str, ...]] = Counter()
    room = _room(train, share)
    for row in _candidates(train, seed, held_out) if room else ():
        course = _answers(row)
        new = row.prompt not in prompts and courses[course] < SAME_ANSWERS
        if new and responses[row.response] < per_response:
            prompts.add(row.prompt)
            responses[row.response] += 1
            courses[course] += len(course) > 1
            yield row
            room -= 1
        if not room:
            return


def _answers(row: Pair) -> tuple[str, ...]:
    return (*(turn.text for turn in row.history if turn.role == "assistant"), row.response)


def _room(train: Sequence[Pair], share: float) -> int:
    """How many curriculum rows there may be beside those that ``train`` has already."""
    exact = Fraction(str(share))
    taught = sum(pair.method in METHODS for pair in train)
    return max(0, int((exact * len(train) - taught) / (1 - exact)))


def _candidates(train: Iterable[Pair], seed: str, held_out: Collection[int]) -> Iterator[Pair]:
    """All rows that can be made, the methods taking turns; each is made when it is asked for."""
    sources = seeds_in_turn([pair for pair in train if pair.method not in METHODS], seed)
    methods = (
        _in_turn(*(_rows(make, sources, seed, held_out) for make in makers)) for makers in METHODS.values()
    )
    return _in_turn(*methods)


def _rows(make: Maker, sources: Sequence[Pair], seed: str, held_out: Collection[int]) -> Iterator[Pair]:
    """A row of each source, then a second of each that gave one, and so on."""
    for number in range(ROUNDS):
        fruitful = []
        for pair in sources:
            for row in make([pair], seed=f"{seed}:{number}", held_out=held_out):
                fruitful.append(pair)
                yield row
        sources = fruitful


def _in_turn(*rows: Iterator[Pair]) -> Iterator[Pair]:
    """One of each in turn, until all are at their end."""
    going = list(rows)
    while going:
        for one in list(going):
            row = next(one, None)
            if row is None:
                going.remove(one)
            else:
                yield row
