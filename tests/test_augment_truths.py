"""True and useful demands: they hold however 字 are counted, lie near, and name numbers people name."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hesui_data.augment.truths import COUNTERS, Extent, Terms, constraints_for, divisions, true_constraints
from hesui_data.length import LengthConstraint, check_constraint
from hesui_data.splits import HELD_OUT
from hesui_data.testing import texts

EXTENTS = st.integers(1, 6000).flatmap(
    lambda low: st.integers(low, low + max(2, low // 8)).map(lambda high: Extent(low, high))
)


def numbers(constraint):
    return {constraint.min, constraint.max, constraint.target} - {None}


def all_hold(response, constraints):
    """The property that no demand may break."""
    return all(
        check_constraint(c, response, counter=counter).holds for c in constraints for counter in COUNTERS
    )


@given(text=texts(), times=st.integers(1, 30))
def test_every_demand_holds_by_every_counter(text, times):
    assert all_hold(text * times, true_constraints(text * times))


@given(extent=EXTENTS)
def test_every_count_in_the_extent_is_admitted(extent):
    for constraint in constraints_for(extent):
        assert constraint.admits(extent.low)
        assert constraint.admits(extent.high)


@given(extent=EXTENTS)
def test_an_about_has_head_room(extent):
    for constraint in constraints_for(extent):
        if constraint.kind == "about":
            assert constraint.admits(extent.low, tolerance=0.08)
            assert constraint.admits(extent.high, tolerance=0.08)


@given(extent=EXTENTS)
def test_a_one_sided_bound_lies_near(extent):
    reach = max(3, 0.12 * extent.high)
    for constraint in constraints_for(extent):
        if constraint.kind == "at_most":
            assert constraint.max - extent.high <= reach
        if constraint.kind == "at_least":
            assert extent.low - constraint.min <= reach


@given(extent=EXTENTS)
def test_no_held_out_number_is_named(extent):
    for constraint in constraints_for(extent, terms=Terms(held_out=frozenset(HELD_OUT))):
        assert not numbers(constraint) & set(HELD_OUT)


@given(extent=EXTENTS)
def test_a_number_is_round_unless_it_is_an_exact_length(extent):
    for constraint in constraints_for(extent):
        if constraint.kind != "exact":
            for number in numbers(constraint):
                assert number % (1 if number <= 20 else 5 if number <= 100 else 10) == 0


@pytest.mark.parametrize("number", HELD_OUT)
def test_a_wanted_number_is_named_where_it_is_true(number):
    found = constraints_for(Extent(number, number), terms=Terms(wanted=frozenset(HELD_OUT)))

    assert {c.kind for c in found if number in numbers(c)} >= {"at_most", "at_least", "about", "exact"}


def test_a_bound_off_by_one_is_noticed():
    response = "愿您平安。" * 10
    broken = [replace(c, max=c.max - 1) if c.kind == "at_most" else c for c in true_constraints(response)]

    assert all_hold(response, true_constraints(response))
    assert not all_hold(response, broken)


def test_counters_that_disagree_are_both_kept():
    # the two hyphens are words to a word processor and nothing to a reader
    response = "- " + "福" * 49 + "\n- " + "禄" * 49

    maxima = [c.max for c in true_constraints(response) if c.kind == "at_most"]
    assert maxima == [100, 110]
    assert not [c for c in true_constraints(response) if c.kind == "exact"]


@pytest.mark.parametrize(
    ("response", "expected"),
    [
        ("老师过年好！这一年辛苦您了。", [("句", 2)]),
        ("他说：“好！”我就走了。", []),
        ("爸妈：\n我很好。\n小满", []),
        ("春风又绿江南岸" * 6 + "。\n" + "明月何时照我还" * 6 + "。", [("段", 2)]),
    ],
)
def test_divisions_are_what_any_reader_counts(response, expected):
    assert [(c.unit, c.max) for c in divisions(response)] == expected


@given(text=texts())
def test_divisions_hold(text):
    assert all(check_constraint(c, text).holds for c in divisions(text))


def test_an_empty_response_has_no_demand_that_names_a_length():
    assert all(c.kind in ("at_most", "range") for c in true_constraints(""))


def test_a_response_beyond_all_numbers_has_none():
    assert constraints_for(Extent(10**7, 10**7)) == ()


def test_scope_and_unit_are_kept():
    found = constraints_for(Extent(18, 24), scope="each_item")

    assert LengthConstraint("字", max=25, scope="each_item") in found
    assert {c.scope for c in found} == {"each_item"}


@given(extent=EXTENTS, headroom=st.sampled_from((0.0, 0.05, 0.1, 0.3)))
def test_a_one_sided_bound_leaves_the_head_room_that_is_asked_for(extent, headroom):
    found = constraints_for(extent, terms=Terms(headroom=headroom))

    assert leaves_room(found, extent, headroom)
    assert headroom > 0.2 or all(c.admits(extent.low) and c.admits(extent.high) for c in found)


def leaves_room(constraints, extent, headroom):
    """The property of head room: that share of the bound stays unused, or is exceeded."""
    return all(
        extent.high <= c.max * (1 - headroom) + 1e-9 for c in constraints if c.kind == "at_most"
    ) and all(extent.low >= c.min * (1 + headroom) - 1e-9 for c in constraints if c.kind == "at_least")


def test_bounds_without_head_room_are_noticed():
    extent = Extent(98, 98)

    assert not leaves_room(constraints_for(extent), extent, 0.1)


@given(text=texts(), times=st.integers(1, 30))
def test_every_demand_holds_by_the_counters_that_are_named(text, times):
    counters = ("zi", "word_processor", "chars")

    for constraint in true_constraints(text * times, counters=counters):
        assert all(check_constraint(constraint, text * times, counter=c).holds for c in counters)
