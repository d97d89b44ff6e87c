"""The card and croissant.json, held against the packages that read them."""

import hashlib
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from hesui_data import build_dataset
from hesui_data.card import models_used
from hesui_data.engines import OnDisk
from hesui_data.expand.receipt import Receipt
from hesui_data.files.shards import rows_in_files, shards_in
from hesui_data.formats import DIALECTS
from hesui_data.pair import Pair, Step

RAW = Path(__file__).parents[1] / "data" / "raw" / "seeds.jsonl"
SEEDS = [json.loads(line) for line in RAW.read_text(encoding="utf-8").splitlines()[:24]]
SFT = [name for name, one in DIALECTS.items() if "rejected_response" not in one.needs and not one.unpaired]
OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "HF_DATASETS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
}
STATED = {"name": "拜年: 五十条", "licence": "cc-by-4.0", "origin": "我们自己写的"}


def built(tmp_path, **recipe) -> Path:
    return build_dataset(SEEDS, {"preference": True, "eval_share": 0.3, **STATED, **recipe}).write(
        tmp_path / "built"
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return built(tmp_path_factory.mktemp("hub"))


def head_of(folder) -> dict:
    yaml = pytest.importorskip("yaml")
    text = (folder / "README.md").read_text(encoding="utf-8")
    return yaml.safe_load(text.split("---\n")[1])


def lines(path) -> list:
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def test_the_front_matter_is_what_the_hub_knows(folder):
    head = head_of(folder)

    assert head["license"] == "cc-by-4.0"
    assert head["pretty_name"] == STATED["name"]
    assert head["task_categories"] == ["text-generation"]
    assert [one["config_name"] for one in head["configs"]] == ["default", "preference"]
    for config in head["configs"]:
        assert all((folder / one["path"]).is_file() for one in config["data_files"])
    hub = pytest.importorskip("huggingface_hub")
    card = hub.DatasetCard.load(folder / "README.md")
    assert isinstance(card.data, hub.DatasetCardData)
    assert card.data.to_dict()["size_categories"] == head["size_categories"]


@pytest.mark.parametrize(
    ("licence", "expected"),
    [
        ("", {"license": "unknown"}),
        ("仅供参赛", {"license": "other", "license_name": "仅供参赛"}),
        ("MIT", {"license": "mit"}),
    ],
)
def test_a_licence_is_named_as_the_hub_names_it(licence, expected, tmp_path):
    head = head_of(built(tmp_path, licence=licence))
    assert {key: head.get(key) for key in expected} == expected


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_not_stated_is_said_to_be(language, tmp_path):
    text = (built(tmp_path, language=language, licence="", origin="") / "README.md").read_text(
        encoding="utf-8"
    )
    assert text.count({"zh": "未说明", "en": "not stated"}[language]) == 2


def test_models_are_told_with_method_template_and_rows(tmp_path):
    steps = (Step("evolve", detail="evolve/3 deeper"), Receipt("ab12", "qwen3", 3, 4).step())
    seeds = build_dataset(SEEDS, {"augment": False}).train
    told = [replace(pair, id="", seed="", steps=steps, method="evolve") for pair in seeds]
    text = (build_dataset(told, {"augment": False}).write(tmp_path / "out") / "README.md").read_text(
        encoding="utf-8"
    )

    assert [use[:3] for use in models_used(told)] == [("qwen3", "evolve", "evolve/3")]
    assert "| qwen3 | evolve | evolve/3 |" in text
    assert not models_used([Pair("a", "b")])


def test_croissant_has_every_other_file_and_is_in_the_manifest(folder):
    document = json.loads((folder / "croissant.json").read_text(encoding="utf-8"))
    told = {one["name"]: one["sha256"] for one in document["distribution"]}
    there = {path.name for path in folder.iterdir()} - {"croissant.json", "manifest.json"}

    assert set(told) == there
    for name, digest in told.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert "croissant.json" in {one["name"] for one in manifest["outputs"]}


def test_mlcroissant_finds_no_fault_and_reads_every_record(folder):
    pytest.importorskip("mlcroissant")
    code = """
import json, sys, warnings
warnings.simplefilter("ignore")
import mlcroissant
dataset = mlcroissant.Dataset(jsonld=sys.argv[1])
issues = dataset.metadata.ctx.issues
found = {one.id: [{k.split("/")[-1]: v.decode() if isinstance(v, bytes) else v for k, v in row.items()}
                  for row in dataset.records(one.id)] for one in dataset.metadata.record_sets}
print(json.dumps([sorted(issues.errors), sorted(issues.warnings), found]))
"""
    errors, warned, found = json.loads(run(code, str(folder / "croissant.json")))

    assert errors == []
    assert all(
        "datePublished" in one or "creator" in one or "version" in one or "url" in one or "citeAs" in one
        for one in warned
    )
    for name, file in [("train", "train"), ("test", "eval"), ("preference-train", "preference")]:
        rows = lines(folder / f"{file}.flat.jsonl")
        assert [(row["prompt"], row["response"], row["id"]) for row in found[name]] == [
            (row["prompt"], row["response"], row["id"]) for row in rows
        ]


@pytest.mark.parametrize("dialect", ["qianfan", "openai", "alpaca", "trl", "flat"])
def test_load_dataset_loads_the_folder_and_its_files(dialect, tmp_path):
    pytest.importorskip("datasets")
    folder = built(tmp_path, dialect=dialect, preference_dialect="trl-dpo")
    code = """
import json, sys, datasets
datasets.disable_progress_bars()
folder, file = sys.argv[1:]
whole, chosen = datasets.load_dataset(folder), datasets.load_dataset(folder, "preference")
alone = datasets.load_dataset("json", data_files={"train": f"{folder}/{file}"})
print(json.dumps([{name: side.to_list() for name, side in one.items()} for one in (whole, chosen, alone)]))
"""
    config = head_of(folder)["configs"][0]["data_files"]
    whole, chosen, alone = json.loads(run(code, str(folder), config[0]["path"], home=tmp_path))

    assert set(whole) == {"train", "test"}
    for side, file in (("train", config[0]["path"]), ("test", config[1]["path"])):
        assert [bare(row) for row in whole[side]] == [bare(row) for row in lines(folder / file)]
    assert [bare(row) for row in alone["train"]] == [bare(row) for row in lines(folder / config[0]["path"])]
    assert len(chosen["train"]) == len(lines(folder / "preference.jsonl"))


@pytest.mark.parametrize("dialect", ["trl-dpo", "trl-kto"])
def test_croissant_says_how_many_rows_its_files_have(dialect, tmp_path):
    folder = built(tmp_path, preference_dialect=dialect)
    told = re.findall(
        r'"description": "(\S+\.jsonl), (\d+) rows"', (folder / "croissant.json").read_text("utf-8")
    )

    assert len(told) == 3
    assert [int(rows) for _, rows in told] == [len(lines(folder / name)) for name, _ in told]


@pytest.mark.parametrize("dialect", SFT)
def test_a_build_in_any_dialect_names_files_that_are_there(dialect, tmp_path):
    folder = built(tmp_path, dialect=dialect)
    document = json.loads((folder / "croissant.json").read_text(encoding="utf-8"))

    assert len(document["recordSet"]) == 3
    for one in document["recordSet"]:
        for field in one["field"]:
            file, column = field["source"]["fileObject"]["@id"], field["source"]["extract"]["column"]
            assert all(column in row for row in lines(folder / file))


def test_a_built_folder_is_read_once_not_twice(folder):
    again = build_dataset(folder)
    assert "train.flat.jsonl" not in {one.name for one in again.inputs}
    assert "croissant.json" not in {one.name for one in again.inputs}


def bare(value):
    """A row without what is not there: a table has every column in every row."""
    if isinstance(value, dict):
        return {key: bare(one) for key, one in value.items() if one is not None}
    return [bare(one) for one in value] if isinstance(value, list) else value


def run(code, *arguments, home="") -> str:
    environment = {
        **os.environ,
        **OFFLINE,
        "PYTHONWARNINGS": "ignore",
        **({"HF_HOME": str(home)} if home else {}),
    }
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, env=environment, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout.splitlines()[-1]


@pytest.mark.parametrize(("dialect", "stem"), [("qianfan", "train.flat"), ("alpaca", "train")])
@pytest.mark.parametrize(("shards", "compress"), [(1, "gz"), (2, ""), (2, "gz")])
def test_what_is_in_shards_or_compressed_is_loaded_from_shards(tmp_path, dialect, stem, shards, compress):
    pytest.importorskip("datasets")
    recipe = {"eval_share": 0.3, "dialect": dialect, **STATED}
    sharded = build_dataset(SEEDS, recipe, engine=OnDisk(shards=shards, compress=compress))
    folder = sharded.write(tmp_path / "built")
    sharded.clear()
    whole = build_dataset(SEEDS, recipe).write(tmp_path / "whole")
    wanted = lines(whole / f"{stem}.jsonl")
    code = """
import json, sys, datasets
datasets.disable_progress_bars()
print(json.dumps(datasets.load_dataset(sys.argv[1])["train"].to_list()))
"""
    loaded = json.loads(run(code, str(folder), home=tmp_path))
    names = sorted(path.name for path in folder.iterdir() if ".flat" in path.name)

    assert [bare(row) for row in loaded] == [bare(row) for row in wanted]
    assert len(names) == (2 * shards if dialect == "qianfan" else 0)
    assert all(name.endswith(f".jsonl{'.gz' if compress else ''}") for name in names)
    assert not any(".flat" in one.name for one in build_dataset(folder).inputs)


@pytest.mark.parametrize(("shards", "compress"), [(1, "gz"), (2, ""), (2, "gz")])
def test_mlcroissant_reads_every_record_of_shards(tmp_path, shards, compress):
    pytest.importorskip("mlcroissant")
    sharded = build_dataset(
        SEEDS, {"eval_share": 0.3, **STATED}, engine=OnDisk(shards=shards, compress=compress)
    )
    folder = sharded.write(tmp_path / "built")
    sharded.clear()
    code = """
import json, sys, warnings
warnings.simplefilter("ignore")
import mlcroissant
dataset = mlcroissant.Dataset(jsonld=sys.argv[1])
print(json.dumps([sorted(dataset.metadata.ctx.issues.errors), len(list(dataset.records("train")))]))
"""
    errors, rows = json.loads(run(code, str(folder / "croissant.json")))

    assert (errors, rows) == ([], len(lines_of(folder, "train")))


def lines_of(folder, stem) -> list[bytes]:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return list(rows_in_files(folder, shards_in(manifest, stem)))
