"""What the report shows of a row: little enough to keep a few hundred, enough to find it again."""

from __future__ import annotations

from dataclasses import dataclass

from hesui_data.pair import Pair

SHOWN = 600
LINES = 24
"""Characters and lines of a text that are shown; of a longer one its beginning, and how long it is."""


@dataclass(frozen=True, slots=True)
class Text:
    """The beginning of a text, and its length in characters."""

    shown: str
    length: int

    @property
    def whole(self) -> bool:
        return len(self.shown) == self.length

    @classmethod
    def of(cls, text: str, room: int = SHOWN) -> Text:
        """``text``, or as much of it as there is ``room`` for.

        >>> Text.of("新年好", 2)
        Text(shown='新年', length=3)
        """
        return cls(beginning(text, room, LINES), len(text))


def beginning(text: str, room: int, lines: int) -> str:
    """As much of ``text`` as there is ``room`` for, and of this at most so many ``lines``.

    >>> beginning("甲\\n乙\\n丙", 10, 2), beginning("甲乙丙", 2, 2)
    ('甲\\n乙', '甲乙')
    """
    return "\n".join(text[:room].split("\n", lines)[:lines])


@dataclass(frozen=True, slots=True)
class Shown:
    """A row to be shown: its texts, where it stands and where it comes from."""

    prompt: Text
    response: Text
    split: str  # "train", "eval" or "rejected"
    id: str
    method: str
    place: str  # source and line
    turns: int  # of a dialogue, the last one included

    @classmethod
    def of(cls, split: str, pair: Pair, *, room: int = SHOWN) -> Shown:
        """What is shown of ``pair``; of a row that could not be read, the text as it stood in the file."""
        return cls(
            Text.of(pair.prompt or pair.raw, room),
            Text.of(pair.response, room),
            split,
            pair.id,
            pair.method,
            place_of(pair),
            1 + len(pair.history) // 2,
        )


def place_of(pair: Pair) -> str:
    """Where ``pair`` comes from: its file and line.

    >>> place_of(Pair("a", "b", source="seeds.jsonl", line=3))
    'seeds.jsonl:3'
    """
    return ":".join(str(part) for part in (pair.source, pair.line) if part)
