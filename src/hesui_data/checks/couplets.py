"""HD702: the two lines of a couplet that are not equally long."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hesui_data.checks.fields import issue_of
from hesui_data.patterns import Pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hesui_data.pair import Issue, Pair

_LABEL = Pattern(
    r"(?:^|(?<=[\s。！？!?；;，,、（(【\[*「“”》)）#>\d.:：—-]))[（(【\[*「]{0,3}(?P<label>上联|下联|横批|横额"
    r"|横联|横幅)(?:[（(][右左上下一二三四五\d][^（）()]{0,4}[)）])?"
    r"(?:[）)】\]」]?\*{0,2}\s?[：:]\**|[】\])）]\**|\*\*|[是为](?=[：:“「])|[ \t\u3000]+|\s*\n)\s*",
    re.MULTILINE,
)
_END = Pattern(r"[。！？!?\n]|(?=上联|下联|横批|横额|横联|横幅)|[；;]\s*(?=上联|下联|横|$)")
_ASIDE = Pattern(r"[（(【\[][^（()）】\]\n]*[)）】\]]")
_TALK = Pattern(
    "寓意|意思|表达|描写|形容|意为|表示|指的|象征|解释|说明|要求|对仗|字数|平仄|_|＿|\\.{3}|…|[xX×]{2}"
    "|[○〇□]{2}|贴|请|什么|怎|哪|几|末字|平声|仄声"
)
_MAKES = Pattern("春联|对联|联语|楹联|下联|上联")
_GIVEN = Pattern(
    r"上联[是为：:]{0,2}\s?[“「\"](?P<quoted>[^”」\"\n]{3,40})[”」\"]"
    r"|上联[是为：:]{1,2}\s?(?P<plain>[^。！？!?；;\n（(“”，,]{3,40})(?=[。！？!?；;\n（(]|[，,]\s?(?:请|求|对"
    r"|给|帮|写|你|下联)|$)"
)
_HAN_ALONE = Pattern("[\u4e00-\u9fff]+")
_SHORT, _LONG = 3, 60  # 字 in a half; anything else is no half, or an explanation


def couplet_issues(pair: Pair) -> Iterator[Issue]:
    """An issue for each couplet in the response whose halves, without marks, differ in 字.

    Labelled halves count in whatever layout they stand; a prompt may give the upper half. Without
    labels, only two lines above a 横批.

    >>> from hesui_data.pair import Pair
    >>> text = "上联：春回大地百花艳\\n下联：福满人间万事如意\\n横批：万象更新"
    >>> [i.message for i in couplet_issues(Pair("写一副春联", text))]
    ['the first line has 7 字, the second 8']
    """
    if "下联" in pair.response or "横批" in pair.response:
        for offset, upper, lower in _couplets(pair):
            if upper != lower and min(upper, lower) >= _SHORT and max(upper, lower) <= _LONG:
                yield issue_of("HD702", field="response", offset=offset, upper=upper, lower=lower)


def _couplets(pair: Pair) -> Iterator[tuple[int, int, int]]:
    """Where each couplet stands, and how many 字 its halves have."""
    upper: int | None = None
    labelled = False
    for match in _LABEL.finditer(pair.response):
        labelled = labelled or match["label"] in ("上联", "下联")
        size = _size(_half(pair.response, match.end()))
        if match["label"] == "上联":
            upper = size
        elif match["label"] == "下联":
            above = upper if upper is not None else _given(pair.prompt)
            if above and size:
                yield match.start("label"), above, size
            upper = None
    if not labelled and _MAKES.search(pair.prompt):
        yield from _above_the_banner(pair.response)


def _half(text: str, start: int) -> str:
    end = _END.search(text, start)
    return text[start : end.start() if end else len(text)]


def _size(half: str) -> int:
    """How many 字 without marks a half has; 0 if it is an explanation.

    >>> _size("春回大地，福满人间（仿宋体）"), _size("寓意吉祥")
    (8, 0)
    """
    half = _ASIDE.sub("", half)
    if _TALK.search(half):
        return 0
    if _HAN_ALONE.fullmatch(half):  # as most are
        return len(half)
    from hesui_data.length import count_length

    return int(count_length(half, counter="zi_no_punct"))


def _given(prompt: str) -> int:
    """The 字 of the upper half that the prompt gives, if it gives one that ends for certain."""
    given = _GIVEN.search(prompt)
    return _size(given["quoted"] or given["plain"]) if given else 0


def _above_the_banner(text: str) -> Iterator[tuple[int, int, int]]:
    """The couplet of a response that is two lines and a banner, and nothing else."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if len(lines) == 3 and lines[2].startswith(("横批：", "横批:")):
        upper, lower = _size(lines[0]), _size(lines[1])
        if upper and lower:
            yield text.find(lines[1]), upper, lower
