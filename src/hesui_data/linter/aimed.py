"""What the trainer that a file is meant for makes of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hesui_data.files.tally import BINARY
from hesui_data.pair import Issue, Pair

if TYPE_CHECKING:
    from hesui_data.files.reading import Reading
    from hesui_data.files.tally import Stand


class Aimed:
    """The findings of one file for the target of a name; none without one."""

    def __init__(self, target: str) -> None:
        if not target:
            self._target = None
            return
        from hesui_data import targets

        self._target = targets.TARGETS[target]
        self._gathered = targets.Tally()

    def row(self, stand: Stand, pair: Pair) -> Iterator[Issue]:
        """Issues of the row that the reader stands at, of which ``pair`` is the first."""
        if self._target is None:
            return
        self._gathered.add(stand.value, stand.line)
        for issue in self._target.row_issues(stand.value, pair):
            yield issue.at(issue.line or stand.line, issue.column or stand.column)

    def file(self, reading: Reading) -> Iterator[Issue]:
        """Issues of the file as a whole, which has been read."""
        if self._target is None:
            return
        tally = reading.tally
        facts = self._gathered.facts(
            bytes=sum(one.bytes for one in reading.inputs),
            kind="table" if tally.kind in ("table", *BINARY) else "json" if tally.kind == "json" else "jsonl",
            encoding=tally.encoding,
            has_bom=tally.bom,
            blank_lines=tally.blank,
            first_blank=next(iter(tally.blank_lines), None),
        )
        for issue in self._target.set_issues(facts):
            yield issue.at(issue.line or 1, issue.column or 1)
