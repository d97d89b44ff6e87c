"""What ``make demo`` promises, measured on its output by means that share little with the code that made it."""

import json
import re
import unicodedata
from collections import Counter, defaultdict
from hashlib import sha256
from pathlib import Path

import pytest

from hesui_data import build_dataset
from hesui_data.schema.models import LineageRow, Manifest, RejectedRow

ROOT = Path(__file__).parents[1]
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2028\u2029\u202a-\u202e\ufeff]")
PLAIN_DEMAND = re.compile(r"(\d+)字(以内|以下|以上|左右|上下)")


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    return build_dataset(ROOT / "data/raw").write(tmp_path_factory.mktemp("demo") / "processed")


@pytest.fixture(scope="module")
def rows(built):
    """Split → (prompt, response, lineage) of each row."""
    lineage = [
        json.loads(line) for line in (built / "lineage.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    found = defaultdict(list)
    for split in ("train", "eval"):
        lines = (built / f"{split}.jsonl").read_text(encoding="utf-8").split("\n")
        assert lines.pop() == ""
        facts_of = {facts["line"]: facts for facts in lineage if facts["split"] == split}
        for number, line in enumerate(lines, 1):
            [turn] = json.loads(line)
            [[response]] = turn["response"]
            found[split].append((turn["prompt"], response, facts_of.pop(number)))
        assert not facts_of
    return found


def count(text: str) -> int:
    """字 by a loop over characters: what is neither space, ASCII mark nor part of a run counts one."""
    total, in_run = 0, False
    for char in text:
        wide = unicodedata.east_asian_width(char) in "WF" or char in "“”‘’—…·"
        word = not wide and char.isalnum()
        total += (wide and not char.isspace()) or (word and not in_run)
        in_run = word or (in_run and char in ".-:'")
    return total


def test_there_are_at_least_378_rows_with_distinct_prompts(rows):
    everything = rows["train"] + rows["eval"]

    assert len(rows["train"]) >= 378
    assert len({prompt for prompt, _, _ in everything}) == len(everything)


def test_at_most_four_prompts_stand_on_one_response(rows):
    assert max(Counter(response for _, response, _ in rows["train"] + rows["eval"]).values()) <= 4


@pytest.mark.parametrize(("step", "share"), [("retag", 0.10), ("rules", 0.05)])
def test_no_wording_of_a_length_and_no_frame_of_a_prompt_is_everywhere(rows, step, share):
    everything = rows["train"] + rows["eval"]
    last = [[s["detail"] for s in facts["steps"] if s["name"] == step][-1:] for _, _, facts in everything]

    for name, uses in Counter(detail for details in last for detail in details).items():
        assert uses <= share * len(everything), name


def test_every_plain_demand_holds_when_counted_by_hand(rows):
    checked = 0
    for prompt, response, facts in rows["train"] + rows["eval"]:
        whole = [tag for tag in facts["tags"] if tag["scope"] == "response" and tag["unit"] == "字"]
        for number, word in PLAIN_DEMAND.findall(prompt):
            if any(int(number) in (tag["min"], tag["max"], tag["target"]) for tag in whole):
                n, got = int(number), count(response)
                holds = {"以内": got <= n, "以下": got <= n, "以上": got >= n}
                assert holds.get(word, abs(got - n) <= max(2, n / 10)), (prompt, got)
                checked += 1
    assert checked >= 40


def test_no_seed_stands_on_both_sides_and_no_prompt_or_response_does(rows):
    for column in (0, 1):
        assert not {row[column] for row in rows["train"]} & {row[column] for row in rows["eval"]}
    assert not {row[2]["seed"] for row in rows["train"]} & {row[2]["seed"] for row in rows["eval"]}


def test_held_out_numbers_are_asked_for_in_eval_and_never_in_train(rows):
    def asked(split):
        return {
            tag[bound]
            for _, _, facts in rows[split]
            for tag in facts["tags"]
            if tag["unit"] in ("字", "汉字", "字符")
            for bound in ("min", "max", "target")
        }

    held_out = {35, 45, 66, 88, 135, 260, 350, 520}
    assert held_out <= asked("eval")
    assert not held_out & asked("train")


def test_layout_is_kept_and_nothing_invisible_is_left(rows):
    responses = [response for _, response, _ in rows["train"] + rows["eval"]]

    assert sum("\n" in response for response in responses) >= len(responses) / 2
    for text in responses:
        assert not CONTROL.search(text)
        assert not re.search(r"[ \t\u3000]\n|\n\n\n|&[a-z]+;|<br", text)


def test_each_row_of_the_input_is_accounted_for(built, rows):
    manifest = json.loads((built / "manifest.json").read_text(encoding="utf-8"))
    counts = manifest["counts"]
    rejected = [
        json.loads(line) for line in (built / "rejected.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    methods = [facts["method"] for _, _, facts in rows["train"] + rows["eval"]]
    grown = sum(method != "read" for method in [*methods, *(row["method"] for row in rejected)])

    assert counts["read"] == sum(one["rows"] for one in manifest["inputs"]) == 202
    assert counts["read"] + counts["grown"] == counts["train"] + counts["eval"] + counts["rejected"]
    assert (counts["train"], counts["eval"], counts["rejected"]) == (
        len(rows["train"]),
        len(rows["eval"]),
        len(rejected),
    )
    assert grown == counts["grown"]
    for row in rejected:
        assert row["reason"]
        assert row["stage"]
        assert row["line"]
        assert row["prompt"] or row["raw"]


def test_the_dirt_of_the_excel_file_is_found_and_named(built):
    rejected = [
        json.loads(line) for line in (built / "rejected.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    codes = Counter(row["code"] for row in rejected if row["source"] == "excel_2024.csv")

    assert codes["HD103"] == 1  # an empty answer
    assert codes["HD106"] == 1  # a comma without quotes
    assert codes["HD201"] == 2  # an answer that misses two demands at once, and three items on one line
    assert codes["HD401"] + codes["HD402"] >= 2  # a repeat and a near-repeat


def test_the_manifest_has_the_hash_of_every_other_file(built):
    manifest = json.loads((built / "manifest.json").read_text(encoding="utf-8"))
    named = {one["name"]: one["sha256"] for one in manifest["outputs"]}
    there = {path.name: sha256(path.read_bytes()).hexdigest() for path in built.iterdir()}

    del there["manifest.json"]
    assert named == there


def test_the_seeds_themselves_all_pass(built):
    rejected = [
        json.loads(line) for line in (built / "rejected.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    seeds = [row for row in rejected if row["source"] == "seeds.jsonl" and row["method"] == "read"]

    assert [row["code"] for row in seeds] == ["HD401"]  # the one that the Excel file repeats on purpose


def test_lessons_stay_under_their_cap_and_every_file_fits_its_schema(tmp_path):
    recipe = {"curriculum": True, "preference": True, "dialect": "qianfan-flat"}
    dataset = build_dataset(ROOT / "data/raw", recipe)
    lessons = [pair for pair in dataset.train if pair.method in ("counting", "comparing", "dialogue")]

    assert 0.15 <= len(lessons) / len(dataset.train) <= 0.20
    folder = dataset.write(tmp_path / "out")
    assert (
        len((folder / "preference.jsonl").read_text(encoding="utf-8").splitlines())
        == len(dataset.preference)
        >= 100
    )
    for model, name in (
        (Manifest, "manifest.json"),
        (LineageRow, "lineage.jsonl"),
        (RejectedRow, "rejected.jsonl"),
    ):
        text = (folder / name).read_text(encoding="utf-8")
        for value in [text] if name == "manifest.json" else text.splitlines():
            model.model_validate_json(value)
