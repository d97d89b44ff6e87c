"""Whom a prompt addresses, for what occasion, in what tone; and whether a response says otherwise.

Word tables and patterns, nothing learnt. What they do not know is an empty string, never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from hesui_data.expand.words import OCCASIONS, PEOPLE, SAME_NAMES


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


@dataclass(frozen=True, slots=True)
class Slots:
    """What may be ordered of a prompt beside its length; empty where nothing is."""

    addressee: str = ""
    occasion: str = ""
    tone: str = ""


def read_slots(prompt: str) -> Slots:
    """What ``prompt`` names plainly.

    >>> read_slots("小年快到了，给班主任写一段祝福，语气亲切。")
    Slots(addressee='班主任', occasion='小年', tone='亲切')
    """
    tones = [tone for tone in tone_words() if tone in prompt]
    occasion = next((word for word in occasions_in(prompt) if word not in _THINGS), "")
    return Slots(addressee_of(prompt), occasion, tones[0] if tones else "")


_THINGS = frozenset(_words("年货 年夜饭 年饭 年味 福字 春联 压岁 团年 辞旧 贺岁 春运 春晚"))
"""Words that tell the season and are no occasion: nobody writes to somebody for 年货."""


def addressee_of(prompt: str) -> str:
    """Whom ``prompt`` wants a text for, as it says so with 给, 对, 向, 替 …; empty if it does not.

    >>> addressee_of("请给带教三个月的王经理写一封短笺"), addressee_of("写一副春联")
    ('经理', '')
    """
    match = _to().search(prompt)
    if not match:
        return ""
    whole = match["who"] in _NEED_MORE and "\u3400" <= prompt[match.start("who") - 1] <= "\u9fff"
    return prompt[match.start("who") - whole : match.end("who")]


_NEED_MORE = ("友", "们")
"""What names nobody without the character before it: 队友, 菜友."""


def is_addressed(prompt: str, word: str) -> bool:
    """Whether ``prompt`` wants a text for ``word``, or leaves open for whom, or names it among others.

    >>> is_addressed("给房东阿姨发条短信", "阿姨"), is_addressed("给客户写一段祝福，别提班主任", "班主任")
    (True, False)
    """
    if not addressee_of(prompt):
        return True
    said = "|".join(map(re.escape, same_words(word)))
    return bool(re.search(rf"(?:给|对|向|替|致|为|与|和|跟)[^，。；！？\n]{{0,14}}?(?:{said})", prompt))


def names(prompt: str, word: str) -> bool:
    """Whether ``word``, or another word for the same, stands in ``prompt``.

    >>> names("给父母写封家书", "爸妈"), names("给父亲写封家书", "爸妈")
    (True, False)
    """
    return any(other in prompt for other in same_words(word))


@cache
def same_words(word: str) -> tuple[str, ...]:
    """``word`` and the words that mean the same."""
    return next(
        (group for group in (*_SAME, *(found for found, _, _ in SAME_NAMES)) if word in group), (word,)
    )


_SAME = (
    ("幽默", "风趣", "诙谐"),
    ("庄重", "郑重", "庄严"),
    ("俏皮", "调皮"),
    ("朴实", "平实", "质朴"),
    ("温暖", "温馨", "暖心"),
    ("真诚", "诚恳", "真挚"),
    ("除夕", "年三十", "大年三十", "除夕夜"),
    ("大年初一", "正月初一", "年初一", "初一"),
    ("元宵节", "元宵", "正月十五"),
    ("中秋节", "中秋"),
    ("端午节", "端午"),
    ("重阳节", "重阳"),
    ("国庆节", "国庆"),
    ("教师节",),
    ("春节", "新春"),
)


# --- occasions -----------------------------------------------------------------------------------------


def same_season(prompt: str, occasion: str) -> bool:
    """Whether ``prompt`` names ``occasion`` or another word of its season.

    >>> same_season("除夕夜发给爸妈", "过年"), same_season("中秋夜发给爸妈", "过年")
    (True, False)
    """
    return names(prompt, occasion) or bool(seasons(prompt) & seasons(occasion))


def seasons(text: str) -> frozenset[str]:
    """The occasions of the year or of a life that ``text`` names, one name for each.

    >>> sorted(seasons("中秋赏月，也祝寿辰快乐"))
    ['中秋', '生日']
    """
    return frozenset(name for name, words in _SEASONS.items() if any(word in text for word in words))


_SEASONS: dict[str, tuple[str, ...]] = {
    "春节": _words(
        "春节 新春 过年 除夕 大年 年三十 年夜饭 小年 拜年 守岁 压岁 贺岁 团年 年货 春联 元宵 正月 腊月 新年 "
        "初一 初二 初三 初四 初五 初六 初七 初八 腊八 年会 龙年 蛇年 马年 羊年 猴年 鸡年 狗年 猪年 鼠年 牛年 虎年 兔年 "
        "年味 春运 回家过年 年关 过大年 福字 年饭 年终 辞旧"
    ),
    "元旦": ("元旦", "新年", "跨年", "辞旧"),
    "清明": ("清明节", "清明扫墓"),
    "端午": ("端午", "粽子节", "龙舟节"),
    "七夕": ("七夕",),
    "中秋": ("中秋", "团圆月饼"),
    "国庆": ("国庆",),
    "重阳": ("重阳",),
    "教师节": ("教师节",),
    "母亲节": ("母亲节",),
    "父亲节": ("父亲节",),
    "妇女节": ("妇女节", "女神节"),
    "儿童节": ("儿童节", "六一"),
    "青年节": ("青年节",),
    "建军节": ("建军节",),
    "护士节": ("护士节",),
    "劳动节": ("劳动节",),
    "圣诞": ("圣诞",),
    "情人节": ("情人节",),
    "生日": ("生日", "寿辰", "大寿", "生辰"),
    "婚礼": ("婚礼", "新婚", "结婚", "百年好合", "喜宴"),
    "开业": ("开业", "开张"),
    "乔迁": ("乔迁", "新居"),
    "毕业": ("毕业",),
}
OF_A_LIFE = frozenset({"生日", "婚礼", "开业", "乔迁", "毕业"})
"""What a text for any occasion may mention; only a wish for it is telling."""


def occasions_in(text: str) -> Iterator[str]:
    """The words of occasions in ``text``, the first first, of those that begin together the longest."""
    found = {
        (text.find(word), -len(word), word)
        for name, words in _SEASONS.items()
        for word in words
        if name not in OF_A_LIFE and word in text
    }
    found |= {(text.find(word), -len(word), word) for word in OCCASIONS if word in text}
    yield from (word for _, _, word in sorted(found))


# --- people ------------------------------------------------------------------------------------------

_KIN = _words("家人 家里人 亲人 亲戚 亲友 全家 一家人 宝贝 亲爱的")
KINDS: dict[str, tuple[str, ...]] = {
    "parent": (
        *_KIN,
        *_words(
            "爸爸 妈妈 爸妈 父亲 母亲 父母 岳父 岳母 公公 婆婆 爸 妈 老爸 老妈 爹 娘 爹娘 长辈 长辈们 老人 老人家 二老"
        ),
    ),
    "grandparent": (
        *_KIN,
        *_words("爷爷 奶奶 姥爷 姥姥 外公 外婆 太爷爷 太奶奶 太姥姥 长辈 长辈们 老人 老人家 二老"),
    ),
    "elder": (
        *_KIN,
        *_words(
            "舅舅 舅妈 二舅 大舅 姑姑 姑妈 大姑 姑奶奶 姑父 姨妈 小姨 姨父 姨 叔叔 叔 伯伯 伯父 伯母 阿姨 大爷 大妈 "
            "婶婶 婶 舅 姑 二老 长辈 长辈们 老人 老人家"
        ),
    ),
    "mate": (*_KIN, *_words("老公 老婆 妻子 丈夫 爱人 女朋友 女友 男朋友 男友 恋人 对象 老伴 媳妇")),
    "younger": (
        *_KIN,
        *_words(
            "小宝贝 乖孙 丫头 囡囡 小祖宗 臭小子 小子 儿子 女儿 孩子 孩子们 宝宝 孙子 孙女 孙儿 "
            "外孙 侄女 侄子 外甥 外甥女 儿媳 女婿 晚辈 闺女 小朋友 小朋友们"
        ),
    ),
    "sibling": (
        *_KIN,
        *_words(
            "哥哥 姐姐 弟弟 妹妹 哥 姐 弟 妹 表哥 表姐 表弟 表妹 堂哥 堂弟 堂姐 堂妹 兄弟 姐妹 姐夫 嫂子 妹夫"
        ),
    ),
    "teacher": _words("老师 老师们 导师 班主任 教授 恩师 师父 师傅 校长 教练 院长"),
    "boss": _words(
        "领导 领导们 老板 总经理 经理 局长 处长 科长 "
        "部长 行长 首长 总监 主管 上司 董事长 总 校长 院长 主任 书记 厂长 队长 店长 站长"
    ),
    "client": _words(
        "总 经理 老板 客户 顾客 会员 业主 业主们 用户 甲方 老主顾 读者 粉丝 合作伙伴 合伙人 供应商 游客 乘客 旅客 "
        "听众 观众"
    ),
    "pupil": _words("校友 校友们 同学们 学生 学生们 孩子们 孩子 小朋友 小朋友们 学员 老同学 毕业生 徒弟"),
    "peer": _words(
        "校友 校友们 同窗 队友 队友们 队员 球友 病友 网友 同学 室友 舍友 闺蜜 老同学 朋友 朋友们 好友 同桌 "
        "学长 学姐 学弟 学妹 同事 同事们 伙伴 搭档 战友 兄弟 姐妹 "
        "老乡 哥们 "
        "听众 观众 员工 职工 工友 团队 家长 家长们"
    ),
    "neighbour": _words(
        "邻居 邻居们 街坊 街坊们 业主 业主们 居民 居民们 住户 "
        "乡亲 乡亲们 村民 大爷 大妈 阿姨 叔叔 大哥 大姐 嫂子"
    ),
    "helper": _words(
        "队友 快递员 骑手 外卖员 护士 护士长 医生 大夫 环卫工人 清洁工 保安 保洁 司机 志愿者 "
        "师傅 大哥 大姐 姐姐 哥哥 叔叔 阿姨 小哥 民警 交警 战士"
    ),
}


@cache
def people() -> frozenset[str]:
    """The names of people that can be told: those of kin, of callings, and of whom one writes to."""
    return frozenset(PEOPLE) | frozenset(word for words in KINDS.values() for word in words if len(word) > 1)


@cache
def _to() -> re.Pattern[str]:
    people = "|".join(sorted(set(PEOPLE), key=lambda word: (-len(word), word)))
    return re.compile(
        rf"(?:写给|送给|发给|献给|寄给|给|向|对|致)(?!我[，。写拟]|我们[，。写拟])"
        rf"[^，。；！？、\n：:写拟]{{0,10}}?(?P<who>{people})(?!节|会|[的家](?!里)|[^，。；！？\n写发送做拟想]{{0,3}}的)"
    )


@cache
def tone_words() -> tuple[str, ...]:
    """The tones that can be told by their word."""
    return _words(
        "亲切 幽默 风趣 诙谐 庄重 郑重 俏皮 朴实 平实 真诚 诚恳 真挚 活泼 温暖 温馨 正式 含蓄 轻松 "
        "热情 喜庆 感人 文艺 优美 "
        "简洁 严肃 亲热 恭敬 谦逊 温柔 豪迈 深情"
    )
