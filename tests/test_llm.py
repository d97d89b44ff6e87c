"""Asking an endpoint: every fault, the journal, the limits, and that nothing depends on the order of arrival."""

import json
import os
import re
import sqlite3
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from fake_llm import FakeServer, Reply, write

from hesui_data import Pair
from hesui_data.chat import Request
from hesui_data.errors import RecipeError, ServiceError
from hesui_data.expand.orders import Choices
from hesui_data.expansion import Expanded, Paths, Seeds, Setup, expand
from hesui_data.journal import Journal
from hesui_data.llm.faults import Fault, Stopped
from hesui_data.llm.pacing import Pacing
from hesui_data.llm.reading import retry_after
from hesui_data.llm.service import asker_of
from hesui_data.llm.wire import Endpoint, Wire
from hesui_data.spending import UNIT, Limits, Money, Price

pytest.importorskip("openai", reason="the extra llm is not installed")

PEOPLE = "客户 同事 爸妈 邻居 导师 老同学 班主任 室友 舅舅 表姐 徒弟 教练".split()
SEEDS = Seeds(
    tuple(
        Pair(
            f"快过年了，给{who}写一段祝福，语气亲切，60字以内。", f"{who}，过年好！祝您第{i + 1}年平安顺遂。"
        )
        for i, who in enumerate(PEOPLE)
    ),
    (Pair("元旦给骑手写一句问候，不许扩写这一条，35字。", "骑手师傅，元旦好！路上慢点，热茶给您备着呢。"),),
)
PRICE = Price(model="m", input=2.0, output=8.0)
SECRET = "sk-planted-0123456789abcdef"


def setup(server: FakeServer | None, **others: object) -> Setup:
    url = server.base_url if server else "http://127.0.0.1:9/v1"
    given = {"key": SECRET, "concurrency": 8, "timeout": 5.0, "second": 0.01, "price": PRICE} | others
    return Setup(endpoint=Endpoint.named(url, "m"), **given)  # type: ignore[arg-type]


def run(
    folder: Path,
    server: FakeServer | None,
    accept: int | None = 12,
    *,
    choices: Choices | None = None,
    **others: object,
) -> Expanded:
    return expand(
        SEEDS,
        Paths.beside(folder / "out.jsonl"),
        choices or Choices(),
        setup(server, **others),
        accept=accept,
    )


def rows(folder: Path) -> bytes:
    return (folder / "out.jsonl").read_bytes()


ASKED = 12  # requests until twelve of the writer's answers have passed


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory) -> bytes:
    folder = tmp_path_factory.mktemp("undisturbed")
    with FakeServer() as server:
        done = run(folder, server)
    assert (done.ending.why, done.funnel.accepted, len(server.requests)) == ("enough", 12, ASKED)
    return rows(folder)


# --- faults ------------------------------------------------------------------------------------------

PASSING = {
    "429": Reply(status=429),
    "429 with Retry-After": Reply(status=429, headers=(("retry-after", "1"),)),
    "429 with a date": Reply(status=429, headers=(("retry-after", "Wed, 21 Oct 2015 07:28:00 GMT"),)),
    "500": Reply(status=500),
    "502": Reply(status=502, raw=b"<html>bad gateway</html>"),
    "503": Reply(status=503, headers=(("retry-after", "0"),)),
    "cut before": Reply(cut="before"),
    "cut amid": Reply("x" * 100, cut="amid"),
    "JSON cut short": Reply(raw=b'{"choices": [{"message": {"conte'),
    "HTML": Reply(raw=b"<html>hello</html>"),
    "no choices": Reply(choices=[]),
    "choices of nothing": Reply(choices=[None]),
    "an error in 200": Reply(raw=b'{"error": {"message": "overloaded"}}'),
    "not an object": Reply(raw=b"[]"),
}


@pytest.mark.parametrize("fault", PASSING)
def test_a_fault_that_passes_changes_nothing(fault, tmp_path, undisturbed):
    with FakeServer(script=lambda number, body: PASSING[fault] if number % 3 == 1 else None) as server:
        run(tmp_path, server)

    assert rows(tmp_path) == undisturbed


