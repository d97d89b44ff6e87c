"""The gate of unfinished texts: gaps to fill in, what is left open, and sentences cut off in their middle."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from hesui_data.expand.orders import Order
from hesui_data.expand.standard import Standard
from hesui_data.expand.tells import GAPS, PLACES, told
from hesui_data.length import parse_length
from hesui_data.pair import Issue, Pair


def whole(made: Pair, order: Order, standard: Standard) -> Iterator[Issue]:
    """Refuses a response that is not finished: gaps to fill in, an open quotation, an end that the seed has not.

    >>> seed = Pair("写一句祝福", "祝您新年快乐，万事如意。")
    >>> order = Order(0, "paraphrase", seed, 0)
    >>> [issue.code for issue in whole(Pair("写一句", "愿您身体健康，阖家幸"), order, None)]
    ['HD802']
    """
    for text, field in ((made.prompt, "prompt"), (made.response, "response")):
        for opening, closing in _BRACKETS:
            if text.count(opening) != text.count(closing):
                yield _cut(field, f"“{opening}”没有配对", f"{opening} is not closed")
                return
        own = getattr(order.pair, field)
        if words := told(GAPS, text, own) or (field == "prompt" and told(PLACES, text, own)):
            yield _cut(field, f"“{words}”还没有写出来", f'"{words}" is still to be written')
            return
    last = _last_line(made.response)
    if last[-1:] in "，、；：,;:—-（(“‘《【":
        yield _cut("response", f"末尾是“{last[-6:]}”", f'it ends with "{last[-6:]}"')
    elif not _is_closed(last) and not _may_stay_open(made, order):
        yield _cut("response", f"末尾“{last[-6:]}”没有收住", f'its end "{last[-6:]}" is not closed')
    elif _is_stump(made.response) and not _is_stump(order.pair.response):
        yield _cut("response", f"末行只有“{last}”", f'its last line is only "{last}"')
    elif words := broken_off(made.response):
        yield _cut("response", f"“{words}”话没说完", f'"{words}" is broken off')


_NO_LETTER = re.compile(r"[\W_]+")
_BRACKETS = tuple(
    (pair[0], pair[1]) for pair in ("“”", "‘’", "「」", "『』", "（）", "()", "《》", "【】", "[]", "{}")
)
_CLOSED = re.compile(r"[。！？!?….~～”’」』）)》】\]^♪]\s*\Z")
_LONGEST_OPEN = 24


def _cut(field: str, zh: str, en: str) -> Issue:
    return Issue.of("HD802", field=field, reason=(zh, en))


def _last_line(text: str) -> str:
    return text.rstrip().rpartition("\n")[2].strip()


def _is_closed(line: str) -> bool:
    """Whether a line ends with a closing mark or a pictograph."""
    return (
        bool(_CLOSED.search(line))
        or unicodedata.category(line[-1:] or " ") == "So"
        or line.endswith("\ufe0f")
    )


def _is_stump(text: str) -> bool:
    """Whether the last line is a closed one of one or two letters, which no other line is: 巷子。"""
    *others, last = [len(_NO_LETTER.sub("", line)) for line in text.split("\n") if line.strip()] or [0]
    return bool(others) and 0 < last <= 2 < min(others) and text.rstrip()[-1:] in "。，"


def broken_off(text: str) -> str:
    """The last words of ``text`` where a full stop closes what is not said to the end, or an empty string.

    Told without a parser: marks that cannot stand together, a clause of one letter, a last word that always
    has another after it (头发请。), a bare 的 without the verb that goes with it (端午节的。).

    >>> broken_off("雨天路滑慢些走，。"), broken_off("谨以此笺，聊。"), broken_off("年纪又长，头发请。")
    ('慢些走，。', '聊。', '头发请。')
    >>> broken_off("端午节的。"), broken_off("日子会好的。"), broken_off("这是我们的心愿。")
    ('端午节的。', '', '')
    """
    if match := _COLLIDING.search(text):
        return text[max(0, match.start() - 3) : match.end()]
    sentence = _SENTENCE.search(text.rstrip("。！!…~～ \n”’」』）)"))
    last = sentence[0].strip() if sentence else ""
    clause = _CLAUSE.split(last)[-1].strip()
    if not clause or not text.rstrip().endswith(("。", "！")):
        return ""
    if _UNENDED.fullmatch(clause) or (clause == last and _CONDITION.match(last)):
        return f"{clause[-6:]}{text.rstrip()[-1:]}"
    lone = (
        text.rstrip().endswith("。")
        and len(clause) == 1
        and len(last) > 1
        and "\u3400" <= clause <= "\u9fff"
        and clause not in _ALONE
    )
    if lone or _is_unfinal(clause) or (clause.endswith("的") and not _NOMINAL.search(last)):
        return f"{clause[-6:]}{text.rstrip()[-1:]}"
    return ""


def _is_unfinal(clause: str) -> bool:
    """Whether ``clause`` ends with a word that nothing ends with."""
    before = _UNFINAL.get(clause[-1])
    return bool(_UNFINAL_WORDS.search(clause)) or (
        before is not None and len(clause) > 1 and clause[-2] not in before
    )


_TIME = "(?:今年|明年|去年|那年|明天|今天|昨天|如今|现在|以后|往后|后来|从前|当年|那时|到时候|这一年|这些年|每天|天天)"
_WHO = "(?:我们?|你们?|您们?|他们?|她们?|咱们?|俺|大家|谁)"
_UNENDED = re.compile(
    f"(?:{_TIME}|前[一二三四五六七八九十几两]天)+{_WHO}?{_TIME}?|{_TIME}?{_WHO}(?:们|{_TIME}|[替给把跟和与同对向为])*(?:我|你|您|他|她|咱)?"
    "|.{0,12}[^，]的话|.{0,10}(?:每次|这些|那些|有些|这样的|那样的|其中|其实|反正|恐怕|大概|也许|或许|终于|居然|竟然|果然|难怪|毕竟|究竟|"
    "到底|只好|只能|不得不|总会|总要|总能|还会|还要|还能|也会|也要|都会|都要|才会|才能|就会|就要|便会|将会|应该|必须|可以|能够|愿意|"
    "打算|准备|想要|需要|开始|继续|变得|显得|觉得|以为|认为|知道的|之所以|以至于|甚至|尤其|包括|例如|比如|譬如|好像|仿佛|犹如|如同)"
    "|.*(?:时候|时|以后|之后|以前|之前)(?:我|你|您|他|她|咱)们?"
    "|.{1,10}(?:我|你|您|他|她|咱)(?:们)?(?:总|都|就|还|又|才|正|在|会|能|要|想|曾|常|已|便|却|仍|再|把|被|给|替|跟|对|向|从)"
)
"""Clauses that have no predicate yet: of time and persons alone, or ending in what leads up to one."""
_CONDITION = re.compile(
    "(?:若是?|要是|如果|假如|倘若|因为|虽然|尽管|即使|只要|除非|自从|等到)(?!.*[吧呢了啊]$)"
)
_COLLIDING = re.compile("[，、；：,;:][。！？，、；：!?,;:]|[。！？][，、；：,;:]")
_SENTENCE = re.compile("[^。！？!?…\n]+\\Z")
_CLAUSE = re.compile("[，、；：,;:—“”‘’「」『』（）()《》\\s]+")
_ALONE = frozenset("冷热好嗯哈嘿哦啊来行对是唉咦嗨妈爸爹娘姐哥安赞稳福等走请谢干乐甜香暖有在")
_NOMINAL = re.compile("[是会能可得要该挺够怪蛮真都有没不在为叫算当最更很多少甜热香暖好美]|[^，的]{9}")
_UNFINAL = {
    "把": "门一大车个火拖",
    "被": "棉盖晒叠厚薄",
    "从": "服听跟顺无遵随",
    "跟": "脚鞋高",
    "及": "来普顾提念未不",
    "而": "",
    "但": "",
    "或": "",
    "因": "原起成病基",
    "虽": "",
    "很": "得",
    "更": "三五变打守四",
    "将": "大健干老小猛麻主",
    "请": "邀敬申宴聘有要回人我你您他她谁来",
    "让": "谦礼退忍转割出承辞",
    "使": "天大出行驱指",
    "愿": "心祝意许还如情自夙宏遂发志誓甘所",
    "盼": "期顾企翘切",
    "每": "",
    "某": "",
    "肯": "首不敢宁中",
    "第": "门及等次府科",
    "于": "",
    "并": "合一火吞归",
    "别": "告分特区离送惜久性类辞话识鉴级个阔道作",
    "这": "对",
    "哪": "",
    "为": "作行成有无以认能所何人难",
    "一": "如第初六五统唯之周不万划专十百合归高大",
    "几": "无茶",
    "想": "思理梦幻联好很敢别都也就多真怪挺着念遐猜畅空构设怀休",
    "像": "好影偶画肖头图越不很真挺",
    "欠": "赊拖亏呵哈互不两",
    "个": "个那这哪几一二三四五六七八九十两百千万整各半每多",
    "都": "首古成京大",
    "也": "是者非何",
    "又": "",
    "就": "成造将迁高而写练早",
    "和": "安人康顺睦祥协清亲温平祥随谦柔缓暖调总饱亲人附掺中应唱谐家风气",
    "与": "参给赠",
}
"""Letter → what may stand before it where it is no word by itself but the end of one that closes a sentence."""
_UNFINAL_WORDS = re.compile(
    "(?:因为|所以|如果|要是|若是|倘若|假如|虽然|但是|而且|并且|以及|或者|由于|为了|关于|对于|只要|只有|除非|即使|不但|不仅|无论|不管|"
    "非常|十分|特别|格外|极其|正在|已经|曾经|即将|刚刚|一直|总是|常常|仍然|依然|渐渐|连忙|务必|尽量|"
    "但愿|惟愿|唯愿|祝愿|希望|谨祝|恭祝|敬祝|(?:祝|愿|盼|让|请|希望)(?:您|你|你们|您们|他|她|大家|我们|咱们)|"
    "[这那每某](?:个|只|条|架|台|件|盆|笼|棵|辆|本|套|块|份|位|张|把|座|间|场|段|首|家|种|句|碗|杯|次)|"
    "(?<![都也就还没所固必自应皆不可才尽全拥享占富具持少罕国公私该常啥么会能共兼乌])有)\\Z"
)


def _may_stay_open(made: Pair, order: Order) -> bool:
    """Whether the last line may do without a mark: a signature or date, a line like the others, a slogan."""
    lines = [line.strip() for line in made.response.split("\n") if line.strip()]
    last = lines[-1]
    letter = len(lines) > 2 and any(line.endswith(("：", ":")) for line in lines[:2])
    if letter and _NAMED.fullmatch(last) and not _UNENDED.fullmatch(last):
        return True
    if len(last) > _LONGEST_OPEN or _is_closed(_last_line(order.pair.response)):
        return False
    if len(lines) == 1:
        demands = parse_length(made.prompt)
        return bool(_HEADLINE.search(made.prompt)) or any(found.min or found.target for found in demands)
    sizes = sorted(len(line) for line in lines[:-1] if not (_is_closed(line) or line.endswith(("：", ":"))))
    like_others = sizes and len(sizes) * 2 >= len(lines) - 1 and 0.5 * sizes[len(sizes) // 2] <= len(last)
    return bool(like_others or _DATE.search(last) or _SIGNED.fullmatch(last))


_HEADLINE = re.compile("标题|题目|标语|口号|横幅|广告语|弹幕|横批|谜面")
_NAMED = re.compile("[^，。；、！？的了着过在把给和与及或将被让]{1,12}")
"""What a letter may be signed with."""
_DATE = re.compile(
    "(?:[0-9一二三四五六七八九十]+(?:月|年)|腊月|正月|[初廿][一二三四五六七八九十]|小年|除夕|元宵)[^，。]{0,8}\\Z"
)
_SIGNED = re.compile(
    "(?![祝愿望盼希谢请我你您他她这那在把让和与也还又就要不都])[^，。；、]{1,10}(?:敬上|谨启|手书|亲笔|拜上|上)"
    "|(?![祝愿望盼希谢请我你您他她这那在把让和与也还又就要不都])[^，。；、\\s]{1,6}(?:[\\s：:·]+[^，。；、\\s]{1,5})?"
)
