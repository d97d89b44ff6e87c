"""The one clause of a prompt that asks: 请给客户写一段新年祝福, taken apart into an ``Ask``.

Texts are masked (``masks``): a quotation or a length phrase is one character. Nothing is guessed: a
clause with a word that has no place is not read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from hesui_data.expand.demands import Demand, read_demand
from hesui_data.expand.masks import LENGTH, QUOTE
from hesui_data.expand.words import GENRES, OCCASIONS, PEOPLE, PLACES, ROLES

PRONOUNS = ("她", "他", "他们", "她们", "它", "对方", "大家")

_NUMERAL = r"[一二两三四五六七八九十几\d]{1,2}"
_CLASSIFIER = "[段条首副封篇则份张幅组句支曲道枚个本部]"
_COUNT = rf"(?:{_NUMERAL}小?{_CLASSIFIER}|小?[段条首副封篇则份张幅句个](?![子幅人落文性案件目首]))"
_THIS = rf"这(?P<this>小?{_CLASSIFIER}|(?!一){_NUMERAL}{_CLASSIFIER})"

_WRITE = "创作|撰写|拟写|编写|起草|草拟|写|拟|编"
_HAND = "发送|发布|发|回|来|想|作|出|列|备|凑|贴|挂|刷|求|讲|塞|夹|留|换|拍|印"
_WRITING = frozenset(_WRITE.split("|"))
_KEPT = _WRITING | {"出", "列", "讲"}  # other verbs are said as 写
_COUNTLESS = _WRITING | {"发送", "发布", "发"}  # other verbs need a count: 来一段, not 来信

_PLEASE = (
    "(?:请你|请您|请|麻烦你|麻烦|劳驾|帮忙|帮我们|帮我|帮着|能不能|能否|可否|可以|你能|能)*"
    "(?:(?:帮|替|给|为)(?:我们|我)(?=写|拟|编|备|想|以|用|给|作|创|撰|来))?"
)
_WANT = "想请你|想请|想要|想|打算|准备|计划|要|得"
_LACK = "还缺|还差|急需|需要|想要|缺|求"
_HOW = "(?:该|要|应该|可以|会)?(?:如何|怎么|怎样)"
_PURPOSE = "谢谢|感谢|答谢|祝贺|祝|道贺|道谢|拜年|表达|报平安|请求|邀请"


@dataclass(frozen=True, slots=True)
class Ask:
    """What is to be written, for whom, on whose behalf; ``demands`` are those said inside the clause."""

    mood: str  # how it is asked: "ask", "how", "wish", "need", "short" (写4条) or "bare" (a noun)
    verb: str = "写"
    count: str = ""
    thing: str = ""
    to: str = ""
    prep: str = ""
    behalf: str = ""
    role: str = ""
    demands: tuple[Demand, ...] = ()


WEIGHT = {"ask": 3, "how": 3, "wish": 2, "need": 2, "short": 1, "bare": 0}
"""Which of several clauses asks: the plainest; a wish beside it is part of the scene."""


@lru_cache(maxsize=4096)  # the rewordings of a prompt have most of their clauses in common
def read_ask(clause: str, *, first: bool = False) -> Ask | None:
    """``clause`` taken apart, or None if it asks for no writing; ``first`` if it opens the prompt.

    >>> ask = read_ask("请给客户写一段新年祝福")
    >>> ask.mood, ask.prep, ask.to, ask.count, ask.thing
    ('ask', '给', '客户', '一段', '新年祝福')
    >>> read_ask("这副门联该怎么写").count
    '一副'
    """
    clause = clause.rstrip("吧呗吗呢")
    for reader in (_how, _topic, _imperative, _need, _wish):
        if ask := reader(clause):
            return ask
    return _bare(clause, first=first)


def names_person(text: str) -> bool:
    return text in PRONOUNS or text.endswith(PEOPLE)


def names_thing(text: str) -> bool:
    return text.endswith((*OCCASIONS, *PLACES))


def names_role(text: str) -> bool:
    return text.endswith((*PEOPLE, *ROLES))


_NO_GENRE = ("关键词", "名词", "动词", "单词", "生词")


def names_genre(text: str) -> bool:
    return text == "话" or (text.endswith(GENRES) and not text.endswith(_NO_GENRE))


# --- the clause as a whole -------------------------------------------------------------------------


def _imperative(clause: str) -> Ask | None:
    ask = _body(re.sub(f"^{_PLEASE}", "", clause))
    return replace(ask, mood="ask" if ask.thing else "short") if ask else None


def _wish(clause: str) -> Ask | None:
    match = re.fullmatch(f"(?P<who>.{{0,12}}?)(?:{_WANT})(?P<body>.+)", clause)
    ask = match and _body(re.sub(f"^{_PLEASE}", "", match["body"]))
    return _said_by(match["who"], replace(ask, mood="wish")) if match and ask and ask.thing else None


def _need(clause: str) -> Ask | None:
    match = re.fullmatch(f"(?P<who>.{{0,12}}?)(?:{_LACK})(?P<what>(?:这样)?{_COUNT}.+)", clause)
    ask = match and _thing(match["what"])
    return _said_by(match["who"], replace(ask, mood="need")) if match and ask and ask.thing else None


def _said_by(who: str, ask: Ask) -> Ask | None:
    """``ask`` as wished for by ``who``: nobody, the user, or a third party on whose behalf it is written."""
    if who in ("", "我", "我们"):
        return ask
    named = "我" not in who and not ask.behalf and (who.endswith(PLACES) or names_role(who))
    return replace(ask, behalf=who) if named else None


def _how(clause: str) -> Ask | None:
    """怎样给导师写一段祝福, with 才好 or an effect: 才不失礼."""
    match = re.fullmatch(f"(?P<before>.{{0,20}}?){_HOW}(?P<body>.+?)(?:才(?P<effect>.+?))?", clause)
    ask = match and _body(match["before"] + match["body"])
    return _with_effect(replace(ask, mood="how"), match["effect"]) if match and ask and ask.thing else None


def _topic(clause: str) -> Ask | None:
    """开场白该怎么写, 门上的纸条写些什么."""
    match = re.fullmatch(
        f"(?P<what>.+?)(?:{_HOW}(?P<verb>{_WRITE}|说|讲)(?:才(?P<effect>.+?))?|(?:该|要)?(?:写|说)[些点]?什么)好?",
        clause,
    )
    ask = match and _thing(match["what"])
    if not match or not ask:
        return None
    verb = match["verb"] if match["verb"] in _WRITING else "写"
    return _with_effect(replace(ask, mood="how" if ask.thing else "short", verb=verb), match["effect"])


def _with_effect(ask: Ask, effect: str | None) -> Ask:
    return _more(ask, Demand("effect", f"写得{effect}")) if effect and effect not in ("好", "合适") else ask


_NO_NOUN = (
    "[了是要想把被说我你有没不入缺成征让写拟编创建起请回述释议引]|上台|"  # a verb
    "^[别带附用避放末配再结能连对为]"
)
_SEASON = (
    "春节|新年|新春|元宵|除夕|小年|年货|年会|拜年|贺年|贺岁|红包|"
    "[龙蛇马羊猴鸡狗猪鼠牛虎兔]年|初[一二三四五六七八]"
)


_DONE_TO_ONE = (
    rf"(?:{_WRITE}|{_HAND}|送|录)(?:{_NUMERAL})?{_CLASSIFIER}(?!子)"  # 后座上贴张小字条 says a deed
)


def _bare(clause: str, *, first: bool) -> Ask | None:
    """A noun phrase that names what is wanted: 给客户的新春问候一段."""
    if re.search(_NO_NOUN, clause) or re.search(_DONE_TO_ONE, clause):
        return None
    if len(clause) > 6 and not re.search(_SEASON, clause):
        return None
    posed = re.fullmatch(f"(?P<what>.+?)(?P<count>{_NUMERAL}{_CLASSIFIER})", clause)
    ask = _thing(posed["count"] + posed["what"]) if posed else _thing(clause)
    plain = ask and ask.thing and (first or len(clause) <= 5 or ask.count or ask.to or "的" in clause)
    return replace(ask, mood="bare") if ask and plain else None


# --- before the verb -------------------------------------------------------------------------------


def _body(text: str) -> Ask | None:
    """Phrases, verb, count and noun: 给客户用亲切的语气写一段祝福."""
    for match in re.finditer(f"{_WRITE}|{_HAND}", text):
        phrases = _phrases(text[: match.start()])
        ask = None if phrases is None else _thing(text[match.end() :])
        if phrases is not None and ask and (ask.count or match[0] in _COUNTLESS):
            verb = match[0] if match[0] in _KEPT else "写"
            return _placed(replace(ask, verb=verb), phrases, match[0])
    return None


Phrase = tuple[str, str]  # its kind and its words

_PHRASES = (
    ("to", "(?P<it>[给为向对].+)"),
    ("behalf", "[替代帮](?P<it>.+)"),
    ("role", "以(?P<it>.+)的身份"),
    ("theme", "(?P<it>以.+为(?:题目|题|标题|主题|话题))"),
    ("way", "(?P<it>[以用].+的(?:口吻|名义|视角|角度|笔调|方式|形式|体式|体裁)|围绕.+|用[两三四五六]句话)"),
    ("manner", "(?P<it>用.+的(?:语气|口气|风格|语调|文风|语言))"),
    ("length", f"用?(?P<it>{LENGTH})"),
    ("place", "(?P<it>在.+(?:[里上中下内旁厅群圈道]|门口))"),
)
_LONGEST_PHRASE = 26


@lru_cache(maxsize=1024)
def _phrases(text: str) -> tuple[Phrase, ...] | None:
    """``text`` as a row of phrases before a verb; None if it is no such row."""
    if not text:
        return ()
    for kind, form in _PHRASES:
        for end in range(1, min(len(text), _LONGEST_PHRASE) + 1):
            match = re.fullmatch(form, text[:end])
            rest = _phrases(text[end:]) if match and _sound(kind, match["it"]) else None
            if match and rest is not None:
                return ((kind, match["it"]), *rest)
    return None


def _sound(kind: str, words: str) -> bool:
    """Whether ``words`` can be what ``kind`` says: an addressee names people, an event or a place."""
    if kind == "to":
        return names_person(words[1:]) or names_thing(words[1:])
    return kind != "behalf" or words in ("我", "我们") or names_role(words) or words.endswith(PLACES)


def _placed(ask: Ask, phrases: tuple[Phrase, ...], verb: str) -> Ask | None:
    """``ask`` with what its ``phrases`` say; None if they say a thing twice."""
    for kind, words in phrases:
        if kind not in ("to", "behalf", "role"):
            ask = _more(ask, _demand(kind, words, verb))
        elif getattr(ask, kind):
            return None
        elif kind == "to":
            ask = replace(ask, prep=words[0], to=words[1:])
        elif words not in ("我", "我们"):
            ask = replace(ask, behalf=words) if kind == "behalf" else replace(ask, role=words)
    return ask


def _demand(kind: str, words: str, verb: str) -> Demand:
    if kind == "place":
        return Demand("place", f"要{'用' if verb in _WRITING else verb}{words}")
    return read_demand(words) or Demand(kind, words, words)


# --- after the verb --------------------------------------------------------------------------------


def _thing(text: str) -> Ask | None:
    """Count, attributes and noun: 一段50字以内的新年祝福. The noun may be missing after a count."""
    text, ask = _attributes(text, Ask("bare"))
    count, text = _counted(text)
    text, ask = _attributes(text, replace(ask, count=count))
    return _noun(text, ask)


def _counted(text: str) -> tuple[str, str]:
    """The count at the start of ``text`` in full (段, 这段 and 这样一段 are 一段), and the rest."""
    text = text.removeprefix("这样")
    if match := re.match(_THIS, text):
        count = match["this"]
    elif match := re.match(_COUNT, text):
        count = match[0]
    else:
        return "", text
    return ("一" + count if re.fullmatch(f"小?{_CLASSIFIER}", count) else count), text[match.end() :]


def _attributes(text: str, ask: Ask) -> tuple[str, Ask]:
    """The rest of ``text`` without the attributes at its start, and ``ask`` with them."""
    while step := _sized(text, ask) or _addressed(text, ask) or _put(text, ask):
        text, ask = step
    return text, ask


def _sized(text: str, ask: Ask) -> tuple[str, Ask] | None:
    match = re.match(rf"(?P<length>{LENGTH})(?:[的、]|(?=.))", text)
    return (text[match.end() :], _more(ask, _length(match["length"]))) if match else None


def _addressed(text: str, ask: Ask) -> tuple[str, Ask] | None:
    """写给爸妈的, 公司年会的."""
    for match in re.finditer("的", "" if ask.to else text):
        name, rest = text[: match.start()], text[match.end() :]
        given = re.fullmatch("(?:写给|送给|发给|献给|寄给|给)(?P<who>.+)", name)
        if given and (names_person(given["who"]) or names_thing(given["who"])):
            return rest, replace(ask, to=given["who"], prep="给")
        if not given and names_thing(name) and not re.search(f"{QUOTE}|的|[一这那][个家所条场]", name):
            return rest, replace(ask, to=name, prep="为")
    return None


def _put(text: str, ask: Ask) -> tuple[str, Ask] | None:
    """贴在卷帘门上的."""
    match = re.match("(?P<place>[贴发用挂]在[^的]+(?:[里上中下内旁厅群圈道]|门口))的", text)
    return (text[match.end() :], _more(ask, Demand("place", f"要{match['place']}"))) if match else None


def _noun(text: str, ask: Ask) -> Ask | None:
    """``ask`` with the noun ``text``; also with what may follow a noun: 一封信给爸爸, 一条短信谢谢他."""
    if not text:
        return ask if ask.count else None
    given = re.fullmatch("(?P<what>.*?)(?:寄给|送给|发给|献给|写给|给)(?P<who>.+)", text)
    if given and not ask.to and names_person(given["who"]):
        return _noun(given["what"], replace(ask, to=given["who"], prep="给"))
    meant = re.fullmatch(f"(?P<what>.+?)(?P<purpose>(?:{_PURPOSE}).*)", text)
    if meant and not names_genre(text):
        return _noun(meant["what"], _more(ask, Demand("purpose", "用来" + meant["purpose"])))
    inside = re.fullmatch(f"(?P<before>.*)(?P<length>{LENGTH})的?(?P<after>.*)", text)
    if inside:
        return _noun(inside["before"] + inside["after"], _more(ask, _length(inside["length"])))
    return replace(ask, thing=text) if _is_thing(text) else None


def _is_thing(text: str) -> bool:
    """Whether ``text`` is one noun phrase that names a piece of writing."""
    odd = f"[并请]|以及|和{_COUNT}|^[清明出到进成好完制一]"
    return len(text) <= 26 and names_genre(text) and not re.search(odd, text)


def _length(words: str) -> Demand:
    return Demand("length", words, f"{words}的")


def _more(ask: Ask, demand: Demand) -> Ask:
    return replace(ask, demands=(*ask.demands, demand))
