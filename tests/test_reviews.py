"""The file of decisions: nothing in it is lost, whoever writes to it and however they end."""

import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace

import pytest

from hesui_data.cli import main
from hesui_data.decisions import Decision, decision_line
from hesui_data.errors import InputError, OutputError
from hesui_data.files import find_sources
from hesui_data.reviews import ReviewFile, read_reviews, reviews_beside

ONE = Decision("2f0c", "91ab", 1, "accept", at="2026-02-17T08:00:00Z")


def numbered(n):
    return replace(ONE, row=f"row-{n}")


def test_what_is_appended_is_there_for_everybody(tmp_path):
    ours, theirs = ReviewFile(tmp_path / "reviews.jsonl"), ReviewFile(tmp_path / "reviews.jsonl")
    ours.append(ONE)
    theirs.append(replace(ONE, turn=2, ruling="open"))
    ours.refresh()

    assert ours.standing == theirs.standing
    assert ours.standing["2f0c"].ruling == "open"
    assert [one.turn for one in ours.decisions["2f0c"]] == [1, 2]


def test_a_line_that_was_cut_short_does_not_spoil_the_next(tmp_path):
    path = tmp_path / "reviews.jsonl"
    path.write_text(decision_line(numbered(0)) + "\n" + decision_line(numbered(1))[:20], encoding="utf-8")
    file = ReviewFile(path)
    file.refresh()
    file.append(numbered(2))

    assert sorted(file.standing) == ["row-0", "row-2"]
    assert file.faults == 1
    assert sorted(read_reviews(path).decisions) == ["row-0", "row-2"]


def test_a_line_that_is_still_being_written_is_read_once_it_is_whole(tmp_path):
    path, file = tmp_path / "reviews.jsonl", ReviewFile(tmp_path / "reviews.jsonl")
    line = (decision_line(ONE) + "\n").encode()
    path.write_bytes(line[:30])
    file.refresh()
    assert (file.standing, file.faults) == ({}, 0)
    path.write_bytes(line)
    file.refresh()

    assert file.standing == {"2f0c": ONE}


@pytest.mark.parametrize("others", [[], [2], [2, 3, 4, 5]])
def test_a_file_that_was_replaced_is_read_anew(tmp_path, others):
    path, file = tmp_path / "reviews.jsonl", ReviewFile(tmp_path / "reviews.jsonl")
    for n in (0, 1):
        file.append(numbered(n))
    path.unlink()
    if others:
        path.write_text("".join(decision_line(numbered(n)) + "\n" for n in others), encoding="utf-8")
    file.refresh()

    assert sorted(file.standing) == [f"row-{n}" for n in others]


def test_where_it_cannot_be_written_the_error_says_that_nothing_was_saved(tmp_path):
    file = ReviewFile(tmp_path)

    with pytest.raises(OutputError, match="not saved"):
        file.append(ONE)


def test_it_lies_beside_the_recipe_or_in_the_working_directory(tmp_path):
    assert reviews_beside(tmp_path / "hesui.toml") == tmp_path / "reviews.jsonl"
    assert str(reviews_beside(None)) == "reviews.jsonl"


def test_a_file_that_is_not_there_is_an_error_where_it_was_named(tmp_path):
    with pytest.raises(InputError):
        read_reviews(tmp_path / "reviews.jsonl")


def test_it_is_no_data_in_the_folder_of_a_source(tmp_path):
    ReviewFile(tmp_path / "reviews.jsonl").append(ONE)
    (tmp_path / "rows.jsonl").write_text("{}\n")

    for source in (tmp_path, f"{tmp_path}/*.jsonl", [tmp_path / "reviews.jsonl", tmp_path / "rows.jsonl"]):
        assert [file.name for file in find_sources(source).files] == ["rows.jsonl"]


def test_check_and_fix_leave_it_alone(tmp_path, capsys):
    path = tmp_path / "reviews.jsonl"
    ReviewFile(path).append(replace(ONE, ruling="edit", prompt="写 ", response="新年好\u200b"))
    before = path.read_bytes()

    for arguments in ([], ["--fix"], ["--unsafe-fixes"]):
        assert main(["check", str(path), *arguments]) == 0
    assert path.read_bytes() == before


def test_a_data_file_of_the_same_name_is_read(tmp_path):
    (tmp_path / "reviews.jsonl").write_text(
        '{"prompt": "写一句书评", "response": "值得一读"}\n', encoding="utf-8"
    )

    assert [file.name for file in find_sources(tmp_path).files] == ["reviews.jsonl"]


@pytest.mark.skipif(shutil.which("git") is None, reason="no git")
@pytest.mark.parametrize(("into", "merged"), [("ours", "theirs"), ("theirs", "ours")])
def test_two_branches_merge_in_git_to_the_same_decisions(tmp_path, into, merged):
    def git(*arguments):
        identity = ("-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "init.defaultBranch=base")
        subprocess.run(["git", *identity, *arguments], cwd=tmp_path, check=True, capture_output=True)

    path = tmp_path / "reviews.jsonl"
    (tmp_path / ".gitattributes").write_text("reviews.jsonl merge=union\n")
    ReviewFile(path).append(ONE)
    git("init")
    git("add", ".")
    git("commit", "-m", "base")
    for branch, ruling, at in (("ours", "open", "08:00:02"), ("theirs", "accept", "08:00:01")):
        git("checkout", "-b", branch, "base")
        file = ReviewFile(path)
        file.refresh()
        file.append(replace(ONE, turn=2, ruling=ruling, at=f"2026-02-17T{at}Z"))
        file.append(replace(ONE, row=branch))
        git("commit", "-am", branch)
    git("checkout", into)
    git("merge", merged, "-m", "merge")

    reviews = read_reviews(path)
    assert reviews.record.faults == ()
    assert sorted(reviews.decisions) == ["2f0c", "ours", "theirs"]
    assert reviews.decisions["2f0c"].ruling == "open"


APPENDER = """
import sys
from hesui_data.decisions import Decision
from hesui_data.reviews import ReviewFile
from pathlib import Path
file = ReviewFile(Path(sys.argv[1]))
for n in range(int(sys.argv[3])):
    file.append(Decision(f"{sys.argv[2]}-{n}", "91ab", 1, "edit", prompt="写", response="新年好" * 300))
    print(n, flush=True)
"""


def test_two_processes_that_append_at_once_lose_nothing(tmp_path):
    path = tmp_path / "reviews.jsonl"
    both = [
        subprocess.Popen([sys.executable, "-c", APPENDER, str(path), name, "60"], stdout=subprocess.DEVNULL)
        for name in ("ours", "theirs")
    ]
    assert [one.wait(60) for one in both] == [0, 0]

    reviews = read_reviews(path)
    assert len(reviews.decisions) == 120
    assert reviews.record.faults == ()


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is POSIX")
def test_what_was_appended_survives_kill_9(tmp_path):
    path = tmp_path / "reviews.jsonl"
    command = [sys.executable, "-c", APPENDER, str(path), "row", "100000"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        said = [process.stdout.readline() for _ in range(5)]
        time.sleep(0.05)
        process.send_signal(signal.SIGKILL)
        said += process.stdout.readlines()

    whole = [line for line in said if line.endswith("\n")]
    assert len(whole) >= 5
    assert {f"row-{n}" for n in range(len(whole))} <= read_reviews(path).decisions.keys()
