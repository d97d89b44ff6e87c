"""Rejected rows: by rule with text and reason, and the clusters of repeats with the row that was kept."""

from __future__ import annotations

from dataclasses import dataclass, field

from hesui_data.pair import Issue, Pair
from hesui_data.report.drawn import Drawn, draw
from hesui_data.report.row import Shown

A_RULE = 8
"""Rejected rows of one rule that are shown."""

CLUSTERS = 12
A_CLUSTER = 5
"""Clusters of repeats that are shown, and repeats of each."""

REPEATS = ("HD401", "HD402")


@dataclass(frozen=True, slots=True)
class Refusal:
    """A rejected row and the issues for which it was rejected, the first that decided it."""

    row: Shown
    issues: tuple[Issue, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """The rejected rows of one rule."""

    code: str
    rows: int
    samples: tuple[Refusal, ...]


@dataclass(slots=True)
class Cluster:
    """A row that was kept, and those that repeat it; ``kept`` is None where it was rejected later itself."""

    twin: str
    kept: Shown | None = None
    repeats: Drawn[Refusal] = field(default_factory=lambda: Drawn(A_CLUSTER))


@dataclass(frozen=True, slots=True)
class Refusals:
    """All that was rejected."""

    rows: int
    told: int  # rows that have their text, stage, code and reason
    rules: tuple[Refused, ...]
    clusters: tuple[Cluster, ...]
    repeats: int  # rows that were rejected as repeats
    twins: int  # rows that they repeat


class RefusalTally:
    """Counts rejected rows by rule; of the kept rows it looks for those that others repeat.

    >>> tally = RefusalTally()
    >>> tally.take("rejected", Pair("写祝福", "").flag(Issue.of("HD103", field="response")))
    >>> [(one.code, one.rows) for one in tally.facts().rules]
    [('HD103', 1)]
    """

    def __init__(self) -> None:
        self._rules: dict[str, Drawn[Refusal]] = {}
        self._clusters: Drawn[Cluster] = Drawn(CLUSTERS)
        self._wanted: dict[str, Cluster] | None = None
        self._twins: set[str] = set()
        self._rows = self._told = self._repeats = 0

    def take(self, split: str, pair: Pair) -> None:
        """Count the row ``pair``; those of rejected come before the others."""
        if split == "rejected":
            self._take_rejected(pair)
        else:
            if self._wanted is None:
                self._wanted = {cluster.twin: cluster for cluster in self._clusters.things()}
            if pair.id in self._wanted:
                self._wanted[pair.id].kept = Shown.of(split, pair)

    def facts(self) -> Refusals:
        """What was counted."""
        rules = (Refused(code, d.total, tuple(d.things())) for code, d in sorted(self._rules.items()))
        clusters = sorted(self._clusters.things(), key=lambda cluster: (-cluster.repeats.total, cluster.twin))
        return Refusals(
            self._rows, self._told, tuple(rules), tuple(clusters), self._repeats, len(self._twins)
        )

    def _take_rejected(self, pair: Pair) -> None:
        issues = tuple(issue for issue in pair.issues if issue.rejects)
        code = issues[0].code if issues else ""
        self._rows += 1
        self._told += bool(issues) and all(issue.stage for issue in issues) and _has_text(pair)
        drawn = self._rules.setdefault(code, Drawn(A_RULE))
        drawn.offer(pair.id, lambda: Refusal(Shown.of("rejected", pair), issues))
        if code in REPEATS:
            self._repeats += 1
            self._cluster(pair, issues)

    def _cluster(self, pair: Pair, issues: tuple[Issue, ...]) -> None:
        twin = str(dict(issues[0].values)["twin"])
        self._twins.add(draw(twin))
        cluster = self._clusters.place(twin, lambda: Cluster(twin))
        if cluster is not None:
            cluster.repeats.offer(pair.id, lambda: Refusal(Shown.of("rejected", pair), issues))


def _has_text(pair: Pair) -> bool:
    return bool(pair.prompt or pair.response or pair.raw or pair.source)
