"""Fourth step of the grammar: what a demand is about, the whole answer, its title, each item …"""

from __future__ import annotations

import re
from dataclasses import dataclass

from hesui_data.length.bounds import Demand
from hesui_data.length.constraint import Scope
from hesui_data.length.context import clause_end, clause_start, line_start, sentence_end, sentence_start
from hesui_data.length.distractors import TEXT_NOUN, WRITE

PARTS = (
    "摘要", "开头", "结尾", "结语", "结论", "正文", "引言", "导语", "前言", "序言", "导言", "横批", "上联", "下联", "首段", "末段",
    "尾段", "首句", "末句", "开场白", "开场", "简介", "中文版", "英文版", "中文部分", "英文部分", "中文", "英文", "背景", "评语", "点评", "寄语",
    "落款", "附言", "后记", "旁白", "备注", "总结", "前半部分", "后半部分", "最后一段", "第一段", "结束语", "主体", "副标题", "内容", "影评", "引子",
)  # fmt: skip
"""Parts of a text that have names of their own."""

_LINK = (
    r"(?:字数|长度|篇幅|部分|要求|控制|限制|必须|应该|应当|应|需要|需|要|请|不能|可以|可|在|为|是|用|写|的|有|和|大概|大约|最好|务必|尽量|也|都|均|则|就|"
    r"保持|统一|各|分别|以|必|得|含|总|共|设为|设定|[：:】\]）)」》”\"*\s（(])*"
)
_NTH = r"第\s?[0-9一二三四五六七八九十]{1,3}\s?(?:个)?(?:自然段|段落|段|部分|章|节|条|点|句|行|幕|联|项)"
_PART = re.compile(
    rf"(?:(?P<nth>{_NTH})|[“‘「《【]?(?P<name>{'|'.join(sorted(PARTS, key=len, reverse=True))})|[“‘「](?P<quoted>[^“”‘’「」]{{1,20}})[”’」]部分){_LINK}$"
)
_TITLE = re.compile(
    rf"(?:主标题|大标题|小标题|标题|题目|\b(?i:title|headline)\b){_LINK}(?:\s(?:should|must|be|of|has|is|with|no)\b|\s)*$"
)
_WHOLE = re.compile(
    rf"(?:全文|全篇|通篇|整篇|整体|总字数|总长度|总共|一共|共计|合计|总计|总|共|文章|全诗|整首|作文|故事|回答|回复|答案|全部|\btotal\b|overall){_LINK}$"
)

_EACH_UNITS: tuple[tuple[str, Scope], ...] = (
    (r"每一?个?\s?(?:自然段落?|段落?|小节|节|章节|部分)", "each_paragraph"),
    (r"各(?:自然)?段|段落?均", "each_paragraph"),
    (r"每一?个?\s?(?:句话?|句子|短句|句口号)|各句", "each_sentence"),
    (r"每一?个?\s?(?:行|联)|各[行联]|上、?下[两二]?联|上联[和与、]下联|两联", "each_line"),
    (r"每(?!天|日|周|月|年|当|隔|分钟|小时|晚|次|季)|(?:各|分别|均)", "each_item"),
    (r"(?i:\b(?:each|every|per)\s(?:paragraph|stanza))", "each_paragraph"),
    (r"(?i:\b(?:each|every|per)\s(?:sentence))", "each_sentence"),
    (r"(?i:\b(?:each|every|per)\s(?:line|verse))", "each_line"),
    (r"(?i:\b(?:each|every|per)\b)", "each_item"),
)
_EACH = [(re.compile(pattern), scope) for pattern, scope in _EACH_UNITS]
_EACH_HINT = re.compile(r"[每各均联]|分别|(?i:each|every|per)")
_CONTENT_EACH = re.compile(r"每一?个?(?:关键词|词|字|人物|角色|主角|汉字|成语|意象|数字|元素)")
_AFTER_EACH: tuple[tuple[re.Pattern[str], Scope], ...] = (
    (re.compile(r"\s?(?:/|每|一)\s?(?:个)?(?:自然段|段落|段)"), "each_paragraph"),
    (re.compile(r"\s?(?:/|每)\s?(?:个)?(?:句)"), "each_sentence"),
    (re.compile(r"\s?(?:/|每)\s?(?:行|联)"), "each_line"),
    (
        re.compile(
            r"\s?(?:/|每)\s?(?:个)?(?:条|篇|则|个|首|份|点|项|封|款)|\s(?i:each)\b|\s(?i:per|for each)\s(?:item|bullet|point|entry)"
        ),
        "each_item",
    ),
)
_AFTER_TITLE = re.compile(r"^的?(?:[^，。；\n]{0,6})(?:标题|题目)|^\s(?i:title|headline)")
_SEVERAL = re.compile(
    r"(?:[2-9]|[1-9][0-9]{1,2}|[两三四五六七八九十]|二十|三十|几|多)\s?(?:个|条|篇|则|首|份|封|副|款|版|种|幅|句|组|段)(?P<noun>[^，。；\n]{0,16})"
)
_SEVERAL_TEXT = re.compile(
    r"版本|评价|评论|祝福|文案|标题|口号|标语|上联|下联|短信|微博|贺词|寄语|作文|短文|文章|故事|笑话|段子|留言|弹幕|推文|朋友圈|slogan|广告|介绍|"
    r"摘要|日记|诗|散文|对联|春联|新闻|通知|评语|点评|情话|语录|文字|顺口溜|问候"
)
_SECOND_TASK = re.compile(
    r"[，,；;]\s?(?:并且?|同时|然后|再|接着|最后)(?:在最后|在结尾|请|再|也|还|最后)*(?:撰?写[一出个篇段]|创作|生成一|翻译|询问|提问|提出一|拟一|起一|给出一[句段个])"
)


