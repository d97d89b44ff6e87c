"""The whole-set stage: originals pass, variants are true, distinct, balanced, and the same in any order."""

import re
from collections import Counter
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hesui_data.augment import choose, tally
from hesui_data.augment.choose import augment
from hesui_data.augment.retag import is_true, own_demand, retagged, true_demands
from hesui_data.augment.tally import SLACK, Quotas, Tally, cell_of, frame_of, prompt_key, row_of
from hesui_data.checks import ROBUST_COUNTERS
from hesui_data.length import count_length, parse_length
from hesui_data.pair import Issue, Pair, Step
from hesui_data.splits import BUCKETS, HELD_OUT, asked_values, bucket_of

SEEDS = (
    Pair(
        "给韩老师写一段新年问候，50字以内，口气亲切。",
        "韩老师新年好！琴我一天没落下，弓也学会擦松香了。愿您假期睡到自然醒，热茶不断，楼下的猫照样来蹭饭。",
    ),
    Pair("怎样跟房东阿姨说新年好？三十字左右。", "阿姨过年好！水管修好了，您安心打牌，回来给您带一坛米酒。"),
    Pair(
        "替面馆写一则开门告示",
        "本店正月初八开门，头汤还是老师傅熬的。早来的客人，小菜随便添；晚来的客人，灯给您留着。"
        "天冷路滑，慢慢走。",
    ),
    Pair(
        "写一段开场白，不少于60字，给楼道联欢会用。",
        "各位邻居，晚上好！今晚没有票，没有座位号，先到的坐沙发，后到的坐马扎。"
        "台上的是你家孩子，台下的是我家老人，唱跑了调也算数，掌声请先热起来！",
    ),
    Pair(
        "给女儿写一封短信，70到90字，叮嘱她路上小心。",
        "闺女：\n票我替你取好了，靠窗。包里那罐辣酱别压着，热水壶的盖子拧紧。到站先给我回一个字，多晚我都等着。"
        "家里的狗听见火车响就往门口跑，这几天一次也没跑错。\n爸爸",
    ),
    Pair(
        "写三条给同事的祝福，每条20字以内。",
        "1. 愿你方案一稿就过，周末不开会。\n2. 愿你工位朝南，绿萝长得比人高。\n3. 愿你出差有座，回家有人等。",
    ),
    Pair("作一首七律咏雪", "万户围炉笑语长，一灯守夜到天光。\n" * 4),
    Pair("写一个排序函数", "```python\nsorted(xs)\n```\n它会返回一个新的列表，原来的那个不变。"),
)
LONG = Pair(
    "给公交公司写一封感谢信，谢谢末班车的司机",
    "公交公司的同志：\n\n我想谢谢末班车的那位司机。孩子下课晚，每天都是跑着赶车。车到站以后，司机总要下来绕车走一圈。"
    "雨天的时候，站台上的积水能没过鞋面。后座的小灯坏了又修好，修好了又坏。等孩子们上齐了，车门才慢慢关上。\n\n"
    "谢谢您让我们放心。\n\n一位家长",
)
SETS = st.lists(st.sampled_from(SEEDS), unique=True, min_size=1).flatmap(
    lambda chosen: st.lists(st.sampled_from(("train", "train", "eval", "")), min_size=8, max_size=8).map(
        lambda splits: [replace(pair, split=split) for pair, split in zip(chosen, splits, strict=False)]
    )
)


def grown(given_pairs, **options):
    """The variants, and all rows."""
    rows = list(augment(given_pairs, **options))
    return [row for row in rows if not row.original], rows


def prompts_are_distinct(rows):
    keys = [prompt_key(row.prompt) for row in rows]
    return len(keys) == len(set(keys))


def asks_no_held_out_number_in_train(rows):
    return not any(asked_values(row.prompt) & set(HELD_OUT) for row in rows if row.split != "eval")


def most_prompts(rows):
    return max(Counter(row.response for row in rows).values())


@settings(max_examples=15)
@given(pairs=SETS)
def test_originals_pass_as_they_are_and_in_order(pairs):
    _, rows = grown(pairs)

    assert rows[: len(pairs)] == pairs
    assert len({row.id for row in rows}) == len(rows)


@settings(max_examples=15)
@given(pairs=SETS)
def test_every_variant_is_true_distinct_and_of_its_seed(pairs):
    variants, rows = grown(pairs)
    seeds = {pair.id: pair for pair in pairs}

    assert all(is_true(row.prompt, row.response) for row in variants)
    assert prompts_are_distinct(rows)
    assert all(row.split == seeds[row.seed].split for row in variants)
    assert all(row.steps[-1].name == "retag" and row.steps[-1].detail for row in variants)
    assert most_prompts(rows) <= 4
    assert asks_no_held_out_number_in_train(variants)


