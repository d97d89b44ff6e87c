"""``hesui check`` and ``hesui explain`` as they are typed: what is printed, what is mended, how they end."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from hesui_data.cli import main
from hesui_data.cli.words import WORDS
from hesui_data.rules import RULES

WISH = "愿家里的灯一直亮着，锅里的汤一直热着。"
CLEAN = f'{{"prompt": "写一段新年寄语", "response": "{WISH}"}}\n'
DIRTY = f'{{"prompt": "写一段新年寄语", "response": "{WISH} ", "score": 1.0}}\n'
BROKEN = CLEAN.replace("}", "")
WRONG = f'{{"prompt": "写5字以内的寄语", "response": "{WISH}"}}\n'


@pytest.fixture
def typed(tmp_path, monkeypatch, capsys):
    """Types ``hesui …`` in an empty folder; gives the exit code, what was printed and what was said."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HESUI_LANG", "en")

    def run(*arguments):
        code = main([str(one) for one in arguments])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


def write(name, text):
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text(text, encoding="utf-8", newline="")


def test_a_clean_file_ends_with_0_and_says_so(typed):
    write("a.jsonl", CLEAN)

    assert typed("check", "a.jsonl") == (0, "", "no findings\n")


def test_an_error_ends_with_1_a_warning_only_when_strict(typed):
    write("wrong.jsonl", WRONG)
    write("dirty.jsonl", DIRTY)

    assert typed("check", "wrong.jsonl")[0] == 1
    assert typed("check", "wrong.jsonl", "--exit-zero")[0] == 0
    assert typed("check", "dirty.jsonl")[0] == 0
    assert typed("check", "dirty.jsonl", "--strict")[0] == 1


def test_a_finding_is_one_line_with_its_place_and_a_mark_where_it_can_be_fixed(typed):
    write("dirty.jsonl", DIRTY)

    _, out, err = typed("check", "dirty.jsonl")

    assert out == "dirty.jsonl:1:55: HD303 [*] white space at the end of a line of the response\n"
    assert err == "errors: 0, warnings: 1, notes: 0\n1 can be mended by hesui check --fix (marked [*])\n"
    assert DIRTY[54] == " "
    assert typed("check", "--lang", "zh", "dirty.jsonl")[1].endswith("HD303 [*] 回答的行末有空白\n")


def test_json_is_an_array_of_findings(typed):
    write("wrong.jsonl", WRONG)

    (found,) = json.loads(typed("check", "wrong.jsonl", "--output-format", "json")[1])

    assert found == {
        "code": "HD201",
        "severity": "error",
        "file": "wrong.jsonl",
        "line": 1,
        "column": 37,
        "field": "response",
        "message": 'the response breaks the length demand "5字以内": it has 19 字, 14 too many',
        "fixable": False,
    }
    write("a.jsonl", CLEAN)
    assert json.loads(typed("check", "a.jsonl", "--output-format", "json")[1]) == []


def test_github_commands_are_escaped(typed):
    write("a,b.jsonl", WRONG)

    line = typed("check", "a,b.jsonl", "--output-format", "github")[1].splitlines()[0]

    assert line.startswith(
        "::error file=a%2Cb.jsonl,line=1,col=37,title=HD201 broken-length::the response breaks"
    )
    assert "%0A" in line


def test_sarif_fits_its_schema(typed):
    write("拜年 1.jsonl", WRONG + DIRTY + "{\n")

    log = json.loads(typed("check", "拜年 1.jsonl", "--output-format", "sarif")[1])

    (run,) = log["runs"]
    assert [result["ruleId"] for result in run["results"]] == ["HD201", "HD303", "HD002"]
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        place = result["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uri"] == "%E6%8B%9C%E5%B9%B4%201.jsonl"
        assert place["region"]["startLine"] >= 1
    schema = os.environ.get("HESUI_SARIF_SCHEMA")
    if not schema:
        pytest.skip("the rest needs the schema of SARIF 2.1.0: set HESUI_SARIF_SCHEMA to its file")
    jsonschema = pytest.importorskip("jsonschema")
    stated = json.loads(Path(schema).read_text(encoding="utf-8"))
    assert list(jsonschema.validators.validator_for(stated)(stated).iter_errors(log)) == []


