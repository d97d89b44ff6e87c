"""Rows in every shape to pairs, pairs to every dialect, and JSON and CSV text with places."""

import csv
import io
import json
import math
from dataclasses import replace

import orjson
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hesui_data.errors import RecipeError
from hesui_data.formats import (
    DIALECTS,
    dialect_issues,
    json_line,
    read_records,
    read_row,
    rows,
    rows_in,
    write_row,
)
from hesui_data.formats.columns import NAMES, keys_by_field, matters
from hesui_data.formats.csv_text import cell, csv_records, delimiter_of
from hesui_data.formats.json_rows import Place, key_count, read_json_row, repeats_a_key
from hesui_data.formats.json_text import MAX_DEPTH, JsonDepthError, JsonError, parse_json
from hesui_data.pair import Pair, Step, Turn
from hesui_data.testing import pairs, texts

LINE_ENDS = ("\n", "\r", "\v", "\f", "\x1c", "\x85", "\u2028", "\u2029")


def content(pair: Pair) -> tuple:
    return (pair.prompt, pair.response, pair.system, pair.history, pair.rejected_response, pair.weight)


def codes(pair: Pair) -> list[str]:
    return [issue.code for issue in pair.issues]


def one(value, **options) -> Pair:
    (pair,) = read_row(value, **options)
    return pair


# Dialects


def fitted(pair: Pair, name: str) -> Pair:
    """``pair`` without what the dialect has no room for, and with what it needs."""
    dialect = DIALECTS[name]
    history = pair.history if "history" in dialect.holds else ()
    if "history_weight" not in dialect.holds:
        history = tuple(replace(turn, weight=None) for turn in history)
    rejected = pair.rejected_response if "rejected_response" in dialect.holds else None
    return Pair(
        pair.prompt,
        pair.response,
        system=pair.system if "system" in dialect.holds else "",
        history=history,
        rejected_response="错" if dialect.needs and rejected is None else rejected,
        weight=pair.weight if "weight" in dialect.holds else None,
    )


WHOLE = [name for name in DIALECTS if name != "qianfan-prompt"]  # which holds the prompt alone, on purpose


@given(pair=pairs())
def test_a_pair_that_a_dialect_holds_comes_back_from_it_byte_for_byte(pair):
    for dialect in WHOLE:
        given_to = fitted(pair, dialect)

        back = one(orjson.loads(write_row(given_to, dialect)))

        assert list(dialect_issues(given_to, dialect)) == []
        assert (content(back), back.accepted) == (content(given_to), True)


@given(pair=pairs())
def test_what_a_dialect_has_no_room_for_is_refused_and_never_dropped(pair):
    for dialect in WHOLE:
        back = one(orjson.loads(write_row(pair, dialect)))

        refused = list(dialect_issues(pair, dialect))

        assert refused or (content(back) == content(pair) and back.accepted)
        assert all(issue.code == "HD601" and dialect in issue.message for issue in refused)


@given(pair=pairs(), chosen=texts(visible=True), rejected=texts(visible=True))
def test_a_preference_comes_back_from_every_dialect_that_can_write_it(pair, chosen, rejected):
    for name, dialect in DIALECTS.items():
        if not dialect.prefers:
            continue
        shaped = fitted(replace(pair, response=chosen), name)
        given_to = replace(shaped, rejected_response=rejected, weight=None, id="")

        rows = rows_in(given_to, name)
        back = [one(orjson.loads(write_row(row, name))) for row in rows]

        assert [list(dialect_issues(row, name)) for row in rows] == [[]] * len(rows)
        assert len(rows) == 1 + dialect.unpaired
        assert back[0].accepted
        assert (back[0].prompt, back[0].response) == (given_to.prompt, chosen)
        assert back[-1].rejected_response == rejected
        if dialect.unpaired:  # an answer that is marked as bad is nothing to learn from: it has no response
            assert (back[1].response, codes(back[1])) == ("", ["HD103"])
            assert [row.system for row in back] == [given_to.system] * 2
            assert [row.history for row in back] == [given_to.history] * 2


