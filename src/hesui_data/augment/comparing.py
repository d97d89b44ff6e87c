"""Comparing rows: two to five texts of one response, which of them is longer, and by how many 字.

Only texts of one response are compared (its items, paragraphs, lines or sentences, or the whole with a
shorter version of itself): a row made of two seeds would tie their families together for the split.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from hesui_data.augment.comparing_words import EXCHANGES, FLAT_LAYOUTS, TALL_LAYOUTS, Layout
from hesui_data.augment.lesson import is_sound, lesson, pick, shuffled
from hesui_data.augment.passage import LONGEST, is_plain, pieces_of
from hesui_data.augment.shorten import shorter_responses
from hesui_data.length import count_length
from hesui_data.pair import Pair

METHOD = "comparing"

Facts = Mapping[str, int | str]

FEWEST_RANKED, MOST_RANKED = 3, 5
"""So many texts are put in order, or searched for the longest."""

LONGEST_RANKED = 300
"""Texts that are put in order have at most this many 字 together."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What is asked of how many texts: the facts (none if they do not suit)."""

    facts: Callable[[Mapping[str, int]], Facts | None]  # of the counts by label, in the order shown
    sizes: range


@dataclass(frozen=True, slots=True)
class Shown:
    """Labelled texts as they stand in a prompt, and what one of them is called: 条, 段, 行, 句 or 版."""

    unit: str
    layout: Layout
    texts: Mapping[str, str]

    @property
    def counts(self) -> dict[str, int]:
        return {label: int(count_length(text)) for label, text in self.texts.items()}

    def prompt(self, ask: str) -> str:
        """The texts with the question about them."""
        each = (self.layout.text.format(label=label, text=text) for label, text in self.texts.items())
        return self.layout.prompt.format(ask=ask, texts=self.layout.between.join(each))


def comparing_pairs(
    pairs: Iterable[Pair], *, seed: str = "hesui", held_out: Collection[int] = ()
) -> Iterator[Pair]:
    """At most one comparing row for each accepted pair, about texts of its own response.

    A row has the seed and split of its pair; what is compared and every word are drawn from ``seed``
    and the pair. No row outside eval names a number in ``held_out``.

    >>> wish = Pair("写一句贺卡上的话", "新年好，老师！祝您身体健康，天天都有好心情。")
    >>> [(row.method, row.seed == wish.id) for row in comparing_pairs([wish])]
    [('comparing', True)]
    """
    for pair in pairs:
        if pair.accepted:
            rows = _rows(pair, f"{seed}:{pair.id}")
            sound = (row for row, words in rows if is_sound(row, words, held_out=held_out))
            yield from islice(sound, 1)


def _rows(pair: Pair, key: str) -> Iterator[tuple[Pair, tuple[str, str]]]:
    """Every comparing row of ``pair`` in a drawn order, each with the words in it that are not quoted."""
    for unit, pieces in _groups(pair, key):
        for name in shuffled(KINDS, key):
            texts = _chosen(pieces, KINDS[name].sizes, f"{key}:{name}")
            if texts:
                shown = _shown(unit, texts, f"{key}:{name}")
                facts = KINDS[name].facts(shown.counts)
                if facts is not None:
                    yield _row(pair, name, shown, facts, key)


def _groups(pair: Pair, key: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What may be compared, with the name of one: pieces of the response first, then versions of it."""
    pieces = pieces_of(pair.response)
    for unit in shuffled(pieces, key):
        yield unit, tuple(dict.fromkeys(pieces[unit]))
    versions = (pair.response, *shorter_responses(pair, seed=key))
    plain = tuple(text for text in versions if count_length(text) <= LONGEST and is_plain(text))
    if len(plain) > 1:
        yield "版", plain


def _chosen(pieces: Sequence[str], sizes: range, key: str) -> tuple[str, ...]:
    """As many of ``pieces`` as ``sizes`` allows, in a drawn order; none if there are too few."""
    if len(pieces) < sizes.start:
        return ()
    size = pick(range(sizes.start, min(len(pieces) + 1, sizes.stop)), key, "size")
    texts = tuple(shuffled(pieces, key)[:size])
    return texts if size == 2 or sum(map(count_length, texts)) <= LONGEST_RANKED else ()


def _shown(unit: str, texts: Sequence[str], key: str) -> Shown:
    layout = pick(TALL_LAYOUTS if any("\n" in text for text in texts) else FLAT_LAYOUTS, key, "layout")
    return Shown(unit, layout, dict(zip(layout.labels, texts, strict=False)))


def _row(pair: Pair, name: str, shown: Shown, facts: Facts, key: str) -> tuple[Pair, tuple[str, str]]:
    exchange = pick(EXCHANGES[name], key, name, "exchange")
    names = {"all": "、".join(shown.texts), "number": "两三四五"[len(shown.texts) - 2], "unit": shown.unit}
    ask = pick(exchange.asks, key, name, "ask").format(**names)
    answer = pick(exchange.answers, key, name, "answer").format(**facts, **names)
    row = lesson(pair, METHOD, f"{name} {shown.unit}", prompt=shown.prompt(ask), response=answer)
    return row, (ask, answer)


# Facts: what can be said of some counts, by kind


def _longer(counts: Mapping[str, int]) -> Facts | None:
    (less, few), (more, many) = _ascending(counts)
    return None if few == many else {"more": more, "many": many, "less": less, "few": few, "off": many - few}


def _equal(counts: Mapping[str, int]) -> Facts | None:
    return {"count": next(iter(counts.values()))} if len(set(counts.values())) == 1 else None


def _longest(counts: Mapping[str, int]) -> Facts | None:
    *_, (_, next_best), (label, count) = _ascending(counts)
    if next_best == count:
        return None
    return {"label": label, "count": count, "off": count - next_best, "listing": _listing(counts.items())}


def _shortest(counts: Mapping[str, int]) -> Facts | None:
    (label, count), (_, next_best), *_ = _ascending(counts)
    if next_best == count:
        return None
    return {"label": label, "count": count, "off": next_best - count, "listing": _listing(counts.items())}


def _ordered(counts: Mapping[str, int]) -> Facts | None:
    if len(set(counts.values())) < len(counts):
        return None
    ranked = _ascending(counts)
    return {"order": "、".join(label for label, _ in ranked), "listing": _listing(ranked)}


def _ascending(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda entry: entry[1])


def _listing(entries: Iterable[tuple[str, int]]) -> str:
    return "，".join(f"{label}有{count}字" for label, count in entries)


KINDS: dict[str, Kind] = {
    "longer": Kind(_longer, range(2, 3)),
    "equal": Kind(_equal, range(2, 3)),
    "longest": Kind(_longest, range(FEWEST_RANKED, MOST_RANKED + 1)),
    "shortest": Kind(_shortest, range(FEWEST_RANKED, MOST_RANKED + 1)),
    "order": Kind(_ordered, range(FEWEST_RANKED, MOST_RANKED + 1)),
}
"""Every kind of question about several texts; its words stand in ``EXCHANGES``."""
