"""What the user asks of a submission, the runs of the contest entry as presets, and the name that follows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from hesui_data.errors import RecipeError

SCALES = {"lora": "LoRA", "full": "FullFineTuning"}
"""How is tuned, as we say it and as the platform does: a small addition to the model, or all its parameters."""

PRESETS: Mapping[str, Mapping[str, Any]] = {
    "v1": {"method": "full", "epochs": 20},
    "v2": {"method": "lora", "epochs": 15},
    "v3": {"method": "full", "epochs": 15},
}
"""The three runs of the contest entry that this project grew out of."""

DEFAULT_MODEL = "ERNIE-Speed-8K"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What is asked of a submission. ``parameters`` are hyper-parameters by the platform's names, as text.

    >>> Options(preset="v1").resolved(epochs=3).epochs, Options(preset="v2", epochs=2).resolved(epochs=3).epochs
    (20, 2)
    """

    model: str = DEFAULT_MODEL
    method: str = ""  # lora or full; by the preset, else lora
    epochs: int | None = None  # by the preset, else what the recipe plans
    preset: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    bucket: str = ""  # of the user, to upload to; a folder in it may follow a slash
    price: float | None = None  # yuan for 1,000 tokens that are trained on
    allow_small: bool = False
    allow_long: bool = False
    deploy: int = 0  # hours that a service is paid for; 0: none
    evaluate: str = ""  # id of a data set of the platform to evaluate on
    ask: tuple[str, ...] = ()  # prompts for the service

    def __post_init__(self) -> None:
        if self.preset and self.preset not in PRESETS:
            raise RecipeError(
                f"preset must be one of {', '.join(PRESETS)}, got {self.preset!r}",
                zh=f"preset 只能是 {'、'.join(PRESETS)}，得到的是 {self.preset!r}",
            )
        if self.method and self.method not in SCALES:
            raise RecipeError(
                f"method must be one of {', '.join(SCALES)}, got {self.method!r}",
                zh=f"method 只能是 {'、'.join(SCALES)}，得到的是 {self.method!r}",
            )
        if "epoch" in self.parameters:
            raise RecipeError(
                "name the epochs with --epochs, not --set epoch=…", zh="轮数请用 --epochs，不用 --set epoch=…"
            )
        for name, value, least in (("epochs", self.epochs, 1), ("deploy", self.deploy, 0)):
            if value is not None and value < least:
                raise RecipeError(
                    f"{name} must be at least {least}, got {value}",
                    zh=f"{name} 至少是 {least}，得到的是 {value}",
                )

    def resolved(self, *, epochs: int) -> Options:
        """These options with nothing left open: what the preset says, else LoRA and ``epochs``."""
        known = {"method": "lora", "epochs": epochs, **PRESETS.get(self.preset, {})}
        method, planned = self.method or known["method"], self.epochs or known["epochs"]
        return replace(self, method=method, epochs=planned)

    @property
    def scale(self) -> str:
        """The platform's name of the method."""
        return SCALES[self.method]

    def choice(self) -> dict[str, Any]:
        """What makes a run another run: model, method, epochs and the parameters that were named."""
        return {
            "model": self.model,
            "method": self.method,
            "epochs": self.epochs,
            "parameters": dict(sorted(self.parameters.items())),
        }


def run_name(train_sha256: str, choice: Mapping[str, Any]) -> str:
    """The name of the job, of 18 letters: the same for the same rows and choices, and no other.

    A submission that has lost its state finds its job by this name instead of making another.

    >>> run_name("ab" * 32, Options().resolved(epochs=1).choice())
    'hesui_12b73e92f95c'
    """
    return f"hesui_{_digest([train_sha256, choice])}"


def dataset_name(manifest_sha256: str, train_sha256: str, attempt: int = 1) -> str:
    """The name of the data set, of 18 to 20 letters; a second attempt has another."""
    return f"hesui_{_digest([manifest_sha256, train_sha256])}{f'_{attempt}' if attempt > 1 else ''}"


def flags_of(choice: Mapping[str, Any]) -> str:
    """The flags that make this choice again, for a command that goes on with a run.

    >>> flags_of(Options(preset="v2").resolved(epochs=1).choice())
    '--model ERNIE-Speed-8K --method lora --epochs 15'
    """
    return " ".join(_flags(choice))


def _flags(choice: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"--{name} {choice[name]}" for name in ("model", "method", "epochs"))
    yield from (f"--set {key}={value}" for key, value in choice["parameters"].items())


def _digest(value: Any) -> str:
    """12 hexadecimal digits of a hash of ``value``."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:12]