def test_a_pair_of_two_answers_does_not_fit_a_row_of_one():
    two = Pair("问", "答", rejected_response="错")

    for name in ("qianfan-kto", "alpaca-kto", "trl-kto"):
        assert [issue.code for issue in dialect_issues(two, name)] == ["HD601"]
        assert rows_in(Pair("问", "答"), name) == (Pair("问", "答"),)


@given(pair=pairs(), ends=st.text(st.sampled_from(LINE_ENDS), min_size=1))
def test_a_row_is_one_line_for_every_reader(pair, ends):
    for dialect in DIALECTS:
        line = write_row(replace(pair, response=pair.response + ends), dialect)

        assert len(line.splitlines()) == len(line.decode().splitlines()) == 1


@given(prompt=texts(visible=True))
def test_a_prompt_set_comes_back_as_pairs_that_wait_for_their_response(prompt):
    back = one(orjson.loads(write_row(Pair(prompt, "答"), "qianfan-prompt")))

    assert (back.prompt, back.response, codes(back)) == (prompt, "", ["HD103"])


def test_each_dialect_writes_the_row_that_its_readers_know():
    pair = Pair(
        "走吧", "好", history=(Turn("user", "在吗"), Turn("assistant", "在")), id="a" * 20, seed="b" * 20
    )
    full = Pair("在吗", "在", system="简短", rejected_response="不在", weight=0)
    written = {name: json.loads(write_row(pair, name)) for name in DIALECTS}

    assert written["qianfan"] == [
        {"prompt": "在吗", "response": [["在"]]},
        {"prompt": "走吧", "response": [["好"]]},
    ]
    assert json.loads(write_row(full, "qianfan-flat")) == [
        {"system": "简短", "prompt": "在吗", "response": "在", "weight": 0}
    ]
    assert written["qianfan-role"] == written["openai"]
    assert written["openai"]["messages"][-1] == {"role": "assistant", "content": "好"}
    assert json.loads(write_row(full, "qianfan-dpo")) == [
        {"system": "简短", "user": "在吗", "chosen": "在", "rejected": "不在"}
    ]
    assert written["qianfan-kto"] == [{"user": "在吗", "assistant": "在"}, {"user": "走吧", "chosen": "好"}]
    assert json.loads(write_row(full, "qianfan-sorted")) == [
        {"prompt": "在吗", "response": [["在"], ["不在"]], "score": [1, 0]}
    ]
    good, bad = (json.loads(write_row(row, "qianfan-kto")) for row in rows_in(full, "qianfan-kto"))
    assert good == [{"system": "简短", "user": "在吗", "chosen": "在"}]
    assert bad == [{"system": "简短", "user": "在吗", "rejected": "不在"}]
    assert [json.loads(write_row(row, "alpaca-kto")) for row in rows_in(full, "alpaca-kto")] == [
        {"instruction": "在吗", "input": "", "output": "在", "kto_tag": True, "system": "简短"},
        {"instruction": "在吗", "input": "", "output": "不在", "kto_tag": False, "system": "简短"},
    ]
    assert json.loads(write_row(rows_in(full, "trl-kto")[1], "trl-kto")) == {
        "prompt": [{"role": "system", "content": "简短"}, {"role": "user", "content": "在吗"}],
        "completion": [{"role": "assistant", "content": "不在"}],
        "label": False,
    }
    assert json.loads(write_row(full, "trl-dpo")) == {
        "prompt": [{"role": "system", "content": "简短"}, {"role": "user", "content": "在吗"}],
        "chosen": [{"role": "assistant", "content": "在"}],
        "rejected": [{"role": "assistant", "content": "不在"}],
    }
    assert json.loads(write_row(full, "alpaca-dpo")) == {
        "instruction": "在吗",
        "input": "",
        "chosen": "在",
        "rejected": "不在",
        "system": "简短",
    }
    assert json.loads(write_row(full, "sharegpt-dpo")) == {
        "conversations": [{"from": "system", "value": "简短"}, {"from": "human", "value": "在吗"}],
        "chosen": {"from": "gpt", "value": "在"},
        "rejected": {"from": "gpt", "value": "不在"},
    }
    assert written["alpaca"] == {
        "instruction": "走吧",
        "input": "",
        "output": "好",
        "history": [["在吗", "在"]],
    }
    assert json.loads(write_row(full, "sharegpt"))["conversations"][0] == {"from": "system", "value": "简短"}
    assert written["sharegpt"]["conversations"][-1] == {"from": "gpt", "value": "好"}
    assert written["trl"]["completion"] == [{"role": "assistant", "content": "好"}]
    assert (written["flat"]["id"], written["flat"]["seed"]) == ("a" * 20, "b" * 20)


