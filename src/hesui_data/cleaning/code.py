"""What in a text is program or mark-up, and therefore not for a cleaner to touch."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from hesui_data.length.graphemes import character_class
from hesui_data.patterns import Pattern

_FENCE_START = Pattern(r"[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?(?:(`{3,})[^`]*|(~{3,})[^~]*)$")
_FENCE_END = Pattern(r"[ \t>]*(`{3,}|~{3,})\s*$")
_NOT_ASCII = Pattern(r"[^\x00-\x7f]+")
_CODE_WORD = Pattern("代码|源码|编程|函数|变量|字符串|换行符|转义|正则|命令行|语法错误")
_WRITTEN_SIGN = Pattern(r"<[/\w][^<>\n]{0,9}>|&#?\w{1,32};|\\(?:r\\)?n")
_QUOTES_BEFORE = 500  # characters in which quotes are counted
_OPENING, _CLOSING = "\"'“‘「『（(【[", "\"'”’」』）)】]"
_FOR_WHAT = Pattern(r"\s*来?(?:换行|分隔|隔开|分行|表示(?![衷最热真诚感敬祝慰由]))")
_OF_WHAT = Pattern(r"\s*(?:标签|元素|标记|实体|符号|tag(?![a-z]))")
_BEGINS_TALK = frozenset(_CLOSING + "来换分隔表标元实符t")
"""What a sign that is talked of can be followed by, white space aside: the rest of the two patterns above needs it."""
_LIST_ITEM = Pattern(r"\s*(?:[-*+]|\d{1,9}[.)])[ \t]")


def code_lines(lines: Sequence[str]) -> list[bool]:
    """For each line, whether it lies inside a fence (``` or ~~~) or an indented code block.

    The two fence lines themselves do not. Fences may be indented by any amount, as in list items.
    An indented line of Chinese prose is a paragraph, not code.

    >>> code_lines(["说明", "```", "x = 1 ", "```", "", "    y = 2", "", "    z = 3"])
    [False, False, True, False, False, True, True, True]
    >>> code_lines(["", "    新年好，万事如意"])
    [False, False]
    """
    inside = _fenced_lines(lines)
    last, block_end = -1, -2  # the last line that holds something, and the last one of an indented block
    in_list = False
    for number, line in enumerate(lines):
        if not line.strip():
            continue
        starts = number == 0 or last < number - 1  # at the start or after a blank line
        if not inside[number]:
            item = _LIST_ITEM.match(line) is not None
            if _indentation(line) < (6 if in_list else 4) or (item and in_list):
                in_list = item or (in_list and line[0] in " \t")
            elif block_end == last or (starts and not _han().search(line)):
                first = last + 1 if block_end == last else number
                inside[first : number + 1] = [True] * (number + 1 - first)
                block_end = number
        last = number
    return inside


def _indentation(line: str) -> int:
    """How far ``line`` is indented by spaces and tabs.

    >>> [_indentation(line) for line in ("x", "  x", " \\t x", "\u3000x")]
    [0, 2, 5, 0]
    """
    wide = line.expandtabs(4)
    return len(wide) - len(wide.lstrip(" "))


def _fenced_lines(lines: Sequence[str]) -> list[bool]:
    """For each line, whether it lies between two fence lines, or below one that is never closed."""
    inside = [False] * len(lines)
    fence = ""
    for number, line in enumerate(lines):
        if not fence:
            start = _FENCE_START.match(line)
            fence = (start[1] or start[2]) if start else ""
        elif (end := _FENCE_END.match(line)) and end[1].startswith(fence):
            fence = ""
        else:
            inside[number] = True
    return inside


@cache
def _han() -> re.Pattern[str]:
    return re.compile(f"[{character_class('HAN')}]")


_OTHER_LINE_ENDS = Pattern("[\r\v\f\x85\u2028\u2029](?:(?<=\r)\n)?")  # a class first: the search skips to it


def looks_like_code(text: str) -> bool:
    r"""Whether ``text`` holds, or talks about, program code or mark-up.

    Where it does, a literal ``\n``, a ``<br>`` or an ``&lt;`` may be meant, so no fixer is certain
    of it. ``<br>``, ``<p>`` and ``</p>`` count only where they are talked of.

    >>> [looks_like_code(text) for text in ("新年好<br>万事如意", "用<b>加粗</b>", "两句用<br>隔开", r"print('a\n')")]
    [False, True, True, True]
    """
    return _remembered(text) if len(text) <= _LONGEST_REMEMBERED else _is_code(text)


def _is_code(text: str) -> bool:
    text = _OTHER_LINE_ENDS.sub("\n", text).strip("\n")  # how lines end decides nothing: a ; at one does
    if _CODE_WORD.search(text) or any(map(_is_named, _WRITTEN_SIGN.finditer(text))):
        return True
    # Other signs of code are ASCII; most of a Chinese text is not, and need not be looked at twice.
    rest = _NOT_ASCII.sub("。", text)
    return _has_code_signs(rest) if len(rest) <= _LONGEST_REMEMBERED else bool(_code_signs().search(rest))


@lru_cache(maxsize=1024)  # what is left of Chinese texts is short, and often the same
def _has_code_signs(rest: str) -> bool:
    return _code_signs().search(rest) is not None


_LONGEST_REMEMBERED = 2000  # characters
_remembered = lru_cache(maxsize=64)(_is_code)  # the fixers ask it of the same text, one after the other


def _is_named(sign: re.Match[str]) -> bool:
    r"""Whether this tag, entity or ``\n`` is talked of, not used: “<br>”, <br> 标签, 用\n分隔, [^\n]."""
    text, (start, end) = sign.string, sign.span()
    after = text[end : end + 1]
    if after not in _BEGINS_TALK and not after.isspace() and text[start] != "\\":
        return False
    if _is_quoted(text, start, end) or _FOR_WHAT.match(text, end):
        return True
    if sign[0][0] != "\\":
        return _OF_WHAT.match(text, end) is not None
    around = text[max(0, start - 3) : start] + r"\n" + text[end : end + 10]
    return _meant_backslash().search(around) is not None


def _is_quoted(text: str, start: int, end: int) -> bool:
    """Whether a quotation or bracket opens right before ``start`` and closes right at ``end``."""
    if (
        start == 0
        or text[start - 1] not in _OPENING
        or text[end : end + 1] not in _CLOSING
        or end == len(text)
    ):
        return False
    # In "…"\n"…" the first quote closes: an even number of them stands before the break.
    return text[start - 1] != '"' or text.count('"', max(0, start - _QUOTES_BEFORE), start) % 2 == 1


@cache
def _meant_backslash() -> re.Pattern[str]:
    r"""A ``\n``, with what stands beside it, that is no line break."""
    return re.compile(
        r"\\n(?:abla|eq|e|u|i|ot|otin|eg|ewline|ewcommand|oindent|olimits|onumber|mid|leq)(?![a-z])"  # TeX
        r"|[\[^]\\n|[^\s|]\|\\n(?!\|)|\\n(?:[*+?](?![\s*])|\{)"  # a regular expression
        r"|(?<![A-Za-z])[A-Za-z]:\\n[a-z]"  # a path
        r"|[用以按加插入即是个] ?\\n ?(?:[，。、；,;来分隔结换表作进符代]|$)"  # 用\n分隔
    )


@cache
def _code_signs() -> re.Pattern[str]:
    languages = (
        "x?html5?|xml|css|json|yaml|latex|tex|regexp?|javascript|typescript|python|java|php|sql|mysql"
        "|golang|kotlin|matlab|bash|linux|printf|println|cout|unicode|ascii|utf-?8|c\\+\\+|c#|api"
    )
    signs = (
        r"`|^[ \t>]*~~~",
        r"</?(?!br\b|p>)[a-z][a-z0-9-]*(?:\s[^<>]*)?/?>|<!--|<!doctype|<\?(?:xml|php)",
        rf"(?<![a-z])(?:{languages})(?![a-z])",
        r"(?<!\w)[a-z_]\w*\((?:[\"']|[^()\n]*\)\s*[;{:])",  # a call
        r"^[ \t]*(?:\#include|import\s+\w|from\s+\w+\s+import|def\s+\w|class\s+\w+\s*[:({]|function\s+\w"
        r"|(?:var|let|const)\s+\w+\s*=|select\s.+\sfrom\s)",
        r"[{\[]\s*\"[^\"\n]*\"\s*[:,]",  # JSON
        r"(?<![=!])[=!]=(?!=)|&&|\|\||\$\$",
        r"=[^=;\n]*;[ \t]*$|[)\]\"'}];[ \t]*$|^[ \t]*[{}][ \t]*$|[)\w][ \t]*\{[ \t]*$",  # ends of lines
    )
    return re.compile("|".join(signs), re.IGNORECASE | re.MULTILINE)
