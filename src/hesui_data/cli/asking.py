"""What ``expand`` and ``evaluate`` share: limits, the plan and its question, progress, and how it ended."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from hesui_data.cli import INTERRUPTED, Told
from hesui_data.cli.words import WORDS, language, say
from hesui_data.errors import RecipeError
from hesui_data.spending import UNIT, Interval, Limits, Money, Spent, raised

if TYPE_CHECKING:
    from hesui_data.llm.endings import Ending
    from hesui_data.llm.service import Estimate

STOPPED = 3
"""Exit code: stopped by a limit, the same command goes on later."""

_NOTHING = Spent()
_AT_WORST = 6  # what is reserved for a request, in requests as they turn out (as a plan reckons too)

Concurrency = Annotated[int, typer.Option("--concurrency", min=1, max=1024, help=say("help concurrency"))]
MaxCost = Annotated[str | None, typer.Option("--max-cost", metavar="5CNY", help=say("help max cost"))]
MaxTokens = Annotated[int | None, typer.Option("--max-tokens", help=say("help max tokens"))]
MaxRequests = Annotated[int | None, typer.Option("--max-requests", help=say("help max requests"))]
RequestsAMinute = Annotated[int | None, typer.Option("--requests-per-minute", help=say("help rpm"))]
TokensAMinute = Annotated[int | None, typer.Option("--tokens-per-minute", help=say("help tpm"))]
DryRun = Annotated[bool, typer.Option("--dry-run", help=say("help dry run"))]
Yes = Annotated[bool, typer.Option("--yes", "-y", help=say("help yes"))]
Replay = Annotated[bool, typer.Option("--replay", help=say("help replay"))]
JournalFile = Annotated[Path | None, typer.Option("--journal", metavar="FILE", help=say("help journal"))]
Timeout = Annotated[float, typer.Option("--timeout", min=0.1, help=say("help timeout"))]
Temperature = Annotated[float, typer.Option("--temperature", min=0, max=2, help=say("help temperature"))]
AnswerTokens = Annotated[int | None, typer.Option("--answer-tokens", min=16, help=say("help answer tokens"))]


def limits_of(
    max_cost: str | None,
    max_tokens: int | None,
    max_requests: int | None,
    requests_a_minute: int | None,
    tokens_a_minute: int | None,
) -> Limits:
    """The limits that the options name.

    >>> str(limits_of("5CNY", None, 7, None, None).max_cost)
    '5 CNY'
    """
    return Limits(
        max_cost=Money.parse(max_cost) if max_cost else None,
        max_tokens=max_tokens,
        max_requests=max_requests,
        requests_a_minute=requests_a_minute,
        tokens_a_minute=tokens_a_minute,
    )


def wrong(key: str, **values: object) -> RecipeError:
    """The error for wrong usage that ``key`` words."""
    zh, en = WORDS[key]
    return RecipeError(en.format(**values), zh=zh.format(**values))


# --- before ------------------------------------------------------------------------------------------


def go_on(lines: Sequence[str], *, dry_run: bool, yes: bool, replay: bool, quiet: bool) -> bool:
    """Show the plan, and ask on a terminal; whether to begin."""
    if dry_run or not quiet:
        stream: TextIO = sys.stdout if dry_run else sys.stderr
        print("\n  ".join([say("plan"), *lines]), file=stream)
    if dry_run:
        print(say("plan dry"))
        return False
    asks = not yes and not replay and sys.stdin.isatty() and sys.stderr.isatty()
    if asks and not typer.confirm(say("plan ask"), err=True):
        print(say("plan declined"), file=sys.stderr)
        return False
    return True


def estimate_lines(takes: Estimate) -> list[str]:
    """Requests, tokens and cost, each from … to …."""
    lines = [say("plan requests", span=span(takes.requests)), say("plan tokens", span=span(takes.tokens))]
    if takes.cost:
        return [*lines, say("plan cost", span=span(takes.cost, takes.currency))]
    return [*lines, say("plan no price")]


def limit_lines(limits: Limits, journal: Path, currencies: Sequence[str]) -> list[str]:
    """The limits, and what the journal has on record already."""
    lines = [say("plan limits", limits=said)] if (said := _limits(limits)) else []
    if journal.exists():
        lines.append(_on_record(journal, currencies))
    return lines


def span(interval: Interval, currency: str = "") -> str:
    """From so much to so much, once where both are the same.

    >>> span(Interval(8, 1200)), span(Interval(8, 8)), span(Interval(0, UNIT), "CNY")
    ('8–1,200', '8', '0.0000 CNY–1.0000 CNY')
    """

    def shown(count: int | None) -> str:
        if count is None:
            return say("plan open")
        return f"{count / UNIT:.4f} {currency}" if currency else f"{count:,}"

    return "–".join(dict.fromkeys(map(shown, (interval.low, interval.high))))


def _limits(limits: Limits) -> str:
    flags = {
        "--max-cost": limits.max_cost,
        "--max-tokens": limits.max_tokens,
        "--max-requests": limits.max_requests,
        "--requests-per-minute": limits.requests_a_minute,
        "--tokens-per-minute": limits.tokens_a_minute,
    }
    return ", ".join(f"{flag} {_typed(value)}" for flag, value in flags.items() if value is not None)


def _typed(limit: Money | int) -> str:
    """A limit as it is typed, in one word: 10CNY."""
    return str(limit).replace(" ", "")


def _on_record(path: Path, currencies: Sequence[str]) -> str:
    from hesui_data.journal import Journal

    with Journal(path) as journal:
        spent = {currency: journal.spent(currency) for currency in currencies or [""]}
    return say("plan on record", **used(spent))


def used(spent: dict[str, Spent]) -> dict[str, object]:
    """What a journal has on record, by currency, as words are filled with it.

    >>> used({"CNY": Spent(3, 4500, UNIT // 2)})
    {'requests': 3, 'tokens': '4,500', 'cost': ', 0.5000 CNY'}
    """
    any_one = next(iter(spent.values()))  # requests and tokens are of all currencies
    costs = [f", {one.cost / UNIT:.4f} {currency}" for currency, one in spent.items() if currency]
    return {"requests": any_one.requests, "tokens": f"{any_one.tokens:,}", "cost": "".join(costs)}


# --- while it runs -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Shown:
    """How a run stands: what is counted, how many of how many, and what is told beside."""

    what: str
    done: int
    wanted: int | None
    of: int
    tokens: int
    cost: int
    currency: str


@contextmanager
def progress(*, quiet: bool) -> Iterator[Callable[[Shown], object]]:
    """A way to show progress: a line with a bar on a terminal, nothing elsewhere."""
    if quiet or not sys.stderr.isatty():
        yield lambda now: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        TextColumn("{task.fields[figures]}"),
        TimeRemainingColumn(elapsed_when_finished=True),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task("", total=None, figures="")

        def watch(now: Shown) -> None:
            speed = bars.tasks[0].finished_speed or bars.tasks[0].speed
            cost = f" · {now.cost / UNIT:.4f} {now.currency}" if now.currency else ""
            rate = f" · {speed * 60:.0f}/min" if speed else ""
            bars.update(
                task,
                description=now.what,
                completed=now.done,
                total=now.wanted,
                figures=f"{now.done}/{now.of} · {now.tokens:,} tokens{cost}{rate}",
            )

        yield watch


@contextmanager
def interruptible() -> Iterator[Callable[[Callable[[], object]], None]]:
    """While it lasts the first Ctrl-C ends the run well, the second at once."""
    ends: list[Callable[[], object]] = []

    def on_signal(number: int, frame: FrameType | None) -> None:
        if not ends:
            raise KeyboardInterrupt
        print(f"\n{say('stopping')}", file=sys.stderr)
        ends.pop()()
        ends.clear()

    if threading.current_thread() is not threading.main_thread():  # which alone may take signals
        yield ends.append
        return
    before = signal.signal(signal.SIGINT, on_signal)
    try:
        yield ends.append
    finally:
        signal.signal(signal.SIGINT, before)


# --- after -------------------------------------------------------------------------------------------


def ended(
    ending: Ending, limits: Limits, *, spent: Spent = _NOTHING, done: int = 0, wanted: int | None = None
) -> str:
    """Why it ended, and how it goes on: with a limit that does for what is ``wanted``, as far as can be told."""
    match ending.why:
        case "limit":
            flag, limit = f"--{ending.limit.replace('_', '-')}", getattr(limits, ending.limit)
            used = getattr(spent, ending.limit.removeprefix("max_"))
            spare = 0 if ending.limit == "max_requests" else _AT_WORST
            if isinstance(limit, Money):
                higher: Money | int = Money(
                    raised(limit.counts, used, done, wanted, spare=spare), limit.currency
                )
            else:
                higher = raised(limit, used, done, wanted, spare=spare)
            return say("ended limit", limit=f"{flag} {_typed(limit)}", higher=f"{flag} {_typed(higher)}")
        case "interrupted":
            return say("ended interrupted")
        case "unreachable":
            return ending.words[0 if language() == "zh" else 1]
        case _:
            return say("ended record")


def code_of(ending: Ending) -> int:
    """The exit code that ``ending`` means."""
    return {"enough": 0, "interrupted": Told(INTERRUPTED)}.get(ending.why, STOPPED)
