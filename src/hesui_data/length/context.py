"""Where a demand stands: its clause, its sentence, and quoted material around it."""

from __future__ import annotations

import re

_SENTENCE_ENDS = "。！？!?\n；;"
_CLAUSE_ENDS = _SENTENCE_ENDS + "，,：:"
_MATERIAL = re.compile(r'"""|```|“[^“”]{16,}+”|「[^「」]{16,}+」|"[^"\n]{40,}+"')


def clause_start(text: str, position: int) -> int:
    """Where the clause around ``position`` begins, at most 80 characters back."""
    return _start(text, position, _CLAUSE_ENDS)


def sentence_start(text: str, position: int) -> int:
    """Where the sentence around ``position`` begins, at most 200 characters back."""
    return _start(text, position, _SENTENCE_ENDS, reach=200)


def line_start(text: str, position: int) -> int:
    return text.rfind("\n", 0, position) + 1


def clause_end(text: str, position: int) -> int:
    """Where the clause around ``position`` ends, at most 80 characters on."""
    return _end(text, position, _CLAUSE_ENDS)


def sentence_end(text: str, position: int) -> int:
    """Where the sentence around ``position`` ends, at most 200 characters on."""
    return _end(text, position, _SENTENCE_ENDS, reach=200)


def _start(text: str, position: int, ends: str, reach: int = 80) -> int:
    stop = max(0, position - reach)
    while position > stop and text[position - 1] not in ends:
        position -= 1
    return position


def _end(text: str, position: int, ends: str, reach: int = 80) -> int:
    stop = min(len(text), position + reach)
    while position < stop and text[position] not in ends:
        position += 1
    return position


def material(text: str) -> list[tuple[int, int]]:
    """Spans of quoted material, which makes no demand: fences, and quotations longer than a phrase.

    >>> material('总结：\\"\\"\\"写了800字\\"\\"\\"，20字')
    [(3, 15)]
    """
    if '"""' not in text and "```" not in text and "“" not in text and "「" not in text and '"' not in text:
        return []
    spans: list[tuple[int, int]] = []
    position = 0
    while match := _MATERIAL.search(text, position):
        end = match.end()
        if match[0] in ('"""', "```"):
            close = text.find(match[0], end)
            end = close + 3 if close >= 0 else len(text)
        spans.append((match.start(), end))
        position = end
    return spans
