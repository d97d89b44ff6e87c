"""Repeats are told from pairs that only look alike; relatives are tied, and nothing else is."""

import itertools
import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hesui_data import dedup
from hesui_data.dedup import (
    RELATIVE_THRESHOLD,
    REPEAT_THRESHOLD,
    Tie,
    flag_repeats,
    groups,
    links,
    repeat_likeness,
    ties,
)
from hesui_data.likeness import likeness, text_key
from hesui_data.pair import Issue, Pair, Turn, number_ids
from hesui_data.testing import pairs

CASES = json.loads((Path(__file__).parent / "cases" / "repeats.json").read_text(encoding="utf-8"))

CLAUSES = [
    *(
        "祝您新年快乐",
        "祝你新春愉快",
        "身体健康",
        "万事如意！",
        "阖家幸福，",
        "财源广进",
        "步步高升",
        "龙年大吉",
    ),
    *(
        "兔年大吉",
        "老师好",
        "领导好",
        "感谢一年来的关照",
        "愿来年一切顺遂",
        "团圆饭热气腾腾",
        "2024年",
        "2025年",
        "🎉",
    ),
]
PROMPTS = st.builds(
    "{}{}新年祝福{}{}".format,
    st.sampled_from(["写一段", "请写一段", "帮我写条", ""]),
    st.sampled_from(["", "给老师的", "给领导的", "给小明的"]),
    st.sampled_from(["", "，50字以内", "，不超过50字", "，100字左右"]),
    st.sampled_from(["", "。", "！"]),
)
RESPONSES = st.lists(st.sampled_from(CLAUSES), min_size=1, max_size=8).map("，".join)
FAMILIES = st.lists(
    pairs(flat=True, prompts=PROMPTS, responses=RESPONSES | st.sampled_from(["是", "否"])), max_size=12
).map(lambda found: list(number_ids(found)))


def case(entry):
    (prompt, response), (other_prompt, other_response) = entry["pairs"]
    return Pair(prompt, response), Pair(other_prompt, other_response)


def named(entries):
    return [pytest.param(entry, id=entry["why"]) for entry in entries]


def codes(found):
    return {pair.id: [issue.code for issue in pair.issues] for pair in found}


def twin_of(pair):
    return dict(pair.issues[-1].values)["twin"]


# ---------------------------------------------------------------- what is a repeat


@pytest.mark.parametrize("entry", named(CASES["repeats"]))
def test_a_near_repeat_is_found(entry):
    a, b = case(entry)
    assert repeat_likeness(a, b) >= REPEAT_THRESHOLD


@pytest.mark.parametrize("entry", named(CASES["different"]))
def test_pairs_that_only_look_alike_stay_two(entry):
    a, b = case(entry)
    assert repeat_likeness(a, b) < REPEAT_THRESHOLD


@pytest.mark.xfail(reason="known to be told wrong")
@pytest.mark.parametrize("entry", named(CASES["known_failures"]))
def test_hard_cases(entry):
    a, b = case(entry)
    assert (repeat_likeness(a, b) >= REPEAT_THRESHOLD) == entry["repeat"]


def test_six_short_greetings_to_one_prompt_stay_six():
    greetings = [
        "新年快乐，万事如意",
        "新年快乐，身体健康",
        "恭贺新禧，大吉大利",
        "龙年大吉，阖家幸福",
        "龙年大吉，阖家安康",
        "岁岁平安，年年有余",
    ]

    found = list(flag_repeats(Pair("写一句新年祝福，10字以内", greeting) for greeting in greetings))

    assert all(pair.accepted for pair in found)


def test_the_same_wish_at_50_and_at_100_is_two_pairs():
    wish = "祝您新年快乐，身体健康，万事如意，阖家幸福，步步高升！"

    found = list(flag_repeats([Pair("写祝福，50字以内", wish), Pair("写祝福，100字以内", wish)]))

    assert all(pair.accepted for pair in found)


def test_the_same_length_in_other_words_is_one_pair():
    wish = "祝您新年快乐，身体健康，万事如意，阖家幸福，步步高升！"

    found = list(flag_repeats([Pair("写祝福，50字以内", wish), Pair("写祝福，不超过五十个字", wish)]))

    assert sorted(map(len, codes(found).values())) == [0, 1]


@pytest.mark.parametrize(
    "other",
    [
        {"system": "你是一位诗人"},
        {"history": (Turn("user", "你好"), Turn("assistant", "你好！"))},
        {"rejected_response": "不知道"},
        {"weight": 0},
    ],
    ids=lambda other: next(iter(other)),
)
def test_another_context_makes_another_pair(other):
    pair = Pair("写一句新年祝福", "祝您新年快乐，身体健康，万事如意！")
    assert repeat_likeness(pair, replace(pair, id="", seed="", **other)) == 0


# ---------------------------------------------------------------- flagging


