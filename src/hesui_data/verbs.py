"""What the verbs of the command do with files: augment, export, tell a row's family, start a project."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from importlib.resources import files as package_files
from pathlib import Path
from typing import Any, NamedTuple

from hesui_data.advice import Advice, advise, facts_of
from hesui_data.build import Dataset, build_dataset
from hesui_data.built import BuiltRow, check_complete, read_built
from hesui_data.cleaning import clean_pair
from hesui_data.configuration import RECIPE_NAME
from hesui_data.errors import InputError, OutputError, RecipeError
from hesui_data.file_cleaning import Cleaned, Tell, refuse_itself
from hesui_data.files import atomic_write, read_pairs
from hesui_data.files.excel import workbook_bytes
from hesui_data.files.row_files import OTHER_FORMS, TABLES, csv_bytes, form_issues, row_file
from hesui_data.files.writing import AtomicFile
from hesui_data.formats import DIALECTS, dialect_issues, json_line, rows_in
from hesui_data.formats.records import table_of
from hesui_data.pair import Pair
from hesui_data.recipe import Recipe, recipe_from, recipe_text
from hesui_data.rejections import rejected_row
from hesui_data.stages import Watch

SPLITS = ("train", "eval", "all")
REPEATS = ("HD401", "HD402")
PROMPTS_ALONE = "qianfan-prompt"
CSV = "csv"  # beside the dialects: a table for people


class Exported(NamedTuple):
    """How many rows were written and how many the dialect had no room for, which went to ``refused_path``."""

    rows: int
    refused: int
    refused_path: Path


def clean_into_form(
    source: str,
    out: Path,
    *,
    columns: Mapping[str, str] | None = None,
    dialect: str = "flat",
    tell: Tell | None = None,
    watch: Watch = lambda name, pairs: pairs,
) -> Cleaned:
    """Write the rows of ``source`` cleaned to ``out``, in the form that its ending says: .xlsx, .csv, .tsv, .parquet.

    As ``file_cleaning.clean_file`` does for JSON Lines. The rows of a table of texts are held, since its columns are
    those that any row has; Parquet is written as they come.
    """
    refuse_itself(source, out)
    read = changed = 0

    def cleaned() -> Iterator[Pair]:
        nonlocal read, changed
        for pair in watch("clean", read_pairs(source, columns=columns)):
            after = clean_pair(pair) if pair.accepted else pair
            read += 1
            if after is not pair:
                changed += 1
                if tell:
                    tell(pair, after)
            yield after

    if out.suffix.lower() not in TABLES:
        written = _write_as_they_come(cleaned(), out, dialect)
        return Cleaned(read, changed, written.refused, written.refused_path)
    kept, refused = _fitting(list(cleaned()), dialect, out.suffix)
    refused_path = _write_rows(out, kept, refused, dialect)
    return Cleaned(read, changed, len(refused), refused_path)


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
    rows, refused = _fitting(kept, dialect, out.suffix)
    _write_rows(out, rows, [*refused, *dataset.rejected], dialect)
    return dataset


def export_folder(
    folder: Path,
    out: Path,
    *,
    dialect: str = "",
    split: str = "train",
    encoding: str = "utf-8",
    watch: Watch = lambda name, pairs: pairs,
) -> Exported:
    """Write one side of the built data set in ``folder`` to ``out``, in ``dialect``; and say how many rows fitted.

    Without a dialect the ending of ``out`` tells: .csv, .tsv and .xlsx are tables for people, with split,
    id, seed, prompt, response, and what else any row has; .parquet is ``flat``, with its lineage. Rows that
    a dialect has no room for go to a file beside ``out``.

    Raises:
        InputError: ``folder`` holds no complete data set.
        RecipeError: no such dialect, split or encoding.
        OutputError: ``out`` cannot be written.
    """
    ending = out.suffix.lower()
    dialect = dialect or _dialect_of(ending)
    _one_of("dialect", dialect, [*DIALECTS, CSV])
    _one_of("split", split, SPLITS)
    wanted = {"train", "eval"} if split == "all" else {split}
    rows = watch("export", (row.pair for row in read_built(folder) if row.split in wanted))
    if dialect != CSV and ending not in TABLES:
        return _write_as_they_come(rows, out, dialect)
    pairs = list(rows)
    if ending == ".xlsx":
        kept, refused = _fitting(pairs, "flat", ending)
        path = _write_refused(out, refused)
        atomic_write(out, workbook_bytes(_table(kept)))
        return Exported(len(kept), len(refused), path)
    atomic_write(
        out, csv_bytes(_table(pairs), delimiter="\t" if ending == ".tsv" else ",", encoding=encoding)
    )
    return Exported(len(pairs), 0, out)


def _write_as_they_come(pairs: Iterable[Pair], out: Path, dialect: str) -> Exported:
    """Write ``pairs`` as JSON Lines or Parquet and those that do not fit beside them: memory does not grow."""
    kept = refused = 0
    refused_path = _refused_path(out)
    with ExitStack() as files:
        beside: AtomicFile | None = None

        def fitting() -> Iterator[Pair]:
            nonlocal kept, refused, beside
            for row in (row for pair in pairs for row in _judged(pair, dialect, out.suffix)):
                if row.accepted:
                    kept += 1
                    yield row
                    continue
                beside = beside or files.enter_context(AtomicFile(refused_path))
                beside.write(json_line(rejected_row(row, "zh")) + b"\n")
                refused += 1

        file = files.enter_context(AtomicFile(out))
        for chunk in row_file(fitting(), ending=out.suffix, dialect=dialect):
            file.write(chunk)
    return Exported(kept, refused, refused_path)


def family_of(folder: Path, row: str) -> dict[str, Any]:
    """What is known of a row of a built data set: the row, its seed, and the others of its family.

    ``row`` is ``train:12``, ``eval:3``, ``rejected:1`` or an id or the beginning of one.

    Raises:
        InputError: ``folder`` holds no complete data set, or there is no such row, or several.
    """
    found = [one for one in read_built(folder) if _is_named(one, row)]
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
    [this] = found
    others = (one for one in read_built(folder) if one.pair.seed == this.pair.seed)
    family = [one for one in others if (one.split, one.line) != (this.split, this.line)]
    return {"row": this.facts, "family": [one.facts for one in family]}


def advice_for(folder: Path, epochs: int | None = None) -> tuple[Advice, ...]:
    """What will go wrong with the built data set in ``folder``, the worst first.

    ``epochs`` is how many are planned; if it is left out, what the recipe of the build says.

    Raises:
        InputError: ``folder`` holds no complete data set, or one of prompts alone.
        RecipeError: it was built by a version of this library with other recipe keys.
    """
    manifest = check_complete(folder)
    recipe = recipe_from(manifest["recipe"], where=str(folder / "manifest.json"))
    if recipe.dialect == PROMPTS_ALONE:
        raise InputError(
            f"{folder} holds prompts alone: there is nothing to train on",
            zh=f"{folder} 里只有提示词，没有可训练的回答",
        )
    pairs = [one["rows"] for one in manifest["outputs"] if one["name"] == "preference.jsonl"]
    given = repeats = 0

    def accepted() -> Iterator[Pair]:
        nonlocal given, repeats
        for row in read_built(folder):
            if row.pair.method == "read":
                given += 1
                repeats += row.facts.get("code") in REPEATS
            if row.split != "rejected":
                yield row.pair

    facts = facts_of(
        accepted(),
        recipe,
        epochs=epochs,
        preference=pairs[0] // (1 + DIALECTS[recipe.preference_dialect].unpaired) if pairs else None,
    )
    return advise(replace(facts, read=given, repeats=repeats))


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


def _dialect_of(ending: str) -> str:
    """The dialect that the ending of a file's name stands for."""
    if ending not in OTHER_FORMS:
        raise RecipeError(
            f"name the dialect: --dialect with one of {', '.join(DIALECTS)}",
            zh=f"请用 --dialect 写明格式：{'、'.join(DIALECTS)}",
        )
    return "flat" if ending == ".parquet" else CSV


