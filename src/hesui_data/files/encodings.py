"""Which encoding a file is in, told from its bytes alone, and the file as UTF-8 whatever it is in."""

from __future__ import annotations

import codecs
import io
import re
from dataclasses import dataclass
from typing import Any, BinaryIO

from hesui_data.patterns import Pattern

SAMPLE = 1 << 18
"""Bytes that an encoding is judged by, from the first that is not ASCII on."""

CHUNK = 1 << 18

_BOMS = (
    (codecs.BOM_UTF8, "utf-8", "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32-le", "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16"),
)

_MAGIC = (
    (b"PK\x03\x04", ("ZIP（可能是 Excel）", "a ZIP archive, perhaps Excel")),
    (b"\xd0\xcf\x11\xe0", ("旧版 Excel 或 Word", "an old Excel or Word file")),
    (b"\x1f\x8b", ("gzip 压缩文件", "a gzip archive")),
    (b"BZh", ("bzip2 压缩文件", "a bzip2 archive")),
    (b"\x28\xb5\x2f\xfd", ("zstd 压缩文件", "a zstd archive")),
    (b"\xfd7zXZ", ("xz 压缩文件", "an xz archive")),
    (b"7z\xbc\xaf", ("7z 压缩文件", "a 7z archive")),
    (b"Rar!", ("RAR 压缩文件", "a RAR archive")),
    (b"PAR1", ("Parquet 文件", "a Parquet file")),
    (b"%PDF", ("PDF 文件", "a PDF")),
    (b"\x89PNG", ("PNG 图像", "a PNG image")),
    (b"\xff\xd8\xff", ("JPEG 图像", "a JPEG image")),
    (b"GIF8", ("GIF 图像", "a GIF image")),
    (b"SQLite format 3", ("SQLite 数据库", "an SQLite database")),
)
"""First bytes of files that are no text → what they are."""


_HAN_IN_UTF8 = re.compile(rb"[\xe3-\xe9][\x80-\xbf]{2}")
"""Of a hundred characters in GB18030 or Big5 one or two look like this, of Chinese in UTF-8 nearly all."""

_MARK = Pattern(r'[{}\[\]",:;\t\n]')
_PLAIN = Pattern("[\\t\\n\\r -~\u3000-\u303f\u4e00-\u9fff\uff00-\uffef‘-”—…·]")


@dataclass(frozen=True, slots=True)
class Encoding:
    """How the bytes of a file are read: ``name`` as people say it, ``codec`` as Python does."""

    name: str
    codec: str
    bom: int = 0  # bytes to pass over
    old_mac: bool = False  # lines end with CR alone

    @property
    def plain(self) -> bool:
        """Whether the bytes are UTF-8 already."""
        return self.codec == "utf-8" and not self.old_mac


def binary_kind(head: bytes) -> tuple[str, str] | None:
    """What a file is that starts with ``head``, in Chinese and English, if it is a known kind of binary.

    >>> binary_kind(b"\\x89PNG\\r\\n")
    ('PNG 图像', 'a PNG image')
    """
    return next((words for magic, words in _MAGIC if head.startswith(magic)), None)


def find_encoding(stream: BinaryIO) -> Encoding | None:
    """The encoding of a seekable ``stream``, or ``None`` if its bytes are no text in any we know.

    UTF-8 wins where most of its sequences are sound, or as many Chinese characters are in it as may be in
    another, so that damaged bytes, and rows put in from elsewhere, cost their rows alone.
    GB18030 comes next; Big5 only where nearly every character is a common one in Big5 and few would be
    in GB18030; UTF-16 and UTF-32 by their BOM, UTF-16 also where every other byte gives it away.

    >>> find_encoding(io.BytesIO("写一句祝福".encode("gb18030"))).name
    'gb18030'
    """
    head = stream.read(SAMPLE)
    for bom, codec, name in _BOMS:
        if head.startswith(bom):
            return Encoding(name, codec, len(bom), _is_old_mac(head[len(bom) :].decode(codec, "replace")))
    codec = _utf16_codec(head)
    if codec:
        return Encoding("utf-16", codec, old_mac=_is_old_mac(head.decode(codec, "replace")))
    old_mac = _is_old_mac(head.decode("latin-1"))
    sample = _beyond_ascii(stream, head)
    if not sample:
        return Encoding("utf-8", "utf-8", old_mac=old_mac)
    judged = _judge(sample)
    return Encoding(judged, judged, old_mac=old_mac) if judged else None


def decoding_errors(recoded: bool) -> str:
    """How the readers decode: each byte that is no text becomes a lone surrogate, U+DC00 and the byte."""
    return "surrogatepass" if recoded else "surrogateescape"


def open_as_utf8(raw: io.RawIOBase | io.BytesIO, encoding: Encoding) -> io.BufferedReader:
    """``raw`` as a stream of UTF-8 with ``\\n`` or ``\\r\\n`` line ends, its BOM passed over.

    What cannot be decoded is not UTF-8 there either: such a byte is a surrogate, encoded.
    """
    if encoding.bom:
        raw.read(encoding.bom)
    if encoding.plain:
        return io.BufferedReader(raw, CHUNK)
    return io.BufferedReader(_Recoded(raw, encoding), CHUNK)


