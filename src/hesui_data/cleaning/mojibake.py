"""UTF-8 that was read as Windows-1252 or Latin-1, where it is certain."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from hesui_data.patterns import Pattern

_CP1252 = {bytes([b]).decode("cp1252", "replace"): b for b in range(0x80, 0xA0)}
_BYTE_OF = {chr(b): b for b in range(0x80, 0x100)} | {c: b for c, b in _CP1252.items() if c != "\ufffd"}
_TAILS = re.escape("".join(c for c, b in _BYTE_OF.items() if b < 0xC0))
_CANDIDATE = Pattern(f"[\xc2-\xf4][{_TAILS}]")
_MOST_LAYERS = 3  # text that was read wrongly more often than this is left alone


def fix_mojibake(text: str) -> str:
    """UTF-8 read as Windows-1252 or Latin-1, read again as it was meant.

    Only where the letters make no sense otherwise: a lone ``Ã”`` (HÃ”TEL) or ``É…`` may be meant,
    and a text about encodings shows such letters on purpose. 锟斤拷 has lost its bytes and stays.

    >>> fix_mojibake("æ–°å¹´å¥½ï¼\x8c donâ€™t worry"), fix_mojibake("RETWEET SE VOCÊ…")
    ('新年好， don’t worry', 'RETWEET SE VOCÊ…')
    """
    if not _CANDIDATE.search(text):
        return text
    sure, spread, talked_of = _patterns()
    if not sure.search(text) or talked_of.search(text):
        return text
    fixed = text
    for _ in range(_MOST_LAYERS):
        fixed = spread.sub(lambda found: _reread(found[0]), before := fixed)
        if fixed == before or not sure.search(fixed):
            return fixed
    return text


def _reread(letters: str) -> str:
    """``letters`` as bytes read as UTF-8, or as they are when that gives no text."""
    try:
        read = bytes(_BYTE_OF[letter] for letter in letters).decode()
    except UnicodeDecodeError:
        return letters
    return letters if any(unicodedata.category(c) in {"Cc", "Cn", "Co"} for c in read) else read


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """What is surely mojibake, what is read again once that was found, and talk about encodings."""
    # These follow letters in sound text too: quotes, dots, dashes, ordinals, and letters such as š.
    sound = "…’”“‘»–—™•·´ªº°²³¹\xa0\xadšœžŠŒŽŸ"
    odd = f"(?![{sound}])[{_TAILS}]"
    odd_after_a = f"[ªº°²³¹]|{odd}"  # Ãª is never meant, although 1ª is
    closing = "…’”“‘»–—™\xa0"
    tail = f"[{_TAILS}]"
    two = f"[\xc4-\xdf]{tail}"
    three = f"[\xe0-\xef]{tail}{{2}}"
    four = f"[\xf0-\xf4]{tail}{{3}}"
    beside = "[\x80-\u2fff]"  # a sign beside other signs may be a picture made of them: ¸˛Ç◊ı˜Â¯˘¿
    sure = (
        f"(?<!{beside})(?:[\xc2\xc3](?:{odd_after_a}))+(?!{beside})|(?<!\\w)\xc3\xa0|(?<![A-Z\xc0-\xde])\xc2\xa0"
        f"|(?:{two}){{3}}|{four}"
        f"|[\xe0-\xef](?:{odd}{tail}|{tail}{odd})|(?:{three}){{2}}"
    )
    spread = f"[\xc2\xc3]{tail}|(?:{two}){{3,}}|[\xc4-\xdf](?![{closing}]){tail}|{three}|{four}"
    talk = r"乱码|编码|字符集|mojibake|encod|charset|utf-?8|latin-?1|cp1252|gbk|unicode"
    return re.compile(sure), re.compile(spread), re.compile(talk, re.IGNORECASE)
