"""Write ``src/hesui_data/length/unicode_ranges.py`` from the properties that the ``regex`` package knows.

The counters must not change with the Python that runs them, so the few properties they need are
committed. Run this when Unicode has moved on: ``python tools/make_unicode_ranges.py``.
"""

from __future__ import annotations

import textwrap
from pathlib import Path

import regex

TARGET = Path(__file__).parents[1] / "src/hesui_data/length/unicode_ranges.py"

TABLES = {
    "HAN": (r"\p{Script=Han}", "The script Han: ideographs, radicals, 〇 and 々."),
    "SYLLABIC": (
        r"[[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}ー〆〼ｰ]--[\p{M}\p{Cn}]--[\p{S}]]",
        "Kana and bopomofo letters.",
    ),
    "LETTERS": (
        r"[[\p{L}\p{Nd}]--[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}ー〆〼ｰ]"
        r"--[\p{Grapheme_Extend}]]",
        "Letters and decimal digits of every other script: what makes a run.",
    ),
    "TRANSPARENT": (
        r"[\p{M}\p{Cf}\p{Grapheme_Extend}[[\p{Cc}\p{GCB=Control}]--\p{White_Space}--[\x1c-\x1f]]]",
        "Combining, format and control characters: nothing a reader counts.",
    ),
    "CONTROL": (r"[\p{GCB=Control}\r\n]", "Grapheme break: Control, CR and LF."),
    "EXTEND": (r"\p{GCB=Extend}", "Grapheme break: Extend."),
    "SPACING_MARK": (r"\p{GCB=SpacingMark}", "Grapheme break: SpacingMark."),
    "PREPEND": (r"\p{GCB=Prepend}", "Grapheme break: Prepend."),
    "PICTOGRAPHIC": (r"\p{Extended_Pictographic}", "What an emoji can be built from."),
    "EMOJI_PRESENTATION": (r"\p{Emoji_Presentation}", "Shown as emoji without U+FE0F."),
    "CONJUNCT_CONSONANT": (r"\p{InCB=Consonant}", "Indic conjunct break: Consonant."),
    "CONJUNCT_LINKER": (r"\p{InCB=Linker}", "Indic conjunct break: Linker."),
}


def ranges(pattern: str) -> str:
    """The code points that ``pattern`` matches, as hexadecimal ranges."""
    member = regex.compile(pattern, regex.V1)
    found: list[list[int]] = []
    for code in range(0x110000):
        if not member.match(chr(code)):
            continue
        if found and found[-1][1] == code - 1:
            found[-1][1] = code
        else:
            found.append([code, code])
    return " ".join(f"{a:X}" if a == b else f"{a:X}-{b:X}" for a, b in found)


def module() -> str:
    """The source of the module."""
    parts = [
        '"""Ranges of the Unicode character database that the counters need, Unicode 17.\n\n'
        "Written by tools/make_unicode_ranges.py; Unicode data files licence (Unicode-DFS-2016).\n"
        '"""\n\nfrom __future__ import annotations\n'
    ]
    for name, (pattern, meaning) in TABLES.items():
        body = textwrap.fill(ranges(pattern), width=108, break_on_hyphens=False)
        parts.append(f'\n{name} = """\n{body}\n"""\n"""{meaning}"""\n')
    return "".join(parts)


if __name__ == "__main__":
    TARGET.write_text(module(), encoding="utf-8", newline="\n")
