"""Numbers of things against numbers that bound a text, for the units that may name either.

三句话 as the answer is a demand, 两句倒装句 inside it is content, 一句 is an article; 用5个词形容 is a
demand, 列出5个词 is content; 4条祝福 is a demand, 三条鱼 and 三点钟 are not.
"""

from __future__ import annotations

import re

from hesui_data.length.grammar.bounds import Demand
from hesui_data.length.grammar.places import Place
from hesui_data.length.grammar.vocabulary import PARTS, WEAK_PARTS

PRODUCES = re.compile(
    r"撰?写|创作|生成|编写|编[一个成出]|拟|起草|起[一个名]|取[一个名]|想[一个出]|来[一个点几上0-9两三四五六七八九十]|给[出我]|做[一个]|造|作[一首篇个成诗]|"
    r"帮[忙我]编|提供|列[出举]|推荐|输出|制作|设计|补充|[续扩改缩仿]写|提出|说|讲|回[答复]|整理|归纳出|总结出|概括出|提炼|出[一个]|发[一送条]|"
    r"(?i:\b(?:write|generate|create|compose|give|provide|list|produce|draft|make|tell|describe)\b)"
)
"""Verbs whose object is the answer."""

_MEANS = re.compile(
    r"(?:全[诗文篇首]|用|以|成|为|在|共|由|分|限|使用|仅|只|总共|一共|控制|里|写|说|需|要|有|各|每[一-鿿]{0,3}|均|都|是|到|：|介于|篇幅|长度|总数|要求|正好|"
    r"\b(?:in|within|using|of|with|use|to|a|be|only|into|exactly|just|has|have))"
    r"(?:写|出|大约|大概|约|了|成|为|到|至|有|要|仅|只|用|是|短短|简短的?|简单的?|不同的|\s)*$",
    re.IGNORECASE,
)
"""A word that makes the amount the form of the answer: 用三句话."""

_TASK_FOLLOWS = re.compile(
    r"就?[说讲谈聊写夸]|介绍|概括|总结|描述|形容|点评|评价|解释|说明|即可|就行|就好|就够"
)
_TREATED = re.compile(
    r"(?:描述|分析|说明|解释|比较|判断|翻译|总结|概括|阅读|理解|把|将|对|从|给|检查|修改|合并|连接|拆分|区分|评价|找出|提取|改写)$"
)
_TALKED_OF = re.compile(
    r"(?:各自|之间|中[的有出间]|里[的有面]|是否|都|分别|的(?:意思|关系|区别|相似|主要|语义|含义|情感|异同|共同))"
)
_HOLDS = re.compile(
    r"(?:包含|包括|含有?|引用|带有?|用上|插入|加入|加上|穿插|出现|涵盖|提到|嵌入|融入|补充|添加|附上|要有|应有|需有|必须有|至少有|使用|运用|有)"
    r"(?:了|至少|不少于|大约|约|的|要|有|一些|\s)*$"
)
_WHOLE = re.compile(r"$|[，。；！？、）)】 \n的：:”」’,.;!?(（左上以内之]|以内|左右")
_TEXTS = (
    r"(?:祝福|贺词|寄语|文案|短信|微博|朋友圈|评论|评价|标题|题目|口号|标语|广告|弹幕|留言|对联|春联|上联|下联|诗|故事|笑话|段子|"
    r"作文|短文|文章|散文|小说|日记|介绍|简介|描述|总结|摘要|通知|公告|建议|意见|理由|原因|方法|措施|观点|规则|提示|回复|回答|答复|版本|话|"
    r"点评|评语|新闻|推文|文字|签名|句子|段落|问候|贺卡|开场白|结束语|情话|语录|金句|歌词|台词|顺口溜|心得|感悟|看法|要求|要点|好处|优点|缺点|"
    r"特点|技巧|策略|步骤|结论|反馈|问题|微信|信息|消息|说说|动态|吉祥|贺岁|slogan|引言|结语|概述|分析|对话|内容|表白|愿望|计划|名言|感想)"
)
TEXT_NOUN = re.compile(rf"[^，。；\n]{{0,10}}?{_TEXTS}")
"""A noun for a text, after a few words at most."""

