"""What stands around a text that should stand alone: an announcement before it, a tag, a note after it.

Told by the shape. A text may open with whom it greets and a colon, and with no other words and a colon, unless
its seed does; it neither begins nor ends in brackets, unless its seed does.
"""

from __future__ import annotations

import re
from functools import cache

from hesui_data.expand.registers import DESK, LURE
from hesui_data.expand.slots import people


def framed(text: str, own: str, prompt: str) -> str:
    """The words that frame ``text`` and are no part of it, where ``own``, the seed's, has none such; or nothing.

    >>> framed("嗯嗯，安排好了：祝您顺遂！", "新年好！", "给客户写一句")
    '嗯嗯，安排好了：'
    >>> framed("尊敬的客户：祝您顺遂！", "新年好！", "给客户写一句"), framed("川川：爸想你。", "新年好！", "给儿子写")
    ('', '')
    >>> framed("祝您顺遂！（合计五字）", "新年好！", "给客户写一句")
    '（合计五字）'
    """
    opening, usual = _OPENING.match(text), _OPENING.match(own)
    labelled = _LABELLED.findall(text)
    labels = len(labelled) > 1 and not any(_TEXTS.search(label) for label in labelled)
    if opening and not (labels or _greets(opening[1], prompt) or (usual and not _greets(usual[1], prompt))):
        return opening[0].strip()
    for pattern in (_OBEYED, _TAGGED, _NOTED, _ASIDE):
        if (match := pattern.search(text)) and not pattern.search(own):
            return match[0].strip()[:40]
    return ""


def _greets(words: str, prompt: str) -> bool:
    """Whether ``words`` before a colon call somebody: a person, a name of the prompt, or a short name."""
    words = words.strip()
    if _NOTICE.search(words) and _NOTICES.search(prompt):
        return True
    plain = not _HONOURED.match(words)
    if _TEXTS.search(words) or any(
        plain and register.sentence_in(words, "", enough=1) for register in (DESK, LURE)
    ):
        return False
    called = bool(_people().search(words) or _CALLS.search(words)) or words in prompt
    return called or bool(_NAME.fullmatch(words))


@cache
def _people() -> re.Pattern[str]:
    return re.compile("|".join(sorted(people(), key=lambda word: (-len(word), word))))


_OPENING = re.compile(r"\A\s*([^。！？!?；\n：:“”《》]{1,30})[：:]")
_CALLS = re.compile(
    "[我咱]|们|各位|诸位|尊敬|亲爱|敬爱|大家|先生|女士|同志|[您你]好|见信|敬启|[总工哥姐叔姨婶伯爷奶爸妈弟妹儿导]\\Z|^[老小阿大二三]"
)
_HONOURED = re.compile("各位|诸位|尊敬的|亲爱的|敬爱的")
_TEXTS = re.compile(
    "祝福|祝愿|祝词|祝语|贺词|贺语|问候语|短信|文字|[文稿版]\\Z|来[啦了]|好了|请看|请收|呈|奉上|献上|下面|一[段条则篇份]|我来|听好|注意|答案?\\Z|问\\Z|用户|助手|甲方|乙方|[说道曰讲]\\Z"
)
_NOTICE = re.compile("(?:公告|通知|告示|启事|须知|公约|倡议书?|如下)\\Z")
_NOTICES = re.compile("公告|通知|告示|启事|须知|公约|倡议书?")
_LABELLED = re.compile(r"^\s*(?:[-*•·]|\d{1,2}[.、)）])?\s*([^\s，。：:！？]{1,8})[：:]", re.MULTILINE)
"""Lines that begin with whom or what they are about: one is an announcement, several are a list."""
_NAME = re.compile(
    "[老小阿][\u3400-\u9fff]{1,2}|([\u3400-\u9fff])\\1|[\u3400-\u9fff]?([\u3400-\u9fff])\\2"
    "|[赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕张孔曹严华金魏陶姜戚谢邹苏潘葛范彭鲁韦马苗方俞任袁柳史唐费岑薛雷贺倪汤罗毕郝安常齐康"
    "伍余顾孟黄萧尹姚邵汪毛成戴宋庞熊纪舒项董梁杜季贾路江童颜郭梅林钟徐邱骆高夏蔡田胡霍万管卢莫房丁邓洪包石崔程陆翁段侯宁祝武刘龙叶黎乔温柴"
    "曾游文关廖耿][\u3400-\u9fff]{1,2}"
)
"""What may be a name by its looks: 小禾, 川川, 林晓."""
_OBEYED = re.compile(
    "\\A\\s*(?:好的|好嘞|好呀|好哒|遵命|得令|得嘞|收到|没问题|明白了?|当然可以|当然|可以的|安排上?|马上|这就[^，。！？\\n]{0,6}|稍等|没错|嗯嗯?|来了|来啦|包在我身上|交给我)"
    "[，,。！!、～~\\s]*(?:\\n|[^。！？\\n]{0,24}(?:写|拟|创作|完成|请看|请收|呈|奉上|如下))"
)
_TAGGED = re.compile(r"\A\s*[（(【\[][^）)】\]\n]{1,20}[）)】\]]")
_ASIDE = re.compile(r"[（(【\[][^（(【\[）)】\]\n]{2,}[）)】\]]")
_NOTED = re.compile(r"[（(【\[][^（(【\[）)】\]\n]{1,40}[）)】\]][。！!\s]*\Z")
