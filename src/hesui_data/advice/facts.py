"""What a built data set comes to, in the figures that advice is decided by."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil

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
    pairs = list(pairs)
    train = [pair for pair in pairs if pair.split == "train"]
    eval = [pair for pair in pairs if pair.split == "eval" and not mixing.is_general(pair)]
    own = [pair for pair in train if _is_own(pair)]
    demands = {pair.id: parse_length(pair.prompt) for pair in own}
    asking = [pair for pair in own if demands[pair.id]]
    tokens = [estimated_tokens(pair) for pair in pairs]
    asked = frozenset[int]().union(*(asked_values(pair.prompt) for pair in eval))
    lessons = sum(is_lesson(pair) for pair in train)
    return Facts(
        rows=len(train),
        own=len(own),
        seeds=len({pair.seed for pair in own}),
        responses=len({pair.response for pair in own}),
        epochs=epochs or recipe.epochs,
        most_shared=_most_shared(own),
        prompts_per_response=recipe.prompts_per_response,
        lengths=_lengths(asking),
        kinds=_kinds(demands.values()),
        asking=len(asking),
        tagged=sum(bool(pair.tags) for pair in own),
        unchecked=sum(_is_unchecked(pair, demands[pair.id], recipe) for pair in asking),
        multi_line=sum("\n" in pair.response for pair in own),
        long_responses=sum(_zi(pair.response) >= LONG for pair in own),
        lessons=lessons,
        curriculum_share=recipe.curriculum_share,
        mixed=sum(map(mixing.is_general, train)),
        free=len(train) - lessons - len(asking),
        longest_tokens=max(tokens, default=0),
        over_default=sum(count > DEFAULT_TOKENS for count in tokens),
        over_most=sum(count > MOST_TOKENS for count in tokens),
        eval_rows=len(eval),
        eval_seeds=len({pair.seed for pair in eval}),
        eval_share=recipe.eval_share,
        eval_lengths=_lengths(pair for pair in eval if parse_length(pair.prompt)),
        held_out_asked=tuple(sorted(asked & frozenset(recipe.held_out))),
        read=read,
        repeats=repeats,
        preference=preference,
    )


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


def _is_own(pair: Pair) -> bool:
    return not mixing.is_general(pair) and not is_lesson(pair)


def _most_shared(pairs: Iterable[Pair]) -> int:
    counts = Counter(pair.response for pair in pairs)
    return max((rows for text, rows in counts.items() if _zi(text) >= TINY), default=0)


def _lengths(pairs: Iterable[Pair]) -> dict[str, int]:
    return dict(Counter(bucket_of(_zi(pair.response)) for pair in pairs))


def _kinds(demands: Iterable[Sequence[LengthConstraint]]) -> dict[str, int]:
    return dict(Counter(constraint.kind for found in demands for constraint in found))
