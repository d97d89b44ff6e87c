"""The least that does each job: scripts tuned by hand, which know nothing but the job.

    python -m benchmarks.floors validate|clean|repeats FILE [OUT]

They are what ours and the peers are measured against, and were made as fast as we could make them in Python.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from html import unescape
from unicodedata import is_normalized, normalize

import orjson

# ------------------------------------------------------------------ validate


def validate(path: str) -> Iterator[int]:
    """The numbers of the lines that are no object of exactly two texts that say something."""
    number = 0
    loads = orjson.loads
    with open(path, "rb") as lines:
        for line in lines:
            number += 1
            try:
                row = loads(line)
            except orjson.JSONDecodeError:
                yield number
                continue
            if type(row) is not dict or len(row) != 2:
                yield number
                continue
            prompt, response = row.get("prompt"), row.get("response")
            if (
                type(prompt) is not str
                or type(response) is not str
                or not prompt
                or not response
                or prompt.isspace()
                or response.isspace()
            ):
                yield number


# ------------------------------------------------------------------ clean

_INVISIBLE = dict.fromkeys(
    [*range(9), *range(14, 32), *range(127, 160), 0xAD, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F),
     *range(0x2060, 0x2065)]
)  # fmt: skip
_LINE_END = re.compile("\r\n?|[\v\f\x85\u2028\u2029]")
_TRAILING = re.compile("[ \t\xa0\u3000]+$", re.MULTILINE)
_CODE = re.compile("```|[<>]|\\\\[a-z]")


def cleaned(text: str) -> str:
    """``text`` without dirt: looked at once, worked on only where it is dirty."""
    bare = text.replace("\n", "").replace("\u3000", "")
    if not bare.isprintable() and "\u200d" not in bare:
        text = _LINE_END.sub("\n", text).translate(_INVISIBLE)
    if "&" in text and ";" in text and not _CODE.search(text):
        text = unescape(unescape(text))
    if not is_normalized("NFC", text):
        text = normalize("NFC", text)
    if " \n" in text or "\u3000\n" in text or "\t\n" in text or "\xa0\n" in text or text[-1:].isspace():
        text = _TRAILING.sub("", text).rstrip("\n")
    return text


def clean(path: str, out: str) -> Iterator[int]:
    """Write the rows of ``path`` cleaned to ``out``; the numbers of the lines that are no rows."""
    number = 0
    loads, dumps = orjson.loads, orjson.dumps
    with open(path, "rb") as lines, open(out, "wb") as written:
        for line in lines:
            number += 1
            try:
                row = loads(line)
                row["prompt"], row["response"] = cleaned(row["prompt"]), cleaned(row["response"])
                if not (row["prompt"] and row["response"]):
                    raise KeyError
            except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError):
                yield number
                continue
            written.write(dumps(row) + b"\n")


# ------------------------------------------------------------------ repeats

_BANDS, _ROWS = 16, 4


def repeats(path: str, threshold: float = 0.7) -> Iterator[tuple[int, int]]:
    """Lines whose responses are the same, or alike to ``threshold`` on pairs of letters, the earlier first."""
    first: dict[str, int] = {}
    for number, text in responses(path):
        earlier = first.setdefault(re.sub(r"[\W_]+", "", text), number)
        if earlier != number:
            yield earlier, number
    keys, numbers = list(first), list(first.values())
    sets: dict[int, set[str]] = {}

    def pairs_of(row: int) -> set[str]:
        if row not in sets:
            sets[row] = {keys[row][at : at + 2] for at in range(len(keys[row]) - 1)}
        return sets[row]

    for one, other in sorted(_in_one_bucket(keys)):
        ours, theirs = pairs_of(one), pairs_of(other)
        shared = len(ours & theirs)
        if shared >= threshold * (len(ours) + len(theirs) - shared):
            yield numbers[one], numbers[other]


def _in_one_bucket(keys: list[str]) -> set[tuple[int, int]]:
    import numpy as np

    signatures = _signatures(keys)
    found: set[tuple[int, int]] = set()
    for column in range(0, _BANDS * _ROWS, _ROWS):
        bucket = np.zeros(len(keys), np.uint64)
        for each in range(column, column + _ROWS):
            bucket = bucket * np.uint64(0x9E3779B97F4A7C15) + signatures[:, each]
        order = np.argsort(bucket, kind="stable")
        starts = np.flatnonzero(np.r_[True, np.diff(bucket[order]) != 0])
        sizes = np.diff(np.r_[starts, len(keys)])
        several = sizes > 1
        for start, size in zip(starts[several].tolist(), sizes[several].tolist(), strict=True):
            rows = order[start : start + size].tolist()
            found.update((rows[i], rows[j]) for i in range(size) for j in range(i + 1, size))
    return found


def _signatures(keys: list[str]):
    import numpy as np

    rng = np.random.default_rng(0)
    factors = rng.integers(1, 2**32, _BANDS * _ROWS, dtype=np.uint32) | np.uint32(1)
    terms = rng.integers(0, 2**32, _BANDS * _ROWS, dtype=np.uint32)
    signatures = np.empty((len(keys), _BANDS * _ROWS), np.uint32)
    for at in range(0, len(keys), 256):
        part = [key or "\1" for key in keys[at : at + 256]]
        codes = np.frombuffer(("\0".join(part) + "\0\0").encode("utf-32-le", "surrogatepass"), np.uint32)
        hashed = codes[:-1] * np.uint32(0x01000193) + codes[1:]
        hashed = (hashed ^ (hashed >> np.uint32(15))) * np.uint32(0x85EBCA6B)
        hashed ^= hashed >> np.uint32(13)
        lengths = np.array([len(key) + 1 for key in part])
        starts = np.cumsum(lengths) - lengths
        for column in range(_BANDS * _ROWS):
            signatures[at : at + 256, column] = np.minimum.reduceat(
                hashed * factors[column] + terms[column], starts
            )
    return signatures


def responses(path: str) -> Iterator[tuple[int, str]]:
    """Number and response of each line that is a row."""
    with open(path, "rb") as lines:
        for number, line in enumerate(lines, 1):
            try:
                row = orjson.loads(line)
            except orjson.JSONDecodeError:
                continue
            if isinstance(row, dict) and isinstance(row.get("response"), str) and row.get("prompt"):
                yield number, row["response"]


# ------------------------------------------------------------------ count

ZI = re.compile("[0-9A-Za-z]+|[^\\s!-~]")
"""One match for each 字, in most texts: a run of letters and digits, or anything visible beyond ASCII."""

FLOORS: dict[str, Callable[..., Iterator[object]]] = {
    "validate": validate,
    "clean": clean,
    "repeats": repeats,
}

if __name__ == "__main__":
    for found in FLOORS[sys.argv[1]](*sys.argv[2:]):
        print(*(found if isinstance(found, tuple) else (found,)))
