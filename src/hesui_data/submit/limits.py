"""What the platform admits: a dated table for planning offline, and the same read from its own answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

TRAIN_MODE = "SFT"

LEAST_ROWS = 100
"""Rows that the contest asks of a set."""

REFUSED_BELOW = 32
"""The platform's first interface refuses fewer (error 510101)."""

SMALLEST_SPLIT_RATIO = 0
"""``splitRatio`` may be 0 to 20 (documentation of CreateFineTuningTask, read 2026-11); left out it is 20."""

MOST_FILE_BYTES = 100 * 1000 * 1000
"""A file that is uploaded by hand may be 100 MB (documentation of 2024-11)."""

NAME_CHARACTERS = (2, 20)
"""How long the name of a job may be."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A hyper-parameter as the platform describes it: its type, the values that it may have, its default.

    >>> epoch = Parameter("epoch", "int", "range", (1, 50), 1)
    >>> epoch.admits(50), epoch.admits(51), epoch.admits(1.5)
    (True, False, False)
    """

    key: str
    type: str  # int, float, string, boolean
    check: str  # range, choice, mult_choice
    values: tuple[Any, ...]
    default: Any = None

    def admits(self, value: Any) -> bool:
        """Whether ``value`` has the type and is one of the values."""
        if self.type in ("int", "float") and not _is_number(value, whole=self.type == "int"):
            return False
        if self.check == "range" and len(self.values) == 2:
            return bool(self.values[0] <= value <= self.values[1])
        if self.check == "mult_choice":
            return isinstance(value, list) and all(one in self.values for one in value)
        return value in self.values if self.check == "choice" else True

    def read(self, text: str) -> Any:
        """The value that ``text`` writes, by the parameter's type; the text itself where it is none.

        >>> Parameter("learningRate", "float", "range", (1e-5, 4e-5)).read("3e-5")
        3e-05
        """
        try:
            if self.type in ("int", "float"):
                return int(text) if self.type == "int" else float(text)
        except ValueError:
            return text
        if self.type == "boolean" and text.lower() in ("true", "false"):
            return text.lower() == "true"
        return text.split(",") if self.check == "mult_choice" else text

    @property
    def said(self) -> str:
        """The values as people write them: ``1–50`` or ``4096, 8192``."""
        return ("–" if self.check == "range" else ", ").join(f"{value}" for value in self.values)


Scales = Mapping[str, Mapping[str, Parameter]]  # parameter scale → key → parameter


@dataclass(frozen=True, slots=True)
class Limits:
    """What may be tuned, how, and with which values; where that is known from and of when it is."""

    source: str
    date: str
    models: Mapping[str, Scales]
    asked: bool = False  # read from the platform just now

    def parameters(self, model: str, scale: str) -> Mapping[str, Parameter]:
        """The hyper-parameters of ``model`` tuned by ``scale``; none where that is not known."""
        return self.models.get(model, {}).get(scale, {})


def limits_from(answer: Iterable[Mapping[str, Any]], *, date: str, source: str) -> Limits:
    """The limits in the platform's answer to ``DescribeFineTuningSupportModels``.

    >>> key = {"key": "epoch", "type": "int", "checkType": "range", "checkValue": [1, 50], "default": 1}
    >>> scale = {"parameterScale": "LoRA", "supportHyperParameterConfig": [key]}
    >>> mode = {"trainMode": "SFT", "supportParameterScale": [scale]}
    >>> limits = limits_from([{"model": "M", "supportTrainMode": [mode]}], date="2026-01-01", source="asked")
    >>> limits.parameters("M", "LoRA")["epoch"].said
    '1–50'
    """
    models: dict[str, dict[str, dict[str, Parameter]]] = {}
    for model in answer:
        for scale, parameter in _parameters(model):
            found = models.setdefault(str(model.get("model")), {}).setdefault(scale, {})
            if parameter is not None:
                found.setdefault(parameter.key, parameter)
    return Limits(source, date, models, asked=True)


def _parameters(model: Mapping[str, Any]) -> Iterator[tuple[str, Parameter | None]]:
    """Each scale of ``model`` once by itself, then with each of its parameters."""
    for mode in model.get("supportTrainMode") or ():
        if mode.get("trainMode") != TRAIN_MODE:
            continue
        for scale in mode.get("supportParameterScale") or ():
            name = str(scale.get("parameterScale"))
            yield name, None
            for one in scale.get("supportHyperParameterConfig") or ():
                values = tuple(one.get("checkValue") or ())
                key, type_, check = (str(one.get(name, "")) for name in ("key", "type", "checkType"))
                yield name, Parameter(key, type_, check, values, one.get("default"))


def _is_number(value: Any, *, whole: bool) -> bool:
    return isinstance(value, int if whole else (int, float)) and not isinstance(value, bool)


def _speed(rates: tuple[float, float], rate: float, **others: Parameter) -> dict[str, Parameter]:
    return {
        "epoch": Parameter("epoch", "int", "range", (1, 50), 1),
        "learningRate": Parameter("learningRate", "float", "range", rates, rate),
        "maxSeqLen": Parameter("maxSeqLen", "int", "choice", (4096, 8192), 4096),
        **others,
    }


TABLE = Limits(
    source="ERNIE-Speed in the days of the Qianfan contest",
    date="2024-02",
    models={
        "ERNIE-Speed-8K": {
            "FullFineTuning": _speed((1e-5, 4e-5), 3e-5),
            "LoRA": _speed((3e-5, 1e-3), 3e-4, loraRank=Parameter("loraRank", "int", "choice", (2, 4, 8), 8)),
        }
    },
)
"""What is assumed until the platform is asked. It may have become wider, and the model may be gone."""
