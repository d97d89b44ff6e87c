"""Numbers in what the user tells or asks about: tales, tasks of their own, conditions, programs, questions."""

from __future__ import annotations

from hesui_data.length.grammar.bounds import Demand
from hesui_data.length.grammar.places import Place
from hesui_data.length.grammar.signs import LATIN, sign
from hesui_data.length.grammar.things import PRODUCES
from hesui_data.length.patterns import Pattern

REQUEST = Pattern(r"请|帮|要求|须|需|应|必")
"""Words that make a clause a request."""

_OWN_TASK = Pattern(r"我[^，。；]{0,14}(?:完成|提交|上交|交|写完|写好|背|读)(?:一[篇个份])?$")
_ADVICE = Pattern(r"建议|怎么|如何|技巧|方法|指导|吗|怎样|多久|多长时间")
_HOW = Pattern(
    r"(?:如何|怎么|怎样)(?:样|才能|能|可以)?[^，。；]{0,8}(?:写|完成|写好|写出|凑)(?:好|出|完|够)?(?:一[篇个份])?$"
)
_TROUBLE = Pattern(r"怎么办|咋办|还差多少|差多少|来得及|够吗|行吗|可以吗|合适吗|会不会|正常吗")
_IN_TROUBLE = sign("办差及吗会", _TROUBLE)
_HELP = Pattern(r"帮[我忙]|请(?!问)|替我|给我")
_TALE = Pattern(
    r"(?:(?<![把将给对为帮让替])[他她它]|我们|人们|作者|有人|一天|每天|每日|每小时|每分钟|每秒|平均|曾经?|已经|竟然?|居然|足以|足能)"
    r"[^，。；！？\n]{0,10}$"
    r"|(?:[写学认背打识讲谈读抄录][了过完好会识]|(?:准备|发表|完成|提交|朗读|创作)了)(?:一?[个篇段份])?$|(?:认识|学会|掌握|(?<!公)认|识|练|背诵|记住|输入|打字|识字|会写)$"
)
_CUTS = Pattern("的?(?:长度)?(?:进行)?(?:切|分割|拆分|截断|分块|分页|分片)")
_HOW_MANY = Pattern(r"(?:多少|多久|多长|几[一-鿿]{1,3})[^，。！？\n]{0,10}[？?]")
_FORM_OF = ("用", "以", "在", "写", "数", "（", "(")
_TEACHER = Pattern(r"(?i:\b(?:my|our|the)\s(?:teacher|professor|school|boss)\b)")
_ENGLISH_ADVICE = Pattern(r"(?i:\bhow\b|\btips\b|\badvice\b)")
_STATES = ("是", "为", "有")
_NEARBY = 60
_CAPACITY = Pattern(r"(?:窗口|上下文|容量|词汇量|字库|词表)[^，。；\n]{0,4}[是为有]$")
_IN_GENERAL = Pattern(r"(?:一般|通常|往往|传统上|大都|多半)(?:都?是|为|有)$")
_OVERCOMES = Pattern(
    r"的?(?:限制|上限)?[，,]?\s?(?:怎么|如何|怎样)(?:才能|能)?(?:发|办|处理|突破|绕|解决|拆|写[好才]|得高分)"
)
_ASKS_HOW = sign("怎如", _HOW, _OVERCOMES)
_QUOTED_TASK = Pattern(r"[^“”\n]{0,40}[”」』][^，。\n]{0,12}(?:吗|么|对不对|什么意思)")
_DAILY = Pattern(r"每[天日](?:写|的)?$")
_THEN = Pattern(
    r"[，,]?\s?(?:就(?![行好够可])|则|便|即(?!可)|才|时|的时候|的话|会被?|将被?|要扣|要罚|扣|还|也|都|别)"
)
_PROGRAM = Pattern(
    r"函数|代码|脚本|程序|正则|接口|查询语句|单元格|算法|(?i:python|java|excel|word里|sql|javascript|regex)"
)
OF_A_PROGRAM = sign("函代脚程则接询格算切分拆截" + LATIN, _CUTS, _PROGRAM)
"""Without it nothing is for a program."""

_OPERATES = Pattern(
    r"(?:查询|查找|截断|截取|统计|匹配|校验|验证|筛选|过滤|判断|拆分|切分|限制|设置|分割)[^，。；（(]{0,16}$"
)
_SETS = Pattern(
    r"(?:怎么|如何|怎样)(?:才能|能|可以|样)?[^，。；（(]{0,10}(?:设置|限制|设为|调成|调整|改成|改为|显示|控制)[^，。；（(]{0,6}$"
    r"|为(?:什么|何)[^，。；（(]{0,16}$|(?i:\bwhy\s[^.,;]{0,40}$)"
)
_MAY_SET = Pattern("[么何样yY]")
_ASKS = Pattern(r"？|\?|吗|是否|有没有|是不是|合不合|多少|多久|够不够|算不算")  # literals: a fast search
ASKS = sign("？?吗否没是合够算多么何样yY”", _ASKS, _MAY_SET)
"""Without it nothing is a question."""

