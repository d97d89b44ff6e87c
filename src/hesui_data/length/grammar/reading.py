"""Reading a prompt: the steps of the grammar, joined."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from hesui_data.length.constraint import LengthConstraint
from hesui_data.length.grammar.amounts import Amount, amounts, fold
from hesui_data.length.grammar.bounds import Demand, demand_of
from hesui_data.length.grammar.distractors import REASONS, veto
from hesui_data.length.grammar.places import Layout
from hesui_data.length.grammar.scopes import target_of
from hesui_data.length.grammar.tokens import read_tokens, without_tokens
from hesui_data.length.grammar.vocabulary import VERSE_FORMS, VERSE_LINES

_VERSE = re.compile("|".join((*VERSE_FORMS, *VERSE_LINES)))
_SPEAKS_OF_VERSE = re.compile(
    r"(?:擅长|引用|精通|背诵|赏析|鉴赏|什么是|介绍|区别|特点|解释|分析|了解|喜欢|研究|熟悉|学习|根据|阅读|翻译|把|将|这首|那首|以下|下面|名句|解析|评价)[^，。；\n]{0,12}$"
)
_WRITES_VERSE = re.compile(r"写|作|创|赋|来|首|以|用|采用|成|为|生成|吟|填|题|一[副幅对]|形式")
_BORROWS = re.compile(r"[，,、；;且并但而又和至到及\s]*+")
_JOINS = re.compile(
    r"[，,、；;/\s（(]*(?:且|并|并且|但|但是|而|同时|又|也|和|及|字数|总字数|篇幅|控制|在|应|要|需|请|绝对|一定|总|and|but|最好|可以|再)*[，,\s]*"
)
_NEAR = 12
_LISTED_UNITS = ("句", "行", "段", "条")


@dataclass(frozen=True, slots=True)
class Unsure:
    """A number before a unit that is left alone: where it stands, its text, and why."""

    start: int
    end: int
    text: str
    reason: str  # a key of REASONS

    def say(self, language: str) -> str:
        """The reason in words, ``"zh"`` or ``"en"``.

        >>> unsure_numbers("推荐几个四字成语")[0].say("en")
        'a term, or words that are quoted'
        """
        return REASONS[self.reason][0 if language == "zh" else 1]


def parse_length(prompt: str) -> tuple[LengthConstraint, ...]:
    """The length demands of ``prompt``, in the order of their spans.

    >>> [(c.unit, c.min, c.max, c.scope) for c in parse_length("写3条祝福，每条20到30字")]
    [('条', 3, 3, 'response'), ('字', 20, 30, 'each_item')]
    >>> parse_length("推荐几个四字成语")
    ()
    """
    demands, _ = _read(prompt)
    found = [demand.constraint() for demand in demands]
    tokens = read_tokens(prompt)
    return tuple(sorted([*found, *tokens], key=lambda constraint: constraint.span) if tokens else found)


def unsure_numbers(prompt: str) -> tuple[Unsure, ...]:
    """The numbers before 字 and other units that ``parse_length`` leaves alone, each with the reason.

    A lone 一句, 一段, 一行 or 一条 is an article and not listed.

    >>> unsure_numbers("推荐几个四字成语")
    (Unsure(start=4, end=6, text='四字', reason='term'),)
    """
    return _read(prompt)[1]


def is_verse_form(prompt: str, constraint: LengthConstraint) -> bool:
    """Whether ``constraint`` comes from the name of a verse form (七绝), which says more than a length."""
    return constraint.unit == "汉字" and _VERSE.fullmatch(fold(prompt), *constraint.span) is not None


def _read(prompt: str) -> tuple[list[Demand], tuple[Unsure, ...]]:
    """The demands, and the numbers that are left alone."""
    text = fold(without_tokens(prompt))
    layout = Layout(text)
    accepted: list[Demand] = []
    unsure: list[Unsure] = []
    for demand in _demands(layout):
        reason = "" if demand.verse else _reason_against(layout, demand)
        if not reason:
            target = target_of(layout.place(demand.start, demand.end), demand)
            scope = demand.scope if demand.scope != "response" else target.scope
            accepted.append(replace(demand, scope=scope, part=target.part))
        elif not _is_article(demand.amount):
            unsure.append(Unsure(demand.start, demand.end, prompt[demand.start : demand.end], reason))
    return _joined(text, accepted), tuple(unsure)


def _demands(layout: Layout) -> list[Demand]:
    """Every amount that has a unit, its own or a neighbour's, with its comparators; and verse forms."""
    found: list[Demand] = []
    waiting: Amount | None = None  # a number without a unit that may borrow that of the next one
    for amount in amounts(layout.text):
        demand = _demand_at(layout.text, amount, found[-1] if found else None) or _verse_at(layout, amount)
        if demand is None:
            waiting = amount
            continue
        if waiting is not None and (lent := _borrowed(layout.text, waiting, demand)) is not None:
            found.append(lent)
        waiting = None
        found.append(demand)
    return found


