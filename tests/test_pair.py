import hashlib
import json
import subprocess
import sys
from dataclasses import replace

from hypothesis import given

from hesui_data.pair import Issue, Pair, Step, content_id, number_ids
from hesui_data.rules import FAMILIES, RULES
from hesui_data.testing import pairs


@given(pair=pairs())
def test_the_id_depends_on_the_content_alone(pair):
    moved = replace(pair, id="", seed="", source="elsewhere.jsonl", line=7, steps=(Step("x"),), split="eval")

    assert moved.id == content_id(pair)


def test_the_id_is_the_same_in_another_process_with_another_hash_seed():
    code = "from hesui_data.pair import Pair; print(Pair('写一句祝福', '新年好！').id)"
    ids = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1")
    }

    assert ids == {Pair("写一句祝福", "新年好！").id + "\n"}


def test_rows_of_equal_content_are_numbered():
    twins = list(number_ids([Pair("问", "答"), Pair("问", "答"), Pair("问", "答")]))

    assert [pair.id.partition("-")[2] for pair in twins] == ["", "2", "3"]
    assert all(pair.original for pair in twins)


def test_a_variant_keeps_seed_source_and_steps_and_loses_the_tags():
    seed = Pair("写一句祝福", "新年好！", source="a.jsonl", line=3, split="train", steps=(Step("fix"),))

    variant = seed.grow("retag", Step("retag", "prompt"), prompt="写一句祝福，5字以内")

    assert (variant.seed, variant.source, variant.line, variant.split) == (seed.id, "a.jsonl", 3, "train")
    assert variant.steps == (Step("fix"), Step("retag", "prompt"))
    assert variant.tags == ()
    assert not variant.original


def test_only_an_error_makes_a_pair_unaccepted():
    pair = Pair("问", "答")

    assert pair.flag(Issue.of("HD301", marks="一、二、")).accepted
    assert not pair.flag(Issue.of("HD103", field="response")).accepted


def test_every_rule_is_worded_in_both_languages_with_the_same_placeholders():
    for code, rule in RULES.items():
        names = [
            sorted(__import__("re").findall(r"\{(\w+)", rule.template(language))) for language in ("zh", "en")
        ]
        assert all(zh and en and zh != en for zh, en in (rule.message, rule.why, rule.mend)), code
        assert names[0] == names[1], code
        assert code[:3] in FAMILIES


@given(pair=pairs())
def test_the_id_is_the_hash_of_the_content_as_json(pair):
    turns = [[turn.role, turn.text, turn.weight] for turn in pair.history]
    content = [pair.system, turns, pair.prompt, pair.response, pair.rejected_response, pair.weight, pair.raw]
    encoded = json.dumps(content, separators=(",", ":")).encode()

    assert content_id(pair) == hashlib.sha256(encoded).hexdigest()[:20]
