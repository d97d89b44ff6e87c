"""What a prompt asks for, taken apart: ``read_request`` gives a ``Request``, or None.

A prompt is read as *scene, ask, demands*: 今年值班不能回家，｜我要给爸妈发一条微信，｜至少180字，别写得太苦。
Scene and demands are clauses, kept word for word; the ask is one clause that is taken apart
(``asks``). A prompt with anything that has no place in this picture is not read at all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from hesui_data.expand.asks import WEIGHT, Ask, names_person, names_role, read_ask
from hesui_data.expand.demands import Demand, read_demand
from hesui_data.expand.masks import Masked, mask
from hesui_data.expand.words import SAME_NAMES

LONGEST_PROMPT = 260
"""Longer prompts carry material, and are left alone."""

QUESTION = ("？", "?")

_BLOCKED = (
    r"[`{}<>|\\=【\[]|https?:|[\u4e00-\u9fff]\.|根据|以下|下面|下列|上述|上面的|如下|前文|阅读|材料|原文|原句|原诗|改写|续写|扩写|缩写|仿写|润色|翻译|"
    r"修改|压缩|概括|归纳|提取|摘要|分类|排序|然后|接着[写把]|再[写用把]|第一步|这段话|这首诗|这篇|给定|改[成为][^，。]*字|"
    r"不限|[上下]联[是为：:]|例如|比如"
)
"""Signs of pasted material, of several steps, of code and of editing: such prompts are left alone."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of the prompt up to its mark; ``stop`` is the mark."""

    text: str
    stop: str = "，"


@dataclass(frozen=True, slots=True)
class Request:
    """A prompt taken apart. ``scene`` and ``role`` come before the ask, ``demands`` after it.

    ``voice`` says who speaks as the ``role``: ``"me"`` (我是…), ``"you"`` (你是…) or anyone (作为…).
    """

    ask: Ask
    scene: tuple[Clause, ...] = ()
    role: str = ""
    voice: str = ""
    role_first: bool = True
    demands: tuple[Demand, ...] = ()


def read_request(prompt: str) -> Request | None:
    """The parts of ``prompt``; None when it is not one request that these rules understand.

    >>> request = read_request("给班主任写一段新年祝福，语气亲切，别太长。")
    >>> request.ask.to, request.ask.count, request.ask.thing, [d.text for d in request.demands]
    ('班主任', '一段', '新年祝福', ['语气亲切', '别太长'])
    >>> read_request("把下面的话翻译成英文：新年快乐") is None
    True
    """
    prompt = prompt.strip()
    if not 5 <= len(prompt) <= LONGEST_PROMPT or re.search(_BLOCKED, prompt):
        return None
    masked = mask(_unlabelled(prompt))
    request = masked and _read(_clauses(masked.text))
    return _restored(request, masked) if masked and request else None


def slots(request: Request) -> tuple[object, ...]:
    """What a rewording must keep, whatever the order and the names: equal for two requests that ask the same.

    >>> one = read_request("给爸妈写一封家书，语气亲切。")
    >>> slots(one) == slots(read_request("请用亲切的语气写一封给父母的家书。"))
    True
    """
    ask = request.ask
    told = [clause.text for clause in request.scene] + [d.text for d in request.demands if d.kind == "other"]
    kinds = [(d.kind, "" if d.kind == "length" else d.text) for d in request.demands if d.kind != "other"]
    named = (request.role, ask.to, ask.behalf, ask.count, ask.thing, *sorted(told))
    return tuple(_plain_names(part) for part in named), tuple(sorted(kinds))


@lru_cache(maxsize=4096)
def _plain_names(text: str) -> str:
    for (first, *others), _, _ in SAME_NAMES:
        for other in others:
            text = text.replace(other, first)
    return text


# --- words that frame a request ----------------------------------------------------------------------

_SHELLS = (
    ("^情况：(?P<scene>.+?)。任务：(?P<ask>[^。]+)", r"\g<scene>。请\g<ask>"),
    ("^情况：(?P<scene>.+?)。要写的是(?P<ask>[^。]+)", r"\g<scene>。请写\g<ask>"),
    ("^身份：(?P<role>[^。]+)。任务：", r"作为\g<role>，请"),
    ("^任务：", "请"),
    (
        "^(?P<ask>.+?)[。，](?:情况|事情)是这样的：(?P<scene>[^。]+)。?(?P<more>.*)$",
        lambda found: f"{found['scene']}。{found['ask']}。{found['more']}",
    ),
    ("(?<=[，。])(?:写作)?要求：(?!\n)", ""),
    ("(?P<what>题目|标题|主题|字数|篇幅)：", r"\g<what>是"),
    ("如果由你来(?P<ask>[^，。？]+)，你会怎么[^，。？]+？", r"请\g<ask>，"),
    ("能给我(?P<ask>[^，。？]+)吗？", r"请写\g<ask>，"),
    ("请把(?P<ask>[^，。？]+)(?P<verb>写|拟|编|创作|撰写)出来(?=[，。：])", r"请\g<verb>\g<ask>"),
    (
        "(?P<before>^|[，。])(?P<ask>[^，。？]+)就请你来(?P<verb>[^，。：]+)(?=[，。：])",
        r"\g<before>请\g<verb>\g<ask>",
    ),
)
"""Ways to frame a request, and the plain request in them; what a frame holds keeps its words."""

_POLITE = (
    "谢谢|谢谢你|多谢|拜托了|辛苦了|好吗|可以吗|行吗|请代笔|请写出来|请直接写出来|"
    "请?帮我(?:拟好|写出来|写一下|写)"
)
"""Clauses that ask once more and say nothing new."""