@dataclass(frozen=True, slots=True)
class Target:
    """What a demand is about: a scope, and the name of the part."""

    scope: Scope
    part: str = ""


def target_of(text: str, demand: Demand) -> Target:
    """The target of ``demand`` in ``text``.

    >>> from hesui_data.length.amounts import amounts
    >>> from hesui_data.length.bounds import demand_of
    >>> text = "写副春联，横批4个字"
    >>> target_of(text, demand_of(text, list(amounts(text))[-1]))
    Target(scope='part', part='横批')
    """
    start = clause_start(text, demand.start)
    clause = text[start : demand.start]
    return (
        _after(text, demand)
        or _in_clause(text, demand, clause)
        or _inherited(text, demand, start)
        or _of_several(text, demand, start)
        or _of_two_tasks(text, demand)
        or Target("response")
    )


def _after(text: str, demand: Demand) -> Target | None:
    """20字/条, 50 words each, 10字以内的标题."""
    for pattern, scope in _AFTER_EACH:
        if pattern.match(text, demand.end):
            return Target(scope)
    if _AFTER_TITLE.match(text[demand.end : demand.end + 12]) and _writes_more(text, demand, "标题"):
        return Target("title")
    return None


def _in_clause(text: str, demand: Demand, clause: str) -> Target | None:
    """The subject of the clause: 每条, 标题, 横批, 第3段, 全文."""
    part = _PART.search(clause)
    if part and part["nth"]:
        return Target("part", part["nth"].replace(" ", ""))
    each = _each(clause)
    if each:
        return Target(each)
    if _TITLE.search(clause):
        return Target("title") if _writes_more(text, demand, "标题") else Target("response")
    if part and part["quoted"]:
        return Target("part", part["quoted"])
    if part and part["name"] and _writes_more(text, demand, part["name"]):
        return Target("part", part["name"])
    if _WHOLE.search(clause) or part:
        return Target("response")
    return None


def _each(clause: str) -> Scope | None:
    if not _EACH_HINT.search(clause):
        return None
    found = [
        (match.start(), -rank, scope)
        for rank, (pattern, scope) in enumerate(_EACH)
        for match in pattern.finditer(clause)
    ]
    if not found or _CONTENT_EACH.search(clause):
        return None
    return max(found)[2]


