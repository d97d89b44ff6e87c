"""Rows of a small file that may repeat each other, found without reading what most of them ask for in full."""

from __future__ import annotations

from hesui_data.linter.asked import MOST, asked_length

TYPE_CHECKING = False  # that of typing takes a tenth of the time of a check to load
if TYPE_CHECKING:
    from collections.abc import Sequence

    from hesui_data.pair import Pair

MOST_ROWS = 3000
"""Rows among which look-alikes are looked for."""

Row = tuple[str, str, object]
"""The prompt without the phrases that ask for a length, the response, and what they ask for."""


def may_repeat(pairs: list[Pair], threshold: float) -> list[Pair]:
    """Those of ``pairs`` that may repeat another one; all of them where they are many, or much alike.

    >>> from hesui_data.pair import Pair
    >>> wishes = [Pair("写祝福", "祝你新年快乐，万事如意！"), Pair("请写祝福", "祝你新年快乐，万事如意。")]
    >>> len(may_repeat(wishes, 0.7)), may_repeat([wishes[0], Pair("写一首诗", "白日依山尽，黄河入海流。")], 0.7)
    (2, [])
    """
    if len(pairs) > MOST_ROWS:
        return pairs
    found = look_alikes([row_of(pair.prompt, pair.response) for pair in pairs], threshold)
    if found is None:
        return pairs
    met = {index for two in found for index in two}
    return [pair for index, pair in enumerate(pairs) if index in met]


def row_of(prompt: str, response: str) -> Row:
    """The row of these two texts; the grammar reads what the prompt asks for where it takes that.

    >>> row_of("写一句祝福，10字以内", "新年好")
    ('写一句祝福，', '新年好', (0, 10))
    """
    asked = asked_length(prompt)
    return (asked[2], response, asked[:2]) if asked else _read_in_full(prompt, response)


def _read_in_full(prompt: str, response: str) -> Row:
    from hesui_data.length import parse_length, strip_length
    from hesui_data.length.check import admitted

    demands = parse_length(prompt)
    if not demands:
        return prompt, response, (0, MOST)
    if len(demands) > 1 or demands[0].unit != "字" or demands[0].scope != "response":
        return strip_length(prompt), response, frozenset(demands)
    least, most = admitted(demands[0])
    return strip_length(prompt), response, (least or 0, MOST if most is None else most)


def look_alikes(rows: Sequence[Row], threshold: float) -> list[tuple[int, int]] | None:
    """Every two of ``rows``, by their indexes, that ask for the same length and are alike in both texts.

    None where they have too much in common to be told apart in this way.
    """
    by_demand: dict[object, list[int]] = {}
    for index, (_, _, demand) in enumerate(rows):
        by_demand.setdefault(demand, []).append(index)
    found: list[tuple[int, int]] = []
    for indexes in by_demand.values():
        alike = _alike([rows[index] for index in indexes], threshold)
        if alike is None:
            return None
        found += [(indexes[one], indexes[other]) for one, other in alike]
    return found


def _alike(rows: list[Row], threshold: float) -> list[tuple[int, int]] | None:
    """Every two of ``rows``, which may ask for the same length, that are alike in both texts."""
    if len(rows) < 2:
        return []
    from hesui_data.likeness.few import alike_in_each
    from hesui_data.likeness.jaccard import text_key
    from hesui_data.likeness.notable import light_words

    light = light_words()

    def request(prompt: str) -> str:
        key = text_key(prompt)
        return light.sub("", key) or key

    prompts, responses, _ = zip(*rows, strict=True)
    return alike_in_each([(prompts, request), (responses, text_key)], threshold)
