"""The sentence frames of the rule paraphraser: ways to say one request, as data, and how they are filled.

A frame is a template. It fits a request when it has a place for everything the request says. Demands
that it does not name stand together: ``{demands}`` after the ask with their own marks, ``{list}`` as a
sentence. A frame that suits only some requests is kept from the others by rules of taste (``_CLUMSY``).
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
    # 这段新年祝福该怎么写？请直接写出来，…
    Frame("question.this", "{open}{for}{this}{thing}该怎么{verb}？请直接写出来{demands}", ("scene",)),
    Frame(
        "question.you",
        "如果由你来{behalf}{to}{verb}{count}{thing}，你会怎么{verb}？{list}",
        ("count", "thing", "list"),
        "you",
    ),
    # 请把给爸妈的这条除夕微信写出来，…
    Frame("handle.written", "{open}请把{for}{this}{thing}{verb}出来{demands}"),
    Frame("handle.left", "{scene}{for}{this}{thing}就请你来{verb}{demands}", ("scene",)),
    # 想给客户写一段新年祝福，请代笔，…
    Frame("wish.proxy", "{mine}{who}想{ways}{to}{verb}{count}{thing}，请代笔{demands}", ("thing",), "me"),
    # 需要一段给客户的新年祝福，…
    Frame("need.plain", "{mine}{who}需要{count}{for}{thing}{demands}", ("count", "thing"), "me"),
    Frame("need.seek", "{mine}{behalf_name}求{count}{for}{thing}{demands}", ("count", "thing"), "me"),
    # 给客户的新年祝福一段，…
    Frame("title.count", "{for}{thing}{count}{demands}", ("count", "thing")),
    # 任务：… 要求：…
    Frame(
        "form.situation",
        "情况：{scene_body}。任务：{behalf}{ways}{to}{verb}{count}{thing}。要求：{list}",
        ("scene_body", "thing", "list"),
    ),
    Frame(
        "form.background", "情况：{scene_body}。要写的是{count}{for}{thing}{demands}", ("scene_body", "thing")
    ),
    Frame("form.task", "任务：{behalf}{ways}{to}{verb}{count}{thing}。要求：{list}", ("thing", "list")),
    Frame(
        "form.role",
        "身份：{role}。任务：{ways}{to}{verb}{count}{thing}。要求：{list}",
        ("role", "thing", "list"),
    ),
    # 需要一条给爸妈的除夕微信，情况是这样的：今年值班不能回家。…
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
    Frame("role.are", "{you_are}请{ways}{to}{verb}{count}{thing}{demands}", ("role", "thing"), "you"),
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
    values |= {"demands": _joined(rest), "list": _listed(rest)}
    text = frame.template.format_map(values)
    return text if text.endswith(("？", "。")) or "\n" in values["demands"] else text + "。"


def _holds_all(frame: Frame, request: Request) -> bool:
    """Whether ``frame`` has a place for everything in ``request`` and ``request`` all that ``frame`` needs."""
    rest = _rest(frame, request)
    needed = all(rest if name == "list" else _PLACES[name](request) for name in frame.needs)
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
        frozenset({"open", "mine", "scene", "scene_body", "if_you", "you_are", "as"}),
    ),
    (lambda r: r.role, frozenset({"open", "mine", "role", "if_you", "you_are", "as"})),
    (lambda r: r.ask.to, frozenset({"to", "for", "hand"})),
    (lambda r: r.ask.behalf, frozenset({"behalf", "who", "behalf_name"})),
    (lambda r: r.ask.count, frozenset({"count", "this"})),
    (lambda r: r.ask.thing, frozenset({"thing"})),
    (lambda r: r.demands, frozenset({"demands", "list"})),
)
"""The parts of a request, and the places that can hold each."""

_PLACES: dict[str, Callable[[Request], str]] = {
    "open": lambda r: _opening(r, {"me": "我是{}，", "you": "你是{}，"}.get(r.voice, "作为{}，")),
    "mine": lambda r: _opening(r, "我是{}，" if r.voice == "me" else "作为{}，"),
    "as": lambda r: _running(_opening(r, "作为{}，")),
    "if_you": lambda r: _running(_opening(r, "假如你是{}，")),
    "you_are": lambda r: _running(_opening(r, "你是{}，")),
    "scene": lambda r: "".join(c.text + c.stop for c in r.scene),
    "scene_body": lambda r: _body(r.scene),
    "role": lambda r: r.role,
    "behalf": lambda r: f"替{r.ask.behalf}" if r.ask.behalf else "",
    "behalf_name": lambda r: r.ask.behalf,
    "who": lambda r: r.ask.behalf or ("" if r.scene or r.role else "我"),
    "to": lambda r: (r.ask.prep or "给") + r.ask.to if r.ask.to else "",
    "for": lambda r: _for(r.ask),
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


_SUPPOSITION = "假如|如果|要是|假设|假若|倘若|若是|设想|想象"
_SUBORDINATE = f"{_SUPPOSITION}|当|每|为了|随着|趁|由于|因为|题目"
_ADVERBIAL = ".*(?:时|时候|前|后|之际|期间|夜|晚|早上|天|年|里|上|中)"
_PREDICATE = "[了是要想在没有会能到把被让赶办叫做坐送当说爱快将正]"


def _is_statement(scene: tuple[Clause, ...]) -> bool:
    """Whether the scene says something by itself, and is no mere time or place for the ask."""
    if any(clause.stop in QUESTION for clause in scene) or re.match(_SUBORDINATE, scene[0].text):
        return False
    texts = [clause.text for clause in scene if len(clause.text) >= 5 and not names_thing(clause.text)]
    return any(re.search(_PREDICATE, text) and not re.fullmatch(_ADVERBIAL, text) for text in texts)


# --- in the ask ------------------------------------------------------------------------------------


def _for(ask: Ask) -> str:
    """The addressee as an attribute: 给客户的, 公司年会的; empty if it makes none."""
    if not ask.to or ask.to in PRONOUNS or "的" in ask.to:
        return ""
    if names_person(ask.to):
        return f"给{ask.to}的"
    plain = ask.prep != "给" and not re.search("[一这那几两三][个家所条场]", ask.to)
    return f"{ask.to}的" if plain else ""


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


def _first_said(demands: list[Demand]) -> str:
    """The first demand that is no length (a length may be said elsewhere later on), or nothing."""
    return next((demand.text for demand in demands if demand.kind != "length"), "")


def _said(request: Request) -> str:
    """Every word of the request that is carried over."""
    ask = request.ask
    scene = "".join(clause.text for clause in request.scene)
    return scene + request.role + ask.to + ask.behalf + ask.thing + "".join(d.text for d in request.demands)


# --- what would read badly -------------------------------------------------------------------------


def _breaks_off_scene(frame: Frame, request: Request) -> bool:
    """A scene that is no sentence stands as one: 背景：除夕夜。"""
    return bool("scene_body" in frame.places and request.scene) and not _is_statement(request.scene)


_LEAST_TOLD = {"last": 10, "form": 8}


def _tells_too_little(frame: Frame, request: Request) -> bool:
    """情况：快开学了。"""
    return "scene_body" in frame.places and len(_body(request.scene)) < _LEAST_TOLD[frame.family]


def _points_ahead(frame: Frame, request: Request) -> bool:
    """他 or 这件事 stands before what it means."""
    words = request.ask.to + request.ask.thing + "".join(d.text for d in request.demands)
    return frame.family == "last" and bool(re.search("[他她它这那该其此]|对方", words))


def _misplaces_addressee(frame: Frame, request: Request) -> bool:
    """给她的 without a noun, an addressee that makes no attribute, or one 的 too many."""
    ask, attribute = request.ask, _for(request.ask)
    if not (ask.to and "for" in frame.places):
        return False
    return not (ask.thing and attribute) or (attribute + ask.thing).count("的") > 1


def _points_at_nothing(frame: Frame, request: Request) -> bool:
    """修车铺照常营业，这张告示该怎么写？ where no word of a 告示 was said before."""
    ask, told = request.ask, _body(request.scene)
    return "this" in frame.places and bool(ask.count) and ask.thing[-2:] not in told


def _lists_badly(frame: Frame, request: Request) -> bool:
    """Demands that cannot open a sentence, or cannot be one."""
    rest = _rest(frame, request)
    if not rest or "list" not in frame.places:
        return False
    opening = _first_said(rest)
    leans = not opening or re.match(_LEANING, opening) or any(d.lead in ("：", ":", "——") for d in rest[:2])
    doubled = "要求：{list}" in frame.template and bool(re.match("[要请]|写(?![明清成得])", opening))
    return bool(leans) or doubled or any("\n" in demand.text for demand in rest)


def _says_write_twice(frame: Frame, request: Request) -> bool:
    """请直接写出来，写成四行; 请写出来，顺便问声好."""
    rest = _rest(frame, request)
    ends = frame.template.replace("{verb}", "写").endswith("写出来{demands}")
    ends = ends or frame.template.endswith("你会怎么{verb}？{list}")
    return ends and bool(re.match(f"写|{_LEANING}", _first_said(rest)))


def _breaks_off_role(frame: Frame, request: Request) -> bool:
    """假如你是战士，第一次在哨所过年。你离家很远，请写一封家书。"""
    stops = [clause.stop for clause in request.scene[:-1]]
    return bool(frame.places & {"as", "if_you", "you_are"}) and any(s not in ("，", "、") for s in stops)


def _asks_twice(frame: Frame, request: Request) -> bool:
    """扫尘有什么说法？怎样写一篇短文才好？"""
    asked = any(clause.stop in QUESTION for clause in request.scene)
    return asked and "？" in frame.template


def _leaves_role_hanging(frame: Frame, request: Request) -> bool:
    """作为班主任，求一段祝福。"""
    return frame.family in ("need", "wish") and bool(request.role) and request.voice != "me"


def _sizes_badly(frame: Frame, request: Request) -> bool:
    """50字以内的贴在门上的字条."""
    return "sized" in frame.places and "的" in request.ask.thing


def _weighs_down_role(frame: Frame, request: Request) -> bool:
    """以毕业十年、从没联系过班主任的学生的身份."""
    return frame.name == "role.by" and ("的" in request.role or len(request.role) > 10)


def _supposes(_frame: Frame, request: Request) -> bool:
    """假如爸妈头一回来过年，请写一张纸条。"""
    return any(re.match(_SUPPOSITION, clause.text) for clause in request.scene)


def _has_purpose(_frame: Frame, request: Request) -> bool:
    """请写一条微信，用来谢谢他: a purpose torn from its verb."""
    return any(demand.kind == "purpose" for demand in request.demands)


_COUNTED = (
    "诗|[五七][绝律]|绝句|律诗|作文|日记|文章|短文|故事|散文|童话|小说|脚本|告示|"
    "字条|纸条|便条|便签|卡片|贺卡|明信片"
)
_LONG_BARE = 10


def _lacks_count(frame: Frame, request: Request) -> bool:
    """请写七绝: a noun that wants its 一首; or a long one: 写教孩子认识小年的顺口溜."""
    ask = request.ask
    bare = "{verb}{count}{" in frame.template and not ask.count
    return bare and (len(ask.thing) > _LONG_BARE or bool(re.search(f"(?:{_COUNTED})$", ask.thing)))


_ABOUT = "讲|说|谈|介绍|关于|围绕|写|咏|记|约|邀|请|感谢|谢谢|提醒|通知|祝|表达|题"


def _tears_off_topic(frame: Frame, request: Request) -> bool:
    """如果由你来写一篇推文，你会怎么写？讲讲写春联的摊子: the subject comes when all has been asked."""
    if frame.family not in ("question", "handle"):
        return False
    return any(re.match(_ABOUT, demand.text) or demand.kind == "theme" for demand in request.demands)


_SIZE = r"[\d０-９一二三四五六七八九十百千万两几].{0,4}[字词行段]|字数|篇幅"


def _asks_a_size(frame: Frame, request: Request) -> bool:
    """如果由你来写一条弹幕，你会怎么写？≤16字: a question that only a number follows."""
    if frame.name != "question.you":
        return False
    return not any(d.kind in ("other", "manner") and not re.search(_SIZE, d.text) for d in request.demands)


def _wants_twice(frame: Frame, request: Request) -> bool:
    """要写的是一张告示，要贴在门上."""
    return "要写的是" in frame.template and _first_said(list(request.demands)).startswith("要")


_SHEETS = "卡片|贺卡|明信片|便签|便条|字条|纸条"


def _wants_a_sheet(frame: Frame, request: Request) -> bool:
    """求一张卡片, 老爸需要几句话: it sounds as if paper or talk were wanted, not words."""
    wants = "需要{count}" in frame.template or "求{count}" in frame.template
    ask = request.ask
    return wants and (ask.count.startswith("几") or bool(re.search(f"(?:{_SHEETS})$", ask.thing)))


def _holds_too_much(frame: Frame, request: Request) -> bool:
    """请把年货节的一句口号写出来, 请把给老师的微信写出来: too much after 把; 请把龙年祝福写出来: which one?"""
    if frame.family != "handle":
        return False
    ask, thing = request.ask, request.ask.thing
    if not (request.scene or ask.to or "的" in thing):
        return True
    heavy = len(thing) > 12 or re.search("的[一二两三四五六几]", thing)
    return bool(heavy) or names_person(ask.to)


_LISTED = ("标语", "口号", "灯谜", "谜语", *MESSAGES)


def _counts_oddly(frame: Frame, request: Request) -> bool:
    """春节短片的分镜脚本一条, 12个字的标语一句, 介绍元宵和汤圆区别的文章一篇: no short name before the count."""
    ask, measure = request.ask, request.ask.count[-1:]
    heavy = "字的" in ask.thing or len(ask.thing) > _LONG_BARE or measure == "个"
    return frame.family == "title" and (heavy or (measure == "条" and not ask.thing.endswith(_LISTED)))


def _tells_on(frame: Frame, request: Request) -> bool:
    """情况是这样的：儿子要录一条语音。孩子念着顺口: a demand that reads as more of the story."""
    return frame.family == "last" and bool(re.search("[着了]|^写得", _first_said(_rest(frame, request))))


def _names_too_little(frame: Frame, request: Request) -> bool:
    """任务：写一段话: a field, or a want, must name a kind of text; 由你来写一条文案: a question, which one."""
    ask = request.ask
    if frame.family == "question":
        return len(ask.thing) < 3 and not ask.to
    return ask.thing in ("话", "稿子") and not ask.to and frame.family in ("form", "last", "need", "title")


_UNSOUGHT = "[信书文稿话]|邮件|通知|公告|告示|方案|计划"


def _begs(frame: Frame, request: Request) -> bool:
    """求一封家书, 社区医院求标语: a person begs, for a verse or a greeting."""
    ask = request.ask
    unsought = re.search(f"(?:{_UNSOUGHT})$", ask.thing) or (ask.behalf and not names_person(ask.behalf))
    return frame.name == "need.seek" and bool(unsought)


_CLUMSY: tuple[Callable[[Frame, Request], bool], ...] = (
    _breaks_off_scene,
    _tells_too_little,
    _points_ahead,
    _misplaces_addressee,
    _points_at_nothing,
    _lists_badly,
    _says_write_twice,
    _breaks_off_role,
    _asks_twice,
    _leaves_role_hanging,
    _sizes_badly,
    _weighs_down_role,
    _supposes,
    _has_purpose,
    _lacks_count,
    _tears_off_topic,
    _asks_a_size,
    _wants_twice,
    _wants_a_sheet,
    _holds_too_much,
    _counts_oddly,
    _tells_on,
    _names_too_little,
    _begs,
)