def _inherited(text: str, demand: Demand, start: int) -> Target | None:
    """From an earlier clause of the sentence: 每个名字后面都有描述，不超过10字; or the label of the line."""
    label = re.match(
        rf"[\s\-*•·#0-9.、)）(（]*[【“]?(?P<name>标题|题目|{'|'.join(PARTS)})[】”]?(?:部分)?\s?[：:]",
        text[line_start(text, start) : start],
    )
    if label:
        name = label["name"]
        if name in ("标题", "题目"):
            return Target("title") if (demand.amount.high or 0) <= 50 else None
        return Target("part", name) if _writes_more(text, demand, name) else None
    begin = sentence_start(text, start)
    earlier = text[begin:start]
    if not _EACH_HINT.search(earlier):
        return None
    for clause in reversed(re.split("[，,：:]", earlier)):
        each = _each(clause)
        if each:
            return Target(each)
    return None


def _of_several(text: str, demand: Demand, start: int) -> Target | None:
    """写5条祝福，50字以内: a bound on one text of several."""
    if demand.unit in ("条", "段") or demand.unit == "句" and demand.bound is None:
        return None
    earlier = text[max(0, demand.start - 160) : demand.start]
    for match in _SEVERAL.finditer(earlier):
        noun = match["noun"]
        at_demand = match.end() == len(earlier) and not noun.strip()
        if not (
            _SEVERAL_TEXT.search(noun) or at_demand and TEXT_NOUN.match(text[demand.end : demand.end + 16])
        ):
            continue
        lead = earlier[max(0, match.start() - 30) : match.start()]
        lead = re.split("[，。；：\n]", lead)[-1]
        if WRITE.search(lead) and not re.search(r"(?:以下|下列|下面|这|那|上述|第)\s?$", lead):
            return Target("each_item")
    return None


def _of_two_tasks(text: str, demand: Demand) -> Target | None:
    """用一句话概括电影，并写一段影评: the answer has two parts."""
    begin, end = sentence_start(text, demand.start), sentence_end(text, demand.end)
    after = _SECOND_TASK.search(text[demand.end : end])
    if after and demand.unit in ("句", "段", "字"):
        return Target("part")
    before = _SECOND_TASK.search(text[begin : demand.start])
    if before and clause_start(text, demand.start) == begin + before.start() + 1:
        return Target("part") if WRITE.search(text[begin : begin + before.start()]) else None
    if demand.unit in ("句", "段") and _numbered_task(text, demand):
        return Target("part")
    return None


def _numbered_task(text: str, demand: Demand) -> bool:
    """Whether the demand stands in one of several numbered tasks: 1. 用一段话描述… 2. 详细说明…"""
    start = line_start(text, demand.start)
    task = re.compile(
        r"\s*[（(]?[0-9一二三四五六]{1,2}[.、)）]\s?(?:请)?(?:用[^，。\n]{1,8})?(?:详细|简要|简单|简述|重点|仔细)?(?:地)?(?:描述|说明|总结|分析|概括|列出|写|解释|介绍|评价|回答|比较|阐述|给出)"
    )
    if not task.match(text[start : demand.end + 8]):
        return False
    others = [
        line
        for line in text[:start].splitlines()[-4:] + text[demand.end :].splitlines()[1:4]
        if task.match(line)
    ]
    return bool(others)


def _writes_more(text: str, demand: Demand, name: str) -> bool:
    """Whether something besides the part called ``name`` is to be written."""
    start = clause_start(text, demand.start)
    rest = text[:start] + "\n" + text[clause_end(text, demand.end) :]
    if re.search(r"以[“「\"'‘][^”」\"'’]{1,20}[”」\"'’](?:开头|开始|作为开头|结尾)", rest):
        return True
    other_parts = [
        part
        for part in (*PARTS, "标题")
        if part != name
        and part not in name
        and re.search(rf"{part}{_LINK}[^，。\n]{{0,8}}[0-9一二三四五六七八九十百千]", rest)
    ]
    if other_parts:
        return True
    writes = [match for match in WRITE.finditer(rest)]
    objects = [rest[match.end() : match.end() + 24] for match in writes]
    own = [o for o in objects if name in re.split("[，。；\n]", o)[0]]
    return (
        bool(len(objects) > len(own))
        and not own
        or (len(own) and any(_own_object(o, name) for o in objects if o not in own))
    )


def _own_object(following: str, name: str) -> bool:
    """Whether a write verb before ``following`` has an object that is a text of its own."""
    head = re.split("[，。；\n]", following)[0]
    return (
        bool(re.search(r"文章|作文|短文|散文|故事|论文|报告|演讲|小说|新闻稿|稿", head)) and name not in head
    )
