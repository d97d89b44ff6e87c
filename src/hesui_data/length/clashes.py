"""Demands that no text can satisfy together: 4 items of at least 50 字 in at most 140."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hesui_data.length.check import TOLERANCE, admitted
from hesui_data.length.constraint import LengthConstraint, Scope, Unit

_ANY = 10**18
_COUNTED: dict[Scope, Unit] = {
    "each_item": "条",
    "each_paragraph": "段",
    "each_sentence": "句",
    "each_line": "行",
}
"""What the whole answer is counted in, for each scope that bounds one of them."""

_MAKE_UP_THE_WHOLE: tuple[Scope, ...] = ("each_paragraph", "each_sentence", "each_line")


@dataclass(frozen=True, slots=True)
class Conflict:
    """Constraints that cannot hold together: they need at least ``low``, and admit at most ``high``."""

    constraints: tuple[LengthConstraint, ...]
    unit: Unit
    low: int
    high: int

    def say(self, language: str) -> str:
        """What is wrong in ``language``, ``"zh"`` or ``"en"``.

        >>> items = LengthConstraint("条", min=4, max=4), LengthConstraint("字", min=50, scope="each_item")
        >>> conflicts((*items, LengthConstraint("字", max=140)))[0].say("en")
        'these demands need at least 200 字 and admit at most 140'
        """
        if language == "zh":
            return f"这些要求合起来至少要 {self.low} {self.unit}，却最多只许 {self.high}"
        return f"these demands need at least {self.low} {self.unit} and admit at most {self.high}"


@dataclass(frozen=True, slots=True)
class _Interval:
    """Bounds on one quantity, and the constraints that set them."""

    low: int = 0
    high: int = _ANY
    below: tuple[LengthConstraint, ...] = ()
    above: tuple[LengthConstraint, ...] = ()

    def times(self, other: _Interval) -> _Interval:
        """Bounds on a sum of ``self`` many of ``other``."""
        return _Interval(
            self.low * other.low,
            min(_ANY, self.high * other.high),
            self.below + other.below,
            self.above + other.above,
        )

    def meeting(self, other: _Interval) -> _Interval:
        """Both at once."""
        lower = self if self.low >= other.low else other
        upper = self if self.high <= other.high else other
        return _Interval(lower.low, upper.high, lower.below, upper.above)


def conflicts(
    constraints: Iterable[LengthConstraint], *, tolerance: float = TOLERANCE
) -> tuple[Conflict, ...]:
    """The demands among ``constraints`` that contradict each other; none when a text can satisfy all.

    约N and a bare N are taken with their ``tolerance``. Only what is certain is told: the items of an
    answer need not be all of it, its paragraphs, sentences and lines are.

    >>> from hesui_data.length import parse_length
    >>> conflicts(parse_length("写一篇500字的短文，分3段，每段150字左右"))
    ()
    >>> [c.low for c in conflicts(parse_length("写一篇300字以内的短文，分3段，每段150字左右"))]
    [405]
    """
    given = [c for c in constraints if c.kind != "about" or c.target is not None]
    intervals = {key: _together(given, key, tolerance) for key in {(c.scope, c.part, c.unit) for c in given}}
    found = [_conflict(key[2], interval) for key, interval in sorted(intervals.items())]
    found += [_conflict(unit, _whole(intervals, unit)) for unit in ("字", "汉字", "句")]
    return tuple(dict.fromkeys(conflict for conflict in found if conflict))


_Key = tuple[Scope, str, Unit]


def _together(constraints: list[LengthConstraint], key: _Key, tolerance: float) -> _Interval:
    """What all constraints on one quantity say."""
    interval = _Interval()
    for constraint in constraints:
        if (constraint.scope, constraint.part, constraint.unit) == key:
            low, high = admitted(constraint, tolerance=tolerance)
            interval = interval.meeting(
                _Interval(low or 0, _ANY if high is None else high, (constraint,), (constraint,))
            )
    return interval


def _whole(intervals: dict[_Key, _Interval], unit: Unit) -> _Interval:
    """What the parts of the answer say of the whole of it."""
    whole = intervals.get(("response", "", unit), _Interval())
    for scope, counted in _COUNTED.items():
        one, many = _one(intervals, scope, unit), intervals.get(("response", "", counted))
        if one is None or many is None or counted == unit:
            continue
        total = many.times(one)
        if scope not in _MAKE_UP_THE_WHOLE:
            total = _Interval(total.low, _ANY, total.below, ())
        whole = whole.meeting(total)
    return whole.meeting(_named_parts(intervals, unit))


def _one(intervals: dict[_Key, _Interval], scope: Scope, unit: Unit) -> _Interval | None:
    """What is said of one item, paragraph, sentence or line; of a paragraph also by its sentences."""
    own = intervals.get((scope, "", unit))
    if scope != "each_paragraph" or unit == "句":
        return own
    many, one = intervals.get((scope, "", "句")), intervals.get(("each_sentence", "", unit))
    if many is None or one is None:
        return own
    return many.times(one).meeting(own or _Interval())


def _named_parts(intervals: dict[_Key, _Interval], unit: Unit) -> _Interval:
    """The least that the title and the named parts need."""
    parts = [
        interval
        for (scope, _, of), interval in sorted(intervals.items())
        if of == unit and scope in ("title", "part")
    ]
    return _Interval(sum(part.low for part in parts), _ANY, sum((part.below for part in parts), ()), ())


def _conflict(unit: Unit, interval: _Interval) -> Conflict | None:
    if interval.low <= interval.high:
        return None
    involved = tuple(dict.fromkeys(interval.below + interval.above))
    return Conflict(involved, unit, interval.low, interval.high)
