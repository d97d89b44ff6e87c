"""The sentence frames of the rule paraphraser: ways to say one request, as data.

A frame is a template. It fits a request (``filling``) when it has a place for everything the request says.
Demands that it does not name stand together: ``{demands}`` after the ask with their own marks, ``{list}``
as a sentence. A frame that suits only some requests is kept from the others by rules of taste (``taste``).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from string import Formatter


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