@given(family=FAMILIES)
def test_every_pair_comes_out_in_its_place_with_an_issue_at_most(family):
    found = list(flag_repeats(family))

    assert [pair.id for pair in found] == [pair.id for pair in family]
    for before, after in zip(family, found, strict=True):
        assert replace(after, issues=()) == before
        assert [issue.code for issue in after.issues] in ([], ["HD401"], ["HD402"])


@given(family=FAMILIES, shuffled=st.randoms())
def test_the_order_of_rows_changes_nothing(family, shuffled):
    other = family[:]
    shuffled.shuffle(other)

    assert {pair.id: pair for pair in flag_repeats(family)} == {pair.id: pair for pair in flag_repeats(other)}
    assert set(ties(family)) == set(ties(other))


@given(family=FAMILIES)
def test_a_removed_pair_has_a_kept_twin_of_smaller_id_that_it_repeats(family):
    found = {pair.id: pair for pair in flag_repeats(family)}

    for pair in found.values():
        if not pair.accepted:
            twin = found[twin_of(pair)]
            assert twin.accepted
            assert twin.id < pair.id
            assert repeat_likeness(pair, twin) >= REPEAT_THRESHOLD


@given(family=FAMILIES)
def test_no_two_kept_pairs_are_repeats(family):
    kept = [pair for pair in flag_repeats(family) if pair.accepted]

    # What is alike just to the threshold is missed now and then (1 in 100).
    assert not [(a, b) for a, b in itertools.combinations(kept, 2) if repeat_likeness(a, b) >= 0.9]


@given(family=FAMILIES)
def test_flagging_again_finds_nothing_new(family):
    once = list(flag_repeats(family))

    assert list(flag_repeats(once)) == once


@given(pair=pairs())
def test_any_pair_repeats_itself_with_the_same_text(pair):
    found = list(flag_repeats(number_ids([pair, pair, pair])))

    assert [[issue.code for issue in each.issues] for each in found] == [[], ["HD401"], ["HD401"]]
    assert twin_of(found[2]) == pair.id


ASKED = (
    "给老师",
    "给父母",
    "给母",
    "不",
    "别",
    "祝福",
    "3月",
    "8月",
    "三位",
    "两位",
    "2",
    "端午",
    "午",
    "要",
    "王禾",
)


@given(
    asked=st.lists(st.sampled_from(ASKED), min_size=1, max_size=4),
    at=st.integers(0, 3),
    instead=st.sampled_from(("", *ASKED)),
    response=RESPONSES,
)
def test_the_cheap_question_first_changes_no_likeness(asked, at, instead, response):
    other = [*asked[: at % len(asked)], instead, *asked[at % len(asked) + 1 :]]
    a, b = (Pair("".join(parts) + "贺词", f"感谢一年来的关照{response}") for parts in (asked, other))
    found = repeat_likeness(a, b)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dedup, "exact_particulars", lambda key: ())
        plain = repeat_likeness(a, b)

    assert found == plain


def test_another_number_ends_the_comparison_and_another_slip_does_not():
    asked = (("父母", "3月"), ("母", "3月"), ("父母", "8月"))
    a, b, c = (Pair(f"给{whom}写{when}的贺词", "祝您新年快乐，身体健康") for whom, when in asked)

    assert repeat_likeness(a, b) > 0
    assert repeat_likeness(a, c) == 0


def test_of_a_chain_the_ends_stay():
    words = "春风入户千家暖瑞气盈门百事兴福如东海寿比南山"
    chain = [
        Pair("写一句祝福", words, id="a"),
        Pair("写一句祝福", "秋霜" + words[2:-2] + "泰山", id="b"),
        Pair("写一句祝福", "秋霜" + words[2:-6] + "身体健康泰山", id="c"),
    ]
    assert [repeat_likeness(*two) >= 0.6 for two in itertools.combinations(chain, 2)] == [True, False, True]

    found = list(flag_repeats(chain, threshold=0.6))

    assert [pair.accepted for pair in found] == [True, False, True]
    assert twin_of(found[1]) == "a"


def test_rejected_pairs_neither_repeat_nor_are_repeated():
    pair = Pair("写一句祝福", "新年好", id="b")
    rejected = replace(pair, id="a", seed="a").flag(Issue.of("HD114", field="prompt", field_name="prompt"))

    found = list(flag_repeats([rejected, pair]))

    assert found == [rejected, pair]


def test_the_issue_says_how_alike_the_twin_is():
    a = Pair("写一句祝福", "祝您新年快乐，身体健康，万事如意，阖家幸福安康", id="a")
    b = Pair("写一句祝福", "祝您新春快乐，身体健康，万事如意，阖家幸福安康", id="b")

    issue = list(flag_repeats([a, b]))[1].issues[0]

    assert issue.message == "nearly repeats a (similarity 0.82)"


# ---------------------------------------------------------------- relatives


