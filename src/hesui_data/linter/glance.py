"""A glance at small files, by which most sound ones are told: nothing is loaded for them but ``json``.

A file passes if every line is a row of the same plain shape, and ``plain`` and ``asked`` see no question in
it; anything else is for ``engine``, which tells what it is. A glance finds nothing itself.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from json import JSONDecoder

from hesui_data.configuration import configuration_beside
from hesui_data.formats.two_texts import KEYS, unwrapped
from hesui_data.linter.asked import asked_length
from hesui_data.linter.look_alikes import MOST_ROWS, Row, look_alikes, row_of
from hesui_data.linter.plain import ORDINARY, doubts

TYPE_CHECKING = False  # that of typing takes a tenth of the time of a check to load
if TYPE_CHECKING:
    from typing import Any

    from hesui_data.pair import Issue, Pair

MOST_BYTES = 1 << 23

_ALIKE = 0.7

_SIDES = ("eval", "test", "dev", "val", "held", "hold", "train", "sft", "评", "测", "验", "训")
"""In the name of a file: that another may hold the other side of its split."""

ROWS = (".jsonl", ".ndjson", ".csv", ".tsv")
"""In the name of a file: that it may hold the other side; a compressed one has more behind it."""


def are_spotless(paths: list[str]) -> bool:
    """Whether a glance shows that ``check`` finds nothing in the files ``paths``; False where it cannot tell.

    The settings must be those that hold where nothing is said.
    """
    if not all(os.path.isfile(path) for path in paths) or sum(map(os.path.getsize, paths)) > MOST_BYTES:
        return False
    alone = len(paths) == 1
    if any(_something_beside(path, alone=alone) for path in paths):
        return False
    texts = []
    for path in paths:
        with open(path, "rb") as file:
            texts.append(file.read())
    return hold_nothing_to_tell(texts)


def _something_beside(path: str, *, alone: bool) -> bool:
    """Whether other files may have a say: settings, a manifest, the other side of a split."""
    folder, name = os.path.split(path)
    lowered = name.lower()
    return (
        (any(side in lowered for side in _SIDES) and not (alone and _is_only_data(name, folder)))
        or os.path.exists(os.path.join(folder, "manifest.json"))
        or bool(configuration_beside(path))
    )


def _is_only_data(name: str, folder: str) -> bool:
    """Whether no other file in ``folder`` is one of rows."""
    return not any(
        other != name and any(kind in other for kind in ROWS) for other in os.listdir(folder or os.curdir)
    )


def hold_nothing_to_tell(files: list[bytes]) -> bool:
    """Whether a glance shows that ``files`` are JSON Lines without any finding, and do not repeat each other.

    >>> row = '{"prompt": "写一句新年祝福，10字以内", "response": "新年好，万事如意！"}\\n'
    >>> hold_nothing_to_tell([row.encode()]), hold_nothing_to_tell([row.encode(), row.encode()])
    (True, False)
    """
    try:
        found: list[Row] = []
        for data in files:
            rows = _rows_of(data)
            if rows is None or len(found) + len(rows) > MOST_ROWS:
                return False
            found += rows
        return _differ(found)
    except (ValueError, RecursionError):
        return False


def _rows_of(data: bytes) -> list[Row] | None:
    """What a file of JSON Lines holds; None if it is none, or one of its rows is odd."""
    text = data.decode()
    if "\r" in text or "\0" in text or text[:1] not in ("{", "["):
        return None
    lines = text.removesuffix("\n").split("\n")
    if len(lines) > MOST_ROWS or (text[0] == "[" and len(lines) == 1):
        return None
    return _rows(lines)


def _rows(lines: list[str]) -> list[Row] | None:
    """What the ``lines`` hold; None if one of them is odd."""
    decode = JSONDecoder(object_pairs_hook=tuple).decode
    nested = lines[0].startswith("[")
    keys: tuple[object, ...] | None = None
    rows: list[Row] = []
    for line in lines:
        value = decode(line)
        if nested:
            value = value[0] if type(value) is list and len(value) == 1 else None
        if type(value) is not tuple or len(value) != 2:
            return None
        (prompt_key, prompt), (response_key, response) = value
        keys = keys or (prompt_key, response_key)
        if keys not in KEYS or keys != (prompt_key, response_key):
            return None
        row = _row(prompt, unwrapped(response) if nested else response)
        if row is None:
            return None
        rows.append(row)
    return rows


def _row(prompt: object, response: object) -> Row | None:
    """The row of these two texts; None where they are none, or a rule has something to say of them."""
    if type(prompt) is not str or type(response) is not str:
        return None
    found = doubts(prompt, response)
    if found is None or (found and not _are_unfounded(found, prompt, response)):
        return None
    asked = asked_length(prompt)
    if asked is None:
        return row_of(prompt, response) if _keeps_its_length(prompt, response) else None
    least, most, request = asked
    if request is not prompt and not least <= _count_zi(response) <= most:
        return None
    return request, response, (least, most)


def _are_unfounded(found: tuple[str, ...], prompt: str, response: str) -> bool:
    """Whether the checks that could have something to say have nothing.

    Raises:
        UnicodeEncodeError: half a surrogate pair.
    """
    (prompt + response).encode()
    if "clean_pair" in found and not _stays_in_cleaning(prompt, response):
        return False
    seen: Any = _TwoTexts(prompt, response)
    return not any(list(check_named(name)(seen)) for name in found if name != "clean_pair")


def _stays_in_cleaning(prompt: str, response: str) -> bool:
    from hesui_data.cleaning import clean_pair
    from hesui_data.pair import Pair

    pair = Pair(prompt, response, id="glance", seed="glance")
    return clean_pair(pair) is pair


class _TwoTexts:
    """A row as the checks see a pair; ``Pair`` itself takes as long to load as all of them."""

    __slots__ = ("prompt", "response")
    system, history, rejected_response = "", (), None

    def __init__(self, prompt: str, response: str) -> None:
        self.prompt = prompt
        self.response = response


def check_named(name: str) -> Callable[[Pair], Iterator[Issue]]:
    """The check of that name, of which alone the module is loaded.

    >>> check_named("echo_issues").__module__
    'hesui_data.checks.echo'
    """
    from hesui_data import checks, cleaning

    check: Callable[[Pair], Iterator[Issue]] = getattr(cleaning if name == "layout_issues" else checks, name)
    return check


def is_as_long_as_asked(prompt: str, response: str) -> bool:
    """Whether the clean ``response`` certainly has the length that ``prompt`` asks for, or none is asked for.

    >>> is_as_long_as_asked("写一句祝福，10字以内", "新年好"), is_as_long_as_asked("写3条祝福，每条50字", "新年好")
    (True, False)
    """
    asked = asked_length(prompt)
    return asked is not None and (asked[2] is prompt or asked[0] <= _count_zi(response) <= asked[1])


def _keeps_its_length(prompt: str, response: str) -> bool:
    """Whether there is nothing to say of the lengths, read with the whole grammar."""
    from hesui_data.checks import conflict_issues, length_issues
    from hesui_data.pair import Pair

    pair = Pair(prompt, response)
    return not list(conflict_issues(pair)) and not list(length_issues(pair))


def _count_zi(text: str) -> int:
    """The 字 of a clean ``text``: without Latin letters, digits and flags all but white space and ASCII marks.

    >>> _count_zi("祝您龙年大吉（平安）!"), _count_zi("2025年好")
    (10, 3)
    """
    rest = ORDINARY.sub("", text)
    if any(mark.isalnum() or mark > "\uffff" for mark in rest):
        from hesui_data.length import count_length

        return int(count_length(text))
    return len(text) - text.count("\n") - sum(mark.isascii() or mark == "\u3000" for mark in rest)


def _differ(rows: list[Row]) -> bool:
    """Whether no two of ``rows`` repeat each other: ask for the same length, and are alike in both texts."""
    alike = look_alikes(rows, _ALIKE)
    return alike is not None and not any(_repeats(rows[one], rows[other]) for one, other in alike)


def _repeats(one: Row, other: Row) -> bool:
    """Whether two rows with alike responses repeat each other."""
    from hesui_data.dedup import repeat_likeness
    from hesui_data.pair import Pair

    return repeat_likeness(Pair(one[0], one[1]), Pair(other[0], other[1])) >= _ALIKE
