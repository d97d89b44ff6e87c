"""In whose voice a sentence is: that of the texts at home, or that of strangers.

A stranger talks about the text, sells, orders, or lectures. Each is known by examples, not by phrases: a sentence
is taken apart into its characters, pairs and threes of them, and each says by how much likelier it is with the
stranger than at home (naive Bayes; McCallum and Nigam 1998). What is at home is measured on the user's own texts
too: no stranger is seen where they themselves would be taken for one.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

Parts = Callable[[str], Iterator[str]]
Suspect = Callable[[str, str], bool]

_PRIOR = 2.0  # examples of what was never seen
_SHORTEST = 7  # characters of the shortest clause that is looked at by itself
_USUAL, _DOUBT = (
    -1.0,
    6,
)  # what is said at home scores so; every sentence has so many characters of it beforehand
_SHARE = 0.995  # of the user's own sentences that must be taken for what they are
_ENOUGH, _LOWERED = 300, 0.1  # own sentences by which a limit may be lowered, and how far
_MEASURED = 600  # own sentences, or half as many more, that are measured: others would tell nothing new
_FEW, _EACH_DOUBLING = 5, 0.15  # sentences beyond which a text has more chances to be wronged, and needs more
_A_CLAUSE = 0.3  # by which more is needed of a clause, or of a sentence of a few characters
_LENIENT = 0.3  # nats a character by which less is needed of what is suspect for other reasons


def nobody(name: str, part: str) -> bool:
    """Whether ``part`` is suspect of being in the voice ``name``: never."""
    return False


def sentences_of(text: str) -> Iterator[str]:
    """The sentences of ``text`` with their marks, those of four letters and more.

    >>> list(sentences_of("新年好！祝您万事如意。"))
    ['祝您万事如意。']
    """
    return _long(_SENTENCE, text)


def clauses_of(text: str) -> Iterator[str]:
    """The clauses of ``text`` with their marks, those of four letters and more.

    >>> list(clauses_of("给客户写一段祝福，50字以内，别客套。"))
    ['给客户写一段祝福，', '50字以内，']
    """
    return _long(_CLAUSE, text)


def _long(pattern: re.Pattern[str], text: str) -> Iterator[str]:
    return (part for part in pattern.findall(text) if len(_NO_LETTER.sub("", part)) > 3)


_SENTENCE = re.compile("[^。！？!?…\n]+[。！？!?…]*")
_CLOSING = "。！？!?…"
_CLAUSE = re.compile("[^。！？!?…，,；;\n]+[。！？!?…，,；;]*")
_NO_LETTER = re.compile(r"[\W_]+")


def _beside(part: str) -> float:
    """By how much more is needed of ``part`` for being short."""
    return _A_CLAUSE if len(part) < _SHORTEST else 0.0


def _inner(parts: Iterable[str]) -> Iterator[str]:
    """The clauses of those parts that have several, if they are long enough to tell."""
    for part in parts:
        clauses = list(clauses_of(part))
        if len(clauses) > 1:
            yield from (clause for clause in clauses if len(clause) >= _SHORTEST)


@dataclass(frozen=True, slots=True)
class Examples:
    """How many sentences there are, and in how many of them a feature stands."""

    size: int
    having: Counter[str]


def examples(sentences: Iterable[str]) -> Examples:
    """The features of ``sentences``, counted.

    >>> examples(["新年好", "新春好"]).having["新"]
    2
    """
    having: Counter[str] = Counter()
    size = 0
    for sentence in sentences:
        having.update(features(sentence))
        size += 1
    return Examples(size, having)


def features(sentence: str) -> tuple[str, ...]:
    """The characters of ``sentence``, its pairs and its threes, each once; ``^`` and ``$`` are its ends.

    >>> features("好吧。")
    ('好', '吧', '^好', '好吧', '吧$', '^好吧', '好吧$')
    """
    letters = _DIGITS.sub("0", _LATIN.sub("a", _SIGNS.sub("", sentence))).rstrip("。！？!?…~～")
    ended = f"^{letters}$"
    pairs = map("".join, pairwise(ended))
    threes = map("".join, zip(ended, ended[1:], ended[2:], strict=False))
    return tuple(dict.fromkeys((*letters, *pairs, *threes)))


_DIGITS, _LATIN = re.compile("[0-9０-９]+"), re.compile("[A-Za-z]+")
_SIGNS = re.compile(r"[\s“”‘’「」『』（）()【】\[\]《》\"']+")


class Voices:
    """What is said at home, and by which strangers; ``limits`` are the scores from which one is seen.

    The voices in ``closed`` are heard in whole sentences alone, not in verses and titles, which no mark closes.

    >>> voices = Voices(["祝您新年快乐。", "愿您身体健康。"], {"desk": ["字数符合要求。", "请看正文。"]}, {"desk": 0.0})
    >>> voices.stranger("祝您身体健康。字数正好符合。")
    ('desk', '字数正好符合。')
    >>> voices.stranger("祝您健康快乐。") is None
    True
    """

    def __init__(
        self,
        home: Iterable[str],
        strangers: Mapping[str, Iterable[str]],
        limits: Mapping[str, float],
        *,
        own: Sequence[str] = (),
        closed: Iterable[str] = (),
        parts: Parts = sentences_of,
    ) -> None:
        said = [part for text in (*home, *own) for part in parts(text)]
        self._parts, self._home = parts, examples(said)
        self._strangers = {name: examples(sentences) for name, sentences in strangers.items()}
        self._names, self._closed = tuple(limits), frozenset(closed)
        self._weights: dict[str, tuple[float, ...]] = {}
        self.limits = self._measured(limits, own)

    def stranger(self, text: str, suspect: Suspect = nobody) -> tuple[str, str] | None:
        """The first sentence of ``text`` in a stranger's voice, after the stranger's name; None if there is none.

        Of a sentence that is ``suspect`` for other reasons less is needed.
        """
        parts = list(self._parts(text))
        more = _EACH_DOUBLING * math.log2(max(1.0, len(parts) / _FEW))
        for part, beside in (
            *((part, _beside(part)) for part in parts),
            *((part, _A_CLAUSE) for part in _inner(parts)),
        ):
            for name, score in zip(self._names, self.scores(part), strict=True):
                limit = self.limits[name] + more + beside
                if name in self._closed and part[-1] not in _CLOSING:
                    continue
                if score > limit or (score > limit - _LENIENT and suspect(name, part)):
                    return name, part.strip()
        return None

    def scores(self, part: str) -> tuple[float, ...]:
        """How much likelier ``part`` is with each stranger than at home, in nats a character."""
        found = features(part)
        known = [weights for feature in found if (weights := self._known(feature))]
        return tuple(_score(column, part) for column in zip(*known, strict=True)) or (_USUAL,) * len(
            self._names
        )

    def _known(self, feature: str) -> tuple[float, ...] | None:
        """The weights of ``feature``, worked out when it is first met; None if nobody has it."""
        weights = self._weights.get(feature)
        if weights is None and any(feature in one.having for one in (self._home, *self._strangers.values())):
            weights = self._weights[feature] = self._weight(feature, 0, self._home.size)
        return weights

    def _weight(self, feature: str, less: int, size: int) -> tuple[float, ...]:
        """The weights of ``feature`` if it stood ``less`` times less often in the ``size`` sentences at home."""
        home = self._home.having.get(feature, 0) - less
        return tuple(
            _likelier(one.having.get(feature, 0), one.size, home, size)
            for one in map(self._strangers.__getitem__, self._names)
        )

    def _measured(self, limits: Mapping[str, float], own: Sequence[str]) -> dict[str, float]:
        """``limits``, moved to where the sentences of ``own`` end, each text held against all the others.

        They are raised where those pass them, and lowered, up to a point, where there are enough to tell.
        """
        scored: list[tuple[float, ...]] = []
        split = [list(self._parts(text)) for text in own]
        for parts in split[:: max(1, sum(map(len, split)) // _MEASURED)]:
            itself = examples(parts)
            for part in parts:
                weights = [
                    self._weight(feature, itself.having[feature], self._home.size - itself.size)
                    for feature in features(part)
                ]
                scored.append(tuple(_score(column, part) for column in zip(*weights, strict=True)))
        if not scored:
            return dict(limits)
        columns = [sorted(column) for column in zip(*scored, strict=True)]
        highest = [column[int(len(column) * _SHARE)] for column in columns]
        least = _LOWERED if len(scored) >= _ENOUGH else 0.0
        return {
            name: max(limits[name] - least, high) for name, high in zip(self._names, highest, strict=True)
        }


def _score(weights: Iterable[float], part: str) -> float:
    """Nats a character, drawn to what is usual where there are few: a word or two prove little."""
    return (math.fsum(weights) + _USUAL * _DOUBT) / (len(part) + _DOUBT)


def _likelier(there: int, size_there: int, home: int, size_home: int) -> float:
    """The logarithm by which a feature is likelier there than at home; what neither has says nothing."""
    both = size_there + size_home
    prior_there, prior_home = _PRIOR * size_there / both, _PRIOR * size_home / both
    return math.log(
        (there + prior_there) * (size_home + prior_home) / ((home + prior_home) * (size_there + prior_there))
    )
