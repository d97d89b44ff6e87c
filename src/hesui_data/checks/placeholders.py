"""HD507: a template that was not filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hesui_data.checks.fields import about_code, asked, issue_of, name_of, rest
from hesui_data.patterns import Pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hesui_data.pair import Issue, Pair

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
_SLOTS = (  # what must be there for it to be worth a look, and the slot
    (
        "[",
        Pattern(
            rf"\[(?:[^\[\]\n(（]{{0,10}}(?:{_WHO})[^\[\]\n]{{0,12}}"
            rf"|[^\[\]\n]{{0,20}}(?i:\b(?:{_ENGLISH_WHO})\b)[^\[\]\n]{{0,24}})\](?!\()"
        ),
    ),
    ("【", Pattern(rf"(?<=[一-鿿，、])【[一-鿿]{{0,6}}(?:{_WHO})[一-鿿]{{0,4}}】(?=[一-鿿，。！、])")),
    ("<＜", Pattern(rf"[<＜][一-鿿]{{0,6}}(?:{_WHO})[一-鿿]{{0,4}}[>＞]")),
    (
        "(（",
        Pattern(
            r"[（(](?:请)?(?:在)?(?:此处|这里)?(?:填写|填入|插入|填上|写上|输入|替换|补充)[^（）()\n]{1,16}[)）]"
            r"|[（(](?:此处|这里)(?:可以?|应|需|请)?(?:填|插|写|补|省略|添加|放)[^（）()\n]{0,16}[)）]"
        ),
    ),
    (
        "xX×Ｘ○〇",
        Pattern(
            r"(?<![A-Za-z0-9×＿_-])(?:[xX]{2,}|×{2,}|Ｘ{2,})"
            r"(?=[先女小老公经总同主教医律师集大学市县区省路街号年月日时元岁人个届班有酒店品牌，。！、：:]|$)"
            r"|[○〇]{2,}(?=[先女公大老同小市县年月日])"
        ),
    ),
    ("_＿", Pattern(r"(?<=[\u4e00-\u9fff：:，。“（(])[ ]?(?:_{3,}|＿{2,})")),
    ("TL", Pattern(r"(?<!\w)(?:TODO|TBD)(?!\w)|[Ll]orem ipsum")),
)
_MEANT = Pattern(
    "模板|模版|范本|范文|格式|样例|样板|示例|填空|填写|表格|表单|登记|名片|表$|简历|合同|协议|问卷|占位|空格"
    "|空白|横线|下划线|待填|选择题|试题|题目|考题|出题|测验|练习题|小说|故事|案例|案情|判决|匿名|脱敏"
    "|罗马|尺码|证明|单据|票据|发票|收据|借条|欠条|字母|变量"
    r"|\b(?:template|form|format|placeholder|blank|resume|contract|size|quiz|question)",
    re.IGNORECASE,
)


_MEANT_VARIABLE = Pattern("模板|模版|占位|变量|template|placeholder|集合|set", re.IGNORECASE)


def placeholder_issues(pair: Pair) -> Iterator[Issue]:
    """An issue for the first slot of a template that was never filled in, in each field.

    Not where a template is what was asked for, nor where the prompt itself has such slots. In a
    prompt only what a program should have filled in counts: {{name}}, {城市}.

    >>> from hesui_data.pair import Pair
    >>> [i.say("zh") for i in placeholder_issues(Pair("写一句祝福", "[姓名]，新年好！"))]
    ['回答里留着占位符“[姓名]”']
    >>> list(placeholder_issues(Pair("写一个祝福模板", "[姓名]，新年好！")))
    []
    """
    for field, text in (("prompt", pair.prompt), ("response", pair.response)):
        found = _slot(text, field)
        if found and not _excused(pair, field, found) and not about_code(pair):
            yield issue_of(
                "HD507", field=field, field_name=name_of(field), offset=found.start(), shown=found[0][:24]
            )


def _slot(text: str, field: str) -> re.Match[str] | None:
    """The first slot in ``text``; in a prompt only one that a program should have filled in."""
    left = rest(text)
    if not left:
        return None
    if "{" in left and (found := _VARIABLE.search(text)):
        return found
    if field == "prompt":
        return None
    wanted = [slot for signs, slot in _SLOTS if any(sign in left for sign in signs)]
    matches = [match for slot in wanted if (match := slot.search(text))]
    return min(matches, key=re.Match.start, default=None)


def _excused(pair: Pair, field: str, found: re.Match[str]) -> bool:
    """Whether the prompt wants slots, or has some of its own."""
    said = asked(pair)
    if field == "prompt" or found[0][0] in "{$":
        return _MEANT_VARIABLE.search(said) is not None
    return "__" in said or _MEANT.search(said) is not None or _slot(said, "response") is not None
