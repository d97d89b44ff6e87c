"""Words that bound each of several: 每条, 各, 20字/条, each paragraph."""

from __future__ import annotations

import re

from hesui_data.length.constraint import Scope
from hesui_data.length.grammar.places import Place
from hesui_data.length.grammar.signs import LATIN, sign
from hesui_data.length.grammar.things import PRODUCES, TEXT_NOUN
from hesui_data.length.grammar.vocabulary import OWN_TEXTS
from hesui_data.length.patterns import Pattern

# A class first: the search skips to it.
_HINT = Pattern(
    r"[每各均联任分所EePp](?:(?<=[每各均联任])|(?<=分)别|(?<=所)有|(?<=[Ee])(?i:ach|very)|(?<=[Pp])(?i:er))"
)
SAYS_EACH = sign("每各均联任分所" + LATIN, _HINT)
"""Without it nothing is said of each."""

_TIMES = "天日周月年当隔晚次季分小"  # 每天, 每次: how often, not how long
_PATTERNS: tuple[tuple[Pattern, Scope], ...] = (
    (Pattern(r"每一?个?\s?(?:自然段|段|小节|节)|各(?:自然)?段|段落?均"), "each_paragraph"),
    (Pattern(r"每一?个?\s?(?:句|短句)|各句|(?:任[何意一]|所有|全部)一?个?的?句子?"), "each_sentence"),
    (
        Pattern(
            r"每一?个?\s?(?:[联边]|行(?![业星为程李动人走政家长]))|各[行联]|上、?下[两二]?联|上联[和与、]下联|两联"
        ),
        "each_line",
    ),
    (Pattern(r"所有(?!内容|文字|要求|回答)[^，。；]{1,12}(?:都|均)"), "each_item"),
    (Pattern(r"(?i:\b(?:each|every|per)\s(?:paragraph|stanza|section))"), "each_paragraph"),
    (Pattern(r"(?i:\b(?:each|every|per)\ssentence)"), "each_sentence"),
    (Pattern(r"(?i:\b(?:each|every|per)\s(?:line|verse))"), "each_line"),
    (
        Pattern(rf"每(?![{_TIMES}])|各(?![{_TIMES}种类位自国地界])|分别|(?i:\b(?:each|every|per)\b)"),
        "each_item",
    ),
)
_GETS_ONE = Pattern(
    r"每个?[^，。；每]{1,6}(?:(?:配上?|加上?|附上?|后面?跟|对应)(?:一[个句条段则])?|(?:写|起|拟|给出?)一[个句条段则])$"
)
_DIARY = Pattern(r"每[天日](?:写|的)?$")
_OF_CONTENT = Pattern(r"每一?个?(?:关键词|单词|词|字|字母|人物|角色|主角|汉字|成语|意象|数字|元素)")
_FOR_EACH = Pattern(r"[为给对将把][^，。]{0,6}每")

_AFTER: tuple[tuple[Pattern, Scope], ...] = (
    (Pattern(r"\s?[/每]\s?个?(?:自然段|段)"), "each_paragraph"),
    (Pattern(r"(?i:\s(?:per|in each|for each)\s(?:paragraph|stanza|section))"), "each_paragraph"),
    (Pattern(r"(?i:\s(?:per|in each|for each)\s(?:line|verse))"), "each_line"),
    (Pattern(r"(?i:\s(?:per|in each|for each)\ssentence)"), "each_sentence"),
    (Pattern(r"\s?[/每]\s?个?句"), "each_sentence"),
    (Pattern(r"\s?[/每]\s?[行联]"), "each_line"),
    (Pattern(r"\s?[/每]\s?[条篇则个首份点项封款人]|\s(?i:each\b|per\s|for each\s)"), "each_item"),
)

_ALONE = Pattern(
    r"(?:(?:每个|各)(?:都|均|不|应|该|要|需|约|在|写|限|只|有|为|是|控制|必须|至|多|少)*|(?i:\beach\b)[^，。；\n]{0,3})$|(?i:\beach\s(?:at|no|of|with|within|in|under|up|about|around|has|have|must))"
)
_COUNTED = Pattern(r"段|句|行|(?ai:paragraph|stanza|sentence|line)")
_COUNTED_SCOPES: dict[str, Scope] = {
    "段": "each_paragraph", "paragraph": "each_paragraph", "stanza": "each_paragraph",
    "句": "each_sentence", "sentence": "each_sentence",
    "行": "each_line", "line": "each_line",
}  # fmt: skip
_ONE = Pattern(r"一(句话?|段话?|[条行个则首联篇])(?:都|控制|限制|在|写)*")
_ONE_SCOPES: dict[str, Scope] = {
    "句": "each_sentence", "段": "each_paragraph", "行": "each_line", "联": "each_line",
}  # fmt: skip

