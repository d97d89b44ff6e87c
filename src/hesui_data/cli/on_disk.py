"""When ``build`` keeps the texts on disk: for much input, or where a flag asks for it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hesui_data.engines import OnDisk
    from hesui_data.recipe import Recipe

FROM = 64 << 20
"""Bytes of input from which on the texts are not held in memory: some 150,000 rows."""

PACKED = 5
"""So many times as large as its bytes is a file that is compressed, about."""

_PACKED = (".gz", ".zst", ".xlsx", ".parquet")


def is_large(source: Sequence[str], recipe: Recipe) -> bool:
    """Whether there is so much input that its texts are better not held in memory."""
    return size_of(source, recipe) >= FROM


def on_disk_for(
    out: Path, *, large: bool, jobs: int | None, shards: int, compress: str, engine: str = "local"
) -> OnDisk | None:
    """How to build on disk, beside ``out``; None for a build in memory, of input that is not ``large``."""
    asked = jobs is not None or shards > 1 or bool(compress) or engine != "local"
    if not asked and not large:
        return None
    from hesui_data.engines import OnDisk

    work = out.with_name(f"{out.resolve().name}.building")
    elsewhere = None if engine == "local" else engine
    return OnDisk(work, jobs or os.cpu_count() or 1, shards, compress, engine=elsewhere)


def size_of(source: Sequence[str], recipe: Recipe) -> int:
    """Bytes of the files that ``source`` means and that are mixed in, as if none were compressed."""
    from hesui_data.files import find_sources

    mixed = [str(recipe.mix.file)] if recipe.mix else []
    return sum(map(_plain_size, (one.path for one in find_sources([*source, *mixed]).files)))


def _plain_size(path: Path) -> int:
    return path.stat().st_size * (PACKED if path.suffix.lower() in _PACKED else 1) if path.is_file() else 0
