"""The grammar of the proof, its tokens and its sets: what is asked is what is written, and nothing unseen is seen."""

from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examples.proof import asking, grammar, tokens, words
from examples.proof.sets import (
    LAYOUT_ONLY,
    TAGGED,
    as_the_blog_did,
    dealt_wrongly,
    demand_span,
    sets_from,
)
from hesui_data import Pair, check_length, count_length, line_skeleton, parse_length
from hesui_data.length import verify_tag
from hesui_data.splits import asked_values

FALSE = 0.25


@pytest.fixture(scope="module")
def seeds():
    return asking.seeds(Random("seeds"), 60, false_share=FALSE)


@pytest.fixture(scope="module")
def made(seeds):
    return sets_from(seeds, Random("control"))


# --- grammar -------------------------------------------------------------------------------------------


@given(number=st.integers(0, 10**6), form=st.sampled_from(grammar.FORMS))
def test_a_text_is_about_as_long_as_wanted_and_names_its_addressee(number, form):
    random = Random(number)
    case = grammar.draw_case(random, unseen=False, form=form)
    wanted = random.randint(40, 90)
    text = grammar.compose(case, wanted, random)

    assert abs(count_length(text) - wanted) <= 12
    assert case.name in text
    assert len(line_skeleton(text)) == (1 if form == "message" else len(text.split("\n")))
    assert (form == "message") == ("\n" not in text)


@given(number=st.integers(0, 10**6))
def test_every_prompt_asks_for_one_length_that_the_library_reads(number):
    row = asking.seed_row(Random(number))
    found = [(c.unit, c.scope, c.kind, c.target or c.max or c.min) for c in parse_length(row.prompt)]

    assert found == [("字", "response", row.kind, row.number)]


@given(number=st.integers(0, 10**6))
def test_a_seed_keeps_its_demand_or_misses_it_as_was_wanted(number):
    true, false = asking.seed_row(Random(number)), asking.seed_row(Random(number), true=False)

    assert all(verdict.holds for verdict in check_length(true.prompt, true.response))
    assert any(verdict.breaks for verdict in check_length(false.prompt, false.response))


def test_the_base_is_told_lengths_with_about_a_tenth_of_error_whatever_the_words_say():
    random = Random(1)
    rows = [grammar.base_row(random) for _ in range(600)]
    off = [row.number / count_length(row.response) - 1 for row in rows]
    above = {
        kind: [one > 0 for one, row in zip(off, rows, strict=True) if row.kind == kind]
        for kind in grammar.KINDS
    }

    assert 0.06 < sum(map(abs, off)) / len(off) < 0.11
    assert all(0.38 < sum(found) / len(found) < 0.62 for found in above.values())


def test_nothing_of_the_questions_is_in_what_is_trained_on(seeds):
    random = Random(2)
    trained = [*(grammar.base_row(random) for _ in range(600)), *seeds]
    asked = asking.questions(random, 120)

    assert not {row.case.name for row in trained} & {row.case.name for row in asked}
    assert not {row.case.occasion for row in trained} & {row.case.occasion for row in asked}
    assert not {row.number for row in trained} & set(grammar.UNSEEN_NUMBERS)
    assert sum(row.number in grammar.UNSEEN_NUMBERS for row in asked) == 60
    assert len({row.prompt for row in asked}) == 120


def test_the_same_seed_gives_the_same_texts_and_another_does_not():
    assert asking.questions(Random(3), 20) == asking.questions(Random(3), 20)
    assert asking.questions(Random(3), 20) != asking.questions(Random(4), 20)


def test_no_verse_or_wish_stands_twice():
    for name in ("WISHES", "THANKS", "FIVES", "SEVENS", "SURNAMES", "OCCASIONS"):
        found = getattr(words, name)
        assert len(set(found)) == len(found), name


# --- tokens --------------------------------------------------------------------------------------------


@given(number=st.integers(0, 10**6))
def test_a_row_comes_back_from_its_tokens(number):
    row = asking.seed_row(Random(number))
    sequence = tokens.Sequence.of(row.prompt, row.response)

    assert tokens.decode(list(sequence.prompt)) == row.prompt
    assert tokens.decode(list(sequence.answer)) == row.response
    assert tokens.UNKNOWN not in (*sequence.prompt, *sequence.answer)
    assert len(sequence.prompt) + len(sequence.answer) <= 256


