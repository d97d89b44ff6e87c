import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from hesui_data import build_dataset
from hesui_data.cli import main
from hesui_data.cli.words import WORDS
from hesui_data.errors import RecipeError
from hesui_data.length import check_length

ROWS = [
    {
        "prompt": "给奶奶写一条拜年短信，三十字以内",
        "response": "奶奶过年好！围巾收到了，又软又暖，初三我戴着它回家看您。",
    },
    {"prompt": "写两句话谢谢值班的护士", "response": "灯亮了一夜，您走了一夜。\n天亮了，祝您睡个好觉。"},
    {"prompt": "写一句开业祝福，10字以内", "response": "开门大吉，财源滚滚，客似云来！"},
    {"prompt": "写祝福", "response": ""},
]


@pytest.fixture
def raw(tmp_path):
    path = tmp_path / "raw" / "rows.jsonl"
    path.parent.mkdir()
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS), encoding="utf-8")
    return path


@pytest.fixture
def built(raw, tmp_path, capsys):
    assert main(["build", str(raw), "-o", str(tmp_path / "out"), "--quiet"]) == 0
    assert capsys.readouterr() == ("", "")
    return tmp_path / "out"


def test_build_says_what_happened_and_that_the_rows_add_up(raw, tmp_path, capsys):
    assert main(["build", str(raw), "-o", str(tmp_path / "out"), "--lang", "en"]) == 0
    out = capsys.readouterr().out

    read, grown, train, eval_, rejected = map(int, re.search(
        r"(\d+) read \+ (\d+) grown = (\d+) train \+ (\d+) eval \+ (\d+) rejected", out
    ).groups())  # fmt: skip
    assert read == len(ROWS)
    assert read + grown == train + eval_ + rejected
    assert "HD103" in out
    assert str(tmp_path / "out") in out


def test_build_speaks_chinese_when_asked(raw, tmp_path, capsys):
    assert main(["--lang", "zh", "build", str(raw), "-o", str(tmp_path / "out")]) == 0
    assert "读入 4" in capsys.readouterr().out


def test_strict_exits_with_1_when_a_row_is_rejected(raw, tmp_path):
    assert main(["build", str(raw), "-o", str(tmp_path / "out"), "--strict", "-q"]) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["build"],
        ["build", "nowhere.jsonl", "-o", "out"],
        ["build", "empty", "-o", "out"],
        ["build", "rows.jsonl", "-o", "out", "--recipe", "nowhere.toml"],
        ["build", "rows.jsonl", "-o", "out", "--dialect", "qianfam"],
        ["build", "rows.jsonl", "-o", "out", "--columns", "prompt"],
        ["build", "rows.jsonl", "-o", "out", "--engine", "spark"],
        ["build", "rows.jsonl", "-o", "rows.jsonl"],
        ["build", "../raw", "-o", "."],
        ["dance"],
        ["--dance"],
        ["count", "字", "--counter", "letters"],
        ["export", ".", "--dialect", "openai", "-o", "x"],
        ["why", ".", "train:1"],
        ["advise", "."],
        ["advise", "nowhere", "--epochs", "3"],
        ["advise", ".", "--epochs", "0"],
        ["check", "nowhere.jsonl"],
        ["check"],
        ["check", "--dance", "rows.jsonl"],
        ["parse", "--file", "nowhere.txt"],
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_cannot_be_done_is_said_in_one_line_with_exit_code_2(
    arguments, lang, raw, tmp_path, capsys, monkeypatch
):
    monkeypatch.chdir(raw.parent)
    (raw.parent / "empty").mkdir()
    code = (
        main(["--lang", lang, *arguments]) if "check" not in arguments else main([*arguments, "--lang", lang])
    )
    output = capsys.readouterr()

    assert code == 2
    assert output.out == ""
    assert len(output.err.strip().splitlines()) == 1
    assert "Traceback" not in output.err
    assert raw.read_text(encoding="utf-8").count("\n") == len(ROWS)


