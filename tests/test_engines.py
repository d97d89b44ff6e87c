"""A build on disk is the build in memory: the same folder, whatever the parts, the processes and the kills."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_promises import requests

from benchmarks import killing
from hesui_data import build_dataset
from hesui_data.blocks import Blocks, apportioned
from hesui_data.engines import InTurn, OnDisk, Store
from hesui_data.engines import alike as alike_module
from hesui_data.engines.alike import Mattering, candidates_among, first_of_each, in_turn, runs_of
from hesui_data.engines.families import of_two_groups
from hesui_data.engines.job import Job
from hesui_data.engines.leaking import of_both_sides
from hesui_data.engines.likely import Keys, write_keys
from hesui_data.engines.packing import packed, unpacked
from hesui_data.engines.repeats import of_one_context
from hesui_data.engines.running import Running
from hesui_data.errors import HesuiError, OutputError, RecipeError
from hesui_data.likeness import minhash
from hesui_data.likeness.minhash import candidates
from hesui_data.pair import Issue, Pair, Step, Turn
from hesui_data.recipe import Recipe
from hesui_data.stages import stages
from hesui_data.testing import pairs

ROOT = Path(__file__).parents[1]
quickly = settings(max_examples=25, suppress_health_check=list(HealthCheck))

RECIPES = (
    {},
    {"eval_share": 0.4, "stratify": True, "curriculum": True},
    {"augment_to": 30, "expand_to": 12, "eval_share": 0.3},
    {"paraphrases": 0, "augment": False, "retag_broken": False},
    {"enough": 1, "relative_threshold": 0.3},
)


def files_of(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def in_memory(source, recipe, folder, block):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("hesui_data.build.Blocks", partial(Blocks, size=block))
        return files_of(build_dataset(source, recipe).write(folder))


def on_disk(source, recipe, folder, block, **options):
    dataset = build_dataset(source, recipe, engine=OnDisk(block=block, **options))
    written = files_of(dataset.write(folder))
    dataset.clear()
    return written


# --- equality ----------------------------------------------------------------------------------------


@quickly
@given(
    rows=st.lists(requests() | pairs(), max_size=14),
    again=st.lists(st.integers(0, 13), max_size=4),
    recipe=st.sampled_from(RECIPES),
    block=st.sampled_from([1, 2, 5, 100]),
)
def test_a_build_on_disk_gives_the_bytes_of_one_in_memory(tmp_path_factory, rows, again, recipe, block):
    rows += [rows[place] for place in again if place < len(rows)]
    folder = tmp_path_factory.mktemp("built")

    assert on_disk(rows, recipe, folder / "a", block) == in_memory(rows, recipe, folder / "b", block)


@pytest.mark.parametrize("recipe", RECIPES, ids=str)
def test_the_demo_is_the_same_on_disk(tmp_path, recipe):
    source = str(ROOT / "data/raw")

    assert on_disk(source, recipe, tmp_path / "a", 40) == in_memory(source, recipe, tmp_path / "b", 40)


def test_the_demo_is_the_same_by_two_processes_and_in_one_block(tmp_path):
    source = str(ROOT / "data/raw")
    plain = files_of(build_dataset(source).write(tmp_path / "plain"))

    assert on_disk(source, {}, tmp_path / "two", 4096, jobs=2, work=tmp_path / "work") == plain


def test_a_mixed_in_file_takes_its_share_on_disk_too(tmp_path):
    general = tmp_path / "general.jsonl"
    rows = [{"prompt": f"第{n}个问题是什么？", "response": f"第{n}个回答说的是{n * n}。"} for n in range(90)]
    general.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    recipe = {"mix": {"path": str(general), "share": 0.1}, "paraphrases": 0}
    source = str(ROOT / "data/raw")

    assert on_disk(source, recipe, tmp_path / "a", 30) == in_memory(source, recipe, tmp_path / "b", 30)


@pytest.mark.parametrize("fit", [None, of_one_context, of_two_groups, of_both_sides])
@pytest.mark.parametrize("crowd", [3, 64])
@pytest.mark.parametrize("threshold", [0.5, 0.7])
def test_candidates_on_disk_are_those_in_memory_that_matter(tmp_path, monkeypatch, threshold, crowd, fit):
    from hesui_data.engines import likely

    drawn = random.Random(f"{threshold}{crowd}")
    clauses = ["新年快乐", "万事如意", "身体健康", "阖家幸福", "学业有成", "平安喜乐", "步步高升", "财源广进"]
    texts = {
        "".join(drawn.choices(clauses, k=drawn.randint(2, 9))) + str(drawn.randint(0, 9)) for _ in range(400)
    }
    rows = [(text,) for text in sorted(texts)]
    for module in (minhash, likely):
        monkeypatch.setattr(module, "CROWD", crowd)
    monkeypatch.setattr(minhash, "FEW", 0)
    monkeypatch.setattr(alike_module, "FEW", 0)
    store = Store(str(tmp_path))
    size = minhash.bands_for(threshold) * minhash.HASHES_A_BAND
    for part, some in enumerate((rows[:150], [], rows[150:])):
        signatures = minhash.signatures_of(some, size) if some else np.empty((0, size), np.uint32)
        banded = signatures.reshape(
            len(some), size // minhash.HASHES_A_BAND, minhash.HASHES_A_BAND
        ).transpose(1, 0, 2)
        write_keys(store, "keys", part, some, np.ascontiguousarray(banded))
    keys = Keys.of(store, "keys", 3, threshold=threshold)
    run = Running(Job(store, Recipe()), InTurn(), lambda name, done, total: done)
    order = np.array(drawn.sample(range(len(rows)), len(rows) - 20), np.int64)

    marks = np.array(drawn.choices([0, 1, 2, 3], k=len(order)))
    mattering = Mattering(marks, fit) if fit else None
    found = in_turn(
        candidates_among(run, keys, order, threshold=threshold, name="sought", mattering=mattering)
    )

    all_of_them = candidates([rows[row] for row in order], threshold)
    assert [tuple(pair) for pair in found.tolist()] == [
        (one, other) for one, other in all_of_them if not fit or fit(marks[one], marks[other])
    ]
    assert 100 < len(found) <= len(all_of_them)
    assert (len(found) < len(all_of_them)) == bool(fit)


# --- blocks ------------------------------------------------------------------------------------------


@quickly
@given(rows=st.lists(requests(), max_size=12, unique_by=lambda pair: pair.id), drawn=st.randoms())
def test_blocks_do_not_depend_on_the_order_of_rows(rows, drawn):
    shuffled = drawn.sample(rows, len(rows))
    grown = []
    for given_rows in (rows, shuffled):
        for stage in stages(Recipe(eval_share=0.3), blocks=Blocks(len(rows), size=3)):
            given_rows = list(stage.run(given_rows))  # noqa: PLW2901
        grown.append(sorted(given_rows, key=lambda pair: pair.id))

    assert grown[0] == grown[1]


@given(target=st.integers(0, 1000), rows=st.lists(st.integers(0, 50), min_size=1))
def test_a_target_is_shared_out_whole_and_by_size(target, rows):
    parts = apportioned(target, rows)

    assert sum(parts) == target
    if sum(rows):
        assert all(
            abs(part - target * count / sum(rows)) <= 1 for part, count in zip(parts, rows, strict=True)
        )


def test_blocks_keep_every_quota_of_a_set_and_no_two_prompts_are_alike(tmp_path):
    source = str(ROOT / "data/raw")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("hesui_data.build.Blocks", partial(Blocks, size=50))
        dataset = build_dataset(source)
    kept = [*dataset.train, *dataset.eval]
    frames = [step.detail for pair in kept for step in pair.steps if step.name == "rules"]
    responses = [pair.response for pair in kept]

    assert len({pair.prompt for pair in kept}) == len(kept) > 600
    assert max(map(responses.count, set(responses))) <= 4
    assert max(map(frames.count, set(frames))) <= 0.05 * len(kept)


def test_a_set_that_has_enough_rows_grows_none_and_says_so():
    source = str(ROOT / "data/raw")

    dataset = build_dataset(source, {"enough": 150})

    assert dataset.summary.grown == 0
    assert any("enough" in message for message in dataset.warnings_in("en"))
    assert build_dataset(source, {"enough": 150, "augment_to": 200}).summary.grown
    assert 150 < len([pair for pair in build_dataset(source, {"enough": 250}).pairs if pair.accepted]) <= 250


# --- rows on disk ------------------------------------------------------------------------------------


@given(pairs() | requests())
def test_a_pair_is_the_same_after_it_lay_on_disk(pair):
    whole = pair.flag(Issue.of("HD403", twin="a", reason=("同一种子", "same seed")), Issue.of("HD103"))
    [checked] = [stage for stage in stages(Recipe()) if stage.name == "length"]
    for one in (pair, whole, *checked.run([pair])):
        line = packed(one)
        back = unpacked(line)

        assert back == one
        assert [tag.constraint.span for tag in back.tags] == [tag.constraint.span for tag in one.tags]
        assert line.count(b"\n") == 1


def test_lone_surrogates_lie_on_disk_as_they_are():
    pair = Pair("\udc80", "b", history=(Turn("user", "c", 0),), steps=(Step("a", "b", "c"),), split="eval")

    assert unpacked(packed(pair)) == pair


@given(
    st.lists(
        st.tuples(st.text(st.characters()), st.sampled_from(["新年好", "\udc80", "\ud83d\ude00", ""])),
        max_size=5,
    )
)
def test_keys_lie_on_disk_as_they_are(tmp_path_factory, keys):
    store = Store(str(tmp_path_factory.mktemp("keys")))
    write_keys(store, "keys", 0, keys, np.empty((17, len(keys), 4), np.uint32))

    found = Keys.of(store, "keys", 1, threshold=0.7).texts(np.arange(len(keys)))

    assert found == dict(enumerate(keys))


@given(st.lists(st.integers(0, 5), max_size=12))
def test_firsts_and_runs_are_told_by_place(values):
    column = np.array(values, np.int64)
    first, group = first_of_each(column)

    assert [values[place] for place in first] == list(dict.fromkeys(values))
    assert [values[first[number]] for number in group] == values
    assert [run.tolist() for run in runs_of(column)] == [
        places
        for value in dict.fromkeys(values)
        if len(places := [place for place, one in enumerate(values) if one == value]) > 1
    ]


def test_rows_on_disk_are_sequences(tmp_path):
    source = str(ROOT / "data/raw")
    memory = build_dataset(source)
    disk = build_dataset(source, engine=OnDisk())

    for side in ("train", "eval", "rejected"):
        ours, theirs = getattr(disk, side), getattr(memory, side)
        assert list(ours) == list(theirs)
        assert (len(ours), ours[0], ours[-1], ours[1:3]) == (len(theirs), theirs[0], theirs[-1], theirs[1:3])
        with pytest.raises(IndexError):
            ours[len(ours)]
    assert len(disk.pairs) == len(memory.pairs)
    assert disk.summary == memory.summary
    assert len(disk.to_pandas()) == len(memory.to_pandas())
    disk.clear()


# --- options -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("options", [{"jobs": 0}, {"shards": 0}, {"block": 0}, {"compress": "rar"}], ids=str)
def test_options_that_make_no_sense_are_errors(options):
    with pytest.raises(RecipeError) as caught:
        OnDisk(**options)
    assert caught.value.say("zh") != caught.value.say("en")


def test_what_needs_all_pairs_in_memory_says_so():
    for options in ({"recipe": {"preference": True}}, {"paraphrase": lambda pair: []}):
        with pytest.raises(RecipeError, match="in memory"):
            build_dataset([Pair("a", "b")], engine=OnDisk(), **options)


# --- going on ----------------------------------------------------------------------------------------

BUILD = """
import sys
from pathlib import Path
from hesui_data import build_dataset
from hesui_data.engines import OnDisk

