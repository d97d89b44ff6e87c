"""Options and words that several verbs share."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hesui_data.cli.completing import dialects, recipes
from hesui_data.cli.parsing import columns_of
from hesui_data.cli.words import say
from hesui_data.formats import DIALECTS

if TYPE_CHECKING:
    from hesui_data.recipe import Recipe

Sources = Annotated[
    list[str], typer.Argument(metavar="SOURCE…", help=say("help sources"), show_default=False)
]
Built = Annotated[Path, typer.Argument(metavar="DIR", help=say("help built"), show_default=False)]
OutFolder = Annotated[Path, typer.Option("-o", "--out", metavar="DIR", help=say("help out folder"))]
OutFile = Annotated[Path, typer.Option("-o", "--out", metavar="FILE", help=say("help out file"))]
RecipeFile = Annotated[
    Path | None,
    typer.Option("--recipe", metavar="FILE", help=say("help recipe"), autocompletion=recipes),
]
ReviewsFile = Annotated[Path | None, typer.Option("--reviews", metavar="FILE", help=say("help reviews"))]
Columns = Annotated[str | None, typer.Option("--columns", metavar="NAMES", help=say("help columns"))]
DialectName = Annotated[
    str | None,
    typer.Option(
        "--dialect",
        metavar="NAME",
        help=say("help dialect", names=", ".join(DIALECTS)),
        autocompletion=dialects,
    ),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help=say("help quiet"))]
AsJson = Annotated[bool, typer.Option("--json", help=say("help json"))]
TextFile = Annotated[Path | None, typer.Option("--file", "-f", metavar="FILE", help=say("help file"))]


def examples(*commands: str) -> str:
    """The commands as the last words of a verb's help."""
    return "\n\n".join([f"[bold]{say('examples')}[/bold]", *(f"  $ {command}" for command in commands)])


def chosen_recipe(
    sources: Sequence[str], file: Path | None, *, quiet: bool, columns: str | None, dialect: str | None
) -> Recipe:
    """The recipe from its file, or the one that lies beside the sources, with what the flags say."""
    from hesui_data.recipe import Recipe, find_recipe, read_recipe

    file = file or find_recipe(sources)
    recipe = read_recipe(file) if file else Recipe()
    if file and not quiet:
        print(say("recipe from", path=file), file=sys.stderr)
    said: dict[str, Any] = {"dialect": dialect} if dialect else {}
    if columns:
        said["columns"] = tuple(columns_of(columns).items())
    return replace(recipe, **said)


def chosen_reviews(sources: Sequence[str], recipe: Path | None, file: Path | None) -> Path | None:
    """The decisions of a review: in ``file``, or beside the recipe that applies, if any are there."""
    from hesui_data.recipe import find_recipe
    from hesui_data.reviews import reviews_beside

    beside = file or reviews_beside(recipe or find_recipe(sources))
    return beside if file or beside.is_file() else None
