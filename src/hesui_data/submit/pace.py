"""How long is waited: between two looks, before a repetition, and all in all."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from hesui_data.submit.trouble import BusyError, OutOfTimeError, UnsureError

Answer = TypeVar("Answer")

POLLING_SECONDS = {
    "IMPORT": 2.0,
    "RELEASE": 2.0,
    "TRAIN": 30.0,
    "MODEL_PUBLISH": 30.0,
    "DEPLOY": 30.0,
    "EVALUATION": 30.0,
}
"""What the waits between two looks grow to; QIANFAN_<NAME>_STATUS_POLLING_INTERVAL names another, as for the SDK."""

GROWTH = 2.0


@dataclass(frozen=True, slots=True)
class Pace:
    """How long is waited before the first repetition, how many there are at most, and until when.

    The clock and the way to sleep are arguments, so that a test needs neither.
    """

    first: float = field(default_factory=lambda: _number("HESUI_SUBMIT_BACKOFF", 1.0))
    most: float = 60.0
    attempts: int = 8
    minutes: float = 24 * 60
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    end: float = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "end", self.clock() + self.minutes * 60)

    def wait(self, seconds: float) -> None:
        """Sleep for ``seconds``, or until the time is over.

        Raises:
            OutOfTimeError: it is over.
        """
        left = self.end - self.clock()
        if left > 0:
            self.sleep(min(seconds, left))
        if left <= seconds:
            raise OutOfTimeError(
                f"the {self.minutes:g} minutes of --timeout are over",
                zh=f"--timeout 的 {self.minutes:g} 分钟到了",
            )

    def delays(self) -> Iterator[float]:
        """The waits before the repetitions of a request: each twice the one before.

        >>> list(Pace(first=1.0, attempts=4).delays())
        [1.0, 2.0, 4.0]
        """
        for number in range(self.attempts - 1):
            yield min(self.first * GROWTH**number, self.most)

    def looks(self, kind: str) -> Iterator[None]:
        """Once at once and then after growing waits, without an end, for as long as there is time."""
        longest = _polling_seconds(kind)
        number = 0
        while True:
            yield
            self.wait(min(longest, self.first * GROWTH ** min(number, 20)))
            number += 1

    def steadily(self, ask: Callable[[], Answer]) -> Answer:
        """The answer to a question, which does no harm when it is asked again after trouble that may pass."""
        for delay in self.delays():
            try:
                return ask()
            except (BusyError, UnsureError):
                self.wait(delay)
        return ask()


def _polling_seconds(kind: str) -> float:
    online = _number(f"QIANFAN_{kind}_ONLINE_POLLING_INTERVAL", POLLING_SECONDS[kind])
    return _number(f"QIANFAN_{kind}_STATUS_POLLING_INTERVAL", online)


def _number(name: str, otherwise: float) -> float:
    """The number in a variable of the environment, or else ``otherwise``."""
    try:
        return float(os.environ[name])
    except (KeyError, ValueError):
        return otherwise