def _fitting(pairs: Sequence[Pair], dialect: str, ending: str) -> tuple[list[Pair], list[Pair]]:
    """The accepted pairs that ``dialect`` and the form of the file can hold, as its rows; the others with issues."""
    judged = [row for pair in pairs for row in _judged(pair, dialect, ending)]
    return [p for p in judged if p.accepted], [p for p in judged if not p.accepted]


def _judged(pair: Pair, dialect: str, ending: str) -> Iterator[Pair]:
    """The rows of ``pair`` in ``dialect``, with issues where that or the form of the file cannot hold them."""
    for row in rows_in(pair, dialect) if pair.accepted else (pair,):
        yield row.flag(*dialect_issues(row, dialect), *form_issues(row, ending)) if row.accepted else row


def _write_rows(out: Path, kept: Sequence[Pair], refused: Sequence[Pair], dialect: str) -> Path:
    """Write the rows, and the refused ones beside them if there are any; returns the path for those."""
    rows = row_file(kept, ending=out.suffix, dialect=dialect)
    refused_path = _write_refused(out, refused)
    atomic_write(out, rows)
    return refused_path


def _write_refused(out: Path, refused: Sequence[Pair]) -> Path:
    """Write the rows that ``out`` does not get beside it, if there are any; returns the path for them."""
    path = _refused_path(out)
    if refused:
        atomic_write(path, (json_line(rejected_row(pair, "zh")) + b"\n" for pair in refused))
    return path


def _refused_path(out: Path) -> Path:
    stem = out.stem if out.suffix.lower() in (".jsonl", *OTHER_FORMS) else out.name
    return out.with_name(f"{stem}.rejected.jsonl")


def _table(pairs: Sequence[Pair]) -> Iterator[list[str]]:
    """A table for people: where each pair stands and its ids before its parts."""
    header, *records = table_of(pairs)
    first = ("split", "id", "seed")
    parts = [name for name in header if name not in (*first, "method")]
    yield [*first, *parts]
    for pair, record in zip(pairs, records, strict=True):
        cells = dict(zip(header, record, strict=True))
        yield [pair.split, pair.id, pair.seed, *(cells[name] for name in parts)]


def _one_of(name: str, value: str, known: Sequence[str]) -> None:
    if value not in known:
        raise RecipeError(
            f"{name} must be one of {', '.join(known)}; got {value!r}",
            zh=f"{name} 只能是以下之一：{', '.join(known)}；得到的是 {value!r}",
        )


def _is_named(row: BuiltRow, name: str) -> bool:
    return name == f"{row.split}:{row.line}" or (len(name) >= 4 and row.pair.id.startswith(name))
