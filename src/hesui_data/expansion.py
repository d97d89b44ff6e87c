"""Expanding a source: its train side grows by a language model, or by rules, into a file of new pairs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from hesui_data.errors import RecipeError
from hesui_data.expand.bench import Measure
from hesui_data.expand.instructions import request_for
from hesui_data.expand.orders import Choices, Order
from hesui_data.expand.receipt import Receipt
from hesui_data.expand.rounds import Campaign, Funnel
from hesui_data.expand.rules import paraphrase_set
from hesui_data.expand.work import Made
from hesui_data.files import atomic_write
from hesui_data.files.row_files import OTHER_FORMS
from hesui_data.files.shelf import DiskShelf
from hesui_data.formats import json_line, write_row
from hesui_data.intake import Intake, Source
from hesui_data.journal import Journal, key_of
from hesui_data.judging import is_rejected
from hesui_data.likeness.fluency import Score
from hesui_data.llm.endings import Ending
from hesui_data.llm.gatehouse import gatehouse
from hesui_data.llm.running import run
from hesui_data.llm.service import (
    Estimate,
    Setup,
    Stopping,
    Tell,
    asker_of,
    estimate,
    journal_of,
    keys_of,
    waited_for,
)
from hesui_data.mixing import is_general
from hesui_data.pair import Pair, number_ids
from hesui_data.recipe import Recipe
from hesui_data.rejections import rejected_row
from hesui_data.reviews import read_reviews
from hesui_data.spending import UNIT, Interval, Spent
from hesui_data.stages import run_stages, stages

__all__ = [
    "Expanded",
    "Paths",
    "Plan",
    "Progress",
    "Seeds",
    "Setup",
    "choices_of",
    "expand",
    "expand_by_rules",
    "plan",
    "read_seeds",
]

_PASSING = 4
"""A plan reckons with one good pair in so many requests at worst."""


@dataclass(frozen=True, slots=True)
class Seeds:
    """The pairs of a source by their side of the split; only ``train`` is ever expanded."""

    train: tuple[Pair, ...]
    held_back: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class Paths:
    """Where an expansion is written: the pairs, and beside them lineage, rejected rows and journal.

    >>> Paths.beside(Path("more.jsonl")).lineage.name
    'more.lineage.jsonl'
    """

    out: Path
    lineage: Path
    rejected: Path
    journal: Path

    @classmethod
    def beside(cls, out: Path, journal: Path | None = None) -> Paths:
        """The paths that belong to ``out``.

        Raises:
            RecipeError: ``out`` is called something that JSON Lines are not.
        """
        if out.suffix.lower() in OTHER_FORMS:
            raise RecipeError(
                f"{out}: expand writes JSON Lines; call it {out.stem}.jsonl, and hesui clean makes other forms of it",
                zh=f"{out}：expand 写的是 JSON Lines；请写成 {out.stem}.jsonl，再用 hesui clean 换成别的格式",
            )
        stem = out.name.removesuffix(".jsonl")
        named = (
            out.with_name(f"{stem}.{part}") for part in ("lineage.jsonl", "rejected.jsonl", "journal.sqlite")
        )
        lineage, rejected, beside = named
        return cls(out, lineage, rejected, journal or beside)


@dataclass(frozen=True, slots=True)
class Plan:
    """The pairs that would be expanded, those held back, and what it will take."""

    pairs: int
    held_back: int
    takes: Estimate


@dataclass(slots=True)
class Progress:
    """How an expansion stands, to be shown while it runs."""

    funnel: Funnel
    wanted: int | None
    tokens: int = 0
    cost: int = 0
    currency: str = ""
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class Expanded:
    """What an expansion came to."""

    ending: Ending
    funnel: Funnel
    spent: Spent
    currency: str
    paths: Paths
    sent: int = 0  # attempts of this run


def read_seeds(source: Source, recipe: Recipe, reviews: Path | None = None) -> Seeds:
    """The accepted pairs of ``source``, split as a build with this recipe splits them; no general ones.

    With the decisions of a review in ``reviews`` they are as edited, and without those that were rejected.

    Raises:
        InputError: a source is not there, or cannot be read at all.
    """
    decisions = read_reviews(reviews).decisions if reviews else {}
    early = stages(recipe, decisions=decisions)
    last = [stage.name for stage in early].index("split")
    pairs, _ = run_stages(number_ids(Intake(source, recipe)), early[: last + 1])
    wanted = (pair for pair in pairs if not is_rejected(decisions.get(pair.id), pair))
    own = [pair for pair in wanted if pair.accepted and not is_general(pair)]
    return Seeds(
        tuple(pair for pair in own if pair.split == "train"),
        tuple(pair for pair in own if pair.split == "eval"),
    )


def choices_of(recipe: Recipe, **chosen: Any) -> Choices:
    """The choices of an expansion: what is ``chosen``, and what the recipe says of split, counter and seed."""
    return Choices(
        ngram=recipe.relative_threshold,
        seed=recipe.seed,
        held_out=recipe.held_out,
        counter=recipe.counter,
        tolerance=recipe.tolerance,
        **chosen,
    )


def plan(seeds: Seeds, choices: Choices, setup: Setup, accept: int | None) -> Plan:
    """What expanding ``seeds`` will take: requests, tokens and cost, each from … to …."""
    campaign = Campaign(seeds.train, seeds.held_back, choices, accept=accept)
    orders = [order for order, _ in zip(campaign.orders(), range(64), strict=False)]
    requests = [request_for(order, choices) for order in orders]
    pairs, held_back = len(campaign.pairs), len(seeds.held_back)
    if not requests:
        return Plan(0, held_back, Estimate(Interval(0, 0), Interval(0, 0), None))
    judge = 2 if choices.judge else 1
    tries = 1 + (choices.tries if choices.method == "refit" else 0)
    low = (
        0 if accept is None else -(-accept // (choices.a_request if choices.method == "self-instruct" else 1))
    )
    high = None if accept is None else low * _PASSING * tries * judge
    return Plan(pairs, held_back, estimate(requests, low, high, setup))


def expand(
    seeds: Seeds,
    paths: Paths,
    choices: Choices,
    setup: Setup,
    *,
    accept: int | None = None,
    language: str = "zh",
    score: Score | None = None,
    watch: Callable[[Progress], object] = lambda progress: None,
    stopping: Stopping | None = None,
) -> Expanded:
    """Ask for new pairs until ``accept`` have passed every gate or a limit is reached, and write them.

    ``watch`` is told how it stands after each attempt and each order. ``stopping`` is given a function
    that makes the run end well: nothing more goes out, and what is in flight is waited for.

    Raises:
        RecipeError: no pair of the train side can be expanded.
        Stopped: the endpoint cannot be used; what had passed before is written all the same.
        OutputError: a file cannot be written.
    """
    with ExitStack() as stack:
        journal = stack.enter_context(journal_of(setup, paths.journal))
        shelf = stack.enter_context(DiskShelf())
        campaign = Campaign(seeds.train, seeds.held_back, choices, accept=accept, shelf=shelf)
        measure = Measure.of(seeds.train, choices, score)
        written = stack.enter_context(_Written(journal, setup, language))
        currency = setup.currency
        spent = journal.spent(currency)
        progress = Progress(campaign.funnel, accept, spent.tokens, spent.cost, currency)

        def tell(tokens: int, cost: int) -> None:
            progress.tokens, progress.cost = progress.tokens + tokens, progress.cost + cost
            progress.attempts += 1
            watch(progress)

        def take(order: Order, made: list[Made]) -> None:
            written.take(order, made)
            watch(progress)

        try:
            ending = waited_for(
                partial(_asked, campaign, measure, journal, setup, take=take, tell=tell, stopping=stopping)
            )
        finally:
            written.write(paths)
        return Expanded(ending, campaign.funnel, journal.spent(currency), currency, paths, progress.attempts)


async def _asked(
    campaign: Campaign,
    measure: Measure,
    journal: Journal,
    setup: Setup,
    *,
    take: Callable[[Order, list[Made]], None],
    tell: Tell,
    stopping: Stopping | None,
) -> Ending:
    """Run ``campaign`` against the endpoint, or against the journal alone."""
    async with (
        asker_of(setup, journal, tell=tell, stopping=stopping) as asker,
        gatehouse(measure, setup.concurrency) as gates,
    ):
        return await run(campaign, asker, gates, take, at_a_time=setup.at_a_time)


class _Written:
    """The rows of the three files, put by on disk until all is known, then written whole."""

    def __init__(self, journal: Journal, setup: Setup, language: str) -> None:
        self._journal, self._setup, self._language = journal, setup, language
        self._asker = keys_of(setup, journal)
        self._rows, self._lineage, self._rejected = DiskShelf(), DiskShelf(), DiskShelf()

    def take(self, order: Order, made: list[Made]) -> None:
        """Put what came of ``order`` into its files."""
        for one in made:
            if one.pair.accepted:
                receipt = self._receipt(one, len(made))
                paid = replace(one.pair, steps=(*one.pair.steps, receipt.step()))
                self._rows.append_bytes(write_row(paid, "flat") + b"\n")
                self._lineage.append_bytes(json_line(self._line(order, one, receipt)) + b"\n")
            else:
                row = rejected_row(_staged(one.pair), self._language)
                row["request_id"] = self._asker.key(one.request)
                self._rejected.append_bytes(json_line(row) + b"\n")

    def write(self, paths: Paths) -> None:
        """Write the files, the pairs last."""
        atomic_write(paths.rejected, self._rejected.chunks())
        atomic_write(paths.lineage, self._lineage.chunks())
        atomic_write(paths.out, self._rows.chunks())

    def _line(self, order: Order, made: Made, receipt: Receipt) -> dict[str, Any]:
        """Where an accepted row comes from and what it cost: its share of its request, and all of its others."""
        pair, request = made.pair, made.request
        return {
            "id": pair.id,
            "seed": pair.seed,
            "seeds": list(order.seeds),
            "source": pair.source,
            "source_line": pair.line,
            "method": order.method,
            "direction": order.direction,
            "ordered": {
                "slots": asdict(order.slots),
                "changed": list(order.changed),
                "lengths": list(order.lengths),
            },
            "template": request.template,
            "base_url": self._setup.endpoint.base_url,
            "model": self._setup.endpoint.model,
            "parameters": {
                "temperature": request.temperature,
                "max_tokens": request.max_tokens,
                "seed": request.seed,
            },
            "request_number": order.number,
            "request_id": self._asker.key(request),
            "tokens_in": made.answer.tokens_in,
            "tokens_out": made.answer.tokens_out,
            "cost": receipt.counts / UNIT if receipt.currency else None,
            "currency": receipt.currency or None,
        }

    def _receipt(self, made: Made, siblings: int) -> Receipt:
        """What an accepted row cost: its share of its request, and all of its others.

        It names the request by what was asked alone: the row is the same wherever the model runs.
        """
        counts, currency = self._journal.cost(self._asker.key(made.request))
        counts = -(-counts // siblings) + sum(self._journal.cost(self._asker.key(o))[0] for o in made.others)
        answer = made.answer
        asked = key_of(asdict(made.request))[:16]
        return Receipt(
            asked, self._setup.endpoint.model, answer.tokens_in or 0, answer.tokens_out or 0, counts, currency
        )

    def __enter__(self) -> _Written:
        return self

    def __exit__(self, *_: object) -> None:
        for shelf in (self._rows, self._lineage, self._rejected):
            shelf.close()


def _staged(pair: Pair) -> Pair:
    return replace(pair, issues=tuple(replace(issue, stage="expand") for issue in pair.issues))


def expand_by_rules(seeds: Seeds, paths: Paths, recipe: Recipe, accept: int | None = None) -> int:
    """Write the variants that rules make of the train side, at most ``accept``; returns how many there are.

    Raises:
        OutputError: the file cannot be written.
    """
    known = {pair.id for pair in seeds.train}
    grown = paraphrase_set(
        seeds.train, per_pair=max(1, recipe.paraphrases), max_frame_share=recipe.frame_share, seed=recipe.seed
    )
    made = [pair for pair in grown if pair.id not in known][:accept]
    atomic_write(paths.lineage, (json_line(_rule_line(pair)) + b"\n" for pair in made))
    atomic_write(paths.out, (write_row(pair, "flat") + b"\n" for pair in made))
    return len(made)


def _rule_line(pair: Pair) -> dict[str, Any]:
    steps: Iterator[dict[str, Any]] = (asdict(step) for step in pair.steps)
    return {
        "id": pair.id,
        "seed": pair.seed,
        "source": pair.source,
        "source_line": pair.line,
        "method": pair.method,
        "model": None,
        "steps": list(steps),
    }