_ENDS_IN_A_TEXT = re.compile(rf"{_TEXTS}语?$")

_CONTENT_NOUN = re.compile(
    r"[^，。；\n]{0,6}(?:倒装|排比|比喻|反问|设问|把字|被字|疑问|问句|名言|诗词|诗句|古诗|台词|引语|语录|英文|对白|成语|谚语|格言|歌词)"
)
_OBJECT = re.compile(
    r"[^，。；\n的]{0,12}(?:路线|航线|路|河流?|河|街道?|裤子?|裙子?|鱼|狗|船|铁路|公路|毛巾|围巾|丝巾|项链|手链|领带|皮带|腿|蛇|龙|虫|地铁|数据|记录)(?:$|[，。；！？、])"
)
_TIME = re.compile(
    r"(?:上午|下午|早上|晚上|凌晨|中午|傍晚|日|号|周[一二三四五六日]|星期.|到|从|今晚|早|晚|明天|今天|每天|：)\s?$"
)
_TABLE = re.compile(r"表格?|数据|矩阵|摆|排|站|种|练习|[列]")
_LISTS_WORDS = re.compile(r"[：:造写作编来]|之?中|里")
_PART_NAME = re.compile(
    rf"(?:第[0-9一二三四五六七八九十]{{1,3}}个?[段部分章节条句联]+|{'|'.join((*PARTS, *WEAK_PARTS, '标题', '题目', '联', '词牌'))})(?:要求|要|为|是|限)?$"
)


def names_things(place: Place, demand: Demand) -> bool:
    """Whether the amount is a number of things (两句倒装句), not a bound on the text."""
    rule = _RULES.get(demand.unit)
    return rule is not None and not rule(place, demand)


def _is_form(place: Place) -> bool:
    """Whether what stands before makes the amount the form of the text; at a clause's head, what follows."""
    before = place.before
    if not before.strip():
        return not place.after.strip("）)】] ") or _TASK_FOLLOWS.match(place.after) is not None
    return _MEANS.search(before) is not None or _PART_NAME.search(before) is not None


def _characters(place: Place, demand: Demand) -> bool:
    """字: a bare number below ten needs a sign that a text of that length is to be written."""
    high = demand.amount.high
    if high is None or demand.bound or demand.field or demand.amount.ranging:
        return True
    if _is_form(place):
        return True
    if high >= 10:
        many = demand.unit == "汉字" and demand.amount.counted
        return not many or bool(PRODUCES.search(place.before))
    return bool(PRODUCES.search(place.before)) and TEXT_NOUN.match(place.after) is not None


def _sentences(place: Place, demand: Demand) -> bool:
    """句."""
    before, after = place.before, place.after
    one, word = demand.amount.high == 1, demand.amount.word
    if word.isascii():
        return not one or demand.bound is not None or bool(_MEANS.search(before) or PRODUCES.search(before))
    whole = word != "句" or _WHOLE.match(after) is not None
    if _TALKED_OF.match(after) or (_TREATED.search(before) and demand.bound is None):
        return False
    if not whole:
        return _written_sentences(place, demand)
    if one and word in ("句", "整句"):
        return demand.bound is not None
    if word == "句" and _HOLDS.search(before) and demand.bound is None and not re.search(r"共|总", before):
        return False
    return bool(demand.bound or demand.field or _is_form(place) or PRODUCES.search(before))


def _written_sentences(place: Place, demand: Demand) -> bool:
    """两句 before a noun: the answer in 写两句祝福, content in 引用两句名言."""
    if demand.amount.high == 1 or (demand.amount.low is None and demand.bound):
        return False
    if _HOLDS.search(place.before) or _CONTENT_NOUN.match(place.after):
        return False
    return bool(PRODUCES.search(place.before)) and TEXT_NOUN.match(place.after) is not None


