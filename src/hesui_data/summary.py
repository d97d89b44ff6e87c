"""What a build amounts to in numbers: one ``Summary`` for the terminal, the card and the manifest."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from hesui_data.length import count_length, parse_length
from hesui_data.length.constraint import KINDS
from hesui_data.mixing import NOT_TAKEN, is_general
from hesui_data.pair import Issue, Pair
from hesui_data.rejections import first_error
from hesui_data.splits import BUCKETS, asked_values, bucket_of
from hesui_data.stages import StageCount


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


def summarize(
    pairs: Sequence[Pair], counts: Sequence[StageCount], *, held_out: Iterable[int] = ()
) -> Summary:
    """The figures of ``pairs`` after the stages that ``counts`` tells of."""
    train, eval_ = side(pairs, "train"), side(pairs, "eval")
    kept, refused = train + eval_, [pair for pair in pairs if not pair.accepted]
    asked = frozenset[int]().union(*(asked_values(pair.prompt) for pair in eval_))
    return Summary(
        read=counts[0].given if counts else len(pairs),
        grown=sum(count.grown for count in counts),
        train=_side(train),
        eval=_side(eval_),
        rejected=len(refused),
        unread=sum(first_error(pair).stage == "read" for pair in refused),
        stages=tuple(counts),
        refusals=tuple(_findings((first_error(pair), pair) for pair in refused)),
        warned=tuple(_findings((i, p) for p in kept for i in p.issues if i.severity != "info")),
        tagged=sum(bool(pair.tags) for pair in kept),
        tags=sum(len(pair.tags) for pair in kept),
        unknown=sum(issue.code == "HD202" for pair in kept for issue in pair.issues),
        buckets=_shares(BUCKETS, _buckets(train), _buckets(eval_)),
        kinds=_shares(KINDS, _kinds(train), _kinds(eval_)),
        held_out=tuple(sorted(asked & frozenset(held_out))),
        mixed=sum(map(is_general, kept)),
    )


def side(pairs: Iterable[Pair], split: str) -> list[Pair]:
    """The accepted pairs of one side of the split."""
    return [pair for pair in pairs if pair.accepted and pair.split == split]


def is_finding(pair: Pair) -> bool:
    """Whether something is wrong with the rejected ``pair``: not with a general one that was not needed."""
    return first_error(pair).code != NOT_TAKEN


def _findings(found: Iterable[tuple[Issue, Pair]]) -> Iterator[Finding]:
    by_code: dict[str, list[tuple[Issue, Pair]]] = defaultdict(list)
    for issue, pair in found:
        by_code[issue.code].append((issue, pair))
    for code, cases in sorted(by_code.items()):
        issue, first = min(cases, key=lambda case: (case[1].source, case[1].line or 0, case[1].id))
        place = ":".join(str(part) for part in (first.source, first.line) if part)
        yield Finding(code, len({pair.id for _, pair in cases}), place, issue)


def _side(pairs: Sequence[Pair]) -> SideSummary:
    return SideSummary(len(pairs), len({p.seed for p in pairs}), len({p.response for p in pairs}))


def _buckets(pairs: Iterable[Pair]) -> Counter[str]:
    return Counter(bucket_of(int(count_length(pair.response))) for pair in pairs)


def _kinds(pairs: Iterable[Pair]) -> Counter[str]:
    return Counter(constraint.kind for pair in pairs for constraint in parse_length(pair.prompt))


def _shares(names: Iterable[str], train: Counter[str], eval_: Counter[str]) -> tuple[Share, ...]:
    return tuple(Share(name, train[name], eval_[name]) for name in names)
