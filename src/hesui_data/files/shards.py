"""Files of rows in a built data set: one of a kind or several numbered ones, plain or compressed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from hesui_data.files.compression import compression_of, decompressed, plain_name
from hesui_data.patterns import Pattern

_NAME = Pattern(r"(?P<stem>\w+?(?:\.flat)?)(?:-\d{5}-of-(?P<of>\d{5}))?\.jsonl")


def shard_name(stem: str, shard: int, shards: int) -> str:
    """What a file of rows is called; of several each has its number, as is usual.

    >>> shard_name("train", 0, 1), shard_name("train", 0, 8)
    ('train.jsonl', 'train-00000-of-00008.jsonl')
    """
    return f"{stem}.jsonl" if shards == 1 else f"{stem}-{shard:05d}-of-{shards:05d}.jsonl"


def stem_of(name: str) -> str:
    """What a file holds that is called ``name``: what its name begins with; empty if it is none of rows.

    >>> stem_of("train-00000-of-00008.jsonl.zst"), stem_of("eval.jsonl"), stem_of("README.md")
    ('train', 'eval', '')
    """
    found = _NAME.fullmatch(plain_name(name))
    return found["stem"] if found else ""


def pattern_of(names: Iterable[str], stem: str) -> str:
    """The file of ``names`` that holds ``stem``, or what matches all of them; empty where there is none.

    >>> pattern_of(["train-00000-of-00002.jsonl.gz", "train-00001-of-00002.jsonl.gz", "eval.jsonl"], "train")
    'train-*.jsonl.gz'
    """
    own = [name for name in names if stem_of(name) == stem]
    return f"{stem}-*{own[0].partition('-')[2][14:]}" if len(own) > 1 else "".join(own)


def shards_in(manifest: Mapping[str, Any], stem: str) -> list[str]:
    """The files of the rows of ``stem`` that ``manifest`` names, in their order.

    >>> shards_in({"outputs": [{"name": "train.jsonl"}, {"name": "eval.jsonl"}]}, "train")
    ['train.jsonl']
    """
    return sorted(one["name"] for one in manifest["outputs"] if stem_of(one["name"]) == stem)


def rows_in_files(folder: Path, names: Iterable[str]) -> Iterator[bytes]:
    """The lines of the files, one after the other, decompressed where need be."""
    for name in names:
        with (folder / name).open("rb") as file:
            kind = compression_of(file.read(4))
            file.seek(0)
            yield from _lines(decompressed(file, kind, folder / name)) if kind else file


def _lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\n")
        yield from (line + b"\n" for line in whole)
    if rest:
        yield rest
