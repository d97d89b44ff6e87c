"""The file that a project's choices stand in: ``hesui.toml``, or ``[tool.hesui]`` of ``pyproject.toml``."""

from __future__ import annotations

import os

from hesui_data.errors import RecipeError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from typing import Any

RECIPE_NAME = "hesui.toml"


def find_configuration(sources: Sequence[str | Path]) -> Path | None:
    """The file that applies to ``sources``: beside the first one, else in the working directory."""
    found = configuration_beside(os.fspath(sources[0]) if sources else "-")
    if not found:
        return None
    from pathlib import Path  # here, since it is not needed where there is none

    return Path(found)


def configuration_beside(source: str) -> str:
    """The path of the file that applies to ``source``, empty where there is none."""
    folders = [""]
    if source != "-":
        folders = ([source] if os.path.isdir(source) else []) + [os.path.dirname(source), *folders]
    for folder in folders:
        recipe, project = os.path.join(folder, RECIPE_NAME), os.path.join(folder, "pyproject.toml")
        if os.path.isfile(recipe):
            return recipe
        if os.path.isfile(project) and _has_table(project):
            return project
    return ""


def read_tables(path: str | Path) -> Mapping[str, Any]:
    """What stands in ``path``: the whole of a ``hesui.toml``, of a ``pyproject.toml`` its ``[tool.hesui]``.

    Raises:
        RecipeError: the file cannot be read, or is not TOML.
    """
    import tomllib
    from pathlib import Path

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


def _has_table(project: str) -> bool:
    try:
        with open(project, "rb") as file:
            return b"[tool.hesui" in file.read()
    except OSError:
        return False
