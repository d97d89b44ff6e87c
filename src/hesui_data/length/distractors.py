"""Third step of the grammar: amounts that look like demands and are none, each with its reason."""

from __future__ import annotations

import re
from collections.abc import Callable

from hesui_data.length.bounds import Demand
from hesui_data.length.context import clause_end, clause_start, sentence_end, sentence_start

_WRITE = (
    r"(?:撰?写|创作|生成|编写|编[一个成]|拟|起草|起[一个名]|取[一个名]|想[一个出]|来[一个点几上]|给出|给我|做[一个]|造|作[一首篇个成诗]|提供|列出|列举|"
    r"推荐|输出|制作|设计|帮我|补充|续写|扩写|改写|缩写|翻译|总结|概括|归纳|描述|介绍|回答|说明|解释|讲|谈|整理|准备|出[一个])"
)
WRITE = re.compile(_WRITE)
TEXT_NOUN = re.compile(
    r"[^，。；\n]{0,10}?(?:祝福|贺词|寄语|文案|短信|微博|朋友圈|评论|评价|标题|题目|口号|标语|广告|弹幕|留言|对联|春联|联|诗|故事|笑话|段子|"
    r"作文|短文|文章|散文|小说|日记|介绍|简介|描述|总结|摘要|通知|公告|建议|意见|理由|原因|方法|措施|观点|规则|提示|回复|回答|答复|版本|话|"
    r"点评|评语|新闻|推文|文字|签名|句子|段落|问候|贺卡|开场白|结束语|情话|语录|金句|歌词|台词|顺口溜|心得|感悟|看法|要求|要点|好处|优点|缺点|"
    r"特点|技巧|策略|步骤|结论|反馈|问题|微信|信息|消息|说说|动态|吉祥话|贺岁|slogan)"
)

_ORDINAL = re.compile(
    r"第\s?$|(?:最后|最前|倒数|前|后|末|首|头|尾|最末|最初|开头|结尾|中间|其中|前面|后面)的?(?:这|那)?$"
)
_INPUT = re.compile(
    r"(?:以下|下面|下列|上述|上面|如下|前述|给定|所给|原有|现有|已有|提供|给出|给你|这|那|该|此|某|原文|原来|哪)(?:的|是|有|这|那|共|几|了)*$"
    r"|(?:the following|following|these|those|this|that|given|the above|the first|the last|the next|last|first|any)\s$"
)
_GIVEN = re.compile(
    r"(?:你|您|他|她|我|之前|刚才|上次|原先|原本|原来|以前|早先|刚刚)们?(?:写|给|发|说|生成|有|已经?|提供|想到|收到)(?:的|了|过|出|你)*"
    r"(?:一[个篇段份条])?的?(?:那|这|个)*$|(?:我|这里|现)(?:们)?(?:这里)?有(?:一[个篇段份条])?$"
    r"|(?:根据|依据|基于|按照|参考|阅读|把|将|从|对|针对)(?:以下|下面|这|那|该|此|我|原|上)[^，。；]{0,6}$"
)
_CANCELLED = re.compile(
    r"(?:不用|不必|无需|无须|不需要|不需|没必要|不一定要|不一定|不要求|未必要|用不着|不强求|别管)(?:非要|凑|写|要|够|满|到|达到|写够|写满|写到|有|限制|非得|"
    r"在|遵守|控制|字数|刻意|再|成|一定)*$"
)
_REPLACED = re.compile(
    r"^的?(?:限制|要求|字数)?(?:，|,|的要求|的限制)?\s?(?:现在|现|请)?(?:改为|改成|改到|调整为|调整到|变成|换成|更改为|修改为|提高到|放宽到|缩短到|缩短为|压缩到|压缩为|压缩成|扩展到|扩写到|扩充到|增加到|删减到|精简到)"
)
_FORMER = re.compile(r"(?:之前|原来|原先|原本|以前|上次|刚才|最初|此前|先前)[^。；\n]{0,12}$")
_TERM = re.compile(
    r"^(?:的)?(?:成语|词语|词组|词汇|短语|熟语|俗语|谚语|歇后语|真言|箴言|经[》]?(?![济典验])|诀|令|文[》]|叠词|格言|名字|姓名|人名|拼音|密码|口诀|术语|熟词)"
    r"|^[一二三四]?(?:句(?!话)|之差|不[差漏识提改落]|未|千金|排开|路|架|绣|头|眉|脸|形|型|楼)"
)
_SPEECH = re.compile(r"(?:说|道|喊|念|读|刻|印|着|写|叫|问|答|题|挂|贴)(?:了|着|出|下|过|有|的|上|道)+$")
_LAYOUT = re.compile(
    r"缩进|密码|口令|行距|间距|字号|字体|用户名|昵称|账号|验证码|空格|空出|退格|边距|留空|空\s?$"
)
_BACK = re.compile(r"[”’」』》\"']\s?(?:这|那|的)?$")
_RATIO = re.compile(r"^(?:的?(?:倍数|整数倍|公倍数|次方|倍|分之)|%|％|‰)")
_TOLD = re.compile(
    r"(?:他|她|它|我们|人们|作者|有人|一天|每天|每日|每小时|每分钟|每秒|平均|曾|曾经|已经|竟|居然|能够?|可以|足以|足能)[^，。；！？\n]{0,10}$"
)


