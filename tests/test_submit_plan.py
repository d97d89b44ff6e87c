import json
import re
import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hesui_data import build_dataset
from hesui_data.cli import main
from hesui_data.cli.words import WORDS as CLI_WORDS
from hesui_data.errors import InputError, RecipeError
from hesui_data.recipe import Recipe
from hesui_data.submit import STEPS, Options, plan_for, plan_submission
from hesui_data.submit.limits import TABLE, Limits, Parameter, limits_from
from hesui_data.submit.options import dataset_name, flags_of, run_name
from hesui_data.submit.plan import TrainRows
from hesui_data.submit.trouble import BusyError, RefusedError, UnsureError, by_code
from hesui_data.submit.words import NOTES, PROBLEMS

TRAIN = TrainRows("out", "a" * 64, "b" * 64, 10_000, (50,) * 120, 40, 12, 3, "0.1.0")

PAIRS = [
    ("给奶奶写一条拜年短信，三十字以内", "奶奶过年好！围巾收到了，又软又暖，初三我戴着它回家看您。"),
    ("写两句话谢谢值班的护士", "灯亮了一夜，您走了一夜。\n天亮了，祝您睡个好觉。"),
    ("写一句开业祝福，20字以内", "开门大吉，财源滚滚，客似云来！"),
    ("替爸爸写一句生日祝福，15字以内", "爸爸生日快乐，腰别再疼了！"),
    ("写一副春联的上联", "春到山村柳吐芽"),
    ("给老师写毕业留言，25字以内", "您教我解题，也教我怎样认错，谢谢您。"),
    ("写一条请假条", "王经理：\n孩子发烧，今天请假一天，工作已交小李。"),
    ("用一句话介绍豆腐脑", "豆腐脑嫩得像云，浇一勺卤，热气就把早晨叫醒了。"),
    ("写一句护眼提醒，12字以内", "抬头看看窗外，眼睛也要休息。"),
    ("给搬家的邻居写两句话", "楼道里再也听不到您家的琴声了。\n新家宽敞，常回来坐坐。"),
]


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("plan") / "out"
    pairs = [{"prompt": prompt, "response": response} for prompt, response in PAIRS]
    build_dataset(pairs, Recipe(paraphrases=0, augment=False, eval_share=0.2)).write(folder)
    return folder


def names(findings):
    return {one.name for one in findings}


def limits(**parameters):
    return Limits("here", "2026-01-01", {"ERNIE-Speed-8K": {"LoRA": parameters}}, asked=True)


@given(rows=st.integers(0, 300), allow=st.booleans())
def test_fewer_than_a_hundred_rows_are_refused_unless_allowed(rows, allow):
    plan = plan_for(replace(TRAIN, tokens=(5,) * rows), Options(allow_small=allow))

    assert ("too-few-rows" in names(plan.problems)) == (rows < 100 and not allow)


@given(tokens=st.lists(st.integers(1, 20_000), min_size=100, max_size=120), allow=st.booleans())
def test_rows_over_the_limit_are_named_by_their_lines(tokens, allow):
    plan = plan_for(replace(TRAIN, tokens=tuple(tokens)), Options(allow_long=allow))
    over = [line for line, count in enumerate(tokens, 1) if count > 8192]

    assert plan.fits == (not over or allow)
    if not plan.fits:
        said = plan.problems[0].says("en")
        assert [int(n) for n in re.findall(r"\d+", said.partition("line ")[2].partition(".")[0])] == over[:20]


@given(longest=st.integers(1, 10_000))
def test_the_sequence_length_is_the_least_from_the_default_on_that_holds_the_longest_row(longest):
    plan = plan_for(replace(TRAIN, tokens=(longest,) * 100), Options())

    assert plan.parameters["maxSeqLen"] == (4096 if longest <= 4096 else 8192)


