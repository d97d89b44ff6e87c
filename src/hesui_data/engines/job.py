"""``Job``: what every task of a build knows."""

from __future__ import annotations

from dataclasses import dataclass

from hesui_data.engines.store import Store
from hesui_data.recipe import Recipe


@dataclass(frozen=True, slots=True)
class Job:
    """One build: where its files lie, its recipe, and how many raw shards and parts it has."""

    store: Store
    recipe: Recipe
    shards: int = 0
    parts: int = 0
