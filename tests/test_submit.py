"""The real SDK and the real BOS client against a stand-in on loopback (tests/qianfan_console.py)."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

import pytest
from qianfan_console import ACCESS_KEY, API_KEY, LINK, SECRET_KEY, Fault, StandIn, console, environment
from test_submit_plan import PAIRS

from hesui_data import build_dataset
from hesui_data.cli import main
from hesui_data.errors import HesuiError, InputError, RecipeError, ServiceError
from hesui_data.recipe import Recipe
from hesui_data.submit import FailedStepError, MisfitError, Options, OutOfTimeError, Pace, submit
from hesui_data.submit.state import state_path
from hesui_data.submit.trouble import BusyError, RefusedError, UnsureError

pytestmark = [
    pytest.mark.skipif(find_spec("qianfan") is None, reason="the extra qianfan is not installed"),
    # the SDK leaves a session open after each request
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

SMALL = Options(allow_small=True, bucket="my-bucket")
CREATING = (
    "CreateDataset",
    "CreateImportTask",
    "PublishDatasetVersion",
    "CreateFineTuningJob",
    "CreateFineTuningTask",
    "publishTrainModel",
)
IN_ORDER = (
    "DescribeFineTuningSupportModels",
    "PUT",
    "CreateDataset",
    "CreateImportTask",
    "DescribeImportTask",
    "PublishDatasetVersion",
    "DescribeFineTuningJobs",
    "CreateFineTuningJob",
    "CreateFineTuningTask",
    "DescribeFineTuningTask",
    "publishTrainModel",
    "modelVersionDetail",
)


@pytest.fixture(scope="module")
def server():
    with console() as it:
        yield it


@pytest.fixture
def it(server, monkeypatch):
    """The stand-in with an empty memory, and an environment that points to it."""
    fresh = StandIn(url=server.url, lock=server.lock)
    for name in vars(fresh):
        setattr(server, name, getattr(fresh, name))
    for name, value in environment(server.url).items():
        monkeypatch.setenv(name, value)
    return server


def build(folder, pairs=PAIRS):
    rows = [{"prompt": prompt, "response": response} for prompt, response in pairs]
    build_dataset(rows, Recipe(paraphrases=0, augment=False, eval_share=0.2)).write(folder)
    return folder


@pytest.fixture(scope="module")
def made_once(tmp_path_factory):
    return build(tmp_path_factory.mktemp("built") / "out")


@pytest.fixture
def built(made_once, tmp_path):
    return shutil.copytree(made_once, tmp_path / "out")


def state_of(folder):
    [path] = folder.with_name(f"{folder.name}.submit").glob("*.json")
    return json.loads(path.read_text(encoding="utf-8"))


def assert_one_of_each(it, folder):
    """One object, data set, job, task and model; the rows are those of train, and of nothing else."""
    train = (folder / "train.jsonl").read_bytes()
    assert [len(one) for one in (it.objects, it.datasets, it.jobs, it.tasks, it.models)] == [1, 1, 1, 1, 1]
    assert list(it.objects.values()) == [train]
    [version] = it.versions.values()
    assert version["rows"] == train.count(b"\n")
    assert not it.wrong


def test_a_submission_goes_through_and_sends_the_bodies_of_its_plan(it, built):
    done = submit(built, SMALL)

    assert_one_of_each(it, built)
    sent = {action: body for action, body in it.requests if action in CREATING}
    known = {
        "versionId": next(iter(it.versions)),
        "jobId": next(iter(it.jobs)),
        "taskId": next(iter(it.tasks)),
    }
    planned = [
        done.plan.body(step, **known) for step in ("dataset", "import", "publish", "job", "task", "model")
    ]
    assert list(sent.values()) == planned
    assert it.requests[0][0] == "DescribeFineTuningSupportModels"


def test_eval_is_never_uploaded(it, built):
    submit(built, SMALL)
    everything = b"".join(it.objects.values()) + json.dumps(it.requests, ensure_ascii=False).encode()

    for line in (built / "eval.jsonl").read_text(encoding="utf-8").splitlines():
        [row] = json.loads(line)
        assert row["prompt"].encode() not in everything


def test_a_second_call_does_nothing_again(it, built):
    submit(built, SMALL)
    before = len(it.requests)
    told = []
    submit(built, SMALL, tell=lambda key, **values: told.append(key))

    assert len(it.requests) == before
    assert set(told) == {"plan", "done before"}


def test_another_data_set_is_submitted_by_itself(it, built, tmp_path):
    other = build(tmp_path / "other", [(f"{prompt}！", response) for prompt, response in PAIRS[:8]])
    submit(built, SMALL)
    submit(other, SMALL)

    assert len(it.jobs) == len(it.tasks) == len(it.datasets) == 2
    for folder in (built, other):
        state = state_of(folder)
        [run] = state["runs"].values()
        task = it.tasks[run["task"]["taskId"]]["body"]
        assert task["datasetConfig"]["versions"] == [{"versionId": state["dataset"]["dataset"]["versionId"]}]
        content = it.objects[state["dataset"]["upload"]["uri"].removeprefix("bos:/")]
        assert content == (folder / "train.jsonl").read_bytes()


@pytest.mark.parametrize("kind", ["500", "429", "cut", "garbage"])
def test_trouble_that_passes_is_overcome_wherever_it_comes(it, built, kind):
    it.faults = [Fault(action, kind) for action in IN_ORDER for _ in range(2)]
    submit(built, SMALL)

    assert not it.faults
    assert_one_of_each(it, built)


@pytest.mark.parametrize("kind", ["500", "cut", "garbage"])
@pytest.mark.parametrize("action", ["PUT", *CREATING])
def test_what_was_made_though_no_answer_came_is_not_made_again(it, built, action, kind):
    it.faults = [Fault(action, kind, after=True)]
    submit(built, SMALL)

    assert it.made(action) == 1 + (action == "PUT")  # the same bytes to the same place do no harm
    assert_one_of_each(it, built)


def test_what_was_made_after_the_client_had_gone_is_not_made_again(it, built, monkeypatch):
    monkeypatch.setenv("QIANFAN_CONSOLE_API_RETRY_TIMEOUT", "0.3")
    it.faults = [Fault(action, "slow") for action in CREATING]
    submit(built, SMALL, pace=Pace(first=0.6))

    assert not it.faults
    assert_one_of_each(it, built)


@pytest.mark.parametrize("kind", ["500", "429", "cut"])
@pytest.mark.parametrize("action", ["DescribeFineTuningSupportModels", "PUT", "CreateFineTuningJob"])
def test_trouble_that_does_not_pass_ends_and_the_same_call_goes_on(it, built, action, kind):
    it.faults = [Fault(action, kind) for _ in range(8)]
    with pytest.raises(BusyError if kind == "429" else UnsureError):
        submit(built, SMALL)
    assert not it.jobs
    submit(built, SMALL)

    assert_one_of_each(it, built)


@pytest.mark.parametrize("action", ["DescribeFineTuningSupportModels", "PUT", *CREATING])
def test_a_refusal_ends_at_once_with_the_platforms_words(it, built, action):
    it.faults = [Fault(action, "400")]
    with pytest.raises(RefusedError) as caught:
        submit(built, SMALL)

    assert "Planted" in str(caught.value)
    assert it.made(action) == 1
    submit(built, SMALL)
    assert_one_of_each(it, built)


@pytest.mark.parametrize(
    ("step", "kind"), [("import", "import"), ("publish", "publish"), ("train", "train"), ("model", "model")]
)
def test_a_status_that_means_failure_ends_with_the_platforms_reason(it, built, step, kind):
    it.failing[kind] = "第 3 行的 response 为空"
    for _ in range(2):  # asking again changes nothing
        with pytest.raises(FailedStepError, match=f"{step} failed.*第 3 行的 response 为空"):
            submit(built, SMALL)
    assert max(map(len, (it.datasets, it.jobs, it.tasks, it.models))) <= 1


def test_a_failed_training_is_tried_anew_by_another_task_of_the_same_job(it, built):
    it.failing["train"] = "资源不足"
    with pytest.raises(FailedStepError):
        submit(built, SMALL)
    it.failing.clear()
    submit(built, SMALL, retry=True)

    assert len(it.jobs) == 1
    assert [task["jobId"] for task in it.tasks.values()] == [next(iter(it.jobs))] * 2
    [run] = state_of(built)["runs"].values()
    assert run["task"]["taskId"] == list(it.tasks)[-1]


def test_a_failed_import_is_tried_anew_in_a_new_data_set(it, built):
    it.failing["import"] = "坏了"
    with pytest.raises(FailedStepError):
        submit(built, SMALL)
    it.failing.clear()
    submit(built, SMALL, retry=True)

    first, second = it.datasets.values()
    assert second["datasetName"] == f"{first['datasetName']}_2"
    [task] = it.tasks.values()
    assert task["body"]["datasetConfig"]["versions"] == [{"versionId": second["versions"][0]}]


def test_nothing_is_trained_on_rows_that_the_platform_counts_otherwise(it, built):
    it.rows_off = 1
    for _ in range(2):
        with pytest.raises(FailedStepError, match="rows"):
            submit(built, SMALL)

    assert not it.jobs
    assert not it.tasks
    assert not any(version["publish"] != "Unpublished" for version in it.versions.values())


def test_a_number_of_rows_that_lags_behind_is_waited_for(it, built):
    it.late = 2
    submit(built, SMALL)

    assert_one_of_each(it, built)


def test_a_platform_that_does_not_count_is_told_of(it, built, capsys):
    it.counts = False
    assert main(["submit", str(built), "--yes", "--allow-small", "--lang", "en"]) == 0
    assert "does not say how many rows" in capsys.readouterr().err


def test_a_file_that_changes_after_the_plan_is_not_uploaded(it, built):
    from hesui_data.submit import bucket

    with pytest.raises(InputError, match="changed"):
        bucket.upload(built / "train.jsonl", "my-bucket/x", sha256="0" * 64)
    assert not it.objects


def test_a_plan_that_does_not_fit_the_asked_limits_makes_nothing(it, built):
    for options in (
        Options(allow_small=True, bucket="b", model="ERNIE-Speed"),
        Options(allow_small=True, bucket="b", epochs=51),
        Options(allow_small=True, bucket="b", parameters={"epochs": "3"}),
    ):
        with pytest.raises(MisfitError):
            submit(built, options)
    it.scales = ("FullFineTuning",)
    with pytest.raises(MisfitError, match="LoRA"):
        submit(built, SMALL)

    assert {action for action, _ in it.requests} == {"DescribeFineTuningSupportModels"}


def test_too_few_rows_are_refused_before_anything_is_asked(it, built):
    with pytest.raises(MisfitError, match="fewer than 100"):
        submit(built, Options(bucket="b"))
    assert not it.requests


def test_limits_are_asked_for_without_making_anything(it, built, capsys):
    assert main(["submit", str(built), "--allow-small", "--ask-limits", "--lang", "en"]) == 0
    out = capsys.readouterr().out

    assert "limits were asked of the platform" in out
    assert [action for action, _ in it.requests] == ["DescribeFineTuningSupportModels"]
    assert not built.with_name("out.submit").exists()


def test_a_job_of_our_name_is_taken_up_though_the_state_is_lost(it, built):
    submit(built, SMALL)
    for number in range(250):  # others, over three pages of the listing
        it.jobs[f"x-{number}"] = {"jobId": f"x-{number}", "name": f"other {number}"}
    mine = next(iter(it.jobs))
    it.jobs[mine] = it.jobs.pop(mine)  # the last of the list
    for path in built.with_name("out.submit").glob("*.json"):
        path.unlink()
    submit(built, SMALL)

    assert len([job for job in it.jobs.values() if job["name"].startswith("hesui_")]) == 1
    assert len(it.tasks) == 1


def test_a_run_with_other_choices_waits_for_the_unfinished_one_or_a_word(it, built):
    it.failing["train"] = "x"
    it.faults = [Fault("CreateFineTuningTask", "400")]
    with pytest.raises(RefusedError):
        submit(built, SMALL)
    other = Options(allow_small=True, bucket="b", preset="v1")
    with pytest.raises(RecipeError, match="--method lora --epochs 3"):
        submit(built, other)
    assert len(it.jobs) == 1
    it.failing.clear()
    submit(built, other, another=True)
    submit(built, SMALL)

    assert len(it.jobs) == len(it.tasks) == 2
    assert len(it.datasets) == len(it.objects) == 1
    submit(built, Options(allow_small=True, preset="v2"))  # the others are at their end
    assert len(it.jobs) == 3


def test_the_state_of_another_platform_is_not_gone_on_with(it, built, monkeypatch):
    it.faults = [Fault("CreateFineTuningJob", "400")]
    with pytest.raises(RefusedError):
        submit(built, SMALL)
    monkeypatch.setenv("QIANFAN_CONSOLE_API_BASE_URL", it.url.replace("127.0.0.1", "localhost"))
    with pytest.raises(HesuiError, match="was submitted to"):
        submit(built, SMALL)


def test_a_state_of_other_rows_is_not_used(it, built):
    submit(built, SMALL)
    [path] = built.with_name("out.submit").glob("*.json")
    state = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**state, "train": "0" * 64}), encoding="utf-8")
    with pytest.raises(InputError, match="other rows"):
        submit(built, SMALL)
    path.write_text("{", encoding="utf-8")
    with pytest.raises(InputError, match="cannot be read"):
        submit(built, SMALL)


def test_the_time_is_over_at_some_time_and_the_same_call_goes_on(it, built, capsys):
    it.looks = 10**9
    with pytest.raises(OutOfTimeError):
        submit(built, SMALL, pace=Pace(first=0.01, minutes=0.01))
    flags = ["--yes", "--allow-small", "--lang", "en"]
    assert main(["submit", str(built), *flags, "--timeout", "0.005"]) == 3
    assert "To go on: hesui submit" in capsys.readouterr().err
    it.looks = 1
    assert main(["submit", str(built), *flags]) == 0

    assert_one_of_each(it, built)


def test_repetitions_wait_longer_each_time_and_never_too_long():
    slept = []
    pace = Pace(first=1.0, clock=lambda: 0.0, sleep=slept.append)

    def busy():
        raise BusyError("later")

    with pytest.raises(BusyError):
        pace.steadily(busy)
    assert slept == [1, 2, 4, 8, 16, 32, 60]


def test_progress_loss_and_metrics_are_told_as_they_come(it, built, capsys):
    assert main(["submit", str(built), "--yes", "--allow-small", "--lang", "en"]) == 0
    out, err = capsys.readouterr()

    assert "33%" in err
    assert "66%" in err
    assert LINK in err
    assert "BLEU-4=16.56%" in out
    assert "no evidence" in out


def test_deploying_evaluating_and_asking_are_done_only_when_asked_for(it, built, capsys):
    if find_spec("openai") is None:
        pytest.skip("the extra llm is not installed")
    submit(built, SMALL)
    assert not it.services
    assert not it.evaluations
    assert not it.questions
    prompt = "写一句祝福，20字以内"
    flags = [
        "--yes",
        "--allow-small",
        "--deploy",
        "2",
        "--evaluate",
        "ds-mine",
        "--ask",
        prompt,
        "--lang",
        "en",
    ]
    assert main(["submit", str(built), *flags]) == 0
    out = capsys.readouterr().out

    [service] = it.services.values()
    assert service["billing"]["reservation"] == {"reservationTimeUnit": "Hour", "reservationLength": 2}
    assert it.questions == [
        {"model": service["urlSuffix"], "messages": [{"role": "user", "content": prompt}]}
    ]
    assert "新春快乐，万事如意！" in out
    assert "asked for at most 20" in out
    [evaluation] = it.evaluations.values()
    assert evaluation["datasetId"] == "ds-mine"
    assert_one_of_each(it, built)
    assert main(["submit", str(built), *flags]) == 0
    assert len(it.services) == len(it.evaluations) == 1


def test_asking_without_a_service_says_what_to_add(it, built, capsys):
    assert main(["submit", str(built), "--yes", "--allow-small", "--ask", "你好", "--lang", "en"]) == 2
    assert "--deploy HOURS" in capsys.readouterr().err


def test_bad_keys_are_told_as_such_and_stay_unseen(it, built, monkeypatch, capsys):
    monkeypatch.setenv("QIANFAN_ACCESS_KEY", "ALTAKofsomebodyelse")
    assert main(["submit", str(built), "--yes", "--allow-small", "--lang", "en"]) == 2
    err = capsys.readouterr().err

    assert "refuses the keys" in err
    assert "ALTAKofsomebodyelse" not in err


def test_no_network_is_told_as_such(it, built, monkeypatch, capsys):
    for name in ("QIANFAN_CONSOLE_API_BASE_URL", "HESUI_BOS_ENDPOINT"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert main(["submit", str(built), "--yes", "--allow-small", "--lang", "en"]) == 2
    assert "no answer from http://127.0.0.1:9" in capsys.readouterr().err


def test_a_bucket_that_is_not_named_is_asked_for(it, built, monkeypatch, capsys):
    monkeypatch.delenv("QIANFAN_BOS_BUCKET")
    assert main(["submit", str(built), "--yes", "--allow-small", "--lang", "en"]) == 2
    assert "--bucket" in capsys.readouterr().err
    assert not it.objects


def test_pyarrow_is_not_hidden_from_others_after_the_sdk_was_imported(it, built):
    submit(built, SMALL)

    assert not [one for one in sys.meta_path if type(one).__module__.startswith("qianfan")]


# Secrets: nothing of them in what is said, written, logged or raised.

SECRETS = (ACCESS_KEY, SECRET_KEY, API_KEY, "bce-auth-v1")


def everything_of(error):
    """An exception, its arguments and whatever it hangs on to, as text."""
    found = []
    while error is not None:
        found += [repr(error), str(error), repr(vars(error))]
        error = error.__cause__ or error.__context__
    return "".join(found)


@pytest.mark.parametrize("kind", ["500", "429", "400", "cut", "garbage"])
@pytest.mark.parametrize("action", ["DescribeFineTuningSupportModels", "PUT", "CreateFineTuningJob"])
def test_no_error_holds_a_secret_and_nothing_is_logged(it, built, action, kind, caplog, capfd):
    it.faults = [Fault(action, kind) for _ in range(8)]
    with caplog.at_level(1), pytest.raises(ServiceError) as caught:
        submit(built, SMALL)
    out, err = capfd.readouterr()
    said = everything_of(caught.value) + caplog.text + out + err

    assert not [secret for secret in SECRETS if secret in said]
    assert caught.value.__context__ is None
    assert caught.value.__cause__ is None


def test_a_key_that_the_platform_repeats_in_its_reason_is_blotted_out(it, built):
    it.failing["train"] = f"signed by {ACCESS_KEY}/{SECRET_KEY}: bce-auth-v1/{ACCESS_KEY}/2026/1800/host/abc"
    with pytest.raises(FailedStepError, match="signed by") as caught:
        submit(built, SMALL)
    written = "".join(p.read_text(encoding="utf-8") for p in built.with_name("out.submit").iterdir())

    assert not [secret for secret in SECRETS if secret in str(caught.value) + written]


# Processes: killed at each request, interrupted, two at once.


def process(folder, *more, environ=None, **options):
    """``hesui submit`` as a process, in an empty home."""
    command = [sys.executable, "-m", "hesui_data", "submit", str(folder), "--yes", "--allow-small", *more]
    home = folder.parent / "home"
    home.mkdir(exist_ok=True)
    environ = {
        **os.environ,
        "HOME": str(home),
        "USERPROFILE": str(home),
        "TMPDIR": str(home),
        **(environ or {}),
    }
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environ, cwd=home, **options
    )


@pytest.mark.skipif(os.name != "posix", reason="needs kill -9")
@pytest.mark.parametrize("after", [False, True], ids=["before it was done", "before the answer"])
def test_a_submission_killed_at_each_request_comes_to_its_end_with_one_of_each(it, built, after):
    for action in IN_ORDER:
        if after and action == "DescribeImportTask":
            continue  # the import's id was lost with its answer; it is followed by the version
        it.faults = [Fault(action, "kill", after=after)]
        running = process(built)
        it.victim = running.pid
        running.communicate(timeout=60)
        assert running.returncode == -signal.SIGKILL, action
    last = process(built)
    _, err = last.communicate(timeout=60)

    assert last.returncode == 0, err.decode()
    assert_one_of_each(it, built)


@pytest.mark.skipif(os.name != "posix", reason="needs kill -9")
@pytest.mark.parametrize("seed", range(2))
def test_a_submission_killed_at_any_moment_comes_to_its_end_with_one_of_each(it, built, seed):
    chance = random.Random(seed)
    for _ in range(4):
        running = process(built)
        time.sleep(0.5 + chance.random())
        running.kill()
        running.communicate()
    last = process(built)
    _, err = last.communicate(timeout=60)

    assert last.returncode == 0, err.decode()
    assert_one_of_each(it, built)


def wait_for(condition):
    for _ in range(1_000):
        if condition():
            return
        time.sleep(0.01)
    raise AssertionError("it did not come to that")


@pytest.mark.skipif(os.name != "posix", reason="needs signals")
def test_an_interrupt_leaves_the_job_running_and_says_how_to_go_on(it, built):
    it.looks = 10**9
    running = process(built, "--lang", "en")
    for version in wait_for(lambda: it.versions) or it.versions.values():
        version["looks"] = 10**9 + 1  # import and publishing are quick, training is not
    wait_for(lambda: it.made("CreateImportTask"))
    it.looks = 1
    wait_for(lambda: it.made("CreateFineTuningJob"))
    it.looks = 10**9
    wait_for(lambda: it.made("DescribeFineTuningTask") > 2)
    running.send_signal(signal.SIGINT)
    _, err = running.communicate(timeout=60)
    said = err.decode()

    assert running.returncode == 130
    assert "goes on there" in said
    assert next(iter(it.tasks)) in said
    assert f"hesui submit {built} --allow-small --yes" in said
    it.looks = 1
    assert process(built).wait(60) == 0
    assert_one_of_each(it, built)


def test_two_at_once_on_one_data_set_are_not_let_in(it, built):
    it.looks = 10**9
    first = process(built)
    wait_for(lambda: it.made("DescribeImportTask"))
    second = process(built, "--lang", "en")
    _, err = second.communicate(timeout=60)
    first.kill()
    first.communicate()

    assert second.returncode == 2
    assert "another hesui submit" in err.decode()
    assert len(it.datasets) == 1


@pytest.mark.parametrize("fault", [None, "500", "400", "429"])
def test_no_secret_is_in_anything_that_a_submission_writes(it, built, tmp_path, fault):
    if fault:
        it.faults = [Fault("CreateFineTuningTask", fault) for _ in range(8)]
    environ = {"HESUI_DEBUG": "1", "QIANFAN_ENABLE_LOG": "1", "LOG_LEVEL": "DEBUG"}
    running = process(built, environ=environ)
    out, err = running.communicate(timeout=60)
    assert (running.returncode == 0) == (fault is None)
    written = [out, err, *(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())]

    assert len(written) > 8
    for content in written:
        assert not [secret for secret in SECRETS if secret.encode() in content]


def test_a_dot_env_in_the_working_directory_is_not_read(it, built):
    home = built.parent / "home"
    home.mkdir()
    (home / ".env").write_text("QIANFAN_PROXY=http://127.0.0.1:9\n", encoding="utf-8")
    assert process(built).wait(60) == 0
    assert [path.name for path in home.iterdir()] == [".env"]


def test_the_state_lies_beside_the_data_set(it, built):
    done = submit(built, SMALL)

    assert done.path == state_path(built, done.plan.train.manifest_sha256)
    assert done.path.parent == Path(built.resolve()).parent / "out.submit"
    assert {path.name for path in built.iterdir()} >= {"train.jsonl", "manifest.json"}
