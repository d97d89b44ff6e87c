"""Counting rows: a text that is there in full, a question about its length, and the exact answer.

字 are counted by ``zi``, marks included, unless the question leaves the marks out. Only texts that every
way of counting agrees on are asked about.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice

from hesui_data.augment.counting_words import EXCHANGES, FRAMES, NOUNS, Frame
from hesui_data.augment.draw import draw
from hesui_data.augment.lesson import is_sound, lesson, pick, shuffled
from hesui_data.augment.passage import (
    MOST_PIECES,
    is_chinese,
    is_han_and_marks,
    is_plain,
    items_of,
    paragraphs_of,
    passages,
    sentences_in,
    verse_lines_of,
)
from hesui_data.length import count_length, segments
from hesui_data.length.numerals import render_number
from hesui_data.pair import Pair

METHOD = "counting"

Facts = Mapping[str, int | str]
"""What is known of a text: the values of the placeholders in the questions and answers."""

LONGEST_WHOLE = 400
"""Lines, paragraphs and items are counted in responses of at most this many 字."""

LONGEST_INLINE = 30
"""A text of one line and at most this many 字 may stand in quotation marks inside the question."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What is asked: the facts of a text (none if it does not suit), and when it is asked."""

    facts: Callable[[str, str], Facts | None]  # of a text and what choices are drawn from
    whole: bool = False  # asked of the whole response only
    weight: int = 1  # the higher, the sooner it is asked


def counting_pairs(
    pairs: Iterable[Pair], *, seed: str = "hesui", held_out: Collection[int] = ()
) -> Iterator[Pair]:
    """At most one counting row for each accepted pair, about its response or a paragraph of it.

    A row has the seed and split of its pair; the kind of question and every word are drawn from
    ``seed`` and the pair. No row outside eval names a number in ``held_out``.

    >>> wish = Pair("写一句贺卡上的话", "新年好，愿你睡得香！")
    >>> [(row.method, row.seed == wish.id) for row in counting_pairs([wish])]
    [('counting', True)]
    """
    for pair in pairs:
        if pair.accepted:
            rows = _rows(pair, f"{seed}:{pair.id}")
            sound = (row for row, words in rows if is_sound(row, words, held_out=held_out))
            yield from islice(sound, 1)


def _rows(pair: Pair, key: str) -> Iterator[tuple[Pair, tuple[str, str]]]:
    """Every counting row of ``pair`` in a drawn order, each with the words in it that are not quoted."""
    texts = shuffled(passages(pair.response), key)
    short = count_length(pair.response) <= LONGEST_WHOLE and is_chinese(pair.response)
    whole = [pair.response.strip()] if short else []
    for name in sorted(KINDS, key=lambda name: _rank(name, key)):
        kind = KINDS[name]
        for text in whole if kind.whole else texts:
            facts = kind.facts(text, key)
            if facts is not None:
                yield _row(pair, name, text, facts, key)


def _rank(name: str, key: str) -> int:
    """The smallest of as many draws as the kind has weight."""
    return min(draw(key, "kind", name, str(number)) for number in range(KINDS[name].weight))


def _row(pair: Pair, name: str, text: str, facts: Facts, key: str) -> tuple[Pair, tuple[str, str]]:
    exchange = pick(EXCHANGES[name], key, name, "exchange")
    frame = pick([f for f in FRAMES if _may_frame(f, text)], key, name, "frame")
    it = frame.it.format(noun=_noun(pair, text))
    ask = pick(exchange.asks, key, name, "ask").format(it=it, **facts)
    answer = pick(exchange.answers, key, name, "answer").format(**facts)
    prompt = frame.prompt.format(ask=ask, text=text)
    return lesson(pair, METHOD, name, prompt=prompt, response=answer), (ask, answer)


def _may_frame(frame: Frame, text: str) -> bool:
    short = "\n" not in text and count_length(text) <= LONGEST_INLINE and "“" not in text
    return short or not frame.inline


def _noun(pair: Pair, text: str) -> str:
    """What to call ``text``, after 这: by what the prompt asked for where it is the whole response."""
    if text == pair.response.strip():
        for noun, asked in NOUNS.items():
            if _pattern(asked).search(pair.prompt):
                return noun
    if "\n" in text:
        return "段文字"
    return "段话" if len(segments.sentences(text)) > 1 else "句话"


# Facts: what can be asked of a text, by kind


def _whole(text: str, key: str) -> Facts | None:
    return {"count": int(count_length(text))} if _has_marks(text) else None


def _whole_without_marks(text: str, key: str) -> Facts | None:
    return None if _has_marks(text) else {"count": int(count_length(text))}


def _with_and_without_marks(text: str, key: str) -> Facts | None:
    if not is_han_and_marks(text) or not _has_marks(text):
        return None
    count, letters = int(count_length(text)), int(count_length(text, counter="han"))
    return {"count": count, "letters": letters, "marks": count - letters}


def _by_sentence(text: str, key: str) -> Facts | None:
    sentences = sentences_in(text)
    if not 2 < len(sentences) < 9:
        return None
    counts = [int(count_length(sentence)) for sentence in sentences]
    if sum(counts) != count_length(text):
        return None
    return {**_listed(counts, "句", key), "sum": "+".join(map(str, counts)), "count": sum(counts)}


