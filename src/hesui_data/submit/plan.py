"""The plan of a submission: what will be asked of the platform, word for word, and why that may not be wise."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from hesui_data.advice import Advice
from hesui_data.submit.limits import (
    LEAST_ROWS,
    MOST_FILE_BYTES,
    REFUSED_BELOW,
    SMALLEST_SPLIT_RATIO,
    TABLE,
    TRAIN_MODE,
    Limits,
    Parameter,
)
from hesui_data.submit.options import Options, dataset_name, run_name
from hesui_data.submit.words import NOTES, PROBLEMS

MOST_LINES = 20
"""So many long rows are named by their lines, then dots follow."""

NO_LONGER_TRUE = "validation-share"
"""Advice about the default ``splitRatio``, which a plan never leaves to the default."""

DEFAULTS = ("epoch", "learningRate", "maxSeqLen")
"""The hyper-parameters that a plan always states, where the platform has them."""


@dataclass(frozen=True, slots=True)
class TrainRows:
    """What is uploaded: the hash of the file, about how many tokens each row is, and what it was built with."""

    folder: str
    manifest_sha256: str
    sha256: str
    bytes: int
    tokens: tuple[int, ...]  # of each row, in order of its line; estimated
    seeds: int
    eval_rows: int
    epochs: int  # that the recipe plans
    version: str  # of this library

    @property
    def rows(self) -> int:
        return len(self.tokens)


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem or a note: its name and the figures that decided it.

    >>> Finding.of("too-few-rows", rows=40, least=100).says("en")
    'train has 40 rows, fewer than 100: add seeds, or say --allow-small to submit it all the same'
    """

    name: str
    figures: tuple[tuple[str, Any], ...] = ()

    @classmethod
    def of(cls, name: str, **figures: Any) -> Finding:
        return cls(name, tuple(figures.items()))

    def says(self, language: str) -> str:
        """The sentence in ``language``: ``"zh"`` or ``"en"``."""
        words = PROBLEMS.get(self.name) or NOTES[self.name]
        return words[0 if language == "zh" else 1].format_map(dict(self.figures))


@dataclass(frozen=True, slots=True)
class Request:
    """A request that will be made; ``<name>`` in its body stands for what an answer before it has told."""

    step: str
    call: str
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Plan:
    """All that a submission will do: the requests in order, the figures, the problems and the notes."""

    train: TrainRows
    options: Options  # resolved
    name: str  # of the job, the model and the service
    parameters: Mapping[str, Any]
    requests: tuple[Request, ...]
    problems: tuple[Finding, ...]
    notes: tuple[Finding, ...]
    advice: tuple[Advice, ...]
    limits: Limits

    @property
    def fits(self) -> bool:
        """Whether nothing stands in the way of submitting."""
        return not self.problems

    @property
    def tokens(self) -> int:
        return sum(self.train.tokens)

    @property
    def epochs(self) -> int:
        return self.options.epochs or 1

    @property
    def exposures(self) -> int:
        """How often a row is shown to the model, all in all: epochs × rows."""
        return self.epochs * self.train.rows

    @property
    def cost(self) -> float | None:
        """Yuan for the training, by estimate; None where the price is unknown."""
        price = self.options.price
        return None if price is None else self.tokens * self.epochs / 1000 * price

    def body(self, step: str, **known: Any) -> dict[str, Any]:
        """The body that was planned for ``step``, with what is ``known`` by now in its place."""
        [request] = [one for one in self.requests if one.step == step]
        filled: dict[str, Any] = _filled(request.body, {f"<{name}>": value for name, value in known.items()})
        return filled

    def as_dict(self, language: str) -> dict[str, Any]:
        """All of it as plain JSON values."""
        requests = [{"step": one.step, "call": one.call, "body": one.body} for one in self.requests]
        return {
            "model": self.options.model,
            "method": self.options.method,
            "name": self.name,
            "rows": self.train.rows,
            "seeds": self.train.seeds,
            "tokens": self.tokens,
            "longest_tokens": max(self.train.tokens, default=0),
            "epochs": self.epochs,
            "exposures": self.exposures,
            "validation_share": SMALLEST_SPLIT_RATIO,
            "cost": self.cost,
            "manifest_sha256": self.train.manifest_sha256,
            "train_sha256": self.train.sha256,
            "limits": {"source": self.limits.source, "date": self.limits.date, "asked": self.limits.asked},
            "requests": requests,
            "problems": [{"name": one.name, "says": one.says(language)} for one in self.problems],
            "notes": [{"name": one.name, "says": one.says(language)} for one in self.notes],
            "advice": [one.as_dict(language) for one in self.advice],
        }


