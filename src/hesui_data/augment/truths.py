"""True and useful length demands of a response: near its length, at numbers people ask for."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from functools import cache

from hesui_data.length import LengthConstraint, Scope, Unit, count_length, paragraphs, sentences

COUNTERS = ("zi", "word_processor")
"""What a demand holds by: 字 as a reader counts them and as Word or WPS shows them."""

REACH = 0.12
"""A one-sided bound lies at most this share of the length away (``SMALL_REACH`` for short texts)."""

SMALL_REACH = 3

ABOUT = 0.06
"""左右 is said only of a length this near the number (1 字 at least), well inside the tolerance."""

LARGEST_EXACT = 1000
"""Nobody asks for exactly so many 字 beyond this."""

SMALLEST_LEAST = 10
SMALLEST_ABOUT = 15
"""No 不少于 and no 左右 is said of fewer 字."""

LUCKY = (16, 18, 28, 36, 66, 88, 99, 108, 666, 888)
"""Numbers that are not round and yet asked for as an exact length, for luck or for a card's size."""

FEW_SENTENCES = (2, 3, 4)
FEW_PARAGRAPHS = (2, 3, 4, 5, 6)
"""So many sentences or paragraphs people ask for."""

SHORTEST_PARAGRAPH = 30
"""A line of fewer characters may be a title, a salutation or a line of verse to some readers."""

LARGEST = 20_000


