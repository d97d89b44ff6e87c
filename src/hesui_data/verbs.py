"""What the verbs of the command do with files: augment, export, tell a row's family, start a project."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib.resources import files as package_files
from pathlib import Path
from typing import Any, NamedTuple

from hesui_data.advice import Advice, advise, facts_of
from hesui_data.build import Dataset, build_dataset
from hesui_data.built import BuiltRow, check_complete, read_built
from hesui_data.configuration import RECIPE_NAME
from hesui_data.errors import InputError, OutputError, RecipeError
from hesui_data.files import atomic_write
from hesui_data.formats import DIALECTS, dialect_issues, json_line, rows_in, write_row
from hesui_data.pair import Pair
from hesui_data.recipe import Recipe, recipe_from, recipe_text
from hesui_data.rejections import rejected_row
from hesui_data.stages import Watch

SPLITS = ("train", "eval", "all")
REPEATS = ("HD401", "HD402")
PROMPTS_ALONE = "qianfan-prompt"


class Exported(NamedTuple):
    """How many rows were written and how many the dialect had no room for, which went to ``refused_path``."""

    rows: int
    refused: int
    refused_path: Path


def augment_files(
    sources: Sequence[str],
    out: Path,
    recipe: Recipe,
    *,
    dialect: str = "flat",
    preference: bool = False,
    watch: Watch = lambda name, pairs: pairs,
) -> Dataset:
    """Write the pairs of ``sources`` and their length-tagged variants to ``out``; returns the data set.

    Prompts are not reworded and nothing is mixed in. In the dialect ``flat`` each row has its ``id`` and
    ``seed``, so that a build that reads it again puts it into its seed's family. With ``preference`` it is
    the preference pairs of train that are written, in a dialect that can hold them.
    """
    if preference:
        recipe = replace(recipe, preference=True, preference_dialect=dialect, dialect="flat")
    else:
        recipe = replace(recipe, dialect=dialect)
    dataset = build_dataset(sources, replace(recipe, paraphrases=0, augment=True, mix=None), watch=watch)
    kept = dataset.preference if preference else [*dataset.train, *dataset.eval]
    _write_rows(out, [row for pair in kept for row in rows_in(pair, dialect)], dataset.rejected, dialect)
    return dataset


def export_folder(
    folder: Path, out: Path, *, dialect: str, split: str = "train", encoding: str = "utf-8"
) -> Exported:
    """Write one side of the built data set in ``folder`` to ``out``, in ``dialect``; and say how many rows fitted.

    ``csv`` is a table for people: split, id, seed, prompt, response, and system and history where any
    row has them. Rows that a dialect has no room for
    go to a file beside ``out``.

    Raises:
        InputError: ``folder`` holds no complete data set.
        RecipeError: no such dialect, split or encoding.
        OutputError: ``out`` cannot be written.
    """
    if dialect != "csv" and dialect not in DIALECTS:
        raise RecipeError(f"dialect must be one of {', '.join([*DIALECTS, 'csv'])}; got {dialect!r}")
    if split not in SPLITS:
        raise RecipeError(f"split must be one of {', '.join(SPLITS)}; got {split!r}")
    rows = [
        row
        for row in read_built(folder)
        if row.split == split or (split == "all" and row.split != "rejected")
    ]
    if dialect == "csv":
        atomic_write(out, _table(rows, encoding))
        return Exported(len(rows), 0, out)
    kept, refused = _fitting([row.pair for row in rows], dialect)
    return Exported(len(kept), len(refused), _write_rows(out, kept, refused, dialect))


def family_of(folder: Path, row: str) -> dict[str, Any]:
    """What is known of a row of a built data set: the row, its seed, and the others of its family.

    ``row`` is ``train:12``, ``eval:3``, ``rejected:1`` or an id or the beginning of one.

    Raises:
        InputError: ``folder`` holds no complete data set, or there is no such row, or several.
    """
    rows = list(read_built(folder))
    found = [one for one in rows if _is_named(one, row)]
    if not found:
        raise InputError(
            f'{folder} has no row "{row}"; write train:12, eval:3, rejected:1 or the id of a row',
            zh=f"{folder} 里没有“{row}”这一行；可写 train:12、eval:3、rejected:1 或行的 id",
        )
    if len(found) > 1:
        raise InputError(
            f'"{row}" fits {len(found)} rows; write more of the id',
            zh=f"“{row}”有 {len(found)} 行都符合；请写全 id",
        )
    this = found[0]
    family = [one for one in rows if one.pair.seed == this.pair.seed and one is not this]
    return {"row": this.facts, "family": [one.facts for one in family]}


def advice_for(folder: Path, epochs: int | None = None) -> tuple[Advice, ...]:
    """What will go wrong with the built data set in ``folder``, the worst first.

    ``epochs`` is how many are planned; if it is left out, what the recipe of the build says.

    Raises:
        InputError: ``folder`` holds no complete data set, or one of prompts alone.
        RecipeError: it was built by a version of this library with other recipe keys.
    """
    manifest = check_complete(folder)
    rows = list(read_built(folder))
    given = [row for row in rows if row.pair.method == "read"]
    recipe = recipe_from(manifest["recipe"], where=str(folder / "manifest.json"))
    if recipe.dialect == PROMPTS_ALONE:
        raise InputError(
            f"{folder} holds prompts alone: there is nothing to train on",
            zh=f"{folder} 里只有提示词，没有可训练的回答",
        )
    pairs = [one["rows"] for one in manifest["outputs"] if one["name"] == "preference.jsonl"]
    facts = facts_of(
        (row.pair for row in rows if row.split != "rejected"),
        recipe,
        epochs=epochs,
        read=len(given),
        repeats=sum(row.facts.get("code") in REPEATS for row in given),
        preference=pairs[0] // (1 + DIALECTS[recipe.preference_dialect].unpaired) if pairs else None,
    )
    return advise(facts)


def init_folder(folder: Path, language: str) -> tuple[Path, Path]:
    """Write a commented recipe and five sample rows into ``folder``; returns their paths.

    Raises:
        OutputError: one of them exists, or the folder cannot be written.
    """
    recipe, sample = folder / RECIPE_NAME, folder / "data" / "raw" / "sample.jsonl"
    for path in (recipe, sample):
        if path.exists():
            raise OutputError(f"{path} exists and was left as it is", zh=f"{path} 已存在，没有改动它")
    sample.parent.mkdir(parents=True, exist_ok=True)
    rows = (package_files("hesui_data") / "templates" / "sample.jsonl").read_bytes()
    atomic_write(
        recipe, [recipe_text(Recipe(language="zh" if language == "zh" else "en"), language).encode()]
    )
    atomic_write(sample, [rows])
    return recipe, sample


def _fitting(pairs: Sequence[Pair], dialect: str) -> tuple[list[Pair], list[Pair]]:
    """The accepted pairs that ``dialect`` can hold, as its rows, and the others with their issues."""
    rows = [row for pair in pairs for row in (rows_in(pair, dialect) if pair.accepted else (pair,))]
    judged = [row.flag(*dialect_issues(row, dialect)) if row.accepted else row for row in rows]
    return [p for p in judged if p.accepted], [p for p in judged if not p.accepted]


def _write_rows(out: Path, kept: Sequence[Pair], refused: Sequence[Pair], dialect: str) -> Path:
    """Write the rows, and the refused ones beside them if there are any; returns the path for those."""
    refused_path = out.with_name(f"{out.name.removesuffix('.jsonl')}.rejected.jsonl")
    if refused:
        atomic_write(refused_path, (json_line(rejected_row(pair, "zh")) + b"\n" for pair in refused))
    atomic_write(out, (write_row(pair, dialect) + b"\n" for pair in kept))
    return refused_path


def _table(rows: Sequence[BuiltRow], encoding: str) -> Iterator[bytes]:
    """``rows`` as CSV with CRLF, as Excel and RFC 4180 have it."""
    import csv
    from io import StringIO

    buffer = StringIO(newline="")
    writer = csv.writer(buffer)
    parts = {
        "system": [row.pair.system for row in rows],
        "history": [" ⏎ ".join(f"{turn.role}: {turn.text}" for turn in row.pair.history) for row in rows],
    }
    extra = [name for name, cells in parts.items() if any(cells)]
    writer.writerow(["split", "id", "seed", "prompt", "response", *extra])
    for i, row in enumerate(rows):
        texts = [row.pair.prompt, row.pair.response, *(parts[name][i] for name in extra)]
        writer.writerow([row.split, row.pair.id, row.pair.seed, *texts])
    try:
        yield buffer.getvalue().encode(encoding)
    except LookupError as error:
        raise RecipeError(f"no encoding is called {encoding!r}; for Excel: utf-8-sig") from error
    except UnicodeEncodeError as error:
        raise RecipeError(f"{encoding} cannot hold {error.object[error.start]!r}; use utf-8-sig") from error


def _is_named(row: BuiltRow, name: str) -> bool:
    return name == f"{row.split}:{row.line}" or (len(name) >= 4 and row.pair.id.startswith(name))
