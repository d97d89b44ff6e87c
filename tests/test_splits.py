"""Whole groups go to one side, by a rule that shuffling does not touch and added rows only push one way."""

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hesui_data.dedup import flag_repeats
from hesui_data.files import read_pairs
from hesui_data.length.counters import zi
from hesui_data.pair import Issue, Pair, number_ids
from hesui_data.splits import (
    BUCKETS,
    HELD_OUT,
    asked_values,
    assign_splits,
    bucket_of,
    draw,
    flag_leaks,
    leaks,
)
from hesui_data.testing import pairs

CLAUSES = [
    "祝您新年快乐",
    "身体健康",
    "万事如意",
    "阖家幸福",
    "财源广进",
    "步步高升",
    "龙年大吉",
    "笑口常开",
    "前程似锦",
]
PROMPTS = st.builds(
    "写{}祝福{}".format,
    st.sampled_from(["", "新年", "生日", "给老师的", "给领导的", "元宵节"]),
    st.sampled_from(["", "，50字以内", "，三十五字左右", "，100字以内"]),
)
RESPONSES = st.lists(st.sampled_from(CLAUSES), min_size=1, max_size=8).map("，".join)
SEEDS = st.lists(pairs(flat=True, prompts=PROMPTS, responses=RESPONSES), max_size=12)


@st.composite
def families(draw_from):
    """Seeds, some with variants, repeats flagged."""
    seeds = draw_from(SEEDS)
    variants = [
        seed.grow("rules", prompt=draw_from(PROMPTS), response=draw_from(RESPONSES))
        for seed in seeds
        if draw_from(st.booleans())
    ]
    return list(flag_repeats(number_ids([*seeds, *variants])))


def sides(plan):
    return {pair.id: pair.split for pair in plan.pairs}


def of_side(found, split):
    return [pair for pair in found if pair.accepted and pair.split == split]


def greetings(size):
    """Unrelated pairs: responses of 5 to 64 letters drawn from thousands."""
    rng = random.Random(11)
    letters = [chr(0x4E00 + i) for i in range(5000)]
    return [
        Pair(f"第{i}种问候怎么写", "".join(rng.choices(letters, k=5 + i % 60)), id=f"{i:04}")
        for i in range(size)
    ]


# ---------------------------------------------------------------- the side of a group


@given(family=families(), shuffled=st.randoms())
def test_shuffling_changes_no_side_and_no_figure(family, shuffled):
    other = family[:]
    shuffled.shuffle(other)

    plan, again = assign_splits(family, eval_share=0.4), assign_splits(other, eval_share=0.4)

    assert sides(plan) == sides(again)
    assert [pair.id for pair in again.pairs] == [pair.id for pair in other]
    assert replace(plan, pairs=(), groups={}) == replace(again, pairs=(), groups={})


@given(before=families(), more=families())
def test_added_rows_can_move_old_ones_to_eval_only(before, more):
    unflagged = {pair.id: replace(pair, issues=()) for pair in [*more, *before]}
    after = list(flag_repeats(unflagged.values()))  # new rows merge groups, and make repeats of old ones

    old = sides(assign_splits(before, eval_share=0.3))
    new = sides(assign_splits(after, eval_share=0.3))

    assert not [id for id, side in old.items() if (side, new[id]) == ("eval", "train")]


@given(family=families())
def test_no_group_is_on_both_sides(family):
    plan = assign_splits(family, eval_share=0.4)

    by_group = {}
    for pair in plan.pairs:
        if pair.accepted:
            by_group.setdefault(plan.groups[pair.id], set()).add(pair.split)
    assert all(len(side) == 1 for side in by_group.values())


@given(family=families())
def test_nothing_in_eval_can_be_reached_from_train(family):
    found = assign_splits(family, eval_share=0.4).pairs

    assert list(leaks(of_side(found, "train"), of_side(found, "eval"))) == []


def split_by_row(family, eval_share):
    """The broken way: every row on its own."""
    return [replace(pair, split="eval" if draw(pair.id) < eval_share else "train") for pair in family]


def test_a_split_by_row_leaks_and_is_found_out():
    seeds = greetings(30)
    family = [*seeds, *(seed.grow("rules", prompt=f"请问{seed.prompt}") for seed in seeds)]

    found = split_by_row(family, 0.4)

    ties = list(leaks(of_side(found, "train"), of_side(found, "eval")))
    assert {tie.reason for tie in ties} == {"seed"}
    torn = [seed for seed, variant in zip(found[:30], found[30:], strict=True) if seed.split != variant.split]
    assert len(ties) == len(torn) > 0


