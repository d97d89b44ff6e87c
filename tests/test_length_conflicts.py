"""Demands that contradict each other."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hesui_data.length import LengthConstraint, check_constraint, conflicts, parse_length
from hesui_data.testing import length_constraints, texts


@pytest.mark.parametrize(
    ("prompt", "bounds"),
    [
        ("写4条祝福，每条不少于50字，总字数不超过140字", (200, 140)),
        ("写短文，分3段，每段150字以上，全文300字以内", (450, 300)),
        ("写一首诗，共8行，每行5个字以上，全诗不超过30字", (40, 30)),
        ("写短文，不少于200字，不超过100字", (200, 100)),
        ("写3段，每段不少于5句话，全文不超过10句", (15, 10)),
        ("写3段，每段不少于5句话，每句不少于10字，全文不超过100字", (150, 100)),
        ("写短文，摘要不少于100字，全文不超过80字", (100, 80)),
        ("写短文，分3段，每段不超过50字，全文不少于300字", (300, 150)),
    ],
)
def test_what_cannot_hold_together_is_found_with_the_numbers(prompt, bounds):
    (conflict, *_) = conflicts(parse_length(prompt))
    assert (conflict.low, conflict.high) == bounds
    assert len(conflict.constraints) >= 2
    assert str(bounds[0]) in conflict.say("zh")
    assert str(bounds[1]) in conflict.say("en")


@pytest.mark.parametrize(
    "prompt",
    [
        "写4条祝福，每条不超过30字，总字数不超过140字",
        "写4条祝福，每条不超过30字，全文不少于500字",
        "写500字的短文，分3段，每段150字左右",
        "写短文，100字左右，不超过120字",
        "标题10字以内，正文200字左右",
        "写祝福",
    ],
)
def test_what_can_hold_together_is_left_alone(prompt):
    assert conflicts(parse_length(prompt)) == ()


@given(constraints=st.lists(length_constraints(min_number=0, max_number=30), max_size=4), text=texts())
def test_demands_that_a_text_satisfies_do_not_conflict(constraints, text):
    assume(all(c.unit not in ("词", "word") and c.scope != "title" for c in constraints))
    verdicts = [check_constraint(constraint, text, counter="zi") for constraint in constraints]
    satisfied = [
        v.constraint for v in verdicts if v.holds and v.counter == "zi" and v.constraint.scope == "response"
    ]
    assert conflicts(satisfied) == ()


def test_order_does_not_matter():
    found = parse_length("写4条祝福，每条不少于50字，总字数不超过140字")
    assert [c.low for c in conflicts(found)] == [c.low for c in conflicts(found[::-1])]


def test_a_constraint_is_at_peace_with_itself():
    constraint = LengthConstraint("字", max=50)
    assert conflicts([constraint, constraint]) == ()
