"""Training: the loss on answers alone, equal steps for every set, and the preference loss of DPO."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from collections.abc import Sequence as Many
from dataclasses import dataclass
from random import Random
from typing import TypeVar

import torch
from torch import Tensor
from torch.nn import functional

from .model import Decoder
from .tokens import PAD, Sequence

T = TypeVar("T")

Tell = Callable[[int, int, float], object]
"""Told the step, how many there are, and the loss."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How a model is trained: so many steps of so many rows."""

    steps: int
    rows: int
    rate: float
    warm_up: int = 20
    decay: float = 0.01


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows side by side, padded at the end; ``answers`` marks the tokens that the loss is about."""

    tokens: Tensor
    places: Tensor
    targets: Tensor
    answers: Tensor


def batch_of(rows: Many[Sequence]) -> Batch:
    """``rows`` as one batch."""
    longest = max(len(row.prompt) + len(row.answer) for row in rows) - 1
    tokens = torch.full((len(rows), longest), PAD)
    targets, places = tokens.clone(), torch.zeros_like(tokens)
    answers = torch.zeros_like(tokens, dtype=torch.bool)
    for at, row in enumerate(rows):
        whole = torch.tensor((*row.prompt, *row.answer))
        size, asked = len(whole) - 1, len(row.prompt)
        tokens[at, :size], targets[at, :size] = whole[:-1], whole[1:]
        places[at] = torch.arange(longest) - asked
        answers[at, asked - 1 : size] = True
    return Batch(tokens, places.clamp(max=255), targets, answers)


def loss_of(model: Decoder, batch: Batch) -> Tensor:
    """The mean surprise a character of the answers."""
    scores = model(batch.tokens, batch.places)[batch.answers]
    return functional.cross_entropy(scores, batch.targets[batch.answers])


def surprise_of(model: Decoder, batch: Batch) -> Tensor:
    """The surprise of each whole answer."""
    scores = model(batch.tokens, batch.places)
    each = functional.cross_entropy(scores.transpose(1, 2), batch.targets, reduction="none")
    return (each * batch.answers).sum(dim=1)


def train(model: Decoder, draw: Iterator[Many[Sequence]], plan: Plan, tell: Tell) -> None:
    """Train ``model`` on what ``draw`` gives, ``plan.steps`` times."""
    _descend(model, plan, tell, lambda: loss_of(model, batch_of(next(draw))))


def prefer(
    model: Decoder,
    before: Decoder,
    draw: Iterator[Many[tuple[Sequence, Sequence]]],
    plan: Plan,
    tell: Tell,
    *,
    beta: float,
) -> None:
    """Train ``model`` to like the first of each couple better than the second, held near ``before`` (DPO)."""

    def loss() -> Tensor:
        couples = next(draw)
        batch = batch_of([one for couple in couples for one in couple])
        with torch.no_grad():
            known = surprise_of(before, batch)
        gain = known - surprise_of(model, batch)
        return -functional.logsigmoid(beta * (gain[0::2] - gain[1::2])).mean()

    _descend(model, plan, tell, loss)


def _descend(model: Decoder, plan: Plan, tell: Tell, loss: Callable[[], Tensor]) -> None:
    model.train()
    optimizer = torch.optim.AdamW(
        model.parameters(), lr=plan.rate, betas=(0.9, 0.98), weight_decay=plan.decay
    )
    for step in range(plan.steps):
        for group in optimizer.param_groups:
            group["lr"] = plan.rate * rate_at(step, plan)
        found = loss()
        optimizer.zero_grad(set_to_none=True)
        found.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        tell(step + 1, plan.steps, float(found.detach()))


def rate_at(step: int, plan: Plan) -> float:
    """The share of the learning rate at ``step``: up in a line, then down in a cosine to a tenth."""
    if step < plan.warm_up:
        return (step + 1) / plan.warm_up
    done = (step - plan.warm_up) / max(1, plan.steps - plan.warm_up)
    return 0.1 + 0.45 * (1 + math.cos(math.pi * done))


def in_turn(rows: Many[T], size: int, random: Random) -> Iterator[list[T]]:
    """Batches of ``size`` rows for ever: all rows in a drawn order, then in another one."""
    order: list[T] = []
    while True:
        while len(order) < size:
            order += random.sample(list(rows), len(rows))
        yield order[:size]
        order = order[size:]


def of_like_length(pools: Iterator[Many[Sequence]], size: int, random: Random) -> Iterator[list[Sequence]]:
    """Batches of ``size`` from each of ``pools``, each with rows of about one length, so that little is padded."""
    for pool in pools:
        rows = sorted(pool, key=lambda row: len(row.prompt) + len(row.answer))
        batches = [rows[at : at + size] for at in range(0, len(rows), size)]
        random.shuffle(batches)
        yield from batches
