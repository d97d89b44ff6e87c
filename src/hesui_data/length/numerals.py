"""Numbers as people write them before 字: ASCII, full-width, Chinese and mixed ones.

>>> [parse_number(n) for n in ("800", "５０", "一千二", "两万五", "1.5万", "2k", "1,200", "百")]
[800, 50, 1200, 25000, 15000, 2000, 1200, 100]
"""

from __future__ import annotations

import re
from typing import Literal

MAX_DIGITS = 18
"""Longer numbers are no lengths; parsing and rendering refuse them, so that all work is bounded."""

_DIGITS = {
    **{c: i for i, c in enumerate("零一二三四五六七八九")},
    **{c: i for i, c in enumerate("〇壹贰叁肆伍陆柒捌玖")},
    **dict(
        zip(
            "貳貮參陸两兩俩倆仨弌弍弎",
            (2, 2, 3, 6, 2, 2, 2, 2, 3, 1, 2, 3),
            strict=True,
        )
    ),
}
_SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_LARGE = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
_TENS = {"廿": "二十", "卅": "三十", "卌": "四十"}
_SUFFIXES = {**_SMALL, **_LARGE, "k": 1000, "K": 1000, "w": 10**4, "W": 10**4}

_NARROW = str.maketrans("０１２３４５６７８９．，ｋＫｗＷ", "0123456789.,kKwW")

ARABIC = "0-9０-９"
"""Inside a character class: digits."""
CHINESE = "".join((*_DIGITS, *_SMALL, *_LARGE, *_TENS))
"""Inside a character class: what Chinese numerals are made of."""

_MIXED = re.compile(r"([0-9]{1,18}|[0-9]{1,3}(?:,[0-9]{3}){1,5})(\.[0-9]{1,6})?([十百千万萬亿億kKwW]{0,2})")
_MIXED_SUM = re.compile(r"(?:[0-9]{1,4}[万萬千百十]){2,4}[0-9]{0,3}")

Style = Literal["ascii", "full_width", "chinese", "traditional", "compact"]
STYLES: tuple[Style, ...] = ("ascii", "full_width", "chinese", "traditional", "compact")


def parse_number(text: str) -> int | None:
    """The whole number that ``text`` writes, or None when it writes none (or two: 两三百).

    >>> parse_number("一百五"), parse_number("一百零五"), parse_number("二〇二四"), parse_number("廿")
    (150, 105, 2024, 20)
    >>> parse_number("两三百"), parse_number("1.234"), parse_number("9" * 5000)
    (None, None, None)
    """
    if not 0 < len(text) <= 2 * MAX_DIGITS:
        return None
    if text.isascii() and text.isdigit():
        return int(text) if len(text) <= MAX_DIGITS else None
    text = text.translate(_NARROW)
    return _parse_mixed(text) if text[0].isascii() else _parse_chinese(text)


def parse_pair(text: str) -> tuple[int, int] | None:
    """The two numbers that neighbouring digits write, lower first: 两三百 is 200 and 300.

    三五 is such a pair too.

    >>> parse_pair("两三百"), parse_pair("七八十"), parse_pair("一千二三百"), parse_pair("三五")
    ((200, 300), (70, 80), (1200, 1300), (3, 5))
    >>> parse_pair("两百") is None, parse_pair("十五六")
    (True, (15, 16))
    """
    if not 1 < len(text) <= 2 * MAX_DIGITS:
        return None
    for i in range(len(text) - 1):
        first, second = _DIGITS.get(text[i]), _DIGITS.get(text[i + 1])
        if first and second:
            low, high = (
                parse_number(text[: i + 1] + text[i + 2 :]),
                parse_number(text[:i] + text[i + 1 :]),
            )
            if (second - first == 1 or (first, second) == (3, 5)) and low is not None and high is not None:
                return low, high
            return None
    return None


def render_number(number: int, style: Style = "ascii") -> str:
    """``number`` in ``style``; ``compact`` writes round thousands with 万 or k.

    Raises:
        ValueError: the number is negative, too long, or the style unknown.

    >>> [render_number(15000, style) for style in STYLES]
    ['15000', '１５０００', '一万五千', '一萬五千', '1.5万']
    >>> render_number(200, "chinese"), render_number(102, "chinese"), render_number(10, "chinese")
    ('两百', '一百零二', '十')
    """
    if not 0 <= number < 10**MAX_DIGITS:
        raise ValueError(f"a number from 0 to {MAX_DIGITS} digits is expected, got {number}")
    if style == "ascii":
        return str(number)
    if style == "full_width":
        return str(number).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    if style == "chinese":
        return _render_chinese(number)
    if style == "traditional":
        return _render_chinese(number).translate(str.maketrans("两万亿", "兩萬億"))
    if style == "compact":
        return _render_compact(number)
    raise ValueError(f"no style {style!r}; there are {', '.join(STYLES)}")


