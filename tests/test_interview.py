"""Models asked live, and a judge about their answers: every answer on record, counted, and paid for once."""

import asyncio
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from fake_llm import FakeServer, Reply, fitted, write

from hesui_data import build_dataset
from hesui_data.answer_files import Material, evaluate_folder, read_material
from hesui_data.cli import main
from hesui_data.cli.interview import endpoints_of
from hesui_data.errors import RecipeError
from hesui_data.interview import Asking, Interviewed, Kept, interview, plan
from hesui_data.journal import Journal
from hesui_data.llm.faults import Stopped
from hesui_data.llm.service import Setup
from hesui_data.llm.wire import Endpoint
from hesui_data.pair import Pair
from hesui_data.spending import UNIT, Limits, Money, Price

pytest.importorskip("openai", reason="the extra llm is not installed")

KEY = "sk-planted-live-0123456789"
JUDGED = "你是严格的中文写作评审"
PEOPLE = "客户 同事 爸妈 邻居 导师 老同学 班主任 室友 舅舅 表姐 徒弟 教练".split(" ")
PAIRS = [
    Pair(f"快过年了，给{who}写一段祝福，语气亲切，{size}字以内。", fitted(f"{who}{size}", size - 20, size))
    for who in PEOPLE
    for size in (50, 80)
]


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    prices = [{"model": "m", "input": 2.0, "output": 8.0, "currency": "CNY"}]
    recipe = {"augment": False, "eval_share": 0.3, "prices": prices}
    return build_dataset(PAIRS, recipe).write(tmp_path_factory.mktemp("live") / "processed")


@pytest.fixture(scope="module")
def material(built) -> Material:
    return read_material(built)


@pytest.fixture(scope="module")
def questions(material):
    return [question for question in material.questions() if question.asked]


def setup(server: FakeServer | None, **others) -> Setup:
    url = server.base_url if server else "http://127.0.0.1:9/v1"
    model = others.pop("model", "m")
    given = {"key": KEY, "concurrency": 4, "timeout": 5.0, "second": 0.01} | others
    return Setup(endpoint=Endpoint.named(url, model), **given)


def ask(material: Material, folder: Path, asking: Asking, given=None) -> Interviewed:
    return interview(material, given or {}, asking, Kept.beside(material.folder, folder))


def is_judging(body) -> bool:
    return body["messages"][0]["content"].startswith(JUDGED)


def repeats(server: FakeServer) -> int:
    counts = Counter(json.dumps(body, sort_keys=True) for body in server.requests)
    return sum(counts.values()) - len(counts)


# --- asking ------------------------------------------------------------------------------------------


def test_what_is_asked_is_what_prompts_writes_and_nothing_else(material, built, questions, tmp_path):
    with FakeServer() as server:
        done = ask(
            material, tmp_path, Asking(models={"base": setup(server)}, temperature=0.5, answer_tokens=777)
        )

    assert main(["evaluate", str(built), "--prompts", str(tmp_path / "p.jsonl")]) == 0
    wanted = [json.loads(line)["messages"] for line in (tmp_path / "p.jsonl").read_text("utf-8").splitlines()]
    key = lambda messages: json.dumps(messages, ensure_ascii=False)  # noqa: E731
    assert sorted(key(body["messages"]) for body in server.requests) == sorted(map(key, wanted))
    assert {body["temperature"] for body in server.requests} == {0.5}
    assert {body["max_tokens"] for body in server.requests} == {777}
    assert not any("response_format" in body for body in server.requests)
    assert (done.ending.why, done.sent) == ("enough", len(questions))


def test_the_file_of_answers_scores_the_same_as_the_live_ones(material, built, tmp_path):
    with FakeServer() as server:
        done = ask(material, tmp_path, Asking(models={"base": setup(server)}))

    again = evaluate_folder(built, {"base": tmp_path / "base.jsonl"})
    assert done.evaluation is not None
    assert done.evaluation.as_dict() == again.as_dict()


