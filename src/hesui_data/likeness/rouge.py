"""ROUGE-L of two texts by characters: how much of both stands in one common order (Lin, 2004)."""

from __future__ import annotations

from functools import lru_cache


def rouge_l(a: str, b: str) -> float:
    """The F1 of the longest common subsequence of two keys, from 0 to 1.

    >>> rouge_l("祝你新年快乐", "祝你新春快乐"), rouge_l("新年", "")
    (0.8333333333333334, 0.0)
    """
    return 2 * common_subsequence(a, b) / (len(a) + len(b)) if a and b else 0.0


def common_subsequence(a: str, b: str) -> int:
    """The length of the longest common subsequence, bit-parallel (Hyyrö, 2004).

    >>> common_subsequence("春风又绿江南岸", "春风绿了江岸")
    5
    """
    places = _places(a)
    full = (1 << len(a)) - 1
    row = full
    for letter in b:
        matched = row & places.get(letter, 0)
        row = ((row + matched) | (row - matched)) & full
    return len(a) - row.bit_count()


@lru_cache(maxsize=8)  # one text is compared with many
def _places(text: str) -> dict[str, int]:
    """For each letter the places where it stands, as bits."""
    places: dict[str, int] = {}
    for at, letter in enumerate(text):
        places[letter] = places.get(letter, 0) | 1 << at
    return places
