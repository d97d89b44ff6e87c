"""Verdicts: holds, breaks, cannot tell; and that a tag is true to the letter."""

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hesui_data.length import (
    COUNTERS,
    LengthConstraint,
    LengthTag,
    check_constraint,
    check_length,
    count_length,
    render_length,
    tag_for,
    verify_tag,
)
from hesui_data.length.check import admitted, off_by, segments_of
from hesui_data.testing import length_constraints, texts

OUTCOMES = {"holds", "breaks", "unknown"}


@given(constraint=length_constraints(vague=True), response=texts())
def test_a_verdict_is_one_of_three_and_says_how_far(constraint, response):
    assume(constraint.unit not in ("词", "word"))
    verdict = check_constraint(constraint, response)

    assert verdict.outcome in OUTCOMES
    assert [verdict.holds, verdict.breaks, verdict.unknown].count(True) == 1
    assert (verdict.off != 0) == verdict.breaks
    assert verdict.counts or verdict.unknown
    assert verdict.say("zh")
    assert verdict.message == verdict.say("en")


@given(constraint=length_constraints(), count=st.integers(0, 30_000))
def test_off_is_the_way_to_the_nearest_length_that_is_admitted(constraint, count):
    low, high = admitted(constraint)
    off = off_by(constraint, count)

    assert constraint.admits(count) == (off == 0)
    assert constraint.admits(count - off)
    assert off <= 0 or not constraint.admits(count - off + 1) or high is None
    assert off >= 0 or not constraint.admits(count - off - 1) or low is None


@given(constraint=length_constraints(bare=False))
def test_at_its_bounds_a_constraint_admits_and_one_beyond_it_does_not(constraint):
    low, high = admitted(constraint)
    for bound, beyond in ((low, -1), (high, 1)):
        if bound is not None and bound + beyond >= 0:
            assert constraint.admits(bound)
            assert not constraint.admits(bound + beyond)


@given(tight=st.integers(1, 100), slack=st.integers(0, 50), response=texts())
def test_what_a_tighter_bound_admits_a_looser_one_admits(tight, slack, response):
    for narrow, wide in (
        (LengthConstraint("字", max=tight), LengthConstraint("字", max=tight + slack)),
        (LengthConstraint("字", min=tight + slack), LengthConstraint("字", min=tight)),
    ):
        assert not check_constraint(narrow, response).holds or check_constraint(wide, response).holds


@given(constraint=length_constraints(vague=True), response=texts(), counter=st.sampled_from(sorted(COUNTERS)))
def test_a_tag_is_given_only_when_it_is_true_to_the_letter(constraint, response, counter):
    assume(constraint.unit not in ("词", "word"))
    verdict = check_constraint(constraint, response, counter=counter)
    tag = tag_for(verdict)

    assert (tag is not None) == verdict.holds
    if tag is not None:
        assert not tag.constraint.bare
        assert verify_tag(tag, response)
        assert all(tag.constraint.admits(count) for count in verdict.counts)
        if constraint.kind in ("at_most", "at_least", "range"):
            assert tag.constraint == constraint


@given(response=texts(visible=True), tolerance=st.sampled_from([0.0, 0.05, 0.1, 0.2]))
def test_a_bare_number_is_tagged_as_what_it_is(response, tolerance):
    count = count_length(response)
    for asked in {max(1, count + off) for off in (-3, -2, -1, 0, 1, 2, 3)}:
        bare = LengthConstraint("字", min=asked, max=asked, bare=True)
        tag = tag_for(check_constraint(bare, response, tolerance=tolerance))
        if asked == count:
            assert tag.constraint == replace(bare, bare=False)
        elif tag is not None:
            assert (tag.constraint.kind, tag.constraint.target) == ("about", asked)
            assert abs(count - asked) <= max(2, asked * tolerance)


