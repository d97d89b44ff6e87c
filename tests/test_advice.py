import json
import re
from dataclasses import fields, replace
from math import isclose, sqrt
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hesui_data import build_dataset
from hesui_data.advice import SEVERITIES, Facts, advise, estimated_tokens, facts_of, margin
from hesui_data.advice.facts import is_lesson
from hesui_data.advice.words import KINDS, WORDS
from hesui_data.augment.curriculum import curriculum
from hesui_data.built import read_built
from hesui_data.errors import InputError
from hesui_data.length import count_length
from hesui_data.mixing import as_general
from hesui_data.pair import Pair
from hesui_data.recipe import Recipe
from hesui_data.splits import BUCKETS
from hesui_data.testing import pairs
from hesui_data.verbs import advice_for

ROOT = Path(__file__).parents[1]
quickly = settings(max_examples=30, suppress_health_check=list(HealthCheck))

SOUND = Facts(
    rows=2_000, own=1_600, seeds=1_200, responses=1_500, epochs=1, most_shared=3, asking=1_500, tagged=1_500,
    lengths=dict.fromkeys(BUCKETS, 200), kinds=dict.fromkeys(KINDS, 300), multi_line=900, long_responses=300,
    mixed=400, free=500, longest_tokens=900, eval_rows=400, eval_seeds=300,
    eval_lengths=dict.fromkeys(BUCKETS, 50), held_out_asked=(35, 66), read=1_700, repeats=20,
)  # fmt: skip
"""A set that nothing is wrong with."""

counts = st.integers(0, 5_000)
facts = st.builds(
    Facts,
    rows=counts, own=counts, seeds=counts, responses=counts, epochs=st.integers(1, 50), most_shared=counts,
    lengths=st.dictionaries(st.sampled_from(BUCKETS), st.integers(1, 500), min_size=1),
    kinds=st.dictionaries(st.sampled_from(sorted(KINDS)), st.integers(1, 500), min_size=1),
    asking=counts, tagged=counts, unchecked=counts, multi_line=counts, long_responses=counts, lessons=counts,
    mixed=counts, free=counts, longest_tokens=counts, over_default=counts, over_most=counts,
    eval_rows=counts, eval_seeds=counts,
    eval_lengths=st.dictionaries(st.sampled_from(BUCKETS), st.integers(1, 500)),
    held_out_asked=st.sampled_from([(), (35,)]), read=counts, repeats=counts,
    preference=st.none() | counts,
)  # fmt: skip


def named(found):
    return {advice.name: advice for advice in found}


def about(name, **changed):
    """The advice of ``name`` on the sound set with some facts changed, None if there is none."""
    return named(advise(replace(SOUND, **changed))).get(name)


# --- properties --------------------------------------------------------------------------------------


@given(facts=facts)
def test_the_worst_comes_first_and_nothing_is_said_twice(facts):
    found = advise(facts)
    ranks = [SEVERITIES.index(advice.severity) for advice in found]

    assert ranks == sorted(ranks)
    assert len(named(found)) == len(found)


@given(facts=facts, language=st.sampled_from(["zh", "en"]))
def test_every_word_is_there_in_both_languages_with_its_figures_filled_in(facts, language):
    for advice in advise(facts):
        said = advice.as_dict(language)
        for part in ("says", "do", "why", "source"):
            assert said[part]
            assert not re.search(r"\{(?! path)|\bnan\b|\binf\b", said[part])
            chinese, latin = (
                len(re.findall(letters, said[part])) for letters in ("[\u4e00-\u9fff]", "[A-Za-z]")
            )
            assert chinese if language == "zh" else latin > chinese
        assert json.loads(json.dumps(said))["name"] in WORDS


@given(facts=facts, more=st.integers(1, 40))
def test_more_epochs_are_never_judged_more_mildly(facts, more):
    def rank(one):
        advice = named(advise(one)).get("exposures")
        return SEVERITIES.index(advice.severity) if advice else len(SEVERITIES)

    assert rank(replace(facts, epochs=facts.epochs + more)) <= rank(facts)


