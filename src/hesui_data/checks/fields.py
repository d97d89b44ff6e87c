"""What all checks of a text need: the fields and their names, and what the prompt was about."""

from __future__ import annotations

import re
from functools import lru_cache

from hesui_data.patterns import Pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hesui_data.pair import Issue, Pair, Value

_NAMES: dict[str, tuple[str, str]] = {
    "prompt": ("提示词", "prompt"),
    "response": ("回答", "response"),
    "system": ("系统提示", "system text"),
    "rejected_response": ("较差的回答", "rejected response"),
}
_HISTORY = ("前面的轮次", "earlier turn")

_CODE = Pattern(
    r"```|^[ \t]*(?:def |class \w+[(:]|import \w+$|from \w+ import|\#include|public \w|SELECT |<\w+[^>\n]*>[ \t]*$)"
    r"|;[ \t]*$|^[ \t]*[{}][ \t]*$|\{[ \t]*$|</\w+>|\w\(\)|[=!]=|=>|\b(?:const|let|var) \w+ ?=|\bfunction ?\w*\("
    r"|\bprint(?:f|ln)?\("
    r"|\\(?:frac|begin|left|right|sum|int|sqrt|text|cdot|times|mathbb)\b|\$\$",
    re.MULTILINE,
)
_ABOUT_CODE = Pattern(
    "代码|编程|程序|函数|脚本|正则|命令行|算法|变量|SQL|HTML|CSS|XML|JSON|YAML|Python|Java|C\\+\\+|LaTeX|公式"
    "|code|regex",
    re.IGNORECASE,
)


_ORDINARY = Pattern("[\u4e00-\u9fff，。！？、；：\\n]+")


@lru_cache(maxsize=8)
def rest(text: str) -> str:
    """What is left of ``text`` without Han and the commonest marks: of most texts little, or nothing.

    Several checks look here first; whatever stood together still does.

    >>> rest("祝您龙年大吉，[姓名]！"), rest("电话136，")
    ('[]', '136')
    """
    return _ORDINARY.sub("", text)


def issue_of(code: str, *, field: str, offset: int | None = None, **values: Value) -> Issue:
    """``Issue.of``, loaded when there is something to tell: pairs and issues take longer to load than a check.

    >>> issue_of("HD511", field="response", offset=0).code
    'HD511'
    """
    from hesui_data.pair import Issue

    return Issue(code, field, offset=offset, values=tuple(sorted(values.items())))


def name_of(field: str) -> tuple[str, str]:
    """What ``field`` is called in messages, in Chinese and in English.

    >>> name_of("response"), name_of("history[2]")
    (('回答', 'response'), ('前面的轮次', 'earlier turn'))
    """
    return _NAMES.get(field, _HISTORY)


def every_text(pair: Pair) -> list[tuple[str, str]]:
    """Field and text of all that a pair holds: system text, earlier turns and rejected response too.

    >>> from hesui_data.pair import Pair, Turn
    >>> every_text(Pair("在吗", "在", history=(Turn("user", "喂"),)))
    [('prompt', '在吗'), ('response', '在'), ('history[0]', '喂')]
    """
    texts = [("prompt", pair.prompt), ("response", pair.response)]
    if pair.system:
        texts.append(("system", pair.system))
    if pair.rejected_response:
        texts.append(("rejected_response", pair.rejected_response))
    texts.extend((f"history[{n}]", turn.text) for n, turn in enumerate(pair.history))
    return texts


def asked(pair: Pair) -> str:
    """All that was said before the response: system text, the earlier questions, the prompt.

    >>> from hesui_data.pair import Pair
    >>> asked(Pair("写一句祝福", "新年好！", system="请用英文"))
    '请用英文\\n写一句祝福'
    """
    if not pair.system and not pair.history:
        return pair.prompt
    earlier = [turn.text for turn in pair.history if turn.role == "user"]
    return "\n".join(filter(None, [pair.system, *earlier, pair.prompt]))


def holds_code(text: str) -> bool:
    """Whether ``text`` is, or holds, program code, mark-up or LaTeX.

    >>> holds_code("def f():\\n    return 1"), holds_code("新年好（龙年）")
    (True, False)
    """
    return _CODE.search(text) is not None


def about_code(pair: Pair) -> bool:
    """Whether the pair asks for code or a formula, or has some.

    >>> from hesui_data.pair import Pair
    >>> about_code(Pair("写一个Python函数", "f"))
    True
    """
    return _ABOUT_CODE.search(asked(pair)) is not None or holds_code(pair.response) or holds_code(pair.prompt)
