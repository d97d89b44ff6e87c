"""The pool: all prompts and responses there are, so that no new pair copies one of them."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from functools import lru_cache
from typing import Protocol

from hesui_data.expand.keys import Keys
from hesui_data.expand.orders import Choices, Order
from hesui_data.likeness import ShingleIndex, likeness, rouge_bound, rouge_l, shingles
from hesui_data.pair import Issue, Pair

_SHORT = 10
"""Letters up to which only the same text is a copy: two greetings of ten letters are alike by nature."""

_AT_HAND = 2048
"""Pairs that are kept in memory: those that many others resemble are read again and again."""


class Shelf(Protocol):
    """A growing row of texts; a list will do."""

    def append(self, text: str, /) -> object: ...

    def __getitem__(self, number: int, /) -> str: ...


class Pool:
    """Every pair so far, held back ones too; ``shelf`` keeps their texts and may be on disk.

    >>> pool = Pool([Pair("写一句祝福", "祝您新年快乐，身体健康，万事如意！")], Choices())
    >>> made = Pair("写一句贺词", "祝你新年快乐，身体健康，万事如意。")
    >>> [issue.code for issue in pool.copies(made, Order(0, "paraphrase", Pair("a", "b"), 0))]
    ['HD806']
    """

    def __init__(self, pairs: Iterable[Pair], choices: Choices, shelf: Shelf | None = None) -> None:
        self._choices = choices
        self._texts: Shelf = [] if shelf is None else shelf
        self._prompts, self._responses = ShingleIndex(), ShingleIndex()
        self._known: set[int] = set()
        self._distinct = array("L")  # shingles of each response
        self._row = lru_cache(maxsize=_AT_HAND)(self._read)
        self._size = 0
        for pair in pairs:
            self.add(pair)

    def add(self, pair: Pair, keys: Keys | None = None) -> None:
        """Take ``pair`` in; ``keys`` are its own, if they are known."""
        keys = keys or Keys.of(pair)
        prompt, response = keys.prompt, keys.response
        self._prompts.add(self._size, prompt)
        self._responses.add(self._size, response)
        self._known |= {_mark("prompt", keys.bare), _mark("response", response)}
        self._distinct.append(len(shingles(response)))
        self._texts.append(f"{pair.id}\n{prompt}\n{response}")
        self._size += 1

    def copies(self, made: Pair, order: Order, keys: Keys | None = None) -> tuple[Issue, ...]:
        """The issue for which ``made`` is a copy of its seed or of another pair; empty if it is none.

        Of refit the prompt is given, and only the response is looked at. ``keys`` are those of ``made``, if known.
        """
        keys = keys or Keys.of(made)
        prompt, response = keys.prompt, keys.response
        if _mark("response", response) in self._known:
            return (_copy("response", self._twin(self._responses, response, 2), "ROUGE-L", 1.0),)
        if order.method != "refit" and _mark("prompt", keys.bare) in self._known:
            return (_copy("prompt", self._twin(self._prompts, prompt, 1), "ROUGE-L", 1.0),)
        return self._near("response", self._responses, response, 2) or (
            () if order.method == "refit" else self._near_prompt(prompt, order.method)
        )

    def _near(self, field: str, index: ShingleIndex, key: str, part: int) -> tuple[Issue, ...]:
        if len(key) <= _SHORT:
            return ()
        ngram, threshold = self._choices.ngram, self._choices.threshold
        ours, distinct = set(key), len(shingles(key))
        for number in index.near(key):
            row = self._row(number)
            most = sum(
                map(ours.__contains__, row[part])
            )  # shared letters: as many shingles, and no more, can be
            both = 2 * most >= threshold * (len(key) + len(row[part]))
            if not both and most < ngram * (distinct + self._distinct[number] - most):
                continue
            alike = likeness(key, row[part])
            if alike >= ngram:
                return (_copy(field, row[0], "n-gram", alike),)
            if both and alike >= _HARDLY:
                alike = rouge_l(key, row[part], threshold)
                if alike >= threshold:
                    return (_copy(field, row[0], "ROUGE-L", alike),)
        return ()

    def _near_prompt(self, key: str, method: str) -> tuple[Issue, ...]:
        """Prompts may be alike where a slot was changed on purpose; those that are made anew may not."""
        anew = method == "self-instruct"
        threshold, least = (self._choices.threshold, _HARDLY) if anew else (_SAME_PROMPT, _HALF)
        if len(key) <= _SHORT:
            return ()
        for number in self._prompts.near(key):
            row = self._row(number)
            if (
                len(row[1]) > _SHORT
                and rouge_bound(key, row[1]) >= threshold
                and likeness(key, row[1]) >= least
            ):
                alike = rouge_l(key, row[1], threshold)
                if alike >= threshold:
                    return (_copy("prompt", row[0], "ROUGE-L", alike),)
        return ()

    def _read(self, number: int) -> tuple[str, ...]:
        """Id, prompt and response of a pair."""
        return tuple(self._texts[number].split("\n"))

    def _twin(self, index: ShingleIndex, key: str, part: int) -> str:
        rows = (self._row(number) for number in index.near(key))
        return next((row[0] for row in rows if row[part] == key), "—")


_SAME_PROMPT = 0.85
_HALF, _HARDLY = 0.35, 0.12
"""Indices of shingles below which no two texts have a ROUGE-L of 0.85 or 0.7: one letter in seven, or in four,
being another leaves 0.55, or 0.33."""


def _mark(field: str, text: str) -> int:
    from zlib import adler32, crc32

    encoded = f"{field}\n{text}".encode("utf-8", "surrogatepass")
    return crc32(encoded) << 32 | adler32(encoded)


def _copy(field: str, twin: str, measure: str, alike: float) -> Issue:
    name = ("提示词", "prompt") if field == "prompt" else ("回答", "response")
    return Issue.of(
        "HD806", field=field, field_name=name, twin=twin, measure=measure, similarity=f"{alike:.2f}"
    )
