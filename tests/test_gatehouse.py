"""Where answers are judged: here or in a process beside, with one result; and that process ends when it should."""

import asyncio
import os
import pickle
import signal
import subprocess
import sys
import time
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from threading import Lock

import pytest
from fake_llm import FakeServer, fitted
from hypothesis import given, settings
from hypothesis import strategies as st

from hesui_data import Pair
from hesui_data.chat import Answer, Request
from hesui_data.errors import ServiceError
from hesui_data.expand.bench import Bench, Measure
from hesui_data.expand.orders import Choices, order_for
from hesui_data.expand.pool import Pool
from hesui_data.expansion import Paths, Seeds, Setup, expand
from hesui_data.likeness import likeness, rouge_bound, rouge_l, shingles
from hesui_data.llm.gatehouse import BUSY, Apart, Here, _packed, serve
from hesui_data.llm.wire import Endpoint
from hesui_data.spending import Limits

PAIRS = [
    Pair(f"快过年了，给{who}写一段祝福，{size}字以内。", fitted(f"{who}{size}", size - 20, size))
    for who in ["客户", "同事", "爸妈", "邻居", "导师", "老同学"]
    for size in (50, 80)
]


def answers(order, choices):
    """A good answer, one that is too long, one that is no JSON, one with a pleasantry."""
    who = order.slots.addressee or "老师"
    prompt = f"请给{who}写几句过年的话，{'、'.join(order.lengths) or '60字以内'}。"
    good = f'{{"prompt": "{prompt}", "response": "{fitted(f"{who}{order.number}", 20, 40)}"}}'
    given = [good, good.replace("。", "，愿您一切都好。" * 9), "好的", f"好的，以下是祝福：{good}"]
    first = order.number % len(given)
    return (*given[first:], *given[:first])


@pytest.mark.parametrize("method", ["paraphrase", "evolve", "self-instruct", "refit"])
def test_a_process_beside_judges_as_this_one_does(method):
    choices = Choices(method=method, tries=2)
    measure = Measure.of(PAIRS, choices)
    orders = [order_for(number, PAIRS, choices, ()) for number in range(24)]

    async def judged(house):
        async with house as gates:
            came = []
            for order in orders:
                for text in answers(order, choices):
                    came.append(result := await gates.judge(order, Answer(text, "stop", 10, 10)))
                    if not isinstance(result, Request):
                        break
            return came

    beside, here = asyncio.run(judged(Apart(measure))), asyncio.run(judged(Here(measure)))

    assert beside == here
    assert {type(came) for came in here} == ({Request, tuple} if method == "refit" else {tuple})


def test_many_answers_at_once_come_back_each_to_its_own_order():
    choices = Choices()
    measure = Measure.of(PAIRS, choices)
    orders = [order_for(number, PAIRS, choices, ()) for number in range(60)]

    async def judged():
        async with Apart(measure) as gates:
            return await asyncio.gather(
                *(gates.judge(order, Answer(answers(order, choices)[0], "stop")) for order in orders)
            )

    bench = Bench(measure.standard())
    assert asyncio.run(judged()) == [
        bench.judge(order, Answer(answers(order, choices)[0], "stop")) for order in orders
    ]


def test_what_goes_wrong_there_is_raised_here_and_the_next_answer_is_judged():
    choices = Choices()
    order = order_for(0, PAIRS, choices, ())

    async def judged():
        async with Apart(Measure.of(PAIRS, choices)) as gates:
            with pytest.raises(AttributeError):
                await gates.judge(order, "no answer")
            return await gates.judge(order, Answer("好的", "stop"))

    assert asyncio.run(judged())[0].pair.issues


class UnsendableError(Exception):
    """An exception that holds what no other process can have."""

    def __init__(self, said):
        super().__init__(said)
        self.lock = Lock()


class UnreadableError(Exception):
    """An exception that can be sent, and cannot be made again."""

    def __reduce__(self):
        return _refuse, (str(self),)


def _refuse(said):
    raise ValueError(said)


@pytest.mark.parametrize(
    "error", [UnsendableError("this and that"), UnreadableError("this and that")], ids=repr
)
def test_an_error_that_cannot_be_handed_on_is_told_in_its_words(error, monkeypatch):
    choices = Choices()
    order = order_for(0, PAIRS, choices, ())

    def judge(self, order, answer):
        raise error

    monkeypatch.setattr(Bench, "judge", judge)
    given = BytesIO(_packed(Measure.of(PAIRS, choices)) + _packed((order, Answer("好的", "stop"))))
    wanted = BytesIO()
    serve(given, wanted)

    came = pickle.loads(wanted.getvalue()[8:])
    assert (type(came), str(came)) == (RuntimeError, f"{type(error).__name__}: this and that")


