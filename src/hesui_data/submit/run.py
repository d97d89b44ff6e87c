"""A submission from beginning to end: plan, ask for the limits, then step by step, from where it stopped before."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from hesui_data.advice import Advice
from hesui_data.errors import HesuiError, RecipeError
from hesui_data.submit.answers import items_of
from hesui_data.submit.asking import ask
from hesui_data.submit.console import Console, open_console
from hesui_data.submit.limits import TABLE, Limits, limits_from
from hesui_data.submit.making import Run
from hesui_data.submit.options import Options, flags_of
from hesui_data.submit.pace import Pace
from hesui_data.submit.plan import Plan, TrainRows, plan_for
from hesui_data.submit.rows import read_train
from hesui_data.submit.secrets import redact
from hesui_data.submit.state import State, locked, read_state, state_path, write_state
from hesui_data.submit.steps import STEPS, tried_anew
from hesui_data.submit.trouble import MisfitError, platform_url
from hesui_data.verbs import advice_for

BY_ROWS = frozenset({"too-few-rows"})
"""Problems that no answer of the platform makes go away."""


@dataclass(frozen=True, slots=True)
class Submitted:
    """What a submission came to: the plan, where its state lies, what is known of each step, the answers."""

    plan: Plan
    path: Path
    steps: dict[str, dict[str, Any]]
    answers: tuple[tuple[str, str], ...] = ()


def plan_submission(folder: Path, options: Options, *, ask_limits: bool = False) -> Plan:
    """The plan of submitting the data set in ``folder``; only with ``ask_limits`` does anything leave the machine.

    Raises:
        InputError: there is no complete data set in ``folder``, or one that cannot be trained on.
        ServiceError: the platform was asked for its limits and does not tell.
    """
    options, train, advice = _measured(folder, options)
    limits = asked_limits(open_console(), Pace()) if ask_limits else TABLE
    return plan_for(train, options, limits=limits, advice=advice)


def submit(
    folder: Path,
    options: Options,
    *,
    pace: Pace | None = None,
    retry: bool = False,
    another: bool = False,
    tell: Callable[..., None] = lambda _key, **_values: None,
) -> Submitted:
    """Submit the data set in ``folder``: everything that has been done before is not done again.

    ``retry`` tries the step anew that the platform called failed; ``another`` begins a run although one
    with other choices is not at its end. ``tell`` is given each event, by its key and figures.

    Raises:
        MisfitError: the plan does not fit; nothing was made.
        FailedStepError: the platform says that a step failed.
        ServiceError: the platform refuses or does not answer; the same call goes on.
    """
    options, train, advice = _measured(folder, options)
    plan = plan_for(train, options, advice=advice)
    _refuse(plan, only=BY_ROWS)
    console, pace = open_console(), pace or Pace()
    path = state_path(folder, train.manifest_sha256)
    with locked(path):
        state = _begun(read_state(path, manifest=train.manifest_sha256, train=train.sha256), plan, another)
        state = tried_anew(state) if retry else state
        if not state.of("task").get("made"):
            limits = asked_limits(console, pace)
            plan = plan_for(train, options, limits=limits, advice=advice)
            _refuse(plan)
        if not options.bucket and not state.done("upload"):
            raise RecipeError(
                "name your BOS bucket with --bucket or QIANFAN_BOS_BUCKET; nothing was submitted",
                zh="请用 --bucket 或 QIANFAN_BOS_BUCKET 说明您的 BOS 存储桶；没有提交任何东西",
            )
        tell("plan", plan=plan)
        run = Run(plan, folder, console, pace, lambda state: write_state(path, state), tell)
        state = _through(run, state)
    return Submitted(plan, path, _known(state), tuple(_answers(plan, state)))


def asked_limits(console: Console, pace: Pace) -> Limits:
    """The limits as the platform tells them now."""
    answer = items_of(pace.steadily(console.supported_models))
    return limits_from(answer, date=date.today().isoformat(), source=redact(platform_url()))


def standing(folder: Path, plan: Plan) -> dict[str, dict[str, Any]]:
    """What is known of each step of ``plan`` from before; no lock is taken and nothing written."""
    path = state_path(folder, plan.train.manifest_sha256)
    state = read_state(path, manifest=plan.train.manifest_sha256, train=plan.train.sha256)
    return _known(replace(state, run=plan.name))


def _measured(folder: Path, options: Options) -> tuple[Options, TrainRows, tuple[Advice, ...]]:
    """The options with nothing left open, the rows, and what the adviser says about so many epochs."""
    train = read_train(folder)
    bucket = (options.bucket or os.environ.get("QIANFAN_BOS_BUCKET", "")).removeprefix("bos:").strip("/")
    options = replace(options.resolved(epochs=train.epochs), bucket=bucket)
    return options, train, advice_for(folder, options.epochs)


def _refuse(plan: Plan, *, only: frozenset[str] | None = None) -> None:
    """See that the plan has no problem, or none of those in ``only``.

    Raises:
        MisfitError: it has.
    """
    found = [one for one in plan.problems if only is None or one.name in only]
    if found:
        en, zh = ("; ".join(one.says(language) for one in found) for language in ("en", "zh"))
        raise MisfitError(f"nothing was submitted: {en}", zh=f"没有提交：{zh}")


def _begun(state: State, plan: Plan, another: bool) -> State:
    """The state of this run, which is the data set's only unfinished one or ``another`` by the user's wish.

    Raises:
        RecipeError: a run with other choices is unfinished.
        HesuiError: the state is of another platform.
    """
    url = redact(platform_url())
    if state.platform not in ("", url):
        raise HesuiError(
            f"this data set was submitted to {state.platform}, and the environment names {url}; nothing was sent",
            zh=f"这份数据是提交到 {state.platform} 的，而环境变量指向 {url}；什么都没有发送",
        )
    state = replace(state, platform=url, run=plan.name)
    others = state.unfinished()
    if others and not another and not state.of("job"):
        name, choice = next(iter(others.items()))
        raise RecipeError(
            f"another run on this data set is not at its end ({name}); go on with it by {flags_of(choice)}, "
            "or add --another to begin one more",
            zh=f"这份数据还有一次没结束的训练（{name}）；继续它请用 {flags_of(choice)}，要再开一次请加 --another",
        )
    known = state.runs.get(plan.name, {})
    return replace(state, runs={**state.runs, plan.name: {"choice": plan.options.choice(), **known}})


def _through(run: Run, state: State) -> State:
    """The state after all the steps that are wanted and not done."""
    for step in STEPS:
        if not step.wanted(run.plan.options):
            continue
        if state.done(step.name):
            run.tell("done before", step=step.name, ids=state.of(step.name).get(f"{step.name}Id", ""))
        else:
            state = step.do(run, state)
    return state


def _answers(plan: Plan, state: State) -> list[tuple[str, str]]:
    """What the deployed service answers to each prompt that it is asked.

    Raises:
        RecipeError: there is no service.
    """
    service = state.of("deploy").get("service") or ""
    if plan.options.ask and not service:
        raise RecipeError(
            "--ask needs a service: add --deploy HOURS, which costs money",
            zh="--ask 需要已部署的服务：请加 --deploy 小时数（要花钱）",
        )
    return [(prompt, ask(prompt, service)) for prompt in plan.options.ask]


def _known(state: State) -> dict[str, dict[str, Any]]:
    return {step.name: state.of(step.name) for step in STEPS if state.of(step.name)}
