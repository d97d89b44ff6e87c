import json
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hesui_data import build_dataset
from hesui_data.cleaning import clean_pair
from hesui_data.cli import main
from hesui_data.dedup import flag_repeats
from hesui_data.errors import InputError, RecipeError
from hesui_data.mixing import METHOD, as_general, give_way, is_general, spare, take_share
from hesui_data.pair import Pair, number_ids
from hesui_data.recipe import Mix, Recipe, read_recipe, recipe_from, recipe_text
from hesui_data.testing import pairs

ROOT = Path(__file__).parents[1]
quickly = settings(max_examples=15, suppress_health_check=list(HealthCheck))

OWN = [
    {"prompt": f"给{whom}写一段新年祝福，{most}字以内", "response": response}
    for whom, most, response in [
        ("班主任", 40, "老师新年好！您改作业的红笔该歇歇了，愿您假期睡到自然醒。"),
        ("楼下的保安", 40, "大叔过年好！一年到头都是您给我们留灯，今晚换我给您送碗饺子。"),
        (
            "外婆",
            60,
            "外婆，新年好！去年您教我腌的腊肉，我在城里也腌了一块。\n味道差一点，回来您再教我一遍。",
        ),
        ("健身教练", 50, "教练新年好！年夜饭我先不数热量，初八再回来挨您的训。"),
        ("合租的室友", 50, "新年快乐！灶台我擦过了，暖气也交了，愿你今年少加班、多下厨。"),
    ]
]
GENERAL = [
    {"instruction": question, "output": answer}
    for question, answer in [
        ("水在标准大气压下多少度沸腾？", "在标准大气压下，水的沸点是一百摄氏度；气压越低，沸点越低。"),
        ("解释一下什么是光合作用。", "绿色植物吸收阳光，把二氧化碳和水变成养分，同时放出氧气。"),
        ("把“今天天气很好”翻译成英文。", "The weather is lovely today."),
        ("列出三种常见的排序算法。", "1. 冒泡排序\n2. 归并排序\n3. 快速排序"),
        ("长江和黄河哪一条更长？", "长江更长，约六千三百公里，黄河约五千四百公里。"),
        ("为什么夜里看得见星星，白天看不见？", "白天的天空被阳光照亮，比星光亮得多，星星便被盖住了。"),
        ("用一句话说明什么是函数。", "函数把每一个输入对应到唯一的一个输出。"),
        ("写一句提醒大家节约用水的话，5字以内。", "请随手关紧水龙头，每一滴水都来之不易。"),
    ]
]


@pytest.fixture
def project(tmp_path):
    """A folder with a recipe that mixes in, the general file in a folder beside it, and a source elsewhere."""
    (tmp_path / "recipes" / "more").mkdir(parents=True)
    (tmp_path / "raw").mkdir()
    write(tmp_path / "raw" / "own.jsonl", OWN)
    write(tmp_path / "recipes" / "more" / "general.jsonl", GENERAL)
    recipe = 'mix = { path = "more/general.jsonl", share = 0.25 }\neval_share = 0.3\n'
    (tmp_path / "recipes" / "hesui.toml").write_text(recipe, encoding="utf-8")
    return tmp_path


def write(path: Path, rows) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def built_with(own, general, tmp_path_factory, **chosen):
    path = tmp_path_factory.mktemp("mix") / "general.jsonl"
    rows = [{"prompt": pair.prompt, "response": pair.response} for pair in general]
    mix = {"path": str(write(path, rows)), "share": chosen.pop("share", 0.3)}
    return build_dataset(own, {"eval_share": 0.4, "mix": mix, **chosen})


def general_rows(given_pairs):
    return [pair for pair in given_pairs if is_general(pair)]


# --- what a mix promises -----------------------------------------------------------------------------


@st.composite
def near_repeats(draw):
    """A pair of the set's own in the same words but for a mark, so that its id is any."""
    row = draw(st.sampled_from(OWN))
    return Pair(row["prompt"] + draw(st.sampled_from("。！~ ")), row["response"])


own_sets = st.lists(st.sampled_from(OWN).map(lambda row: Pair(**row)) | pairs(), max_size=8)
general_sets = st.lists(
    st.sampled_from(GENERAL).map(lambda row: Pair(row["instruction"], row["output"]))
    | near_repeats()
    | pairs(),
    max_size=8,
)


