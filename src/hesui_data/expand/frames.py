"""The sentence frames of the rule paraphraser: ways to say one request, as data, and how they are filled.

A frame is a template. It fits a request when it has a place for everything the request says. Demands
that it does not name stand together: ``{demands}`` after the ask with their own marks, ``{list}`` as a
sentence, ``{first}`` before the ask.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from string import Formatter

from hesui_data.expand.asks import PRONOUNS, Ask, names_person, names_thing
from hesui_data.expand.demands import Demand
from hesui_data.expand.request import QUESTION, Clause, Request
from hesui_data.expand.words import LETTERS, MESSAGES


@dataclass(frozen=True, slots=True)
class Frame:
    """``name`` is its family and its own name; ``needs`` are places that must not be empty.

    ``voice`` is whose words they are: ``"me"`` (想写…), ``"you"`` (如果你是…), or nobody's.
    """

    name: str
    template: str
    needs: tuple[str, ...] = ()
    voice: str = ""

    @property
    def family(self) -> str:
        return self.name.partition(".")[0]

    @property
    def places(self) -> frozenset[str]:
        """The names in the template's braces."""
        return _places(self.template)


@cache
def _places(template: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(template) if name)


FRAMES: tuple[Frame, ...] = (
    # 请给客户写一段新年祝福，…
    Frame("imperative.plain", "{open}请{behalf}{ways}{to}{verb}{count}{thing}{demands}"),
    Frame("imperative.sized", "{open}请{behalf}{ways}{to}{verb}{count}{sized}{thing}{demands}", ("sized",)),
    Frame(
        "imperative.manner", "{open}请{manner}{ways}{behalf}{to}{verb}{count}{thing}{demands}", ("manner",)
    ),
    # 请写一段给客户的新年祝福，…
    Frame("attributive.plain", "{open}请{behalf}{ways}{verb}{count}{for}{thing}{demands}", ("for", "count")),
    Frame(
        "attributive.manner",
        "{open}请{behalf}{manner}{verb}{count}{for}{thing}{demands}",
        ("for", "count", "manner"),
    ),
    # 请写一段新年祝福送给客户，…
    Frame("dative.after", "{open}请{behalf}{ways}{verb}{count}{thing}{hand}{demands}", ("hand", "count")),
    Frame(
        "dative.clause", "{open}请{behalf}{ways}{verb}{count}{thing}，写给{whom}{demands}", ("whom", "count")
    ),
    # 这段新年祝福该怎么写？请直接写出来，…
    Frame("question.this", "{open}{for}{this}{thing}该怎么{verb}？请直接写出来{demands}"),
    Frame("question.topic", "{open}{for}{thing}怎么{verb}才好？请{verb}{count}{demands}", ("thing", "count")),
    Frame(
        "question.how",
        "{open}怎样{ways}{behalf}{to}{verb}{count}{thing}才好？请给出成稿{demands}",
        ("thing",),
    ),
    Frame(
        "question.you",
        "如果由你来{behalf}{to}{verb}{count}{thing}，你会怎么{verb}？{list}",
        ("thing",),
        "you",
    ),
    Frame("question.role", "{would}会怎样{ways}{to}{verb}{count}{thing}？{list}", ("role", "thing"), "you"),
    Frame("question.give", "{open}能给我{count}{sent}{thing}吗？{list}", ("count", "thing")),
    # 五十字以内，语气真诚，这样一段新年祝福该怎么写？
    Frame("final.how", "{told}{first}，这样{count}{thing}该怎么{verb}？", ("first", "count", "thing")),
    Frame("final.ask", "{told}{first}，请照此{behalf}{to}{verb}{count}{thing}", ("first", "thing")),
    # 请给客户写这样一段新年祝福：…
    Frame(
        "such.ask", "{open}请{behalf}{ways}{to}{verb}这样{count}{thing}：{list}", ("count", "thing", "list")
    ),
    Frame("such.want", "{mine}{who}想要这样{count}{for}{thing}：{list}", ("count", "thing", "list"), "me"),
    Frame("such.there", "{open}有没有这样{count}{for}{thing}：{first}？", ("count", "thing", "first")),
    # 请把给爸妈的这条除夕微信写出来，…
    Frame("handle.written", "{open}请把{for}{this}{thing}{verb}出来{demands}"),
    Frame("handle.left", "{scene}{for}{this}{thing}就请你来{verb}{demands}"),
    # 想给客户写一段新年祝福，请代笔，…
    Frame("wish.proxy", "{mine}{who}想{ways}{to}{verb}{count}{thing}，请代笔{demands}", ("thing",), "me"),
    Frame(
        "wish.stuck",
        "{mine}{who}要{ways}{to}{verb}{count}{thing}，却不知怎么下笔，请写出来{demands}",
        ("thing",),
        "me",
    ),
    # 需要一段给客户的新年祝福，…
    Frame("need.plain", "{mine}{who}需要{count}{for}{thing}{demands}", ("count", "thing"), "me"),
    Frame("need.seek", "{mine}{behalf_name}求{count}{for}{thing}{demands}", ("count", "thing"), "me"),
    Frame(
        "need.lack",
        "{told}{behalf_name}还缺{count}{for}{thing}，请写好{demands}",
        ("told", "count", "thing"),
        "me",
    ),
    # 给客户的新年祝福一段，…
    Frame("title.count", "{for}{thing}{count}{demands}", ("count", "thing")),
    # 任务：… 要求：…
    Frame(
        "form.situation",
        "情况：{scene_body}。任务：{behalf}{ways}{to}{verb}{count}{thing}。要求：{list}",
        ("scene_body", "list"),
    ),
    Frame(
        "form.background", "情况：{scene_body}。要写的是{count}{for}{thing}{demands}", ("scene_body", "thing")
    ),
    Frame("form.need", "需求：{for}{thing}{count}。要求：{list}", ("count", "thing", "list")),
    Frame("form.task", "任务：{behalf}{ways}{to}{verb}{count}{thing}。要求：{list}", ("thing", "list")),
    Frame("form.role", "身份：{role}。任务：{ways}{to}{verb}{count}{thing}。要求：{list}", ("role", "list")),
    # 请给爸妈写一条除夕微信，… 事情是这样的：今年值班不能回家。
    Frame(
        "last.after",
        "请{behalf}{ways}{to}{verb}{count}{thing}{demands}。事情是这样的：{scene_body}",
        ("scene_body", "thing"),
    ),
    Frame(
        "last.tell",
        "想请你{behalf}{ways}{to}{verb}{count}{thing}，情况是这样的：{scene_body}。{list}",
        ("scene_body", "thing"),
    ),
    Frame(
        "last.need",
        "需要{count}{for}{thing}，情况是这样的：{scene_body}。{list}",
        ("scene_body", "count", "thing"),
    ),
    # 假如你是小学班主任，请…
    Frame("role.if", "{if_you}请{ways}{to}{verb}{count}{thing}{demands}", ("role",), "you"),
    Frame("role.by", "请以{role}的身份{ways}{to}{verb}{count}{thing}{demands}", ("role",)),
    Frame(
        "role.are", "{you_are}要{ways}{to}{verb}{count}{thing}，请写出来{demands}", ("role", "thing"), "you"
    ),
    Frame("role.as", "{as}请{ways}{to}{verb}{count}{thing}{demands}", ("role",)),
    # 请以“年味”为题写一篇作文，…
    Frame("theme.first", "{open}请{theme}{ways}{behalf}{to}{verb}{count}{thing}{demands}", ("theme",)),
    Frame(
        "theme.label", "{theme_label}。{open}请{ways}{behalf}{to}{verb}{count}{thing}{demands}", ("theme",)
    ),
)
"""Every frame; the family stands before the dot."""


