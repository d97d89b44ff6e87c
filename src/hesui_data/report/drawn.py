"""A few of many: a sample that is the same whatever the order, and holds no more than it shows."""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable
from hashlib import blake2b
from typing import Generic, TypeVar

T = TypeVar("T")


class Drawn(Generic[T]):
    """At most ``room`` things, those whose keys draw the least; ``total`` counts all that were offered.

    >>> few = Drawn(2)
    >>> for name in "abcde": few.offer(name, lambda: name)
    >>> len(few.things()), few.total
    (2, 5)
    """

    def __init__(self, room: int) -> None:
        self.room = room
        self.total = 0
        self._taken: dict[str, T] = {}
        self._order: list[tuple[str, str]] = []  # what each key drew, and the key

    def offer(self, key: str, make: Callable[[], T]) -> None:
        """Count one, and keep what ``make`` gives if its key draws little enough."""
        self.total += 1
        self.place(key, make)

    def place(self, key: str, make: Callable[[], T]) -> T | None:
        """What is kept under ``key``, made now if it is new; None if there is no room for it.

        What once found no room never finds any later, so that all that belongs to a key that stays in is met.
        """
        if key in self._taken:
            return self._taken[key]
        drawn = (draw(key), key)
        if len(self._order) >= self.room:
            if drawn > self._order[-1]:
                return None
            del self._taken[self._order.pop()[1]]
        insort(self._order, drawn)
        made = self._taken[key] = make()
        return made

    def things(self) -> list[T]:
        """What was kept, in the order of the draw."""
        return [self._taken[key] for _, key in self._order]


def draw(key: str) -> str:
    """What ``key`` draws: 16 hex digits, the same everywhere.

    >>> draw("a") == draw("a") != draw("b")
    True
    """
    return blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
