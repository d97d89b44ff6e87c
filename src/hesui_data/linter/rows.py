"""Every finding in one pair: the checks in the order of their families."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from hesui_data.linter.glance import check_named, is_as_long_as_asked
from hesui_data.linter.plain import doubts
from hesui_data.linter.settings import Settings
from hesui_data.pair import Issue, Pair

if TYPE_CHECKING:
    from hesui_data.linter.places import RowText


def pair_issues(pair: Pair, settings: Settings) -> Iterator[Issue]:
    """An issue for everything that is wrong with ``pair``, what was found in reading it first.

    Of a plain pair only those checks are run that ``plain.doubts`` names, and its length is read without the
    grammar where ``asked`` can.

    >>> [issue.code for issue in pair_issues(Pair("写一句祝福，2字以内", "新年好 "), Settings())]
    ['HD303', 'HD201']
    """
    yield from pair.issues
    if not pair.accepted:
        return
    from hesui_data.checks import blank_issues
    from hesui_data.cleaning import clean_pair

    doubted = _doubted(pair)
    clean = doubted is not None and "clean_pair" not in doubted
    if not clean:
        cleaned = clean_pair(pair)
        blank = tuple(blank_issues(cleaned))
        yield from blank
        clean = cleaned is pair
        if not clean:
            from hesui_data.linter.hidden import hidden_issues

            yield from hidden_issues(pair, cleaned)
        if blank:
            return
    if doubted is None:
        yield from _text_issues(pair)
    else:
        yield from (issue for name in doubted if name != "clean_pair" for issue in check_named(name)(pair))
    usual = clean and doubted is not None and lengths_are_usual(settings)
    if not (usual and is_as_long_as_asked(pair.prompt, pair.response)):
        yield from _length_issues(pair, settings)


def _doubted(pair: Pair) -> Collection[str] | None:
    """The checks that may have something to say of ``pair``, among them ``clean_pair``; None where each may."""
    if pair.system or pair.history or pair.rejected_response is not None:
        return None
    found = doubts(pair.prompt, pair.response)
    return None if found is None else dict.fromkeys(found)


def lengths_are_usual(settings: Settings) -> bool:
    """Whether lengths are counted and allowed for as they are where nothing is said.

    >>> lengths_are_usual(Settings()), lengths_are_usual(Settings(tolerance=0.2))
    (True, False)
    """
    usual = Settings()
    return (settings.counter, settings.tolerance) == (usual.counter, usual.tolerance)


def _text_issues(pair: Pair) -> Iterator[Issue]:
    """Issues of every check of texts."""
    from hesui_data.checks import text_issues
    from hesui_data.cleaning import layout_issues

    yield from layout_issues(pair)
    yield from text_issues(pair)


def _length_issues(pair: Pair, settings: Settings) -> Iterator[Issue]:
    from hesui_data.checks import conflict_issues, length_issues

    yield from conflict_issues(pair, tolerance=settings.tolerance)
    yield from length_issues(pair, counter=settings.counter, tolerance=settings.tolerance)


def left_blank(pair: Pair) -> Iterator[Issue]:
    """An issue for each text of which cleaning leaves nothing.

    >>> [issue.code for issue in left_blank(Pair("写一句祝福", "\\u200b"))]
    ['HD114']
    """
    from hesui_data.checks import blank_issues
    from hesui_data.cleaning import clean_pair

    yield from blank_issues(clean_pair(pair))


def located(issue: Issue, pair: Pair, row: RowText) -> Issue:
    """``issue`` with the line and column of what it is about: the very character where that can be told.

    >>> from hesui_data.linter.places import RowText
    >>> row = RowText('{"prompt": "写祝福", "response": "新\\\\u200b年"}', line=4)
    >>> pair = Pair("写祝福", "新\\u200b年")
    >>> found = located(Issue.of("HD302", field="response", offset=1), pair, row)
    >>> found.line, found.column
    (4, 33)
    """
    if issue.line is not None and issue.column is not None:
        return issue
    from hesui_data.linter.places import text_of

    place = None
    if issue.field:
        place = row.place(text_of(pair, issue.field), issue.offset or 0)
    line, column = place or (issue.line or pair.line or 1, issue.column or 1)
    return issue.at(line, column)
