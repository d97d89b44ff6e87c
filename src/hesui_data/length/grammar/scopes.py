"""Fourth step of the grammar: what a demand is about, the whole answer, its title, each item …"""

from __future__ import annotations

import re
from dataclasses import dataclass

from hesui_data.length.constraint import Scope
from hesui_data.length.grammar.bounds import Demand
from hesui_data.length.grammar.each import (
    SAYS_EACH,
    each_after,
    each_in,
    each_in_clause,
    each_in_sentence,
    each_of_several,
)
from hesui_data.length.grammar.parts import (
    INSERTS,
    MAY_LABEL,
    Subject,
    asks_for_more_than,
    inherited_part,
    inherited_title,
    inserted,
    label_of,
    list_label_of,
    subject_of,
)
from hesui_data.length.grammar.places import Place
from hesui_data.length.grammar.signs import LATIN, sign
from hesui_data.length.grammar.things import PRODUCES
from hesui_data.length.patterns import Pattern

_COUPLET = Pattern(r"(?:的|以内的)?[一-鿿]{0,3}(?:对联|春联|楹联|喜联|门联|寿联|挽联)")
_ON_COUPLETS = sign("联", _COUPLET)
_TITLE_AFTER = Pattern(r"的?[^，。；\n（()）]{0,6}(?:标题|题目)|\s(?i:title|headline)")
_OF_A_TITLE, _ON_TITLES = sign("题"), sign("题" + LATIN, _TITLE_AFTER)
_ORDERS = sign("第")
_SECOND_TASK = Pattern(
    r"[，,；;]\s?(?:并且?|同时|然后|再|接着|最后)(?:在最后|在结尾|[请再也还]|最后|根据[^，。]{0,8})*"
    r"(?:撰?写[一出个篇段](?![遍次版下])|创作|生成一|翻译|询问|提问|提出一|列出?[0-9一二三四五六七八九十]|拟一|起一|给出一[句段个]|用[^，。；]{1,12}造)"
)
_ONE_HEADS = ("其", "分", "一")
_ONE_OF = Pattern(r"(?:其中|分别)?一([份篇个首段则条种])[^，。；]{0,4}$")
_AND_A_NUMBER = Pattern(r"[和与、][0-9一二三四五六七八九十百千两]+个?[字词句段]")
_NUMBER_AND = Pattern(r"[0-9一二三四五六七八九十百千两]+个?[字词句段][和与、]$")
_TWO_OBJECTS = Pattern(
    r"的?[^，。；\n和与]{1,10}(?:和|以及|与|及|、|外加)一?(?:[首篇段封份副]|个(?!人))[^，。；\n]{1,10}"
)
_BESIDES = Pattern(r"\s*(?:另外|此外|同时还?)(?:要求|需要?|请|再|还)*用$")
_THEN = ("再", "然后", "接着", "随后", "最后再")
_FIRST_TASK = Pattern(
    r"先[^，。；]{0,4}(?:解释|描述|总结|概括|介绍|说明|翻译|回答|输出|给出|列出|写|评价|复述|点评|告诉|提取|找出|判断|指出)"
)
_ORDINALS = ("第", "The ", "the ")
_CLOSINGS = ("总结", "小结")
_CLOSING = Pattern(r"(?:总结|小结)(?:部分|的字数)?(?:要|应|控制在)?")
_AT_THE_END = Pattern(r"每|各|文末|结尾|最后|末尾")
_THEN_WITH = Pattern("(?:并且?|然后|再|接着|最后|同时)(?:请|再)?[用以]")
_FIRST_AND_THEN = Pattern(r"[，,；;。]\s?(?:再|然后|接着|最后)[写用来创]")
_NEXT_TASK = Pattern(
    r"[。！？；\n]+\s?(?:[0-9][.、]\s?)?(?:此外|另外|然后|接着|最后|随后|再)[，,]?[^，。；\n]{0,10}?"
    r"(?:(?:写|撰写|创作|生成|起草|翻译)[^，。；\n]{0,3}[一出成]|[编改续扩仿重]写(?!的)|[对给把将为][^，。；\n]{1,12}(?:点评|评价|翻译|赏析|评论))"
)
_GOES_ON = sign("并同然再接最另此随", _SECOND_TASK, _THEN_WITH, _BESIDES, _NEXT_TASK)
_TASK = Pattern(f"{PRODUCES.pattern}|先|描述|总结|概括|介绍|说明|解释|分析|评价|翻译|回顾")
_APPENDED = Pattern(
    r"(?:最后|文末|结尾处?|末尾|篇末|开头|开篇|文首)(?:请|再|都|要|需|需要)*[用以写加附]上?$|(?:附上?|附加|外加|另附|另写|再附|[并再另]配上?)(?:一[段句个篇份])?$"
)
_APPENDS = tuple("用以写加附上段句个篇份配")
_TASK_LINE = Pattern(
    r"\s*[（(]?[0-9一二三四五六]{1,2}[.、)）]\s?(?:请|首先|然后|再)?(?:用[^，。\n]{1,8}?)?(?:详细|简要|简单|简述|重点|仔细)?地?"
    r"(?:描述|说明|总结|分析|概括|列出|写|创?作一|译成|解释|介绍|评价|回答|比较|阐述|给出|翻译|提取)(?![中时后的结之])"
)
_OF_THE_REASON = Pattern(
    "(?:来?(?:描述|说明|陈述|表达|写出?|给出))?(?:一下|你的|判断的?|选择的?)*(?:解释|理由|原因|推理)"
)
_ANSWER = Pattern("答案|结论|判断")
_SUMS_UP = Pattern("(?:来|简要|简单)?(?:概括|总结|点评|评价|说明|解释|描述|翻译)")
_PARAGRAPHS = Pattern(r"段落(?:的?(?:字数|长度|篇幅))?(?:都|均|应|须|要|需|请|控制在|限制在)*")
_PRAISED = Pattern(r"[你您](?:刚才?|上次|之前)?[写起拟给]的")
_FRAME = Pattern(r"以[“「\"'‘][^”」\"'’\n]{1,20}[”」\"'’](?:作?为?(?:开头|结尾)|开始)")


