"""The length metrics, ours and published ones, each with its source; definitions before aggregates.

N is the number that a prompt asks for, L the length of the answer by a counter. Where a paper says words, 字
by the counter stand here. The published metrics look at demands on the whole answer in 字, 汉字, 字符, 词 or
words; the shares of satisfied demands look at every demand that can be told.
"""

from __future__ import annotations

import math
import re

from hesui_data.length import LengthConstraint, check_constraint
from hesui_data.length.check import count_unit, counter_of

COUNTED_UNITS = frozenset({"字", "汉字", "字符", "词", "word"})

BAIDU_STEPS = ((0.05, 1.0), (0.10, 0.75), (0.15, 0.5), (0.20, 0.25), (0.25, 0.1))

PM_WINDOWS = {
    10: (0, 20),
    30: (20, 40),
    50: (40, 60),
    80: (70, 90),
    150: (130, 170),
    300: (280, 320),
    500: (450, 550),
    700: (630, 770),
}
"""Target → the window lo < L ≤ hi of a precise match."""

FM_WINDOWS = {**PM_WINDOWS, 80: (60, 100), 150: (100, 200), 300: (200, 400), 500: (400, 600), 700: (600, 800)}
"""The same of a flexible match."""

BEYOND = 800
"""The last level of Ruler is "more than 800"."""

_SLIP = 1e-9
"""What binary fractions may be off by: 21 of 20 is 5 % off, though 21 / 20 - 1 is a little more than 0.05."""


# --- one answer ---------------------------------------------------------------------------------------


def measures_whole(constraint: LengthConstraint) -> bool:
    """Whether the demand is one number of 字 (or words) for the whole answer.

    >>> measures_whole(LengthConstraint("字", max=50)), measures_whole(LengthConstraint("段", min=2, max=2))
    (True, False)
    """
    return (
        constraint.scope == "response"
        and constraint.unit in COUNTED_UNITS
        and number_of(constraint) is not None
    )


def number_of(constraint: LengthConstraint) -> int | None:
    """The number that a demand names: its target, else its upper, else its lower bound.

    >>> number_of(LengthConstraint("字", min=50, max=80))
    80
    """
    named = (constraint.target, constraint.max, constraint.min)
    return next((number for number in named if number is not None), None)


def length_of(constraint: LengthConstraint, answer: str, *, counter: str = "zi") -> float:
    """The length of the whole ``answer`` in the unit of ``constraint``."""
    return count_unit(answer, constraint.unit, counter_of(constraint, counter))


def distance(constraint: LengthConstraint, length: float) -> float:
    """How far ``length`` is from what is asked, as a signed share: of the target, or of the bound it breaks.

    0 inside the bounds of a one-sided demand or a range.

    >>> distance(LengthConstraint("字", max=50), 60), distance(LengthConstraint("字", max=50), 10)
    (0.2, 0.0)
    >>> distance(LengthConstraint("字", kind="about", target=100), 90)
    -0.1
    """
    low = high = constraint.target
    if constraint.target is None:
        low, high = constraint.min, constraint.max
    if high is not None and length > high:
        return length_deviation(length, high)
    if low is not None and length < low:
        return length_deviation(length, low)
    return 0.0


def length_deviation(length: float, target: float) -> float:
    """LD = (L - N) / N, as a fraction: LIFEBench, 2025, arXiv 2505.16234.

    >>> length_deviation(90, 100), length_deviation(150, 100)
    (-0.1, 0.5)
    """
    return (length - target) / target if target else float(length > 0)


def length_score(deviation: float) -> float:
    """LS = 100·exp(5·LD) below the target, 100·exp(-2·LD) above: LIFEBench, 2025, arXiv 2505.16234.

    LD is a fraction, as in the paper. The published script multiplies it by 100 first, by which an answer that
    is 10 % short scores 0.00 instead of 60.7. A satisfied one-sided demand has the deviation 0, hence 100.

    >>> round(length_score(-0.1), 1), round(length_score(0.1), 1), length_score(0)
    (60.7, 81.9, 100.0)
    """
    return 100 * math.exp(5 * deviation if deviation < 0 else -2 * deviation)


def writing_score(length: float, target: float) -> float:
    """S_l of LongBench-Write (LongWriter, Bai et al., 2024, arXiv 2408.07055), from 0 to 100.

    100·max(0, 1 - (L/N - 1)/3) for L > N, else 100·max(0, 1 - (N/L - 1)/2).

    >>> round(writing_score(90, 100), 1), round(writing_score(200, 100), 1), writing_score(0, 100)
    (94.4, 66.7, 0.0)
    """
    if length > target:
        return 100 * max(0.0, 1 - (length / target - 1) / 3) if target else 0.0
    return 100 * max(0.0, 1 - (target / length - 1) / 2) if length else 100.0 * (target == 0)


def precise_match(length: float, target: int) -> bool | None:
    """PM of Ruler (Li et al., 2024, arXiv 2409.18943): lo < L ≤ hi; None for a target that it has no window for.

    A target above 800 stands for its level "more than 800".

    >>> precise_match(20, 10), precise_match(70, 80), precise_match(90, 80), precise_match(60, 60)
    (True, False, True, None)
    """
    return _in_window(length, target, PM_WINDOWS)


