"""The words of counting rows, as data: how a text and the question stand, what is asked, how it is answered.

A question must not read as a demand on the answer; tests hold each wording against the grammar.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hesui_data.augment.lesson import Exchange


@dataclass(frozen=True, slots=True)
class Frame:
    """How a text and the question about it stand in a prompt, and how the question calls the text."""

    prompt: str
    it: str
    inline: bool = False


FRAMES = (
    Frame("{ask}\n\n{text}", "下面这{noun}"),
    Frame("{ask}\n{text}", "下面这{noun}"),
    Frame("{text}\n\n{ask}", "上面这{noun}"),
    Frame("{text}\n\n{ask}", "这{noun}"),
    Frame("原文：\n{text}\n\n问题：{ask}", "原文"),
    Frame("刚写好的，先给你看：\n\n{text}\n\n{ask}", "这{noun}"),
    Frame("草稿在这儿：\n{text}\n\n{ask}", "这{noun}"),
    Frame("请读下面的文字，再回答问题。\n\n{text}\n\n问：{ask}", "这{noun}"),
    Frame("{ask}内容是：\n\n{text}", "我手头这{noun}"),
    Frame("“{text}”{ask}", "这{noun}", inline=True),
    Frame("“{text}”——{ask}", "引号里这{noun}", inline=True),
)

NOUNS = {
    "首诗": r"诗|绝句|律诗|[五七][律绝]",
    "副对联": r"[副对]?[春对门]联|对子",
    "条短信": r"短信",
    "条消息": r"微信|消息",
    "张贺卡": r"贺卡|卡片",
    "张告示": r"告示",
    "份通知": r"通知",
    "段祝酒词": r"祝酒词",
    "首顺口溜": r"顺口溜",
    "几条标语": r"标语",
    "几条弹幕": r"弹幕",
}
"""What the whole response is called after 这 → the words of the prompt that say so; the first that fits."""

_PLAIN_ASKS = (
    "{it}有多少字？",
    "{it}一共多少个字？",
    "数一数，{it}有多少个字？",
    "帮我数数{it}的字数。",
    "请问{it}总共多少字？",
    "{it}是多少字？直接报数就行。",
    "发出去之前先问一句：{it}多少字？",
    "编辑要我报字数，{it}该报多少？",
    "{it}的字数是多少？",
    "我懒得一个个数，{it}到底有多少字？",
    "要按字数算钱，{it}一共多少字？",
)
_PLAIN_ANSWERS = (
    "{count}个字。",
    "{count}字。",
    "一共{count}个字。",
    "总共{count}字。",
    "数过了，{count}个字。",
)

_UPPER = (
    ("{it}要抄进{limit}个格子的稿纸，标点各占一格，装得下吗？", "装得下", "装不下"),
    ("上限是{limit}字，{it}超了没有？", "没有超", "超了"),
    ("字数卡在{limit}字以内，{it}过线了吗？", "没有过线", "过线了"),
    ("字数的上限定在{limit}字，{it}守住了吗？", "守住了", "没有守住"),
    ("说好不超过{limit}字，{it}做到了吗？", "做到了", "没有做到"),
    ("替我把把关：{it}在{limit}字以内吗？", "在", "不在"),
    ("{it}合不合“{limit}字以内”的要求？", "合", "不合"),
    ("要求是{limit}字以内，{it}合格吗？", "合格", "不合格"),
    ("检查一下{it}有没有控制在{limit}字以内。", "控制住了", "没有控制住"),
    ("这个版面最多放{limit}字，{it}放得下吗？", "放得下", "放不下"),
)
"""A question about an upper limit, the yes and the no that answer it."""

_LOWER = (
    ("{it}够{limit}字吗？", "够", "不够"),
    ("{it}有{limit}字吗？", "有", "没有"),
    ("{limit}格的稿纸，{it}写得满吗？标点占一格。", "写得满", "写不满"),
    ("稿纸一共{limit}格，{it}能不能写满？标点各占一格。", "能", "不能"),
    ("投稿起码要{limit}字，{it}够了吗？", "够了", "不够"),
    ("按标点也算的数法，{it}写满{limit}字了吗？", "写满了", "没写满"),
)
"""A question about a lower limit, the yes and the no that answer it."""

_GUESSED = (
    ("有人说{it}比{limit}字多，对吗？", "对", "不对"),
    ("有人猜{it}比{limit}字多，猜对了吗？", "猜对了", "没猜对"),
)
"""A guess that a text is longer than so much; nothing is allowed or forbidden."""

_WITHIN = (
    "{word}，{count}字，离上限还有{off}字。",
    "{word}，一共{count}字，还能再写{off}字。",
    "{word}。{count}字，比{limit}字少{off}字。",
)
_OVER = (
    "{word}，{count}字，多了{off}字。",
    "{word}，一共{count}字，超出{off}字。",
    "{word}。{count}字，比{limit}字多{off}字。",
    "{word}，{count}字，得删掉{off}字。",
)
_ENOUGH = (
    "{word}，{count}字，多出{off}字。",
    "{word}，一共{count}字，比{limit}字多{off}字。",
)
_SHORT = (
    "{word}，{count}字，还差{off}字。",
    "{word}，一共{count}字，少{off}字。",
    "{word}，只有{count}字，比{limit}字少{off}字。",
)
_MORE = ("{word}，{count}字，多{off}字。", "{word}，一共{count}字，比{limit}字多{off}字。")
_LESS = ("{word}，{count}字，少{off}字。", "{word}，一共{count}字，比{limit}字少{off}字。")


def _checked(
    table: Sequence[tuple[str, str, str]], answers: Sequence[str], *, holds: bool
) -> tuple[Exchange, ...]:
    """Each question of ``table`` with the answers to it, which begin with its own yes or no."""
    return tuple(
        Exchange((ask,), tuple(answer.replace("{word}", yes if holds else no) for answer in answers))
        for ask, yes, no in table
    )


EXCHANGES: dict[str, tuple[Exchange, ...]] = {
    "whole": (
        Exchange(_PLAIN_ASKS, (*_PLAIN_ANSWERS, "{count}个字，标点也算。", "连标点一共{count}个字。")),
        Exchange(
            (
                "算上标点，{it}有多少字？",
                "连标点在内，{it}一共多少字？",
                "标点也算的话，{it}多少字？",
                "按字收费，标点照收，{it}要收多少字的钱？",
            ),
            (*_PLAIN_ANSWERS, "标点也算，{count}个字。", "连标点{count}字。"),
        ),
    ),
    "without marks in it": (Exchange(_PLAIN_ASKS, _PLAIN_ANSWERS),),
    "rule": (
        Exchange(
            (
                "{it}有多少字？标点算不算也请说清楚。",
                "{it}一共多少字？汉字和标点分开报。",
                "把{it}的汉字和标点各数一遍，再给个总数。",
                "{it}多少字？说说是怎么数的。",
                "{it}里汉字几个、标点几个，合起来多少字？",
            ),
            (
                "{count}个字，标点也算：汉字{letters}个，标点{marks}个。",
                "汉字{letters}个，标点{marks}个，标点算在内，合计{count}字。",
                "标点也算，一共{count}字，其中汉字{letters}个、标点{marks}个。",
                "{letters}个汉字加{marks}个标点，共{count}字。",
            ),
        ),
    ),
    "without marks": (
        Exchange(
            (
                "{it}去掉标点还有多少字？",
                "不算标点，{it}有多少个字？",
                "只数汉字，{it}有几个？",
                "{it}里有多少个汉字？",
                "标点不计，{it}多少字？",
            ),
            (
                "{letters}个字，标点没算。",
                "不算标点，{letters}个字。",
                "{letters}个汉字。",
                "{letters}个。",
            ),
        ),
    ),
    "with and without marks": (
        Exchange(
            (
                "算标点和不算标点，{it}各是多少字？",
                "{it}连标点多少字，光算汉字又是多少？",
                "有人数标点，有人不数，{it}两种数法各多少字？",
            ),
            (
                "连标点{count}字，不算标点{letters}字。",
                "算标点{count}字；光数汉字，{letters}字。",
                "算上标点是{count}个字，去掉标点是{letters}个字。",
            ),
        ),
    ),
    "by sentence": (
        Exchange(
            (
                "逐句数出{it}的字数，再加起来。",
                "{it}每句各多少字？合计多少？",
                "请分句数{it}，最后给个总数。",
            ),
            (
                "{listing}，一共{count}字。",
                "{listing}。加起来{count}字。",
                "{column}\n合计：{count}字",
            ),
        ),
        Exchange(
            ("一句一句数，{it}多少字？", "把{it}拆成句子来数，总共多少字？"),
            (
                "{listing}，一共{count}字。",
                "{listing}。{sum}={count}，一共{count}字，标点都算。",
                "{sum}={count}字。",
            ),
        ),
    ),
    "nth sentence": (
        Exchange(
            (
                "{it}的第{nth}句有多少字？",
                "{it}里，第{nth}句多长？标点也算。",
                "数一数{it}的第{nth}句，多少字？",
                "{it}里单说第{nth}句，是多少字？",
            ),
            (
                "{count}个字。",
                "第{nth}句{count}字，标点也算。",
                "第{nth}句一共{count}个字。",
                "{count}字。",
            ),
        ),
    ),
    "sentences": (
        Exchange(
            (
                "{it}一共有几句？",
                "{it}是几句话写成的？",
                "数一数{it}有多少个句子。",
                "按句号、问号、叹号断句，{it}是几句？",
            ),
            ("{count}句。", "一共{count}句。", "按句末的标点数，{count}句。", "{count}个句子。"),
        ),
    ),
    "lines": (
        Exchange(
            ("{it}有几行？空行不算。", "不算空行，{it}一共多少行？", "数数{it}有多少行，空行别算。"),
            ("{count}行。", "一共{count}行。", "不算空行，{count}行。"),
        ),
    ),
    "paragraphs": (
        Exchange(
            ("{it}有几段？", "{it}有多少个自然段？", "数一数{it}有多少段。"),
            ("{count}段。", "分{count}段。", "一共{count}个自然段。"),
        ),
    ),
    "items": (
        Exchange(
            ("{it}列了几条？", "数一下{it}一共多少条。", "{it}有几条？"),
            ("{count}条。", "一共{count}条。", "列了{count}条。"),
        ),
    ),
    "each item": (
        Exchange(
            (
                "挨个数一数{it}里的各条，分别多少字？开头的序号和短横不算。",
                "{it}的每一条各多少字？序号、短横不计。",
                "报一下{it}各条的字数，条前的记号不算。",
            ),
            ("{listing}。", "按顺序是{row}。", "{column}", "{listing}。最短{least}字，最长{most}字。"),
        ),
    ),
    "even lines": (
        Exchange(
            (
                "{it}每行各多少字？标点不算。",
                "不算标点，{it}每一行有多少字？",
                "一行一行数，{it}各行是多少字？标点不计。",
                "核对一下格式：{it}每行多少字？标点除外。",
            ),
            (
                "每行都是{count}个字。",
                "{lines}行，每行{count}个字。",
                "各行一样，都是{count}个字。",
                "每行{count}个字，{lines}行共{total}个字。",
            ),
        ),
    ),
    "uneven lines": (
        Exchange(
            (
                "{it}每行各多少字？标点不算。",
                "一行一行数，{it}各行是多少字？标点不计。",
                "不算标点，{it}的每一行有多少字？",
            ),
            ("{listing}。", "{column}", "不算标点，{listing}。"),
        ),
    ),
    "couplet": (
        Exchange(
            (
                "{it}的上联、下联各多少字？横批呢？",
                "{it}的上联、下联和横批，字数分别是多少？",
            ),
            (
                "上联和下联都是{count}个字，横批{banner}个字。",
                "上联{count}个字，下联{count}个字，横批{banner}个字。",
            ),
        ),
        Exchange(
            ("核对一下，{it}上下联字数对得上吗？横批多少字？",),
            (
                "对得上，上联、下联都是{count}个字；横批{banner}个字。",
                "对得上，各{count}个字，横批{banner}个字。",
            ),
        ),
    ),
    "within": (*_checked(_UPPER, _WITHIN, holds=True), *_checked(_GUESSED, _LESS, holds=False)),
    "over": (*_checked(_UPPER, _OVER, holds=False), *_checked(_GUESSED, _MORE, holds=True)),
    "enough": _checked(_LOWER, _ENOUGH, holds=True),
    "short": _checked(_LOWER, _SHORT, holds=False),
}
"""What is asked and answered, by kind of question: any answer of an exchange goes with any of its questions."""
