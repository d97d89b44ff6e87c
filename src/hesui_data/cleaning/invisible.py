"""Characters that nobody sees, and the places in which they are needed."""

from __future__ import annotations

import re
from functools import cache

from hesui_data.length.graphemes import character_class
from hesui_data.patterns import Pattern

_INVISIBLE_CLASS = (
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # controls, but not the line ends and TAB
    "\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb"
    "\ufe00-\ufe0f\U000e0000-\U000e0fff"  # variation selectors and tags
    "\ufdd0-\ufdef\ufffe\uffff"  # non-characters
)
_INVISIBLE = Pattern(f"[{_INVISIBLE_CLASS}]")
_AMONG_EMOJI = "\xa9\xae\u203c\u2049\u2122-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001fbff"
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
    return _pieces().sub(_kept, text) if _INVISIBLE.search(text) else text


def _kept(piece: re.Match[str]) -> str:
    """A whole emoji; of a lone invisible character itself where the one before needs it, else nothing."""
    first, start = piece[0][0], piece.start()
    if not _INVISIBLE.match(first) or _needed().fullmatch(piece.string, start - 1, piece.end()):
        return piece[0]
    return ""


@cache
def _pieces() -> re.Pattern[str]:
    """Emoji and lone invisible characters, in one class first so that the search skips all else.

    An emoji is taken whole, so that taking one character away never makes another look needed.
    """
    pictograph = f"[{character_class('PICTOGRAPHIC')}]"
    styled = "[\ufe0e\ufe0f]?[\U0001f3fb-\U0001f3ff]?"
    flag = "(?<=\U0001f3f4)[\U000e0020-\U000e007e]+\U000e007f"
    return re.compile(
        f"[{_AMONG_EMOJI}{_INVISIBLE_CLASS}](?:{flag}|(?<={pictograph}){styled}(?:\u200d{pictograph}{styled})*)?"
    )


@cache
def _needed() -> re.Pattern[str]:
    """A character and the invisible one after it that it is spelled with."""
    return re.compile(
        f"(?![{_INVISIBLE_CLASS}])(?:[0-9#*][\ufe0e\ufe0f]"
        f"|[{character_class('HAN')}][\ufe00-\ufe02\U000e0100-\U000e01ef]"
        f"|[{_CJK_MARKS}{_MATHEMATICAL}0\u1000-\u109f\ua840-\ua87f][\ufe00-\ufe02]"
        f"|[{_JOINING}][\u200c\u200d]"
        "|[\u1820-\u18aa]\u180e)"
    )
