"""``Edit``: one thing that was mended, where; ``Fixed``: a part of a file as it will be."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Edit:
    """What was mended for ``code``: the place in the file as it is, the text before and after.

    ``field`` is that of a pair's text (``response``, ``history[2]``), and before and after are that whole
    text; it is empty for what stands around the texts, where they are the part that is replaced.
    """

    code: str
    line: int  # from 1
    column: int  # code point of the line, from 1
    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Fixed:
    """A part of a file, a row or what stands between two, as it will be, and what was mended in it."""

    text: str
    edits: tuple[Edit, ...] = ()
