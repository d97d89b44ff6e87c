"""Named ways to count a text; ``zi``, the default, counts as a Chinese reader does.

- ``zi``: 1 for each Han, kana or bopomofo letter, each emoji, each mark or symbol outside ASCII, and
  each run of other letters and digits (a run goes on over marks between letters: 3.14, don't, a@b.com);
  0 for white space, invisible characters and ASCII marks.
- ``han``: code points of the script Han. ``zi_no_punct``: ``zi`` without marks, symbols and emoji.
- ``chars``: grapheme clusters (UAX #29) without white space and invisible characters;
  ``chars_with_spaces``: with spaces and tabs, but not line breaks. ``codepoints``: ``len``.
- ``weibo``: half of 1 for U+0000-00FF, 1 up to U+FFFF, 2 above, rounded up.
- ``word_processor``: 字数 as Word and WPS show it: what ``zi`` counts singly (Han, kana, full-width
  marks, symbols, emoji) 1 each, and 1 for each unbroken run of anything else that is visible, so
  that the ``-`` of a list or the ``**`` of Markdown costs 1. A quotation mark, dash or dot inside a
  word (don’t) belongs to the word.
- ``longwriter`` and ``lifebench``: as the scripts of these papers count, their quirks included.

``words`` and ``latin_words`` count the units 词 and word.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from hesui_data.length.graphemes import character_class, graphemes
from hesui_data.length.patterns import Pattern

Counter = Callable[[str], int]

# Insides of character classes. Texts of these common characters alone are counted by small patterns;
# any other sends a text the slow way, through the full tables of ``unicode_ranges``.
_HAN_AND_KANA = (
    "\u3005-\u3007\u3021-\u3029\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f㐀-䶿一-鿿"
)
_WIDE_MARKS = "\u3001-\u3003\u3008-\u301c！-／：-＠［-｀｛-･"
_SYMBOLS = "①-⑳★☆●○◆◇■□▲△→←↑↓√×÷°℃￥€£"
_WORD = "0-9A-Za-z０-９Ａ-Ｚａ-ｚ"
_JOINERS = "!-/:-@\\[-`{-~“”‘’…—·"  # ASCII marks, and the others that may stand inside a word

_NOT_SINGLE = Pattern(f"[^{_HAN_AND_KANA}{_WIDE_MARKS}]+")
_COMMON = Pattern(f"[{_HAN_AND_KANA}{_WIDE_MARKS}{_SYMBOLS}{_WORD}{_JOINERS} \n\t\u3000]*+")
_EMOJI = "★"  # stands for one while pieces are counted


class _Pieces:
    """What counts one each, for the three counters that know of runs."""

    __slots__ = ("word_processor", "zi", "zi_no_punct")

    def __init__(self, word: str, letters: str) -> None:
        run = f"[{word}]++(?:[{_JOINERS}]++[{word}]++)*+"
        self.zi = Pattern(rf"{run}|[^\s!-~]")
        self.zi_no_punct = Pattern(rf"{run}|[{letters}]")
        self.word_processor = Pattern(rf"(?:{run}|[!-~])++|[^\s!-~]")


_COMMON_PIECES = _Pieces(_WORD, _HAN_AND_KANA)


def zi(text: str) -> int:
    """字 as a Chinese reader counts them.

    >>> zi("祝您2025年新春快乐！"), zi("用 AI 写…… don't")
    (9, 6)
    """
    rest = _not_single(text)
    if not rest:
        return len(text)
    if _COMMON.fullmatch(rest):
        return len(text) - len(rest) + len(_COMMON_PIECES.zi.findall(rest))
    return len(text) - len(rest) + len(_pieces().zi.findall(_visible(rest)))


def zi_no_punct(text: str) -> int:
    """字 without marks, symbols and emoji.

    >>> zi_no_punct("新年好！！🎉")
    3
    """
    if _COMMON.fullmatch(text):
        return len(_COMMON_PIECES.zi_no_punct.findall(text))
    return len(_pieces().zi_no_punct.findall(_visible(text)))


def word_processor(text: str) -> int:
    """字数 as Word and WPS show it.

    >>> word_processor("- 新年好！ (2025)"), zi("- 新年好！ (2025)")
    (6, 5)
    """
    rest = _not_single(text)
    if _COMMON.fullmatch(rest):
        return len(text) - len(rest) + len(_COMMON_PIECES.word_processor.findall(rest))
    return len(text) - len(rest) + len(_pieces().word_processor.findall(_visible(rest)))


def han(text: str) -> int:
    """Code points of the script Han.

    >>> han("二〇二五，Happy 々")
    5
    """
    return len("".join(_runs_of("HAN").findall(text)))


def chars(text: str) -> int:
    """Characters as a reader sees them, without white space and invisible ones.

    >>> chars("a b，👩‍🍳")
    4
    """
    if _COMMON.fullmatch(text):
        return len("".join(text.split()))
    return sum(not _unseen().fullmatch(cluster) for cluster in graphemes(text))


def chars_with_spaces(text: str) -> int:
    """Characters as a reader sees them, and spaces and tabs, but no line breaks.

    >>> chars_with_spaces("a b\\nc")
    4
    """
    if _COMMON.fullmatch(text):
        return len(text) - text.count("\n")
    return sum(not _unseen().fullmatch(cluster) or cluster in _BLANKS for cluster in graphemes(text))


def weibo(text: str) -> int:
    """Weibo's count: Latin-1 is half a character, a code point beyond U+FFFF two; rounded up.

    >>> weibo("新年 ok"), weibo("🎉")
    (4, 2)
    """
    wide = len(text.encode("utf-16-le", "surrogatepass")) // 2
    return wide - len(text.encode("latin-1", "ignore")) // 2


def longwriter(text: str) -> int:
    """As LongWriter's evaluation counts: basic Han, and Latin words between ``\\b``.

    >>> longwriter("用AI写"), longwriter("用 AI 写")
    (2, 3)
    """
    return len(re.findall("[\u4e00-\u9fff]", text)) + len(re.findall(r"\b[a-zA-Z]+\b", text))


def lifebench(text: str) -> int:
    """As LIFEBench's evaluation counts: basic Han, and words of letters, digits, ' and -.

    >>> lifebench("it's 2025 年")
    3
    """
    return len(re.findall("[\u4e00-\u9fff]", text)) + len(re.findall(r"\b[a-zA-Z0-9'-]+\b", text))


COUNTERS: dict[str, Counter] = {
    "zi": zi,
    "han": han,
    "zi_no_punct": zi_no_punct,
    "chars": chars,
    "chars_with_spaces": chars_with_spaces,
    "codepoints": len,
    "weibo": weibo,
    "word_processor": word_processor,
    "longwriter": longwriter,
    "lifebench": lifebench,
}
"""Every counter by its name."""


def counter_named(name: str) -> Counter:
    """The counter called ``name``.

    Raises:
        ValueError: there is none; the message names those there are.

    >>> counter_named("han")("新年ok")
    2
    """
    if name not in COUNTERS:
        raise ValueError(f"no counter {name!r}; there are {', '.join(COUNTERS)}")
    return COUNTERS[name]


def count_length(text: str, *, counter: str = "zi") -> int | float:
    """The length of ``text`` by ``counter``.

    Raises:
        ValueError: no counter has that name.

    >>> count_length("新年好，老师！"), count_length("新年好，老师！", counter="han")
    (7, 5)
    """
    return counter_named(counter)(text)


def words(text: str) -> int:
    """词: words as jieba cuts them in Chinese, words between spaces in the rest.

    >>> words("Write a well-known story, don't stop")
    6
    """
    chinese = "\n".join(_runs_of("HAN", "SYLLABIC").findall(text))
    return latin_words(text) + (_jieba_words(chinese) if chinese else 0)


def latin_words(text: str) -> int:
    """Words of letters and digits outside Chinese; ``don't`` and ``well-known`` are one each.

    >>> latin_words("A 3.5-hour trip, 你好!")
    3
    """
    return len(_latin_word().findall(text))


def _jieba_words(text: str) -> int:
    import logging

    import jieba

    jieba.setLogLevel(logging.WARNING)
    return sum(bool(word.strip()) for word in jieba.cut(text))


def _not_single(text: str) -> str:
    """``text`` without the characters that count one wherever they stand; 中 holds its parts apart."""
    return "中".join(_NOT_SINGLE.findall(text))


def _visible(text: str) -> str:
    """``text`` with one symbol for each emoji and without all that is invisible."""
    if _emoji_part().search(text):
        text = "".join(_EMOJI if _emoji().search(cluster) else cluster for cluster in graphemes(text))
    return _runs_of("TRANSPARENT").sub("", text)


_BLANKS = frozenset(
    " \t\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
)


@cache
def _pieces() -> _Pieces:
    return _Pieces(character_class("LETTERS"), character_class("HAN", "SYLLABIC"))


@cache
def _runs_of(*tables: str) -> Pattern:
    return Pattern(f"[{character_class(*tables)}]++")


@cache
def _unseen() -> Pattern:
    return Pattern(rf"[\s{character_class('CONTROL')}]++")


@cache
def _emoji_part() -> Pattern:
    return Pattern(f"[{character_class('EMOJI_PRESENTATION')}\ufe0f\u20e3]")


@cache
def _emoji() -> Pattern:
    """In a cluster: what makes it an emoji."""
    presented = f"[{character_class('EMOJI_PRESENTATION')}]"
    return Pattern(f"{presented}|[{character_class('PICTOGRAPHIC')}]\ufe0f|[0-9#*]\ufe0f?\u20e3")


@cache
def _latin_word() -> Pattern:
    word = f"[{character_class('LETTERS', 'TRANSPARENT')}]"
    return Pattern(rf"{word}++(?:['’.,\-@&/:]{word}++)*+")
