"""The report as one page of HTML, from the facts and the words: no script, and nothing loaded from elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from hesui_data.dedup import REASONS
from hesui_data.length import KINDS
from hesui_data.patterns import Pattern
from hesui_data.report import charts
from hesui_data.report.changes import Changes
from hesui_data.report.facts import Facts
from hesui_data.report.promises import measured_promises
from hesui_data.report.sides import CLOSE
from hesui_data.report.svg import Markup
from hesui_data.report.words import name, say
from hesui_data.rules import RULES, in_language
from hesui_data.spending import Money
from hesui_data.splits import BUCKETS

if TYPE_CHECKING:
    from jinja2 import Environment

PHRASES = 24
"""Phrases that are shown; the others are counted in the last line."""

SECTIONS = (
    "promises",
    "funnel",
    "lengths",
    "phrases",
    "cleaning",
    "repeats",
    "refused",
    "families",
    "split",
    "shares",
    "cost",
    "warnings",
    "recipe",
)
"""The sections in their order; their names are their ids in the page."""


def report_page(facts: Facts, language: str = "zh", *, changes: Changes | None = None) -> str:
    """The report on ``facts`` in ``language``, with what ``changes`` tells where there is something to compare with."""
    said = partial(say, language=language)
    return (
        _environment(language)
        .get_template("report.html.j2")
        .render(
            facts=facts,
            changes=changes,
            sections=(("changes",) if changes else ()) + SECTIONS,
            promises=measured_promises(facts),
            figures=dict(_pictures(facts, language)),
            language=language,
            say=said,
            name=partial(name, language=language),
            rules=RULES,
            reasons=REASONS,
            kinds=KINDS,
            buckets=BUCKETS,
            phrases_shown=PHRASES,
            close=CLOSE,
            allowed=_allowed(facts),
        )
        .lstrip()
    )


def fit(value: object) -> object:
    """``value`` as it may stand in HTML: what no page can hold, controls and lone surrogates, is shown as �.

    >>> fit("a\\x00b\\udc00\\nc")
    'a�b�\\nc'
    """
    if type(value) is not str or value.isprintable():  # markup is a str of another type
        return value
    return _UNFIT.sub("\ufffd", value)


_UNFIT = Pattern("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def _environment(language: str) -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("hesui_data"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=fit,
    )
    environment.filters |= {
        "grouped": lambda number: f"{number:,}",
        "percent": lambda share: "–" if share is None else f"{100 * share:.4g}%",
        "words": lambda words: in_language(words, language),
        "language_of": lambda text: "zh" if any("\u4e00" <= char <= "\u9fff" for char in text) else "en",
        "preference_words": lambda way: name("answer", way, language),
        "json": lambda value: json.dumps(value, ensure_ascii=False),
        "money": lambda item: str(Money(item[1], item[0])),
    }
    return environment


def _pictures(facts: Facts, language: str) -> Iterator[tuple[str, Markup]]:
    said = partial(say, language=language)
    about = facts.about
    counts = {side: getattr(about, side) for side in ("read", "grown", "train", "eval", "rejected")}
    names = {node.stage: name("stage", node.stage, language) for node in charts.nodes(about)}
    sides = {side: said(side) for side in ("train", "eval")}
    yield (
        "funnel",
        charts.funnel(
            about,
            names | sides,
            title=said("funnel chart"),
            desc=said("funnel desc", sum=said("funnel sum", **counts)),
        ),
    )
    yield from _scatters(facts, language)
    yield (
        "spread",
        charts.bars(
            "spread-chart",
            [
                charts.Bar(b, facts.lengths.spread["train"][b], facts.lengths.spread["eval"][b])
                for b in BUCKETS
            ],
            title=said("spread title"),
            desc=said("spread desc"),
            unit=said("rows"),
        ),
    )
    methods = facts.shares.methods
    rows = [charts.Bar(name("method", m, language), c["train"], c["eval"]) for m, c in methods.items()]
    yield (
        "shares",
        charts.bars(
            "shares-chart",
            sorted((row for row in rows if row.train or row.eval), key=lambda row: -row.train - row.eval),
            title=said("shares chart"),
            desc=said("shares desc"),
            unit=said("rows"),
        ),
    )


def _scatters(facts: Facts, language: str) -> Iterator[tuple[str, Markup]]:
    """A picture for each kind of demand that was made."""
    said = partial(say, language=language)
    drawn = facts.lengths.points
    span = charts.span_of([point for points, _ in drawn.values() for point in points])
    for kind in KINDS:
        points, total = drawn[kind]
        if not total:
            continue
        cells = [found for (of, _), found in facts.lengths.cells.items() if of == kind]
        yield (
            kind,
            charts.scatter(
                kind,
                points,
                span,
                title=said("scatter title", kind=said(f"kind {kind}")),
                desc=said(
                    "scatter desc",
                    total=total,
                    shown=len(points),
                    holds=sum(cell.holds for cell in cells),
                    breaks=sum(cell.breaks for cell in cells),
                ),
                axes=(said("axis asked"), said("axis got")),
            ),
        )


def _allowed(facts: Facts) -> dict[str, Any]:
    """The largest shares that the recipe admits, None where it asks for no such rows."""
    recipe = facts.about.recipe
    return {
        "lessons": recipe["curriculum_share"] if recipe["curriculum"] else None,
        "general": recipe["mix"]["share"] if recipe["mix"] else None,
        "preference": recipe["preference"],
    }