@given(facts=facts, more=counts)
def test_a_larger_eval_is_never_judged_more_harshly(facts, more):
    larger = replace(facts, eval_rows=facts.eval_rows + more, eval_seeds=facts.eval_seeds + more)
    eval_names = {"no-eval", "small-eval"}

    assert eval_names & set(named(advise(facts))) or not eval_names & set(named(advise(larger)))


@given(n=st.integers(1, 10**6), rate=st.floats(0, 1))
def test_the_margin_is_half_of_wilsons_interval(n, rate):
    """By its definition: the rates p from which the one found is just 1.96 standard errors away."""
    half = margin(n, rate=rate)
    centre = (rate + 1.96**2 / (2 * n)) / (1 + 1.96**2 / n)

    for p in (centre - half, centre + half):
        error = sqrt(max(0, p * (1 - p)) / n)
        assert isclose(abs(rate - p), 1.96 * error, rel_tol=1e-6, abs_tol=1e-6)


@st.composite
def split_pairs(draw):
    """A pair on one side of the split, with or without a demand."""
    asked = st.sampled_from(["写祝福，5字以内", "写80到100字", "你好", "至少写3条"])
    answered = st.sampled_from(["新年好", "祝\n福" * 40, "万事如意"])
    pair = draw(pairs()) if draw(st.booleans()) else Pair(draw(asked), draw(answered))
    return replace(pair, split=draw(st.sampled_from(["train", "eval"])))


some_pairs = st.lists(split_pairs(), max_size=12, unique_by=lambda pair: pair.id)


@quickly
@given(given_pairs=some_pairs, data=st.data())
def test_facts_do_not_depend_on_the_order_of_the_rows(given_pairs, data):
    other = data.draw(st.permutations(given_pairs))

    assert facts_of(given_pairs, Recipe()) == facts_of(other, Recipe())


OF_ALL_ROWS = {"rows", "mixed", "free", "longest_tokens", "over_default", "over_most"}


@quickly
@given(given_pairs=some_pairs, general=some_pairs)
def test_general_rows_change_no_figure_of_the_sets_own(given_pairs, general):
    alone = facts_of(given_pairs, Recipe())
    mixed = facts_of([*given_pairs, *map(as_general, general)], Recipe())

    for field in fields(Facts):
        if field.name not in OF_ALL_ROWS:
            assert getattr(mixed, field.name) == getattr(alone, field.name), field.name
    assert mixed.rows == alone.rows + mixed.mixed


@given(pair=pairs())
def test_the_estimate_of_tokens_lies_between_a_quarter_of_the_characters_and_two_of_each(pair):
    size = sum(map(len, [pair.system, *(turn.text for turn in pair.history), pair.prompt, pair.response]))

    assert size / 4 <= estimated_tokens(pair) <= 2 * size + 1


# --- each rule at its boundary -----------------------------------------------------------------------


def test_a_sound_set_hears_only_what_is_always_stated():
    assert [(one.severity, one.name) for one in advise(SOUND)] == [
        ("note", "validation-share"),
        ("note", "general-rows"),
    ]


