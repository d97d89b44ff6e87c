"""The rows of a part as a step has left them, with what was decided on them since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import orjson

from hesui_data.engines.packing import issue_of, issue_values, packed, unpacked
from hesui_data.engines.store import Store, part_name
from hesui_data.pair import Issue, Pair

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

DECISIONS = ("settled", "dedupe", "once", "split", "leaks", "mix")
"""What is decided over the whole set after a step, in the order in which it is done to its rows.

The places of each count the rows that those before it have left."""

_SIDES = {"t": "train", "e": "eval"}


@dataclass(slots=True)
class Verdict:
    """What was decided on the rows of a part, by their places: which go, what is wrong, on which side they stand."""

    dropped: frozenset[int] = frozenset()
    issues: Mapping[int, tuple[Issue, ...]] = field(default_factory=dict)
    sides: str = ""  # one letter a row: t, e or - for none

    def of(self, place: int, pair: Pair) -> Pair:
        """``pair``, which stands at ``place``, as decided."""
        if self.sides and self.sides[place] in _SIDES:
            pair = replace(pair, split=_SIDES[self.sides[place]])
        return pair.flag(*self.issues.get(place, ()))


def write_rows(store: Store, step: str, part: int, pairs: Iterable[Pair]) -> None:
    """Put the rows of a part by; the step is done with it."""
    store.write(part_name(step, part), b"".join(map(packed, pairs)))


def read_rows(store: Store, step: str, part: int) -> list[Pair]:
    """The rows of a part after ``step`` and all decisions on it."""
    return [unpacked(line) for line in read_lines(store, step, part)]


def read_lines(store: Store, step: str, part: int) -> Iterator[bytes]:
    """The same as lines that ``unpacked`` takes; a row on which nothing was decided is not taken apart."""
    lines: Iterable[bytes] = store.read(part_name(step, part)).splitlines(keepends=True)
    for verdict in _verdicts(store, step, part):
        lines = _decided(lines, verdict)
    return iter(lines)


def _decided(lines: Iterable[bytes], verdict: Verdict) -> Iterator[bytes]:
    for place, line in enumerate(lines):
        if place in verdict.dropped:
            continue
        if verdict.sides or place in verdict.issues:
            yield packed(verdict.of(place, unpacked(line)))
        else:
            yield line


def write_verdict(store: Store, step: str, decision: str, part: int, verdict: Verdict) -> None:
    """Put by what was decided on the rows that ``step`` made of ``part``."""
    issues = {str(place): [issue_values(one) for one in found] for place, found in verdict.issues.items()}
    values = [sorted(verdict.dropped), issues, verdict.sides]
    store.write(part_name(f"{step}+{decision}", part), orjson.dumps(values))


def _verdicts(store: Store, step: str, part: int) -> Iterator[Verdict]:
    for decision in DECISIONS:
        name = part_name(f"{step}+{decision}", part)
        if store.has(name):
            dropped, issues, sides = orjson.loads(store.read(name))
            found = {int(place): tuple(map(issue_of, values)) for place, values in issues.items()}
            yield Verdict(frozenset(dropped), found, sides)
