"""Which strings of a row end up in which texts of its pairs: the reader is given marks, and tells.

Each string that may be a text is replaced by a mark of its own, and the row is read: a prompt that comes
out as two marks with a line break between was an instruction and its input. So every shape that the
reader knows is known here, and any that it learns.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from hesui_data.formats.columns import NAMES, plain_name
from hesui_data.formats.rows import Columns
from hesui_data.pair import Pair

Read = Callable[[Sequence[str]], tuple[Pair, ...]]
"""The pairs of a row with these strings in place of its own."""

_MARK = re.compile("\ue000[0-9]+\ue001|\u2002[\u2000\u2001]+\u2002")
_FIELDS = (
    "prompt", "input", "response", "system", "history", "chosen", "rejected_response", "turns", "instances",
)  # fmt: skip
_TEXT_KEYS = frozenset({"", "content", "value", "text"}).union(*(NAMES[field] for field in _FIELDS))


@lru_cache(maxsize=4096)
def holds_text(key: str, columns: Columns = ()) -> bool:
    """Whether a string under ``key`` may be a text of a pair; "" is no key at all, as in ``[["q", "a"]]``.

    >>> holds_text("output"), holds_text("role"), holds_text("题干", (("prompt", "题干"),))
    (True, False, True)
    """
    return plain_name(key) in _TEXT_KEYS or key in dict(columns).values()


@dataclass(frozen=True, slots=True)
class Slot:
    """A string of a row that may be a text; ``name`` is the same for two only if their key stands twice."""

    text: str
    name: tuple[int, str] = (0, "")
    repeated: bool = False  # whether its key stands twice in one object

    @property
    def markable(self) -> bool:
        """Whether a mark may stand for it: the reader looks into no text but these."""
        return self.text != "" and self.text.strip().casefold() != "<noinput>"


class Traced(NamedTuple):
    """A text of the pair number ``pair``: ``marks`` are its slots, ``between`` what stands around them."""

    pair: int
    field: str
    text: str
    marks: tuple[str, ...]
    between: tuple[str, ...]


def texts_of(pair: Pair) -> Iterator[tuple[str, str]]:
    """The texts of ``pair`` by field, in the order in which they are said.

    >>> [field for field, _ in texts_of(Pair("a", "b", rejected_response="c"))]
    ['system', 'prompt', 'response', 'rejected_response']
    """
    yield "system", pair.system
    for number, turn in enumerate(pair.history):
        yield f"history[{number}]", turn.text
    yield "prompt", pair.prompt
    yield "response", pair.response
    if pair.rejected_response is not None:
        yield "rejected_response", pair.rejected_response


def marks_for(slots: Sequence[Slot]) -> list[str]:
    """A mark for each of ``slots``, or what it says where no mark may stand for it.

    Equal texts have equal marks, because the reader compares some; a blank text has a blank one.

    >>> [ascii(mark) for mark in marks_for([Slot("好"), Slot(" "), Slot("好"), Slot("")])]
    ["'\\\\ue0000\\\\ue001'", "'\\\\u2002\\\\u2001\\\\u2002'", "'\\\\ue0000\\\\ue001'", "''"]
    """
    numbers: dict[str, int] = {}
    return [
        _mark(slot.text, numbers.setdefault(slot.text, len(numbers))) if slot.markable else slot.text
        for slot in slots
    ]


def _mark(text: str, number: int) -> str:
    if text.strip():
        return f"\ue000{number}\ue001"
    bits = f"{number:b}".translate({ord("0"): "\u2000", ord("1"): "\u2001"})
    return f"\u2002{bits}\u2002"


def traced(slots: Sequence[Slot], marks: Sequence[str], read: Read, pairs: Sequence[Pair]) -> list[Traced]:
    """Every text of ``pairs`` that is made of ``slots``; empty if the row reads otherwise with marks in it."""
    seen = read(marks)
    if [_codes(pair) for pair in seen] != [_codes(pair) for pair in pairs]:
        return []
    text_of = dict(zip(marks, (slot.text for slot in slots), strict=True))
    found = []
    for number, (pair, marked) in enumerate(zip(pairs, seen, strict=True)):
        if [field for field, _ in texts_of(pair)] != [field for field, _ in texts_of(marked)]:
            return []
        for (field, text), (_, pattern) in zip(texts_of(pair), texts_of(marked), strict=True):
            names, between = tuple(_MARK.findall(pattern)), tuple(_MARK.split(pattern))
            if names and _MARK.sub(lambda mark: text_of.get(mark[0], ""), pattern) == text:
                found.append(Traced(number, field, text, names, between))
    return found


def _codes(pair: Pair) -> list[str]:
    return [issue.code for issue in pair.issues]


def same_reading(pairs: Sequence[Pair], others: Sequence[Pair]) -> bool:
    """Whether two readings of a row say the same, issues and weights included.

    >>> same_reading([Pair("a", "b")], [Pair("a", "b")]), same_reading([Pair("a", "b")], [])
    (True, False)
    """
    return [_said(pair) for pair in pairs] == [_said(pair) for pair in others]


def _said(pair: Pair) -> tuple[object, ...]:
    turns = [(turn.role, turn.text, turn.weight) for turn in pair.history]
    own = pair.prompt, pair.response, pair.system, pair.rejected_response, pair.weight
    return (*own, turns, _codes(pair))
