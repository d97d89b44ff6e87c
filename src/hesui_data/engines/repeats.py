"""Which rows repeat others, decided on digests: what ``dedup.flag_repeats`` would flag."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from hesui_data.engines.alike import (
    Mattering,
    candidates_among,
    first_of_each,
    in_turn,
    likeness_of_requests,
    similarities,
)
from hesui_data.engines.digests import id_in
from hesui_data.engines.likely import Keys
from hesui_data.engines.running import Running
from hesui_data.engines.whole import Whole, in_order
from hesui_data.pair import Issue

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]


def find_repeats(run: Running, whole: Whole, accepted: Array, *, name: str) -> dict[int, Issue]:
    """Row → issue for each of the ``accepted`` rows that repeats one which is kept, general ones giving way."""
    import numpy as np

    keys = Keys.of(run.job.store, whole.step, whole.parts, threshold=run.job.recipe.repeat_threshold)
    ids, slots = whole["id"], whole.slots(keys)
    rows = np.flatnonzero(accepted & (slots >= 0))
    later = whole["general"] | ~whole["original"]
    rows = rows[in_order(ids[rows], later[rows], whole["general"][rows])]
    of_keys = {name: whole[name] for name in ("request", "context", "tiny")}
    first, group = first_of_each(of_keys["request"][slots[rows]])
    kept_rows = rows[first]  # the first row of each request
    twins = _twins(run, keys, slots[kept_rows], of_keys, name=name)
    texts = whole["text"]
    return {
        row: _issue(id_in(ids[kept]), similarity, same=bool(texts[row] == texts[kept]))
        for row, kept, similarity in _flagged(rows, first, group, twins)
    }


def _twins(
    run: Running, keys: Keys, rows: Array, of_keys: dict[str, Array], *, name: str
) -> dict[int, tuple[int, float]]:
    """Request → the first kept request that it repeats, and how alike they are; by their places in ``rows``."""
    threshold = run.job.recipe.repeat_threshold
    mattering = Mattering(_marks(of_keys["context"][rows], of_keys["tiny"][rows]), of_one_context)
    pairs = in_turn(candidates_among(run, keys, rows, threshold=threshold, name=name, mattering=mattering))
    alike = similarities(run, keys, rows[pairs], measure=likeness_of_requests, name=name)
    pairs, alike = pairs[alike >= threshold], alike[alike >= threshold]
    twins: dict[int, tuple[int, float]] = {}
    order = in_order(pairs[:, 0], pairs[:, 1])
    for (kept, later), similarity in zip(pairs[order].tolist(), alike[order].tolist(), strict=True):
        if kept not in twins and later not in twins:
            twins[later] = kept, similarity
    return twins


def _marks(context: Array, tiny: Array) -> Array:
    """A number for each context, and 0 for what is tiny."""
    import numpy as np

    numbers = np.unique(context, return_inverse=True)[1] + 1
    marks: Array = np.where(tiny, 0, numbers).astype(np.int32)
    return marks


def of_one_context(one: Array, other: Array) -> Array:
    """Whether two requests can repeat each other: they demand the same in one context, and are not tiny."""
    same: Array = (one == other) & (one > 0)
    return same


def _flagged(
    rows: Array, first: Array, group: Array, twins: dict[int, tuple[int, float]]
) -> Iterator[tuple[int, int, float]]:
    """Each row that repeats another, that other one, and how alike they are."""
    import numpy as np

    repeats = np.ones(len(rows), bool)
    repeats[first] = False
    repeats |= np.isin(group, np.fromiter(twins, np.int64, len(twins)))
    for place in np.flatnonzero(repeats).tolist():
        request = int(group[place])
        twin, similarity = twins.get(request, (request, 1.0))
        yield int(rows[place]), int(rows[first[twin]]), similarity


def _issue(twin: str, similarity: float, *, same: bool) -> Issue:
    if same:
        return Issue.of("HD401", twin=twin)
    return Issue.of("HD402", twin=twin, similarity=f"{similarity:.2f}")
