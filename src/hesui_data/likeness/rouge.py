"""ROUGE-L of two texts, by characters or any other tokens: how much of both stands in one common order (Lin, 2004)."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from functools import lru_cache


def rouge_l(a: Sequence[Hashable], b: Sequence[Hashable], least: float = 0.0) -> float:
    """The F1 of the longest common subsequence, from 0 to 1; 0 where the tokens alone rule out ``least``.

    >>> rouge_l("祝你新年快乐", "祝你新春快乐"), rouge_l("新年", "")
    (0.8333333333333334, 0.0)
    >>> rouge_l(["新年", "快乐"], ["新春", "快乐"]), rouge_l("祝你新年快乐", "今天下雨", 0.7)
    (0.5, 0.0)
    """
    if not a or not b or (least and rouge_bound(a, b) < least):
        return 0.0
    return 2 * common_subsequence(a, b) / (len(a) + len(b))


def rouge_bound(a: Sequence[Hashable], b: Sequence[Hashable]) -> float:
    """What ``rouge_l`` cannot exceed: no more than the tokens of ``b`` that stand in ``a`` anywhere is common.

    >>> rouge_bound("祝你新年快乐", "今天下雨"), rouge_bound("新年", "年新")
    (0.0, 1.0)
    """
    shared = sum(map(_places(a if isinstance(a, str) else tuple(a)).__contains__, b))
    return 2 * shared / (len(a) + len(b)) if shared else 0.0


def common_subsequence(a: Sequence[Hashable], b: Sequence[Hashable]) -> int:
    """The length of the longest common subsequence, bit-parallel (Hyyrö, 2004): a row of the table is one integer.

    >>> common_subsequence("春风又绿江南岸", "春风绿了江岸")
    5
    """
    places = _places(a if isinstance(a, str) else tuple(a))
    full = (1 << len(a)) - 1
    row = full
    for token in b:
        matched = row & places.get(token, 0)
        row = ((row + matched) | (row - matched)) & full
    return len(a) - row.bit_count()


@lru_cache(maxsize=8)  # one text is compared with many
def _places(tokens: str | tuple[Hashable, ...]) -> dict[Hashable, int]:
    """For each token the places where it stands, as bits."""
    places: dict[Hashable, int] = {}
    for at, token in enumerate(tokens):
        places[token] = places.get(token, 0) | 1 << at
    return places
