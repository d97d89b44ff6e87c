"""HD204: what looks like a length mark and cannot be read."""

from __future__ import annotations

from collections.abc import Iterator

from hesui_data.checks.fields import issue_of
from hesui_data.length import parse_length
from hesui_data.length.grammar.tokens import read_tokens
from hesui_data.patterns import Pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hesui_data.pair import Issue, Pair

_MARK = Pattern(
    r"(?<![A-Za-z0-9_])[\[【]\s?(?:LEN|Len|len)(?:GTH|gth)?\s?[:：=][^\]】\n]{0,40}[\]】]?"
    r"|【[^【】\n：:]{0,8}(?:字数|字符数|汉字数|词数|句数|行数|段数|条数)[：:][^【】\n]{0,20}(?:】|(?=\n|$))"
)
_FREE = Pattern("不限|无|任意|自定|适中|随意|待定|较|短|长|中等|默认")


def mark_issues(pair: Pair) -> Iterator[Issue]:
    """An issue for each mark of a length in the prompt that says no length: [LEN:50], 【字数：】.

    >>> from hesui_data.pair import Pair
    >>> [i.message for i in mark_issues(Pair("写祝福[LEN:<50字]", "新年好"))]
    ['"[LEN:<50字]" looks like a length mark and cannot be read']
    >>> list(mark_issues(Pair("写祝福[LEN:<=50字]【字数：50以内】【字数：不限】", "新年好")))
    []
    """
    prompt = pair.prompt
    if "【" not in prompt and "[" not in prompt:
        return
    marks = list(_MARK.finditer(prompt))
    if not marks:
        return
    tokens = [constraint.span for constraint in read_tokens(prompt)]
    fields = [constraint.span for constraint in parse_length(prompt)]
    for mark in marks:
        spans = fields if "数" in mark[0] else tokens
        read = any(start < mark.end() and mark.start() < end for start, end in spans)
        if not read and not _FREE.search(mark[0]):
            yield issue_of("HD204", field="prompt", offset=mark.start(), mark=mark[0])
