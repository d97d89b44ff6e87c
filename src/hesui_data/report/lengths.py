"""Lengths asked and lengths got: per phrase, per kind and bucket, as points, and whether every tag is true."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from hesui_data.augment.curriculum import METHODS as LESSONS
from hesui_data.length import KINDS, Kind, LengthConstraint, Verdict, check_length, verify_tag
from hesui_data.length.check import admitted
from hesui_data.length.counters import zi
from hesui_data.length.numerals import CHINESE
from hesui_data.pair import Pair
from hesui_data.report.drawn import Drawn
from hesui_data.splits import bucket_of

POINTS = 160
"""At most so many points of a kind are drawn."""

PHRASES = 4_000
"""At most so many phrases are told apart; what comes after them counts under the last name, ``…``."""

_NUMBER = re.compile(f"[0-9０-９]+(?:[,，][0-9]{{3}})*|[{CHINESE}]+(?=[个多来余]?[字词句行段条首篇点])")
_DRAWN_UNITS = ("字", "汉字", "字符", "词", "word")


@dataclass(frozen=True, slots=True)
class Point:
    """What was asked of a response and what it came to; ``split`` is where its row stands."""

    kind: Kind
    split: str
    outcome: str
    low: int | None
    high: int | None
    asked: int
    got: int


@dataclass(slots=True)
class Outcomes:
    """How many demands held, broke, or could not be told."""

    holds: int = 0
    breaks: int = 0
    unknown: int = 0

    @property
    def asked(self) -> int:
        return self.holds + self.breaks + self.unknown

    @property
    def share(self) -> float | None:
        """The share that holds of those that can be told."""
        told = self.holds + self.breaks
        return self.holds / told if told else None

    def add(self, outcome: str) -> None:
        """Count one more."""
        setattr(self, outcome, getattr(self, outcome) + 1)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A wording of a demand, its number as N: what came of it as rows were read, and in the rows that were kept."""

    words: str
    read: Outcomes
    kept: Outcomes


@dataclass(frozen=True, slots=True)
class Lengths:
    """The figures of lengths."""

    phrases: tuple[Phrase, ...]  # those asked most often first
    read: Outcomes  # of all rows as they were read
    kept: Outcomes
    cells: dict[tuple[str, str], Outcomes]  # kind and bucket of the response → kept demands
    points: dict[
        str, tuple[tuple[Point, ...], int]
    ]  # kind → the points that are drawn, and how many there are
    spread: dict[str, Counter[str]]  # train or eval → bucket → rows
    tagged: int
    tags: int
    true_tags: int
    rows: int  # of train and eval


