"""Third step of the grammar: amounts that look like demands and are none, each for a reason."""

from __future__ import annotations

import re
from collections.abc import Callable

from hesui_data.length.grammar.bounds import Demand
from hesui_data.length.grammar.given import is_given
from hesui_data.length.grammar.places import Place
from hesui_data.length.grammar.signs import ALWAYS, LATIN, sign
from hesui_data.length.grammar.stories import (
    ASKS,
    OF_A_PROGRAM,
    REQUEST,
    is_condition,
    is_for_a_program,
    is_own_task,
    is_question,
    is_tale,
)
from hesui_data.length.grammar.things import names_things
from hesui_data.length.patterns import Pattern

_ORDINAL = Pattern(
    r"(?:第|(?:最后|最前|倒数|前|后|末|(?<![一二三四五六七八九十两几0-9写作来填题赋吟编创那这每该])首|头|尾|最末|最初|开头|结尾|中间|"
    r"其中|前面|后面|结尾处|末尾)的?[这那]?)\s?$"
)
_ORDINAL_ENDS = frozenset("第后前数末首头尾初间中面处的这那 \u3000\n")
_OF_THE_PLACE = Pattern(r"[的是要以押为应用改有]|必须|$")
_PARTS_TOO = ("开头", "结尾", "中间", "末尾", "结尾处")  # 结尾50字 bounds a part, 结尾两个字 is a place

_NOT_NEEDED = Pattern(
    r"(?:不用|不必|无需|无须|不需要?|没必要|不一定要?|不要求|未必要?|用不着|不强求|不强制|别管|不拘于?|不局限于?|不限于|不受)"
    r"(?:非要|非得|凑|写|要|够|满|到|达到|有|限制|在|遵守|控制|字数|刻意|再|成|一定|整|必须|严格|的|是|满足)*$"
)
_DENIES = sign("不无没未别", _NOT_NEEDED)
_NOT_THAT_ENDS = ("是", "非", "求", "再", "\n")
_NOT_THAT = Pattern(r"(?:(?<!是)不是|并非|而非|不再是|不再要求)$")
_SO_LONG_ENDS = tuple("成到满够个出写弄搞整凑拖扯说")
_NOT_SO_LONG = Pattern(
    r"(?:别|不要|不能|不可|不许|勿)(?:再|就)?(?:写|弄|搞|整|凑|拖|扯|说)(?:成|到|满|够|个|出)?$"
)
_LIFTED = Pattern(r"(?:去掉|取消|删掉|删除|撤销|忽略|没有|没|解除|无视|不管|别管)[^，。；]{0,6}$")
_LIMITS_BEGIN = ("的", "字", "篇", "长", "限", "要", "上", "下", "规")
_LIFTED_AFTER = Pattern(
    r"的?(?:字数|篇幅)?(?:限制|要求|规定)(?:已经?|都|就|被)*(?:取消|作废|不算|没有|解除|去掉)"
)
_LIMIT = Pattern(r"的?(?:字数|篇幅|长度)?(?:限制|要求|上限|下限|规定)")
_CHANGES = (
    r"(?:改[为成到]|调整[为到成]|变成|换成|更改为|修改为|提高到|放宽到|缩短[到为]|压缩[到为成]|扩展到|扩写到|扩充到|增加到|"
    r"删减到|精简[到为成])"
)
_REPLACED = Pattern(rf"(?:的?(?:限制|要求|字数|篇幅)*[，,]?\s?(?:现在|现|请|都|全部)?){_CHANGES}")
_CHANGED = sign("改调变换更修提放缩压扩增删精", _REPLACED)
_FORMER = Pattern(r"(?:之前|原来|原先|原本|以前|上次|刚才|最初|此前|先前|原定|本来)[^，,。；\n改换调]{0,12}$")
_BEFORE_NOW = sign("前原次刚初本", _FORMER)

_TERM = Pattern(
    r"的?(?:成语|词语|词组|短语|熟语|俗语|谚语|歇后语|真言|箴言|叠词|格言|名字|姓名|人名|拼音|密码|口诀|术语)"
    r"|[文经][》”]|一句|之[差言]|千金"
)
_TERM_HERE = Pattern(
    r"八字(?:[合没算命相眉胡还]|不合|方针)|十字(?:[路架绣军花星形交]|街头)|一字(?:[之千不未排马眉肩一]|长蛇)|"
    r"千字文|百字令|三字经|[丁人品]字形"
)
_IDIOM_HEADS = "三七一"
_IDIOM = Pattern(
    r"三十六行|七十二行|三百六十行|三段[论式]|三句半|三句话不离|一点一滴|一字一句|一条龙|一条心|一行白鹭"
)
_ANSWERS_ONLY = Pattern(r"[只仅就][能需要用可]{0,2}(?:回答|回复|输出|答|说)$")
_NAMES = Pattern(r"(?:[起取想]|命名|取名|起名)[^，。；]{0,6}$")
_OPENS, _SHUTS = tuple('“"「『《‘'), tuple('”"」』》’')
_RIDDLE = Pattern(r"猜|谜|打一?$")
_EIGHT_CHARACTERS = Pattern(r"(?:生辰|[排算测看批合的])$")
_SHOWN = Pattern(r"(?:[说道喊念读刻印着写叫问答挂贴书]|(?<![标命主])题)[了着出下过有的上道是]*$")
_QUOTED_WORD = Pattern(r"[”’」』》\"'】]\s?[这那的]?$")

