import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hesui_data.decisions import (
    REASONS,
    RULINGS,
    Decision,
    Honoured,
    Record,
    applies,
    decision_line,
    edited,
    has_been_edited,
    honoured,
    read_decision,
    rejected,
    remade,
    standing,
    text_hash,
)
from hesui_data.pair import Issue, Pair
from hesui_data.testing import texts

SEED = Pair("给外婆写一句新年祝福", "祝外婆身体硬朗，天天有好胃口！", split="train")


def decision(pair=SEED, ruling="accept", turn=1, **facts):
    if ruling == "reject":
        facts.setdefault("reason", "other")
    return Decision(pair.id, text_hash(pair.prompt, pair.response), turn, ruling, **facts)


written = texts().filter(str.strip).map(lambda text: text.encode("utf-8", "replace").decode())


@st.composite
def decisions(draw, rows=("甲", "乙", "丙")):
    ruling = draw(st.sampled_from(RULINGS))
    facts = {"reason": draw(st.sampled_from(sorted(REASONS)))} if ruling == "reject" else {}
    if ruling == "edit":
        facts = {"prompt": draw(written), "response": draw(written)}
    row, turn = draw(st.sampled_from(rows)), draw(st.integers(1, 4))
    at = f"2026-02-17T08:00:0{draw(st.integers(0, 3))}Z"
    return Decision(row, "91ab", turn, ruling, at=at, **facts)


@given(decisions())
def test_a_line_is_read_as_the_decision_that_was_written(one):
    line = decision_line(one)

    assert read_decision(line) == one
    assert "\n" not in line


@given(st.lists(decisions(), max_size=8), st.randoms())
def test_what_stands_does_not_depend_on_the_order_of_the_lines(given_, random):
    shuffled = list(given_)
    random.shuffle(shuffled)

    assert standing(shuffled) == standing(given_)


@given(st.lists(decisions(), max_size=6), st.lists(decisions(), max_size=6))
def test_copies_merged_line_by_line_either_way_round_stand_for_the_same(ours, theirs):
    assert standing([*ours, *theirs]) == standing([*theirs, *ours])


@given(st.lists(decisions(), min_size=1, max_size=6))
def test_a_later_turn_stands_over_all_before(given_):
    last = Decision(given_[0].row, "91ab", 1 + max(one.turn for one in given_), "open")

    assert standing([last, *given_])[last.row] == last


@given(st.lists(decisions(), min_size=1, max_size=5), st.data())
def test_a_torn_last_line_is_named_and_the_others_are_read(given_, data):
    lines = [decision_line(one).encode() for one in given_]
    kept = data.draw(st.integers(1, len(lines[-1]) - 1))
    record = Record.read(b"\n".join([*lines[:-1], lines[-1][:kept]]))

    assert list(record.decisions) == given_[:-1]
    assert [number for number, _ in record.faults] == [len(given_)]


def test_marks_of_a_conflict_are_passed_over_and_both_sides_count():
    ours, theirs = decision(), decision(Pair("a", "b"), "reject")
    text = f"<<<<<<< HEAD\n{decision_line(ours)}\n=======\n{decision_line(theirs)}\n>>>>>>> branch\n"
    record = Record.read(text.encode())

    assert set(record.decisions) == {ours, theirs}
    assert [number for number, _ in record.faults] == [1, 3, 5]


@pytest.mark.parametrize(
    "line",
    [
        "[]",
        "{}",
        '{"hesui_review":2,"row":"a","text":"b","turn":1,"ruling":"open"}',
        '{"hesui_review":1,"row":"a","text":"b","turn":"1","ruling":"open"}',
        '{"hesui_review":1,"row":"a","text":"b","turn":true,"ruling":"open"}',
        '{"hesui_review":1,"row":"a","text":"b","turn":0,"ruling":"open"}',
        '{"hesui_review":1,"row":"","text":"b","turn":1,"ruling":"open"}',
        '{"hesui_review":1,"row":"a","text":"b","turn":1,"ruling":"perhaps"}',
        '{"hesui_review":1,"row":"a","text":"b","turn":1,"ruling":"reject"}',
        '{"hesui_review":1,"row":"a","text":"b","turn":1,"ruling":"edit","prompt":"c"}',
        '{"hesui_review":1,"row":"a","text":"b","turn":1,"ruling":"open","more":"c"}',
        '{"hesui_review":1,"row":"a","text":"b","ruling":"open"}',
        "\udcff",
    ],
)
def test_a_line_that_makes_no_sense_is_a_fault(line):
    record = Record.read(line.encode("utf-8", "surrogateescape"))

    assert record.decisions == ()
    assert record.faults[0][0] == 1
    assert all(record.faults[0][1])