@settings(max_examples=10)
@given(pairs=SETS, shuffled=st.randoms(use_true_random=False))
def test_the_order_of_arrival_changes_nothing(pairs, shuffled):
    _, rows = grown(pairs)
    mixed = list(pairs)
    shuffled.shuffle(mixed)

    assert grown(mixed)[1][len(pairs) :] == rows[len(pairs) :]


ALIKE = [
    Pair(
        f"写一份{name}的面试通知",
        f"{name}同学：你好！很高兴通知你通过了筛选，请于{day}日到一楼前台签到，带上身份证和两份简历。"
        "时间不便，请提前一天来电。祝你顺利！",
        id=f"{day:02d}",
        seed=f"{day:02d}",
        split="eval" if day % 5 == 0 else "train",
    )
    for day, name in enumerate(
        ("王禾", "李川", "赵岚", "钱溪", "孙舟", "周桐", "吴竹", "郑松", "冯柏", "陈梅", "卫兰")
    )
]


@settings(max_examples=10)
@given(chosen=SETS, alike=st.integers(0, len(ALIKE)), per_response=st.integers(2, 5))
def test_what_was_refused_is_remembered_and_nothing_else_changes(chosen, alike, per_response):
    rows = [*chosen, *ALIKE[:alike]]
    found = list(augment(rows, per_response=per_response))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(choose._Choice, "_may_be_said", lambda self, pair, demand: True)
        plain = list(augment(rows, per_response=per_response))

    assert found == plain


def test_another_seed_makes_another_choice():
    assert grown(SEEDS)[0] != grown(SEEDS, seed="another")[0]


@pytest.mark.parametrize("per_response", [1, 2, 3, 6])
def test_a_response_has_so_many_prompts(per_response):
    variants, rows = grown(SEEDS, per_response=per_response)

    assert most_prompts(rows) == per_response
    assert bool(variants) is (per_response > 1)


@pytest.mark.parametrize("target", [3, 10, 14])
def test_no_variant_beyond_the_target(target):
    assert len(grown(SEEDS, target_rows=target)[1]) == max(target, len(SEEDS))


def test_what_does_not_suit_gets_no_variant():
    variants, _ = grown(SEEDS)

    assert {row.seed for row in variants} == {pair.id for pair in SEEDS[:6]}


def test_rejected_pairs_pass_and_are_not_grown():
    rejected = SEEDS[0].flag(Issue.of("HD401", twin="x"))

    assert grown([rejected])[1] == [rejected]


def test_a_pair_that_breaks_its_own_demand_is_not_grown():
    broken = Pair("给老师写一段拜年短信，20字以内", SEEDS[0].response)

    assert grown([broken])[1] == [broken]


def test_no_wording_has_more_than_its_share():
    _, rows = grown(SEEDS, max_phrase_share=0.1)
    wordings = Counter(wording for row in rows for wording in row_of(row).wordings)

    assert max(wordings.values()) <= max(2, 0.1 * len(rows))  # 2: the seeds have one twice


def test_kinds_are_balanced():
    variants, _ = grown(SEEDS)
    kinds = Counter(c.kind for row in variants for c in parse_length(row.prompt) if c.unit == "字")

    assert set(kinds) >= {"at_most", "at_least", "about", "range"}
    assert max(kinds.values()) <= 0.5 * sum(kinds.values())


def test_each_held_out_number_that_can_be_true_is_asked_in_eval():
    texts = {66: "灯" * 64 + "。", 88: "愿" * 88, 135: "月" * 130, 260: "家" * 250}
    pairs = [Pair(f"给{n}号房客写一段新年问候", text, split="eval") for n, text in texts.items()]
    _, rows = grown(pairs)

    asked = {number for row in rows for number in asked_values(row.prompt)}
    assert asked >= set(texts)


def test_the_same_rows_in_train_ask_for_none():
    pairs = [Pair(f"给{n}号房客写一段新年问候", "灯" * n, split="train") for n in HELD_OUT]
    variants, _ = grown(pairs)

    assert variants
    assert asks_no_held_out_number_in_train(variants)