CASES = [
    # name, severity where it speaks, facts where it speaks, facts just beside where it is silent or milder
    ("too-few-rows", "stop", {"rows": 99}, {"rows": 100}),
    ("few-rows", "note", {"rows": 999}, {"rows": 1000}),
    ("few-rows", "note", {"rows": 100}, {"rows": 99}),
    ("exposures", "stop", {"own": 55, "seeds": 55, "responses": 55, "epochs": 20}, None),
    ("exposures", "stop", {"own": 1601, "responses": 100}, None),
    ("exposures", "warn", {"own": 1600, "responses": 100}, {"own": 400, "responses": 100}),
    ("exposures", "warn", {"own": 401, "responses": 100}, {"own": 400, "responses": 100}),
    ("exposures", "note", {"own": 200, "responses": 100, "epochs": 2}, {"own": 400, "responses": 100}),
    ("rows-per-seed", "warn", {"own": 501, "seeds": 100}, {"own": 500, "seeds": 100}),
    ("shared-response", "warn", {"most_shared": 5}, {"most_shared": 4}),
    ("repeats", "note", {"read": 100, "repeats": 10}, {"read": 101, "repeats": 10}),
    ("few-demands", "warn", {"tagged": 99, "rows": 500}, {"tagged": 100, "rows": 500}),
    ("few-demands", "warn", {"tagged": 199}, {"tagged": 200}),
    ("unchecked-demands", "warn", {"unchecked": 150}, None),
    ("unchecked-demands", "note", {"unchecked": 149}, {"unchecked": 0}),
    ("one-length", "warn", {"lengths": {"21–50": 80, ">800": 20}}, {"lengths": {"21–50": 79, ">800": 21}}),
    ("empty-lengths", "warn", {"lengths": {"21–50": 9}}, None),
    ("empty-lengths", "note", {"lengths": {"21–50": 9}, "eval_lengths": {"21–50": 9}}, {}),
    ("missing-kinds", "warn", {"kinds": {**SOUND.kinds, "about": 0}}, {}),
    ("one-sided", "warn", {"kinds": {"at_most": 8, "range": 2}}, {"kinds": {"at_most": 7, "range": 3}}),
    ("one-sided", "warn", {"kinds": {"at_least": 8, "range": 2}}, {"kinds": {"range": 10}}),
    ("many-lessons", "warn", {"lessons": 401}, {"lessons": 400}),
    ("many-lessons", "stop", {"lessons": 1000}, None),
    ("only-length", "warn", {"free": 99}, {"free": 100}),
    ("general-rows", "note", {"free": 100}, {"free": 99}),
    ("one-line", "stop", {"multi_line": 0, "long_responses": 5}, {"multi_line": 1}),
    ("one-line", "warn", {"multi_line": 0, "long_responses": 4}, {"multi_line": 1}),
    ("one-line", "note", {"multi_line": 0, "long_responses": 0}, {"multi_line": 1, "long_responses": 0}),
    ("large-eval", "warn", {"own": 700, "eval_rows": 300}, {"own": 701, "eval_rows": 300}),
    (
        "large-eval",
        "warn",
        {"own": 500, "eval_rows": 500, "eval_share": 0.25},
        {"own": 500, "eval_rows": 499, "eval_share": 0.25},
    ),
    ("no-eval", "stop", {"eval_rows": 0, "eval_seeds": 0}, {"eval_rows": 1, "eval_seeds": 1}),
    ("small-eval", "warn", {"eval_rows": 92}, {"eval_rows": 93}),
    ("small-eval", "warn", {"eval_seeds": 20}, {"eval_seeds": 21}),
    ("no-held-out", "warn", {"held_out_asked": ()}, {"held_out_asked": (35,)}),
    ("long-rows", "warn", {"over_default": 1, "longest_tokens": 5000}, {"longest_tokens": 4096}),
    ("few-preferences", "warn", {"preference": 99}, {"preference": 100}),
    ("few-preferences", "warn", {"preference": 0}, {"preference": None}),
    ("validation-share", "warn", {"rows": 100}, None),
    ("validation-share", "note", {"rows": 125}, {"rows": 0}),
]


@pytest.mark.parametrize(("name", "severity", "speaks", "silent"), CASES, ids=lambda value: str(value)[:40])
def test_a_rule_speaks_on_its_side_of_the_boundary_and_not_beyond(name, severity, speaks, silent):
    assert about(name, **speaks).severity == severity
    if silent is not None:
        assert about(name, **silent) is None


def test_every_piece_of_advice_has_a_case_and_words_with_the_same_figures_in_both_languages():
    assert {name for name, *_ in CASES} == set(WORDS)
    for name, words in WORDS.items():
        for chinese, english in (words.says, words.do, words.why, words.source):
            figures = [set(re.findall(r"(?<!\{)\{(\w+)", text)) for text in (chinese, english)]
            assert figures[0] == figures[1], name


def test_the_figures_that_decided_are_stated():
    few = about("validation-share", rows=100)
    seen = about("exposures", own=55, seeds=55, responses=55, epochs=20)
    small = about("small-eval", eval_rows=24, eval_seeds=6)

    assert dict(few.figures) == {"rows": 100, "split_ratio": 20, "left": 80}
    assert "about 80" in few.says("en")
    assert "约 80 条" in few.says("zh")
    assert dict(seen.figures)["exposures"] == 20
    assert "0.468" in seen.why("en")
    assert "2305.16264" in seen.source("en")
    assert dict(small.figures) == {"rows": 24, "seeds": 6, "margin": 0.186, "seed_margin": 0.312}