@given(number=st.integers(0, 99_999))
def test_a_digit_is_told_by_its_place(number):
    found = tokens.encode(str(number))

    assert tokens.decode(found) == str(number)
    assert len(found) == len(str(number))
    assert max(found) < tokens.SIZE


def test_what_the_library_writes_has_tokens(made):
    unknown = [pair for pair in made["c"].rows if tokens.UNKNOWN in tokens.encode(pair.prompt)]

    assert len(unknown) <= 0.02 * len(made["c"].rows)


# --- sets ----------------------------------------------------------------------------------------------


def test_all_sets_have_the_responses_of_the_same_seeds(made):
    def seeds_of(name):
        return {"".join(pair.response.split()) for pair in made[name].rows if pair.method != "retag"}

    assert seeds_of("a") == seeds_of("b")
    assert seeds_of("b") <= {"".join(pair.response.split()) for pair in made["c"].rows}


def test_a_has_no_white_space_and_demands_as_they_were(made, seeds):
    given = {row.prompt for row in seeds}
    broken = sum(any(v.breaks for v in check_length(pair.prompt, pair.response)) for pair in made["a"].rows)

    assert not any("".join(pair.response.split()) != pair.response for pair in made["a"].rows)
    assert sum(pair.prompt in given for pair in made["a"].rows) >= 50
    assert 0.1 < broken / len(made["a"].rows) < 0.4


@pytest.mark.parametrize("name", ["b", "c"])
def test_what_the_library_built_keeps_every_demand_and_line(made, name):
    rows = made[name].rows
    kept = {pair.response for pair in made["b"].rows}

    assert all(not verdict.breaks for pair in rows for verdict in check_length(pair.prompt, pair.response))
    assert all(verify_tag(tag, pair.response) for pair in rows for tag in pair.tags)
    assert all(pair.response in kept for pair in rows if pair.method != "shorten" and name == "b")
    assert not any(set(asked_values(pair.prompt)) & set(grammar.UNSEEN_NUMBERS) for pair in rows)


def test_the_control_is_c_with_its_demands_dealt_to_other_rows(made):
    c, control = made["c"].rows, made["control"].rows
    broken = sum(any(v.breaks for v in check_length(pair.prompt, pair.response)) for pair in control)

    def demands(rows):
        return Counter(pair.prompt[slice(*span)] for pair in rows if (span := demand_span(pair.prompt)))

    assert [pair.response for pair in control] == [pair.response for pair in c]
    assert (demands(c) - demands(control)).total() <= 0.03 * len(c)  # a few read otherwise in another place
    assert broken > 0.4 * len(control)


def test_dealing_changes_only_the_demand():
    rows = [Pair("给王老师写一段祝福，60字以内。", "甲"), Pair("给李老师写一段祝福，不少于80字。", "乙")]
    dealt = {pair.prompt for seed in range(9) for pair in dealt_wrongly(rows, Random(seed))}

    assert dealt == {
        "给王老师写一段祝福，60字以内。",
        "给王老师写一段祝福，不少于80字。",
        "给李老师写一段祝福，60字以内。",
        "给李老师写一段祝福，不少于80字。",
    }


def test_the_blog_kept_a_false_demand():
    rows = list(
        as_the_blog_did([Pair("给王老师写一段中秋祝福，6字以内。", "王老师：\n中秋快乐，万事如意！")])
    )

    assert {pair.response for pair in rows} == {"王老师：中秋快乐，万事如意！"}
    assert all("6字以内" in pair.prompt for pair in rows)
    assert len(rows) == 3


def test_the_recipes_share_the_split():
    for key in ("held_out", "eval_share"):
        assert LAYOUT_ONLY[key] == TAGGED[key]


def test_couples_differ_in_length_alone(made):
    couples = made["e"].couples

    assert couples
    for pair in couples:
        assert all(not verdict.breaks for verdict in check_length(pair.prompt, pair.response))
        assert any(verdict.breaks for verdict in check_length(pair.prompt, pair.rejected_response))
