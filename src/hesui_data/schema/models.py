"""What the files look like: models of rows, lineage, rejected rows and the manifest.

The JSON Schemas in ``schemas/`` are written from these; nothing else imports pydantic for them.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel

Weight = Literal[0, 1]


class _Row(BaseModel):
    """Something that this library writes: these keys and no others."""

    model_config = ConfigDict(extra="forbid", strict=True)


class StepRow(_Row):
    """What was done to a pair: the name of a fixer or method, the field, a detail."""

    name: str
    field: str = ""
    detail: str = ""


class Message(_Row):
    """One turn of a dialogue by role; a ``weight`` of 0 leaves it out of the loss."""

    role: Literal["system", "user", "assistant"]
    content: str
    weight: Weight | None = None


class Speech(_Row):
    """One turn of a ShareGPT dialogue."""

    speaker: Literal["system", "human", "gpt"] = Field(alias="from")
    value: str


class FlatRow(BaseModel):
    """A row as this library reads and writes it best; keys that it does not know are passed over."""

    model_config = ConfigDict(extra="allow", strict=True)

    prompt: str = Field(min_length=1, description="what is asked; the last turn of a dialogue")
    response: str = Field(min_length=1, description="what is answered")
    system: str = ""
    history: list[Message] = Field(default=[], description="the earlier turns, user and assistant in turn")
    rejected_response: str | None = Field(default=None, description="a worse answer, for preference training")
    weight: Weight | None = Field(default=None, description="0 leaves the response out of the loss")
    id: str = Field(default="", description="written by this library: a hash of the content")
    seed: str = Field(default="", description="written by this library: the id of the original pair")
    method: str = Field(default="read", description="how the pair was made")
    steps: list[StepRow] = []


class QianfanTurn(_Row):
    """One turn as Qianfan's SDK writes it."""

    prompt: str
    response: list[list[str]]


class QianfanFlatTurn(_Row):
    """One turn as Qianfan's documentation writes it since 2025; ``system`` in the first turn only."""

    system: str | None = None
    prompt: str
    response: str
    weight: Weight | None = None


class QianfanChoice(_Row):
    """One turn of a preference row: ``assistant`` in earlier turns, ``chosen`` and ``rejected`` in the last."""

    system: str | None = None
    user: str
    assistant: str | None = None
    chosen: str | None = None
    rejected: str | None = None


class QianfanSortedTurn(_Row):
    """A prompt with its responses, the best first, and their scores."""

    prompt: str
    response: list[list[str]]
    score: list[int]


class QianfanPromptRow(_Row):
    """A prompt alone, for evaluation."""

    prompt: str


class AlpacaRow(_Row):
    """A row as LLaMA-Factory reads Alpaca's."""

    instruction: str
    input: str
    output: str
    system: str | None = None
    history: list[tuple[str, str]] | None = None


class AlpacaChoiceRow(_Row):
    """An Alpaca row with two answers."""

    instruction: str
    input: str
    chosen: str
    rejected: str
    system: str | None = None
    history: list[tuple[str, str]] | None = None


class AlpacaLabelRow(_Row):
    """An Alpaca row with one answer and whether it is a good one, for KTO."""

    instruction: str
    input: str
    output: str
    kto_tag: bool
    system: str | None = None
    history: list[tuple[str, str]] | None = None


class ShareGptRow(_Row):
    """A ShareGPT dialogue."""

    conversations: list[Speech]


class ShareGptChoiceRow(_Row):
    """A ShareGPT dialogue with two answers."""

    conversations: list[Speech]
    chosen: Speech
    rejected: Speech


class MessagesRow(_Row):
    """A dialogue as OpenAI's fine-tuning and Qianfan's roles take it."""

    messages: list[Message]


class TrlRow(_Row):
    """A conversational prompt and completion, for TRL."""

    prompt: list[Message]
    completion: list[Message]


class TrlChoiceRow(_Row):
    """A conversational preference row, for TRL."""

    prompt: list[Message]
    chosen: list[Message]
    rejected: list[Message]


class TrlLabelRow(_Row):
    """A conversational row with one answer and whether it is a good one (unpaired preference), for TRL."""

    prompt: list[Message]
    completion: list[Message]
    label: bool


class TagRow(_Row):
    """A length tag: a constraint that the response was found to satisfy, and the counter."""

    scope: str
    unit: str
    kind: Literal["at_most", "at_least", "about", "exact", "range"]
    min: int | None
    max: int | None
    target: int | None
    part: str
    counter: str


