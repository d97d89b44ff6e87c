"""Characters as numbers, and rows as sequences: prompt, START, answer, END.

A digit has one token for each place it can stand in (ones, tens, hundreds): numbers are read digit by digit, and
七十字 is read as 70字.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from hesui_data.length.numerals import parse_number

from . import words

PAD, START, END, UNKNOWN = range(4)
SPECIAL = 4
PLACES = 3

_CHINESE_NUMBER = re.compile("[一二两三四五六七八九十百零]*[十百][一二三四五六七八九十零]*(?=[到至字])")

ALSO = (
    "请写帮我想要求一段条封张首份给送为的，。！？：、；（）【】“”到至于和在不少超过多最低起码正好恰刚整必须等介间之内外上下大概略几约"
    "篇幅全文限制字数每行句节总共分别如果由你来会怎么作代笔替谁需这次发说句话简短点长写成用以让拟撰准备给出编创控制范围尽量能应"
    "致务合计十二三四五六七八九百两零~-—·\n　"
)
"""Characters of the ways in which a prompt can be reworded, beside those of the grammar."""


def alphabet() -> tuple[str, ...]:
    """Every character that has a token of its own, digits left out, in a fixed order.

    >>> "福" in alphabet(), "5" in alphabet()
    (True, False)
    """
    texts = (one for found in vars(words).values() if isinstance(found, tuple) for one in found)
    known = set("".join((*texts, ALSO))) - set("0123456789{}") - set("abcdefghijklmnopqrstuvwxyz")
    return tuple(sorted(known))


_CHARACTERS = alphabet()
_NUMBERS = {character: SPECIAL + at for at, character in enumerate(_CHARACTERS)}
_FIRST_DIGIT = SPECIAL + len(_CHARACTERS)
SIZE = _FIRST_DIGIT + 10 * PLACES
"""How many tokens there are."""


def encode(text: str) -> list[int]:
    """The tokens of ``text``.

    >>> decode(encode("写120字"))
    '写120字'
    >>> encode("写七十字") == encode("写70字")
    True
    >>> encode("7")[0] == encode("17")[1], encode("7")[0] == encode("70")[0]
    (True, False)
    """
    found: list[int] = []
    text = _CHINESE_NUMBER.sub(lambda match: str(parse_number(match[0]) or match[0]), text)
    for part in re.findall(r"[0-9]+|[^0-9]", text):
        if part[0] in "0123456789":
            found += [_digit(int(d), len(part) - 1 - at) for at, d in enumerate(part)]
        else:
            found.append(_NUMBERS.get(part, UNKNOWN))
    return found


def decode(tokens: list[int]) -> str:
    """The text of ``tokens`` up to END; what has no character is left out.

    >>> decode([*encode("新年好"), END, *encode("多余")])
    '新年好'
    """
    text = ""
    for token in tokens:
        if token == END:
            break
        if token >= _FIRST_DIGIT:
            text += str((token - _FIRST_DIGIT) % 10)
        elif token >= SPECIAL:
            text += _CHARACTERS[token - SPECIAL]
    return text


def _digit(digit: int, place: int) -> int:
    return _FIRST_DIGIT + 10 * min(place, PLACES - 1) + digit


@dataclass(frozen=True, slots=True)
class Sequence:
    """A row as tokens; ``prompt`` ends with START, ``answer`` with END."""

    prompt: tuple[int, ...]
    answer: tuple[int, ...]

    @classmethod
    def of(cls, prompt: str, answer: str = "") -> Sequence:
        """The sequence of a row; of a question if there is no ``answer``.

        >>> Sequence.of("写", "好").prompt[-1] == START, Sequence.of("写", "好").answer[-1] == END
        (True, True)
        """
        said = (*encode(answer), END) if answer else ()
        return cls((*encode(prompt), START), tuple(said))