def test_statistics_count_instead_of_listing(typed):
    write("a.jsonl", WRONG + DIRTY + DIRTY.replace("寄语", "祝词"))

    out = typed("check", "a.jsonl", "--statistics", "--ignore", "HD4")[1]

    assert out == "2  HD303  [*]  trailing-space\n1  HD201  [ ]  broken-length\n"


def test_fix_mends_what_is_safe_and_leaves_every_other_byte(typed):
    write("a.jsonl", DIRTY + WRONG)

    code, out, err = typed("check", "--fix", "a.jsonl")

    assert Path("a.jsonl").read_text(encoding="utf-8") == DIRTY.replace("。 ", "。") + WRONG
    assert code == 1
    assert "a.jsonl: 1 mended (HD303 × 1)" in err
    assert "HD201" in out
    assert "HD303" not in out


def test_unsafe_fixes_are_applied_only_when_asked_for(typed):
    broken = CLEAN.replace("，", "<br>")
    write("a.jsonl", broken)

    typed("check", "--fix", "a.jsonl")
    assert Path("a.jsonl").read_text(encoding="utf-8") == broken
    typed("check", "--unsafe-fixes", "a.jsonl")
    assert Path("a.jsonl").read_text(encoding="utf-8") == CLEAN.replace("，", "\\n")


def test_diff_shows_white_space_and_writes_nothing(typed):
    write("a.jsonl", DIRTY)

    code, out, _ = typed("check", "--diff", "a.jsonl")

    assert code == 1
    assert f"-{WISH}·\n+{WISH}\n" in out
    assert Path("a.jsonl").read_text(encoding="utf-8") == DIRTY
    assert typed("check", "--diff", "--ignore", "HD303", "a.jsonl")[0] == 0


def test_settings_stand_in_hesui_toml_or_pyproject_toml(typed):
    write("a.jsonl", WRONG + DIRTY)
    write("hesui.toml", '[check]\nignore = ["HD2"]\nper-file-ignores = { "b.*" = ["HD3"] }\nstrict = true\n')

    assert typed("check", "a.jsonl")[0] == 1
    assert "HD201" not in typed("check", "a.jsonl")[1]
    Path("hesui.toml").unlink()
    write("pyproject.toml", '[tool.hesui.check]\nignore = ["HD"]\n')
    assert typed("check", "a.jsonl") == (0, "", "no findings\n")
    write("hesui.toml", "[check]\nsevere = true\n")
    assert typed("check", "a.jsonl")[0] == 2
    assert typed("check", "a.jsonl")[2].startswith("error: hesui.toml: [check] has no key 'severe'")


def test_a_build_reads_its_recipe_from_the_same_file(typed):
    write("raw/a.jsonl", CLEAN)
    write("hesui.toml", 'epochs = 5\n[check]\nignore = ["HD2"]\n')

    assert typed("build", "raw", "-o", "out", "-q")[0] == 0


def test_a_baseline_is_written_and_kept_to(typed):
    write("a.jsonl", WRONG)
    assert typed("check", "a.jsonl", "--write-baseline", "known.json")[0] == 0

    assert typed("check", "a.jsonl", "--baseline", "known.json") == (0, "", "no findings\n")
    write("a.jsonl", CLEAN.replace("寄语", "祝词，6字以内") + WRONG)
    assert typed("check", "a.jsonl", "--baseline", "known.json", "--ignore", "HD4")[1].count("\n") == 1
    write("known.json", "{}")
    code, _, err = typed("check", "a.jsonl", "--baseline", "known.json")
    assert code == 2
    assert "not a baseline" in err


def test_a_folder_means_its_data_files(typed):
    write("data/a.jsonl", WRONG)
    write("data/notes.md", "nothing")
    write("data/.hidden/b.jsonl", WRONG)

    assert typed("check", "data")[1].count("\n") == 1
    assert typed("check", "data", "--exclude", "a.jsonl") == (0, "", "no findings\n")


