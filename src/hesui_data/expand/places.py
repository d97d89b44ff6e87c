"""What stands in each place of a sentence frame, said of one request: the addressee, the scene, the demands."""

from __future__ import annotations

import re
from collections.abc import Callable

from hesui_data.expand.asks import PRONOUNS, Ask, names_person
from hesui_data.expand.demands import Demand
from hesui_data.expand.frames import Frame
from hesui_data.expand.request import Clause, Request
from hesui_data.expand.words import LETTERS, MESSAGES

PLACES: dict[str, Callable[[Request], str]] = {
    "open": lambda r: _opening(r, {"me": "我是{}，", "you": "你是{}，"}.get(r.voice, "作为{}，")),
    "mine": lambda r: _opening(r, "我是{}，" if r.voice == "me" else "作为{}，"),
    "as": lambda r: _running(_opening(r, "作为{}，")),
    "if_you": lambda r: _running(_opening(r, "假如你是{}，")),
    "you_are": lambda r: _running(_opening(r, "你是{}，")),
    "scene": lambda r: "".join(c.text + c.stop for c in r.scene),
    "scene_body": lambda r: told(r.scene),
    "role": lambda r: r.role,
    "behalf": lambda r: f"替{r.ask.behalf}" if r.ask.behalf else "",
    "behalf_name": lambda r: r.ask.behalf,
    "who": lambda r: r.ask.behalf or ("" if r.scene or r.role else "我"),
    "to": lambda r: (r.ask.prep or "给") + r.ask.to if r.ask.to else "",
    "for": lambda r: attributive(r.ask),
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
"""What a place of a template says of a request; nothing where the request has no such part."""

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


def told(scene: tuple[Clause, ...]) -> str:
    """The scene without its last mark."""
    return "".join(clause.text + clause.stop for clause in scene)[:-1]


# --- in the ask ------------------------------------------------------------------------------------


def attributive(ask: Ask) -> str:
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

_NONE = Demand("", "")


def _demand(request: Request, kind: str) -> Demand:
    return next((demand for demand in request.demands if demand.kind == kind), _NONE)


def unplaced(frame: Frame, request: Request) -> list[Demand]:
    """The demands that ``frame`` does not say in a place of their own."""
    said = {_KINDS[name] for name in frame.places if name in _KINDS}
    return [d for d in request.demands if not (d.kind in said and d.phrase)]


def joined(demands: list[Demand]) -> str:
    """``demands`` after the ask, each with its own mark before it."""
    return "".join(demand.lead + demand.text for demand in demands)


def listed(demands: list[Demand]) -> str:
    """``demands`` as a sentence of their own."""
    return joined(demands)[1:] + "。" if demands else ""