def _lines(place: Place, demand: Demand) -> bool:
    """行: lines of the text, not 一行白鹭 nor the rows of a table."""
    before, after = place.before, place.after
    one = demand.amount.high == 1
    if demand.amount.word.isascii():
        return (not one or demand.bound is not None) and not after.startswith(
            (" of the", " of input", " of text")
        )
    if demand.amount.high != 1 and re.match(r"情书|情诗|诗", after) and not _TREATED.search(before):
        return not _HOLDS.search(before)
    if _TABLE.search(before) or re.match(r"[0-9一二三四五六七八九十]*列|数据|表|树|人|字幕", after):
        return False
    if one:
        return demand.bound is not None or bool(re.search(r"(?:用|成|为|在)$", before))
    if demand.bound or demand.field or _is_form(place):
        return True
    if not before.strip() and re.match("短句|小?诗|文字", after):
        return True
    return bool(
        PRODUCES.search(before) and re.match(r"$|[，。；！？）)、 \n的诗]|一[节首]|字|文|代码", after)
    )


def _paragraphs(place: Place, demand: Demand) -> bool:
    """段: 分三段, 三个段落; 一段话 only after 用, 成, 为."""
    before, after = place.before, place.after
    word, one = demand.amount.word, demand.amount.high == 1
    if word.isascii():
        return (
            not one
            or demand.bound is not None
            or bool(re.search(r"\b(?:in|into|within|exactly|to)\s$", before.lower()))
        )
    if _TALKED_OF.match(after) or (_TREATED.search(before) and demand.bound is None):
        return False
    if one:
        whole = word not in ("段", "小段", "大段") or _WHOLE.match(after) is not None
        return demand.bound is not None or (
            whole and re.search(r"(?:用|成|为|共|以|仅|只)(?:了|仅|只)?$", before) is not None
        )
    if demand.bound or demand.field or word.endswith(("段落", "自然段")) or _is_form(place):
        return True
    return bool(PRODUCES.search(before)) and (
        not after or _WHOLE.match(after) is not None or TEXT_NOUN.match(after) is not None
    )


def _entries(place: Place, demand: Demand) -> bool:
    """条, 点."""
    before, after, word = place.before, place.after, demand.amount.word
    if demand.amount.low is None:
        return before.endswith("分")
    if demand.amount.high == 1 and demand.bound is None:
        return False
    if word.isascii() or re.search(r"分(?:成|为)?$", before):
        return True
    if word == "点" and (_TIME.search(before) or re.match(r"[0-9一二三四五六七八九十]", after)):
        return False
    whole = _WHOLE.match(after) is not None
    if not whole and (_OBJECT.match(after) or (word == "点" and TEXT_NOUN.match(after) is None)):
        return False
    if demand.bound or demand.field:
        return whole or not _HOLDS.search(before) or bool(PRODUCES.search(before))
    if whole and (_is_form(place) or _ENDS_IN_A_TEXT.search(before)):
        return True
    return bool(
        PRODUCES.search(before)
        or re.search(
            r"(?:分|列|共|总结|归纳|概括|提|给|每[一-鿿]{0,3}|各|正好|要求)(?:出|了|成|为)?$",
            before,
        )
    )


def _words(place: Place, demand: Demand) -> bool:
    """词: 用5个词形容, 60个单词以内; not 列出5个词."""
    if demand.bound or demand.field:
        return not re.search(r"(?:包含|含有?|出现|列出|给出|认识|学会|背)了?$", place.before)
    if demand.amount.low is None:
        return bool(re.search(r"(?:用|以)$", place.before))
    if (demand.amount.high or 0) >= 50:
        return True
    if _LISTS_WORDS.match(place.after) or (
        place.before.endswith(("有", "写")) and (demand.amount.high or 0) < 10
    ):
        return False
    return _is_form(place)


def _english_words(place: Place, demand: Demand) -> bool:
    """word: a 200-word story, in five words; not two words that rhyme."""
    if re.search(r"\b(?:following|these|those|the|rhyming|any|key|all)\s$", place.before.lower()):
        return False
    if demand.bound or demand.field or "-" in place.text[demand.amount.start : demand.end]:
        return True
    if demand.amount.high is None or demand.amount.high >= 20:
        return True
    return not place.before.strip() or bool(
        re.search(
            r"\b(?:in|using|use|with|of|a|an|within|only|just|to|from|between|item|title|paragraph|sentence|line|：|:)\s?$",
            place.before.lower(),
        )
    )


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
