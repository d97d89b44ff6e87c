"""What changed from one build to another: rows, sides, codes, figures, recipe and inputs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hesui_data.pair import Pair
from hesui_data.report.drawn import Drawn
from hesui_data.report.facts import Facts, figures
from hesui_data.report.row import Shown

SAMPLES = 12
"""Rows of each kind of change that are shown."""

Where = tuple[str, str]  # a row's split, and the code it was rejected for or nothing


@dataclass(frozen=True, slots=True)
class Change:
    """A row that was added, removed, moved or refused for another reason."""

    row: Shown
    was: Where | None
    now: Where | None


@dataclass(frozen=True, slots=True)
class Changes:
    """All that changed; each kind of row with a few samples and how many there are."""

    kinds: dict[str, tuple[tuple[Change, ...], int]]
    same: int
    figures: tuple[tuple[str, int, int], ...]
    recipe: tuple[tuple[str, object, object], ...]
    inputs: tuple[tuple[str, str], ...]  # name, and "added", "removed" or "changed"
    version: tuple[str, str]
    reproduced: bool | None  # with the same inputs, recipe and version: whether the rows are the same


KINDS = ("added", "removed", "moved", "recoded")


class Standing:
    """Where every row of a build stands, by its id."""

    def __init__(self) -> None:
        self._places: dict[str, Where] = {}

    def take(self, split: str, pair: Pair) -> None:
        """Note where ``pair`` stands."""
        self._places[pair.id] = where(split, pair)

    def of(self, id: str) -> Where | None:
        """Where the row ``id`` stands; None if there is none."""
        return self._places.get(id)

    def __len__(self) -> int:
        return len(self._places)


def where(split: str, pair: Pair) -> Where:
    """The side of ``pair``, and the code it was rejected for.

    >>> where("train", Pair("a", "b"))
    ('train', '')
    """
    return split, next(
        (issue.code for issue in pair.issues if issue.rejects), ""
    ) if split == "rejected" else ""


def kind_of(was: Where | None, now: Where | None) -> str:
    """The kind of change from ``was`` to ``now``; empty where there is none.

    >>> kind_of(None, ("train", "")), kind_of(("train", ""), ("eval", ""))
    ('added', 'moved')
    """
    if was == now:
        return ""
    if was is None or now is None:
        return "added" if was is None else "removed"
    return "recoded" if was[0] == now[0] else "moved"


def compare(
    old: tuple[Facts, Iterable[tuple[str, Pair]]],
    new: tuple[Facts, Iterable[tuple[str, Pair]]],
    standings: tuple[Standing, Standing],
) -> Changes:
    """What changed from ``old`` to ``new``: their facts and their rows with the split of each, gone through once."""
    before, after = standings
    drawn: dict[str, Drawn[Change]] = {kind: Drawn(SAMPLES) for kind in KINDS}
    same = 0
    for split, pair in new[1]:
        was, now = before.of(pair.id), where(split, pair)
        kind = kind_of(was, now)
        if kind:
            _draw(drawn[kind], split, pair, was, now)
        same += not kind
    for split, pair in old[1]:
        if after.of(pair.id) is None:
            _draw(drawn["removed"], split, pair, where(split, pair), None)
    return Changes(
        {kind: (tuple(found.things()), found.total) for kind, found in drawn.items()},
        same,
        _figures(old[0], new[0]),
        _keys(old[0].about.recipe, new[0].about.recipe),
        _inputs(old[0], new[0]),
        (old[0].about.version, new[0].about.version),
        _reproduced(old[0], new[0]),
    )


def _draw(drawn: Drawn[Change], split: str, pair: Pair, was: Where | None, now: Where | None) -> None:
    drawn.offer(pair.id, lambda: Change(Shown.of(split, pair), was, now))


def _figures(old: Facts, new: Facts) -> tuple[tuple[str, int, int], ...]:
    """Every figure of either build, before and after."""
    was, now = dict(figures(old)), dict(figures(new))
    return tuple((key, was.get(key, 0), now.get(key, 0)) for key in dict.fromkeys([*now, *was]))


def _keys(old: Mapping[str, object], new: Mapping[str, object]) -> tuple[tuple[str, object, object], ...]:
    keys = dict.fromkeys([*old, *new])
    return tuple((k, old.get(k), new.get(k)) for k in keys if old.get(k) != new.get(k))


def _hashes(facts: Facts) -> dict[str, str]:
    return {one["name"]: one["sha256"] for one in facts.about.inputs}


def _inputs(old: Facts, new: Facts) -> tuple[tuple[str, str], ...]:
    was, now = _hashes(old), _hashes(new)
    added = [(name, "added") for name in now if name not in was]
    removed = [(name, "removed") for name in was if name not in now]
    changed = [(name, "changed") for name in now if name in was and was[name] != now[name]]
    return tuple(sorted([*added, *removed, *changed]))


def _reproduced(old: Facts, new: Facts) -> bool | None:
    given = [(_hashes(f), f.about.recipe, f.about.version, f.about.packages) for f in (old, new)]
    return old.order.print == new.order.print if given[0] == given[1] and given[0][0] else None
