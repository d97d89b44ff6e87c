"""Counting rows: a text that is there in full, a question about its length, and the exact answer.

字 are counted by ``zi``, marks included, unless the question leaves the marks out. Only texts that every
way of counting agrees on are asked about.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice

from hesui_data.augment.draw import draw
from hesui_data.augment.lesson import Exchange, is_sound, lesson, pick, shuffled
from hesui_data.augment.passage import (
    MOST_PIECES,
    is_chinese,
    is_han_and_marks,
    is_plain,
    items_of,
    paragraphs_of,
    passages,
    sentences_in,
    verse_lines_of,
)
from hesui_data.length import count_length, segments
from hesui_data.length.numerals import render_number
from hesui_data.pair import Pair

METHOD = "counting"

Facts = Mapping[str, int | str]
"""What is known of a text: the values of the placeholders in the questions and answers."""

LONGEST_WHOLE = 400
"""Lines, paragraphs and items are counted in responses of at most this many 字."""

LONGEST_INLINE = 30
"""A text of one line and at most this many 字 may stand in quotation marks inside the question."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What is asked: the facts of a text (none if it does not suit), how they are asked for and told."""

    facts: Callable[[str, str], Facts | None]  # of a text and what choices are drawn from
    exchanges: tuple[Exchange, ...]
    whole: bool = False  # asked of the whole response only
    weight: int = 1  # the higher, the sooner it is asked


@dataclass(frozen=True, slots=True)
class Frame:
    """How a text and the question about it stand in a prompt, and how the question calls the text."""

    prompt: str
    it: str
    inline: bool = False


def counting_pairs(
    pairs: Iterable[Pair], *, seed: str = "hesui", held_out: Collection[int] = ()
) -> Iterator[Pair]:
    """At most one counting row for each accepted pair, about its response or a paragraph of it.

    A row has the seed and split of its pair; the kind of question and every word are drawn from
    ``seed`` and the pair. No row outside eval names a number in ``held_out``.

    >>> wish = Pair("写一句贺卡上的话", "新年好，愿你睡得香！")
    >>> [(row.method, row.seed == wish.id) for row in counting_pairs([wish])]
    [('counting', True)]
    """
    for pair in pairs:
        if pair.accepted:
            rows = _rows(pair, f"{seed}:{pair.id}")
            sound = (row for row, words in rows if is_sound(row, words, held_out=held_out))
            yield from islice(sound, 1)


def _rows(pair: Pair, key: str) -> Iterator[tuple[Pair, tuple[str, str]]]:
    """Every counting row of ``pair`` in a drawn order, each with the words in it that are not quoted."""
    texts = shuffled(passages(pair.response), key)
    short = count_length(pair.response) <= LONGEST_WHOLE and is_chinese(pair.response)
    whole = [pair.response.strip()] if short else []
    for name in sorted(KINDS, key=lambda name: _rank(name, key)):
        kind = KINDS[name]
        for text in whole if kind.whole else texts:
            facts = kind.facts(text, key)
            if facts is not None:
                yield _row(pair, name, text, facts, key)


def _rank(name: str, key: str) -> int:
    """The smallest of as many draws as the kind has weight."""
    return min(draw(key, "kind", name, str(number)) for number in range(KINDS[name].weight))


def _row(pair: Pair, name: str, text: str, facts: Facts, key: str) -> tuple[Pair, tuple[str, str]]:
    exchange = pick(KINDS[name].exchanges, key, name, "exchange")
    frame = pick([f for f in FRAMES if _may_frame(f, text)], key, name, "frame")
    it = frame.it.format(noun=_noun(pair, text))
    ask = pick(exchange.asks, key, name, "ask").format(it=it, **facts)
    answer = pick(exchange.answers, key, name, "answer").format(**facts)
    prompt = frame.prompt.format(ask=ask, text=text)
    return lesson(pair, METHOD, name, prompt=prompt, response=answer), (ask, answer)


