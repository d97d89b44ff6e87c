"""The blog's history, rebuilt: the counts come out by the recipes, and what is written is checked for real."""

import importlib.util
import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from fake_llm import FakeServer

from hesui_data import Recipe, build_dataset
from hesui_data.built import read_built
from hesui_data.pair import Pair

ROOT = Path(__file__).parents[1]
BLOG = ROOT / "examples" / "blog"


@pytest.fixture(scope="module")
def rebuild():
    spec = importlib.util.spec_from_file_location("rebuild", BLOG / "rebuild.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["rebuild"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["rebuild"]


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
    lines = rebuild.lines_of(rows)
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

    assert list(rebuild._row_problems(tagged, lines)) == []
    assert any("untrue tag" in problem for problem in rebuild._row_problems(longer, lines))
    assert any("0 tags" in problem for problem in rebuild._row_problems(untagged, lines))
    assert any("not the lines" in problem for problem in rebuild._row_problems(flat, lines))
    assert list(rebuild._accounts(folder))
    assert any(
        "expected" in problem for problem in rebuild._problems(rebuild.VERSIONS[0], out[0] / "v1", rows[1:])
    )


def test_offline_it_says_so(out):
    assert out[1].startswith("offline: rules reword")


# --- with a language model -------------------------------------------------------------------------------

KEY = "sk-blog-0123456789"


@pytest.fixture(scope="module")
def written(rebuild, tmp_path_factory):
    """Where a model wrote the step 55 → 87, the server that played it, and how many requests V2 took alone."""
    pytest.importorskip("openai", reason="the extra llm is not installed")
    folder = tmp_path_factory.mktemp("written")
    with pytest.MonkeyPatch.context() as patch, FakeServer() as server:
        patch.setenv("OPENAI_API_KEY", KEY)
        who = [str(folder), "--model", "m", "--base-url", server.base_url]
        assert rebuild.main(who) == 0
        asked = len(server.requests)
        assert rebuild.main([*who, "--replay"]) == 0
        assert len(server.requests) == asked
    return folder, server


@pytest.mark.parametrize("name", ["v2", "v3"])
def test_a_model_writes_the_32_pairs_and_the_counts_come_out_all_the_same(written, name):
    text = (written[0] / name / "lineage.jsonl").read_text(encoding="utf-8")
    lineage = [json.loads(line) for line in text.splitlines()]
    methods = [row["method"] for row in lineage]
    sides = {row["split"] for row in lineage if row["method"] == "paraphrase"}

    assert (methods.count("read"), methods.count("paraphrase"), methods.count("rules")) == (55, 32, 0)
    assert len(lineage) == 378
    assert sides == {"train"}  # what is held back is never sent


def test_v3_asks_for_nothing_that_v2_has(written):
    asked = [json.dumps(body, sort_keys=True) for body in written[1].requests]

    assert len(asked) == len(set(asked))
    assert (written[0] / "v2/train.jsonl").read_bytes() == (written[0] / "v3/train.jsonl").read_bytes()


def test_the_key_is_written_nowhere(written):
    for path in written[0].rglob("*"):
        assert path.is_dir() or KEY.encode() not in path.read_bytes(), path


def test_a_limit_and_a_missing_key_are_said(rebuild, tmp_path, monkeypatch, capsys):
    pytest.importorskip("openai", reason="the extra llm is not installed")
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with FakeServer() as server:
        who = [str(tmp_path), "--model", "m", "--base-url", server.base_url]
        assert rebuild.main(who) == 2
        assert server.requests == []
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        assert rebuild.main([*who, "--max-requests", "5"]) == 3

    said = capsys.readouterr().err
    assert "OPENAI_API_KEY is not set" in said
    assert "of 32 pairs came (max_requests)" in said


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
