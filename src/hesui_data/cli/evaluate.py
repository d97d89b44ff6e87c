"""``hesui evaluate``: the scores of one or more models, or the prompts that they are to be asked."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Protocol

import typer

from hesui_data.cli import show
from hesui_data.cli.asking import (
    AnswerTokens,
    Concurrency,
    DryRun,
    JournalFile,
    MaxCost,
    MaxRequests,
    MaxTokens,
    Replay,
    RequestsAMinute,
    Temperature,
    Timeout,
    TokensAMinute,
    Yes,
    code_of,
    limits_of,
    wrong,
)
from hesui_data.cli.interview import Chosen, endpoints_of, reject_unused, run_interview, setups_of
from hesui_data.cli.options import AsJson, Built, Quiet, examples
from hesui_data.cli.words import language, say

if TYPE_CHECKING:
    from hesui_data.answer_files import Material
    from hesui_data.evaluate import Evaluation
    from hesui_data.spending import Price

SHOWN_TROUBLES = 20
"""As many rows of a file that were not scored are named; all of them are in the JSON."""

Given = Annotated[list[str], typer.Option("--answers", metavar="NAME=FILE", help=say("help answers"))]
Asks = Annotated[list[str], typer.Option("--ask", metavar="NAME=MODEL@URL", help=say("help evaluate ask"))]
KeyEnvs = Annotated[
    list[str], typer.Option("--api-key-env", metavar="[NAME=]VARIABLE", help=say("help key envs"))
]
Prompts = Annotated[Path | None, typer.Option("--prompts", metavar="FILE", help=say("help prompts"))]
Out = Annotated[Path | None, typer.Option("-o", "--out", metavar="FILE", help=say("help evaluate out"))]
Counter = Annotated[str | None, typer.Option("--counter", metavar="NAME", help=say("help evaluate counter"))]


def add_to(app: typer.Typer) -> None:
    """Register the verb with ``app``."""
    epilog = examples(
        "hesui evaluate data/processed --prompts prompts.jsonl",
        "hesui evaluate data/processed --answers base=base.jsonl --answers v1=v1.jsonl",
        "hesui evaluate data/processed --answers v1=v1.jsonl --details -o scores.json",
        "hesui evaluate data/processed --ask base=qwen3@http://127.0.0.1:11434/v1 --answers v1=v1.jsonl --dry-run",
        "hesui evaluate data/processed --answers v1=v1.jsonl --judge deepseek-chat@https://api.deepseek.com/v1 --max-cost 5CNY",
    )
    app.command("evaluate", help=say("help evaluate"), epilog=epilog)(evaluate)


def evaluate(
    folder: Built,
    answers: Given = [],  # noqa: B006  # typer takes no list otherwise, and copies it
    ask: Asks = [],  # noqa: B006
    judge: Annotated[
        str | None, typer.Option("--judge", metavar="MODEL@URL", help=say("help evaluate judge"))
    ] = None,
    prompts: Prompts = None,
    out: Out = None,
    counter: Counter = None,
    details: Annotated[bool, typer.Option("--details", help=say("help details"))] = False,
    as_json: AsJson = False,
    keep: Annotated[Path | None, typer.Option("--keep", metavar="DIR", help=say("help keep"))] = None,
    journal: JournalFile = None,
    api_key_env: KeyEnvs = [],  # noqa: B006
    concurrency: Concurrency = 8,
    max_cost: MaxCost = None,
    max_tokens: MaxTokens = None,
    max_requests: MaxRequests = None,
    requests_a_minute: RequestsAMinute = None,
    tokens_a_minute: TokensAMinute = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    replay: Replay = False,
    timeout: Timeout = 120.0,
    temperature: Temperature = 0.0,
    answer_tokens: AnswerTokens = None,
    recipe: Annotated[
        Path | None, typer.Option("--recipe", metavar="FILE", help=say("help evaluate recipe"))
    ] = None,
    quiet: Quiet = False,
) -> int:
    from hesui_data.answer_files import read_material, write_prompts
    from hesui_data.evaluate.scoring import check_counter
    from hesui_data.interview import Kept

    if prompts is None and not answers and not ask:
        raise wrong("nothing to evaluate")
    files = _files(answers)
    endpoints = endpoints_of(ask, judge, files)
    if not endpoints:
        reject_unused(
            {
                "--dry-run": dry_run,
                "--replay": replay,
                "--max-cost": max_cost,
                "--max-tokens": max_tokens,
                "--max-requests": max_requests,
                "--keep": keep,
                "--journal": journal,
                "--api-key-env": api_key_env,
            }
        )
    limits = limits_of(max_cost, max_tokens, max_requests, requests_a_minute, tokens_a_minute)
    if prompts is not None:
        counts = write_prompts(folder, prompts)
        print(say("prompts done", path=prompts, rows=sum(counts.values()), **counts), file=sys.stderr)
    if not files and not ask:
        return 0
    material = read_material(folder)
    given = {name: material.answers(path) for name, path in files.items()}
    if not endpoints:
        found = material.evaluate(given, counter=counter)
        _tell_troubles(found, files)
        _tell(found, found, out, details=details, as_json=as_json)
        return 0
    check_counter(counter or material.recipe.counter)  # before anything is paid for
    chosen = Chosen(
        limits=limits,
        prices=_prices(folder, recipe, material),
        key_envs=api_key_env,
        concurrency=concurrency,
        timeout=timeout,
        temperature=temperature,
        answer_tokens=answer_tokens,
        dry_run=dry_run,
        yes=yes,
        replay=replay,
        quiet=quiet,
    )
    kept = Kept.beside(folder, keep, journal)
    done = run_interview(material, given, setups_of(endpoints, chosen), kept, chosen, counter=counter)
    if done is None:
        return 0
    if done.evaluation:
        _tell_troubles(done.evaluation, {**{name: kept.answers(name) for name in endpoints}, **files})
        _tell(done, done.evaluation, out, details=details, as_json=as_json)
    return code_of(done.ending)


def _prices(folder: Path, file: Path | None, material: Material) -> Sequence[Price]:
    """What models cost: by the recipe that is named or lies beside the data set, else by that of the build."""
    from hesui_data.recipe import find_recipe, read_recipe

    file = file or find_recipe([folder])
    return (*(read_recipe(file).prices if file else ()), *material.recipe.prices)


class Written(Protocol):
    """Something that can be written as JSON values."""

    def as_dict(self, language: str = "en") -> dict[str, object]: ...


def _files(given: list[str]) -> dict[str, Path]:
    """The files of answers by the names of their models; a file without a name is called by its own."""
    files: dict[str, Path] = {}
    for text in given:
        name, equals, path = text.partition("=")
        if not equals or Path(text).exists():
            name, path = Path(text).stem, text
        if not name.strip() or not path or name in files:
            raise wrong("answers twice" if name in files else "answers wrong", text=text, name=name)
        files[name] = Path(path)
    return files


def _tell(
    all_of_it: Written, evaluation: Evaluation, out: Path | None, *, details: bool, as_json: bool
) -> None:
    import orjson

    found = all_of_it.as_dict(language())
    text = orjson.dumps(found, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    if out is not None:
        from hesui_data.files import atomic_write

        atomic_write(out, [text])
        print(say("scores written", path=out), file=sys.stderr)
    if as_json:
        print(text.decode(), end="")
    else:
        show.evaluation(evaluation, details=details)


def _tell_troubles(evaluation: Evaluation, files: Mapping[str, Path]) -> None:
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