Veto = Callable[[str, Demand], bool]


def _reference(text: str, demand: Demand) -> bool:
    """第3段, 最后两个字: a place in a text."""
    before = text[max(0, demand.amount.start - 8) : demand.amount.start]
    match = _ORDINAL.search(before)
    if not match:
        return False
    return match[0].startswith("第") or (demand.bound in (None, "inside") and not demand.field)


def _input(text: str, demand: Demand) -> bool:
    """以下500字材料, 我写的50字: the text that is given."""
    before = text[max(0, demand.start - 24) : demand.start].lower()
    return bool(_INPUT.search(before) or _GIVEN.search(before[before.rfind("，") + 1 :]))


def _cancelled(text: str, demand: Demand) -> bool:
    """不用写满800字; 100字以内改为200字; 之前是50字."""
    start = clause_start(text, demand.start)
    if _CANCELLED.search(text[max(start, demand.start - 16) : demand.start]):
        return True
    if demand.start > start and _CANCELLED.search(text[start : demand.amount.start]):
        return True
    after = text[demand.end : demand.end + 24]
    if _REPLACED.match(after):
        return True
    return bool(_FORMER.search(text[max(0, demand.start - 20) : demand.start]))


def _term(text: str, demand: Demand) -> bool:
    """四字成语, 八字, “福”一个字, 写着四个大字."""
    if demand.unit not in ("字", "词", "汉字") or demand.bound not in (None, "inside") or demand.field:
        return False
    after = text[demand.end : demand.end + 6]
    before = text[max(0, demand.start - 6) : demand.start]
    if (
        _TERM.match(after)
        or _BACK.search(before)
        or re.match(r"^[：:]?\s?[“‘「『\"']", after)
        and _SPEECH.search(before)
    ):
        return True
    if _SPEECH.search(before) and demand.amount.counted:
        return True
    return text[demand.amount.start : demand.end] in ("八字", "一字", "十字") and not re.match(
        r"的|以", after
    )


def _layout(text: str, demand: Demand) -> bool:
    """首行缩进2个字符, 密码8个字符."""
    if demand.unit not in ("字", "字符", "汉字") or demand.field:
        return False
    return bool(_LAYOUT.search(text[clause_start(text, demand.start) : demand.start]))


def _ratio(text: str, demand: Demand) -> bool:
    """8的倍数, 50%."""
    return bool(_RATIO.match(text[demand.end : demand.end + 6]))


def _negative(text: str, demand: Demand) -> bool:
    """字数：-50."""
    start = demand.amount.start
    return text[start - 1 : start] == "-" and (start < 2 or text[start - 2] in "：:为是于到在过少=≥≤<>（( ")


def _own_task(text: str, demand: Demand) -> bool:
    """我需要在明天之前完成1000字的论文，可以提供一些写作建议吗."""
    clause = text[clause_start(text, demand.start) : demand.start]
    if not re.search(r"我.{0,14}(?:完成|提交|上交|交|写完|写好)(?:一[篇个份])?$", clause):
        return False
    rest = text[demand.end : demand.end + 60]
    return bool(re.search(r"建议|怎么|如何|技巧|方法|指导|吗[？?]?", rest))


