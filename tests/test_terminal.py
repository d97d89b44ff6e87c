"""The command in a terminal of its own: colours, widths, progress, completion; and where there is no terminal."""

import json
import os
import re
import subprocess
import sys
import time

import pytest
from rich.cells import cell_len

from hesui_data.cli import bars
from hesui_data.cli.usage import FAULTS, fault_in

pty = pytest.importorskip("pty")

ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
HAN = re.compile(r"[\u4e00-\u9fff]")
BOX = "╭╮╰╯│─"


def environment(**values) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if key in ("PATH", "HOME", "PYTHONPATH", "LANG")}
    return {**kept, "TERM": "xterm-256color", "COLUMNS": "80", **values}


def in_terminal(*arguments, width=80, **values) -> str:
    """All that the command writes to a terminal of ``width`` columns."""
    import fcntl
    import struct
    import termios

    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 40, width, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-m", "hesui_data", *arguments],
        stdin=follower,
        stdout=follower,
        stderr=follower,
        env=environment(COLUMNS=str(width), **values),
    )
    os.close(follower)
    read = b""
    while True:
        try:
            chunk = os.read(leader, 1 << 16)
        except OSError:  # nobody writes any more
            break
        if not chunk:
            break
        read += chunk
    os.close(leader)
    process.wait()
    return read.decode().replace("\r\n", "\n")


def piped(*arguments, **values) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "hesui_data", *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", env=environment(**values), check=False
    )


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    path = tmp_path_factory.mktemp("terminal") / "拜年.jsonl"
    given = [
        {"prompt": "写一句祝福，4字以内", "response": "祝您新年快乐"},
        {"prompt": "写祝福", "response": ""},
    ]
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in given), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "verb", ["", "build", "clean", "export", "count", "expand", "evaluate", "submit", "init", "why"]
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_help_fits_a_narrow_terminal_and_shows_examples(verb, lang):
    shown = ESCAPE.sub("", in_terminal("--lang", lang, *verb.split(), "--help", width=40))

    assert all(cell_len(line) <= 40 for line in shown.splitlines())
    if verb:
        assert {"zh": "例子", "en": "Examples"}[lang] in shown
        assert f"$ hesui {verb}" in shown
    if lang == "zh":
        assert not re.search(r"Options|Arguments|Commands|Usage:|Show this|\[required\]|\[default", shown)


@pytest.mark.parametrize("width", [40, 80])
@pytest.mark.parametrize(
    "verb", ["build", "augment", "expand", "export", "evaluate", "submit", "report", "review"]
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_help_is_folded_and_never_cut(lang, verb, width):
    shown = ESCAPE.sub("", in_terminal("--lang", lang, verb, "--help", width=width))

    assert "│" in shown
    assert not re.search("… *│", shown)


def test_colour_is_for_a_terminal_that_wants_it(rows):
    asked = ("--lang", "zh", "count", "--help")

    assert COLOUR.search(in_terminal(*asked))
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]", in_terminal(*asked, NO_COLOR="1"))
    assert not ESCAPE.search(in_terminal(*asked, TERM="dumb"))
    assert not ESCAPE.search(piped(*asked).stdout)


@pytest.mark.parametrize("width", [40, 80])
def test_chinese_tables_are_aligned_by_display_width(rows, width, tmp_path):
    shown = ESCAPE.sub(
        "", in_terminal("--lang", "zh", "build", str(rows), "-o", str(tmp_path / "out"), width=width)
    )
    table = [line for line in shown.splitlines() if re.match(r"\s*(阶段|read|clean|check|length)\b", line)]
    ends = {cell_len(line.rstrip()) for line in table}

    assert len(table) >= 4
    assert len(ends) == 1


def test_the_c_locale_gets_utf_8_and_no_fault(rows, tmp_path):
    done = piped("--lang", "zh", "build", str(rows), "-o", str(tmp_path / "out"), LC_ALL="C")

    assert done.returncode == 0
    assert "读入 2" in done.stdout
    assert "Traceback" not in done.stderr


def test_nothing_is_said_of_progress_where_nobody_looks(rows, tmp_path):
    assert "\r" not in piped("build", str(rows), "-o", str(tmp_path / "out")).stderr
    assert "\x1b[2K" not in in_terminal("build", str(rows), "-o", str(tmp_path / "out"), TERM="dumb")


def test_progress_tells_rate_and_time_left_after_a_second(capsys, monkeypatch):
    now = iter(range(100))
    monkeypatch.setattr(time, "monotonic", lambda: float(next(now)))
    watched = list(bars.Bars().watch("clean", [1, 2, 3, 4]))
    told = capsys.readouterr().err

    assert watched == [1, 2, 3, 4]
    assert "50%" in told
    assert re.search(r"rows/s|条/秒", told)
    assert re.search(r"0:0\d left|还要 0:0\d", told)
    assert told.endswith("\r\x1b[2K")


def test_what_is_over_at_once_shows_no_progress(capsys):
    assert list(bars.Bars().watch("clean", iter("abc"))) == ["a", "b", "c"]
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_every_shell_gets_its_completion(shell):
    script = piped(_HESUI_COMPLETE=f"source_{shell}").stdout
    assert "_HESUI_COMPLETE" in script
    assert f"complete_{shell}" in script


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("hesui export out --dialect alp", {"alpaca", "alpaca-dpo", "alpaca-kto"}),
        ("hesui explain HD20", {"HD201", "HD202"}),
        ("hesui check x --select HD30", {"HD301"}),
        ("hesui count x --counter wo", {"word_processor"}),
        ("hesui bui", {"build"}),
    ],
)
def test_completion_knows_dialects_codes_and_counters(line, offered):
    words = line.split()
    found = piped(_HESUI_COMPLETE="complete_bash", COMP_WORDS=line, COMP_CWORD=str(len(words) - 1)).stdout
    assert offered <= set(found.split())


def test_completion_offers_recipe_files(tmp_path):
    (tmp_path / "mine.toml").touch()
    line = f"hesui build x --recipe {tmp_path}/"
    found = piped(_HESUI_COMPLETE="complete_bash", COMP_WORDS=line, COMP_CWORD="4").stdout
    assert f"{tmp_path}/mine.toml" in found.split()


@pytest.mark.parametrize(
    "wrong",
    [
        "build", "build x", "export d -o x --splt a", "advise d --epochs x", "advise d --epochs 0", "dance", "--dance",
        "why d", "count a b", "build x -o", "build x -o y --strict=1", "bild x", "check", "check --dance x",
        "check x --output-format xml", "check x --select", "check --s x",
    ],
)  # fmt: skip
def test_wrong_usage_is_told_in_chinese_alone(wrong):
    done = piped("--lang", "zh", *wrong.split())
    said = re.sub(r"--?[\w-]+|'[^']*'|SOURCE…|FILE|ROW|hesui", "", done.stderr)

    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert HAN.search(said)
    assert not re.search("[A-Za-z]{3,}", said), done.stderr


def test_every_known_fault_has_the_values_of_its_pattern():
    for pattern, words in FAULTS:
        groups = re.compile(pattern).groups
        assert {int(number) for number in re.findall(r"{(\d)}", words)} == set(range(groups)), pattern
    assert fault_in("zh", "something new") == "something new"
