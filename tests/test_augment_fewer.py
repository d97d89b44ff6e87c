"""Fewer items: the prompt asks for just so many, what stays is word for word, no point goes."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hesui_data.augment import fewer
from hesui_data.augment.fewer import FEWEST, fewer_items
from hesui_data.augment.retag import is_true
from hesui_data.length import items, parse_length
from hesui_data.length.numerals import render_number
from hesui_data.pair import Pair

WISHES = (
    "愿你出差有座，回家有人等。",
    "愿你方案一稿就过，周末不开会。",
    "愿你工位朝南，绿萝长得比人高。",
    "愿你的猫半夜不踩键盘。",
    "愿你常去江边走走，风大记得戴帽子。",
    "愿你炖的汤不咸，煎的鱼不破皮。",
    "愿你把攒了三年的假一次休完。",
)
LISTS = st.lists(st.sampled_from(WISHES), min_size=3, max_size=7, unique=True)


def asking(found, chinese):
    number = render_number(len(found), "chinese") if chinese else str(len(found))
    text = "\n".join(f"{at}. {wish}" for at, wish in enumerate(found, 1))
    return Pair(f"写{number}条给同事的新年祝福，每条25字以内，要实在", text)


def asked_items(prompt):
    return next(c.target for c in parse_length(prompt) if c.unit == "条")


def is_kept(short, pair):
    """The property: as many as asked, each as it was, in their order, numbered from one."""
    rest = iter(items(pair.response))
    marks = [int(mark) for mark in re.findall(r"^\d+", short.response, re.MULTILINE)]
    return (
        asked_items(short.prompt) == len(items(short.response)) == len(marks)
        and marks == list(range(1, len(marks) + 1))
        and all(item in rest for item in items(short.response))
    )


@settings(max_examples=50)
@given(found=LISTS, chinese=st.booleans())
def test_so_many_are_there_as_are_asked_for(found, chinese):
    pair = asking(found, chinese)

    for short in fewer_items(pair):
        assert is_kept(short, pair)
        assert is_true(short.prompt, short.response)
        assert FEWEST <= asked_items(short.prompt) < len(found)
        assert (short.seed, short.split, short.steps[-1].name) == (pair.seed, pair.split, "shorten")


def test_a_list_loses_items_at_all():
    assert [asked_items(short.prompt) for short in fewer_items(asking(WISHES[:6], chinese=True))] == [4, 3]


def test_a_number_that_stays_is_noticed(monkeypatch):
    pair = asking(WISHES[:6], chinese=True)
    monkeypatch.setattr(fewer, "renumbered", lambda prompt, old, new: prompt)

    assert not all(is_kept(short, pair) for short in fewer_items(pair))


@pytest.mark.parametrize(
    ("prompt", "frame", "why"),
    [
        ("给设计、财务、前台和保洁写四条祝福", "", "each is for someone"),
        ("写四条给同事的新年祝福", "送上四条心愿：\n", "the text says how many"),
        ("写几条给同事的新年祝福", "", "no number is asked for"),
        ("写三条给同事的新年祝福", "", "another number is asked for"),
        ("年会要挂条幅，分别写给四个组，写四条祝福", "", "each is for one of them"),
        ("给老梁、阿宁、小贺、孟师傅写四条祝福", "", "so many are named as there are items"),
    ],
)
def test_where_all_items_stay(prompt, frame, why):
    named = zip(("设计", "财务", "前台", "保洁"), WISHES, strict=False)
    text = frame + "\n".join(f"{at}. {name}：{wish}" for at, (name, wish) in enumerate(named, 1))

    assert list(fewer_items(Pair(prompt, text))) == [], why


def test_an_item_that_leans_on_another_keeps_the_list_whole():
    leaning = ("愿你早睡。", "所以也要早起。", *WISHES[:3])

    assert list(fewer_items(asking(leaning, chinese=True))) == []


def test_what_is_named_in_a_row_is_no_list_of_owners_unless_it_has_as_many_members():
    pair = asking(WISHES[:6], chinese=True)
    named = replace(pair, prompt=pair.prompt.replace("要实在", "要实在、俏皮、好记"))

    assert [asked_items(short.prompt) for short in fewer_items(named)] == [4, 3]
