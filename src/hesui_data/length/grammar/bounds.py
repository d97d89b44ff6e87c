"""Second step of the grammar: the comparators around an amount make it a demand."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from hesui_data.length.constraint import Kind, LengthConstraint, Scope, Unit
from hesui_data.length.grammar.amounts import Amount
from hesui_data.length.grammar.vocabulary import (
    AFTER,
    AFTER_UNLESS,
    BEFORE,
    FIELDS,
    FILLERS,
    MUST_TOUCH,
    TAIL_OF,
    Bound,
)
from hesui_data.length.patterns import Pattern

_MOST_FILLERS = 4
_MOST_COMPARATORS = 3
_LIMITS = ("at_most", "below", "at_least", "above")
_LOOSE_UNITS = ("字", "汉字", "字符", "word")
_VERSE_PARTS = ("横批", "上联", "下联")
_TRAILS = ("左右", "封顶", "上限", "limit")


def _cased(words: Iterable[str]) -> frozenset[str]:
    """The words, English ones also capitalised."""
    return frozenset(form for word in words for form in (word, word.capitalize(), word.upper()))


def _sizes(words: Iterable[str], *, at: int) -> dict[str, tuple[int, ...]]:
    """For each first (0) or last (-1) character of a word: the lengths to try, the longer first."""
    ends: dict[str, set[int]] = {}
    for word in words:
        ends.setdefault(word[at], set()).add(len(word))
    return {end: tuple(sorted(sizes, reverse=True)) for end, sizes in ends.items()}


_BEFORE, _AFTER, _FILLERS = _cased(BEFORE), _cased(AFTER), frozenset(FILLERS)
_BEFORE_SIZES, _FILLER_SIZES = _sizes(_BEFORE, at=-1), _sizes(_FILLERS, at=-1)
_AFTER_SIZES = _sizes(_AFTER, at=0)
_LEADS = _AFTER & _BEFORE - _cased(_TRAILS)
"""Words that belong to the number after them, where there is one: 三段最多200字."""

_REMARK = Pattern(r"\s?[（(][^（）()\n]{0,6}(?:标点|空格|含|包括|计)[^（）()\n]{0,10}[）)]")
_GIVE_OR_TAKE = Pattern(r"\s?[（(]?\s?(?:±|\+/-|正负|上下浮动|浮动)\s?[0-9]+\s?(?:个?字|词|%|％)?[）)]?")
_FIELD = Pattern(rf"(?<![a-z])(?a:{'|'.join(sorted(FIELDS, key=len, reverse=True))})", re.IGNORECASE)
_FRAME = Pattern(
    r"(?:限制|限定)(?:[一-鿿]{0,6}的?)(?:长度|字数|篇幅|句数|行数|段数)(?:应|应该|必须)?[为在成到于]?\s?$"
)
_DENIED = Pattern(
    r"(?:不|不得|不能|不可|不可以|不要|不应|不应该|不该|不宜|不许|不准|不允许|不会|别|勿|切勿|禁止|避免|严禁)"
    r"(?:包含|包括|含有?|有|写|出现|使用|用|达到|是|为|让它?|回答|输出|生成|允许|写得){1,2}\s?$"
    r"|(?i:\b(?:not|never|cannot|can't|won't|shouldn't|mustn't|don't|no)(?:\s(?:be|exceed|go|contain|have|use|write|run|any)){1,2}\s?$)"
)
_NOUN_UNITS: dict[str, Unit] = {
    "句子": "句",
    "段落": "段",
    "自然段": "段",
    "单词": "词",
    "汉字": "汉字",
    "字符": "字符",
    "要点": "条",
}
_COUNTED_NOUN = Pattern(
    f"({'|'.join(_NOUN_UNITS)})(?:的?(?:数量|个数|总数|数目))?(?:都|均|也|应该?|必?须|要|请|控制在|限制在|为|是|在)*$"
)
_NUMERALS = frozenset("0123456789一二三四五六七八九十百千两")
_OPPOSITE: dict[Bound | None, Bound] = {"above": "at_most", "below": "at_least"}
_LOOSELY = ("±", "+", "正", "上", "浮")
_OPENS_A_REMARK = ("（", "(", " ")
_FIELD_LINK = Pattern(
    r"(?:要求|控制|限制|限定|范围|大概|大约|约|需要|需|必须|应该|应当|应|最好|请|务必|尽量|严格|保持|设定|"
    r"规定|一定要|得|应不|不|介于|处于|在|为|是|到|至|于|都|均|也|要|有|写|[：:】\]）)」》=\s*]|"
    r"[（(][^（）()\n]{0,12}[）)])*+"
)


class Demand(NamedTuple):
    """An amount with what its comparators say; ``start`` and ``end`` span all of them."""

    amount: Amount
    start: int
    end: int
    unit: Unit
    bound: Bound | None = None  # None for a bare number
    field: bool = False  # 字数 stands before it
    verse: Scope | None = None  # for a verse form: what it bounds

    @property
    def bare(self) -> bool:
        """Whether it is one number, or a vague one, without a comparator."""
        return self.bound is None and not self.field and not self.amount.ranging

    @property
    def limits(self) -> bool:
        """Whether it is an upper or a lower bound."""
        return self.bound in _LIMITS

    @property
    def possible(self) -> bool:
        """Whether there is such a length at all (少于0字 is none)."""
        return self.amount.readable and not (self.bound == "below" and self.amount.high == 0)

    def constraint(self, scope: Scope = "response", part: str = "") -> LengthConstraint:
        """The constraint that this demand makes on ``scope``."""
        kind, low, high, target = _bounds(self.amount, self.bound)
        bare = kind == "exact" and self.bound is None and self._loose(scope, part)
        span = (self.start, self.end)
        return LengthConstraint(self.unit, kind, low, high, target, scope, part, span, bare)

    def _loose(self, scope: Scope, part: str) -> bool:
        """Whether a reader allows the number a tolerance: 50字, but not 三段, 七言 or 横批四字."""
        counts_characters = self.unit in _LOOSE_UNITS or (self.unit == "词" and (self.amount.high or 0) >= 20)
        return counts_characters and not self.verse and scope != "each_line" and part not in _VERSE_PARTS


def demand_of(
    text: str, amount: Amount, *, unit: Unit | None = None, floor: int = 0, fields: bool = True
) -> Demand | None:
    """The demand that ``amount`` makes, or None when nothing names its unit.

    ``unit`` is the one to use when neither a unit nor a field stands there; what stands before ``floor``
    is said of another amount. ``fields`` says whether the text may name a field at all.

    >>> from hesui_data.length.grammar.amounts import amounts
    >>> text = "字数不得少于100字"
    >>> demand = demand_of(text, amounts(text)[0])
    >>> text[demand.start:demand.end], demand.bound, demand.field
    ('不得少于100字', 'at_least', True)
    """
    start, before = _comparators_before(text, amount.start, floor)
    end, after = _comparators_after(text, amount.end)
    field = _field_unit(text, start, amount.start) if fields else None
    if amount.unit is None and field is None and amount.counted:
        unit = _noun_unit(text, start, end) or unit
    unit = amount.unit or (field if _stands_alone(text, amount, end) else None) or unit
    if unit is None:
        return None
    return Demand(amount, start, end, unit, _combined(before, amount.bound, after), field is not None)


def _bounds(amount: Amount, bound: Bound | None) -> tuple[Kind, int | None, int | None, int | None]:
    """Kind, min, max and target."""
    low, high = amount.low, amount.high
    if low is None or high is None:
        return "about", None, None, None
    if amount.ranging:
        return "range", low, high, None
    match bound:
        case "at_most" | "below":
            return "at_most", None, high - (bound == "below"), None
        case "at_least" | "above":
            return "at_least", low + (bound == "above"), None, None
        case "about":
            return "about", None, None, low
        case _:
            return "exact", low, low, low


@cache
def _combined(*bounds: Bound | None) -> Bound | None:
    """What several comparators say together: one that limits wins over 正好 and 约, the last of its kind."""
    given = [bound for bound in reversed(bounds) if bound in _STRENGTH]
    return min(given, key=lambda bound: _STRENGTH[bound]) if given else None  # type: ignore[index]


_STRENGTH = {"at_most": 0, "below": 0, "at_least": 0, "above": 0, "exact": 1, "about": 2}


def _comparators_before(text: str, start: int, floor: int) -> tuple[int, Bound | None]:
    """Where the comparators between ``floor`` and ``start`` begin, and what the nearest one says (最多不超过)."""
    bound: Bound | None = None
    last = text[start - 1 : start]
    if last not in _BEFORE_SIZES and last not in _FILLER_SIZES:
        return _framed(text, start, bound)
    for _ in range(_MOST_COMPARATORS):
        word, end = _comparator_ending(text, start)
        if not word or end - len(word) < floor:
            break
        start = end - len(word)
        bound = bound or BEFORE[word.lower()]
    return _framed(text, start, bound)


def _framed(text: str, start: int, bound: Bound | None) -> tuple[int, Bound | None]:
    """The same with what frames it: 不应包含超过20个字 is at most 20, 限制段落长度为5句话 at most 5."""
    frame = _FRAME if bound is None else _DENIED if bound in _OPPOSITE else None
    match = frame.search(text, start - 16 if start > 16 else 0, start) if frame else None
    if match is None:
        return start, bound
    shared = "每" in match[0] or "各" in match[0]  # which is no part of the demand
    return (start if shared else match.start()), _OPPOSITE.get(bound, "at_most")


def _comparator_ending(text: str, end: int) -> tuple[str, int]:
    """The comparator that ends at ``end`` or before the fillers there, and where it ends; or no word."""
    number = end
    for _ in range(_MOST_FILLERS + 1):
        last = text[end - 1 : end]
        for size in _BEFORE_SIZES.get(last, ()):
            word = text[max(0, end - size) : end]
            if word not in _BEFORE or (word in MUST_TOUCH and text[end:number].strip()):
                continue
            if word == "上" and text[end : end + 1] not in ("百", "千", "万", "十"):
                continue  # 附上一句话
            if not _is_tail(text, end - len(word), word):
                return word, end
        for size in _FILLER_SIZES.get(last, ()):
            if size <= end and text[end - size : end] in _FILLERS:
                end -= size
                break
        else:
            break
    return "", end


def _is_tail(text: str, start: int, word: str) -> bool:
    """Whether a comparator is the tail of another word: 附近 is not 近, nor is recover over."""
    before = text[start - 1 : start]
    if word[0].isascii() and word[0].isalpha():
        return before.isascii() and before.isalpha()
    return before != "" and before in TAIL_OF.get(word, "")


def _comparators_after(text: str, end: int) -> tuple[int, Bound | None]:
    """Where the comparators after ``end`` stop, and what they say; a remark may stand between."""
    follow = text[end : end + 1]
    begin = end
    if follow in _LOOSELY or follow in _OPENS_A_REMARK or follow.isspace():
        loosely = (
            _GIVE_OR_TAKE.match(text, end) if text[end : end + 3].strip("（( ")[:1] in _LOOSELY else None
        )
        if loosely:
            return loosely.end(), "about"
        remark = _REMARK.match(text, end)
        begin = remark.end() if remark else end
    elif follow not in _AFTER_SIZES:
        return end, None
    word, stop = _comparator_starting(text, begin)
    if not word:
        return end, None
    further, further_stop = _comparator_starting(text, stop)
    if further and ({AFTER[word], AFTER[further]} & {"about", "inside"}):
        return further_stop, _combined(AFTER[word], AFTER[further])
    return stop, AFTER[word]


def _comparator_starting(text: str, begin: int) -> tuple[str, int]:
    """The comparator at ``begin``, after one space at most, and where it stops; or no word."""
    begin += text[begin : begin + 1] == " "
    for size in _AFTER_SIZES.get(text[begin : begin + 1], ()):
        word, follow = text[begin : begin + size], text[begin + size : begin + size + 1]
        if len(word) < size or word not in _AFTER or (follow and follow in AFTER_UNLESS.get(word, "")):
            continue
        if word in _LEADS and text[begin + size : begin + size + 2].lstrip()[:1] in _NUMERALS:
            continue  # 一行最多20字: it goes with the next number
        if not (word[-1].isascii() and word[-1].isalpha() and follow.isascii() and follow.isalpha()):
            return word.lower(), begin + size
    return "", begin


def _field_unit(text: str, start: int, stop: int) -> Unit | None:
    """The unit of the field before a demand at ``start`` whose number is at ``stop``: 字数：120 is 字.

    >>> _field_unit("【字数】约120", 4, 5), _field_unit("最大字数：300", 0, 5), _field_unit("字数见下，300", 5, 5)
    ('字', '字', None)
    """
    if text.find("数", max(0, start - 20), stop) < 0 and text.find("ord", max(0, start - 20), stop) < 0:
        return None
    fields = list(_FIELD.finditer(text, max(0, start - 20), stop))
    if not fields:
        return None
    field = fields[-1]
    linked = field.end() > start or _FIELD_LINK.fullmatch(text, field.end(), start)
    return FIELDS[field[0].lower()] if linked else None


def _noun_unit(text: str, start: int, end: int) -> Unit | None:
    """The unit of what is counted, where it stands before: 每段包含的句子不超过3个.

    >>> text = "段落不超过5个"
    >>> _noun_unit(text, 2, 7), _noun_unit("段落不超过5个版面", 2, 7)
    ('段', None)
    """
    if "一" <= text[end : end + 1] <= "鿿":
        return None
    noun = _COUNTED_NOUN.search(text, max(0, start - 12), start)
    return _NOUN_UNITS[noun[1]] if noun else None


def _stands_alone(text: str, amount: Amount, end: int) -> bool:
    """Whether a number without a unit ends there (字数必须一致 has no number)."""
    if amount.counted or end > amount.end:
        return True
    follow = text[end : end + 1]
    if amount.end - amount.start > 1:
        return follow not in ("年", "月", "日", "%", "倍", "％")
    return not "一" <= follow <= "鿿" or follow == "的"
