"""HD507: a template that was not filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hesui_data.checks.fields import NAMES, about_code, asked, rest
from hesui_data.length.patterns import Pattern
from hesui_data.pair import Issue, Pair

_SIGN = Pattern("[\\[{【<＜_＿]|[○〇]{2}|[xX]{2}|×{2}|Ｘ{2}|TODO|TBD|orem")
_WHO = (
    "姓名|名字|称呼|称谓|公司|单位|部门|学校|职位|职务|地址|地点|日期|时间|电话|手机|联系|邮箱|网址|链接|城市"
    "|产品|品牌|店名|人名|对方|收件人|寄件人|发件人|金额|数字|年份|学生|老师|客户|同事|朋友|爱人|你的|您的"
    "|某某|填写|填入|插入|输入|替换|此处|这里|具体|xx"
)
_ENGLISH_WHO = (
    "your|name|company|date|address|phone|email|recipient|sender|insert|title|position|city|product|link"
    "|amount|number|placeholder|x{2,}"
)
_VARIABLE = Pattern(
    r"(?<!\$)\{\{ ?[\w.一-鿿]{1,24} ?\}\}"
    r"|\$\{[\w一-鿿]{1,24}\}|\{[一-鿿]{1,12}\}|(?<![\w\\^$}])\{[a-z]{3,16}(?:_[a-z]{2,16})*\}"
)
_SLOT = Pattern(
    rf"\[(?:[^\[\]\n(（]{{0,10}}(?:{_WHO})[^\[\]\n]{{0,12}}"
    rf"|[^\[\]\n]{{0,20}}(?i:\b(?:{_ENGLISH_WHO})\b)[^\[\]\n]{{0,24}})\](?!\()"
    rf"|(?<=[一-鿿，、])【[一-鿿]{{0,6}}(?:{_WHO})[一-鿿]{{0,4}}】(?=[一-鿿，。！、])"
    rf"|[<＜][一-鿿]{{0,6}}(?:{_WHO})[一-鿿]{{0,4}}[>＞]"
    r"|[（(](?:请)?(?:在)?(?:此处|这里)?(?:填写|填入|插入|填上|写上|输入|替换|补充)[^（）()\n]{1,16}[)）]"
    r"|[（(](?:此处|这里)(?:可以?|应|需|请)?(?:填|插|写|补|省略|添加|放)[^（）()\n]{0,16}[)）]"
    r"|(?<![A-Za-z0-9×＿_-])(?:[xX]{2,}|×{2,}"
    r"|Ｘ{2,})(?=[先女小老公经总同主教医律师集大学市县区省路街号年月日时元岁人个届班有酒店品牌，。！、：:]|$)"
    r"|(?<=[\u4e00-\u9fff：:，。“（(])[ ]?(?:_{3,}|＿{2,})|(?<!\w)(?:TODO|TBD)(?!\w)|[Ll]orem ipsum"
    r"|[○〇]{2,}(?=[先女公大老同小市县年月日])"
)
_MEANT = Pattern(
    "模板|模版|范本|范文|格式|样例|样板|示例|填空|填写|表格|表单|登记|名片|表$|简历|合同|协议|问卷|占位|空格"
    "|空白|横线|下划线|待填|选择题|试题|题目|考题|出题|测验|练习题|小说|故事|案例|案情|判决|匿名|脱敏"
    "|罗马|尺码|证明|单据|票据|发票|收据|借条|欠条|字母|变量"
    r"|\b(?:template|form|format|placeholder|blank|resume|contract|size|quiz|question)",
    re.IGNORECASE,
)


def placeholder_issues(pair: Pair) -> Iterator[Issue]:
    """An issue for the first slot of a template that was never filled in, in each field.

    Not where a template is what was asked for, nor where the prompt itself has such slots. In a
    prompt only what a program should have filled in counts: {{name}}, {城市}.

    >>> [i.say("zh") for i in placeholder_issues(Pair("写一句祝福", "[姓名]，新年好！"))]
    ['回答里留着占位符“[姓名]”']
    >>> list(placeholder_issues(Pair("写一个祝福模板", "[姓名]，新年好！")))
    []
    """
    for field, text in (("prompt", pair.prompt), ("response", pair.response)):
        left = rest(text)
        if left and (_SIGN.search(left) or "此处" in text or "填" in text or "插入" in text):
            yield from _slots(pair, field, text)


def _slots(pair: Pair, field: str, text: str) -> Iterator[Issue]:
    found = _VARIABLE.search(text)
    if field == "response" and not found and not _excused(pair):
        found = _SLOT.search(text)
    if found and not _MEANT_VARIABLE.search(asked(pair)) and not about_code(pair):
        yield Issue.of(
            "HD507", field=field, field_name=NAMES[field], offset=found.start(), shown=found[0][:24]
        )


_MEANT_VARIABLE = Pattern("模板|模版|占位|变量|template|placeholder|集合|set", re.IGNORECASE)


def _excused(pair: Pair) -> bool:
    """Whether the prompt wants slots, or has some of its own."""
    said = asked(pair)
    return "__" in said or _MEANT.search(said) is not None or _SLOT.search(said) is not None
