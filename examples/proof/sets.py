"""The sets that models are tuned on, all made from the same seeds: a, b, c and control, and couples for e.

``a`` is what the blog did: white space removed, demands as they were, prompts reworded, nothing checked. That
switch lives here alone; the library has none. ``b`` and ``c`` are builds of the library, ``control`` is ``c`` with its
demands dealt to the wrong rows, ``e`` is ``c`` and then the library's preference pairs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from hesui_data import Pair, build_dataset, parse_length
from hesui_data.expand.rules import paraphrase_prompt

from .grammar import UNSEEN_NUMBERS, Row

REWORDINGS = 2
"""So many rewordings a seed, in ``a`` and in ``b``."""

SHARED: dict[str, Any] = {"held_out": list(UNSEEN_NUMBERS), "eval_share": 0.05, "frame_share": 0.20}
"""What the recipes of ``b`` and ``c`` have in common: the same seeds go to train."""

LAYOUT_ONLY: dict[str, Any] = {**SHARED, "augment": False, "paraphrases": REWORDINGS}
TAGGED: dict[str, Any] = {
    **SHARED,
    "paraphrases": 0,
    "prompts_per_response": 3,
    "phrase_share": 0.30,
    "headroom": 0.03,
}


@dataclass(frozen=True, slots=True)
class TuningSet:
    """Rows to tune on; ``couples`` are to be preferred afterwards."""

    name: str
    rows: tuple[Pair, ...]
    couples: tuple[Pair, ...] = ()


def sets_from(rows: Sequence[Row], random: Random, *, with_couples: bool = True) -> dict[str, TuningSet]:
    """Every set by its name.

    >>> from .asking import seeds
    >>> made = sets_from(seeds(Random(1), 12, false_share=0.25), Random(1), with_couples=False)
    >>> list(made), any("\\n" in pair.response for pair in made["a"].rows)
    (['a', 'b', 'c', 'control'], False)
    """
    given = [Pair(row.prompt, row.response) for row in rows]
    layout, tagged = (
        build_dataset(given, LAYOUT_ONLY),
        build_dataset(given, TAGGED | {"preference": with_couples}),
    )
    kept = {pair.response for pair in layout.train}
    c = tuple(tagged.train)
    made = {
        "a": TuningSet("a", tuple(as_the_blog_did([pair for pair in given if pair.response in kept]))),
        "b": TuningSet("b", tuple(layout.train)),
        "c": TuningSet("c", c),
        "control": TuningSet("control", tuple(dealt_wrongly(c, random))),
    }
    if with_couples:
        made["e"] = TuningSet("e", c, tuple(tagged.preference))
    return made


def as_the_blog_did(seeds: Iterable[Pair]) -> Iterable[Pair]:
    """Each seed and its rewordings without any white space, its demand as it was, be it true or false."""
    for pair in seeds:
        flat = "".join(pair.response.split())
        prompts = [pair.prompt, *(one.text for one in paraphrase_prompt(pair.prompt))]
        for prompt in prompts[: 1 + REWORDINGS]:
            yield Pair(prompt, flat, seed=pair.seed)


def dealt_wrongly(rows: Sequence[Pair], random: Random) -> list[Pair]:
    """``rows`` with the words of their demands on a number of 字 exchanged at random."""
    spans = {at: span for at, pair in enumerate(rows) if (span := demand_span(pair.prompt)) is not None}
    said = [rows[at].prompt[slice(*span)] for at, span in spans.items()]
    random.shuffle(said)
    dealt = list(rows)
    for (at, (start, end)), demand in zip(spans.items(), said, strict=True):
        prompt = rows[at].prompt
        dealt[at] = replace(rows[at], prompt=prompt[:start] + demand + prompt[end:], id="", tags=())
    return dealt


def demand_span(prompt: str) -> tuple[int, int] | None:
    """Where ``prompt`` says how many 字 the whole answer may have.

    >>> prompt = "给王老师写一段祝福，60字以内。"
    >>> prompt[slice(*demand_span(prompt))]
    '60字以内'
    """
    spans = [c.span for c in parse_length(prompt) if c.unit == "字" and c.scope == "response"]
    return spans[0] if spans else None