_OF_THE_WHOLE = Pattern(r"全文|全篇|通篇|整篇|总共|一共|共计|总字数|全诗")
_NEVER_IN: dict[Scope, tuple[str, ...]] = {
    "each_paragraph": ("段",),
    "each_sentence": ("段", "句", "行"),
    "each_line": ("段", "行", "句"),
}
_SEVERAL = Pattern(
    r"[2-90-9两三四五六七八九十几多][0-9十]?(?<![^0-9][01])\s?[个条篇则首份封副款版种幅句组张](?P<noun>[^，。；\n]{0,16})"
)
_SHARED = Pattern("都|均|皆|各自|字数都|字数均|长度都|长度均|篇幅都")
_COUNTS_TEXTS = sign("个条篇则首份封副款版种幅句组张", _SEVERAL)
_TEXTS = Pattern(r"[2-9两三四五六七八九十几][篇首封则份句副](?![字词])")
_SEVERAL_LATER = Pattern(
    r"(?:提[出供]|给出?|列出|起|想|生成|写)[2-9两三四五六七八九十][0-9十]?个[^，。；\n]{0,8}?(?P<noun>名字|标题|口号|店名|标语|广告语|名称|书名|slogan)"
)
_CLAUSE_END = Pattern("[，。；：\n]")
_OWN_TEXT = Pattern("|".join(OWN_TEXTS))
_REFERS = Pattern(r"(?:以下|下列|下面|[这那]|上述|第|给定的?)\s?$")


def each_after(place: Place) -> Scope | None:
    """From what follows at once: 20字/条, 50 words each."""
    text, end = place.text, place.end
    if text[end : end + 2].strip()[:1] not in ("/", "每", "e", "E", "p", "P", "f", "F", "i", "I"):
        return None
    return next((scope for pattern, scope in _AFTER if pattern.match(text, end)), None)


def each_in_clause(place: Place) -> Scope | None:
    """From the clause itself: 每条, 上下联各, each paragraph; 一条不超过20个字."""
    if not place.signs & SAYS_EACH:
        return _each_one(place)
    if _GETS_ONE.search(place.before) or (_DIARY.search(place.before) and "日记" in place.elsewhere):
        return "each_item"
    scope = each_in(place.labelled) or _each_one(place)
    if scope == "each_item" and _ALONE.search(place.before):
        counted = _COUNTED.findall(place.earlier)
        return _COUNTED_SCOPES[counted[-1].lower()] if counted else scope
    return scope


def each_in(clause: str) -> Scope | None:
    """The each_* scope that ``clause`` names, the last of the specific ones before 每 alone.

    >>> each_in("上、下联各"), each_in("每个建议应该"), each_in("每天")
    ('each_line', 'each_item', None)
    """
    if not _HINT.search(clause) or (_OF_CONTENT.search(clause) and not _FOR_EACH.search(clause)):
        return None
    found: list[tuple[bool, int, Scope]] = [
        (scope != "each_item", match.start(), scope)
        for pattern, scope in _PATTERNS
        for match in pattern.finditer(clause)
    ]
    return max(found)[2] if found else None


def each_in_sentence(place: Place, unit: str) -> Scope | None:
    """From an earlier clause: 每个名字后面都有描述，不超过10字; a number of 条 is never one in each."""
    earlier = place.earlier
    if unit == "条" or not _HINT.search(earlier):
        return None
    for clause in reversed(re.split("[，,：:]", earlier)):
        if _OF_THE_WHOLE.search(clause):
            return None
        scope = each_in(clause)
        if scope and unit not in _NEVER_IN.get(scope, ()):
            return scope
    return None


def each_of_several(place: Place) -> bool:
    """Whether several texts are asked for, so that the bound is on each: 写5条祝福，50字以内."""
    if not place.signs & _COUNTS_TEXTS:
        return False
    return _of_those_before(place) or _of_those_after(place)


def _of_those_after(place: Place) -> bool:
    """名字要三个字。请提出3个名字: the number of them comes later."""
    if place.text.find("个", place.end, place.end + 120) < 0:
        return False
    later = _SEVERAL_LATER.search(place.text, place.end, place.end + 120)
    return later is not None and later["noun"] in place.text[max(0, place.start - 60) : place.start]


def _of_those_before(place: Place) -> bool:
    shared = _SHARED.match(place.before.lstrip()) if place.before else None
    if shared and _TEXTS.search(place.text, max(0, place.start - 120), place.clause_start):
        return True
    for match in _SEVERAL.finditer(place.text, max(0, place.start - 120), place.start):
        at_demand = match.end() == place.start and not match["noun"].strip()
        if not _OWN_TEXT.search(match["noun"]) and not (at_demand and TEXT_NOUN.match(place.follow)):
            continue
        lead = _CLAUSE_END.split(place.text[max(0, match.start() - 40) : match.start()])[-1]
        if PRODUCES.search(lead + "一") and not _REFERS.search(lead):
            return True
    return False


def _each_one(place: Place) -> Scope | None:
    """一条不超过20个字: a clause of its own that says of one what holds for each."""
    if place.before.endswith("一行") and not PRODUCES.search(place.before):
        return "each_line"
    one = _ONE.fullmatch(place.before.strip()) if "一" in place.before[:2] else None
    if one is None or not place.clause_start or place.after.strip("）) "):
        return None
    return _ONE_SCOPES.get(one[1][0], "each_item")