def _unlabelled(prompt: str) -> str:
    for pattern, plain in _SHELLS:
        prompt = re.sub(pattern, plain, prompt, count=1)
    return prompt


# --- scene, ask, demands -----------------------------------------------------------------------------


def _clauses(text: str) -> list[Clause]:
    found = re.findall(r"((?:[^，。；！？!?;,：:—]|(?<=\d)[,:：](?=\d))*)([，。；！？!?;,：:]|——|$)", text)
    clauses = (Clause(words.strip(), stop) for words, stop in found if words.strip())
    return [clause for clause in clauses if not re.fullmatch(_POLITE, clause.text)]


def _read(clauses: list[Clause]) -> Request | None:
    found = [(i, ask) for i, c in enumerate(clauses) if (ask := read_ask(c.text, first=i == 0))]
    weight = max((WEIGHT[ask.mood] for _, ask in found), default=-1)
    heaviest = [(index, ask) for index, ask in found if WEIGHT[ask.mood] == weight]
    if not heaviest or (len(heaviest) > 1 and weight > 0):
        return None
    index, ask = heaviest[0]
    if ask.mood in ("short", "bare") and any(
        re.search("[写拟列]", clause.text) for clause in clauses[:index]
    ):
        return None
    if ask.mood == "how" and not ask.count:
        used_up, ask = _counted_later(ask, index, found)
        clauses = [clause for i, clause in enumerate(clauses) if i != used_up]
    if any(clause.stop in QUESTION for clause in clauses[index + 1 :]):
        return None
    request = _with_scene(Request(ask), clauses[:index])
    return request and _with_demands(request, clauses[index:])


def _counted_later(ask: Ask, index: int, found: list[tuple[int, Ask]]) -> tuple[int, Ask]:
    """春联怎么写？请写一副 as one ask, and the number of the clause that is used up (-1 for none)."""
    for later, other in found:
        if later == index + 1 and other == Ask("short", other.verb, other.count):
            return later, replace(ask, count=other.count)
    return -1, ask


def _with_scene(request: Request, clauses: list[Clause]) -> Request | None:
    """``request`` with what the clauses before the ask say: scene, role, early demands."""
    for clause in clauses:
        role, demand = _role(clause.text), _early_demand(clause)
        if role and request.role:
            return None
        if role:
            request = replace(request, role=role[0], voice=role[1], role_first=not request.scene)
        elif demand and request.ask.thing:
            request = replace(request, demands=(*request.demands, demand))
        elif re.match(_INSTRUCTS, clause.text):
            return None
        else:
            request = replace(request, scene=(*request.scene, clause))
    if not request.ask.role:
        return request
    return None if request.role else replace(request, role=request.ask.role, role_first=not request.scene)


_INSTRUCTS = "作为|身为|从.*入手|贴近|描绘|围绕|结合|按照?|通过|利用|使用|选择|运用|模仿|请|想象|假装"
"""How a clause begins that instructs, or names a role that cannot be read, and is no scene."""


def _early_demand(clause: Clause) -> Demand | None:
    """A clause before the ask that belongs to it all the same: 请用亲切的语气，50字以内，…"""
    return read_demand(clause.text.removeprefix("请")) if clause.stop in ("，", ",", "；", "。") else None


def _with_demands(request: Request, clauses: list[Clause]) -> Request | None:
    """``request`` with what its ask clause and the clauses after it demand."""
    ask, lead = request.ask, clauses[0].stop
    demands = [*request.demands, *ask.demands]
    for clause in clauses[1:]:
        words = clause.text
        given = re.fullmatch("(?:写给|送给|发给|献给|给)(?P<who>.+)", words)
        if _role(words):
            return None
        if given and not ask.to and names_person(given["who"]):
            ask = replace(ask, to=given["who"], prep="给")
        elif words:
            lead = "，" if lead in QUESTION else lead
            known = read_demand(words.removeprefix("要求"), lead=lead)
            demands.append(known or Demand("other", words, lead=lead))
        lead = clause.stop
    kinds = [demand.kind for demand in demands if demand.kind not in ("other", "way")]
    if len(kinds) != len(set(kinds)):
        return None
    return replace(request, ask=replace(ask, demands=(), role=""), demands=tuple(demands))


_ROLES = (
    ("(?:作为|身为)(?P<role>.{2,24})", ""),
    ("请?以(?P<role>.{2,20})的身份", ""),
    ("(?:假如|如果|假设|假若|要是|设想|想象)你(?:是|作为)(?P<role>.{2,24})", "you"),
    ("(?:现在)?你是(?P<role>.{2,24})", "you"),
    ("我是(?P<role>[^的了]{2,12})", "me"),
)


def _role(clause: str) -> tuple[str, str] | None:
    """Whom the writer is to be and who says so (``Request.voice``), or None."""
    for pattern, voice in _ROLES:
        if (match := re.fullmatch(pattern, clause)) and names_role(match["role"]):
            return match["role"], voice
    return None


def _restored(request: Request, masked: Masked) -> Request:
    """``request`` with everything put back that was hidden."""
    ask, back = request.ask, masked.restore
    return replace(
        request,
        ask=replace(ask, thing=back(ask.thing), to=back(ask.to), behalf=back(ask.behalf)),
        scene=tuple(replace(clause, text=back(clause.text)) for clause in request.scene),
        role=back(request.role),
        demands=tuple(replace(d, text=back(d.text), phrase=back(d.phrase)) for d in request.demands),
    )
