"""The steps of a submission, in order: each takes the state, does one thing on the platform, and gives the state.

``STEPS`` is the table of contents. A step that is recorded as done does nothing. Before anything is
made, the intent is written down; if then no answer is known (a kill, a cut line), what was meant is
looked for by its name first, and made only if it is not there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Any

from hesui_data.submit import bucket
from hesui_data.submit.answers import first_model, metrics_in, named, scores_in
from hesui_data.submit.making import FAILED, End, Facts, Run, await_status, failed, once
from hesui_data.submit.options import Options, dataset_name
from hesui_data.submit.plan import Plan
from hesui_data.submit.secrets import redacted
from hesui_data.submit.state import State
from hesui_data.submit.trouble import RefusedError

IMPORTED = End(
    "IMPORT",
    ("importStatus", "status", "taskStatus"),
    frozenset({"ImportFinished", "Finished", "Done", "Success", "Succeeded"}),
)
PUBLISHED = End("RELEASE", ("publishStatus", "releaseStatus"), frozenset({"Published"}))
TRAINED = End("TRAIN", ("runStatus",), frozenset({"Done"}))
MODEL_READY = End("MODEL_PUBLISH", ("state", "modelState"), frozenset({"Ready"}))
SERVING = End("DEPLOY", ("runStatus", "serviceStatus"), frozenset({"Serving"}))
EVALUATED = End("EVALUATION", ("state", "status", "evalStatus"), frozenset({"Done", "PartlyDone"}))

IMPORT_BEGUN = IMPORTED.good | {"Importing", "ImportFailed"}
PUBLISH_BEGUN = PUBLISHED.good | {"Publishing", "PublishFailed"}

ROW_COUNTS = ("entityCount", "sampleCount", "recordCount", "rowCount", "lineCount", "entityNum", "sampleNum")
"""What an answer may call the number of rows of a version."""

LOOKS_AT_COUNT = 4


@dataclass(frozen=True, slots=True)
class Step:
    """A step: its name, what it does, and whether it is wanted; ``redo`` goes with it when it is tried anew."""

    name: str
    do: Callable[[Run, State], State]
    wanted: Callable[[Options], bool] = lambda _options: True
    redo: tuple[str, ...] = ()


def upload(run: Run, state: State) -> State:
    """Upload train.jsonl to the user's bucket: the bytes of the manifest, to a place named by their hash."""
    place = run.plan.body("upload")["object"]
    path = run.folder / "train.jsonl"
    uri = run.pace.steadily(partial(bucket.upload, path, place, sha256=run.plan.train.sha256))
    run.tell("uploaded", rows=run.plan.train.rows, uri=uri)
    return run.keep(state.put("upload", uri=uri, sha256=run.plan.train.sha256, done=True))


def create_dataset(run: Run, state: State) -> State:
    """Create the data set on the platform."""
    attempt = state.of("dataset").get("attempt", 1)
    name = dataset_name(state.manifest, state.train, attempt)
    body = {**run.plan.body("dataset"), "datasetName": name}
    return once(
        run,
        state,
        "dataset",
        find=partial(run.console.find_dataset, name),
        make=partial(run.console.create_dataset, body),
        keep=("datasetId", "versionId"),
    )


def import_rows(run: Run, state: State) -> State:
    """Import the uploaded file, wait, and hold the platform's number of rows against ours."""
    version = state.of("dataset")["versionId"]
    body = {**run.plan.body("import", versionId=version), "files": [state.of("upload")["uri"]]}
    state = once(
        run,
        state,
        "import",
        find=lambda: _begun(run.console.version(version), "importStatus", IMPORT_BEGUN),
        make=partial(run.console.import_file, body),
        maybe=("taskId",),
        done=False,
    )
    task = state.of("import").get("taskId")
    look = partial(run.console.import_task, task) if task else partial(run.console.version, version)
    await_status(run, state, "import", IMPORTED, look)
    rows = _counted(run, version)
    if rows is None:
        run.tell("rows unknown", rows=run.plan.train.rows)
        return run.keep(state.put("import", done=True))
    if rows != run.plan.train.rows:
        raise failed(
            run,
            state,
            "import",
            f"the platform holds {rows} rows, train.jsonl has {run.plan.train.rows}: nothing is trained on them",
            f"平台上有 {rows} 条，train.jsonl 有 {run.plan.train.rows} 条：不拿它们训练",
        )
    run.tell("imported", rows=rows)
    return run.keep(state.put("import", rows=rows, done=True))