def test_flat_keeps_how_a_variant_came_to_be():
    seed = Pair("写一句祝福", "新年好")
    variant = seed.grow("retag", Step("retag", "prompt", "50字以内"), prompt="写一句50字以内的祝福")

    back = one(json.loads(write_row(variant, "flat")))

    assert (back.id, back.seed, back.method, back.steps) == (
        variant.id,
        seed.id,
        "retag",
        (Step("retag", "prompt", "50字以内"),),
    )


def test_a_preference_dialect_refuses_a_pair_without_a_rejected_response():
    assert [issue.code for issue in dialect_issues(Pair("a", "b"), "qianfan-dpo")] == ["HD601"]


def test_an_odd_history_fits_no_dialect():
    pair = Pair("a", "b", history=(Turn("assistant", "c"),))

    assert all(list(dialect_issues(pair, dialect)) for dialect in DIALECTS)


def test_an_unknown_dialect_is_named_with_those_that_there_are():
    with pytest.raises(RecipeError, match="qianfan-flat"):
        write_row(Pair("a", "b"), "qianfang")


def test_han_characters_stand_as_they_are():
    assert json_line({"好": "龙年大吉🧧"}) == '{"好":"龙年大吉🧧"}'.encode()


# Shapes


SHAPES = {
    "flat": {"prompt": "问", "response": "答"},
    "flat, other keys beside it": {"序号": 3, "prompt": "问", "response": "答", "url": None},
    "flat, nested response": {"prompt": "问", "response": [["答"]]},
    "Qianfan": [{"prompt": "问", "response": [["答"]]}],
    "Qianfan, flat": [{"prompt": "问", "response": "答"}],
    "Qianfan, chosen alone": [{"user": "问", "chosen": "答"}],
    "messages": {"messages": [{"role": "user", "content": "问"}, {"role": "assistant", "content": "答"}]},
    "messages alone": [{"role": "user", "content": "问"}, {"role": "assistant", "content": "答"}],
    "text parts": {
        "messages": [
            {"role": "user", "content": [{"type": "text", "text": "问"}]},
            {"role": "assistant", "content": "答"},
        ]
    },
    "ShareGPT": {"conversations": [{"from": "human", "value": "问"}, {"from": "gpt", "value": "答"}]},
    "Alpaca": {"instruction": "问", "input": "", "output": "答"},
    "Alpaca without input": {"instruction": "问", "output": "答"},
    "input and output": {"input": "问", "output": "答"},
    "question": {"question": "问", "std_answer": "答", "class": "常识"},
    "conversation of exchanges": {"conversation": [{"human": "问", "assistant": "答"}]},
    "instances": {"instruction": "问", "instances": [{"input": "", "output": "答"}]},
    "TRL": {"prompt": "问", "completion": "答"},
    "TRL, conversational": {
        "prompt": [{"role": "user", "content": "问"}],
        "completion": [{"role": "assistant", "content": "答"}],
    },
    "TRL, KTO": {"prompt": "问", "completion": "答", "label": True},
    "提示词": {"提示词": "问", "回答": "答"},
    "问题": {"问题": "问", "答案": "答"},
    "指令": {"指令": "问", "输入": "", "输出": "答"},
    "输入": {"输入": "问", "回复": "答"},
    "decorated names": {" Prompt：": "问", "RESPONSE*": "答"},
    "empty companions": {"prompt": "问", "response": "答", "system": "", "history": [], "rejected": None},
}


@pytest.mark.parametrize("value", SHAPES.values(), ids=SHAPES.keys())
def test_every_known_shape_of_one_exchange_is_the_same_pair(value):
    pair = one(value)

    assert (content(pair), pair.issues) == (content(Pair("问", "答")), ())


