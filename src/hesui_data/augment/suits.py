"""Which pairs a length demand suits: Chinese prose that was asked for as a piece of writing.

Whatever is not plainly that is left alone: a tag on code, a table or a sum would be true and useless.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from hesui_data.augment.asked import asked_in, bounds_on_zi
from hesui_data.length import LengthConstraint, Scope, count_length, items, lines
from hesui_data.pair import Pair

SHORTEST_RESPONSE = 8
"""Below this many 字 an answer is a word or a label, not a text of some length."""

SHORTEST_UNASKED = 20
"""The same for a prompt that demands no length yet."""


SCOPES_TO_VARY: tuple[Scope, ...] = ("response", "each_item", "each_paragraph", "each_sentence")
"""The scopes whose number of 字 may be another; that of a line of verse is its measure."""

LONGEST_VERSE_LINE = 18
"""A response whose lines all have at most this many 字 is verse: 上联：and eleven 字, or two sevens and marks."""


def suits(pair: Pair) -> bool:
    """Whether ``pair`` may be given another length demand.

    >>> suits(Pair("给老师写一段拜年短信", "老师过年好！这一年辛苦您了，愿您假期睡到自然醒，开学依旧神采奕奕。"))
    True
    >>> suits(Pair("把“新年快乐”翻译成英文", "Happy New Year!"))
    False
    """
    return not why_unsuited(pair)


def why_unsuited(pair: Pair) -> str:
    """The first reason in ``REASONS`` why a length demand does not suit ``pair``; empty if it does.

    >>> why_unsuited(Pair("写一个排序函数", "```python\\nsorted(x)\\n```"))
    'code'
    >>> why_unsuited(Pair("中国的首都是哪里？", "北京。"))
    'too short'
    """
    return next((reason for reason, holds in REASONS.items() if holds(pair)), "")


def demand_on_zi(prompt: str) -> LengthConstraint | None:
    """The one demand of ``prompt`` on a number of 字, of the whole or of each part; None for none or several.

    A title may be bounded beside it.

    >>> demand_on_zi("写3条祝福，每条20字以内").scope, demand_on_zi("写一篇三段的文章")
    ('each_item', None)
    """
    found = bounds_on_zi(prompt)
    return found[0] if len(found) == 1 and found[0].scope in SCOPES_TO_VARY else None


def is_verse(pair: Pair) -> bool:
    """Whether the response is set in short lines, or the prompt asks for a form whose lines have a measure.

    >>> is_verse(Pair("给门口拟一副春联", "上联：…\\n下联：…")), is_verse(Pair("写一段祝福", "新年好"))
    (True, False)
    """
    rows = lines(pair.response)
    short = len(rows) > 1 and all(count_length(row) <= LONGEST_VERSE_LINE for row in rows)
    listed = items(pair.response) != rows
    return (short and not listed) or bool(_pattern(_VERSE).search(pair.prompt))


def asks_for_verse(prompt: str) -> bool:
    """Whether ``prompt`` asks for lines that are lines: a poem, a song, a rhyme.

    >>> asks_for_verse("写首小诗"), asks_for_verse("写一副春联")
    (True, False)
    """
    return bool(_pattern(_LINED).search(prompt)) and not _pattern(_FORMS).search(prompt)


def _is_dialogue(pair: Pair) -> bool:
    return bool(pair.history)


def _is_preference(pair: Pair) -> bool:
    return pair.rejected_response is not None


def _has_rules_elsewhere(pair: Pair) -> bool:
    """A system prompt with a length demand or tools: what is asked does not stand in the prompt alone."""
    system = pair.system
    return bool(system) and (bool(asked_in(system)) or bool(_pattern(_TOOLS).search(system)))


def _is_code(pair: Pair) -> bool:
    asked = demand_on_zi(pair.prompt) is None and _pattern(_CODE_TASK).search(pair.prompt)
    return bool(asked or _pattern(_CODE).search(pair.response))


def _is_table(pair: Pair) -> bool:
    return bool(_pattern(_TABLE).search(pair.response))


def _is_data(pair: Pair) -> bool:
    """A JSON value, an XML tree, key=value rows."""
    text = pair.response.strip()
    return (text[:1], text[-1:]) in {("{", "}"), ("[", "]"), ("<", ">")} or "JSON" in pair.prompt.upper()


def _is_mathematical(pair: Pair) -> bool:
    return bool(_pattern(_FORMULA).search(pair.response) or _pattern(_SUM_TASK).search(pair.prompt))


def _is_not_chinese_prose(pair: Pair) -> bool:
    """Fewer than two thirds of what is counted are Han characters, in the response or in the prompt."""
    han, whole = count_length(pair.response, counter="han"), count_length(pair.response)
    asked = count_length(pair.prompt, counter="han")
    return 3 * han < 2 * whole or 2 * asked < count_length(pair.prompt)


def _is_too_short(pair: Pair) -> bool:
    asked = demand_on_zi(pair.prompt) is not None
    return count_length(pair.response) < (SHORTEST_RESPONSE if asked else SHORTEST_UNASKED)


def _is_no_writing(pair: Pair) -> bool:
    """Nothing of a length of its own is asked for: a fact, a list, a label, a translation, a rewording."""
    if demand_on_zi(pair.prompt) is not None:
        return False
    asks = _pattern(_OTHER_TASK).search(pair.prompt)
    return bool(asks) or not _pattern(_WRITING_TASK).search(pair.prompt)


def _is_translation(pair: Pair) -> bool:
    return bool(_pattern(_TRANSLATION).search(pair.prompt))


def _has_a_measure(pair: Pair) -> bool:
    """A couplet, a classical form, a riddle, lines of so many 字: the form says how long it is."""
    asked = asked_in(pair.prompt)
    measured = any(c.unit == "汉字" or c.scope == "each_line" for c in asked)
    return measured or (demand_on_zi(pair.prompt) is None and bool(_pattern(_FORMS).search(pair.prompt)))


def _is_refusal(pair: Pair) -> bool:
    return bool(_pattern(_REFUSAL).search(pair.response[:60]))


REASONS: dict[str, Callable[[Pair], bool]] = {
    "dialogue": _is_dialogue,
    "preference": _is_preference,
    "data": _is_data,
    "code": _is_code,
    "table": _is_table,
    "translation": _is_translation,
    "not Chinese prose": _is_not_chinese_prose,
    "too short": _is_too_short,
    "mathematics": _is_mathematical,
    "rules elsewhere": _has_rules_elsewhere,
    "refusal": _is_refusal,
    "measure": _has_a_measure,
    "no writing task": _is_no_writing,
}
"""Reason → whether it holds of a pair; the cheap ones first."""

_FORMS = (
    r"绝句|律诗|[五七][律绝]|填词|俳句|藏头|回文|横批|[四五七]言|三字经|灯谜|字谜|谜语|"
    r"[副对条]联|[上下门楹]联|(?:写|作|拟|编|求|配|要)[^，。\n]{0,12}(?:春联|对联|对子)$"
)
_VERSE = rf"诗|歌词|快板|顺口溜|三句半|打油|{_FORMS}"
_LINED = r"诗|歌词|快板|顺口溜|打油"
_TOOLS = r"(?i)tool|function|api|json|工具|函数"
_CODE = (
    r"(?m)^\s*(?:```|~~~|def |class |import |#include|SELECT |<\w+[ >]|public |var |let |const )|[{};]\s*$"
)
_CODE_TASK = r"(?i)代码|函数|编程|程序|脚本语言|算法|正则|python|java|c\+\+|sql|html|css|shell|excel"
_TABLE = r"(?m)^\s*\|.*\|\s*$|^[^\t\n]+\t[^\t\n]+\t"
_FORMULA = r"\\frac|\\times|\$[^$\n]+\$|\\\(|[=＝]\s*-?\d|\d\s*[×÷*/+]\s*\d"
_SUM_TASK = r"计算|求解|解方程|方程|多少(?:钱|元|个|次|人|米|天|岁)|几何|概率|应用题"
_TRANSLATION = r"翻译|译成|译为|[中英日法德俄韩]译|用(?:英|日|法|德|俄|韩)[语文]"
_REFUSAL = (
    r"(?:作为|我(?:只)?是)一?[个名]?(?:人工智能|AI|语言模型|文本)|(?:抱歉|对不起).{0,12}(?:无法|没有|不能|您)|"
    r"请(?:您)?提供"
)
_OTHER_TASK = (
    r"回答|解释|以下(?!四字)|下面|给定|输入[：:]|编辑|列出|列举|罗列|清单|列表|哪些|有几|分类|归类|判断|选择题|填空|改写|改成|改为|润色|修改|替换|纠正|订正|"
    r"提取|抽取|找出|识别|排序|扩写|缩写|续写|概括|归纳|压缩|表格|问卷|问题和答案|关键词|标题|名字|起名|"
    r"[两三四五六七八九十\d]+(?:个|条|种|项|句(?!半|话)|款|则|组|首|篇|份|道|点)|翻唱|对话|台词|剧本"
)
_WRITTEN = (
    r"文案|祝福|祝愿|贺|寄语|祝词|问候|短信|拜年|微信|朋友圈|文章|作文|短文|散文|随笔|日记|周记|故事|小说|童话|"
    r"寓言|笑话|邮件|[一封]信|感谢信|公开信|道歉信|家书|情书|卡片|演讲|致辞|致词|发言|讲话|祝酒|开场白|主持|欢迎|通知|公告|启事|告示|邀请|请柬|请帖|"
    r"海报|广告|推文|推送|简介|介绍|描述|评论|影评|书评|点评|评语|感想|读后感|观后感|心得|体会|感谢|道歉|检讨|申请|倡议|"
    r"总结|报告|新闻|报道|摘要|导语|解说|旁白|口播|寓意|段子|标语|口号|宣言|留言|签名|自述|说明|便条|贴文|帖子|笔记|便签|便条|字条|纸条|相声|小品|三句半|顺口溜|打油|诗|歌词|段话|句话|吉利话|计划|打算|方案|[贺年]词|稿"
)
_WRITING_TASK = (
    rf"(?:写|撰|创作|拟|起草|编|代笔|代写|作一|来一?[段篇条则封份首]|生成|讲|发|说|准备|求|要|想|草拟|出)[^\n]{{0,40}}?(?:{_WRITTEN})"
    rf"|(?:{_WRITTEN})[^\n]{{0,12}}?(?:怎么写|如何写|怎么说|如何说|怎么发|该写)|如何.{{0,30}}(?:{_WRITTEN})"
    rf"|(?:说|写)(?:些|点)?什么"
)


@cache
def _pattern(expression: str) -> re.Pattern[str]:
    """Compiled when it is first needed, to keep the import light."""
    return re.compile(expression)
