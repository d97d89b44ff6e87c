"""How a step makes something once and waits for it: intent first, looked for before it is made again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hesui_data.submit.answers import id_in, named, reason_in
from hesui_data.submit.console import Console
from hesui_data.submit.pace import Pace
from hesui_data.submit.plan import Plan
from hesui_data.submit.state import State
from hesui_data.submit.trouble import BusyError, FailedStepError, UnsureError

Facts = Mapping[str, Any]

FAILED = frozenset(
    {
        "ImportFailed",
        "PublishFailed",
        "Failed",
        "Fail",
        "Stopped",
        "Terminated",
        "Error",
        "Canceled",
        "Cancelled",
    }
)
"""Statuses by which the platform says that something has come to a bad end."""


@dataclass(frozen=True, slots=True)
class End:
    """How one knows that something has come to a good end: the status it has, and in which field; how often to look."""

    polling: str  # as in pace.POLLING_SECONDS
    fields: tuple[str, ...]
    good: frozenset[str]


@dataclass(frozen=True, slots=True)
class Run:
    """What the steps work with: the plan, the console, the time, where the state goes and who is told."""

    plan: Plan
    folder: Path
    console: Console
    pace: Pace
    save: Callable[[State], None]
    tell: Callable[..., None] = lambda _key, **_values: None

    def keep(self, state: State) -> State:
        """The state, once it has been written."""
        self.save(state)
        return state


def once(
    run: Run,
    state: State,
    step: str,
    *,
    find: Callable[[], Facts | None],
    make: Callable[[], Any],
    keep: tuple[str, ...] = (),
    maybe: tuple[str, ...] = (),
    done: bool = True,
    always_find: bool = False,
) -> State:
    """The state with what ``step`` makes: as recorded, else as found, else made now, and never made twice.

    The ids in ``keep`` must be in the answer, those in ``maybe`` may be. After trouble in which the
    request may have come through, what it makes is looked for before it is made again.
    """
    if state.of(step).get("made"):
        return state
    found = run.pace.steadily(find) if always_find or state.of(step).get("asked") else None
    if found is None:
        state = run.keep(state.put(step, asked=True))
    answer = _make(run, find, make) if found is None else found
    ids = {name: id_in(answer, name) for name in (*keep, *maybe)}
    if missing := [name for name in keep if not ids[name]]:
        raise UnsureError(
            f"{step}: the platform's answer has no {', '.join(missing)}",
            zh=f"{step}：平台的回答里没有 {'、'.join(missing)}",
        )
    run.tell("made", step=step, ids=" ".join(map(str, filter(None, ids.values()))), found=found is not None)
    facts = {**ids, **({"found": True} if found is not None else {}), **({"done": True} if done else {})}
    return run.keep(state.put(step, made=True, **facts))


def _make(run: Run, find: Callable[[], Facts | None], make: Callable[[], Any]) -> Any:
    """The answer to ``make``; after an unsure failure what ``find`` finds, and only then ``make`` again."""
    for delay in run.pace.delays():
        try:
            return make()
        except BusyError:
            run.pace.wait(delay)
        except UnsureError:
            run.pace.wait(delay)
            if (found := run.pace.steadily(find)) is not None:
                return found
    return make()


def await_status(
    run: Run,
    state: State,
    step: str,
    end: End,
    look: Callable[[], Any],
    *,
    watch: Callable[[Any], None] = lambda _answer: None,
) -> Any:
    """The answer whose status is a good ``end``; the platform's reason as an error if it is a bad one."""
    last = None
    for _ in run.pace.looks(end.polling):
        answer = run.pace.steadily(look)
        watch(answer)
        status = named(answer, *end.fields)
        if status in end.good:
            return answer
        if status in FAILED:
            reason = reason_in(answer) or "-"
            raise failed(run, state, step, f"{status}: {reason}", f"{status}：{reason}")
        if status != last and step != "train":
            run.tell("waiting", step=step, status=status or "?")
        last = status
    raise AssertionError("looking has no end")


def failed(run: Run, state: State, step: str, en: str, zh: str) -> FailedStepError:
    """The error for a step that came to a bad end, which is written down."""
    run.keep(state.put(step, failed=en))
    return FailedStepError(f"{step} failed on the platform: {en}", zh=f"平台上的这一步失败了（{step}）：{zh}")