def _parse_mixed(text: str) -> int | None:
    """ASCII digits with an optional fraction and multiplier: 1.5万, 2k, 1,200, 1千2百."""
    match = _MIXED.fullmatch(text)
    if match is None:
        return _parse_mixed_sum(text)
    whole, fraction, suffix = match[1].replace(",", ""), match[2] or "", match[3]
    if fraction and not suffix:
        return None
    scale = 1
    for character in suffix:
        scale *= _SUFFIXES[character]
    scaled = int(whole + fraction[1:]) * scale
    places = 10 ** max(0, len(fraction) - 1)
    return scaled // places if scaled % places == 0 and scaled < 10**MAX_DIGITS * places else None


def _parse_mixed_sum(text: str) -> int | None:
    if not _MIXED_SUM.fullmatch(text):
        return None
    total = 0
    for digits, unit in re.findall(r"([0-9]+)([万萬千百十]?)", text):
        total += int(digits) * _SUFFIXES.get(unit, 1)
    return total


def _parse_chinese(text: str) -> int | None:
    for short, long in _TENS.items():
        text = text.replace(short, long)
    if len(text) > 1 and all(c in _DIGITS for c in text):
        return _parse_positional(text)
    total = section = 0
    digit: int | None = None
    unit = 1  # the last multiplier, for the short form 一千二 = 1200
    for character in text:
        if character in _DIGITS:
            if digit:  # two digits without a multiplier between them
                return None
            digit = _DIGITS[character]
            unit = 1 if digit == 0 else unit
        elif character in _SMALL:
            unit = _SMALL[character]
            section += (1 if digit is None or digit == 0 else digit) * unit
            digit = None
        elif character in _LARGE:
            unit = _LARGE[character]
            head = section + (digit or 0)
            if unit == 10**4:
                total += (head or 1) * unit
            else:
                total = (total + head or 1) * unit
            section, digit = 0, None
        else:
            return None
    tail = (digit or 0) * (unit // 10 if unit > 10 else 1)
    number = total + section + tail
    return number if number < 10**MAX_DIGITS else None


def _parse_positional(text: str) -> int | None:
    """Digits one by one (二〇二四); without 〇 it needs three, since 三五 is a pair."""
    if len(text) < 3 and not any(_DIGITS[c] == 0 for c in text):
        return None
    return int("".join(str(_DIGITS[c]) for c in text)) if len(text) <= MAX_DIGITS else None


def _render_chinese(number: int) -> str:
    if number >= 10**8:
        high, low = divmod(number, 10**8)
        return _render_chinese(high) + "亿" + _joined_below(low, 10**7)
    if number >= 10**4:
        high, low = divmod(number, 10**4)
        return ("两" if high == 2 else _render_chinese(high)) + "万" + _joined_below(low, 1000)
    words = _render_section(number) or "零"
    return words[1:] if words.startswith("一十") else words


def _joined_below(number: int, full: int) -> str:
    """What follows 万 or 亿: nothing, or the rest, after 零 when its first place is empty."""
    if number == 0:
        return ""
    words = _render_chinese(number)
    words = "一" + words if words.startswith("十") else words
    return words if number >= full else "零" + words


def _render_section(part: int) -> str:
    """A number below 10,000."""
    words, zero = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, part = divmod(part, unit)
        if digit == 0:
            zero = bool(words)
            continue
        if zero:
            words, zero = words + "零", False
        words += ("两" if digit == 2 and unit >= 100 else "零一二三四五六七八九"[digit]) + name
    return words


def _render_compact(number: int) -> str:
    if number >= 10**4 and number % 100 == 0:
        return f"{number / 10**4:.2f}".rstrip("0").rstrip(".") + "万"
    if number >= 1000 and number % 100 == 0:
        return f"{number / 1000:.1f}".rstrip("0").rstrip(".") + "k"
    return str(number)
