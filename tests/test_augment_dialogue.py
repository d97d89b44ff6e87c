"""Dialogues about a length that was missed: exact numbers, nothing invented, and a right answer at the end."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hesui_data.augment import demands, dialogue
from hesui_data.augment.cuts import cuts
from hesui_data.augment.dialogue import dialogue_pairs, lengthening_pairs, shortening_pairs
from hesui_data.augment.dialogue_words import COMPLAINTS
from hesui_data.augment.versions import is_cut_of, keeps_layout, versions
from hesui_data.length import LengthConstraint, check_length, parse_length, strip_length
from hesui_data.pair import Issue, Pair, Turn
from hesui_data.splits import HELD_OUT, asked_values

SEEDS = [
    Pair(row["prompt"], row["response"], split="train")
    for row in map(
        json.loads,
        (Path(__file__).parents[1] / "data/raw/seeds.jsonl").read_text(encoding="utf-8").splitlines(),
    )
]

INNER = (
    "窗外的腊梅开得正香。",
    "今晚的灯火格外亮！",
    "巷口的糖画摊子排着长队。",
    "楼下的孩子们举着兔子灯跑来跑去。",
    "炉子上的砂锅咕嘟咕嘟响着。",
    "阳台晒着一排刚洗净的棉鞋，暖烘烘的。",
    "广播里唱着老戏，一句接一句。",
    "邻居送来一碟炸得金黄的麻叶，脆得掉渣。",
)
"""Sentences none of which leans on another, so that each may be left out."""

WISHES = st.builds(
    lambda demand, sentences, split: Pair(
        f"给陈老师写一段新年问候，祝她健康{demand}。",
        "陈老师，新年好！" + "".join(sentences) + "愿您健健康康，天天开心。",
        split=split,
    ),
    st.sampled_from(("", "，100字以内", "，至少20字", "，60字左右", "，分两句写")),
    st.lists(st.sampled_from(INNER), min_size=2, max_size=7, unique=True),
    st.sampled_from(("train", "eval")),
)


def counted(text: str) -> int:
    """字 counted in the plainest way: one for each character, one for each run of ASCII letters and digits."""
    return len(re.findall(r"[0-9A-Za-z]+(?:[!-~—]+[0-9A-Za-z]+)*|[^\s!-~]", text))


def numbers(text: str) -> set[int]:
    return {int(number) for number in re.findall("[0-9]+", text)}


def sentences(text: str) -> list[str]:
    return [
        sentence.strip() for sentence in re.split(r"(?<=[。！？\n])(?![”’」』）])", text) if sentence.strip()
    ]


def whole(prompt: str) -> LengthConstraint:
    (demand,) = (c for c in parse_length(prompt) if c.scope == "response" and c.unit == "字")
    return demand


def off_by(demand: LengthConstraint, count: int) -> int:
    """How far ``count`` lies from the number that ``demand`` names: from the target, or beyond a bound."""
    if demand.target is not None:
        return count - demand.target
    if demand.max is not None and count > demand.max:
        return count - demand.max
    return min(0, count - (demand.min or 0))


def holds(demand: LengthConstraint, count: int) -> bool:
    off = off_by(demand, count)
    if demand.kind == "about" or demand.bare:
        return abs(off) <= max(2, demand.target / 10)
    return off == 0


def exchanges(row: Pair) -> list[tuple[str, str]]:
    """Each wrong answer with what the user says to it."""
    turns = [*(turn.text for turn in row.history), row.prompt]
    return list(zip(turns[1::2], turns[2::2], strict=True))


def check(row: Pair, pair: Pair) -> None:
    demand = whole(row.history[0].text)
    own = {n for n in (demand.min, demand.max, demand.target) if n is not None}
    for answer, complaint in exchanges(row):
        count = counted(answer)
        off = off_by(demand, count)
        assert not holds(demand, count)
        assert numbers(complaint) & {abs(off), count}
        assert numbers(complaint) <= {abs(off), count} | own
        for word, number in re.findall(
            "(多了|多出|还多|多写了|最后|少了|还少|短了|还差)([0-9]+)字", complaint
        ):
            assert off == (1 if word in ("多了", "多出", "还多", "多写了", "最后") else -1) * int(number)
        if "太长" in complaint or "发不出去" in complaint:
            assert off > 0
        if "太短" in complaint or re.search("不够，请补|又不够", complaint):
            assert off < 0
    assert holds(demand, counted(row.response))
    assert all(verdict.holds for verdict in check_length(row.prompt, row.response))
    for text in (row.response, *(turn.text for turn in row.history[1::2])):
        assert set(sentences(text)) <= set(sentences(pair.response)), "a sentence was invented"
    asked = strip_length(row.history[0].text)
    assert all(clause in asked for clause in re.split("[，。？：\n]", strip_length(pair.prompt)))
    assert [turn.role for turn in row.history] == ["user", "assistant"] * (len(row.history) // 2)
    assert all(turn.weight == (0 if turn.role == "assistant" else None) for turn in row.history)
    assert row.weight is None
    assert (row.seed, row.split, row.system, row.method) == (pair.seed, pair.split, pair.system, "dialogue")


def check_all(pairs: list[Pair], **options: object) -> list[Pair]:
    rows = []
    for pair in pairs:
        for row in dialogue_pairs([pair], **options):
            check(row, pair)
            rows.append(row)
    return rows


@pytest.mark.parametrize("seed", ["one", "two"])
def test_every_dialogue_about_a_seed_is_exact_and_ends_well(seed):
    rows = check_all(SEEDS, seed=seed)

    assert {row.history[1].text != row.response for row in rows} == {True}
    assert {len(row.history) for row in rows} == {2, 4}


@given(pair=WISHES, seed=st.text(max_size=3))
@settings(max_examples=60)
def test_every_dialogue_is_exact_and_ends_well(pair, seed):
    check_all([pair], seed=seed)


def test_shortening_starts_too_long_and_lengthening_too_short():
    wish = "陈老师，新年好！" + "".join(INNER) + "愿您健健康康，天天开心。"
    pair = Pair("给陈老师写一段新年问候，祝她健康，100字以内。", wish)
    (shorten,), (lengthen,) = shortening_pairs([pair]), lengthening_pairs([pair])

    assert off_by(whole(shorten.history[0].text), counted(shorten.history[1].text)) > 0
    assert off_by(whole(lengthen.history[0].text), counted(lengthen.history[1].text)) < 0


def test_a_number_that_is_off_by_one_is_noticed(monkeypatch):
    right = demands.missed_by

    def wrong(constraint: LengthConstraint, text: str) -> int:
        off = right(constraint, text)
        return off + 1 if off else 0

    monkeypatch.setattr(dialogue, "missed_by", wrong)
    with pytest.raises(AssertionError):
        check_all(SEEDS)


def test_a_dialogue_that_ends_with_the_wrong_answer_is_noticed(monkeypatch):
    right = dialogue.lesson

    def wrong(pair, method, kind, *, prompt, response, history):
        return right(pair, method, kind, prompt=prompt, response=history[1].text, history=history)

    monkeypatch.setattr(dialogue, "lesson", wrong)
    with pytest.raises(AssertionError):
        check_all(SEEDS)


def test_an_answer_with_a_sentence_of_its_own_is_noticed(monkeypatch):
    right = dialogue.cuts
    monkeypatch.setattr(
        dialogue, "cuts", lambda pair, seed: tuple(t[:-1] + "，真的。" for t in right(pair, seed=seed))
    )
    monkeypatch.setattr(dialogue, "is_cut_of", lambda a, b: True)
    with pytest.raises(AssertionError):
        check_all(SEEDS)


def test_only_the_length_is_wrong_before():
    for row in dialogue_pairs(SEEDS):
        demand = whole(row.history[0].text)
        for turn in row.history[1::2]:
            broken = [v.constraint for v in check_length(row.history[0].text, turn.text) if v.breaks]
            assert broken == [demand]


@pytest.mark.parametrize("move", COMPLAINTS)
def test_there_are_eight_ways_to_complain_that_make_no_other_demand(move):
    quiet = [
        words
        for words in COMPLAINTS[move]
        if all(
            constraint == LengthConstraint("字", max=100)
            for off in (3, 12, 104)
            for constraint in parse_length(
                words.format(off=off, count=100 + off, demand="100字以内", goal="100字以内")
            )
        )
    ]
    assert len(set(quiet)) >= 8


def test_the_words_of_a_dialogue_vary():
    rows = [row for seed in "abcd" for row in dialogue_pairs(SEEDS, seed=seed)]
    said = [re.sub("[0-9]+", "N", text) for row in rows for _, text in exchanges(row)]

    assert len(set(said)) > 40
    assert max(map(said.count, said)) < 0.12 * len(said)


@given(pair=WISHES)
@settings(max_examples=30)
def test_no_train_row_names_a_held_out_number(pair):
    held_out = range(10, 40)
    for row in dialogue_pairs([replace(pair, split="train")], held_out=held_out):
        users = [turn.text for turn in row.history if turn.role == "user"]
        assert not {n for text in (*users[1:], row.prompt) for n in numbers(text)} & set(held_out)
        assert not asked_values(users[0]) & set(held_out)


def test_no_dialogue_about_a_train_seed_names_a_number_that_is_held_out():
    for row in dialogue_pairs(SEEDS, held_out=HELD_OUT):
        words = [turn.text for turn in row.history[2:] if turn.role == "user"] + [row.prompt]
        assert not {n for text in words for n in numbers(text)} & set(HELD_OUT)


def test_what_is_no_plain_request_gives_no_dialogue():
    wish = "陈老师，新年好！" + "".join(INNER) + "愿您健健康康。"
    pair = Pair("给陈老师写一段新年问候，100字以内。", wish)
    talk = replace(pair, history=(Turn("user", "好"), Turn("assistant", "嗯")), id="")
    choice = replace(pair, rejected_response="新年好。", id="")
    rejected = pair.flag(Issue.of("HD103", field="response"))
    verse = Pair("写一首五绝", "白日依山尽，\n黄河入海流。\n欲穷千里目，\n更上一层楼。")

    assert list(dialogue_pairs([talk, choice, rejected, verse])) == []


def test_the_system_text_stays_with_a_dialogue():
    wish = "陈老师，新年好！" + "".join(INNER) + "愿您健健康康。"
    pair = Pair("给陈老师写一段新年问候，100字以内。", wish, system="你说话温和。")

    assert {row.system for row in dialogue_pairs([pair])} == {"你说话温和。"}


@given(pair=WISHES)
@settings(max_examples=40)
def test_a_cut_is_shorter_keeps_its_lines_and_has_only_sentences_of_the_whole(pair):
    last = pair.response
    for text in cuts(pair):
        assert counted(text) < counted(last)
        assert is_cut_of(text, last)
        assert keeps_layout(text, pair.response)
        assert sentences(text)[0] == sentences(pair.response)[0]
        assert sentences(text)[-1] == sentences(pair.response)[-1]
        last = text


def test_a_tale_is_not_cut():
    wish = "陈老师，新年好！" + "".join(INNER) + "愿您健健康康。"
    assert cuts(Pair("给陈老师写一段新年问候，100字以内", wish))
    assert not cuts(Pair("给陈老师写一个新年故事，100字以内", wish))


def test_an_answer_in_a_few_words_keeps_its_question():
    text = "校门口有个孩子问我。学校还在不在呢，他很想知道。\n"
    text += "在的。玻璃补好了，图书也添了。今天中午有红烧肉，大家多吃。"
    assert all("在不在" in cut for cut in cuts(Pair("写一段开学讲话，60字左右", text)))


@given(pair=WISHES)
@settings(max_examples=30)
def test_versions_are_the_response_and_shorter_ones_the_longest_first(pair):
    texts = versions(pair)

    assert texts[0] == pair.response
    assert [counted(text) for text in texts] == sorted(map(counted, texts), reverse=True)
    assert all(is_cut_of(text, pair.response) for text in texts[1:])