def test_a_rewording_with_the_same_demand_is_asked_for_otherwise():
    seed = SEEDS[0]
    reworded = seed.grow(
        "rules", Step("rules", "prompt", "question.how"), prompt="新年怎样问候韩老师？50字以内，口气亲切。"
    )
    rows = list(augment([seed, reworded], per_response=2))

    assert rows[0] == seed
    assert rows[1].id == reworded.id
    assert parse_length(rows[1].prompt) != parse_length(seed.prompt)
    assert [step.name for step in rows[1].steps] == ["rules", "retag"]
    assert frame_of(rows[1]) == "question.how"


def test_no_frame_has_more_than_its_share():
    frame = Step("rules", "prompt", "question.how")
    pairs = [pair.grow("rules", frame, prompt=f"{pair.prompt}可好") for pair in SEEDS[:5]]
    variants, rows = grown([*SEEDS, *pairs], max_frame_share=0.05)

    assert sum(frame_of(row) == "question.how" for row in rows) == len(pairs)
    assert len(variants) > len(pairs)


def test_a_long_and_a_short_answer_stand_side_by_side():
    rows = list(augment([*SEEDS, LONG]))
    lengths = {count_length(row.response) for row in rows if row.seed == LONG.id}
    whole, shorter = max(lengths), min(lengths)

    assert shorter < 0.9 * whole
    for row in rows:
        if row.seed == LONG.id and row.response != LONG.response:
            assert [step.name for step in row.steps] == ["shorten", "retag"]
            assert not any(c.admits(whole) for c in parse_length(row.prompt))


def test_no_two_versions_of_a_response_are_asked_for_by_the_same_demand():
    rows = [row for row in augment([*SEEDS, LONG], per_response=6) if row.seed == LONG.id]
    asked = {
        text: [frozenset(parse_length(row.prompt)) for row in rows if row.response == text]
        for text in {row.response for row in rows}
    }

    assert len(asked) > 2
    for one, other in combinations(asked.values(), 2):
        assert not set(one) & set(other)


def test_shorter_versions_do_not_pull_the_set_to_the_short_side():
    pairs = [*SEEDS, LONG, replace(LONG, prompt=f"{LONG.prompt}。车在槐荫路", id="", seed="")]
    rows = list(augment(pairs))

    unshortened = [row for row in rows if row.steps[:1] == () or row.steps[0].name != "shorten"]
    assert len(unshortened) < len(rows)
    for end in range(1, len(BUCKETS)):
        allowed = max(share_below(pairs, end) + SLACK, share_below(unshortened, end))
        assert share_below(rows, end) <= allowed


def share_below(rows, end):
    return sum(bucket_of(int(count_length(r.response))) in BUCKETS[:end] for r in rows) / len(rows)


LISTED = Pair(
    "列一份给同事的新年打算，五条，每条30字以内，实在一点",
    "1. 少熬夜，书读困了就合上，别跟自己较劲。\n2. 多走路，菜场远一站，不坐车。\n3. 常给爸妈写明信片，字丑不怕。\n"
    "4. 学会炖羊汤，请楼上楼下来尝咸淡。\n5. 把借来的书还掉，顺便道声谢。",
)
ESSAY = Pair(
    "写一篇短文谈过年",
    "除夕那天，炉子上的砂锅从早响到晚，满屋都是桂花和羊肉的香气，窗上结着一层白雾，谁路过都要停一停。\n\n"
    "奶奶坐在灶前添柴，嘴里念着各家的名字，念一个，往碗里添一枚汤圆，念漏了谁，就重新数一遍。\n\n"
    "灯一盏一盏亮起来，巷口的狗不再叫了，走了一年的人，正背着风，一步一步往家里走。",
)
VERSE = Pair(
    "写一首小诗，谈谈回家", "雪落在瓦上\n灯亮在窗里\n奶奶端出一碗汤圆\n我数着归来的脚步\n猫也醒了\n门开着"
)
DIVERSE = (*SEEDS[:6], LISTED, ESSAY, VERSE, LONG)


def cells(rows):
    return Counter(row_of(row).cell for row in rows)


def fills_what_can_be_filled(rows, pairs):
    """The property of the quotas: of what is true and sayable of some response, each scope is asked for."""
    have = {(scope, bucket) for _, scope, bucket in cells(rows)}
    can = {
        (cell_of({*demand.constraints, *kept(pair)})[1], row_of(pair).bucket)
        for pair in pairs
        for demand in true_demands(pair)
        if retagged(pair, demand) is not None
    }
    return can <= have


def kept(pair):
    """The demands of a prompt that stay beside a new one."""
    return set(parse_length(pair.prompt)) - {own_demand(pair.prompt)}


