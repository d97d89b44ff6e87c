"""``hesui review``: a local page to accept, reject and edit the rows of a built data set."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from hesui_data.cli.options import Built, RecipeFile, ReviewsFile, examples
from hesui_data.cli.words import language, say
from hesui_data.errors import InputError


def add_to(app: typer.Typer) -> None:
    """Register the verb with ``app``."""
    epilog = examples(
        "hesui review data/processed",
        "hesui review data/processed --recipe my/hesui.toml",
        "hesui review data/processed --port 8765 --no-open",
    )
    app.command("review", help=say("help review"), epilog=epilog)(review)


def command(folder: Path, sources: Sequence[str], recipe: Path | None, reviews: Path | None) -> str:
    """The command that reviews ``folder``, built from ``sources``, with its decisions in the same place."""
    from hesui_data.recipe import find_recipe
    from hesui_data.reviews import reviews_beside

    words = ["hesui", "review", str(folder)]
    used = recipe or find_recipe(sources)
    if reviews:
        words += ["--reviews", str(reviews)]
    elif reviews_beside(used).resolve() != reviews_beside(find_recipe([str(folder)])).resolve():
        words += ["--recipe", str(used)] if used else ["--reviews", str(reviews_beside(used))]
    return shlex.join(words)


def review(
    folder: Built,
    recipe: RecipeFile = None,
    reviews: ReviewsFile = None,
    port: Annotated[int, typer.Option("--port", help=say("help port"))] = 0,
    open_page: Annotated[bool, typer.Option("--open/--no-open", help=say("help open"))] = True,
) -> int:
    from hesui_data.recipe import find_recipe
    from hesui_data.review import Desk, serve
    from hesui_data.reviews import ReviewFile, reviews_beside

    if recipe and not recipe.is_file():
        raise InputError(f"{recipe}: no such file", zh=f"{recipe}：没有这个文件")
    path = reviews or reviews_beside(recipe or find_recipe([str(folder)]))
    file = ReviewFile(path)
    before = 0

    def desk() -> Desk:
        nonlocal before
        made = Desk(folder, file, language=language())
        before = before or sum(map(len, file.decisions.values()))
        return made

    def tell(address: str) -> None:
        print(say("review at", address=address), flush=True)
        print(say("review to", path=path), flush=True)

    with suppress(KeyboardInterrupt):  # Ctrl-C is how it ends
        serve(desk, port=port, open_page=open_page, tell=tell)
    file.refresh()
    new = sum(map(len, file.decisions.values())) - before
    rulings = Counter(one.ruling for one in file.standing.values())
    print(
        say(
            "review done",
            new=new,
            path=path,
            **{name: rulings[name] for name in ("accept", "reject", "edit")},
        )
    )
    return 0
