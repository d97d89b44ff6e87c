"""What a row that a language model wrote has cost, as a step that goes with the row wherever it goes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from hesui_data.pair import Step
from hesui_data.spending import UNIT, Money

NAME = "paid"
"""The name of the step."""

_SAID = re.compile(r"(.*) (\S+) ([0-9]+)\+([0-9]+)(?: ([0-9.]+) ([A-Z]+))?")


@dataclass(frozen=True, slots=True)
class Receipt:
    """The request that brought a row, the model it went to, its tokens, and the row's share of what was paid.

    >>> Receipt("ab12", "deepseek-chat", 312, 128, 1_648_000_000, "CNY").step()
    Step(name='paid', field='', detail='deepseek-chat ab12 312+128 0.001648 CNY')
    """

    request: str
    model: str
    tokens_in: int
    tokens_out: int
    counts: int = 0  # of ``1 / UNIT``
    currency: str = ""  # empty where there is no price

    def step(self) -> Step:
        """The receipt as a step."""
        amount = f" {Money(self.counts, self.currency)}" if self.currency else ""
        return Step(NAME, detail=f"{self.model} {self.request} {self.tokens_in}+{self.tokens_out}{amount}")


def receipt_of(steps: Sequence[Step], method: str) -> Receipt | None:
    """The receipt of a row that was made by ``method``; None if it has none, or only that of the row it was made from.

    >>> paid = Receipt("ab12", "a model", 3, 4).step()
    >>> receipt_of([Step("paraphrase"), paid], "paraphrase")
    Receipt(request='ab12', model='a model', tokens_in=3, tokens_out=4, counts=0, currency='')
    >>> receipt_of([Step("paraphrase"), paid, Step("retag")], "retag")
    """
    for step in reversed(steps):
        if step.name == method:
            return None
        if step.name == NAME:
            said = _SAID.fullmatch(step.detail)
            return _read(said) if said else None
    return None


def _read(said: re.Match[str]) -> Receipt:
    model, request, tokens_in, tokens_out, amount, currency = said.groups()
    counts = int(Decimal(amount) * UNIT) if amount else 0
    return Receipt(request, model, int(tokens_in), int(tokens_out), counts, currency or "")
