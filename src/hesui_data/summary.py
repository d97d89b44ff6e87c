"""What a build amounts to in numbers: one ``Summary`` for the terminal, the card and the manifest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from hesui_data.length import count_length, parse_length
from hesui_data.length.constraint import KINDS
from hesui_data.mixing import NOT_TAKEN, is_general
from hesui_data.pair import Issue, Pair
from hesui_data.rejections import first_error
from hesui_data.splits import BUCKETS, asked_values, bucket_of
from hesui_data.stages import StageCount

SPLITS = ("train", "eval")


@dataclass(frozen=True, slots=True)
class SideSummary:
    """One side of the split."""

    rows: int
    seeds: int
    responses: int

    @property
    def rows_per_response(self) -> float:
        return self.rows / self.responses if self.responses else 0.0


@dataclass(frozen=True, slots=True)
class Share:
    """How many train and eval rows fall under ``name``."""

    name: str
    train: int
    eval: int


@dataclass(frozen=True, slots=True)
class Finding:
    """In how many rows ``code`` was found, and the first of them: where it stood and why."""

    code: str
    rows: int
    place: str
    issue: Issue


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures of a build. ``read + grown == train.rows + eval.rows + rejected`` always."""

    read: int
    grown: int
    train: SideSummary
    eval: SideSummary
    rejected: int
    unread: int  # of the rejected, those that could not be read
    stages: tuple[StageCount, ...]
    refusals: tuple[Finding, ...]  # by the first error of each rejected row
    warned: tuple[Finding, ...]  # warnings on rows that were kept all the same
    tagged: int
    tags: int
    unknown: int
    buckets: tuple[Share, ...]
    kinds: tuple[Share, ...]
    held_out: tuple[int, ...]  # the held-out values that eval asks for
    mixed: int  # general rows of both sides

    @property
    def adds_up(self) -> bool:
        return self.read + self.grown == self.train.rows + self.eval.rows + self.rejected


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures of some rows that can be added to those of others."""

    counts: Counter[tuple[str, ...]]  # what is counted, and where
    asked: frozenset[int]  # numbers of 字 that eval asks for
    refusals: dict[str, Case]  # by the first error of each rejected row
    warned: dict[str, Case]

    def plus(self, other: Figures) -> Figures:
        """The figures of both."""
        return Figures(
            self.counts + other.counts,
            self.asked | other.asked,
            _joined(self.refusals, other.refusals),
            _joined(self.warned, other.warned),
        )


@dataclass(frozen=True, slots=True)
class Case:
    """In how many rows a code was found, and the first of them by its place."""

    rows: int
    place: tuple[str, int, str]  # source, line and id
    issue: Issue


def summarize(
    pairs: Sequence[Pair], counts: Sequence[StageCount], *, held_out: Iterable[int] = ()
) -> Summary:
    """The figures of ``pairs`` after the stages that ``counts`` tells of."""
    sides = {split: _side(side(pairs, split)) for split in SPLITS}
    return summary_of(figures_of(pairs), counts, sides, held_out=held_out)


def figures_of(pairs: Iterable[Pair]) -> Figures:
    """What can be counted row by row.

    >>> figures_of([Pair("写一句祝福", "新年好", split="train")]).counts["rows", "train"]
    1
    """
    found, asked = Counter[tuple[str, ...]](), frozenset[int]()
    refusals: dict[str, Case] = {}
    warned: dict[str, Case] = {}
    for pair in pairs:
        if not pair.accepted:
            error = first_error(pair)
            found["rejected",] += 1
            found["unread",] += error.stage == "read"
            refusals = _noted(refusals, pair, [error])
        elif pair.split in SPLITS:
            found.update(_counted(pair))
            warned = _noted(warned, pair, [issue for issue in pair.issues if issue.severity != "info"])
            asked |= asked_values(pair.prompt) if pair.split == "eval" else frozenset()
    return Figures(+found, asked, refusals, warned)


def summary_of(
    figures: Figures,
    counts: Sequence[StageCount],
    sides: Mapping[str, SideSummary],
    *,
    held_out: Iterable[int] = (),
) -> Summary:
    """The summary of the rows that ``figures`` and ``sides`` tell of, after the stages of ``counts``."""
    found = figures.counts
    kept = sum(one.rows for one in sides.values())
    return Summary(
        read=counts[0].given if counts else kept + found["rejected",],
        grown=sum(count.grown for count in counts),
        train=sides["train"],
        eval=sides["eval"],
        rejected=found["rejected",],
        unread=found["unread",],
        stages=tuple(counts),
        refusals=tuple(_findings(figures.refusals)),
        warned=tuple(_findings(figures.warned)),
        tagged=found["tagged",],
        tags=found["tags",],
        unknown=found["unknown",],
        buckets=_shares("bucket", BUCKETS, found),
        kinds=_shares("kind", KINDS, found),
        held_out=tuple(sorted(figures.asked & frozenset(held_out))),
        mixed=found["mixed",],
    )


def methods_of(figures: Figures) -> dict[str, int]:
    """Method → rows of train and eval that it gave.

    >>> methods_of(figures_of([Pair("写一句祝福", "新年好", split="train")]))
    {'read': 1}
    """
    return {what[1]: count for what, count in figures.counts.items() if what[0] == "method"}


def side(pairs: Iterable[Pair], split: str) -> list[Pair]:
    """The accepted pairs of one side of the split."""
    return [pair for pair in pairs if pair.accepted and pair.split == split]


def is_finding(pair: Pair) -> bool:
    """Whether something is wrong with the rejected ``pair``: not with a general one that was not needed."""
    return first_error(pair).code != NOT_TAKEN


def _counted(pair: Pair) -> Counter[tuple[str, ...]]:
    """What a kept pair adds to the counts."""
    found: Counter[tuple[str, ...]] = Counter(
        {
            ("rows", pair.split): 1,
            ("method", pair.method): 1,
            ("tagged",): bool(pair.tags),
            ("tags",): len(pair.tags),
            ("unknown",): sum(issue.code == "HD202" for issue in pair.issues),
            ("mixed",): is_general(pair),
            ("bucket", bucket_of(int(count_length(pair.response))), pair.split): 1,
        }
    )
    found.update(("kind", constraint.kind, pair.split) for constraint in parse_length(pair.prompt))
    return found


def _noted(cases: dict[str, Case], pair: Pair, issues: Iterable[Issue]) -> dict[str, Case]:
    """``cases`` with those of ``pair``: of several issues of one code the first."""
    own: dict[str, Case] = {}
    for issue in issues:
        own.setdefault(issue.code, Case(1, (pair.source, pair.line or 0, pair.id), issue))
    return _joined(cases, own) if own else cases


def _joined(ours: dict[str, Case], theirs: dict[str, Case]) -> dict[str, Case]:
    return {code: _first_of(ours.get(code), theirs.get(code)) for code in ours | theirs}


def _first_of(one: Case | None, other: Case | None) -> Case:
    if one is None or other is None:
        return one or other  # type: ignore[return-value]  # one of them is there
    return replace(min(one, other, key=lambda case: case.place), rows=one.rows + other.rows)


def _findings(cases: Mapping[str, Case]) -> Iterator[Finding]:
    for code, case in sorted(cases.items()):
        place = ":".join(str(part) for part in case.place[:2] if part)
        yield Finding(code, case.rows, place, case.issue)


def _side(pairs: Sequence[Pair]) -> SideSummary:
    return SideSummary(len(pairs), len({p.seed for p in pairs}), len({p.response for p in pairs}))


def _shares(what: str, names: Iterable[str], found: Counter[tuple[str, ...]]) -> tuple[Share, ...]:
    return tuple(Share(name, found[what, name, "train"], found[what, name, "eval"]) for name in names)