def _told(text: str, demand: Demand) -> bool:
    """他一天可以写一万个字: a number in a tale."""
    if demand.bound not in (None, "about") or demand.field:
        return False
    clause = text[clause_start(text, demand.start) : demand.start]
    return bool(_TOLD.search(clause)) and not re.search(r"请|帮|要求|须", clause)


def _content(text: str, demand: Demand) -> bool:
    """两句倒装句, 5个词, 3点钟: numbers of things, for the units that name things."""
    return not _CONTENT_RULES.get(demand.unit, _always)(text, demand)


def _always(text: str, demand: Demand) -> bool:
    return True


_MEANS = re.compile(
    r"(?:用|以|成|为|在|共|由|分|限|使用|不超过|仅|只|总共|一共|控制|里|写|说|in|within|using|of|with|use|to|than|most|least|exactly|a|be|just|only)"
    r"(?:写|出|大约|大概|约|了|成|为|到|至|有|要|仅|只|\s|不|用|短短|简短的?|简单的?)*$"
)
_HOLDS = re.compile(
    r"(?:包含|包括|含有?|引用|带有?|用上|插入|加入|加上|穿插|出现|涵盖|提到|嵌入|融入|补充|结尾用|有)(?:了|至少|不少于|大约|约|的|要|有|\s)*$"
)


def _small_text(text: str, demand: Demand) -> bool:
    """Whether a bare number of 字 below ten is a demand: it needs a sign that something is to be written."""
    high = demand.amount.high
    if high is None or high >= 10 or demand.bound is not None or demand.field:
        return True
    start = clause_start(text, demand.start)
    clause = text[start : demand.start]
    alone = not clause.strip() and demand.end == clause_end(text, demand.end) and start > 0
    after = text[demand.end : demand.end + 1]
    return bool(
        alone
        or _MEANS.search(clause)
        or re.search(r"各|每|均|都是?|要求|字数|共|：$", clause)
        or (WRITE.search(clause) and after not in ("", "，", "。"))
    )


def _sentence(text: str, demand: Demand) -> bool:
    """句: 三句话 as the answer, not 两句倒装句 inside it, nor 一句 as an article."""
    word, after = demand.amount.word, text[demand.end : demand.end + 12]
    before = text[clause_start(text, demand.start) : demand.start]
    whole = word not in ("句",) or not after or after[0] in "，。；！？、）) \n的：:”" or demand.field
    one = demand.amount.high == 1
    if word.isascii():
        return (
            not one
            or demand.bound is not None
            or bool(
                re.search(
                    r"(?:in|of|use|using|with|write|a|exactly|to|within|into|generate|create)\s(?:just\s|only\s)?$",
                    before.lower(),
                )
            )
            or text[demand.start - 2 : demand.start] in ("a ",)
        )
    if one and word == "句":
        return demand.bound is not None and whole
    if _HOLDS.search(before) and not (whole and word == "句话"):
        return False
    if not whole:
        return (
            not one
            and bool(WRITE.search(before))
            and bool(TEXT_NOUN.match(after))
            and not re.search(r"引用|包含|含", before)
        )
    if demand.bound is not None or _MEANS.search(before) or re.search(r"每|各|均|共|都", before):
        return True
    return bool(WRITE.search(before))


def _row(text: str, demand: Demand) -> bool:
    """行: lines of the text, not 一行白鹭 nor the rows of a table."""
    after = text[demand.end : demand.end + 6]
    before = text[clause_start(text, demand.start) : demand.start]
    if re.search(r"表格?|数据|矩阵|摆|排|站|种|练习", before) or re.match(
        r"[0-9一二三四五六七八九十]*列|数据|表|树|人|字幕", after
    ):
        return False
    if demand.amount.word.isascii():
        return demand.amount.high != 1 or demand.bound is not None
    if demand.amount.high == 1:
        return demand.bound is not None or bool(re.search(r"(?:用|成|为|在)$", before))
    if demand.bound is not None or demand.field:
        return True
    return bool(
        _MEANS.search(before)
        or re.search(r"每|各|共", before)
        or (WRITE.search(before) and re.match(r"$|[，。；！？）)、 \n的诗]|一[节首]|字|文|代码", after))
    )