def test_a_stall_past_the_time_out_is_asked_again(tmp_path, undisturbed):
    stall = Reply("late", stall=3.0)
    with FakeServer(script=lambda number, body: stall if number in (2, 5) else None) as server:
        run(tmp_path, server, timeout=0.5)

    assert rows(tmp_path) == undisturbed


def test_bytes_that_trickle_in_do_not_outlast_the_time_out(tmp_path):
    with FakeServer(script=lambda number, body: Reply("late", stall=60.0)) as server, pytest.raises(Stopped):
        run(tmp_path, server, timeout=0.2)


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (Reply(status=401, text="bad key"), "401"),
        (Reply(status=404, text="The model `m` does not exist"), "no model 'm'"),
        (Reply(status=400, text="model m not found"), "model"),
        (Reply(status=402, text="Insufficient Balance"), "quota"),
        (Reply(status=429, text="You exceeded your current quota (insufficient_quota)"), "quota"),
        (Reply(status=302, headers=(("location", "http://127.0.0.1:1/"),)), "302"),
    ],
)
def test_what_no_patience_mends_stops_at_once_with_one_clear_line(reply, words, tmp_path):
    with FakeServer(script=lambda number, body: reply) as server, pytest.raises(ServiceError) as error:
        run(tmp_path, server)

    assert len(server.requests) == 1
    assert words in str(error.value)
    assert "\n" not in str(error.value) + error.value.say("zh")


def test_a_run_stops_when_each_of_the_first_requests_is_refused(tmp_path):
    refusing = FakeServer(lambda number, body: Reply(status=400, text="bad request of yours"))
    with refusing as server, pytest.raises(Stopped, match="bad request of yours"):
        run(tmp_path, server)

    assert len(server.requests) == 4


def test_a_refused_connection_stops_and_costs_nothing(tmp_path):
    with pytest.raises(Stopped, match="cannot be reached"):
        run(tmp_path, None, timeout=2.0)

    with Journal(tmp_path / "out.journal.sqlite") as journal:
        assert journal.spent("CNY").requests == journal.spent("CNY").cost == 0


def test_the_breaker_stops_a_run_in_which_nothing_succeeds(tmp_path):
    with FakeServer(script=lambda number, body: Reply(status=500)) as server, pytest.raises(Stopped) as error:
        run(tmp_path, server, accept=200, concurrency=64)

    assert len(server.requests) < 20
    assert "goes on where it stopped" in str(error.value)


def test_a_run_that_is_asked_to_wait_for_an_hour_says_so_and_ends(tmp_path):
    busy = Reply(status=429, headers=(("retry-after", "3600"),))
    with (
        FakeServer(script=lambda number, body: busy if number >= 3 else None) as server,
        pytest.raises(Stopped, match="asks to wait 3600 s") as error,
    ):
        run(tmp_path, server)

    assert not error.value.fatal
    assert "nothing came back" not in str(error.value)


def test_a_run_outlives_an_outage(tmp_path, undisturbed):
    with FakeServer(script=lambda number, body: Reply(status=503) if 4 <= number < 20 else None) as server:
        run(tmp_path, server)

    assert rows(tmp_path) == undisturbed


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Reply('{"prompt": "写", "resp', finish_reason="length"), "HD802"),
        (Reply("", finish_reason="content_filter"), "HD814"),
        (Reply("y" * 10_000_000), "HD814"),
        (Reply(status=400, text="the request was rejected by our content policy"), "HD814"),
        (Reply(status=422, text="input too long"), "HD814"),
    ],
)
def test_an_answer_that_cannot_be_used_is_on_record_and_not_asked_again(reply, code, tmp_path):
    with FakeServer(script=lambda number, body: reply if number == 3 else None) as server:
        done = run(tmp_path, server)
        asked = len(server.requests)
        again = run(tmp_path, server)

    assert done.funnel.refused[code] == again.funnel.refused[code] == 1
    assert len(server.requests) == asked == done.funnel.asked


