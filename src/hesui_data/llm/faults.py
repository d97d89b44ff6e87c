"""What can go wrong with an attempt, and what is done about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from hesui_data.errors import ServiceError

LONGEST_WAIT = 600.0
"""Seconds that an endpoint may ask to wait; a run that is asked for more ends, and says so."""

Kind = Literal[
    "unreachable",  # nothing left this machine
    "broken",  # the connection was cut
    "timeout",
    "busy",  # 429
    "server",  # 5xx
    "unreadable",  # no JSON, or JSON cut short
    "empty",  # no choices
    "unsupported",  # the endpoint does not take a parameter: it is left out
    "refused",  # this request will never be answered
    "fatal",  # no request will be answered
]


@dataclass(frozen=True, slots=True)
class Fault:
    """One failed attempt. ``words`` say it in Chinese and in English, ``wait`` is what Retry-After asks.

    ``tokens`` are what it used all the same, in and out, if the endpoint says so.
    """

    kind: Kind
    words: tuple[str, str]
    wait: float | None = None
    tokens: tuple[int, int] | None = None

    @property
    def passes(self) -> bool:
        """Whether the same request may go through later."""
        return self.kind in ("unreachable", "broken", "timeout", "busy", "server", "unreadable", "empty")

    @property
    def counts(self) -> bool:
        """Whether it counts against the request, not only against the endpoint."""
        return self.kind in ("broken", "timeout", "server", "unreadable", "empty")


class Stopped(ServiceError):  # noqa: N818
    """The endpoint cannot be used: there is no sense in asking on; unless ``fatal`` it may be later."""

    fatal = True


def fatal(zh: str, en: str) -> Fault:
    return Fault("fatal", (zh, en))


def stop(fault: Fault, *, attempts: int) -> Stopped:
    """The error that ends a run for ``fault``."""
    zh, en = fault.words
    if fault.kind == "fatal":
        return Stopped(en, zh=zh)
    if fault.wait is not None and fault.wait > LONGEST_WAIT:
        stopped = Stopped(
            f"{en}; it asks to wait {fault.wait:.0f} s. The same command, run then, goes on where it stopped",
            zh=f"{zh}；服务要求等 {fault.wait:.0f} 秒。到时运行同一命令，会从停下处继续",
        )
        stopped.fatal = False
        return stopped
    stopped = Stopped(
        f"{en}; nothing came back in {attempts} attempts. The same command goes on where it stopped",
        zh=f"{zh}；连试 {attempts} 次都没有成功。稍后运行同一命令，会从停下处继续",
    )
    stopped.fatal = False
    return stopped