def test_nothing_on_record_is_asked_again_and_replay_needs_no_server(material, tmp_path):
    with FakeServer() as server:
        models = {"base": setup(server)}
        judge = setup(server, model="j")
        first = ask(material, tmp_path, Asking(models=models, judge=judge))
        asked, wrote = len(server.requests), (tmp_path / "base.jsonl").read_bytes()
        again = ask(material, tmp_path, Asking(models=models, judge=judge))
        replayed = [setup(server, model=name, replay=True, key="") for name in ("m", "j")]
        assert len(server.requests) == asked
    alone = ask(material, tmp_path, Asking(models={"base": replayed[0]}, judge=replayed[1]))

    assert repeats(server) == 0
    assert first.as_dict() == again.as_dict() == alone.as_dict()
    assert again.sent == alone.sent == 0
    assert (tmp_path / "base.jsonl").read_bytes() == wrote


def test_it_runs_in_a_notebook_too(material, questions, tmp_path):
    async def cell() -> Interviewed:
        return ask(material, tmp_path, Asking(models={"base": setup(server)}))

    with FakeServer() as server:
        assert asyncio.run(cell()).ending.why == "enough"
    assert len(server.requests) == len(questions)


def test_replay_without_a_record_ends_so_and_scores_nothing(material, tmp_path):
    done = ask(material, tmp_path, Asking(models={"base": setup(None, replay=True)}))

    assert (done.ending.why, done.evaluation) == ("not on record", None)


def test_concurrency_changes_no_byte(material, tmp_path):
    wrote = []
    for concurrency in (1, 16):
        with FakeServer(latency=lambda number: 0.01 * (number % 3)) as server:
            folder = tmp_path / str(concurrency)
            ask(material, folder, Asking(models={"base": setup(server, concurrency=concurrency)}))
            wrote.append((folder / "base.jsonl").read_text("utf-8").replace(str(server.port), "PORT"))
    assert wrote[0] == wrote[1]


def test_a_model_that_errs_on_some_prompts_has_missing_answers_not_fewer_questions(
    material, questions, tmp_path
):
    refused, broken = questions[3], questions[5]

    def script(number, body):
        said = body["messages"][-1]["content"]
        if said == refused.prompt:
            return Reply(status=400, text="sensitive words")
        return Reply(status=500) if said == broken.prompt else None

    with FakeServer(script, latency=lambda number: 0.02) as server:
        asking = Asking(models={"base": setup(server, concurrency=2)}, judge=setup(server, model="j"))
        done = ask(material, tmp_path, asking)

    [model] = done.evaluation.models
    judged = [body for body in server.requests if is_judging(body)]
    lines = (tmp_path / "base.jsonl").read_text("utf-8").splitlines()
    rows = {row["id"]: row for row in map(json.loads, lines)}
    assert done.ending.why == "enough"
    assert set(model.coverage.missing) == {refused.id, broken.id}
    assert [trouble.kind for trouble in model.coverage.troubles] == ["unanswered", "unanswered"]
    assert "sensitive words" in model.coverage.troubles[0].say("zh")
    assert model.coverage.adds_up
    assert len(judged) == len(questions) - 2
    assert not any(refused.prompt in body["messages"][0]["content"] for body in judged)
    assert len(rows) == len(questions)
    assert "answer" not in rows[refused.id]
    assert "sensitive words" in rows[refused.id]["error"]


def test_what_was_filtered_is_missing_what_is_empty_is_an_answer_what_was_cut_is_counted(
    material, questions, tmp_path
):
    ends = {questions[0].prompt: ("", "content_filter"), questions[1].prompt: ("", "stop")}
    ends |= {questions[2].prompt: ("新年", "length"), questions[3].prompt: ("", "length")}

    def script(number, body):
        found = ends.get(body["messages"][-1]["content"])
        return Reply(found[0], finish_reason=found[1]) if found else None

    with FakeServer(script) as server:
        done = ask(material, tmp_path, Asking(models={"base": setup(server)}))

    [model] = done.evaluation.models
    assert set(model.coverage.missing) == {questions[0].id, questions[3].id}
    assert sum(scores.collapse.empty.hits for scores in model.groups.values()) == 1
    assert done.cut == {"base": 1}


