"""A file's encoding: whether its bytes come back, and the new file in the one that it is to have."""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Literal

from hesui_data.files.encodings import CHUNK, Encoding, find_encoding

_BOM = codecs.BOM_UTF8

Loss = Literal["", "damaged", "ambiguous"]


def loss_of(path: Path, encoding: Encoding) -> Loss:
    """What would be lost if the file were decoded and written again: nothing, mostly.

    ``damaged`` where some bytes are no text in its encoding; ``ambiguous`` where the text does not give
    the same bytes again, or where CR does not end all of its lines.
    """
    if encoding.plain:
        return ""
    decoder = codecs.getincrementaldecoder(encoding.codec)("strict")
    encoder = codecs.getincrementalencoder(encoding.codec)("strict")
    read, written = hashlib.sha256(), hashlib.sha256()
    with path.open("rb") as stream:
        stream.read(encoding.bom)
        while True:
            chunk = stream.read(CHUNK)
            read.update(chunk)
            try:
                text = decoder.decode(chunk, final=not chunk)
                written.update(encoder.encode(text, final=not chunk))
            except UnicodeError:
                return "damaged"
            if encoding.old_mac and "\n" in text:
                return "ambiguous"
            if not chunk:
                return "" if read.digest() == written.digest() else "ambiguous"


def bom_of(path: Path, encoding: Encoding) -> bytes:
    """The byte order mark that the file starts with; empty if there is none."""
    with path.open("rb") as stream:
        return stream.read(encoding.bom)


def needs_mark(path: Path, encoding: Encoding) -> bool:
    """Whether nothing but its BOM tells that the file is UTF-8, so damaged are its bytes."""
    if not encoding.bom or encoding.codec != "utf-8":
        return False
    with path.open("rb") as stream:
        stream.seek(encoding.bom)
        found = find_encoding(stream)
    return found is None or found.codec != "utf-8"


def written_in(
    pieces: Iterable[bytes], encoding: Encoding, bom: bytes, codes: Collection[str]
) -> Iterator[bytes]:
    """The bytes of the new file, whose text, with LF line ends, is in UTF-8 in ``pieces``."""
    if encoding.old_mac and "HD307" not in codes:
        pieces = (piece.replace(b"\n", b"\r") for piece in pieces)
    if encoding.codec == "utf-8" or "HD309" in codes:
        keeps = encoding.codec == "utf-8" and "HD306" not in codes
        yield from [bom] if keeps and bom else []
        yield from pieces if "HD306" not in codes else _without_bom(pieces)
        return
    yield from [bom] if bom else []
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    for piece in pieces:
        yield decoder.decode(piece).encode(encoding.codec)


def _without_bom(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """``pieces`` without any further byte order marks before the text."""
    head: bytes | None = b""
    for piece in pieces:
        if head is None:
            yield piece
            continue
        head += piece
        while head.startswith(_BOM):
            head = head.removeprefix(_BOM)
        if not _BOM.startswith(head):
            yield head
            head = None
    yield head or b""
