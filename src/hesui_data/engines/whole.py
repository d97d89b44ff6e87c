"""``Whole``: columns of all parts, one after the other, while something is decided over the whole set."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from hesui_data.engines.likely import Keys
from hesui_data.engines.rows import Verdict, write_verdict
from hesui_data.engines.store import Store, part_name
from hesui_data.pair import Issue

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]


class Whole:
    """The columns of ``step`` over all ``parts``: row i of part p is row ``starts[p] + i``."""

    def __init__(self, store: Store, step: str, parts: int) -> None:
        import numpy as np

        self.store, self.step, self.parts = store, step, parts
        sizes = [len(self._column(part, "accepted")) for part in range(parts)]
        self.starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)

    def __len__(self) -> int:
        return int(self.starts[-1])

    def __getitem__(self, column: str) -> Array:
        """``column`` of all parts."""
        import numpy as np

        found: Array = np.concatenate([self._column(part, column) for part in range(self.parts)])
        return found

    @property
    def spans(self) -> list[tuple[int, int]]:
        """Where the rows of each part begin and end."""
        return list(pairwise(self.starts.tolist()))

    def slots(self, keys: Keys) -> Array:
        """The number of each row's key among ``keys``; -1 for a row that has none."""
        import numpy as np

        slots = self["slot"].astype(np.int64)
        bases = np.repeat(np.array(keys.starts[:-1], np.int64), np.diff(self.starts))
        found: Array = np.where(slots >= 0, slots + bases, -1)
        return found

    def part_of(self, row: int) -> tuple[int, int]:
        """The part of ``row``, and its place there."""
        import numpy as np

        part = int(np.searchsorted(self.starts, row, "right")) - 1
        return part, row - int(self.starts[part])

    def rule(self, before: str, decision: str, issues: Mapping[int, Issue]) -> None:
        """Put the ``issues`` of rows by, as decided on what the step ``before`` has left."""
        by_part: dict[int, dict[int, tuple[Issue, ...]]] = {}
        for row, issue in issues.items():
            part, place = self.part_of(row)
            by_part.setdefault(part, {})[place] = (issue,)
        for part, found in by_part.items():
            write_verdict(self.store, before, decision, part, Verdict(issues=found))

    def _column(self, part: int, column: str) -> Array:
        return self.store.read_columns(part_name(self.step, part), column)[column]


def in_order(ids: Array, *before: Array) -> Array:
    """The places of ``ids`` in the order of what stands ``before`` them, the most important first, then their own."""
    import numpy as np

    found: Array = np.lexsort((ids, *before[::-1]))
    return found
