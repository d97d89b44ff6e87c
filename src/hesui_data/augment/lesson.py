"""A curriculum row made from a pair, what may be said in one, and the drawing of its words from a table."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TypeVar

from hesui_data.augment.draw import draw
from hesui_data.length import check_length
from hesui_data.pair import Pair, Step, Turn
from hesui_data.splits import asked_values

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Exchange:
    """Questions, and the answers that go with any of them: templates of a table."""

    asks: tuple[str, ...]
    answers: tuple[str, ...]


def lesson(
    pair: Pair, method: str, kind: str, *, prompt: str, response: str, history: tuple[Turn, ...] = ()
) -> Pair:
    """A row of ``kind`` with its own texts and the seed, split and source of ``pair``.

    The system text stays only with a dialogue, which is about the request of ``pair`` itself.

    >>> wish = Pair("写一句祝福", "新年好！")
    >>> row = lesson(wish, "counting", "whole", prompt="“新年好！”有多少字？", response="4个字。")
    >>> row.seed == wish.id, row.method, row.steps[-1].detail
    (True, 'counting', 'whole')
    """
    return replace(
        pair,
        prompt=prompt,
        response=response,
        system=pair.system if history else "",
        history=history,
        rejected_response=None,
        weight=None,
        id="",
        method=method,
        raw="",
        steps=(*pair.steps, Step(method, "prompt", kind)),
        before=(),
        issues=(),
        tags=(),
    )


def is_sound(row: Pair, stated: Iterable[str] = (), *, held_out: Collection[int] = ()) -> bool:
    """Whether ``row`` keeps every demand that its prompt may be read to make, and names no held-out number.

    ``stated`` are the words of the row that are its own: a number that only stands in a quoted text is
    not asked for. An eval row may name any number.

    >>> row = Pair("“新年好！”这句话有多少字？", "4个字。")
    >>> is_sound(row, ["4个字。"]), is_sound(row, ["4个字。"], held_out=(4,))
    (True, False)
    """
    if not all(verdict.holds for verdict in check_length(row.prompt, row.response)):
        return False
    if row.split == "eval" or not held_out:
        return True
    asked = asked_values(row.prompt).union(
        *(asked_values(turn.text) for turn in row.history if turn.role == "user")
    )
    return not (asked | numbers_in(stated)) & set(held_out)


def numbers_in(texts: Iterable[str]) -> set[int]:
    """The numbers written in digits in ``texts``.

    >>> sorted(numbers_in(["57字，多了7字"]))
    [7, 57]
    """
    return {int(digits) for text in texts for digits in _pattern("[0-9]{1,9}").findall(text)}


def pick(options: Sequence[T], key: str, *texts: str) -> T:
    """One of ``options``, drawn from ``key`` and ``texts``.

    >>> pick("甲乙丙", "a", "b") == pick("甲乙丙", "a", "b") in "甲乙丙"
    True
    """
    return options[draw(key, "words", *texts) % len(options)]


def shuffled(options: Iterable[T], key: str) -> list[T]:
    """``options`` in an order that is drawn from ``key`` and what they are, not from where they stood.

    >>> shuffled("甲乙丙", "a") == shuffled("丙乙甲", "a")
    True
    """
    return sorted(options, key=lambda option: (draw(key, "order", repr(option)), repr(option)))


def seeds_in_turn(pairs: Sequence[Pair], seed: str) -> list[Pair]:
    """``pairs`` in a drawn order: one of each seed, then a second of each, and so on.

    >>> rows = [Pair("甲", str(number), seed=seed) for number, seed in enumerate("xxxyyz")]
    >>> [row.seed for row in seeds_in_turn(rows, "")][3:] in (["x", "y", "x"], ["y", "x", "x"])
    True
    """
    families: defaultdict[str, list[Pair]] = defaultdict(list)
    for pair in sorted(pairs, key=lambda pair: (draw(seed, "source", pair.id), pair.id)):
        families[pair.seed].append(pair)
    place = {pair.id: at for family in families.values() for at, pair in enumerate(family)}
    return sorted(pairs, key=lambda pair: (place[pair.id], draw(seed, "source", pair.id), pair.id))


@cache
def _pattern(expression: str) -> re.Pattern[str]:
    """Compiled when it is first needed, to keep the import light."""
    return re.compile(expression)
