"""The blog's history, rebuilt: the counts come out by the recipes, and what is written is checked for real."""

import importlib.util
import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from hesui_data import Recipe, build_dataset
from hesui_data.built import read_built
from hesui_data.pair import Pair

ROOT = Path(__file__).parents[1]
BLOG = ROOT / "examples" / "blog"


@pytest.fixture(scope="module")
def rebuild():
    spec = importlib.util.spec_from_file_location("rebuild", BLOG / "rebuild.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    """The three data sets, by the one command; and what it said."""
    folder = tmp_path_factory.mktemp("blog")
    done = subprocess.run(
        [sys.executable, BLOG / "rebuild.py", folder],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    return folder, done.stdout


@pytest.mark.parametrize(("name", "written", "rows"), [("v1", 55, 255), ("v2", 87, 378), ("v3", 87, 378)])
def test_the_counts_of_the_blog_come_out(out, name, written, rows):
    folder = out[0] / name
    lineage = [
        json.loads(line) for line in (folder / "lineage.jsonl").read_text(encoding="utf-8").splitlines()
    ]

    assert len(lineage) == rows
    assert sum(row["method"] == "read" for row in lineage) == 55
    assert sum(row["method"] in ("read", "rules") for row in lineage) == written
    assert f"{name}  55 → {written} → {rows}" in out[1]
    assert json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["counts"]["rejected"] == 0


def test_v2_and_v3_are_the_same_rows(out):
    for name in ("train.jsonl", "eval.jsonl", "lineage.jsonl"):
        assert (out[0] / "v2" / name).read_bytes() == (out[0] / "v3" / name).read_bytes()


def test_the_seeds_are_55_of_the_demos():
    ours = (BLOG / "seeds.jsonl").read_text(encoding="utf-8").splitlines()

    assert len(ours) == len(set(ours)) == 55
    assert set(ours) <= set((ROOT / "data/raw/seeds.jsonl").read_text(encoding="utf-8").splitlines())


def test_what_is_wrong_with_a_set_is_found(rebuild, out, tmp_path):
    folder = shutil.copytree(out[0] / "v1", tmp_path / "v1")
    rows = [row for row in read_built(folder) if row.split != "rejected"]
    seeds = {row.pair.id: row.pair.response for row in rows if row.pair.original}
    tagged = next(
        row
        for row in rows
        if "\n" in row.pair.response
        and any(
            tag.constraint.kind == "at_most" and tag.constraint.scope == "response" for tag in row.pair.tags
        )
    )
    longer = replace(tagged, pair=replace(tagged.pair, response=tagged.pair.response * 9))
    untagged = replace(tagged, pair=replace(tagged.pair, tags=()))
    flat = replace(tagged, pair=replace(tagged.pair, response=tagged.pair.response.replace("\n", "")))
    (folder / "eval.jsonl").write_text("", encoding="utf-8")

    assert list(rebuild._row_problems(tagged, seeds)) == []
    assert any("untrue tag" in problem for problem in rebuild._row_problems(longer, seeds))
    assert any("0 tags" in problem for problem in rebuild._row_problems(untagged, seeds))
    assert any("not the lines" in problem for problem in rebuild._row_problems(flat, seeds))
    assert list(rebuild._accounts(folder))
    assert any(
        "expected" in problem for problem in rebuild._problems(rebuild.VERSIONS[0], out[0] / "v1", rows[1:])
    )


# --- the two recipe keys behind it ----------------------------------------------------------------------


@pytest.mark.parametrize(("key", "target"), [("expand_to", 60), ("augment_to", 100), ("expand_to", 55)])
def test_growth_stops_at_the_target_and_drops_nothing(key, target):
    dataset = build_dataset(BLOG / "seeds.jsonl", {"augment": key == "augment_to", key: target})

    assert len(dataset.train) + len(dataset.eval) == target
    assert dataset.summary.read == 55
    assert dataset.rejected == []


def test_a_target_below_what_was_given_grows_nothing():
    dataset = build_dataset(BLOG / "seeds.jsonl", {"paraphrases": 0, "augment_to": 10})

    assert {pair.method for pair in dataset.pairs} == {"read"}
    assert len(dataset.train) + len(dataset.eval) == 55


def test_a_target_out_of_reach_is_said():
    dataset = build_dataset(
        [Pair("给客户写一段新年祝福，语气真诚，50字以内。", "祝您新年顺遂！")],
        {"augment_to": 500, "expand_to": 90},
    )
    english = " ".join(dataset.warnings_in("en"))

    assert "expand_to asks for 90 rows" in english
    assert "augment_to asks for 500 rows" in english
    assert "augment_to 要 500 条" in " ".join(dataset.warnings_in("zh"))


def test_no_target_is_the_default():
    assert (Recipe().expand_to, Recipe().augment_to) == (0, 0)
