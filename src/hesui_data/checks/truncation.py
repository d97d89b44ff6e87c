"""HD504: a response that stops in mid-sentence."""

from __future__ import annotations

from collections.abc import Iterator

from hesui_data.checks.fields import about_code, asked
from hesui_data.length.patterns import Pattern
from hesui_data.pair import Issue, Pair

_SHORT = 16  # code points: of a shorter response nobody can tell
_SHOWN = 12  # code points at the end that a message quotes
_ENDS = frozenset('。！？!?…～~.”"’』」）)】]》>}*`|')
_HANGING = frozenset("，、,：:（(“「『《【[")
_FRAGMENT = Pattern(
    r"(?:[^目标的]的|[和与及或把被]|以及|并且|而且|但是|因为|所以|由于|如果|虽然|并|其中|例如|比如|包括|通过|为了|关于|对于|根据|随着|从而|以便|[也就还更便又]是|我们|不仅|他们的"
    r"|(?<![A-Za-z])(?:the|and|of|to|a|an|in|with|for|or|is|are|that|which|by|from|because|but|their|its))$"
)
_LONE_MARK = Pattern(r"\n\s*(?:\d{1,3}[.、)）．]|[-*•]|[一二三四五六七八九十]、|#{1,6})\s*$")
_PROSE = Pattern("[，。！？,!?]")
_OPEN_ENDED = Pattern(
    "上半|上句|上一句|前半|半句|开头|起始|首句|称呼|抬头|续写|接龙|填空|补全|完形|留白|悬念|标点|分隔|逗号|关键词|提取|标签|拼音|谜语|谜面|引子|引出|导语|标题|改写"
    r"|\b(?:tokens?|prefix|fill|complete|separated|keywords?|csv)\b",
    2,
)


def truncation_issues(pair: Pair) -> Iterator[Issue]:
    """An issue for a response that ends with a comma or colon, a lone list mark, or in mid-phrase.

    Verse, lists, titles and signatures may end without a mark; that alone is no finding.

    >>> [i.message for i in truncation_issues(Pair("谈谈年味", "年味在母亲手里，在父亲笔下\\n也在你我心头"))]
    []
    >>> [i.message for i in truncation_issues(Pair("谈谈年味", "年味是母亲手里的饺子，是父亲贴的春联，"))]
    ['the response seems cut off: "…的饺子，是父亲贴的春联，"']
    """
    response = pair.response.rstrip()
    if len(response) < _SHORT or (response[-1] in _ENDS and not _ends_in_a_mark(response)):
        return
    if _cut(response) and not _OPEN_ENDED.search(asked(pair)) and not about_code(pair):
        offset = len(response) - 1
        yield Issue.of("HD504", field="response", offset=offset, shown=_tail(response))


def _ends_in_a_mark(response: str) -> bool:
    """Whether nothing follows the mark of a list item: ``3.``"""
    return response[-1] in ".)）" and _LONE_MARK.search(response, len(response) - 8) is not None


def _cut(response: str) -> bool:
    last = response[-1]
    if last in _HANGING:
        return not (last in "，,：:" and _in_verse(response, last))
    if _LONE_MARK.search(response, max(0, len(response) - 8)):
        return True
    line = response[response.rfind("\n") + 1 :]
    return _FRAGMENT.search(line) is not None and _PROSE.search(line) is not None and len(line) >= _SHORT


def _in_verse(response: str, mark: str) -> bool:
    """Whether lines end with ``mark`` as a habit, so that the last one says nothing."""
    ends = [line.rstrip()[-1:] for line in response.split("\n") if line.strip()]
    return len(ends) > 1 and ends.count(mark) * 2 > len(ends)


def _tail(text: str) -> str:
    return text[-_SHOWN:].replace("\n", " ")