class _Recoded(io.RawIOBase):
    """A stream decoded and encoded again as UTF-8, chunk by chunk."""

    def __init__(self, raw: io.RawIOBase | io.BytesIO, encoding: Encoding) -> None:
        self._raw = raw
        self._decoder = codecs.getincrementaldecoder(encoding.codec)("hesui-escape")
        self._old_mac = encoding.old_mac
        self._ready = b""
        self._ended = False

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        self._raw.close()
        super().close()

    def readinto(self, buffer: Any, /) -> int:
        while not self._ready and not self._ended:
            chunk = self._raw.read(CHUNK)
            self._ended = not chunk
            text = self._decoder.decode(chunk or b"", final=self._ended)
            if self._old_mac:
                text = text.replace("\r", "\n")
            self._ready = text.encode("utf-8", "surrogatepass")
        size = min(len(buffer), len(self._ready))
        buffer[:size] = self._ready[:size]
        self._ready = self._ready[size:]
        return size


def show_damage(text: str) -> str:
    """``text`` with each byte that could not be decoded as ``\\xNN``.

    >>> show_damage("新年好".encode()[:-1].decode("utf-8", "surrogateescape"))
    '新年\\\\xe5\\\\xa5'
    """
    return _ESCAPED.sub(lambda match: f"\\x{ord(match[0]) - 0xDC00:02x}", text)


_ESCAPED = Pattern("[\udc00-\udcff]")


def _escape(error: UnicodeError) -> tuple[str, int]:
    """A decoding error handler: one lone surrogate for each byte that cannot be decoded."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "".join(chr(0xDC00 + byte) for byte in error.object[error.start : error.end]), error.end


codecs.register_error("hesui-escape", _escape)


def _is_old_mac(text: str) -> bool:
    return "\r" in text and "\n" not in text


def _beyond_ascii(stream: BinaryIO, head: bytes) -> bytes:
    """A sample that starts at the first byte that is not ASCII; empty if there is none."""
    chunk = head
    while chunk.isascii():
        chunk = stream.read(SAMPLE)
        if not chunk:
            return b""
    start = next(place for place, byte in enumerate(chunk) if byte > 0x7F)
    return chunk[start:] + (stream.read(SAMPLE - len(chunk) + start))


def _utf16_codec(head: bytes) -> str:
    """The UTF-16 that ``head`` is in without a BOM, if it is certain, else empty.

    It is where the marks of JSON or CSV stand in it, nearly all of it is Chinese or ASCII, and it is not
    UTF-8 with a few NUL bytes.
    """
    units = head[: len(head) // 2 * 2]
    if b"\0" not in units:
        return ""
    codec = max(("utf-16-le", "utf-16-be"), key=lambda codec: len(_MARK.findall(_decoded(units, codec))))
    text = _decoded(units, codec)
    if len(_MARK.findall(text)) < 2 or len(_PLAIN.findall(text)) < 0.9 * len(text):
        return ""
    mostly_ascii = units.count(0) * 5 >= len(units) * 2
    return codec if mostly_ascii or not _decoded(units, "utf-8") else ""


def _decoded(sample: bytes, codec: str) -> str:
    """``sample``, which may be cut anywhere, as text; empty if it is not in that encoding."""
    try:
        return codecs.getincrementaldecoder(codec)().decode(sample)
    except UnicodeDecodeError:
        return ""


def _judge(sample: bytes) -> str:
    """``utf-8``, ``gb18030`` or ``big5``, whichever ``sample`` is in; empty if it is in none."""
    if _decoded(sample, "utf-8"):
        return "utf-8"
    damaged, sound = _tally(sample, "utf-8")
    if damaged * 4 <= sound or damaged <= 2 * len(_HAN_IN_UTF8.findall(sample)):
        return "utf-8"
    if _certainly_big5(sample):
        return "big5"
    damaged, sound = _tally(sample, "gb18030")
    return "gb18030" if damaged * 10 <= sound and _is_text(sample) else ""


def _tally(sample: bytes, codec: str) -> tuple[int, int]:
    """How many bytes of ``sample`` cannot be decoded, and how many characters beyond ASCII can."""
    text = codecs.getincrementaldecoder(codec)("hesui-escape").decode(sample)
    damaged = sum("\udc00" <= mark <= "\udcff" for mark in text)
    return damaged, sum(mark > "\x7f" for mark in text) - damaged


def _is_text(sample: bytes) -> bool:
    """Whether ``sample`` has no more control characters than text has."""
    controls = sum(sample.count(byte) for byte in (*range(1, 9), *range(14, 27), *range(28, 32)))
    return controls * 100 <= len(sample)


def _certainly_big5(sample: bytes) -> bool:
    """Whether ``sample`` is Big5: common characters there (rows A4–C6), and not in GB2312 (B0–D7)."""
    damaged, sound = _tally(sample, "big5")
    if damaged * 20 > sound:
        return False
    pairs = re.findall(rb"[\x81-\xfe][\x40-\xfe]", sample)
    words = [pair for pair in pairs if pair[0] >= 0xA4]
    common = sum(0xA4 <= pair[0] <= 0xC6 for pair in words)
    common_in_gb = sum(0xB0 <= pair[0] <= 0xD7 and pair[1] >= 0xA1 for pair in words)
    return len(words) >= 8 and common >= 0.95 * len(words) and common_in_gb <= 0.7 * len(words)
