"""``hesui expand``: more pairs by a language model or by rules."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Any, TextIO

import typer

from hesui_data.cli import INTERRUPTED, show
from hesui_data.cli.app import Columns, OutFile, Quiet, RecipeFile, Sources, _examples, _recipe, app
from hesui_data.cli.words import WORDS, say
from hesui_data.errors import RecipeError
from hesui_data.expand.orders import DIRECTIONS, METHODS
from hesui_data.spending import UNIT, Limits, Money, Spent, price_of

if TYPE_CHECKING:
    from hesui_data.expand.orders import Choices
    from hesui_data.expansion import Expanded, Interval, Paths, Plan, Progress, Seeds, Setup
    from hesui_data.likeness.fluency import Score
    from hesui_data.recipe import Recipe

STOPPED = 3
"""Exit code: stopped by a limit, the same command goes on later."""

Whole = Annotated[int | None, typer.Option(min=1)]


@app.command(
    name="expand",
    help=say("help expand"),
    epilog=_examples(
        "hesui expand data/raw -o more.jsonl",
        "hesui expand data/raw -o more.jsonl --base-url https://api.deepseek.com/v1 --model deepseek-chat --accept 200 --dry-run",
        "hesui expand data/raw -o more.jsonl --base-url http://127.0.0.1:11434/v1 --model qwen3 --accept 200 --method evolve",
    ),
)
def expand(
    source: Sources,
    out: OutFile,
    method: Annotated[
        str, typer.Option("--method", metavar="NAME", help=say("help method", names=", ".join(METHODS)))
    ] = "paraphrase",
    model: Annotated[str | None, typer.Option("--model", metavar="NAME", help=say("help model"))] = None,
    base_url: Annotated[
        str | None, typer.Option("--base-url", metavar="URL", help=say("help base url"))
    ] = None,
    accept: Annotated[int | None, typer.Option("--accept", min=1, help=say("help accept"))] = None,
    concurrency: Annotated[
        int, typer.Option("--concurrency", min=1, max=1024, help=say("help concurrency"))
    ] = 8,
    max_cost: Annotated[
        str | None, typer.Option("--max-cost", metavar="5CNY", help=say("help max cost"))
    ] = None,
    max_tokens: Annotated[int | None, typer.Option("--max-tokens", help=say("help max tokens"))] = None,
    max_requests: Annotated[int | None, typer.Option("--max-requests", help=say("help max requests"))] = None,
    requests_a_minute: Annotated[
        int | None, typer.Option("--requests-per-minute", help=say("help rpm"))
    ] = None,
    tokens_a_minute: Annotated[int | None, typer.Option("--tokens-per-minute", help=say("help tpm"))] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=say("help dry run"))] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help=say("help yes"))] = False,
    replay: Annotated[bool, typer.Option("--replay", help=say("help replay"))] = False,
    journal: Annotated[
        Path | None, typer.Option("--journal", metavar="FILE", help=say("help journal"))
    ] = None,
    api_key_env: Annotated[
        str, typer.Option("--api-key-env", metavar="NAME", help=say("help api key env"))
    ] = "OPENAI_API_KEY",
    timeout: Annotated[float, typer.Option("--timeout", min=0.1, help=say("help timeout"))] = 120.0,
    temperature: Annotated[
        float, typer.Option("--temperature", min=0, max=2, help=say("help temperature"))
    ] = 1.0,
    answer_tokens: Annotated[
        int | None, typer.Option("--answer-tokens", min=16, help=say("help answer tokens"))
    ] = None,
    direction: Annotated[
        list[str] | None,
        typer.Option("--direction", metavar="NAME", help=say("help direction", names=", ".join(DIRECTIONS))),
    ] = None,
    num_seed_fewshot: Annotated[
        int, typer.Option("--num-seed-fewshot", min=1, max=10, help=say("help fewshot"))
    ] = 4,
    num_instances_to_generate: Annotated[
        int | None, typer.Option("--num-instances-to-generate", min=1, max=5000, help=say("help instances"))
    ] = None,
    similarity_threshold: Annotated[
        float, typer.Option("--similarity-threshold", min=0, max=1, help=say("help similarity"))
    ] = 0.7,
    tries: Annotated[int, typer.Option("--tries", min=0, max=10, help=say("help tries"))] = 3,
    judge: Annotated[bool, typer.Option("--judge", help=say("help judge"))] = False,
    kenlm: Annotated[Path | None, typer.Option("--kenlm", metavar="FILE", help=say("help kenlm"))] = None,
    recipe: RecipeFile = None,
    columns: Columns = None,
    quiet: Quiet = False,
) -> int:
    from hesui_data.expansion import Paths, Setup, choices_of, plan, read_seeds
    from hesui_data.llm.wire import Endpoint

    _one_of("--method", method, METHODS)
    for one in direction or ():
        _one_of("--direction", one, DIRECTIONS)
    limits = Limits(
        max_cost=Money.parse(max_cost) if max_cost else None,
        max_tokens=max_tokens,
        max_requests=max_requests,
        requests_a_minute=requests_a_minute,
        tokens_a_minute=tokens_a_minute,
    )
    if method == "self-instruct":
        accept = accept or num_instances_to_generate
    base_url = base_url or (os.environ.get("OPENAI_BASE_URL") if model else None)
    if bool(model) != bool(base_url):
        raise _wrong("expand half")
    _check_outside(out, source)
    chosen = _recipe(source, recipe, quiet=quiet, columns=columns, dialect=None)
    paths = Paths.beside(out, journal)
    if not model or not base_url:
        return _by_rules(source, paths, chosen, accept, quiet=quiet, said=say("expand offline"))
    endpoint, price = Endpoint.named(base_url, model), price_of(model, chosen.prices, limits)
    if accept is None and not limits.bound:
        raise _wrong("expand unbound")
    key = os.environ.get(api_key_env, "").strip()
    if not key and not replay and not dry_run:
        said = say("expand no key", name=api_key_env, url=endpoint.base_url)
        return _by_rules(source, paths, chosen, accept, quiet=quiet, said=said)
    choices = choices_of(
        chosen,
        method=method,
        directions=tuple(direction or DIRECTIONS),
        fewshot=num_seed_fewshot,
        threshold=similarity_threshold,
        tries=tries,
        temperature=temperature,
        answer_tokens=answer_tokens,
        judge=judge,
    )
    setup = Setup(
        endpoint=endpoint,
        key=key,
        limits=limits,
        price=price,
        concurrency=concurrency,
        timeout=timeout,
        replay=replay,
    )
    seeds = read_seeds(source, chosen)
    planned = plan(seeds, choices, setup, accept)
    if not planned.pairs:
        raise _wrong("expand no pairs", method=method, held_back=planned.held_back)
    if dry_run or not quiet:
        _show_plan(planned, choices, setup, paths, stream=sys.stdout if dry_run else sys.stderr)
    if dry_run:
        print(say("plan dry"))
        return 0
    asks = not yes and not replay and sys.stdin.isatty() and sys.stderr.isatty()
    if asks and not typer.confirm(say("plan ask"), err=True):
        print(say("plan declined"), file=sys.stderr)
        return 0
    score = _kenlm_score(kenlm) if kenlm else None
    return _by_model(seeds, paths, choices, setup, source, accept, score=score, quiet=quiet, recipe=chosen)


def _check_outside(out: Path, sources: Sequence[str]) -> None:
    """See that what is written is not read as a seed by the same command run again."""
    target = out.resolve()
    for source in sources:
        read = Path(source).resolve()
        if target == read or (read.is_dir() and read in target.parents):
            raise _wrong("expand into source", out=out, source=source)


def _one_of(flag: str, value: str, known: Sequence[str] | dict[str, str]) -> None:
    if value not in known:
        names = ", ".join(known)
        raise RecipeError(
            f"{flag} must be one of {names}; got {value!r}",
            zh=f"{flag} 只能是以下之一：{names}；得到的是 {value!r}",
        )


def _wrong(key: str, **values: object) -> RecipeError:
    zh, en = WORDS[key]
    return RecipeError(en.format(**values), zh=zh.format(**values))


def _by_rules(
    source: Sequence[str], paths: Paths, recipe: Recipe, accept: int | None, *, quiet: bool, said: str
) -> int:
    from hesui_data.expansion import expand_by_rules, read_seeds

    rows = expand_by_rules(read_seeds(source, recipe), paths, recipe, accept)
    print(said, file=sys.stderr)
    if not quiet:
        print(say("expand rules done", path=paths.out, rows=rows))
    return 0


def _by_model(
    seeds: Seeds,
    paths: Paths,
    choices: Choices,
    setup: Setup,
    sources: Sequence[str],
    accept: int | None,
    *,
    score: Score | None,
    quiet: bool,
    recipe: Recipe,
) -> int:
    from hesui_data.expansion import expand as expand_pairs

    with _shown(quiet=quiet) as watch, _interruptible() as stopping:
        done = expand_pairs(
            seeds,
            paths,
            choices,
            setup,
            accept=accept,
            language=recipe.language,
            score=score,
            watch=watch,
            stopping=stopping,
        )
    if not quiet:
        _report(done, sources)
    why = done.ending.why
    if why != "enough":
        print(_ended(done, setup.limits), file=sys.stderr)
    return {"enough": 0, "interrupted": INTERRUPTED}.get(why, STOPPED)


# --- what is shown -----------------------------------------------------------------------------------


def _show_plan(planned: Plan, choices: Choices, setup: Setup, paths: Paths, *, stream: TextIO) -> None:
    lines = [
        say("plan"),
        say("plan how", method=choices.method, model=setup.endpoint.model, url=setup.endpoint.base_url),
        say("plan seeds", pairs=planned.pairs, held_back=planned.held_back),
        say("plan requests", **_ends(planned.requests)),
        say("plan tokens", **_ends(planned.tokens)),
    ]
    if planned.cost:
        lines.append(say("plan cost", **_ends(planned.cost, planned.currency)))
    else:
        lines.append(say("plan no price"))
    if limits := _limits(setup.limits):
        lines.append(say("plan limits", limits=limits))
    if paths.journal.exists():
        lines.append(_on_record(paths, planned.currency))
    print("\n  ".join(lines), file=stream)


def _ends(interval: Interval, currency: str = "") -> dict[str, str]:
    def shown(count: int | None) -> str:
        if count is None:
            return say("plan open")
        return f"{count / UNIT:.4f} {currency}" if currency else f"{count:,}"

    return {"low": shown(interval.low), "high": shown(interval.high)}


def _limits(limits: Limits) -> str:
    flags = {
        "--max-cost": limits.max_cost,
        "--max-tokens": limits.max_tokens,
        "--max-requests": limits.max_requests,
        "--requests-per-minute": limits.requests_a_minute,
        "--tokens-per-minute": limits.tokens_a_minute,
    }
    return ", ".join(f"{flag} {_typed(value)}" for flag, value in flags.items() if value is not None)


def _on_record(paths: Paths, currency: str) -> str:
    from hesui_data.journal import Journal

    with Journal(paths.journal) as journal:
        spent = journal.spent(currency)
    return say(
        "plan on record", requests=spent.requests, tokens=f"{spent.tokens:,}", cost=_cost(spent, currency)
    )


def _cost(spent: Spent, currency: str) -> str:
    return f", {spent.cost / UNIT:.4f} {currency}" if currency else ""


def _report(done: Expanded, sources: Sequence[str]) -> None:
    """The funnel and what it cost."""
    from hesui_data.rules import RULES

    funnel = done.funnel
    rows: list[tuple[object, ...]] = [
        (say("funnel asked"), funnel.asked, ""),
        (say("funnel answered"), funnel.answered, ""),
    ]
    rows += [
        (f"{say('funnel refused')} {code}", count, RULES[code].name)
        for code, count in sorted(funnel.refused.items())
    ]
    rows.append((say("funnel accepted"), funnel.accepted, ""))
    show.table([say("stage"), say("rows"), say("reason")], rows)
    spent = done.spent
    print(
        say(
            "expand used",
            sent=done.sent,
            requests=spent.requests,
            tokens=f"{spent.tokens:,}",
            cost=_cost(spent, done.currency),
        )
    )
    paths = done.paths
    names = {"out": paths.out, "lineage": paths.lineage, "rejected": paths.rejected, "journal": paths.journal}
    print(say("expand done", rows=funnel.accepted, **names))
    if funnel.accepted:
        print(say("expand next", sources=" ".join(sources), out=paths.out))


def _ended(done: Expanded, limits: Limits) -> str:
    from hesui_data.expand.rounds import BARREN

    match done.ending.why:
        case "limit":
            flag, limit = f"--{done.ending.limit.replace('_', '-')}", getattr(limits, done.ending.limit)
            higher = Money(2 * limit.counts, limit.currency) if isinstance(limit, Money) else 2 * limit
            return say("ended limit", limit=f"{flag} {_typed(limit)}", higher=f"{flag} {_typed(higher)}")
        case "barren":
            return say("ended barren", barren=BARREN, rejected=done.paths.rejected)
        case "interrupted":
            return say("ended interrupted")
        case _:
            return say("ended record")


def _typed(limit: Money | int) -> str:
    """A limit as it is typed, in one word: 10CNY."""
    return str(limit).replace(" ", "")


@contextmanager
def _shown(*, quiet: bool) -> Iterator[Callable[[Progress], object]]:
    """A way to show progress: a line with a bar on a terminal, nothing elsewhere."""
    if quiet or not sys.stderr.isatty():
        yield lambda progress: None
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
        task = bars.add_task(say("funnel accepted"), total=None, figures="")

        def watch(now: Any) -> None:
            speed = bars.tasks[0].finished_speed or bars.tasks[0].speed
            cost = f" · {now.cost / UNIT:.4f} {now.currency}" if now.currency else ""
            rate = f" · {speed * 60:.0f}/min" if speed else ""
            bars.update(
                task,
                completed=now.funnel.accepted,
                total=now.wanted,
                figures=f"{now.funnel.accepted}/{now.funnel.asked} · {now.tokens:,} tokens{cost}{rate}",
            )

        yield watch


@contextmanager
def _interruptible() -> Iterator[Callable[[Callable[[], object]], None]]:
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


def _kenlm_score(path: Path) -> Score:
    """The score of a KenLM model of characters: log10 probability a character."""
    from hesui_data.errors import InputError, require
    from hesui_data.likeness.fluency import normal

    kenlm = require("kenlm", extra="kenlm", feature="--kenlm")
    try:
        model = kenlm.Model(str(path))
    except OSError as error:
        raise InputError(f"{path} is no model of KenLM", zh=f"{path} 不是 KenLM 模型") from error

    def score(text: str) -> float:
        characters = normal(text).replace(" ", "")
        return float(model.score(" ".join(characters))) / max(1, len(characters))

    return score