_ASKS_ABOUT = Pattern(
    r"(?:这段|那段|下面|上面|以下|它|其)[^，。]{0,12}(?:吗|是否|有没有|是不是|合不合|合格|够不够)|"
    r"[字句行段词](?:以内|以上|左右)?吗|多久|多长时间|多少[页钱天]|几[页天]|够不够|算不算"
)
_WHETHER = ("够不", "是不", "算不", "有没", "是否")


def is_own_task(place: Place, demand: Demand) -> bool:
    """我要在明天之前完成1000字的论文，有什么建议吗; 学校要求两万字，我只写了八千字，怎么办."""
    before = place.before
    if "我" in before and _OWN_TASK.search(before) and _ADVICE.search(place.later + place.follow):
        return True
    if (
        before[:1].isascii()
        and _TEACHER.search(before)
        and _ENGLISH_ADVICE.search(place.follow + place.later)
    ):
        return True
    if (
        place.signs & _IN_TROUBLE
        and _TROUBLE.search(place.later)
        and not _HELP.search(place.earlier + before + place.later)
    ):
        return True
    if before.endswith(("只收", "只接受", "只接收")):
        return True
    return bool(place.signs & _ASKS_HOW) and bool(
        _OVERCOMES.match(place.text, place.end) or (demand.bound is None and _HOW.search(before))
    )


def is_tale(place: Place, demand: Demand) -> bool:
    """他一天可以写一万个字: a number in a tale."""
    if demand.field or demand.bound in ("at_most", "below", "exact"):
        return False
    if _DAILY.search(place.before) and PRODUCES.search(place.later):
        return False
    states = place.before[-1:] in _STATES and demand.bare
    if states and _CAPACITY.search(place.before):
        return True
    if states and _IN_GENERAL.search(place.before) and not PRODUCES.search(place.earlier):
        return True
    return _TALE.search(place.before) is not None and not REQUEST.search(place.before)


def is_condition(place: Place, demand: Demand) -> bool:
    """超过500字就截断; 超过十二点就睡: on what something else hangs."""
    return demand.bound in ("above", "below") and _THEN.match(place.follow) is not None


def is_for_a_program(place: Place, demand: Demand) -> bool:
    """写个函数，把字符串截断到50个字以内: what a program is to do with a text."""
    if place.before[-1:] in ("按", "照", "每", "以") and _CUTS.match(place.follow):
        return True
    if demand.unit not in ("字", "字符", "汉字", "词") or not _OPERATES.search(_to_number(place, demand)):
        return False
    return _PROGRAM.search(place.earlier[-80:] + place.before + place.follow) is not None


def _to_number(place: Place, demand: Demand) -> str:
    """The clause up to the number, comparators and all."""
    return place.text[place.clause_start : demand.amount.start]


def is_question(place: Place, demand: Demand) -> bool:
    """这段话有几段？ 它在55字以内吗？ asks for a number, or about one, and for no text."""
    if place.text.startswith(_WHETHER, demand.start):
        return True
    to_number = _to_number(place, demand)
    if to_number and _MAY_SET.search(to_number) and _SETS.search(to_number):
        return True
    asks = place.text.find("？", place.end, place.end + _NEARBY) >= 0 or "?" in place.follow
    quoted = "”" in place.follow and _QUOTED_TASK.match(place.text, place.end, place.sentence_end + 1)
    if quoted or (asks and demand.bare and _is_of_a_sum(place)):
        return True
    sentence = place.text[place.sentence_start : place.sentence_end + 1]
    if place.follow.startswith("还是") or place.before.endswith("还是"):
        return _ASKS.search(sentence) is not None
    if not _ASKS.search(sentence) or PRODUCES.search(place.earlier + place.before):
        return False
    return demand.amount.low is None or _ASKS_ABOUT.search(sentence) is not None


def _is_of_a_sum(place: Place) -> bool:
    """剪成3段，每段多少米？ 一篇文章1200字，几分钟能读完？ belongs to a sum that is to be done."""
    before = place.before.rstrip()
    if (
        not before
        or before.endswith(_FORM_OF)
        or REQUEST.search(before)
        or PRODUCES.search(place.earlier + before)
    ):
        return False
    return _HOW_MANY.search(place.text, place.end, place.end + _NEARBY) is not None
