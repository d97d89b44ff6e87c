"""A guard against what would make a job many times slower: ratios to hand-made scripts, in one run.

Never seconds: the two are timed by the processor's clock, in turns, and the best of several turns counts, so that a
busy machine does not matter. The limits are wide, two to three times what is measured
(``docs/benchmarks.md``); a slip in a fast path is ten times or more.
"""

from collections.abc import Callable
from time import process_time

import pytest

from benchmarks import floors
from benchmarks.contenders import JOBS
from benchmarks.corpus import write_corpus
from benchmarks.counting import texts
from hesui_data import count_length

ROWS = 4_000
TURNS = 5
LIMITS = {"validate": 5.0, "clean": 5.0, "repeats": 4.0}


def ratio(ours: Callable[[], object], floor: Callable[[], object]) -> float:
    """How many times as long ``ours`` takes as ``floor``: the best turn of each."""
    best = [float("inf"), float("inf")]
    for _ in range(TURNS):
        for which, work in enumerate((ours, floor)):
            start = process_time()
            work()
            best[which] = min(best[which], process_time() - start)
    return best[0] / best[1]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    path = tmp_path_factory.mktemp("corpus") / "rows.jsonl"
    write_corpus(path, ROWS, seed=3)
    return path


@pytest.mark.parametrize("job", LIMITS)
def test_a_job_is_done_within_a_few_times_its_floor(job, corpus):
    out = str(corpus.with_name("out.jsonl"))

    def done_by(name: str) -> Callable[[], object]:
        return lambda: list(JOBS[job][name].run(str(corpus), out))

    assert ratio(done_by("hesui_data"), done_by("floor")) <= LIMITS[job]


def test_counting_is_done_within_a_few_times_a_compiled_pattern():
    given = texts(1_000)

    def ours() -> None:
        for text in given:
            count_length(text)

    def floor() -> None:
        for text in given:
            len(floors.ZI.findall(text))

    assert ratio(ours, floor) <= 5.0
