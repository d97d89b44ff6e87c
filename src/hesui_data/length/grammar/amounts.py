"""First step of the grammar: numbers with the unit that follows them, wherever they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from hesui_data.length.constraint import Unit
from hesui_data.length.grammar.vocabulary import (
    AFTER,
    ENGLISH_NUMBERS,
    INFIX,
    NOT_A_UNIT,
    UNIT_WORDS,
    Bound,
)
from hesui_data.length.numerals import CHINESE, MAX_DIGITS, parse_number, parse_pair
from hesui_data.length.patterns import Pattern

_FOLD = str.maketrans(
    "０１２３４５６７８９．～〜∼﹣－–−個數過於內長約條點詞單萬億兩幾來餘應該須標題聯橫寫節絕對達滿夠為爲這給開頭結論話漢間範圍"
    "後與從總縮擴續創編說簡請無壓級許準隻歲們實會發認將讓則還寬補評語詩項類種廣業線號碼頁圖書畫韻紹議貼確進運營學習設計",
    "0123456789.~~~----个数过于内长约条点词单万亿两几来余应该须标题联横写节绝对达满够为为这给开头结论话汉间范围"
    "后与从总缩扩续创编说简请无压级许准只岁们实会发认将让则还宽补评语诗项类种广业线号码页图书画韵绍议贴确进运营学习设计",
)
_TO_FOLD = Pattern(f"[{re.escape(''.join(map(chr, _FOLD)))}]")


def _any(words: Iterable[str]) -> str:
    """An alternation of literal words, the longer first."""
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


def _heads(words: Iterable[str]) -> str:
    """Inside a character class: what the words begin with, so that one look spares trying each."""
    return re.escape("".join(sorted({word[0] for word in words})))


_CHINESE_UNITS = [word for word in UNIT_WORDS if not word.isascii()]
_LATIN_UNITS = [word for word in UNIT_WORDS if word.isascii()]
_NUMERAL = f"0-9{CHINESE}几"
_ARABIC = (
    r"[0-9]++(?:[,，][0-9]{3}(?![0-9]))*+(?:\.[0-9]++)?+"
    r"(?:\s?[千百万亿十]{1,2}+(?:[0-9]++[千百十]?+)?+|[kKwW](?![A-Za-z]))?+"
)
_NUMBER = f"(?:{_ARABIC}|几?[{CHINESE}]++几?|几)"
_SEPARATOR = r"(?=[\s\-—~至到或和与、])(?:\s?(?:--?|——?|~|至|到|或者?|和|与|、)\s?|\s(?:to|or|and)\s)"
_ADJECTIVE = r"(?:\s(?:short|brief|concise|simple|complete|full|long|single|English|Chinese|main|key)(?=\s))?"
_UNIT = (
    rf"(?:(?=[\s个{_heads(_CHINESE_UNITS)}])\s?个?\s?(?:{_any(_CHINESE_UNITS)})"
    rf"|个(?:(?![{CHINESE}几含中个])[一-鿿]){{1,8}}?(?:段落|句子|自然段)"
    rf"|(?=[\s\-A-Za-z]){_ADJECTIVE}[\s-]?(?ai:{_any(_LATIN_UNITS)})(?![A-Za-z]))"
)

_QUOTE_ENDS = r"(?:(?<=[0-9]{2})[\"”'’`]\s?(?=字))?"  # 控制在“80”字以内


def _numbered(letter: str) -> str:
    number, infix = (
        f"(?P<number_{letter}>{_NUMBER})",
        rf"(?:(?=[\s±{_heads(INFIX)}])\s?(?P<infix_{letter}>{_any(INFIX)}|±\s?[0-9]{{1,6}}[%％]?))?",
    )
    return rf"{number}{infix}(?:{_QUOTE_ENDS}(?P<unit_{letter}>{_UNIT})|(?P<piece_{letter}>个))?"


_AMOUNT = Pattern(f"{_numbered('a')}(?:(?P<separator>{_SEPARATOR}){_numbered('b')})?")
_ENGLISH = Pattern(
    rf"(?i)(?<![A-Za-z])(?P<a>(?a:{_any(ENGLISH_NUMBERS)}|a few|several))"
    rf"(?:\s(?P<separator>to|or|and)\s(?P<b>(?a:{_any(ENGLISH_NUMBERS)})))?"
    rf"(?P<unit>{_ADJECTIVE}[\s-](?a:{_any(_LATIN_UNITS)}))(?![A-Za-z])"
)
_FOLLOWS_NUMERAL = frozenset(
    {word[0] for word in (*_CHINESE_UNITS, *INFIX)} | set("个 \u3000-—~至到或和与、言绝律±")
)
_FOLLOWS_NUMBER = _FOLLOWS_NUMERAL | {word[0] for word in AFTER} | {"的"}
_ANY_RUN = Pattern(f"[{_NUMERAL}]++")
_RUN = Pattern(
    f"[{_NUMERAL}](?<![{_NUMERAL}][{_NUMERAL}])[{_NUMERAL}]*+"
    f"(?:(?=[{re.escape(''.join(sorted(_FOLLOWS_NUMBER)))}])|(?![一-鿿]))"
)
"""A whole numeral, unless a character follows that makes it none of ours: 一篇, 2024年."""
MOST_NUMERALS = 10_000
"""Of a text with more numerals than this only those at its head and at its foot are looked at."""

_ARTICLE = Pattern("一[段句条行](?=[一-鿿])(?![话子落文字以之内左上起及或封最不])")
_BEFORE_A_NUMBER = frozenset(
    "用成为以共仅只在了每各过超于至少多约到满足"
)  # so that 一段 is one paragraph, no article
_LATIN_UNIT_STEM = Pattern("word|sentence|line|paragraph|char|bullet")
_SCALES = (("万", 10**4), ("千", 1000), ("百", 100), ("k", 1000), ("w", 10**4))


class Amount(NamedTuple):
    """A number, or two, with its unit. ``low`` is None for a vague one (几十字)."""

    start: int
    end: int
    low: int | None
    high: int | None
    unit: Unit | None = None  # None when no unit follows: 字数不少于500
    word: str = ""  # the unit as it is written: 句话
    counted: bool = False  # with 个
    bound: Bound | None = None  # from 多, +, 以内 between number and unit
    separator: str = ""  # between two numbers
    readable: bool = True  # not a number of 5,000 digits, nor 2.5字

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


def amounts(text: str, *, most: int | None = None) -> list[Amount]:
    """The amounts in ``text``, which is folded, in order; also numbers without a unit.

    Of a text with more than ``most`` amounts only those at its head and at its foot are given, half of
    them each; of one with very many numerals what stands between is not even looked at.

    >>> [(a.low, a.high, a.unit) for a in amounts("写3条祝福，每条二三十字，共100-150字")]
    [(3, 3, '条'), (20, 30, '字'), (100, 150, '字')]
    >>> [a.low for a in amounts("1字，2字，3字，4字，5字", most=4)]
    [1, 2, 4, 5]
    """
    found = _all_amounts(text) if most is None or len(text) <= MOST_NUMERALS else _amounts_at_both_ends(text)
    return found if most is None or len(found) <= most else found[: most // 2] + found[-(most // 2) :]


def _amounts_at_both_ends(text: str) -> list[Amount]:
    """All amounts, or those of the first and of the last numerals where there are very many."""
    starts = [run.start() for run in _ANY_RUN.finditer(text)]
    if len(starts) <= MOST_NUMERALS:
        return _all_amounts(text)
    stop, start = starts[MOST_NUMERALS // 2], starts[-(MOST_NUMERALS // 2)]
    last = [
        each._replace(start=each.start + start, end=each.end + start) for each in _all_amounts(text[start:])
    ]
    return _all_amounts(text[:stop]) + last


def _all_amounts(text: str) -> list[Amount]:
    found = list(_numeral_amounts(text))
    if _LATIN_UNIT_STEM.search(text):
        found = sorted([*found, *_english_amounts(text)], key=lambda amount: amount.start)
    return found


def _numeral_amounts(text: str) -> Iterator[Amount]:
    fields = "数" in text
    position = 0  # behind the last amount, which may reach into a numeral (3到五, of 五六)
    for run in _RUN.finditer(text):
        start, end = run.span()
        if start < position:
            if end <= position:
                continue
            start = position
        if _is_beside_the_point(text, start, end, fields=fields):
            continue
        match = _AMOUNT.match(text, start)
        amount = _read_match(text, match) if match else None
        if amount is not None:
            position = amount.end
            yield amount


def _is_beside_the_point(text: str, start: int, end: int, *, fields: bool) -> bool:
    """Whether the numeral can make no amount, told by its neighbours: the 一段 of 写一段祝福, 三 without a unit."""
    if text[start] <= "9":
        return False
    if not fields and text[end : end + 1] not in _FOLLOWS_NUMERAL:
        return True
    if text[start] != "一" or text[start - 1 : start] in _BEFORE_A_NUMBER:
        return False
    return _ARTICLE.match(text, start) is not None


def _read_match(text: str, match: re.Match[str]) -> Amount | None:
    """The amount of this match; the second number is given up when the two make no range."""
    if match["separator"] is None:
        return _read_alone(text, match)
    first = _read_one(text, match, "a")
    if first is None:
        return None
    second = _read_one(text, match, "b")
    separator = match["separator"].strip()
    if second is None or first.low is None or second.low is None or second.high is None:
        return first
    if not _make_range(text, first, separator, second):
        return first
    low = _scaled(match["number_a"], first.low, match["number_b"], second.high)
    return second._replace(
        start=first.start,
        low=min(low, second.high),
        high=max(low, second.high),
        unit=second.unit or first.unit,
        word=second.word or first.word,
        counted=first.counted or second.counted,
        separator=separator,
    )


def _read_alone(text: str, match: re.Match[str]) -> Amount | None:
    """The amount of a match of one number, which is mostly one that was read before."""
    start, end = match.span()
    if end - start > _LONGEST_REMEMBERED:
        return _read_one(text, match, "a")
    one = _amount_between(text[start - 2 if start > 2 else 0 : start], match[0], text[end : end + 2])
    return Amount(start + one[0], start + one[1], *one[2:]) if one else None


_LONGEST_REMEMBERED = 24  # characters


@lru_cache(maxsize=2048)  # 50字 is asked for again and again
def _amount_between(before: str, written: str, follow: str) -> Amount | None:
    """The amount ``written`` between two characters on each side, all that it depends on; it starts at 0.

    >>> _amount_between("写一", "50字", "以内")[:5], _amount_between("", "50字", "段。")[4]
    ((0, 3, 50, 50, '字'), None)
    """
    text, at = f"{before}{written}{follow}", len(before)
    match = _AMOUNT.match(text, at)
    amount = _read_one(text, match, "a") if match else None
    return amount and amount._replace(start=amount.start - at, end=amount.end - at)


_GROUPS = {
    letter: tuple(f"{name}_{letter}" for name in ("number", "unit", "piece", "infix")) for letter in "ab"
}


def _read_one(text: str, match: re.Match[str], letter: str) -> Amount | None:
    """The number called ``letter`` with its unit; None when it is neither a number nor has a unit."""
    groups = _GROUPS[letter]
    number, written, piece, infix = match.group(*groups)
    (start, end), word = match.span(groups[0]), ""
    if written:
        word = _unit_word(written)
        word = word if _is_unit(text, match.end(groups[1]), word) else ""
    if word or piece:
        end = match.end(groups[1] if word else groups[2])
    value = _value(text[max(0, start - 2) : start], number[:_LONGEST_NUMBER])
    if value is None and not word:
        return None
    low, high, bound = value or _NO_VALUE
    if infix and (word or piece):
        bound = INFIX.get(infix, "about")
    begin = start - (low is None and value is not None and number[0] in "十百千万")  # 数百字
    unit = _unit_of(word) if word else None
    counted = bool(piece) or (word != "" and "个" in written)
    return Amount(begin, end, low, high, unit, word, counted, bound, "", value is not None)


_Value = tuple[int | None, int | None, Bound | None]
_NO_VALUE: _Value = (None, None, None)
_LONGEST_NUMBER = 2 * MAX_DIGITS + 4  # characters; longer ones are none, whatever follows


@lru_cache(maxsize=2048)  # few numbers are asked for, and those again and again
def _value(before: str, written: str) -> _Value | None:
    """Low, high and what 几 after it says; no low for a vague one (几十, 数百), None for no number.

    ``before`` are the two characters that stand before it.
    """
    number = written.replace(" ", "").replace("，", ",")
    if number.startswith("几"):
        return _NO_VALUE
    if number[0] in "十百千万" and before[-1:] == "数" and before != "字数":
        return _NO_VALUE
    if number.endswith("几"):
        value = parse_number(number[:-1])
        return (value, value, "about") if value is not None else None
    if number == "千万" or _is_cut(before, written[0]):
        return None  # 千万 alone means "by all means", or very many
    pair = None if number[0] <= "9" else parse_pair(number)
    if pair:
        return pair[0], pair[1], None
    value = parse_number(number)
    return (value, value, None) if value is not None else None


def _is_cut(before: str, head: str) -> bool:
    """Whether this is but the tail of a number: 10^12, 1/2, or 几 at the end of the line before."""
    if before[-1:] == "." and head > "9":
        return False  # 1.七言绝句
    return before[-1:] in (".", "^", "/") or (before[1:] == "\n" and before[0] in "几数0123456789")


def _unit_word(written: str) -> str:
    return written.strip(" -\u3000").removeprefix("个").strip().lower()


def _unit_of(word: str) -> Unit:
    """The unit that ``word`` names; it may have an adjective before it: 主要段落, short paragraphs."""
    known = word if word in UNIT_WORDS else next(filter(word.endswith, _BY_LENGTH))
    return UNIT_WORDS[known]


_BY_LENGTH = sorted(UNIT_WORDS, key=len, reverse=True)


def _is_unit(text: str, end: int, word: str) -> bool:
    """Whether what follows leaves the unit a unit: 字段 is a word of its own, 100字段落 is not."""
    makes_another_word = NOT_A_UNIT.get(word)
    if makes_another_word is None or text[end : end + 1] not in makes_another_word or end >= len(text):
        return True
    return text[end + 1 : end + 2] != "" and text[end + 1] in makes_another_word[text[end]]


def _make_range(text: str, first: Amount, separator: str, second: Amount) -> bool:
    """Whether two numbers make a range: 3到5句, 50字-80字; with 和 only after 介于, between or before 之间."""
    if first.ranging or second.ranging or (first.unit and first.unit != second.unit):
        return False
    if separator == "、":
        return _are_neighbours(text[first.start : first.end], text[second.start : second.end])
    if separator in ("和", "与", "and"):
        before = text[max(0, first.start - 8) : first.start].lower()
        closes = text.startswith(("之间", "的区间", "间", "的范围"), second.end)
        return closes or "介于" in before or "between" in before
    return True


def _are_neighbours(first: str, second: str) -> bool:
    """Whether 五、六百字 means five to six hundred: one digit, and the next."""
    return len(first) == 1 and first > "9" and parse_pair(first + second[0]) is not None


def _scaled(first: str, low: int, second: str, high: int) -> int:
    """``low`` with the multiplier that it shares: 3-5千 means 3000-5000, 一到两百 100-200."""
    scale = next((scale for suffix, scale in _SCALES if second.lower().endswith(suffix)), 1)
    shares = low < 10 and not any(suffix in first.lower() for suffix, _ in _SCALES) and low * scale <= high
    return low * scale if shares else low


def _english_amounts(text: str) -> Iterator[Amount]:
    for match in _ENGLISH.finditer(text):
        low = ENGLISH_NUMBERS.get(match["a"].lower())
        high = ENGLISH_NUMBERS[match["b"].lower()] if match["b"] else low
        if (
            match["separator"] == "and"
            and "between" not in text[max(0, match.start() - 9) : match.start()].lower()
        ):
            continue
        word = match["unit"].strip(" -").lower()
        yield Amount(
            match.start(),
            match.end(),
            low,
            high,
            _unit_of(word),
            word,
            separator=match["separator"] or "",
        )
