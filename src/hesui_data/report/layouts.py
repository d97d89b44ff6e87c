"""Cleaning before and after: with white space to be seen, and the line skeleton that stayed."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import partial

from hesui_data.cleaning import Line, clean_pair, line_skeleton
from hesui_data.pair import Pair
from hesui_data.report.drawn import Drawn
from hesui_data.report.row import Shown, beginning

SAMPLES = 10
WINDOW = 420
WINDOW_LINES = 14
"""Characters and lines of a text that are compared and shown, from a little before the first change."""

LINES = 12
"""Lines of a skeleton that are shown."""

MEANT = ("restore_layout", "review")
"""Steps that may change a layout: what the recipe asks for, and what a person does."""

_VISIBLE = {" ": "·", "\t": "→", "\u3000": "□", "\n": "↵\n"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text: the same on both sides (``same``), only ``before``, only ``after``, or ``hidden``."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Edit:
    """A field of a row before and after cleaning, in pieces; and its skeleton, which is the same or is not."""

    row: Shown
    field: str
    before: tuple[Piece, ...]
    after: tuple[Piece, ...]
    skeleton: tuple[str, ...]
    lines: int
    kept: bool
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Layouts:
    """What cleaning changed, and whether the layout survived."""

    changed: int  # rows of which a text is not as it was read
    texts: int  # their changed texts that were held against the skeleton
    kept: int  # of these, those with the same skeleton
    restored: int  # rows whose layout was meant to change: by the recipe, or by a person
    unsettled: int  # kept rows that cleaning would change once more
    fixers: tuple[tuple[str, int], ...]  # name of a fixer → rows, most first
    samples: tuple[Edit, ...]
    edits: int  # all that the samples were drawn from


class LayoutTally:
    """Holds what was read against what is there, row by row.

    >>> tally = LayoutTally()
    >>> tally.take("train", Pair("写祝福", "新年好", before=(("response", "新年好 "),)))
    >>> tally.facts().changed, tally.facts().kept
    (1, 1)
    """

    def __init__(self) -> None:
        self._changed = self._texts = self._kept = self._restored = self._unsettled = 0
        self._fixers: Counter[str] = Counter()
        self._samples: Drawn[Edit] = Drawn(SAMPLES)
        self._broken: Drawn[Edit] = Drawn(SAMPLES)  # those that lost their skeleton are shown first

    def take(self, split: str, pair: Pair) -> None:
        """Count the row ``pair`` of train, eval or rejected."""
        if split != "rejected":
            self._unsettled += clean_pair(pair) is not pair
        if not pair.before:
            return
        self._changed += 1
        self._fixers.update({step.name for step in pair.steps})
        meant = {step.field for step in pair.steps if step.name in MEANT}
        self._restored += bool(meant)
        for field, was in pair.before:
            now = text_of(pair, field)
            if now is not None and field not in meant:
                kept = line_skeleton(was) == line_skeleton(now)
                self._texts += 1
                self._kept += kept
                samples = self._samples if kept else self._broken
                make = partial(edit_of, split, pair, field, was=was, kept=kept)
                samples.offer(f"{pair.id}:{field}", make)

    def facts(self) -> Layouts:
        """What was counted."""
        return Layouts(
            self._changed,
            self._texts,
            self._kept,
            self._restored,
            self._unsettled,
            tuple(sorted(self._fixers.items(), key=lambda item: (-item[1], item[0]))),
            tuple([*self._broken.things(), *self._samples.things()][:SAMPLES]),
            self._broken.total + self._samples.total,
        )


def text_of(pair: Pair, field: str) -> str | None:
    """The text of ``pair`` that steps call ``field``; None if there is none.

    >>> text_of(Pair("写祝福", "新年好"), "response")
    '新年好'
    """
    if field.startswith("history["):
        number = int(field[len("history[") : -1])
        return pair.history[number].text if number < len(pair.history) else None
    text: str | None = getattr(pair, field)
    return text


def edit_of(split: str, pair: Pair, field: str, *, was: str, kept: bool) -> Edit:
    """What is shown of the change of a field that ``was`` another text; ``kept`` says whether its skeleton stayed."""
    now = text_of(pair, field) or ""
    before, after = compared(was, now)
    skeleton = line_skeleton(now)
    steps = tuple(dict.fromkeys(step.name for step in pair.steps if step.field == field))
    shown = tuple(said_line(line) for line in skeleton[:LINES])
    return Edit(Shown.of(split, pair), field, before, after, shown, len(skeleton), kept, steps)


def compared(was: str, now: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Two versions of a text in pieces, as much of them as is shown, white space to be seen.

    >>> compared("新 年\\r\\n", "新 年")[0]
    (Piece(kind='same', text='新·年'), Piece(kind='hidden', text='CR'), Piece(kind='before', text='↵\\n'))
    """
    start = max(0, _first_change(was, now) - 60)
    ours, theirs = (beginning(text[start:], WINDOW, WINDOW_LINES) for text in (was, now))
    codes = SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes()
    cut = start + len(ours) < len(was) or start + len(theirs) < len(now)
    if cut and len(codes) > 1 and codes[-1][0] != "equal":
        codes.pop()  # what only one of the two windows reaches
    before: list[Piece] = [Piece("same", "…")] if start else []
    after = list(before)
    for tag, a, b, c, d in codes:
        kind = ("same", "same") if tag == "equal" else ("before", "after")
        before += _pieces(kind[0], ours[a:b])
        after += _pieces(kind[1], theirs[c:d])
    rest = [Piece("same", "…")] if cut else []
    return (*before, *rest), (*after, *rest)


def visible(char: str) -> str:
    """``char`` if it is to be seen, a mark for white space, and the name of anything hidden.

    >>> visible("年"), visible(" "), visible("\\u200b"), visible("\\xa0")
    ('年', '·', 'U+200B', 'NBSP')
    """
    if char in _VISIBLE:
        return _VISIBLE[char]
    if char in _NAMES:
        return _NAMES[char]
    hidden = unicodedata.category(char) in {"Cc", "Cf", "Zs", "Zl", "Zp", "Cs", "Co", "Cn"}
    return f"U+{ord(char):04X}" if hidden else char


_NAMES = {"\r": "CR", "\xa0": "NBSP", "\ufeff": "BOM", "\x00": "NUL"}


def said_line(line: Line) -> str:
    """A line of a skeleton: a mark for a gap before it, its indentation, its list mark, and a dash for words.

    >>> said_line(Line("\\u3000\\u3000", "1.", "\\n"))
    '↵ □□1. ───'
    """
    gap = "↵ " if line.gap else ""
    indent = "".join(visible(char) for char in line.indent)
    marker = f"{line.marker} " if line.marker else ""
    return f"{gap}{indent}{marker}───"


def _first_change(was: str, now: str) -> int:
    """Where two texts first differ."""
    alike = (n for n, (a, b) in enumerate(zip(was, now, strict=False)) if a != b)
    return next(alike, min(len(was), len(now)))


def _pieces(kind: str, text: str) -> list[Piece]:
    """``text`` in pieces of ``kind``, each hidden character a piece of its own."""
    pieces: list[Piece] = []
    run = ""
    for char in text:
        seen = visible(char)
        if len(seen) > 1 and char not in _VISIBLE:
            pieces += [Piece(kind, run), Piece("hidden", seen)] if run else [Piece("hidden", seen)]
            run = ""
        else:
            run += seen
    return [*pieces, Piece(kind, run)] if run else pieces