def fill(frame: Frame, request: Request) -> str | None:
    """``request`` said in ``frame``; None where they do not fit.

    >>> from hesui_data.expand.request import read_request
    >>> fill(FRAMES[3], read_request("给客户写一段新年祝福，语气真诚。"))
    '请写一段给客户的新年祝福，语气真诚。'
    """
    if not (_holds_all(frame, request) and _suits_voice(frame, request) and _reads_well(frame, request)):
        return None
    values = {name: _PLACES[name](request) for name in frame.places if name in _PLACES}
    rest = _rest(frame, request)
    values |= {"demands": _joined(rest), "list": _listed(rest), "first": _listed(rest).removesuffix("。")}
    text = frame.template.format_map(values)
    return text if text.endswith(("？", "。")) or "\n" in values["demands"] else text + "。"


def _holds_all(frame: Frame, request: Request) -> bool:
    """Whether ``frame`` has a place for everything in ``request`` and ``request`` all that ``frame`` needs."""
    rest = _rest(frame, request)
    needed = all(rest if name in ("list", "first") else _PLACES[name](request) for name in frame.needs)
    return needed and all(frame.places & places for part, places in _PLACES_OF if part(request))


def _suits_voice(frame: Frame, request: Request) -> bool:
    """Whether 我 and 你 in ``request`` still mean the same people in ``frame``."""
    said = _said(request)
    if frame.voice == "me":
        return "你" not in said and request.voice != "you"
    return frame.voice != "you" or "我" not in said