def test_a_line_says_in_git_what_was_decided_without_escapes():
    line = decision_line(decision(ruling="edit", prompt="写一句祝福", response="新年好"))

    assert "新年好" in line
    assert json.loads(line)["hesui_review"] == 1


def test_no_decision_is_taken_for_one_on_another_text():
    assert applies(decision(), SEED)
    assert not applies(decision(), replace(SEED, response="祝外婆新年好！"))
    assert not applies(decision(), replace(SEED, id="other"))


def test_an_edit_takes_away_tags_and_issues_and_leaves_a_step_for_each_text():
    flagged = SEED.flag(Issue.of("HD103", field="response"))
    new = edited(flagged, decision(ruling="edit", prompt="写祝福", response="新年好"))

    assert (new.prompt, new.response, new.issues, new.id) == ("写祝福", "新年好", (), SEED.id)
    assert [(step.name, step.field) for step in new.steps] == [("review", "prompt"), ("review", "response")]


def test_the_step_of_an_edit_names_that_edit_and_no_other():
    one = decision(ruling="edit", prompt="写祝福", response="新年好")
    other = replace(one, response="过年好")

    assert has_been_edited(edited(SEED, one).steps, one)
    assert not has_been_edited(edited(SEED, one).steps, other)


def test_a_rejected_row_keeps_the_reason_in_both_languages():
    issue = rejected(SEED, decision(ruling="reject", reason="untrue")).issues[0]

    assert issue.rejects
    assert "事实" in issue.say("zh")
    assert "fact" in issue.say("en")


def kept_variant(seed=SEED, **facts):
    made = seed.grow("retag", prompt="给外婆写一句新年祝福，20字以内")
    was = {"was_prompt": made.prompt, "was_response": made.response}
    own = {"method": "retag", "seed": seed.id, "seed_text": text_hash(seed.prompt, seed.response)}
    return made, decision(made, **was, **own, **facts)


def test_an_accepted_row_can_be_made_again_from_its_seed():
    made, kept = kept_variant()
    again = remade(kept, SEED)

    assert (again.id, again.prompt, again.response) == (made.id, made.prompt, made.response)
    assert (again.seed, again.split, again.method) == (SEED.id, "train", "retag")


@pytest.mark.parametrize("seed", [replace(SEED, response="过年好"), replace(SEED, id="other")])
def test_it_is_not_made_again_from_another_seed_or_one_that_says_something_else(seed):
    assert remade(kept_variant()[1], seed) is None


def test_what_was_rejected_is_never_made_again():
    _, kept = kept_variant()

    assert remade(replace(kept, ruling="reject", reason="other"), SEED) is None


def test_every_decision_has_one_fate():
    gone, open_ = Pair("没有了", "没有了"), Pair("收回了", "收回了")
    changed, out, overruled, new = (Pair(f"写{n}", "新年好") for n in range(4))
    edit = decision(new, "edit", prompt="写", response="过年好")
    ruled = {
        one.row: one
        for one in (
            decision(),
            decision(gone),
            decision(open_, "open"),
            decision(changed),
            decision(out, "reject"),
            decision(overruled),
            edit,
        )
    }
    pairs = [
        SEED,
        open_,
        replace(changed, response="变了"),
        rejected(out, ruled[out.id]),
        overruled.flag(Issue.of("HD114", field="response", field_name=("回答", "response"))),
        edited(new, edit),
    ]

    found = honoured(ruled, pairs, faults=2)

    assert found == Honoured(1, 1, 1, 1, 1, 1, 2)
    assert found.total == len(ruled) - 1