def test_what_is_no_message_is_raised_and_nobody_waits_for_it(monkeypatch):
    choices = Choices()
    orders = [order_for(number, PAIRS, choices, ()) for number in range(4)]

    def loads(message):
        raise pickle.UnpicklingError("no message")

    async def judged():
        async with Apart(Measure.of(PAIRS, choices)) as gates:
            monkeypatch.setattr("hesui_data.llm.gatehouse.pickle.loads", loads)
            coming = asyncio.gather(
                *(gates.judge(order, Answer("好的", "stop")) for order in orders), return_exceptions=True
            )
            return await asyncio.wait_for(coming, 20)

    assert {type(one) for one in asyncio.run(judged())} == {pickle.UnpicklingError}


def test_a_process_that_was_killed_is_said_and_nobody_waits_for_it():
    choices = Choices()
    orders = [order_for(number, PAIRS, choices, ()) for number in range(8)]

    async def judged():
        async with Apart(Measure.of(PAIRS, choices)) as gates:
            waiting = [asyncio.ensure_future(gates.judge(order, Answer("好的", "stop"))) for order in orders]
            await asyncio.sleep(0)
            gates._process.kill()
            came = await asyncio.wait_for(asyncio.gather(*waiting, return_exceptions=True), 20)
            with pytest.raises(ServiceError, match="--concurrency"):
                await gates.judge(orders[0], Answer("好的", "stop"))
            return came

    assert {type(one) for one in asyncio.run(judged())} == {ServiceError}


def test_after_a_kill_of_the_gates_the_same_call_goes_on_and_asks_nothing_twice(tmp_path, monkeypatch):
    pytest.importorskip("openai", reason="the extra llm is not installed")
    seeds, limits = Seeds(tuple(PAIRS), ()), Limits(max_requests=200)

    def run(server, *, dying):
        setup = Setup(
            endpoint=Endpoint.named(server.base_url, "m"), key="none", concurrency=BUSY, limits=limits
        )
        with monkeypatch.context() as patch:
            if dying:
                judge, left = Apart.judge, iter(range(12))

                async def judge_and_die(self, order, answer):
                    if next(left, None) is None:
                        with suppress(ProcessLookupError):
                            self._process.kill()
                    return await judge(self, order, answer)

                patch.setattr(Apart, "judge", judge_and_die)
                patch.setattr("hesui_data.llm.gatehouse._cores", lambda: 2)
            return expand(
                seeds, Paths.beside(tmp_path / "out.jsonl"), Choices(), setup, accept=30
            ).funnel.accepted

    with FakeServer() as server:
        with pytest.raises(ServiceError):
            run(server, dying=True)
        asked = len(server.requests)
        assert run(server, dying=False) == 30
        bodies = [str(request) for request in server.requests]

    assert asked > 12
    assert len(set(bodies)) == len(bodies)


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="needs POSIX process groups")
def test_it_ends_with_the_process_that_began_it(tmp_path):
    code = (
        "import asyncio, sys\n"
        "from hesui_data import Pair\n"
        "from hesui_data.expand.bench import Measure\n"
        "from hesui_data.expand.orders import Choices\n"
        "from hesui_data.llm.gatehouse import Apart\n"
        "async def main():\n"
        "    async with Apart(Measure.of([Pair('写一句', '新年好。')], Choices())) as gates:\n"
        "        print(gates._process.pid, flush=True)\n"
        "        await asyncio.sleep(60)\n"
        "asyncio.run(main())\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as first:
        beside = int(first.stdout.readline())
        first.send_signal(signal.SIGKILL)
    assert gone(beside)


def gone(pid: int) -> bool:
    """Whether the process ends within ten seconds (a zombie that nobody waits for has ended)."""
    for _ in range(200):
        try:
            os.kill(pid, 0)
            if Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z":
                return True
        except (ProcessLookupError, FileNotFoundError):
            return True
        time.sleep(0.05)
    return False


# --- the pool: what is looked at closely ---------------------------------------------------------------

texts = st.text(alphabet="新年快乐万事如意a1", max_size=40)


@given(texts, texts)
def test_the_bounds_never_leave_out_a_copy(ours, theirs):
    assert rouge_bound(ours, theirs) >= rouge_l(ours, theirs)
    most = sum(map(set(ours).__contains__, theirs))
    shared = likeness(ours, theirs) if ours and theirs else 0.0
    distinct = len(shingles(ours)) + len(shingles(theirs)) - most
    assert shared == 0.0 or most >= distinct * shared - 1e-9


@settings(max_examples=60, deadline=None)
@given(st.lists(texts.filter(bool), min_size=1, max_size=12), texts.filter(bool))
def test_a_pool_finds_what_comparing_with_every_row_finds(known, new):
    choices = Choices()
    pool = Pool([Pair(f"第{n}条，写给第{n}个人", text) for n, text in enumerate(known)], choices)
    order = order_for(0, PAIRS, choices, ())
    found = pool.copies(Pair("请你为隔壁的张师傅写一首关于海的长诗", new), order)
    alike = [
        text
        for text in known
        if new == text
        or (
            len(new) > 10
            and (
                likeness(new, text) >= choices.ngram
                or (likeness(new, text) >= 0.12 and rouge_l(new, text) >= choices.threshold)
            )
        )
    ]

    assert bool(found) == bool(alike)
