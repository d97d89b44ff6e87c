"""All that a report says of a built data set: gathered in one pass over its rows, with little kept of each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any, NamedTuple

from hesui_data.pair import Issue, Pair
from hesui_data.report.families import Families, FamilyTally
from hesui_data.report.layouts import Layouts, LayoutTally
from hesui_data.report.lengths import Lengths, LengthTally
from hesui_data.report.refused import Refusals, RefusalTally
from hesui_data.report.row import place_of
from hesui_data.report.shares import Shares, ShareTally
from hesui_data.report.sides import Sides, SideTally

ORDER = ("rejected", "eval", "train", "preference")
"""The order in which rows are taken: of repeats the twins are known before they come, of eval all before train."""

_NOT_RELATIVE = re.compile(r"[/\\~]|[A-Za-z]:[/\\]")


class StageRow(NamedTuple):
    """What a stage was given, grew, changed, and was the first to reject."""

    stage: str
    given: int
    grown: int
    changed: int
    rejected: int


@dataclass(frozen=True, slots=True)
class About:
    """What the manifest says of the build as a whole."""

    read: int
    grown: int
    train: int
    eval: int
    rejected: int
    unread: int
    stages: tuple[StageRow, ...]
    inputs: tuple[Mapping[str, Any], ...]
    recipe: Mapping[str, Any]
    version: str
    packages: Mapping[str, str]
    warnings: tuple[str, ...]

    @classmethod
    def of(cls, manifest: Mapping[str, Any]) -> About:
        """What ``manifest`` says; its ``outputs`` are not looked at."""
        counts = manifest["counts"]
        return cls(
            **{name: counts[name] for name in ("read", "grown", "train", "eval", "rejected", "unread")},
            stages=tuple(StageRow(**stage) for stage in counts["stages"]),
            inputs=tuple(manifest["inputs"]),
            recipe=manifest["recipe"],
            version=manifest["hesui_data"],
            packages=manifest["packages"],
            warnings=tuple(manifest["warnings"]),
        )


@dataclass(frozen=True, slots=True)
class Noted:
    """In how many kept rows a warning was found, and the first of them."""

    code: str
    rows: int
    place: str
    issue: Issue


@dataclass(frozen=True, slots=True)
class Order:
    """What can be seen of the same in, same out in one build."""

    rows: int
    in_order: int  # rows of train and eval that stand after one with a smaller id, or first
    foreign: int  # rows whose source is an absolute path
    print: str  # a hash over the ids and texts of train and eval


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a report says."""

    about: About
    lengths: Lengths
    layouts: Layouts
    refusals: Refusals
    families: Families
    sides: Sides
    shares: Shares
    order: Order
    noted: tuple[Noted, ...]


def gather(manifest: Mapping[str, Any], sides: Mapping[str, Iterable[Pair]]) -> Facts:
    """What a report says of the rows in ``sides`` (train, eval, rejected, preference), each gone through once.

    They are gone through in the order of ``ORDER``, whatever the order of ``sides``. ``manifest`` is the build's,
    with or without its ``outputs``.
    """
    about = About.of(manifest)
    recipe = about.recipe
    lengths = LengthTally(counter=recipe["counter"], tolerance=recipe["tolerance"])
    split = SideTally(threshold=recipe["relative_threshold"], held_out=recipe["held_out"])
    layouts, refusals, families, shares = LayoutTally(), RefusalTally(), FamilyTally(), ShareTally()
    order, noted = _OrderTally(), _NoteTally()
    tallies = (lengths, layouts, refusals, families, split, order, noted)
    for name in ORDER:
        for pair in sides.get(name, ()):
            shares.take(name, pair)
            if name != "preference":
                for tally in tallies:
                    tally.take(name, pair)
    return Facts(
        about,
        lengths.facts(),
        layouts.facts(),
        refusals.facts(),
        families.facts(),
        split.facts(),
        shares.facts(),
        order.facts(),
        noted.facts(),
    )


class _OrderTally:
    """Holds each row against the one before it, and all of them against a hash."""

    def __init__(self) -> None:
        self._last: dict[str, str] = {}
        self._rows = self._in_order = self._foreign = 0
        self._hash = sha256()

    def take(self, split: str, pair: Pair) -> None:
        self._foreign += bool(_NOT_RELATIVE.match(pair.source))
        if split == "rejected":
            return
        self._rows += 1
        self._in_order += self._last.get(split, "") < pair.id
        self._last[split] = pair.id
        for text in (split, pair.id, pair.prompt, pair.response):
            encoded = text.encode("utf-8", "surrogatepass")
            self._hash.update(b"%d:" % len(encoded) + encoded)

    def facts(self) -> Order:
        return Order(self._rows, self._in_order, self._foreign, self._hash.hexdigest())


class _NoteTally:
    """Counts the warnings on rows that were kept."""

    def __init__(self) -> None:
        self._found: dict[str, Noted] = {}
        self._first: dict[str, tuple[str, int, str]] = {}

    def take(self, split: str, pair: Pair) -> None:
        if split == "rejected":
            return
        place = (pair.source, pair.line or 0, pair.id)
        for code, issue in {i.code: i for i in reversed(pair.issues) if i.severity != "info"}.items():
            known = self._found.get(code)
            if known is None or place < self._first[code]:
                self._first[code] = place
                known = Noted(code, known.rows if known else 0, place_of(pair), issue)
            self._found[code] = replace(known, rows=known.rows + 1)

    def facts(self) -> tuple[Noted, ...]:
        return tuple(self._found[code] for code in sorted(self._found))


def figures(facts: Facts) -> Sequence[tuple[str, int]]:
    """The figures by which two builds are held against each other, by key or by code."""
    about, lengths = facts.about, facts.lengths
    codes = Counter({one.code: one.rows for one in facts.refusals.rules})
    return (
        ("read", about.read),
        ("grown", about.grown),
        ("train", about.train),
        ("eval", about.eval),
        ("rejected", about.rejected),
        ("tags", lengths.tags),
        ("tagged", lengths.tagged),
        ("broken", lengths.kept.breaks),
        ("untold", lengths.kept.unknown),
        ("cleaned", facts.layouts.changed),
        ("leaks", facts.sides.leaks),
        *sorted(codes.items()),
    )
