"""HD701: a zodiac animal that is not that of the year."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hesui_data.checks.fields import asked, issue_of, rest
from hesui_data.patterns import Pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hesui_data.pair import Issue, Pair

ANIMALS = "鼠牛虎兔龙蛇马羊猴鸡狗猪"
"""From the year of 子 on; 2020 was one."""
_NAMES = (
    "Rat",
    "Ox",
    "Tiger",
    "Rabbit",
    "Dragon",
    "Snake",
    "Horse",
    "Goat",
    "Monkey",
    "Rooster",
    "Dog",
    "Pig",
)
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_WRITTEN = str.maketrans("〇零一二三四五六七八九○", "001234567890")
_YEAR = r"(?:19|20)[0-9]{2}|[一二]千?[〇零○九][〇零○一二三四五六七八九]{2}"
_IN_HAN = Pattern(rf"[一二]千?[〇零○九]|[{_STEMS}][{_BRANCHES}]")
_NAMED = r"[鼠牛虎兔龙蛇马羊猴鸡狗猪]"
_NO_YEAR = r"(?![轻龄纪级代度间后前初底末终夜饭货产出均景华月会])"  # 马年轻, 猪年产量
_BESIDE = Pattern(
    rf"(?<![0-9])(?P<year>{_YEAR})(?:年)?[，,]?\s?(?:是|为|即|乃|，)?(?:我国|中国)?(?:的)?(?:农历|阴历|夏历"
    rf"|传统)?(?:的)?[（(“「]?"
    rf"(?P<stem>[{_STEMS}][{_BRANCHES}])?(?:年)?[（(·\s]?(?P<animal>{_NAMED})年{_NO_YEAR}"
    rf"|(?P<stem2>[{_STEMS}][{_BRANCHES}])(?:年)?[（(·\s]?(?P<animal2>{_NAMED})年{_NO_YEAR}"
    rf"|(?P<animal3>{_NAMED})年[（(](?P<year3>{_YEAR})(?:年)?[)）]"
)
_TO_COME = Pattern("(?:春节)?(?:即将|将|就要|快要|马上|来临|到来|在即|临近)")
_STATED = Pattern(rf"(?<![0-9])(?:{_YEAR})(?=\s?年(?!代))")
_GREETED = Pattern(
    rf"(?P<animal>{_NAMED})年(?:大吉|快乐|吉祥|行大运|好运|旺|如意|到|将至|来临|来到|新春|大运|安康|幸福|喜乐"
    rf"|腾飞|贺岁|有福|发财)"
)
_ANY_ANIMAL = Pattern(rf"({_NAMED})年{_NO_YEAR}")
_LEAVES_OPEN = Pattern(
    "属相|属[鼠牛虎兔龙蛇马羊猴鸡狗猪]|本命年|出生|生于|生肖|去年|往年|明年|下一年|来年|过去|告别|送走|辞旧"
    "|辞别|辞[鼠牛虎兔龙蛇马羊猴鸡狗猪]|再见|回顾|上一个|下一个|轮回|十二年|腊月|12月|十二月|1月|一月|元月"
    "|年底|岁末|年末|元旦"
)
_ASKS_ABOUT_ERROR = Pattern("(?<!不)错(?![过落])|判断|纠正|更正|对吗|对不对|正确|是否|是不是|真假|辨")


def zodiac_issues(pair: Pair) -> Iterator[Issue]:
    """An issue for an animal beside a year that is another animal's, or in a greeting for the stated year.

    A greeting counts only where the texts name one year, one animal that is neither that year's nor
    its neighbour's without a word of old and new year, and nobody's birth.

    >>> from hesui_data.pair import Pair
    >>> [i.message for i in zodiac_issues(Pair("写2024年春节祝福", "2024兔年大吉！"))]
    ['2024 is the Year of the Dragon, but the text says "兔年"']
    >>> list(zodiac_issues(Pair("写2024年春节祝福", "祝您龙年大吉，蛇年更好！")))
    []
    """
    for field, text in (("prompt", pair.prompt), ("response", pair.response)):
        if _names_an_animal(text) and (_says_when(pair.prompt) or _says_when(pair.response)):
            yield from _wrong_in(pair, field, text)


def _names_an_animal(text: str) -> bool:
    """Whether an animal stands before a 年: a look that costs nearly nothing."""
    at = text.find("年")
    while at >= 0:
        if text[at - 1] in ANIMALS:
            return True
        at = text.find("年", at + 1)
    return False


def _says_when(text: str) -> bool:
    """Whether ``text`` may state a year: 2024, 二〇二四, 甲辰."""
    left = rest(text)
    return "20" in left or "19" in left or _IN_HAN.search(text) is not None


def _wrong_in(pair: Pair, field: str, text: str) -> Iterator[Issue]:
    wrong = (
        [] if _ASKS_ABOUT_ERROR.search(asked(pair)) else [m for m in _BESIDE.finditer(text) if _is_wrong(m)]
    )
    for match in wrong:
        named, year, right = _claim(match)
        yield _issue(field, text.index(named + "年", match.start()), year, right, named)
    if field == "response" and not wrong:
        yield from _wrong_greeting(pair)


def _claim(match: re.Match[str]) -> tuple[str, str, int]:
    """The animal that is named, the year it is said of, and which animal that year has."""
    named = match["animal"] or match["animal2"] or match["animal3"]
    year = match["year"] or match["year3"]
    if year:
        return named, _plain(year), _animal_of(year)
    return named, match["stem2"], _BRANCHES.index(match["stem2"][1])


def _is_wrong(match: re.Match[str]) -> bool:
    """Whether the animal is not the year's; after a comma, or where it is yet to come, a neighbour's is fine."""
    named, _, right = _claim(match)
    away = (ANIMALS.index(named) - right) % 12
    loose = re.search("[，,]", match[0]) or _TO_COME.match(match.string, match.end())
    return away not in (0, 1, 11) if loose else away != 0


def _wrong_greeting(pair: Pair) -> Iterator[Issue]:
    said = asked(pair)
    years = {_plain(year) for year in _STATED.findall(said + "\n" + pair.response)}
    animals = set(_ANY_ANIMAL.findall(said + pair.response))
    greeted = _GREETED.search(pair.response)
    if len(years) != 1 or len(animals) != 1 or greeted is None or _LEAVES_OPEN.search(said + pair.response):
        return
    year = years.pop()
    right, named = _animal_of(year), ANIMALS.index(greeted["animal"])
    if named not in (right, (right + 1) % 12):  # the next animal: a greeting written before the new year
        yield _issue("response", greeted.start(), year, right, ANIMALS[named])


def _issue(field: str, offset: int, year: str, right: int, named: str) -> Issue:
    return issue_of(
        "HD701",
        field=field,
        offset=offset,
        year=year,
        right=(ANIMALS[right], _NAMES[right]),
        shown=named + "年",
    )


def _plain(year: str) -> str:
    """
    >>> _plain("二〇二四"), _plain("2024")
    ('2024', '2024')
    """
    return year.replace("千", "").translate(_WRITTEN)


def _animal_of(year: str) -> int:
    """Which of ``ANIMALS`` is that of the lunar year that begins in ``year``.

    >>> ANIMALS[_animal_of("2024")]
    '龙'
    """
    return (int(_plain(year)) - 2020) % 12
