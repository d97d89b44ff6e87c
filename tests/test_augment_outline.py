"""A response taken into lines and sentences loses nothing, and is put together again as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hesui_data.augment.outline import outline, rendered, sentences_of, without
from hesui_data.testing import texts

LINES = st.lists(
    st.sampled_from(
        (
            "王姨：", "　　新年好！给您拜年了。", "这一年多亏您照应，孩子才没饿着肚子上学。",
            "1. 早点睡。", "2. 多喝水，少生气。",
            "3. 常回家。", "- 灯笼", "（一）时间", "**小标题**", "“去哪儿？”他问。", "小满敬上", "正月初三",
        )
    ),
    min_size=1,
    max_size=9,
)  # fmt: skip
TEXTS = st.tuples(LINES, st.lists(st.sampled_from(("\n", "\n\n")), min_size=9, max_size=9)).map(
    lambda parts: "".join(line + gap for line, gap in zip(*parts, strict=False)).rstrip("\n")
)


@given(text=TEXTS)
def test_a_text_is_put_together_as_it_was(text):
    assert rendered(outline(text)) == text


@given(text=TEXTS)
def test_nothing_left_out_changes_nothing(text):
    assert rendered(without(outline(text), ())) == text


@given(text=texts())
def test_the_sentences_of_a_line_are_the_line(text):
    assert "".join(sentences_of(text)) == text


@given(text=texts())
def test_every_visible_line_is_in_the_outline(text):
    assert [line.text for line in outline(text)] == [row.rstrip() for row in text.split("\n") if row.strip()]


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("新年好！祝您平安。", 2),
        ("新年好！！🎉🎉 祝您平安～", 2),
        ("他说：“新年好！快进来。”大家都笑了。", 1),  # what follows a quotation may belong to it
        ("（家人都好！）祝您平安。", 1),
        ("她停了一下……没有回头。", 1),
        ('他说:"走吧！快。"然后关门。', 1),
        ("没有句号", 1),
    ],
)
def test_where_sentences_end(line, count):
    assert len(sentences_of(line)) == count


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        (
            "张老师：\n\n新年好！谢谢您。愿您假期睡到自然醒。\n\n学生小满\n腊月廿九",
            ["salutation", "body", "closing", "closing"],
        ),
        ("归途\n\n　　车来得很准，爸爸先把我的书包接上去，再伸手拉我。", ["title", "body"]),
        (
            "放假通知\n各位同事：\n腊月廿八起放假，正月初八上班。\n- 关电\n- 锁门\n行政部",
            ["title", "salutation", "body", "item", "item", "closing"],
        ),
        ("各位邻居：\n**一、时间**\n正月十五晚上六点半，社区小广场，雨天照办。", ["salutation", "heading", "body"]),
    ],
)  # fmt: skip
def test_what_a_line_is_for(text, roles):
    assert [line.role for line in outline(text)] == roles


def test_list_numbers_close_up():
    text = "要点：\n1. 早睡。\n2. 早起。\n3. 少生气。\n说明在后。\n1. 甲。\n2. 乙。"

    shorter = rendered(without(outline(text), {(1, 0), (5, 0)}))
    assert shorter == "要点：\n1. 早起。\n2. 少生气。\n说明在后。\n1. 乙。"


def test_a_gap_beside_a_line_that_goes_stays():
    assert rendered(without(outline("甲甲。\n\n乙乙。\n丙丙。"), {(1, 0)})) == "甲甲。\n\n丙丙。"
    assert rendered(without(outline("甲甲。\n乙乙。\n丙丙。"), {(1, 0)})) == "甲甲。\n丙丙。"