def plan_for(
    train: TrainRows, options: Options, *, limits: Limits = TABLE, advice: tuple[Advice, ...] = ()
) -> Plan:
    """The plan for the rows of ``train``, held against ``limits``; what does not fit is a problem of the plan.

    >>> train = TrainRows("out", "m", "t", 1_000, (50,) * 120, 40, 12, 3, "0.1.0")
    >>> plan = plan_for(train, Options(preset="v2"))
    >>> plan.fits, plan.epochs, plan.exposures, plan.parameters
    (True, 15, 1800, {'epoch': 15, 'learningRate': 0.0003, 'maxSeqLen': 4096})
    """
    options = options.resolved(epochs=train.epochs)
    name = run_name(train.sha256, options.choice())
    known = limits.parameters(options.model, options.scale)
    parameters = _parameters(options, known, longest=max(train.tokens, default=0))
    return Plan(
        train=train,
        options=options,
        name=name,
        parameters=parameters,
        requests=tuple(_requests(train, options, name, parameters)),
        problems=tuple(_problems(train, options, limits, parameters)),
        notes=tuple(_notes(train, options, limits)),
        advice=tuple(one for one in advice if one.name != NO_LONGER_TRUE),
        limits=limits,
    )


def _parameters(options: Options, known: Mapping[str, Parameter], *, longest: int) -> dict[str, Any]:
    """The hyper-parameters: those that were named, the epochs, and the platform's defaults of two others."""
    named = {key: known[key].read(text) if key in known else text for key, text in options.parameters.items()}
    found: dict[str, Any] = {"epoch": options.epochs}
    for key in DEFAULTS[1:]:
        if key in known:
            found[key] = known[key].default
    if "maxSeqLen" in known:
        found["maxSeqLen"] = _sequence_length(known["maxSeqLen"], longest)
    return {**found, **named}


def _sequence_length(parameter: Parameter, longest: int) -> Any:
    """The default, or the least choice beyond it that holds the longest row, or else the largest."""
    choices = sorted(one for one in parameter.values if isinstance(one, int))
    if parameter.check != "choice" or not choices:
        return parameter.default
    enough = [one for one in choices if one >= max(longest, parameter.default or 0)]
    return min(enough, default=max(choices))


def _requests(
    train: TrainRows, options: Options, name: str, parameters: Mapping[str, Any]
) -> Iterator[Request]:
    where = f"{options.bucket or '<bucket>'}/hesui/{train.sha256[:16]}/train.jsonl"
    dataset = dataset_name(train.manifest_sha256, train.sha256)
    yield Request("limits", _action("finetuning", "DescribeFineTuningSupportModels"), {})
    yield Request("upload", "PUT BOS", {"object": where, "rows": train.rows, "sha256": train.sha256})
    storage = {"dataFormat": "PromptResponse", "storageType": "sysStorage"}
    yield Request("dataset", _action("dataset", "CreateDataset"), {"datasetName": dataset, **storage})
    files = {"versionId": "<versionId>", "files": [f"bos:/{where}"]}
    yield Request("import", _action("dataset", "CreateImportTask"), files)
    yield Request("publish", _action("dataset", "PublishDatasetVersion"), {"versionId": "<versionId>"})
    job = {"name": name, "model": options.model, "trainMode": TRAIN_MODE, "description": _description(train)}
    yield Request("job", _action("finetuning", "CreateFineTuningJob"), job)
    config = {
        "sourceType": "Platform",
        "versions": [{"versionId": "<versionId>"}],
        "splitRatio": SMALLEST_SPLIT_RATIO,
    }
    task = {"jobId": "<jobId>", "parameterScale": options.scale, "hyperParameterConfig": dict(parameters)}
    yield Request("task", _action("finetuning", "CreateFineTuningTask"), {**task, "datasetConfig": config})
    meta = {"taskId": "<jobId>", "iterationId": "<taskId>"}  # the interface's names are one level up
    model = {"isNewModel": True, "modelName": name, "versionMeta": meta}
    yield Request("model", "POST /wenxinworkshop/modelrepo/publishTrainModel", model)
    yield from _extra_requests(options, name)


def _extra_requests(options: Options, name: str) -> Iterator[Request]:
    """The requests of the steps that are made only when asked for."""
    if options.deploy:
        ids = {"modelSetId": "<modelSetId>", "modelId": "<modelId>"}
        resources = {"type": "GPU-I-2", "replicasCount": 1}
        reserved = {"reservationTimeUnit": "Hour", "reservationLength": options.deploy}
        service = {
            **ids,
            "name": name,
            "urlSuffix": name.replace("_", ""),
            "resourceConfig": resources,
            "billing": {"paymentTiming": "Prepaid", "reservation": reserved},
        }
        yield Request("deploy", _action("service", "CreateService"), service)
    if options.evaluate:
        body: dict[str, Any] = {
            "name": name,
            "versionEvalInfo": [{"modelId": "<modelSetId>", "modelVersionId": "<modelId>"}],
            "datasetId": options.evaluate,
            "evalStandardConf": {"evalMode": "rule", "scoreModes": ["similarity", "accuracy"]},
            "computeResourceConf": {"vmType": 1, "vmNumber": 8},
        }
        yield Request("evaluate", "POST /wenxinworkshop/modelrepo/eval/create", body)
    for prompt in options.ask:
        messages = [{"role": "user", "content": prompt}]
        yield Request("ask", "POST /v2/chat/completions", {"model": "<service>", "messages": messages})


