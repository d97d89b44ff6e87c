"""HD511: a response that is the prompt again."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hesui_data.checks.fields import issue_of
from hesui_data.patterns import Pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hesui_data.pair import Issue, Pair

_SHORT = 6  # letters or Han: below that, equal texts may be chance
_NOT_WORDS = Pattern(r"[\W_]+")
_MEANT = Pattern(
    "重复|复述|复读|跟我|照抄|抄写|原样|原文|不变|翻译|改错|纠正|更正|修正|校对|检查|润色|改写|标点|改为|转换"
    "|保留|输出|背诵|默写|填|排序"
    r"|\b(?:repeat|copy|echo|correct|fix|edit|translate|rewrite|say|print|sort)",
    re.IGNORECASE,
)


def echo_issues(pair: Pair) -> Iterator[Issue]:
    """An issue for a response that copies the prompt, whatever the marks and spaces.

    >>> from hesui_data.pair import Pair
    >>> [issue.code for issue in echo_issues(Pair("春节有哪些习俗？", "春节有哪些习俗"))]
    ['HD511']
    >>> list(echo_issues(Pair("请重复：新年快乐", "请重复：新年快乐")))
    []
    """
    prompt, response = pair.prompt, pair.response
    if (
        prompt[:1].lower() != response[:1].lower()
        or not 0.5 * len(prompt) <= len(response) <= 2.1 * len(prompt) + 8
    ):
        return
    asked, got = _plain(prompt), _plain(response)
    if len(asked) >= _SHORT and got in (asked, asked * 2) and not _MEANT.search(prompt):
        yield issue_of("HD511", field="response", offset=0)


def _plain(text: str) -> str:
    return _NOT_WORDS.sub("", text).lower()
