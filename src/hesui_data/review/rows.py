"""The rows of a built data set as they are reviewed: in what order, in what state, and beside what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from hesui_data.built import BuiltRow
from hesui_data.decisions import REJECTED, SEED_REJECTED, Decision, has_been_edited, text_hash
from hesui_data.pair import Pair, Step

State = Literal["open", "accepted", "rejected", "edited", "changed", "refused"]
"""``changed``: what was decided is about another text; ``refused``: by a check, not by a person."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a built data set with its steps, and the code for which it was refused, if it was."""

    place: str  # train:12
    pair: Pair
    facts: Mapping[str, Any]
    code: str = ""

    @classmethod
    def of(cls, built: BuiltRow) -> Row:
        """The row that was read back as ``built``."""
        steps = tuple(Step(**step) for step in built.facts["steps"])
        pair = replace(built.pair, steps=steps, raw=built.facts.get("raw", ""))
        return cls(f"{built.split}:{built.line}", pair, built.facts, built.facts.get("code", ""))

    @property
    def text(self) -> str:
        """The hash of its texts as they were built."""
        return text_hash(self.pair.prompt, self.pair.response)

    @property
    def refused(self) -> bool:
        """Whether a check refused it, not a person."""
        return bool(self.code) and not self.is_out

    @property
    def is_out(self) -> bool:
        """Whether a person rejected it, or its seed."""
        return self.code in (REJECTED, SEED_REJECTED)

    @property
    def mendable(self) -> bool:
        """Whether an edit can bring it in: not where only a part of it could be read."""
        return not self.pair.raw and self.facts.get("stage") != "read"


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands for a row: its state, the text that is to be shown, and on what decisions are based.

    ``base`` is the hash of the text that a build decides on: for a row whose edit has been built, that from
    before the edit.
    """

    state: State
    prompt: str
    response: str
    base: str
    was_prompt: str
    was_response: str
    decision: Decision | None = None
    made: Decision | None = None  # the edit that the build has gone by
    built: bool = True  # whether the build has gone by the decision already

    @property
    def turn(self) -> int:
        """The number of decisions on the row so far."""
        return self.decision.turn if self.decision else 0


def in_families(rows: Iterable[Row]) -> list[Row]:
    """``rows`` family by family, the seed of each first, in the order of the seeds' places in the input."""
    given = list(rows)
    first = {row.pair.seed: _place(row) for row in reversed(given)}
    first |= {row.pair.id: _place(row) for row in given if row.pair.original}
    return sorted(
        given, key=lambda row: (first[row.pair.seed], row.pair.seed, not row.pair.original, row.pair.id)
    )


def _place(row: Row) -> tuple[str, int]:
    return row.pair.source, row.pair.line or 0


def standing_of(row: Row, history: Sequence[Decision], latest: Decision | None) -> Standing:
    """What stands for ``row`` after the decisions on it, of which ``latest`` is the one that holds.

    >>> pair = Pair("写一句祝福", "新年好")
    >>> row = Row("train:1", pair, {})
    >>> no = Decision(pair.id, row.text, turn=1, ruling="reject", reason="layout")
    >>> standing_of(row, [no], no).state, standing_of(row, [], None).state
    ('rejected', 'open')
    """
    made = next((d for d in reversed(history) if has_been_edited(row.pair.steps, d)), None)
    base = made.text if made else row.text
    was = (made.was_prompt, made.was_response) if made else (row.pair.prompt, row.pair.response)
    state = _state(row, latest, made, base)
    texts = (row.pair.prompt, row.pair.response)
    if latest and latest.ruling == "edit" and latest is not made and state == "edited":
        texts = latest.texts
    return Standing(state, *texts, base, *was, latest, made, _is_built(row, latest, made))


_STATES: dict[str, State] = {"accept": "accepted", "reject": "rejected", "edit": "edited", "open": "open"}


def _state(row: Row, latest: Decision | None, made: Decision | None, base: str) -> State:
    if latest is not None and latest is made:
        return "refused" if row.refused else "edited"
    if latest is not None and latest.ruling == "edit" and latest.text == base:
        return "edited"
    if row.refused:
        return "refused"
    if latest is None:
        return "rejected" if row.is_out else "open"
    return _STATES[latest.ruling] if latest.ruling == "open" or latest.text == base else "changed"


def _is_built(row: Row, latest: Decision | None, made: Decision | None) -> bool:
    """Whether the build has gone by ``latest`` already."""
    if latest is None or latest is made:
        return True
    if latest.ruling in ("accept", "open"):
        return not (row.is_out or made)
    return latest.ruling == "reject" and row.is_out
