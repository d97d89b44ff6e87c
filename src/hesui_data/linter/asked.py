"""The length that a plain prompt asks for, read without the grammar; or that it asks for none.

A demand is read only where it stands in a clause of its own or in 写一段…, and nothing else in the prompt
could bear on it; in doubt it takes the grammar. What is read here the grammar reads alike:
``tests/test_linter_glance.py`` holds the two against each other.
"""

from __future__ import annotations

import re
from functools import lru_cache

from hesui_data.patterns import Pattern

MOST = 1 << 40
"""More than any response has."""

_NUMERAL = Pattern(
    "[0-9０-９零一二三四五六七八九〇壹贰叁肆伍陆柒捌玖貳貮參陸两兩俩倆仨弌弍弎十拾百佰千仟万萬亿億廿卅卌几幾]+"
)
_UNITS = "字汉中方英词詞单單句短整行段自小大条條点點要"
_BEFORE_A_UNIT = frozenset(
    _UNITS + "个個多餘余來来几幾上以之左 \u3000-—–－−﹣~～〜∼至到或和与與、言绝絕律±+＋"
)
_BEFORE_A_COMPARATOR = frozenset("的内內下封为為止最不未往朝保开開出光前间間范範区區这這")
_ARTICLE = Pattern("一[段句条行](?=[一-鿿])(?![话話子落文字以之内內左上起及或封最不])")
_MAKES_A_NUMBER = frozenset("用成為为以共仅只在了每各过過超于於至少多约約到满滿足")
_COUNTED_TEXTS = frozenset("个個条條篇则則首份封副款版种種幅句组組张張")

_LETTER = Pattern("[A-Za-z]")
_N = "(?P<{}>[1-9][0-9]{{1,3}})"
_ZI = "个?字"
_NEAR_A_UNIT = Pattern(
    f"(?:{_NUMERAL.pattern})(?:[^，。！？；\\n]{{0,4}}?字|[kKwWｋｗＫＷ百千万把来多余个個]{{0,4}}[词詞])"
)
"""A numeral with something between it and what it may count: 1k字, 千把字, 三百来个字; but not 一段贺词."""
_DEMAND = Pattern(
    "(?:^|(?<=[，。；！？\n])|(?P<writes>写一?[段篇份则封]?))"
    "(?:字数|篇幅|长度)?(?:请|要)?(?:"
    f"(?:控制在|限制在|限)?{_N.format('within')}{_ZI}(?:以内|之内|以下)"
    f"|(?:最好)?(?:不超过|不得超过|不要超过|不能超过|别超过|不多于|最多|至多){_N.format('most')}{_ZI}"
    f"|在?{_N.format('beyond')}{_ZI}以上"
    f"|(?:至少|不少于|不得少于|不能少于|不低于|最少|起码){_N.format('least')}{_ZI}"
    f"|(?:控制在|写|在)?(?:约|大约|大概)?{_N.format('low')}(?:[-~到至]{_N.format('high')})?{_ZI}(?:左右|之间|上下)?"
    ")(?=[，。；！\n]|$|的[\u4e00-\u9fff])"
)
_BEARS_ON_IT = Pattern(
    "[每各均联第先再并插附另配A-Za-z“”「『《\"'‘（(：:/]|分别|所有|标题|题目|同时|然后|接着|最后|翻译|点评|评价|评论|赏析"
    "|开头|结尾|开篇|文首|末尾|文末|以及|此外|外加|[和与及、]一|其中|吗|多久|多少|几页|几天|够|是不是|怎么办|来得及|[加补]"
)


@lru_cache(maxsize=4096)  # a small file is gone through again where there is something to tell
def asked_length(prompt: str) -> tuple[int, int, str] | None:
    """The least and the most 字 that ``prompt`` asks for, and the rest of it; None where it takes the grammar.

    ``MOST`` is no bound; about 50, or 50 alone, is 45 to 55.

    >>> asked_length("给老师写祝福，50字以内。"), asked_length("写祝福，50字左右")
    ((0, 50, '给老师写祝福，。'), (45, 55, '写祝福，'))
    >>> asked_length("写一首诗") == (0, MOST, "写一首诗"), asked_length("写3条祝福，每条50字")
    (True, None)
    """
    if "[LEN:" in prompt or _speaks_english_of_units(prompt):
        return None
    numerals = list(_NUMERAL.finditer(prompt))
    if not numerals:
        return 0, MOST, prompt
    found = _DEMAND.search(prompt) if "字" in prompt else None
    if found is None:
        if _NEAR_A_UNIT.search(prompt):
            return None
        return None if any(_may_count(prompt, one, alone=True) for one in numerals) else (0, MOST, prompt)
    rest = prompt[: found.start()] + (found["writes"] or "") + prompt[found.end() :]
    if (
        _BEARS_ON_IT.search(rest)
        or _NEAR_A_UNIT.search(rest)
        or any(_bears_on(found, one) for one in numerals)
    ):
        return None
    bounds = _bounds(found)
    return (*bounds, rest) if bounds else None


def _speaks_english_of_units(prompt: str) -> bool:
    if not _LETTER.search(prompt):
        return False
    lowered = prompt.lower()
    return any(unit in lowered for unit in ("word", "sentence", "line", "paragraph", "char", "bullet"))


def _bears_on(found: re.Match[str], numeral: re.Match[str]) -> bool:
    """Whether ``numeral``, unless it is that of the demand ``found``, could make another, or count texts."""
    if found.start() <= numeral.start() < found.end():
        return False
    follow = numeral.string[numeral.end() : numeral.end() + 2].strip()[:1]
    return (numeral[0] != "一" and follow in _COUNTED_TEXTS) or _may_count(
        numeral.string, numeral, alone=False
    )


def _may_count(prompt: str, numeral: re.Match[str], *, alone: bool) -> bool:
    """Whether ``numeral`` could be an amount; ``alone``: no demand beside it lends a unit to one without."""
    start, end = numeral.span()
    follow = prompt[end : end + 1]
    if "一" <= follow <= "鿿" and follow not in _BEFORE_A_UNIT and follow not in _BEFORE_A_COMPARATOR:
        return False
    field = "数" in prompt or "數" in prompt
    han = prompt[start] < "0" or "9" < prompt[start] < "０"
    if han and not field and follow not in _BEFORE_A_UNIT:
        return False
    if han and _ARTICLE.match(prompt, start) and prompt[start - 1 : start] not in _MAKES_A_NUMBER:
        return False
    if not alone or field:
        return True
    if follow in ("个", "個"):
        return prompt[end + 1 : end + 2] in _BEFORE_A_UNIT or "段" in prompt or "句" in prompt
    return follow in _BEFORE_A_UNIT


def _bounds(found: re.Match[str]) -> tuple[int, int] | None:
    """The least and the most that ``found`` admits."""
    most, least = found["within"] or found["most"], found["beyond"] or found["least"]
    if most or least:
        return (0, int(most)) if most else (int(least), MOST)
    low, high = int(found["low"]), int(found["high"] or found["low"])
    if found["high"]:
        return (low, high) if low < high and not found[0].endswith(("左右", "上下")) else None
    if found[0].endswith("之间"):
        return None
    slack = int(max(2, low * 0.10))
    return low - slack, low + slack
