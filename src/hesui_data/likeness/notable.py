"""Which words of a prompt or response matter: numbers, persons and occasions do, politeness does not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from hesui_data.likeness.jaccard import text_key

EXACT = frozenset({"number", "numeral", "operator", "negation"})
"""Kinds of particulars of which another is never a slip."""


@lru_cache(maxsize=1 << 13)  # a part is looked at for repeats and then for relatives
def request_key(prompt: str) -> str:
    """What ``prompt`` asks for, without its length phrases and without words that ask for nothing.

    >>> request_key("请帮我写一段给老师的新年祝福，50字以内"), request_key("给老师写条新年祝福吧！")
    ('给老师新年祝福', '给老师新年祝福')
    """
    from hesui_data.length.grammar import strip_length  # here, since a glance at a file needs no grammar

    key = text_key(strip_length(prompt))
    return light_words().sub("", key) or key


def changes(a: str, b: str) -> Iterator[tuple[list[str], list[str]]]:
    """The stretches in which two keys differ, in units: a particular, a Latin word, or one letter."""
    from difflib import SequenceMatcher

    ours, theirs = _units_of(a), _units_of(b)
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    for kind, start, end, their_start, their_end in matcher.get_opcodes():
        if kind != "equal":
            yield ours[start:end], theirs[their_start:their_end]


def particulars(key: str) -> list[str]:
    """The particulars of a key, sorted: what an edit that matters would change.

    >>> particulars("祝老师2025年元旦快乐")
    ['2025', '元旦', '老师']
    """
    return sorted(match[0] for match in _units().finditer(key) if match.lastgroup)


@lru_cache(maxsize=4096)  # the candidates of a key come one after the other
def exact_particulars(key: str) -> tuple[str, ...]:
    """The numbers, operators and negations of a key, sorted: two keys in which they differ ask for two things.

    >>> exact_particulars("3月不加班几天"), exact_particulars("给老师祝福")
    (('3', '不'), ())
    """
    return tuple(sorted(unit for unit in _units_of(key) if particular(unit) in EXACT))


@lru_cache(maxsize=4096)
def particular(unit: str) -> str:
    """What kind of particular ``unit`` is, or an empty string.

    >>> [particular(unit) for unit in ("50", "三", "老师", "兔年", "端午", "不", "好")]
    ['number', 'numeral', 'person', 'zodiac', 'occasion', 'negation', '']
    """
    match = _units().match(unit)
    return (match and match.lastgroup) or ""


def _units_of(key: str) -> list[str]:
    return [match[0] for match in _units().finditer(key)]


@cache
def _units() -> re.Pattern[str]:
    return re.compile(
        r"(?P<number>[0-9]+(?:\.[0-9]+)?%?)"
        r"|(?P<numeral>[二两三四五六七八九十百千万亿零〇]+)"
        r"|(?P<zodiac>[鼠牛虎兔龙蛇马羊猴鸡狗猪]年)"
        rf"|(?P<person>{_one_of(_PERSONS)})"
        rf"|(?P<occasion>{_one_of(_OCCASIONS)})"
        r"|(?P<operator>[^\w]+)"
        r"|(?P<negation>[不没无非未别勿])"
        r"|[a-z]+|.",
        re.DOTALL,
    )


def _one_of(words: str) -> str:
    """A pattern for any of ``words``; the letters that they begin with are looked at first, for speed."""
    initials = "".join(sorted({word[0] for word in words.split()}))
    return f"(?=[{initials}])(?:{'|'.join(words.split())})"


# Of words that begin alike the longest stands first.
_PERSONS = (
    "班主任 老师 导师 校长 教练 领导 老板 上司 经理 总监 董事长 主任 局长 书记 院长 同事 员工 下属 客户 顾客 "
    "会员 合作伙伴 供应商 长辈 晚辈 父母 爸妈 爸爸 妈妈 父亲 母亲 爷爷 奶奶 外公 外婆 姥姥 姥爷 公公 婆婆 "
    "岳父 岳母 叔叔 阿姨 舅舅 姑姑 伯伯 哥哥 姐姐 弟弟 妹妹 儿子 女儿 孩子 孙子 孙女 丈夫 妻子 老公 老婆 "
    "爱人 恋人 情侣 男朋友 女朋友 男友 女友 男神 女神 朋友 闺蜜 兄弟 同学 室友 战友 网友 邻居 学生 家长 家人 "
    "医生 护士 司机 男 女 爸 妈 哥 姐 弟 妹"
)
_OCCASIONS = (
    "元旦 腊八 小年 除夕 初一 元宵 情人节 妇女节 清明 五一 劳动节 青年节 母亲节 儿童节 端午 父亲节 七夕 中秋 "
    "教师节 国庆 重阳 感恩节 圣诞 生日 订婚 结婚 婚礼 满月 百日 乔迁 开业 升学 毕业 高考 中考 升职 退休 年会 "
    "开学 春天 夏天 秋天 冬天 早安 晚安"
)


@cache
def light_words() -> re.Pattern[str]:
    """Words of a prompt's ``text_key`` that ask for nothing: politeness, "write", articles."""
    return re.compile(
        "请问|请|麻烦|劳烦|帮忙|帮我|帮|给我|替我|为我|我想要|我想|我要|我需要|需要|希望|能否|能不能|可不可以|可否|可以"
        "|一下|你|吗|呢|了|的|写作|写出|撰写|编写|创作|生成|拟写|草拟|写|一?[个段条份则篇句]|文案|字数|要求|控制在|限制在|限定"
    )