@quickly
@given(own=own_sets, general=general_sets, share=st.sampled_from([0.1, 0.2, 0.5, 0.9]))
def test_every_row_of_both_is_accounted_for_and_the_share_is_kept_on_each_side(
    own, general, share, tmp_path_factory
):
    dataset = built_with(own, general, tmp_path_factory, share=share)

    assert dataset.summary.adds_up
    assert dataset.summary.read == len(own) + len(general)
    assert len(general_rows(dataset.pairs)) == len(general)
    for split in ("train", "eval"):
        rows = getattr(dataset, split)
        mixed, left_over = len(general_rows(rows)), waiting(dataset, split)
        assert mixed <= Fraction(str(share)) * len(rows)
        assert not left_over or mixed + 1 > Fraction(str(share)) * (len(rows) + 1)
        assert all(pair.id > one.id for pair in left_over for one in general_rows(rows))


def waiting(dataset, split):
    """The general pairs of one side that were not taken."""
    return [p for p in dataset.rejected if p.split == split and p.issues[-1].code == "HD602"]


@quickly
@given(own=own_sets, general=general_sets)
def test_nothing_is_made_of_a_general_pair_and_its_words_stay(own, general, tmp_path_factory):
    dataset = built_with(own, general, tmp_path_factory, curriculum=True, preference=True, share=0.5)
    cleaned = [clean_pair(Pair(pair.prompt, pair.response)) for pair in general]
    said = {(pair.prompt, pair.response) for pair in cleaned}
    mixed = general_rows(dataset.pairs)

    assert all(pair.original for pair in mixed)
    assert {(pair.prompt, pair.response) for pair in mixed if pair.accepted} <= said
    ids = {pair.id for pair in mixed}
    grown = [pair for pair in (*dataset.train, *dataset.eval, *dataset.preference) if not pair.original]
    assert not [pair for pair in grown if pair.seed in ids]
    assert not general_rows(dataset.preference)


def test_lessons_and_preference_pairs_are_made_of_the_sets_own_pairs_alone(tmp_path_factory):
    lines = (ROOT / "data/raw/seeds.jsonl").read_text(encoding="utf-8").splitlines()
    seeds = [Pair(row["prompt"], row["response"]) for row in map(json.loads, lines)]
    dataset = built_with(
        seeds[::2], seeds[1::2], tmp_path_factory, curriculum=True, preference=True, share=0.5
    )
    general = {pair.id for pair in general_rows(dataset.pairs)}
    made = [pair for pair in (*dataset.train, *dataset.preference) if not pair.original]

    assert {"counting", "preference", "retag"} <= {pair.method for pair in made}
    assert not {pair.seed for pair in made} & general


@quickly
@given(own=own_sets, general=general_sets)
def test_no_pair_of_the_set_is_refused_as_the_repeat_of_a_general_one(own, general, tmp_path_factory):
    dataset = built_with(own, general, tmp_path_factory)
    ids = {pair.id for pair in general_rows(dataset.pairs)}

    for pair in dataset.rejected:
        twins = {dict(issue.values)["twin"] for issue in pair.issues if issue.code in ("HD401", "HD402")}
        assert is_general(pair) or not twins & ids
        assert twins <= {other.id for other in dataset.pairs}


def test_a_broken_order_lets_a_general_pair_push_a_seed_out():
    """Without ``give_way`` the smaller id stays, whoever it belongs to: the property above is not idle."""
    wish = OWN[0]["response"]
    seeds = [Pair(f"{OWN[0]['prompt']}{mark}", wish) for mark in ("", "。", "！", "~")]
    general = as_general(min(seeds, key=lambda pair: pair.id))
    others = [pair for pair in seeds if pair.id != general.id]

    def refused(run):
        return {pair.method for pair in run([general, *others]) if not pair.accepted}

    assert refused(flag_repeats) == {"read"}
    assert METHOD in refused(give_way(flag_repeats))
    assert sum(pair.accepted for pair in give_way(flag_repeats)([general, *others])) == 1


@quickly
@given(general=st.permutations(GENERAL))
def test_the_order_of_the_general_file_changes_no_byte_of_the_data(general, tmp_path_factory):
    folders = []
    for rows in (GENERAL, general):
        folder = tmp_path_factory.mktemp("order")
        path = write(folder / "general.jsonl", rows)
        dataset = build_dataset(OWN, {"mix": {"path": str(path), "share": 0.2}})
        folders.append(dataset.write(folder / "out"))

    for name in ("train.jsonl", "eval.jsonl"):
        assert (folders[0] / name).read_bytes() == (folders[1] / name).read_bytes()


@given(own=st.integers(0, 500), general=st.integers(0, 50), percent=st.integers(1, 99))
def test_so_many_are_taken_as_the_share_allows_and_not_one_more(own, general, percent):
    share = percent / 100
    rows = [Pair(f"甲{n}", "乙", split="train") for n in range(own)]
    rows += [as_general(Pair(f"丙{n}", "丁", split="train")) for n in range(general)]
    accepted = [pair for pair in take_share(rows, share=share) if pair.accepted]
    taken = len(general_rows(accepted))

    assert taken == general or Fraction(percent, 100) * (len(accepted) + 1) < taken + 1
    assert taken <= Fraction(percent, 100) * len(accepted)


