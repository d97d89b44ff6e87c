"""The whole build on other people's data, where it lies beside the checkout; skipped by name where it does not."""

import json
import re

import pytest

from hesui_data import build_dataset, line_skeleton
from hesui_data.dedup import flag_repeats
from hesui_data.files import read_pairs
from hesui_data.length import verify_tag
from hesui_data.pair import number_ids
from hesui_data.splits import leaks

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2028\u2029\ufeff]")
FOLDERS = ("qianfan_cookbook", "belle", "llamafactory_zh", "tianji")


@pytest.fixture(scope="module", params=FOLDERS)
def folder(request, shared):
    return shared / request.param


@pytest.fixture(scope="module")
def dataset(folder):
    return build_dataset(folder, {"dialect": "flat"})


def test_counts_add_up_and_every_row_is_accounted_for(dataset, folder, tmp_path):
    read = list(number_ids(read_pairs(folder)))

    assert dataset.summary.adds_up
    assert dataset.summary.read == len(read)
    assert {pair.id for pair in read} <= {pair.id for pair in dataset.pairs}
    written = dataset.write(tmp_path / "out")
    assert json.loads((written / "manifest.json").read_text(encoding="utf-8"))["counts"]["read"] == len(read)


def test_the_layout_of_every_row_that_was_read_survives(dataset, folder):
    before = {pair.id: pair for pair in number_ids(read_pairs(folder))}
    kept = [pair for pair in dataset.pairs if pair.accepted and pair.id in before]

    assert kept
    for pair in kept:
        assert line_skeleton(pair.response) == line_skeleton(before[pair.id].response)


def test_every_tag_is_true_and_nothing_invisible_is_left(dataset):
    for pair in (*dataset.train, *dataset.eval):
        assert all(verify_tag(tag, pair.response) for tag in pair.tags)
        assert not CONTROL.search(pair.prompt + pair.response)


def test_nothing_repeats_and_nothing_leaks(dataset):
    kept = [*dataset.train, *dataset.eval]

    assert all(pair.accepted for pair in flag_repeats(kept))
    assert not list(leaks(dataset.train, dataset.eval))
