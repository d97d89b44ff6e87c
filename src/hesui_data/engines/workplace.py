"""Where a build that is under way lies, and whether what lies there belongs to this build."""

from __future__ import annotations

import hashlib
import os
from dataclasses import fields
from importlib.metadata import version
from pathlib import Path
from typing import Any

import orjson

from hesui_data.engines.store import Store
from hesui_data.errors import OutputError
from hesui_data.files import find_sources
from hesui_data.intake import Source, paths_of
from hesui_data.pair import Pair
from hesui_data.recipe import Recipe

LAYOUT = 1
"""The layout of the files; another number leaves what an older version has put by alone."""

_STATE = "state.json"


def key_of(source: Source, recipe: Recipe, *chosen: int | str) -> str:
    """What names a build: hashes of its inputs, its recipe, this version, all else that was ``chosen``.

    It is empty where the inputs are no files, and such a build never goes on.

    Raises:
        InputError: a source is not there.
    """
    paths = paths_of(source)
    if not paths or any(str(path) == "-" for path in paths):
        return ""
    mixed = [recipe.mix.file] if recipe.mix else []
    files = [
        (kind, one.name, _digest(one.path))
        for kind, given in (("own", paths), ("mix", mixed))
        if given
        for one in find_sources(given).files
    ]
    layout = [LAYOUT, [one.name for one in fields(Pair)], version("hesui-data"), version("jieba")]
    known: list[Any] = [*layout, recipe.as_dict(), files, *chosen]
    return hashlib.sha256(orjson.dumps(known)).hexdigest()


def open_store(folder: Path, key: str) -> Store:
    """The store in ``folder``, with what a build of the same ``key`` has put by there, else empty.

    Raises:
        OutputError: something else lies there, or it cannot be written.
    """
    state = folder / _STATE
    if folder.exists() and any(folder.iterdir()) and not state.exists():
        raise OutputError(
            f"{folder} holds something that hesui did not put there; the build needs this place for its work",
            zh=f"{folder} 里有不是 hesui 放的东西；构建要用这个位置存放中间结果",
        )
    store = Store(str(folder))
    if not key or not state.exists() or state.read_bytes() != key.encode():
        store.remove()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            state.write_bytes(key.encode())
        except OSError as error:
            reason = error.strerror or str(error)
            raise OutputError(
                f"{folder} cannot be written: {reason}", zh=f"{folder} 写不进去：{reason}"
            ) from error
    return store


def _digest(path: Path) -> str:
    if not path.is_file():  # a pipe can be read but once
        return os.urandom(8).hex()
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
