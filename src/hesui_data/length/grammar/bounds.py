"""Second step of the grammar: the comparators around an amount make it a demand."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from hesui_data.length.constraint import Kind, LengthConstraint, Scope, Unit
from hesui_data.length.grammar.amounts import Amount
from hesui_data.length.grammar.vocabulary import (
    AFTER,
    AFTER_UNLESS,
    BEFORE,
    FIELDS,
    FILLERS,
    TAIL_OF,
    Bound,
)

_LOOSE_UNITS = ("字", "汉字", "字符", "word")
_MOST_FILLERS = 4
_MOST_COMPARATORS = 3


def _by_character(words: Iterable[str], *, at: int) -> dict[str, tuple[str, ...]]:
    """Words by their first (0) or last (-1) character, the longer first, also capitalised."""
    table: defaultdict[str, set[str]] = defaultdict(set)
    for word in words:
        for form in (word, word.capitalize(), word.upper()) if word.isascii() else (word,):
            table[form[at]].add(form)
    return {key: tuple(sorted(forms, key=lambda form: (-len(form), form))) for key, forms in table.items()}


_BEFORE_BY_LAST = _by_character(BEFORE, at=-1)
_FILLERS_BY_LAST = _by_character(FILLERS, at=-1)
_AFTER_BY_FIRST = _by_character(AFTER, at=0)
_REMARK = re.compile(r"\s?[（(][^（）()\n]{0,6}(?:标点|空格|含|包括|计)[^（）()\n]{0,10}[）)]")
_FIELD = re.compile("|".join(sorted(FIELDS, key=len, reverse=True)), re.IGNORECASE)
_FIELD_LINK = re.compile(
    r"(?:要求|控制|限制|限定|范围|大概|大约|约|需要|需|必须|应该|应当|应|最好|请|务必|尽量|严格|保持|设定|规定|一定要|得|应不|不|"
    r"介于|处于|在|为|是|到|至|于|都|均|也|要|有|写|[：:】\]）)」》=\s*]|[（(][^（）()\n]{0,12}[）)])*+"
)


@dataclass(frozen=True, slots=True)
class Demand:
    """An amount with what its comparators say; ``start`` and ``end`` span all of them."""

    amount: Amount
    start: int
    end: int
    unit: Unit
    bound: Bound | None  # None for a bare number
    field: bool = False  # 字数 stands before it
    scope: Scope = "response"
    part: str = ""
    verse: bool = False  # from the name of a verse form

    @property
    def bare(self) -> bool:
        """Whether this is a number that a reader allows a tolerance: 50字, but not 三段 or 横批四字."""
        loose = self.unit in _LOOSE_UNITS or (self.unit == "词" and (self.amount.high or 0) >= 20)
        form = self.verse or self.scope == "each_line" or self.part in ("横批", "上联", "下联")
        return self.bound in (None, "inside") and not self.amount.ranging and loose and not form

    @property
    def possible(self) -> bool:
        """Whether there is such a length at all (少于0字 is none)."""
        return self.amount.readable and not (self.bound == "below" and self.amount.high == 0)

    def constraint(self) -> LengthConstraint:
        """The constraint that this demand makes."""
        kind, low, high, target = _bounds(self.amount, self.bound)
        span, bare = (self.start, self.end), self.bare and kind == "exact"
        return LengthConstraint(self.unit, kind, low, high, target, self.scope, self.part, span, bare)

    @property
    def kind(self) -> Kind:
        return _bounds(self.amount, self.bound)[0]


def demand_of(text: str, amount: Amount, *, unit: Unit | None = None) -> Demand | None:
    """The demand that ``amount`` makes, or None when nothing names its unit.

    ``unit`` is the one to use when neither a unit nor a field stands there.

    >>> from hesui_data.length.grammar.amounts import amounts
    >>> text = "字数不得少于100字"
    >>> demand = demand_of(text, amounts(text)[0])
    >>> text[demand.start:demand.end], demand.bound, demand.field
    ('不得少于100字', 'at_least', True)
    """
    start, before = _comparators_before(text, amount.start)
    end, after = _comparators_after(text, amount.end)
    field = _field_unit(text, start, amount.start)
    unit = amount.unit or (field if _stands_alone(text, amount, end) else None) or unit
    if unit is None:
        return None
    return Demand(
        amount,
        start,
        end,
        unit,
        _combined(before, amount.bound, after),
        field is not None,
    )


def _bounds(amount: Amount, bound: Bound | None) -> tuple[Kind, int | None, int | None, int | None]:
    """Kind, min, max and target."""
    low, high = amount.low, amount.high
    if low is None or high is None:
        return "about", None, None, None
    if amount.ranging:
        return "range", low, high, None
    match bound:
        case "below":
            return "at_most", None, high - 1, None
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


def _combined(*bounds: Bound | None) -> Bound | None:
    """What several comparators say together: one that limits wins over 正好 and 约, the last of its kind."""
    for kinds in (("at_most", "below", "at_least", "above"), ("exact",), ("about",)):
        for bound in reversed(bounds):
            if bound in kinds:
                return bound
    return None


def _comparators_before(text: str, start: int) -> tuple[int, Bound | None]:
    """Where the comparators before ``start`` begin, and what the nearest one says (最多不超过)."""
    bound: Bound | None = None
    for _ in range(_MOST_COMPARATORS):
        found = _comparator_ending(text, start)
        if found is None:
            break
        word, end = found
        start = end - len(word)
        bound = bound or BEFORE[word.lower()]
    return start, bound


def _comparator_ending(text: str, end: int) -> tuple[str, int] | None:
    """The comparator that ends at ``end`` or before the fillers there: the word, and where it ends."""
    for _ in range(_MOST_FILLERS + 1):
        last = text[end - 1 : end]
        for word in _BEFORE_BY_LAST.get(last, ()):
            if text.endswith(word, 0, end) and not _is_tail(text, end - len(word), word):
                return word, end
        filler = next((f for f in _FILLERS_BY_LAST.get(last, ()) if text.endswith(f, 0, end)), "")
        if not filler:
            return None
        end -= len(filler)
    return None


def _is_tail(text: str, start: int, word: str) -> bool:
    """Whether a comparator is the tail of another word: 附近 is not 近, nor thousand an and."""
    before = text[start - 1 : start]
    if not before:
        return False
    if word[0].isascii() and word[0].isalpha():
        return before.isascii() and before.isalpha()
    return before in TAIL_OF.get(word, "")


def _comparators_after(text: str, end: int) -> tuple[int, Bound | None]:
    """Where the comparators after ``end`` stop, and what they say; a remark may stand between."""
    remark = _REMARK.match(text, end)
    for begin in (end, remark.end()) if remark else (end,):
        word, stop = _comparator_starting(text, begin)
        if not word:
            continue
        further, further_stop = _comparator_starting(text, stop)
        if further and (AFTER[word] in ("about", "inside") or AFTER[further] in ("about", "inside")):
            return further_stop, _combined(AFTER[word], AFTER[further]) or "inside"
        return stop, AFTER[word]
    return end, None


def _comparator_starting(text: str, begin: int) -> tuple[str, int]:
    """The comparator at ``begin``, after one space at most, and where it stops; or an empty string."""
    begin += text[begin : begin + 1] == " "
    for word in _AFTER_BY_FIRST.get(text[begin : begin + 1], ()):
        if not text.startswith(word, begin):
            continue
        stop = begin + len(word)
        follow = text[stop : stop + 1]
        goes_on = word[-1].isalpha() and word.isascii() and follow.isascii() and follow.isalpha()
        if not goes_on and (not follow or follow not in AFTER_UNLESS.get(word, "")):
            return word.lower(), stop
    return "", begin


def _field_unit(text: str, start: int, stop: int) -> Unit | None:
    """The unit of the field before a demand at ``start`` whose number is at ``stop``: 字数：120 is 字.

    >>> _field_unit("【字数】约120", 4, 5), _field_unit("最大字数：300", 0, 5), _field_unit("字数见下，300", 5, 5)
    ('字', '字', None)
    """
    field = None
    for field in _FIELD.finditer(text, max(0, start - 20), stop):
        pass
    if field is None:
        return None
    linked = field.end() > start or _FIELD_LINK.fullmatch(text, field.end(), start)
    return FIELDS[field[0].lower()] if linked else None


def _stands_alone(text: str, amount: Amount, end: int) -> bool:
    """Whether a number without a unit ends there (字数必须一致 has no number)."""
    if amount.counted or end > amount.end:
        return True
    follow = text[end : end + 1]
    if amount.end - amount.start > 1:
        return follow not in ("年", "月", "日", "%", "倍", "％")
    return not "一" <= follow <= "鿿" or follow == "的"