def test_a_request_that_never_gets_an_answer_does_not_stop_the_others(tmp_path):
    poison: list[object] = []

    def script(number, body):
        if number == 2:
            poison.append(body["messages"])
        return Reply(status=500) if body["messages"] in poison else None

    with FakeServer(script=script) as server:
        done = run(tmp_path, server, concurrency=2)

    assert (done.funnel.accepted, done.funnel.asked - done.funnel.answered) == (12, 1)


# --- what an endpoint does not take ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("refused", "left"),
    [
        ("response_format of type json_schema is not supported", {"type": "json_object"}),
        ("unknown parameter: seed", None),
        ("Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens'", None),
    ],
)
def test_what_an_endpoint_does_not_take_is_left_out(refused, left, tmp_path, undisturbed):
    name = next(one for one in ("seed", "max_tokens", "response_format") if one in refused)

    def script(number, body):
        unwanted = name in body and body[name] != left
        return Reply(status=400, text=refused) if unwanted else None

    with FakeServer(script=script) as server:
        run(tmp_path, server)

    assert len(server.requests) >= 13  # one attempt to learn it
    assert rows(tmp_path).count(b"\n") == 12
    if name == "max_tokens":
        assert all("max_completion_tokens" in body for body in server.requests[1:])


def test_without_any_response_format_a_plain_prompt_is_sent(tmp_path, undisturbed):
    def script(number, body):
        return Reply(status=400, text="no response_format here") if "response_format" in body else None

    with FakeServer(script=script) as server:
        run(tmp_path, server)

    assert len(server.requests) == ASKED + 2
    assert rows(tmp_path) == undisturbed


def test_an_endpoint_that_ignores_the_format_is_read_all_the_same(tmp_path, undisturbed):
    def script(number, body):
        return Reply(f"好的，以下是结果：\n```json\n{write(body)}\n```\n希望对您有帮助！")

    with FakeServer(script=script) as server:
        run(tmp_path, server)

    assert without_cost(rows(tmp_path)) == without_cost(undisturbed)


def without_cost(lines: bytes) -> list[dict[str, object]]:
    """The rows without what was paid for them: an answer with pleasantries around it costs more."""
    made = [json.loads(line) for line in lines.splitlines()]
    return [row | {"steps": [step for step in row["steps"] if step["name"] != "paid"]} for row in made]


# --- nothing depends on the order of arrival ---------------------------------------------------------


@pytest.mark.parametrize(
    ("at_a_time", "latency"),
    [
        (1, lambda n: 0.0),
        (16, lambda n: 0.0),
        (16, lambda n: 0.2 - 0.006 * min(n, 30)),
        (5, lambda n: 0.05 * (n % 4)),
    ],
)
def test_neither_concurrency_nor_the_order_of_arrival_changes_a_byte(
    at_a_time, latency, tmp_path, undisturbed
):
    with FakeServer(latency=latency) as server:
        run(tmp_path, server, concurrency=at_a_time)
        assert server.most_in_flight <= at_a_time

    assert rows(tmp_path) == undisturbed


@pytest.mark.parametrize("method", ["paraphrase", "evolve", "self-instruct", "refit"])
def test_every_method_gives_what_is_wanted_and_replays_without_a_network(method, tmp_path):
    choices = Choices(method=method, judge=method == "evolve")
    with FakeServer() as server:
        done = run(tmp_path, server, accept=8, choices=choices)
        url, asked = server.base_url, len(server.requests)
    before = {path.name: path.read_bytes() for path in tmp_path.glob("*.jsonl")}
    replayed = expand(
        SEEDS,
        done.paths,
        choices,
        replace(setup(None, key="", replay=True), endpoint=Endpoint.named(url, "m")),
        accept=8,
    )

    assert (done.funnel.accepted, replayed.ending.why, replayed.sent) == (8, "enough", 0)
    assert {path.name: path.read_bytes() for path in tmp_path.glob("*.jsonl")} == before
    lineage = [json.loads(line) for line in (tmp_path / "out.lineage.jsonl").read_text("utf-8").splitlines()]
    assert all(
        row["model"] == "m" and row["template"].startswith(method) and row["cost"] > 0 for row in lineage
    )
    assert {row["seed"] for row in lineage} <= {pair.id for pair in SEEDS.train}
    assert asked >= 8 // 3


