"""Which pairs may be given a length demand: prose that was asked for, and nothing else."""

import json

import pytest
from hypothesis import given

from hesui_data.augment.suits import REASONS, demand_on_zi, is_verse, suits, why_unsuited
from hesui_data.pair import Pair, Turn
from hesui_data.testing import pairs

PROSE = "老师过年好！这一年辛苦您了，愿您假期睡到自然醒，开学依旧神采奕奕。"
UNSUITED = [
    ("code", Pair("写一个给列表去重的函数", "可以这样写：\n```python\nlist(set(xs))\n```\n这样顺序会变，请留意。")),
    ("code", Pair("写一段介绍，60字以内", "先看这里：\nimport os\n再看这里，一共两行，其余的都是说明文字。")),
    ("table", Pair("写一份值班表，100字以内", "值班安排如下：\n| 日 | 人 |\n| --- | --- |\n| 初一 | 小周和他的徒弟 |")),
    ("data", Pair("把通讯录写成JSON，50字以内", '{"姓名": "周小满", "电话": "一三五七九", "住址": "槐荫路九号院"}')),
    ("translation", Pair("把这段祝福翻译成英文，30字以内", PROSE)),
    ("not Chinese prose", Pair("写一段英文贺卡，60字以内", "Happy New Year to you and your dear family 祝好")),
    ("too short", Pair("中国的首都是哪里？", "北京。")),
    ("too short", Pair("写一个成语，4字以内", "万事如意")),
    ("mathematics", Pair("写一段说明，50字以内：一共多少钱",
                         "六箱球拍，每箱八副，每副九元，先乘后加，6 × 8 = 48，所以一共要付四百三十二元钱。")),
    ("measure", Pair("给茶馆拟一副春联，要有横批", "上联：一盏清茶迎远客\n下联：半窗明月照归人\n横批：宾至如归")),
    ("measure", Pair("写一首七律咏雪", "满城飞絮入窗来，小院无人花自开。\n" * 4)),
    ("refusal", Pair("写一段对这家餐厅的评论", "很抱歉，您没有提供餐厅的名字，所以我无法写出评论。请告诉我更多信息。")),
    ("no writing task", Pair("列出五个写作文的办法", "多读，多看，多记，多想，多改，每天写一点，日子久了就会有长进。")),
    ("no writing task", Pair("为什么天是蓝的？", "阳光穿过大气时，蓝光比红光更容易散开，所以抬头看去天空是蓝的。")),
    ("no writing task", Pair("把下面这段话改写得更正式：过年好呀", PROSE)),
    ("dialogue", Pair("再写短一点", PROSE, history=(Turn("user", "写祝福"), Turn("assistant", "好")))),
    ("preference", Pair("给老师写一段拜年短信", PROSE, rejected_response="过年好")),
    ("rules elsewhere", Pair("给老师写一段拜年短信", PROSE, system="每次回答不超过100字。")),
]  # fmt: skip
SUITED = [
    Pair("给老师写一段拜年短信", PROSE),
    Pair("给老师写一段拜年短信，50字以内", PROSE),
    Pair("如何给老师发一条得体的拜年短信？", PROSE),
    Pair("除了过年好，还能对客户说点什么？", PROSE),
    Pair("写两条祝福，每条20字以内", "1. 愿您出门遇贵人，进门有热汤。\n2. 愿您灯火可亲，家人常在，岁岁如今。"),
    Pair("作为只会写代码的理工男，给导师写一条祝福，60字以内", PROSE),
]  # fmt: skip


@pytest.mark.parametrize(("reason", "pair"), UNSUITED)
def test_what_is_no_prose_is_left_alone(reason, pair):
    assert why_unsuited(pair) == reason


@pytest.mark.parametrize("pair", SUITED)
def test_writing_suits(pair):
    assert why_unsuited(pair) == ""


def test_every_reason_is_shown():
    assert {reason for reason, _ in UNSUITED} == set(REASONS)


@given(pair=pairs())
def test_any_pair_has_an_answer(pair):
    assert suits(pair) is (why_unsuited(pair) == "")


@pytest.mark.parametrize(
    ("prompt", "scope"),
    [
        ("写祝福，50字以内", "response"),
        ("写3条祝福，每条20字以内", "each_item"),
        ("写三段祝福", None),
        ("标题10字以内，正文200字左右，写一篇游记", None),
        ("写一副对联，每行7个字", None),
    ],
)
def test_a_demand_that_may_be_another(prompt, scope):
    found = demand_on_zi(prompt)

    assert (found.scope if found else None) == scope


@pytest.mark.parametrize(
    ("response", "verse"),
    [
        ("春来了，\n雪化了，\n你也该回来了。", True),
        ("- 早点睡\n- 多喝水\n- 少生气", False),
        (PROSE, False),
        (f"{PROSE}\n{PROSE}", False),
    ],
)
def test_verse_is_set_in_short_lines(response, verse):
    assert is_verse(Pair("写一段话", response)) is verse


def test_of_public_instructions_only_writing_is_touched(shared):
    rows = json.loads((shared / "llamafactory_zh/alpaca_zh_demo.json").read_text(encoding="utf-8"))
    found = [Pair(row["instruction"], row["output"]) for row in rows if not row["input"]]
    suited = [pair for pair in found if suits(pair)]

    assert 5 <= len(suited) <= 0.2 * len(found)
    assert not [p for p in suited if "```" in p.response or p.prompt.startswith(("列出", "解释", "计算"))]
