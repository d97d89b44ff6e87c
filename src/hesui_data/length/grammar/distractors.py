"""Third step of the grammar: amounts that look like demands and are none, each for a reason."""

from __future__ import annotations

import re
from collections.abc import Callable

from hesui_data.length.grammar.bounds import Demand
from hesui_data.length.grammar.places import Place
from hesui_data.length.grammar.things import PRODUCES, names_things
from hesui_data.length.patterns import Pattern

_ORDINAL = Pattern(
    r"(?:第|(?:最后|最前|倒数|前|后|末|(?<![一二三四五六七八九十两几0-9])首|头|尾|最末|最初|开头|结尾|中间|"
    r"其中|前面|后面|结尾处|末尾)的?[这那]?)\s?$"
)
_PARTS_TOO = ("开头", "结尾", "中间", "末尾", "结尾处")  # 结尾50字 bounds a part, 结尾两个字 is a place

_GIVEN_HERE = Pattern(
    r"(?:以下|下面|下列|上述|上面|(?<![字词句段行条个数0-9])以上|如下|前述|给定|所给|原有|现有|已有|(?<!应)(?<!不)[这那该此某哪])"
    r"(?:[的是有这那共几了里中]|一共|一?[篇段份条则首封](?!话))*$"
    r"|\b(?:the following|following|these|those|this|that|given|the above|the first|the last|the next|above|"
    r"my|your|original)\s$",
    re.IGNORECASE,
)
_GIVEN_BY = Pattern(
    r"(?:(?<![帮给为替让请])[你您我他她它]们?|大家|有人|作者|原文|文中|文章里|之前|刚才|上次|原先|原本|以前)"
    r"(?:之前|刚才|上次|刚刚|已经|已|现在|曾)?(?:写|给|发|说|生成|提供|想|回答|创作|做|输入|粘贴)"
    r"(?:[的了过]|好的|出的|出来的)[那这]?(?:一?[个篇段份条]|是)?$"
    r"|(?<![帮给为替让请])我们?先?[说发出讲](?:出|完)?$"
    r"|(?:把|将)$|我(?:这里|现在|手上|手头|们)?也?(?:有|给你|给您|给出|发你)了?(?:一?[个篇段份条])?$"
    r"|(?:把|将|对|从|针对|围绕|根据|依据|基于|按照|参考|阅读|结合)[这那该此我原上下](?:[面述篇段份个文稿的这那些]|文章|材料)*$"
)
_GIVEN_ENDS = frozenset(
    " 下面列述上前定给有这那该此某哪的是共几了里中过个篇段份条则首封说发出讲完你您我原文稿些章料把将"
)
"""What the two end in: where it is missing they need not be tried."""

_NOT_NEEDED = Pattern(
    r"(?:不用|不必|无需|无须|不需要?|没必要|不一定要?|不要求|未必要?|用不着|不强求|不强制|别管|不拘于?|不局限于?|不限于|不受)"
    r"(?:非要|非得|凑|写|要|够|满|到|达到|有|限制|在|遵守|控制|字数|刻意|再|成|一定|整|必须|严格|的|是|满足)*$"
)
_CHANGES = (
    r"(?:改[为成到]|调整[为到成]|变成|换成|更改为|修改为|提高到|放宽到|缩短[到为]|压缩[到为成]|扩展到|扩写到|扩充到|增加到|"
    r"删减到|精简[到为成])"
)
_REPLACED = Pattern(rf"(?:的?(?:限制|要求|字数|篇幅)*[，,]?\s?(?:现在|现|请|都|全部)?){_CHANGES}")
_FORMER = Pattern(r"(?:之前|原来|原先|原本|以前|上次|刚才|最初|此前|先前|原定|本来)[^，,。；\n改换调]{0,12}$")

_TERM = Pattern(
    r"的?(?:成语|词语|词组|短语|熟语|俗语|谚语|歇后语|真言|箴言|叠词|格言|名字|姓名|人名|拼音|密码|口诀|术语)"
    r"|[文经][》”]|一句|之[差言]|千金"
)
_TERM_HERE = Pattern(
    r"八字(?:[合没算命相眉胡还]|不合|方针)|十字(?:[路架绣军花星形交]|街头)|一字(?:[之千不未排马眉肩一]|长蛇)|"
    r"千字文|百字令|三字经|[丁人品]字形"
)
_EIGHT_CHARACTERS = Pattern(r"(?:生辰|[排算测看批合的])$")
_SHOWN = Pattern(r"(?:[说道喊念读刻印着写叫问答挂贴书]|(?<![标命主])题)[了着出下过有的上道是]*$")
_QUOTED_WORD = Pattern(r"[”’」』》\"'】]\s?[这那的]?$")