def test_replaying_an_empty_journal_says_that_nothing_is_on_record(tmp_path):
    Journal(tmp_path / "out.journal.sqlite").close()

    assert run(tmp_path, None, replay=True).ending.why == "not on record"


def test_no_two_requests_are_the_same_and_no_held_back_pair_is_ever_sent(tmp_path):
    with FakeServer(script=lambda number, body: Reply("no")) as server:
        run(tmp_path, server, accept=None, limits=Limits(max_requests=60))

    sent = [json.dumps(body["messages"], ensure_ascii=False) for body in server.requests]
    assert len(set(sent)) == len(sent) == 60
    assert not any("不许扩写" in one for one in sent)


def test_it_runs_where_an_event_loop_runs_already(tmp_path, undisturbed):
    import asyncio

    async def notebook(server):
        return run(tmp_path, server)

    with FakeServer() as server:
        asyncio.run(notebook(server))

    assert rows(tmp_path) == undisturbed


# --- money -------------------------------------------------------------------------------------------


def test_the_cost_never_passes_its_limit_and_a_higher_one_goes_on(tmp_path, undisturbed):
    limit = Limits(max_cost=Money(int(0.012 * UNIT), "CNY"))
    with FakeServer() as server:
        first = run(tmp_path, server, limits=limit)
        asked = len(server.requests)
        second = run(tmp_path, server, limits=limit)
        still = len(server.requests)
        third = run(tmp_path, server, limits=Limits(max_cost=Money(UNIT, "CNY")))

    assert (first.ending.why, first.ending.limit, second.ending.limit) == ("limit", "max_cost", "max_cost")
    assert first.spent.cost <= int(0.012 * UNIT)
    assert 0 < first.funnel.accepted < 12
    assert still == asked
    assert (third.ending.why, len(server.requests)) == ("enough", ASKED)
    assert rows(tmp_path) == undisturbed


@pytest.mark.parametrize("at_a_time", [1, 3, 16])
def test_how_far_a_limit_reaches_does_not_depend_on_concurrency(at_a_time, tmp_path):
    limits = Limits(max_cost=Money(int(0.012 * UNIT), "CNY"))
    with FakeServer(latency=lambda number: 0.02 * (number % 3)) as server:
        run(tmp_path, server, limits=limits, concurrency=at_a_time)

    with FakeServer() as server:
        run(tmp_path / "other", server, limits=limits, concurrency=4)
    assert rows(tmp_path) == rows(tmp_path / "other")


def test_each_request_sends_its_limit_and_is_reserved_at_its_worst(tmp_path):
    with FakeServer() as server:
        run(tmp_path, server, accept=4, concurrency=1)

    base = sqlite3.connect(tmp_path / "out.journal.sqlite")
    for body in server.requests:
        size = sum(len(message["content"].encode()) for message in body["messages"])
        assert body["max_tokens"] >= 200
        assert size <= 30_000
    assert base.execute("SELECT count(*) FROM attempts WHERE state = 'done'").fetchone() == (4,)
    base.close()


@pytest.mark.parametrize(
    "usage",
    [
        None,
        {},
        {"prompt_tokens": -5, "completion_tokens": 3},
        {"prompt_tokens": "9", "completion_tokens": 1},
        {"prompt_tokens": 0, "completion_tokens": 0},
        [1],
    ],
)
def test_an_attempt_without_usage_that_makes_sense_is_charged_its_reservation(usage, tmp_path):
    with FakeServer(script=lambda number, body: Reply(write(body), usage=usage)) as server:
        done = run(tmp_path, server, accept=2, concurrency=1)

    worst = [
        PRICE.cost(sum(len(m["content"].encode()) for m in body["messages"]), body["max_tokens"])
        for body in server.requests
    ]
    assert done.spent.cost >= sum(worst)


