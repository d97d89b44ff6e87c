"""A property for each promise, and a broken implementation that each of them catches.

The promises stand in the README; here a promise is a function of a built data set that raises
AssertionError, run against the real stages and against a stage that is wrong on purpose.
"""

import json
from dataclasses import replace

import broken
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from hesui_data import build_dataset, clean_text, line_skeleton
from hesui_data.cleaning import clean_pair
from hesui_data.length import verify_tag
from hesui_data.pair import Issue, Pair, number_ids
from hesui_data.recipe import Recipe
from hesui_data.splits import leaks
from hesui_data.stages import Stage, run_stages, stages
from hesui_data.testing import pairs, texts

RECIPE = Recipe(eval_share=0.4)
quickly = settings(
    max_examples=40, phases=[Phase.generate, Phase.shrink], suppress_health_check=list(HealthCheck)
)

SENTENCES = (
    "老师，新年好！", "一年里您改了多少本子，我们心里都有数。", "假期请好好歇着。", "愿您少熬夜，多散步。",
    "开学那天，我们把雪人堆到窗下等您。", "祝您一家平安。", "窗外的爆竹响了，饺子正好出锅。",
)  # fmt: skip


@st.composite
def requests(draw):
    """A pair as people write them, with a length demand that may or may not hold."""
    response = draw(st.sampled_from(["", "\n", "\n\n"])).join(
        draw(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=5, unique=True))
    )
    number = draw(st.integers(5, 90))
    demand = draw(
        st.sampled_from(["，{}字以内", "，不少于{}字", "，{}字左右", "，正好{}个字", "，用{}字", ""])
    )
    whom = draw(st.sampled_from(["班主任", "数学老师", "教练", "王老师", "校长"]))
    return Pair(f"给{whom}写一段新年祝福{demand.format(number)}。", response)


data_sets = st.lists(requests() | pairs(), max_size=12)


def built(given_pairs, **instead):
    """The pairs after all stages, with some stages replaced by others."""
    in_order = [Stage(s.name, instead.get(s.name, s.run)) for s in stages(RECIPE)]
    return run_stages(number_ids(given_pairs), in_order)


def every_tag_is_true(given_pairs, **instead):
    final, _ = built(given_pairs, **instead)
    for pair in final:
        assert all(verify_tag(tag, pair.response) for tag in pair.tags if pair.accepted)


def the_layout_survives(given_pairs, **instead):
    final, _ = built(given_pairs, **instead)
    before = {pair.id: pair for pair in number_ids(given_pairs)}
    for pair in final:
        if pair.id in before and pair.accepted:
            assert line_skeleton(pair.response) == line_skeleton(before[pair.id].response)


def no_row_is_lost(given_pairs, **instead):
    final, counts = built(given_pairs, **instead)
    train, eval_, refused = (
        [p for p in final if p.accepted and p.split == "train"],
        [p for p in final if p.accepted and p.split == "eval"],
        [p for p in final if not p.accepted],
    )
    assert len(given_pairs) + sum(count.grown for count in counts) == len(train) + len(eval_) + len(refused)
    assert {pair.id for pair in number_ids(given_pairs)} <= {pair.id for pair in final}
    for pair in refused:
        assert all(issue.stage and issue.message for issue in pair.issues)


def nothing_leaks(given_pairs, **instead):
    final, _ = built(given_pairs, **instead)
    sides = {side: [p for p in final if p.accepted and p.split == side] for side in ("train", "eval")}
    assert not list(leaks(sides["train"], sides["eval"]))
    assert not {p.seed for p in sides["train"]} & {p.seed for p in sides["eval"]}


def the_same_comes_out(given_pairs, **instead):
    numbered = list(number_ids(given_pairs))
    results = [sorted(built(order, **instead)[0], key=lambda p: p.id) for order in (numbered, numbered[::-1])]
    assert results[0] == results[1]


PROMISES = [
    (every_tag_is_true, {"gate": broken.bound_off_by_one}),
    (the_layout_survives, {"clean": broken.joined_lines}),
    (no_row_is_lost, {"dedupe": broken.dropped_row}),
    (nothing_leaks, {"split": broken.row_wise_split, "gate": lambda pairs: pairs}),
    (the_same_comes_out, {"split": broken.hash_of_the_machine}),
]
ids = [promise.__name__ for promise, _ in PROMISES]


@pytest.mark.parametrize("promise", [promise for promise, _ in PROMISES], ids=ids)
def test_a_build_keeps(promise):
    @quickly
    @given(given_pairs=data_sets)
    def holds(given_pairs):
        promise(given_pairs)

    holds()


@pytest.mark.parametrize(("promise", "instead"), PROMISES, ids=ids)
def test_a_broken_implementation_is_caught_by(promise, instead):
    @settings(quickly, max_examples=200, report_multiple_bugs=False)
    @given(given_pairs=st.lists(requests(), min_size=2, max_size=8))
    def holds(given_pairs):
        promise([*given_pairs, Pair("写一句祝福", "")], **instead)

    with pytest.raises((AssertionError, RuntimeError)):
        holds()


@given(text=texts())
def test_cleaning_keeps_the_line_skeleton(text):
    assert line_skeleton(clean_text(text)) == line_skeleton(text)


@quickly
@given(given_pairs=data_sets)
def test_a_built_set_is_built_again_without_a_finding(given_pairs):
    first = build_dataset(given_pairs, RECIPE)
    kept = [*first.train, *first.eval]

    again = build_dataset(
        [replace(p, tags=(), issues=()) for p in kept], Recipe(augment=False, paraphrases=0)
    )

    assert not [
        issue for pair in again.rejected for issue in pair.issues if issue.code not in ("HD402", "HD401")
    ]
    assert all(clean_pair(pair) == pair for pair in kept)


@quickly
@given(given_pairs=data_sets)
def test_the_files_of_a_build_are_the_same_bytes_whatever_the_order(given_pairs, tmp_path_factory):
    folders = []
    for order in (given_pairs, given_pairs[::-1]):
        numbered = [replace(pair, line=None) for pair in order]
        folders.append(build_dataset(numbered, RECIPE).write(tmp_path_factory.mktemp("built") / "out"))

    files = [{path.name: path.read_bytes() for path in folder.iterdir()} for folder in folders]
    assert files[0] == files[1]
    manifest = json.loads(files[0]["manifest.json"])
    assert manifest["counts"]["read"] == len(given_pairs)


def test_an_issue_without_a_rule_cannot_be_made_to_speak():
    with pytest.raises(KeyError):
        Issue.of("HD999").message  # noqa: B018