def test_the_advised_cap_on_lessons_is_stated_not_one_that_the_recipe_has_raised():
    many = about("many-lessons", lessons=1_200, curriculum_share=0.7)

    assert many.severity == "stop"
    assert "不宜超过 20%" in many.says("zh")
    assert "no more than 20% is advised" in many.says("en")


def test_names_of_kinds_and_buckets_are_spoken_in_the_language():
    missing = about("missing-kinds", kinds={"at_most": 1})

    assert "不少于、左右、正好、区间" in missing.says("zh")
    assert "at least, about, exactly, a range" in missing.says("en")
    assert dict(missing.figures)["kinds"] == ("at_least", "about", "exact", "range")


def test_a_set_without_any_demand_is_not_scolded_for_its_kinds_and_lengths():
    found = named(advise(replace(SOUND, asking=0, tagged=0, lengths={}, kinds={}, held_out_asked=())))

    assert not set(found) & {"one-length", "empty-lengths", "missing-kinds", "one-sided", "no-held-out"}
    assert "few-demands" in found


def test_no_share_is_stated_of_a_handful_of_demands():
    shares = {"one-length", "empty-lengths", "missing-kinds", "one-sided"}
    one_sided = replace(SOUND, tagged=9, lengths={"21–50": 9}, kinds={"at_most": 9})

    assert not shares & set(named(advise(replace(one_sided, asking=9))))
    assert shares <= set(named(advise(replace(one_sided, asking=10))))


def test_an_empty_set_is_told_so_and_nothing_divides_by_zero():
    assert {(one.severity, one.name) for one in advise(Facts())} == {
        ("stop", "too-few-rows"),
        ("stop", "no-eval"),
    }


# --- facts -------------------------------------------------------------------------------------------


def train(prompt, response, **others):
    return Pair(prompt, response, split="train", **others)


def test_rows_that_people_bring_to_teach_counting_are_lessons_too():
    counting = [train(f"“{'好' * n}”这段话有多少个字？", f"共有{n}个字。") for n in range(2, 8)]
    writing = [
        train("写一副春联，每句七个字", "雪映梅花千户暖\n春临燕子万家新"),
        train("现在几点？", "3点。"),
    ]

    assert all(map(is_lesson, counting))
    assert not any(map(is_lesson, writing))
    assert facts_of([*counting, *writing], Recipe()).lessons == len(counting)


def test_curriculum_rows_are_lessons_and_no_rows_of_the_sets_own():
    wishes = [
        train(f"祝福{name}", f"{name}，新年好！愿你事事顺心。") for name in ("小李", "老王", "阿强", "二舅")
    ]
    found = facts_of(curriculum(wishes, share=0.5), Recipe())

    assert found.lessons == found.rows - len(wishes) > 0
    assert found.own == found.free == len(wishes)


def test_labels_that_many_prompts_share_are_no_shared_response():
    labels = [train(f"判断第{n}句的情感", "正面") for n in range(20)]
    wishes = [train(f"写祝福，第{n}次", "愿您新年里睡得香、吃得好。") for n in range(6)]

    assert facts_of(labels, Recipe()).most_shared == 0
    assert facts_of([*labels, *wishes], Recipe()).most_shared == 6


def test_a_demand_is_unchecked_when_one_cannot_tell_not_when_its_tag_was_left_out():
    """With ``robust`` a demand that holds by one counter alone has no tag, but it has been checked."""
    rows = [
        {"prompt": "写一句祝福，5字以内", "response": "2024年好"},
        {"prompt": "写几十字的祝福", "response": "新年好"},
    ]
    kept = build_dataset(rows, {"robust": True, "eval_share": 0, "augment": False, "paraphrases": 0}).train

    assert [facts_of([pair], Recipe(robust=True)).unchecked for pair in kept] == [
        int("几十" in pair.prompt) for pair in kept
    ]
    assert facts_of(kept, Recipe(robust=True)).tagged == 0
    assert facts_of(kept, Recipe(robust=True)).asking == 2


