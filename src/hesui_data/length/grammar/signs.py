"""Signs: characters without which a step of the grammar finds nothing, so that it need not be asked.

A sign stands beside the patterns that it belongs to: each of them matches only where one of its characters
is. The signs of a text are looked for once (``signs_of``); a step then asks for its own with one ``&``. Where a
character of a sign stands, nothing is decided yet, and the patterns are tried as ever.
"""

from __future__ import annotations

from functools import cache

from hesui_data.length.patterns import Pattern

LATIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyzſK"
"""What English words are written with; the last two are s and k where case is not looked at."""

ALWAYS = 1
"""The bit that every text has, for a step that no sign tells of."""

SIGNS: list[tuple[str, tuple[Pattern, ...]]] = []
"""The characters of each sign, and the patterns that cannot match without one of them."""


def sign(characters: str, *patterns: Pattern) -> int:
    """The bit of a new sign: ``characters``, one of which stands in whatever one of ``patterns`` matches."""
    SIGNS.append((characters, patterns))
    return 1 << len(SIGNS)


def signs_of(text: str) -> int:
    """The bits of all signs of which a character stands in ``text``."""
    pattern, bits = _table()
    found = ALWAYS
    for character in set(pattern.findall(text)):
        found |= bits[character]
    return found


@cache
def _table() -> tuple[Pattern, dict[str, int]]:
    """All characters of signs, to look for; and for each the bits of the signs that it belongs to."""
    bits: dict[str, int] = {}
    for number, (characters, _) in enumerate(SIGNS, 1):
        for character in characters:
            bits[character] = bits.get(character, 0) | 1 << number
    inside = "".join(sorted(bits)).replace("-", r"\-").replace("[", r"\[")
    return Pattern(f"[{inside}]"), bits
