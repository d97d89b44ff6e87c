"""A built data set read back: its rows joined with their lineage, once its manifest has been held against it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from hesui_data.files import check_complete
from hesui_data.formats import read_row
from hesui_data.length import LengthConstraint, LengthTag
from hesui_data.pair import Pair, Step

__all__ = ["BuiltRow", "check_complete", "read_built"]

SIDES = ("train", "eval")


@dataclass(frozen=True, slots=True)
class BuiltRow:
    """A row of a built data set: where it stands, the pair, and all that the files say of it."""

    split: str  # "train", "eval" or "rejected"
    line: int
    pair: Pair
    facts: dict[str, Any]


def read_built(folder: Path) -> Iterator[BuiltRow]:
    """The rows of train, eval and rejected of the data set in ``folder``.

    Raises:
        InputError: there is no data set, or its files are not those that its manifest tells of.
    """
    check_complete(folder)
    lineage = list(_values(folder / "lineage.jsonl"))
    for split in SIDES:
        facts_of = {facts["line"]: facts for facts in lineage if facts["split"] == split}
        for line, value in enumerate(_values(folder / f"{split}.jsonl"), 1):
            yield _row(split, line, read_row(value)[0], facts_of[line])
    for line, facts in enumerate(_values(folder / "rejected.jsonl"), 1):
        yield _row("rejected", line, Pair(facts["prompt"], facts["response"]), facts)


def _row(split: str, line: int, pair: Pair, facts: dict[str, Any]) -> BuiltRow:
    known = replace(
        pair,
        id=facts["id"],
        seed=facts["seed"],
        source=facts["source"],
        line=facts.get("source_line", facts.get("line")),
        method=facts["method"],
        split=split if split in SIDES else "",
        tags=tuple(map(_tag, facts.get("tags", ()))),
        steps=tuple(Step(**step) for step in facts.get("steps", ())),
    )
    shown = {**facts, "split": split, "line": line, "prompt": pair.prompt, "response": pair.response}
    if split == "rejected":
        shown["source_line"] = facts["line"]
    return BuiltRow(split, line, known, shown)


def _tag(row: dict[str, Any]) -> LengthTag:
    """The length tag that ``tag_row`` wrote as ``row``."""
    bounds = {name: value for name, value in row.items() if name != "counter"}
    return LengthTag(LengthConstraint(**bounds), row["counter"])


def _values(path: Path) -> Iterator[Any]:
    import orjson

    with path.open("rb") as lines:
        yield from map(orjson.loads, lines)
