"""Families: a seed, and all that was made from it, as a tree."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from hesui_data.pair import Pair, Step
from hesui_data.report.drawn import Drawn
from hesui_data.report.row import Shown

FAMILIES = 24
MEMBERS = 24
"""Families that are shown, and rows of each."""

BRANCH = 160
"""Characters of a member's texts that are shown."""


@dataclass(frozen=True, slots=True)
class Member:
    """A row of a family with its steps; ``bare`` is a response that is its parent's too."""

    row: Shown
    steps: tuple[Step, ...]
    original: bool
    response: str = field(repr=False)


@dataclass(slots=True)
class Branch:
    """A member and what was made from it."""

    member: Member
    own_steps: tuple[Step, ...]  # what was done to make it from the one above
    same_response: bool = False
    branches: list[Branch] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Family:
    """A seed's family: its rows in all, and as many of them as are shown, as trees."""

    seed: str
    rows: int
    shown: int
    trees: tuple[Branch, ...]


@dataclass(frozen=True, slots=True)
class Families:
    """A few families, and how many there are."""

    shown: tuple[Family, ...]
    total: int


@dataclass(slots=True)
class _Kept:
    """What is kept of a family."""

    seed: str
    original: list[Member] = field(default_factory=list)
    others: Drawn[Member] = field(default_factory=lambda: Drawn(MEMBERS - 1))


class FamilyTally:
    """Keeps a few whole families.

    >>> seed, tally = Pair("写祝福", "新年好"), FamilyTally()
    >>> tally.take("train", seed)
    >>> tally.take("train", seed.grow("rules", Step("rules"), prompt="写一段祝福"))
    >>> [family.rows for family in tally.facts().shown]
    [2]
    """

    def __init__(self) -> None:
        self._families: Drawn[_Kept] = Drawn(FAMILIES)
        self._originals = 0

    def take(self, split: str, pair: Pair) -> None:
        """Keep the row ``pair`` if its family is one of the few."""
        self._originals += pair.original
        family = self._families.place(pair.seed, lambda: _Kept(pair.seed))
        if family is None:
            return
        if pair.original:
            family.original.append(_member(split, pair, 10 * BRANCH))
        else:
            family.others.offer(pair.id, lambda: _member(split, pair, BRANCH))

    def facts(self) -> Families:
        """The families, the largest first."""
        found = [_family(kept) for kept in self._families.things()]
        shown = tuple(sorted(found, key=lambda family: (-family.rows, family.seed)))
        return Families(shown, max(self._originals, len(shown)))


def _member(split: str, pair: Pair, room: int) -> Member:
    return Member(Shown.of(split, pair, room=room), pair.steps, pair.original, pair.response)


def _family(kept: _Kept) -> Family:
    members = [*kept.original, *kept.others.things()]
    return Family(kept.seed, len(kept.original) + kept.others.total, len(members), trees(members))


def trees(members: Iterable[Member]) -> tuple[Branch, ...]:
    """The members under those they were made from: whose steps begin theirs, the longest first.

    A member whose parent is not among them stands at the top.
    """
    ordered = sorted(members, key=lambda m: (not m.original, len(m.steps), m.row.split, m.row.id))
    tops: list[Branch] = []
    placed: list[Branch] = []
    for member in ordered:
        above = _parent(member, placed)
        own = member.steps[len(above.member.steps) :] if above else member.steps
        branch = Branch(member, own, above is not None and above.member.response == member.response)
        (above.branches if above else tops).append(branch)
        placed.append(branch)
    return tuple(tops)


def _parent(member: Member, placed: Sequence[Branch]) -> Branch | None:
    """The one of ``placed`` that ``member`` was made from, as far as steps tell."""
    if member.original:
        return None
    fitting = [branch for branch in placed if _begins(branch.member, member)]
    return max(fitting, key=lambda branch: len(branch.member.steps), default=None)


def _begins(elder: Member, member: Member) -> bool:
    steps = elder.steps
    return (elder.original or len(steps) < len(member.steps)) and member.steps[: len(steps)] == steps
