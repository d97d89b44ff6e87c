"""Seeds as people write them, some of them false, and questions about what no model was trained on."""

from __future__ import annotations

from bisect import bisect_left
from random import Random

from hesui_data import count_length

from .grammar import KINDS, LONGEST, SHORTEST, UNSEEN_NUMBERS, Form, Kind, Row, ask, compose, draw_case

ROUND_NUMBERS = (30, 40, 50, 55, 60, 65, 70, 80, 85, 90, 100, 110, 120)
"""Numbers that seeds ask for, and the other half of the questions."""


def seed_row(random: Random, *, true: bool = True) -> Row:
    """A seed as people write them: a round number that its response keeps, or misses if not ``true``."""
    case = draw_case(random, unseen=False)
    response = compose(case, _length(case.form, random), random)
    kind = random.choice(KINDS)
    count = int(count_length(response))
    number = _kept(count, kind) if true else _missed(count, kind, random)
    return Row(ask(case, number, kind, random), response, case, number, kind)


def seeds(random: Random, count: int, *, false_share: float) -> list[Row]:
    """``count`` seeds with distinct prompts; of ``false_share`` the demand is not kept by the response."""
    found: dict[str, Row] = {}
    while len(found) < count:
        row = seed_row(random, true=len(found) >= round(count * false_share))
        found.setdefault(row.prompt, row)
    return list(found.values())


def questions(random: Random, count: int) -> list[Row]:
    """``count`` questions about unseen addressees and occasions, half with numbers never trained on."""
    found: dict[str, Row] = {}
    while len(found) < count:
        place = len(found)
        case = draw_case(random, unseen=True)
        numbers = UNSEEN_NUMBERS if place % 2 else ROUND_NUMBERS
        number = random.choice([n for n in numbers if _within_reach(n, case.form)])
        kind = KINDS[place // 2 % len(KINDS)]
        row = Row(ask(case, number, kind, random), compose(case, number, random), case, number, kind)
        found.setdefault(row.prompt, row)
    return list(found.values())


def _within_reach(number: int, form: Form) -> bool:
    """Whether the grammar has texts that are a good deal shorter and longer, so that every kind can be kept."""
    return SHORTEST / 0.8 <= number <= LONGEST[form] * 0.8


def _length(form: Form, random: Random) -> int:
    """A length, every one as often as another."""
    return random.randint(SHORTEST, LONGEST[form])


def _kept(count: int, kind: Kind) -> int:
    """The round number nearest to ``count`` whose demand of ``kind`` holds."""
    at = bisect_left(ROUND_NUMBERS, count)
    above, below = ROUND_NUMBERS[at:], ROUND_NUMBERS[:at]
    if kind == "at_most":
        return above[0] if above else -(-count // 10) * 10
    if kind == "at_least":
        return ROUND_NUMBERS[at] if count in ROUND_NUMBERS else below[-1] if below else count // 10 * 10
    nearest = min(ROUND_NUMBERS, key=lambda number: abs(number - count))
    return nearest if abs(nearest - count) <= max(2, nearest * 0.1) else 5 * round(count / 5)


def _missed(count: int, kind: Kind, random: Random) -> int:
    """A number, round where one is near, of which ``count`` is on the wrong side by a fifth to a half or so."""
    up = kind == "at_least" or (kind == "about" and random.random() < 0.5)
    ratio = random.uniform(1.2, 1.5)
    aim = count * ratio if up else count / ratio
    fit = [n for n in ROUND_NUMBERS if (n >= count * 1.2 if up else n <= count / 1.2)]
    return min(fit, key=lambda number: abs(number - aim)) if fit else int(aim)
