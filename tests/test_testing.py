"""The public strategies give valid values, and reach what they promise to lean on."""

import subprocess
import sys
import textwrap

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st

from hesui_data.length.constraint import KINDS, SCOPES, UNITS
from hesui_data.testing import LINE_BREAKS, length_constraints, lines, pairs, texts, turns

SEARCH = settings(
    max_examples=20_000, phases=[Phase.generate], database=None, suppress_health_check=list(HealthCheck)
)


@given(text=texts(), pair=pairs())
def test_by_default_everything_can_be_written_as_utf8(text, pair):
    for written in (text, pair.prompt, pair.response, pair.system, *(turn.text for turn in pair.history)):
        assert written.encode("utf-8").decode("utf-8") == written


@given(pair=pairs())
def test_pairs_are_accepted_originals_with_a_content_id(pair):
    assert pair.accepted
    assert pair.original
    assert len(pair.id) == 20
    assert pair.prompt.strip()
    assert pair.response.strip()


@given(history=turns())
def test_earlier_turns_alternate_and_the_assistant_has_the_last_word(history):
    assert [turn.role for turn in history] == ["user", "assistant"] * (len(history) // 2)


@given(pair=pairs(flat=True, prompts=st.just("写一句祝福")))
def test_flat_pairs_have_only_the_two_texts_that_were_asked_for(pair):
    assert pair.prompt == "写一句祝福"
    assert (pair.system, pair.history, pair.rejected_response, pair.weight) == ("", (), None, None)


@given(constraint=length_constraints(max_number=300))
def test_numbers_of_constraints_stay_in_bounds(constraint):
    numbers = [n for n in (constraint.min, constraint.max, constraint.target) if n is not None]
    assert numbers
    assert all(1 <= number <= 300 for number in numbers)
    assert bool(constraint.part) == (constraint.scope == "part")


@given(constraint=length_constraints(min_number=901, max_number=907, bare=False))
def test_constraints_exist_in_a_narrow_span_without_round_numbers(constraint):
    assert not constraint.bare


@pytest.mark.parametrize("line_break", LINE_BREAKS, ids=ascii)
def test_every_line_break_is_drawn(line_break):
    assert line_break in find(texts(), lambda text: line_break in text, settings=SEARCH)


@pytest.mark.parametrize(
    "piece",
    [
        "\u3000\u3000",
        "```",
        "<br>",
        "\\n",
        "&nbsp;",
        "\u200b",
        "\u202e",
        "\u200d",
        "️⃣",
        "🇨🇳",
        "５０",
        "五十",
        "、",
        "|",
        "\0",
    ],
    ids=ascii,
)
def test_what_hurts_is_drawn(piece):
    assert piece in find(texts(), lambda text: piece in text, settings=SEARCH)


def test_empty_text_is_drawn_only_where_it_is_allowed():
    assert find(texts(), lambda text: not text, settings=SEARCH) == ""
    assert find(texts(visible=True), lambda text: True, settings=SEARCH).strip()


def test_lone_surrogates_are_drawn_only_when_asked_for():
    def lone(text):
        return any("\ud800" <= character <= "\udfff" for character in text)

    assert lone(find(texts(surrogates=True), lone, settings=SEARCH))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("scope", SCOPES)
def test_every_scope_is_drawn_with_every_kind(scope, kind):
    assert find(length_constraints(), lambda c: (c.scope, c.kind) == (scope, kind), settings=SEARCH)


@pytest.mark.parametrize("unit", UNITS)
def test_every_unit_is_drawn(unit):
    assert find(length_constraints(), lambda c: c.unit == unit, settings=SEARCH).unit == unit


def test_vague_constraints_are_drawn_when_asked_for():
    vague = find(
        length_constraints(vague=True), lambda c: c.kind == "about" and c.target is None, settings=SEARCH
    )
    assert vague.min is vague.max is None


@given(line=lines())
def test_a_line_holds_no_line_break(line):
    assert not any(line_break in line for line_break in LINE_BREAKS)


def test_without_hypothesis_the_import_says_what_to_install():
    code = textwrap.dedent("""
        import sys
        sys.modules["hypothesis"] = None
        try:
            import hesui_data.testing
        except ImportError as error:
            print(type(error).__name__, error)
    """)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "MissingExtraError" in done.stdout
    assert "pip install 'hesui-data[testing]'" in done.stdout