DIALOGUES = {
    "Qianfan": [
        {"system": "简短", "prompt": "在吗", "response": "在"},
        {"prompt": "走吧", "response": "好"},
    ],
    "Qianfan, nested": [
        {"system": "简短", "prompt": "在吗", "response": [["在"]]},
        {"prompt": "走吧", "response": [["好"]]},
    ],
    "messages": {
        "messages": [
            {"role": "system", "content": "简短"},
            {"role": "user", "content": "在吗"},
            {"role": "assistant", "content": "在"},
            {"role": "user", "content": "走吧"},
            {"role": "assistant", "content": "好"},
        ]
    },
    "ShareGPT, system beside it": {
        "system": "简短",
        "conversations": [
            {"from": "human", "value": "在吗"},
            {"from": "gpt", "value": "在"},
            {"from": "human", "value": "走吧"},
            {"from": "gpt", "value": "好"},
        ],
    },
    "Alpaca": {
        "instruction": "走吧",
        "input": "",
        "output": "好",
        "system": "简短",
        "history": [["在吗", "在"]],
    },
    "conversation": {
        "system": "简短",
        "conversation": [{"human": "在吗", "assistant": "在"}, {"human": "走吧", "assistant": "好"}],
    },
}


@pytest.mark.parametrize("value", DIALOGUES.values(), ids=DIALOGUES.keys())
def test_every_known_shape_of_a_dialogue_is_the_same_pair(value):
    pair = one(value)

    assert pair.accepted
    assert content(pair) == content(
        Pair("走吧", "好", system="简短", history=(Turn("user", "在吗"), Turn("assistant", "在")))
    )


PREFERENCES = {
    "strings": {"prompt": "问", "chosen": "答", "rejected": "错"},
    "ours": {"prompt": "问", "response": "答", "rejected_response": "错"},
    "Alpaca": {"instruction": "问", "input": "", "chosen": "答", "rejected": "错"},
    "messages beside a dialogue": {
        "conversations": [{"from": "human", "value": "问"}],
        "chosen": {"from": "gpt", "value": "答"},
        "rejected": {"from": "gpt", "value": "错"},
    },
    "whole dialogues": {
        "prompt": "问",
        "chosen": [{"role": "user", "content": "问"}, {"role": "assistant", "content": "答"}],
        "rejected": [{"role": "user", "content": "问"}, {"role": "assistant", "content": "错"}],
    },
    "Qianfan": [{"user": "问", "chosen": "答", "rejected": "错"}],
    "Qianfan, sorted": [{"prompt": "问", "response": [["错"], ["答"]], "score": [0, 1]}],
    "Qianfan, best first": [{"prompt": "问", "response": [["答"], ["错"]]}],
    "a dialogue and a worse answer": {
        "messages": [{"role": "user", "content": "问"}, {"role": "assistant", "content": "答"}],
        "rejected_response": "错",
    },
}


@pytest.mark.parametrize("value", PREFERENCES.values(), ids=PREFERENCES.keys())
def test_every_known_shape_of_a_preference_is_the_same_pair(value):
    pair = one(value)

    assert (content(pair), pair.accepted) == (content(Pair("问", "答", rejected_response="错")), True)


def test_a_dialogue_says_more_than_the_prompt_and_response_beside_it():
    turns = DIALOGUES["messages"]["messages"]
    both = {"prompt": "在吗", "response": "好", "messages": turns}

    assert content(one(both)) == content(one({"messages": turns}))
    assert codes(one({**both, "response": "不好"})) == ["HD107"]
    assert content(one({"prompt": "问", "response": "答", "conversation": "c-17"})) == content(
        Pair("问", "答")
    )


def test_of_several_scored_responses_the_best_and_the_worst_are_kept_and_that_is_said():
    pair = one([{"prompt": "问", "response": [["中"], ["好"], ["差"]], "score": [1, 2, 0]}])

    assert (pair.response, pair.rejected_response, pair.steps) == (
        "好",
        "差",
        (Step("read", "response", "best and worst of 3 kept"),),
    )


def test_an_answer_marked_as_bad_is_never_a_response():
    pair = one({"prompt": "问", "completion": "错", "label": False})

    assert (pair.response, pair.rejected_response, codes(pair)) == ("", "错", ["HD103"])


