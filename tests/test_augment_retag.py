"""One variant: true, said in the prompt, recorded; one repair: a broken demand made true."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hesui_data.augment.parts import extent_of
from hesui_data.augment.retag import (
    is_true,
    own_demand,
    retag,
    retag_broken,
    retagged,
    true_demands,
)
from hesui_data.augment.truths import COUNTERS, Extent
from hesui_data.augment.wording import wordings
from hesui_data.length import LengthConstraint, check_length, parse_length
from hesui_data.pair import Pair
from hesui_data.splits import HELD_OUT, asked_values
from hesui_data.testing import pairs

CLAUSES = (
    "愿您出门有人等",
    "进门有热汤",
    "窗前的灯一直亮着",
    "书页翻得慢一些",
    "路上少堵车",
    "把旧账都放下",
    "新衣合身",
)
PROSE = st.lists(st.sampled_from(CLAUSES), min_size=5, max_size=60).map(
    lambda chosen: "，".join(chosen) + "。"
)
LIST = st.lists(st.sampled_from(CLAUSES), min_size=3, max_size=6).map(
    lambda chosen: "\n".join(f"{n}. {clause}，年年如此，岁岁如此。" for n, clause in enumerate(chosen, 1))
)
PAIRS = st.builds(
    Pair,
    st.sampled_from(
        (
            "给韩老师写一段新年问候",
            "给韩老师写一段50字以内的新年问候，口气亲切。",
            "怎样给韩老师写新年问候？一百字左右。",
            "写新年问候，字数不少于300字，分几层意思。",
        )
    ),
    PROSE,
) | st.builds(Pair, st.just("写几条新年问候，每条20字以内，要押韵。"), LIST)
WISH = "老师过年好！这一年辛苦您了，愿您假期睡到自然醒，开学依旧神采奕奕。"  # 33 字


def holds(prompt, response):
    """The property that every emitted prompt has, whoever counts."""
    return all(v.holds for counter in COUNTERS for v in check_length(prompt, response, counter=counter))


@settings(max_examples=25)
@given(pair=PAIRS)
def test_every_variant_is_true_and_asks_for_what_was_meant(pair):
    others = [c for c in parse_length(pair.prompt) if c.unit != "字"]

    for demand in true_demands(pair):
        variant = retagged(pair, demand)
        if variant is not None:
            assert holds(variant.prompt, variant.response)
            assert sorted(map(repr, parse_length(variant.prompt))) == sorted(
                map(repr, [*others, *demand.constraints])
            )


@settings(max_examples=25)
@given(pair=PAIRS)
def test_variants_keep_response_seed_and_split_and_say_what_was_done(pair):
    for variant in retag(pair):
        assert (variant.response, variant.seed, variant.split) == (pair.response, pair.seed, pair.split)
        assert (variant.method, variant.steps[-1].name, variant.steps[-1].field) == (
            "retag",
            "retag",
            "prompt",
        )
        assert variant.steps[-1].detail


@settings(max_examples=25)
@given(pair=PAIRS)
def test_no_variant_asks_for_a_held_out_number(pair):
    for variant in retag(pair, held_out=HELD_OUT):
        assert not asked_values(variant.prompt) & set(HELD_OUT)


@settings(max_examples=15)
@given(pair=PAIRS, seed=st.text(max_size=2))
def test_the_order_is_drawn_and_stays(pair, seed):
    assert list(retag(pair, seed=seed)) == list(retag(pair, seed=seed))
    assert {v.id for v in retag(pair, seed=seed)} == {v.id for v in retag(pair, seed="another")}


@settings(max_examples=50)
@given(pair=pairs())
def test_any_pair_may_be_given(pair):
    for variant in retag(pair):
        assert is_true(variant.prompt, variant.response)


def test_a_false_demand_makes_no_variant():
    ten = LengthConstraint("字", max=10)

    assert retagged(Pair("给老师写一段拜年短信", WISH), wordings(ten)[0]) is None


def test_a_broken_retagger_is_noticed():
    """One that takes the bound from ``len`` of another text, as a first version might."""
    broken = f"给老师写一段拜年短信，{len(WISH) - 1}字以内"

    assert not holds(broken, WISH)


def test_two_demands_on_zi_are_left_alone():
    prompt = "写一篇短文，标题10字以内，正文60字左右。"

    assert true_demands(Pair(prompt, f"春日\n{WISH}{WISH}")) == ()


def test_own_demand_is_the_one_on_zi():
    assert own_demand("写三段话，每段20字以内").scope == "each_paragraph"
    assert own_demand("写三段话") is None


@pytest.mark.parametrize(
    ("response", "scope", "extent"),
    [
        ("新年好", "response", Extent(3, 3)),
        ("1. 新年好\n2. 万事如意", "each_item", Extent(3, 4)),
        ("", "each_item", None),
        ("**新年**好", "response", Extent(3, 5)),  # two counters, two answers
    ],
)
def test_extents(response, scope, extent):
    found = extent_of(response, scope)

    assert found == extent or (found and extent and found.low == extent.low and found.high >= extent.low)


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        ("写一段拜年短信，30字以内。", "写一段拜年短信，35字以内。"),
        ("写一段拜年短信，二十字以内。", "写一段拜年短信，三十五字以内。"),
        ("写一段拜年短信，不少于50字。", "写一段拜年短信，不少于30字。"),
        ("写一段拜年短信，50字左右。", "写一段拜年短信，35字左右。"),
        ("写一段拜年短信，50-60字，要亲切", "写一段拜年短信，30-40字，要亲切"),
    ],
)
def test_the_wording_of_a_broken_demand_stays(prompt, expected):
    pair = retag_broken(Pair(prompt, WISH), held_out=())

    assert pair.prompt == expected
    assert holds(pair.prompt, WISH)
    assert [step.name for step in pair.steps] == ["retag_broken"]
    assert pair.id == Pair(prompt, WISH).id


@pytest.mark.parametrize(
    "prompt",
    [
        "写一段拜年短信，40字以内。",  # nothing is broken
        "写一段拜年短信",
        "写一段拜年短信，10字以内。",  # more than twice as long: not an answer to this
        "写一段拜年短信，30字以内，分三段。",  # two are broken
        "写一段拜年短信，分三段。",  # not a number of 字
        "写一篇短文，标题2字以内，30字以内。",
    ],
)
def test_what_is_left_for_the_gate(prompt):
    pair = Pair(prompt, WISH)

    assert retag_broken(pair) == pair


@settings(max_examples=25)
@given(
    response=PROSE,
    number=st.integers(10, 400),
    form=st.sampled_from(("{}字以内", "不少于{}字", "约{}字", "正好{}字")),
)
def test_a_repaired_pair_holds_and_moves_to_no_other_side(response, number, form):
    pair = Pair(f"给韩老师写一段新年问候，{form.format(number)}。", response)
    repaired = retag_broken(pair)

    if repaired is not pair:
        assert holds(repaired.prompt, response)
        assert not asked_values(repaired.prompt) & set(HELD_OUT)
        assert (repaired.id, repaired.seed, repaired.response) == (pair.id, pair.seed, pair.response)
    assert retag_broken(repaired) == repaired


def test_beside_a_bound_on_the_title_the_whole_is_asked_for_otherwise_and_the_title_stays():
    pair = Pair(
        "写一篇寻猫的小文章，标题15字以内，全文100字左右，让人看了想帮忙。",
        "馒头，回家吃饭\n\n橘猫，六岁，尾巴尖有一截白，像蘸了面粉。腊月十八傍晚，它从六号楼走了出去。\n\n"
        "馒头胆子小，听见打雷就往纸箱里钻。喊名字没用，喊“开饭”有用。您要是看见，别追，蹲下，给它留个纸箱，再打物业的电话。",
    )
    variants = list(retag(pair))

    assert variants
    for variant in variants:
        assert "标题15字以内" in variant.prompt
        assert [c.scope for c in parse_length(variant.prompt)].count("title") == 1
        assert is_true(variant.prompt, variant.response)
