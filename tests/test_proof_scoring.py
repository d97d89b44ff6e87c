"""The scores of the proof, its table and its checks, on answers of our own; and the command without torch."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from examples.proof import asking, report
from examples.proof.scoring import Scores, likeness, mean_error, scores_of, trained_prompts
from hesui_data import Pair
from hesui_data.evaluate import Share
from hesui_data.evaluate.figures import Interval

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def questions():
    return asking.questions(Random("unseen"), 24)


@pytest.fixture(scope="module")
def rows():
    return [Pair(row.prompt, row.response) for row in asking.seeds(Random("own"), 30, false_share=0.2)]


def scored(name="c", **changes):
    half = Share(120, 240)
    made = Scores(
        name=name,
        satisfied=half,
        kinds={"at_most": half, "at_least": half, "about": half},
        numbers={"seen": half, "unseen": half},
        error=0.2,
        correlation=0.5,
        lines=half,
        named=half,
        recited=half,
        trained=half,
        alike=half,
        gap=0.0,
        gap_interval=Interval(-0.1, 0.1),
        lengths=((50, 55), (100, 80)),
    )
    return replace(made, **changes)


# --- scores --------------------------------------------------------------------------------------------


def test_the_references_have_every_line_and_name_and_nearly_the_length(questions, rows):
    answers = {row.prompt: row.response for row in questions}
    found = scores_of("reference", rows, questions, answers)

    assert (found.lines.value, found.named.value) == (1.0, 1.0)
    assert found.error < 0.06
    assert found.correlation > 0.95
    assert found.satisfied.n == 24
    assert sum(share.n for share in found.kinds.values()) == 24


def test_answers_of_one_line_to_nobody_lose_lines_name_and_length(questions, rows):
    answers = dict.fromkeys(
        [row.prompt for row in questions], "新年好，万事如意，平安喜乐，愿您事事顺心。" * 4
    )
    found = scores_of("same", rows, questions, answers)

    assert (found.lines.value, found.named.value, found.correlation) == (0.0, 0.0, 0.0)


def test_a_recital_of_its_own_rows_has_a_gap(questions, rows):
    recited = {pair.prompt: pair.response for pair in rows}
    answers = {row.prompt: rows[0].response for row in questions} | recited
    found = scores_of("b", rows, questions, answers)

    assert found.trained == found.alike == Share(24, 30)  # the other six demands are false
    assert found.gap == pytest.approx(0.8 - found.satisfied.value)
    assert found.recited.value == 1.0


def test_own_prompts_of_kinds_that_nobody_is_asked_for_are_left_out_of_alike(questions):
    wish = "王老师，新年好，愿您平安喜乐，万事如意。"
    own = [Pair("给王老师写一段祝福，20字以内。", wish), Pair("给王老师写一段祝福，30到40字。", wish)]
    answers = {row.prompt: row.response for row in questions} | {pair.prompt: wish for pair in own}
    found = scores_of("c", own, questions, answers)

    assert found.trained == Share(1, 2)
    assert found.alike == Share(1, 1)


def test_the_base_has_no_rows_of_its_own(questions, rows):
    found = scores_of("base", rows, questions, {row.prompt: "新年好" for row in questions}, tuned=False)

    assert (found.trained, found.alike, found.gap, found.numbers) == (None, None, None, {})


def test_trained_prompts_are_those_that_evaluate_asks(rows):
    assert set(trained_prompts(rows)) == {pair.prompt for pair in rows}
    assert len(trained_prompts(rows, sample=7)) == 7


def test_error_and_likeness():
    assert mean_error([(100, 150), (100, 50)]) == 0.5
    assert likeness([(1, 3), (2, 2), (3, 1)]) == pytest.approx(-1)


# --- the table and the checks --------------------------------------------------------------------------


def test_the_table_shows_every_figure_with_its_interval():
    for language in ("zh", "en"):
        text = report.table(
            [scored("base", trained=None, alike=None, gap=None, numbers={}), scored()], language
        )
        lines = text.split("\n")

        assert len(lines) == 2 + len(report.ROWS)
        assert lines[2].endswith("| .50 (.44–.56) | .50 (.44–.56) |")
        assert all(line.endswith("| — | .50 (.44–.56) |") for line in lines[-3:-1])
        assert {line.count("|") for line in lines} == {4}


def test_the_checks_tell_good_figures_from_bad():
    good = [
        scored("a", lines=Share(0, 100), satisfied=Share(30, 100), error=0.4),
        scored("b", lines=Share(99, 100), gap=0.5),
        scored("c", lines=Share(99, 100), satisfied=Share(60, 100), error=0.1, correlation=0.9, gap=0.02),
        scored("control", correlation=0.05),
    ]
    bad = [scored(one.name) for one in good]

    assert all(held for held, _ in report.checks(good))
    assert not any(held for held, claim in report.checks(bad) if claim.startswith(("line", "satis", "error")))
    assert len(list(report.checks(good))) == 9


def test_a_spread_needs_two_runs():
    pytest.importorskip("torch", reason="torch is not installed (extra proof)")
    from examples.proof.experiment import Run

    run = Run(1, {}, (scored(),), {}, ())
    other = replace(run, seed=2, scores=(scored(satisfied=Share(168, 240)),))

    assert report.spread([run], "en") == ""
    assert ".60 ± .14" in report.spread([run, other], "en")


def test_the_documentation_shows_the_figures_of_its_results():
    found = json.loads((ROOT / "docs/proof/results.json").read_text(encoding="utf-8"))
    assert {"base", "a", "b", "c", "control"} <= set(found["runs"][0]["models"])
    assert len(report.ROWS) == 14
    for language, name in (("en", "proof.md"), ("zh", "proof.zh-CN.md")):
        assert report.table_of(found["runs"][0], language) in (ROOT / "docs" / name).read_text(
            encoding="utf-8"
        )


# --- the command ---------------------------------------------------------------------------------------


def run(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "examples.proof", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_a_wrong_set_is_refused():
    done = run("--sets", "a,z")

    assert done.returncode == 2
    assert "sets are a, b, c, control, e; got a,z" in done.stderr


def test_without_torch_it_says_what_to_install(monkeypatch):
    from examples.proof.__main__ import main

    monkeypatch.setitem(sys.modules, "torch", None)

    assert main([]) == 2