def test_each_instance_is_a_pair():
    value = {
        "instruction": "翻译：",
        "instances": [{"input": "好", "output": "good"}, {"input": "坏", "output": "bad"}],
    }

    assert [(pair.prompt, pair.response) for pair in read_row(value)] == [
        ("翻译：\n好", "good"),
        ("翻译：\n坏", "bad"),
    ]


def test_examples_under_a_system_text_are_pairs():
    value = {"name": "祝福", "system_prompt": "你是晚辈", "example": [{"input": "拜年", "output": "新年好"}]}

    assert content(one(value)) == content(Pair("拜年", "新年好", system="你是晚辈"))


@given(instruction=texts(visible=True), text=texts(visible=True), answer=texts(visible=True))
def test_alpaca_joins_instruction_and_input_by_one_line_break(instruction, text, answer):
    pair = one({"instruction": instruction, "input": text, "output": answer})

    assert (pair.prompt, pair.response) == (f"{instruction}\n{text}", answer)


def test_text_parts_are_joined_by_line_breaks():
    parts = [{"type": "text", "text": "第一段"}, {"type": "text", "text": "第二段"}]
    value = {"messages": [{"role": "user", "content": parts}, {"role": "assistant", "content": "答"}]}

    assert one(value).prompt == "第一段\n第二段"


def test_weights_stay_with_their_turns():
    value = {
        "messages": [
            {"role": "user", "content": "一"},
            {"role": "assistant", "content": "二", "weight": 0},
            {"role": "user", "content": "三"},
            {"role": "assistant", "content": "四", "weight": 1},
        ]
    }

    pair = one(value)

    assert ([turn.weight for turn in pair.history], pair.weight) == ([None, 0], 1)


def test_only_ids_that_this_library_wrote_are_kept():
    ours = {"prompt": "问", "response": "答", "id": "0123456789abcdef0123-2", "seed": "0123456789abcdef0123"}
    theirs = {"prompt": "问", "response": "答", "id": "seed_task_38", "seed": 7}

    assert (one(ours).id, one(ours).seed) == (ours["id"], ours["seed"])
    assert one(theirs).id == one(theirs).seed == Pair("问", "答").id


def test_columns_name_what_is_not_known_by_itself():
    columns = (("prompt", "题干"), ("response", "解"))

    assert content(one({"题干": "问", "解": "答"}, columns=columns)) == content(Pair("问", "答"))
    assert content(one({"prompt": "问", "response": "答"}, columns=columns)) == content(Pair("问", "答"))
    assert one({"prompt": "别的", "题干": "问", "解": "答"}, columns=columns).prompt == "问"


def test_a_key_without_a_name_is_never_taken_for_one_that_is_missing():
    assert one({"": {"x": 1}, "prompt": "问", "response": "答"}).issues == ()
    assert codes(one({"": "x", "prompt": "问"})) == ["HD103"]


