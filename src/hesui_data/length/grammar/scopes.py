"""Fourth step of the grammar: what a demand is about, the whole answer, its title, each item …"""

from __future__ import annotations

import re
from dataclasses import dataclass

from hesui_data.length.constraint import Scope
from hesui_data.length.grammar.bounds import Demand
from hesui_data.length.grammar.places import Place
from hesui_data.length.grammar.things import PRODUCES, TEXT_NOUN
from hesui_data.length.grammar.vocabulary import PARTS, WEAK_PARTS

_LINK = (
    r"(?:的?(?:字数|长度|篇幅|部分|内容|(?:英文)?单?词数|[句行段条]数|汉字数|字符数|段落数)|要求|控制|限制|限定|必须|应该|应当|应|需要|需|要|请|不能|可以|可|在|为|是|用|写|的|有|和|大概|大约|最好|务必|尽量|也|都|均|则|就|"
    r"保持|统一|各|分别|以|必|得|含|共|分[为成]?|设为|设定|不|至少|[：:】\]）)」》”’\"*\s（(\-]|介于|(?:should|must|be|of|has|have|is|with|in|using|it|length|from|between)(?![a-z]))*"
)
_NTH = r"第\s?[0-9一二三四五六七八九十]{1,3}\s?个?(?:自然段|段落|段|部分|章|节|条|点|句|行|幕|联|项|小节)"
_NAMED = "|".join(sorted((*PARTS, *WEAK_PARTS, "英文(?!单?词)"), key=len, reverse=True))
_SUBJECT = re.compile(
    rf"(?:[“‘「](?P<quoted>[^“”‘’「」]{{1,20}})[”’」]部分|(?P<nth>{_NTH})|(?P<title>(?:主|大|正)?标题|题目|(?i:\btitle|\bheadline))|[“‘「《【]?(?P<name>{_NAMED})|(?P<whole>全文|全篇|通篇|整篇|整体|总字数|总长度|总共|一共|共计|合计|总计|总|共|文章|全诗|整首|作文|故事|回答|回复|答案|全部|(?i:\btotal|\boverall|\bresponse)))"
    rf"{_LINK}$"
)
_LABEL = re.compile(
    rf"[\s\-*•·#0-9.、)）(（]*[【“]?(?:(?P<title>标题|题目)|(?P<name>{_NAMED}))[】”]?(?:部分)?\s?[：:]"
)

