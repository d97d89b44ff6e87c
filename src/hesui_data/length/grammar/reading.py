"""Reading a prompt: the steps of the grammar, joined."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from hesui_data.length.constraint import LengthConstraint
from hesui_data.length.grammar.amounts import Amount, amounts, fold
from hesui_data.length.grammar.bounds import Demand, demand_of
from hesui_data.length.grammar.distractors import REASONS, veto
from hesui_data.length.grammar.places import Layout, Place
from hesui_data.length.grammar.scopes import Target, target_of
from hesui_data.length.grammar.tokens import read_tokens, without_tokens
from hesui_data.length.grammar.vocabulary import VERSE_FORMS, VERSE_LINES
from hesui_data.length.patterns import Pattern

MOST_AMOUNTS = 1000
"""Of a text with more amounts than this only those at its head and at its foot are read."""

_REMEMBERED = 4096  # prompts that were read last; each is asked for several times on its way
_LONGEST_REMEMBERED = 2000  # characters

_VERSE = Pattern("|".join((*VERSE_FORMS, *VERSE_LINES)).replace("五", "[五5]").replace("七", "[七7]"))
_VERSE_HEADS, _VERSE_SECONDS = "四五六七十57", ("言", "绝", "律", "六")
_VERSE_NAMES = str.maketrans("57", "五七")
_SPEAKS_OF_VERSE = Pattern(
    r"(?:擅长|找[到出]|选出|挑出|默写|引用|精通|背诵|赏析|鉴赏|什么是|介绍|区别|特点|解释|分析|了解|喜欢|研究|熟悉|学习|根据|阅读|翻译|[把将]|"
    r"[这那哪]一?首|以下|下面|名句|解析|评价)[^，。；\n]{0,12}$"
)
_WRITES_VERSE = Pattern(r"[按照依写作创赋来首以用成为吟填题]|生成|一[副幅对]|形式|体裁|诗体|文体")
_TAKES_VERSE = Pattern(r"(?:采用|使用|(?<!引)用|写成|改成|改写成|译成|翻译成|改为|译为|形式为)一?首?$")
_ALONG = Pattern(r"写[^，。；]{2,16}(?:和|以及|与|及|外加|再写|附上?)一?首$")
_SEVERAL_POEMS = Pattern(r"(?:[2-9]|[1-9][0-9]|[两二三四五六七八九十几])\s?[首篇]$")
_AND_ANOTHER = Pattern("[和与及]一?首[五七]")
_BORROWS = Pattern(r"[，,、；;且并但而又和至到及\s]*+")
_NEAR = 12
_JOINS = Pattern(
    r"[，,、；;/\s（(]*(?:[且并而又也和及在应要需请再]|并且|但是?|同时|字数|篇幅|控制|绝对|一定|and|but|最好|可以)*[，,\s]*"
)
_ARTICLES = ("句", "行", "段", "条")
_OF_EACH = Pattern(r"(?:^|[，。；：\s请为给对])每个[一-鿿]{1,5}(?:占|写)?$")
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
    found = amounts(text, most=MOST_AMOUNTS)
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
            target = _target(place, demand)
            accepted.append(demand.constraint(target.scope, target.part))
        elif demand.amount.unit not in _ARTICLES or demand.amount.high != 1:
            unsure.append(Unsure(demand.start, demand.end, prompt[demand.start : demand.end], reason))
    constraints = _joined(text, accepted)
    if tokens:
        constraints = sorted([*constraints, *tokens], key=lambda constraint: constraint.span)
    return _Reading(tuple(constraints), tuple(unsure))


_remembered = lru_cache(maxsize=_REMEMBERED)(_read)


def _demands(layout: Layout, found: list[Amount]) -> list[Demand]:
    """Every amount that has a unit, its own or a neighbour's, with its comparators; and verse forms."""
    demands: list[Demand] = []
    waiting: Amount | None = None  # a number without a unit that may borrow that of the next one
    text = layout.text
    fields = "数" in text or "ord" in text
    for amount in found:
        if demands and amount.start < demands[-1].end:
            continue  # the 50 of 1000字（±50字）
        last = demands[-1] if demands else None
        demand = _demand_at(text, amount, last, fields=fields) or _verse_at(layout, amount)
        if demand is None:
            waiting = amount
            continue
        lent = _borrowed(text, waiting, demand) if waiting else None
        demands += [lent, demand] if lent else [demand]
        waiting = None
    return demands


def _demand_at(text: str, amount: Amount, last: Demand | None, *, fields: bool) -> Demand | None:
    """The demand of this amount; without a unit, by that of the one just before: 不少于500字，不超过800.

    ``fields`` says whether the text may name a field at all (字数).
    """
    floor = last.end if last else 0
    read = amount.unit or fields or amount.counted
    demand = demand_of(text, amount, floor=floor, fields=fields) if read else None
    if demand is None and last is not None and amount.start - last.end <= _NEAR:
        return _borrowed(text, amount, last)
    return demand


def _borrowed(text: str, amount: Amount, lender: Demand) -> Demand | None:
    """The demand of a number without a unit that a neighbour lends one: 不少于50，不超过80字."""
    demand = None if lender.verse else demand_of(text, amount, unit=lender.unit)
    if demand is None or not demand.limits or (amount.counted and amount.high == 1):
        return None
    first, second = sorted((demand, lender), key=lambda each: each.start)
    return demand if _BORROWS.fullmatch(text, first.end, second.start) else None


def _verse_at(layout: Layout, amount: Amount) -> Demand | None:
    """The demand of a verse form: 七绝 is 28 Han characters, 七言 is 7 in each line."""
    start = amount.start
    if layout.text[start] not in _VERSE_HEADS or layout.text[start + 1 : start + 2] not in _VERSE_SECONDS:
        return None
    match = _VERSE.match(layout.text, start)
    if match is None:
        return None
    place = layout.place(*match.span())
    heads = not place.before.strip() and (not place.after or place.after.startswith("一首"))
    heads = heads or "形式" in place.after[:5] or "格式" in place.after[:5]
    spoken_of = _SPEAKS_OF_VERSE.search(place.before) and not _TAKES_VERSE.search(place.before)
    if spoken_of or not (heads or _WRITES_VERSE.search(place.before)):
        return None
    form = match[0].translate(_VERSE_NAMES)
    count = VERSE_FORMS.get(form) or VERSE_LINES[form]
    size = Amount(*match.span(), count, count, "汉字", match[0])
    return Demand(
        size, *match.span(), "汉字", "exact", verse="response" if form in VERSE_FORMS else "each_line"
    )


def _target(place: Place, demand: Demand) -> Target:
    if demand.verse == "each_line":
        return Target("each_line")
    if demand.verse and _SEVERAL_POEMS.search(place.before):
        return Target("each_item")
    if demand.verse and (_ALONG.search(place.before) or _AND_ANOTHER.match(place.after)):
        return Target("part")
    return target_of(place, demand)


def _reason_against(layout: Layout, demand: Demand) -> str:
    if not demand.possible:
        return "impossible"
    return "quoted" if layout.quotes(demand.start, demand.end) else ""


def _is_article(text: str, demand: Demand) -> bool:
    """Whether this is the 一段 of 写一段祝福; after 用, 成 or 为 it may be a number."""
    amount = demand.amount
    one = amount.high == 1 and not amount.ranging
    plain = one and amount.word in _ARTICLES and demand.bound is None and not demand.field
    if not plain or text[demand.start - 1 : demand.start] in _MAKES_A_NUMBER:
        return False
    return _OF_EACH.search(text, max(0, demand.start - 8), demand.start) is None


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