@pytest.mark.parametrize(
    ("value", "code", "words"),
    [
        ({"题干": "问"}, "HD101", "题干"),
        ({}, "HD101", "none"),
        ([], "HD101", "empty array"),
        ("问", "HD101", "string"),
        (None, "HD101", "null"),
        ([{"a": 1}, {"b": 2}], "HD101", "a"),
        ({"response": "答"}, "HD102", "prompt"),
        ({"prompt": " \u3000\n", "response": "答"}, "HD102", "prompt"),
        ({"prompt": None, "response": "答"}, "HD102", "prompt"),
        ({"prompt": "问"}, "HD103", "response"),
        ({"prompt": "问", "response": ""}, "HD103", "response"),
        ({"prompt": "问", "response": [[]]}, "HD103", "response"),
        ({"messages": [{"role": "user", "content": "问"}]}, "HD103", "response"),
        ({"prompt": 1, "response": "答"}, "HD104", "a number"),
        ({"prompt": True, "response": "答"}, "HD104", "a boolean"),
        ({"prompt": "问", "response": {"content": 5}}, "HD104", "content"),
        ({"prompt": "问", "response": {"x": "答"}}, "HD104", "an object"),
        ({"prompt": "问", "response": [["a", "b"]]}, "HD104", "[[string]]"),
        ({"prompt": "问", "response": [[["a"]]]}, "HD104", "[[string]]"),
        ({"prompt": "问", "response": "答", "weight": 0.5}, "HD104", "0 or 1"),
        ({"prompt": "问", "response": "答", "history": "x"}, "HD104", "history"),
        ({"prompt": "问", "response": [["a"], ["b"]], "score": [1, 1]}, "HD104", "score"),
        ({"messages": "问"}, "HD104", "an array"),
        ({"messages": [{"role": "narrator", "content": "x"}]}, "HD104", "role"),
        ({"instruction": "问", "instances": ["x"]}, "HD104", "objects"),
        ({"messages": [{"role": "assistant", "content": "答"}]}, "HD107", "turn 1"),
        ({"messages": [{"role": "user", "content": "a"}] * 2}, "HD107", "turn 2"),
        ({"prompt": "问", "response": "答", "history": [["", "x"]]}, "HD107", "no text"),
        ([{"prompt": "a", "response": "b"}, {"response": "c"}], "HD107", "turn 2"),
        ([{"prompt": "a"}, {"prompt": "b", "response": "c"}], "HD107", "turn 2"),
        ([{"user": "a", "chosen": "b", "rejected": "c"}, {"user": "d", "chosen": "e"}], "HD107", "rejected"),
        ({"conversations": [{"from": "human", "value": "a"}, {"from": "observation", "value": "b"}]}, "HD108", "tool"),
        ({"conversations": [{"from": "human", "value": "a"}], "tools": '[{"name": "f"}]'}, "HD108", "tools"),
        (
            {"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {}}]}]},
            "HD108",
            "image_url",
        ),
        ({"messages": [{"role": "assistant", "content": None, "tool_calls": [{}]}]}, "HD108", "tool_calls"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_row_is_told_by_one_code_and_its_message(value, code, words):
    pair = one(value)

    assert (codes(pair), pair.accepted) == ([code], False)
    assert words in pair.issues[0].message
    assert pair.issues[0].say("zh") != pair.issues[0].message
    assert pair.issues[0].stage == "read"


def test_a_row_without_either_text_says_so_of_both():
    assert codes(one({"prompt": "", "response": ""})) == ["HD102", "HD103"]
    assert codes(one({"messages": []})) == ["HD102", "HD103"]


KEYS = st.sampled_from(
    sorted(
        {name for names in NAMES.values() for name in names} | {"role", "from", "content", "value", "", "x"}
    )
)
LEAVES = st.sampled_from(
    [None, True, False, 0, 1, 2, 0.5, "", "a", "你好", "user", "assistant", "system", "tool", "\ud83d", "[]"]
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=12,
)


@given(value=VALUES | st.lists(st.dictionaries(KEYS, VALUES, min_size=1), max_size=4))
def test_no_value_raises_and_an_accepted_row_has_both_texts(value):
    for pair in read_row(value):
        assert all(issue.message and issue.say("zh") for issue in pair.issues)
        assert not pair.accepted or (pair.prompt.strip() and pair.response.strip())


@given(value=st.dictionaries(KEYS, VALUES, max_size=6))
def test_the_fast_path_reads_what_the_plain_one_reads(value):
    quick = read_row(value)

    plan = rows._plan(tuple(value), ())
    plain = tuple(d.pair(source="", line=None) for d in plan.read(value, plan.keys, rows.Draft()))

    assert quick == plain


@given(value=st.dictionaries(KEYS, VALUES, max_size=5))
def test_a_record_can_always_be_written_as_utf8(value):
    for pair in read_records([value]):
        for text in (
            pair.prompt,
            pair.response,
            pair.system,
            pair.raw,
            *(turn.text for turn in pair.history),
        ):
            text.encode()
        assert pair.accepted or pair.raw


def test_records_may_be_pairs_or_mappings():
    pair = Pair("a", "b")

    first, second = read_records([pair, {"题": "问"}])

    assert first is pair
    assert (second.line, second.raw, codes(second)) == (2, '{"题": "问"}', ["HD101"])


def test_half_an_emoji_is_flagged_and_shown():
    (pair,) = read_records([{"prompt": "问", "response": "好\ud83d"}])

    assert (pair.response, codes(pair), pair.issues[0].offset) == ("好\\ud83d", ["HD006"], 1)


# Column names


def test_every_known_name_finds_its_field():
    for field, names in NAMES.items():
        for name in names:
            assert field in keys_by_field([name.upper()])


def test_the_first_name_of_the_table_wins_whatever_the_order_of_the_keys():
    assert keys_by_field(["answer", "response"])["response"] == "response"
    assert keys_by_field(["response", "answer"])["response"] == "response"


def test_names_that_end_up_in_a_pair_matter():
    assert matters("问题")
    assert matters("题干", {"prompt": "题干"})
    assert not matters("url")


# JSON text


JSON_TEXTS = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=10,
)  # fmt: skip


@given(value=JSON_TEXTS, ascii=st.booleans(), indent=st.sampled_from([None, 0, 2]))
def test_our_parser_reads_what_json_writes(value, ascii, indent):
    assert parse_json(json.dumps(value, ensure_ascii=ascii, indent=indent)).value == value


PIECES = st.lists(
    st.sampled_from([*'{}[]",:\\ \n\t', "0", "-", "1.5e3", "true", "null", "a", "\\u00e9", '"k"'])
)


@given(text=PIECES.map("".join) | st.text(max_size=8))
@example('{"a": "\\ud83d"}')
@example("[1.5e999]")
def test_our_parser_accepts_what_orjson_accepts_and_little_more(text):
    ours, theirs = verdict(parse_json, text), verdict(orjson.loads, text)

    if theirs is not REFUSED:
        assert ours is not REFUSED
        assert ours.value == theirs
    elif ours is not REFUSED:  # half surrogates and what is no number are read, to be told apart
        assert ours.not_numbers or "\\ud" in text.lower()


REFUSED = object()


def verdict(parse, text):
    """What ``parse`` makes of ``text``, or ``REFUSED``."""
    try:
        return parse(text)
    except ValueError:
        return REFUSED


@given(text=PIECES.map("".join))
def test_an_error_has_a_place_in_the_text_and_a_reason_in_two_languages(text):
    try:
        parse_json(text)
    except JsonError as error:
        place, reason = error.pos, error.reason
    else:
        place, reason = 0, ("好", "good")

    assert 0 <= place <= len(text)
    assert all(reason)


def test_depth_is_no_danger():
    with pytest.raises(JsonDepthError):
        parse_json("[" * 100_000)
    assert parse_json("[" * MAX_DEPTH + "]" * MAX_DEPTH).end == 2 * MAX_DEPTH


def test_a_number_of_ten_thousand_digits_is_noted():
    parsed = parse_json("9" * 10_000)

    assert math.isinf(parsed.value)
    assert parsed.not_numbers


@given(keys=st.lists(st.text("ab"), unique=True, max_size=4), text=st.text('a{"', max_size=4))
def test_a_sound_row_without_colons_in_its_texts_is_never_suspected(keys, text):
    line = orjson.dumps([{key: {key: text} for key in keys}])

    assert not repeats_a_key(line, orjson.loads(line))


@given(space=st.sampled_from(["", " ", "\t"]), first=st.text('a:"'), second=st.text('a:"'))
def test_a_repeated_key_is_always_suspected(space, first, second):
    line = f'{{"a"{space}:{json.dumps(first)},"x":{{"b":{json.dumps(second)},"b"{space}: 1}}}}'.encode()
    value = orjson.loads(line)

    assert key_count(value) == 3
    assert repeats_a_key(line, value)


@pytest.mark.parametrize(
    ("text", "code", "column"),
    [
        ('{"prompt": "问", "response": "答",}', "HD002", 32),
        ('{"prompt": "问" "response": "答"}', "HD002", 16),
        ("{'prompt': 1}", "HD002", 2),
        ('{"prompt": "问\n"}', "HD002", 14),
        ('{"prompt": "a", "response": "b"} x', "HD002", 34),
        ('{"prompt": "a", "response": "b", "score": NaN}', "HD005", 43),
        ('{"prompt": "a", "response": "b", "score": -Infinity}', "HD005", 43),
        ('{"prompt": "a", "response": "b", "response": "c"}', "HD105", 34),
        ('{"prompt": "a", "response": "好\\ud83d"}', "HD006", 31),
        ('{"prompt": "a", "response": null}', "HD103", 17),
        ('{"提示词": "a", "回答": 5}', "HD104", 14),
        ('{"题": 1}', "HD101", 1),
        ("[" * 300, "HD003", 201),
    ],
)
def test_the_column_of_what_is_wrong_is_told_in_code_points(text, code, column):
    (pair,) = read_json_row(text, Place("x.jsonl", 7))

    assert [(issue.code, issue.line, issue.column) for issue in pair.issues] == [(code, 7, column)]
    assert pair.raw


def test_a_repeated_key_that_does_not_matter_is_a_warning():
    (pair,) = read_json_row('{"url": 1, "prompt": "a", "response": "b", "url": 2}', Place("x"))

    assert [(issue.code, issue.column) for issue in pair.issues] == [("HD109", 44)]
    assert pair.accepted


def test_a_comma_after_the_row_is_read_over_with_a_warning():
    (pair,) = read_json_row('{"prompt": "a", "response": "b"}, ', Place("x"))

    assert ([(i.code, i.severity, i.column) for i in pair.issues], pair.accepted, pair.raw) == (
        [("HD008", "error", 33)],
        True,
        "",
    )


def test_places_in_a_row_over_several_lines():
    text = '{\n  "prompt": "问",\n  "response": 5\n}'

    (pair,) = read_json_row(text, Place("x.json", 10, 3))

    assert [(issue.line, issue.column) for issue in pair.issues] == [(12, 3)]


# CSV text


CELLS = st.text(st.sampled_from('ab,;"\n\r\t \u2028你'), max_size=6)


@given(table=st.lists(st.lists(CELLS, min_size=1, max_size=4)), end=st.sampled_from(["\n", "\r\n"]))
def test_csv_that_python_writes_comes_back(table, end):
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(table)

    records = csv_records(io.StringIO(written.getvalue(), newline="\n"))

    assert [list(record.fields) for record in records] == table


@given(fields=st.lists(CELLS, min_size=2, max_size=4))
def test_cells_that_we_write_come_back(fields):
    line = ",".join(map(cell, fields)) + "\n"

    (record,) = csv_records(io.StringIO(line, newline="\n"))

    assert list(record.fields) == fields


@given(text=st.text(st.sampled_from('ab",\n'), max_size=30))
def test_csv_records_account_for_every_line_and_agree_with_pythons_strict_reader(text):
    records = list(csv_records(io.StringIO(text, newline="\n")))

    lines = text.count("\n") + (not text.endswith("\n") and text != "")
    assert [record.line for record in records] == [
        1 + sum(r.lines for r in records[:n]) for n in range(len(records))
    ]
    assert sum(record.lines for record in records) == lines
    assert "".join(record.raw for record in records).replace("\n", "") == text.replace("\n", "")
    try:
        expected = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error:
        expected = None
    if expected is None:
        assert any(record.problem for record in records)
    else:
        assert [list(record.fields) if record.raw else [] for record in records] == expected


def test_an_unclosed_quote_costs_its_own_line():
    lines = ["a,b\n", '1,"2\n', "3,4\n", "5,6\n"]

    records = list(csv_records(lines))

    assert [record.fields for record in records] == [("a", "b"), (), ("3", "4"), ("5", "6")]
    assert records[1].problem is not None
    assert (records[1].problem.line, records[1].problem.column) == (2, 3)


def test_text_after_a_closing_quote_is_told_at_its_place():
    (record,) = csv_records(['1,"2"3\n'])

    assert record.problem is not None
    assert (record.problem.reason[1], record.problem.column) == ("text after a closing quote", 6)


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_the_delimiter_is_told_from_the_names_in_the_header(delimiter):
    header = delimiter.join(["题号（1,2;3\t）".replace(delimiter, ""), "问题", "答案"])

    assert delimiter_of(header, known=matters) == delimiter


def test_a_line_of_prose_is_no_header():
    assert delimiter_of("从前有座山，山里有座庙", known=matters) is None
