"""Where a pair comes from, as JSON: what a line of lineage.jsonl says, and the columns that say it in a table."""

from __future__ import annotations

from typing import Any

from hesui_data.formats.shapes import Shape
from hesui_data.length import LengthTag
from hesui_data.pair import Pair

_BOUNDS = ("scope", "unit", "kind", "min", "max", "target", "part")
_TAG: Shape = {
    **dict.fromkeys(_BOUNDS, "string"),
    **dict.fromkeys(("min", "max", "target"), "int64"),
    "counter": "string",
}

COLUMNS: tuple[tuple[str, Shape], ...] = (
    ("split", "string"),
    ("source", "string"),
    ("source_line", "int64"),
    ("tags", [_TAG]),
)
"""The columns that a table of the dialect ``flat`` has beside its own; id, seed, method and steps are its own."""


def tag_row(tag: LengthTag) -> dict[str, Any]:
    """A length tag as JSON: the constraint that holds and the counter it was counted by."""
    return {**{name: getattr(tag.constraint, name) for name in _BOUNDS}, "counter": tag.counter}


def lineage_cells(pair: Pair) -> dict[str, Any]:
    """The ``COLUMNS`` of ``pair``.

    >>> lineage_cells(Pair("a", "b", source="x.jsonl", line=3))
    {'split': '', 'source': 'x.jsonl', 'source_line': 3, 'tags': []}
    """
    return {
        "split": pair.split,
        "source": pair.source,
        "source_line": pair.line,
        "tags": [tag_row(tag) for tag in pair.tags],
    }