def _problems(
    train: TrainRows, options: Options, limits: Limits, parameters: Mapping[str, Any]
) -> Iterator[Finding]:
    if train.rows < LEAST_ROWS and not options.allow_small:
        yield Finding.of("too-few-rows", rows=train.rows, least=LEAST_ROWS)
    limit = parameters.get("maxSeqLen")
    lines = [i for i, tokens in enumerate(train.tokens, 1) if isinstance(limit, int) and tokens > limit]
    if lines and not options.allow_long:
        named = ", ".join(map(str, lines[:MOST_LINES])) + (", …" if len(lines) > MOST_LINES else "")
        yield Finding.of("long-rows", rows=len(lines), limit=limit, lines=named)
    scales = limits.models.get(options.model)
    if scales and options.scale in scales:
        yield from _parameter_problems(options, limits, parameters)
    elif scales:
        yield Finding.of(
            "no-method", model=options.model, scale=options.scale, scales=", ".join(sorted(scales))
        )
    elif limits.asked:
        yield Finding.of("no-model", model=options.model, models=_nearest(options.model, limits.models))


def _parameter_problems(options: Options, limits: Limits, parameters: Mapping[str, Any]) -> Iterator[Finding]:
    known = limits.parameters(options.model, options.scale)
    for key, value in parameters.items() if known else ():
        if key not in known:
            model, scale = options.model, options.scale
            yield Finding.of("no-parameter", key=key, model=model, scale=scale, keys=_nearest(key, known))
        elif not known[key].admits(value):
            figures = {"key": key, "value": value, "values": known[key].said, "date": limits.date}
            yield Finding.of("bad-value" if limits.asked else "bad-value-by-table", **figures)


def _notes(train: TrainRows, options: Options, limits: Limits) -> Iterator[Finding]:
    asked = "limits-asked" if limits.asked else "limits-table"
    yield Finding.of(asked, date=limits.date)
    if not limits.asked and not limits.parameters(options.model, options.scale):
        yield Finding.of("not-in-table", model=options.model, scale=options.scale)
    yield Finding.of("validation", ratio=SMALLEST_SPLIT_RATIO, rows=train.rows)
    yield Finding.of("eval-stays", rows=train.eval_rows)
    if options.price is None:
        yield Finding.of("price-unknown")
    else:
        trained = sum(train.tokens) * (options.epochs or 1)
        yield Finding.of("price", cost=trained / 1000 * options.price, trained=trained, price=options.price)
    yield Finding.of("tokens-estimated")
    if train.rows < REFUSED_BELOW:
        yield Finding.of("below-least", least=REFUSED_BELOW)
    if train.bytes > MOST_FILE_BYTES:
        yield Finding.of("large-file", megabytes=train.bytes // 1_000_000)
    if options.preset:
        yield Finding.of("preset", preset=options.preset)
    if not options.bucket:
        yield Finding.of("no-bucket")
    if options.deploy:
        yield Finding.of("deploy", hours=options.deploy)
    if options.evaluate:
        yield Finding.of("evaluate", dataset=options.evaluate)
    yield Finding.of("untried")


def _description(train: TrainRows) -> str:
    """What a person sees of the job in the console; it holds nothing of this machine."""
    return f"hesui_data {train.version}, {train.rows} rows, train.jsonl sha256 {train.sha256}"


def _action(route: str, action: str) -> str:
    return f"POST /v2/{route}?Action={action}"


def _nearest(name: str, names: Mapping[str, Any]) -> str:
    """The names, the likest first; not more than twelve."""
    likest = difflib.get_close_matches(name, list(names), n=3, cutoff=0.4)
    rest = [one for one in names if one not in likest]
    return ", ".join([*likest, *rest][:12]) + (", …" if len(names) > 12 else "") or "-"


def _filled(value: Any, known: Mapping[str, Any]) -> Any:
    if isinstance(value, Mapping):
        return {key: _filled(one, known) for key, one in value.items()}
    if isinstance(value, list):
        return [_filled(one, known) for one in value]
    return known.get(value, value) if isinstance(value, str) else value
