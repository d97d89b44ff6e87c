"""Extended grapheme clusters (UAX #29): the characters that a reader sees."""

from __future__ import annotations

import re
from functools import cache

from hesui_data.length import unicode_ranges
from hesui_data.length.patterns import Pattern


def graphemes(text: str) -> list[str]:
    """The clusters of ``text``; joined they are the text again.

    >>> graphemes("好👩‍🍳\\r\\n🇨🇳e\\u0301") == ["好", "👩‍🍳", "\\r\\n", "🇨🇳", "e\\u0301"]
    True
    """
    return _cluster().findall(text)


def character_class(*names: str) -> str:
    """What these tables of ``unicode_ranges`` hold, as the inside of a character class.

    >>> re.fullmatch(f"[{character_class('HAN')}]+", "𠮷々〇") is not None
    True
    """
    ranges = " ".join(getattr(unicode_ranges, name) for name in names).split()
    return "".join("-".join(re.escape(chr(int(end, 16))) for end in r.split("-")) for r in ranges)


@cache
def _cluster() -> Pattern:
    """Table 1b and 1c of UAX #29 as one pattern; GB9c is the ``conjunct`` alternative."""
    control = character_class("CONTROL")
    extend = character_class("EXTEND")
    consonant = character_class("CONJUNCT_CONSONANT")
    linker = character_class("CONJUNCT_LINKER")
    pictographic = character_class("PICTOGRAPHIC")
    # Hangul: L = U+1100.., V = U+1160.., T = U+11A8.., LV and LVT are the syllables U+AC00..
    hangul = (
        "[\u1100-\u115f\ua960-\ua97c]*+(?:[\u1160-\u11a7\ud7b0-\ud7c6]++|[\uac00-\ud7a3][\u1160-\u11a7\ud7b0-\ud7c6]*+)"
        "[\u11a8-\u11ff\ud7cb-\ud7fb]*+|[\u1100-\u115f\ua960-\ua97c]++|[\u11a8-\u11ff\ud7cb-\ud7fb]++"
    )
    joined = f"[{extend}]*+\u200d[{pictographic}]"
    core = (
        f"{hangul}|[\U0001f1e6-\U0001f1ff]{{2}}|[{pictographic}](?>{joined})*+"
        f"|[{consonant}](?>[{extend}\u200d]*?[{linker}][{extend}\u200d]*[{consonant}])*+"
        f"|[^{control}]"
    )
    post = f"[{extend}{character_class('SPACING_MARK')}\u200d]*+"
    prepend = character_class("PREPEND")
    return Pattern(f"\r\n|[{prepend}]*+(?:{core}){post}|[{prepend}]++{post}|[{control}]")