_LAYOUT = Pattern(
    r"每个?[空格]|缩进|密码|口令|行距|间距|字号|字体|用户名|昵称|账号|验证码|空格|空出|退格|边距|留空|空\s?$|显示|文本框|输入框|变量|字段"
)
_TYPE = Pattern("字号|号字|字体|行距|边距|每页[0-9]{1,2}行|仿宋|宋体|黑体|楷体")
_SECRET_AFTER = Pattern(r"的?(?:密码|口令|用户名|账号|验证码|password)")
_SECRET = Pattern(r"密码|口令|用户名|账号|验证码|正则|(?i:password|username|regex)")
_LAYS_OUT = sign("空格缩密令距号体户昵账验退留显框变段页则" + LATIN, _LAYOUT, _SECRET_AFTER, _SECRET)
_GOES_ON = Pattern(r"续写|接着写|继续写|往下写|先写|首先|^的")
_RELATIVE = Pattern(
    r"(?:误差|浮动|相差|出入|差异|偏差)[^，。；\n]{0,6}$|"
    r"(?:增加|减少|缩短|缩减|删去|删掉|删除|删减|多写|少写|加长|再加|(?<![接续])再写|[加减多少短])[了出约]?$|"
    r"(?:差|缺|欠|多|少|超|超出|超过)了[约大概]{0,2}$|(?:还|仍|尚|只|就|才)(?:差|缺|欠|少)[约大概]{0,2}$|[离比](?:[^，。；\n]{0,6}的)?$|距离?$|"
    r"\b(?:add|remove|cut|delete|drop)\s$",
    re.IGNORECASE,
)
_WENT_OVER = Pattern("超(?:[出过]?了|出)|多出")
_RELATES = sign("误浮相入异偏增减缩删加多少短再差缺欠超离比距" + LATIN, _RELATIVE)
_RATIO = Pattern(
    r"的?(?:倍数|整数倍|公倍数|次方|倍(?![感])|分之|元(?![旦宵素件])|块钱|\s?[0-9]+\s?(?:元|块|美元))|%|％|‰"
)
_RATIO_HEADS = frozenset("的倍整公次分元块%％‰")
_MINUS = sign("-")
_SIGNED = "：:为是于到在过少=≥≤<>（( "


def _is_place(place: Place, demand: Demand) -> bool:
    """第3段, 最后两个字: a place in a text."""
    at = demand.amount.start
    last = place.text[at - 1 : at]
    if last not in _ORDINAL_ENDS and not last.isspace():
        return False
    match = _ORDINAL.search(place.text, max(0, at - 6), at)
    if match is None:
        return False
    if match[0].startswith("第"):
        return True
    if match[0] in _PARTS_TOO and demand.amount.word in ("句话", "段话", "段落"):
        return demand.bare and _OF_THE_PLACE.match(place.after) is not None
    return demand.bare and (match[0] not in _PARTS_TOO or (demand.amount.high or 0) <= 4)


def _is_cancelled(place: Place, demand: Demand) -> bool:
    """不用写满800字; 100字以内改为200字以内; 之前是50字."""
    follow, before, signs = place.follow, place.before, place.signs
    limits = follow[:1] in _LIMITS_BEGIN
    if (signs & _CHANGED and _REPLACED.match(follow)) or (limits and _LIFTED_AFTER.match(follow)):
        return True
    if before and _was_said_before(before, signs):
        return True
    if before[-1:] in _SO_LONG_ENDS and demand.bare and _NOT_SO_LONG.search(before):
        return True
    if limits and _LIMIT.match(follow) and _LIFTED.search(before):
        return True
    if not signs & _DENIES:
        return False
    to_number = place.text[place.clause_start : demand.amount.start]
    return bool(_NOT_NEEDED.search(before) or _NOT_NEEDED.search(to_number))


def _was_said_before(before: str, signs: int) -> bool:
    """之前是50字; 不是50字."""
    if signs & _BEFORE_NOW and _FORMER.search(before):
        return True
    return before[-1] in _NOT_THAT_ENDS and _NOT_THAT.search(before) is not None


def _is_term(place: Place, demand: Demand) -> bool:
    """四字成语, 八字, “福”一个字, 写着四个大字."""
    if demand.bound is not None:
        return False
    written = place.text[demand.start : demand.end]
    if written[0] in _IDIOM_HEADS and _IDIOM.match(written + place.follow):
        return True
    return demand.unit in ("字", "词", "汉字") and not demand.field and _is_of_words(place, demand, written)


