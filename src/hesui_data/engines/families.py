"""On which side each row stands, decided on digests: what ``splits.assign_splits`` would say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from hesui_data.dedup import Tie
from hesui_data.engines.alike import (
    CHUNK,
    Mattering,
    candidates_among,
    first_of_each,
    in_turn,
    likeness_of_responses,
    runs_of,
    similarities,
)
from hesui_data.engines.digests import SHARED, id_in
from hesui_data.engines.likely import Keys
from hesui_data.engines.running import Running
from hesui_data.engines.whole import Whole, in_order
from hesui_data.splits import (
    BUCKETS,
    LARGE,
    BucketShare,
    LargeGroup,
    Message,
    split_warnings,
    taken_by_bucket,
)

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]
    Likely = Callable[[], Iterator[Array]]  # gives the pairs whose responses may be alike

ROUND = 1 << 18
"""Candidates that are compared before those whose groups have met meanwhile are left out."""


def assign_sides(
    run: Running, whole: Whole, belongs: Array, accepted: Array
) -> tuple[Array, tuple[Message, ...]]:
    """For each row whether it is held back, and what to know about the split.

    Rows that ``belongs`` names make the groups; those that are ``accepted`` are counted.
    """
    import numpy as np

    recipe = run.job.recipe
    rows = np.flatnonzero(belongs)
    rows = rows[in_order(whole["id"][rows])]
    found = _Groups(len(rows))
    first_alike = _join(run, whole, rows, found)
    group, kept = found.tops(), accepted[rows]
    chosen = np.zeros(len(rows), bool)
    np.logical_or.at(chosen, group, whole["held"][rows])
    least = np.ones(len(rows), np.float64)
    np.minimum.at(least, group, whole["draw"][rows])
    buckets = whole["bucket"][rows]
    if recipe.stratify:
        sizes = _sizes(group, least, kept, buckets)
        taken = taken_by_bucket(sizes, set(np.flatnonzero(chosen).tolist()), recipe.eval_share)
        chosen[list(taken)] = True
    else:
        chosen |= least < recipe.eval_share
    held_back = np.zeros(len(whole), bool)
    held_back[rows] = chosen[group]
    large = _large_groups(whole, rows, group, kept, first_alike)
    shares = _shares(buckets[kept], chosen[group][kept])
    warnings = split_warnings(
        shares, large, int(kept.sum()), eval_share=recipe.eval_share, stratify=recipe.stratify
    )
    return held_back, tuple(warnings)


class _Groups:
    """Groups of the rows 0, 1, 2 …, named after the smallest in each.

    >>> groups = _Groups(4)
    >>> groups.join(3, 1), groups.tops().tolist()
    (None, [0, 1, 2, 1])
    """

    def __init__(self, rows: int) -> None:
        self._above = list(range(rows))

    def join(self, one: int, other: int) -> None:
        """See that two rows are in one group."""
        one, other = sorted((self._top(one), self._top(other)))
        self._above[other] = one

    def tops(self) -> Array:
        """The group of each row."""
        import numpy as np

        above = np.array(self._above, np.int64)
        while not np.array_equal(above, further := above[above]):
            above = further
        self._above = above.tolist()
        return above

    def _top(self, row: int) -> int:
        above = self._above
        while above[row] != row:
            above[row] = row = above[above[row]]
        return row


def _join(run: Running, whole: Whole, rows: Array, found: _Groups) -> Callable[[int], tuple[int, int] | None]:
    """Join the rows that are relatives; gives what tells which two of a group have responses alike."""
    for reason in SHARED:
        for places in runs_of(whole[reason][rows]):
            first, *others = places.tolist()
            for other in others:
                found.join(first, other)
    keys = Keys.of(run.job.store, whole.step, whole.parts, threshold=run.job.recipe.relative_threshold)
    with_key, keyed, numbers = keyed_rows(whole, keys, rows)
    for places in runs_of(keyed):
        first, *others = with_key[places].tolist()
        for other in others:
            found.join(first, other)
    same = [(int(with_key[places[0]]), int(with_key[places[1]])) for places in runs_of(keyed)]
    first, _ = first_of_each(keyed)
    numbers, members = numbers[first], with_key[first]
    mattering = Mattering(found.tops()[members], of_two_groups)
    threshold = run.job.recipe.relative_threshold
    likely = partial(
        candidates_among, run, keys, numbers, threshold=threshold, name="kin", mattering=mattering
    )
    _join_alike(run, keys, numbers, members, found, likely=likely)

    def first_of(group: int) -> tuple[int, int] | None:
        tops = found.tops()
        equal = next(((one, other) for one, other in same if tops[one] == group), None)
        return equal or _first_alike(keys, numbers, members, tops == group, threshold, likely=likely)

    return first_of


def keyed_rows(whole: Whole, keys: Keys, rows: Array) -> tuple[Array, Array, Array]:
    """Of those of ``rows`` that have a key: their places, what their keys are by content, and the keys' numbers."""
    import numpy as np

    slots = whole.slots(keys)[rows]
    with_key = np.flatnonzero(slots >= 0)
    numbers = slots[with_key]
    return with_key, whole["key"][numbers] if len(numbers) else numbers, numbers


