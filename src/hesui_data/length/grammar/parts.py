"""Titles and named parts of a text, and whether one is all there is to write."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from hesui_data.length.grammar.places import Place
from hesui_data.length.grammar.signs import LATIN, sign
from hesui_data.length.grammar.things import PRODUCES, TEXT_NOUN
from hesui_data.length.grammar.vocabulary import PARTS, WEAK_PARTS
from hesui_data.length.patterns import Pattern

LINK = (
    r"(?:的?(?:字数|长度|篇幅|部分|内容|(?:英文)?单?词数|[句行段条]数|汉字数|字符数|段落数)|要求|控制|限制|限定|必须|应该|应当|需要|"
    r"可以|组成|大概|大约|最好|务必|尽量|保持|统一|分别|设为|设定|至少|不能|介于|分[为成]?|"
    r"[应需要请可在为是用写的有和也都均则就各以必得含共不由只能列附：:】\]）)」》”’\"*\s（(\-]|"
    r"(?:should|must|be|of|has|have|is|with|in|using|it|length|from|between)(?![a-z]))*+"
)
"""What may stand between a subject and its length: 标题的字数要控制在. Possessive, so that it cannot back-track."""

NTH = (
    r"第\s?[0-9一二三四五六七八九十]{1,3}\s?个?(?:自然段|段落|段|部分|章|节|条|点|句|行|列|栏|幕|联|项|小节)|"
    r"最后一个?(?:句话?|段话?|段落|行)|(?:备选)?(?:方案|版本|部分|选项|任务|段落|步骤|场景|示例)[0-9一二三四五六七八九十]{1,2}|"
    r"(?i:the\s(?:first|second|third|fourth|fifth|last|final|opening|closing)\s(?:paragraph|sentence|line|section|stanza))"
)
NAMED = "|".join(
    sorted((*PARTS, *WEAK_PARTS, "[中英]文(?:文章|译文|稿)", "英文(?!单?词)"), key=len, reverse=True)
)
_WHOLE = (
    r"全文|全篇|通篇|整篇|整体|总字数|总长度|总共|一共|共计|合计|总计|总|共|文章|全诗|整首|作文|故事|回答|回复|答案|全部|"
    r"(?i:\btotal|\boverall|\bresponse)"
)
_SUBJECT = Pattern(
    r"(?:(?P<some>其中一部分)|[“‘「](?P<quoted>[^“”‘’「」]{1,20})[”’」]部分"
    rf"|(?P<nth>{NTH})|(?P<key>[A-Za-z_]{{3,24}})\s?(?:字段|键)"
    r"|(?:(?<![一-鿿])|(?<=其中))(?P<section>(?![每各这那几两三四五个大剩其])[一-鿿]{1,8})部分"
    r"|(?P<title>(?<![短副小子])标题|题目|诗题|(?i:\btitle|\bheadline))"
    rf"|[“‘「《【]?(?P<name>{NAMED})"
    rf"|(?P<whole>{_WHOLE})){LINK}$"
)
_NAME_HEADS = re.escape("".join(sorted({name[0] for name in (*PARTS, *WEAK_PARTS)})))
_HINT = Pattern(f"[{_NAME_HEADS}部方版选任段步第其“‘「标主大正题全通整总一共合文故回答作tThHoOrR]")
_LABEL = Pattern(
    rf"[\s\-*•·#0-9.、)）(（]*[【“]?(?:(?P<title>标题|题目)|(?P<name>{NAMED}))[】”]?(?:部分)?\s?[：:]"
)
_BOUNDED_PART = Pattern(
    rf"(?P<title>标题|题目|(?i:\btitle|\bheadline))|(?P<name>{NAMED})(?:部分)?(?:[：:]|[^，。；\n]{{0,8}}[0-9一二三四五六七八九十百]+个?[字词句段行])"
)
_CLAUSE_END = Pattern("[，,。；\n]")
_ANY_LABEL = Pattern(
    r"[\s\-*•·#|{(（]*(?:[（(]?(?:[0-9]{1,2}|[一二三四五六七八九十])[.、)）]\s?|[①-⑳]\s?)?[【“*「|\"`'《]*"
    r"(?:(?P<key>[A-Za-z_]{3,24})(?=[】”*」|\"`']*\s?[：:|]|\s(?:不|最|至|[0-9]))|"
    r"(?P<label>[一-鿿]{2,8}?)(?=[】”*」|\"`'》]*(?:部分)?\s?[：:|（(]))"
)
_FIELD_KEY = Pattern(r"[\s\-*{]*[\"`'](?P<key>[A-Za-z_]{3,24})[\"`']\s?[：:]")
_MAY_LABEL = Pattern("[：:|（(A-Za-z]")
MAY_LABEL = sign("：:|（(_" + LATIN, _LABEL, _ANY_LABEL, _MAY_LABEL)
"""Without it nothing is labelled."""

_NO_PART = Pattern(
    r"数|要求|主题|题目|语气|风格|格式|体裁|篇幅|长度|对象|场景|任务|角色|受众|类型|文体|用途|时间|地点|语言|结构|关键词|"
    r"注意|输出|输入|限制|说明|目的|目标|条件|规则|约束|形式|示例|例如|补充|来源|写作|其中|如果|上限|下限|规格|标准|回答|回复|写|以|把|将|给|字|"
    r"请(?!求)|用(?<!引用)|不(?!同)"
)
_NO_KEY = Pattern(
    "length|word|count|limit|max|min|char|output|input|prompt|task|note|tone|style|size|format|require|system|"
    "user|content",
    re.IGNORECASE,
)
"""What labels no part, in Chinese and in English."""

_NO_SIBLING = Pattern(
    rf"{_NO_PART.pattern}|(?:^|[写改分变译制组])成|[我你他她它们现改写想做给来以为是有并附且把将对从每各全共总都也要让帮再先另这那其在和文]"
)
_VERBS_OF_SIZE = r"(?:[分列共写约限]|不[能得应可]?(?:超过|少于|多于|低于)|至少|最多|控制在|大约)*"
_CLAUSE_LABEL = Pattern(rf"\s*(?P<label>[一-鿿]{{2,8}}?)(?:部分)?{_VERBS_OF_SIZE}")
_LONGEST_CLAUSE = 20  # a label and the words of its bound
_SIBLING = Pattern(
    rf"(?:^|[，；、])\s*(?P<label>[一-鿿]{{2,8}}?)(?:部分)?{_VERBS_OF_SIZE}[0-9一二三四五六七八九十百千两]+个?[字词句段条行点]"
)
# A class first: the search skips to it.
_LABELLED_LINES = Pattern(r'[\n；;，,](?:(?<![，,])|(?<=，)(?=["a-z])|(?<=,)(?=\s?["a-z]))')
_HAS_AMOUNT = Pattern(r"[0-9一二三四五六七八九十百千两]\s?个?(?:中文)?[字词句段条行]")
_IS_TITLE = Pattern(r"(?<![短副小子长])标题$")
_SIZE_OF = Pattern(
    rf"(?P<noun>概述|解释|描述|分析|评论|译文|注释|说明|理由|总结|赏析)的(?:长度|字数|篇幅){LINK}$"
)
_ASIDE = Pattern(
    rf"(?:(?<![每个短副小子])标题|题目|{NAMED})(?P<said>(?![在中里的])[^，。；：（(和与]{{1,10}}[（(])$"
)
_INSERTED = Pattern(
    r"(?:插入|穿插|加入|加上|附上|补充|添加|嵌入|增加)(?:一个)?一[段篇个首则][^。；\n]{0,40}$"
)
INSERTS = sign("插穿加附补添嵌增", _INSERTED)
"""Without it nothing is put into a text."""

_TITLE_HEADS = Pattern(
    r"\s*(?:[0-9]{1,2}[.、)）]\s?)?(?:(?:首行|第一行|开头)[是为写])?(?:文章|新闻|作文)?[的主大]?标题|题目"
)
_NTH_HEADS = Pattern(rf"\s*(?:{NTH})(?=[一-鿿])(?![一-鿿]{{0,4}}(?:开头|结尾|末尾|以))")
_CHOSEN = Pattern("自[拟定选]|任选")
_SHORT_TITLE = 15
_NO_TITLE = Pattern(r"自拟|自定|自选|任选|不限|[《：:“]")
_OTHER_SUBJECT = Pattern(f"正文|全文|内容|文章|作文|{NAMED}")
_ALONGSIDE = (
    r"(?:并且?|同时|另外|此外|还要?|最后)[，,]?(?:再|请|也)?(?:[为给][^，。；\n]{0,8})?[取起拟写给配附想]出?一?[个则句段]?"
    r"[^，。；\n]{0,8}"
)
_ONE_TEXT = Pattern("一?[篇封首部份则](?!标题|题目)")
_AND_MORE = Pattern("[）)][和与及、]")
_SHORT_HEAD = 4
_LANGUAGES, _BY_MEANS_OF = ("英文", "中文"), ("用", "以", "使用")
_TEXTS_TOO = (
    "寄语",
    "评语",
    "点评",
    "摘要",
    "简介",
    "前言",
    "序言",
    "开场白",
    "导语",
    "梗概",
    "旁白",
    "后记",
    "结束语",
)
_PRODUCED = Pattern(
    r"(?:撰?写|生成|起草|拟|创作|输出|给出|提炼|概括)[出成个]?(?:一?[篇段份个则条]|中文|英文)?的?$"
)
_TITLE_LIMIT = 40  # 题目：我的家乡，500字 names a title and bounds the text


@dataclass(frozen=True, slots=True)
class Subject:
    """What a clause speaks of before its demand: the whole, a title or a part with its name."""

    kind: Literal["whole", "title", "part"]
    name: str = ""


def subject_of(place: Place) -> Subject | None:
    """The subject of the clause: 标题10字以内, 横批四个字, 第3段不超过100字, 全文800字.

    A part that is all there is to write (生成一段摘要，摘要不超过50字) is the whole.

    >>> from hesui_data.length.grammar.places import Layout
    >>> subject_of(Layout("写副春联，横批4个字").place(7, 10))
    Subject(kind='part', name='横批')
    """
    clause = _subject_clause(place)
    match = _SUBJECT.search(clause) if _HINT.search(clause) else None
    if match is None:
        return _second_text(place)
    name = match["nth"] or match["quoted"] or match["section"] or ""
    if name or match["some"]:
        return Subject("part", name if name.isascii() else name.replace(" ", ""))
    key = match["key"] or ""
    if key and key.lower() not in ("title", "headline"):
        return Subject("part", key)
    return _subject_named(
        place, "标题" if match["title"] or key else match["name"] or "", clause[: match.start()]
    )


def _subject_clause(place: Place) -> str:
    """The words that may name the subject: the clause, or those before its bracket (摘要（中文，)."""
    clause = place.labelled
    aside = _ASIDE.search(clause) if clause[-1:] in ("（", "(") else None
    if aside:
        return clause[: aside.start("said")]
    bracket = -1 if place.before.strip() else _open_bracket(place.earlier)
    return _CLAUSE_END.split(place.earlier[:bracket])[-1] if bracket >= 0 else clause


def _subject_named(place: Place, name: str, head: str) -> Subject | None:
    """The subject called ``name``, before which ``head`` stands; no name for the whole."""
    if not name or _is_all(place, name, head):
        return Subject("whole")
    if name == "标题":
        return Subject("title")
    if name in _LANGUAGES and head.endswith(_BY_MEANS_OF):
        return None  # 用英文写50词
    if name in WEAK_PARTS and not _beside_parts(place, name):
        return None if name.isascii() else Subject("whole")
    return Subject("part", name)


def _open_bracket(words: str) -> int:
    """Where the bracket begins that is still open at the end of ``words``, or -1: 摘要（中文，

    >>> _open_bracket("摘要（中文，"), _open_bracket("摘要（中文），")
    (2, -1)
    """
    bracket = max(words.rfind("（"), words.rfind("("))
    return bracket if bracket >= 0 and "）" not in words[bracket:] and ")" not in words[bracket:] else -1


def _second_text(place: Place) -> Subject | None:
    """A text that is to be given along with others: 概述的长度…，并给出概述."""
    match = _SIZE_OF.search(place.labelled) if "的" in place.labelled else None
    if match and re.search(f"[并和与及、][^，。；\n]{{0,10}}{match['noun']}", place.elsewhere):
        return Subject("part", match["noun"])
    return None


def label_of(place: Place, number: int) -> Subject | None:
    """The label of the line: 标题：简洁有力，20字以内."""
    line = place.line
    label = _LABEL.match(line) if "：" in line or ":" in line else None
    if label is None:
        return None
    if label["title"]:
        return Subject("title") if number <= _TITLE_LIMIT else None
    name = label["name"]
    return None if name in WEAK_PARTS and not _beside_parts(place, name) else Subject("part", name)


def list_label_of(place: Place) -> Subject | None:
    """The label of a line in a list of labelled lines that are bounded, or the key of such an object.

    >>> from hesui_data.length.grammar.places import Layout
    >>> list_label_of(Layout("海报词：20字；脚注：80字").place(4, 7))
    Subject(kind='part', name='海报词')
    """
    if not place.signs & MAY_LABEL:
        return _sibling_of(place)
    text = place.text
    here = place.labelled + text[place.start : place.end + 12]
    label = _label_in(here) if _MAY_LABEL.search(here) else ""
    if not label and place.clause_start:
        label = _label_in(place.line + place.before + place.follow)
    if not label:
        return _sibling_of(place)
    window = text[max(0, place.start - 400) : place.end + 400]
    lines = _LABELLED_LINES.split(window)
    if len(lines) == 1 and not label.isascii() and _label_in(window) == label:
        return None
    others = {_label_in(line) for line in lines if _HAS_AMOUNT.search(line)}
    if label.isascii():
        others.update(key for line in lines if (key := _key_in(line)))
    if not others - {label, ""}:
        return None
    titled = label.lower() in ("title", "headline") or _IS_TITLE.search(label) is not None
    return Subject("title") if titled else Subject("part", label)


def _sibling_of(place: Place) -> Subject | None:
    """One of several clauses that each bound a thing of their own: 活动背景200字，活动流程分五点."""
    here = _CLAUSE_LABEL.fullmatch(place.before) if 1 < len(place.before) <= _LONGEST_CLAUSE else None
    if here is None or _NO_SIBLING.search(here["label"]):
        return None
    around = f"{place.earlier[-80:]}，{place.after}，{place.later[:80]}"
    others = {match["label"] for match in _SIBLING.finditer(around)}
    labels = {label for label in others if not _NO_SIBLING.search(label)} - {here["label"]}
    return Subject("part", here["label"]) if labels else None


def _key_in(line: str) -> str:
    """The key of a field of an object that ``line`` describes: "tags": […], `tags`: …"""
    match = _FIELD_KEY.match(line)
    return match["key"] if match else ""


def _label_in(line: str) -> str:
    """The label or key that ``line`` begins with, or an empty string; 字数 and 要求 label no part."""
    match = _ANY_LABEL.match(line)
    label = (match["key"] or match["label"]) if match else ""
    if not label or (_NO_KEY if label[0].isascii() else _NO_PART).search(label):
        return ""
    return label


def inserted(place: Place) -> bool:
    """Whether the demand bounds what is put into a text: 插入一段论述，不少于100字."""
    words = place.earlier[-80:] + place.before
    return "一" in words and _INSERTED.search(words) is not None


def inherited_title(place: Place, number: int) -> Subject | None:
    """From an earlier clause of the sentence: 标题要吸引人，不超过15字; but 标题自拟，不少于800字.

    A number that no text has but a title may be bounded also where one is free to choose it: 题目自拟，8个字以内.
    """
    words = place.earlier + place.before.rpartition("、")[0]
    if number > _TITLE_LIMIT or "题" not in words:
        return None
    for clause in reversed(_CLAUSE_END.split(words)):
        if _TITLE_HEADS.match(clause):
            chosen = _CHOSEN.search(clause) and number <= _SHORT_TITLE
            return None if _NO_TITLE.search(clause) and not chosen else Subject("title")
        if _OTHER_SUBJECT.search(clause):
            return None
    return None


def inherited_part(place: Place) -> Subject | None:
    """From an earlier clause: 第一段介绍人物，100字左右."""
    for clause in reversed(re.split("[，；。\n]", place.earlier)[:-1]):
        match = _NTH_HEADS.match(clause)
        if match:
            return Subject("part", match[0].strip().replace(" ", ""))
        if _OTHER_SUBJECT.search(clause):
            return None
    return None


def asks_for_more_than(place: Place, name: str) -> bool:
    """Whether some other text than ``name`` is to be written as well."""
    return any(_is_a_text(each, name) for each in _objects(place.elsewhere))


def is_ordinal_part(name: str) -> bool:
    """Whether ``name`` is a part by its number.

    >>> is_ordinal_part("第3段"), is_ordinal_part("摘要")
    (True, False)
    """
    return re.fullmatch(NTH, name) is not None


def _is_all(place: Place, name: str, head: str) -> bool:
    """Whether the part called ``name`` is all there is to write: …的结论写5000字."""
    if head.endswith("的") and len(head) >= 6 and not PRODUCES.search(place.previous):
        return True
    alongside = re.search(rf"{_ALONGSIDE}{name}", place.previous[-60:] + head)
    if alongside or _AND_MORE.match(place.after):  # 标题（20字以内）和摘要
        return False
    if _heads_the_prompt(place, name) or (_PRODUCED.search(head) and not asks_for_more_than(place, name)):
        return True
    objects = _objects(place.previous)
    if any(re.search(f"{name}[和与及、]|[和与及、]{name}", each) for each in objects):
        return False
    return any(name in each for each in objects) and not any(_is_a_text(each, name) for each in objects)


def _heads_the_prompt(place: Place, name: str) -> bool:
    """Whether the prompt begins with the part and asks for nothing else: 新春寄语：字数50-70."""
    head = place.text[: max(0, place.text.find(name))]
    heads = place.start <= _LONGEST_CLAUSE and 2 <= len(head) <= _SHORT_HEAD and head.isalpha()
    return (
        heads
        and name in _TEXTS_TOO
        and not PRODUCES.search(place.elsewhere)
        and not _beside_parts(place, name)
    )


def _objects(text: str) -> list[str]:
    """What follows each verb of writing, up to the end of its clause."""
    return [_CLAUSE_END.split(text[verb.end() : verb.end() + 30])[0] for verb in PRODUCES.finditer(text)]


def _is_a_text(words: str, name: str) -> bool:
    return name not in words and bool(TEXT_NOUN.match(words) or _ONE_TEXT.match(words))


def _beside_parts(place: Place, name: str) -> bool:
    """Whether the prompt bounds other parts too."""
    others = _BOUNDED_PART.finditer(f"{place.elsewhere}\n{place.before}\n{place.after}")
    return any(other["title"] or other["name"] != name for other in others)
