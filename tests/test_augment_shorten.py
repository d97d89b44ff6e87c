"""A shorter response: only whole sentences go, what stays is closed, and the prompt's points are made."""

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hesui_data.augment import shorten
from hesui_data.augment.cohesion import (
    brings_in,
    hints_taken,
    is_closed,
    is_pinned,
    leans_back,
    leaves_open,
    points_made,
    says,
    unlocated,
)
from hesui_data.augment.outline import outline, sentences_of
from hesui_data.augment.shorten import LEAST_KEPT, MOST_KEPT, SHORTEST_VERSION, shorter_responses
from hesui_data.length import count_length
from hesui_data.pair import Pair

PROMPT = "给韩老师写一封新年短信，感谢她教我拉琴，提到“韧”字"
WISHES = (
    "谢谢您这一年教我拉琴，手指磨出了茧，心里却踏实。",
    "您常说琴要一个“韧”字，我写在了谱子上。",
    "院子里的蜡梅开得正旺。",
    "楼下的孩子们在堆雪人。",
    "汤圆已经下了锅，满屋子都是桂花味。",
    "它是您送的，我一直舍不得用。",
    "因此我每天都早起一刻钟。",
    "隔壁新搬来一位会吹笛子的姑娘。",
    "姑娘答应正月里跟我合一段。",
    "首先要谢您的耐心。",
    "您还记得去年那场雨吗？",
    "晚会定在正月十二，票我给您留着。",
    "愿您新的一年琴声不断，身边总有热茶。",
)
LETTERS = st.lists(st.sampled_from(WISHES), min_size=6, max_size=12, unique=True).flatmap(
    lambda chosen: st.integers(2, 5).map(lambda size: letter(chosen, size))
)


def letter(chosen, size):
    """A letter whose paragraphs have ``size`` sentences each."""
    body = ["".join(chosen[at : at + size]) for at in range(0, len(chosen), size)]
    return "\n\n".join(["韩老师：", *body, "愿您琴声悠扬，假期睡到自然醒。", "学生小满"])


def is_part_of(short, whole):
    """Whether the sentences of ``short`` stand in ``whole`` in the same order."""
    rest = iter(whole)
    return all(sentence in rest for sentence in short)


def sentences(text):
    return [sentence.strip() for line in text.split("\n") for sentence in sentences_of(line)]


def keeps_frame(short, whole):
    """The property of the salutation and the closing: first line and last lines are the same."""
    return short.split("\n")[0] == whole.split("\n")[0] and short.split("\n")[-1] == whole.split("\n")[-1]


@given(response=LETTERS)
def test_only_whole_sentences_go(response):
    for short in shorter_responses(Pair(PROMPT, response)):
        assert is_part_of(sentences(short), sentences(response))
        assert short != response


@given(response=LETTERS)
def test_salutation_and_closing_stay(response):
    for short in shorter_responses(Pair(PROMPT, response)):
        assert keeps_frame(short, response)


@given(response=LETTERS)
def test_every_point_of_the_prompt_that_was_made_is_made(response):
    made, hints = points_made(PROMPT, response), hints_taken(PROMPT, response)

    for short in shorter_responses(Pair(PROMPT, response)):
        assert says(short, made) == made
        assert len(hints) - len(says(short, hints)) < 2


@given(response=LETTERS)
def test_what_stays_leans_on_nothing_that_went(response):
    whole = sentences(response)
    for short in shorter_responses(Pair(PROMPT, response)):
        kept = sentences(short)
        for before, after in pairwise(kept):
            if whole.index(after) - whole.index(before) > 1:
                assert not leans_back(after)
                assert not leaves_open(before)
        introduced = re.search("会吹笛子的姑娘.*姑娘答应", response, re.DOTALL)
        assert not introduced or "姑娘答应" not in short or "会吹笛子的姑娘" in short


@given(response=LETTERS)
def test_a_version_is_a_good_deal_shorter_and_not_too_short(response):
    whole = count_length(response)
    lengths = [whole, *(count_length(short) for short in shorter_responses(Pair(PROMPT, response)))]

    assert len(lengths) <= 4
    assert all(later <= MOST_KEPT * former for former, later in pairwise(lengths))
    assert lengths[-1] >= min(whole, max(SHORTEST_VERSION, LEAST_KEPT * whole))


@given(response=LETTERS, seed=st.text(max_size=3))
def test_the_same_pair_gives_the_same_versions(response, seed):
    pair = Pair(PROMPT, response)

    assert shorter_responses(pair, seed=seed) == shorter_responses(pair, seed=seed)


def test_there_are_shorter_versions_at_all():
    response = letter(WISHES[:5], 5)

    assert len(shorter_responses(Pair(PROMPT, response))) >= 1


def test_a_shortener_that_drops_the_salutation_is_noticed():
    response = letter(WISHES[:5], 3)
    broken = response.split("\n\n", 1)[1]

    assert is_part_of(sentences(broken), sentences(response))
    assert not keeps_frame(broken, response)