class LengthTally:
    """Counts demands and tags, row by row.

    >>> tally = LengthTally()
    >>> tally.take("train", Pair("写一句祝福，10字以内", "新年好！"))
    >>> [(phrase.words, phrase.kept.holds) for phrase in tally.facts().phrases]
    [('N字以内', 1)]
    """

    def __init__(self, *, counter: str = "zi", tolerance: float = 0.10) -> None:
        self._counter, self._tolerance = counter, tolerance
        self._phrases: dict[str, Phrase] = {}
        self._read, self._kept = Outcomes(), Outcomes()
        self._cells: defaultdict[tuple[str, str], Outcomes] = defaultdict(Outcomes)
        self._points: dict[str, Drawn[Point]] = {kind: Drawn(POINTS) for kind in KINDS}
        self._spread: dict[str, Counter[str]] = {"train": Counter(), "eval": Counter()}
        self._tagged = self._tags = self._true = self._rows = 0

    def take(self, split: str, pair: Pair) -> None:
        """Count the row ``pair`` of train, eval or rejected."""
        if split != "rejected":
            self._take_kept(split, pair)
        if pair.method in LESSONS or not pair.response:
            return
        verdicts = self._verdicts(pair)
        if split != "rejected":
            self._count_kept(split, pair, verdicts)
        else:
            self._draw(split, pair, (verdict for verdict in verdicts if verdict.breaks))
        if pair.original:
            self._count_read(pair, verdicts)

    def facts(self) -> Lengths:
        """What was counted."""
        ordered = sorted(self._phrases.values(), key=lambda p: (-p.kept.asked - p.read.asked, p.words))
        return Lengths(
            tuple(ordered),
            self._read,
            self._kept,
            dict(self._cells),
            {kind: (tuple(drawn.things()), drawn.total) for kind, drawn in self._points.items()},
            self._spread,
            self._tagged,
            self._tags,
            self._true,
            self._rows,
        )

    def _take_kept(self, split: str, pair: Pair) -> None:
        self._rows += 1
        self._spread[split][bucket_of(zi(pair.response))] += 1
        self._tagged += bool(pair.tags)
        self._tags += len(pair.tags)
        self._true += sum(verify_tag(tag, pair.response, tolerance=self._tolerance) for tag in pair.tags)

    def _count_kept(self, split: str, pair: Pair, verdicts: Iterable[Verdict]) -> None:
        verdicts = list(verdicts)
        bucket = bucket_of(zi(pair.response))
        for verdict in verdicts:
            self._kept.add(verdict.outcome)
            self._phrase(pair, verdict).kept.add(verdict.outcome)
            if _is_drawn(verdict):
                self._cells[kind_of(verdict.constraint), bucket].add(verdict.outcome)
        self._draw(split, pair, verdicts)

    def _count_read(self, pair: Pair, verdicts: Iterable[Verdict]) -> None:
        """Count what the prompt asked before anything was made true, of the response as it was cleaned."""
        was = dict(pair.before).get("prompt", pair.prompt)
        if was != pair.prompt:
            pair = replace(pair, prompt=was)
            verdicts = self._verdicts(pair)
        for verdict in verdicts:
            self._read.add(verdict.outcome)
            self._phrase(pair, verdict).read.add(verdict.outcome)

    def _verdicts(self, pair: Pair) -> tuple[Verdict, ...]:
        return check_length(pair.prompt, pair.response, counter=self._counter, tolerance=self._tolerance)

    def _phrase(self, pair: Pair, verdict: Verdict) -> Phrase:
        words = phrase_of(pair.prompt[slice(*verdict.constraint.span)])
        if words not in self._phrases and len(self._phrases) >= PHRASES:
            words = "…"
        return self._phrases.setdefault(words, Phrase(words, Outcomes(), Outcomes()))

    def _draw(self, split: str, pair: Pair, verdicts: Iterable[Verdict]) -> None:
        for number, verdict in enumerate(verdicts):
            if _is_drawn(verdict):
                self._offer(f"{pair.id}:{number}", _point(verdict, split, self._tolerance))

    def _offer(self, key: str, point: Point | None) -> None:
        if point is not None:
            self._points[point.kind].offer(key, lambda: point)


def phrase_of(words: str) -> str:
    """The wording of a demand with N for its numbers, so that equal wordings count as one.

    >>> phrase_of("不超过一百五十个字"), phrase_of("50-80字")
    ('不超过N个字', 'N-N字')
    """
    return " ".join(_NUMBER.sub("N", words).split())


def kind_of(constraint: LengthConstraint) -> Kind:
    """The kind of ``constraint`` as it is checked: a bare 50字 asks for about 50.

    >>> kind_of(LengthConstraint("字", max=50))
    'at_most'
    """
    return "about" if constraint.bare else constraint.kind


def _is_drawn(verdict: Verdict) -> bool:
    """Whether a verdict is about the characters or words of the whole response: one number asked, one got."""
    constraint = verdict.constraint
    return constraint.scope == "response" and constraint.unit in _DRAWN_UNITS and len(verdict.counts) == 1


def _point(verdict: Verdict, split: str, tolerance: float) -> Point | None:
    """The verdict as a point; None where it is about no number, or cannot be told."""
    constraint = verdict.constraint
    kind = kind_of(constraint)
    low, high = admitted(constraint, tolerance=tolerance)
    middle = (low + high) // 2 if low is not None and high is not None else high if low is None else low
    asked = constraint.target if constraint.target is not None else middle
    if asked is None or verdict.unknown:
        return None
    return Point(kind, split, verdict.outcome, low, high, asked, int(verdict.counts[0]))
