"""The experiment: one base, one model for each set by equal steps, and what every model answers.

The base is kept on disk under the hash of all that it is made from, so that a second run goes on from it.
"""

from __future__ import annotations

import copy
import hashlib
import io
import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field
from itertools import count
from multiprocessing import get_context
from pathlib import Path
from random import Random

import torch

from .asking import questions, seeds
from .grammar import base_row
from .model import Decoder, Shape, generate, state_of
from .scoring import QUESTIONS, Scores, scores_of, trained_prompts
from .sets import TuningSet, sets_from
from .tokens import END, SIZE, decode
from .tokens import Sequence as Tokens
from .training import Plan, in_turn, of_like_length, prefer, train

HERE = Path(__file__).parent
MADE_OF = ("words.py", "grammar.py", "tokens.py", "model.py", "training.py")
"""The files that decide what the base is."""

POOL = 16
"""So many batches are drawn at a time and sorted by length."""

Say = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Progress:
    """Says what is going on, with the seconds since it ``began``; may be handed to another process."""

    began: float

    def __call__(self, text: str) -> None:
        print(f"{time.time() - self.began:6.0f} s  {text}", file=sys.stderr, flush=True)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be chosen; the same for every set."""

    seeds: int = 560
    false_share: float = 0.5
    base: Plan = field(default_factory=lambda: Plan(steps=750, rows=32, rate=2e-3, warm_up=60))
    tune: Plan = field(default_factory=lambda: Plan(steps=680, rows=16, rate=8e-4))
    prefer: Plan = field(default_factory=lambda: Plan(steps=60, rows=12, rate=1e-4, warm_up=5))
    beta: float = 0.1
    temperature: float = 0.0
    threads: int = 2


@dataclass(frozen=True, slots=True)
class Run:
    """What came out for one seed."""

    seed: int
    sizes: Mapping[str, tuple[int, int]]  # name → rows, seeds
    scores: tuple[Scores, ...]
    answers: Mapping[str, Mapping[str, str]]  # name → prompt → answer
    asked: tuple[str, ...]  # the unseen prompts, in order


def prove(seed: int, settings: Settings, cache: Path, say: Say, *, names: Sequence[str]) -> Run:
    """Build the sets of ``names``, tune a model on each, and score what it answers; every draw is from ``seed``.

    As many sets as there are ``settings.threads`` are tuned side by side, each in a process of one thread.
    ``e`` goes on from the model of ``c``, which stands before it in ``names``.
    """
    torch.set_num_threads(settings.threads)
    rows = questions(_random(seed, "questions"), QUESTIONS)
    unseen = [row.prompt for row in rows]
    made = sets_from(
        seeds(_random(seed, "seeds"), settings.seeds, false_share=settings.false_share),
        _random(seed, "control"),
        with_couples="e" in names,
    )
    base = base_for(seed, settings, cache, say)
    said = {"base": answers_of(base, unseen, seed, settings)}
    work = {
        name: Job(made[name], [*unseen, *trained_prompts(made[name].rows)], seed, settings, say)
        for name in names
    }
    with ProcessPoolExecutor(settings.threads, mp_context=get_context("spawn")) as pool:
        first = sorted(set(names) - {"e"}, key=lambda name: (name != "c", name))
        jobs = {name: pool.submit(tune_and_answer, packed(base), work[name]) for name in first}
        if "e" in names:
            jobs["e"] = pool.submit(prefer_and_answer, jobs["c"].result()[0], work["e"])
        said |= {name: jobs[name].result()[1] for name in names}
    scores = [scores_of("base", made["b"].rows, rows, said["base"], tuned=False)]
    scores += [scores_of(name, made[name].rows, rows, said[name]) for name in names]
    sizes = {name: (len(made[name].rows), len({p.seed for p in made[name].rows})) for name in names}
    return Run(seed, sizes, tuple(scores), said, tuple(unseen))


Answers = dict[str, str]


@dataclass(frozen=True, slots=True)
class Job:
    """What a process needs to know beside the model that it begins with."""

    given: TuningSet
    prompts: Sequence[str]
    seed: int
    settings: Settings
    say: Say


def tune_and_answer(base: bytes, job: Job) -> tuple[bytes, Answers]:
    """The model that is tuned on the rows of ``job``, and what it answers."""
    torch.set_num_threads(1)
    model = tuned(unpacked(base), job.given, job.seed, job.settings, job.say)
    return packed(model), answers_of(model, job.prompts, job.seed, job.settings)


def prefer_and_answer(start: bytes, job: Job) -> tuple[bytes, Answers]:
    """The same for the couples of ``job``, from the model in ``start`` on."""
    torch.set_num_threads(1)
    model = preferring(unpacked(start), job.given, job.seed, job.settings, job.say)
    return packed(model), answers_of(model, job.prompts, job.seed, job.settings)


def packed(model: Decoder) -> bytes:
    """What ``model`` has learnt, to hand to another process."""
    held = io.BytesIO()
    torch.save({"shape": model.shape.as_dict(), "state": model.state_dict()}, held)
    return held.getvalue()


def unpacked(held: bytes) -> Decoder:
    """The model in ``held``."""
    found = torch.load(io.BytesIO(held), weights_only=True)
    model = Decoder(Shape(**found["shape"]))
    model.load_state_dict(found["state"])
    return model


def _random(seed: int, purpose: str) -> Random:
    return Random(f"{seed}:{purpose}")


# --- the base -------------------------------------------------------------------------------------------


def base_for(seed: int, settings: Settings, cache: Path, say: Say) -> Decoder:
    """The base of ``seed``, from ``cache`` if it was made before by the same recipe."""
    path = cache / f"base-{recipe_hash(seed, settings.base)}.pt"
    torch.manual_seed(seed)
    model = Decoder(Shape(SIZE))
    if path.exists():
        say(f"base     {model.parameters_in_all():,} parameters, from {path}")
        model.load_state_dict(torch.load(path, weights_only=True))
        return model
    say(f"base     {model.parameters_in_all():,} parameters, {settings.base.steps} steps")
    train(model, _base_batches(settings.base, _random(seed, "base")), settings.base, _teller("base", say))
    cache.mkdir(parents=True, exist_ok=True)
    whole = path.with_suffix(f".{os.getpid()}")
    torch.save(state_of(model), whole)
    whole.replace(path)
    return model


def recipe_hash(seed: int, plan: Plan) -> str:
    """A hash of all that decides what the base of ``seed`` is: its plan and the text of the files behind it."""
    texts = [(HERE / name).read_text(encoding="utf-8") for name in MADE_OF]
    return hashlib.sha256(json.dumps([seed, asdict(plan), texts]).encode()).hexdigest()[:16]


def _base_batches(plan: Plan, random: Random) -> Iterator[list[Tokens]]:
    """Fresh rows for ever."""

    def fresh() -> Tokens:
        row = base_row(random)
        return Tokens.of(row.prompt, row.response)

    pools = ([fresh() for _ in range(plan.rows * POOL)] for _ in count())
    return of_like_length(pools, plan.rows, random)


# --- tuning and answering -------------------------------------------------------------------------------


def tuned(base: Decoder, given: TuningSet, seed: int, settings: Settings, say: Say) -> Decoder:
    """``base`` after so many steps on the rows of ``given``: as many for every set."""
    model = copy.deepcopy(base)
    rows = [Tokens.of(pair.prompt, pair.response) for pair in given.rows]
    random = _random(seed, "tune")
    draw = of_like_length(in_turn(rows, settings.tune.rows * POOL, random), settings.tune.rows, random)
    train(model, draw, settings.tune, _teller(given.name, say))
    return model


def preferring(start: Decoder, given: TuningSet, seed: int, settings: Settings, say: Say) -> Decoder:
    """``start`` after a few steps on the couples of ``given``."""
    model = copy.deepcopy(start)
    couples = [
        (Tokens.of(pair.prompt, pair.response), Tokens.of(pair.prompt, pair.rejected_response or ""))
        for pair in given.couples
    ]
    draw = in_turn(couples, settings.prefer.rows, _random(seed, "prefer"))
    prefer(model, start, draw, settings.prefer, _teller("e", say), beta=settings.beta)
    return model


def answers_of(model: Decoder, prompts: Sequence[str], seed: int, settings: Settings) -> dict[str, str]:
    """What ``model`` says to each of ``prompts``: drawn at one temperature, with one seed, for every model."""
    asked = [list(Tokens.of(prompt).prompt) for prompt in prompts]
    found = generate(model, asked, end=END, seed=seed, temperature=settings.temperature)
    return dict(zip(prompts, map(decode, found), strict=True))


def _teller(name: str, say: Say, *, every: int = 5) -> Callable[[int, int, float], None]:
    """Tells the loss ``every`` so many parts of the way."""

    def tell(step: int, steps: int, loss: float) -> None:
        if step * every // steps != (step - 1) * every // steps:
            say(f"{name:8} step {step:4}/{steps}  loss {loss:.3f}")

    return tell
