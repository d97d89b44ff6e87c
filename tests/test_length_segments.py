"""Lines, paragraphs, sentences and items, as a reader sees them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hesui_data.length.segments import (
    clauses,
    items,
    labelled_part,
    lines,
    paragraphs,
    sentences,
    split_title,
    verse_lines,
)
from hesui_data.testing import texts

plain = st.text(st.sampled_from("春夏秋冬风花雪月日山水人家"), min_size=1, max_size=12)


def letters(text):
    return [character for character in text if character.isalnum()]


@pytest.mark.parametrize("segment", [lines, paragraphs, sentences, items, clauses, verse_lines])
@given(text=texts(surrogates=True))
def test_a_segment_is_never_blank_nor_invented(segment, text):
    for part in segment(text):
        assert part.strip() == part or segment in (items, paragraphs)
        assert part.strip()
        assert set(letters(part)) <= set(letters(text))


@given(text=texts())
def test_lines_lose_only_white_space(text):
    assert "".join("".join(lines(text)).split()) == "".join(text.split())


@given(text=texts())
def test_sentences_lose_no_letter(text):
    assert [c for s in sentences(text) for c in letters(s)] == letters(text) or verse_lines(text)


@given(parts=st.lists(plain, min_size=1, max_size=6), mark=st.sampled_from("。！？"))
def test_every_sentence_is_found(parts, mark):
    assert sentences("".join(part + mark for part in parts)) == tuple(
        part + mark for part in parts
    ) or verse_lines("".join(part + mark for part in parts))


@given(
    parts=st.lists(plain, min_size=2, max_size=8),
    mark=st.sampled_from(["{}. ", "{}、", "({}) ", "（{}）", "- ", "· ", "{})"]),
)
def test_every_item_is_found_without_its_mark(parts, mark):
    text = "\n".join(mark.format(n) + part for n, part in enumerate(parts, start=1))
    assert items(text) == tuple(parts)
    assert items(f"如下：\n\n{text}\n\n以上。") == tuple(parts)


@given(parts=st.lists(plain.map(lambda part: part + "，过年好。"), min_size=1, max_size=6))
def test_every_line_of_prose_is_a_paragraph_with_and_without_blank_lines(parts):
    long = [part + "炉火正旺，一家人围坐着说起这一年的收成和来年的打算。" for part in parts]
    assert paragraphs("\n".join(long)) == paragraphs("\n\n".join(long)) == tuple(long)


@given(text=texts())
def test_a_title_and_its_body_are_the_text(text):
    titled = split_title(text)
    assert letters(titled.body) == letters(text)[len(letters(text)) - len(letters(titled.body)) :]
    assert not titled.title or titled.title in text


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("新年好！祝你幸福。", 2),
        ("他说：“来啦！”然后笑了。", 2),
        ("他说“真好。”，就走了。", 1),
        ("等一等……再走。", 1),
        ("雪停了……\n天亮了", 2),
        ("圆周率是3.14，对吗？", 1),
        ("Dr. Li came at 9 a.m. today. He left.", 2),
        ("真的？！太好了！！", 2),
        ("（完）", 1),
        ("……", 0),
        ("举头望明月，低头思故乡。", 1),
        ("床前明月光，疑是地上霜。举头望明月，低头思故乡。", 4),
        ("春风得意\n马到成功", 2),
        ("", 0),
    ],
)
def test_sentences(text, count):
    assert len(sentences(text)) == count, sentences(text)


PROSE = "腊月二十三，母亲开始扫房，桌椅都搬到院子里，阳光照着浮尘，像一场小小的雪。"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (f"{PROSE}\n{PROSE}", 2),
        (f"{PROSE}\n\n{PROSE}\n\n\n{PROSE}", 3),
        (f"《扫房》\n{PROSE}\n{PROSE}", 2),
        (f"# 扫房\n\n{PROSE}\n\n{PROSE}", 2),
        (f"标题：扫房\n{PROSE}", 1),
        (f"亲爱的妈妈：\n　　{PROSE}\n　　{PROSE}\n此致\n敬礼\n小明\n2024年2月9日", 2),
        ("灯火一盏\n照着归人\n\n雪落两肩\n推门是春", 2),
        ("灯火一盏\n照着归人", 2),
        (PROSE, 1),
        ("", 0),
    ],
)
def test_paragraphs(text, count):
    assert len(paragraphs(text)) == count, paragraphs(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1. 新年好\n2. 万事如意", ("新年好", "万事如意")),
        ("祝福：\n一、安康\n二、吉祥\n\n祝好", ("安康", "吉祥")),
        ("① 安康\n② 吉祥", ("安康", "吉祥")),
        ("第一条：安康\n第二条：吉祥", ("安康", "吉祥")),
        ("**1. 安康**\n**2. 吉祥**", ("安康", "吉祥")),
        ("1. 安康\n   - 身体\n   - 心情\n2. 吉祥", ("安康\n- 身体\n- 心情", "吉祥")),
        ("- 安康\n- 吉祥", ("安康", "吉祥")),
        ("问：忙吗？\n答：忙。\n\n问：累吗？\n答：不累。", ("忙。", "不累。")),
        ("安康！\n\n吉祥！", ("安康！", "吉祥！")),
        ("安康！\n吉祥！", ("安康！", "吉祥！")),
        ("安康，吉祥！", ("安康，吉祥！",)),
        ("3.14 是圆周率\n2.71 是自然底数", ("3.14 是圆周率", "2.71 是自然底数")),
        ("1️⃣ 安康\n2️⃣ 吉祥", ("安康", "吉祥")),
    ],
)
def test_items(text, found):
    assert items(text) == found


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"# 扫房\n{PROSE}", "扫房"),
        (f"**扫房**\n\n{PROSE}", "扫房"),
        (f"《扫房》\n{PROSE}", "扫房"),
        (f"标题：《扫房》\n{PROSE}", "扫房"),
        (f"【标题】扫房\n{PROSE}", "扫房"),
        (f"扫房记\n\n{PROSE}", "扫房记"),
        (f"一个扫，一个擦\n\n{PROSE}", "一个扫，一个擦"),
        (f"亲爱的妈妈：\n{PROSE}", ""),
        (f"亲爱的妈妈，\n{PROSE}", ""),
        (f"1. 扫房\n{PROSE}", ""),
        (PROSE, ""),
        ("扫房", ""),
        ("标题：扫房", "扫房"),
    ],
)
def test_titles(text, title):
    assert split_title(text).title == title


COUPLET = "上联：瑞雪兆丰年\n下联：春风入旧门\n横批：万象更新"


@pytest.mark.parametrize(
    ("text", "name", "part"),
    [
        (COUPLET, "横批", "万象更新"),
        (COUPLET, "上联", "瑞雪兆丰年"),
        (COUPLET, "标题", None),
        ("【摘要】本文谈年。\n\n【正文】年来了。", "摘要", "本文谈年。"),
        ("摘要：\n本文谈年。\n从头谈起。\n\n正文：年来了。", "摘要", "本文谈年。\n从头谈起。"),
        ("## 摘要\n\n本文谈年。\n\n## 正文\n\n年来了。", "摘要", "本文谈年。"),
        ("**横批：** 如意", "横批", "如意"),
        ("横批是如意", "横批", None),
        ("横批：", "横批", None),
    ],
)
def test_parts_that_a_text_labels(text, name, part):
    assert labelled_part(text, name) == part


def test_verse_is_regular():
    assert verse_lines("白日依山尽，黄河入海流。欲穷千里目，更上一层楼。") == (
        "白日依山尽", "黄河入海流", "欲穷千里目", "更上一层楼",
    )  # fmt: skip
    assert verse_lines("《登楼》\n白日依山尽，\n黄河入海流。\n欲穷千里目，\n更上一层楼。")[0] == "白日依山尽"
    assert verse_lines("祝您安康，万事如意，新年好，发大财。") == ()
