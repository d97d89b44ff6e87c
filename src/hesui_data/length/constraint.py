"""What a prompt asks of a response's length: ``LengthConstraint`` and ``LengthTag``."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, get_args

Scope = Literal["response", "title", "part", "each_item", "each_paragraph", "each_sentence", "each_line"]
Unit = Literal["字", "汉字", "字符", "词", "word", "句", "行", "段", "条"]
Kind = Literal["at_most", "at_least", "about", "exact", "range"]

SCOPES: tuple[Scope, ...] = get_args(Scope)
UNITS: tuple[Unit, ...] = get_args(Unit)
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class LengthConstraint:
    """What a prompt asks of a response's length: inclusive bounds, in ``unit``.

    ``kind`` is derived from the bounds when it is left out. An ``about`` has a ``target`` and no
    bounds (a vague one, 几十字, has neither); an ``exact`` has all three equal. ``span`` says where
    in the prompt it stands, ``part`` names the part of a scope ``part``, ``bare`` is a number
    without a comparator (50字): neither ``span`` nor ``bare`` takes part in comparisons.

    >>> LengthConstraint(unit="字", max=50)
    LengthConstraint(unit='字', kind='at_most', min=None, max=50, target=None, scope='response', part='')
    >>> LengthConstraint(unit="字", max=50).admits(50)
    True

    Raises:
        ValueError: the fields do not fit each other.
    """

    unit: Unit
    kind: Kind = ""  # type: ignore[assignment]  # derived below
    min: int | None = None
    max: int | None = None
    target: int | None = None
    scope: Scope = "response"
    part: str = ""
    span: tuple[int, int] = field(default=(0, 0), compare=False, repr=False)
    bare: bool = field(default=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        if not self.kind:
            object.__setattr__(self, "kind", self._derived_kind())
        if self.kind == "exact" and self.target is None:
            object.__setattr__(self, "target", self.min)
        problem = self._problem()
        if problem:
            raise ValueError(problem)

    def _derived_kind(self) -> Kind:
        if self.min is None and self.max is None:
            return "about"
        if self.min is None:
            return "at_most"
        if self.max is None:
            return "at_least"
        return "exact" if self.min == self.max else "range"

    def _problem(self) -> str:
        """Why these fields do not fit each other, or an empty string."""
        low, high, target = self.min, self.max, self.target
        if self.unit not in UNITS or self.scope not in SCOPES or self.kind not in KINDS:
            return f"unknown unit, scope or kind: {self.unit!r}, {self.scope!r}, {self.kind!r}"
        if (low is not None, high is not None, target is not None) not in _FIELDS_OF_KIND[self.kind]:
            return f"kind {self.kind!r} does not go with min={low}, max={high}, target={target}"
        if (low or 0) < 0 or (high or 0) < 0 or (target or 0) < 0:
            return f"a length cannot be negative, got min={low}, max={high}, target={target}"
        if self.part and self.scope != "part":
            return f"part={self.part!r} goes with the scope part, not with {self.scope!r}"
        return self._disorder()

    def _disorder(self) -> str:
        """Why these numbers do not fit each other, or an empty string."""
        low, high, target = self.min, self.max, self.target
        if low is not None and high is not None and low > high:
            return f"need min <= max, got min={low}, max={high}"
        if self.kind == "exact" and not low == high == target:
            return f"an exact length needs min = max = target, got {low}, {high}, {target}"
        return ""

    def admits(self, count: float, *, tolerance: float = 0.10) -> bool:
        """Whether ``count`` satisfies this constraint.

        ``about`` N admits counts within ``tolerance`` (a share of N) and at least 2 either way;
        so does a bare number. A vague ``about`` (几十字) admits nothing that can be told: use
        ``check_length``, which answers "cannot tell".

        >>> [LengthConstraint(unit="字", kind="about", target=100).admits(n) for n in (89, 90, 110, 111)]
        [False, True, True, False]
        """
        if self.kind == "about" or self.bare:
            if self.target is None:
                return False
            return abs(count - self.target) <= max(2, self.target * tolerance)
        return (self.min is None or count >= self.min) and (self.max is None or count <= self.max)


_FIELDS_OF_KIND: dict[str, set[tuple[bool, bool, bool]]] = {
    "at_most": {(False, True, False)},
    "at_least": {(True, False, False)},
    "about": {(False, False, True), (False, False, False)},
    "exact": {(True, True, True)},
    "range": {(True, True, False)},
}


@dataclass(frozen=True, slots=True)
class LengthTag:
    """A constraint of a pair's prompt that its response was found to satisfy, by ``counter``."""

    constraint: LengthConstraint
    counter: str = "zi"
