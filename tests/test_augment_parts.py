"""Demands on parts: true of every part, said as was meant, and only where everybody sees the same parts."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hesui_data.augment import parts
from hesui_data.augment.parts import evident_parts, extent_of, part_demands
from hesui_data.augment.retag import retagged
from hesui_data.augment.truths import COUNTERS, Terms
from hesui_data.length import LengthConstraint, check_constraint, check_length, parse_length
from hesui_data.pair import Pair
from hesui_data.splits import HELD_OUT, asked_values

CLAUSES = ("愿您出门有人等", "进门有热汤", "窗前的灯一直亮着", "书页翻得慢一些", "路上少堵车", "把旧账都放下")
SENTENCE = (
    st.lists(st.sampled_from(CLAUSES), min_size=2, max_size=6).map("，".join).map(lambda text: f"{text}。")
)
LINE = st.sampled_from(("雪落在瓦上", "灯亮在窗里", "奶奶端出一碗汤圆", "我数着归来的脚步", "猫也醒了"))


def joined(part, between, low, high):
    return st.lists(part, min_size=low, max_size=high).map(between.join)


def listed(found):
    return "\n".join(f"{number}. {text}" for number, text in enumerate(found, 1))


LONG = joined(SENTENCE, "", 3, 5)
PAIRS = st.one_of(
    st.builds(
        Pair,
        st.sampled_from(("给老师写一段新年问候", "给老师写一段新年问候，用两句话，80字以内")),
        joined(SENTENCE, "", 2, 4),
    ),
    st.builds(
        Pair,
        st.sampled_from(("写一篇短文谈过年", "写一篇短文谈过年，300字左右，分三段")),
        joined(LONG, "\n\n", 2, 6),
    ),
    st.builds(
        Pair,
        st.sampled_from(("写几条新年问候", "写5条新年问候，每条50字以内", "写几条新年问候，每条20字以上")),
        st.lists(SENTENCE, min_size=2, max_size=8).map(listed),
    ),
    st.builds(Pair, st.just("写一首小诗，谈谈回家"), joined(LINE, "\n", 4, 8)),
    st.builds(
        Pair, st.just("写一篇作文谈过年"), joined(LONG, "\n", 2, 5).map(lambda text: f"雪夜归人\n\n{text}")
    ),
)


def holds(demand, response):
    """The property of every demand: each of its constraints is true, by whichever counter."""
    return all(
        check_constraint(c, response, counter=counter).holds
        for c in demand.constraints
        for counter in COUNTERS
    )


@settings(max_examples=60)
@given(pair=PAIRS)
def test_every_demand_on_parts_is_true(pair):
    assert all(holds(demand, pair.response) for demand in part_demands(pair, Terms()))


@settings(max_examples=40)
@given(pair=PAIRS)
def test_every_demand_on_parts_parses_to_what_it_means(pair):
    for demand in part_demands(pair, Terms()):
        assert sorted(map(repr, parse_length(demand.words))) == sorted(map(repr, demand.constraints))


@settings(max_examples=40)
@given(pair=PAIRS)
def test_a_prompt_with_such_a_demand_is_kept_by_its_response(pair):
    for demand in list(part_demands(pair, Terms()))[:40]:
        variant = retagged(pair, demand)
        if variant is not None:
            for counter in COUNTERS:
                assert all(v.holds for v in check_length(variant.prompt, pair.response, counter=counter)), (
                    variant.prompt
                )


@settings(max_examples=40)
@given(pair=PAIRS)
def test_no_held_out_number_is_asked_of_a_part(pair):
    for demand in part_demands(pair, Terms(held_out=frozenset(HELD_OUT))):
        assert not asked_values(demand.words) & set(HELD_OUT)


@settings(max_examples=40)
@given(pair=PAIRS)
def test_parts_are_as_many_as_is_said(pair):
    for found in evident_parts(pair):
        assert check_constraint(found.division, pair.response).holds


def test_a_division_that_is_off_by_one_is_noticed(monkeypatch):
    pair = Pair("给老师写一段新年问候", "愿您出门有人等，进门有热汤。书页翻得慢一些，路上少堵车。")
    wrong = parts.Parts("each_sentence", "句", 3)
    monkeypatch.setattr(parts, "evident_parts", lambda pair: (wrong,))

    assert not all(holds(demand, pair.response) for demand in part_demands(pair, Terms()))


@pytest.mark.parametrize(
    ("response", "why"),
    [
        (
            "甲：过年好，今年的灯谜我先猜一个，猜错了罚唱歌。\n乙：你先别急，题目还没有念完呢，大家都等着听。",
            "speakers",
        ),
        (
            "打算：\n1. 早睡。\n中间还有一句话，说明下面这些为什么要做。\n2. 早起。",
            "a list that is broken up",
        ),
        (
            "这一年我们做了许多事，走过了许多地方，也认识了许多人，说起来话长，就不一一细说了。\n- 早睡\n- 早起",
            "a small list",
        ),
        ("老师：\n过年好！\n学生小满", "lines of a letter"),
    ],
)
def test_where_parts_are_not_evident(response, why):
    assert evident_parts(Pair("给老师写点什么", response)) == (), why


@pytest.mark.parametrize(
    ("prompt", "titled"),
    [
        ("写一篇作文谈过年", True),
        ("以《雪夜归人》为题写一篇作文", False),
        ("写一张放假告示", False),
    ],
)
def test_a_title_is_bounded_only_where_it_is_the_writers(prompt, titled):
    body = "\n".join("愿您出门有人等，进门有热汤，窗前的灯一直亮着，书页翻得慢一些。" * 2 for _ in range(3))
    found = [d for d in part_demands(Pair(prompt, f"雪夜归人\n\n{body}"), Terms()) if d.main.scope == "title"]

    assert bool(found) is titled
    assert all(d.constraints[1].scope == "response" for d in found)


def test_what_the_prompt_divides_is_not_divided_anew():
    pair = Pair(
        "给老师写一段新年问候，用两句话，80字以内", "愿您出门有人等，进门有热汤。书页翻得慢一些，路上少堵车。"
    )
    found = list(part_demands(pair, Terms()))

    assert {demand.main.scope for demand in found} == {"each_sentence"}
    assert not any("句话" in demand.words for demand in found)


def test_the_noun_of_the_part_stays():
    pair = Pair(
        "列三道菜，每道20字以内，写出火候",
        "1. 白灼虾：水滚下锅就捞。\n2. 蒜蓉菜心：大火，手要快。\n3. 煎带鱼：擦干，裹粉，别急。",
    )
    prompts = [v.prompt for d in part_demands(pair, Terms()) if (v := retagged(pair, d)) is not None]

    assert prompts
    assert all("每道" in prompt and "每条" not in prompt for prompt in prompts)


@pytest.mark.parametrize(
    ("response", "scope", "low", "high"),
    [("1. 新年好\n2. 万事如意", "each_item", 3, 4), ("新年好。万事如意。", "each_sentence", 4, 5)],
)
def test_extents_of_parts(response, scope, low, high):
    found = extent_of(response, scope)

    assert (found.low, found.high) == (low, high)
    assert LengthConstraint("字", max=high, scope=scope).admits(found.high)
