"""A build whose texts lie on disk: the stages of ``stages.stages`` part by part, the same rows and bytes in the end.

The steps, in order. What is decided over the whole set is decided here, on digests; all else is a task for an
engine. Whatever is put by is not done again, so a build that was killed goes on from there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import orjson

from hesui_data.blocks import apportioned, settled
from hesui_data.engines import tasks
from hesui_data.engines.emitting import chunks_of, emit, read_figures, sides_of
from hesui_data.engines.families import assign_sides
from hesui_data.engines.job import Job
from hesui_data.engines.leaking import find_leaks, too_general
from hesui_data.engines.repeats import find_repeats
from hesui_data.engines.rows import Verdict, write_verdict
from hesui_data.engines.running import Running
from hesui_data.engines.store import part_name
from hesui_data.engines.whole import Whole
from hesui_data.pair import Issue
from hesui_data.splits import Message
from hesui_data.stages import StageCount, growth_of, is_full, target_of
from hesui_data.summary import Summary, methods_of, summary_of

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

GROWING = ("expand", "augment", "curriculum")


@dataclass(frozen=True, slots=True)
class Streamed:
    """What a build came to whose rows lie in the store of its job."""

    job: Job
    summary: Summary
    warnings: tuple[Message, ...]
    methods: Mapping[str, int]  # method → rows that were kept


def stream(run: Running) -> Streamed:
    """Do all steps that are left, and say what they came to."""
    job = run.job
    if not run.done("rows"):
        run.step("clean", partial(tasks.clean, job), job.shards)
        run.step("rows", partial(tasks.gather, job), job.parts)
        run.finish("rows")
    job.store.clear("raw", "clean")
    counts = [*tasks.read_counts(job, "clean", job.shards), *_first_decisions(run)]
    last, more = _grow(run)
    relatives = tasks.RELATIVES if last == "rows" else "kin"
    run.step("gate", partial(tasks.gate, job, before=last, relatives=relatives), job.parts)
    standing = Whole(job.store, "gate.standing", job.parts)
    accepted, at_the_gate = _last_decisions(run, standing, relatives)
    emit(run, standing, accepted)
    counts += [*more, *at_the_gate]
    figures = read_figures(job.store, len(chunks_of(job.store)))
    sides = sides_of(standing, accepted)
    summary = summary_of(figures, counts, sides, held_out=job.recipe.held_out)
    return Streamed(job, summary, _warnings(run), methods_of(figures))


# --- before anything is grown ------------------------------------------------------------------------


def _first_decisions(run: Running) -> list[StageCount]:
    """Which rows repeat others, and on which side each stands."""
    store, parts = run.job.store, run.job.parts
    if not run.done("dedupe"):
        whole = Whole(store, tasks.REQUESTS, parts)
        issues = find_repeats(run, whole, whole["accepted"], name="dedupe")
        _put_by(run, whole, issues, before="rows", decision="dedupe", stage="dedupe")
    flagged = store.read_columns("dedupe.flagged")["rows"]
    whole = Whole(store, tasks.RELATIVES, parts)
    if not run.done("split"):
        accepted = whole["accepted"]
        belongs = whole["belongs"]
        accepted[flagged] = False
        held_back, warnings = assign_sides(run, whole, belongs, accepted)
        for part, (start, end) in enumerate(whole.spans):
            sides = _sides(accepted[start:end], held_back[start:end])
            write_verdict(store, "rows", "split", part, Verdict(sides=sides))
        store.write("split.warnings", orjson.dumps([[one.zh, one.en] for one in warnings]))
        run.finish("split")
    return [
        StageCount("dedupe", len(whole), 0, 0, len(flagged)),
        StageCount("split", len(whole), 0, 0, 0),
    ]


def _sides(accepted: Array, held_back: Array) -> str:
    import numpy as np

    letters = np.where(accepted, np.where(held_back, "e", "t"), "-")
    return "".join(letters.tolist())


def _put_by(
    run: Running, whole: Whole, issues: Mapping[int, Issue], *, before: str, decision: str, stage: str
) -> None:
    """Put by the ``issues`` of rows, found by ``stage``; then that this is done, and for which rows."""
    import numpy as np

    whole.rule(before, decision, {row: replace(issue, stage=stage) for row, issue in issues.items()})
    run.job.store.write_columns(f"{decision}.flagged", {"rows": np.array(sorted(issues), np.int64)})
    run.finish(decision)


# --- growing -----------------------------------------------------------------------------------------


def _grow(run: Running) -> tuple[str, list[StageCount]]:
    """Grow what the recipe asks for; gives the last step that made rows, and what was done to their number."""
    state = _State.after_split(run)
    counts = []
    for stage in GROWING:
        growth = growth_of(stage, run.job.recipe)
        if growth is None or is_full(stage, run.job.recipe, sum(state.own)):
            count = StageCount(stage, state.rows, 0, 0, 0)
        else:
            state, count = _grown(run, stage, state)
        if stage == "augment":
            count = _once_more(run, state, count)
        counts.append(count)
    return state.step, counts


@dataclass(frozen=True, slots=True)
class _State:
    """The step that made the rows as they are now, how many there are, and how many of each part's own count."""

    step: str
    rows: int
    own: tuple[int, ...]

    @classmethod
    def after_split(cls, run: Running) -> _State:
        """How things stand before anything is grown."""
        whole = Whole(run.job.store, tasks.REQUESTS, run.job.parts)
        counted = whole["accepted"] & ~whole["general"]
        counted[run.job.store.read_columns("dedupe.flagged")["rows"]] = False
        return cls("rows", len(whole), _by_part(whole, counted))