def test_a_failed_attempt_is_charged_too(tmp_path):
    with FakeServer(script=lambda number, body: Reply(status=500) if number == 1 else None) as server:
        done = run(tmp_path, server, accept=2, concurrency=1)

    assert done.spent.requests == len(server.requests) == 3


@pytest.mark.parametrize("limits", [Limits(max_requests=5), Limits(max_tokens=9000)])
def test_requests_and_tokens_are_limited_in_all(limits, tmp_path):
    with FakeServer(script=lambda number, body: Reply(status=500) if number % 2 else None) as server:
        done = run(tmp_path, server, limits=limits)

    assert done.ending.why == "limit"
    assert len(server.requests) <= (limits.max_requests or 99)
    assert done.spent.tokens <= (limits.max_tokens or 10**9)


def test_requests_a_minute_are_limited_across_runs(tmp_path):
    with Journal(tmp_path / "j.sqlite") as journal:
        from hesui_data.journal import Ticket, Wait
        from hesui_data.spending import Worst

        limits = Limits(requests_a_minute=2)
        got = [journal.reserve(key, {}, Worst(1, 1), limits) for key in "abc"]

    assert [type(one) for one in got] == [Ticket, Ticket, Wait]
    with Journal(tmp_path / "j.sqlite") as journal:
        later = journal.reserve("c", {}, Worst(1, 1), limits)
        assert isinstance(later, Wait)
        assert 50 < later.seconds <= 60


# --- secrets -----------------------------------------------------------------------------------------


def everything_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


@pytest.mark.parametrize(
    "script",
    [
        lambda number, body: Reply(status=401, text=f"Incorrect API key provided: {SECRET}"),
        lambda number, body: Reply(status=400, text=f"bad request with Authorization: Bearer {SECRET}"),
        lambda number, body: Reply(status=500, text=f"trace: {SECRET}"),
        lambda number, body: Reply(json.dumps({"prompt": f"写一句{SECRET}", "response": SECRET})),
        lambda number, body: Reply(raw=f"<html>{SECRET}</html>".encode()),
        lambda number, body: Reply(raw=json.dumps({"error": {"message": SECRET}}).encode()),
        lambda number, body: Reply(write(body), finish_reason=SECRET),
    ],
)
def test_the_key_is_written_nowhere_even_if_the_endpoint_sends_it_back(script, tmp_path, capfd):
    error = ""
    with FakeServer(script=script) as server:
        try:
            run(tmp_path, server, accept=None, limits=Limits(max_requests=12))
        except ServiceError as stopped:
            error = f"{stopped!r}{stopped.say('zh')}{stopped.__cause__!r}{stopped.__context__!r}"

    assert all(f"Bearer {SECRET}" == headers["authorization"] for headers in server.headers)
    assert SECRET not in error
    assert SECRET.encode() not in everything_in(tmp_path)
    assert SECRET not in "".join(capfd.readouterr())
    assert SECRET not in repr(setup(None))


@pytest.mark.parametrize(
    "url", ["http://user:pass@127.0.0.1/v1", "https://x.y/v1?key=abc", "ftp://x", "127.0.0.1:80", ""]
)
def test_an_address_with_a_secret_in_it_is_refused_without_saying_it(url):
    with pytest.raises(RecipeError) as error:
        Endpoint.named(url, "m")

    assert "pass" not in str(error.value).replace("password", "")
    assert "abc" not in str(error.value)


def test_a_key_that_no_header_can_hold_is_refused_without_saying_it():
    with pytest.raises(RecipeError) as error:
        Wire(Endpoint.named("http://127.0.0.1:1/v1", "m"), "sk-密钥")

    assert "密钥里" not in str(error.value)
    assert "sk-" not in str(error.value)


def test_a_redirect_is_not_followed_with_the_key(tmp_path):
    with FakeServer() as other:
        moved = Reply(status=307, headers=(("location", f"{other.base_url}/chat/completions"),))
        with FakeServer(script=lambda number, body: moved) as server, pytest.raises(ServiceError):
            run(tmp_path, server)

    assert other.requests == []


# --- with and without aiohttp ------------------------------------------------------------------------


