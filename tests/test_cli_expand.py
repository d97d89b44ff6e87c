"""``hesui expand`` as a user types it."""

import json
from pathlib import Path

import pytest
from fake_llm import FakeServer, Reply, fitted

from hesui_data.cli import main
from hesui_data.errors import RecipeError
from hesui_data.journal import Journal
from hesui_data.spending import UNIT, Limits, Money, Price, price_of

pytest.importorskip("openai", reason="the extra llm is not installed")

KEY = "sk-cli-0123456789"


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    people = "客户 同事 爸妈 邻居 导师 老同学 班主任 室友 舅舅 表姐".split()
    rows = [
        {"prompt": f"过年了，给{who}写一段祝福，60字以内。", "response": fitted(who, 30, 58)}
        for who in people
    ]
    (tmp_path / "seeds.jsonl").write_text(
        "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8"
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    return tmp_path


def hesui(*arguments: str) -> int:
    return main(["--lang", "en", "expand", "seeds.jsonl", "-o", "out.jsonl", *arguments])


def test_without_an_endpoint_rules_do_it_and_it_says_so(folder, capsys):
    assert hesui() == 0

    said = capsys.readouterr()
    rows = [json.loads(line) for line in (folder / "out.jsonl").read_text("utf-8").splitlines()]
    assert "No language model was named" in said.err
    assert rows
    assert all(row["method"] == "rules" and {"id", "seed"} <= set(row) for row in rows)


def test_without_a_key_nothing_is_contacted_and_rules_do_it(folder, capsys, monkeypatch):
    monkeypatch.delenv("OPENAI_API_KEY")
    with FakeServer() as server:
        assert hesui("--base-url", server.base_url, "--model", "m", "--accept", "3") == 0

    assert server.requests == []
    assert "no language model was used" in capsys.readouterr().err
    assert len((folder / "out.jsonl").read_bytes().splitlines()) == 3


def test_a_dry_run_prints_the_plan_and_sends_nothing(folder, capsys):
    (folder / "hesui.toml").write_text('prices = [{ model = "m", input = 2.0, output = 8.0 }]', "utf-8")
    with FakeServer() as server:
        assert (
            hesui(
                "--base-url",
                server.base_url,
                "--model",
                "m",
                "--accept",
                "8",
                "--max-cost",
                "1CNY",
                "--dry-run",
            )
            == 0
        )

    said = capsys.readouterr().out
    assert server.requests == []
    assert "8–32 requests" in said
    assert "CNY–" in said
    assert not (folder / "out.jsonl").exists()
    assert not (folder / "out.journal.sqlite").exists()


def test_it_writes_pairs_lineage_rejected_rows_and_journal(folder, capsys):
    with FakeServer(script=lambda number, body: Reply("好的！") if number == 1 else None) as server:
        assert hesui("--base-url", server.base_url, "--model", "m", "--accept", "6") == 0

    assert {path.name for path in folder.glob("out*")} == {
        "out.jsonl",
        "out.lineage.jsonl",
        "out.rejected.jsonl",
        "out.journal.sqlite",
    }
    said = capsys.readouterr()
    assert "accepted" in said.out
    assert "HD801" in said.out
    lineage = [json.loads(line) for line in (folder / "out.lineage.jsonl").read_text("utf-8").splitlines()]
    assert {"model", "template", "parameters", "request_id", "cost", "seed", "id"} <= set(lineage[0])
    rejected = [json.loads(line) for line in (folder / "out.rejected.jsonl").read_text("utf-8").splitlines()]
    assert [(row["code"], row["stage"], row["response"]) for row in rejected] == [
        ("HD801", "expand", "好的！")
    ]


def test_another_variable_may_hold_the_key(folder, monkeypatch):
    monkeypatch.setenv("MY_KEY", "sk-another-1234567")
    with FakeServer() as server:
        assert (
            hesui(
                "--base-url",
                server.base_url,
                "--model",
                "m",
                "--accept",
                "1",
                "--api-key-env",
                "MY_KEY",
                "-q",
            )
            == 0
        )

    assert server.headers[0]["authorization"] == "Bearer sk-another-1234567"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--model", "m", "--accept", "1"], "--base-url"),
        (["--base-url", "http://127.0.0.1:9/v1", "--accept", "1"], "--model"),
        (["--base-url", "http://127.0.0.1:9/v1", "--model", "m"], "--accept"),
        (["--base-url", "http://127.0.0.1:9/v1", "--model", "m", "--max-cost", "5CNY"], "price"),
        (["--base-url", "http://127.0.0.1:9/v1", "--model", "m", "--accept", "1", "--max-cost", "5"], "5CNY"),
        (["--base-url", "http://u:p@127.0.0.1/v1", "--model", "m", "--accept", "1"], "--base-url"),
        (["--method", "evolv", "--accept", "1"], "paraphrase"),
        (["--method", "evolve", "--direction", "up"], "same-type-other-scene"),
        (["--concurrency", "0"], "concurrency"),
        (["--max-requests", "0"], "max_requests"),
    ],
)
def test_wrong_usage_ends_with_2_and_one_line(arguments, words, folder, capsys):
    assert hesui(*arguments) == 2

    said = capsys.readouterr().err
    assert words in said
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize(
    ("source", "out"), [("seeds.jsonl", "seeds.jsonl"), (".", "out.jsonl"), (".", "deep/out.jsonl")]
)
def test_nothing_is_written_into_what_is_read(source, out, folder, capsys):
    before = (folder / "seeds.jsonl").read_bytes()

    assert main(["--lang", "en", "expand", source, "-o", out]) == 2
    assert (folder / "seeds.jsonl").read_bytes() == before
    assert "another place" in capsys.readouterr().err


