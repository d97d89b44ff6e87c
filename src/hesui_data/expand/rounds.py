"""The rounds of an expansion: what is asked next, and what is taken, in the order of the requests' numbers.

An order may go out as soon as it is certain that its turn will come: so many are out as pairs are missing. What
it says depends on the choices, the seeds and what was accepted in the rounds before the last alone, and answers
are taken in the order of their numbers: the order in which they arrive, and how many are asked for at a time,
change nothing.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from hesui_data.expand.keys import Keys
from hesui_data.expand.orders import Choices, Order, in_turn, order_for, suitable
from hesui_data.expand.pool import Pool, Shelf
from hesui_data.expand.work import Made
from hesui_data.pair import Issue, Pair

BARREN = 200
"""Orders in a row of which nothing was accepted, after which no more are made: something is wrong."""

_OUT = 4096  # orders that may be out at most: those that come back early wait in memory for their turn
_ROUND = 48  # orders of self-instruct that draw on the same pairs
_FRESH = 256  # accepted pairs that self-instruct draws on beside the seeds, the last ones


@dataclass(slots=True)
class Funnel:
    """What became of the orders: asked, answered, refused by which gate, accepted."""

    asked: int = 0
    answered: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    accepted: int = 0


class Campaign:
    """An expansion as it stands: next orders, and the taking of what came of them.

    ``pairs`` are those to expand, ``others`` those that nothing may copy either (the held-back side). A round
    of self-instruct draws on what was accepted in all rounds but the last, so that two of them are out at a time
    and none waits for the slowest answer of the one before.

    >>> seeds = [Pair("给客户写一段祝福，50字以内", "祝您新年顺遂！")]
    >>> campaign = Campaign(seeds, [], Choices(), accept=2)
    >>> [order.number for order in campaign.orders()]
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
    ) -> None:
        given, others = list(pairs), list(others)
        self.pairs = in_turn([pair for pair in given if suitable(pair, choices)], choices.seed)
        self.unsuitable = len(given) - len(self.pairs)
        self.choices, self.accept = choices, accept
        self._given, self._others, self._shelf = given, others, shelf
        self.funnel = Funnel()
        self._ids = {pair.id for pair in (*given, *others)}
        self._grown: deque[Pair] = deque(maxlen=_FRESH)
        self._grown_by: dict[int, tuple[Pair, ...]] = {}  # the last two rounds: what had been accepted before
        self._next = self._since = 0

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

    def orders(self) -> Iterator[Order]:
        """The orders that may go out now; more when some were taken, none when the expansion is over."""
        while self._may_go_out(self._next):
            number, self._next = self._next, self._next + 1
            yield order_for(number, self.pairs, self.choices, self._known_to(number))

    @property
    def is_over(self) -> bool:
        """Whether enough was accepted, or nothing comes any more."""
        return self.missing == 0 or self.barren or not self.pairs

    def _may_go_out(self, number: int) -> bool:
        """Whether the turn of order ``number`` is sure to come, and all that it draws on is known."""
        if self.is_over:
            return False
        taken = self.funnel.asked
        most = _OUT if self.missing is None else min(_OUT, -(-self.missing // self._a_request))
        draws = self.choices.method != "self-instruct" or number // _ROUND <= taken // _ROUND + 1
        return draws and number < taken + most

    def _known_to(self, number: int) -> tuple[Pair, ...]:
        """The accepted pairs that order ``number`` draws on: those of all rounds before the last."""
        return self._grown_by.get(number // _ROUND - 1, ())

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
            pair = one.pair.flag(*self._late_issues(one, order)) if one.pair.accepted else one.pair
            if pair.accepted:
                self._accept(pair, one.keys)
            else:
                self.funnel.refused[pair.issues[0].code] += 1
            yield replace(one, pair=pair)
        self.funnel.answered += answered
        if self.funnel.asked % _ROUND == 0:
            begins = self.funnel.asked // _ROUND
            self._grown_by = {begins - 1: self._grown_by.get(begins - 1, ()), begins: tuple(self._grown)}

    def _late_issues(self, made: Made, order: Order) -> tuple[Issue, ...]:
        pair = made.pair
        if self.missing == 0:
            return (Issue.of("HD816", wanted=self.accept or 0),)
        if pair.id in self._ids:
            return (
                Issue.of("HD806", field_name=("整条", "pair"), twin=pair.id, measure="=", similarity="1.00"),
            )
        return self.pool.copies(pair, order, made.keys)

    def _accept(self, pair: Pair, keys: Keys | None) -> None:
        self.pool.add(pair, keys)
        self.funnel.accepted += 1
        self._since = 0
        if self.choices.method == "self-instruct":
            self._grown.append(pair)
