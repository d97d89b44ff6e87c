"""What ``data/raw/seeds.jsonl`` promises, measured: it is a product, not a fixture."""

import json
import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from hesui_data.length import check_length, count_length, parse_length

ROOT = Path(__file__).parents[1]
SEEDS = [
    json.loads(line) for line in (ROOT / "data/raw/seeds.jsonl").read_text(encoding="utf-8").splitlines()
]
SET_PHRASES = (Path(__file__).parent / "cases/set_phrases.txt").read_text(encoding="utf-8").split("\n")

HAN_RUN = re.compile(r"[\u3400-\u9fff]+")
VERSES = {
    "五绝": (5, 4),
    "五言绝句": (5, 4),
    "七绝": (7, 4),
    "七言绝句": (7, 4),
    "五律": (5, 8),
    "五言律诗": (5, 8),
    "七律": (7, 8),
}
KINDS = {
    "leader": r"领导|主管|经理",
    "elder": r"长辈|二舅|姑|姥|叔",
    "parent": r"爸妈|父亲|母亲|家书",
    "teacher": r"老师|班主任|导师|恩师",
    "client": r"客户|老顾客",
    "colleague": r"同事|合伙人",
    "lover": r"女友|老公|爱人|男友",
    "group chat": r"群里|群的|工作群|家庭群|家族群|班级群",
    "couplet": r"春联|对联|对子|门联|[五七]言联",
    "poem": r"五绝|七绝|五律|七律|五言绝句|七言绝句|五言律诗|现代诗|打油诗|小诗",
    "speech": r"致辞|讲话|发言稿",
    "toast": r"祝酒|敬酒|敬叔叔|第一杯酒",
    "family letter": r"家书|给爸妈的信|寄给爸妈",
    "essay": r"作文|日记",
    "notice": r"告示|放假通知|营业通知",
    "video": r"短视频|口播|vlog|分镜",
    "host": r"主持|开场白|串词",
    "proposal": r"倡议书",
    "thanks": r"感谢信|送护士",
    "plan": r"计划|活动方案|约定|愿望",
    "custom": r"腊八|祭灶|扫尘|守岁|压岁钱最早|元宵和汤圆",
    "story": r"小故事|小小说|睡前",
    "riddle": r"灯谜|猜谜",
    "personality": r"[“\"]?[IE][”\"]?人|理工男|不爱说话",
    "red packet": r"红包封|压岁|红包封面",
    "comedy": r"相声|三句半|顺口溜",
}


def clauses_of_eight(text: str) -> set[str]:
    return {run[i : i + 8] for run in HAN_RUN.findall(text) for i in range(len(run) - 7)}


def han(text: str) -> int:
    return int(count_length(text, counter="han"))


def test_there_are_at_least_120_pairs_with_distinct_prompts_and_responses():
    assert len(SEEDS) >= 120
    assert len({seed["prompt"] for seed in SEEDS}) == len({seed["response"] for seed in SEEDS}) == len(SEEDS)
    assert all(set(seed) == {"prompt", "response"} for seed in SEEDS)


def test_no_clause_of_eight_characters_stands_in_two_seeds():
    allowed = set().union(*map(clauses_of_eight, SET_PHRASES))
    where = defaultdict(set)
    for i, seed in enumerate(SEEDS):
        for clause in clauses_of_eight(seed["response"]) - allowed:
            where[clause].add(i)

    assert not {clause: seeds for clause, seeds in where.items() if len(seeds) > 1}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_occasion_copy_stands_at_least_twice(kind):
    assert sum(bool(re.search(KINDS[kind], seed["prompt"])) for seed in SEEDS) >= 2


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed["prompt"][:24])
def test_each_seed_satisfies_its_own_demand(seed):
    assert not [v.message for v in check_length(seed["prompt"], seed["response"]) if v.breaks]


def test_there_are_length_demands_of_every_kind_unit_and_scope():
    asked = [c for seed in SEEDS for c in parse_length(seed["prompt"])]

    assert all(n >= 5 for n in Counter(c.kind for c in asked).values())
    assert {c.kind for c in asked} == {"at_most", "at_least", "about", "exact", "range"}
    assert {"字", "汉字", "句", "行", "段", "条"} <= {c.unit for c in asked}
    assert {"response", "title", "each_item", "each_line", "each_paragraph"} <= {c.scope for c in asked}
    assert sum(bool(re.search(r"[一二三四五六七八九十百]+个?字", seed["prompt"])) for seed in SEEDS) >= 10


def test_lengths_reach_from_10_to_800_with_enough_long_ones():
    lengths = [count_length(seed["response"]) for seed in SEEDS]

    assert min(lengths) <= 10
    assert max(lengths) >= 780
    assert sum(n >= 300 for n in lengths) >= 15
    assert sum(n >= 600 for n in lengths) >= 6


def test_layout_is_real():
    assert sum("\n" in seed["response"] for seed in SEEDS) >= 50
    assert sum("\n\n" in seed["response"] for seed in SEEDS) >= 15
    assert sum("\n\u3000\u3000" in seed["response"] for seed in SEEDS) >= 8
    assert sum(bool(re.search(r"^(\d+\.|-|[一二三]、)", seed["response"], re.M)) for seed in SEEDS) >= 10


def test_couplets_and_poems_are_right_line_by_line():
    right = 0
    for seed in SEEDS:
        lines = [line for line in seed["response"].split("\n") if line]
        form = next((VERSES[name] for name in VERSES if name in seed["prompt"]), None)
        if form:
            verses = HAN_RUN.findall(seed["response"])
            assert [len(verse) for verse in verses] == [form[0]] * form[1], seed["prompt"]
            right += 1
        elif any(line.startswith("横批：") for line in lines):
            halves = [han(re.sub("^[上下]联：", "", line)) for line in lines if "横批" not in line]
            assert len(halves) == 2, seed["prompt"]
            assert halves[0] == halves[1], seed["prompt"]
            right += 1

    assert right >= 10
