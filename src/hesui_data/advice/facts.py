"""What a built data set comes to, in the figures that advice is decided by."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from math import ceil
from typing import Any

from hesui_data import mixing
from hesui_data.augment.curriculum import METHODS as LESSONS
from hesui_data.length import COUNTERS, LengthConstraint, check_constraint, parse_length
from hesui_data.length.numerals import CHINESE
from hesui_data.pair import Pair
from hesui_data.recipe import Recipe
from hesui_data.splits import asked_values, bucket_of

TINY = 8
"""Below this many 字 a response is a label or a date that many prompts share with good reason."""

LONG = 200
"""From this many 字 on a response is a text that people break into lines."""

DEFAULT_TOKENS, MOST_TOKENS = 4096, 8192
"""What ``maxSeqLen`` is by default and at most: prompt and response together, the rest is cut off."""

LATIN_WORD = 1.3
"""Tokens of a word in Latin letters, as Qianfan's SDK estimates them: Han letters + 1.3 × words."""

_zi = COUNTERS["zi"]

_WORD = re.compile("[A-Za-z]+")
_ASKS_A_COUNT = re.compile("多少个?[汉字词句行段]|几个[汉字词句行段]|字数是|数一数|数数")
_COUNT = re.compile(f"[^，,；;\\n]{{0,8}}[0-9０-９{CHINESE}]+ ?个?[字汉词句行段]?符?[。.！!]?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The figures of a built data set: of its train rows where nothing else is said; eval is without general rows.

    ``own`` rows are those that are neither lessons (counting, comparing, dialogues about a length) nor
    general rows that were mixed in: what is said of seeds, responses and lengths is said of them.
    """

    rows: int = 0
    own: int = 0
    seeds: int = 0
    responses: int = 0
    epochs: int = 1
    most_shared: int = 0  # rows on the response that most rows have, labels aside
    prompts_per_response: int = 4  # what the recipe allows
    lengths: Mapping[str, int] = field(default_factory=dict)  # bucket → rows that demand a length
    kinds: Mapping[str, int] = field(default_factory=dict)  # kind → demands
    asking: int = 0  # rows that demand a length
    tagged: int = 0
    unchecked: int = 0  # rows with a demand that cannot be checked
    multi_line: int = 0
    long_responses: int = 0
    lessons: int = 0
    curriculum_share: float = 0.20  # what the recipe allows
    mixed: int = 0
    free: int = 0  # rows that neither demand a length nor teach one, the mixed ones among them
    longest_tokens: int = 0  # estimated, of any row
    over_default: int = 0  # rows of more than DEFAULT_TOKENS
    over_most: int = 0
    eval_rows: int = 0
    eval_seeds: int = 0
    eval_share: float = 0.10  # what the recipe asks for
    eval_lengths: Mapping[str, int] = field(default_factory=dict)
    held_out_asked: tuple[int, ...] = ()  # the recipe's held-out numbers that eval asks for
    read: int = 0
    repeats: int = 0  # of what was read and grown, refused as repeats
    preference: int | None = None  # preference pairs, where the recipe asks for them


def facts_of(
    pairs: Iterable[Pair],
    recipe: Recipe,
    *,
    epochs: int | None = None,
    read: int = 0,
    repeats: int = 0,
    preference: int | None = None,
) -> Facts:
    """The figures of the accepted ``pairs``, tagged and split, that were built by ``recipe``.

    ``epochs`` overrides what the recipe plans; the other numbers are taken over as they are.

    >>> facts = facts_of([Pair("写一句祝福，5字以内", "新年好", split="train")], Recipe(), epochs=20)
    >>> facts.rows, facts.epochs, facts.kinds, facts.lengths
    (1, 20, {'at_most': 1}, {'≤20': 1})
    """
    tally = _Tally(recipe)
    for pair in pairs:
        tally.add(pair)
    return Facts(
        **tally.figures(),
        epochs=epochs or recipe.epochs,
        prompts_per_response=recipe.prompts_per_response,
        curriculum_share=recipe.curriculum_share,
        eval_share=recipe.eval_share,
        read=read,
        repeats=repeats,
        preference=preference,
    )


class _Tally:
    """The figures of pairs as they come, of which none is kept: of texts and seeds only what tells them apart."""

    def __init__(self, recipe: Recipe) -> None:
        self._recipe = recipe
        self._counts: Counter[str] = Counter()
        self._lengths: Counter[str] = Counter()
        self._eval_lengths: Counter[str] = Counter()
        self._kinds: Counter[str] = Counter()
        self._rows_on: Counter[int] = Counter()  # by response
        self._tiny: set[int] = set()
        self._seeds: set[int] = set()
        self._eval_seeds: set[int] = set()
        self._asked: set[int] = set()
        self._longest = 0

    def add(self, pair: Pair) -> None:
        """Take ``pair`` in."""
        tokens = estimated_tokens(pair)
        self._longest = max(self._longest, tokens)
        self._counts["over_default"] += tokens > DEFAULT_TOKENS
        self._counts["over_most"] += tokens > MOST_TOKENS
        general = mixing.is_general(pair)
        if pair.split == "train":
            lesson = is_lesson(pair)
            self._counts["rows"] += 1
            self._counts["mixed"] += general
            self._counts["lessons"] += lesson
            if not general and not lesson:
                self._add_own(pair)
        elif pair.split == "eval" and not general:
            self._add_eval(pair)

    def _add_own(self, pair: Pair) -> None:
        zi, response, demands = _zi(pair.response), _digest(pair.response), parse_length(pair.prompt)
        self._counts["own"] += 1
        self._counts["tagged"] += bool(pair.tags)
        self._counts["multi_line"] += "\n" in pair.response
        self._counts["long_responses"] += zi >= LONG
        self._seeds.add(_digest(pair.seed))
        self._rows_on[response] += 1
        if zi < TINY:
            self._tiny.add(response)
        if demands:
            self._counts["asking"] += 1
            self._counts["unchecked"] += _is_unchecked(pair, demands, self._recipe)
            self._lengths[bucket_of(zi)] += 1
            self._kinds.update(constraint.kind for constraint in demands)

    def _add_eval(self, pair: Pair) -> None:
        self._counts["eval_rows"] += 1
        self._eval_seeds.add(_digest(pair.seed))
        self._asked |= asked_values(pair.prompt)
        if parse_length(pair.prompt):
            self._eval_lengths[bucket_of(_zi(pair.response))] += 1

    def figures(self) -> dict[str, Any]:
        """What ``Facts`` has of them."""
        counts = self._counts
        shared = (rows for response, rows in self._rows_on.items() if response not in self._tiny)
        return {
            **counts,
            "seeds": len(self._seeds),
            "responses": len(self._rows_on),
            "most_shared": max(shared, default=0),
            "lengths": dict(self._lengths),
            "kinds": dict(self._kinds),
            "free": counts["rows"] - counts["lessons"] - counts["asking"],
            "longest_tokens": self._longest,
            "eval_seeds": len(self._eval_seeds),
            "eval_lengths": dict(self._eval_lengths),
            "held_out_asked": tuple(sorted(self._asked & frozenset(self._recipe.held_out))),
        }


def _digest(text: str) -> int:
    """64 bits by which texts are told apart: of ten million two fall together once in 400,000 times."""
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


def estimated_tokens(pair: Pair) -> int:
    """About how many tokens the texts of ``pair`` are: 1 for each Han letter and mark, 1.3 for each word.

    No row is taken for fewer than a quarter of its characters, as code without words would be.

    >>> estimated_tokens(Pair("写一句祝福", "Happy New Year!"))
    9
    """
    texts = [pair.system, *(turn.text for turn in pair.history), pair.prompt, pair.response]
    letters = sum(map(_zi, texts)) + (LATIN_WORD - 1) * sum(len(_WORD.findall(text)) for text in texts)
    return ceil(max(letters, sum(map(len, texts)) / 4))


def is_lesson(pair: Pair) -> bool:
    """Whether ``pair`` teaches about lengths instead of keeping one: by its method, or a question for a count.

    >>> is_lesson(Pair("“新年好”有几个字？", "3个字。")), is_lesson(Pair("写一句祝福，5字以内", "新年好"))
    (True, False)
    """
    if pair.method in LESSONS:
        return True
    return bool(_COUNT.fullmatch(pair.response.strip()) and _ASKS_A_COUNT.search(pair.prompt))


def _is_unchecked(pair: Pair, demands: Sequence[LengthConstraint], recipe: Recipe) -> bool:
    """Whether ``pair`` has a demand of which one cannot tell; one that has a tag each need not be looked at."""
    return len(demands) > len(pair.tags) and any(
        check_constraint(one, pair.response, counter=recipe.counter, tolerance=recipe.tolerance).unknown
        for one in demands
    )
