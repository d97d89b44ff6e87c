"""The verb ``submit``: shows the plan, and with ``--yes`` goes through it, telling each step."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hesui_data.cli import FAILED, INTERRUPTED, Told, show
from hesui_data.cli.asking import wrong
from hesui_data.cli.options import AsJson, Built, examples
from hesui_data.cli.words import language, say
from hesui_data.errors import HesuiError, RecipeError, ServiceError

if TYPE_CHECKING:
    from hesui_data.submit import Options, Plan, Submitted

LIMITED = 3
SHOWN = ("stop", "warn")
"""The severities of advice that a plan repeats; the rest is a command away."""

DAY = 24 * 60.0


def add_to(app: typer.Typer) -> None:
    """Register the verb with ``app``."""
    epilog = examples(
        "hesui submit data/processed",
        "hesui submit data/processed --preset v2 --ask-limits",
        "hesui submit data/processed --epochs 1 --bucket my-bucket --yes",
    )
    app.command("submit", help=say("help submit"), epilog=epilog)(submit)


def submit(
    folder: Built,
    yes: Annotated[bool, typer.Option("--yes", help=say("help submit yes"))] = False,
    ask_limits: Annotated[bool, typer.Option("--ask-limits", help=say("help submit ask limits"))] = False,
    preset: Annotated[
        str, typer.Option("--preset", metavar="NAME", help=say("help submit preset", names="v1, v2, v3"))
    ] = "",
    model: Annotated[
        str, typer.Option("--model", metavar="NAME", help=say("help submit model"))
    ] = "ERNIE-Speed-8K",
    method: Annotated[
        str, typer.Option("--method", metavar="lora|full", help=say("help submit method"))
    ] = "",
    epochs: Annotated[int | None, typer.Option("--epochs", min=1, help=say("help submit epochs"))] = None,
    set_: Annotated[
        list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help=say("help submit set"))
    ] = None,
    bucket: Annotated[str, typer.Option("--bucket", metavar="NAME", help=say("help submit bucket"))] = "",
    price: Annotated[float | None, typer.Option("--price", min=0.0, help=say("help submit price"))] = None,
    allow_small: Annotated[bool, typer.Option("--allow-small", help=say("help submit allow small"))] = False,
    allow_long: Annotated[bool, typer.Option("--allow-long", help=say("help submit allow long"))] = False,
    deploy: Annotated[
        int, typer.Option("--deploy", metavar="HOURS", min=0, help=say("help submit deploy"))
    ] = 0,
    evaluate: Annotated[
        str, typer.Option("--evaluate", metavar="DATASET_ID", help=say("help submit evaluate"))
    ] = "",
    ask: Annotated[
        list[str] | None, typer.Option("--ask", metavar="PROMPT", help=say("help submit ask"))
    ] = None,
    retry: Annotated[bool, typer.Option("--retry", help=say("help submit retry"))] = False,
    another: Annotated[bool, typer.Option("--another", help=say("help submit another"))] = False,
    timeout: Annotated[
        float, typer.Option("--timeout", metavar="MINUTES", help=say("help submit timeout"))
    ] = DAY,
    as_json: AsJson = False,
) -> int:
    from hesui_data.submit import Options

    options = Options(
        model=model,
        method=method,
        epochs=epochs,
        preset=preset,
        parameters=_parameters(set_ or []),
        bucket=bucket,
        price=price,
        allow_small=allow_small,
        allow_long=allow_long,
        deploy=deploy,
        evaluate=evaluate,
        ask=tuple(ask or ()),
    )
    if timeout <= 0:
        raise wrong("submit bad timeout")
    command = _command(folder, options)
    if yes:
        return _act(folder, options, command, minutes=timeout, retry=retry, another=another, as_json=as_json)
    return _show(folder, options, command, ask_limits=ask_limits, as_json=as_json)


def _show(folder: Path, options: Options, command: str, *, ask_limits: bool, as_json: bool) -> int:
    """Print the plan; the exit code says whether it could be submitted."""
    from hesui_data.submit import plan_submission

    plan = plan_submission(folder, options, ask_limits=ask_limits)
    if as_json:
        print(json.dumps(plan.as_dict(language()), ensure_ascii=False, indent=2))
    else:
        _print_plan(plan, folder, command)
    for problem in plan.problems:
        print(say("submit problem", reason=problem.says(language())), file=sys.stderr)
    return 0 if plan.fits else FAILED


def _print_plan(plan: Plan, folder: Path, command: str) -> None:
    print(say("submit plan asked" if plan.limits.asked else "submit plan only"))
    print()
    show.table([say("submit fact"), say("submit value")], _facts(plan))
    print()
    print(say("submit requests"))
    for number, one in enumerate(plan.requests, 1):
        print(f"{number}. {say(f'submit step {one.step}')}  {one.call}")
        body = json.dumps(one.body, ensure_ascii=False, indent=2)
        print("\n".join(f"    {line}" for line in body.split("\n")))
    print()
    advice = [one for one in plan.advice if one.severity in SHOWN]
    if advice:
        print(say("submit advice", folder=folder, epochs=plan.epochs))
        for piece in advice:
            print(f"{say(piece.severity)}  {piece.says(language())}")
            print(f"    → {piece.do(language())}")
        print()
    print(say("submit notes"))
    for note in plan.notes:
        print(f"- {note.says(language())}")
    print()
    _print_standing(plan, folder)
    if not plan.options.bucket:
        command = command.replace(" --yes", " --bucket NAME --yes")
    print(say("submit next", command=command) if plan.fits else say("submit next fix"))


def _facts(plan: Plan) -> list[tuple[str, str]]:
    """The figures of the plan, as a table has them."""
    rows, exposures, longest = plan.train.rows, plan.exposures, max(plan.train.tokens)
    share = plan.body("task")["datasetConfig"]["splitRatio"]
    cost = say("submit cost unknown") if plan.cost is None else say("submit cost about", cost=plan.cost)
    return [
        (say("submit model"), plan.options.model),
        (say("submit method"), say(f"submit {plan.options.method}")),
        (say("submit rows"), say("submit rows of seeds", rows=rows, seeds=plan.train.seeds)),
        (say("submit tokens"), say("submit tokens most", tokens=plan.tokens, longest=longest)),
        (
            say("submit exposures"),
            say("submit exposures product", epochs=plan.epochs, rows=rows, exposures=exposures),
        ),
        (say("submit validation"), f"{share} %"),
        (say("submit cost"), cost),
        (say("submit name"), plan.name),
    ]


def _print_standing(plan: Plan, folder: Path) -> None:
    """What has been submitted of this data set before, if anything."""
    from hesui_data.submit.run import standing
    from hesui_data.submit.state import state_path

    done = [step for step, known in standing(folder, plan).items() if known.get("done")]
    if done:
        path = state_path(folder, plan.train.manifest_sha256)
        steps = say("submit comma").join(say(f"submit step {step}") for step in done)
        print(say("submit before", steps=steps, path=path))


def _act(
    folder: Path,
    options: Options,
    command: str,
    *,
    minutes: float,
    retry: bool,
    another: bool,
    as_json: bool,
) -> int:
    """Submit, and say how to go on where it does not come to its end."""
    from hesui_data.submit import FailedStepError, MisfitError, OutOfTimeError, Pace
    from hesui_data.submit import submit as submit_folder
    from hesui_data.submit.trouble import BusyError

    begun: list[str] = []  # what runs on the platform, for whoever stops waiting

    def tell(key: str, **values: Any) -> None:
        if values.get("step") == "task" and "ids" in values:
            begun.append(values["ids"])
        print(_plan_line(values["plan"]) if key == "plan" else _event(key, values), file=sys.stderr)

    try:
        done = submit_folder(
            folder, options, pace=Pace(minutes=minutes), retry=retry, another=another, tell=tell
        )
    except KeyboardInterrupt:
        key = "submit interrupted" if begun else "submit interrupted early"
        print(say(key, running=", ".join(begun), command=command), file=sys.stderr)
        return Told(INTERRUPTED)
    except (MisfitError, RecipeError):
        raise
    except HesuiError as error:
        print(say("error", reason=error.say(language())), file=sys.stderr)
        if isinstance(error, ServiceError):
            key = "submit retry" if isinstance(error, FailedStepError) else "submit go on"
            print(say(key, command=command), file=sys.stderr)
        return LIMITED if isinstance(error, (OutOfTimeError, BusyError)) else FAILED
    _print_done(done, folder, as_json=as_json)
    return 0


def _plan_line(plan: Plan) -> str:
    """The plan that is gone through, in a line, and below it what the adviser would stop for."""
    cost = say("submit cost unknown") if plan.cost is None else say("submit cost about", cost=plan.cost)
    figures = {"model": plan.options.model, "rows": plan.train.rows, "epochs": plan.epochs, "cost": cost}
    method = say(f"submit {plan.options.method}")
    warnings = [f"! {one.says(language())}" for one in plan.advice if one.severity == "stop"]
    return "\n".join([say("submit event plan", name=plan.name, method=method, **figures), *warnings])


def _print_done(done: Submitted, folder: Path, *, as_json: bool) -> None:
    """The ids, the platform's figures and the answers, on stdout."""
    if as_json:
        answers = [{"prompt": prompt, "answer": answer} for prompt, answer in done.answers]
        value = {"name": done.plan.name, "state": str(done.path), "steps": done.steps, "answers": answers}
        print(json.dumps(value, ensure_ascii=False, indent=2))
        return
    for step, known in done.steps.items():
        ids = [str(one) for key, one in known.items() if key.endswith(("Id", "uri", "service")) and one]
        if ids:
            print(say("submit ids", step=say(f"submit step {step}"), ids=" ".join(ids)))
    if metrics := done.steps.get("train", {}).get("metrics"):
        print(say("submit metrics", metrics=_pairs(metrics)))
    for prompt, answer in done.answers:
        print(say("submit answer", prompt=prompt, answer=answer))
        _print_lengths(prompt, answer)
    print(say("submit done", path=done.path, folder=folder))