def publish_dataset(run: Run, state: State) -> State:
    """Publish the version, which from then on cannot be changed, and wait."""
    version = state.of("dataset")["versionId"]
    state = once(
        run,
        state,
        "publish",
        find=lambda: _begun(run.console.version(version), "publishStatus", PUBLISH_BEGUN),
        make=partial(run.console.publish_dataset, run.plan.body("publish", versionId=version)),
        done=False,
    )
    look = partial(run.console.version, version)
    await_status(run, state, "publish", PUBLISHED, look)
    run.tell("published", version=version)
    return run.keep(state.put("publish", done=True))


def create_job(run: Run, state: State) -> State:
    """Create the job; one of our name that is there already, whoever forgot it, is ours."""
    body = run.plan.body("job")
    return once(
        run,
        state,
        "job",
        find=lambda: _same_model(run.console.find_job(run.plan.name), run.plan),
        make=partial(run.console.create_job, body),
        keep=("jobId",),
        always_find=True,
    )


def create_task(run: Run, state: State) -> State:
    """Start the training; a task that this job has already, other than those that failed, is ours."""
    job, version = state.of("job")["jobId"], state.of("dataset")["versionId"]
    given_up = state.of("job").get("failed_tasks", [])
    body = run.plan.body("task", jobId=job, versionId=version)

    def running() -> Facts | None:
        tasks = [one for one in run.console.tasks(job) if one.get("taskId") not in given_up]
        return min(tasks, key=lambda one: one.get("runStatus") in FAILED, default=None)

    return once(
        run,
        state,
        "task",
        find=running,
        make=partial(run.console.create_task, body),
        keep=("taskId",),
        always_find=bool(state.of("job").get("found")),
    )


def follow_training(run: Run, state: State) -> State:
    """Wait for the training, telling its progress, its loss and its metrics as they come."""
    task = state.of("task")["taskId"]
    told: list[tuple[Any, ...]] = []

    def tell(answer: Any) -> None:
        names = ("runStatus", "runProgress", "vdlLink")
        shown = tuple(named(answer, name) or "" for name in names)
        if shown not in told:
            told.append(shown)
            run.tell(
                "training", status=shown[0], progress=shown[1], link=shown[2], metrics=metrics_in(answer)
            )

    look = partial(run.console.task, task)
    answer = await_status(run, state, "train", TRAINED, look, watch=tell)
    run.tell("trained", metrics=metrics_in(answer))
    return run.keep(state.put("train", metrics=redacted(metrics_in(answer)), done=True))


def publish_model(run: Run, state: State) -> State:
    """Publish the tuned model and wait until it is ready."""
    ids = {"jobId": state.of("job")["jobId"], "taskId": state.of("task")["taskId"]}
    body = run.plan.body("model", **ids)
    state = once(
        run,
        state,
        "model",
        find=partial(run.console.find_model, run.plan.name),
        make=partial(run.console.publish_model, body),
        keep=("modelSetId",),
        maybe=("modelId",),
        done=False,
    )
    if not state.of("model").get("modelId"):
        of_set = run.pace.steadily(partial(run.console.model_set, state.of("model")["modelSetId"]))
        state = run.keep(state.put("model", modelId=first_model(of_set)))
    look = partial(run.console.model_detail, state.of("model")["modelId"])
    await_status(run, state, "model", MODEL_READY, look)
    run.tell("model", model=state.of("model")["modelSetId"], version=state.of("model")["modelId"])
    return run.keep(state.put("model", done=True))


def deploy(run: Run, state: State) -> State:
    """Create a service for the model, which costs money, and wait until it serves."""
    ids = {name: state.of("model")[name] for name in ("modelSetId", "modelId")}
    body = run.plan.body("deploy", **ids)
    state = once(
        run,
        state,
        "deploy",
        find=partial(run.console.find_service, run.plan.name),
        make=partial(run.console.create_service, body),
        keep=("serviceId",),
        done=False,
    )
    look = partial(run.console.service_detail, state.of("deploy")["serviceId"])
    answer = await_status(run, state, "deploy", SERVING, look)
    address = str(named(answer, "url") or "").rstrip("/").rpartition("/")[2]
    run.tell("deployed", service=address or state.of("deploy")["serviceId"])
    return run.keep(state.put("deploy", service=address, done=True))