def of_two_groups(one: Array, other: Array) -> Array:
    """Whether a pair can join groups: it is of two."""
    apart: Array = one != other
    return apart


def _join_alike(
    run: Running, keys: Keys, numbers: Array, members: Array, found: _Groups, *, likely: Likely
) -> None:
    """Join the rows whose responses are alike; two that are in one group by then are not compared."""
    threshold = run.job.recipe.relative_threshold
    for band, pairs in enumerate(likely()):
        for turn, at in enumerate(range(0, len(pairs), ROUND)):
            tops = found.tops()[members]
            some = pairs[at : at + ROUND]
            some = some[tops[some[:, 0]] != tops[some[:, 1]]]
            name = f"kin.{band:03d}.{turn:03d}"
            alike = similarities(run, keys, numbers[some], measure=likeness_of_responses, name=name)
            for one, other in members[some[alike >= threshold]].tolist():
                found.join(one, other)


def _first_alike(
    keys: Keys, numbers: Array, members: Array, inside: Array, threshold: float, *, likely: Likely
) -> tuple[int, int] | None:
    """The first two rows ``inside`` a group whose responses are alike, in the order of candidates.

    It is asked of groups that nothing else ties together, so no pair was left out for being of one group before.
    """
    here = inside[members]
    pairs = in_turn(some[here[some[:, 0]] & here[some[:, 1]]] for some in likely())
    for at in range(0, len(pairs), CHUNK):
        some = pairs[at : at + CHUNK]
        texts = keys.texts(numbers[some])
        for one, other in some.tolist():
            ours, theirs = texts[int(numbers[one])], texts[int(numbers[other])]
            if likeness_of_responses(ours, theirs) >= threshold:
                return int(members[one]), int(members[other])
    return None


def _sizes(group: Array, least: Array, kept: Array, buckets: Array) -> dict[int, tuple[str, int]]:
    """Group → its length bucket and its accepted rows, by the least draw."""
    import numpy as np

    table = np.zeros((len(group), len(BUCKETS)), np.int64)
    np.add.at(table, (group[kept], buckets[kept]), 1)
    counts = table.sum(axis=1)
    some = np.flatnonzero(counts)
    homes = table.argmax(axis=1)
    return {
        int(one): (BUCKETS[homes[one]], int(counts[one]))
        for one in some[np.argsort(least[some], kind="stable")].tolist()
    }


def _shares(buckets: Array, held_back: Array) -> Iterator[BucketShare]:
    for number, bucket in enumerate(BUCKETS):
        here = buckets == number
        yield BucketShare(bucket, int(here.sum()), int((here & held_back).sum()))


def _large_groups(
    whole: Whole,
    rows: Array,
    group: Array,
    kept: Array,
    first_alike: Callable[[int], tuple[int, int] | None],
) -> list[LargeGroup]:
    """The groups of more than ``LARGE`` of the accepted rows, by id, each with the first tie in it."""
    import numpy as np

    sizes = np.bincount(group[kept], minlength=1)
    large = np.flatnonzero(sizes > max(1, LARGE * int(kept.sum()))).tolist()
    if not large:
        return []
    ids = whole["id"][rows]
    found = []
    for one in large:
        reason, first, second = _first_tie(whole, rows, group, one, first_alike)
        tie = Tie(id_in(ids[first]), id_in(ids[second]), reason)
        found.append(LargeGroup(id_in(ids[one]), int(sizes[one]), (tie,)))
    return found


def _first_tie(
    whole: Whole, rows: Array, group: Array, one: int, first_alike: Callable[[int], tuple[int, int] | None]
) -> tuple[str, int, int]:
    """What ties the group ``one`` together: reason and two rows."""
    import numpy as np

    inside = np.flatnonzero(group == one)
    for reason in SHARED:
        values = whole[reason][rows[inside]]
        for places in runs_of(values):
            return reason, int(inside[places[0]]), int(inside[places[1]])
    alike = first_alike(one)
    if alike is None:
        raise RuntimeError("a group of several rows that nothing ties together")
    return "response", *alike
