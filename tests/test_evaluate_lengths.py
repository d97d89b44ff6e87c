"""The length metrics against tables computed by hand."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hesui_data.evaluate import Answered, Question, Share, difference, wilson
from hesui_data.evaluate.lengths import (
    distance,
    flexible_match,
    holds_loosely,
    length_deviation,
    length_score,
    loose_variants,
    measures_whole,
    precise_match,
    ruler_target,
    step_score,
    step_score_as_published,
    step_score_of_bound,
    violates,
    writing_score,
)
from hesui_data.evaluate.obedience import obedience
from hesui_data.length import LengthConstraint, check_length, parse_length

AT_MOST_50 = LengthConstraint("字", max=50)
AT_LEAST_50 = LengthConstraint("字", min=50)
ABOUT_100 = LengthConstraint("字", kind="about", target=100)
RANGE = LengthConstraint("字", min=50, max=80)


def zi(n: int) -> str:
    """A text of ``n`` 字 on one line."""
    return "祝" * n


def asked(prompt: str, answer: str) -> Answered:
    return Answered(Question(prompt, "unseen", prompt), answer)


# L, N → LD, LS (LIFEBench), S_l (LongBench-Write); worked out from the formulas on paper:
# 90: exp(-0.5) = .60653; 1 - (1/.9 - 1)/2 = .94444.   110: exp(-0.2) = .81873; 1 - .1/3 = .96667.
# 200: exp(-2) = .13534; 1 - 1/3 = .66667.   50: exp(-2.5) = .08208; 1 - (2 - 1)/2 = .5.   33: 1 - (3.0303 - 1)/2 < 0.
HAND_TABLE = [
    (100, 100, 0.0, 100.0, 100.0),
    (90, 100, -0.10, 60.653, 94.444),
    (110, 100, 0.10, 81.873, 96.667),
    (200, 100, 1.0, 13.534, 66.667),
    (50, 100, -0.5, 8.208, 50.0),
    (33, 100, -0.67, 3.508, 0.0),
    (400, 100, 3.0, 0.248, 0.0),
    (0, 100, -1.0, 0.674, 0.0),
]


@pytest.mark.parametrize(("length", "target", "ld", "ls", "s_l"), HAND_TABLE)
def test_ld_ls_and_s_l_equal_the_hand_table(length, target, ld, ls, s_l):
    assert length_deviation(length, target) == pytest.approx(ld, abs=1e-9)
    assert length_score(length_deviation(length, target)) == pytest.approx(ls, abs=5e-4)
    assert writing_score(length, target) == pytest.approx(s_l, abs=5e-4)


@pytest.mark.parametrize(
    ("constraint", "length", "expected"),
    [
        (AT_MOST_50, 50, 0.0),
        (AT_MOST_50, 1, 0.0),
        (AT_MOST_50, 55, 0.1),
        (AT_LEAST_50, 500, 0.0),
        (AT_LEAST_50, 45, -0.1),
        (RANGE, 50, 0.0),
        (RANGE, 80, 0.0),
        (RANGE, 40, -0.2),
        (RANGE, 100, 0.25),
        (ABOUT_100, 90, -0.1),
        (ABOUT_100, 103, 0.03),
    ],
)
def test_distance_is_one_sided_for_bounds_and_two_sided_for_targets(constraint, length, expected):
    assert distance(constraint, length) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("target", "precise", "flexible"),
    [
        (10, (0, 20), (0, 20)),
        (30, (20, 40), (20, 40)),
        (50, (40, 60), (40, 60)),
        (80, (70, 90), (60, 100)),
        (150, (130, 170), (100, 200)),
        (300, (280, 320), (200, 400)),
        (500, (450, 550), (400, 600)),
        (700, (630, 770), (600, 800)),
        (801, (800, math.inf), (800, math.inf)),
    ],
)
def test_the_windows_of_ruler_are_open_below_and_closed_above(target, precise, flexible):
    for match, (low, high) in ((precise_match, precise), (flexible_match, flexible)):
        assert match(low, target) is False
        assert match(low + 1, target) is True
        if high < math.inf:
            assert match(high, target) is True
            assert match(high + 1, target) is False


def test_ruler_is_silent_on_targets_it_has_no_window_for():
    assert precise_match(60, 60) is None
    assert ruler_target(LengthConstraint("字", min=60, max=60)) is None
    assert ruler_target(LengthConstraint("字", min=150, max=150)) == 150
    assert ruler_target(LengthConstraint("字", min=801)) == 801


def test_vlt_is_of_upper_bounds_alone():
    assert violates(AT_MOST_50, 50) is False
    assert violates(AT_MOST_50, 51) is True
    for other in (AT_LEAST_50, ABOUT_100, RANGE):
        assert violates(other, 10_000) is None


@pytest.mark.parametrize(
    ("length", "score"),
    [
        (100, 1),
        (95, 1),
        (105, 1),
        (106, 0.75),
        (110, 0.75),
        (90, 0.75),
        (111, 0.5),
        (115, 0.5),
        (120, 0.25),
        (80, 0.25),
        (125, 0.1),
        (75, 0.1),
        (126, 0),
        (74, 0),
        (0, 0),
    ],
)
def test_the_steps_include_their_bounds(length, score):
    assert step_score(abs(length / 100 - 1)) == score
    assert step_score_as_published("写100字以内", zi(length)) == score


def test_the_two_readings_of_the_step_score_differ_for_an_upper_bound():
    assert step_score_as_published("写一句祝福，50字以内", zi(30)) == 0
    assert step_score_of_bound(AT_MOST_50, 30) == 1
    assert step_score_of_bound(AT_MOST_50, 56) == 0.5


def test_the_published_reading_takes_pythons_len_and_the_first_number_before_zi():
    assert step_score_as_published("3条祝福，每条20字，共60字", "祝 \n" * 7) == 1  # 21 code points for 20
    assert step_score_as_published("写一段二十字的祝福", zi(20)) is None


def test_loose_forms_are_those_of_ifeval():
    assert loose_variants("一\n*二*\n三") == (
        "一\n*二*\n三",
        "*二*\n三",
        "一\n*二*",
        "*二*",
        "一\n二\n三",
        "二\n三",
        "一\n二",
        "二",
    )
    assert loose_variants("一行") == ("一行",)


def test_the_loose_reading_forgives_pleasantries_only():
    polite = "好的，这是为您写的祝福：\n新年好！"

    assert holds_loosely(LengthConstraint("字", max=4), polite, counter="zi", tolerance=0.1)
    assert not holds_loosely(LengthConstraint("字", max=3), polite, counter="zi", tolerance=0.1)


def test_aggregates_equal_a_table_worked_out_by_hand():
    answers = [
        asked("写一句祝福，50字以内", zi(40)),  # kept
        asked("写一句祝福，50字以内", zi(60)),  # 20 % over
        asked("写一段话，约100字", zi(90)),  # kept
        asked("写一段话，约100字", zi(70)),  # 30 % short of the target, 20 of 90 short
        asked("写一篇文章，不少于800字", zi(400)),  # half
        asked("写一段祝福，几十字", zi(30)),  # cannot be told
        asked("写150字，分两段", zi(150)),  # one demand kept, the other broken
    ]
    found = obedience(answers)

    assert (found.satisfied, found.unknown) == (Share(3, 7), 1)
    assert (found.under, found.over) == (Share(3, 7), Share(1, 7))
    assert found.shortfall.value == pytest.approx((20 / 100 + 400 / 800) / 2)
    assert found.excess.value == pytest.approx(10 / 50)
    assert found.by["kind"]["at_most"] == Share(1, 2)
    assert found.by["kind"]["about"] == Share(1, 2)
    assert found.by["kind"]["at_least"] == Share(0, 1)
    assert found.by["bucket"] == {
        "21–50": Share(1, 2),
        "51–100": Share(1, 2),
        "101–200": Share(1, 1),
        "401–800": Share(0, 1),
    }
    assert found.by["scope"] == {"response": Share(3, 7)}
    assert found.by["unit"] == {"字": Share(3, 6), "段": Share(0, 1)}
    assert found.about == {"5%": Share(0, 2), "10%": Share(1, 2), "20%": Share(1, 2)}
    assert found.bare == {"exact": Share(1, 1), "10%": Share(1, 1)}
    assert found.prompts.strict == Share(2, 6)
    assert found.prompts.demands_strict == found.satisfied
    assert found.prompts.ssr.value == pytest.approx((1 + 0 + 1 + 0 + 0 + 0.5) / 6)
    published = found.published
    assert published.vlt == Share(1, 2)
    assert published.ld.value == pytest.approx((-0.1 - 0.3 + 0) / 3)
    assert published.ld_absolute.value == pytest.approx(0.4 / 3)
    scores = [
        100,
        100 * math.exp(-0.4),
        100 * math.exp(-0.5),
        100 * math.exp(-1.5),
        100 * math.exp(-2.5),
        100,
    ]
    assert published.ls.value == pytest.approx(sum(scores) / 6)
    assert published.s_l.value == pytest.approx((94.4444444 + 100 * (1 - (100 / 70 - 1) / 2) + 100) / 3)
    assert published.pm == published.fm == Share(1, 1)
    assert published.baidu_target.value == pytest.approx((0.25 + 0.25 + 0.75 + 0 + 0 + 1) / 6)
    assert published.baidu_bound.value == pytest.approx((1 + 0.25 + 0.75 + 0 + 0 + 1) / 6)


def test_an_answer_of_one_zi_is_a_failure_with_us_and_left_out_as_published():
    found = obedience([asked("写100字", zi(100)), asked("写100字", "好")]).published

    assert (found.ls.value, found.ls.n) == (50.0, 2)
    assert (found.ls_as_published.value, found.ls_as_published.n) == (100.0, 1)


def test_counters_are_told_apart_and_their_agreement_is_counted():
    found = obedience([asked("写一句祝福，4字以内", "新年好呀！"), asked("写一句祝福，9字以内", "新年好！")])

    assert found.by["counter"] == {"zi": Share(1, 2), "han": Share(2, 2), "chars": Share(1, 2)}
    assert found.agreement == Share(1, 2)


@given(st.integers(0, 60), st.integers(0, 60))
def test_an_interval_holds_its_share_and_lies_in_0_to_1(hits, misses):
    share = Share(hits, hits + misses)
    low, high = share.interval

    assert 0 <= low <= high <= 1
    if share.n:
        assert low <= share.value <= high


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),  # from Newcombe 1998, Statistics in Medicine 17: 857-872, table I, method 3
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_equals_the_published_table(hits, n, low, high):
    assert wilson(hits, n) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(
    ("a", "b", "low", "high"),  # from Newcombe 1998, Statistics in Medicine 17: 873-890, table II, method 10
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((10, 10), (0, 20), 0.6791, 1.0),
    ],
)
def test_a_difference_equals_the_published_table(a, b, low, high):
    assert difference(Share(*a), Share(*b)) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(1, 2000), st.integers(0, 4000))
def test_scores_are_best_at_the_target(target, length):
    at = length_score(length_deviation(length, target))

    assert 0 <= at <= 100
    assert (at == 100) == (length == target)
    assert 0 <= writing_score(length, target) <= 100


@given(
    st.sampled_from(["写{n}字以内", "写至少{n}字", "写{n}字左右", "写{n}字", "写20到{n}字"]),
    st.integers(30, 300),
    st.integers(0, 400),
)
def test_what_holds_is_at_no_distance_from_its_bound(form, n, length):
    prompt = form.format(n=n)
    [constraint] = parse_length(prompt)
    [verdict] = check_length(prompt, zi(length))

    if constraint.target is None:
        assert (distance(constraint, length) == 0) == verdict.holds
    assert measures_whole(constraint)
