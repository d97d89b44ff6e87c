"""What goes into a build: the pairs of its source, and the general ones that its recipe mixes in."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from hesui_data.errors import InputError, RecipeError
from hesui_data.files import Input, Reading, find_sources, read_pairs
from hesui_data.formats import read_records
from hesui_data.mixing import as_general
from hesui_data.pair import Pair
from hesui_data.recipe import Mix, Recipe

Source = str | Path | Iterable[str | Path | Pair | Mapping[str, Any]]


class Intake:
    """The pairs of a source and of its recipe's mix, read as they are asked for; then what was read.

    A file of the mix that the source names too is read once, as general pairs.

    Raises:
        InputError: a source is not there, or cannot be read at all.
        RecipeError: the mix is not there, or is all that the source names.
    """

    def __init__(self, source: Source, recipe: Recipe) -> None:
        paths, self._records = _told_apart(source)
        mixed = _files_of(recipe.mix) if recipe.mix else []
        self._columns = recipe.columns
        self._files = read_pairs([*paths, *mixed], columns=dict(recipe.columns)) if paths or mixed else None
        self._general = _names_of(mixed, self._files) if self._files else frozenset()
        if paths and self._files and len(self._general) == len(self._files.files):
            raise RecipeError(
                "mix.path names all that the source does: nothing is left to mix it into",
                zh="mix.path 指的就是输入本身，没有别的数据可以与它混合",
            )

    def __iter__(self) -> Iterator[Pair]:
        yield from read_records(self._records, columns=self._columns)
        for pair in self._files or ():
            yield as_general(pair) if self._is_general(pair) else pair

    def _is_general(self, pair: Pair) -> bool:
        """Whether ``pair`` comes from a file of the mix, or from one of its sheets (book.xlsx#Sheet2)."""
        names = self._general
        return pair.source in names or any(pair.source.startswith(f"{name}#") for name in names)

    @property
    def inputs(self) -> tuple[Input, ...]:
        """The files that have been read to their end."""
        return self._files.inputs if self._files else ()

    @property
    def skipped(self) -> tuple[str, ...]:
        """Files of a folder that are no data files."""
        return self._files.skipped if self._files else ()


def paths_of(source: Source) -> list[str | Path]:
    """The paths in ``source``; none if it is records.

    >>> paths_of("data/raw"), paths_of([{"prompt": "a", "response": "b"}])
    (['data/raw'], [])
    """
    if isinstance(source, str | Path):
        return [source]
    return [one for one in source if isinstance(one, str | Path)] if isinstance(source, list | tuple) else []


def _told_apart(source: Source) -> tuple[list[str | Path], list[Pair | Mapping[str, Any]]]:
    """The paths in ``source``, or the records."""
    given = [source] if isinstance(source, str | Path) else list(source)
    paths = [one for one in given if isinstance(one, str | Path)]
    records = [one for one in given if not isinstance(one, str | Path)]
    if paths and records:
        raise InputError(
            "a source is either paths or records, not both", zh="来源要么是路径，要么是数据，不能混用"
        )
    return paths, records


def _files_of(mix: Mix) -> list[Path]:
    try:
        return [file.path for file in find_sources(mix.file).files]
    except InputError as error:
        raise RecipeError(f"mix.path: {error.en}", zh=f"mix.path：{error.zh}") from error


def _names_of(mixed: Iterable[Path], reading: Reading) -> frozenset[str]:
    """What the ``mixed`` files are called among the files of ``reading``."""
    paths = {os.path.realpath(path) for path in mixed}
    return frozenset(file.name for file in reading.files if os.path.realpath(file.path) in paths)
