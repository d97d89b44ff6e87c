"""What the set is made of: methods, curriculum, preference and general rows; and what its rows have cost."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from hesui_data.augment.curriculum import METHODS as LESSONS
from hesui_data.expand.orders import METHODS as ASKED
from hesui_data.expand.receipt import Receipt, receipt_of
from hesui_data.mixing import METHOD as GENERAL
from hesui_data.pair import Pair
from hesui_data.report.drawn import draw


@dataclass(slots=True)
class Bill:
    """What the rows that one model wrote have cost."""

    model: str
    rows: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    requests: set[str] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)  # currency → counts

    def add(self, receipt: Receipt) -> None:
        """Count one more row; the tokens of a request that brought several rows count once."""
        self.rows += 1
        request = draw(receipt.request)
        if request not in self.requests:
            self.requests.add(request)
            self.tokens_in += receipt.tokens_in
            self.tokens_out += receipt.tokens_out
        if receipt.currency:
            self.counts[receipt.currency] += receipt.counts


@dataclass(frozen=True, slots=True)
class Shares:
    """The make-up of the set."""

    methods: dict[str, Counter[str]]  # method → train, eval, rejected → rows
    preference: Counter[str]  # what is wrong with the worse answer → preference rows
    bills: tuple[Bill, ...]
    asked: int  # rows that a language model wrote
    unbilled: int  # of these, those of which no request is on record

    def rows(self, split: str, *methods: str) -> int:
        """The rows of ``split`` that were made by ``methods``; by any, if none is named."""
        return sum(
            self.methods[method][split] for method in methods or self.methods if method in self.methods
        )

    @property
    def lessons(self) -> int:
        """Curriculum rows of train."""
        return self.rows("train", *LESSONS)

    def general(self, split: str) -> int:
        """Rows of ``split`` that were mixed in."""
        return self.rows(split, GENERAL)


class ShareTally:
    """Counts rows by method and by what they cost.

    >>> tally = ShareTally()
    >>> tally.take("train", Pair("写祝福", "新年好"))
    >>> tally.facts().rows("train")
    1
    """

    def __init__(self) -> None:
        self._methods: dict[str, Counter[str]] = {}
        self._preference: Counter[str] = Counter()
        self._bills: dict[str, Bill] = {}
        self._asked = self._unbilled = 0

    def take(self, split: str, pair: Pair) -> None:
        """Count the row ``pair`` of train, eval, rejected or preference."""
        if split == "preference":
            self._preference[pair.steps[-1].detail if pair.steps else ""] += 1
            return
        self._methods.setdefault(pair.method, Counter())[split] += 1
        receipt = receipt_of(pair.steps, pair.method) if pair.method in ASKED else None
        self._asked += pair.method in ASKED
        if receipt:
            self._bills.setdefault(receipt.model, Bill(receipt.model)).add(receipt)
        elif pair.method in ASKED:
            self._unbilled += 1

    def facts(self) -> Shares:
        """What was counted."""
        bills = tuple(self._bills[model] for model in sorted(self._bills))
        return Shares(
            dict(sorted(self._methods.items())), self._preference, bills, self._asked, self._unbilled
        )