def test_a_shortener_that_looks_at_no_pronoun_is_noticed(monkeypatch):
    response = letter((WISHES[0], WISHES[1], WISHES[2], WISHES[5], WISHES[3], WISHES[4]), 6)
    careful = shorter_responses(Pair(PROMPT, response))
    monkeypatch.setattr(shorten, "leans_back", lambda sentence: False)
    found = [shorter_responses(Pair(PROMPT, response), seed=str(n)) for n in range(20)]

    assert not any("它是" in short and "蜡梅" not in short for short in careful)
    assert any("它是" in short and "蜡梅" not in short for versions in found for short in versions)


def test_a_named_point_stays_where_it_is_first_said_though_a_word_of_it_comes_again():
    cat, passing = "家里的猫胖得跳不上窗台，每天上午晒背。", "除夕晚上我们加一只猫给你打视频。"
    response = f"小满：\n\n值班表我看到了。{cat}" + "".join(WISHES[:3]) + f"{passing}到时候别掉线。\n\n姐姐"
    pair = Pair("给妹妹写一封信，要提到家里的猫", response)
    found = [text for n in range(30) for text in shorter_responses(pair, seed=str(n))]

    assert found
    assert all(cat in text for text in found)
    free = replace(pair, prompt="给妹妹写一封信，轻松一些")
    assert any(cat not in text for n in range(30) for text in shorter_responses(free, seed=str(n)))


def test_items_go_and_their_numbers_close_up():
    items = [
        "少熬夜，书读困了就合上，别跟自己较劲。",
        "多走路，菜场远一站也不坐车。",
        "常给爸妈写明信片，字丑也要寄出去。",
        "学会炖羊汤，请楼上楼下的邻居来尝尝咸淡。",
    ]
    response = (
        "新年打算：\n"
        + "\n".join(f"{n}. {item}" for n, item in enumerate(items, 1))
        + "\n写完贴在床头，年底来对账。"
    )
    found = shorter_responses(Pair("写一份新年打算，实在一点", response))

    assert found
    for short in found:
        marks = re.findall(r"^\d+", short, re.MULTILINE)
        assert marks == [str(n) for n in range(1, len(marks) + 1)]
        assert len(marks) == 3


@pytest.mark.parametrize(
    ("prompt", "why"),
    [
        ("写一个关于韩老师的小故事", "a story hangs together"),
        ("写四条给韩老师的祝福", "so many are asked for"),
        ("为什么要给韩老师拜年？写一段话解释", "an explanation needs its reasons"),
        ("给韩老师写一段拜年话，提到她养的画眉", "the point cannot be found"),
        ("给韩老师写一首小诗", "verse has its measure"),
        ("把下面这封信改写得更短", "the material decides"),
    ],
)
def test_what_must_stay_whole(prompt, why):
    assert shorter_responses(Pair(prompt, letter(WISHES[:5], 3))) == (), why


@pytest.mark.parametrize(
    "response",
    [
        "韩老师新年好！愿您平安。",  # nothing to spare
        letter(WISHES[:5], 3).replace("谢谢您", "先说三件事。谢谢您"),  # counts its points
        letter(WISHES[:2], 2) * 20,  # too long to see through
        "妈妈说：“去吧。”\n“不去。”我说。\n" * 6,  # speech
    ],
)
def test_which_texts_stay_whole(response):
    assert shorter_responses(Pair(PROMPT, response)) == ()


@pytest.mark.parametrize(
    ("sentence", "leans"),
    [
        ("因此我们更要珍惜。", True),
        ("它陪我长大。", True),
        ("其次是汤。", True),
        ("这让我很感动。", True),
        ("我也想家。", True),
        ("“这个，”他说，“给你。”", True),
        ("这一年，您辛苦了。", False),
        ("其实不远。", False),
        ("愿您身体健康。", False),
        ("🎉 祝您平安！", False),
    ],
)
def test_leaning_back(sentence, leans):
    assert leans_back(sentence) is leans


@pytest.mark.parametrize(
    ("sentence", "pinned"),
    [
        ("正月初八上午九点开门。", True),
        ("我是您的学生小满。", True),
        ("首先谢谢大家。", True),
        ("没有卖，在阁楼上。", True),
        ("但我们没有怕。", True),
        ("请看这张单子：", True),
        ("（未完。", True),
        ("愿您新的一年顺心。", False),
        ("院子里的蜡梅开了！🎉", False),
    ],
)
def test_pinned(sentence, pinned):
    assert is_pinned(sentence) is pinned


def test_closed_and_open():
    assert is_closed("她说：“好。”")
    assert not is_closed("她说：“好。")
    assert leaves_open("有三样：")
    assert not leaves_open("有三样。")


def test_what_brings_something_in():
    assert {"团团", "小狗"} <= brings_in("我的小狗叫团团。")
    assert not brings_in("祝您快乐")


def test_a_point_is_located_by_its_words_or_its_theme():
    assert unlocated("写给邻居，感谢她送菜", "谢谢您的菜。") == ()
    assert unlocated("写给邻居，提到她的画眉", "谢谢您的菜。") == ("提到她的画眉",)


def test_the_layout_of_what_stays_is_kept():
    response = (
        "韩老师：\n\n　　"
        + "".join(WISHES[:3])
        + "\n\n　　"
        + "".join(WISHES[3:5])
        + "新的一年，愿您身体安康。\n\n小满"
    )
    for short in shorter_responses(Pair(PROMPT, response)):
        assert all(line.gap for line in outline(short)[1:])
        assert {line.head for line in outline(short) if line.role == "body"} == {"　　"}