def _may_frame(frame: Frame, text: str) -> bool:
    short = "\n" not in text and count_length(text) <= LONGEST_INLINE and "“" not in text
    return short or not frame.inline


def _noun(pair: Pair, text: str) -> str:
    """What to call ``text``, after 这: by what the prompt asked for where it is the whole response."""
    if text == pair.response.strip():
        for noun, asked in NOUNS.items():
            if _pattern(asked).search(pair.prompt):
                return noun
    if "\n" in text:
        return "段文字"
    return "段话" if len(segments.sentences(text)) > 1 else "句话"


# Facts: what can be asked of a text, by kind


def _whole(text: str, key: str) -> Facts | None:
    return {"count": int(count_length(text))} if _has_marks(text) else None


def _whole_without_marks(text: str, key: str) -> Facts | None:
    return None if _has_marks(text) else {"count": int(count_length(text))}


def _with_and_without_marks(text: str, key: str) -> Facts | None:
    if not is_han_and_marks(text) or not _has_marks(text):
        return None
    count, letters = int(count_length(text)), int(count_length(text, counter="han"))
    return {"count": count, "letters": letters, "marks": count - letters}


def _by_sentence(text: str, key: str) -> Facts | None:
    sentences = sentences_in(text)
    if not 2 < len(sentences) < 9:
        return None
    counts = [int(count_length(sentence)) for sentence in sentences]
    if sum(counts) != count_length(text):
        return None
    return {**_listed(counts, "句", key), "sum": "+".join(map(str, counts)), "count": sum(counts)}


def _nth_sentence(text: str, key: str) -> Facts | None:
    sentences = sentences_in(text)
    if not sentences:
        return None
    at = pick(range(len(sentences)), key, text, "nth")
    return {"nth": render_number(at + 1, "chinese"), "count": int(count_length(sentences[at]))}


def _number_of_sentences(text: str, key: str) -> Facts | None:
    return _number(sentences_in(text))


def _number_of_lines(text: str, key: str) -> Facts | None:
    return _number(segments.lines(text))


def _number_of_paragraphs(text: str, key: str) -> Facts | None:
    return _number(paragraphs_of(text))


def _number_of_items(text: str, key: str) -> Facts | None:
    return _number(items_of(text))


def _number(pieces: Sequence[str]) -> Facts | None:
    return {"count": len(pieces)} if 1 < len(pieces) <= 2 * MOST_PIECES else None


def _even_lines(text: str, key: str) -> Facts | None:
    counts = _counts_without_marks(verse_lines_of(text))
    if len(set(counts)) != 1:
        return None
    return {"count": counts[0], "lines": len(counts), "total": sum(counts)}


def _uneven_lines(text: str, key: str) -> Facts | None:
    counts = _counts_without_marks(verse_lines_of(text))
    return _listed(counts, "行", key) if len(set(counts)) > 1 and len(counts) <= MOST_PIECES else None


def _counts_without_marks(lines: Sequence[str]) -> list[int]:
    return [int(count_length(line, counter="han")) for line in lines]


def _couplet(text: str, key: str) -> Facts | None:
    lines = [_pattern("^(?:上联|下联)[：:]").sub("", line) for line in segments.lines(text)]
    if len(lines) != 3 or not lines[2].startswith("横批：") or not all(map(is_han_and_marks, lines)):
        return None
    upper, lower, banner = _counts_without_marks([*lines[:2], lines[2].removeprefix("横批：")])
    return {"count": upper, "banner": banner} if upper == lower else None


def _each_item(text: str, key: str) -> Facts | None:
    items = items_of(text)
    if not 2 < len(items) <= MOST_PIECES or not all(map(is_plain, items)):
        return None
    counts = [int(count_length(item)) for item in items]
    row = "、".join(f"{count}字" for count in counts)
    return {**_listed(counts, "条", key), "row": row, "least": min(counts), "most": max(counts)}


