"""What people see in a terminal: tables, progress and visible white space. Nothing is computed here."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TextIO

from hesui_data.cli.words import language, say

if TYPE_CHECKING:
    from hesui_data.advice import Advice
    from hesui_data.evaluate import Evaluation
    from hesui_data.recipe import Recipe
    from hesui_data.stages import Watch
    from hesui_data.summary import Summary

_VISIBLE = str.maketrans({" ": "·", "\t": "→", "\u3000": "□", "\xa0": "⍽"})


def table(header: Sequence[str], rows: Iterable[Sequence[object]], *, stream: TextIO | None = None) -> None:
    """A table, ruled on a terminal, plain aligned columns elsewhere; numbers stand to the right."""
    stream = stream or sys.stdout
    cells = [[str(cell) for cell in row] for row in rows]
    right = [bool(cells) and all(row[i].lstrip("-+").isdigit() for row in cells) for i in range(len(header))]
    if stream.isatty():
        _ruled(header, cells, right, stream)
    else:
        _plain(header, cells, right, stream)


def _ruled(header: Sequence[str], cells: list[list[str]], right: list[bool], stream: TextIO) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    drawn = Table(box=SIMPLE_HEAD, pad_edge=False)
    for name, is_right in zip(header, right, strict=True):
        drawn.add_column(name, justify="right" if is_right else "left", overflow="fold")
    for row in cells:
        drawn.add_row(*(Text(cell) for cell in row))
    Console(file=stream, highlight=False).print(drawn)


def _plain(header: Sequence[str], cells: list[list[str]], right: list[bool], stream: TextIO) -> None:
    from rich.cells import cell_len

    lines = [list(header), *cells]
    widths = [max(cell_len(line[i]) for line in lines) for i in range(len(header))]
    for line in lines:
        padded = []
        for cell, width, is_right in zip(line, widths, right, strict=True):
            space = " " * (width - cell_len(cell))
            padded.append(space + cell if is_right else cell + space)
        print("  ".join(padded).rstrip(), file=stream)


def summary(figures: Summary, recipe: Recipe, *, warnings: Sequence[str]) -> None:
    """The table that ends a build: stages, codes, and that the rows add up."""
    header = [say(key) for key in ("stage", "given", "grown", "changed", "rejected")]
    read = ("read", 0, figures.read, 0, figures.unread)
    table(header, [read, *figures.stages])
    print()
    for title, found in (("rejected rows", figures.refusals), ("warned rows", figures.warned)):
        if found:
            print(say(title))
            cells = [(one.code, one.rows, one.place, one.issue.say(language())) for one in found]
            table([say("code"), say("rows"), say("first"), say("reason")], cells)
            print()
    train, eval_ = figures.train, figures.eval
    print(
        say(
            "adds up",
            read=figures.read,
            grown=figures.grown,
            train=train.rows,
            eval=eval_.rows,
            rejected=figures.rejected,
        )
    )
    print(say("lengths true", tagged=figures.tagged, tags=figures.tags, unknown=figures.unknown))
    print(
        say(
            "exposures",
            rows=train.rows,
            responses=train.responses,
            each=train.rows_per_response,
            epochs=recipe.epochs,
            exposures=train.rows * recipe.epochs,
        )
    )
    for warning in warnings:
        print(f"! {warning}", file=sys.stderr)


@contextmanager
def progress(*, quiet: bool) -> Iterator[Watch]:
    """A way to watch iterables: bars with rate and time left on a terminal, silence elsewhere."""
    if quiet or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield lambda _name, items: items
        return
    from hesui_data.cli.bars import Bars

    with Bars() as bars:
        yield bars.watch


def visible(text: str) -> str:
    """``text`` with its white space to be seen: · space, → tab, □ full-width space, ↵ line end.

    >>> print(visible("新 年\\n好"))
    新·年↵
    好
    """
    return text.translate(_VISIBLE).replace("\n", "↵\n")


def diff(before: str, after: str) -> str:
    """The lines that differ, as a unified diff with visible white space."""
    from difflib import unified_diff

    old, new = (visible(text).split("\n") for text in (before, after))
    return "\n".join(list(unified_diff(old, new, lineterm="", n=1))[2:])


def family(known: dict[str, Any]) -> None:
    """A row's whole family: the row with its steps and tags, its seed, and the others."""
    row = known["row"]
    print(f"{row['split']}:{row['line']}  {row['id']}")
    print(say("why source", source=row["source"], line=row["source_line"]))
    print(f"{say('why method')}  {row['method']}")
    if row.get("code"):
        print(f"{say('reason')}  {row['code']} {row['reason']}")
    steps = [" ".join(filter(None, step.values())) for step in row["steps"]]
    print(f"{say('why steps')}  {'; '.join(steps) or say('why none')}")
    tags = [tag_words(tag) for tag in row.get("tags", [])]
    print(f"{say('why tags')}  {'; '.join(tags) or say('why none')}")
    print()
    print(f"{say('prompt')}\n{_indented(row['prompt'])}\n{say('response')}\n{_indented(row['response'])}\n")
    others = sorted(
        known["family"], key=lambda other: (other["id"] != row["seed"], other["split"], other["line"])
    )
    for other in others:
        name = say("why seed") if other["id"] == row["seed"] else say("why family")
        print(f"{name}  {other['split']}:{other['line']}  {other['method']}\n{_indented(other['prompt'])}")


def advice(found: Sequence[Advice]) -> None:
    """Each piece of advice: how bad and what it is, what to do, why, and who says so."""
    for one in found:
        print(f"{say(one.severity)}  {one.says(language())}")
        print(f"    → {one.do(language())}")
        print(f"    {one.why(language())} [{one.source(language())}]")
    tally = Counter(one.severity for one in found)
    print(say("advice done", stop=tally["stop"], warn=tally["warn"], note=tally["note"]))


def evaluation(found: Evaluation, *, details: bool) -> None:
    """Scores: what was answered, the gap, the faults, the tables, and how to read them."""
    from hesui_data.evaluate import report_section

    section = report_section(found, language())
    for line in (*section.coverage, "", *section.gaps, ""):
        print(line)
    faults = (
        [say("faults"), *(f"! {fault}" for fault in section.faults)] if section.faults else [section.calm]
    )
    print("\n".join(faults))
    for one in section.tables:
        if one.main or details:
            print(f"\n{one.title}")
            table(one.header, _once(one.rows))
    print("", *section.notes, *([] if details else [say("details")]), sep="\n")


def _once(rows: Sequence[Sequence[str]]) -> Iterator[Sequence[str]]:
    """``rows`` without a first cell that is the same as the one above."""
    above = ""
    for first, *others in rows:
        yield ["" if first == above else first, *others]
        above = first


def tag_words(tag: dict[str, Any]) -> str:
    """A length tag in a few words: scope, unit, bounds and counter."""
    low, high = tag["min"], tag["max"]
    bounds = {
        "at_most": f"≤{high}",
        "at_least": f"≥{low}",
        "exact": f"={low}",
        "range": f"{low}–{high}",
        "about": f"≈{tag['target']}",
    }
    return f"{tag['scope']} {tag['part']} {bounds[tag['kind']]} {tag['unit']} ({tag['counter']})".replace(
        "  ", " "
    )


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.split("\n"))
