"""What in a response does not go with its prompt: another person, another holiday, another tone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from hesui_data.expand.slots import KINDS, OF_A_LIFE, Slots, addressee_of, occasions_in, seasons


def contradictions(
    prompt: str, response: str, ordered: Slots, known: frozenset[str] = frozenset()
) -> Iterator[tuple[str, str]]:
    """What in ``response`` does not go with ``prompt``, in Chinese and in English.

    ``known`` are the occasions that go without saying, since the seed's own response has them.

    >>> [zh for zh, _ in contradictions("给客户写一句中秋祝福", "老师，新春快乐！", Slots("客户", "中秋"))]
    ['称呼的是“老师”', '说的是“新春”']
    """
    if person := _other_person(prompt, response, ordered):
        yield f"称呼的是“{person}”", f'it greets "{person}"'
    if wrong := _other_season(prompt, response, ordered, known) or _other_day(prompt, response):
        yield f"说的是“{wrong}”", f'it speaks of "{wrong}"'
    if (match := _GRIEF.search(response)) and not _MOURNED.search(prompt):
        yield f"“{match[0]}”不是提示词要的话", f'"{match[0]}" is not what the prompt asks for'
    if animal := _other_animal(prompt, response):
        yield f"说的是{animal}年", f"it speaks of the year {animal}年"
    for tones, signs in _UNLIKE:
        if ordered.tone in tones and (match := re.search(signs, response)):
            yield f"“{match[0]}”不是{ordered.tone}的口气", f'"{match[0]}" is not {ordered.tone}'


def _other_person(prompt: str, response: str, ordered: Slots) -> str:
    """Whom ``response`` greets, if that is not whom ``prompt`` asks for."""
    for person in _greeted(response):
        if person not in prompt and not _same_kind(person, ordered.addressee, prompt):
            return person
    return _stranger(prompt, response, ordered)


def _other_season(prompt: str, response: str, ordered: Slots, known: frozenset[str]) -> str:
    """The word of an occasion in ``response`` that is not that of ``prompt``: wished, alone, or said first."""
    allowed = {*seasons(prompt), *seasons(ordered.occasion)}
    if wrong := next((word for word, kinds in _wished(response) if not kinds & (allowed | known)), ""):
        return wrong
    found = seasons(response) - OF_A_LIFE
    if allowed and found and not found & allowed:
        return next(occasions_in(response), "")
    opening = _FIRST.match(response.lstrip()) if allowed else None
    named = occasions_in(opening[0]) if opening else iter(())
    return next((word for word in named if (kinds := seasons(word)) and not kinds & (allowed | known)), "")


def _other_animal(prompt: str, response: str) -> str:
    """The animal of whose year ``response`` speaks, where ``prompt`` names another."""
    asked, said = set(_ZODIAC.findall(prompt)), _ZODIAC.findall(response)
    return said[0] if asked and said and not asked & set(said) else ""


def _stranger(prompt: str, response: str, ordered: Slots) -> str:
    """Whom ``response`` calls dear or honoured, where ``prompt`` names somebody else who has no character of it."""
    match = _SALUTED.match(response)
    addressee = ordered.addressee or addressee_of(prompt)
    asked = _kinds_in(addressee or _OF_WHOM.sub("", prompt))
    if not match or not (addressee or asked) or _ANYBODY.search(match["who"]):
        return ""
    who = match["who"]
    kinds = _kinds_in(who)
    known = set(prompt + addressee) - set("的们各位人家大小老长师员工生友子")
    return "" if kinds & asked or known & set(who) else who


_SALUTED = re.compile(
    r"\A\s*(?:(?:尊敬|亲爱|敬爱|可爱)的|各位|诸位)(?P<who>[^，。！？：:\s、]{1,8}?)(?:您好|你好|好)?[，：:！!]"
)
_ANYBODY = re.compile("朋友|家人|大家|[你您]|各位|伙伴|宝贝|自己|亲人|来宾|先生|女士")


def _other_day(prompt: str, response: str) -> str:
    """The one day of the New Year that ``response`` names, where ``prompt`` names another day."""
    asked = {day for day, words in _DAYS.items() if any(word in prompt for word in words)}
    named = {day for day, words in _DAYS.items() if any(word in response for word in words)}
    return "" if not asked or asked & named or _SEASON_WORD.search(response) else min(named, default="")


_DAYS = {
    "腊八": ("腊八",),
    "小年": ("小年", "祭灶"),
    "除夕": ("除夕", "年三十", "守岁", "辞旧"),
    "初一": ("初一",),
    "元宵": ("元宵", "正月十五", "闹花灯"),
}
_SEASON_WORD = re.compile("过年|春节|新春|新年|拜年|年夜")
_FIRST = re.compile("[^。！？!?…\n]+")
_GRIEF = re.compile("节哀|一路走好|沉痛|悼念|安息|驾鹤|千古|默哀|追思")
_MOURNED = re.compile("[丧逝悼殡葬祭]|去世|走了|过世|追思|缅怀|清明")


def _wished(response: str) -> Iterator[tuple[str, frozenset[str]]]:
    """What the reader is wished a happy one of, and the occasions that it may belong to."""
    for match in _WISH.finditer(response):
        if kinds := seasons(match["what"]):
            yield match["what"], kinds
    if wish := _NEW_YEAR.search(response):
        yield wish[0], _OF_NEW_YEAR


_WISH = re.compile(
    "(?P<what>新春|新年|春节|元旦|元宵节?|中秋节?|端午节?|国庆节?|重阳节?|圣诞节?|七夕|母亲节|父亲节|教师节|儿童节|劳动节|妇女节|青年节|建军节|护士节|清明节|生日|新婚|开业|乔迁|情人节)"
    "(?:快乐|大吉|吉祥|安康|愉快|好[！!，,。]|(?:到了?|快到了?)[，,。！!])"
)
_NEW_YEAR = re.compile(
    "(?:给|向)[^，。！？\n]{1,8}(?:拜年|拜个年|拜个早年)|恭喜发财|[鼠牛虎兔龙蛇马羊猴鸡狗猪]年(?:大吉|吉祥|行大运)|新春大吉|过年好"
)
_OF_NEW_YEAR = frozenset({"春节", "元旦"})
_ZODIAC = re.compile(
    "([鼠牛虎兔龙蛇马羊猴鸡狗猪])年(?=大吉|吉祥|行大运|快乐|好|里|到|来|将至|如意|顺|的|，|。|！|春|新)"
)
_UNLIKE = (
    (
        ("正式", "庄重", "严肃", "郑重", "庄严"),
        "哈哈|嘿嘿|嘻嘻|么么哒|老铁|(?:\\A|[。！？!?\n，])亲[，,~～]|宝子|绝绝子|笑死|奥利给|冲[鸭呀]|[嘿哎吼呦嗨][，！]|哎[哟呀呦]|咱就是说|儿[！]|[啦哟嘛喽呗咯哇嘞](?=[，。！!~～]|\\Z)|[😂🤣😄😘😜]|[~～]$",
    ),
    (("幽默", "俏皮", "活泼", "风趣", "诙谐", "调皮"), "兹[定有因]|谨此|特此|此致|敬启者|专此"),
)


def _same_kind(person: str, addressee: str, prompt: str) -> bool:
    """Whether ``person`` may be whom the prompt addresses: of the same kind; anybody if it names nobody."""
    kinds = {kind for kind, words in KINDS.items() if person in words}
    asked = _kinds_in(addressee) or _kinds_in(_OF_WHOM.sub("", prompt))
    return bool(kinds & asked) or not (asked or addressee)


def _kinds_in(text: str) -> set[str]:
    return {kind for kind, words in KINDS.items() if any(word in text for word in words)}


_OF_WHOM = re.compile("对象(?=[是为：:])")


def _greeted(response: str) -> Iterator[str]:
    """Whom ``response`` greets by a plain name of a person: in its first words, or with 祝 before it."""
    for pattern in _greetings():
        for match in pattern.finditer(response):
            yield match["who"]
    if called := _CALLED.match(response):
        kin = (word for word in _longest_first() if len(word) > 1 or word in "爸妈爹")
        person = next((word for word in kin if called[1].endswith(word)), "")
        if person and not _ANYBODY.fullmatch(person.removesuffix("们")):
            yield person


_CALLED = re.compile("\\s*([\u3400-\u9fff]{2,8})[：:]")


@cache
def _longest_first() -> tuple[str, ...]:
    return tuple(sorted({word for words in KINDS.values() for word in words}, key=lambda w: (-len(w), w)))


@cache
def _greetings() -> tuple[re.Pattern[str], ...]:
    people = "|".join(_longest_first())
    titled = "(?:亲爱的|尊敬的|敬爱的|各位|可爱的)?(?:[赵钱孙李周吴郑王冯陈张刘林何高马罗梁宋黄杨朱徐胡郭])?"
    return (
        re.compile(
            rf"\A\s*{titled}(?P<who>{people})(?:们|大人|老人家)?(?:[：:，,！!、]|您?好|新年|过年|春节|中秋)"
        ),
        re.compile(
            rf"祝(?:愿)?{titled}(?P<who>{people})(?:们)?(?:[，,]|新年|新春|春节|中秋|端午|元旦|国庆|生日|身体|节日)"
        ),
    )
