"""Rows of answers in every common shape, joined with the questions: nothing is dropped in silence."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hesui_data.answer_files import read_answers
from hesui_data.errors import InputError
from hesui_data.evaluate import Answer, Question, Trouble, match, questions_for, read_answer
from hesui_data.evaluate.general import general_questions
from hesui_data.evaluate.questions import prompt_key
from hesui_data.length import parse_length
from hesui_data.pair import Pair, Turn

CHAT = [{"role": "user", "content": "写祝福"}, {"role": "assistant", "content": "新年好"}]
SHAPES = [
    {"prompt": "写祝福", "response": "新年好"},
    {"question": "写祝福", "answer": "新年好"},
    {"query": "写祝福", "prediction": "新年好"},
    {"提示词": "写祝福", "回答": "新年好"},
    {"prompt": "写祝福", "label": "过年好", "predict": "新年好"},
    {"prompt": "写祝福", "response": "过年好", "prediction": "新年好"},
    {"instruction": "写祝福", "input": "", "output": "过年好", "prediction": "新年好"},
    {"prompt": "写祝福", "response": [["新年好"]]},
    [{"prompt": "写祝福", "response": [["新年好"]]}],
    {"instruction": "写祝福", "input": "", "output": "新年好"},
    {"messages": CHAT},
    {"conversations": [{"from": "human", "value": "写祝福"}, {"from": "gpt", "value": "新年好"}]},
    {"prompt": "写祝福", "choices": [{"message": {"role": "assistant", "content": "新年好"}}]},
    {"prompt": "写祝福", "choices": [{"text": "新年好"}]},
]


@pytest.mark.parametrize("row", SHAPES, ids=json.dumps)
def test_an_answer_by_prompt_is_read_from_every_common_shape(row):
    assert read_answer(row, line=3) == Answer("新年好", prompt="写祝福", line=3)


BY_ID = [
    {"id": "q1", "answer": "新年好"},
    {"id": "q1", "prediction": "新年好"},
    {"id": "q1", "messages": [CHAT[1]]},
    {"custom_id": "q1", "response": {"body": {"choices": [{"message": {"content": "新年好"}}]}}},
]


@pytest.mark.parametrize("row", BY_ID, ids=json.dumps)
def test_an_answer_by_id_is_read_from_every_common_shape(row):
    found = read_answer(row)

    assert (found.id, found.text) == ("q1", "新年好")


def test_a_number_is_an_id_and_an_empty_answer_is_an_answer():
    assert read_answer({"id": 7, "answer": ""}) == Answer("", id="7")
    assert read_answer({"instruction": "写祝福", "output": ""}) == Answer("", prompt="写祝福")


def test_the_input_of_an_alpaca_row_belongs_to_its_prompt():
    [pair] = [Pair("翻译\n你好", "Hello")]
    found = read_answer({"instruction": "翻译", "input": "你好", "output": "Hello"})

    assert prompt_key(found.prompt) == prompt_key(pair.prompt)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"id": "q1"}, "no answer"),
        ({"id": "q1", "answer": None}, "no answer"),
        ({"answer": "新年好"}, "neither an id nor a prompt"),
        ("新年好", "no JSON object"),
        (None, "no JSON object"),
        ([], "no JSON object"),
        ({"messages": [CHAT[0]]}, "no answer"),
    ],
)
def test_what_cannot_be_read_says_why(row, said):
    found = read_answer(row, line=5)

    assert isinstance(found, Trouble)
    assert (found.kind, found.line) == ("unreadable", 5)
    assert said in found.say("en")
    assert found.say("zh")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["id", "prompt", "response", "answer", "messages", "choices", "role", "content", "x"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(JSON)
def test_no_json_value_raises(value):
    assert isinstance(read_answer(value), Answer | Trouble)


QUESTIONS = [
    Question("q1", "unseen", "写一句祝福"),
    Question("q2", "general", "一加一？"),
    Question("q3", "trained", "写对联", asked=False),
    Question("q4", "unseen", "走吧", history=(Turn("user", "在吗"), Turn("assistant", "在"))),
    Question("q5", "unseen", "走吧"),
]
ROWS = st.builds(
    Answer,
    st.sampled_from(["新年好", "过年好", ""]),
    id=st.sampled_from(["", "q1", "q2", "q3", "q4", "nobody"]),
    prompt=st.sampled_from(["", "写一句祝福", "写 一句祝福\n", "走吧", "别的"]),
) | st.builds(Trouble, st.just("unreadable"), st.integers(1, 9), st.just(("坏", "bad")))


@given(st.lists(ROWS, max_size=12))
def test_every_row_is_scored_or_named_and_every_question_answered_or_missing(rows):
    matched = match(QUESTIONS, rows)
    coverage = matched.coverage

    assert coverage.adds_up
    assert len(matched.texts) + len(coverage.troubles) == len(rows)
    asked = {q.id for q in QUESTIONS if q.asked}
    assert set(coverage.missing) == asked - set(matched.texts)
    assert sum(coverage.asked.values()) == len(asked)


def test_the_first_answer_is_scored_and_a_second_is_named_with_its_line():
    rows = [Answer("新年好", id="q1", line=1), Answer("过年好", prompt="写一句祝福", line=2)]
    matched = match(QUESTIONS, rows)

    assert matched.texts["q1"] == "新年好"
    [trouble] = matched.coverage.troubles
    assert (trouble.kind, trouble.line) == ("duplicate", 2)
    assert "line 1" in trouble.say("en")


def test_a_prompt_that_two_dialogues_share_needs_an_id():
    assert match(QUESTIONS, [Answer("好", prompt="走吧")]).coverage.troubles[0].kind == "ambiguous"
    assert match(QUESTIONS, [Answer("好", id="q4")]).texts == {"q4": "好"}


def test_rows_of_one_prompt_are_one_question_with_several_references():
    rows = [Pair("写祝福", "新年好"), Pair("写祝福", "过年好")]
    [question] = [q for q in questions_for([], rows) if q.group == "unseen"]

    assert set(question.references) == {"新年好", "过年好"}
    assert all(match([question], [Answer("好", id=pair.id)]).texts for pair in rows)


def test_only_a_sample_of_train_is_to_be_asked_one_of_every_seed_first():
    seeds = [Pair(f"写祝福{n}", f"新年好{n}") for n in range(6)]
    train = [*seeds, *(seed.grow("retag", prompt=f"{seed.prompt}，9字以内") for seed in seeds)]
    asked = [q for q in questions_for(train, [], sample=6) if q.group == "trained" and q.asked]

    assert len(asked) == 6
    assert len({q.seed for q in asked}) == 6


def test_lessons_and_general_pairs_are_no_trained_prompts():
    train = [
        Pair("数一数", "3", method="counting"),
        Pair("首都？", "北京", method="mix"),
        Pair("写祝福", "新年好"),
    ]
    eval_ = [Pair("最高的山？", "珠峰", method="mix")]
    found = {q.prompt: q.group for q in questions_for(train, eval_)}

    assert found == {"写祝福": "trained", "最高的山？": "general"}


def test_general_questions_ask_for_no_length_and_no_greeting():
    from hesui_data.evaluate.collapse import asks_to_greet

    found = general_questions()

    assert len(found) >= 20
    assert len({q.id for q in found}) == len({q.prompt for q in found}) == len(found)
    for question in found:
        assert parse_length(question.prompt) == ()
        assert not asks_to_greet(question.prompt)
        assert question.expects


def test_a_file_of_answers_is_read_line_by_line(tmp_path):
    path = tmp_path / "answers.jsonl"
    path.write_bytes('\ufeff{"id": "q1", "answer": "新年\u2028好"}\r\n\r\n{"id": "q2"\n[]\n'.encode())
    first, second, third = read_answers(path)

    assert first == Answer("新年\u2028好", id="q1", line=1)
    assert (second.line, third.line) == (3, 4)
    assert "JSON" in second.say("zh")


def test_a_json_array_of_rows_is_read_too(tmp_path):
    path = tmp_path / "answers.json"
    path.write_text(
        json.dumps([{"id": "q1", "answer": "好"}, {"id": "q2", "answer": "二"}]), encoding="utf-8"
    )

    assert [answer.id for answer in read_answers(path)] == ["q1", "q2"]


def test_one_row_of_an_array_dialect_is_no_array_of_rows(tmp_path):
    path = tmp_path / "answers.jsonl"
    path.write_text('[{"prompt": "写祝福", "response": [["好"]]}]\n', encoding="utf-8")

    assert read_answers(path) == [Answer("好", prompt="写祝福", line=1)]


def test_an_empty_or_missing_file_is_an_error(tmp_path):
    empty = tmp_path / "empty.jsonl"
    empty.write_text("\n", encoding="utf-8")

    for path in (empty, tmp_path / "none.jsonl"):
        with pytest.raises(InputError):
            read_answers(path)