_LAYOUT = Pattern(
    r"缩进|密码|口令|行距|间距|字号|字体|用户名|昵称|账号|验证码|空格|空出|退格|边距|留空|空\s?$|显示|文本框|输入框|变量|字段"
)
_SECRET = Pattern(r"密码|口令|用户名|账号|验证码|正则|(?i:password|username|regex)")
_RELATIVE = Pattern(
    r"(?:误差|浮动|相差|出入|差异|偏差)[^，。；\n]{0,6}$|"
    r"(?:增加|减少|缩短|缩减|删去|删掉|删除|删减|多写|少写|加长|再[加写]|[加减多少短])[了出约]?$|"
    r"\b(?:add|remove|cut|delete|drop)\s$",
    re.IGNORECASE,
)
_RATIO = Pattern(r"的?(?:倍数|整数倍|公倍数|次方|倍(?![感])|分之|元(?![旦宵素件])|块钱)|%|％|‰")
_DESCRIBED = Pattern(
    r"(?:(?<!应)(?<!不)[这那该此]|原[文稿作]|我的|他的|她的|你的|目前|现在|已经)[^，。；！？\n要需应请写]{0,10}"
    r"(?:有|共|约|达|长达|大约|大概|差不多|才|只有|仅|一共)$"
)
_SIGNED = "：:为是于到在过少=≥≤<>（( "

_OWN_TASK = Pattern(r"我[^，。；]{0,14}(?:完成|提交|上交|交|写完|写好|背|读)(?:一[篇个份])?$")
_ADVICE = Pattern(r"建议|怎么|如何|技巧|方法|指导|吗|怎样|多久|多长时间")
_HOW = Pattern(
    r"(?:如何|怎么|怎样)(?:样|才能|能|可以)?[^，。；]{0,8}(?:写|完成|写好|写出|凑)(?:好|出|完|够)?(?:一[篇个份])?$"
)
_TALE = Pattern(
    r"(?:(?<![把将给对为帮让替])[他她它]|我们|人们|作者|有人|一天|每天|每日|每小时|每分钟|每秒|平均|曾经?|已经|竟然?|居然|足以|足能)"
    r"[^，。；！？\n]{0,10}$"
    r"|[写学认背打识][了过完好会识](?:一?[个篇段份])?$|(?:认识|学会|掌握|背诵|记住|输入|打字|识字|会写)$"
)
_REQUEST = Pattern(r"请|帮|要求|须|需|应|必")
_THEN = Pattern(r"[，,]?\s?(?:就(?![行好够可])|则|便|即(?!可)|才|时|的时候|的话|会被?|将被?|要扣|要罚|扣|还|也|都|别)")
_ASKS = ("？", "?", "吗", "是否", "有没有", "是不是", "合不合", "多少", "多久")
_ASKS_ABOUT = Pattern(
    r"(?:这段|那段|下面|上面|以下|它|其)[^，。]{0,12}(?:吗|是否|有没有|是不是|合不合|合格|够不够)|"
    r"[字句行段词](?:以内|以上|左右)?吗|多久|多长时间|多少[页钱天]|几[页天]|够不够|算不算"
)


def _is_place(place: Place, demand: Demand) -> bool:
    """第3段, 最后两个字: a place in a text."""
    at = demand.amount.start
    match = _ORDINAL.search(place.text, max(0, at - 6), at)
    if match is None:
        return False
    if match[0].startswith("第"):
        return True
    return demand.bare and (match[0] not in _PARTS_TOO or (demand.amount.high or 0) <= 4)


def _is_input(place: Place, demand: Demand) -> bool:
    """以下500字材料, 我写的50字: the text that is given."""
    lead = place.lead
    if demand.amount.low is not None and not demand.limits and _DESCRIBED.search(place.before) and not _REQUEST.search(place.before):
        return True
    if lead[-1:] not in _GIVEN_ENDS:
        return False
    return bool(_GIVEN_HERE.search(lead) or _GIVEN_BY.search(place.before[-24:]))


def _is_cancelled(place: Place, demand: Demand) -> bool:
    """不用写满800字; 100字以内改为200字以内; 之前是50字."""
    if _REPLACED.match(place.follow) or _FORMER.search(place.before):
        return True
    to_number = place.text[place.clause_start : demand.amount.start]
    if not to_number:
        return False
    return bool(_NOT_NEEDED.search(place.before) or _NOT_NEEDED.search(to_number))


def _is_term(place: Place, demand: Demand) -> bool:
    """四字成语, 八字, “福”一个字, 写着四个大字."""
    if demand.unit not in ("字", "词", "汉字") or demand.bound or demand.field:
        return False
    follow, written = place.follow, place.text[demand.start : demand.end]
    if _TERM.match(follow) or _TERM_HERE.match(written + follow) or _QUOTED_WORD.search(place.before):
        return True
    if written == "八字":
        return _EIGHT_CHARACTERS.search(place.before) is not None
    few = demand.amount.counted and demand.unit == "字" and (demand.amount.high or 0) < 20
    return few and _ends_what_is_shown(follow) and _SHOWN.search(place.before) is not None


