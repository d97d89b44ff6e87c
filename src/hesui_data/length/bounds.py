"""Second step of the grammar: the comparators around an amount make it a demand."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from hesui_data.length.amounts import Amount
from hesui_data.length.constraint import Kind, LengthConstraint, Scope, Unit
from hesui_data.length.vocabulary import AFTER, AFTER_UNLESS, BEFORE, FIELDS, FILLERS, Bound

_LONGEST_BEFORE = max(map(len, BEFORE))
_LONGEST_AFTER = max(map(len, AFTER))
_LONGEST_FIELD = max(map(len, FIELDS))
_FILLERS = tuple(sorted(FILLERS, key=len, reverse=True))
_REMARK = re.compile(r"\s?[（(](?:[^（）()\n]{0,6}(?:标点|空格|含|包括|计)[^（）()\n]{0,10})[）)]")
_FIELD_LINK = re.compile(
    r"(?:要求|控制|限制|限定|范围|大概|大约|约|需要|需|必须|应该|应当|应|最好|请|务必|尽量|严格|保持|设定|规定|一定要|得|"
    r"在|为|是|到|至|于|都|均|也|要|不|有|写|[：:】\]）)」》\s*]|[（(][^（）()\n]{0,12}[）)])*+"
)


@dataclass(frozen=True, slots=True)
class Demand:
    """An amount with what its comparators say; ``start`` and ``end`` span all of them."""

    amount: Amount
    start: int
    end: int
    unit: Unit
    bound: Bound | None  # None for a bare number
    field: bool = False  # a 字数 stands before it
    scope: Scope = "response"
    part: str = ""
    verse: bool = False

    @property
    def bare(self) -> bool:
        """Whether this is a number that a reader allows a tolerance: 50字, but not 三段 or 横批四字."""
        loose = self.unit in _LOOSE_UNITS or (self.unit == "词" and (self.amount.high or 0) >= 20)
        form = self.verse or self.scope == "each_line" or self.part in ("横批", "上联", "下联")
        return self.bound is None and not self.amount.ranging and loose and not form

    def constraint(self) -> LengthConstraint | None:
        """The constraint, or None when the bounds make no sense (少于0字)."""
        bounds = _bounds(self.amount, self.bound)
        if bounds is None:
            return None
        place = {"scope": self.scope, "part": self.part, "span": (self.start, self.end)}
        bare = self.bare and bounds[0] == "exact"
        return LengthConstraint(self.unit, *bounds, **place, bare=bare)  # type: ignore[arg-type]


_LOOSE_UNITS = ("字", "汉字", "字符", "word")


def _bounds(amount: Amount, bound: Bound | None) -> tuple[Kind, int | None, int | None, int | None] | None:
    """Kind, min, max and target; None when nothing can satisfy them."""
    low, high = amount.low, amount.high
    if low is None or high is None:
        return "about", None, None, None
    if amount.ranging:
        return "range", low, high, None
    match bound:
        case "below":
            return ("at_most", None, high - 1, None) if high else None
        case "at_most":
            return "at_most", None, high, None
        case "at_least":
            return "at_least", low, None, None
        case "above":
            return "at_least", low + 1, None, None
        case "about":
            return "about", None, None, low
        case _:
            return "exact", low, low, low


def demand_of(text: str, amount: Amount) -> Demand | None:
    """The demand that ``amount`` makes, or None when it has neither a unit nor a field.

    >>> from hesui_data.length.amounts import amounts
    >>> text = "字数不得少于100字"
    >>> demand = demand_of(text, next(amounts(text)))
    >>> text[demand.start:demand.end], demand.bound, demand.field
    ('不得少于100字', 'at_least', True)
    """
    start, before = _comparator_before(text, amount.start)
    end, after = _comparator_after(text, amount.end)
    bound = _combined(amount, before, after)
    field = field_unit(text, start, amount.start)
    unit = amount.unit or field
    if unit is None:
        return None
    return Demand(amount, start, end, unit, bound, field=field is not None)


def _combined(amount: Amount, before: Bound | None, after: Bound | None) -> Bound | None:
    """The bound that two comparators give: one that limits wins over 约, and 限 …以上 over 限."""
    if after == "inside":
        after = None
    for bound in (after, before, amount.bound):
        if bound not in (None, "about"):
            return bound if bound != "exact" or after is None else after
    return after or before or amount.bound


def _comparator_before(text: str, start: int) -> tuple[int, Bound | None]:
    """Where the comparators before ``start`` begin, and what the nearest one says."""
    begin, bound = start, None
    while True:
        end = _skip_fillers(text, begin)
        word = _ending_here(text, end)
        if not word:
            return begin, bound
        begin = end - len(word)
        bound = bound or BEFORE[word.lower()]


def _skip_fillers(text: str, end: int) -> int:
    for _ in range(4):
        shorter = next((f for f in _FILLERS if text.endswith(f, max(0, end - 8), end)), "")
        if not shorter or _ending_here(text, end):
            break
        end -= len(shorter)
    return end


def _ending_here(text: str, end: int) -> str:
    """The longest comparator that ends at ``end``."""
    for size in range(min(_LONGEST_BEFORE, end), 0, -1):
        word = text[end - size : end]
        if word.lower() in BEFORE and not _inside_a_word(text, end - size, word):
            return word
    return ""


def _inside_a_word(text: str, start: int, word: str) -> bool:
    """Whether a short comparator is the tail of another word: 附近 is not 近, 通过 not 过."""
    before = text[start - 1 : start]
    if word[0].isascii() and word[0].isalpha():
        return before.isascii() and before.isalpha()
    return (word, before) in _TAILS


_TAILS = frozenset(
    (word, before)
    for word, befores in {
        "过": "不通经超写说用看来读学", "近": "附最远靠亲临", "满": "充美圆丰饱", "达": "表传到发抵",
        "限": "无有不权期极受", "上": "以之加早晚路网线身历马天地世床桌边", "够": "能不足", "左右": "",
        "约": "节合预条相契公", "超": "高", "最大": "", "恰": "",
    }.items()
    for before in befores
)  # fmt: skip


def _comparator_after(text: str, end: int) -> tuple[int, Bound | None]:
    """Where the comparator after ``end`` stops, and what it says."""
    remark = _REMARK.match(text, end)
    for begin in (end, remark.end() if remark else end):
        word = _starting_here(text, begin)
        if word is not None:
            bound = AFTER[word[1]]
            stop = word[0]
            if bound == "about":  # 100字左右以内
                further = _starting_here(text, stop)
                if further is not None:
                    return further[0], AFTER[further[1]]
            elif bound == "inside" or AFTER[word[1]] in ("at_most", "at_least"):
                further = _starting_here(text, stop)
                if further is not None and AFTER[further[1]] in ("inside", "about"):
                    stop = further[0]
            return stop, bound
    return end, None


def _starting_here(text: str, start: int) -> tuple[int, str] | None:
    """The longest comparator at ``start``, after one space at most: where it ends, and its key."""
    begin = start + (text[start : start + 1] == " ")
    for size in range(_LONGEST_AFTER, 0, -1):
        word = text[begin : begin + size].lower()
        if len(word) == size and word in AFTER:
            follow = text[begin + size : begin + size + 1]
            latin_goes_on = (
                word[-1].isascii() and word[-1].isalpha() and follow.isascii() and follow.isalpha()
            )
            if not latin_goes_on and (not follow or follow not in AFTER_UNLESS.get(word, "")):
                return begin + size, word
    return None


def field_unit(text: str, start: int, stop: int) -> Unit | None:
    """The unit of the field before a demand at ``start`` whose number is at ``stop``: 字数：120 is 字.

    >>> field_unit("【字数】约120", 4, 5), field_unit("最大字数：300", 0, 5), field_unit("字数见下，300", 5, 5)
    ('字', '字', None)
    """
    window_start = max(0, start - 24)
    window = text[window_start:stop].lower()
    found = [(window.rfind(name) + len(name), name) for name in FIELDS if name in window]
    if not found:
        return None
    end, name = max(found, key=lambda candidate: (candidate[0], len(candidate[1])))
    linked = window_start + end > start or _FIELD_LINK.fullmatch(window, end, start - window_start)
    return FIELDS[name] if linked else None
