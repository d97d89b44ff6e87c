"""Numbers of things against numbers that bound a text, for the units that may name either.

三句话 as the answer is a demand, 两句倒装句 inside it is content, 一句 is an article; 用5个词形容 is a
demand, 列出5个词 is content; 4条祝福 is a demand, 三条鱼 and 三点钟 are not.
"""

from __future__ import annotations

import re

from hesui_data.length.grammar.bounds import Demand
from hesui_data.length.grammar.places import Place
from hesui_data.length.grammar.vocabulary import (
    CONTENT_NOUNS,
    OBJECT_NOUNS,
    PARTS,
    TEXT_NOUNS,
    WEAK_PARTS,
)
from hesui_data.length.patterns import Pattern

PRODUCES = Pattern(
    r"撰?写(?![得的了过着])|创作|生成|编[写一个成出]|拟|起草|[起取][一个名]?|想[一个出]|来[一个点几上0-9两三四五六七八九十]|给[出我]|做[一个]|"
    r"帮[忙我]编|造|作[一首篇个成诗]|提供|列[出举]|推荐|输出|制作|设计|补充|[续扩改缩仿]写|提出|说|讲|回[答复]|整理|归纳出|总结出|概括出|提炼|"
    r"出[一个]|发[一送条]|(?:想|来|出|发|做|编|附上?|(?<![第一二三两几行])列)$|(?i:\b(?:write|generate|create|compose|give|provide|list|produce|draft|make|tell|describe)\b)"
)
"""Verbs whose object is the answer."""

TEXT_NOUN = Pattern(rf"[^，。；\n]{{0,10}}?(?:{'|'.join(TEXT_NOUNS)})")
"""A noun for a text, after a few words at most."""

_MEANS = Pattern(
    r"(?:全[诗文篇首]|[用以成为在共由分限仅只里写说需要有各均都是到：]|使用|总共|一共|控制|每[一-鿿]{0,3}|介于|篇幅|长度|总数|要求|正好|"
    r"[只仅就][能需要用可]{0,2}(?:回答|回复|输出|答|说)|"
    r"\b(?:in|within|using|of|with|use|to|a|be|only|into|exactly|just|has|have))"
    r"(?:[写出约了成为到至有要仅只用是\s]|大约|大概|短短|简短的?|简单的?|不同的)*$",
    re.IGNORECASE,
)
"""A word that makes the amount the form of the answer: 用三句话."""

