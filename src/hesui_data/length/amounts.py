"""First step of the grammar: numbers with the unit that follows them, wherever they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from hesui_data.length.constraint import Unit
from hesui_data.length.numerals import CHINESE, parse_number, parse_pair
from hesui_data.length.vocabulary import ENGLISH_NUMBERS, INFIX, NOT_A_UNIT, UNIT_WORDS, Bound

_FOLD = str.maketrans(
    "０１２３４５６７８９．～〜∼﹣－–−個數過於內長約條點詞單萬億兩幾來餘應該須標題聯橫寫節絕對達滿夠為爲這給開頭結論話漢間範圍後員"
    "與從總縮擴續創編說簡請無勿壓級許準隻篇幅歲們實會發認將請讓則還寬補評論語詩項類種們廣業線號碼頁圖書畫韻陳",
    "0123456789.~~~----个数过于内长约条点词单万亿两几来余应该须标题联横写节绝对达满够为为这给开头结论话汉间范围后员"
    "与从总缩扩续创编说简请无勿压级许准只篇幅岁们实会发认将请让则还宽补评论语诗项类种们广业线号码页图书画韵陈",
)
_TO_FOLD = re.compile(f"[{re.escape(''.join(map(chr, _FOLD)))}]")

_RUN = re.compile(f"[0-9{CHINESE}几]")
_NUMBER = (
    f"(?:[0-9]++(?:[,，][0-9]{{3}}(?![0-9]))*+(?:\\.[0-9]++)?(?:\\s?[百千万亿十]{{1,2}}+(?:[0-9]++[千百十]?+)?+|[kKwW](?![A-Za-z]))?+"
    f"|几?[{CHINESE}]++|几)"
)
_SEPARATOR = r"(?:\s?(?:--?|——?|~|至|到|或者?|和|与)\s?|\s(?:to|or|and)\s)"
_INFIX = "(?:" + "|".join(map(re.escape, sorted(INFIX, key=len, reverse=True))) + ")"
_ADJECTIVE = r"\s(?:short|brief|concise|simple|complete|full|long|single|English|Chinese|main|key)(?=\s)"
_LATIN_UNITS = "|".join(sorted((u for u in UNIT_WORDS if u.isascii()), key=len, reverse=True))
_CHINESE_UNITS = "|".join(sorted((u for u in UNIT_WORDS if not u.isascii()), key=len, reverse=True))
_UNIT = (
    rf"(?:\s?个?\s?(?:{_CHINESE_UNITS})|个[一-鿿]{{1,4}}?(?:段落|句子|自然段)"
    rf"|(?:{_ADJECTIVE})?[\s-]?(?i:{_LATIN_UNITS})(?![A-Za-z]))"
)


def _named(letter: str) -> str:
    return rf"(?P<{letter}>{_NUMBER})(?:\s?(?P<infix_{letter}>{_INFIX}))?(?P<unit_{letter}>{_UNIT})?(?P<ge_{letter}>个(?!{_UNIT}))?"


_AMOUNT = re.compile(f"{_named('a')}(?:(?P<separator>{_SEPARATOR}){_named('b')})?")
_ENGLISH = re.compile(
    rf"(?i)\b(?P<a>{'|'.join(sorted(ENGLISH_NUMBERS, key=len, reverse=True))}|a few|several)"
    rf"(?:\s(?:to|or|and)\s(?P<b>{'|'.join(ENGLISH_NUMBERS)}))?(?P<unit>(?:{_ADJECTIVE})?[\s-](?:{_LATIN_UNITS}))(?![A-Za-z])"
)
_UNIT_CORE = re.compile(r"^\s?个?[\s-]?")


@dataclass(frozen=True, slots=True)
class Amount:
    """A number, or two, with its unit: ``low`` is None for a vague one (几十字)."""

    start: int
    end: int
    low: int | None
    high: int | None
    unit: Unit | None  # None when no unit follows: 字数不少于500
    word: str  # the unit as it is written: 句话
    counted: bool  # with 个
    bound: Bound | None = None  # from 多, +, 以内 between number and unit
    separator: str = ""  # between two numbers

    @property
    def ranging(self) -> bool:
        """Whether it has two numbers: 3到5, 两三百."""
        return self.high != self.low or bool(self.separator)


def fold(text: str) -> str:
    """``text`` in simplified characters and ASCII digits, of the same length.

    >>> fold("請用５０個字")
    '请用50个字'
    """
    return text.translate(_FOLD) if _TO_FOLD.search(text) else text


def amounts(text: str) -> Iterator[Amount]:
    """The amounts in ``text``, which is folded, in order.

    >>> [(a.low, a.high, a.unit) for a in amounts("写3条祝福，每条二三十字，共100-150字")]
    [(3, 3, '条'), (20, 30, '字'), (100, 150, '字')]
    """
    found = list(_numeral_amounts(text))
    if any(
        word in text for word in ("word", "sentence", "line", "paragraph", "character", "bullet", "point")
    ):
        found = sorted([*found, *_english_amounts(text)], key=lambda amount: amount.start)
    return iter(found)


def _numeral_amounts(text: str) -> Iterator[Amount]:
    position = 0
    while start := _RUN.search(text, position):
        match = _AMOUNT.match(text, start.start())
        if match is None:
            position = start.end()
            continue
        amount = _amount(text, match)
        if amount is not None and amount.separator and amount.unit is None and amount.low is None:
            amount = None
        position = max(amount.end if amount else _end_of_first(match), start.end())
        if amount is not None:
            yield amount


def _end_of_first(match: re.Match[str]) -> int:
    return match.end("a")


def _amount(text: str, match: re.Match[str]) -> Amount | None:
    """The amount of this match; the second number is given up when it makes no range."""
    first = _one(text, match, "a")
    second = _one(text, match, "b") if match["b"] else None
    if second is not None and (first is None or not _ranges(text, match, first, second)):
        return first
    if second is None or first is None:
        return first
    if first.low is None or second.low is None or second.high is None:
        return first
    low, high = _scaled(match["a"], first.low, second.high, match["b"]), second.high
    return Amount(
        first.start,
        second.end,
        min(low, high),
        max(low, high),
        second.unit or first.unit,
        second.word or first.word,
        first.counted or second.counted,
        second.bound,
        match["separator"].strip(),
    )


def _one(text: str, match: re.Match[str], letter: str) -> Amount | None:
    written = match[letter]
    start = match.start(letter)
    if start and text[start - 1] in ".^":
        return None
    low, high, bound = _value(text, start, written)
    if low is None and bound is None:
        return None
    infix = match[f"infix_{letter}"]
    unit_text = match[f"unit_{letter}"] or ""
    word = _UNIT_CORE.sub("", unit_text)
    if unit_text and not _is_unit(text, match.end(f"unit_{letter}"), word):
        unit_text = word = ""
    if infix and not unit_text:
        infix = None
    end = (
        match.end(f"unit_{letter}")
        if unit_text
        else match.end(f"ge_{letter}")
        if match[f"ge_{letter}"]
        else match.end(letter)
    )
    return Amount(
        start - (bound == "vague_left"),
        end,
        low,
        high,
        _unit_of(word) if word else None,
        word,
        "个" in unit_text or bool(match[f"ge_{letter}"]),
        INFIX[infix] if infix else None,
    )


def _value(text: str, start: int, written: str) -> tuple[int | None, int | None, str | None]:
    """Low, high, and ``vague`` for 几十; all None when it is no number."""
    compact = written.replace(" ", "").replace("，", ",")
    if "几" in compact:
        return None, None, "vague"
    if start and text[start - 1] == "数" and compact[0] in "十百千万" and text[start - 2 : start] != "字数":
        return None, None, "vague_left"
    pair = parse_pair(compact)
    if pair:
        return pair[0], pair[1], None
    number = parse_number(compact)
    return number, number, None


def _ranges(text: str, match: re.Match[str], first: Amount, second: Amount) -> bool:
    """Whether two numbers make a range: 3到5句, 50字-80字; 和 only after 介于, between or 在 … 之间."""
    separator = match["separator"].strip()
    if first.ranging or second.ranging or (first.unit and second.unit and first.unit != second.unit):
        return False
    if first.unit and not second.unit:
        return False
    if separator in ("和", "与", "and"):
        before = text[max(0, first.start - 8) : first.start].lower()
        return (
            "介于" in before or "between" in before or text.startswith(("之间", "的区间", "间"), second.end)
        )
    return True


def _scaled(written: str, low: int, high: int, other: str) -> int:
    """3-5千 means 3000-5000, 一到两百 100-200."""
    scale = next(
        (
            s
            for c, s in (("万", 10**4), ("千", 1000), ("百", 100), ("k", 1000), ("w", 10**4))
            if other.lower().endswith(c)
        ),
        1,
    )
    plain = low < 10 and not any(c in written for c in "十百千万kw")
    return low * scale if plain and scale > 1 and low * scale <= high else low


def _is_unit(text: str, end: int, word: str) -> bool:
    """Whether what follows leaves the unit a unit: 字段 is a word of its own, 100字段落 is not."""
    exceptions = NOT_A_UNIT.get(word, {}).get(text[end : end + 1]) if end < len(text) else None
    return exceptions is None or (text[end + 1 : end + 2] != "" and text[end + 1] in exceptions)


def _unit_of(word: str) -> Unit:
    known = UNIT_WORDS.get(word) or UNIT_WORDS.get(word.lower().split("  ")[-1])
    if known:
        return known
    return UNIT_WORDS[next(u for u in sorted(UNIT_WORDS, key=len, reverse=True) if word.lower().endswith(u))]


def _english_amounts(text: str) -> Iterator[Amount]:
    for match in _ENGLISH.finditer(text):
        low = ENGLISH_NUMBERS.get(match["a"].lower())
        high = ENGLISH_NUMBERS[match["b"].lower()] if match["b"] else low
        word = match["unit"].strip(" -")
        yield Amount(
            match.start(),
            match.end(),
            low,
            high,
            _unit_of(word),
            word,
            False,
            separator="to" if match["b"] else "",
        )
