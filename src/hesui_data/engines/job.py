"""``Job``: what every task of a build knows."""

from __future__ import annotations

from dataclasses import dataclass

from hesui_data.engines.store import Store
from hesui_data.recipe import Recipe


@dataclass(frozen=True, slots=True)
class Job:
    """One build: where its files lie, its recipe, in how many shards it was read and how many parts it has.

    ``files`` and ``compress`` say how its rows are written in the end.
    """

    store: Store
    recipe: Recipe
    shards: int = 0
    parts: int = 0
    files: int = 1
    compress: str = ""