@given(constraint=length_constraints(), response=texts())
def test_checking_a_prompt_is_checking_what_it_parses_to(constraint, response):
    assume(constraint.unit not in ("词", "word"))
    prompt = f"写一段祝福，{render_length(constraint)}。"
    (verdict,) = check_length(prompt, response)
    literal = replace(constraint, bare=verdict.constraint.bare)
    assert (verdict.outcome, verdict.counts) == (
        check_constraint(literal, response).outcome,
        check_constraint(literal, response).counts,
    )


def test_an_unknown_counter_is_an_error():
    with pytest.raises(ValueError, match="word_processor"):
        check_length("写50字", "好", counter="pages")


POEM = "《山行》\n远上寒山石径斜，\n白云生处有人家。\n停车坐爱枫林晚，\n霜叶红于二月花。"
COUPLET = "上联：瑞雪兆丰年，\n下联：春风入旧门。\n横批：万象更新"
LIST = "祝福如下：\n1. 新年好！\n2. 万事如意！\n\n请查收。"
LONG = "腊月二十三，母亲开始扫房，桌椅都搬到院子里，阳光照着浮尘，像一场小小的雪。"


@pytest.mark.parametrize(
    ("prompt", "response", "outcome", "counts"),
    [
        ("写祝福，10字以内", "新年好，万事如意！", "holds", (9,)),
        ("写祝福，8字以内", "新年好，万事如意！", "breaks", (9,)),
        ("写祝福，不足9字", "新年好，万事如意！", "breaks", (9,)),
        ("写祝福，9字", "新年好，万事如意！", "holds", (9,)),
        ("写祝福，11字", "新年好，万事如意！", "holds", (9,)),
        ("写祝福，正好11字", "新年好，万事如意！", "breaks", (9,)),
        ("写祝福，正好7个汉字", "新年好，万事如意！", "holds", (7,)),
        ("写祝福，几十个字", "新年好", "unknown", ()),
        ("写2条祝福，每条5字以内", LIST, "holds", (2,)),
        ("写3条祝福", LIST, "breaks", (2,)),
        ("写祝福，每条4字以内", LIST, "breaks", (4, 5)),
        ("写两段话，每段50字以内", f"{LONG}\n\n{LONG}", "holds", (2,)),
        ("用两句话介绍", "这是第一句。这是第二句。", "holds", (2,)),
        ("用两句话介绍", "这是第一句，也是唯一一句。", "breaks", (1,)),
        ("写四行诗，每行7个字", POEM, "breaks", (5,)),
        ("作一首七绝", POEM, "unknown", (30,)),
        ("写一首诗，每行7个字", POEM, "holds", (7, 7, 7, 7)),
        ("写一首七言诗", POEM, "holds", (7, 7, 7, 7)),
        (
            "写一首七言诗",
            "远上寒山石径斜，白云生处有人家。\n停车坐爱枫林晚，霜叶红于二月花。",
            "holds",
            (7, 7, 7, 7),
        ),
        ("写副五字春联，横批四字", COUPLET, "holds", (5, 5)),
        ("写副春联，上下联各5个字", "瑞雪兆丰年\n春风入旧门\n万象更新", "holds", (5, 5)),
        ("写副春联，上下联各6个字", COUPLET, "breaks", (5, 5)),
        ("写副春联，横批四个字", COUPLET, "holds", (4,)),
        ("写副春联，横批四个字", "瑞雪兆丰年\n春风入旧门", "unknown", ()),
        ("写篇短文，标题4字以内", f"扫房记\n\n{LONG}", "holds", (3,)),
        ("写篇短文，标题2字以内", f"《扫房记》\n{LONG}", "breaks", (3,)),
        ("写篇短文，标题4字以内", LONG, "unknown", ()),
        ("标题4字以内，正文40字左右，写篇短文", f"扫房记\n\n{LONG}", "holds", (3,)),
        ("写篇短文，结尾不超过20字", LONG, "unknown", ()),
        ("Write a greeting in at most 4 words", "Happy New Year, all!", "holds", (4,)),
        ("用5个词形容春天", "温暖、明媚、湿润、鲜艳、热闹", "holds", (5,)),
        ("写祝福，不超过10个字符", "Hi, 新年好！", "holds", (7,)),
    ],
)
def test_verdicts(prompt, response, outcome, counts):
    verdict = check_length(prompt, response)[0]
    assert (verdict.outcome, verdict.counts) == (outcome, counts)


