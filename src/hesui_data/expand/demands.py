"""What a text must be like, clause by clause: 语气亲切, 50字以内, 题目是《年味》.

Texts are masked (``masks``). A demand that is none of the known kinds is kept word for word.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

from hesui_data.expand.masks import LENGTH, QUOTE


@dataclass(frozen=True, slots=True)
class Demand:
    """One thing that is demanded. ``text`` says it as a clause: 语气亲切.

    ``phrase`` says it inside the ask, where that can be done: before the verb (用亲切的语气), or for a
    length before the noun (50字以内的). ``lead`` is the mark before the clause.
    """

    kind: str  # "length", "manner", "theme", "way", "effect", "purpose", "place" or "other"
    text: str
    phrase: str = ""
    lead: str = "，"


Match = re.Match[str]
_TONE = "语气|口气|风格|语调|文风|语言"
_TITLE = "题目|标题|主题|话题"


def _length(match: Match) -> Demand:
    return Demand("length", match[0], f"{match['it']}的")


def _tone(match: Match) -> Demand:
    return Demand("manner", match["what"] + match["how"], f"用{match['how']}的{match['what']}")


def _theme(match: Match) -> Demand:
    what = "题目" if match["what"] == "题" else match["what"]
    return Demand("theme", f"{what}是{match['it']}", f"以{match['it']}为{'题' if what == '题目' else what}")


_KNOWN: tuple[tuple[str, Callable[[Match], Demand]], ...] = (
    (
        "(?:总?字数|篇幅|全文|全诗|长度)?(?:要|请|须)?(?:控制|限制|限)?(?:在|为|于)?"
        f"(?P<it>{LENGTH})(?:就好|就行|就够|即可|为宜)?",
        _length,
    ),
    (f"(?P<what>{_TONE})(?:要|应|须|请|尽量|最好)?(?P<how>[^不别像以是上和与要有别点些用]+)", _tone),
    (f"用(?P<how>[^的]+)的(?P<what>{_TONE})", _tone),
    (f"以(?P<it>.+)为(?P<what>{_TITLE}|题)", _theme),
    (f"(?P<what>{_TITLE})(?:是|为|叫)(?P<it>[^自不怎]{{1,14}})", _theme),
    (f"(?P<what>{_TITLE})(?P<it>{QUOTE})", _theme),
    ("用来.+", lambda match: Demand("purpose", match[0])),
    ("写得.+", lambda match: Demand("effect", match[0])),
    ("要?(?P<it>[贴发用挂塞夹留]在.+)", lambda match: Demand("place", f"要{match['it']}")),
)


@lru_cache(maxsize=4096)
def read_demand(clause: str, *, lead: str = "，") -> Demand | None:
    """``clause`` (or a phrase before a verb) as a demand of a known kind; None if it is of none.

    >>> read_demand("语气亲切")
    Demand(kind='manner', text='语气亲切', phrase='用亲切的语气', lead='，')
    >>> read_demand("以小年为主题").text
    '主题是小年'
    >>> read_demand("别写得太长") is None
    True
    """
    for pattern, build in _KNOWN:
        if match := re.fullmatch(pattern, clause):
            return replace(build(match), lead=lead)
    return None
