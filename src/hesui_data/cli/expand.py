"""``hesui expand``: more pairs by a language model or by rules."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hesui_data.cli import show
from hesui_data.cli.asking import (
    AnswerTokens,
    Concurrency,
    DryRun,
    JournalFile,
    MaxCost,
    MaxRequests,
    MaxTokens,
    Replay,
    RequestsAMinute,
    Shown,
    Temperature,
    Timeout,
    TokensAMinute,
    Yes,
    code_of,
    ended,
    estimate_lines,
    go_on,
    interruptible,
    limit_lines,
    limits_of,
    progress,
    used,
    wrong,
)
from hesui_data.cli.options import (
    Columns,
    OutFile,
    Quiet,
    RecipeFile,
    Sources,
    chosen_recipe,
    chosen_reviews,
    examples,
)
from hesui_data.cli.words import say
from hesui_data.errors import RecipeError
from hesui_data.expand.orders import DIRECTIONS, METHODS
from hesui_data.spending import Limits, price_of

if TYPE_CHECKING:
    from hesui_data.expand.orders import Choices
    from hesui_data.expansion import Expanded, Paths, Plan, Progress, Seeds, Setup
    from hesui_data.likeness.fluency import Score
    from hesui_data.recipe import Recipe


def add_to(app: typer.Typer) -> None:
    """Register the verb with ``app``."""
    url = "https://api.deepseek.com/v1 --model deepseek-chat"
    epilog = examples(
        "hesui expand data/raw -o more.jsonl",
        f"hesui expand data/raw -o more.jsonl --base-url {url} --accept 200 --dry-run",
        "hesui expand data/raw -o more.jsonl --base-url http://127.0.0.1:11434/v1 --model qwen3 --accept 200 --method evolve",
    )
    app.command("expand", help=say("help expand"), epilog=epilog)(expand)


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
    concurrency: Concurrency = 8,
    max_cost: MaxCost = None,
    max_tokens: MaxTokens = None,
    max_requests: MaxRequests = None,
    requests_a_minute: RequestsAMinute = None,
    tokens_a_minute: TokensAMinute = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    replay: Replay = False,
    journal: JournalFile = None,
    api_key_env: Annotated[
        str, typer.Option("--api-key-env", metavar="NAME", help=say("help api key env"))
    ] = "OPENAI_API_KEY",
    timeout: Timeout = 120.0,
    temperature: Temperature = 1.0,
    answer_tokens: AnswerTokens = None,
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
    limits = limits_of(max_cost, max_tokens, max_requests, requests_a_minute, tokens_a_minute)
    if method == "self-instruct":
        accept = accept or num_instances_to_generate
    base_url = base_url or (os.environ.get("OPENAI_BASE_URL") if model else None)
    if bool(model) != bool(base_url):
        raise wrong("expand half")
    _check_outside(out, source)
    chosen = chosen_recipe(source, recipe, quiet=quiet, columns=columns, dialect=None)
    decided = chosen_reviews(source, recipe, None)
    paths = Paths.beside(out, journal)
    if not model or not base_url:
        return _by_rules(source, paths, chosen, accept, decided, quiet=quiet, said=say("expand offline"))
    endpoint, price = Endpoint.named(base_url, model), price_of(model, chosen.prices, limits)
    if accept is None and not limits.bound:
        raise wrong("expand unbound")
    key = os.environ.get(api_key_env, "").strip()
    if not key and not replay and not dry_run:
        said = say("expand no key", name=api_key_env, url=endpoint.base_url)
        return _by_rules(source, paths, chosen, accept, decided, quiet=quiet, said=said)
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
    seeds = read_seeds(source, chosen, decided)
    planned = plan(seeds, choices, setup, accept)
    if not planned.pairs:
        raise wrong("expand no pairs", method=method, held_back=planned.held_back)
    lines = _plan_lines(planned, choices, setup, paths)
    if not go_on(lines, dry_run=dry_run, yes=yes, replay=replay, quiet=quiet):
        return 0
    score = _kenlm_score(kenlm) if kenlm else None
    return _by_model(seeds, paths, choices, setup, source, accept, score=score, quiet=quiet, recipe=chosen)


def _check_outside(out: Path, sources: Sequence[str]) -> None:
    """See that what is written is not read as a seed by the same command run again."""
    target = out.resolve()
    for source in sources:
        read = Path(source).resolve()
        if target == read or (read.is_dir() and read in target.parents):
            raise wrong("expand into source", out=out, source=source)


def _one_of(flag: str, value: str, known: Sequence[str] | dict[str, str]) -> None:
    if value not in known:
        names = ", ".join(known)
        raise RecipeError(
            f"{flag} must be one of {names}; got {value!r}",
            zh=f"{flag} 只能是以下之一：{names}；得到的是 {value!r}",
        )


def _by_rules(
    source: Sequence[str],
    paths: Paths,
    recipe: Recipe,
    accept: int | None,
    reviews: Path | None,
    *,
    quiet: bool,
    said: str,
) -> int:
    from hesui_data.expansion import expand_by_rules, read_seeds

    rows = expand_by_rules(read_seeds(source, recipe, reviews), paths, recipe, accept)
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

    with progress(quiet=quiet) as show_progress, interruptible() as stopping:
        done = expand_pairs(
            seeds,
            paths,
            choices,
            setup,
            accept=accept,
            language=recipe.language,
            score=score,
            watch=lambda now: show_progress(_shown(now)),
            stopping=stopping,
        )
    if not quiet:
        _report(done, sources)
    if done.ending.why != "enough":
        print(_ended(done, setup.limits, accept), file=sys.stderr)
    return code_of(done.ending)


# --- what is shown -----------------------------------------------------------------------------------


def _plan_lines(planned: Plan, choices: Choices, setup: Setup, paths: Paths) -> list[str]:
    return [
        say("plan how", method=choices.method, model=setup.endpoint.model, url=setup.endpoint.base_url),
        say("plan seeds", pairs=planned.pairs, held_back=planned.held_back),
        *estimate_lines(planned.takes),
        *limit_lines(setup.limits, paths.journal, [setup.currency]),
    ]


def _shown(now: Progress) -> Shown:
    funnel = now.funnel
    what = say("funnel accepted")
    return Shown(what, funnel.accepted, now.wanted, funnel.asked, now.tokens, now.cost, now.currency)


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
    print(say("expand used", sent=done.sent, **used({done.currency: done.spent})))
    paths = done.paths
    names = {"out": paths.out, "lineage": paths.lineage, "rejected": paths.rejected, "journal": paths.journal}
    print(say("expand done", rows=funnel.accepted, **names))
    if funnel.accepted:
        print(say("expand next", sources=" ".join(sources), out=paths.out))


def _ended(done: Expanded, limits: Limits, wanted: int | None) -> str:
    from hesui_data.expand.rounds import BARREN

    if done.ending.why == "barren":
        return say("ended barren", barren=BARREN, rejected=done.paths.rejected)
    return ended(done.ending, limits, spent=done.spent, done=done.funnel.accepted, wanted=wanted)


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
