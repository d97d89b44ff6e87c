"""What of a response can be counted beyond dispute: plain texts, and the pieces of a text that belong side by side."""

from __future__ import annotations

import re
from functools import cache

from hesui_data.augment.outline import Line, outline, sentences_of
from hesui_data.length import count_length, segments

SHORTEST, LONGEST = 5, 180
"""A passage has at least and at most this many 字: more is not counted but guessed."""

SHORTEST_PARAGRAPH = 20
"""A paragraph taken out of a longer text has at least this many 字, so that it means something alone."""

MOST_PIECES = 12
"""More items, lines or sentences than this are not asked about."""


def is_chinese(text: str) -> bool:
    """Whether ``text`` is Chinese for two thirds at least, and has no code or mark-up.

    >>> is_chinese("- 新年好"), is_chinese("print(1)")
    (True, False)
    """
    return not _pattern(_MARKUP).search(text) and 3 * count_length(text, counter="han") >= 2 * count_length(
        text
    )


def is_plain(text: str) -> bool:
    """Whether ``text`` is Chinese and every way of counting 字 with marks gives the same number.

    >>> is_plain("祝您2026年新春快乐！"), is_plain("- 新年好"), is_plain("Happy New Year!")
    (True, False, False)
    """
    return is_chinese(text) and count_length(text) == count_length(text, counter="word_processor")


def is_han_and_marks(text: str) -> bool:
    """Whether ``text`` has nothing but Han characters, single Chinese marks and white space.

    Only of such a text is the number of its marks beyond dispute: …… and —— are one mark and two 字.

    >>> is_han_and_marks("新年好，老师！"), is_han_and_marks("2026，好！"), is_han_and_marks("好……")
    (True, False, False)
    """
    return bool(_pattern(_HAN_AND_MARKS).fullmatch(text))


def passages(response: str) -> tuple[str, ...]:
    """The texts in ``response`` that someone may ask to have counted: the whole, or its paragraphs.

    >>> passages("新年好，万事如意！")
    ('新年好，万事如意！',)
    """
    whole = response.strip()
    if _fits(whole) and not _has_marked_items(outline(whole)):
        return (whole,)
    return tuple(
        paragraph
        for line in outline(whole)
        if line.role == "body" and _fits(paragraph := line.text.strip(), SHORTEST_PARAGRAPH)
    )


def pieces_of(response: str) -> dict[str, tuple[str, ...]]:
    """What stands side by side in ``response``, by its name: 条, 段, 行 or 句; two pieces of a kind at least.

    >>> pieces_of("- 早到的有糖吃。\\n- 晚到的喝汤啦。")
    {'条': ('早到的有糖吃。', '晚到的喝汤啦。')}
    >>> pieces_of("新年好，老师！祝您身体健康。")
    {'句': ('新年好，老师！', '祝您身体健康。')}
    """
    found = {"条": items_of(response), "段": paragraphs_of(response), "行": verse_lines_of(response)}
    found["句"] = max(map(sentences_in, passages(response)), key=len, default=())
    return {
        name: plain
        for name, pieces in found.items()
        if 2 <= len(plain := tuple(piece for piece in pieces if _fits(piece))) <= MOST_PIECES
    }


def items_of(response: str) -> tuple[str, ...]:
    """The items of the one list in ``response``, without their marks; none where that can be doubted.

    >>> items_of("1. 早到\\n2. 带伞")
    ('早到', '带伞')
    """
    lines = outline(response)
    marked = [at for at, line in enumerate(lines) if line.role == "item"]
    if len(marked) < 2 or marked != list(range(marked[0], marked[-1] + 1)):
        return ()
    items = tuple("".join(lines[at].sentences).strip() for at in marked)
    return items if items == segments.items(response) else ()


def paragraphs_of(response: str) -> tuple[str, ...]:
    """The paragraphs of a text that is nothing else: no title, salutation, list or signature.

    >>> paragraphs_of("今天出门遇见了多年没有见面的老同学。\\n\\n我们在街口那家小馆子里坐了整整一下午。")
    ('今天出门遇见了多年没有见面的老同学。', '我们在街口那家小馆子里坐了整整一下午。')
    """
    lines = outline(response)
    if len(lines) < 2 or any(line.role != "body" or not _ends(line.text) for line in lines):
        return ()
    if not (all(line.gap for line in lines[1:]) or all(line.head for line in lines)):
        return ()
    paragraphs = tuple(line.text.strip() for line in lines)
    return paragraphs if paragraphs == segments.paragraphs(response) else ()


def verse_lines_of(response: str) -> tuple[str, ...]:
    """The lines of a text set in short lines of Han characters; none for other texts.

    >>> verse_lines_of("灯火连街市\\n歌声上月楼"), verse_lines_of("上联：瑞雪敲窗\\n下联：春风进院")
    (('灯火连街市', '歌声上月楼'), ())
    """
    lines = segments.lines(response)
    short = all(is_han_and_marks(line) and count_length(line) <= 18 for line in lines)
    return lines if len(lines) > 1 and short and not _pattern("[：:]").search(response) else ()


def sentences_in(text: str) -> tuple[str, ...]:
    """The sentences of a text of one line, each with an end mark; none where a cut can be doubted.

    >>> sentences_in("新年好！祝您平安。"), sentences_in("他说：“好！来。”就走了。还是没停")
    (('新年好！', '祝您平安。'), ())
    """
    sentences = tuple(sentence.strip() for sentence in sentences_of(text))
    doubtful = "\n" in text or len(sentences) < 2 or not all(map(_ends, sentences))
    return () if doubtful or sentences != segments.sentences(text) else sentences


def _fits(text: str, shortest: int = SHORTEST) -> bool:
    return shortest <= count_length(text) <= LONGEST and is_plain(text)


def _ends(text: str) -> bool:
    return bool(_pattern(r"[。！？!?][”’」』）]?\s*$").search(text))


def _has_marked_items(lines: tuple[Line, ...]) -> bool:
    return any(line.role == "item" for line in lines)


_MARKUP = r"[`|<>{}#*\\]|://"
_HAN_AND_MARKS = r"[㐀-䶿一-鿿，。！？、；：“”‘’（）《》\s]+"


@cache
def _pattern(expression: str) -> re.Pattern[str]:
    """Compiled when it is first needed, to keep the import light."""
    return re.compile(expression)
