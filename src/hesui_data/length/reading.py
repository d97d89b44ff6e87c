"""Length demands in prompts, Chinese and English: read, written, taken out and put in.

Reading goes in steps, each a module: ``amounts`` finds numbers with units, ``bounds`` adds the
comparators around them, ``distractors`` takes out what is no demand, ``scopes`` says what the rest is
about; here they are joined. ``phrasing`` writes, from the same tables (``vocabulary``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from hesui_data.length.amounts import Amount, amounts, fold
from hesui_data.length.bounds import Demand, demand_of
from hesui_data.length.constraint import LengthConstraint
from hesui_data.length.context import clause_start, material
from hesui_data.length.distractors import veto
from hesui_data.length.phrasing import read_tokens
from hesui_data.length.scopes import target_of
from hesui_data.length.vocabulary import VERSE_FORMS, VERSE_LINES

_VERSE = re.compile("|".join((*VERSE_FORMS, *(f"{line}(?!绝句|律诗)" for line in VERSE_LINES))))
_NO_VERSE = re.compile(
    r"(?:擅长|引用|精通|背诵|赏析|鉴赏|什么是|介绍|区别|特点|解释|分析|了解|喜欢|研究|熟悉|学习|根据|阅读|翻译|把|将|这首|那首|以下|下面|名句|解析|评价)[^，。；\n]{0,12}$"
)
_WRITES_VERSE = re.compile(
    r"写|作|创|赋|来|首|以|用|采用|成|为|生成|吟|填|题|一[副幅对]|[，。！\n]\s*$|^\s*$|形式"
)
_COUPLET = re.compile(r"^的?(?:对联|春联|上下联|楹联|喜联|联)")


@dataclass(frozen=True, slots=True)
class Unsure:
    """A number before a unit that is left alone: where it stands, its text, and why."""

    start: int
    end: int
    text: str
    reason: str


def parse_length(prompt: str) -> tuple[LengthConstraint, ...]:
    """The length demands of ``prompt``, in the order of their spans.

    >>> [(c.unit, c.min, c.max) for c in parse_length("写3条祝福，每条20到30字")]
    [('条', 3, 3), ('字', 20, 30)]
    >>> parse_length("推荐几个四字成语")
    ()
    """
    tokens = read_tokens(prompt)
    accepted, _ = _read(prompt)
    found = [demand.constraint() for demand in accepted]
    return tuple(sorted([*tokens, *(c for c in found if c is not None)], key=lambda c: c.span))


def unsure_numbers(prompt: str) -> tuple[Unsure, ...]:
    """The numbers before 字 and other units that ``parse_length`` leaves alone, each with the reason.

    >>> unsure_numbers("推荐几个四字成语")
    (Unsure(start=4, end=6, text='四字', reason='a term'),)
    """
    return _read(prompt)[1]


def is_verse_form(prompt: str, constraint: LengthConstraint) -> bool:
    """Whether ``constraint`` comes from the name of a verse form (七绝), which says more than a length."""
    return _VERSE.fullmatch(fold(prompt), *constraint.span) is not None


def _read(prompt: str) -> tuple[list[Demand], tuple[Unsure, ...]]:
    text = fold(prompt)
    candidates = _candidates(text)
    if not candidates:
        return [], ()
    quoted = material(text)
    accepted: list[Demand] = []
    unsure: list[Unsure] = []
    for demand in candidates:
        reason = _reason_against(text, demand, quoted)
        if reason:
            unsure.append(Unsure(demand.start, demand.end, prompt[demand.start : demand.end], reason))
        else:
            target = target_of(text, demand) if not demand.verse else None
            accepted.append(replace(demand, scope=target.scope, part=target.part) if target else demand)
    return _merged(text, accepted), tuple(unsure)


def _reason_against(text: str, demand: Demand, quoted: list[tuple[int, int]]) -> str:
    if any(start <= demand.start and demand.end <= end for start, end in quoted):
        return "quoted material"
    if demand.constraint() is None:
        return "impossible"
    return "" if demand.verse else veto(text, demand)


def _candidates(text: str) -> list[Demand]:
    """Every amount with a unit, with its comparators; and verse forms."""
    found: list[Demand] = []
    for amount in amounts(text):
        demand = demand_of(text, amount)
        if demand is None:
            demand = _borrowing(text, amount, found[-1] if found else None)
        if demand is None:
            demand = _verse_at(text, amount)
        if demand is not None:
            found.append(demand)
    return found


def _borrowing(text: str, amount: Amount, last: Demand | None) -> Demand | None:
    """不少于500字，不超过800: a number with a comparator borrows the unit of the demand before it."""
    if last is None or last.verse or amount.start - last.end > 10:
        return None
    demand = demand_of(text, replace(amount, unit=last.unit))
    if demand is None or demand.bound not in ("at_most", "below", "at_least", "above"):
        return None
    gap = text[last.end : demand.start]
    return demand if re.fullmatch(r"[，,、且并但而又和至到\s]*", gap) else None


def _verse_at(text: str, amount: Amount) -> Demand | None:
    match = _VERSE.match(text, amount.start)
    if match is None:
        return None
    before = text[clause_start(text, amount.start) : amount.start]
    if _NO_VERSE.search(before) or not _WRITES_VERSE.search(before):
        return None
    form = match[0]
    count = VERSE_FORMS.get(form) or VERSE_LINES[form]
    whole = form in VERSE_FORMS
    return Demand(
        replace(amount, low=count, high=count, unit="汉字"), match.start(), match.end(), "汉字", None,
        scope="response" if whole else "each_line", verse=True,
    )  # fmt: skip


_JOIN = re.compile(
    r"[，,、；;/\s（(]*(?:且|并|并且|但|而|同时|又|也|和|及|最多|至多|字数|控制|在|and|but|最好|要|应|需|请|绝对|一定|也不|总)*[，,\s]*"
)


def _merged(text: str, demands: list[Demand]) -> list[Demand]:
    """不少于60字、不超过90字 is one range."""
    merged: list[Demand] = []
    for demand in demands:
        joined = _joined(text, merged[-1], demand) if merged else None
        if joined is None:
            merged.append(demand)
        else:
            merged[-1] = joined
    return merged


def _joined(text: str, first: Demand, second: Demand) -> Demand | None:
    one, other = first.constraint(), second.constraint()
    if one is None or other is None or {one.kind, other.kind} != {"at_least", "at_most"}:
        return None
    if (one.unit, one.scope, one.part) != (other.unit, other.scope, other.part) and other.scope != "response":
        return None
    if one.unit != other.unit or not _JOIN.fullmatch(text, first.end, second.start):
        return None
    low, high = (one.min, other.max) if one.kind == "at_least" else (other.min, one.max)
    if low is None or high is None or low > high:
        return None
    amount = replace(first.amount, end=second.amount.end, low=low, high=high, separator="，")
    return replace(first, amount=amount, end=second.end, bound=None)
