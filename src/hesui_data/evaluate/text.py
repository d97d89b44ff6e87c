"""Text metrics over tokens, which are jieba's words or single characters: BLEU, ROUGE, F1, variety, repetition."""

from __future__ import annotations

import math
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from hesui_data import likeness
from hesui_data.evaluate.figures import Mean, Share
from hesui_data.evaluate.questions import Answered

Tokens = Sequence[str]

ORDERS = 4
"""BLEU-4 looks at runs of one to four tokens."""

REPEATED = 4
"""Runs of so many characters are what is said to repeat."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """How alike answers and references are, over one kind of token: all from 0 to 100."""

    bleu: float | None
    rouge_1: Mean
    rouge_2: Mean
    rouge_l: Mean
    f1: Mean


@dataclass(frozen=True, slots=True)
class TextScores:
    """Answers beside references, and what can be said of answers alone.

    ``distinct_1`` and ``distinct_2`` are over characters; ``repetition`` is the mean share of runs of four
    characters in an answer that stood in it before; ``same_answer`` is the share of answers that a question
    of another seed got too.
    """

    words: Overlap
    characters: Overlap
    exact: Share
    distinct_1: float | None
    distinct_2: float | None
    repetition: Mean
    same_answer: Share


def text_scores(answered: Sequence[Answered]) -> TextScores:
    """The text figures of ``answered``; those with references are of the answers that have some.

    >>> from hesui_data.evaluate.questions import Question
    >>> found = text_scores([Answered(Question("q", "unseen", "写祝福", references=("新年好呀",)), "新年好呀")])
    >>> round(found.characters.bleu, 6), found.exact
    (100.0, Share(hits=1, n=1))
    """
    known = [one for one in answered if one.question.references]
    letters = [characters(one.text) for one in answered]
    seeds = _seeds_of(answered)
    return TextScores(
        words=_overlap(known, words),
        characters=_overlap(known, characters),
        exact=Share.of(
            any(plain(one.text) == plain(text) for text in one.question.references) for one in known
        ),
        distinct_1=distinct(letters, 1),
        distinct_2=distinct(letters, 2),
        repetition=Mean.of(found for tokens in letters if (found := repetition(tokens)) is not None),
        same_answer=Share.of(len(seeds[plain(one.text)]) > 1 for one in answered),
    )


def _seeds_of(answered: Iterable[Answered]) -> dict[str, set[str]]:
    """Answer → the seeds of the questions that got it."""
    seeds: defaultdict[str, set[str]] = defaultdict(set)
    for one in answered:
        seeds[plain(one.text)].add(one.question.seed)
    return seeds


def _overlap(known: Sequence[Answered], cut: Callable[[str], list[str]]) -> Overlap:
    ours = [cut(one.text) for one in known]
    theirs = [[cut(text) for text in one.question.references] for one in known]
    together = list(zip(ours, theirs, strict=True))
    return Overlap(
        bleu=bleu(ours, theirs),
        rouge_1=Mean.of(max(rouge_n(tokens, ref, 1) for ref in refs) for tokens, refs in together),
        rouge_2=Mean.of(max(rouge_n(tokens, ref, 2) for ref in refs) for tokens, refs in together),
        rouge_l=Mean.of(max(rouge_l(tokens, ref) for ref in refs) for tokens, refs in together),
        f1=Mean.of(max(token_f1(tokens, ref) for ref in refs) for tokens, refs in together),
    )


# --- tokens -------------------------------------------------------------------------------------------


def words(text: str) -> list[str]:
    """The words of ``text`` as jieba cuts them, marks included, white space not.

    >>> words("我们喜欢 饺子！")
    ['我们', '喜欢', '饺子', '！']
    """
    return list(_cut(text))


@lru_cache(maxsize=4096)  # references are cut for every model
def _cut(text: str) -> tuple[str, ...]:
    import logging

    import jieba

    jieba.setLogLevel(logging.WARNING)
    return tuple(word for word in jieba.cut(text) if word.strip())


def characters(text: str) -> list[str]:
    """The characters of ``text`` that are not white space.

    >>> characters("新年 好！")
    ['新', '年', '好', '！']
    """
    return list("".join(text.split()))


def plain(text: str) -> str:
    """``text`` as two answers are compared for being the same: NFKC, without white space.

    >>> plain("新年好 ！") == plain("新年好!")
    True
    """
    return "".join(unicodedata.normalize("NFKC", text).split())


def runs(tokens: Tokens, n: int) -> list[tuple[str, ...]]:
    """Every run of ``n`` tokens.

    >>> runs(["新", "年", "好"], 2)
    [('新', '年'), ('年', '好')]
    """
    return [tuple(tokens[i : i + n]) for i in range(len(tokens) - n + 1)]


# --- definitions --------------------------------------------------------------------------------------


def bleu(answers: Sequence[Tokens], references: Sequence[Sequence[Tokens]]) -> float | None:
    """Corpus BLEU-4 from 0 to 100, as ``sacrebleu`` computes it; None without answers.

    Papineni et al., "BLEU: a method for automatic evaluation of machine translation", ACL 2002: clipped matches of
    all answers over their runs, geometric mean, brevity penalty by the closest reference length. An order without
    a match counts 1/2 of a match, the next 1/4, … (NIST's smoothing, ``exp`` in sacrebleu: Post, WMT 2018).

    >>> round(bleu([list("新年快乐呀")], [[list("新年快乐啊")]]), 2)
    66.87
    """
    if not answers:
        return None
    matches, totals = [0] * ORDERS, [0] * ORDERS
    for tokens, refs in zip(answers, references, strict=True):
        for n in range(1, ORDERS + 1):
            ours = Counter(runs(tokens, n))
            most: Counter[tuple[str, ...]] = Counter()
            for ref in refs:
                most |= Counter(runs(ref, n))
            matches[n - 1] += (ours & most).total()
            totals[n - 1] += ours.total()
    length = sum(map(len, answers))
    closest = sum(_closest(len(tokens), refs) for tokens, refs in zip(answers, references, strict=True))
    return _brevity_penalty(length, closest) * _geometric_mean(matches, totals)


def _closest(length: int, references: Sequence[Tokens]) -> int:
    """The length of the reference that is nearest in length, the shorter of two."""
    return min((len(ref) for ref in references), key=lambda n: (abs(n - length), n))


def _brevity_penalty(length: int, reference: int) -> float:
    if length >= reference:
        return 1.0
    return math.exp(1 - reference / length) if length else 0.0


def _geometric_mean(matches: Sequence[int], totals: Sequence[int]) -> float:
    """The mean of the precisions in per cent, smoothed; 0 where nothing matches or an order has no runs."""
    if not any(matches) or not all(totals):
        return 0.0
    logs, misses = 0.0, 0
    for matched, total in zip(matches, totals, strict=True):
        misses += matched == 0
        logs += math.log(100 * (matched or 0.5**misses) / total)
    return math.exp(logs / ORDERS)


def rouge_n(answer: Tokens, reference: Tokens, n: int) -> float:
    """ROUGE-N as F1 over the distinct runs of ``n`` tokens, from 0 to 100, as ``rouge-chinese`` computes it.

    Lin, "ROUGE: a package for automatic evaluation of summaries", 2004, which counts a run as often as it
    stands; that package, which the platform's figures are like, counts it once.

    >>> rouge_n(list("新年快乐"), list("新年好"), 1)
    57.14...
    """
    ours, theirs = set(runs(answer, n)), set(runs(reference, n))
    return _f1(len(ours & theirs), len(ours), len(theirs))


def rouge_l(answer: Tokens, reference: Tokens) -> float:
    """ROUGE-L as F1 of the longest common subsequence, from 0 to 100, as ``rouge-chinese`` computes it (Lin, 2004).

    >>> rouge_l(list("祝您新年好"), list("新年真好"))
    66.66...
    """
    return 100 * likeness.rouge_l(answer, reference)


def token_f1(answer: Tokens, reference: Tokens) -> float:
    """F1 of the tokens as bags, from 0 to 100: SQuAD (Rajpurkar et al., EMNLP 2016).

    >>> token_f1(list("好好学"), list("好学"))
    80.0
    """
    return _f1((Counter(answer) & Counter(reference)).total(), len(answer), len(reference))


def _f1(shared: int, ours: int, theirs: int) -> float:
    return 200 * shared / (ours + theirs) if shared else 0.0


def distinct(texts: Iterable[Tokens], n: int) -> float | None:
    """Distinct runs of ``n`` tokens over all runs, from 0 to 1: distinct-n, Li et al., NAACL 2016.

    >>> distinct([list("好好学")], 1)
    0.66...
    """
    found = [run for tokens in texts for run in runs(tokens, n)]
    return len(set(found)) / len(found) if found else None


def repetition(tokens: Tokens, n: int = REPEATED) -> float | None:
    """The share of runs of ``n`` tokens that stood in the text before: seq-rep-n, Welleck et al., ICLR 2020.

    None for a text that is shorter than one run.

    >>> repetition(list("新年快乐新年快乐"))
    0.2
    """
    found = runs(tokens, n)
    return (len(found) - len(set(found))) / len(found) if found else None
