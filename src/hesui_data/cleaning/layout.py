"""Layout that was lost before a text came here: items or couplet halves run together on one line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hesui_data.cleaning.code import code_lines
from hesui_data.cleaning.fixers import SPACES
from hesui_data.patterns import Pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hesui_data.pair import Issue, Pair

_HAN_NUMBERS = "一二三四五六七八九十"
_SECOND_MARK = Pattern(r"[2２二下](?<=[^\n].)(?:(?<!下)[.．、)）]|(?<=下)联[:：])")
"""A second mark that does not begin its line, without which nothing is lost. A class first: the search skips to it."""

_COUPLET = Pattern(r"(上联[:：])[^\n]{2,80}?(下联[:：])(?=[^\n]{2})(?:[^\n]{2,80}?(横[批联额][:：]))?")
_MARK = Pattern(
    rf"(?<![0-9０-９.．A-Za-z第#＃（({_HAN_NUMBERS}])"
    rf"(?P<number>[0-9０-９]{{1,2}}(?!、[0-9０-９])|[{_HAN_NUMBERS}]{{1,3}}(?=、))(?P<point>[.．、)）])(?![0-9０-９])"
)
_WIDEST_SPACE = 40  # characters that are looked at before a mark
_SHORTEST_ITEM = 2  # characters; between "1、2、3" there is nothing
_SHORTEST_SENTENCE = 12  # characters of an item that is more than a word in an enumeration


def lost_layout(text: str) -> tuple[str, ...]:
    """The marks in ``text`` that look as if each had begun a line of its own; mostly none.

    They count up from one, stand on one line, and each follows the end of a sentence or a space.
    Numbers within a sentence (1、2、3; ①快；②好; 第一…第二…), decimals and years are no such marks.

    >>> lost_layout("一、开场白。二、正文。三、结语。"), lost_layout("上联：春满人间 下联：福临门第")
    (('一、', '二、', '三、'), ('上联：', '下联：'))
    >>> lost_layout("把1、2、3号桌排成一行，气温1.5度。2.3米"), lost_layout("一、二年级放假")
    ((), ())
    """
    return tuple(text[start:end] for start, end in _marks(text))


def restore_layout(text: str) -> str:
    """``text`` with a break before each of the marks that ``lost_layout`` finds.

    >>> restore_layout("祝词如下：一、开场白。 二、正文。")
    '祝词如下：\\n一、开场白。\\n二、正文。'
    """
    while (broken := _broken_before_marks(text)) != text:  # what was one line may show more once it is broken
        text = broken
    return text


def _broken_before_marks(text: str) -> str:
    pieces, done = [], 0
    for start, _ in _marks(text):
        before = text[done:start].rstrip(SPACES)
        if before and not before.endswith("\n"):
            pieces += [before, "\n"]
            done = start
    return "".join([*pieces, text[done:]])


def restore_pair(pair: Pair) -> Pair:
    """``pair`` with the layout of its response restored, as a step; the same object if nothing was lost.

    >>> from hesui_data.pair import Pair
    >>> restore_pair(Pair("写对联", "上联：春满人间 下联：福临门第")).steps
    (Step(name='restore_layout', field='response', detail='上联： 下联：'),)
    """
    marks = lost_layout(pair.response)
    if not marks:
        return pair
    from hesui_data.pair import Step

    step = Step("restore_layout", "response", " ".join(marks))
    return pair.edit(step, response=restore_layout(pair.response))


def layout_issues(pair: Pair) -> Iterator[Issue]:
    """An issue when the layout of the response looks lost.

    >>> from hesui_data.pair import Pair
    >>> [issue.message for issue in layout_issues(Pair("写对联", "上联：春满人间 下联：福临门第"))]
    ['the layout looks lost: 上联： 下联： stand on one line']
    """
    marks = _marks(pair.response)
    if marks:
        from hesui_data.pair import Issue

        named = " ".join(pair.response[start:end] for start, end in marks)
        yield Issue.of("HD301", field="response", offset=marks[1][0], marks=named)


def _marks(text: str) -> list[tuple[int, int]]:
    """Where in ``text`` the marks stand that look as if they had begun lines."""
    if not _SECOND_MARK.search(text):
        return []
    found: list[tuple[int, int]] = []
    lines, offset = text.split("\n"), 0
    for line, in_code in zip(lines, code_lines(lines), strict=True):
        if not in_code and "|" not in line:
            spans = _couplets(line) or _series(line)
            found += [(offset + start, offset + end) for start, end in spans]
        offset += len(line) + 1
    return found


def _couplets(line: str) -> list[tuple[int, int]]:
    """The halves of each couplet on ``line``, and its 横批, where both halves stand there."""
    return [found.span(n) for found in _COUPLET.finditer(line) for n in (1, 2, 3) if found[n]]


def _series(line: str) -> list[tuple[int, int]]:
    """The marks on ``line`` that count up from one, in every series of at least two."""
    series: list[list[re.Match[str]]] = []
    open_series: dict[str, list[re.Match[str]]] = {}
    for mark in _MARK.finditer(line):
        number, run = _number(mark["number"]), open_series.get(_kind(mark), [])
        if number in {1, len(run) + 1} and _begins_an_item(line, mark, run if number > 1 else []):
            if number == 1:
                run = open_series[_kind(mark)] = []
                series.append(run)
            run.append(mark)
    return sorted(mark.span() for run in series if len(run) > 1 and _have_content(line, run) for mark in run)


def _kind(mark: re.Match[str]) -> str:
    return ("一" if mark["number"][0] in _HAN_NUMBERS else "1") + mark["point"].replace("．", ".")


def _number(written: str) -> int:
    """The number 1 to 99 that is ``written``; 0 for what is none, as 一十十.

    >>> [_number(written) for written in ("7", "２", "三", "十", "十二", "二十", "一十十")]
    [7, 2, 3, 10, 12, 20, 0]
    """
    if written[0] not in _HAN_NUMBERS:
        return int(written)
    tens, ten, ones = written.rpartition("十")
    if not ten:
        return _HAN_NUMBERS.index(written[0]) + 1 if len(written) == 1 else 0
    if tens not in _HAN_NUMBERS or ones not in _HAN_NUMBERS:
        return 0
    return 10 * (_HAN_NUMBERS.index(tens) + 1 if tens else 1) + (_HAN_NUMBERS.index(ones) + 1 if ones else 0)


def _begins_an_item(line: str, mark: re.Match[str], run: list[re.Match[str]]) -> bool:
    """Whether ``mark`` stands where an item may begin: after the end of a sentence, or a space."""
    before = line[max(0, mark.start() - _WIDEST_SPACE) : mark.start()]
    bare = before.rstrip(SPACES)
    if not bare or bare[-1] in "。！？!?…：:”’」』）)】～~":
        return True
    if bare[-1] in "；;":
        # 1. 快；2. 好 enumerates within a sentence; whole sentences that end in ； are items.
        return bool(run) and mark.start() - run[-1].end() >= _SHORTEST_SENTENCE
    return bare != before and bare[-1] not in "，、,"


def _have_content(line: str, run: list[re.Match[str]]) -> bool:
    ends = [mark.start() for mark in run[1:]] + [len(line)]
    return all(
        len(line[m.end() : end].strip(SPACES)) >= _SHORTEST_ITEM for m, end in zip(run, ends, strict=True)
    )
