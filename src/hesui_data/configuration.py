"""The file that a project's choices stand in: ``hesui.toml``, or ``[tool.hesui]`` of ``pyproject.toml``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from hesui_data.errors import RecipeError

RECIPE_NAME = "hesui.toml"


def find_configuration(sources: Sequence[str | Path]) -> Path | None:
    """The file that applies to ``sources``: beside the first one, else in the working directory."""
    folders = [Path()]
    if sources and str(sources[0]) != "-":
        first = Path(sources[0])
        folders = ([first] if first.is_dir() else []) + [first.parent, *folders]
    for folder in folders:
        if (folder / RECIPE_NAME).is_file():
            return folder / RECIPE_NAME
        project = folder / "pyproject.toml"
        if project.is_file() and _has_table(project):
            return project
    return None


def read_tables(path: str | Path) -> Mapping[str, Any]:
    """What stands in ``path``: the whole of a ``hesui.toml``, of a ``pyproject.toml`` its ``[tool.hesui]``.

    Raises:
        RecipeError: the file cannot be read, or is not TOML.
    """
    import tomllib

    path = Path(path)
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise RecipeError(
            f"cannot read {path}: {error.strerror}", zh=f"读不了配方 {path}：{error.strerror}"
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RecipeError(
            f"{path}: not valid TOML: {error}", zh=f"{path}：不是合法的 TOML：{error}"
        ) from error
    found: Mapping[str, Any] = (
        tables.get("tool", {}).get("hesui", {}) if path.name == "pyproject.toml" else tables
    )
    return found


def _has_table(project: Path) -> bool:
    try:
        return b"[tool.hesui" in project.read_bytes()
    except OSError:
        return False