def test_a_wrong_key_ends_with_2_and_one_line_that_does_not_say_it(folder, capsys):
    with FakeServer(script=lambda number, body: Reply(status=401, text=f"bad key {KEY}")) as server:
        assert hesui("--base-url", server.base_url, "--model", "m", "--accept", "5", "-q") == 2

    said = capsys.readouterr().err
    assert len(said.splitlines()) == len(server.requests) == 1
    assert KEY not in said
    assert "401" in said


def test_a_file_that_is_no_journal_is_left_alone(folder, capsys):
    (folder / "out.journal.sqlite").write_bytes(b"my own notes" * 100)

    assert hesui("--base-url", "http://127.0.0.1:9/v1", "--model", "m", "--accept", "5", "-q") == 2
    assert (folder / "out.journal.sqlite").read_bytes() == b"my own notes" * 100
    assert "journal" in capsys.readouterr().err


def test_replay_needs_no_key_and_ends_with_3_where_nothing_is_on_record(folder, monkeypatch, capsys):
    monkeypatch.delenv("OPENAI_API_KEY")
    Journal(folder / "out.journal.sqlite").close()

    assert replay() == 3
    assert "without --replay" in capsys.readouterr().err


def test_replay_without_a_journal_is_an_error_and_leaves_what_is_there(folder, capsys):
    (folder / "out.jsonl").write_text("of an earlier run\n")

    assert replay() == 2
    assert "no journal to replay" in capsys.readouterr().err
    assert (folder / "out.jsonl").read_text() == "of an earlier run\n"
    assert not (folder / "out.journal.sqlite").exists()


def replay():
    return hesui("--base-url", "http://127.0.0.1:9/v1", "--model", "m", "--accept", "5", "--replay", "-q")


# --- amounts -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "counts", "currency"),
    [
        ("5CNY", 5, "CNY"),
        ("5元", 5, "CNY"),
        ("¥5", 5, "CNY"),
        ("$2", 2, "USD"),
        ("0.5 usd", 0.5, "USD"),
        (" 3RMB", 3, "CNY"),
    ],
)
def test_amounts_are_read(text, counts, currency):
    assert Money.parse(text) == Money(int(counts * UNIT), currency)


