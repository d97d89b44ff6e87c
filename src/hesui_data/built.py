"""A built data set read back: its rows joined with their lineage, once its manifest has been held against it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from hesui_data.files import check_complete
from hesui_data.formats import read_row
from hesui_data.length import LengthConstraint, LengthTag
from hesui_data.pair import Issue, Pair, Step, Turn

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
    for split in (*SIDES, "rejected"):
        yield from read_side(folder, split)


def read_side(folder: Path, split: str) -> Iterator[BuiltRow]:
    """The rows of one side of the data set in ``folder``, or the rejected ones, one by one.

    Of ``preference`` it is the lineage alone: rows without text. The manifest is not looked at.
    """
    if split == "rejected":
        for line, facts in enumerate(_values(folder / "rejected.jsonl"), 1):
            yield _row(split, line, _refused(facts), facts)
        return
    lineage = (facts for facts in _values(folder / "lineage.jsonl") if facts["split"] == split)
    if split == "preference":
        yield from (_row(split, facts["line"], Pair("", ""), facts) for facts in lineage)
        return
    for line, (facts, value) in enumerate(zip(lineage, _values(folder / f"{split}.jsonl"), strict=True), 1):
        yield _row(split, line, read_row(value)[0], facts)


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
        steps=tuple(Step(**step) for step in facts["steps"]),
        issues=tuple(map(_issue, facts.get("issues", ()))),
        before=tuple(facts.get("before", {}).items()),
    )
    shown = {**facts, "split": split, "line": line, "prompt": pair.prompt, "response": pair.response}
    if split == "rejected":
        shown["source_line"] = facts["line"]
    return BuiltRow(split, line, known, shown)


def _issue(row: dict[str, Any]) -> Issue:
    """The issue that ``output.rejected_row`` or ``output.lineage`` wrote as ``row``."""
    values = {k: tuple(v) if isinstance(v, list) else v for k, v in row.get("values", {}).items()}
    place = {name: row[name] for name in ("code", "field", "line", "column", "stage")}
    return Issue(**place, values=tuple(sorted(values.items())))


def _refused(facts: dict[str, Any]) -> Pair:
    """The texts of the rejected row that ``output.rejected_row`` wrote as ``facts``."""
    others = {name: facts[name] for name in ("system", "rejected_response", "raw") if name in facts}
    history = tuple(Turn(**turn) for turn in facts.get("history", ()))
    return Pair(facts["prompt"], facts["response"], history=history, **others)


def _tag(row: dict[str, Any]) -> LengthTag:
    """The length tag that ``tag_row`` wrote as ``row``."""
    bounds = {name: value for name, value in row.items() if name != "counter"}
    return LengthTag(LengthConstraint(**bounds), row["counter"])


def _values(path: Path) -> Iterator[Any]:
    import orjson

    with path.open("rb") as lines:
        yield from map(orjson.loads, lines)