def _ends_what_is_shown(follow: str) -> bool:
    return not follow or follow[0] in "：:，。！“‘「\"'" or follow.startswith(("大字", "字样"))


def _is_layout(place: Place, demand: Demand) -> bool:
    """首行缩进2个字符, 密码8个字符."""
    if demand.unit not in ("字", "字符", "汉字") or demand.field:
        return False
    secret = demand.unit == "字符" and _SECRET.search(place.previous[-60:])
    return bool(secret or _LAYOUT.search(place.before))


def _is_ratio(place: Place, demand: Demand) -> bool:
    """8的倍数, 50%; 误差不超过50字, 再加50字: relative to another number."""
    if _RATIO.match(place.text, place.end):
        return True
    return not demand.field and _RELATIVE.search(place.before) is not None


def _is_negative(place: Place, demand: Demand) -> bool:
    """字数：-50."""
    at = demand.amount.start
    return place.text[at - 1 : at] == "-" and (at < 2 or place.text[at - 2] in _SIGNED)


def _is_own_task(place: Place, demand: Demand) -> bool:
    """我要在明天之前完成1000字的论文，有什么建议吗; 如何写好一篇800字的作文."""
    before = place.before
    if "我" in before and _OWN_TASK.search(before) and _ADVICE.search(place.later + place.follow):
        return True
    return demand.bound is None and _HOW.search(before) is not None


def _is_tale(place: Place, demand: Demand) -> bool:
    """他一天可以写一万个字: a number in a tale."""
    if demand.field or demand.bound in ("at_most", "below", "exact"):
        return False
    return _TALE.search(place.before) is not None and not _REQUEST.search(place.before)


def _is_condition(place: Place, demand: Demand) -> bool:
    """超过500字就截断; 超过十二点就睡: on what something else hangs."""
    return demand.bound in ("above", "below") and _THEN.match(place.follow) is not None


def _is_question(place: Place, demand: Demand) -> bool:
    """这段话有几段？ 它在55字以内吗？ asks for a number, or about one, and for no text."""
    sentence = place.text[place.sentence_start : place.sentence_end + 1]
    if not any(word in sentence for word in _ASKS) or PRODUCES.search(place.earlier + place.before):
        return False
    return demand.amount.low is None or _ASKS_ABOUT.search(sentence) is not None


Veto = Callable[[Place, Demand], bool]

_BY_WHAT_STANDS_BEFORE: dict[str, Veto] = {
    "place": _is_place,
    "input": _is_input,
    "own_task": _is_own_task,
    "tale": _is_tale,
}
_BY_ALL_AROUND: dict[str, Veto] = {
    "cancelled": _is_cancelled,
    "term": _is_term,
    "ratio": _is_ratio,
    "negative": _is_negative,
    "layout": _is_layout,
    "condition": _is_condition,
    "question": _is_question,
    "things": names_things,
}
VETOES = {**_BY_WHAT_STANDS_BEFORE, **_BY_ALL_AROUND}
"""Why an amount is no demand, in the order in which it is asked; those that look at what stands before it
in its clause are asked only when something does."""

REASONS: dict[str, tuple[str, str]] = {
    "place": ("说的是文中的位置", "a place in a text"),
    "input": ("说的是给出的材料", "the text that is given"),
    "cancelled": ("已取消或已改", "cancelled or replaced"),
    "term": ("是固定词语或所写的字", "a term, or words that are quoted"),
    "layout": ("是格式或密码", "a matter of layout or a password"),
    "ratio": ("是倍数、比例或增减", "a multiple, a ratio or a difference"),
    "negative": ("是负数", "a negative number"),
    "own_task": ("是提问者自己的任务", "the user's own task"),
    "tale": ("是叙述，不是要求", "part of a tale"),
    "condition": ("是条件，不是要求", "a condition, not a demand"),
    "question": ("是在问数目", "a question about a number"),
    "things": ("是事物的数目", "a number of things"),
    "quoted": ("在引用的材料里", "in quoted material"),
    "impossible": ("没有这样的长度", "there is no such length"),
}
"""Each reason in Chinese and in English."""


def veto(place: Place, demand: Demand) -> str:
    """The reason, a key of ``REASONS``, why ``demand`` is none; or an empty string.

    >>> from hesui_data.length.grammar.amounts import amounts
    >>> from hesui_data.length.grammar.bounds import demand_of
    >>> from hesui_data.length.grammar.places import Layout
    >>> demand = demand_of("修改第3段", amounts("修改第3段")[0])
    >>> veto(Layout("修改第3段").place(demand.start, demand.end), demand)
    'place'
    """
    for reason, applies in (VETOES if place.before else _BY_ALL_AROUND).items():
        if applies(place, demand):
            return reason
    return ""
