"""HD505: a response that goes round in circles."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from hesui_data.checks.fields import about_code, asked, issue_of
from hesui_data.patterns import Pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hesui_data.pair import Issue, Pair

_SHORT = 24  # code points: a shorter response cannot go round
_TAIL = 10
_LONGEST = 40  # code points of what is repeated at the end
_BREAK = Pattern(r"[。！？!?；;\n]+|(?<=[a-z])\.\s")
_CLAUSE = Pattern(r"[，,、。！？!?；;\n]+|(?<=[a-z])\.\s")
_MARKS = ("，", "。", "！", "\n", ". ", ", ")
_RUN = Pattern(r"([^\W\d_哈啊呵嘻嘿嗯啦哦呜哇咚滴叮当铃汪喵咩噗嘟轰xXzZ])\1{11,}")
_WORDS = Pattern(r"[\u3400-\u9fff]|[A-Za-z]+")  # what is weighed: a Han, or a word of letters
_REPEATED_WHOLES = (
    (_BREAK, 8, 3),
    (_CLAUSE, 6, 4),
    (_CLAUSE, 4, 6),
)  # how it is split, least words, least times
_MEANT = Pattern(
    "歌|副歌|诗|词|曲|绕口令|重复|复读|复述|遍|排比|回环|顶真|反复|叠|循环|咒|rap|说唱|口号|顺口溜|童谣|儿歌"
    "|民谣|列表|表格|清单|数组|矩阵|对话|台词|剧本|倒背|倒序|排列|组合|抄写|经文|评论|标注|分类|随机|样本"
    "|数据集"
    r"|\b(?:repeat|song|lyrics|poem|chorus|loop|list|table|times|classify|label|random)",
    re.IGNORECASE,
)


def repetition_issues(pair: Pair) -> Iterator[Issue]:
    """An issue for a sentence or clause that stands in the response again and again.

    >>> from hesui_data.pair import Pair
    >>> [i.message for i in repetition_issues(Pair("谈谈春节", "春节是团圆的日子。我们都要回家过年。" * 4))]
    ['"春节是团圆的日子" stands 4 times in the response']
    """
    if len(pair.response) < _SHORT or not _suspicious(pair.response):
        return
    found = _repeated(pair.response)
    if found and not _MEANT.search(asked(pair)) and not about_code(pair) and "|" not in pair.response:
        shown, times = found
        offset = pair.response.find(shown)
        short = shown if len(shown) <= 24 else shown[:23] + "…"
        yield issue_of("HD505", field="response", offset=offset, shown=short, times=times)


def _suspicious(text: str) -> bool:
    """A cheap look: does the end stand elsewhere, or does anything between marks come back?"""
    if text.count(text[-6:]) > 2:
        return True
    for mark in _MARKS:
        if text.count(mark) > 2:
            parts = text.split(mark)
            blanks = parts.count("")
            if len(set(parts)) - (blanks > 0) < len(parts) - blanks - 1:
                return True
    return text[-1] * 4 == text[-4:]


def _repeated(text: str) -> tuple[str, int] | None:
    """What stands there again and again, and how often."""
    for split, size, least in _REPEATED_WHOLES:
        counted = Counter(part.strip() for part in split.split(text))
        for part, times in counted.most_common(4):
            if times >= least and len(_WORDS.findall(part)) >= size:
                return part, times
    if run := _RUN.search(text):
        return run[1], len(run[0])
    return _loop(text)


def _loop(text: str) -> tuple[str, int] | None:
    """What the end of ``text`` repeats without a mark in between."""
    for size in range(2, _LONGEST):
        unit = text[-size:]
        if text.endswith(unit * 4) and len(set(_WORDS.findall(unit))) > 2:
            return unit, text.count(unit)
    tail = text[-_TAIL:] if not text[-_TAIL:].isascii() else text[-4 * _TAIL :]
    times = text.count(tail)
    if times < 4 or len(set(_WORDS.findall(tail))) < 4:
        return None
    return tail.strip(), times
