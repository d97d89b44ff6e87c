"""HD506: a response in another language than the prompt, which did not ask for it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hesui_data.checks.fields import about_code, asked, issue_of, rest
from hesui_data.patterns import Pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hesui_data.pair import Issue, Pair

_HAN = Pattern("[\u3400-\u9fff]")
_KANA = Pattern("[\u3041-\u30fa]")
_HANGUL = Pattern("[\uac00-\ud7a3]")
_CYRILLIC = Pattern("[\u0400-\u04ff]")
_WORD = Pattern(r"[A-Za-z]+(?:['’-][A-Za-z]+)*")
_QUOTED_WORD = Pattern(r"(?<![A-Za-z])[a-z]{3,}")  # a word that the answer may be about
_ENGLISH = Pattern(r"\b(?:the|and|of|to|is|are|you|for|in|with|a|your|this|that|it|we|I)\b")
_ASKS = Pattern(  # any word that makes another language, or no language at all, a fair answer
    "[英法德日俄韩外][语文]|译|日本|韩国|俄罗斯|中文|汉语|双语|西班牙|葡萄牙|阿拉伯|意大利|拉丁|泰语|越南"
    "|语言|单词|词汇|拼音|缩写|字母|音标|邮箱|网址|域名|昵称|用户名|歌|品牌|命名|口语|雅思|托福|四级|六级"
    "|时态|语法"
    "|Chinese|Mandarin|Japan|Korea|Russia|translat|language|English|French|Germany?|Spanish",
    re.IGNORECASE,
)
_CHINESE, _OTHERS = ("中文", "Chinese"), (
    (_KANA, 8, ("日文", "Japanese")),
    (_HANGUL, 8, ("韩文", "Korean")),
    (_CYRILLIC, 16, ("俄文", "Russian")),
)  # fmt: skip
_ENGLISH_NAME = ("英文", "English")


def language_issues(pair: Pair) -> Iterator[Issue]:
    """An issue for a Chinese prompt that is answered in English (or Japanese …), and the reverse.

    >>> from hesui_data.pair import Pair
    >>> prompt, answer = "写一段春节祝福", "May the new year bring you and your family joy and health."
    >>> [issue.message for issue in language_issues(Pair(prompt, answer))]
    ['the prompt is in Chinese, the response in English']
    >>> list(language_issues(Pair("用英文" + prompt, answer)))
    []
    """
    if pair.prompt.isascii():
        names = _from_english(pair)
    elif 2 * len(rest(pair.response)) > len(pair.response):
        names = _from_chinese(pair)
    else:
        names = None
    if names and not _ASKS.search(asked(pair)) and not about_code(pair):
        yield issue_of("HD506", field="response", offset=0, asked=names[0], got=names[1])


_Names = tuple[tuple[str, str], tuple[str, str]]


def _from_chinese(pair: Pair) -> _Names | None:
    """The two languages if the prompt is Chinese prose and the response is in another language."""
    if len(_HAN.findall(pair.prompt)) < 4 or _QUOTED_WORD.search(pair.prompt):
        return None
    for letters, least, name in _OTHERS:
        if len(letters.findall(pair.response)) >= least:
            return _CHINESE, name
    if (
        not _HAN.search(pair.response)
        and len(_WORD.findall(pair.response)) >= 7
        and len(_ENGLISH.findall(pair.response)) >= 2
    ):
        return _CHINESE, _ENGLISH_NAME
    return None


def _from_english(pair: Pair) -> _Names | None:
    """The two languages if the prompt is English prose and the response mostly Han."""
    if pair.response.isascii() or len(_WORD.findall(pair.prompt)) < 5 or not _ENGLISH.search(pair.prompt):
        return None
    han = len(_HAN.findall(pair.response))
    if han < 12 or han < len(_WORD.findall(pair.response)):
        return None
    return _ENGLISH_NAME, (_CHINESE if not _KANA.search(pair.response) else _OTHERS[0][2])
