"""Reading a prompt: the steps of the grammar, joined."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from hesui_data.length.constraint import LengthConstraint
from hesui_data.length.grammar.amounts import Amount, amounts, fold
from hesui_data.length.grammar.bounds import Demand, demand_of
from hesui_data.length.grammar.distractors import REASONS, veto
from hesui_data.length.grammar.places import Layout
from hesui_data.length.grammar.scopes import Target, target_of
from hesui_data.length.grammar.tokens import read_tokens, without_tokens
from hesui_data.length.grammar.vocabulary import VERSE_FORMS, VERSE_LINES
from hesui_data.length.patterns import Pattern

MOST_AMOUNTS = 1000
"""Of a text with more amounts than this only those at its head and at its foot are read."""

_REMEMBERED = 4096  # prompts that were read last; each is asked for several times on its way
_LONGEST_REMEMBERED = 2000  # characters

_VERSE = Pattern("|".join((*VERSE_FORMS, *VERSE_LINES)))
_SPEAKS_OF_VERSE = Pattern(
    r"(?:擅长|引用|精通|背诵|赏析|鉴赏|什么是|介绍|区别|特点|解释|分析|了解|喜欢|研究|熟悉|学习|根据|阅读|翻译|[把将]|"
    r"[这那]首|以下|下面|名句|解析|评价)[^，。；\n]{0,12}$"
)
_WRITES_VERSE = Pattern(r"[写作创赋来首以用成为吟填题]|生成|一[副幅对]|形式")
_BORROWS = Pattern(r"[，,、；;且并但而又和至到及\s]*+")
_NEAR = 12
_JOINS = Pattern(
    r"[，,、；;/\s（(]*(?:[且并而又也和及在应要需请再]|并且|但是?|同时|字数|篇幅|控制|绝对|一定|and|but|最好|可以)*[，,\s]*"
)
_ARTICLES = ("句", "行", "段", "条")
_MAKES_A_NUMBER = tuple("用成为以共仅只在了")


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


@dataclass(frozen=True, slots=True)
class _Reading:
    constraints: tuple[LengthConstraint, ...]
    unsure: tuple[Unsure, ...]


def parse_length(prompt: str) -> tuple[LengthConstraint, ...]:
    """The length demands of ``prompt``, in the order of their spans.

    >>> [(c.unit, c.min, c.max, c.scope) for c in parse_length("写3条祝福，每条20到30字")]
    [('条', 3, 3, 'response'), ('字', 20, 30, 'each_item')]
    >>> parse_length("推荐几个四字成语")
    ()
    """
    return _reading(prompt).constraints


def unsure_numbers(prompt: str) -> tuple[Unsure, ...]:
    """The numbers before 字 and other units that ``parse_length`` leaves alone, each with the reason.

    A lone 一句, 一段, 一行 or 一条 is an article and not listed.

    >>> unsure_numbers("推荐几个四字成语")
    (Unsure(start=4, end=6, text='四字', reason='term'),)
    """
    return _reading(prompt).unsure


def is_verse_form(prompt: str, constraint: LengthConstraint) -> bool:
    """Whether ``constraint`` comes from the name of a verse form (七绝), which says more than a length."""
    return constraint.unit == "汉字" and _VERSE.fullmatch(fold(prompt), *constraint.span) is not None


def _reading(prompt: str) -> _Reading:
    return _remembered(prompt) if len(prompt) <= _LONGEST_REMEMBERED else _read(prompt)


def _read(prompt: str) -> _Reading:
    """The demands, and the numbers that are left alone."""
    text = fold(without_tokens(prompt))
    found = _head_and_foot(amounts(text))
    tokens = read_tokens(prompt)
    if not found:
        return _Reading(tuple(tokens), ())
    layout = Layout(text)
    accepted: list[LengthConstraint] = []
    unsure: list[Unsure] = []
    for demand in _demands(layout, found):
        if _is_article(text, demand):
            continue
        place = layout.place(demand.start, demand.end)
        reason = _reason_against(layout, demand) or ("" if demand.verse else veto(place, demand))
        if not reason:
            target = Target("each_line") if demand.verse == "each_line" else target_of(place, demand)
            accepted.append(demand.constraint(target.scope, target.part))
        elif demand.amount.unit not in _ARTICLES or demand.amount.high != 1:
            unsure.append(Unsure(demand.start, demand.end, prompt[demand.start : demand.end], reason))
    constraints = _joined(text, accepted)
    if tokens:
        constraints = sorted([*constraints, *tokens], key=lambda constraint: constraint.span)
    return _Reading(tuple(constraints), tuple(unsure))


_remembered = lru_cache(maxsize=_REMEMBERED)(_read)


def _head_and_foot(found: list[Amount]) -> list[Amount]:
    half = MOST_AMOUNTS // 2
    return found if len(found) <= MOST_AMOUNTS else found[:half] + found[-half:]


def _demands(layout: Layout, found: list[Amount]) -> list[Demand]:
    """Every amount that has a unit, its own or a neighbour's, with its comparators; and verse forms."""
    demands: list[Demand] = []
    waiting: Amount | None = None  # a number without a unit that may borrow that of the next one
    for amount in found:
        if demands and amount.start < demands[-1].end:
            continue  # the 50 of 1000字（±50字）
        demand = _demand_at(layout.text, amount, demands[-1] if demands else None) or _verse_at(
            layout, amount
        )
        if demand is None:
            waiting = amount
            continue
        lent = _borrowed(layout.text, waiting, demand) if waiting else None
        demands += [lent, demand] if lent else [demand]
        waiting = None
    return demands


