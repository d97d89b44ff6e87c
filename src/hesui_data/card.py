"""The data set card: a summary and a manifest in, the README.md of a build out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hesui_data.summary import Summary

# The size categories of the Hugging Face hub: https://huggingface.co/docs/hub/datasets-cards
_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))


def dataset_card(
    summary: Summary,
    *,
    recipe: Mapping[str, Any],
    version: str,
    warnings: Sequence[str],
    language: str = "zh",
) -> str:
    """The card as Markdown with Hugging Face front matter, in ``language``."""
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
        size_category=size_category(summary.train.rows + summary.eval.rows),
    )


def size_category(rows: int) -> str:
    """The hub's name for a data set of ``rows`` rows.

    >>> size_category(378)
    'n<1K'
    """
    return next((name for limit, name in _SIZES if rows < limit), "n>1M")


def cell(text: str) -> str:
    """``text`` as the cell of a Markdown table: one line, its bars and angle brackets escaped.

    >>> cell("a|b\\n<c>")
    'a\\\\|b &lt;c&gt;'
    """
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;").replace(">", "&gt;")