_MARKER = Pattern(r"[\s\-*•·#>|]*(?:[（(]?[0-9一二三四五六七八九十]{1,2}\s?[.、)）]\s?|[①-⑳]\s?)?")
_GIVEN_WORDS = Pattern(r"[：:]\s?[“「\"‘']?[^\s“「\"‘'\n]")
_NUMBER_OF = Pattern(r"(?<![字词句行段条落话符])数[为是有：]$")  # 消息数为19条, but 字数为50
_EACH_THING = Pattern(r"(?:^|请|[为给对])每个[一-鿿]{1,5}(?:占|写)?$")
_FROM_POINTS = Pattern(r"[从分按就以用]$")
_KEY = Pattern(r"[A-Za-z_][A-Za-z_0-9]*[`\"”]?\s?[：:]?\s?$")
_NO_CLOCK = tuple("就才别再都也还不没前后之时")
_ENDS = Pattern(r"\s*(?:$|[）)】\]])")
_TASK_FOLLOWS = Pattern(
    r"就?[说讲谈聊写夸](?![不完得过了])|介绍|概括|总结|描述|形容|点评|评价|解释|说明|即可|就行|就好|就够"
)
_TREATED = Pattern(
    r"(?:描述|分析|说明|解释|比较|判断|翻译|总结|概括|阅读|理解|[把将对从给]|检查|修改|合并|连接|拆分|区分|评价|找出|提取|改写)$"
)
_TALKED_OF = Pattern(
    r"各自|之间|中[的有出间]|里[的有面]|是否|都|分别|的(?:意思|关系|区别|相似|主要|语义|含义|情感|异同|共同)"
)
_CLOSES = Pattern(r"结尾|收尾|作结|结束|开头|开篇")
_HOLDS = Pattern(
    r"(?:包含|包括|含有?|引用|带有?|用上|插入|加入|加上|穿插|出现|涵盖|提到|嵌入|融入|补充|添加|附上|要有|应有|需有|必须有|至少有|"
    r"使用|运用|有)(?:[了约的要有\s]|至少|不少于|大约|一些)*$"
)
_WHOLE = Pattern(r"$|[，。；！？、）)】 \n的：:”」’,.;!?(（左上以内之]")
_SENTENCE_KIND = Pattern(rf"[^，。；\n]{{0,6}}(?:{'|'.join(CONTENT_NOUNS)})")
_CONTAINS = Pattern(r"(?:包含|包括|含有?|共有)$")
_MERGED = Pattern(
    r"[把将][^，。；]{0,4}(?:最后|前面?|后面?|第|开头|末尾)[^，。；]{0,6}段[^，。；]{0,4}[合并]{1,2}[成为]$"
)
_ANSWER_HOLDS = Pattern(r"(?:回答|答案|回复|输出|全文|文章|作文)[^，。；]{0,4}(?:包含|包括|含有?|共有)$")
_SONNET = Pattern("(?:十四|14)行诗")
_OF_A_KIND = Pattern(
    r"的?(?:陈述|感叹|祈使|疑问|反问|设问|排比|倒装|比喻|拟人|夸张|对偶|把字|被字|双关|被动|条件|省略|否定|肯定)句"
)
_OR_THINGS = Pattern(r"[或和与、](?:场景|例子|案例|实例|短语|词|情境)")
_SUMMARY = Pattern(
    r"的?(?:摘要|总结|介绍|简介|点评|评价|描述|概述|推荐|结论|理由|说明|感想|亮点|卖点|口号|标语)"
)
_VERSE_OF = Pattern(r"[四五六七]言|的?[古新小短]?诗(?![词句])")
_WRITES = Pattern(r"(?:写|造|编|编写|生成|创作|[写给列说想]出)$")
_OBJECT = Pattern(rf"[^，。；\n]{{0,12}}?(?:{'|'.join(OBJECT_NOUNS)})(?:$|[，。；！？、])")
_EACH_OF_THEM = Pattern(r"[^，。；\n]{0,10}[，,（(]\s?每条")  # 3条评语，每条20字
_TIME = Pattern(
    r"(?:上午|下午|早上|晚上|凌晨|中午|傍晚|[日号到从早晚：]|周[一二三四五六日]|星期.|明天|今天|每天)\s?$"
)
_TABLE = Pattern(r"表格?|数据|矩阵|[摆排站种]|列(?![出举])|练习")
_ROW_OF = Pattern(r"[0-9一二三四五六七八九十]*列|数据|表|树|人|字幕")
_ENDS_IN_A_TEXT = Pattern(rf"(?:{'|'.join(TEXT_NOUNS)})语?$|[同异优缺特疑难亮卖重]点$")
_VERSE_AFTER = Pattern(r"的?(?:情书|情诗|小?诗)")
_EXPLAINED = Pattern(r"(?:介绍|什么是|了解|赏析|解释|翻译|分析|区别)[^，。；]{0,6}$")
_LINES_AFTER = Pattern(r"$|[，。；！？）)、 \n的诗]|一[节首]|字|文|代码")
_WORDS_USED = Pattern(r"[：:造写作编来]|之?中|里")
_WORDS_HELD = Pattern(r"(?:包含|含有?|出现|列出|给出|认识|学会|(?:背诵?|记|默写|掌握|学)[完会住下好]?)了?$")
_SPLITS = Pattern(r"分(?:成|为)?$")
_GIVES_ENTRIES = Pattern(
    r"(?:[分列共提给各]|总结|归纳|概括|每[一-鿿]{0,3}|正好|要求|[仅只]包?含)[出了成为]?\s?$"
)
_ENGLISH_MEANS = Pattern(
    r"(?:\b(?:in|using|use|with|of|a|an|within|only|just|to|from|between|item|title|paragraph|sentence|line)|[：:])\s?$",
    re.IGNORECASE,
)
_ENGLISH_INPUT = Pattern(r"\b(?:following|these|those|the|rhyming|any|key|all)\s$", re.IGNORECASE)
_LABELLED = Pattern(rf"[\s\-*•·#0-9.、)）(（]*[【“]?(?:{'|'.join(PARTS)})[】”]?\s?[：:]$")
_PART_NAME = Pattern(
    r"(?:第[0-9一二三四五六七八九十]{1,3}个?(?:自然)?[段部分章节条句联落]+|"
    rf"{'|'.join((*PARTS, *WEAK_PARTS, '标题', '题目', '联', '词牌'))})[要求为是限]*$"
)


def names_things(place: Place, demand: Demand) -> bool:
    """Whether the amount is a number of things (两句倒装句), not a bound on the text."""
    if place.before[-1:] in ("为", "是", "有", "：") and _NUMBER_OF.search(place.before):
        return True
    return not _RULES[demand.unit](place, demand)


def _is_one(demand: Demand) -> bool:
    return demand.amount.high == 1 and not demand.amount.ranging


def _is_form(place: Place) -> bool:
    """Whether what stands before makes the amount the form of the text; at a clause's head, what follows."""
    before = place.before
    if _is_heading(before) or (len(before) > 1 and before[-1] in "（(【["):
        return _ENDS.match(place.after) is not None or _TASK_FOLLOWS.match(place.after) is not None
    return _MEANS.search(before) is not None or _PART_NAME.search(before) is not None


