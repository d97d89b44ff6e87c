"""Characters that nobody sees, and the places in which they are needed."""

from __future__ import annotations

import re
from functools import cache

from hesui_data.length.graphemes import character_class

_INVISIBLE = (
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # controls, but not the line ends and TAB
    "\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb"
    "\ufe00-\ufe0f\U000e0000-\U000e0fff"  # variation selectors and tags
    "\ufdd0-\ufdef" + "".join(chr(plane << 16 | low) for plane in range(17) for low in (0xFFFE, 0xFFFF))
)
# Scripts whose spelling needs U+200C and U+200D: Arabic … N'Ko, Brahmic, Tibetan, Myanmar, Khmer, Mongolian.
_JOINING = "\u0600-\u08ff\u0900-\u0dff\u0f00-\u109f\u1780-\u18af\ua840-\ua8ff\ua9e0-\uaa7f\uaae0-\uaaff"
_MATHEMATICAL = "\u2205-\u22ff\u2a00-\u2aff"
_CJK_MARKS = "、。！，．：；？‘’“”"


def remove_invisible(text: str) -> str:
    """Without control, zero-width and bidi characters, stray variation selectors, tags and non-characters.

    Line ends, TAB and every kind of space stay; so do joiners and selectors inside an emoji, a
    keycap, a flag or an ideographic variation, and the joiners of Persian and Indic spelling.

    >>> remove_invisible("新\u200b年\ufeff好\\x07 👨\u200d👩\u200d👧 1️⃣ 葛\U000e0100 می\u200cخواهم")
    '新年好 👨\u200d👩\u200d👧 1️⃣ 葛\U000e0100 می\u200cخواهم'
    """
    invisible, pieces = _patterns()
    return pieces.sub(lambda piece: piece[1] or "", text) if invisible.search(text) else text


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What is invisible; and the same again, after whole sequences (group 1) in which it is needed.

    The sequences come first and are taken whole, so that taking one character away can never make
    another one look needed.
    """
    pictograph = f"[{character_class('PICTOGRAPHIC')}][\ufe0e\ufe0f]?"
    needed = (
        "\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f",  # a flag begins with a pictograph: it is tried first
        f"{pictograph}(?:\u200d{pictograph})*",
        "[0-9#*][\ufe0e\ufe0f]\u20e3?",
        f"[{character_class('HAN')}][\ufe00-\ufe02\U000e0100-\U000e01ef]",
        f"[{_CJK_MARKS}{_MATHEMATICAL}0\u1000-\u109f\ua840-\ua87f][\ufe00-\ufe02]",
        f"[{_JOINING}][\u200c\u200d]",
        "[\u1820-\u18aa]\u180e",
    )
    return re.compile(f"[{_INVISIBLE}]"), re.compile(f"({'|'.join(needed)})|[{_INVISIBLE}]")