@pytest.mark.parametrize(
    "arguments",
    [(), ("none.jsonl",), ("a.jsonl", "--select", "HD99"), ("a.jsonl", "--target", "nobody"), ("--what",)],
)
def test_wrong_usage_is_one_line_and_exit_2(typed, arguments):
    write("a.jsonl", CLEAN)

    code, out, err = typed("check", *arguments)

    assert (code, out, err.count("\n")) == (2, "", 1)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_explain_tells_why_and_how_to_mend(typed, language):
    code, out, _ = typed("explain", "hd201", "--lang", language)

    assert code == 0
    assert RULES["HD201"].why[language == "en"] in out
    assert RULES["HD201"].mend[language == "en"] in out
    listed = typed("explain", "--lang", language)[1]
    assert all(rule.name in listed for rule in RULES.values())
    assert typed("explain", "HD999")[0] == 2


def test_every_message_is_worded_twice_with_the_same_values():
    from string import Formatter

    for key, (zh, en) in WORDS.items():
        names = [{name for _, name, _, _ in Formatter().parse(text) if name} for text in (zh, en)]
        assert names[0] == names[1], key


def test_a_check_of_few_rows_loads_nothing_heavy(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text(CLEAN + WRONG + DIRTY, encoding="utf-8")
    code = (
        "import sys; from hesui_data.cli import main; main(['check', sys.argv[1], '-q']);"
        "print(*sorted({name.partition('.')[0] for name in sys.modules} - set(sys.stdlib_module_names)))"
    )

    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)

    others = {
        name for name in done.stdout.splitlines()[-1].split() if not name.startswith(("_", "sitecustomize"))
    }
    assert others == {"hesui_data", "orjson"}


def test_a_file_that_is_missing_does_not_keep_the_others_from_being_checked(typed):
    write("wrong.jsonl", WRONG)

    code, out, err = typed("check", "none.jsonl", "wrong.jsonl", "gone.csv", "--output-format", "json")

    assert (code, [one["code"] for one in json.loads(out)]) == (2, ["HD201"])
    assert err.splitlines()[-2:] == [
        f"error: {name}: no such file or folder" for name in ("none.jsonl", "gone.csv")
    ]


def test_a_file_that_is_missing_does_not_keep_the_others_from_being_fixed(typed):
    write("dirty.jsonl", DIRTY)

    code, _, err = typed("check", "--fix", "none.jsonl", "dirty.jsonl")

    assert (code, err.count("none.jsonl")) == (2, 1)
    assert Path("dirty.jsonl").read_text(encoding="utf-8") == DIRTY.replace("。 ", "。")


def test_a_file_that_may_not_be_read_is_told_beside_the_findings_of_the_others(typed, monkeypatch):
    write("a.jsonl", WRONG)
    write("b.jsonl", CLEAN)
    opened = Path.open

    def refuse(path, *arguments, **options):
        if path.name == "b.jsonl":
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, *arguments, **options)

    monkeypatch.setattr(Path, "open", refuse)
    code, out, err = typed("check", "b.jsonl", "a.jsonl")

    assert (code, out.count("HD201"), err.splitlines()[-1]) == (2, 1, "error: b.jsonl: Permission denied")


def test_a_baseline_holds_from_wherever_a_check_is_run(typed, monkeypatch, tmp_path):
    write("data/wrong.jsonl", WRONG)
    typed("check", "data", "--write-baseline", "known.json")

    assert typed("check", tmp_path / "data", "--baseline", "known.json")[0] == 0
    monkeypatch.chdir(tmp_path / "data")
    assert typed("check", ".", "--baseline", "../known.json")[0] == 0


