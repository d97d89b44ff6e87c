"""``read_pairs``: files in any encoding, shape and state of repair, in; pairs with their places out."""

from __future__ import annotations

import hashlib
import io
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hesui_data.errors import InputError, RecipeError
from hesui_data.files.compression import compression_of, decompressed
from hesui_data.files.encodings import CHUNK, Encoding, binary_kind, find_encoding, open_as_utf8
from hesui_data.files.json_lines import Sieve, read_json_lines
from hesui_data.files.kinds import Kind, kind_of
from hesui_data.files.sources import STDIN, Source, SourceFile, Sources, find_sources
from hesui_data.files.tally import Input, Tally
from hesui_data.formats.columns import CHOOSABLE
from hesui_data.formats.rows import Columns
from hesui_data.pair import Pair

_ZIP = b"PK\x03\x04"
_PARQUET = b"PAR1"


def read_pairs(
    source: Source,
    *,
    columns: Mapping[str, str] | Iterable[tuple[str, str]] | None = None,
    sieve: Sieve | None = None,
    hashed: bool = True,
) -> Reading:
    """The pairs in ``source``: a file, several, a glob or a folder, or ``-`` for standard input.

    What each file holds (JSON Lines, JSON, CSV, TSV, Excel, Parquet; also compressed by gzip or Zstandard) and
    its encoding are told from its bytes.
    Each pair has ``source`` and ``line``; a row that cannot be read is a pair with the row's text in
    ``raw`` and an issue with line and column. ``columns`` names columns that are not known by
    themselves: ``{"prompt": "题干", "response": "解答"}``. A line of JSON Lines that ``sieve`` deals with is
    counted and gives no pair; without ``hashed`` no file's hash is told.

    Raises:
        InputError: a file is not there, or its bytes or syntax cannot be read at all. What can only be
            told by reading is raised while the pairs are asked for.
        RecipeError: ``columns`` names a field that there is not.
    """
    return Reading(find_sources(source), checked_columns(columns), sieve=sieve, hashed=hashed)


def checked_columns(columns: Mapping[str, str] | Iterable[tuple[str, str]] | None) -> Columns:
    """``columns`` as the readers take them.

    >>> checked_columns({"prompt": "题干"})
    (('prompt', '题干'),)

    Raises:
        RecipeError: a field that there is not.
    """
    named = tuple((str(field), str(name)) for field, name in dict(columns or {}).items())
    for field, _ in named:
        if field not in CHOOSABLE:
            known = ", ".join(CHOOSABLE)
            raise RecipeError(
                f"columns: {field!r} is no field; the fields are {known}",
                zh=f"columns：没有字段 {field!r}；可用的字段是 {known}",
            )
    return named


class Reading:
    """The pairs of some files, read as they are asked for; then what was read and what was passed over.

    ``skipped`` names files of a folder that are no data files; ``inputs`` grows with each file that has
    been read to its end.
    """

    def __init__(
        self, sources: Sources, columns: Columns = (), *, sieve: Sieve | None = None, hashed: bool = True
    ) -> None:
        self.files = sources.files
        self.skipped = sources.skipped
        self.inputs: tuple[Input, ...] = ()
        self.tally = Tally("")  # of the file that is being read
        self._columns = columns
        self._sieve = sieve
        self._hashed = hashed

    def __iter__(self) -> Iterator[Pair]:
        self.inputs = ()
        for file in self.files:
            yield from self._pairs_of(file)

    def _pairs_of(self, file: SourceFile) -> Iterator[Pair]:
        tally = self.tally = Tally(file.name)
        with (
            _as_file(file) as given,
            _unpacked(given, file) as path,
            _Watched(path, file, hashed=self._hashed) as raw,
        ):
            before = given.stat()
            for pair in _pairs_in(raw, path, tally, self._columns, self._sieve):
                tally.rows += 1
                yield pair
            tally.rows += tally.taken
            after = given.stat()
            digest = raw.digest() if path == given or not self._hashed else _digest(given, file)
            if crlf_line := raw.crlf_line:
                tally.line_ends, tally.line_end_at = "CRLF", crlf_line
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            raise InputError(f"{file.path}: changed while it was read", zh=f"{file.path}：读取途中被改动")
        self.inputs += (
            Input(file.name, digest, after.st_size, tally.rows, tally.kind, tally.encoding, tally.blank),
        )


def _pairs_in(
    raw: _Watched, path: Path, tally: Tally, columns: Columns, sieve: Sieve | None
) -> Iterator[Pair]:
    """The pairs in one file, by what its first bytes say that it is."""
    with path.open("rb") as file:
        head = file.read(64)
        file.seek(0)
        encoding = None if binary_kind(head) else find_encoding(file)
    if head.startswith(_ZIP):
        from hesui_data.files.tables import read_excel

        tally.kind = "excel"
        yield from read_excel(path, tally, columns)
        _copy(raw, _Nowhere())
        return
    if head.startswith(_PARQUET):
        from hesui_data.files.parquet import read_parquet

        tally.kind = "parquet"
        yield from read_parquet(path, tally, columns)
        _copy(raw, _Nowhere())
        return
    if encoding is None:
        raise _no_text(raw.file, head)
    kind = _kind(path, encoding, columns)
    if kind is None:
        raise _no_data(raw.file, encoding)
    tally.kind, tally.encoding, tally.recoded = kind.name, encoding.name, not encoding.plain
    tally.bom, tally.line_ends = bool(encoding.bom), "CR" if encoding.old_mac else ""
    stream = open_as_utf8(raw, encoding)
    if kind.name == "table":
        from hesui_data.files.tables import read_table

        yield from read_table(stream, kind, tally, columns)
    elif kind.name == "json":
        from hesui_data.files.json_values import read_json_values

        yield from read_json_values(stream, tally, columns)
    else:
        yield from read_json_lines(stream, tally, columns, sieve)