def _is_heading(before: str) -> bool:
    """Whether nothing stands before in the clause but the mark of a list: "- ", "1. ", ①."""
    return not before.strip() or _MARKER.fullmatch(before) is not None


_RECOMMENDS = Pattern(
    r"(?:推荐|列举|寻找|[找读看买])(?:[出到了一几两些]|[0-9二三四五六七八九十]){0,3}[本部篇][^，。；]{0,4}$"
)
_A_LINK = Pattern(r"的?[^，。；\n]{0,10}(?:链接|网址|下载地址)(?:$|[，。！？])")
_WRITES_ONE = Pattern(r"(?:写|起|取|拟|想|做|编|设计|生成|创作|来)(?:出|一)?[个幅条句副则段组枚块]$")


def _characters(place: Place, demand: Demand) -> bool:
    """字: a bare number below ten needs a sign that a text of that length is to be written."""
    if place.after.startswith("的") and _RECOMMENDS.search(place.before):
        return False
    high = demand.amount.high
    if high is None or not demand.bare:
        return True
    if _A_LINK.match(place.after):
        return False
    if high >= 10:
        many = demand.unit == "汉字" and demand.amount.counted  # 常用的500个汉字
        return not many or _is_form(place) or PRODUCES.search(place.before) is not None
    if place.after.startswith("的") and _WRITES_ONE.search(place.before):
        return True  # 写幅5个字的门贴
    return _is_form(place) or (_is_produced(place) and TEXT_NOUN.match(place.after) is not None)


def _is_produced(place: Place) -> bool:
    return PRODUCES.search(place.before) is not None


def _sentences(place: Place, demand: Demand) -> bool:
    """句: 三句话 is a demand, 两句倒装句 content."""
    if demand.amount.word.isascii():
        several = not _is_one(demand) or demand.bound is not None
        return several or _is_form(place) or _is_produced(place)
    if _speaks_of_sentences(place, demand):
        return False
    if _is_a_sentence_or_more(place, demand):
        return True
    if demand.amount.word in ("句", "整句"):
        if _WHOLE.match(place.after) is None:
            return not _is_one(demand) and demand.amount.low is not None and _are_written(place)
        held = _HOLDS.search(place.before) and not _MEANS.search(place.before)
        if demand.bound is None and (_is_one(demand) or held):
            return False
    return bool(demand.bound or demand.field or _is_form(place) or _is_produced(place))


def _speaks_of_sentences(place: Place, demand: Demand) -> bool:
    """Whether the sentences are talked of, one of several things, or held: 这三句话, 以一句话结尾."""
    free = demand.bound is None
    if _OF_A_KIND.match(place.after) or (_is_one(demand) and "填空" in place.earlier):
        return True
    if _TALKED_OF.match(place.after) or _OR_THINGS.match(place.after):
        return True
    treated = free and _TREATED.search(place.before) is not None
    if treated or not _is_one(demand):
        return treated
    given = free and not _MEANS.search(place.before) and _GIVEN_WORDS.match(place.follow)
    return bool(given or _CLOSES.match(place.after))  # 最后输出一句话：谢谢


def _is_a_sentence_or_more(place: Place, demand: Demand) -> bool:
    """一句话摘要 as a heading, 寥寥几句即可, 评论应包含5-7个句子."""
    word = demand.amount.word
    if word == "句话" and _is_heading(place.before) and _SUMMARY.match(place.after):
        return True
    if demand.amount.low is None and _TASK_FOLLOWS.match(place.after):
        return True
    several = word in ("句话", "句子") and not _is_one(demand)
    return several and bool(_CONTAINS.search(place.before) and _WHOLE.match(place.after))


def _are_written(place: Place) -> bool:
    """Whether sentences of a kind are the whole answer (写两句祝福), not held in it (引用两句名言)."""
    if _HOLDS.search(place.before):
        return False
    if _VERSE_OF.match(place.after) or _WRITES.search(place.before):
        return True  # 四句七言诗, 写10句名言
    held = _SENTENCE_KIND.match(place.after)
    if not held and _LABELLED.match(place.line) and not place.before.strip():
        return True  # 开场：1-2句引言
    return not held and _is_produced(place) and TEXT_NOUN.match(place.after) is not None


def _lines(place: Place, demand: Demand) -> bool:
    """行: lines of the text, not 一行白鹭 nor the rows of a table."""
    one, before, after = _is_one(demand), place.before, place.after
    if demand.amount.word.isascii():
        return not one or demand.bound is not None
    if one:
        return demand.bound is not None or before.endswith(("用", "成", "为", "在")) or _of_each(place)
    if _SONNET.match(place.text, demand.start):
        return False
    if (
        _VERSE_AFTER.match(after)
        and not before.endswith(("传统的", "日本的"))
        and not _TREATED.search(before)
    ):
        return not _HOLDS.search(before) and not _EXPLAINED.search(before)
    if _TABLE.search(before) or _ROW_OF.match(after):
        return False
    heads = not before.strip() and after.startswith(("短句", "文字"))
    lines_are_written = _is_produced(place) and _LINES_AFTER.match(after) is not None
    return bool(demand.bound or demand.field or heads or _is_form(place) or lines_are_written)


