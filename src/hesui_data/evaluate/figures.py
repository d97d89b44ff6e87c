"""The two kinds of figure that a report holds: a ``Share`` with its interval, and a ``Mean`` with its n."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

Z95 = 1.959963984540054
"""The 97.5 % point of the normal distribution, for intervals that hold 95 %."""


class Interval(NamedTuple):
    """Two ends, both inclusive."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Share:
    """``hits`` of ``n``: a share with its 95 % interval.

    >>> share = Share(8, 10)
    >>> share.value, tuple(round(end, 4) for end in share.interval)
    (0.8, (0.4902, 0.9433))
    >>> Share(0, 0).value is None
    True
    """

    hits: int
    n: int

    @classmethod
    def of(cls, outcomes: Iterable[bool]) -> Share:
        """The share of ``outcomes`` that are true.

        >>> Share.of([True, False, True])
        Share(hits=2, n=3)
        """
        found = list(outcomes)
        return cls(sum(found), len(found))

    @property
    def value(self) -> float | None:
        """The share from 0 to 1; None where there is nothing to take a share of."""
        return self.hits / self.n if self.n else None

    @property
    def interval(self) -> Interval:
        """The 95 % score interval; (0, 1) where nothing was seen."""
        return wilson(self.hits, self.n)

    def as_dict(self) -> dict[str, Any]:
        """The figure as JSON values, shares to four places."""
        value = self.value
        ends = None if value is None else [round(end, 4) for end in self.interval]
        return {
            "share": None if value is None else round(value, 4),
            "hits": self.hits,
            "n": self.n,
            "interval": ends,
        }


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean of ``n`` numbers, which is None where there are none.

    >>> Mean.of([1.0, 2.0])
    Mean(value=1.5, n=2)
    >>> Mean.of([]).value is None
    True
    """

    value: float | None
    n: int

    @classmethod
    def of(cls, numbers: Iterable[float]) -> Mean:
        """The mean of ``numbers``, the same whatever their order."""
        found = list(numbers)
        return cls(math.fsum(found) / len(found) if found else None, len(found))

    def as_dict(self) -> dict[str, Any]:
        """The figure as JSON values, to four places."""
        return {"mean": None if self.value is None else round(self.value, 4), "n": self.n}


def wilson(hits: int, n: int, *, z: float = Z95) -> Interval:
    """The score interval of Wilson (1927) for ``hits`` of ``n``, without continuity correction.

    E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22.

    >>> [round(end, 4) for end in wilson(81, 263)]
    [0.2553, 0.3662]
    >>> wilson(0, 0)
    Interval(low=0.0, high=1.0)
    """
    if n == 0:
        return Interval(0.0, 1.0)
    share, square = hits / n, z * z
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = z * math.sqrt(share * (1 - share) / n + square / (4 * n * n)) / (1 + square / n)
    low = 0.0 if hits == 0 else max(0.0, middle - half)
    return Interval(low, 1.0 if hits == n else min(1.0, middle + half))


def difference(a: Share, b: Share) -> Interval:
    """The 95 % interval of the share ``a`` minus the share ``b``: Newcombe (1998), method 10.

    R. G. Newcombe, "Interval estimation for the difference between independent proportions", Statistics in
    Medicine 17. It joins the two Wilson intervals.

    >>> [round(end, 4) for end in difference(Share(56, 70), Share(48, 80))]
    [0.0524, 0.3339]
    """
    if not a.n or not b.n:
        return Interval(-1.0, 1.0)
    one, other = a.hits / a.n, b.hits / b.n
    (low, high), (low_b, high_b) = a.interval, b.interval
    below = math.hypot(one - low, high_b - other)
    above = math.hypot(high - one, other - low_b)
    return Interval(one - other - below, one - other + above)
