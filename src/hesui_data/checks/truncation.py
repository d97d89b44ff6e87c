"""HD504: a response that stops in mid-sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hesui_data.checks.fields import about_code, asked, issue_of
from hesui_data.patterns import Pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hesui_data.pair import Issue, Pair

_SHORT = 16  # code points: of a shorter response nobody can tell
_PROSE_LENGTH = (
    50  # code points: from here on a missing mark tells something, among sentences that have theirs
)
_SHOWN = 12  # code points at the end that a message quotes
_ENDS = frozenset('。！？!?…～~.”"’』」）)】]》>}*`|')
_HANGING = frozenset("；，、,：:（(“「『《【[")
_FRAGMENT = Pattern(  # words that no Chinese or English sentence ends with
    r"(?:(?<![祥温暖平总饱共谦缓柔谐随])和|(?<![参给赠])与|以及|(?<![一两几])把|并且|而且|但是|因为|所以|由于"
    r"|如果|虽然|例如|比如|包括"
    r"|为了|关于|对于|随着|从而|以便|不仅|他们已经|[祝愿][您你]|(?<![方走面意倾导朝取趋一])向"
    r"|(?<![A-Za-z])(?:the|and|of|a|an|but|because|their|its|than))$"
)
_CLOSED = Pattern(  # what a greeting, a signature or chatty line ends with, mark or no mark
    "(?:快乐|吉祥|如意|安康|大吉|幸福|健康|平安|顺利|兴隆|美满|成功|好运|圆满|敬上|拜上|[春福安旺喜好啦了吧呀哦啊呢吗嘛您你家年们上字])$"
)
_SENTENCE_END = Pattern("[。！？]")
_PARAGRAPH_END = Pattern("[。！？”]\\s*\\n[^\\n]*$")  # the last line but one ends as a paragraph does
_HAN_END = Pattern("[\u3400-\u9fff]$")
_NO_PROSE = Pattern("[0-9#@*|/:：—《“]|译|诗|词|歌|translate", re.IGNORECASE)
_LONE_MARK = Pattern(r"\n\s*(?:\d{1,3}[.、)）．]|[-*•]|[一二三四五六七八九十]、|#{1,6})\s*$")
_PROSE = Pattern("[，。！？,!?]")
_OPEN_ENDED = Pattern(
    "上半|上句|上一句|前半|半句|首句|续写|接龙|填空|补全|完形|留白|悬念|标点|分隔|逗号|关键词|提取|标签|拼音|谜语|谜面"
    "|(?:的|个|句)(?:开头|称呼|抬头|导语|引子|起始)(?:[，。？！]|$)"
    r"|\b(?:tokens?|prefix|fill|complete|separated|keywords?|csv)\b",
    re.IGNORECASE,
)


def truncation_issues(pair: Pair) -> Iterator[Issue]:
    """An issue for a response that ends with a comma or colon, a lone list mark, or in mid-phrase.

    Verse, lists, titles and signatures may end without a mark; that alone is no finding.

    >>> from hesui_data.pair import Pair
    >>> [i.message for i in truncation_issues(Pair("谈谈年味", "年味在母亲手里，在父亲笔下\\n也在你我心头"))]
    []
    >>> [i.message for i in truncation_issues(Pair("谈谈年味", "年味是母亲手里的饺子，是父亲贴的春联，"))]
    ['the response seems cut off: "…的饺子，是父亲贴的春联，"']
    """
    response = pair.response.rstrip()
    if "```" in response and _ends_inside_a_fence(response):
        yield issue_of("HD504", field="response", offset=len(response) - 1, shown=_tail(response))
        return
    if len(response) < _SHORT or (response[-1] in _ENDS and not _ends_in_a_mark(response)):
        return
    if not _cut(response) or _OPEN_ENDED.search(asked(pair)):
        return
    if not (response[-1].isascii() and about_code(pair)):
        offset = len(response) - 1
        yield issue_of("HD504", field="response", offset=offset, shown=_tail(response))


def _ends_inside_a_fence(response: str) -> bool:
    """Whether a code fence was opened and never closed, and its last line is no sentence."""
    fences = [line for line in response.split("\n") if line.lstrip().startswith("```")]
    return len(fences) % 2 == 1 and response[-1] not in ".。！？!?`"


def _ends_in_a_mark(response: str) -> bool:
    """Whether nothing follows the mark of a list item: ``3.``"""
    return response[-1] in ".)）" and _LONE_MARK.search(response, len(response) - 8) is not None


def _cut(response: str) -> bool:
    last = response[-1]
    if last in _HANGING:
        return not (last in "，,：:；" and _in_verse(response, last))
    if _LONE_MARK.search(response, max(0, len(response) - 8)):
        return True
    line = response[response.rfind("\n") + 1 :]
    if _stops_short(response, line):
        return True
    return _FRAGMENT.search(line) is not None and _PROSE.search(line) is not None and len(line) >= _SHORT


def _stops_short(response: str, line: str) -> bool:
    """Whether there are sentences with their marks, and then, as prose, some words without one."""
    if len(response) < _PROSE_LENGTH or response.count("。") < 2:
        return False
    words = _SENTENCE_END.split(line)[-1]
    if words == line and ("，" not in line or len(line) < _SHORT or not _PARAGRAPH_END.search(response)):
        return False
    return (
        len(words) >= 4
        and _HAN_END.search(words) is not None
        and not _CLOSED.search(words)
        and not _NO_PROSE.search(words)
    )


def _in_verse(response: str, mark: str) -> bool:
    """Whether lines end with ``mark`` as a habit, so that the last one says nothing."""
    ends = [line.rstrip()[-1:] for line in response.split("\n") if line.strip()]
    habit = len(ends) > 1 and ends.count(mark) * 2 > len(ends)
    return habit or (mark == "；" and response.count(mark) > 1)


def _tail(text: str) -> str:
    return text[-_SHOWN:].replace("\n", " ")
