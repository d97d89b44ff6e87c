"""Shingles of letters and digits, and the exact Jaccard index of two texts."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from operator import add

from hesui_data.patterns import Pattern

WIDE, NARROW = 2, 5
"""Characters a shingle: 2 from a Han letter on, 5 from a Latin letter or a digit on (about a word each)."""

FIRST_WIDE = "\u2e80"
"""From here on a letter is about a word: Han, kana, Hangul."""

_MARKS = Pattern("[，。！？；：、“”‘’《》…—\u3000]+")
_SPACES = Pattern(r"[^\S\n]+")
_LATIN = Pattern(f"[\0-{chr(ord(FIRST_WIDE) - 1)}]")
_FOLDED = Pattern("[您妳啊呀哦哟呢吧啦嘛哈]")
_HAN = Pattern("[\u4e00-\u9fff]++")
_HAN_AND_MARKS = Pattern("[\u4e00-\u9fff，。！？；：、“”‘’《》…—\u3000 \r\n]++\\Z")


def text_key(text: str) -> str:
    """What of ``text`` counts for likeness: its letters and digits, in lower case, after NFKC.

    Punctuation, white space, emoji, particles (啊, 吧) and the politeness of 您 are left out; an operator
    between digits or letters stays (3-5, c++). A text of marks alone stays, without its white space.

    >>> text_key("祝您 ２０２５ 新年快乐呀！🎉"), text_key("计算 3 - 5。"), text_key("？！")
    ('祝你2025新年快乐', '计算3-5', '?!')
    """
    key = "".join(_HAN.findall(text)) if _HAN_AND_MARKS.match(text) else _counted_characters(text)
    if _FOLDED.search(key):
        key = _FOLDED.sub(lambda found: "你" if found[0] in "您妳" else "", key)
    return key or "".join(unicodedata.normalize("NFKC", text).casefold().split()).replace("\0", "")


def _counted_characters(text: str) -> str:
    """The letters, digits and operators of ``text``, in lower case, after NFKC: the way for any text.

    >>> _counted_characters("新年好，2025 + 1！")
    '新年好2025+1'
    """
    bare = _MARKS.sub("", text)  # first, since NFKC is slow on full-width marks
    lowered = unicodedata.normalize("NFKC", bare).casefold()
    return "".join(_counted().findall(_SPACES.sub("", lowered)))


@lru_cache(maxsize=256)  # the candidates of a text come one after the other
def shingles(key: str) -> frozenset[str]:
    """The shingles of a ``text_key``, one from each of its characters on; the last are shorter.

    >>> sorted(shingles("新年好"))
    ['好', '年好', '新年']
    """
    if _LATIN.search(key):
        return frozenset(
            key[i : i + (NARROW if letter < FIRST_WIDE else WIDE)] for i, letter in enumerate(key)
        )
    return frozenset([*map(add, key, key[1:]), key[-1:]])  # the same for Han alone, and three times as fast


def likeness(a: str, b: str) -> float:
    """The Jaccard index of the shingles of two keys, from 0 to 1.

    >>> likeness("新年好", "新年好"), likeness("新年好", "新年到")
    (1.0, 0.2)
    """
    if a == b:
        return 1.0
    ours, theirs = shingles(a), shingles(b)
    shared = len(ours & theirs)
    return shared / (len(ours) + len(theirs) - shared)


@cache
def _counted() -> re.Pattern[str]:
    """Runs of letters and digits, and the operators that mean something where they stand."""
    return re.compile(
        r"[^\W_]+"
        r"|(?<=[0-9])(?:\.(?=[0-9])|%)"
        r"|(?<=[0-9)])[-*/](?=[0-9(])"
        r"|(?<=[0-9a-z)])[+=<>^×÷≤≥≠]+(?=[0-9a-z(])"
        r"|(?<=[a-z])\+\+|(?<=c)#"
    )