@dataclass(frozen=True, slots=True)
class Extent:
    """The smallest and the largest count of what a demand bounds, over its parts and over counters."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Terms:
    """What demands may name and what they must hold by.

    Numbers in ``held_out`` are not named; those in ``wanted`` may be though they are not round. A demand
    holds by all of ``counters``, 左右 within ``tolerance``. A one-sided bound leaves at least the share
    ``headroom`` of itself free: of 100字以内 with 0.1 at most 90 are used, of 不少于100字 at least 110.
    """

    held_out: frozenset[int] = frozenset()
    wanted: frozenset[int] = frozenset()
    counters: tuple[str, ...] = COUNTERS
    tolerance: float = 0.10
    headroom: float = 0.0

    def naming(self, *, held_out: Collection[int] = (), wanted: Collection[int] = ()) -> Terms:
        """The same terms, but for the numbers that may not be named and those that may."""
        return replace(self, held_out=frozenset(held_out), wanted=frozenset(wanted))


def true_constraints(
    response: str,
    *,
    held_out: Collection[int] = (),
    wanted: Collection[int] = (),
    counters: Collection[str] = COUNTERS,
    headroom: float = 0.0,
) -> tuple[LengthConstraint, ...]:
    """Demands on the 字 of the whole ``response`` that hold by all of ``counters`` and are worth asking.

    None names a number in ``held_out``; those in ``wanted`` may be named though they are not round.

    >>> found = true_constraints("愿您新年如意，" * 14)
    >>> [(c.kind, c.max or c.min or c.target) for c in found if c.kind != "range"]
    [('at_most', 100), ('at_least', 90), ('at_least', 95), ('about', 95), ('about', 100)]
    """
    counts = [int(count_length(response, counter=counter)) for counter in counters]
    terms = Terms(frozenset(held_out), frozenset(wanted), headroom=headroom)
    return constraints_for(Extent(min(counts), max(counts)), terms=terms)


def constraints_for(
    extent: Extent, *, scope: Scope = "response", unit: Unit = "字", terms: Terms | None = None
) -> tuple[LengthConstraint, ...]:
    """The demands on ``scope`` that every count in ``extent`` satisfies, of all kinds, in a fixed order.

    >>> [c.max for c in constraints_for(Extent(47, 47)) if c.kind == "at_most"]
    [50]
    >>> [c.max for c in constraints_for(Extent(47, 47), terms=Terms(headroom=0.1)) if c.kind == "at_most"]
    [55]
    >>> [(c.min, c.max) for c in constraints_for(Extent(47, 47)) if c.kind == "range"]
    [(45, 50), (40, 50), (40, 60)]
    """
    terms = terms or Terms()
    found = (
        LengthConstraint(unit=unit, scope=scope, min=low, max=high, target=target)
        for low, high, target in _bounds(extent, terms)
    )
    return tuple(found)


def divisions(response: str) -> tuple[LengthConstraint, ...]:
    """How many sentences or paragraphs ``response`` has, where a reader could not count otherwise.

    >>> [(c.unit, c.max) for c in divisions("老师过年好！这一年辛苦您了。")]
    [('句', 2)]
    >>> divisions("老师：\\n过年好！\\n学生小满")
    ()
    """
    rows = response.strip().split("\n")
    found = []
    if len(rows) == 1 and len(whole := sentences(response)) in FEW_SENTENCES:
        closed = all(sentence[-1] in "。！？" and sentence.count("“") == 0 for sentence in whole)
        found += [LengthConstraint("句", min=len(whole), max=len(whole))] if closed else []
    blocks = [row for row in rows if row.strip()]
    if (
        len(blocks) == len(paragraphs(response)) in FEW_PARAGRAPHS
        and min(map(len, blocks)) >= SHORTEST_PARAGRAPH
    ):
        found.append(LengthConstraint("段", min=len(blocks), max=len(blocks)))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Numbers:
    """Which numbers may be named: the round ones and ``wanted``, but none of ``held_out``."""

    wanted: frozenset[int]
    held_out: frozenset[int]

    def between(self, low: float, high: float) -> list[int]:
        grid = _round_numbers()
        near = {*grid[bisect_left(grid, low) : bisect_right(grid, high)]}
        return sorted((near | {n for n in self.wanted if low <= n <= high}) - self.held_out)

    def best(self, candidates: list[int]) -> list[int]:
        """The two roundest of ``candidates``, and all that are wanted."""
        roundest = sorted(candidates, key=lambda n: (-_roundness(n), n))[:2]
        return sorted({*roundest, *self.wanted.intersection(candidates)})

    @property
    def plain(self) -> frozenset[int]:
        """Numbers that do for a lower bound and for 左右 too: 16 and 18 are limits of something small."""
        return _fives() | self.wanted


Bounds = tuple[int | None, int | None, int | None]


def _bounds(extent: Extent, terms: Terms) -> Iterator[Bounds]:
    """(min, max, target) of every useful demand."""
    low, high = extent.low, extent.high
    numbers = _Numbers(terms.wanted - terms.held_out, terms.held_out)
    least, most = low / (1 + terms.headroom), high / (1 - terms.headroom)
    above = numbers.between(most, most + _reach(most))
    below = [
        n for n in numbers.between(least - _reach(least), least) if n in numbers.plain and n >= SMALLEST_LEAST
    ]
    near = [
        n
        for n in numbers.between(high - _reach(high), low + _reach(high))
        if n in numbers.plain and _is_about(extent, n, terms.tolerance)
    ]
    yield from ((None, n, None) for n in numbers.best(above))
    yield from ((n, None, None) for n in numbers.best(below))
    yield from ((None, None, n) for n in numbers.best(near))
    yield from ((a, b, None) for a, b in _ranges(extent, numbers))
    if low == high and low not in numbers.held_out and (_is_asked_exactly(low) or low in numbers.wanted):
        yield (low, low, low)


def _reach(count: float) -> float:
    """How far a bound may lie from ``count``."""
    return max(SMALL_REACH, REACH * count)


def _is_about(extent: Extent, number: int, tolerance: float) -> bool:
    room = max(1, min(ABOUT, tolerance) * number)
    return number >= SMALLEST_ABOUT and number - room <= extent.low and extent.high <= number + room


def _ranges(extent: Extent, numbers: _Numbers) -> Iterator[tuple[int, int]]:
    """Ranges of an even width that start on its grid, as in 80-100, 150-200; or at a wanted number."""
    low, high = extent.low, extent.high
    for width in _widths(high):
        grid = min(width, 50) if width < 100 else 100 if width < 500 else width
        for start in numbers.between(max(5, high - width), low):
            on_grid = start % grid == 0 or {start, start + width} & numbers.wanted
            if on_grid and numbers.between(start + width, start + width):
                yield start, start + width


def _widths(count: int) -> tuple[int, ...]:
    """How wide a range people name around ``count``."""
    return next((widths for limit, widths in _WIDTHS if count <= limit), ())


_WIDTHS = (
    (40, (5, 10)),
    (60, (5, 10, 20)),
    (120, (10, 20)),
    (300, (20, 50)),
    (1000, (50, 100)),
    (3000, (100, 200, 500)),
    (LARGEST, (500, 1000)),
)
"""Up to which count, which widths."""


def _roundness(number: int) -> int:
    return sum(number % step == 0 for step in (5, 10, 50, 100))


def _is_asked_exactly(number: int) -> bool:
    if number in LUCKY:
        return True
    step = 5 if number <= 50 else 10 if number <= 120 else 50
    return 10 <= number <= LARGEST_EXACT and number % step == 0


@cache
def _fives() -> frozenset[int]:
    return frozenset(n for n in _round_numbers() if n % 5 == 0)


@cache
def _round_numbers() -> tuple[int, ...]:
    """Round numbers up to ``LARGEST``: the larger, the rounder."""
    small = (5, 6, 8, 10, 12, 15, 16, 18, 20)
    fives = range(25, 101, 5)
    tens = range(110, 301, 10)
    fifties = range(350, 1001, 50)
    return (*small, *fives, *tens, *fifties, *range(1100, LARGEST + 1, 100))