def test_an_interrupt_leaves_the_previous_output_whole(raw, built, monkeypatch, capsys):
    before = {path.name: path.read_bytes() for path in built.iterdir()}

    def interrupted(*_args, **_options):
        raise KeyboardInterrupt

    monkeypatch.setattr("hesui_data.build.run_stages", interrupted)
    assert main(["build", str(raw), "-o", str(built), "--lang", "en"]) == 130
    assert {path.name: path.read_bytes() for path in built.iterdir()} == before
    assert capsys.readouterr().err == "Interrupted; what was there before is whole.\n"


def test_an_unforeseen_fault_is_one_line_too(monkeypatch, capsys):
    monkeypatch.setattr("hesui_data.cli.app.parse_length", lambda _: 1 / 0)
    assert main(["parse", "写50字"]) == 2
    error = capsys.readouterr().err
    assert "ZeroDivisionError" in error
    assert len(error.strip().splitlines()) == 1


def test_count_lists_every_counter_or_one(capsys):
    assert main(["count", "祝老师新年好！"]) == 0
    assert "zi" in capsys.readouterr().out
    assert main(["count", "祝老师新年好！", "--counter", "han"]) == 0
    assert capsys.readouterr().out == "6\n"
    assert main(["count", "祝老师新年好！", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["zi"] == 7


def test_count_reads_a_file_and_standard_input(tmp_path):
    path = tmp_path / "信.txt"
    path.write_bytes("爸妈：\r\n新年好！\r\n".encode("gb18030"))
    command = [sys.executable, "-m", "hesui_data", "count", "--counter", "zi"]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}

    named = subprocess.run([*command, "--file", str(path)], capture_output=True, check=True, env=environment)
    piped = subprocess.run(
        command, input="爸妈：新年好！".encode(), capture_output=True, check=True, env=environment
    )

    assert named.stdout.strip() == piped.stdout.strip() == b"7"


def test_parse_shows_demands_as_a_table_and_as_json(capsys):
    assert main(["parse", "写4条祝福，每条25字以内", "--json"]) == 0
    demands = json.loads(capsys.readouterr().out)
    assert [(d["scope"], d["unit"], d["kind"]) for d in demands] == [
        ("response", "条", "exact"),
        ("each_item", "字", "at_most"),
    ]
    assert main(["parse", "写一段祝福", "--lang", "en"]) == 0
    assert capsys.readouterr().out == "no length demand\n"


def test_clean_writes_clean_rows_and_shows_the_difference(tmp_path, capsys):
    source, out = tmp_path / "dirty.csv", tmp_path / "clean.jsonl"
    source.write_bytes('提示词,回答\r\n写祝福,"新年好！<br>万事&nbsp;如意  "\r\n坏的\r\n'.encode("gb18030"))

    assert main(["clean", str(source), "-o", str(out), "--diff"]) == 0

    [row] = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert row["response"].startswith("新年好！\n万事")
    assert "↵" in capsys.readouterr().out
    assert "坏的" in (tmp_path / "clean.rejected.jsonl").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "dialect", ["openai", "alpaca", "sharegpt", "qianfan-flat", "qianfan-role", "flat", "csv"]
)
def test_export_writes_every_row_in_another_dialect(built, tmp_path, dialect, capsys):
    out = tmp_path / "exported"
    assert main(["export", str(built), "--dialect", dialect, "-o", str(out), "--split", "all"]) == 0
    rows = sum(
        len((built / name).read_text(encoding="utf-8").splitlines()) for name in ("train.jsonl", "eval.jsonl")
    )

    assert str(rows) in capsys.readouterr().out
    if dialect == "csv":
        assert out.read_bytes().startswith(b"split,id,seed,prompt,response\r\n")
    else:
        assert len(out.read_text(encoding="utf-8").splitlines()) == rows


def test_a_csv_for_excel_begins_with_a_bom(built, tmp_path):
    out = tmp_path / "表格.csv"
    assert main(["export", str(built), "--dialect", "csv", "--encoding", "utf-8-sig", "-o", str(out)]) == 0
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")