def _is_of_words(place: Place, demand: Demand, written: str) -> bool:
    """Whether the 字 of a bare number are those of a term, or shown or quoted themselves."""
    follow = place.follow
    if _stands_quoted(place, demand) or _ANSWERS_ONLY.search(place.before):
        return not _ANSWERS_ONLY.search(place.before)
    if (
        (_TERM.match(follow) and not _NAMES.search(place.before))
        or _TERM_HERE.match(written + follow)
        or (_QUOTED_WORD.search(place.before) and not _is_labelled(place, demand))
        or ((demand.amount.high or 0) <= 2 and _RIDDLE.search(place.previous[-24:] + place.before))
    ):
        return True
    if written == "八字":
        return _EIGHT_CHARACTERS.search(place.before) is not None
    few = demand.amount.counted and demand.unit == "字" and (demand.amount.high or 0) < 20
    return few and _ends_what_is_shown(follow) and _SHOWN.search(place.before) is not None


def _is_labelled(place: Place, demand: Demand) -> bool:
    """【正文】100字: a label in brackets, no word that is spoken of."""
    return place.before.rstrip().endswith("】") and (demand.amount.high or 0) >= 10


def _stands_quoted(place: Place, demand: Demand) -> bool:
    """以“百字”为题: words in quotation marks of their own."""
    text, start, end = place.text, demand.start, demand.end
    keyed = text[max(0, start - 3) : start - 1].strip()[-1:] in ("：", ":")
    return text[start - 1 : start] in _OPENS and text[end : end + 1] in _SHUTS and not keyed


def _ends_what_is_shown(follow: str) -> bool:
    return not follow or follow[0] in "：:，。！“‘「\"'" or follow.startswith(("大字", "字样"))


def _is_layout(place: Place, demand: Demand) -> bool:
    """首行缩进2个字符, 密码8个字符."""
    if demand.unit == "行" and place.before.endswith("每页"):
        return True
    if demand.unit not in ("字", "字符", "汉字") or demand.field:
        return False
    laid_out = _LAYOUT.search(place.before) if place.before else None
    if laid_out and not (laid_out[0] == "字段" and demand.unit == "字" and demand.limits):
        return True
    if "每页" in place.earlier and _TYPE.search(place.earlier):
        return True
    secret = demand.unit == "字符" and _SECRET.search(place.previous[-60:])
    return bool(secret or _SECRET_AFTER.match(place.follow))


def _is_ratio(place: Place, demand: Demand) -> bool:
    """8的倍数, 50%; 误差不超过50字, 再加50字: relative to another number."""
    follow, before = place.follow[:1], place.before
    may_be = follow in _RATIO_HEADS or follow.isspace() or follow.isdigit()
    if may_be and _RATIO.match(place.text, place.end):
        return True
    if before[-1:] == "每" and demand.bare and demand.amount.high != 1:
        return True  # 每两句话换韵
    if demand.bound == "above" and _is_excess(place, demand):
        return True
    if demand.field or not before or not (place.signs & _RELATES and _RELATIVE.search(before)):
        return False
    if "再写" in before[-4:] and demand.unit in ("句", "段", "条", "行"):
        return False  # 再写出两句
    return not (before.endswith("再写") and _GOES_ON.search(place.earlier + place.follow))


def _is_excess(place: Place, demand: Demand) -> bool:
    """超了12字, 超出10字: how far a text went over, not a bound that one asks for."""
    written = place.text[demand.start : demand.amount.start]
    if not _WENT_OVER.match(written):
        return False
    return written.strip()[-1:] == "了" or not (REQUEST.search(place.before) or demand.field)


def _is_negative(place: Place, demand: Demand) -> bool:
    """字数：-50."""
    at = demand.amount.start
    return place.text[at - 1 : at] == "-" and (at < 2 or place.text[at - 2] in _SIGNED)


Veto = Callable[[Place, Demand], bool]

_BY_WHAT_STANDS_BEFORE: tuple[tuple[str, Veto, int], ...] = (
    ("place", _is_place, ALWAYS),
    ("input", is_given, ALWAYS),
    ("own_task", is_own_task, ALWAYS),
    ("tale", is_tale, ALWAYS),
)
_BY_ALL_AROUND: tuple[tuple[str, Veto, int], ...] = (
    ("cancelled", _is_cancelled, ALWAYS),
    ("term", _is_term, ALWAYS),
    ("ratio", _is_ratio, ALWAYS),
    ("negative", _is_negative, _MINUS),
    ("layout", _is_layout, _LAYS_OUT),
    ("condition", is_condition, ALWAYS),
    ("program", is_for_a_program, OF_A_PROGRAM),
    ("question", is_question, ASKS),
    ("things", names_things, ALWAYS),
)
VETOES = (*_BY_WHAT_STANDS_BEFORE, *_BY_ALL_AROUND)
"""Why an amount is no demand, and the sign without which it is not asked, in the order in which it is asked;
those that look at what stands before it in its clause are asked only when something does."""

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
    "program": ("是程序要做的事", "what a program is to do"),
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
    signs = place.signs
    for reason, applies, needed in VETOES if place.before else _BY_ALL_AROUND:
        if signs & needed and applies(place, demand):
            return reason
    return ""