def _reads_well(frame: Frame, request: Request) -> bool:
    """What the template alone does not show: reference, rhythm, taste."""
    return not any(clumsy(frame, request) for clumsy in _CLUMSY)


_PLACES_OF: tuple[tuple[Callable[[Request], object], frozenset[str]], ...] = (
    (
        lambda r: r.scene,
        frozenset({"open", "mine", "scene", "scene_body", "told", "if_you", "would", "you_are", "as"}),
    ),
    (lambda r: r.role, frozenset({"open", "mine", "role", "if_you", "would", "you_are", "as"})),
    (lambda r: r.ask.to, frozenset({"to", "for", "sent", "hand", "whom"})),
    (lambda r: r.ask.behalf, frozenset({"behalf", "who", "behalf_name"})),
    (lambda r: r.ask.count, frozenset({"count", "this"})),
    (lambda r: r.ask.thing, frozenset({"thing"})),
    (lambda r: r.demands, frozenset({"demands", "list", "first"})),
)
"""The parts of a request, and the places that can hold each."""

_PLACES: dict[str, Callable[[Request], str]] = {
    "open": lambda r: _opening(r, {"me": "我是{}，", "you": "你是{}，"}.get(r.voice, "作为{}，")),
    "mine": lambda r: _opening(r, "我是{}，" if r.voice == "me" else "作为{}，"),
    "as": lambda r: _running(_opening(r, "作为{}，")),
    "if_you": lambda r: _running(_opening(r, "假如你是{}，")),
    "would": lambda r: _running(_opening(r, "如果你是{}，")),
    "you_are": lambda r: _running(_opening(r, "你是{}，")),
    "scene": lambda r: "".join(c.text + c.stop for c in r.scene),
    "scene_body": lambda r: _body(r.scene),
    "told": lambda r: _body(r.scene) + "。" if r.scene else "",
    "role": lambda r: r.role,
    "behalf": lambda r: f"替{r.ask.behalf}" if r.ask.behalf else "",
    "behalf_name": lambda r: r.ask.behalf,
    "who": lambda r: r.ask.behalf or ("" if r.scene or r.role else "我"),
    "to": lambda r: (r.ask.prep or "给") + r.ask.to if r.ask.to else "",
    "for": lambda r: _for(r, "给"),
    "sent": lambda r: _for(r, "写给"),
    "whom": lambda r: r.ask.to if names_person(r.ask.to) and r.ask.to not in PRONOUNS else "",
    "hand": lambda r: _handed(r.ask),
    "verb": lambda r: r.ask.verb,
    "count": lambda r: r.ask.count,
    "this": lambda r: "这" + r.ask.count.removeprefix("一") if r.ask.count else "",
    "thing": lambda r: r.ask.thing,
    "sized": lambda r: _demand(r, "length").phrase,
    "manner": lambda r: _demand(r, "manner").phrase,
    "theme": lambda r: _demand(r, "theme").phrase,
    "theme_label": lambda r: _demand(r, "theme").text.replace("是", "：", 1),
    "ways": lambda r: "".join(d.phrase for d in r.demands if d.kind == "way"),
}

_KINDS = {
    "sized": "length",
    "manner": "manner",
    "theme": "theme",
    "theme_label": "theme",
    "ways": "way",
}
"""The places that say a demand of a kind, which is then not said again."""