@dataclass(frozen=True, slots=True)
class Target:
    """What a demand is about: a scope, and the name of the part."""

    scope: Scope
    part: str = ""


_BEYOND_TITLES = ("段", "条")  # no title has these: 题目自拟，列六条
_IS_EACH = {"行": "each_line", "段": "each_paragraph", "句": "each_sentence"}
_RESPONSE, _TITLE = Target("response"), Target("title")


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
        or _from_the_clause(place, demand.unit)
        or _from_before_the_clause(place, demand)
        or _from_several(place, demand)
        or _of_subject(list_label_of(place))
        or _from_two_tasks(place, demand)
        or _RESPONSE
    )


def _from_before_the_clause(place: Place, demand: Demand) -> Target | None:
    """What the sentence or the line says before this clause: a label, a title, a part, 每."""
    signs = place.signs
    if signs & INSERTS and inserted(place):
        return Target("part")
    number = demand.amount.high or 0
    return (
        (_of_subject(label_of(place, number)) if signs & MAY_LABEL else None)
        or (
            _of_subject(inherited_title(place, number))
            if signs & _OF_A_TITLE and demand.unit not in _BEYOND_TITLES
            else None
        )
        or (_of_subject(inherited_part(place)) if signs & _ORDERS and "第" in place.earlier else None)
        or (_of_scope(each_in_sentence(place, demand.unit)) if signs & SAYS_EACH else None)
    )


def _of_subject(subject: Subject | None) -> Target | None:
    if subject is None or subject.kind == "whole":
        return _RESPONSE if subject else None
    return _TITLE if subject.kind == "title" else Target("part", subject.name)


def _of_scope(scope: Scope | None) -> Target | None:
    return Target(scope) if scope else None


def _from_what_follows(place: Place, demand: Demand) -> Target | None:
    """20字/条, 50 words each, 七字春联, 10字以内的标题."""
    scope = each_after(place)
    if scope:
        return Target(scope)
    if (
        place.signs & _ON_COUPLETS
        and demand.unit in ("字", "汉字")
        and (demand.amount.high or 99) <= 30
        and _COUPLET.match(place.follow)
    ):
        return Target("each_line")
    if not place.signs & _ON_TITLES or not _TITLE_AFTER.match(place.follow):
        return None
    return _TITLE if not each_in(place.before) and asks_for_more_than(place, "标题") else None


def _from_the_clause(place: Place, unit: str) -> Target | None:
    """第3段 before 每, 每 before any other subject: 每个标题, 每段开头; 每行12字的三行诗 has no 行 in each 行."""
    if not place.labelled:
        return None
    if (
        place.before[:2] in _CLOSINGS
        and _CLOSING.fullmatch(place.before)
        and _AT_THE_END.search(place.earlier)
    ):
        return Target("part", "总结")
    if _is_one_of_a_pair(place):
        return Target("part")
    subject = subject_of(place)
    named = subject and (subject.name.startswith(_ORDINALS) or f"{subject.name}”部分" in place.labelled)
    if subject and subject.kind == "part" and named:
        return Target("part", subject.name)
    scope = each_in_clause(place)
    if place.before.endswith("的") and _IS_EACH.get(unit) == scope:
        scope = None
    return _of_scope(scope) or _of_subject(subject)