def _nth_sentence(text: str, key: str) -> Facts | None:
    sentences = sentences_in(text)
    if not sentences:
        return None
    at = pick(range(len(sentences)), key, text, "nth")
    return {"nth": render_number(at + 1, "chinese"), "count": int(count_length(sentences[at]))}


def _number_of_sentences(text: str, key: str) -> Facts | None:
    return _number(sentences_in(text))


def _number_of_lines(text: str, key: str) -> Facts | None:
    return _number(segments.lines(text))


def _number_of_paragraphs(text: str, key: str) -> Facts | None:
    return _number(paragraphs_of(text))


def _number_of_items(text: str, key: str) -> Facts | None:
    return _number(items_of(text))


def _number(pieces: Sequence[str]) -> Facts | None:
    return {"count": len(pieces)} if 1 < len(pieces) <= 2 * MOST_PIECES else None


def _even_lines(text: str, key: str) -> Facts | None:
    counts = _counts_without_marks(verse_lines_of(text))
    if len(set(counts)) != 1:
        return None
    return {"count": counts[0], "lines": len(counts), "total": sum(counts)}


def _uneven_lines(text: str, key: str) -> Facts | None:
    counts = _counts_without_marks(verse_lines_of(text))
    return _listed(counts, "行", key) if len(set(counts)) > 1 and len(counts) <= MOST_PIECES else None


def _counts_without_marks(lines: Sequence[str]) -> list[int]:
    return [int(count_length(line, counter="han")) for line in lines]


def _couplet(text: str, key: str) -> Facts | None:
    lines = [_pattern("^(?:上联|下联)[：:]").sub("", line) for line in segments.lines(text)]
    if len(lines) != 3 or not lines[2].startswith("横批：") or not all(map(is_han_and_marks, lines)):
        return None
    upper, lower, banner = _counts_without_marks([*lines[:2], lines[2].removeprefix("横批：")])
    return {"count": upper, "banner": banner} if upper == lower else None


def _each_item(text: str, key: str) -> Facts | None:
    items = items_of(text)
    if not 2 < len(items) <= MOST_PIECES or not all(map(is_plain, items)):
        return None
    counts = [int(count_length(item)) for item in items]
    row = "、".join(f"{count}字" for count in counts)
    return {**_listed(counts, "条", key), "row": row, "least": min(counts), "most": max(counts)}


def _listed(counts: Sequence[int], unit: str, key: str) -> Facts:
    """第一句12字，第二句20字 in one of several ways, on one line and on several."""
    nth = [f"第{render_number(at, 'chinese')}{unit}" for at in range(1, len(counts) + 1)]
    between, sep = pick((("", "，"), ("是", "，"), ("", "、"), ("有", "；")), key, unit)
    return {
        "listing": sep.join(f"{name}{between}{count}字" for name, count in zip(nth, counts, strict=True)),
        "column": "\n".join(f"{name}：{count}字" for name, count in zip(nth, counts, strict=True)),
    }


def _within(text: str, key: str) -> Facts | None:
    return _against(text, key, range(1, 26))


def _over(text: str, key: str) -> Facts | None:
    return _against(text, key, range(-25, 0))


def _against(text: str, key: str, off: range) -> Facts | None:
    """A round limit that lies ``off`` per cent of the length away, above or below."""
    count = int(count_length(text))
    step = 5 if count < 100 else 10
    limits = [n for n in range(step, 2 * count, step) if 100 * (n - count) in _scaled(off, count)]
    if not _has_marks(text) or not limits:
        return None
    limit = pick(limits, key, text, "limit")
    return {"count": count, "limit": limit, "off": abs(count - limit)}


def _scaled(off: range, count: int) -> range:
    return range(off.start * count, off.stop * count)


def _has_marks(text: str) -> bool:
    return count_length(text) > count_length(text, counter="zi_no_punct")


KINDS: dict[str, Kind] = {
    "whole": Kind(_whole, weight=6),
    "without marks in it": Kind(_whole_without_marks, weight=3),
    "rule": Kind(_with_and_without_marks, weight=2),
    "without marks": Kind(_with_and_without_marks),
    "with and without marks": Kind(_with_and_without_marks),
    "by sentence": Kind(_by_sentence, weight=4),
    "nth sentence": Kind(_nth_sentence, weight=2),
    "sentences": Kind(_number_of_sentences),
    "lines": Kind(_number_of_lines, whole=True),
    "paragraphs": Kind(_number_of_paragraphs, whole=True, weight=2),
    "items": Kind(_number_of_items, whole=True),
    "each item": Kind(_each_item, whole=True, weight=3),
    "even lines": Kind(_even_lines, whole=True, weight=3),
    "uneven lines": Kind(_uneven_lines, whole=True, weight=3),
    "couplet": Kind(_couplet, whole=True, weight=3),
    "within": Kind(_within, weight=4),
    "over": Kind(_over, weight=4),
    "enough": Kind(_over, weight=2),
    "short": Kind(_within, weight=2),
}
"""Every kind of question about one text; its words stand in ``EXCHANGES``."""


@cache
def _pattern(expression: str) -> re.Pattern[str]:
    """Compiled when it is first needed, to keep the import light."""
    return re.compile(expression)