def flexible_match(length: float, target: int) -> bool | None:
    """FM of Ruler (Li et al., 2024, arXiv 2409.18943): as PM with wider windows from 80 on.

    >>> flexible_match(70, 80), flexible_match(401, 300), flexible_match(801, 801)
    (True, False, True)
    """
    return _in_window(length, target, FM_WINDOWS)


def _in_window(length: float, target: int, windows: dict[int, tuple[int, int]]) -> bool | None:
    if target > BEYOND:
        return length > BEYOND
    if target not in windows:
        return None
    low, high = windows[target]
    return low < length <= high


def ruler_target(constraint: LengthConstraint) -> int | None:
    """The level of Ruler that a demand is at: a target, or "more than 800"; None for any other.

    >>> ruler_target(LengthConstraint("字", min=801)), ruler_target(LengthConstraint("字", max=50))
    (801, None)
    """
    if constraint.kind == "at_least" and constraint.min == BEYOND + 1:
        return BEYOND + 1
    target = constraint.target
    return target if target in PM_WINDOWS else None


def violates(constraint: LengthConstraint, length: float) -> bool | None:
    """L > max for an upper bound, None for any other demand: LIFT, Yuan et al., 2024, arXiv 2406.17744.

    >>> violates(LengthConstraint("字", max=50), 51), violates(LengthConstraint("字", min=50), 1)
    (True, None)
    """
    if constraint.kind != "at_most" or constraint.max is None:
        return None
    return length > constraint.max


def step_score(error: float) -> float:
    """The steps of Baidu's length-control cookbook for ERNIE-Speed (2024) for an error of |L/N - 1|.

    ≤ 5 % is 1, ≤ 10 % 0.75, ≤ 15 % 0.5, ≤ 20 % 0.25, ≤ 25 % 0.1, else 0.

    >>> [step_score(error) for error in (0.05, 0.06, 0.15, 0.2, 0.25, 0.26)]
    [1.0, 0.75, 0.5, 0.25, 0.1, 0.0]
    """
    return next((score for bound, score in BAIDU_STEPS if error <= bound + _SLIP), 0.0)


_FIRST_NUMBER = re.compile(r"(\d+)字")


def step_score_as_published(prompt: str, answer: str) -> float | None:
    """The step score in the target reading: L is ``len(answer)``, N the first number before 字 in ``prompt``.

    An upper bound is scored as if it were a target, as the cookbook does. None where no number stands there.

    >>> step_score_as_published("写一句祝福，50字以内", "祝" * 30), step_score_as_published("写祝福", "祝")
    (0.0, None)
    """
    found = _FIRST_NUMBER.search(prompt)
    if found is None or int(found[1]) == 0:
        return None
    return step_score(abs(len(answer) / int(found[1]) - 1))


def step_score_of_bound(constraint: LengthConstraint, length: float) -> float:
    """The step score in the bound reading: 1 inside the bounds, else the steps on the distance to the nearest.

    >>> step_score_of_bound(LengthConstraint("字", max=50), 30), step_score_of_bound(LengthConstraint("字", max=50), 55)
    (1.0, 0.75)
    """
    return step_score(abs(distance(constraint, length)))


def loose_variants(answer: str) -> tuple[str, ...]:
    """The forms of an answer of which the best counts, loosely: IFEval, Zhou et al., 2023, arXiv 2311.07911.

    As it is, without its first line, without its last, without both, and each of these without ``*``; empty
    ones are left out.

    >>> loose_variants("好的：\\n新年好")
    ('好的：\\n新年好', '新年好', '好的：')
    """
    lines = answer.split("\n")
    trimmed = [lines, lines[1:], lines[:-1], lines[1:-1]]
    texts = ["\n".join(kept).strip() for kept in trimmed[1:]]
    forms = [answer, *texts]
    starless = [form.replace("*", "") for form in forms]
    return tuple(dict.fromkeys(form for form in (*forms, *starless) if form.strip()))


def holds_loosely(constraint: LengthConstraint, answer: str, *, counter: str, tolerance: float) -> bool:
    """Whether some form of ``answer`` satisfies ``constraint``.

    >>> c = LengthConstraint("字", max=4)
    >>> holds_loosely(c, "当然可以，这是您要的祝福：\\n新年好！", counter="zi", tolerance=0.1)
    True
    """
    return any(
        check_constraint(constraint, form, counter=counter, tolerance=tolerance).holds
        for form in loose_variants(answer)
    )


def within(constraint: LengthConstraint, length: float, tolerance: float) -> bool:
    """Whether ``length`` is within ``tolerance`` of the target and, as everywhere, at least 2.

    >>> within(LengthConstraint("字", kind="about", target=100), 106, 0.05)
    False
    """
    target = constraint.target or 0
    return abs(length - target) <= max(2, target * tolerance) + _SLIP
