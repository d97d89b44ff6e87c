"""The data set card: a summary and a manifest in, the README.md of a build out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from hesui_data.expand.receipt import NAME as RECEIPT
from hesui_data.expand.receipt import receipt_of
from hesui_data.hub import Config, front_matter
from hesui_data.pair import Pair
from hesui_data.summary import Summary


class ModelUse(NamedTuple):
    """A model that wrote rows of the set, by which method and prompt template, and how many."""

    model: str
    method: str
    template: str
    rows: int


def dataset_card(
    summary: Summary,
    *,
    recipe: Mapping[str, Any],
    version: str,
    warnings: Sequence[str],
    language: str = "zh",
    configs: Sequence[Config] = (),
    models: Sequence[ModelUse] = (),
) -> str:
    """The card as Markdown with Hugging Face front matter, in ``language``; ``configs`` are what can be loaded."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("hesui_data"),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        autoescape=False,
    )
    environment.filters["cell"] = cell
    template = environment.get_template(f"card.{language}.md.j2")
    return template.render(
        **{name: getattr(summary, name) for name in Summary.__slots__},
        say=lambda issue: issue.say(language),
        recipe=recipe,
        version=version,
        warnings=warnings,
        front_matter=front_matter(
            configs,
            name=recipe["name"],
            licence=recipe["licence"],
            rows=summary.train.rows + summary.eval.rows,
            tags=tags_of(configs),
        ),
        configs=configs,
        models=models,
        empty_buckets=[one.name for one in summary.buckets if not one.train],
        empty_kinds=[one.name for one in summary.kinds if not one.train],
    )


def tags_of(configs: Sequence[Config]) -> list[str]:
    """The tags of a set with these ``configs``."""
    return ["sft", "length-control", "qianfan", *(["dpo", "preference"] if len(configs) > 1 else [])]


def models_used(pairs: Iterable[Pair]) -> list[ModelUse]:
    """Which models wrote rows among ``pairs``, as the receipts among the steps of the rows tell.

    >>> from hesui_data.expand.receipt import Receipt
    >>> from hesui_data.pair import Step
    >>> steps = Step("evolve", detail="evolve/2 deeper"), Receipt("ab12", "qwen3", 3, 4).step()
    >>> models_used([Pair("a", "b").grow("evolve", *steps)])
    [ModelUse(model='qwen3', method='evolve', template='evolve/2', rows=1)]
    """
    found: Counter[tuple[str, str, str]] = Counter()
    for pair in pairs:
        for place, step in enumerate(pair.steps):
            paid = receipt_of((step,), "") if step.name == RECEIPT else None
            made = [one for one in pair.steps[:place] if one.name not in ("cut", RECEIPT)]
            if paid and made:
                found[paid.model, made[-1].name, made[-1].detail.partition(" ")[0]] += 1
    return [ModelUse(*use, rows) for use, rows in sorted(found.items())]


def cell(text: str) -> str:
    """``text`` as the cell of a Markdown table: one line, its bars and angle brackets escaped.

    >>> cell("a|b\\n<c>")
    'a\\\\|b &lt;c&gt;'
    """
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;").replace(">", "&gt;")