@pytest.mark.parametrize(
    ("preset", "scale", "epochs"),
    [("v1", "FullFineTuning", 20), ("v2", "LoRA", 15), ("v3", "FullFineTuning", 15)],
)
def test_the_presets_are_the_runs_of_the_contest_entry(preset, scale, epochs):
    plan = plan_for(TRAIN, Options(preset=preset))
    body = plan.body("task")

    assert (body["parameterScale"], body["hyperParameterConfig"]["epoch"]) == (scale, epochs)
    assert plan.exposures == epochs * 120
    assert "preset" in names(plan.notes)


def test_every_preset_comes_with_the_advisers_warnings(built):
    for preset, severity in (("v1", "stop"), ("v2", "warn"), ("v3", "warn")):
        advice = {one.name: one.severity for one in plan_submission(built, Options(preset=preset)).advice}
        assert advice["exposures"] == severity  # 20 times is beyond what repeating can gain, 15 is not
        assert "validation-share" not in advice  # the plan states the share


def test_what_is_said_overrides_the_preset_and_that_the_recipe():
    assert Options(preset="v1", epochs=2, method="lora").resolved(epochs=3).choice()["epochs"] == 2
    assert Options().resolved(epochs=3).choice() == {
        "model": "ERNIE-Speed-8K",
        "method": "lora",
        "epochs": 3,
        "parameters": {},
    }


def test_the_whole_of_train_is_trained_on_and_the_plan_says_what_the_platforms_figures_are_worth():
    plan = plan_for(TRAIN, Options())

    assert plan.body("task")["datasetConfig"]["splitRatio"] == 0
    [note] = [one.says("en") for one in plan.notes if one.name == "validation"]
    assert "not by seeds" in note
    assert "no evidence" in note


def test_the_plan_says_where_its_limits_are_from_and_of_when():
    offline = [one.says("en") for one in plan_for(TRAIN, Options()).notes]
    asked = [one.says("en") for one in plan_for(TRAIN, Options(), limits=limits()).notes]

    assert any("2024-02" in one and "not asked of the platform" in one for one in offline)
    assert any("asked of the platform on 2026-01-01" in one for one in asked)


def test_the_price_is_unknown_unless_it_is_given():
    plan = plan_for(TRAIN, Options(price=0.02, epochs=2))

    assert plan_for(TRAIN, Options()).cost is None
    assert "price-unknown" in names(plan_for(TRAIN, Options()).notes)
    assert plan.cost == pytest.approx(120 * 50 * 2 / 1000 * 0.02)


EPOCH = Parameter("epoch", "int", "range", (1, 10), 1)


@pytest.mark.parametrize(
    ("options", "known", "problem"),
    [
        (Options(epochs=11), limits(epoch=EPOCH), "bad-value"),
        (Options(parameters={"learningrate": "1e-4"}), limits(epoch=EPOCH), "no-parameter"),
        (Options(model="ERNIE-Speed"), limits(epoch=EPOCH), "no-model"),
        (Options(method="full"), limits(epoch=EPOCH), "no-method"),
        (Options(parameters={"loraRank": "3"}), TABLE, "bad-value-by-table"),
        (Options(parameters={"learningRate": "fast"}), TABLE, "bad-value-by-table"),
    ],
)
def test_what_the_platform_does_not_take_is_a_problem(options, known, problem):
    plan = plan_for(TRAIN, options, limits=known)

    assert problem in names(plan.problems)
    assert not plan.fits


def test_a_value_that_is_written_is_read_by_its_type():
    plan = plan_for(TRAIN, Options(parameters={"loraRank": "4", "learningRate": "5e-4"}))

    assert plan.fits
    assert plan.parameters == {"epoch": 3, "learningRate": 5e-4, "maxSeqLen": 4096, "loraRank": 4}


def test_a_parameter_that_the_platform_does_not_have_is_left_out_unless_it_was_named():
    assert plan_for(TRAIN, Options(), limits=limits(epoch=EPOCH)).parameters == {"epoch": 3}


def test_a_model_that_the_table_does_not_know_is_no_problem_before_the_platform_was_asked():
    plan = plan_for(TRAIN, Options(model="ERNIE-New"))

    assert plan.fits
    assert "not-in-table" in names(plan.notes)