def test_an_endpoint_that_goes_silent_leaves_scores_of_what_came_and_the_next_run_goes_on(
    material, questions, tmp_path
):
    down = [True]
    script = lambda number, body: Reply(status=503) if down[0] and number >= 9 else None  # noqa: E731
    with FakeServer(script) as server:
        asking = Asking(models={"base": setup(server)})
        first = ask(material, tmp_path, asking)
        answered = len(first.evaluation.models[0].coverage.missing)
        down[0] = False
        second = ask(material, tmp_path, asking)

    assert first.ending.why == "unreachable"
    assert "503" in first.ending.words[1]
    assert 0 < answered < len(questions)
    assert second.ending.why == "enough"
    assert second.evaluation.models[0].coverage.missing == ()


def test_a_wrong_key_stops_at_once_and_says_whose(material, tmp_path):
    with (
        FakeServer(lambda number, body: Reply(status=401, text=f"bad {KEY}")) as server,
        pytest.raises(Stopped, match="v1: the key is not accepted") as error,
    ):
        ask(material, tmp_path, Asking(models={"v1": setup(server)}))

    assert len(server.requests) == 1
    assert KEY not in str(error.value)


def test_two_models_and_a_file_stand_side_by_side(material, built, questions, tmp_path):
    rows = [{"id": question.id, "answer": "新年好"} for question in questions]
    (tmp_path / "old.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    with FakeServer() as one, FakeServer(lambda number, body: Reply("过年好")) as other:
        models = {"a": setup(one), "b": setup(other)}
        done = ask(
            material, tmp_path, Asking(models=models), {"old": material.answers(tmp_path / "old.jsonl")}
        )

    assert [model.name for model in done.evaluation.models] == ["old", "a", "b"]
    assert len(one.requests) == len(other.requests) == len(questions)
    assert all(not model.coverage.missing for model in done.evaluation.models)


# --- limits ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "limits",
    [
        Limits(max_requests=10),
        Limits(max_tokens=4_000),
        Limits(max_cost=Money(UNIT // 50, "CNY")),
    ],
    ids=["requests", "tokens", "cost"],
)
def test_a_limit_holds_over_models_and_judge_and_more_of_it_goes_on(limits, material, questions, tmp_path):
    price = Price(model="m", input=2.0, output=8.0)

    def asking(server, given):
        common = {"price": price, "limits": given}
        return Asking(
            models={"a": setup(server, **common), "b": setup(server, model="n", **common)},
            judge=setup(server, model="j", **common),
        )

    with FakeServer() as server:
        first = ask(material, tmp_path, asking(server, limits))
        asked = len(server.requests)
        stuck = ask(material, tmp_path, asking(server, limits))
        assert len(server.requests) <= asked + 1
        done = ask(material, tmp_path, asking(server, Limits()))

    [spent] = first.spent.values()
    name = first.ending.limit
    most = {"max_requests": 10, "max_tokens": 4_000, "max_cost": UNIT // 50}[name]
    assert (first.ending.why, stuck.ending.why, done.ending.why) == ("limit", "limit", "enough")
    assert 0 < getattr(spent, name.removeprefix("max_")) <= most
    assert repeats(server) == 0
    assert len(server.requests) >= 2 * len(questions)
    assert all(not model.coverage.missing for model in done.evaluation.models)
    assert len(first.evaluation.models[0].coverage.missing) > 0


def test_the_plan_says_what_is_still_to_be_asked(material, questions, tmp_path):
    kept = Kept.beside(material.folder, tmp_path)
    with FakeServer() as server:
        asking = Asking(models={"a": setup(server)}, judge=setup(server, model="j"))
        before = plan(material, {}, asking, kept)
        assert server.requests == []
        ask(material, tmp_path, Asking(models={"a": setup(server)}))
        after = plan(material, {}, asking, kept)

    n = len(questions)
    assert [(step.name, step.requests, step.on_record) for step in before] == [("a", n, 0), ("judge", n, 0)]
    assert [step.takes.requests.high for step in after] == [0, n]
    assert after[1].takes.tokens.high < before[1].takes.tokens.high  # its texts are known now


# --- the judge ---------------------------------------------------------------------------------------


def test_replies_of_the_judge_that_cannot_be_read_or_never_come_are_counted(material, questions, tmp_path):
    def script(number, body):
        if not is_judging(body):
            return None
        said = body["messages"][0]["content"]
        if questions[0].prompt in said:
            return Reply("我不打分")
        if questions[1].prompt in said:
            return Reply("分数：4.5")
        return Reply(status=400, text="no") if questions[2].prompt in said else Reply("好。\n分数：4")

    with FakeServer(script) as server:
        done = ask(material, tmp_path, Asking(models={"a": setup(server)}, judge=setup(server, model="j")))

    judged = [scores.judge for scores in done.evaluation.models[0].groups.values()]
    found = done.as_dict()
    assert sum(one.unparsed for one in judged) == 2
    assert sum(one.unanswered for one in judged) == 1
    assert sum(one.score.n for one in judged) == len(questions) - 3
    assert {one.score.value for one in judged if one.score.n} == {4.0}
    assert found["judge"] == f"j@{server.base_url}"
    assert found["judge_version"] == found["models"][0]["groups"]["unseen"]["judge"]["version"] == "1"


def test_a_judge_alone_scores_a_file_of_answers(material, questions, tmp_path):
    rows = [{"id": question.id, "answer": "新年好"} for question in questions]
    (tmp_path / "old.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    with FakeServer() as server:
        given = {"old": material.answers(tmp_path / "old.jsonl")}
        done = ask(material, tmp_path, Asking(models={}, judge=setup(server)), given)

    assert len(server.requests) == len(questions)
    assert done.evaluation.models[0].groups["unseen"].judge.score.n > 0


# --- the command -------------------------------------------------------------------------------------


@pytest.fixture
def folder(built, tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    return tmp_path


def hesui(built: Path, *arguments: str, lang: str = "en") -> int:
    return main(["--lang", lang, "evaluate", str(built), "--keep", "kept", *arguments])


def test_asking_and_judging_by_the_command(folder, built, capsys):
    with FakeServer(
        lambda number, body: Reply("?") if is_judging(body) and number % 5 == 0 else None
    ) as server:
        code = hesui(
            built, "--ask", f"v1=m@{server.base_url}", "--judge", f"m@{server.base_url}", "-o", "s.json"
        )

    said = capsys.readouterr()
    scores = json.loads((folder / "s.json").read_text("utf-8"))
    assert code == 0
    assert "judge's score 1–5" in said.out
    assert "prompt version 1" in said.out
    assert "CNY" in said.err
    assert scores["asked"]["v1"]["base_url"] == server.base_url
    assert scores["models"][0]["groups"]["unseen"]["judge"]["unparsed"] > 0
    assert {path.name for path in (folder / "kept").iterdir()} >= {"v1.jsonl", "journal.sqlite"}


def test_a_limit_ends_with_3_and_the_same_command_goes_on(folder, built, capsys, questions):
    with FakeServer() as server:
        who = ("--ask", f"v1=m@{server.base_url}", "-q")
        codes = [hesui(built, *who, "--max-requests", str(most)) for most in (7, 7, 700)]

    said = capsys.readouterr()
    assert codes == [3, 3, 0]
    assert "--max-requests 7" in said.err
    assert f"{len(questions) - 7} questions have no answer" in said.err
    assert len(server.requests) == len(questions)


def test_the_limit_that_is_suggested_does_for_all_questions(folder, built, capsys, questions):
    with FakeServer() as server:
        who = ("--ask", f"v1=m@{server.base_url}")
        hesui(built, *who, "--max-requests", "3")
        suggested = re.search(r"(?:such as|如) --max-requests (\d+)", capsys.readouterr().err)
        assert suggested is not None
        code = hesui(built, *who, "--max-requests", suggested[1])

    assert code == 0
    assert len(questions) <= int(suggested[1]) < 2 * len(questions)


def test_a_dry_run_sends_and_writes_nothing(folder, built, capsys):
    with FakeServer() as server:
        assert (
            hesui(built, "--ask", f"v1=m@{server.base_url}", "--judge", f"m@{server.base_url}", "--dry-run")
            == 0
        )

    assert "judge: m at" in capsys.readouterr().out
    assert server.requests == []
    assert list(folder.iterdir()) == []


def test_the_key_is_written_nowhere_even_where_an_endpoint_sends_it_back(folder, built, capsys):
    echo = lambda number, body: Reply(f"您的密钥是{KEY}" if number % 2 else write(body))  # noqa: E731
    with FakeServer(echo) as server:
        code = hesui(
            built, "--ask", f"v1=m@{server.base_url}", "--judge", f"m@{server.base_url}", "-o", "s.json"
        )

    said = capsys.readouterr()
    assert code == 0
    assert {headers["authorization"] for headers in server.headers} == {f"Bearer {KEY}"}
    assert KEY not in said.out + said.err
    assert "***" in (folder / "kept" / "v1.jsonl").read_text("utf-8")
    for path in folder.rglob("*"):
        assert path.is_dir() or KEY.encode() not in path.read_bytes(), path


def test_each_service_gets_its_own_key(folder, built, monkeypatch):
    monkeypatch.setenv("JUDGE_KEY", "sk-of-the-judge")
    with FakeServer() as server, FakeServer() as judge:
        names = ("--ask", f"v1=m@{server.base_url}", "--judge", f"m@{judge.base_url}", "-q")
        assert hesui(built, *names, "--api-key-env", "judge=JUDGE_KEY") == 0

    assert {headers["authorization"] for headers in server.headers} == {f"Bearer {KEY}"}
    assert {headers["authorization"] for headers in judge.headers} == {"Bearer sk-of-the-judge"}


LOCAL = "http://127.0.0.1:9/v1"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--ask", "base"), "MODEL@URL"),
        (("--ask", "=m@http://127.0.0.1:9/v1"), "MODEL@URL"),
        (("--ask", "a=m@ftp://127.0.0.1"), "MODEL@URL"),
        (("--ask", "../a=m@http://127.0.0.1:9/v1"), "file name"),
        (("--ask", "judge=m@http://127.0.0.1:9/v1"), "judge is taken"),
        (("--ask", "a=m@http://u:p@127.0.0.1/v1"), "--ask must hold no user"),
        (("--ask", f"a=m@{LOCAL}", "--ask", f"a=n@{LOCAL}"), "called a"),
        (("--ask", f"a=m@{LOCAL}", "--answers", "a=x.jsonl"), "called a"),
        (
            ("--ask", f"a=m@{LOCAL}", "--judge", "j@https://api.example.com/v1"),
            "--api-key-env judge=VARIABLE",
        ),
        (("--ask", f"a=m@{LOCAL}", "--api-key-env", "b=X"), "nobody is called b"),
        (("--ask", f"a=m@{LOCAL}", "--api-key-env", "NO_SUCH_VARIABLE"), "NO_SUCH_VARIABLE is not set"),
        (("--ask", f"a=other@{LOCAL}", "--max-cost", "5CNY"), "price"),
        (("--ask", f"a=m@{LOCAL}", "--max-cost", "5USD"), "priced in CNY"),
        (("--ask", f"a=m@{LOCAL}", "--counter", "words"), "counter"),
        (("--answers", "a=x.jsonl", "--max-tokens", "5"), "--max-tokens"),
        (("--judge", f"j@{LOCAL}"), "--answers"),
    ],
)
def test_wrong_usage_ends_with_2_in_one_line_before_anything_is_sent(arguments, words, folder, built, capsys):
    assert hesui(built, *arguments, "-q") == 2

    said = capsys.readouterr().err
    assert words in said
    assert len(said.splitlines()) == 1
    assert not (folder / "kept").exists()


def test_who_is_asked_is_read(monkeypatch):
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:7/v1")
    asks = [f"a=org/m=1@x@{LOCAL}/", f"org/Qwen3:8b@{LOCAL}", "c=plain"]

    assert endpoints_of(asks, f"j@{LOCAL}", ()) == {
        "a": Endpoint(LOCAL, "org/m=1@x"),
        "Qwen3-8b": Endpoint(LOCAL, "org/Qwen3:8b"),
        "c": Endpoint("http://127.0.0.1:7/v1", "plain"),
        "judge": Endpoint(LOCAL, "j"),
    }
    with pytest.raises(RecipeError):
        endpoints_of(["a=m@"], None, ())


# --- killed ------------------------------------------------------------------------------------------


def command(built: Path, folder: Path, server: FakeServer) -> list[str]:
    who = ["--ask", f"v1=m@{server.base_url}", "--judge", f"j@{server.base_url}", "--concurrency", "4"]
    verb = [sys.executable, "-m", "hesui_data", "--lang", "en", "evaluate", str(built)]
    return [*verb, "--keep", str(folder / "kept"), "-o", str(folder / "s.json"), *who]


def recorded(journal: Path) -> set[str]:
    """The messages of all requests that have an answer on record."""
    with Journal(journal):  # what a killed process left beside the file goes into it
        pass
    with sqlite3.connect(journal) as base:
        rows = base.execute("SELECT content FROM requests JOIN answers USING (key)").fetchall()
    return {json.dumps(json.loads(content)["messages"]) for (content,) in rows}


def sent(bodies) -> list[str]:
    return [json.dumps([[one["role"], one["content"]] for one in body["messages"]]) for body in bodies]


def test_kill_9_and_the_same_command_asks_nothing_that_is_on_record(built, questions, tmp_path):
    environment = os.environ | {"OPENAI_API_KEY": KEY}
    kills = 0
    with FakeServer(latency=lambda number: 0.05) as server:
        for wanted in (5, 20, len(questions) + 5):
            known = recorded(tmp_path / "kept" / "journal.sqlite") if kills else set()
            before = len(server.requests)
            process = subprocess.Popen(
                command(built, tmp_path, server),
                env=environment,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            until = time.monotonic() + 60
            while len(server.requests) < wanted and process.poll() is None and time.monotonic() < until:
                time.sleep(0.005)
            process.kill()
            process.wait()
            kills += 1
            assert not known & set(sent(server.requests[before:]))
        known = recorded(tmp_path / "kept" / "journal.sqlite")
        before = len(server.requests)
        done = subprocess.run(
            command(built, tmp_path, server), env=environment, capture_output=True, text=True, check=False
        )

    scores = json.loads((tmp_path / "s.json").read_text("utf-8"))
    assert done.returncode == 0, done.stderr
    assert len(known) > 20
    assert not known & set(sent(server.requests[before:]))
    assert repeats(server) <= 4 * kills  # at most what was in flight
    assert scores["models"][0]["coverage"]["missing"] == []
    assert scores["models"][0]["groups"]["unseen"]["judge"]["unanswered"] == 0


@pytest.mark.skipif(os.name == "nt", reason="SIGINT is sent to a whole console there")
def test_ctrl_c_waits_for_what_is_in_flight_and_shows_what_came(built, questions, tmp_path):
    with FakeServer(latency=lambda number: 0.2) as server:
        process = subprocess.Popen(
            command(built, tmp_path, server),
            env=os.environ | {"OPENAI_API_KEY": KEY},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        until = time.monotonic() + 60
        while len(server.requests) < 6 and time.monotonic() < until:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=60)[1]

    scores = json.loads((tmp_path / "s.json").read_text("utf-8"))
    assert process.returncode == 130, said
    assert "goes on from here" in said
    assert scores["ending"] == "interrupted"
    assert len(scores["models"][0]["coverage"]["missing"]) == len(questions) - len(server.requests)
    assert len(recorded(tmp_path / "kept" / "journal.sqlite")) == len(server.requests)