def test_what_a_stage_makes_is_left_out_where_a_general_pair_says_it_already():
    general = as_general(Pair("写祝福，5字以内", "新年好"))
    run = spare(lambda given_pairs: [*given_pairs, replace(general, method="retag", steps=())])

    assert list(run([Pair("写祝福", "新年好"), general])) == [Pair("写祝福", "新年好"), general]


# --- through the recipe ------------------------------------------------------------------------------


def test_the_path_is_relative_to_the_recipe_whatever_the_working_directory(project, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path / "raw")
    dataset = build_dataset(project / "raw" / "own.jsonl", project / "recipes" / "hesui.toml")
    out = dataset.write(project / "out")
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    lineage = [json.loads(line) for line in (out / "lineage.jsonl").read_text(encoding="utf-8").splitlines()]

    assert [one["name"] for one in manifest["inputs"]] == ["general.jsonl", "own.jsonl"]
    assert manifest["recipe"]["mix"] == {"path": "more/general.jsonl", "share": 0.25}
    assert manifest["counts"]["read"] == len(OWN) + len(GENERAL)
    mixed = [row for row in lineage if row["method"] == METHOD]
    assert mixed
    assert {row["source"] for row in mixed} == {"general.jsonl"}
    assert str(len(mixed)) in (out / "README.md").read_text(encoding="utf-8")
    for path in out.iterdir():
        assert str(tmp_path) not in path.read_text(encoding="utf-8")


def test_an_absolute_path_works_and_goes_into_no_file(project, tmp_path):
    general = project / "recipes" / "more" / "general.jsonl"
    dataset = build_dataset(OWN, {"mix": {"path": str(general)}})
    out = dataset.write(project / "out")

    assert general_rows(dataset.pairs)
    for path in out.iterdir():
        assert str(tmp_path) not in path.read_text(encoding="utf-8")


def test_a_general_row_that_misses_its_own_length_is_refused_and_not_mended(project):
    dataset = build_dataset(OWN, {"mix": {"path": str(project / "recipes/more/general.jsonl"), "share": 0.9}})
    [refused] = [pair for pair in dataset.rejected if "5字以内" in pair.prompt]

    assert refused.issues[0].code == "HD201"
    assert len(general_rows([*dataset.train, *dataset.eval])) == len(GENERAL) - 1


def test_a_general_file_inside_the_source_folder_is_read_once_as_general(project):
    write(project / "raw" / "general.jsonl", GENERAL)
    dataset = build_dataset(project / "raw", Recipe(mix=Mix(path=str(project / "raw" / "general.jsonl"))))

    assert dataset.summary.read == len(OWN) + len(GENERAL)
    assert {pair.source for pair in general_rows(dataset.pairs)} == {"general.jsonl"}
    assert Counter(one.name for one in dataset.inputs) == {"own.jsonl": 1, "general.jsonl": 1}


def test_files_of_one_name_are_told_apart(project):
    write(project / "raw" / "general.jsonl", OWN)
    recipe = Recipe(mix=Mix(path=str(project / "recipes" / "more" / "general.jsonl")))
    dataset = build_dataset(project / "raw" / "general.jsonl", recipe)

    assert {one.name for one in dataset.inputs} == {"raw/general.jsonl", "more/general.jsonl"}
    assert {pair.source for pair in general_rows(dataset.pairs)} == {"more/general.jsonl"}


def test_every_sheet_of_a_general_workbook_is_general(project):
    openpyxl = pytest.importorskip("openpyxl")
    pytest.importorskip("python_calamine")
    book = openpyxl.Workbook()
    for sheet in (book.active, book.create_sheet("二")):
        sheet.append(["问题", "答案"])
        sheet.append([f"{sheet.title}是什么意思？", f"{sheet.title}是一张表的名字，随手起的，没有别的意思。"])
    book.save(project / "general.xlsx")

    dataset = build_dataset(OWN, {"mix": {"path": str(project / "general.xlsx"), "share": 0.5}})

    assert len(general_rows(dataset.pairs)) == 2


def test_what_was_built_before_can_be_mixed_in_again(project):
    first = project / "augmented.jsonl"
    assert main(["augment", str(project / "raw"), "-o", str(first), "-q"]) == 0

    dataset = build_dataset(project / "raw" / "own.jsonl", {"mix": {"path": str(first), "share": 0.5}})

    assert dataset.summary.adds_up
    assert len({pair.id for pair in dataset.pairs}) == len(dataset.pairs)