@pytest.mark.parametrize(
    ("response", "tokens"), [("好" * 4000, 4005), ("word " * 1000, 1305), ("a1b2c3d4" * 1000, 2002)]
)
def test_tokens_are_estimated_by_letters_words_or_at_least_characters(response, tokens):
    assert estimated_tokens(Pair("写五个字", response)) == pytest.approx(tokens, abs=2)


# --- a built data set --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def dataset():
    return build_dataset(ROOT / "data/raw")


@pytest.fixture(scope="module")
def built(dataset, tmp_path_factory):
    return dataset.write(tmp_path_factory.mktemp("advice") / "out")


def test_the_files_tell_the_same_facts_as_the_data_set_in_memory(dataset, built):
    kept = [row.pair for row in read_built(built) if row.split != "rejected"]

    assert facts_of(kept, Recipe()) == facts_of([*dataset.train, *dataset.eval], Recipe())
    assert facts_of(kept, Recipe()).tagged == sum(bool(pair.tags) for pair in dataset.train)


def test_the_facts_of_the_demo_are_right_when_counted_otherwise(dataset):
    found = facts_of([*dataset.train, *dataset.eval], Recipe())

    assert found.rows == found.own == len(dataset.train)
    assert sum(found.lengths.values()) == found.asking
    assert found.lengths["≤20"] == sum(count_length(p.response) <= 20 and bool(p.tags) for p in dataset.train)
    assert found.multi_line == sum(len(p.response.splitlines()) > 1 for p in dataset.train)
    assert set(Recipe().held_out) <= set(found.held_out_asked)


def test_nothing_says_stop_of_the_demo_unless_twenty_epochs_are_planned(built):
    assert "stop" not in {one.severity for one in advice_for(built)}
    stops = [one.name for one in advice_for(built, epochs=20) if one.severity == "stop"]
    assert stops == ["exposures"]


def test_the_contest_entry_would_have_been_told(tmp_path):
    """55 pairs on one line each, 20 epochs, no eval: what this project grew out of."""
    wish = "年年有余岁岁平安，" * 3
    rows = [{"prompt": f"写第{n}条拜年语，50字以内", "response": f"{n}号邻居，{wish}"} for n in range(55)]
    out = build_dataset(rows, {"augment": False, "paraphrases": 0, "eval_share": 0}).write(tmp_path / "out")
    found = named(advice_for(out, epochs=20))

    assert {"too-few-rows", "exposures", "no-eval"} <= {
        name for name, one in found.items() if one.severity == "stop"
    }
    assert {"one-line", "one-length", "one-sided", "only-length"} <= set(found)


def test_repeats_of_the_input_are_counted_without_what_was_grown_or_mixed_in(tmp_path):
    wish = "外婆，新年好！去年您教我腌的腊肉，我在城里也腌了一块，味道差一点。"
    rows = [{"prompt": "给外婆写一段新年祝福" + "。" * n, "response": wish} for n in range(4)]
    found = named(advice_for(build_dataset(rows).write(tmp_path / "out")))

    assert dict(found["repeats"].figures) == {"read": 4, "repeats": 3, "share": 0.75}


def test_prompts_alone_are_nothing_to_train_on(tmp_path):
    rows = [{"prompt": "写一句祝福", "response": "新年好"}]
    out = build_dataset(rows, {"dialect": "qianfan-prompt"}).write(tmp_path / "out")

    with pytest.raises(InputError, match="prompts alone"):
        advice_for(out)


def test_preference_pairs_are_counted_where_the_recipe_asks_for_them(tmp_path):
    rows = [{"prompt": "写一句祝福", "response": "新年好，万事如意"}]
    with_pairs = build_dataset(rows, {"preference": True}).write(tmp_path / "with")
    without = build_dataset(rows).write(tmp_path / "without")

    assert dict(named(advice_for(with_pairs))["few-preferences"].figures)["pairs"] == 0
    assert "few-preferences" not in named(advice_for(without))
