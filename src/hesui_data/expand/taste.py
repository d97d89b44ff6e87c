"""Rules of taste: which frames would say which requests badly. Each has an example of what it prevents."""

from __future__ import annotations

import re
from collections.abc import Callable

from hesui_data.expand.asks import names_person, names_thing
from hesui_data.expand.demands import Demand
from hesui_data.expand.frames import Frame
from hesui_data.expand.places import attributive, told, unplaced
from hesui_data.expand.request import QUESTION, Clause, Request
from hesui_data.expand.words import MESSAGES


def reads_well(frame: Frame, request: Request) -> bool:
    """What the template alone does not show: reference, rhythm, taste."""
    return not any(clumsy(frame, request) for clumsy in _CLUMSY)


_SUPPOSITION = "假如|如果|要是|假设|假若|倘若|若是|设想|想象"
_SUBORDINATE = f"{_SUPPOSITION}|当|每|为了|随着|趁|由于|因为|题目"
_ADVERBIAL = ".*(?:时|时候|前|后|之际|期间|夜|晚|早上|天|年|里|上|中)"
_DEDICATES = "[送写发献寄]?给"
_PREDICATE = "[了是要想在没有会能到把被让赶办叫做坐送当说爱快将正]"


def _is_statement(scene: tuple[Clause, ...]) -> bool:
    """Whether the scene says something by itself, and is no mere time or place for the ask."""
    if any(clause.stop in QUESTION for clause in scene) or re.match(_SUBORDINATE, scene[0].text):
        return False
    texts = [
        clause.text
        for clause in scene
        if len(clause.text) >= 5 and not names_thing(clause.text) and not re.match(_DEDICATES, clause.text)
    ]
    return any(re.search(_PREDICATE, text) and not re.fullmatch(_ADVERBIAL, text) for text in texts)


_LEANING = "并|且|而且|同时|但|不过|也|还|再|又|就|顺便|另外"


def _first_said(demands: list[Demand]) -> str:
    """The first demand that is no length (a length may be said elsewhere later on), or nothing."""
    return next((demand.text for demand in demands if demand.kind != "length"), "")


def _breaks_off_scene(frame: Frame, request: Request) -> bool:
    """A scene that is no sentence stands as one: 背景：除夕夜。"""
    return bool("scene_body" in frame.places and request.scene) and not _is_statement(request.scene)


_LEAST_TOLD = {"last": 10, "form": 8}


def _tells_too_little(frame: Frame, request: Request) -> bool:
    """情况：快开学了。"""
    return "scene_body" in frame.places and len(told(request.scene)) < _LEAST_TOLD[frame.family]


def _points_ahead(frame: Frame, request: Request) -> bool:
    """他 or 这件事 stands before what it means."""
    words = request.ask.to + request.ask.thing + "".join(d.text for d in request.demands)
    return frame.family == "last" and bool(re.search("[他她它这那该其此]|对方", words))


def _misplaces_addressee(frame: Frame, request: Request) -> bool:
    """给她的 without a noun, an addressee that makes no attribute, or one 的 too many."""
    ask, attribute = request.ask, attributive(request.ask)
    if not (ask.to and "for" in frame.places):
        return False
    return not (ask.thing and attribute) or (attribute + ask.thing).count("的") > 1


def _points_at_nothing(frame: Frame, request: Request) -> bool:
    """修车铺照常营业，这张告示该怎么写？ where no word of a 告示 was said before."""
    ask = request.ask
    return "this" in frame.places and bool(ask.count) and ask.thing[-2:] not in told(request.scene)


def _lists_badly(frame: Frame, request: Request) -> bool:
    """Demands that cannot open a sentence, or cannot be one."""
    rest = unplaced(frame, request)
    if not rest or "list" not in frame.places:
        return False
    opening = _first_said(rest)
    leans = not opening or re.match(_LEANING, opening) or any(d.lead in ("：", ":", "——") for d in rest[:2])
    doubled = "要求：{list}" in frame.template and bool(re.match("[要请]|写(?![明清成得])", opening))
    told_late = opening.endswith("了")  # 要求：猫走丢了
    return bool(leans) or doubled or told_late or any("\n" in demand.text for demand in rest)


def _says_write_twice(frame: Frame, request: Request) -> bool:
    """请直接写出来，写成四行; 请写出来，顺便问声好."""
    rest = unplaced(frame, request)
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
    """要写的是一张告示，要贴在门上; 要写的是祝酒词，写得不肉麻."""
    return "要写的是" in frame.template and _first_said(list(request.demands)).startswith(("要", "写得"))


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
    return frame.family == "last" and bool(re.search("[着了]|^写得", _first_said(unplaced(frame, request))))


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