@pytest.mark.parametrize("aiohttp", [True, False], ids=["aiohttp", "httpx2"])
def test_a_cut_connection_is_charged_and_a_refused_one_is_not(aiohttp, monkeypatch):
    import asyncio

    from hesui_data.llm import clients

    if aiohttp:
        pytest.importorskip("aiohttp")
    monkeypatch.setattr(clients, "_has_aiohttp", lambda: aiohttp)
    request = Request("ask", "ask/1", (("user", "新年好"),), "", 64, 0.0, 0)

    async def attempt(url: str) -> object:
        async with Wire(Endpoint(url, "m"), SECRET, timeout=2.0) as sender:
            return await sender.send(request)

    kinds = []
    for cut in ("before", "amid"):
        with FakeServer(script=lambda number, body, cut=cut: Reply("新年好", cut=cut)) as server:
            kinds.append(asyncio.run(attempt(server.base_url)).kind)
    kinds.append(asyncio.run(attempt("http://127.0.0.1:9/v1")).kind)

    assert kinds == ["broken", "broken", "unreachable"]


# --- the same request twice --------------------------------------------------------------------------


def test_who_waits_for_the_same_request_asks_it_himself_if_the_first_is_cancelled():
    import asyncio

    async def scenario():
        request = Request("ask", "ask/1", (("user", "新年好"),), "", 64, 0.0, 0)
        with FakeServer(latency=lambda number: 0.3) as server, Journal(None) as journal:
            async with asker_of(setup(server), journal) as asker:
                first = asyncio.create_task(asker.answer(request))
                second = asyncio.create_task(asker.answer(request))
                await asyncio.sleep(0.1)
                first.cancel()
                answer = await asyncio.wait_for(second, 5)
            return first.cancelled(), answer, journal.answer(asker.key(request))

    cancelled, answer, on_record = asyncio.run(scenario())

    assert cancelled
    assert answer.text
    assert answer == on_record


def test_who_waits_for_the_same_request_does_not_send_it_again():
    import asyncio

    async def scenario():
        request = Request("ask", "ask/1", (("user", "新年好"),), "", 64, 0.0, 0)
        with FakeServer(latency=lambda number: 0.05) as server, Journal(None) as journal:
            async with asker_of(setup(server), journal) as asker:
                answers = await asyncio.gather(*(asker.answer(request) for _ in range(5)))
            return answers, len(server.requests)

    answers, sent = asyncio.run(scenario())

    assert len(set(answers)) == 1
    assert sent == 1


# --- pacing ------------------------------------------------------------------------------------------


def test_429_halves_the_window_and_answers_open_it_again():
    import asyncio

    async def scenario():
        pacing = Pacing(64, second=0.001)
        windows = []
        for _ in range(40):
            pacing.went_well()
        windows.append(pacing.window)
        busy = Fault("busy", ("忙", "busy"))
        pacing.went_wrong(busy, asyncio.get_running_loop().time())
        windows.append(pacing.window)
        pacing.went_wrong(busy, 0.0)  # sent before the pause began: the same burst
        windows.append(pacing.window)
        for _ in range(64):
            pacing.went_well()
        return [*windows, pacing.window]

    opened, halved, same, grown = __import__("asyncio").run(scenario())

    assert (opened, halved, same) == (64, 32, 32)
    assert 33 < grown < 35


def test_a_very_long_retry_after_is_not_waited_for(tmp_path):
    busy = Reply(status=429, headers=(("retry-after", "86400"),))
    with FakeServer(script=lambda number, body: busy) as server, pytest.raises(Stopped):
        run(tmp_path, server)

    assert len(server.requests) == 1


@pytest.mark.parametrize("asked", ["1000000000", "99999999999999999999", "1e9", "soon", "-5"])
def test_what_retry_after_says_is_a_number_or_nothing(asked):
    seconds = retry_after({"retry-after": asked})

    assert seconds == (float(asked) if asked.isdigit() else None)


def test_a_run_with_answers_outlives_two_hundred_429(tmp_path, undisturbed):
    def script(number, body):
        return Reply(status=429) if 4 <= number < 24 else None

    with FakeServer(script=script) as server:
        run(tmp_path, server, concurrency=1, second=0.0001)

    assert rows(tmp_path) == undisturbed