def _print_lengths(prompt: str, answer: str) -> None:
    """Whether the answer keeps each length that the prompt asks for."""
    from hesui_data.length import check_length

    for verdict in check_length(prompt, answer):
        print(f"    {verdict.say(language())}")


def _event(key: str, values: Mapping[str, Any]) -> str:
    """One event in words."""
    shown = dict(values)
    if "step" in shown:
        shown["step"] = say(f"submit step {shown['step']}")
    for name in ("metrics", "scores"):
        if name in shown:
            shown[name] = _pairs(shown[name])
    if key == "made" and shown.pop("found"):
        key = "found"
    return " ".join(say(f"submit event {key}", **shown).split())


def _pairs(values: Mapping[str, Any]) -> str:
    return " ".join(f"{key}={value}" for key, value in values.items())


def _parameters(texts: list[str]) -> dict[str, str]:
    """``KEY=VALUE`` as a mapping."""
    found = {}
    for text in texts:
        key, equals, value = text.partition("=")
        if not key.strip() or not equals:
            raise wrong("submit bad set", text=text)
        found[key.strip()] = value.strip()
    return found


def _command(folder: Path, options: Options) -> str:
    """The command that submits with these options, to be copied."""
    from hesui_data.submit import Options

    plain = Options()
    words = ["hesui", "submit", str(folder)]
    for name in ("preset", "model", "method", "epochs", "bucket", "price", "deploy", "evaluate"):
        value = getattr(options, name)
        if value != getattr(plain, name):
            words += [f"--{name}", str(value)]
    words += [word for key, value in options.parameters.items() for word in ("--set", f"{key}={value}")]
    words += [word for prompt in options.ask for word in ("--ask", prompt)]
    words += [f"--allow-{name}" for name in ("small", "long") if getattr(options, f"allow_{name}")]
    return shlex.join([*words, "--yes"])
