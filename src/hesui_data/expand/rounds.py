"""The rounds of an expansion: what is asked next, and what is taken, in the order of the requests' numbers.

A round asks for as many pairs as are missing. An order depends on the choices, the seeds and what was
accepted in earlier rounds alone, and answers are taken in the order of their numbers: the order in which
they arrive, and how many are asked for at a time, change nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from hesui_data.expand.gates import Standard
from hesui_data.expand.orders import Choices, Order, in_turn, order_for, suitable
from hesui_data.expand.pool import Pool, Shelf
from hesui_data.expand.work import Made
from hesui_data.likeness.fluency import Score, fit_fluency
from hesui_data.pair import Issue, Pair

BARREN = 200
"""Orders in a row of which nothing was accepted, after which no more are made: something is wrong."""

_OPEN_ROUND = 1024  # orders of a round where no number is wanted
_GROWING_ROUND = 48  # of self-instruct, whose later rounds draw on what earlier ones brought


@dataclass(slots=True)
class Funnel:
    """What became of the orders: asked, answered, refused by which gate, accepted."""

    asked: int = 0
    answered: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    accepted: int = 0


class Campaign:
    """An expansion as it stands: next orders, and the taking of what came of them.

    ``pairs`` are those to expand, ``others`` those that nothing may copy either (the held-back side).

    >>> seeds = [Pair("给客户写一段祝福，50字以内", "祝您新年顺遂！")]
    >>> campaign = Campaign(seeds, [], Choices(), accept=2)
    >>> [order.number for order in campaign.next_round()]
    [0, 1]
    """

    def __init__(
        self,
        pairs: Iterable[Pair],
        others: Iterable[Pair],
        choices: Choices,
        *,
        accept: int | None = None,
        shelf: Shelf | None = None,
        score: Score | None = None,
    ) -> None:
        given, others = list(pairs), list(others)
        self.pairs = in_turn([pair for pair in given if suitable(pair, choices)], choices.seed)
        self.unsuitable = len(given) - len(self.pairs)
        self.choices, self.accept = choices, accept
        self._given, self._others, self._shelf, self._score = given, others, shelf, score
        self.funnel = Funnel()
        self._ids = {pair.id for pair in (*given, *others)}
        self._grown: list[Pair] = []
        self._next = self._since = 0

    @cached_property
    def standard(self) -> Standard:
        """What every pair is held against beside its order: measured on the seeds when it is first needed."""
        prompts = fit_fluency((pair.prompt for pair in self._given), self._score)
        return Standard(
            self.choices, prompts, fit_fluency((pair.response for pair in self._given), self._score)
        )

    @cached_property
    def pool(self) -> Pool:
        """All pairs so far, those held back too."""
        return Pool([*self._given, *self._others], self.choices, self._shelf)

    @property
    def missing(self) -> int | None:
        """How many pairs are wanted still; None where no number is wanted."""
        return None if self.accept is None else max(0, self.accept - self.funnel.accepted)

    @property
    def barren(self) -> bool:
        """Whether so many orders in a row brought nothing that it is no use to go on."""
        return self._since >= BARREN

    def next_round(self) -> Iterator[Order]:
        """The orders of the next round; none when enough was accepted, nothing comes, or there are no pairs."""
        if not self.pairs or self.missing == 0 or self.barren:
            return iter(())
        size = _OPEN_ROUND if self.missing is None else -(-self.missing // self._a_request)
        if self.choices.method == "self-instruct":
            size = min(size, _GROWING_ROUND)
        first, pool = self._next, tuple(self._grown)
        self._next += size
        return (order_for(number, self.pairs, self.choices, pool) for number in range(first, first + size))

    @property
    def _a_request(self) -> int:
        return self.choices.a_request if self.choices.method == "self-instruct" else 1

    def take(self, order: Order, made: Iterable[Made]) -> Iterator[Made]:
        """What was made of ``order``, in its turn, with the issues of the gates against the pool."""
        self.funnel.asked += 1
        self._since += 1
        answered = False
        for one in made:
            answered = answered or not one.answer.fault
            pair = one.pair.flag(*self._late_issues(one.pair, order)) if one.pair.accepted else one.pair
            if pair.accepted:
                self._accept(pair)
            else:
                self.funnel.refused[pair.issues[0].code] += 1
            yield replace(one, pair=pair)
        self.funnel.answered += answered

    def _late_issues(self, pair: Pair, order: Order) -> tuple[Issue, ...]:
        if self.missing == 0:
            return (Issue.of("HD816", wanted=self.accept or 0),)
        if pair.id in self._ids:
            return (
                Issue.of("HD806", field_name=("整条", "pair"), twin=pair.id, measure="=", similarity="1.00"),
            )
        return self.pool.copies(pair, order)

    def _accept(self, pair: Pair) -> None:
        self.pool.add(pair)
        self.funnel.accepted += 1
        self._since = 0
        if self.choices.method == "self-instruct":
            self._grown.append(pair)