def _demand_at(text: str, amount: Amount, last: Demand | None) -> Demand | None:
    """The demand of this amount; without a unit, by that of the one just before: 不少于500字，不超过800."""
    demand = demand_of(text, amount) if amount.unit or "数" in text or "ord" in text else None
    if demand is None and last is not None and amount.start - last.end <= _NEAR:
        return _borrowed(text, amount, last)
    return demand


def _borrowed(text: str, amount: Amount, lender: Demand) -> Demand | None:
    """The demand of a number without a unit that a neighbour lends one: 不少于50，不超过80字."""
    demand = None if lender.verse else demand_of(text, amount, unit=lender.unit)
    if demand is None or demand.bound not in ("at_most", "below", "at_least", "above"):
        return None
    low, high = sorted(((demand.start, demand.end), (lender.start, lender.end)))
    return demand if _BORROWS.fullmatch(text, low[1], high[0]) else None


def _verse_at(layout: Layout, amount: Amount) -> Demand | None:
    """The demand of a verse form: 七绝 is 28 Han characters, 七言 is 7 in each line."""
    match = _VERSE.match(layout.text, amount.start)
    if match is None:
        return None
    place = layout.place(*match.span())
    heads = not place.before.strip() and (not place.after or place.after.startswith("一首"))
    if _SPEAKS_OF_VERSE.search(place.before) or not (heads or _WRITES_VERSE.search(place.before)):
        return None
    count = VERSE_FORMS.get(match[0]) or VERSE_LINES[match[0]]
    return Demand(
        replace(amount, low=count, high=count, unit="汉字"), *match.span(), "汉字", "exact",
        scope="response" if match[0] in VERSE_FORMS else "each_line", verse=True,
    )  # fmt: skip


def _reason_against(layout: Layout, demand: Demand) -> str:
    if not demand.possible:
        return "impossible"
    if layout.quotes(demand.start, demand.end):
        return "quoted"
    return veto(layout.place(demand.start, demand.end), demand)


def _is_article(amount: Amount) -> bool:
    return amount.unit in _LISTED_UNITS and amount.high == 1


def _joined(text: str, demands: list[Demand]) -> list[Demand]:
    """The demands, a lower and an upper bound side by side as one range: 不少于60字、不超过90字."""
    joined: list[Demand] = []
    for demand in demands:
        both = _as_range(text, joined[-1], demand) if joined else None
        if both is None:
            joined.append(demand)
        else:
            joined[-1] = both
    return joined


def _as_range(text: str, first: Demand, second: Demand) -> Demand | None:
    if {first.kind, second.kind} != {
        "at_least",
        "at_most",
    } or first.unit != second.unit:
        return None
    if second.scope not in ("response", first.scope) or not _JOINS.fullmatch(text, first.end, second.start):
        return None
    one, other = first.constraint(), second.constraint()
    low, high = (one.min, other.max) if one.kind == "at_least" else (other.min, one.max)
    if low is None or high is None or low > high:
        return None
    amount = replace(first.amount, end=second.amount.end, low=low, high=high, separator="，")
    return replace(first, amount=amount, end=second.end, bound=None)