@pytest.mark.parametrize(
    ("eval_pair", "reason"),
    [
        (Pair("写一段新年祝福", "恭喜发财，大吉大利，红包拿来"), "prompt"),
        (Pair("请写新年祝福，100字以内", "恭喜发财，大吉大利，红包拿来"), "request"),
        (Pair("拜年短信", "祝您新年快乐，身体健康，万事顺遂"), "response"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_kind_of_leak_is_found(eval_pair, reason):
    train_pair = Pair("写一段新年祝福", "祝您新年快乐，身体健康，万事如意")

    (tie,) = leaks([train_pair], [eval_pair])

    assert (tie.a, tie.b, tie.reason) == (train_pair.id, eval_pair.id, reason)


def test_the_share_is_about_what_was_asked_for():
    plan = assign_splits(greetings(1000), eval_share=0.1)

    assert 70 < len(of_side(plan.pairs, "eval")) < 130


def test_a_draw_is_the_same_on_every_machine():
    assert [round(draw(id), 6) for id in ("a", "seed-0007", "")] == [0.549085, 0.676651, 0.378086]


@given(st.text())
def test_a_draw_lies_from_0_to_1_for_any_id(id):
    assert 0 <= draw(id) < 1


@given(family=families())
def test_rejected_pairs_pass_through_untouched(family):
    broken = Issue.of("HD103", field="response")
    given_pairs = [pair.flag(broken) if i % 3 == 0 else pair for i, pair in enumerate(family)]

    plan = assign_splits(given_pairs)

    for before, after in zip(given_pairs, plan.pairs, strict=True):
        assert (after == before) if not before.accepted else (after.split in {"train", "eval"})
        assert (after.id in plan.groups) == (broken not in before.issues)


# ---------------------------------------------------------------- held-out values


@pytest.mark.parametrize(
    ("prompt", "asked"),
    [
        ("写一段35字以内的祝福", {35}),
        ("写一段三十五字以内的祝福", {35}),
        ("写祝福，６６字左右", {66}),
        ("写祝福，恰好88个汉字", {88}),
        ("写祝福，40到45字", {40, 45}),
        ("写祝福，不足260字", {259, 260}),
        ("写5条祝福，每条不超过45字", {45}),
        ("写35句祝福", set()),
        ("介绍35部电影", set()),
        ("写一段祝福", set()),
    ],
)
def test_asked_values_are_numbers_of_zi_however_written(prompt, asked):
    assert asked_values(prompt) == asked


@given(family=families())
def test_no_train_row_asks_for_a_held_out_value(family):
    plan = assign_splits(family, eval_share=0.1)

    for pair in of_side(plan.pairs, "train"):
        assert asked_values(pair.prompt).isdisjoint(HELD_OUT)
    in_eval = {value for pair in of_side(plan.pairs, "eval") for value in asked_values(pair.prompt)}
    assert plan.held_out_asked == tuple(sorted(in_eval & set(HELD_OUT)))


def test_a_group_with_a_held_out_value_goes_to_eval_whole():
    family = [
        Pair("写新年祝福，35字以内", "新年快乐"),
        Pair("写新年祝福，50字以内", "恭喜发财"),
        Pair("写对联", "天增岁月人增寿"),
    ]

    assert list(sides(assign_splits(family, eval_share=0)).values()) == ["eval", "eval", "train"]
    assert set(sides(assign_splits(family, eval_share=0, held_out=())).values()) == {"train"}


# ---------------------------------------------------------------- shares and the report


@given(family=families(), stratify=st.booleans())
def test_the_report_adds_up(family, stratify):
    plan = assign_splits(family, eval_share=0.3, stratify=stratify)

    assert [share.bucket for share in plan.shares] == list(BUCKETS)
    assert sum(share.rows for share in plan.shares) == sum(pair.accepted for pair in plan.pairs)
    assert sum(share.eval_rows for share in plan.shares) == len(of_side(plan.pairs, "eval"))


def test_stratifying_gives_the_exact_share_of_every_bucket_and_says_what_it_costs():
    plan = assign_splits(greetings(600), eval_share=0.1, stratify=True)

    for share in plan.shares:
        assert share.eval_rows == int(share.rows * 0.1 + 0.5)
    assert any("stratify" in warning.en for warning in plan.warnings)


def test_what_is_held_out_counts_towards_the_share():
    asking = [replace(pair, prompt=f"{pair.prompt}，35字以内") for pair in greetings(200)[::8]]
    family = list({pair.id: pair for pair in [*greetings(200), *asking]}.values())

    plan = assign_splits(family, eval_share=0.2, stratify=True)

    assert all(plan.pairs[i].split == "eval" for i in range(0, 200, 8))
    for share in plan.shares:
        assert share.eval_rows == int(share.rows * 0.2 + 0.5)


@given(family=families(), shuffled=st.randoms())
def test_stratifying_does_not_depend_on_the_order_and_leaks_nothing(family, shuffled):
    other = family[:]
    shuffled.shuffle(other)

    plan = assign_splits(family, eval_share=0.3, stratify=True)

    assert sides(plan) == sides(assign_splits(other, eval_share=0.3, stratify=True))
    assert list(leaks(of_side(plan.pairs, "train"), of_side(plan.pairs, "eval"))) == []


@pytest.mark.parametrize("count", [0, 1, 20, 21, 50, 51, 100, 400, 401, 800, 801, 5000])
def test_buckets_hold_every_count_in_order(count):
    assert BUCKETS.index(bucket_of(count)) == sum(count > bound for bound in (20, 50, 100, 200, 400, 800))


def test_an_empty_bucket_is_warned_of():
    plan = assign_splits([Pair("写一句祝福", "新年快乐，万事如意", id="a")], eval_share=draw("a") / 2)

    assert [warning.en for warning in plan.warnings] == [
        "length bucket ≤20 字 has 1 rows and none of them in eval"
    ]


def test_a_large_group_is_reported_with_what_ties_it():
    family = [*greetings(6), *(Pair("写一句祝福", text) for text in ("新年好", "恭喜发财", "大吉大利"))]

    plan = assign_splits(family)

    (group,) = plan.large_groups
    assert group.rows == 3
    assert [tie.reason for tie in group.ties] == ["prompt", "prompt"]
    assert any("33%" in warning.en and "33%" in warning.zh for warning in plan.warnings)


def test_no_rows_make_an_empty_plan():
    plan = assign_splits([])

    assert (plan.pairs, plan.groups, plan.large_groups, plan.warnings) == ((), {}, (), ())


# ---------------------------------------------------------------- grown rows


@given(family=families(), grown=st.lists(st.tuples(PROMPTS, RESPONSES), max_size=6))
def test_after_the_gate_no_grown_row_leaks(family, grown):
    split = [pair for pair in assign_splits(family, eval_share=0.4).pairs if pair.accepted]
    variants = [pair.grow("rules", prompt=p, response=r) for pair, (p, r) in zip(split, grown, strict=False)]
    everything = list(number_ids([*split, *variants]))

    found = list(flag_leaks(everything))

    assert [pair.id for pair in found] == [pair.id for pair in everything]
    assert list(leaks(of_side(found, "train"), of_side(found, "eval"))) == []
    assert all(pair.accepted for pair in found if pair.original)
    assert all([issue.code for issue in pair.issues] in ([], ["HD403"]) for pair in found)


def test_the_gate_names_the_other_pair_and_the_reason():
    seed = Pair("写一段新年祝福", "恭喜发财", split="eval")
    variant = Pair("写对联", "天增岁月", split="train").grow("rules", prompt="请写新年祝福")

    issue = list(flag_leaks([seed, variant]))[1].issues[0]

    assert (
        issue.say("en")
        == f"tied to {seed.id} on the other side of the split (same prompt but for its length phrase): a leak"
    )
    assert "除字数要求外提示词相同" in issue.say("zh")


def test_the_gate_spares_an_original_of_train():
    original = Pair("写一段新年祝福", "恭喜发财", split="train")
    variant = Pair("写对联", "天增岁月", split="eval").grow("rules", prompt="请写新年祝福")

    assert [pair.accepted for pair in flag_leaks([original, variant])] == [True, False]


def test_the_gate_leaves_no_leak_among_originals_and_variants_of_both_sides():
    def pair(id, split, *, seed=""):
        return Pair("写一段新年祝福", f"回答{id}", id=id, seed=seed, split=split)

    train = [pair("a", "train", seed="x"), pair("b", "train")]
    eval = [pair("c", "eval", seed="y"), pair("d", "eval", seed="z")]

    assert [found.id for found in flag_leaks([*train, *eval]) if found.accepted] == ["b"]


@given(family=families())
def test_responses_are_counted_by_zi(family):
    plan = assign_splits(family)

    for share in plan.shares:
        assert share.rows == sum(
            bucket_of(zi(pair.response)) == share.bucket for pair in plan.pairs if pair.accepted
        )


@pytest.mark.parametrize("corpus", ["belle", "llamafactory_zh", "qianfan_cookbook", "tianji"])
def test_real_rows_are_split_without_a_leak_whatever_their_order(shared, corpus):
    read = list(number_ids(read_pairs(shared / corpus)))
    found = list(flag_repeats(read))

    plan, again = assign_splits(found, eval_share=0.2), assign_splits(found[::-1], eval_share=0.2)

    assert sides(plan) == sides(again)
    train, eval = of_side(plan.pairs, "train"), of_side(plan.pairs, "eval")
    assert len(train) > 0 < len(eval)
    assert list(leaks(train, eval)) == []


def test_variants_that_are_read_again_do_not_move_their_seed_to_eval():
    seeds = [
        Pair(f"写一句给{i}号楼的祝福", f"{i}号楼的各位，{chr(0x4E00 + 97 * i)}年{chr(0x5E00 + 61 * i)}好")
        for i in range(40)
    ]
    variants = [seed.grow("paraphrase", prompt=f"{seed.prompt}，第{n}稿") for seed in seeds for n in range(9)]
    sides = {pair.id: pair.split for pair in assign_splits(seeds).pairs}

    again = {pair.id: pair.split for pair in assign_splits([*seeds, *variants]).pairs}

    assert {seed.id: again[seed.id] for seed in seeds} == sides
