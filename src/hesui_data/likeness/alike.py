"""Which of many texts are the same or nearly so: the plain question, without what a prompt asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from hesui_data.likeness.jaccard import likeness, shingles, text_key
from hesui_data.likeness.minhash import candidates


class Alike(NamedTuple):
    """The numbers of two texts, the earlier first, and the Jaccard index of their shingles."""

    first: int
    second: int
    similarity: float


def alike_texts(texts: Iterable[str], *, threshold: float = 0.7) -> Iterator[Alike]:
    """Every two of ``texts``, numbered from 0 as they come, that are alike from ``threshold`` on.

    Of texts that differ in marks, white space and politeness alone each is given once, with the first of
    them; of others the first stands for all. Texts are not kept, only their keys: some 700 bytes each.

    >>> wishes = ["祝你新年快乐，万事如意", "今天下雨", "祝您新年快乐，万事如意！", "祝你新年快乐，万事如意啊好"]
    >>> [(one.first, one.second, round(one.similarity, 2)) for one in alike_texts(wishes)]
    [(0, 2, 1.0), (0, 3, 0.75)]
    """
    first_of: dict[str, int] = {}
    for number, text in enumerate(texts):
        first = first_of.setdefault(text_key(text), number)
        if first != number:
            yield Alike(first, number, 1.0)
    for one, other, similarity in alike_keys(list(first_of), threshold):
        yield Alike(first_of[one], first_of[other], similarity)


def alike_keys(keys: list[str], threshold: float) -> Iterator[tuple[str, str, float]]:
    """Every two of ``keys``, which are distinct, that are alike from ``threshold`` on, and how much."""
    for first, second in candidates([(key,) for key in keys], threshold):
        similarity = likeness(keys[first], keys[second])
        if similarity >= threshold:
            yield keys[first], keys[second], similarity


def alike_across(ours: list[str], theirs: list[str], threshold: float) -> Iterator[tuple[str, str, float]]:
    """Each of ``ours`` with each of ``theirs`` that is alike to it from ``threshold`` on, and how much; not itself.

    Every two are compared, by the shingles that they share: of a few thousand keys, however alike they are.

    >>> list(alike_across(["祝你新年快乐万事如意"], ["今天下雨", "祝你新年快乐万事如意好"], 0.7))
    [('祝你新年快乐万事如意', '祝你新年快乐万事如意好', 0.75)]
    """
    import numpy as np

    holders: dict[str, list[int]] = {}
    for row, key in enumerate(ours):
        for shingle in shingles(key):
            holders.setdefault(shingle, []).append(row)
    rows_with = {shingle: np.array(rows, np.int64) for shingle, rows in holders.items()}
    sizes = np.array([len(shingles(key)) for key in ours], np.int64)
    for other in theirs:
        members = shingles(other)
        met = [rows_with[shingle] for shingle in members if shingle in rows_with]
        if not met:
            continue
        shared = np.bincount(np.concatenate(met), minlength=len(ours))
        similarity = shared / (sizes + len(members) - shared)
        for row in np.flatnonzero(similarity >= threshold).tolist():
            if ours[row] != other:
                yield ours[row], other, float(similarity[row])