def test_a_baseline_holds_when_rows_that_repeat_or_leak_move(typed):
    rows = [
        f'{{"prompt": "第{n}题：写{word}", "response": "{word}写好了，请看。"}}\n'
        for n, word in enumerate("甲乙丙丁")
    ]
    write("train.jsonl", "".join(rows) + rows[0])
    write("eval.jsonl", rows[1])
    assert [line.split()[1] for line in typed("check", ".")[1].splitlines()] == ["HD403", "HD401"]
    typed("check", ".", "--write-baseline", "known.json")

    write("train.jsonl", CLEAN + "".join(rows[::-1]) + rows[0])
    write("eval.jsonl", rows[1])

    assert typed("check", ".", "--baseline", "known.json")[:2] == (0, "")


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ('contur = "zi"', "hesui.toml has no key 'contur'; did you mean counter?"),
        ('counter = "zii"', "hesui.toml: counter must be one of zi, han"),
        ('tolerance = "x"', "hesui.toml: tolerance must be a number in [0, 1)"),
        ("repeat_threshold = 3", "hesui.toml: repeat_threshold must be a number in (0, 1]"),
        ('columns = ["prompt"]', "hesui.toml: columns must be like"),
        ('[check]\nselect = ["HD99"]', "hesui.toml: no rule has a code that starts with HD99"),
    ],
)
def test_a_slip_in_the_configuration_is_named_with_its_file(typed, toml, said):
    write("a.jsonl", CLEAN)
    write("hesui.toml", toml)

    code, out, err = typed("check", "a.jsonl")

    assert (code, out) == (2, "")
    assert err.startswith(f"error: {said}")
    assert err.count("\n") == 1


def test_columns_that_are_not_written_as_pairs_are_refused_in_plain_words(typed):
    write("a.jsonl", CLEAN)

    assert typed("check", "a.jsonl", "--columns", "prompt")[2] == (
        'error: write --columns prompt=NAME,response=NAME, got "prompt"\n'
    )


def test_a_folder_without_data_is_told(typed):
    Path("empty").mkdir()
    write("llama/dataset_info.json", '{"mine": {"file_name": "train.jsonl"}}')

    for folder in ("empty", "llama"):
        code, out, err = typed("check", folder)
        assert (code, out) == (0, "")
        assert err.startswith("nothing to check")
        assert folder in err


def test_what_no_fix_can_reach_is_not_marked(typed, monkeypatch, tmp_path):
    write("dirty.jsonl", DIRTY)
    with Path("dirty.jsonl").open("rb") as stream:
        monkeypatch.setattr("sys.stdin", type("", (), {"buffer": stream})())
        _, out, err = typed("check", "-")

    assert "HD303 white space" in out
    assert "[*]" not in out + err


def test_a_workbook_is_checked_and_its_findings_are_not_marked(typed):
    openpyxl = pytest.importorskip("openpyxl")
    pytest.importorskip("python_calamine")
    book = openpyxl.Workbook()
    for cells in (["prompt", "response"], ["写一段新年寄语", f"{WISH} "]):
        book.active.append(cells)
    book.save("a.xlsx")

    _, out, err = typed("check", "a.xlsx")

    assert "HD303 white space" in out
    assert "[*]" not in out + err


@pytest.mark.parametrize("blank", [" ", "\u3000", " \\n"])
def test_a_blank_text_is_an_error_that_no_fix_touches(typed, blank):
    text = f'{{"prompt": "写一段新年寄语", "response": "{blank}"}}\n'
    write("a.jsonl", text)

    assert typed("check", "a.jsonl", "--diff", "--unsafe-fixes")[0] == 0
    assert "HD103" in typed("check", "a.jsonl", "--fix")[1]
    assert Path("a.jsonl").read_text(encoding="utf-8") == text


def test_the_last_words_say_how_to_mend_what_was_found_the_errors_first(typed):
    write("a.jsonl", DIRTY + WRONG + BROKEN)

    err = typed("check", "a.jsonl")[2]

    assert [line.split()[0] for line in err.splitlines()[-2:]] == ["HD002", "HD201"]
    assert RULES["HD201"].mend[1] in err
    assert "how to mend" not in typed("check", "a.jsonl", "--quiet")[2]
    assert "how to mend" not in typed("check", "a.jsonl", "--output-format", "sarif")[2]
