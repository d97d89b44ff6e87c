"""Preference pairs: the chosen one keeps the demand, the rejected one misses it by 5 to 30 %, all else alike."""

import json
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hesui_data.augment import preference
from hesui_data.augment.preference import preference_pairs
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


def letter(sentences: list[str], *, paragraphs: int = 1) -> str:
    """A letter with a salutation, ``sentences`` in so many paragraphs, a wish and a signature."""
    size = -(-len(sentences) // paragraphs)
    middle = ["".join(sentences[at : at + size]) for at in range(0, len(sentences), size)]
    return "\n\n".join(
        ("陈老师：", "新年好！谢谢您教我写字。" + middle[0], *middle[1:], "愿您健健康康。", "学生 小满")
    )


LETTERS = st.builds(
    lambda demand, sentences, paragraphs, split: Pair(
        f"给陈老师写一段新年问候，感谢她教我写字{demand}。",
        letter(sentences, paragraphs=paragraphs),
        split=split,
    ),
    st.sampled_from(("", "，150字以内", "，至少40字", "，100字左右", "，分3段")),
    st.lists(st.sampled_from(INNER), min_size=3, max_size=8, unique=True),
    st.integers(1, 3),
    st.sampled_from(("train", "eval")),
)
FULL = Pair("给陈老师写一段新年问候，感谢她教我写字。", letter(list(INNER)), split="train")


def counted(text: str) -> int:
    """字 counted in the plainest way: one for each character, one for each run of ASCII letters and digits."""
    return len(re.findall(r"[0-9A-Za-z]+(?:[!-~—]+[0-9A-Za-z]+)*|[^\s!-~]", text))


def whole(prompt: str) -> LengthConstraint:
    (demand,) = (c for c in parse_length(prompt) if c.scope == "response" and c.unit == "字")
    return demand


def missed(demand: LengthConstraint, count: int) -> float:
    """By what share of the number that it names ``count`` misses ``demand``."""
    if demand.target is not None:
        tolerated = demand.kind == "about" or demand.bare
        off = abs(count - demand.target)
        return 0 if tolerated and off <= max(2, demand.target / 10) else off / demand.target
    if demand.max is not None and count > demand.max:
        return (count - demand.max) / demand.max
    if demand.min is not None and count < demand.min:
        return (demand.min - count) / demand.min
    return 0


def skeleton(text: str) -> list[tuple[bool, str]]:
    """The lines of ``text``: whether a gap is above each, and how it is indented and marked."""
    rows = text.split("\n")
    return [
        (
            at > 0 and not rows[at - 1].strip(),
            re.match(r"\s*(?:[-*•]|\d+[.、])?", row)[0].rstrip("0123456789.、"),
        )
        for at, row in enumerate(rows)
        if row.strip()
    ]


def within(some: list, all_of: list) -> bool:
    rest = iter(all_of)
    return all(one in rest for one in some)


def sentences(text: str) -> list[str]:
    bare = re.sub(r"(?m)^\s*(?:[-*•]|\d+[.、])\s*", "", text)
    return [
        sentence.strip() for sentence in re.split(r"(?<=[。！？\n])(?![”’」』）])", bare) if sentence.strip()
    ]


def check(row: Pair, pair: Pair) -> None:
    demand, chosen, rejected = whole(row.prompt), row.response, row.rejected_response
    assert missed(demand, counted(chosen)) == 0
    assert 0.05 <= missed(demand, counted(rejected)) <= 0.30
    assert (counted(rejected) > counted(chosen)) == (row.steps[-1].detail == "too long")
    assert not [v for v in check_length(row.prompt, chosen) if v.breaks]
    assert [v.constraint for v in check_length(row.prompt, rejected) if v.breaks] == [demand]
    assert within(skeleton(rejected), skeleton(chosen)), "the chosen one lost layout"
    for text in (chosen, rejected):
        assert within(sentences(text), sentences(pair.response)), "a sentence was invented or moved"
        assert (
            text.split("\n")[0].strip() == pair.response.split("\n")[0].strip() or "\n" not in pair.response
        )
        assert text.rstrip()[-4:] == pair.response.rstrip()[-4:]
    asked = strip_length(row.prompt)
    assert all(clause in asked for clause in re.split("[，。？：\n]", strip_length(pair.prompt)))
    assert (row.seed, row.split, row.system, row.method) == (pair.seed, pair.split, pair.system, "preference")
    assert (row.history, row.weight) == ((), None)


def check_all(pairs: list[Pair], **options: object) -> list[Pair]:
    families = {pair.seed: pair for pair in pairs}
    rows = list(preference_pairs(pairs, **options))
    for row in rows:
        check(row, families[row.seed])
    return rows


@pytest.mark.parametrize("seed", ["one", "two"])
def test_every_pair_made_from_the_seeds_is_ordered_and_alike_in_all_else(seed):
    rows = check_all(SEEDS, seed=seed)

    assert {row.steps[-1].detail for row in rows} == {"too long", "too short"}
    assert len({row.prompt for row in rows}) == len(rows)


@given(pair=LETTERS, seed=st.text(max_size=3))
@settings(max_examples=40)
def test_every_pair_is_ordered_and_alike_in_all_else(pair, seed):
    check_all([pair], seed=seed)


def test_a_letter_gives_pairs_of_both_sides_with_several_kinds_of_demand():
    rows = check_all([FULL])

    sides = Counter(row.steps[-1].detail for row in rows)

    assert 2 <= sides["too long"] == sides["too short"] <= preference.PER_SIDE
    assert len({whole(row.prompt).kind for row in rows}) > 1


def test_chosen_and_rejected_changed_about_are_noticed(monkeypatch):
    right = preference.lesson
    monkeypatch.setattr(
        preference,
        "lesson",
        lambda *given, prompt, response: right(*given, prompt=prompt, response="新年好。"),
    )
    with pytest.raises(AssertionError):
        check_all([FULL])


def test_a_rejected_one_that_misses_by_too_little_or_too_much_is_noticed(monkeypatch):
    monkeypatch.setattr(preference, "LEAST_MISS", 0.0)
    monkeypatch.setattr(preference, "MOST_MISS", 9.0)
    monkeypatch.setattr(preference, "PER_SIDE", 50)
    with pytest.raises(AssertionError):
        check_all(SEEDS)


def test_a_chosen_one_that_lost_a_paragraph_is_noticed(monkeypatch):
    pair = replace(FULL, response=letter(list(INNER), paragraphs=4), id="", seed="")
    head, second, _, *rest = pair.response.split("\n\n")
    poorer = "\n\n".join((head, second, *rest))
    monkeypatch.setattr(preference, "versions", lambda pair, seed: (pair.response, poorer))
    assert {choice.side for choice in preference._choices(pair, "", ())} == {"too short"}

    monkeypatch.setattr(preference, "keeps_layout", lambda text, other: True)
    with pytest.raises(AssertionError, match="lost layout"):
        check_all([pair])


def test_as_many_are_too_long_as_too_short_in_each_split():
    mixed = [replace(pair, split="eval" if at % 3 else "train") for at, pair in enumerate(SEEDS)]
    rows = list(preference_pairs(mixed))

    assert {row.split for row in rows} == {"train", "eval"}
    for split in ("train", "eval"):
        sides = [row.steps[-1].detail for row in rows if row.split == split]
        assert sides.count("too long") == sides.count("too short")


def test_the_order_of_arrival_changes_nothing():
    assert list(preference_pairs(SEEDS)) == list(preference_pairs(SEEDS[::-1]))


def test_a_dependence_on_the_order_is_noticed(monkeypatch):
    monkeypatch.setattr(preference, "_originals_first", lambda pair: 0)
    monkeypatch.setattr(preference, "seeds_in_turn", lambda rows, seed: list(rows))
    assert list(preference_pairs(SEEDS)) != list(preference_pairs(SEEDS[::-1]))


def test_the_pairs_are_left_as_they_were_and_none_of_them_is_given_back():
    before = list(SEEDS)
    rows = list(preference_pairs(SEEDS))

    assert before == SEEDS
    assert not {row.id for row in rows} & {pair.id for pair in SEEDS}
    assert len({row.id for row in rows}) == len(rows)


def test_no_train_row_asks_for_a_held_out_number_and_an_eval_row_may():
    held_out = range(10, 1000, 5)
    train = list(preference_pairs([FULL], held_out=held_out))
    held_back = list(preference_pairs([replace(FULL, split="eval")], held_out=held_out))

    assert not [row for row in train if asked_values(row.prompt) & set(held_out)]
    assert [row for row in held_back if asked_values(row.prompt) & set(held_out)]
    assert not [
        row for row in preference_pairs(SEEDS, held_out=HELD_OUT) if asked_values(row.prompt) & set(HELD_OUT)
    ]


def test_a_held_out_number_that_is_asked_for_is_noticed():
    rows = list(preference_pairs([FULL], held_out=()))
    assert any(asked_values(row.prompt) & set(range(10, 1000, 5)) for row in rows)


def test_what_is_no_plain_request_gives_no_pair():
    talk = replace(FULL, history=(Turn("user", "好"), Turn("assistant", "嗯")), id="")
    choice = replace(FULL, rejected_response="新年好。", id="")
    rejected = FULL.flag(Issue.of("HD103", field="response"))
    verse = Pair("写一首五绝", "白日依山尽，\n黄河入海流。\n欲穷千里目，\n更上一层楼。")

    assert list(preference_pairs([talk, choice, rejected, verse])) == []


def test_the_system_text_stays():
    pair = replace(FULL, system="你说话温和。", id="", seed="")
    assert {row.system for row in preference_pairs([pair])} == {"你说话温和。"}


def test_several_requests_for_one_response_give_distinct_prompts():
    twin = FULL.grow("retag", prompt="给陈老师写一段新年问候，感谢她教我写字，200字以内。")
    rows = list(preference_pairs([twin, FULL]))

    assert len({row.prompt for row in rows}) == len(rows)
    assert rows == list(preference_pairs([FULL, twin]))


def couples() -> Counter[tuple[str, str]]:
    """How many prompts are asked with the same two answers, where one sentence may go and many prompts share it."""
    text = "陈老师，新年好！谢谢您教我写字，一笔一画都记得。窗外的腊梅开得正香。"
    text += "愿您健健康康，天天开心，书桌上常有阳光，案头总有新茶。"
    letters = [
        replace(FULL, prompt=f"{number}班的同学{FULL.prompt}", response=text, id="", seed="")
        for number in "一二三四五六七八九十"
    ]
    return Counter((row.response, row.rejected_response) for row in preference_pairs(letters))


def test_the_same_two_answers_stand_under_few_prompts():
    assert max(couples().values()) == preference.PER_COUPLE


def test_a_couple_without_a_limit_is_noticed(monkeypatch):
    limit = preference.PER_COUPLE
    monkeypatch.setattr(preference, "PER_COUPLE", 100)

    assert max(couples().values()) > limit


def test_of_one_seed_no_demand_is_made_twice():
    variants = [
        FULL,
        *(FULL.grow("rules", prompt=FULL.prompt[:-1] + end) for end in ("，亲切些。", "，别客套。")),
    ]
    rows = list(preference_pairs(variants))
    asked = Counter((row.seed, whole(row.prompt)) for row in rows)

    assert len(rows) > 4
    assert max(asked.values()) == 1