_TIMES = "天日周月年当隔晚次季分小"
_EACH: tuple[tuple[str, Scope], ...] = (
    (
        r"每一?个?\s?(?:自然段落?|段落?|小节|节|章节?|部分)|各(?:自然)?段|段落?均",
        "each_paragraph",
    ),
    (r"每一?个?\s?(?:句话?|句子|短句|句口号)|各句", "each_sentence"),
    (
        r"每一?个?\s?(?:行|联|边)|各[行联]|上、?下[两二]?联|上联[和与、]下联|两联",
        "each_line",
    ),
    (r"(?i:\b(?:each|every|per)\s(?:paragraph|stanza|section))", "each_paragraph"),
    (r"(?i:\b(?:each|every|per)\s(?:sentence))", "each_sentence"),
    (r"(?i:\b(?:each|every|per)\s(?:line|verse))", "each_line"),
    (
        rf"每(?![{_TIMES}])|各(?![{_TIMES}种类位自国地界])|分别|(?i:\b(?:each|every|per)\b)",
        "each_item",
    ),
)
_EACH_PATTERNS = tuple((re.compile(pattern), scope) for pattern, scope in _EACH)
_EACH_HINT = re.compile(r"[每各均联]|分别|(?i:each|every|per)")
_FOR_EACH = re.compile(r"[为给对将把][^，。]{0,6}每")
_OF_CONTENT = re.compile(r"每一?个?(?:关键词|单词|词|字|字母|人物|角色|主角|汉字|成语|意象|数字|元素)")
_AFTER_EACH: tuple[tuple[re.Pattern[str], Scope], ...] = (
    (re.compile(r"\s?[/每]\s?个?(?:自然段|段落|段)"), "each_paragraph"),
    (re.compile(r"\s?[/每]\s?个?句"), "each_sentence"),
    (re.compile(r"\s?[/每]\s?(?:行|联)"), "each_line"),
    (
        re.compile(r"\s?[/每]\s?(?:条|篇|则|个|首|份|点|项|封|款|人)|\s(?i:each)\b|\s(?i:per|for each)\s"),
        "each_item",
    ),
)
_COUPLET = re.compile(r"(?:的|以内的)?(?:[一-鿿]{0,3})(?:对联|春联|楹联|喜联|门联|寿联|挽联)")
_TITLE_AFTER = re.compile(r"的?[^，。；\n]{0,6}(?:标题|题目)|\s(?i:title|headline)")
_SEVERAL = re.compile(
    r"(?:[2-9]|[1-9][0-9]{1,2}|[两三四五六七八九十]|二十|三十|几|多)\s?(?:个|条|篇|则|首|份|封|副|款|版|种|幅|句|组)(?P<noun>[^，。；\n]{0,16})"
)
_SEVERAL_TEXTS = re.compile(
    r"版本|评价|评论|祝福|文案|标题|口号|标语|上联|下联|短信|微博|贺词|寄语|作文|短文|文章|故事|笑话|段子|留言|弹幕|推文|朋友圈|slogan|广告|介绍|"
    r"摘要|日记|诗|散文|对联|春联|新闻|通知|评语|点评|情话|语录|文字|顺口溜|问候|拜年"
)
_REFERS = re.compile(r"(?:以下|下列|下面|[这那]|上述|第|给定的?)\s?$")
_SECOND_TASK = re.compile(
    r"[，,；;]\s?(?:并且?|同时|然后|再|接着|最后)(?:在最后|在结尾|请|再|也|还|最后|根据[^，。]{0,8})*"
    r"(?:撰?写[一出个篇段]|创作|生成一|翻译|询问|提问|提出一|拟一|起一|给出一[句段个])"
)
_TASK = re.compile(f"{PRODUCES.pattern}|先|描述|总结|概括|介绍|说明|解释|分析|评价|翻译|回顾")
_APPENDED = re.compile(r"(?:附上?|附加|外加|另附|另写|再附|配上?)(?:一[段句个篇份])?$")
_TASK_LINE = re.compile(
    r"\s*[（(]?[0-9一二三四五六]{1,2}[.、)）]\s?(?:请|首先|然后|再)?(?:用[^，。\n]{1,8}?)?(?:详细|简要|简单|简述|重点|仔细)?地?"
    r"(?:描述|说明|总结|分析|概括|列出|写|解释|介绍|评价|回答|比较|阐述|给出|翻译|提取)"
)
_FRAME = re.compile(r"以[“「\"'‘][^”」\"'’\n]{1,20}[”」\"'’](?:开头|开始|作为开头|结尾|为开头|为结尾)")
_COUPLET_HALVES = re.compile("上联|下联")


@dataclass(frozen=True, slots=True)
class Target:
    """What a demand is about: a scope, and the name of the part."""

    scope: Scope
    part: str = ""


_RESPONSE = Target("response")


def target_of(place: Place, demand: Demand) -> Target:
    """The target of ``demand`` at its ``place``.

    >>> from hesui_data.length.grammar.amounts import amounts
    >>> from hesui_data.length.grammar.bounds import demand_of
    >>> from hesui_data.length.grammar.places import Layout
    >>> text = "写副春联，横批4个字"
    >>> demand = demand_of(text, amounts(text)[-1])
    >>> target_of(Layout(text).place(demand.start, demand.end), demand)
    Target(scope='part', part='横批')
    """
    return (
        _from_what_follows(place, demand)
        or _from_the_clause(place)
        or _from_the_line(place, demand)
        or _from_the_sentence(place, demand)
        or _from_several(place, demand)
        or _from_two_tasks(place, demand)
        or _RESPONSE
    )


def _from_what_follows(place: Place, demand: Demand) -> Target | None:
    """20字/条, 50 words each, 七字春联, 10字以内的标题."""
    follow = place.follow
    for pattern, scope in _AFTER_EACH:
        if pattern.match(follow):
            return Target(scope)
    if demand.unit in ("字", "汉字") and _COUPLET.match(follow) and (demand.amount.high or 99) <= 30:
        return Target("each_line")
    if _TITLE_AFTER.match(follow) and not each_in(place.before) and _produces_another(place, "标题"):
        return Target("title")
    return None


