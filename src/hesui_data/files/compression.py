"""Files that are compressed by gzip or Zstandard: told by their first bytes, read and written as a stream."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, BinaryIO

from hesui_data.errors import InputError, MissingExtraError

KINDS = ("", "gz", "zst")
"""How files may be compressed: not at all, by gzip, by Zstandard."""

_MAGIC = {"gz": b"\x1f\x8b", "zst": b"\x28\xb5\x2f\xfd"}
_CHUNK = 1 << 18
_LEVEL = {"gz": 6, "zst": 3}
_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"  # of gzip: no name, no time, no system


class Squeezed(bytes):
    """Compressed bytes that stand for so many ``lines``."""

    lines: int = 0


def compression_of(head: bytes) -> str:
    """How a file that begins with ``head`` is compressed; empty if it is not.

    >>> compression_of(b"\\x1f\\x8b\\x08"), compression_of(b'{"prompt"')
    ('gz', '')
    """
    return next((kind for kind, magic in _MAGIC.items() if head.startswith(magic)), "")


def ending_of(kind: str) -> str:
    """What the name of a file ends in that is compressed as ``kind``.

    >>> ending_of("gz"), ending_of("")
    ('.gz', '')
    """
    return f".{kind}" if kind else ""


def plain_name(name: str) -> str:
    """``name`` without the ending that tells of a compression.

    >>> plain_name("train.jsonl.zst"), plain_name("train.jsonl")
    ('train.jsonl', 'train.jsonl')
    """
    return next((name.removesuffix(f".{kind}") for kind in _MAGIC if name.endswith(f".{kind}")), name)


def compressed(chunks: Iterable[bytes], kind: str) -> Iterable[bytes]:
    """``chunks`` compressed as ``kind``: the same bytes whenever it is done, with neither time nor name in them.

    >>> import gzip
    >>> gzip.decompress(b"".join(compressed([b"a\\n", b"b\\n"], "gz")))
    b'a\\nb\\n'

    Raises:
        MissingExtraError: ``kind`` is zst and there is nothing that can do it.
    """
    if kind == "gz":
        return _gzipped(chunks)
    if kind == "zst":
        return _by_zstd(zstd(), chunks)
    return chunks


def decompressed(file: BinaryIO, kind: str, path: Path) -> Iterator[bytes]:
    """The bytes that ``file`` holds, compressed as ``kind``; ``path`` is named where something is wrong.

    Raises:
        InputError: the file is damaged or cut off.
        MissingExtraError: ``kind`` is zst and there is nothing that can read it.
    """
    if kind == "gz":
        import gzip

        opened: Any = gzip.GzipFile(fileobj=file)
        broken: tuple[type[Exception], ...] = (EOFError, OSError, zlib.error)
    else:
        module = zstd()
        opened, broken = module.ZstdFile(file), (EOFError, OSError, module.ZstdError)
    try:
        with opened as stream:
            while chunk := stream.read(_CHUNK):
                yield chunk
    except broken as error:
        raise InputError(
            f"{path}: its compressed bytes are damaged or cut off ({error})",
            zh=f"{path}：压缩数据损坏或不完整（{error}）",
        ) from error


def zstd() -> ModuleType:
    """The module for Zstandard: that of Python 3.14, or its backport.

    Raises:
        MissingExtraError: neither is there.
    """
    import importlib

    for name in ("compression.zstd", "backports.zstd"):
        try:
            return importlib.import_module(name)
        except ImportError:
            continue
    install = "pip install 'hesui-data[zstd]'"
    raise MissingExtraError(
        f".zst files need 'backports.zstd': {install}", zh=f".zst 文件需要 'backports.zstd'：{install}"
    )


def _gzipped(chunks: Iterable[bytes]) -> Iterator[bytes]:
    packer = zlib.compressobj(_LEVEL["gz"], zlib.DEFLATED, -zlib.MAX_WBITS)
    check = size = 0
    yield Squeezed(_HEAD)
    for chunk in chunks:
        check, size = zlib.crc32(chunk, check), size + len(chunk)
        yield _squeezed(packer.compress(chunk), chunk)
    end = check.to_bytes(4, "little") + (size & 0xFFFFFFFF).to_bytes(4, "little")
    yield Squeezed(packer.flush() + end)


def _by_zstd(module: ModuleType, chunks: Iterable[bytes]) -> Iterator[bytes]:
    packer = module.ZstdCompressor(level=_LEVEL["zst"])
    for chunk in chunks:
        yield _squeezed(packer.compress(chunk), chunk)
    yield Squeezed(packer.flush())


def _squeezed(content: bytes, chunk: bytes) -> Squeezed:
    found = Squeezed(content)
    found.lines = chunk.count(b"\n")
    return found
