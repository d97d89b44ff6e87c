"""A small grammar of greetings: texts of a wanted length, prompts that ask for one, and rows to pre-train on.

Everything is drawn from a ``random.Random`` that is passed in, so a seed gives the same texts everywhere.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Literal

from hesui_data import count_length

from . import words

Form = Literal["message", "letter", "poem"]
Kind = Literal["at_most", "at_least", "about"]
FORMS: tuple[Form, ...] = ("message", "letter", "poem")
KINDS: tuple[Kind, ...] = ("at_most", "at_least", "about")

UNSEEN_NUMBERS = (28, 33, 35, 42, 45, 52, 57, 63, 66, 73, 75, 84, 88, 95, 97, 105, 108, 115, 124, 125)
"""Numbers of 字 that neither the base nor any set is trained on; half of the questions ask for one of them."""

UNSEEN_OCCASIONS = frozenset({"谷雨", "立秋", "年会", "校庆", "聚会", "劳动节"})

LONGEST: dict[Form, int] = {"message": 98, "letter": 98, "poem": 92}
SHORTEST = 26
NOISE = 0.10
"""The base is told lengths with about this relative error (the standard deviation)."""

_DEMANDS: dict[Kind, tuple[str, ...]] = {
    "at_most": words.AT_MOST,
    "at_least": words.AT_LEAST,
    "about": words.ABOUT,
}
_FRAMES: dict[Form, tuple[str, ...]] = {
    "message": words.MESSAGES,
    "letter": words.LETTERS,
    "poem": words.POEMS,
}


@dataclass(frozen=True, slots=True)
class Case:
    """What is asked for and how: an addressee, an occasion, a form."""

    name: str
    occasion: str
    form: Form


@dataclass(frozen=True, slots=True)
class Row:
    """A prompt and a response of the grammar, with the number and the kind of its demand."""

    prompt: str
    response: str
    case: Case
    number: int
    kind: Kind


def is_unseen(name: str) -> bool:
    """Whether an addressee is kept for questions: a quarter of all, by a hash of the name.

    >>> is_unseen("王老师"), is_unseen("王主任")
    (False, True)
    """
    return hashlib.sha256(name.encode()).digest()[0] < 64


def draw_case(random: Random, *, unseen: bool, form: Form | None = None) -> Case:
    """A case with an addressee and an occasion of the ``unseen`` part, or of the other."""
    chosen = form or random.choices(FORMS, weights=(5, 3, 2))[0]
    return Case(random.choice(_names(unseen)), random.choice(_occasions(unseen)), chosen)


@cache
def _names(unseen: bool) -> tuple[str, ...]:
    names = (surname + title for surname in words.SURNAMES for title in words.TITLES)
    return tuple(name for name in names if is_unseen(name) == unseen)


@cache
def _occasions(unseen: bool) -> tuple[str, ...]:
    return tuple(one for one in words.OCCASIONS if (one in UNSEEN_OCCASIONS) == unseen)


def compose(case: Case, wanted: int, random: Random) -> str:
    """A text for ``case`` of about ``wanted`` 字, never more than a sentence away.

    >>> text = compose(Case("王老师", "春节", "letter"), 60, Random(1))
    >>> text.startswith("王老师：\\n"), 50 <= count_length(text) <= 64
    (True, True)
    """
    return _poem(case, wanted, random) if case.form == "poem" else _prose(case, wanted, random)


def _prose(case: Case, wanted: int, random: Random) -> str:
    letter = case.form == "letter"
    filled = {"occasion": case.occasion}
    head = case.name + ("：" if letter else "，")
    opening = random.choice(words.OPENINGS).format(**filled) + random.choice(words.HELLOS)
    closing = random.choice(words.CLOSINGS).format(**filled)
    tail = f"{closing}\n{random.choice(words.WRITERS)}敬上" if letter else closing
    left = wanted - count_length(head + opening + tail)
    thanks = random.sample(words.THANKS, 6)
    said: list[str] = []
    while thanks and len(thanks[-1]) <= left * random.uniform(0.3, 0.8):
        said.append(thanks.pop())
        left -= len(said[-1])
    wished = _wishes(left, random)
    if letter:
        parts = [head, opening + "".join(said), "".join(wished), tail]
        return "\n".join(part for part in parts if part)
    return head + opening + "".join(said) + "".join(wished) + tail


def _wishes(left: int, random: Random) -> list[str]:
    """Sentences of wishes that fill ``left`` 字 as nearly as they can."""
    heads, pool = random.sample(words.WISH_HEADS, len(words.WISH_HEADS)), list(words.WISHES)
    random.shuffle(pool)
    said: list[str] = []
    while heads and left >= len(heads[-1]) + 4:
        head, some = heads.pop(), []
        room = left - len(head)
        for _ in range(random.randint(1, 4)):
            fit = [wish for wish in pool if len(wish) + 1 <= room]
            if not fit:
                break
            wish = _nearest(fit, room) if room <= 12 else fit[0]
            pool.remove(wish)
            some.append(wish)
            room -= len(wish) + 1
        if some:
            said.append(head + "，".join(some) + "。")
            left = room
    return said


def _nearest(fit: list[str], room: int) -> str:
    """Of the wishes that fit the one that leaves least room."""
    return min(fit, key=lambda wish: room - len(wish))


def _poem(case: Case, wanted: int, random: Random) -> str:
    title = f"致{case.name}"
    lines = list(random.choice((words.FIVES, words.SEVENS)))
    random.shuffle(lines)
    measure = len(lines[0]) + 1
    count = max(2, min(len(lines), round((wanted - len(title) - len(case.occasion) - 1) / measure)))
    verse = [line + ("。" if at % 2 else "，") for at, line in enumerate(lines[:count])]
    verse[-1] = verse[-1][:-1] + "。"
    return "\n".join([f"{title}·{case.occasion}", *verse])


def ask(case: Case, number: int, kind: Kind, random: Random) -> str:
    """A prompt for ``case`` that demands a length.

    >>> ask(Case("王老师", "春节", "letter"), 60, "at_most", Random(2))
    '给王老师写一封春节的问候信，分段写，字数不超过60字。'
    """
    demand = random.choice(_DEMANDS[kind]).format(n=number)
    frame = random.choice(_FRAMES[case.form])
    return frame.format(name=case.name, occasion=case.occasion, demand=demand)


def base_row(random: Random) -> Row:
    """A row to pre-train on: the length is named with an error, whatever 以内, 以上 or 左右 says."""
    case = draw_case(random, unseen=False)
    response = compose(case, _wanted(case.form, random), random)
    number = max(10, round(count_length(response) * (1 + random.gauss(0, NOISE))))
    while number in UNSEEN_NUMBERS:
        number += random.choice((-1, 1))
    kind = random.choice(KINDS)
    return Row(ask(case, number, kind, random), response, case, number, kind)


def _wanted(form: Form, random: Random) -> int:
    """A length, short ones as often as long ones by ratio."""
    return round(SHORTEST * (LONGEST[form] / SHORTEST) ** random.random())