def test_limits_listed_twice_for_a_scale_are_joined():
    one = {"key": "epoch", "type": "int", "checkType": "range", "checkValue": [1, 50], "default": 1}
    two = {"key": "maxSeqLen", "type": "int", "checkType": "choice", "checkValue": [512], "default": 512}
    scales = [{"parameterScale": "LoRA", "supportHyperParameterConfig": [key]} for key in (one, two)]
    answer = [{"model": "M", "supportTrainMode": [{"trainMode": "SFT", "supportParameterScale": scales}]}]

    assert set(limits_from(answer, date="", source="").parameters("M", "LoRA")) == {"epoch", "maxSeqLen"}


@given(
    epochs=st.integers(1, 50),
    method=st.sampled_from(["lora", "full"]),
    train=st.text("0123456789abcdef", min_size=64, max_size=64),
    attempt=st.integers(1, 9),
)
def test_names_have_the_length_that_the_platform_takes_and_differ_with_rows_and_choices(
    epochs, method, train, attempt
):
    choice = Options(epochs=epochs, method=method).resolved(epochs=1).choice()

    assert 2 <= len(run_name(train, choice)) <= 20
    assert 2 <= len(dataset_name("m", train, attempt)) <= 20
    assert run_name(train, choice) != run_name(train, {**choice, "epochs": epochs + 1})
    assert run_name(train, choice) != run_name("f" + train, choice)
    assert dataset_name("m", train, attempt) != dataset_name("m", train, attempt + 1)


def test_the_job_does_not_change_with_what_does_not_change_the_training():
    plain, other = Options(), Options(bucket="b", price=1.0, deploy=3, ask=("你好",), allow_small=True)

    assert plan_for(TRAIN, plain).name == plan_for(TRAIN, other).name
    assert flags_of(plan_for(TRAIN, Options(parameters={"loraRank": "4"})).options.choice()).endswith(
        "--set loraRank=4"
    )


def test_each_step_has_its_request_in_the_plan_and_its_words():
    plan = plan_for(TRAIN, Options(deploy=1, evaluate="ds-1", ask=("写一句祝福",)))
    steps = [one.step for one in plan.requests]

    assert [name for name in steps if name not in ("limits", "ask")] == [
        step.name for step in STEPS if step.name != "train"
    ]
    assert all(f"submit step {name}" in CLI_WORDS for name in {*steps, *(step.name for step in STEPS)})
    assert not [
        one for one in plan_for(TRAIN, Options()).requests if one.step in ("deploy", "evaluate", "ask")
    ]


def test_bodies_are_json_and_only_ids_are_left_open():
    plan = plan_for(TRAIN, Options(bucket="b", deploy=1, evaluate="ds-1"))
    left = set(re.findall(r"<(\w+)>", json.dumps([one.body for one in plan.requests])))

    assert left == {"versionId", "jobId", "taskId", "modelSetId", "modelId"}
    assert "<" not in json.dumps(plan.body("task", jobId="job-1", versionId="ds-1"))


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (200, 500000, UnsureError),  # a fault inside: it may have been done
        (200, 18, BusyError),
        (200, 14, RefusedError),
        (429, "", BusyError),
        (502, "", UnsureError),
        (408, "", UnsureError),
        (404, None, RefusedError),
    ],
)
def test_an_answer_is_told_by_its_status_and_code(status, code, kind):
    error = by_code(code, "", status=status)

    assert type(error) is kind
    assert str(code or f"HTTP {status}") in error.say("en")
    assert str(code or f"HTTP {status}") in error.say("zh")


def test_words_stand_in_both_languages_with_the_same_figures():
    for words in (*PROBLEMS.values(), *NOTES.values()):
        zh, en = (set(re.findall(r"\{(\w+)", one)) for one in words)
        assert zh == en


@pytest.mark.parametrize(
    "bad", [{"preset": "v4"}, {"method": "all"}, {"epochs": 0}, {"parameters": {"epoch": "3"}}]
)
def test_options_that_make_no_sense_are_refused(bad):
    with pytest.raises(RecipeError):
        Options(**bad)