def test_no_scope_that_the_responses_can_fill_stays_empty_and_none_dominates():
    rows = grown(DIVERSE, per_response=14, max_phrase_share=0.2)[1]
    found = cells(rows)

    assert fills_what_can_be_filled(rows, DIVERSE)
    assert {
        "each_item",
        "each_item+",
        "each_paragraph",
        "each_sentence",
        "each_line",
        "response",
        "response+",
    } <= {scope for _, scope, _ in found}
    assert max(found.values()) <= 0.15 * len(rows)


def test_a_chooser_that_looks_at_no_cell_is_noticed(monkeypatch):
    monkeypatch.setattr(Tally, "surplus", lambda self, cell, bucket: (cell[1] != "response", 0.0))

    assert not fills_what_can_be_filled(grown(DIVERSE, per_response=5)[1], DIVERSE)


@pytest.mark.parametrize(
    ("style", "form"), [("bracket", r"【[^】]*数：[^】]+】"), ("token", r"\[LEN:[^\]]+\]")]
)
def test_marks_stand_in_what_is_grown_and_in_nothing_else(style, form):
    variants, rows = grown(DIVERSE, tag_style=style)

    assert rows[: len(DIVERSE)] == list(DIVERSE)
    assert len(variants) > len(DIVERSE)
    for row in variants:
        assert re.search(form, row.prompt), row.prompt
        assert is_true(row.prompt, row.response)
        assert "【字数：】" not in row.prompt


def test_head_room_is_kept_by_every_variant():
    variants, _ = grown(DIVERSE, headroom=0.1, shorten=False)
    counts = [(c, count_length(row.response)) for row in variants for c in parse_length(row.prompt)]
    whole = [(c, n) for c, n in counts if c.scope == "response" and c.unit == "字"]

    assert {c.kind for c, _ in whole} >= {"at_most", "at_least"}
    assert all(n <= 0.9 * c.max for c, n in whole if c.kind == "at_most")
    assert all(n >= 1.1 * c.min for c, n in whole if c.kind == "at_least")


@pytest.mark.parametrize("counter", ["zi", "chars", "zi_no_punct"])
def test_variants_hold_by_the_counter_of_the_recipe(counter):
    text = "老师：2024年Happy New Year！" + "愿您出门有人等，进门有热汤。" * 6
    variants, _ = grown([Pair("给老师写一段新年问候", text)], counter=counter, robust=True)

    assert variants
    for row in variants:
        assert is_true(row.prompt, row.response, counters=(counter, *ROBUST_COUNTERS))


def test_responses_stay_whole_where_that_is_asked_for():
    assert any(row.response != LONG.response for row in grown([LONG])[0])
    assert all(row.response == LONG.response for row in grown([LONG], shorten=False)[0])


def test_a_list_is_asked_for_with_fewer_items():
    variants, rows = grown([*SEEDS, LISTED], max_phrase_share=0.5)
    fewer = [row for row in variants if row.seed == LISTED.id and row.response != LISTED.response]

    assert fewer
    assert all(row.steps[0].detail.endswith("条") and is_true(row.prompt, row.response) for row in fewer)
    assert prompts_are_distinct(rows)


# --- broken implementations: each must fail the property that guards its promise ------------------


def test_a_chooser_that_looks_at_no_quota_is_noticed(monkeypatch):
    monkeypatch.setattr(Tally, "allows", lambda self, pair: True)
    monkeypatch.setattr(Tally, "has_room", lambda self, pair: True)
    monkeypatch.setattr(Tally, "is_asked", lambda self, response, demands: False)

    assert not prompts_are_distinct(grown(SEEDS[:2], per_response=60)[1])


def test_a_chooser_that_knows_no_held_out_number_is_noticed():
    pairs = [Pair(f"给{n}号房客写一段新年问候", "灯" * n, split="train") for n in HELD_OUT]

    assert not asks_no_held_out_number_in_train(grown(pairs, held_out=())[0])


def test_a_chooser_that_goes_by_arrival_is_noticed(monkeypatch):
    monkeypatch.setattr(choose, "sorted", lambda rows, key=None: list(rows), raising=False)

    assert grown(SEEDS)[1][len(SEEDS) :] != grown(SEEDS[::-1])[1][len(SEEDS) :]


def test_a_tally_that_forgets_removed_rows_is_noticed():
    row = SEEDS[0]
    kept = Tally(Quotas(), [row])
    kept.remove(row)

    assert kept.rows == 0
    assert kept.allows(row)
    assert not Tally(Quotas(), [row]).allows(row)


def test_weights_name_every_kind():
    assert {tally.kind_of(c) for pair in SEEDS for c in parse_length(pair.prompt)} <= set(tally.WEIGHTS)
