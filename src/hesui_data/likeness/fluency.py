"""How usual it is that these characters follow each other: a model of characters fitted on good texts.

A text scores by how much better its characters are foretold by the two before them than by nothing
(``CharacterModel.gain``), so that rare names and topics do not count against it. The least score that passes is
taken from the good texts themselves, each scored by a model of the others.
"""

from __future__ import annotations

import logging
import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from hesui_data.likeness.characters import CharacterModel

Score = Callable[[str], float]
"""How usual a text is, a number a character; a model of KenLM can stand in for the one of this module."""

_HAN = 7000  # characters that may come; any that was never seen has one share of what is left
_FOLDS = 5
_LEAST_CHARACTERS = 3000
_SPREAD = 3.0  # standard deviations below the mean that still pass
_SHORT, _NOISY = (
    12,
    20,
)  # shorter texts are not judged; one of the second length varies twice as much as a long one


@dataclass(frozen=True, slots=True)
class Fluency:
    """A score for texts, and how far below the usual one a text may lie."""

    score: Score
    usual: float
    spread: float  # the standard deviation of long texts; shorter ones vary more
    texts: tuple[str, ...] = ()  # those that it was fitted on, as they were given
    narrow: bool = False  # whether it knows those texts alone, and not the language

    def least(self, text: str) -> float:
        """The least score with which ``text``, being of that length, passes."""
        return self.usual - _SPREAD * self.spread * _noise(len(text))

    def misses(self, text: str) -> float | None:
        """The score of ``text`` if it is too low, else None.

        >>> Fluency(lambda text: -20.0, usual=-6.0, spread=1.0).misses("新年快乐，万事如意，阖家幸福")
        -20.0
        """
        if len(text) < _SHORT or not self.spread:
            return None
        score = self.score(text)
        if score >= self.least(text):
            return None
        return None if self.narrow and word_share(text) >= _OF_WORDS else score


def fit_fluency(texts: Iterable[str], score: Score | None = None) -> Fluency:
    """A model of ``texts`` (or ``score``, made elsewhere) and what passes, measured on the texts.

    With fewer than 3,000 characters there is too little to measure by, and the share of words is the score.

    >>> few = fit_fluency(["新年快乐"])
    >>> few.misses("老师，谢谢您批改作业到深夜。"), few.misses("夜师深您，改到谢老批谢作业。") is None
    (None, False)
    """
    given = tuple(texts)
    texts = sorted({normal(text) for text in given if len(text) >= _SHORT})
    if sum(map(len, texts)) < _LEAST_CHARACTERS:
        return Fluency(score, 0.0, 0.0, given) if score else Fluency(word_share, _WORDS, _WORDS_SPREAD, given)
    scored = [(len(text), score(text)) for text in texts] if score else list(_scored_by_others(texts))
    usual = sum(value for _, value in scored) / len(scored)
    squares = [((value - usual) / _noise(length)) ** 2 for length, value in scored]
    return Fluency(score or _score_by(texts), usual, math.sqrt(sum(squares) / len(squares)), given, not score)


def word_share(text: str) -> float:
    """The share of Han in ``text`` that stand in a word of two or more, as a dictionary cuts it; 1.0 without Han.

    People's Chinese has 0.6 of them; shuffled, it has 0.15.

    >>> word_share("新年快乐"), word_share("乐年快新")
    (1.0, 0.0)
    """
    import jieba

    jieba.setLogLevel(logging.WARNING)
    runs = _HAN_RUN.findall(text)
    size = sum(map(len, runs))
    inside = sum(len(word) for run in runs for word in jieba.cut(run, HMM=False) if len(word) > 1)
    return inside / size if size else 1.0


_HAN_RUN = re.compile("[\u3400-\u9fff]+")
_OF_WORDS = 0.45
"""Share of words from which a text is of words, however strange they are here: shuffled, none has it."""
_WORDS, _WORDS_SPREAD = 0.60, 0.09
"""Usual share and its deviation, measured on three hundred greetings and requests."""


def _scored_by_others(texts: Sequence[str]) -> Iterable[tuple[int, float]]:
    """Length and score of each text, by a model of those in the other folds."""
    for fold in range(_FOLDS):
        score = _score_by(text for i, text in enumerate(texts) if i % _FOLDS != fold)
        yield from ((len(text), score(text)) for text in texts[fold::_FOLDS])


def _score_by(texts: Iterable[str]) -> Score:
    """The score of a text by the model of ``texts``, which are normal already."""
    model = CharacterModel(texts, alphabet=_HAN)
    return lambda text: model.gain(normal(text))


def _noise(length: int) -> float:
    """How much more a text of ``length`` characters varies than a long one."""
    return math.sqrt(1 + _NOISY / max(1, length))


def normal(text: str) -> str:
    """``text`` as it is scored: digits and Latin letters are one each, white space is one.

    >>> normal("2024年　\\n新 年")
    '0年 新 年'
    """
    return _SPACES.sub(" ", _LATIN.sub("a", _DIGITS.sub("0", text))).strip()


def repeats_itself(text: str) -> bool:
    """Whether ``text`` says the same again and again: few distinct threes, a clause twice, a character in a run.

    >>> repeats_itself("新年快乐" * 12), repeats_itself("哈" * 9), repeats_itself("祝您新年快乐，万事如意。")
    (True, True, False)
    >>> repeats_itself("风软了。" * 4), repeats_itself("加油，加油，加油！")
    (True, False)
    >>> repeats_itself("祝您在新的一年万事如意，祝您在新的一年万事如意。")
    True
    """
    if _RUN.search(text) or _TWICE.search(text) or _SAID_TWICE.search(text) or _AGAIN.search(text):
        return True
    threes = [text[i : i + 3] for i in range(len(text) - 2)]
    return len(threes) > 30 and len(set(threes)) < 0.6 * len(threes)


_DIGITS, _LATIN, _SPACES = re.compile(r"[0-9０-９]+"), re.compile(r"[A-Za-z]+"), re.compile(r"\s+")
_TWICE = re.compile(
    r"(?:\A|(?<=[。！？，；\n]))([^。！？，；\n]{4,})[。！？，；\n]\s*\1(?=[。！？，；\n]|\Z)"
)
_SAID_TWICE = re.compile(r"(?:\A|(?<=[。！？\n]))([^。！？\n]{6,}[。！？])\s*\1")
_AGAIN = re.compile(r"(?:\A|(?<=[。！？，；\n]))([^。！？，；\n]{2,})(?:[。！？，；\n]\s*\1){3}")
_RUN = re.compile(r"([^\s\d…—~～\-_*.])\1{5,}|([\d…—~～\-_*.])\2{8,}")