def test_a_paraphraser_never_sees_a_general_pair(project):
    seen = []
    recipe = {"mix": {"path": str(project / "recipes/more/general.jsonl")}}
    build_dataset(OWN, recipe, paraphrase=lambda pair: seen.append(pair) or ())

    assert seen
    assert not general_rows(seen)


def test_the_pairs_are_numbered_and_split_among_all_others(project):
    dataset = build_dataset(OWN, {"mix": {"path": str(project / "recipes/more/general.jsonl"), "share": 0.5}})
    kept = [*dataset.train, *dataset.eval]

    assert {pair.split for pair in kept} <= {"train", "eval"}
    assert list(number_ids(kept)) == kept


# --- the command -------------------------------------------------------------------------------------


def test_rows_that_are_not_taken_are_no_finding_for_strict(project, tmp_path):
    sound = GENERAL[:-1]
    write(project / "recipes" / "more" / "general.jsonl", sound)
    command = [
        "build",
        str(project / "raw"),
        "--recipe",
        str(project / "recipes" / "hesui.toml"),
        "-q",
        "--strict",
    ]

    assert main([*command, "-o", str(tmp_path / "out"), "--dialect", "openai"]) == 0
    rejected = (tmp_path / "out" / "rejected.jsonl").read_text(encoding="utf-8").splitlines()
    assert {json.loads(line)["code"] for line in rejected} == {"HD602"}

    write(project / "recipes" / "more" / "general.jsonl", GENERAL)
    assert main([*command, "-o", str(tmp_path / "out")]) == 1


def test_augment_mixes_nothing_in(project, tmp_path):
    out = tmp_path / "augmented.jsonl"
    recipe = str(project / "recipes" / "hesui.toml")

    assert main(["augment", str(project / "raw"), "-o", str(out), "--recipe", recipe, "-q"]) == 0
    assert METHOD not in {
        json.loads(line).get("method") for line in out.read_text(encoding="utf-8").splitlines()
    }


# --- what makes no sense -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mix", "named"),
    [
        ({"path": "general.jsonl", "shar": 0.2}, "did you mean 'share'"),
        ({"share": 0.2}, "mix.path"),
        ({"path": "general.jsonl", "folder": "x"}, "folder"),
        ({"path": "general.jsonl", "share": 0}, "mix.share"),
        ({"path": "general.jsonl", "share": 1}, "mix.share"),
        ({"path": "general.jsonl", "share": "much"}, "mix.share"),
        ({"path": " "}, "mix.path"),
        ({"path": 3}, "mix.path"),
        ("general.jsonl", "mix: expected a table"),
    ],
)
def test_a_mix_that_makes_no_sense_is_named(mix, named):
    with pytest.raises(RecipeError, match=named):
        recipe_from({"mix": mix}, where="hesui.toml")


def test_a_general_file_that_is_not_there_is_named_with_its_key(project):
    with pytest.raises(RecipeError, match=r"mix\.path: .*nowhere\.jsonl"):
        build_dataset(OWN, {"mix": {"path": str(project / "nowhere.jsonl")}})


def test_a_source_that_is_all_general_is_an_error(project):
    general = project / "recipes" / "more" / "general.jsonl"
    with pytest.raises(RecipeError, match="nothing is left"):
        build_dataset(general, {"mix": {"path": str(general)}})


def test_paths_and_records_are_still_not_mixed_up(project):
    with pytest.raises(InputError, match="either paths or records"):
        build_dataset(
            [*OWN, str(project / "raw")], {"mix": {"path": str(project / "recipes/more/general.jsonl")}}
        )


@given(
    path=st.sampled_from(["general.jsonl", "数据/通用 1.jsonl", "../a\\b.jsonl"]),
    share=st.floats(0.001, 0.999),
)
def test_a_mix_survives_the_recipe_and_its_file(path, share, tmp_path_factory):
    recipe = Recipe(mix=Mix(path=path, share=share))
    file = tmp_path_factory.mktemp("recipe") / "hesui.toml"
    file.write_text(recipe_text(recipe), encoding="utf-8")

    assert recipe_from(recipe.as_dict()) == recipe
    assert read_recipe(file) == recipe
    assert read_recipe(file).mix.file == file.parent / path


def test_a_recipe_without_a_mix_shows_what_one_looks_like():
    line = next(line for line in recipe_text(Recipe()).splitlines() if line.startswith("# mix = "))

    assert recipe_from({"mix": {"path": "general.jsonl", "share": 0.2}}).mix == Mix(
        path="general.jsonl", share=0.2
    )
    assert line == '# mix = { path = "general.jsonl", share = 0.2 }'