def _from_the_clause(place: Place) -> Target | None:
    """The subject of the clause: 每条, 标题, 横批, 第3段, 全文."""
    before = place.labelled
    subject = _SUBJECT.search(before)
    if subject and subject["nth"]:
        return Target("part", subject["nth"].replace(" ", ""))
    each = each_in(before) or _each_one(place)
    if each:
        return Target(_of_what_is_counted(place) or each if each == "each_item" else each)
    if subject is None:
        return None
    if subject["quoted"]:
        return Target("part", subject["quoted"])
    if subject["title"]:
        return _RESPONSE if _is_all(place, "标题", subject.start()) else Target("title")
    name = subject["name"]
    if (
        not name
        or (name in WEAK_PARTS and not _beside_parts(place, name))
        or _is_all(place, name, subject.start())
    ):
        return _RESPONSE if subject["whole"] or name else None
    return Target("part", name)


def _of_what_is_counted(place: Place) -> Scope | None:
    """Three paragraphs, each 50 words; 写三句话，各10字: what 各 and each alone go back to."""
    if not _EACH_ALONE.search(place.before):
        return None
    counted = _COUNTED.findall(place.earlier)
    return _COUNTED_SCOPES[counted[-1].lower()] if counted else None


_EACH_ALONE = re.compile(
    rf"(?:每个|各|(?i:\beach\b)(?!\s(?!at|no|of|with|within|in|under|up|about|around|has|have|must|should)[a-z])){_LINK}$"
)
_COUNTED = re.compile(r"段|句|行|(?i:paragraph|sentence|line)")
_COUNTED_SCOPES: dict[str, Scope] = {
    "段": "each_paragraph", "paragraph": "each_paragraph", "句": "each_sentence", "sentence": "each_sentence",
    "行": "each_line", "line": "each_line",
}  # fmt: skip


def _each_one(place: Place) -> Scope | None:
    """一条不超过20个字: a clause of its own that says of one what holds for each."""
    one = _EACH_ONE.fullmatch(place.before.strip())
    if one is None or not place.clause_start or place.after.strip("）) "):
        return None
    return _EACH_ONE_SCOPES.get(one[1], "each_item")


_EACH_ONE = re.compile(r"一(条|句|段|行|个|则|首|联|篇|句话|段话)(?:话)?(?:都|控制|限制|在|写)*")
_EACH_ONE_SCOPES: dict[str, Scope] = {
    "句": "each_sentence", "句话": "each_sentence", "段": "each_paragraph", "段话": "each_paragraph", "行": "each_line", "联": "each_line",
}  # fmt: skip


def each_in(clause: str) -> Scope | None:
    """The each_* scope that a clause names, the last of the specific ones before 每 alone.

    >>> each_in("上、下联各"), each_in("每个建议应该"), each_in("每天")
    ('each_line', 'each_item', None)
    """
    if not _EACH_HINT.search(clause):
        return None
    if _OF_CONTENT.search(clause) and not _FOR_EACH.search(clause):
        return None
    found: list[tuple[bool, int, Scope]] = [
        (scope != "each_item", match.start(), scope)
        for pattern, scope in _EACH_PATTERNS
        for match in pattern.finditer(clause)
    ]
    return max(found)[2] if found else None


def _from_the_line(place: Place, demand: Demand) -> Target | None:
    """From the label of the line: 标题：简洁有力，20字以内."""
    label = _LABEL.match(place.line)
    if label is None:
        return None
    if label["title"]:
        return Target("title") if (demand.amount.high or 0) <= 40 else None
    name = label["name"]
    return None if name in WEAK_PARTS and not _beside_parts(place, name) else Target("part", name)


def _from_the_sentence(place: Place, demand: Demand) -> Target | None:
    """From an earlier clause: 每个名字后面都有描述，不超过10字; a number of items is never one in each."""
    if demand.unit == "条" or not _EACH_HINT.search(place.earlier):
        return None
    for clause in reversed(re.split("[，,：:]", place.earlier)):
        if _OF_THE_WHOLE.search(clause):
            return None
        each = each_in(clause)
        if each and demand.unit not in _NEVER_IN.get(each, ()):
            return Target(each)
    return None


