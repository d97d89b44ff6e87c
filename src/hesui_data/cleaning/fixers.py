"""The fixers: one ``str -> str`` for each kind of dirt, and the order in which they are applied.

Each leaves its own output alone, and none joins two lines that hold something.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from hesui_data.cleaning.code import code_lines, looks_like_code
from hesui_data.cleaning.invisible import remove_invisible
from hesui_data.cleaning.mojibake import fix_mojibake
from hesui_data.patterns import Pattern

Fixer = Callable[[str], str]

SPACES = " \t\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
"""Every character that leaves an empty place in a line."""

# A class first, here and below: the search skips to it.
_LINE_END = Pattern("[\r\v\f\x85\u2028\u2029](?:(?<=\r)\n)?")
_ENTITY = Pattern(r"&(?:amp;)*(?P<name>#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_HTML_BREAK = Pattern(r"<(?:/?br\s*/?|/p)>", re.IGNORECASE)
_ONE_BREAK_AT_LINE_END = Pattern(r"</?br\s*/?>[ \t]*$", re.IGNORECASE)
_PARAGRAPH_AT_LINE_START = Pattern(r"(\A|</?br\s*/?>|</p>)(\s*)<p>", re.IGNORECASE)
_PARAGRAPH = Pattern(r"<p>", re.IGNORECASE)
_BACKSLASH_N = Pattern(r"\\(?:r\\)?n")
_OTHER_BACKSLASH = Pattern(r"\\(?!t(?![a-z])|[\"'/])")
_TRAILING_SPACE = Pattern(rf"[{SPACES}](?=\n|\Z)")
_BLANK_LINES = Pattern(rf"\n[{SPACES}]*\n[{SPACES}]*\n")


def decode_entities(text: str) -> str:
    """HTML entities as the characters they stand for, however often the ``&`` was escaped.

    A text that holds or talks about code or mark-up stays, and so does one in which tags or further
    entities would come out.

    >>> decode_entities("&ldquo;新年&rdquo;&amp;&#x798f; 3 &amp;lt; 5")
    '“新年”&福 3 < 5'
    >>> decode_entities("&lt;b&gt;加粗&lt;/b&gt;")
    '&lt;b&gt;加粗&lt;/b&gt;'
    """
    if "&" not in text or not _ENTITY.search(text):
        return text
    decoded = _ENTITY.sub(_decoded, text)
    if decoded == text or looks_like_code(text) or looks_like_code(decoded):
        return text
    left = _ENTITY.sub(_decoded, decoded) != decoded
    return text if left or len(_HTML_BREAK.findall(decoded)) > len(_HTML_BREAK.findall(text)) else decoded


def _decoded(entity: re.Match[str]) -> str:
    return _character_of(f"&{entity['name']};")


@lru_cache(maxsize=1024)
def _character_of(name: str) -> str:
    """What the entity ``name`` stands for; itself where that is unknown."""
    import html

    character = html.unescape(name)
    if character in {name, "\ufffd"} or character.endswith(";"):  # unknown, or known only without the ";"
        return name
    return character


def normalize_line_ends(text: str) -> str:
    """CR LF, CR, VT, FF, U+0085, U+2028 and U+2029 as LF.

    >>> normalize_line_ends("新年好\\r\\n万事如意\\u2028平安")
    '新年好\\n万事如意\\n平安'
    """
    return _LINE_END.sub("\n", text)


def compose(text: str) -> str:
    """In Unicode's form NFC; never NFKC, which would turn ，！① ｋ㎡ into , ! 1 k m2.

    >>> compose("cafe\\u0301 ，！①㎡")
    'café ，！①㎡'
    """
    return unicodedata.normalize("NFC", text)


def break_at_html(text: str) -> str:
    """``<br>`` and ``</p>`` as line breaks, ``<p>`` taken away, in a text without other mark-up.

    A ``<br>`` that ends a line is that line's break, not a second one. In a line with ``|`` they
    stay: a cell of a Markdown table cannot be broken otherwise.

    >>> break_at_html("新年好<br>万事如意<br/><br/>平安"), break_at_html("用 <br> 标签换行")
    ('新年好\\n万事如意\\n\\n平安', '用 <br> 标签换行')
    """
    if "<" not in text or not _HTML_BREAK.search(text) or looks_like_code(text):
        return text
    return "\n".join(line if "|" in line else _line_broken_at_html(line) for line in text.split("\n"))


def _line_broken_at_html(line: str) -> str:
    line = _PARAGRAPH_AT_LINE_START.sub(r"\1\2", line)
    line = _PARAGRAPH.sub("\n", line)
    return _HTML_BREAK.sub("\n", _ONE_BREAK_AT_LINE_END.sub("", line))


def break_at_backslash_n(text: str) -> str:
    r"""A backslash with an ``n`` (or ``\r\n`` spelled out) as a line break, where nothing else is possible.

    A text with other backslashes (``\alpha``, ``C:\Users``), with code, or that talks of ``\n`` stays.

    >>> break_at_backslash_n(r"新年好\n万事如意")
    '新年好\n万事如意'
    >>> break_at_backslash_n(r"梯度 \nabla f") == r"梯度 \nabla f"
    True
    """
    if "\\n" not in text or looks_like_code(text) or not _breaks_are_spelled_out(text):
        return text
    return _BACKSLASH_N.sub("\n", text)


def _breaks_are_spelled_out(text: str) -> bool:
    """Whether every backslash in ``text`` can be read, and one ``\\n`` begins no Latin word (as in ``\\new``)."""
    ends = [found.end() for found in _BACKSLASH_N.finditer(text)]
    other = _OTHER_BACKSLASH.search(_BACKSLASH_N.sub("", text))
    return other is None and not all("a" <= text[end : end + 1] <= "z" for end in ends)


def strip_trailing_space(text: str) -> str:
    """Without white space at the end of lines, except inside code.

    Also not the two spaces that mean a hard break in Markdown: the line end itself stays.

    >>> strip_trailing_space("　　新年好　\\n```\\nx = 1 \\n``` ")
    '　　新年好\\n```\\nx = 1 \\n```'
    """
    if not _TRAILING_SPACE.search(text):
        return text
    lines = text.split("\n")
    return "\n".join(
        line if in_code else line.rstrip(SPACES)
        for line, in_code in zip(lines, code_lines(lines), strict=True)
    )


def squeeze_blank_lines(text: str) -> str:
    """At most one blank line in a row, except inside code.

    >>> squeeze_blank_lines("新年好\\n\\n\\n\\n万事如意")
    '新年好\\n\\n万事如意'
    """
    if not _BLANK_LINES.search(text):
        return text
    lines = text.split("\n")
    kept: list[str] = []
    follows_blank = False
    for line, in_code in zip(lines, code_lines(lines), strict=True):
        blank = not in_code and not line.strip(SPACES)
        if not (blank and follows_blank):
            kept.append(line)
        follows_blank = blank
    return "\n".join(kept)


def drop_outer_blank_lines(text: str) -> str:
    """Without blank lines at the start and the end; the first line keeps its indentation.

    >>> drop_outer_blank_lines("\\n \\n　　新年好\\n\\n")
    '　　新年好'
    """
    body = text.lstrip(SPACES + "\n")
    if not body:
        return ""
    start = text.rfind("\n", 0, len(text) - len(body)) + 1
    end = text.find("\n", len(text.rstrip(SPACES + "\n")))
    return text[start:] if end < 0 else text[start:end]


FIXERS: dict[str, Fixer] = {
    fix.__name__: fix
    for fix in (
        fix_mojibake,
        decode_entities,
        normalize_line_ends,
        remove_invisible,
        compose,
        break_at_html,
        break_at_backslash_n,
        strip_trailing_space,
        squeeze_blank_lines,
        drop_outer_blank_lines,
    )
}
"""Name → fixer, in the order of application: what reads a character comes before what looks at lines."""

WHITE_SPACE_FIXERS = ("strip_trailing_space", "squeeze_blank_lines", "drop_outer_blank_lines")
"""Those that take away white space and nothing else."""

GUESSING_FIXERS = ("decode_entities", "break_at_html", "break_at_backslash_n")
"""Those that need to know that a text is no code."""
