"""The rules of the adviser: each looks at the facts and says nothing, or what will go wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Any, Literal, get_args

from hesui_data.advice.facts import DEFAULT_TOKENS, LONG, MOST_TOKENS, Facts
from hesui_data.advice.words import KINDS, WORDS, Both
from hesui_data.splits import BUCKETS

Severity = Literal["stop", "warn", "note"]
Figure = int | float | str | tuple[str, ...]

SEVERITIES: tuple[Severity, ...] = get_args(Severity)
"""From the worst on: do not train before it is mended; expect harm; good to know."""

LEAST_ROWS = 100
"""Rows that the contest asks of a set, and that the platform advises for preference training."""

ADVISED_ROWS = 1_000
SPLIT_RATIO = 20

FREE_EXPOSURES, WASTED_EXPOSURES = 4, 16
"""Repeating data up to the first number costs next to nothing, beyond the second gains little."""

MOST_ROWS_A_SEED = 5
"""The contest entry had 255–378 rows of 55 seeds, 4.6 to 6.9 rows a seed."""

MANY_REPEATS = 0.10
ONE_BUCKET = 0.80
ONE_KIND = 0.80
FEW_TAGGED = 0.10
FEW_ASKING = 10
"""Of fewer rows with a demand no share is worth stating; that they are few is said in any case."""

MANY_UNCHECKED = 0.10
MOSTLY_LESSONS = 0.50
LEAST_GENERAL = 0.05
"""Scialom et al. found 1 % of the old data enough; not all rows that ask for no length are general ones."""

FEW_LONG = 5
"""So many long responses without a line break are no accident."""

LARGE_EVAL, LARGER_THAN_ASKED = 0.30, 2
"""Eval is taken for too large from the first share of the rows on, if it is also so many times what was asked for."""

ADVISED_LESSONS = 0.20
"""The cap on lessons by default, whatever the recipe allows."""

WIDE_MARGIN, WIDE_SEED_MARGIN = 0.10, 0.20


@dataclass(frozen=True, slots=True)
class Advice:
    """What will go wrong, how bad it is, and the figures that decided it.

    >>> advice = Advice.of("no-eval", "stop")
    >>> advice.says("en"), advice.severity
    ('eval is empty', 'stop')
    """

    name: str
    severity: Severity
    figures: tuple[tuple[str, Figure], ...] = ()

    @classmethod
    def of(cls, name: str, severity: Severity, **figures: Figure) -> Advice:
        return cls(name, severity, tuple(figures.items()))

    def says(self, language: str) -> str:
        """What is the case, with the figures, in ``language``: ``"zh"`` or ``"en"``."""
        return self._filled(WORDS[self.name].says, language)

    def do(self, language: str) -> str:
        """What to do about it."""
        return self._filled(WORDS[self.name].do, language)

    def why(self, language: str) -> str:
        """Why it matters."""
        return self._filled(WORDS[self.name].why, language)

    def source(self, language: str) -> str:
        """Who says so: a paper, a page of the platform, the record of the contest."""
        return self._filled(WORDS[self.name].source, language)

    def as_dict(self, language: str) -> dict[str, Any]:
        """All of it as plain JSON values: name, severity and figures the same in every language.

        >>> Advice.of("no-eval", "stop").as_dict("en")["says"]
        'eval is empty'
        """
        parts = {"says": self.says, "do": self.do, "why": self.why, "source": self.source}
        said = {name: part(language) for name, part in parts.items()}
        return {"name": self.name, "severity": self.severity, "figures": dict(self.figures), **said}

    def _filled(self, words: Both, language: str) -> str:
        values = {name: _spoken(value, language) for name, value in self.figures}
        return words[_which(language)].format_map(values)


def advise(facts: Facts) -> tuple[Advice, ...]:
    """What there is to say about a data set of these ``facts``, the worst first.

    >>> [(a.severity, a.name) for a in advise(Facts(rows=40, own=40, seeds=40, responses=40, eval_rows=0))]
    [('stop', 'too-few-rows'), ('stop', 'no-eval'), ('warn', 'validation-share'), ...
    """
    found = [advice for rule in RULES for advice in rule(facts)]
    order = list(WORDS)
    return tuple(sorted(found, key=lambda a: (SEVERITIES.index(a.severity), order.index(a.name))))


def margin(n: int, *, rate: float = 0.5) -> float:
    """Half the width of Wilson's 95 % score interval for a ``rate`` found in ``n`` rows.

    >>> round(margin(100), 3), margin(0)
    (0.096, 0.5)
    """
    if not n:
        return 0.5
    z = 1.96
    return z * sqrt(rate * (1 - rate) / n + z * z / (4 * n * n)) / (1 + z * z / n)


def _number_of_rows(facts: Facts) -> Iterator[Advice]:
    if facts.rows < LEAST_ROWS:
        yield Advice.of("too-few-rows", "stop", rows=facts.rows, least=LEAST_ROWS)
    elif facts.rows < ADVISED_ROWS:
        yield Advice.of("few-rows", "note", rows=facts.rows, advised=ADVISED_ROWS)


def _validation_share(facts: Facts) -> Iterator[Advice]:
    left = facts.rows * (100 - SPLIT_RATIO) // 100
    if facts.rows:
        severity: Severity = "warn" if left < LEAST_ROWS else "note"
        yield Advice.of("validation-share", severity, rows=facts.rows, split_ratio=SPLIT_RATIO, left=left)


def _exposures(facts: Facts) -> Iterator[Advice]:
    seen = facts.own * facts.epochs / max(1, facts.responses)
    if facts.own and (facts.epochs > 1 or seen > FREE_EXPOSURES):
        yield Advice.of(
            "exposures",
            "stop" if seen > WASTED_EXPOSURES else "warn" if seen > FREE_EXPOSURES else "note",
            rows=facts.own,
            epochs=facts.epochs,
            seeds=facts.seeds,
            responses=facts.responses,
            exposures=round(seen, 1),
        )


def _families(facts: Facts) -> Iterator[Advice]:
    each = facts.own / max(1, facts.seeds)
    if each > MOST_ROWS_A_SEED:
        yield Advice.of("rows-per-seed", "warn", rows=facts.own, seeds=facts.seeds, each=round(each, 1))
    if facts.most_shared > facts.prompts_per_response:
        limit = facts.prompts_per_response
        yield Advice.of("shared-response", "warn", most=facts.most_shared, limit=limit)
    share = _share(facts.repeats, facts.read)
    if share >= MANY_REPEATS:
        yield Advice.of("repeats", "note", read=facts.read, repeats=facts.repeats, share=share)


def _demands(facts: Facts) -> Iterator[Advice]:
    tagged = _share(facts.tagged, facts.rows)
    if facts.rows and (facts.tagged < LEAST_ROWS or tagged < FEW_TAGGED):
        yield Advice.of("few-demands", "warn", tagged=facts.tagged, share=tagged)
    unchecked = _share(facts.unchecked, facts.asking)
    if unchecked:
        severity: Severity = "warn" if unchecked >= MANY_UNCHECKED else "note"
        yield Advice.of("unchecked-demands", severity, rows=facts.unchecked, share=unchecked)


def _lengths(facts: Facts) -> Iterator[Advice]:
    if facts.asking < FEW_ASKING:
        return
    bucket, share = _greatest(facts.lengths)
    if share >= ONE_BUCKET:
        yield Advice.of("one-length", "warn", bucket=bucket, share=share)
    empty = tuple(bucket for bucket in BUCKETS if not facts.lengths.get(bucket))
    if empty:
        asked = any(facts.eval_lengths.get(bucket) for bucket in empty)
        yield Advice.of("empty-lengths", "warn" if asked else "note", buckets=empty)


def _kinds(facts: Facts) -> Iterator[Advice]:
    if facts.asking < FEW_ASKING:
        return
    missing = tuple(kind for kind in KINDS if not facts.kinds.get(kind))
    if missing:
        yield Advice.of("missing-kinds", "warn", kinds=missing)
    kind, share = _greatest(facts.kinds)
    if kind in ("at_most", "at_least") and share >= ONE_KIND:
        yield Advice.of("one-sided", "warn", kind=kind, share=share)


def _balance(facts: Facts) -> Iterator[Advice]:
    lessons, free = _share(facts.lessons, facts.rows), _share(facts.free, facts.rows)
    if lessons > facts.curriculum_share or lessons >= MOSTLY_LESSONS:
        severity: Severity = "stop" if lessons >= MOSTLY_LESSONS else "warn"
        cap = min(facts.curriculum_share, ADVISED_LESSONS)
        yield Advice.of("many-lessons", severity, lessons=facts.lessons, share=lessons, cap=cap)
    if facts.rows and free < LEAST_GENERAL:
        yield Advice.of("only-length", "warn", rows=facts.rows, free=facts.free, share=free)
    elif facts.rows:
        yield Advice.of("general-rows", "note", free=facts.free, share=free, mixed=facts.mixed)


def _layout(facts: Facts) -> Iterator[Advice]:
    if facts.own and not facts.multi_line:
        severity: Severity = (
            "stop" if facts.long_responses >= FEW_LONG else "warn" if facts.long_responses else "note"
        )
        yield Advice.of("one-line", severity, rows=facts.own, long=facts.long_responses, least=LONG)


def _eval(facts: Facts) -> Iterator[Advice]:
    if not facts.eval_rows:
        yield Advice.of("no-eval", "stop")
        return
    share = _share(facts.eval_rows, facts.eval_rows + facts.own)
    if share >= max(LARGE_EVAL, LARGER_THAN_ASKED * facts.eval_share):
        rows, asked = facts.eval_rows, facts.eval_share
        yield Advice.of("large-eval", "warn", rows=rows, share=share, asked=asked)
    elif _is_wide(facts):
        wide, wide_by_seeds = margin(facts.eval_rows), margin(facts.eval_seeds)
        yield Advice.of(
            "small-eval",
            "warn",
            rows=facts.eval_rows,
            seeds=facts.eval_seeds,
            margin=round(wide, 3),
            seed_margin=round(wide_by_seeds, 3),
        )
    if facts.asking and not facts.held_out_asked:
        yield Advice.of("no-held-out", "warn")


def _is_wide(facts: Facts) -> bool:
    """Whether eval is so small that a rate found in it says little."""
    return margin(facts.eval_rows) > WIDE_MARGIN or margin(facts.eval_seeds) > WIDE_SEED_MARGIN


def _long_rows(facts: Facts) -> Iterator[Advice]:
    if facts.over_default:
        yield Advice.of(
            "long-rows",
            "warn",
            rows=facts.over_default,
            limit=DEFAULT_TOKENS,
            longest=facts.longest_tokens,
            over=facts.over_most,
            most=MOST_TOKENS,
        )


def _preference(facts: Facts) -> Iterator[Advice]:
    if facts.preference is not None and facts.preference < LEAST_ROWS:
        yield Advice.of("few-preferences", "warn", pairs=facts.preference, least=LEAST_ROWS)


RULES: tuple[Callable[[Facts], Iterator[Advice]], ...] = (
    _number_of_rows,
    _validation_share,
    _exposures,
    _families,
    _demands,
    _lengths,
    _kinds,
    _balance,
    _layout,
    _eval,
    _long_rows,
    _preference,
)


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0


def _greatest(counts: Mapping[str, int]) -> tuple[str, float]:
    """The name with the greatest count, and its share of all; the first in order of names of several."""
    name = max(sorted(counts), key=lambda name: counts[name])
    return name, _share(counts[name], sum(counts.values()))


def _spoken(value: Figure, language: str) -> Figure:
    """``value`` as it stands in a sentence: kinds by their names in ``language``, several of them joined."""
    if isinstance(value, tuple):
        return ("、", ", ")[_which(language)].join(str(_spoken(one, language)) for one in value)
    return KINDS[value][_which(language)] if value in KINDS else value


def _which(language: str) -> int:
    return 0 if language == "zh" else 1