if __name__ == "__main__":
    source, work, out, jobs = sys.argv[1:]
    said = []
    engine = OnDisk(work=Path(work), block=15, jobs=int(jobs), tell=said.append)
    build_dataset(source, {"eval_share": 0.2}, engine=engine).write(out)
    print(len(said))
"""


def times_of(work):
    """The parts of steps that are done, and when they were; a task writes the file of its step last."""
    steps = {"raw", "clean", "rows", "expand", "augment", "again", "gate", "place", "emit"}
    times = {}
    for path in (
        path for folder in killing.listed(work) if folder.is_dir() for path in killing.listed(folder)
    ):
        if not path.name.startswith(".") and (
            path.parent.name in steps or path.parent.suffix in {".band", ".alike"}
        ):
            with suppress(FileNotFoundError):  # a part that is not needed any more is deleted
                times[path.relative_to(work).as_posix()] = path.stat().st_mtime_ns
    return times


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_killed_build_goes_on_and_gives_the_same_bytes(tmp_path, jobs):
    source, work, out = str(ROOT / "data/raw"), tmp_path / "work", tmp_path / "out"
    script = tmp_path / "build.py"
    script.write_text(BUILD, encoding="utf-8")
    command = [sys.executable, str(script), source, str(work), str(out), str(jobs)]
    drawn, kills, known = random.Random(jobs), 0, {}
    while kills < 5:
        build = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
        _wait_for(work, len(known) + drawn.randint(1, 30), build)
        if build.poll() is not None:
            break
        os.killpg(build.pid, signal.SIGKILL)
        build.wait()
        kills += 1
        now = times_of(work)
        assert {name: now[name] for name in known if name in now} == {
            n: t for n, t in known.items() if n in now
        }
        known = now
    done = subprocess.run(command, capture_output=True, text=True, check=True)

    after = times_of(work)
    assert {name: after[name] for name in known if name in after} == {
        n: t for n, t in known.items() if n in after
    }
    assert kills
    assert done.stdout.strip() == "1"
    assert files_of(out) == in_memory(source, {"eval_share": 0.2}, tmp_path / "plain", 15)


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_build_that_grows_rows_is_killed_in_any_step_and_goes_on(tmp_path, jobs):
    source, steps = ROOT / "data/raw", (*killing.STEPS, "write")[jobs - 1 :: 3]
    plain = killing.Build(tmp_path / "plain", source, jobs=1, block=40, few=0)
    assert plain.start().wait() == 0
    build = killing.Build(tmp_path / "killed", source, jobs=jobs, block=40, few=0)

    killed = [step for step, _ in killing.kill_all_over(build, random.Random(jobs), steps)]

    assert len(killed) >= len(steps) - 2, "a step can be over before it is looked at"
    assert build.start().wait() == 0
    assert killing.same(plain.out, build.out)


def _wait_for(work, files, build):
    """Until so many parts are done, or the build has ended."""
    end = time.monotonic() + 120
    while time.monotonic() < end and build.poll() is None:
        if len(times_of(work)) >= files:
            return
        time.sleep(0.01)


def test_another_recipe_or_input_begins_anew(tmp_path):
    rows = tmp_path / "rows.jsonl"
    rows.write_text('{"prompt": "写祝福", "response": "新年好！"}\n', encoding="utf-8")
    said = []
    build = partial(build_dataset, engine=OnDisk(work=tmp_path / "work", tell=said.append))

    build(str(rows))
    build(str(rows), {"eval_share": 0.5})
    assert not said
    build(str(rows), {"eval_share": 0.5})
    assert [message.en for message in said] == [f"going on from what is done in {tmp_path / 'work'}"]
    rows.write_text('{"prompt": "写祝福", "response": "恭喜发财！"}\n', encoding="utf-8")
    assert build(str(rows), {"eval_share": 0.5}).pairs[0].response == "恭喜发财！"
    assert len(said) == 1


def test_a_folder_of_others_is_left_alone(tmp_path):
    (tmp_path / "work").mkdir()
    (tmp_path / "work/mine.txt").write_text("mine", encoding="utf-8")

    with pytest.raises(OutputError, match="did not put there"):
        build_dataset(str(ROOT / "data/raw"), engine=OnDisk(work=tmp_path / "work"))
    assert (tmp_path / "work/mine.txt").read_text(encoding="utf-8") == "mine"


def test_a_task_that_fails_is_told_and_the_next_run_goes_on(tmp_path):
    class Failing(InTurn):
        def each(self, task, parts):
            for number, part in enumerate(super().each(task, parts)):
                yield part
                if task.func.__name__ == "gate" and number == 1:
                    raise OSError("no space")

    source, work = str(ROOT / "data/raw"), tmp_path / "work"
    with pytest.raises(OSError, match="no space"):
        build_dataset(source, engine=OnDisk(work=work, block=30, engine=Failing()))
    before = times_of(work)
    dataset = build_dataset(source, engine=OnDisk(work=work, block=30))

    assert {name: time for name, time in times_of(work).items() if name in before} == before
    assert files_of(dataset.write(tmp_path / "a")) == in_memory(source, {}, tmp_path / "b", 30)


def test_a_process_that_is_killed_is_an_error_with_a_remedy(tmp_path):
    from hesui_data.engines import Processes

    with Processes(1) as engine, pytest.raises(HesuiError, match="goes on from here"):
        list(engine.each(_die, [0, 1]))


def _die(part):
    os.kill(os.getpid(), signal.SIGKILL)