def _listed(counts: Sequence[int], unit: str, key: str) -> Facts:
    """第一句12字，第二句20字 in one of several ways, on one line and on several."""
    nth = [f"第{render_number(at, 'chinese')}{unit}" for at in range(1, len(counts) + 1)]
    between, sep = pick((("", "，"), ("是", "，"), ("", "、"), ("有", "；")), key, unit)
    return {
        "listing": sep.join(f"{name}{between}{count}字" for name, count in zip(nth, counts, strict=True)),
        "column": "\n".join(f"{name}：{count}字" for name, count in zip(nth, counts, strict=True)),
    }


def _within(text: str, key: str) -> Facts | None:
    return _against(text, key, range(1, 26))


def _over(text: str, key: str) -> Facts | None:
    return _against(text, key, range(-25, 0))


def _against(text: str, key: str, off: range) -> Facts | None:
    """A round limit that lies ``off`` per cent of the length away, above or below."""
    count = int(count_length(text))
    step = 5 if count < 100 else 10
    limits = [n for n in range(step, 2 * count, step) if 100 * (n - count) in _scaled(off, count)]
    if not _has_marks(text) or not limits:
        return None
    limit = pick(limits, key, text, "limit")
    return {"count": count, "limit": limit, "off": abs(count - limit)}


def _scaled(off: range, count: int) -> range:
    return range(off.start * count, off.stop * count)


def _has_marks(text: str) -> bool:
    return count_length(text) > count_length(text, counter="zi_no_punct")


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
    "抄在卡片上要占多少字？我说的是{it}。",
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
    ("字数卡在{limit}，{it}过线了吗？", "没有过线", "过线了"),
    ("上限{limit}，{it}的字数超了没有？", "没有超", "超了"),
    ("字数的上限定在{limit}，{it}守住了吗？", "守住了", "没有守住"),
    ("按字数算，{it}过{limit}了没有？", "没有过", "过了"),
    ("有人说{it}不止{limit}字，对吗？", "不对", "对"),
    ("说好不超过{limit}字，{it}做到了吗？", "做到了", "没有做到"),
    ("替我把把关：{it}在{limit}字以内吗？", "在", "不在"),
    ("{it}合不合“{limit}字以内”的要求？", "合", "不合"),
    ("要求是{limit}字以内，{it}合格吗？", "合格", "不合格"),
    ("检查一下{it}有没有控制在{limit}字以内。", "控制住了", "没有控制住"),
)
"""A question about an upper limit, the yes and the no that answer it."""

_LOWER = (
    ("按字数算，{it}到{limit}了没有？", "到了", "没到"),
    ("{it}的字数有没有{limit}？", "有", "没有"),
    ("{limit}格的稿纸，{it}写得满吗？标点占一格。", "写得满", "写不满"),
    ("稿纸一共{limit}格，{it}能不能写满？标点各占一格。", "能", "不能"),
    ("投稿要看字数，{limit}是底线，{it}够了吗？", "够了", "不够"),
    ("老师按字数打分，{limit}起步，{it}达标没有？", "达标了", "没达标"),
)
"""A question about a lower limit, the yes and the no that answer it."""

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
    "{word}，一共{count}字，少了{off}字。",
    "{word}。{count}字，再添{off}字才行。",
)


def _checked(
    table: Sequence[tuple[str, str, str]], answers: Sequence[str], *, holds: bool
) -> tuple[Exchange, ...]:
    """Each question of ``table`` with the answers to it, which begin with its own yes or no."""
    return tuple(
        Exchange((ask,), tuple(answer.replace("{word}", yes if holds else no) for answer in answers))
        for ask, yes, no in table
    )


