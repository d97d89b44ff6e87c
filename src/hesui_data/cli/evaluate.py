"""``hesui evaluate``: the scores of one or more models, or the prompts that they are to be asked."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hesui_data.cli import show
from hesui_data.cli.words import WORDS, language, say
from hesui_data.errors import RecipeError

if TYPE_CHECKING:
    from hesui_data.evaluate import Evaluation

SHOWN_TROUBLES = 20
"""As many rows of a file that were not scored are named; all of them are in the JSON."""

Folder = Annotated[Path, typer.Argument(metavar="DIR", help=say("help built"), show_default=False)]
Given = Annotated[list[str], typer.Option("--answers", metavar="NAME=FILE", help=say("help answers"))]
Prompts = Annotated[Path | None, typer.Option("--prompts", metavar="FILE", help=say("help prompts"))]
Out = Annotated[Path | None, typer.Option("-o", "--out", metavar="FILE", help=say("help evaluate out"))]
Counter = Annotated[str | None, typer.Option("--counter", metavar="NAME", help=say("help evaluate counter"))]


def add_evaluate(app: typer.Typer) -> None:
    """Add the verb to ``app``."""
    commands = (
        "hesui evaluate data/processed --prompts prompts.jsonl",
        "hesui evaluate data/processed --answers base=base.jsonl --answers v1=v1.jsonl",
        "hesui evaluate data/processed --answers v1=v1.jsonl --details -o scores.json",
    )
    epilog = "\n\n".join([f"[bold]{say('examples')}[/bold]", *(f"  $ {command}" for command in commands)])
    app.command("evaluate", help=say("help evaluate"), epilog=epilog)(run_evaluate)


def run_evaluate(
    folder: Folder,
    answers: Given = [],  # noqa: B006  # typer takes no tuple here, and copies it
    prompts: Prompts = None,
    out: Out = None,
    counter: Counter = None,
    details: Annotated[bool, typer.Option("--details", help=say("help details"))] = False,
    as_json: Annotated[bool, typer.Option("--json", help=say("help json"))] = False,
) -> int:
    from hesui_data.answer_files import evaluate_folder, write_prompts

    if prompts is None and not answers:
        raise RecipeError(WORDS["nothing to evaluate"][1], zh=WORDS["nothing to evaluate"][0])
    if prompts is not None:
        counts = write_prompts(folder, prompts)
        print(say("prompts done", path=prompts, rows=sum(counts.values()), **counts), file=sys.stderr)
    if answers:
        files = _files(answers)
        evaluation = evaluate_folder(folder, files, counter=counter)
        _tell_troubles(evaluation, files)
        _tell(evaluation, out, details=details, as_json=as_json)
    return 0


def _files(given: list[str]) -> dict[str, Path]:
    """The files of answers by the names of their models; a file without a name is called by its own."""
    files: dict[str, Path] = {}
    for text in given:
        name, equals, path = text.partition("=")
        if not equals or Path(text).exists():
            name, path = Path(text).stem, text
        if not name.strip() or not path or name in files:
            key = "answers twice" if name in files else "answers wrong"
            zh, en = (words.format(text=text, name=name) for words in WORDS[key])
            raise RecipeError(en, zh=zh)
        files[name] = Path(path)
    return files


def _tell(evaluation: Evaluation, out: Path | None, *, details: bool, as_json: bool) -> None:
    import orjson

    found = evaluation.as_dict(language())
    text = orjson.dumps(found, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    if out is not None:
        from hesui_data.files import atomic_write

        atomic_write(out, [text])
        print(say("scores written", path=out), file=sys.stderr)
    if as_json:
        print(text.decode(), end="")
    else:
        show.evaluation(evaluation, details=details)


def _tell_troubles(evaluation: Evaluation, files: dict[str, Path]) -> None:
    """Name on stderr what was not scored: rows of a file, and questions without an answer."""
    for model in evaluation.models:
        path, troubles = files[model.name], model.coverage.troubles
        for trouble in troubles[:SHOWN_TROUBLES]:
            place = path if trouble.line is None else f"{path}:{trouble.line}"
            print(f"{place}: {trouble.say(language())}", file=sys.stderr)
        if len(troubles) > SHOWN_TROUBLES:
            print(say("more troubles", path=path, more=len(troubles) - SHOWN_TROUBLES), file=sys.stderr)
        if model.coverage.missing:
            print(say("unanswered", path=path, questions=len(model.coverage.missing)), file=sys.stderr)
