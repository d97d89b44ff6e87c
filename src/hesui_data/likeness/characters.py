"""A model of which characters follow which, fitted on texts: one for the gates and for evaluation."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache

ORDER = 3
_START = "\x02"
_REMEMBERED = 1 << 16  # characters with what stands before them: most of a text was in one before


class CharacterModel:
    """Probabilities of characters after up to ``order - 1`` others, by interpolated Witten-Bell smoothing.

    Witten and Bell, "The zero-frequency problem", IEEE Transactions on Information Theory 37, 1991. A context that
    was followed by T distinct characters in n places leaves T/(n+T) to the shorter context; the shortest leaves it
    to all characters alike: to ``alphabet`` of them, by default those that were seen and one that stands for all
    others.

    >>> model = CharacterModel(["新年快乐", "新春快乐"])
    >>> model.bits("新年快乐") < model.bits("乐快年新") < model.bits("区块链技")
    True
    """

    def __init__(self, texts: Iterable[str], *, order: int = ORDER, alphabet: int | None = None) -> None:
        self.order = order
        self._counts: Counter[str] = Counter()
        for text in texts:
            padded = _START * (order - 1) + text
            for before in range(order):
                starts = range(order - 1 - before, len(padded) - before)
                self._counts.update([padded[at : at + before + 1] for at in starts])
        self._followed: Counter[str] = Counter()  # how often a context was followed by anything
        self._kinds: Counter[str] = Counter()  # by how many different characters
        for gram, count in self._counts.items():
            self._followed[gram[:-1]] += count
            self._kinds[gram[:-1]] += 1
        self._uniform = 1 / (alphabet or self._kinds[""] + 1)
        self._foretold = lru_cache(_REMEMBERED)(self._worked_out)

    def probability(self, character: str, context: str) -> float:
        """The probability of ``character`` after ``context``; over all characters they sum to 1.

        >>> CharacterModel(["ab"], order=1).probability("a", "")
        0.41666666666666663
        """
        return self._foretold(character, context)[1]

    def _worked_out(self, character: str, context: str) -> tuple[float, float]:
        """The probability of ``character`` anywhere, and after ``context``."""
        counts, kinds_of, followed = self._counts, self._kinds, self._followed
        kinds, end = kinds_of.get("", 0), len(context)
        if not kinds:  # a model of nothing
            return self._uniform, self._uniform
        anywhere = found = (counts.get(character, 0) + kinds * self._uniform) / (followed[""] + kinds)
        for start in range(end - 1, max(-1, end - self.order), -1):
            known = context[start:]
            kinds = kinds_of.get(known, 0)
            if not kinds:  # then no longer context was seen either
                break
            found = (counts.get(known + character, 0) + kinds * found) / (followed[known] + kinds)
        return anywhere, found

    def bits(self, text: str) -> float | None:
        """Mean bits a character of ``text``; None for an empty one. White space is no part of it."""
        letters = "".join(text.split())
        if not letters:
            return None
        spent = [-math.log2(self.probability(*place)) for place in self._places(letters)]
        return math.fsum(spent) / len(letters)

    def gain(self, text: str) -> float:
        """Bits a character by which what stands before it foretells it better than nothing does.

        >>> model = CharacterModel(["新年快乐", "新年大吉"])
        >>> model.gain("新年快乐") > model.gain("乐快年新")
        True
        """
        gained = 0.0
        for character, context in self._places(text):
            anywhere, here = self._foretold(character, context)
            gained += math.log2(here / anywhere)
        return gained / max(1, len(text))

    def _places(self, text: str) -> Iterator[tuple[str, str]]:
        """Each character of ``text`` with what stands before it."""
        before = self.order - 1
        padded = _START * before + text
        return ((padded[at], padded[at - before : at]) for at in range(before, len(padded)))
