"""The hooks, tried as a newcomer would: ``pre-commit try-repo`` on a Git repository made for it.

pre-commit builds an environment for the hook from a package registry, which takes minutes, so this runs
where HESUI_REQUIRE_PRE_COMMIT is set, as CI does, and is skipped elsewhere.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
GOOD = {"prompt": "给外婆写一句新年祝福，20字以内", "response": "外婆新年好，愿您天天有好胃口！"}
BAD = {"prompt": "给外公写一句新年祝福，5字以内", "response": "外公新年好，愿您身体硬朗如松柏！"}


def run(*command, cwd, **variables):
    return subprocess.run(
        command,
        cwd=cwd,
        env={**os.environ, "HESUI_LANG": "en", **variables},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=900,
        check=False,
    )


@pytest.fixture(scope="module")
def hook(tmp_path_factory):
    """Runs a hook on a file of a fresh Git repository; gives the exit code, the output and the file's bytes."""
    if not os.environ.get("HESUI_REQUIRE_PRE_COMMIT"):
        pytest.skip("builds an environment: set HESUI_REQUIRE_PRE_COMMIT=1 to run it")
    home = tmp_path_factory.mktemp("pre-commit-home")
    hooks = committed(tmp_path_factory.mktemp("hooks"))

    def on(name, data, hook_id, *arguments):
        folder = tmp_path_factory.mktemp("adopter")
        run("git", "init", "-q", cwd=folder)
        (folder / name).write_bytes(data)
        run("git", "add", ".", cwd=folder)
        command = (sys.executable, "-m", "pre_commit", "try-repo", str(hooks), hook_id, "--verbose")
        done = run(*command, "--files", name, *arguments, cwd=folder, PRE_COMMIT_HOME=str(home))
        return done.returncode, done.stdout, (folder / name).read_bytes()

    return on


def committed(folder):
    """This checkout as a repository of one commit, so that the hook's environment is built but once."""
    listed = run("git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", cwd=ROOT).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, folder / name)
    run("git", "init", "-q", cwd=folder)
    run("git", "add", ".", cwd=folder)
    author = ("-c", "user.name=test", "-c", "user.email=test@example.com")
    run("git", *author, "commit", "-q", "-m", "hooks", cwd=folder)
    return folder


def lines(*rows):
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def test_a_bad_row_is_blocked_with_its_place(hook):
    code, said, after = hook("train.jsonl", lines(GOOD, BAD), "hesui-check")

    assert code == 1
    assert 'train.jsonl:2:44: HD201 the response breaks the length demand "5字以内"' in said
    assert after == lines(GOOD, BAD)


def test_a_clean_file_passes(hook):
    code, said, _ = hook("train.jsonl", lines(GOOD), "hesui-check")

    assert code == 0, said
    assert "Passed" in said


def test_a_fixable_row_is_fixed_then_passes(hook):
    dirty = {**GOOD, "response": GOOD["response"] + "\u200b "}

    first, said, mended = hook("train.jsonl", b"\xef\xbb\xbf" + lines(dirty), "hesui-fix")

    assert first == 1, said
    assert "files were modified by this hook" in said
    assert mended == lines(GOOD)
    assert hook("train.jsonl", mended, "hesui-fix")[0] == 0


def test_other_files_are_left_alone(hook):
    code, said, _ = hook("notes.txt", b"no data here\n", "hesui-check")

    assert code == 0
    assert "Skipped" in said