def _of_each(place: Place) -> bool:
    """每个参数一行: a clause of each thing and its one line."""
    return _EACH_THING.search(place.before) is not None and _WHOLE.match(place.after) is not None


def _paragraphs(place: Place, demand: Demand) -> bool:
    """段: 分三段, 三个段落; 一段话 only after 用, 成, 为."""
    word, one = demand.amount.word, _is_one(demand)
    if word.isascii():
        return (
            not one
            or demand.bound is not None
            or bool(re.search(r"\b(?:in|into|within|exactly|to)\s$", place.before))
        )
    if _TALKED_OF.match(place.after) or (demand.bound is None and _TREATED.search(place.before)):
        return False
    whole = _WHOLE.match(place.after) is not None
    if one and _MERGED.search(place.before):
        return False
    if one:
        means = re.search(r"(?:[用为共以仅只]|(?<!生)成)[了仅只]?$", place.before) is not None
        means = means or _of_each(place)
        return demand.bound is not None or (means and (whole or word not in ("段", "小段", "大段")))
    if demand.bound or demand.field or word.endswith(("段落", "自然段")) or _is_form(place):
        return True
    held = whole and _ANSWER_HOLDS.search(place.before) is not None
    return held or (_is_produced(place) and (whole or TEXT_NOUN.match(place.after) is not None))


def _entries(place: Place, demand: Demand) -> bool:
    """条, 点: 分三点, 4条祝福语, not 三条鱼 nor 三点钟."""
    word, before, after = demand.amount.word, place.before, place.after
    if demand.amount.low is None or _SPLITS.search(before):
        return before.endswith("分") or demand.amount.low is not None
    if word.isascii() or (_is_one(demand) and demand.bound is None):
        return word.isascii()
    if word in ("点", "要点") and _FROM_POINTS.search(before) and _TASK_FOLLOWS.match(after):
        return True  # 从三个要点介绍
    whole = _WHOLE.match(after) is not None
    if _is_time(place, word) or not (whole or _is_an_entry(after, word)):
        return False
    if demand.bound or demand.field:
        return whole or not _HOLDS.search(before) or _is_produced(place)
    heads = demand.amount.ranging and _is_heading(before) and place.sentence_start  # 输出：3-6条陈述
    many = word == "条" and _EACH_OF_THEM.match(place.follow)
    named = whole and (_KEY.search(before) or _is_form(place) or _ENDS_IN_A_TEXT.search(before))
    return bool(heads or many or named or _is_produced(place) or _GIVES_ENTRIES.search(before))


def _is_time(place: Place, word: str) -> bool:
    """三点 on the clock: 下午3点, 3点20."""
    follows = place.after[:1] in (*"0123456789一二三四五六七八九十", *_NO_CLOCK)
    return word == "点" and (follows or _TIME.search(place.before) is not None)


def _is_an_entry(after: str, word: str) -> bool:
    """Whether what is counted is a text: 3条建议, 三点原因, but not 三条鱼."""
    return TEXT_NOUN.match(after) is not None if word == "点" else _OBJECT.match(after) is None


def _words(place: Place, demand: Demand) -> bool:
    """词: 用5个词形容, 60个单词以内; not 列出5个词."""
    if _WORDS_HELD.search(place.before):
        return False
    if demand.bound or demand.field:
        return True
    if demand.amount.low is None:
        return place.before.endswith(("用", "以"))
    if (demand.amount.high or 0) >= 50:
        return True
    few = (demand.amount.high or 0) < 10
    if _WORDS_USED.match(place.after) or (few and place.before.endswith(("有", "写"))):
        return False
    return _is_form(place)


def _english_words(place: Place, demand: Demand) -> bool:
    """word: a 200-word story, in five words; not two words that rhyme."""
    if _ENGLISH_INPUT.search(place.before):
        return False
    hyphened = "-" in place.text[demand.amount.start : demand.end]
    many = demand.amount.high is None or demand.amount.high >= 20
    if demand.bound or demand.field or hyphened or many:
        return True
    return not place.before.strip() or _ENGLISH_MEANS.search(place.before) is not None


_RULES = {
    "字": _characters,
    "汉字": _characters,
    "字符": _characters,
    "句": _sentences,
    "行": _lines,
    "段": _paragraphs,
    "条": _entries,
    "词": _words,
    "word": _english_words,
}