class IssueRow(_Row):
    """What is wrong with a row; ``line`` and ``column`` in the input file, from 1."""

    code: str = Field(pattern=r"^HD[0-9]{3}$")
    severity: Literal["error", "warning", "info"]
    stage: str
    field: str
    line: int | None
    column: int | None
    message: str
    values: dict[str, str | int | float | tuple[str, str]] = Field(
        default={},
        description="what fills the placeholders of the rule's message; two words are Chinese, English",
    )


class LineageRow(_Row):
    """Where a row of train or eval stands and where it comes from."""

    split: Literal["train", "eval", "preference"]
    line: int = Field(ge=1, description="line of train.jsonl or eval.jsonl")
    id: str
    seed: str
    source: str = Field(description="the input file, relative to the SOURCE given")
    source_line: int | None
    method: str
    tags: list[TagRow]
    steps: list[StepRow]
    before: dict[str, str] = Field(
        default={}, description="field → its text as it was read, if it was changed"
    )
    issues: list[IssueRow] = Field(default=[], description="what is worth a look in a row that was kept")


class TurnRow(_Row):
    """An earlier turn of a rejected dialogue."""

    role: str
    text: str
    weight: Weight | None


class RejectedRow(_Row):
    """A pair that was refused: its text, its place, and every reason."""

    prompt: str
    response: str
    system: str = ""
    history: list[TurnRow] = []
    rejected_response: str = ""
    raw: str = Field(default="", description="the row as it stood in the file, where it could not be read")
    source: str
    line: int | None
    stage: str
    code: str = Field(pattern=r"^HD[0-9]{3}$", description="the first error")
    reason: str
    issues: list[IssueRow]
    id: str
    seed: str
    method: str
    steps: list[StepRow]
    before: dict[str, str] = Field(
        default={}, description="field → its text as it was read, if it was changed"
    )


class InputEntry(_Row):
    """A file that was read."""

    name: str
    sha256: str
    bytes: int
    rows: int
    kind: str
    encoding: str
    blank: int


class OutputEntry(_Row):
    """A file that was written."""

    name: str
    sha256: str
    bytes: int
    rows: int


class StageEntry(_Row):
    """What a stage was given, grew, changed, and was the first to reject."""

    stage: str
    given: int
    grown: int
    changed: int
    rejected: int


class Counts(_Row):
    """Counts that add up: ``read + grown == train + eval + rejected``."""

    read: int
    grown: int
    train: int
    eval: int
    rejected: int
    unread: int
    stages: list[StageEntry]
    codes: dict[str, int]


class Manifest(_Row):
    """What a build read, chose and wrote, without clock, host or absolute path."""

    hesui_data: str = Field(description="version of this library")
    packages: dict[str, str]
    recipe: dict[str, Any]
    inputs: list[InputEntry]
    outputs: list[OutputEntry]
    counts: Counts
    warnings: list[str]


QianfanRow = RootModel[list[QianfanTurn]]
QianfanFlatRow = RootModel[list[QianfanFlatTurn]]
QianfanChoiceRow = RootModel[list[QianfanChoice]]
QianfanSortedRow = RootModel[list[QianfanSortedTurn]]

DIALECT_MODELS: dict[str, type[BaseModel]] = {
    "qianfan": QianfanRow,
    "qianfan-flat": QianfanFlatRow,
    "qianfan-role": MessagesRow,
    "qianfan-dpo": QianfanChoiceRow,
    "qianfan-kto": QianfanChoiceRow,
    "qianfan-sorted": QianfanSortedRow,
    "qianfan-prompt": QianfanPromptRow,
    "alpaca": AlpacaRow,
    "alpaca-dpo": AlpacaChoiceRow,
    "alpaca-kto": AlpacaLabelRow,
    "sharegpt": ShareGptRow,
    "sharegpt-dpo": ShareGptChoiceRow,
    "openai": MessagesRow,
    "trl": TrlRow,
    "trl-dpo": TrlChoiceRow,
    "trl-kto": TrlLabelRow,
    "flat": FlatRow,
}
"""Dialect → the model of its rows."""

MODELS: dict[str, type[BaseModel]] = {
    **{f"row.{name}": model for name, model in DIALECT_MODELS.items()},
    "lineage": LineageRow,
    "rejected": RejectedRow,
    "manifest": Manifest,
}
"""Name of a schema file → its model."""


def schema_of(name: str) -> dict[str, Any]:
    """The JSON Schema of ``name``, a key of ``MODELS``."""
    title = f"hesui_data {name}"
    return (
        {"$schema": "https://json-schema.org/draft/2020-12/schema"}
        | MODELS[name].model_json_schema()
        | {"title": title}
    )