def test_the_counter_that_was_used_is_named():
    prompt = "写副春联，每行5个字，横批4个汉字，不超过30个字符，共15字"
    assert [v.counter for v in check_length(prompt, COUPLET)] == ["zi_no_punct", "han", "chars", "zi"]
    assert check_length("写10字", "好", counter="weibo")[0].counter == "weibo"


SAID = {
    "写祝福，5字以内": (
        "9 字，要求不超过 5：多了 4；去掉最后一句是 4",
        "9 字, asked for at most 5: 4 too many; without the last sentence it has 4",
    ),
    "写祝福，20字以上": ("9 字，要求不少于 20：少了 11", "9 字, asked for at least 20: 11 too few"),
    "写祝福，20字左右": ("9 字，要求约 20：少了 9", "9 字, asked for about 20: 9 too few"),
    "写祝福，8到10字": ("9 字，要求在 8 到 10 之间", "9 字, asked for 8 to 10"),
    "写祝福，正好12字": ("9 字，要求正好 12：少了 3", "9 字, asked for exactly 12: 3 too few"),
    "写祝福，12字": ("9 字，要求为 12：少了 1", "9 字, asked for 12: 1 too few"),
    "写祝福，每句4字以内": (
        "4、5 字，要求每句不超过 4：多了 1",
        "4, 5 字, asked for at most 4 in each sentence: 1 too many",
    ),
    "写祝福，标题4字以内": (
        "要求标题不超过 4，无法判定：看不出所指的是哪一部分",
        "asked for at most 4 in the title: cannot tell, the part it is about is not evident",
    ),
    "写祝福，几十字": (
        "要求大致的长度，无法判定：没有确切的数",
        "asked for a vague length: cannot tell, it names no number",
    ),
}


@pytest.mark.parametrize("prompt", SAID)
def test_a_verdict_says_what_was_counted_and_how_far_it_is_off(prompt):
    (verdict,) = check_length(prompt, "新年好！万事如意！")
    assert (verdict.say("zh"), verdict.say("en")) == SAID[prompt]
    assert verdict.message == verdict.say("en")


def test_a_tag_names_the_counter_by_which_it_is_true():
    (verdict,) = check_length("写副春联，上下联各5个字", COUPLET)
    tag = tag_for(verdict)
    assert tag == LengthTag(LengthConstraint("字", min=5, max=5, scope="each_line"), "zi_no_punct")
    assert not verify_tag(replace(tag, counter="chars"), COUPLET)


def test_couplets_are_told_from_labels_and_banner():
    each_line = LengthConstraint("字", min=5, max=5, scope="each_line")
    assert segments_of(each_line, COUPLET) == ("瑞雪兆丰年，", "春风入旧门。")
    assert segments_of(each_line, "") is None


def test_a_broken_counter_is_noticed(monkeypatch):
    monkeypatch.setitem(COUNTERS, "zi", lambda text: len(text) - 1)
    assert check_length("写9字以内", "新年好，万事如意！！")[0].holds
    with pytest.raises(AssertionError):
        test_verdicts("写祝福，8字以内", "新年好，万事如意！", "breaks", (9,))


@pytest.mark.parametrize("title", ["夜雪", "《夜雪》"])
def test_a_poem_below_its_title_is_neither_said_to_hold_nor_to_break(title):
    [verdict] = check_length(
        "写一首五言绝句", f"{title}\n小院无人扫，\n寒灯独自明。\n推窗看一夜，\n已与石阶平。"
    )

    assert verdict.unknown
    assert verdict.counts == (22,)