KINDS: dict[str, Kind] = {
    "whole": Kind(
        _whole,
        (
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
        weight=6,
    ),
    "without marks in it": Kind(_whole_without_marks, (Exchange(_PLAIN_ASKS, _PLAIN_ANSWERS),), weight=3),
    "rule": Kind(
        _with_and_without_marks,
        (
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
        weight=2,
    ),
    "without marks": Kind(
        _with_and_without_marks,
        (
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
    ),
    "with and without marks": Kind(
        _with_and_without_marks,
        (
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
    ),
    "by sentence": Kind(
        _by_sentence,
        (
            Exchange(
                (
                    "一句一句数，{it}多少字？",
                    "逐句数出{it}的字数，再加起来。",
                    "{it}每句各多少字？合计多少？",
                    "请分句数{it}，最后给个总数。",
                    "把{it}拆成句子来数，总共多少字？",
                ),
                (
                    "{listing}，一共{count}字。",
                    "{listing}。加起来{count}字。",
                    "{column}\n合计：{count}字",
                    "{listing}。{sum}={count}，一共{count}字，标点都算。",
                    "{sum}={count}字。",
                ),
            ),
        ),
        weight=4,
    ),
    "nth sentence": Kind(
        _nth_sentence,
        (
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
        weight=2,
    ),
    "sentences": Kind(
        _number_of_sentences,
        (
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
    ),
    "lines": Kind(
        _number_of_lines,
        (
            Exchange(
                ("{it}有几行？空行不算。", "不算空行，{it}一共多少行？", "数数{it}有多少行，空行别算。"),
                ("{count}行。", "一共{count}行。", "不算空行，{count}行。"),
            ),
        ),
        whole=True,
    ),
    "paragraphs": Kind(
        _number_of_paragraphs,
        (
            Exchange(
                ("{it}有几段？", "{it}有多少个自然段？", "数一数{it}有多少段。"),
                ("{count}段。", "分{count}段。", "一共{count}个自然段。"),
            ),
        ),
        whole=True,
        weight=2,
    ),
    "items": Kind(
        _number_of_items,
        (
            Exchange(
                ("{it}列了几条？", "数一下{it}一共多少条。", "{it}有几条？"),
                ("{count}条。", "一共{count}条。", "列了{count}条。"),
            ),
        ),
        whole=True,
    ),
    "each item": Kind(
        _each_item,
        (
            Exchange(
                (
                    "挨个数一数{it}里的各条，分别多少字？开头的序号和短横不算。",
                    "{it}的每一条各多少字？序号、短横不计。",
                    "报一下{it}各条的字数，条前的记号不算。",
                ),
                ("{listing}。", "按顺序是{row}。", "{column}", "{listing}。最短{least}字，最长{most}字。"),
            ),
        ),
        whole=True,
        weight=3,
    ),
    "even lines": Kind(
        _even_lines,
        (
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
        whole=True,
        weight=3,
    ),
    "uneven lines": Kind(
        _uneven_lines,
        (
            Exchange(
                (
                    "{it}每行各多少字？标点不算。",
                    "一行一行数，{it}各行是多少字？标点不计。",
                    "不算标点，{it}的每一行有多少字？",
                ),
                ("{listing}。", "{column}", "不算标点，{listing}。"),
            ),
        ),
        whole=True,
        weight=3,
    ),
    "couplet": Kind(
        _couplet,
        (
            Exchange(
                (
                    "{it}的上联、下联各多少字？横批呢？",
                    "核对一下，{it}上下联字数对得上吗？横批多少字？",
                    "{it}的上联、下联和横批，字数分别是多少？",
                ),
                (
                    "上联和下联都是{count}个字，横批{banner}个字。",
                    "上联{count}个字，下联{count}个字，横批{banner}个字。",
                ),
            ),
        ),
        whole=True,
        weight=3,
    ),
    "within": Kind(_within, _checked(_UPPER, _WITHIN, holds=True), weight=4),
    "over": Kind(_over, _checked(_UPPER, _OVER, holds=False), weight=4),
    "enough": Kind(_over, _checked(_LOWER, _ENOUGH, holds=True), weight=2),
    "short": Kind(_within, _checked(_LOWER, _SHORT, holds=False), weight=2),
}
"""Every kind of question about one text. Data: a new wording is a new line."""


@cache
def _pattern(expression: str) -> re.Pattern[str]:
    """Compiled when it is first needed, to keep the import light."""
    return re.compile(expression)