@pytest.mark.parametrize(
    ("a", "b", "reason"),
    [
        (Pair("写祝福 给老师", "新年好"), Pair("写祝福给老师", "恭喜发财"), "prompt"),
        (
            Pair("写一段给老师的祝福，50字以内", "新年好"),
            Pair("请写给老师的祝福，一百字左右", "恭喜发财"),
            "request",
        ),
        (
            Pair("给妈妈的祝福", "愿您身体健康，天天开心"),
            Pair("妈妈生日写什么", "愿您身体健康，天天快乐"),
            "response",
        ),
        (Pair("甲", "新年好", id="a"), Pair("乙", "恭喜发财", seed="a"), "seed"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_relatives_are_tied_for_the_reason_that_they_have(a, b, reason):
    assert [tie.reason for tie in ties([a, b])] == [reason]


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (Pair("这句话是褒是贬？真好", "褒义"), Pair("这句话是褒是贬？真棒", "褒义")),
        (Pair("2+2=?", "4"), Pair("16的平方根的平方根的平方是多少", "4")),
        (
            Pair("给老师写祝福", "桃李满天下，春晖遍四方"),
            Pair("给老师写贺卡", "师恩如海，永志不忘，敬祝安康"),
        ),
        (Pair("屠苏酒是什么", "一种过年喝的药酒"), Pair("守岁是什么", "除夕夜通宵不眠")),
    ],
    ids=["labels", "numbers", "same addressee", "answers"],
)
def test_what_is_not_related_is_not_tied(a, b):
    assert list(ties([a, b])) == []


def dialogue(*texts):
    turns = tuple(Turn(("user", "assistant")[i % 2], text) for i, text in enumerate(texts[:-2]))
    return Pair(texts[-2], texts[-1], history=turns)


def test_closing_formulas_do_not_tie_dialogues():
    thanks, welcome = "谢谢你的帮助！", "不客气！如果您还有其他问题，随时可以问我。"
    a = dialogue("屠苏酒怎么做？", "用几味草药浸酒，文火煮过，除夕合家同饮。", thanks, welcome)
    b = dialogue("春联贴哪边？", "面向大门，右边贴上联，左边贴下联。", thanks, welcome)

    assert list(ties([a, b])) == []


def test_a_dialogue_and_its_first_turns_are_relatives():
    opening = ("除夕守岁的习俗是怎么来的，请简单说说", "相传是为了躲避年兽，一家人围炉不睡，直到天明。")
    longer = dialogue(*opening, "那年夜饭呢？", "团圆的意思，也是为了有力气守岁。")

    assert [tie.reason for tie in ties([dialogue(*opening), longer])] == ["opening"]


@given(family=FAMILIES)
def test_ties_join_whatever_is_related_pair_by_pair(family):
    group_of = groups(family, ties(family))

    for a, b in itertools.combinations(family, 2):
        keys = text_key(a.response), text_key(b.response)
        alike = min(map(len, keys)) >= 8 and likeness(*keys) >= 0.75  # at 0.5 one in 100 is missed
        if a.prompt == b.prompt or a.seed == b.seed or alike or repeat_likeness(a, b) >= 0.9:
            assert group_of[a.id] == group_of[b.id]


@given(family=FAMILIES)
def test_each_tie_has_its_reason(family):
    pair_of = {pair.id: pair for pair in family}

    for tie in ties(family):
        assert tie.a < tie.b
        if tie.reason == "response":
            keys = (text_key(pair_of[id].response) for id in (tie.a, tie.b))
            assert likeness(*keys) == tie.similarity >= RELATIVE_THRESHOLD


@given(family=FAMILIES, more=FAMILIES)
def test_more_rows_never_untie(family, more):
    everything = list({pair.id: pair for pair in [*family, *more]}.values())
    before, after = groups(family, ties(family)), groups(everything, ties(everything))

    for a, b in itertools.combinations(family, 2):
        assert before[a.id] != before[b.id] or after[a.id] == after[b.id]


IDS = st.sampled_from("abcdefgh")


@given(joined=st.lists(st.tuples(IDS, IDS)))
def test_groups_are_the_connected_components_named_by_their_smallest_id(joined):
    members = [Pair("写", "好", id=id) for id in "abcdefgh"]
    component = {id: {id} for id in "abcdefgh"}
    for a, b in joined:
        merged = component[a] | component[b]
        component |= dict.fromkeys(merged, merged)

    found = groups(members, [Tie(a, b, "seed") for a, b in joined])

    assert found == {id: min(component[id]) for id in component}


def test_a_thousand_rows_of_one_prompt_need_a_tie_each():
    family = [Pair("写一句祝福", f"祝福语之{i}，各不相同的第{i * 7919}句", id=f"{i:04}") for i in range(1000)]

    assert len({link.reason for link in links(family)} & {"prompt"}) == 1
    assert Counter(tie.reason for tie in ties(family))["prompt"] == 999
