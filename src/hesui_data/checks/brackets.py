"""HD508: a quote or bracket without its counterpart."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hesui_data.checks.fields import about_code, asked, issue_of, name_of, rest
from hesui_data.patterns import Pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hesui_data.pair import Issue, Pair

_MARK = Pattern('[(（)）《》“”「」『』【】"\\[\\]]')
_CLOSER = {"(": ")", "（": ")", "《": "》", "“": "”", "「": "」", "『": "』", "【": "】", "[": "]"}
_SAME = {"）": ")"}  # a full-width bracket is often closed by a half-width one, and means the same
_LIST_MARK = Pattern(  # 1) a) 一）
    r"(?<![A-Za-z0-9])(?:\d{1,3}|[A-Za-z]|[一二三四五六七八九十]{1,3}|[ivxIVX]{1,4}|[①-⑳])[)）]"
)
_SMILE, _FROWN = (
    Pattern(r"(?<![A-Za-z0-9])[:;=：；][-'^o]?[)）]+"),
    Pattern(r"(?<![A-Za-z0-9])[:;=][-'^o]?\(+(?!\w)"),
)
_NO_PAIR = Pattern(
    r"[(（][^\n一-鿿A-Za-z]{0,3}[╯´≧•ω・▽﹏°□￣‵′ಠ][^\n一-鿿]{0,12}[)）]?"  # (╯°□°)╯
    r"|[\[(（]\s*[-+]?[\w.∞π/]+\s*[,，]\s*[-+]?[\w.∞π/]+\s*[\])）]"  # [0, 1)
    r"|(?<=\d)\s?[\"”″](?![A-Za-z0-9])",  # 5 inches
)


_ABOUT_MARKS = Pattern("括号|引号|书名号|标点|符号|bracket|quot|punctuat|parenthes", re.IGNORECASE)


def bracket_issues(pair: Pair) -> Iterator[Issue]:
    """An issue for the first mark in each field that has no counterpart.

    List marks such as 1), emoticons, intervals and code are left alone, and a quotation that opens
    anew with every paragraph.

    >>> from hesui_data.pair import Pair
    >>> [i.message for i in bracket_issues(Pair("写一句祝福", "祝您“龙年大吉，万事如意！"))]
    ['a "“" in the response has no counterpart']
    >>> list(bracket_issues(Pair("写一句祝福", "1）新年好 :)\\n2）万事如意")))
    []
    """
    for field, text in (("prompt", pair.prompt), ("response", pair.response)):
        left = rest(text)
        marks = _MARK.findall(left) if left else []
        if not marks or _balanced(marks) or (offset := _lonely(text)) is None:
            continue
        if not _ABOUT_MARKS.search(asked(pair)) and not about_code(pair):
            yield issue_of("HD508", field=field, field_name=name_of(field), offset=offset, shown=text[offset])


def _balanced(marks: list[str]) -> bool:
    """Whether every opening mark is followed by its own closing one: the usual case, told quickly."""
    if len(marks) % 2:
        return False
    return all(
        _CLOSER.get(first, first) == _SAME.get(second, second)
        for first, second in zip(marks[::2], marks[1::2], strict=True)
    )


def _lonely(text: str) -> int | None:
    """Where the first mark without a counterpart stands, if there is one."""
    plain = _NO_PAIR.sub(lambda match: " " * len(match[0]), text)
    for opening, closing in (
        ("(（", ")）"),
        ("《", "》"),
        ("“", "”"),
        ("「", "」"),
        ("『", "』"),
        ("【", "】"),
        ("[", "]"),
    ):
        offset = _first_alone(plain, opening, closing)
        if offset is not None and not (opening == "“" and _reopened(plain)):
            return offset
    return None if "“" in plain or "”" in plain else _odd_quote(plain)


def _odd_quote(text: str) -> int | None:
    """The last straight quote of the first line that has an odd number, if the text has one too."""
    if text.count('"') % 2 == 0:
        return None
    start = 0
    for line in text.split("\n"):
        if line.count('"') % 2:
            return start + line.rindex('"')
        start += len(line) + 1
    return None


def _first_alone(text: str, opening: str, closing: str) -> int | None:
    """The first of these marks that pairs with none, whatever other marks stand between."""
    opens: list[int] = []
    alone: list[int] = []
    for match in _MARK.finditer(text):
        offset, mark = match.start(), match[0]
        if mark in opening:
            opens.append(offset)
        elif mark in closing:
            if opens:
                opens.pop()
            else:
                alone.append(offset)
    if opening == "(（":  # a list mark or an emoticon has one without the other
        opens = opens[_length(_FROWN, text) :]
        alone = alone[_length(_LIST_MARK, text) + _length(_SMILE, text) :]
    return min(opens + alone, default=None)


def _length(pattern: Pattern, text: str) -> int:
    """How many brackets the findings of ``pattern`` have."""
    return sum(match.count(bracket) for match in pattern.findall(text) for bracket in "()）")


def _reopened(text: str) -> bool:
    """Whether the quotes are of the kind that opens every paragraph anew, or turned the wrong way round."""
    lines = [line.strip() for line in text.split("\n")]
    anew = sum(line.startswith("“") and line.count("“") > line.count("”") for line in lines)
    missing = text.count("“") - text.count("”")
    return missing == 0 or (anew > 1 and 0 < missing <= anew and "”" in text)