def _demand_at(text: str, amount: Amount, last: Demand | None) -> Demand | None:
    """The demand of this amount; without a unit, by that of the one just before: 不少于500字，不超过800."""
    floor = last.end if last else 0
    demand = demand_of(text, amount, floor=floor) if amount.unit or "数" in text or "ord" in text else None
    if demand is None and last is not None and amount.start - last.end <= _NEAR:
        return _borrowed(text, amount, last)
    return demand


def _borrowed(text: str, amount: Amount, lender: Demand) -> Demand | None:
    """The demand of a number without a unit that a neighbour lends one: 不少于50，不超过80字."""
    demand = None if lender.verse else demand_of(text, amount, unit=lender.unit)
    if demand is None or not demand.limits:
        return None
    first, second = sorted((demand, lender), key=lambda each: each.start)
    return demand if _BORROWS.fullmatch(text, first.end, second.start) else None


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
    size = Amount(*match.span(), count, count, "汉字", match[0])
    return Demand(
        size, *match.span(), "汉字", "exact", verse="response" if match[0] in VERSE_FORMS else "each_line"
    )


def _reason_against(layout: Layout, demand: Demand) -> str:
    if not demand.possible:
        return "impossible"
    return "quoted" if layout.quotes(demand.start, demand.end) else ""


def _is_article(text: str, demand: Demand) -> bool:
    """Whether this is the 一段 of 写一段祝福; after 用, 成 or 为 it may be a number."""
    amount = demand.amount
    one = amount.high == 1 and not amount.ranging
    plain = one and amount.word in _ARTICLES and demand.bound is None and not demand.field
    return plain and text[demand.start - 1 : demand.start] not in _MAKES_A_NUMBER


def _joined(text: str, constraints: list[LengthConstraint]) -> list[LengthConstraint]:
    """The constraints, a lower and an upper bound side by side as one range: 不少于60字、不超过90字."""
    joined: list[LengthConstraint] = []
    for constraint in constraints:
        both = _as_range(text, joined[-1], constraint) if joined else None
        if both is None:
            joined.append(constraint)
        else:
            joined[-1] = both
    return joined


def _as_range(text: str, first: LengthConstraint, second: LengthConstraint) -> LengthConstraint | None:
    lower, upper = (first, second) if first.kind == "at_least" else (second, first)
    if (lower.kind, upper.kind) != ("at_least", "at_most") or first.unit != second.unit:
        return None
    if second.scope not in ("response", first.scope) or (lower.min or 0) > (upper.max or 0):
        return None
    if not _JOINS.fullmatch(text, first.span[1], second.span[0]):
        return None
    span = (first.span[0], second.span[1])
    return replace(first, kind="range", min=lower.min, max=upper.max, span=span)