def _is_one_of_a_pair(place: Place) -> bool:
    """Whether each of two texts has a length of its own: 一份500字，一份1000字; 分别用50字和100字."""
    one = _ONE_OF.match(place.before) if place.before[:1] in _ONE_HEADS else None
    if one:
        others = place.text[max(0, place.clause_start - 24) : place.clause_start] + place.later[:24]
        return re.search(rf"[，；、]\s?另?一{one[1]}", "，" + others) is not None
    if "分别" not in place.before:
        return False
    return _AND_A_NUMBER.match(place.follow) is not None or _NUMBER_AND.search(place.before) is not None


def _from_several(place: Place, demand: Demand) -> Target | None:
    """写5条祝福，50字以内: a bound on one text of several, not their number."""
    if (
        place.before.startswith("段落")
        and demand.unit in ("字", "句")
        and _PARAGRAPHS.fullmatch(place.before)
    ):
        return Target("each_paragraph")
    counts_them = demand.unit in ("条", "段") or (demand.unit == "句" and demand.bound is None)
    return Target("each_item") if not counts_them and each_of_several(place) else None


def _from_two_tasks(place: Place, demand: Demand) -> Target | None:
    """用一句话概括电影，并写一段影评: the answer has two parts."""
    if demand.unit not in ("句", "段", "字"):
        apart = _is_first_or_second(place) or _is_appended(place)
        apart = apart or (demand.unit == "汉字" and _is_numbered_task(place))
        return Target("part") if apart else None
    if _is_beside_a_task(place) or _is_one_of_two_sentences(place):
        return Target("part")
    if _is_first_or_second(place) or _is_appended(place):
        return Target("part")
    if demand.unit != "字" and _is_numbered_task(place):
        return Target("part")
    if not place.signs & _ON_COUPLETS:
        return None
    half = next((half for half in ("下联", "上联") if half in place.earlier), "")
    return Target("part", half) if half and _FRAME.search(place.elsewhere) else None


def _is_beside_a_task(place: Place) -> bool:
    """Whether the sentence asks for something else too: 写一则通讯，然后用50字概括它; 给出答案，用一句话说明理由."""
    goes_on = place.signs & _GOES_ON
    if goes_on and _SECOND_TASK.search(place.text, place.end, place.sentence_end):
        return True
    if place.after and _OF_THE_REASON.match(place.after) and _ANSWER.search(place.earlier):
        return True
    if not place.before or not place.earlier:
        return False
    if not goes_on:
        return place.before.startswith("其中")
    second = _SECOND_TASK.match(place.text, place.clause_start - 1, place.start)
    second = second or (_THEN_WITH.fullmatch(place.before) and _SUMS_UP.match(place.after))
    if second and _TASK.search(place.earlier):
        return True
    return _BESIDES.match(place.before) is not None or place.before.startswith("其中")


def _is_appended(place: Place) -> bool:
    """Whether the demand bounds what is added to a text: 文末附三条建议; but 你写的简介不错，再配一个标题."""
    if place.before[-1:] not in _APPENDS or not _APPENDED.search(place.before):
        return False
    return not _PRAISED.match(place.earlier)


def _is_one_of_two_sentences(place: Place) -> bool:
    """Whether another text is asked for in the next sentence, or was in the last: 写日记，500字。然后点评它。"""
    if not place.signs & _GOES_ON:
        return False
    if _NEXT_TASK.match(place.text, place.sentence_end, place.sentence_end + 60):
        return _TASK.search(place.earlier + place.before) is not None
    if not place.sentence_start:
        return False
    this = place.text[place.sentence_start - 1 : place.start]
    return _NEXT_TASK.match(this) is not None and PRODUCES.search(place.previous) is not None


def _is_first_or_second(place: Place) -> bool:
    """Whether two texts are asked for in one sentence: 先写200字的梗概，再写第一章; 800字的故事和一首诗."""
    if not place.before:
        return False
    if place.before.startswith(("先", "首先", "请先")):
        return _FIRST_AND_THEN.search(place.text, place.end, place.sentence_end) is not None
    if place.before.startswith(("再写", "然后写", "接着写")) and "先" in place.earlier:
        return True
    if "另起一行" in place.before:
        return True
    if place.before.startswith(_THEN) and _FIRST_TASK.search(place.previous):
        return True
    return PRODUCES.search(place.before) is not None and _TWO_OBJECTS.match(place.follow) is not None


def _is_numbered_task(place: Place) -> bool:
    """Whether the demand stands in one of several numbered tasks: 1. 用一段话描述… 2. 详细说明…"""
    if not _TASK_LINE.match(place.line + place.text[place.clause_start : place.clause_end]):
        return False
    around = place.text[max(0, place.start - 240) : place.end + 240]
    return sum(_TASK_LINE.match(line) is not None for line in around.splitlines()) > 1
