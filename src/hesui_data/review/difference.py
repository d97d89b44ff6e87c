"""What differs between two texts, character by character, as pieces to be marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby

MOST_CHARACTERS = 4_000
"""Longer texts are compared line by line first: comparing characters takes the product of the two lengths."""

LEAST_KEPT = 2
"""Fewer equal characters between two changes are marked with them, where both changes are longer."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text, and whether the other text has it too."""

    text: str
    same: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """Two texts in pieces: ``before`` and ``after`` joined are the texts, what is the same stands in both."""

    before: tuple[Piece, ...]
    after: tuple[Piece, ...]


Block = tuple[bool, int, int, int, int]  # same; from and to in the one text, from and to in the other


def difference(before: str, after: str) -> Difference:
    """What of ``before`` is not in ``after``, and what of ``after`` is new.

    >>> found = difference("祝您新年快乐！", "祝您龙年快乐")
    >>> [piece.text for piece in found.before if not piece.same]
    ['新', '！']
    >>> [piece.text for piece in found.after if not piece.same]
    ['龙']
    """
    blocks = list(_joined(_without_crumbs(_blocks(before, after))))
    return Difference(
        tuple(Piece(before[i:j], same) for same, i, j, _, _ in blocks if i < j),
        tuple(Piece(after[k:m], same) for same, _, _, k, m in blocks if k < m),
    )


def _blocks(before: str, after: str) -> Iterator[Block]:
    """The two texts from begin to end, in blocks that are the same or are not."""
    if len(before) + len(after) <= MOST_CHARACTERS:
        yield from _compared(before, after)
        return
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    starts, ends = _offsets(old), _offsets(new)
    for same, i, j, k, m in _compared(old, new):
        left, right = before[starts[i] : starts[j]], after[ends[k] : ends[m]]
        if same or not left or not right or len(left) + len(right) > MOST_CHARACTERS:
            yield same, starts[i], starts[j], ends[k], ends[m]
        else:
            for inner, a, b, c, d in _compared(left, right):
                yield inner, starts[i] + a, starts[i] + b, ends[k] + c, ends[k] + d


def _compared(before: Sequence[str], after: Sequence[str]) -> Iterator[Block]:
    for name, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        yield name == "equal", i, j, k, m


def _without_crumbs(blocks: Iterator[Block]) -> Iterator[Block]:
    """The blocks, those that are the same by a few characters of chance counted as changed."""
    given = list(blocks)
    for n, (same, i, j, k, m) in enumerate(given):
        crumb = same and j - i < LEAST_KEPT and 0 < n < len(given) - 1
        yield same and not (crumb and all(_length(given[o]) > j - i for o in (n - 1, n + 1))), i, j, k, m


def _length(block: Block) -> int:
    _, i, j, k, m = block
    return max(j - i, m - k)


def _joined(blocks: Iterator[Block]) -> Iterator[Block]:
    for same, run in groupby(blocks, key=lambda block: block[0]):
        members = list(run)
        yield same, members[0][1], members[-1][2], members[0][3], members[-1][4]


def _offsets(lines: Sequence[str]) -> list[int]:
    """Where each line begins, and where the last one ends."""
    found = [0]
    for line in lines:
        found.append(found[-1] + len(line))
    return found
