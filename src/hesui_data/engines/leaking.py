"""Which rows would leak across the split, and which general ones are too many: decided on digests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hesui_data.dedup import Link
from hesui_data.engines.alike import (
    Mattering,
    candidates_among,
    first_of_each,
    in_turn,
    likeness_of_responses,
    runs_of,
    similarities,
)
from hesui_data.engines.digests import SHARED, id_in
from hesui_data.engines.families import keyed_rows
from hesui_data.engines.likely import Keys
from hesui_data.engines.running import Running
from hesui_data.engines.whole import Whole, in_order
from hesui_data.mixing import not_taken
from hesui_data.pair import Issue
from hesui_data.splits import crossing_ties, leak_issues

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True, slots=True)
class Member:
    """What of a row tells which of two relatives goes."""

    id: str
    original: bool


def find_leaks(run: Running, standing: Whole, whole: Whole) -> dict[int, Issue]:
    """Row → issue for each accepted one that is tied to the other side of the split and goes.

    ``standing`` says how the rows stand now, ``whole`` has their digests.
    """
    import numpy as np

    rows = np.flatnonzero(standing["accepted"])
    ids = standing["id"]
    rows = rows[in_order(ids[rows])]
    held_back, original = standing["eval"][rows], standing["original"][rows]
    members: dict[int, Member] = {}
    row_of: dict[str, int] = {}

    def member(place: int) -> Member:
        if place not in members:
            members[place] = Member(id_in(ids[rows[place]]), bool(original[place]))
            row_of[members[place].id] = int(rows[place])
        return members[place]

    found = (
        Link([member(one) for one in ours], [member(one) for one in theirs], reason, alike)  # type: ignore[misc]
        if theirs is not ours
        else Link(both := [member(one) for one in ours], both, reason, alike)  # type: ignore[arg-type]
        for ours, theirs, reason, alike in _links(run, whole, rows, held_back)
    )
    links = list(found)
    in_eval = {one.id for place, one in members.items() if held_back[place]}
    originals = {one.id for one in members.values() if one.original}
    issues = leak_issues(crossing_ties(links, in_eval), originals)
    return {row_of[id]: issue for id, issue in issues.items()}


def too_general(share: float, standing: Whole, accepted: Array) -> dict[int, Issue]:
    """Row → issue for each accepted general row that is beyond ``share`` of its side."""
    import numpy as np

    ids, general, held_back = standing["id"], standing["general"], standing["eval"]
    issues = {}
    for split, side in (("train", ~held_back), ("eval", held_back)):
        here = np.flatnonzero(accepted & side)
        mixed = here[general[here]]
        taken, issue = not_taken(len(here) - len(mixed), share, split)
        issues.update(dict.fromkeys(mixed[in_order(ids[mixed])][taken:].tolist(), issue))
    return issues


def _links(
    run: Running, whole: Whole, rows: Array, held_back: Array
) -> Iterator[tuple[list[int], list[int], str, float]]:
    """The relatives among ``rows`` that stand on both sides: two lists of places, the reason, and how alike."""
    for reason in SHARED:
        for places in runs_of(whole[reason][rows]):
            if held_back[places].any() and not held_back[places].all():
                both = places.tolist()
                yield both, both, reason, 1.0
    keys = Keys.of(run.job.store, whole.step, whole.parts, threshold=run.job.recipe.relative_threshold)
    with_key, keyed, numbers = keyed_rows(whole, keys, rows)
    for places in runs_of(keyed):
        both = with_key[places].tolist()
        if held_back[both].any() and not held_back[both].all():
            yield both, both, "response", 1.0
    yield from _alike(run, keys, (with_key, keyed, numbers), held_back)


_TRAIN, _EVAL = 1, 2


def of_both_sides(one: Array, other: Array) -> Array:
    """Whether one response of a pair is trained on and one held back; a response can be both.

    >>> import numpy as np
    >>> of_both_sides(np.array([1, 2, 1, 3, 3]), np.array([1, 2, 2, 1, 3])).tolist()
    [False, False, True, True, True]
    """
    both: Array = (one | other) == _TRAIN | _EVAL
    return both


def _alike(
    run: Running, keys: Keys, keyed: tuple[Array, Array, Array], held_back: Array
) -> Iterator[tuple[list[int], list[int], str, float]]:
    """Rows whose responses are alike and which stand on different sides."""
    import numpy as np

    with_key, contents, numbers = keyed
    first, key = first_of_each(contents)
    sides = np.zeros(len(first), np.int8)
    np.bitwise_or.at(sides, key, np.where(held_back[with_key], _EVAL, _TRAIN).astype(np.int8))
    threshold = run.job.recipe.relative_threshold
    mattering = Mattering(sides, of_both_sides)
    found = candidates_among(run, keys, numbers[first], threshold=threshold, name="leak", mattering=mattering)
    pairs = in_turn(found)
    alike = similarities(run, keys, numbers[first][pairs], measure=likeness_of_responses, name="leak")
    near = alike >= threshold
    if near.any():
        order = np.argsort(key, kind="stable")
        edges = np.searchsorted(key[order], np.arange(len(first) + 1))
        for (a, b), similarity in zip(pairs[near].tolist(), alike[near].tolist(), strict=True):
            ours = with_key[order[edges[a] : edges[a + 1]]].tolist()
            yield ours, with_key[order[edges[b] : edges[b + 1]]].tolist(), "response", similarity