def test_why_tells_seed_steps_and_tags_by_line_or_id(built, capsys):
    assert main(["why", str(built), "train:1", "--json"]) == 0
    known = json.loads(capsys.readouterr().out)
    assert main(["why", str(built), known["row"]["id"][:8], "--lang", "en"]) == 0
    told = capsys.readouterr().out

    assert known["row"]["source"] == "rows.jsonl"
    assert known["row"]["response"].split("\n")[0] in told
    assert "rows.jsonl" in told
    assert main(["why", str(built), "rejected:1"]) == 0
    assert "HD" in capsys.readouterr().out


@pytest.mark.parametrize("spoil", ["change", "remove", "no manifest"])
def test_a_folder_that_does_not_match_its_manifest_is_called_incomplete(built, spoil, capsys):
    victim = built / ("manifest.json" if spoil == "no manifest" else "train.jsonl")
    victim.write_text("{}\n", encoding="utf-8") if spoil == "change" else victim.unlink()

    assert main(["why", str(built), "train:1", "--lang", "en"]) == 2
    assert "complete" in capsys.readouterr().err


def test_augment_writes_rows_that_a_build_puts_into_their_seeds_family(raw, tmp_path):
    out = tmp_path / "augmented.jsonl"
    assert main(["augment", str(raw), "-o", str(out), "-q"]) == 0
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]

    assert len(rows) > 3
    assert len({row["seed"] for row in rows}) == 3
    assert all(row["seed"] in {other["id"] for other in rows} for row in rows)


def test_init_writes_a_recipe_and_samples_that_build(tmp_path, capsys):
    assert main(["init", str(tmp_path / "new"), "--lang", "zh"]) == 0
    assert main(["init", str(tmp_path / "new")]) == 2
    assert main(["build", str(tmp_path / "new/data/raw"), "-o", str(tmp_path / "built"), "--strict",
                 "--recipe", str(tmp_path / "new/hesui.toml")]) == 0  # fmt: skip
    assert "epochs" in (tmp_path / "new/hesui.toml").read_text(encoding="utf-8")


