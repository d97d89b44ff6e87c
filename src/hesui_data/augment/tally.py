"""What the rows of a set ask for so far, and whether one more row keeps the quotas."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from hesui_data.augment.asked import asked_in
from hesui_data.augment.wording import wording_key
from hesui_data.length import LengthConstraint, count_length
from hesui_data.pair import Pair
from hesui_data.splits import BUCKETS, asked_values, bucket_of

WEIGHTS = {"at_most": 6, "range": 5, "about": 5, "at_least": 4, "exact": 2, "division": 4}
"""How often each kind is wanted, against the others; ``division`` is a number of sentences or paragraphs."""

SHARES = {
    "response": 12,
    "response+": 2,
    "each_item": 3,
    "each_paragraph": 2,
    "each_sentence": 2,
    "each_line": 2,
    "each_item+": 1,
    "each_paragraph+": 1,
    "each_sentence+": 1,
    "title+": 1,
}
"""How often each scope is wanted, against the others; + says that another demand stands beside it."""

SLACK = 0.05
"""By so much at most may the share of rows below any length rise through shorter versions."""


@dataclass(frozen=True, slots=True)
class Quotas:
    """The limits that hold over a whole set; shares are of all rows."""

    per_response: int = 4
    phrase_share: float = 0.10
    frame_share: float = 0.05
    target_rows: int | None = None
    held_out: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Row:
    """All that the quotas look at in a pair."""

    prompt: str
    response: str
    demands: frozenset[LengthConstraint]
    wordings: frozenset[str]
    frame: str
    bucket: str
    numbers: frozenset[int]

    @property
    def cell(self) -> tuple[str, str, str]:
        """Kind, scope and length bucket: what the set is balanced over."""
        return (*cell_of(self.demands), self.bucket)


class Tally:
    """Counts over the rows of a set, which grow as rows are added.

    >>> tally = Tally(Quotas(per_response=2), [Pair("写一句祝福，5字以内", "新年好")])
    >>> tally.allows(Pair("写一句祝福，5字以内。", "新年好")), tally.allows(Pair("写一句祝福，最多5字", "新年好"))
    (False, False)
    >>> tally.allows(Pair("写一句祝福，2到5字", "新年好"))
    True
    """

    def __init__(self, quotas: Quotas, pairs: Iterable[Pair]) -> None:
        self.quotas = quotas
        self.rows = 0
        self._counts: Counter[tuple[object, ...]] = Counter()
        for pair in pairs:
            self.add(pair)
        self._given = [self._counts["bucket", bucket] for bucket in BUCKETS]

    def add(self, pair: Pair) -> None:
        self.rows += 1
        self._counts.update(_keys(row_of(pair)))

    def remove(self, pair: Pair) -> None:
        self.rows -= 1
        self._counts.subtract(_keys(row_of(pair)))

    @property
    def full(self) -> bool:
        """Whether there are as many rows as were asked for."""
        return self.quotas.target_rows is not None and self.rows >= self.quotas.target_rows

    def has_room(self, pair: Pair) -> bool:
        """Whether the response of ``pair`` may have one prompt more."""
        return not self.full and self._counts["response", row_of(pair).response] < self.quotas.per_response

    def repeats_a_demand(self, pair: Pair) -> bool:
        """Whether another row asks for the same response by the same demands."""
        row = row_of(pair)
        return self._counts["demands", row.response, row.demands] > 1

    def is_asked(self, response: str, demands: frozenset[LengthConstraint]) -> bool:
        """Whether a row asks for ``response`` by just these demands."""
        return self._counts["demands", response, demands] > 0

    def allows(self, pair: Pair) -> bool:
        """Whether ``pair`` may be added: room, a new prompt and demand, wording and frame within their shares."""
        row, quotas = row_of(pair), self.quotas
        return (
            self.has_room(pair)
            and not self._counts["prompt", row.prompt]
            and not self.is_asked(row.response, row.demands)
            and (pair.split == "eval" or not row.numbers & quotas.held_out)
            and all(map(self.has_share, row.wordings))
            and self.frame_has_share(pair)
        )

    def frame_has_share(self, pair: Pair) -> bool:
        """Whether one row more may have the sentence frame of ``pair``, as every variant of it has."""
        frame = frame_of(pair)
        return not frame or self._within(("frame", frame), self.quotas.frame_share)

    def has_share(self, wording: str) -> bool:
        """Whether one row more may say its demand in these words."""
        return self._within(("wording", wording), self.quotas.phrase_share)

    def keeps_lengths(self, pair: Pair) -> bool:
        """Whether with ``pair`` the share of short rows stays within ``SLACK`` of what it was, at any length."""
        own = BUCKETS.index(row_of(pair).bucket)
        now = [self._counts["bucket", bucket] for bucket in BUCKETS]
        return all(
            (sum(now[:end]) + 1) / (self.rows + 1) <= sum(self._given[:end]) / sum(self._given) + SLACK
            for end in range(own + 1, len(BUCKETS))
        )

    def surplus(self, cell: tuple[str, str], bucket: str) -> tuple[bool, float]:
        """How often demands of ``cell`` are made at this length, by their weight: the least is wanted most.

        What is not asked for at all comes first.
        """
        kind, scope = cell
        count = self._counts["cell", kind, scope, bucket]
        return count > 0, (count + 0.5) / (WEIGHTS[kind] * SHARES.get(scope, 1))

    def uses(self, wording: str) -> int:
        """How many rows say their demand in these words."""
        return self._counts["wording", wording]

    def _within(self, key: tuple[object, ...], share: float) -> bool:
        return self._counts[key] + 1 <= max(1, share * (self.rows + 1))


def kind_of(constraint: LengthConstraint) -> str:
    """The kind of ``constraint`` as ``WEIGHTS`` names it.

    >>> kind_of(LengthConstraint("字", max=50)), kind_of(LengthConstraint("段", min=3, max=3))
    ('at_most', 'division')
    """
    return constraint.kind if constraint.unit in ("字", "汉字", "字符", "词", "word") else "division"


def cell_of(demands: Iterable[LengthConstraint]) -> tuple[str, str]:
    """Kind and scope of the finest of ``demands``; a + where more is bounded, empty where nothing is.

    >>> cell_of(asked_in("写4条祝福，每条25字以内")), cell_of(asked_in("100字以内，分两段"))
    (('at_most', 'each_item'), ('at_most', 'response+'))
    >>> cell_of(asked_in("写4条，每条25字以内，总共80字以上")), cell_of(asked_in("分三段"))
    (('at_most', 'each_item+'), ('division', '段'))
    """
    found = sorted(demands, key=lambda c: (kind_of(c) == "division", c.scope == "response", repr(c)))
    if not found:
        return "", ""
    main, others = found[0], found[1:]
    if kind_of(main) == "division":
        return "division", main.unit
    more = [c for c in others if main.scope == "response" or kind_of(c) != "division"]
    return main.kind, main.scope + "+" * bool(more)


@lru_cache(maxsize=1 << 14)  # the rows of a block, which are gone through again and again
def row_of(pair: Pair) -> Row:
    """What counts about ``pair``.

    >>> sorted(row_of(Pair("写一句祝福，五十字以内", "新年好")).wordings)
    ['N字以内']
    """
    demands = asked_in(pair.prompt)
    return Row(
        prompt=prompt_key(pair.prompt),
        response=pair.response,
        demands=frozenset(demands),
        wordings=frozenset(wording_key(pair.prompt, constraint) for constraint in demands),
        frame=frame_of(pair),
        bucket=bucket_of(int(count_length(pair.response))),
        numbers=asked_values(pair.prompt),
    )


def prompt_key(prompt: str) -> str:
    """``prompt`` as it is compared: after NFKC, without white space and marks at the end.

    >>> prompt_key("写 祝福，５０字。") == prompt_key("写祝福，50字")
    True
    """
    return "".join(unicodedata.normalize("NFKC", prompt).split()).rstrip("。.!！~")


def frame_of(pair: Pair) -> str:
    """The sentence frame that a rewording gave the prompt; empty for words of the author's own."""
    frames = [step.detail for step in pair.steps if step.field == "prompt" and step.name in REWORDING_STEPS]
    return frames[-1] if frames else ""


REWORDING_STEPS = ("rules",)
"""Names of the steps whose detail is the frame of the prompt they made."""


def _keys(row: Row) -> list[tuple[object, ...]]:
    return [
        ("prompt", row.prompt),
        ("response", row.response),
        ("demands", row.response, row.demands),
        ("bucket", row.bucket),
        ("frame", row.frame),
        *(("wording", wording) for wording in row.wordings),
        ("cell", *row.cell),
    ]