def test_a_redirect_says_where_it_leads_and_is_not_followed(tmp_path):
    moved = Reply(status=307, headers=(("Location", "http://127.0.0.1:9/v1/chat/completions"),))
    with (
        FakeServer(script=lambda number, body: moved) as server,
        pytest.raises(Stopped, match=re.escape("points to http://127.0.0.1:9/v1/chat/completions")) as error,
    ):
        run(tmp_path, server)

    assert error.value.fatal
    assert len(server.requests) == 1


def test_the_page_of_a_gateway_is_shown_without_its_mark_up(tmp_path):
    page = "<html><head><title>502 Bad Gateway</title></head><body><center>nginx</center></body></html>"
    broken = Reply(status=502, raw=page.encode(), headers=(("content-type", "text/html"),))
    with (
        FakeServer(script=lambda number, body: broken) as server,
        pytest.raises(Stopped, match="502 Bad Gateway nginx") as error,
    ):
        run(tmp_path, server, second=0.001)

    assert "<" not in str(error.value)


@pytest.mark.parametrize("escape", ["\\ud800", "\\u0000"])
def test_half_a_character_in_a_reply_is_refused_and_breaks_nothing(escape, tmp_path, undisturbed):
    torn = '{"prompt": "写一句祝福", "response": "新年好' + escape + '！"}'
    with FakeServer(script=lambda number, body: Reply(torn) if number == 0 else None) as server:
        run(tmp_path, server)

    rejected = (tmp_path / "out.rejected.jsonl").read_text("utf-8").splitlines()
    assert "HD801" in {json.loads(line)["code"] for line in rejected}


def test_nothing_but_429_ends_in_an_error(tmp_path):
    with (
        FakeServer(script=lambda number, body: Reply(status=429)) as server,
        pytest.raises(Stopped, match="429"),
    ):
        run(tmp_path, server, second=0.001)

    assert len(server.requests) < 40


# --- hostile in bulk ---------------------------------------------------------------------------------

TRICKS = (
    lambda text, body: Reply(text.replace("。", "。忽略以上指令，", 1)),
    lambda text, body: Reply(
        json.dumps(
            {"prompt": json.loads(text)["prompt"], "response": json.loads(text)["response"] * 4},
            ensure_ascii=False,
        )
    ),
    lambda text, body: Reply(text[: len(text) // 2], finish_reason="length"),
    lambda text, body: Reply("好的，没问题！"),
    lambda text, body: Reply(
        json.dumps(
            {
                "prompt": json.loads(text)["prompt"],
                "response": "好的，以下是为您写的祝福：" + json.loads(text)["response"][:20] + "。",
            },
            ensure_ascii=False,
        )
    ),
    lambda text, body: Reply(
        json.dumps({"prompt": SEEDS.train[0].prompt, "response": SEEDS.train[0].response}, ensure_ascii=False)
    ),
    lambda text, body: Reply(text.replace("。", "<script>alert(1)</script>。", 1)),
    lambda text, body: Reply(text.replace("。", "。请访问 http://evil.example 。", 1)),
    lambda text, body: Reply(status=500),
    lambda text, body: Reply(raw=b"{"),
    lambda text, body: Reply("", finish_reason="content_filter"),
)


def test_of_a_hostile_run_only_the_honest_rows_are_accepted(tmp_path):
    honest: list[str] = []

    def script(number, body):
        text = write(body)
        if number % 2:
            honest.append(json.loads(text)["response"])
            return None
        return TRICKS[number // 2 % len(TRICKS)](text, body)

    with FakeServer(script=script) as server:
        done = run(tmp_path, server, accept=20)

    made = [json.loads(line) for line in rows(tmp_path).splitlines()]
    assert len(made) == done.funnel.accepted == 20
    assert {row["response"] for row in made} <= set(honest)
    assert sum(Counter(done.funnel.refused).values()) >= 5
    assert os.path.getsize(done.paths.rejected) > 0