def _kind(path: Path, encoding: Encoding, columns: Columns) -> Kind | None:
    with path.open("rb", buffering=0) as raw:
        stream = open_as_utf8(raw, encoding)
        head = stream.read(CHUNK)
        return kind_of(head, whole=not stream.read(1), named=frozenset(name for _, name in columns))


class _Watched(io.RawIOBase):
    """The bytes of a file, hashed as they are read; what goes wrong is told with the file's name."""

    def __init__(self, path: Path, file: SourceFile, *, hashed: bool) -> None:
        self.file = file
        self._path = path
        self._crlf = -1  # where the first CR LF stands
        self._size = 0  # of what was read
        self._last = b""
        self._hash = hashlib.sha256() if hashed else None
        with _told(file):
            self._raw = path.open("rb", buffering=0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        with _told(self.file):
            size = self._raw.readinto(buffer) or 0
        data = bytes(memoryview(buffer)[:size])
        if self._hash is not None:
            self._hash.update(data)
        if self._crlf < 0:
            self._look_for_crlf(data)
        self._size += size
        return size

    def _look_for_crlf(self, data: bytes) -> None:
        """Note where the first CR LF stands, if it does in ``data``, which follows what was read before."""
        if self._last == b"\r" and data[:1] == b"\n":
            self._crlf = self._size
        elif b"\r" in data and (pos := data.find(b"\r\n")) >= 0:  # one byte is looked for ten times as fast
            self._crlf = self._size + pos
        self._last = data[-1:]

    @property
    def crlf_line(self) -> int:
        """The first line that ends with CR LF, 0 if none does; what stands before it is read again."""
        if self._crlf < 0:
            return 0
        with _told(self.file), self._path.open("rb") as file:
            left, line = self._crlf, 1
            while data := file.read(min(CHUNK, left)):
                left, line = left - len(data), line + data.count(b"\n")
        return line

    def close(self) -> None:
        self._raw.close()
        super().close()

    def digest(self) -> str:
        """The SHA-256 of what was read, empty where nobody asked for it."""
        return self._hash.hexdigest() if self._hash is not None else ""


class _Nowhere(io.RawIOBase):
    """Takes everything and keeps nothing."""

    def write(self, data: Any, /) -> int:
        return memoryview(data).nbytes


def _copy(source: Any, target: Any) -> None:
    while data := source.read(CHUNK):
        target.write(data)


@contextmanager
def _as_file(file: SourceFile) -> Iterator[Path]:
    """A path that can be read twice: that of ``file``, or of a copy of what comes through a pipe."""
    with _told(file):
        piped = str(file.path) == STDIN or not file.path.is_file()
    if not piped:
        yield file.path
        return
    from tempfile import TemporaryDirectory  # not at the top: it costs a tenth of the start of a command

    with TemporaryDirectory(prefix="hesui-") as folder:
        copy = Path(folder) / "piped"
        with _told(file), copy.open("wb") as target:
            if str(file.path) == STDIN:
                _copy(sys.stdin.buffer, target)
            else:
                with file.path.open("rb") as source:
                    _copy(source, target)
        yield copy


@contextmanager
def _unpacked(given: Path, file: SourceFile) -> Iterator[Path]:
    """The file itself, or, where it is compressed, a copy that is not."""
    with _told(file), given.open("rb") as packed:
        kind = compression_of(packed.read(4))
    if not kind:
        yield given
        return
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="hesui-") as folder:
        copy = Path(folder) / "unpacked"
        with given.open("rb") as packed, copy.open("wb") as target:
            target.writelines(decompressed(packed, kind, file.path))
        yield copy


def _digest(path: Path, file: SourceFile) -> str:
    with _told(file), path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


@contextmanager
def _told(file: SourceFile) -> Iterator[None]:
    """Turns an error of the system into one that names the file."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(f"{file.path}: {reason}", zh=f"{file.path}：无法读取（{reason}）") from error


def _no_text(file: SourceFile, head: bytes) -> InputError:
    words = binary_kind(head)
    if words:
        zh, en = words
        return InputError(
            f"{file.path}: {en}, not JSON, CSV, Excel or Parquet",
            zh=f"{file.path}：这是{zh}，不是 JSON、CSV、Excel 或 Parquet",
        )
    return InputError(
        f"{file.path}: its bytes are no text in UTF-8, UTF-16, GB18030 or Big5",
        zh=f"{file.path}：字节不是 UTF-8、UTF-16、GB18030 或 Big5 文字",
    )


def _no_data(file: SourceFile, encoding: Encoding) -> InputError:
    return InputError(
        f"{file.path}:1:1: neither JSON nor a table with columns that are known (read as {encoding.name})",
        zh=f"{file.path}:1:1：既不是 JSON，也不是列名认得出的表格（按 {encoding.name} 读）",
    )