def _grown(run: Running, stage: str, state: _State) -> tuple[_State, StageCount]:
    """What ``stage`` grew in every part, once it is settled what of it stays."""
    job = run.job
    target = target_of(stage, job.recipe, sum(state.own))
    targets = apportioned(target, state.own) if target else []
    task = partial(tasks.grow, job, stage=stage, before=state.step, targets=targets)
    run.step(stage, task, job.parts)
    changed = sum(orjson.loads(job.store.read(part_name(f"{stage}.changed", p))) for p in range(job.parts))
    whole = Whole(job.store, f"{stage}.names", job.parts)
    given, stays = whole["given"], _staying(whole)
    if not run.done(f"{stage}.settled"):
        for part, (start, end) in enumerate(whole.spans):
            dropped = frozenset((~stays[start:end]).nonzero()[0].tolist())
            if dropped:
                write_verdict(job.store, stage, "settled", part, Verdict(dropped=dropped))
        run.finish(f"{stage}.settled")
    grown = int((stays & ~given).sum())
    count = StageCount(stage, state.rows, grown, changed, int((stays & ~given & ~whole["accepted"]).sum()))
    return _State(stage, state.rows + grown, _by_part(whole, whole["counts"] & stays)), count


def _staying(whole: Whole) -> Array:
    """Which rows of all parts stay; in a single part all do."""
    import numpy as np

    stays = np.ones(len(whole), bool)
    given = whole["given"]
    if whole.parts > 1:
        names = whole["names"]
        stays[~given] = settled(names[given], names[~given])
    return stays


def _once_more(run: Running, state: _State, count: StageCount) -> StageCount:
    """Repeats among all rows, those that were grown included."""
    job = run.job
    if not run.done("once"):
        if state.step == "rows":
            whole = Whole(job.store, tasks.REQUESTS, job.parts)
            accepted = whole["accepted"]
            accepted[job.store.read_columns("dedupe.flagged")["rows"]] = False
        else:
            run.step("again", partial(tasks.again, job, before=state.step), job.parts)
            whole = Whole(job.store, "again", job.parts)
            accepted = whole["accepted"]
        issues = find_repeats(run, whole, accepted, name="once")
        _put_by(run, whole, issues, before=state.step, decision="once", stage="augment")
    flagged = job.store.read_columns("once.flagged")["rows"]
    return count._replace(rejected=count.rejected + len(flagged))


def _by_part(whole: Whole, rows: Array) -> tuple[int, ...]:
    """How many of ``rows`` there are in each part."""
    return tuple(int(rows[start:end].sum()) for start, end in whole.spans)


# --- at the gate -------------------------------------------------------------------------------------


def _last_decisions(run: Running, standing: Whole, relatives: str) -> tuple[Array, list[StageCount]]:
    """Which rows are accepted in the end."""
    job = run.job
    [gate] = tasks.read_counts(job, "gate", job.parts)
    if not run.done("leaks"):
        issues = find_leaks(run, standing, Whole(job.store, relatives, job.parts))
        _put_by(run, standing, issues, before="gate", decision="leaks", stage="gate")
    leaking = job.store.read_columns("leaks.flagged")["rows"]
    accepted = standing["accepted"]
    accepted[leaking] = False
    counts = [gate._replace(rejected=gate.rejected + len(leaking))]
    if job.recipe.mix:
        if not run.done("mix"):
            issues = too_general(job.recipe.mix.share, standing, accepted)
            _put_by(run, standing, issues, before="gate", decision="mix", stage="mix")
        beyond = job.store.read_columns("mix.flagged")["rows"]
        accepted[beyond] = False
        counts.append(StageCount("mix", len(standing), 0, 0, len(beyond)))
    return accepted, counts


def _warnings(run: Running) -> tuple[Message, ...]:
    return tuple(Message(zh, en) for zh, en in orjson.loads(run.job.store.read("split.warnings")))
