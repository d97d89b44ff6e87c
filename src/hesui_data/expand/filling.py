"""A request said in a frame, where the two fit."""

from __future__ import annotations

from collections.abc import Callable

from hesui_data.expand.frames import Frame
from hesui_data.expand.places import PLACES, joined, listed, unplaced
from hesui_data.expand.request import Request
from hesui_data.expand.taste import reads_well


def fill(frame: Frame, request: Request) -> str | None:
    """``request`` said in ``frame``; None where they do not fit.

    >>> from hesui_data.expand.frames import FRAMES
    >>> from hesui_data.expand.request import read_request
    >>> fill(FRAMES[3], read_request("给客户写一段新年祝福，语气真诚。"))
    '请写一段给客户的新年祝福，语气真诚。'
    """
    if not (_holds_all(frame, request) and _suits_voice(frame, request) and reads_well(frame, request)):
        return None
    values = {name: PLACES[name](request) for name in frame.places if name in PLACES}
    rest = unplaced(frame, request)
    values |= {"demands": joined(rest), "list": listed(rest)}
    text = frame.template.format_map(values)
    return text if text.endswith(("？", "。")) or "\n" in values["demands"] else text + "。"


def _holds_all(frame: Frame, request: Request) -> bool:
    """Whether ``frame`` has a place for everything in ``request`` and ``request`` all that ``frame`` needs."""
    rest = unplaced(frame, request)
    needed = all(rest if name == "list" else PLACES[name](request) for name in frame.needs)
    return needed and all(frame.places & places for part, places in _PLACES_OF if part(request))


def _suits_voice(frame: Frame, request: Request) -> bool:
    """Whether 我 and 你 in ``request`` still mean the same people in ``frame``."""
    said = _said(request)
    if frame.voice == "me":
        return "你" not in said and request.voice != "you"
    return frame.voice != "you" or "我" not in said


def _said(request: Request) -> str:
    """Every word of the request that is carried over."""
    ask = request.ask
    scene = "".join(clause.text for clause in request.scene)
    return scene + request.role + ask.to + ask.behalf + ask.thing + "".join(d.text for d in request.demands)


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