def evaluate(run: Run, state: State) -> State:
    """Evaluate the model on the platform, on a data set that is there, and tell what it says."""
    ids = {name: state.of("model")[name] for name in ("modelSetId", "modelId")}
    body = run.plan.body("evaluate", **ids)
    state = once(
        run,
        state,
        "evaluate",
        find=_cannot_tell,
        make=partial(run.console.create_evaluation, body),
        keep=("evalId",),
        done=False,
    )
    eval_id = state.of("evaluate")["evalId"]
    look = partial(run.console.evaluation, eval_id)
    await_status(run, state, "evaluate", EVALUATED, look)
    scores = redacted(scores_in(run.pace.steadily(partial(run.console.evaluation_result, eval_id))))
    run.tell("evaluated", scores=scores)
    return run.keep(state.put("evaluate", scores=scores, done=True))


STEPS = (
    Step("upload", upload),
    Step("dataset", create_dataset),
    Step("import", import_rows, redo=("dataset",)),
    Step("publish", publish_dataset),
    Step("job", create_job),
    Step("task", create_task),
    Step("train", follow_training, redo=("task",)),
    Step("model", publish_model),
    Step("deploy", deploy, wanted=lambda options: bool(options.deploy)),
    Step("evaluate", evaluate, wanted=lambda options: bool(options.evaluate)),
)
"""All there is to do, in order. What is asked of the service afterwards is no step: it is asked each time."""


def tried_anew(state: State) -> State:
    """The state in which the step that failed, if one did, is as if it had never been begun.

    A training that failed is tried by another task of the same job; after a failed import the rows go
    into a new data set, since the old one may hold some of them.
    """
    for step in STEPS:
        known = state.of(step.name)
        if not known.get("failed") and not (step.name == "evaluate" and known and not known.get("made")):
            continue
        attempt, task = state.of("dataset").get("attempt", 1), state.of("task").get("taskId")
        state = state.drop(step.name, *step.redo)
        if step.name == "import":
            state = state.put("dataset", attempt=attempt + 1)
        if step.name == "train":
            given_up = [*state.of("job").get("failed_tasks", []), task]
            state = state.put("job", failed_tasks=given_up)
    return state


def _counted(run: Run, version: str) -> int | None:
    """How many rows the platform says the version has; a wrong number is looked at again, as it may lag behind."""
    rows = None
    for delay in (*islice(run.pace.delays(), LOOKS_AT_COUNT - 1), None):
        said = named(run.pace.steadily(partial(run.console.version, version)), *ROW_COUNTS)
        rows = int(said) if str(said).isdigit() else None
        if rows in (None, run.plan.train.rows) or delay is None:
            break
        run.pace.wait(delay)
    return rows


def _begun(answer: Any, name: str, begun: frozenset[str]) -> Facts | None:
    """An answer whose status ``name`` says that this was asked for already, or None."""
    return {} if named(answer, name) in begun else None


def _cannot_tell() -> Facts | None:
    """Never an answer: evaluations cannot be looked for by their name.

    Raises:
        RefusedError: always.
    """
    raise RefusedError(
        "an evaluation was asked for and no answer came; look in the console whether it is there, then add --retry",
        zh="评测已经请求过但没有收到回答；请到控制台看它是否已存在，再加 --retry",
    )


def _same_model(job: Facts | None, plan: Plan) -> Facts | None:
    """The job, which must tune the planned model.

    Raises:
        RefusedError: it tunes another: somebody gave our name to it.
    """
    if job and named(job, "model") not in (None, plan.options.model):
        raise RefusedError(
            f"a job called {plan.name} is there already and tunes {named(job, 'model')}; "
            "delete it in the console first",
            zh=f"平台上已有名为 {plan.name} 的任务，训练的是 {named(job, 'model')}；请先在控制台删掉它",
        )
    return job