# --- before the ask --------------------------------------------------------------------------------


def _opening(request: Request, role_words: str) -> str:
    """Role and scene in the order in which the prompt has them."""
    role = role_words.format(request.role) if request.role else ""
    scene = "".join(clause.text + clause.stop for clause in request.scene)
    return role + scene if request.role_first else scene + role


def _running(opening: str) -> str:
    """``opening`` as the first part of a sentence that goes on."""
    return opening[:-1] + "，"


def _body(scene: tuple[Clause, ...]) -> str:
    """The scene without its last mark."""
    return "".join(clause.text + clause.stop for clause in scene)[:-1]


_SUBORDINATE = "假如|如果|当|每|为了|随着|要是|趁|由于|因为|题目"
_ADVERBIAL = ".*(?:时|时候|前|后|之际|期间|夜|晚|早上|天|年|里|上|中)"
_PREDICATE = "[了是要想在没有会能到把被让赶办叫做坐送当说爱快将正]"


def _is_statement(scene: tuple[Clause, ...]) -> bool:
    """Whether the scene says something by itself, and is no mere time or place for the ask."""
    if any(clause.stop in QUESTION for clause in scene) or re.match(_SUBORDINATE, scene[0].text):
        return False
    texts = [clause.text for clause in scene if len(clause.text) >= 5 and not names_thing(clause.text)]
    return any(re.search(_PREDICATE, text) and not re.fullmatch(_ADVERBIAL, text) for text in texts)


# --- in the ask ------------------------------------------------------------------------------------


def _for(request: Request, give: str) -> str:
    """The addressee as an attribute: 给客户的, 公司年会的; empty if it makes none."""
    to = request.ask.to
    if names_person(to) or (to and request.ask.prep == "给"):
        return "" if to in PRONOUNS else f"{give}{to}的"
    return "" if not to or re.search("的|[一这那几两三][个家所条场]", to) else f"{to}的"


def _handed(ask: Ask) -> str:
    """The addressee after the noun: 送给客户, 给爸妈."""
    if not names_person(ask.to) or ask.to in PRONOUNS:
        return ""
    if ask.thing.endswith(LETTERS):
        return f"给{ask.to}"
    return f"送给{ask.to}" if ask.thing.endswith(MESSAGES) else ""


# --- demands ---------------------------------------------------------------------------------------

_LEANING = "并|且|而且|同时|但|不过|也|还|再|又|就|顺便|另外"
_NONE = Demand("", "")


def _demand(request: Request, kind: str) -> Demand:
    return next((demand for demand in request.demands if demand.kind == kind), _NONE)


def _rest(frame: Frame, request: Request) -> list[Demand]:
    """The demands that ``frame`` does not say in a place of their own."""
    said = {_KINDS[name] for name in frame.places if name in _KINDS}
    return [d for d in request.demands if not (d.kind in said and d.phrase)]


def _joined(demands: list[Demand]) -> str:
    return "".join(demand.lead + demand.text for demand in demands)


def _listed(demands: list[Demand]) -> str:
    return _joined(demands)[1:] + "。" if demands else ""


def _said(request: Request) -> str:
    """Every word of the request that is carried over."""
    ask = request.ask
    scene = "".join(clause.text for clause in request.scene)
    return scene + request.role + ask.to + ask.behalf + ask.thing + "".join(d.text for d in request.demands)


# --- what would read badly -------------------------------------------------------------------------


def _breaks_off_scene(frame: Frame, request: Request) -> bool:
    """A scene that is no sentence stands as one: 背景：除夕夜。"""
    return bool(frame.places & {"scene_body", "told"} and request.scene) and not _is_statement(request.scene)


def _tells_too_little(frame: Frame, request: Request) -> bool:
    """情况是这样的：快开学了。"""
    return frame.family == "last" and len(_body(request.scene)) < 10


def _points_ahead(frame: Frame, request: Request) -> bool:
    """他 or 这件事 stands before what it means."""
    words = "".join(d.text for d in request.demands)
    if frame.family == "last":
        return bool(re.search("[他她它这那该其此]|对方", request.ask.to + request.ask.thing + words))
    known = request.scene and not request.ask.to
    return "first" in frame.places and not known and bool(re.search("[他她它]|对方|大家", words))


