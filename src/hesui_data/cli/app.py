"""The verbs of ``hesui`` but ``check``: each parses, calls one public function, and prints."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hesui_data.cli import INTERRUPTED, Told, evaluate, expand, report, review, show, submit
from hesui_data.cli.completing import codes, counters, dialects, targets
from hesui_data.cli.options import (
    AsJson,
    Built,
    Columns,
    DialectName,
    OutFile,
    OutFolder,
    Quiet,
    RecipeFile,
    ReviewsFile,
    Sources,
    TextFile,
    chosen_recipe,
    chosen_reviews,
    examples,
)
from hesui_data.cli.usage import fault_in, fold_help, in_chinese
from hesui_data.cli.words import WORDS, language, say
from hesui_data.errors import RecipeError
from hesui_data.formats import DIALECTS
from hesui_data.length import COUNTERS, count_length, parse_length, unsure_numbers

if TYPE_CHECKING:
    from hesui_data.build import Dataset
    from hesui_data.length import LengthConstraint

app = typer.Typer(
    name="hesui",
    help=say("help app"),
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)


def run_app(arguments: list[str]) -> int:
    """Run ``hesui`` with ``arguments`` and return its exit code: 2 for wrong usage, in one line."""
    if not arguments or {"-h", "--help"} & set(arguments):
        fold_help()
    try:
        result = _command()(args=arguments, prog_name="hesui", standalone_mode=False)
    except SystemExit as stop:  # raised in typer when nobody reads our output any more, as by head
        if type(sys.stdout).__name__ == "PacifyFlushWrapper":
            return 0
        raise stop
    except typer.Abort as abort:
        raise KeyboardInterrupt from abort
    except Exception as error:
        if not hasattr(error, "format_message"):
            raise
        if error.format_message():
            print(say("usage", reason=fault_in(language(), error.format_message())), file=sys.stderr)
        return 2
    if result == INTERRUPTED and not isinstance(result, Told):  # what typer makes of Ctrl-C
        raise KeyboardInterrupt
    return result if isinstance(result, int) else 0


def _command() -> Any:
    """The command as typer makes it, speaking the language that was chosen."""
    command = typer.main.get_command(app)
    return in_chinese(command) if language() == "zh" else command


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(f"hesui {version('hesui-data')}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help=say("help version"))
    ] = False,
    lang: Annotated[str, typer.Option("--lang", metavar="zh|en", help=say("help lang"))] = "",
) -> None:
    """``--lang`` is taken out of the arguments before they come here; it stands here for the help."""


@app.command(help=say("help check"), add_help_option=False)
def check(
    file: Annotated[list[Path] | None, typer.Argument()] = None,
    fix: Annotated[bool, typer.Option("--fix", help=say("help fix"))] = False,
    diff: Annotated[bool, typer.Option("--diff", help=say("help fix diff"))] = False,
    select: Annotated[str, typer.Option("--select", help=say("help select"), autocompletion=codes)] = "",
    ignore: Annotated[str, typer.Option("--ignore", help=say("help ignore"), autocompletion=codes)] = "",
    target: Annotated[str, typer.Option("--target", help=say("help target"), autocompletion=targets)] = "",
    statistics: Annotated[bool, typer.Option("--statistics", help=say("help statistics"))] = False,
    strict: Annotated[bool, typer.Option("--strict", help=say("help strict check"))] = False,
) -> None:
    """Listed for the help and for completion alone: ``main`` dispatches it before typer is imported."""


@app.command(help=say("help explain"), add_help_option=False)
def explain(code: Annotated[str, typer.Argument(autocompletion=codes)] = "") -> None:
    """Listed for the help and for completion alone, as ``check`` is."""


@app.command(
    help=say("help build"),
    epilog=examples(
        "hesui build data/raw -o data/processed",
        "hesui build 拜年.xlsx -o out --columns prompt=题面,response=范文",
        "hesui build data/raw -o out --recipe hesui.toml --strict",
        "hesui build big.jsonl.gz -o out --jobs 2 --shards 8 --compress zst",
    ),
)
def build(
    source: Sources,
    out: OutFolder,
    recipe: RecipeFile = None,
    columns: Columns = None,
    dialect: DialectName = None,
    parquet: Annotated[bool, typer.Option("--parquet", help=say("help parquet"))] = False,
    engine: Annotated[str, typer.Option("--engine", help=say("help engine"))] = "local",
    reviews: ReviewsFile = None,
    jobs: Annotated[int | None, typer.Option("--jobs", min=1, help=say("help jobs"))] = None,
    shards: Annotated[int, typer.Option("--shards", min=1, help=say("help shards"))] = 1,
    compress: Annotated[str, typer.Option("--compress", metavar="gz|zst", help=say("help compress"))] = "",
    strict: Annotated[bool, typer.Option("--strict", help=say("help strict"))] = False,
    quiet: Quiet = False,
) -> int:
    from hesui_data.build import build_dataset
    from hesui_data.cli.on_disk import is_large, on_disk_for
    from hesui_data.summary import is_finding

    if any(Path(one).is_dir() and Path(one).resolve() == out.resolve() for one in source):
        raise RecipeError(
            WORDS["into itself"][1].format(folder=out), zh=WORDS["into itself"][0].format(folder=out)
        )
    chosen = chosen_recipe(source, recipe, quiet=quiet, columns=columns, dialect=dialect)
    chosen = replace(chosen, parquet=True) if parquet else chosen
    decided = chosen_reviews(source, recipe, reviews)
    large = engine == "local" and not decided and not chosen.preference and is_large(source, chosen)
    on_disk = on_disk_for(out, large=large, jobs=jobs, shards=shards, compress=compress, engine=engine)
    with show.progress(quiet=quiet) as watch:
        if on_disk and not quiet:
            on_disk = replace(on_disk, tell=lambda said: print(said.say(language()), file=sys.stderr))
        dataset = build_dataset(source, chosen, engine=on_disk or engine, reviews=decided, watch=watch)
    dataset.write(out)
    if not quiet:
        _report(dataset, out)
        if dataset.pairs:
            print(say("look review", command=review.command(out, source, recipe, reviews)))
    found = strict and any(is_finding(pair) for pair in dataset.rejected)
    dataset.clear()
    return int(found)


def _report(dataset: Dataset, folder: Path) -> None:
    for one in dataset.inputs:
        if one.encoding not in ("utf-8", "utf-8-sig", ""):
            print(say("guessed", name=one.name, encoding=one.encoding), file=sys.stderr)
    if dataset.skipped:
        print(say("skipped", names=", ".join(dataset.skipped)), file=sys.stderr)
    show.summary(dataset.summary, dataset.recipe, warnings=dataset.warnings_in(language()))
    if dataset.honoured:
        kept = dataset.honoured
        print(say("reviewed", accepted=kept.accepted, rejected=kept.rejected, edited=kept.edited))
    if not dataset.pairs:
        print(say("nothing"))
        return
    print(say("offline"))
    row = "train:1" if dataset.train else "eval:1" if dataset.eval else "rejected:1"
    print(say("look", folder=folder, row=row))


@app.command(help=say("help clean"), add_help_option=False)
def clean() -> None:
    """Listed for the help alone, as ``check`` is."""


@app.command(
    help=say("help count"),
    epilog=examples(
        "hesui count 祝老师新年好！", "hesui count --file 作文.txt --counter zi", "cat 信.txt | hesui count"
    ),
)
def count(
    text: Annotated[str | None, typer.Argument(metavar="TEXT", help=say("help text"))] = None,
    file: TextFile = None,
    counter: Annotated[
        str | None,
        typer.Option("--counter", metavar="NAME", help=say("help counter"), autocompletion=counters),
    ] = None,
    as_json: AsJson = False,
) -> int:
    from hesui_data.files import read_text

    if counter is not None and counter not in COUNTERS:
        known = ", ".join(COUNTERS)
        raise RecipeError(
            f"counter must be one of {known}; got {counter!r}",
            zh=f"counter 只能是以下之一：{known}；得到的是 {counter!r}",
        )
    given = text if text is not None else read_text(file or "-")
    counts = {name: count_length(given, counter=name) for name in ([counter] if counter else COUNTERS)}
    if as_json:
        print(json.dumps(counts))
    elif counter:
        print(counts[counter])
    else:
        show.table([say("counter"), say("count")], counts.items())
    return 0


@app.command(
    help=say("help parse"),
    epilog=examples("hesui parse 写一段祝福，50字以内", "hesui parse --file prompts.txt --unsure"),
)
def parse(
    prompt: Annotated[str | None, typer.Argument(metavar="PROMPT", help=say("help prompt"))] = None,
    file: TextFile = None,
    unsure: Annotated[bool, typer.Option("--unsure", help=say("help unsure"))] = False,
    as_json: AsJson = False,
) -> int:
    from hesui_data.files import read_text

    given = prompt if prompt is not None else read_text(file or "-")
    prompts = [given] if prompt is not None else [line for line in given.splitlines() if line.strip()]
    for one in prompts:
        if len(prompts) > 1 and not as_json:
            print(one)
        if unsure:
            for number in unsure_numbers(one):
                print(say("unsure", text=number.text, reason=number.say(language())))
        elif as_json:
            print(json.dumps([_demand(one, found) for found in parse_length(one)], ensure_ascii=False))
        elif found := parse_length(one):
            rows = [tuple(_demand(one, each).values()) for each in found]
            show.table(list(_demand(one, found[0])), [[_cell(cell) for cell in row] for row in rows])
        else:
            print(say("no demand"))
    return 0


def _demand(prompt: str, found: LengthConstraint) -> dict[str, Any]:
    names = ("scope", "unit", "kind", "min", "max", "target", "part")
    start, end = found.span
    return {name: getattr(found, name) for name in names} | {"span": [start, end], "words": prompt[start:end]}


def _cell(value: object) -> str:
    return "" if value is None else str(value)


@app.command(
    help=say("help augment"),
    epilog=examples("hesui augment data/raw -o augmented.jsonl"),
)
def augment(
    source: Sources,
    out: OutFile,
    recipe: RecipeFile = None,
    columns: Columns = None,
    dialect: DialectName = None,
    preference: Annotated[bool, typer.Option("--preference", help=say("help preference"))] = False,
    quiet: Quiet = False,
) -> int:
    from hesui_data.verbs import augment_files

    chosen = chosen_recipe(source, recipe, quiet=quiet, columns=columns, dialect=None)
    named = dialect or (chosen.preference_dialect if preference else "flat")
    with show.progress(quiet=quiet) as watch:
        dataset = augment_files(source, out, chosen, dialect=named, preference=preference, watch=watch)
    if not quiet:
        figures = dataset.summary
        show.summary(figures, chosen, warnings=dataset.warnings_in(language()))
        rows = len(dataset.preference) if preference else figures.train.rows + figures.eval.rows
        said = "augment preference" if preference else "augment done"
        print(say(said, path=out, rows=rows, grown=figures.grown))
    return 0


@app.command(
    help=say("help export"),
    epilog=examples(
        "hesui export data/processed --dialect openai -o train.openai.jsonl",
        "hesui export data/processed -o 审阅.xlsx --split all",
        "hesui export data/processed -o train.parquet",
        "hesui export data/processed --dialect csv --encoding utf-8-sig -o 表格.csv --split all",
    ),
)
def export(
    folder: Built,
    out: OutFile,
    dialect: Annotated[
        str,
        typer.Option(
            "--dialect",
            metavar="NAME",
            help=say("help export dialect", names=", ".join([*DIALECTS, "csv"])),
            autocompletion=dialects,
        ),
    ] = "",
    split: Annotated[str, typer.Option("--split", help=say("help split"))] = "train",
    encoding: Annotated[str, typer.Option("--encoding", help=say("help encoding"))] = "utf-8",
    quiet: Quiet = False,
) -> int:
    from hesui_data.verbs import export_folder

    with show.progress(quiet=quiet) as watch:
        done = export_folder(folder, out, dialect=dialect, split=split, encoding=encoding, watch=watch)
    form = dialect or out.suffix.lstrip(".")
    if not quiet:
        print(say("export done", path=out, rows=done.rows, dialect=form))
    if done.refused:
        said = say("export refused", rows=done.refused, dialect=form, path=done.refused_path)
        print(said, file=sys.stderr)
    return 0


@app.command(
    help=say("help advise"),
    epilog=examples(
        "hesui advise data/processed",
        "hesui advise data/processed --epochs 20",
        "hesui advise data/processed --strict --json",
    ),
)
def advise(
    folder: Built,
    epochs: Annotated[int | None, typer.Option("--epochs", min=1, help=say("help epochs"))] = None,
    as_json: AsJson = False,
    strict: Annotated[bool, typer.Option("--strict", help=say("help strict advise"))] = False,
) -> int:
    from hesui_data.verbs import advice_for

    found = advice_for(folder, epochs)
    if as_json:
        print(json.dumps([one.as_dict(language()) for one in found], ensure_ascii=False, indent=2))
    else:
        show.advice(found)
    return int(strict and any(one.severity == "stop" for one in found))


@app.command(
    help=say("help why"),
    epilog=examples("hesui why data/processed train:12", "hesui why data/processed rejected:1"),
)
def why(
    folder: Built,
    row: Annotated[str, typer.Argument(metavar="ROW", help=say("help row"), show_default=False)],
    as_json: AsJson = False,
) -> int:
    from hesui_data.verbs import family_of

    family = family_of(folder, row)
    if as_json:
        print(json.dumps(family, ensure_ascii=False, indent=2))
    else:
        show.family(family)
    return 0


@app.command(help=say("help init"), epilog=examples("hesui init", "hesui init my-project"))
def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=say("help folder"))] = Path(),
) -> int:
    from hesui_data.verbs import init_folder

    recipe, sample = init_folder(folder, language())
    out = folder / "data" / "processed"
    print(say("init done", recipe=recipe, sample=sample, raw=sample.parent, out=out))
    return 0


for verb in (expand, evaluate, submit, report, review):
    verb.add_to(app)