@pytest.mark.parametrize("text", ["", "5", "CNY", "-1CNY", "0CNY", "1e3CNY", "¥5元", "5 CNYS", "nanCNY"])
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(RecipeError):
        Money.parse(text)


def test_a_price_in_another_currency_than_the_limit_is_refused():
    price = Price(model="m", input=1, output=1, currency="USD")
    with pytest.raises(RecipeError, match="USD"):
        price_of("m", [price], Limits(max_cost=Money(1, "CNY")))


def test_a_cost_is_never_rounded_down():
    assert Price(model="m", input=0.0000011, output=0.3).cost(1, 0) == 2


def test_a_model_of_kenlm_may_judge_fluency(folder, monkeypatch, capsys):
    import sys
    import types

    class Model:
        def __init__(self, path: str) -> None:
            assert path == "zh.klm"

        def score(self, characters: str) -> float:
            return -9.0 * characters.count("坏") - 2.0 * len(characters.split())

    monkeypatch.setitem(sys.modules, "kenlm", types.SimpleNamespace(Model=Model))
    with FakeServer() as server:
        assert (
            hesui("--base-url", server.base_url, "--model", "m", "--accept", "3", "--kenlm", "zh.klm", "-q")
            == 0
        )

    assert len((folder / "out.jsonl").read_bytes().splitlines()) == 3


def test_without_kenlm_it_says_what_to_install(folder, monkeypatch, capsys):
    import sys

    monkeypatch.setitem(sys.modules, "kenlm", None)

    assert (
        hesui(
            "--base-url", "http://127.0.0.1:9/v1", "--model", "m", "--accept", "3", "--kenlm", "zh.klm", "-q"
        )
        == 2
    )
    assert "hesui-data[kenlm]" in capsys.readouterr().err


@pytest.mark.parametrize(
    "limit", [("--max-requests", "2"), ("--max-cost", "0.01CNY"), ("--max-tokens", "3000")]
)
def test_at_a_limit_it_says_what_to_type_and_that_does_for_the_rest(limit, folder, capsys):
    (folder / "hesui.toml").write_text('prices = [{ model = "m", input = 2.0, output = 8.0 }]', "utf-8")
    with FakeServer() as server:
        asked = ("--base-url", server.base_url, "--model", "m", "--accept", "6", "-q")
        assert hesui(*asked, *limit) == 3
        first, said = len(server.requests), capsys.readouterr().err
        assert " ".join(limit) in said
        higher = said.partition("such as ")[2].partition(", in place")[0]
        assert higher.startswith(limit[0])
        assert hesui(*asked, *limit) == 3
        assert len(server.requests) == first

        done = hesui(*asked, *higher.split())
        assert done == 0, capsys.readouterr().err
        assert len(server.requests) > first


def test_what_a_row_has_cost_goes_with_it_into_a_build_and_its_report(folder):
    from hesui_data import build_dataset

    (folder / "hesui.toml").write_text('prices = [{ model = "m", input = 2.0, output = 8.0 }]', "utf-8")
    with FakeServer() as server:
        assert hesui("--base-url", server.base_url, "--model", "m", "--accept", "5", "-q") == 0
    lineage = [json.loads(line) for line in (folder / "out.lineage.jsonl").read_text("utf-8").splitlines()]
    paid = sum(Money.parse(f"{one['cost']:.12f}CNY").counts for one in lineage)

    built = build_dataset([folder / "seeds.jsonl", folder / "out.jsonl"], {"augment": True}).write(
        folder / "b"
    )
    report = (built / "report.html").read_text(encoding="utf-8")

    assert len(lineage) == 5
    assert str(Money(paid, "CNY")) in report
    assert server.base_url not in report