def _misplaces_addressee(frame: Frame, request: Request) -> bool:
    """给她的 without a noun, an addressee that makes no attribute, or one 的 too many."""
    ask, attribute = request.ask, _for(request, "给")
    if not (ask.to and frame.places & {"for", "sent"}):
        return False
    return not (ask.thing and attribute) or (attribute + ask.thing).count("的") > 2


def _points_at_nothing(frame: Frame, request: Request) -> bool:
    """这段 where nothing was said before."""
    ask = request.ask
    return bool("this" in frame.places and ask.count) and not (request.scene or ask.to or request.role)


def _lists_badly(frame: Frame, request: Request) -> bool:
    """Demands that cannot open a sentence, or cannot be one."""
    rest = _rest(frame, request)
    if not rest or not frame.places & {"list", "first"}:
        return False
    leans = re.match(_LEANING, rest[0].text) or any(d.lead in ("：", ":", "——") for d in rest[:2])
    doubled = "要求：{list}" in frame.template and rest[0].text[0] in "要请"
    return bool(leans) or doubled or any("\n" in demand.text for demand in rest)


def _leads_badly(frame: Frame, request: Request) -> bool:
    """Demands before the ask that are long, more than one sentence, or of a kind that comes later."""
    if "first" not in frame.places:
        return False
    rest = _rest(frame, request)
    flowing = all(demand.lead in ("，", "；") for demand in rest[1:])
    late = len(rest) < 2 or rest[0].kind in ("purpose", "place", "effect")
    return late or not flowing or len(_joined(rest)) > 45


def _says_write_twice(frame: Frame, request: Request) -> bool:
    """请直接写出来，写成四行."""
    rest = _rest(frame, request)
    ends = frame.template.replace("{verb}", "写").endswith("写出来{demands}")
    ends = ends or frame.template.endswith("你会怎么{verb}？{list}")
    return ends and bool(rest) and rest[0].text.startswith("写")


def _breaks_off_role(frame: Frame, request: Request) -> bool:
    """假如你是战士，第一次在哨所过年。你离家很远，请写一封家书。"""
    stops = [clause.stop for clause in request.scene[:-1]]
    return bool(frame.places & {"as", "if_you", "would", "you_are"}) and any(
        s not in ("，", "、") for s in stops
    )


def _asks_twice(frame: Frame, request: Request) -> bool:
    """扫尘有什么说法？怎样写一篇短文才好？"""
    asked = any(clause.stop in QUESTION for clause in request.scene)
    return asked and "？" in frame.template


def _wishes_under_condition(frame: Frame, request: Request) -> bool:
    """假如爸妈来过年，想写一张纸条，请代笔。"""
    return frame.voice == "me" and bool(request.scene) and bool(re.match(_SUBORDINATE, request.scene[0].text))


def _promises_nothing(frame: Frame, request: Request) -> bool:
    """请写这样一条短信：一百字上下。"""
    rest = _rest(frame, request)
    return frame.family == "such" and not (len(rest) > 1 and any(d.kind == "other" for d in rest))


def _leaves_role_hanging(frame: Frame, request: Request) -> bool:
    """作为班主任，能给我一段祝福吗？"""
    asks = frame.name in ("question.give", "such.there", "need.seek")
    return asks and bool(request.role) and request.voice != "me"


def _sizes_badly(frame: Frame, request: Request) -> bool:
    """50字以内的贴在门上的字条."""
    return "sized" in frame.places and "的" in request.ask.thing


def _weighs_down_role(frame: Frame, request: Request) -> bool:
    """以毕业十年、从没联系过班主任的学生的身份."""
    return frame.name == "role.by" and ("的" in request.role or len(request.role) > 10)


_CLUMSY: tuple[Callable[[Frame, Request], bool], ...] = (
    _breaks_off_scene,
    _tells_too_little,
    _points_ahead,
    _misplaces_addressee,
    _points_at_nothing,
    _lists_badly,
    _leads_badly,
    _says_write_twice,
    _breaks_off_role,
    _asks_twice,
    _wishes_under_condition,
    _promises_nothing,
    _leaves_role_hanging,
    _sizes_badly,
    _weighs_down_role,
)
