"""Whom the gates know by voice: those who talk about the text, sell or command, lecture; and who is at home."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from hesui_data.likeness.voices import Voices, clauses_of, sentences_of

_LIMITS = {"desk": -0.25, "lure": -0.25, "elsewhere": -0.4}
_LIMITS_OF_PROMPTS = {"lure": 0.35}
"""Scores above which a sentence, or a clause of a prompt, is a stranger's: measured on texts that were not fitted."""


def voices_of_responses(own: Iterable[str] = ()) -> Voices:
    """The voices that responses are held against, ``own`` being those of the seeds.

    >>> voices = voices_of_responses()
    >>> voices.stranger("老师，新年好！这段话语气亲切，可以直接发送。")
    ('desk', '这段话语气亲切，可以直接发送。')
    >>> voices.stranger("老师，新年好！您改的作业我还留着，红字一个没擦。") is None
    True
    """
    known = examples_of_voices()
    home = known["home"]
    return Voices(
        home, {name: known[name] for name in _LIMITS}, _LIMITS, own=sorted(set(own)), closed=("elsewhere",)
    )


def voices_of_prompts(own: Iterable[str] = ()) -> Voices:
    """The voices that prompts are held against, clause by clause, ``own`` being those of the seeds."""
    known = examples_of_voices()
    home = known["home"] + known["request"]
    strangers = {
        name: [part for text in known[name] for part in clauses_of(text)] for name in _LIMITS_OF_PROMPTS
    }
    return Voices(home, strangers, _LIMITS_OF_PROMPTS, own=sorted(set(own)), parts=clauses_of)


@cache
def examples_of_voices() -> dict[str, tuple[str, ...]]:
    """Name of a voice → sentences in it, as the package has them."""
    found: dict[str, list[str]] = {}
    text = (files("hesui_data") / "templates" / "voices.txt").read_text(encoding="utf-8")
    name = ""
    for line in text.splitlines():
        if line.startswith("# "):
            name = line.removeprefix("# ")
        elif line:
            found.setdefault(name, []).append(line)
    strangers = {key: [part for line in lines for part in sentences_of(line)] for key, lines in found.items()}
    return {
        key: tuple(lines if key in ("home", "request") else strangers[key]) for key, lines in found.items()
    }
