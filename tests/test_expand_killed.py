"""Killed at any moment and run again; two processes on one journal; Ctrl-C. All as subprocesses."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from fake_llm import FakeServer, Reply, fitted

pytest.importorskip("openai", reason="the extra llm is not installed")

SEEDS = [
    {
        "prompt": f"快过年了，给{who}写一段祝福，语气亲切，{size}字以内。",
        "response": fitted(f"{who}{size}", size - 20, size),
    }
    for who in "客户 同事 爸妈 邻居 导师 老同学 班主任 室友 舅舅 表姐 徒弟 教练".split()
    for size in (50, 80)
]
ACCEPT = 24


def command(folder: Path, server: FakeServer, *more: str) -> list[str]:
    return [
        sys.executable,
        "-m",
        "hesui_data",
        "--lang",
        "en",
        "expand",
        str(folder / "seeds.jsonl"),
        "-o",
        str(folder / "out.jsonl"),
        "--base-url",
        server.base_url,
        "--model",
        "m",
        "--accept",
        str(ACCEPT),
        "--concurrency",
        "6",
        *more,
    ]


def environment() -> dict[str, str]:
    return os.environ | {"OPENAI_API_KEY": "sk-test-0123456789"}


def prepare(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "seeds.jsonl").write_text(
        "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in SEEDS), "utf-8"
    )
    (folder / "hesui.toml").write_text(
        'prices = [{ model = "m", input = 2.0, output = 8.0, currency = "CNY" }]\n', "utf-8"
    )
    return folder


def run(folder: Path, server: FakeServer, *more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(folder, server, *more),
        env=environment(),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("out.*jsonl")}


def repeats(server: FakeServer) -> int:
    """How many requests came more than once."""
    counts = Counter(json.dumps(body, sort_keys=True) for body in server.requests)
    return sum(counts.values()) - len(counts)


def flaky(number: int, body: object) -> Reply | None:
    return Reply(status=503) if number % 7 == 3 else None


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory) -> dict[str, dict[str, bytes]]:
    folder = prepare(tmp_path_factory.mktemp("undisturbed"))
    with FakeServer() as server:
        done = run(folder, server)
    assert done.returncode == 0, done.stderr
    made = files(folder)
    assert made["out.jsonl"].count(b"\n") == ACCEPT
    return made


@pytest.mark.parametrize("seed", range(4))
def test_kill_9_at_any_moment_and_the_next_run_ends_as_if_nothing_had_been(seed, tmp_path, undisturbed):
    draw = random.Random(seed)
    folder = prepare(tmp_path)
    kills = 0
    with FakeServer(latency=lambda number: 0.15) as server:
        for _ in range(3):
            process = subprocess.Popen(
                command(folder, server),
                env=environment(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            before = len(server.requests)
            wanted = draw.randint(1, 8)
            until = time.monotonic() + 60
            while (
                len(server.requests) < before + wanted and process.poll() is None and time.monotonic() < until
            ):
                time.sleep(draw.random() * 0.02)
            process.kill()
            process.wait()
            kills += 1
        done = run(folder, server)

    made = files(folder)
    assert done.returncode == 0, done.stderr
    assert made["out.jsonl"] == undisturbed["out.jsonl"]
    assert {name: len(text.splitlines()) for name, text in made.items()} == {
        name: len(text.splitlines()) for name, text in undisturbed.items()
    }
    assert repeats(server) <= 6 * kills  # at most what was in flight


def test_two_processes_on_one_journal_ask_nothing_twice_and_pass_no_limit(tmp_path, undisturbed):
    folder = prepare(tmp_path)
    with FakeServer(latency=lambda number: 0.1) as server:
        both = [
            subprocess.Popen(
                command(folder, server, "--max-requests", "40"),
                env=environment(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
            )
            for _ in range(2)
        ]
        said = [process.communicate(timeout=120)[1] for process in both]

    assert [process.returncode for process in both] == [0, 0], said
    assert repeats(server) == 0
    assert len(server.requests) <= 40
    assert files(folder)["out.jsonl"] == undisturbed["out.jsonl"]


def test_two_processes_together_pass_no_cost_limit(tmp_path):
    folder = prepare(tmp_path)
    with FakeServer(latency=lambda number: 0.05) as server:
        both = [
            subprocess.Popen(
                [
                    *command(folder, server, "--max-cost", "0.05CNY"),
                    "--method",
                    method,
                    "--journal",
                    str(folder / "j.sqlite"),
                ],
                env=environment(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            for method in ("paraphrase", "evolve")
        ]
        codes = [process.wait(120) for process in both]

    worst = sum(
        (sum(len(m["content"].encode()) for m in body["messages"]) * 2 + body["max_tokens"] * 8) / 10**6
        for body in server.requests[-1:]
    )
    used = sum(
        (sum(len(m["content"]) for m in body["messages"]) * 2 + 40 * 8) / 10**6 for body in server.requests
    )
    assert codes == [3, 3]
    assert used <= 0.05
    assert worst > 0


@pytest.mark.skipif(os.name == "nt", reason="SIGINT is sent to a whole console there")
def test_ctrl_c_waits_for_what_is_in_flight_and_the_next_run_goes_on(tmp_path, undisturbed):
    folder = prepare(tmp_path)
    with FakeServer(latency=lambda number: 0.3) as server:
        process = subprocess.Popen(
            command(folder, server),
            env=environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        until = time.monotonic() + 60
        while len(server.requests) < 4 and time.monotonic() < until:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=30)[1]
        asked = len(server.requests)
        partial = files(folder)["out.jsonl"].count(b"\n")
        done = run(folder, server)

    assert process.returncode == 130, said
    assert said.strip().endswith("goes on from here.")
    assert 0 < partial < ACCEPT
    assert asked < ACCEPT
    assert done.returncode == 0
    assert repeats(server) == 0
    assert files(folder)["out.jsonl"] == undisturbed["out.jsonl"]


def test_a_limit_ends_with_3_and_says_which(tmp_path, undisturbed):
    folder = prepare(tmp_path)
    with FakeServer() as server:
        done = run(folder, server, "--max-requests", "7")
        again = run(folder, server, "--max-requests", "7")
        later = run(folder, server, "--max-requests", "700")

    assert (done.returncode, again.returncode, later.returncode) == (3, 3, 0)
    assert "--max-requests 7" in done.stderr
    assert repeats(server) == 0
    assert files(folder)["out.jsonl"] == undisturbed["out.jsonl"]


def test_the_pairs_go_into_the_families_of_their_seeds(tmp_path, undisturbed):
    folder = prepare(tmp_path)
    (folder / "out.jsonl").write_bytes(undisturbed["out.jsonl"])
    made = subprocess.run(
        [
            sys.executable,
            "-m",
            "hesui_data",
            "build",
            str(folder / "seeds.jsonl"),
            str(folder / "out.jsonl"),
            "-o",
            str(folder / "built"),
            "-q",
        ],
        capture_output=True,
        text=True,
        check=False,
    )

    lineage = [
        json.loads(line) for line in (folder / "built" / "lineage.jsonl").read_text("utf-8").splitlines()
    ]
    mine = [json.loads(line) for line in undisturbed["out.jsonl"].splitlines()]
    assert made.returncode == 0, made.stderr
    found = {row["id"]: row for row in lineage}
    kept = [row for row in mine if row["id"] in found]
    assert len(kept) > ACCEPT // 2
    assert all(found[row["id"]]["seed"] == row["seed"] for row in kept)
    assert {found[row["id"]]["split"] for row in kept} == {"train"}
