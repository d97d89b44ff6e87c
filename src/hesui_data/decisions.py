"""What a person decided of the rows of a build: the record of it, what stands, and what it makes of a pair.

A record is a file of lines that is only ever added to. Each line decides one row, named by its ``id`` and by
a hash of the text that was looked at, so that no decision is taken for one on another text. Of several on
one row the greatest ``turn`` stands, then the latest: the order of the lines does not matter, and two copies
of the file can be merged line by line (docs/decisions/0018-review.md).
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Literal, cast

from hesui_data.pair import Issue, Pair, Step
from hesui_data.rules.rule import Words

Ruling = Literal["accept", "reject", "edit", "open"]
"""What is decided: ``open`` takes back what was decided before."""

RULINGS: tuple[Ruling, ...] = ("accept", "reject", "edit", "open")

REJECTED, SEED_REJECTED, HELD_OUT_ASKED = "HD901", "HD902", "HD903"
"""The codes of what a review refuses: a row, what was made of it, and what asks for a held-out number."""

STEP = "review"
"""The name of the step that an edit leaves on a pair."""

MARK = '{"hesui_review":1,'
"""How every line of a record begins, by which such a file is known."""

REASONS: dict[str, Words] = {
    "off-topic": ("答非所问", "does not answer the prompt"),
    "not-fluent": ("语句不通", "does not read well"),
    "untrue": ("事实或称呼有误", "a fact or the person addressed is wrong"),
    "layout": ("分行或格式不对", "lines or layout are wrong"),
    "prompt": ("提示词不像人说的", "nobody would ask like that"),
    "other": ("其他", "other"),
}
"""Why a row is rejected, in the order of the keys 1 to 6."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One line of a record: what was decided of the row ``row`` whose text has the hash ``text``.

    ``turn`` counts the decisions on a row from 1. Of an edit ``prompt`` and ``response`` are the new texts,
    ``was_prompt`` and ``was_response`` those they take the place of. Of a row that was made from another the
    line says how (``method``), of which (``seed``, and ``seed_text``, the hash of its text) and what
    (``was_…``): so what was accepted can be made again where a build would now choose otherwise.

    >>> Decision("2f0c", "91ab", turn=1, ruling="reject", reason="layout").turn
    1
    """

    row: str
    text: str
    turn: int
    ruling: Ruling
    reason: str = ""
    prompt: str = ""
    response: str = ""
    was_prompt: str = ""
    was_response: str = ""
    method: str = ""
    seed: str = ""
    seed_text: str = ""
    at: str = ""  # 2026-02-17T08:00:00Z, for people and to tell which of two with one turn is later

    def __post_init__(self) -> None:
        if self.ruling not in RULINGS:
            raise ValueError(f"ruling must be one of {', '.join(RULINGS)}, got {self.ruling!r}")
        if self.turn < 1:
            raise ValueError(f"turn must be at least 1, got {self.turn}")
        if not self.row or not self.text:
            raise ValueError("row and text must not be empty")
        if self.ruling == "reject" and self.reason not in REASONS:
            raise ValueError(f"reason must be one of {', '.join(REASONS)}, got {self.reason!r}")
        if self.ruling == "edit" and not (self.prompt.strip() and self.response.strip()):
            raise ValueError("an edit needs a prompt and a response")

    @property
    def keeps(self) -> bool:
        """Whether the row is wanted."""
        return self.ruling in ("accept", "edit")

    @property
    def texts(self) -> tuple[str, str]:
        """Prompt and response as they are wanted, of an edit or of a row that was made from another."""
        return (self.prompt, self.response) if self.ruling == "edit" else (self.was_prompt, self.was_response)

    @property
    def result(self) -> str:
        """The hash of the text that an edit makes; of any other decision that of the text itself."""
        return text_hash(self.prompt, self.response) if self.ruling == "edit" else self.text


def text_hash(prompt: str, response: str) -> str:
    """20 hex digits of SHA-256 over the two texts that a decision is about.

    >>> len(text_hash("写一句祝福", "新年好")), text_hash("a", "bc") == text_hash("ab", "c")
    (20, False)
    """
    return hashlib.sha256(json.dumps([prompt, response]).encode()).hexdigest()[:20]


# --- lines ---------------------------------------------------------------------------------------------


def decision_line(decision: Decision) -> str:
    """``decision`` as a line of a record, without a line end; ``read_decision`` takes it back.

    >>> decision_line(Decision("2f0c", "91ab", turn=1, ruling="accept"))
    '{"hesui_review":1,"row":"2f0c","text":"91ab","turn":1,"ruling":"accept"}'
    """
    known = {name: value for name, value in asdict(decision).items() if value != ""}
    return MARK + json.dumps(known, ensure_ascii=False, separators=(",", ":"))[1:]


def read_decision(line: str) -> Decision:
    """The decision that ``line`` holds.

    >>> read_decision('{"hesui_review":1,"row":"2f0c","text":"91ab","turn":2,"ruling":"open"}').turn
    2

    Raises:
        ValueError: it is no decision of ours, or was cut short.
    """
    value = json.loads(line)
    if not isinstance(value, dict) or value.pop("hesui_review", None) != 1:
        raise ValueError('it does not begin with {"hesui_review":1')
    known = {field.name for field in fields(Decision)}
    wrong = [name for name, one in value.items() if name not in known or not _fits(name, one)]
    if wrong:
        raise ValueError(f"{wrong[0]} makes no sense")
    try:
        return Decision(**value)
    except TypeError as error:
        raise ValueError("row, text, turn or ruling is missing") from error


def _fits(name: str, value: Any) -> bool:
    return (
        isinstance(value, int) and not isinstance(value, bool) if name == "turn" else isinstance(value, str)
    )


@dataclass(frozen=True, slots=True)
class Record:
    """What a record holds: its decisions in order, and the numbers of the lines that are none, with why."""

    decisions: tuple[Decision, ...] = ()
    faults: tuple[tuple[int, Words], ...] = ()

    @classmethod
    def read(cls, data: bytes) -> Record:
        """The record in ``data``; a line that is no decision, as a torn last one, is a fault and stops nothing.

        >>> whole = decision_line(Decision("2f0c", "91ab", turn=1, ruling="accept"))
        >>> record = Record.read(f"{whole}\\n{whole[:30]}".encode())
        >>> len(record.decisions), [line for line, why in record.faults]
        (1, [2])
        """
        decisions, faults = [], []
        for number, line in enumerate(data.split(b"\n"), 1):
            if line.strip():
                try:
                    decisions.append(read_decision(line.decode("utf-8-sig" if number == 1 else "utf-8")))
                except ValueError as error:
                    faults.append((number, _why(error)))
        return cls(tuple(decisions), tuple(faults))


def _why(error: ValueError) -> Words:
    """Why a line is no decision, in a few words."""
    if isinstance(error, json.JSONDecodeError):
        return "不是合法的 JSON，可能没有写完", "not valid JSON, perhaps cut short"
    if isinstance(error, UnicodeDecodeError):
        return "不是合法的 UTF-8", "not valid UTF-8"
    return "不是审阅决定", str(error)


# --- what stands ---------------------------------------------------------------------------------------


def standing(decisions: Iterable[Decision]) -> dict[str, Decision]:
    """Row → the decision on it that stands, whatever the order of ``decisions``.

    >>> first = Decision("2f0c", "91ab", turn=1, ruling="accept")
    >>> second = replace(first, turn=2, ruling="open")
    >>> standing([second, first]) == standing([first, second]) == {"2f0c": second}
    True
    """
    found: dict[str, Decision] = {}
    for decision in decisions:
        other = found.get(decision.row)
        if other is None or later(decision) > later(other):
            found[decision.row] = decision
    return found


def later(decision: Decision) -> tuple[int, str, str]:
    """What is greater of the later of two decisions on one row.

    >>> later(Decision("2f0c", "91ab", turn=1, ruling="open"))[0]
    1
    """
    return decision.turn, decision.at, decision_line(decision)


# --- what becomes of a pair ----------------------------------------------------------------------------


def applies(decision: Decision, pair: Pair) -> bool:
    """Whether ``decision`` is about ``pair`` as it is now.

    >>> pair = Pair("写一句祝福", "新年好")
    >>> decision = Decision(pair.id, text_hash(pair.prompt, pair.response), turn=1, ruling="accept")
    >>> applies(decision, pair), applies(decision, replace(pair, response="新年快乐"))
    (True, False)
    """
    return decision.row == pair.id and decision.text == text_hash(pair.prompt, pair.response)


def rejected(pair: Pair, decision: Decision) -> Pair:
    """``pair`` with an issue that says why it was rejected in review.

    >>> pair = Pair("写一句祝福", "新年好")
    >>> no = Decision(pair.id, text_hash(pair.prompt, pair.response), turn=1, ruling="reject", reason="layout")
    >>> rejected(pair, no).issues[0].say("en")
    'rejected in review: lines or layout are wrong'
    """
    return pair.flag(Issue.of(REJECTED, reason=REASONS[decision.reason]))


def edited(pair: Pair, decision: Decision) -> Pair:
    """``pair`` with the texts of an edit, a step for each that changed, and nothing said of it yet.

    >>> pair = Pair("写一句祝福", "新年好")
    >>> text = text_hash(pair.prompt, pair.response)
    >>> new = edited(pair, Decision(pair.id, text, turn=1, ruling="edit", prompt="写一句祝福", response="新年快乐"))
    >>> new.response, new.id == pair.id, [(step.name, step.field) for step in new.steps]
    ('新年快乐', True, [('review', 'response')])
    """
    prompt, response = decision.texts
    steps = tuple(
        Step(STEP, field, decision.result)
        for field, text in (("prompt", prompt), ("response", response))
        if getattr(pair, field) != text
    )
    steps = steps or (Step(STEP, "", decision.result),)
    return replace(pair.edit(*steps, prompt=prompt, response=response), issues=(), tags=())


def remade(decision: Decision, seed: Pair) -> Pair | None:
    """The row that ``decision`` keeps, made again from ``seed``; None where the seed is another, or has changed.

    >>> seed = Pair("写一句祝福", "新年好", split="train")
    >>> text = text_hash("写一句祝福", "新年好")
    >>> kept = Decision("2f0c", "91ab", turn=1, ruling="accept", method="retag", seed=seed.id, seed_text=text)
    >>> kept = replace(kept, was_prompt="写一句祝福，5字以内", was_response="新年好")
    >>> remade(kept, seed).prompt, remade(kept, replace(seed, response="过年好"))
    ('写一句祝福，5字以内', None)
    """
    if not decision.keeps or not decision.method or decision.seed != seed.id:
        return None
    if decision.seed_text != text_hash(seed.prompt, seed.response):
        return None
    prompt, response = decision.texts
    steps = (Step(decision.method), Step(STEP, "", decision.result))
    made = seed.grow(decision.method, *steps, prompt=prompt, response=response)
    return replace(made, id=decision.row)


def has_been_edited(steps: Iterable[Step], decision: Decision) -> bool:
    """Whether ``steps`` say that the edit ``decision`` was made.

    >>> no = Decision("2f0c", "91ab", turn=1, ruling="accept")
    >>> has_been_edited([Step("review", "response", "91ab")], no)
    False
    """
    made = (STEP, decision.result)
    return decision.ruling == "edit" and any((step.name, step.detail) == made for step in steps)


# --- what became of the decisions ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Honoured:
    """How many decisions a build went by, and how many it could not go by, and why.

    ``gone``: no such row is read or grown any more. ``changed``: the row has another text now.
    ``overruled``: accepted or edited, and refused by a check all the same.
    """

    accepted: int = 0
    rejected: int = 0
    edited: int = 0
    gone: int = 0
    changed: int = 0
    overruled: int = 0
    faults: int = 0  # lines that are no decision

    @property
    def total(self) -> int:
        """The decisions that stand."""
        return self.accepted + self.rejected + self.edited + self.gone + self.changed + self.overruled


Fate = Literal["accepted", "rejected", "edited", "gone", "changed", "overruled"]


def honoured(decisions: Mapping[str, Decision], pairs: Iterable[Pair], *, faults: int = 0) -> Honoured:
    """What became of ``decisions``, those that stand, in the pairs at the end of a build.

    >>> honoured({"2f0c": Decision("2f0c", "91ab", turn=1, ruling="accept")}, [])
    Honoured(accepted=0, rejected=0, edited=0, gone=1, changed=0, overruled=0, faults=0)
    """
    known = {pair.id: pair for pair in pairs if pair.id in decisions}
    fates = Counter(
        _fate(decision, known.get(row)) for row, decision in decisions.items() if decision.ruling != "open"
    )
    return Honoured(**cast("dict[str, int]", fates), faults=faults)


def _fate(decision: Decision, pair: Pair | None) -> Fate:
    if pair is None:
        return "gone"
    if not has_been_edited(pair.steps, decision) and not applies(decision, pair):
        return "changed"
    if decision.ruling == "reject":
        return "rejected"
    if decision.ruling == "edit" and not has_been_edited(pair.steps, decision):
        return "changed"
    if not pair.accepted:
        return "overruled"
    return "edited" if decision.ruling == "edit" else "accepted"