def test_a_dialect_that_the_platform_does_not_import_is_refused(tmp_path):
    pairs = [{"prompt": prompt, "response": response} for prompt, response in PAIRS]
    build_dataset(pairs, Recipe(paraphrases=0, augment=False, dialect="openai")).write(tmp_path / "out")

    with pytest.raises(InputError, match="dialect openai"):
        plan_submission(tmp_path / "out", Options())


def test_a_folder_whose_manifest_does_not_match_is_incomplete(tmp_path, built, capsys):
    copy = tmp_path / "copy"
    copy.mkdir()
    for path in built.iterdir():
        (copy / path.name).write_bytes(path.read_bytes())
    with (copy / "train.jsonl").open("ab") as stream:
        stream.write(b'[{"prompt":"a","response":[["b"]]}]\n')

    assert main(["submit", str(copy), "--lang", "en"]) == 2
    assert "incomplete" in capsys.readouterr().err


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_plan_is_printed_and_a_plan_that_does_not_fit_exits_with_2(built, lang, capsys):
    assert main(["submit", str(built), "--lang", lang]) == 2
    out, err = capsys.readouterr()

    assert '"splitRatio": 0' in out
    assert '"trainMode": "SFT"' in out
    assert "--allow-small" in err
    assert main(["submit", str(built), "--lang", lang, "--allow-small", "--preset", "v1"]) == 0
    out, err = capsys.readouterr()
    assert "--preset v1 --allow-small" in out
    assert not err


def test_the_plan_as_json_has_every_body(built, capsys):
    assert main(["submit", str(built), "--allow-small", "--json"]) == 0
    plan = json.loads(capsys.readouterr().out)

    assert [one["step"] for one in plan["requests"]][-1] == "model"
    assert plan["exposures"] == plan["epochs"] * plan["rows"]
    assert plan["validation_share"] == 0
    assert plan["cost"] is None
    assert all(one["body"] is not None for one in plan["requests"])


def test_without_yes_no_sdk_is_imported_no_key_needed_and_no_socket_opened(built):
    code = f"""
import socket, sys
def refuse(*_args, **_more): raise AssertionError("a socket was opened")
socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse
from hesui_data.cli import main
code = main(["submit", {str(built)!r}, "--allow-small", "--deploy", "2", "--ask", "写一句祝福"])
bad = {{"qianfan", "baidubce", "openai", "requests", "aiohttp"}} & {{name.split(".")[0] for name in sys.modules}}
assert not bad, bad
sys.exit(code)
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=_bare(),
    )

    assert done.returncode == 0, done.stderr
    assert not built.with_name("out.submit").exists()


def test_without_keys_nothing_is_sent_and_the_error_says_which_to_set(built, monkeypatch, capsys):
    for name in ("QIANFAN_ACCESS_KEY", "QIANFAN_SECRET_KEY"):
        monkeypatch.delenv(name, raising=False)

    assert main(["submit", str(built), "--allow-small", "--yes", "--lang", "en"]) == 2
    assert "QIANFAN_ACCESS_KEY" in capsys.readouterr().err


def test_the_parts_that_plan_know_no_files_network_or_clock():
    from test_architecture import SOURCE, TOUCHES_THE_WORLD, imported

    for name in ("plan", "limits", "options", "answers", "words"):
        found = {one.split(".")[0] for one in imported(SOURCE / "submit" / f"{name}.py")}
        assert not found & TOUCHES_THE_WORLD


def test_the_sdk_is_imported_in_one_module_alone():
    from test_architecture import SOURCE, imported

    importing = {
        str(path.relative_to(SOURCE)): {one.split(".")[0] for one in imported(path)} & {"qianfan", "baidubce"}
        for path in SOURCE.rglob("*.py")
    }
    assert {name: found for name, found in importing.items() if found} == {
        "submit/console.py": {"qianfan"},
        "submit/bucket.py": {"baidubce"},
    }
    text = "".join(path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py"))
    assert "LLMFinetune" not in text


def _bare():
    """An environment without any key."""
    import os

    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("QIANFAN", "OPENAI", "HESUI"))
    }