_OF_THE_WHOLE = re.compile(r"全文|全篇|通篇|整篇|总共|一共|共计|总字数|全诗")
_NEVER_IN: dict[Scope, tuple[str, ...]] = {
    "each_paragraph": ("段",), "each_sentence": ("段", "句", "行"), "each_line": ("段", "行", "句")
}  # fmt: skip


def _from_several(place: Place, demand: Demand) -> Target | None:
    """写5条祝福，50字以内: a bound on one text of several."""
    if demand.unit in ("条", "段") or (demand.unit == "句" and demand.bound is None):
        return None
    earlier = place.text[max(0, place.start - 120) : place.start]
    for match in _SEVERAL.finditer(earlier):
        ahead = match.end() == len(earlier) and not match["noun"].strip()
        noun_ahead = ahead and TEXT_NOUN.match(place.follow)
        if not (noun_ahead or _SEVERAL_TEXTS.search(match["noun"])):
            continue
        lead = re.split("[，。；：\n]", earlier[: match.start()])[-1]
        if PRODUCES.search(lead + "一") and not _REFERS.search(lead):
            return Target("each_item")
    return None


def _from_two_tasks(place: Place, demand: Demand) -> Target | None:
    """用一句话概括电影，并写一段影评: the answer has two parts."""
    if demand.unit not in ("句", "段", "字"):
        return None
    if _SECOND_TASK.search(place.later):
        return Target("part")
    second = _SECOND_TASK.search(place.earlier[-1:] + place.before)
    if _APPENDED.search(place.before) or (second and _TASK.search(place.earlier)):
        return Target("part")
    if demand.unit in ("句", "段") and _is_numbered_task(place):
        return Target("part")
    if _FRAME.search(place.text) and _COUPLET_HALVES.search(place.earlier):
        return Target("part", "下联" if "下联" in place.earlier else "上联")
    return None


def _is_numbered_task(place: Place) -> bool:
    """Whether the demand stands in one of several numbered tasks: 1. 用一段话描述… 2. 详细说明…"""
    own = place.line + place.before + place.text[place.start : place.end] + place.after
    if not _TASK_LINE.match(own):
        return False
    around = place.text[max(0, place.start - 240) : place.end + 240]
    return sum(bool(_TASK_LINE.match(line)) for line in around.splitlines()) > 1


def _is_all(place: Place, name: str, at: int) -> bool:
    """Whether the part called ``name`` is all there is to write: 生成一段摘要，摘要不超过50字; …的结论写5000字."""
    before = place.labelled
    if before[:at].endswith("的") and at >= 6 and not PRODUCES.search(place.text[: place.clause_start]):
        return True
    objects = _objects(place.text[max(0, place.clause_start - 400) : place.clause_start])
    return any(name in each for each in objects) and not any(_is_a_text(each, name) for each in objects)


def _produces_another(place: Place, name: str) -> bool:
    """Whether some other text than ``name`` is asked for."""
    rest = (
        place.text[max(0, place.clause_start - 400) : place.clause_start]
        + "\n"
        + place.text[place.clause_end : place.clause_end + 400]
    )
    return any(_is_a_text(each, name) for each in _objects(rest))


def _objects(text: str) -> list[str]:
    """What follows each verb of writing, up to the end of its clause."""
    return [re.split("[，。；\n]", text[verb.end() : verb.end() + 30])[0] for verb in PRODUCES.finditer(text)]


def _is_a_text(words: str, name: str) -> bool:
    return name not in words and TEXT_NOUN.match(words) is not None


def _beside_parts(place: Place, name: str) -> bool:
    """Whether the prompt bounds other parts too, or says nothing else at all (正文200字)."""
    rest = place.text[: place.clause_start] + "\n" + place.text[place.clause_end :]
    others = [
        other for other in (*PARTS, *WEAK_PARTS, "标题", "题目", "上下联") if other != name and other in rest
    ]
    return bool(others) or not PRODUCES.search(rest)


def is_ordinal_part(name: str) -> bool:
    """Whether ``name`` is a part by its number.

    >>> is_ordinal_part("第3段"), is_ordinal_part("摘要")
    (True, False)
    """
    return re.fullmatch(_NTH, name) is not None