def test_check_lists_findings_with_their_places(tmp_path, capsys):
    path = tmp_path / "rows.jsonl"
    path.write_text(
        '{"prompt": "写5字以内祝福", "response": "新年快乐，万事如意"}\n{"prompt": }\n', encoding="utf-8"
    )

    assert main(["check", str(path), "--lang", "en"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith(f"{path}:1:36: HD201")
    assert lines[1].startswith(f"{path}:2:12: HD002")
    assert main(["check", str(path), "--output-format", "json"]) == 1
    assert [found["code"] for found in json.loads(capsys.readouterr().out)] == ["HD201", "HD002"]


@pytest.mark.parametrize(
    "verb", ["", "build", "check", "clean", "count", "parse", "augment", "export", "advise", "why", "init"]
)
def test_help_has_examples(verb, capsys):
    assert main([*verb.split(), "--help"]) == 0
    out = capsys.readouterr().out
    assert "hesui" in out


def test_every_message_is_there_in_both_languages_with_the_same_values():
    for key, (chinese, english) in WORDS.items():
        assert chinese, key
        assert english, key
        assert set(re.findall(r"{(\w+)", chinese)) == set(re.findall(r"{(\w+)", english)), key


def test_the_language_comes_from_the_flag_then_the_environment_then_the_locale(capsys, monkeypatch):
    for name in ("HESUI_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    said = []
    for environment, flags in [
        ({}, []),
        ({"LANG": "zh_CN.UTF-8"}, []),
        ({"HESUI_LANG": "en"}, []),
        ({}, ["--lang=zh"]),
    ]:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        main([*flags, "parse", "写祝福"])
        said.append(capsys.readouterr().out.strip())

    assert said == ["no length demand", "没有字数要求", "no length demand", "没有字数要求"]


def test_a_closed_pipe_is_no_error(raw, tmp_path):
    parse = f"{sys.executable} -m hesui_data parse --file {raw} --json"
    command = ["bash", "-c", f"{parse} | head -c 1 >/dev/null; echo ${{PIPESTATUS[0]}}"]
    result = subprocess.run(command, capture_output=True, text=True, check=True)

    assert result.stdout.strip() == "0"
    assert result.stderr == ""


def test_python_dash_m_is_the_same_command():
    result = subprocess.run(
        [sys.executable, "-m", "hesui_data", "--version"],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path.cwd(),
    )
    assert re.fullmatch(r"hesui \d+\.\d+\.\d+.*\n", result.stdout)


def test_augment_writes_preference_pairs_in_which_only_the_chosen_keeps_the_length(tmp_path):
    seeds = Path(__file__).parents[1] / "data/raw/seeds.jsonl"
    out = tmp_path / "dpo.jsonl"
    assert main(["augment", str(seeds), "-o", str(out), "--preference", "--dialect", "trl-dpo", "-q"]) == 0
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]

    assert len(rows) >= 50
    for row in rows:
        prompt, chosen, rejected = (row[key][-1]["content"] for key in ("prompt", "chosen", "rejected"))
        assert not any(verdict.breaks for verdict in check_length(prompt, chosen))
        assert any(verdict.breaks for verdict in check_length(prompt, rejected))


def test_advise_says_the_worst_first_and_what_to_do(built, capsys):
    assert main(["advise", str(built), "--epochs", "20", "--lang", "en"]) == 0
    lines = capsys.readouterr().out.splitlines()
    said = [line.split()[0] for line in lines if not line.startswith(" ")]

    assert re.match(r"stop  train has \d+ rows, fewer than 100", lines[0])
    assert lines[1].startswith("    → ")
    assert lines[2].endswith("]")
    assert said[:-1] == sorted(said[:-1], key=["stop", "warn", "note"].index)
    assert lines[-1].startswith(f"{said.count('stop')} to mend first")


def test_advise_speaks_chinese_and_json_with_the_same_names_and_figures(built, capsys):
    told = {}
    for lang in ("zh", "en"):
        assert main(["--lang", lang, "advise", str(built), "--json"]) == 0
        told[lang] = json.loads(capsys.readouterr().out)

    for chinese, english in zip(told["zh"], told["en"], strict=True):
        for key in ("name", "severity", "figures"):
            assert chinese[key] == english[key]
        assert chinese["says"] != english["says"]
        assert set(english) == {"name", "severity", "figures", "says", "do", "why", "source"}


def test_advise_strict_exits_with_1_only_when_something_says_stop(built, tmp_path):
    seeds = Path(__file__).parents[1] / "data/raw/seeds.jsonl"
    assert main(["build", str(seeds), "-o", str(tmp_path / "sound"), "-q"]) == 0

    assert main(["advise", str(built), "--strict"]) == 1
    assert main(["advise", str(tmp_path / "sound"), "--strict"]) == 0
    assert main(["advise", str(tmp_path / "sound"), "--strict", "--epochs", "20"]) == 1


def test_export_says_which_rows_a_dialect_has_no_room_for(tmp_path, capsys):
    rows = tmp_path / "rows.jsonl"
    system = {"prompt": "写一句祝福", "response": "新年好！", "system": "你是文案助手"}
    rows.write_text(json.dumps(system, ensure_ascii=False) + "\n", encoding="utf-8")
    out, told = tmp_path / "out", tmp_path / "rows.csv"
    assert main(["build", str(rows), "-o", str(out), "--dialect", "openai", "-q"]) == 0

    assert (
        main(["export", str(out), "--dialect", "qianfan", "--split", "all", "-o", str(tmp_path / "q.jsonl")])
        == 0
    )
    assert str(tmp_path / "q.rejected.jsonl") in capsys.readouterr().err
    assert "你是文案助手" in (tmp_path / "q.rejected.jsonl").read_text(encoding="utf-8")
    assert main(["export", str(out), "--dialect", "csv", "--split", "all", "-o", str(told), "-q"]) == 0
    assert "你是文案助手" in told.read_text(encoding="utf-8")


def test_cleaning_a_file_onto_itself_is_refused(raw, capsys):
    before = raw.read_bytes()
    assert main(["clean", str(raw), "-o", str(raw)]) == 2
    assert raw.read_bytes() == before
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_what_init_prints_next_builds_with_its_recipe(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["init", "new", "--lang", "en"]) == 0
    command = capsys.readouterr().out.split("Next: hesui ")[1].splitlines()[0].split()
    recipe = tmp_path / "new" / "hesui.toml"
    recipe.write_text(
        recipe.read_text(encoding="utf-8").replace("epochs = 3", "epochs = 7"), encoding="utf-8"
    )

    assert main([*command, "-q"]) == 0
    manifest = json.loads((tmp_path / "new/data/processed/manifest.json").read_text(encoding="utf-8"))
    assert manifest["recipe"]["epochs"] == 7


@pytest.mark.parametrize("wrong", [lambda _: None, lambda _: ["text"], lambda pair: pair.prompt])
def test_a_paraphrase_that_gives_no_pairs_is_said_plainly(wrong):
    with pytest.raises(RecipeError, match="paraphrase must give"):
        build_dataset([{"prompt": f"写一句给{n}的祝福", "response": f"{n}，新年好！"} for n in "甲乙丙丁戊己"],
                      {"eval_share": 0.0}, paraphrase=wrong)  # fmt: skip


def test_an_empty_train_set_is_the_first_warning():
    rows = [{"prompt": "写一句祝福，35字以内", "response": "新年好，万事如意，阖家安康，岁岁平安！"}]
    dataset = build_dataset(rows)

    assert not dataset.train
    assert "train is empty" in dataset.warnings_in("en")[0]


def test_warnings_on_rows_that_are_kept_are_shown(tmp_path, capsys):
    rows = tmp_path / "rows.csv"
    rows.write_text("prompt,response\n写春联,上联：春风入户 下联：喜气临门 横批：迎春\n", encoding="utf-8")

    assert main(["build", str(rows), "-o", str(tmp_path / "out"), "--lang", "en"]) == 0
    out = capsys.readouterr().out
    assert "Kept, but worth a look" in out
    assert "HD301" in out
    assert "rows.csv:2" in out


def test_check_names_a_repeat_by_its_place(raw, capsys):
    row = raw.read_text(encoding="utf-8").splitlines()[0]
    raw.write_text(f"{row}\n{row}\n", encoding="utf-8")

    assert main(["check", str(raw), "--lang", "en"]) == 1
    assert "HD401 repeats line 1 (same text)" in capsys.readouterr().out


def test_a_language_that_is_not_spoken_is_said(capsys):
    assert main(["--lang", "fr", "parse", "写50字"]) == 2
    assert "zh" in capsys.readouterr().err


def test_a_data_set_as_a_pandas_table_has_every_pair(raw):
    dataset = build_dataset(raw)
    table = dataset.to_pandas()

    assert list(table["id"]) == [pair.id for pair in (*dataset.train, *dataset.eval, *dataset.rejected)]
    assert set(table["split"]) <= {"train", "eval", "rejected"}
    assert table.loc[table["split"] == "rejected", "codes"].map(len).min() >= 1


@pytest.mark.skipif(os.name == "nt", reason="descriptors are closed by a shell of POSIX")
@pytest.mark.parametrize(("closed", "response", "code"), [(1, "新年好 ", 0), (1, "", 1), (2, "新年好", 0)])
def test_a_check_whose_output_is_closed_ends_as_ever(closed, response, code, tmp_path):
    row = json.dumps({"prompt": "写祝福", "response": response})
    (tmp_path / "a.jsonl").write_text(row, encoding="utf-8")
    command = f"exec {shlex.quote(sys.executable)} -m hesui_data check a.jsonl {closed}>&-"

    assert (
        subprocess.run(command, shell=True, cwd=tmp_path, capture_output=True, check=False).returncode == code
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device here")
@pytest.mark.parametrize("arguments", [["check", "a.jsonl"], ["count", "新年好"]])
def test_a_full_disk_is_told_in_one_line_however_little_is_printed(arguments, tmp_path):
    (tmp_path / "a.jsonl").write_text('{"prompt": "写祝福", "response": "新年好 "}\n', encoding="utf-8")
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "hesui_data", "--lang", "en", *arguments],
            stdout=full,
            stderr=subprocess.PIPE,
            cwd=tmp_path,
            check=False,
        )

    assert done.returncode == 2
    assert done.stderr.decode().splitlines()[-1].startswith("error: ")
    assert "Traceback" not in done.stderr.decode()
