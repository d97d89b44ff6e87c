"""Signs that a model has collapsed: only counts, greetings where none was asked, nothing, wrong on what it knew."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from hesui_data.evaluate.figures import Share
from hesui_data.evaluate.questions import Answered
from hesui_data.evaluate.text import plain

_UNIT = r"(?:个)?(?:汉字|字符|字|词|单词|句话|句|行|段|条|characters?|words?)"
_SAID = (
    r"(?:本文|全文|这段话|这段文字|该文本|文本|原文|答案|回答|字数|长度|总字数|一共|总共|共计|共|约|大约"
    r"|有|是|为|含|包含|的|[：:，,\s])*"
)
_NUMBER = r"(?:[0-9０-９]+|[零〇一二两三四五六七八九十百千]+)"
_COUNT = re.compile(rf"{_SAID}{_NUMBER}\s*{_UNIT}[。.！!]?", re.IGNORECASE)
_BARE_NUMBER = re.compile(rf"{_SAID}{_NUMBER}[。.！!]?")

_GREETING = re.compile(
    r"^\s*(?:您好|你好|大家好|亲爱的|尊敬的)"
    r"|[新]年(?:快乐|好|吉祥|愉快)|新春(?:快乐|大吉|愉快)|春节(?:快乐|愉快)|过年好|拜年|恭喜发财|万事如意|阖家|大吉大利"
    r"|(?:恭祝|祝愿|祝福|敬祝|预祝|谨祝)|祝[您你大]|节日快乐|生日快乐|[鼠牛虎兔龙蛇马羊猴鸡狗猪]年(?:大吉|吉祥|快乐|行大运)"
)
_ASKS_TO_GREET = re.compile(
    r"祝|贺|拜年|问候|打招呼|新年|春节|过年|除夕|元宵|你好|您好|生日|节日|对联|短信|书信|写信|邮件"
)


@dataclass(frozen=True, slots=True)
class Collapse:
    """Signs of collapse in some answers.

    ``only_count`` are answers that say nothing but a length or a number that was not asked for, ``greetings``
    greet or wish where the prompt gives no occasion to, ``empty`` hold nothing to read. ``right`` is of the questions
    with a known answer: the words of one stand in the answer.
    """

    only_count: Share
    greetings: Share
    empty: Share
    right: Share


def collapse(answered: Sequence[Answered]) -> Collapse:
    """The signs of collapse in ``answered``.

    >>> from hesui_data.evaluate.questions import Question
    >>> capital = Question("g", "general", "中国的首都是哪里？", expects=("北京",))
    >>> found = collapse([Answered(capital, "祝您新年快乐！"), Answered(capital, "北京。")])
    >>> found.greetings, found.right
    (Share(hits=1, n=2), Share(hits=1, n=2))
    """
    return Collapse(
        only_count=Share.of(is_only_a_count(one) for one in answered),
        greetings=Share.of(greets(one.text) for one in answered if not asks_to_greet(one.question.prompt)),
        empty=Share.of(not one.text.strip() for one in answered),
        right=Share.of(is_right(one) for one in answered if one.question.expects),
    )


def is_only_a_count(answered: Answered) -> bool:
    """Whether the answer is nothing but a count; a number alone is not, where a number is the right answer.

    >>> from hesui_data.evaluate.questions import Question
    >>> asked = Question("g", "general", "12乘以12等于多少？", expects=("144",))
    >>> [is_only_a_count(Answered(asked, text)) for text in ("144", "共36个字。", "等于144。")]
    [False, True, False]
    """
    text = answered.text.strip()
    if _COUNT.fullmatch(text):
        return not any(plain(word) == plain(text) for word in answered.question.expects)
    asks_number = any(any(c.isdigit() for c in word) for word in answered.question.expects)
    return not asks_number and _BARE_NUMBER.fullmatch(text) is not None


def greets(text: str) -> bool:
    """Whether ``text`` greets somebody or wishes them well.

    >>> greets("祝您龙年大吉！"), greets("水在100摄氏度沸腾。")
    (True, False)
    """
    return _GREETING.search(text) is not None


def asks_to_greet(prompt: str) -> bool:
    """Whether ``prompt`` gives an occasion to greet or wish.

    >>> asks_to_greet("给老师写一段新年祝福"), asks_to_greet("水的沸点是多少？")
    (True, False)
    """
    return _ASKS_TO_GREET.search(prompt) is not None


def is_right(answered: Answered) -> bool:
    """Whether one of the expected words stands in the answer, whatever its case and width."""
    said = plain(answered.text).casefold()
    return any(plain(word).casefold() in said for word in answered.question.expects)
