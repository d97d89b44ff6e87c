"""Lengths of what is given: the material, an earlier answer, a work that is spoken of."""

from __future__ import annotations

import re

from hesui_data.length.grammar.bounds import Demand
from hesui_data.length.grammar.places import Place
from hesui_data.length.grammar.signs import LATIN, sign
from hesui_data.length.grammar.stories import REQUEST
from hesui_data.length.grammar.things import PRODUCES
from hesui_data.length.patterns import Pattern

_GIVEN_HERE = Pattern(
    r"(?:以下|下面|下列|上述|上面|以上(?<![字词句段行条个数0-9]以上)|如下|前述|给定|所给|原有|现有|已有|"
    rf"{'|'.join(f'{this}(?<![应不]{this})' for this in '这那该此某哪')})"
    r"(?:[的是有这那共几了里中]|一共|一?[篇段份条则首封](?!话))*$"
)
_GIVEN_IN_ENGLISH = Pattern(
    r"\b(?:the following|following|these|those|this|that|given|the above|the first|the last|the next|above|"
    r"my|your|original)\s$",
    re.IGNORECASE,
)
_ENGLISH = sign(LATIN, _GIVEN_IN_ENGLISH)
_GIVEN_BY = Pattern(
    r"(?:(?<![帮给为替让请])[你您我他她它]们?|大家|有人|作者|原文|文中|文章里|之前|刚才|上次|原先|原本|以前)"
    r"(?:之前|刚才|上次|刚刚|刚|已经|已|现在|曾)?(?:写|给|发|说|生成|提供|想|回答|创作|做|输入|粘贴)"
    r"(?:[的了过]|好的|出的|出来的)[那这]?(?:一?[个篇段份条]|是)?$"
    r"|[你您](?:[将会能]|将会|即将)?(?:看到|得到|收到|拿到|获得|被?给到?|被提供)[了到]?$|(?:[给]|提供给)[你您](?:出|了|提供)?$"
    r"|\b(?:essay|article|text|draft|story|paper|letter|it)\s(?:I|he|she|we|they)\s[^.;\n]{1,20}\s(?:is|was|has)\s$"
    r"|\bmy\s(?:[a-z]+\s){1,2}(?:is|was|has)\s$"
    r"|(?<![帮给为替让请])我们?先?[说发出讲](?:出|完)?$"
    r"|(?:把|将)$|我(?:这里|现在|手上|手头|们)?也?(?:有|给你|给您|给出|发你)了?(?:一?[个篇段份条])?$"
    r"|(?:把|将|对|从|针对|围绕|根据|依据|基于|按照|参考|阅读|结合)[这那该此我原上下](?:[面述篇段份个文稿的这那些]|文章|材料)*$"
)
_HALF = Pattern("([上下])联(?:[是有为共]|一共)?$")
_TEXT_ENDS = frozenset("（(共约全文有达计稿诗著是为\n")
_DESCRIBED_ENDS = frozenset("有共约达概多才仅\n")
_GIVEN_ENDS = frozenset(
    " 下面列述上前定给有这那该此某哪的是共几了里中过个篇段份条则首封说发出讲完你您我原文稿些章料把将到得供"
)
"""What the two end in: where it is missing they need not be tried."""

_DESCRIBED = Pattern(
    r"(?:(?<!应)(?<!不)[这那该此]|原[文稿作]|我的|他的|她的|你的|目前|现在|已经)[^，。；！？\n要需应请写]{0,10}"
    r"(?:有|共|约|达|长达|大约|大概|差不多|才|只有|仅|一共)$"
    r"|[”」》][这那]?(?:首|句|副|联|篇)?(?:诗|词|话|对联)?(?:一共|总共|共)?有$"
)
_OF_A_TEXT = Pattern(
    r"(?:[这该此][份篇个段本部则][^，。；（(]{0,10}|材料|原文|下文|上文|文本|资料|课文|语段)[（(](?:[共约全文]|大约|一共|总共)*$"
    r"|(?:书|小说|著作|专著|作品|全书|文集|词典|丛书)[^，。；写]{0,4}(?:共|约|有|达|计)+$"
    r"|(?:^|[，：])(?:原文|原稿|原诗|原著)(?:有|共|是|为)*$"
)
"""这份报告（约6000字）; 某书共25万字; 原文800字."""
_VOLUMES = Pattern(r"(?:[》回章卷册集本书]|部(?!分))[^，。；写]{0,4}$")
_MANY = 10_000
_THIS_TEXT = Pattern(r"[这那该此][首篇段则部个句][一-鿿]{1,4}(?:共|有|一共|分|是)[^。；请要]*，$")
_HAS_PARTS = Pattern(r"^(?:这篇|原|课|该)?(?:文章|原文|课文|作文)(?:一共|总共|共有|共|有)$")


def is_given(place: Place, demand: Demand) -> bool:
    """以下500字材料, 我写的50字, 原文800字: the length of what is there already.

    >>> from hesui_data.length.grammar.amounts import amounts
    >>> from hesui_data.length.grammar.bounds import demand_of
    >>> from hesui_data.length.grammar.places import Layout
    >>> text = "原文800字"
    >>> demand = demand_of(text, amounts(text)[0])
    >>> is_given(Layout(text).place(demand.start, demand.end), demand)
    True
    """
    before = place.before
    last = before[-1]
    of_a_text = last in _TEXT_ENDS and _OF_A_TEXT.search(before)
    if (of_a_text or _is_described(place, demand, last)) and not demand.limits:
        return True
    if last in "有共" and _HAS_PARTS.search(before) and not PRODUCES.search(place.elsewhere):
        return True
    if before[-2:-1] in "上下" or last in "联是有为共":
        half = _HALF.search(before)
        if half and re.search(
            rf"对[出个上]?(?!{half[1]})[上下]联|[请给写来]出?个?(?!{half[1]})[上下]联", place.elsewhere
        ):
            return True
    return last in _GIVEN_ENDS and _is_here_or_given_by_someone(place)


def _is_here_or_given_by_someone(place: Place) -> bool:
    """以下的, 我写的."""
    lead = place.lead
    if _GIVEN_HERE.search(lead) or (place.signs & _ENGLISH and _GIVEN_IN_ENGLISH.search(lead)):
        return True
    return _GIVEN_BY.search(place.before[-48:]) is not None


def _is_described(place: Place, demand: Demand, last: str) -> bool:
    """这部小说有30万字; 前八十回约七十三万字; 这首诗共四句，每句七个字."""
    if last in _DESCRIBED_ENDS and demand.amount.low is not None and _DESCRIBED.search(place.before):
        return not REQUEST.search(place.before)
    if place.earlier[:1] in _THESE and demand.bare and _THIS_TEXT.match(place.earlier):
        return not PRODUCES.search(place.earlier + place.before)
    many = (demand.amount.high or 0) >= _MANY and _VOLUMES.search(place.before)
    return bool(many) and not PRODUCES.search(place.earlier + place.before)


_THESE = ("这", "那", "该", "此")