def _paragraph(text: str, demand: Demand) -> bool:
    """段: 分三段, 三个段落; 一段 only after 用, 成, 为."""
    after = text[demand.end : demand.end + 8]
    before = text[clause_start(text, demand.start) : demand.start]
    if demand.amount.word.isascii():
        one = demand.amount.high == 1
        return (
            not one
            or demand.bound is not None
            or bool(re.search(r"\b(?:in|into|within|exactly)\s$", before.lower()))
        )
    if demand.amount.high == 1:
        return demand.bound is not None or (
            bool(re.search(r"(?:用|成|为|共|以)(?:了|仅|只)?$", before))
            and demand.amount.word != "段"
            or bool(re.search(r"(?:成|为)$", before))
            and demand.amount.word == "段"
            and after[:1] in ("", "，", "。", "；", "\n")
        )
    if (
        demand.bound is not None
        or demand.field
        or demand.amount.word in ("段落", "自然段")
        or demand.amount.word.endswith(("段落", "自然段"))
    ):
        return not re.search(r"的$", before) or bool(demand.bound)
    if _MEANS.search(before) or re.search(r"分|共|每", before):
        return True
    return bool(WRITE.search(before)) and (
        not after or after[0] in "，。；！？、）) \n" or bool(TEXT_NOUN.match(after))
    )


def _entry(text: str, demand: Demand) -> bool:
    """条 and 点: 分三点, 4条祝福语, not 三条鱼 nor 三点钟."""
    if demand.amount.low is None:
        return False
    after = text[demand.end : demand.end + 16]
    before = text[clause_start(text, demand.start) : demand.start]
    word = demand.amount.word
    if word.isascii():
        return True
    if word == "点" and re.search(
        r"(?:上午|下午|早上|晚上|凌晨|中午|日|号|周.|星期.|到|从|今晚|早|晚|明天|今天)\s?$", before
    ):
        return False
    if demand.amount.high == 1:
        return False
    ends = not after or after[0] in "，。；！？、）) \n：:"
    if not ends and not TEXT_NOUN.match(after):
        return False
    if demand.bound is not None and (ends or word != "点"):
        return not _HOLDS.search(before) or bool(WRITE.search(before))
    return bool(
        WRITE.search(before)
        or re.search(r"(?:分|分成|分为|列|共|总共|归纳为|提|给)(?:出|了|成|为)?$", before)
    )


def _word(text: str, demand: Demand) -> bool:
    """词: 用5个词形容, 60个单词以内; not 列出5个词."""
    if demand.amount.low is None:
        return demand.bound is not None
    if demand.unit == "word":
        before = text[max(0, demand.start - 20) : demand.start].lower()
        if re.search(r"(?:following|these|those|the|rhyming|any|key)\s$", before):
            return False
        return (
            demand.bound is not None
            or demand.amount.high is None
            or demand.amount.high >= 10
            or bool(re.search(r"(?:in|using|use|with|of|a|within|only|just|to)\s(?:just\s|only\s)?$", before))
            or "-" in text[demand.amount.start : demand.end]
        )
    before = text[clause_start(text, demand.start) : demand.start]
    if demand.bound is not None or demand.field:
        return not re.search(r"(?:包含|含有?|使用|出现|列出|给出)(?:了)?$", before)
    after = text[demand.end : demand.end + 6]
    if demand.amount.high is not None and demand.amount.high >= 50:
        return True
    return bool(re.search(r"(?:用|以|在|成|为)(?:不同的)?$", before)) and not re.match(
        r"[：:造写作编]", after
    )


_CONTENT_RULES: dict[str, Veto] = {
    "字": _small_text, "汉字": _small_text, "句": _sentence, "行": _row, "段": _paragraph, "条": _entry, "词": _word, "word": _word,
}  # fmt: skip

VETOES: dict[str, Veto] = {
    "a place in a text": _reference,
    "the text that is given": _input,
    "cancelled or replaced": _cancelled,
    "a term": _term,
    "layout": _layout,
    "a ratio": _ratio,
    "negative": _negative,
    "the user's own task": _own_task,
    "a tale": _told,
    "a number of things": _content,
}
"""Why an amount is no demand, in the order in which it is asked."""


def veto(text: str, demand: Demand) -> str:
    """The reason why ``demand`` is none, or an empty string.

    >>> from hesui_data.length.amounts import amounts
    >>> from hesui_data.length.bounds import demand_of
    >>> text = "修改第3段"
    >>> veto(text, demand_of(text, next(amounts(text))))
    'a place in a text'
    """
    return next((reason for reason, applies in VETOES.items() if applies(text, demand)), "")
