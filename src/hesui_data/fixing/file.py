"""``fixed_file`` and ``fix_file``: what a file will be, and the file replaced by it."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from hesui_data.errors import InputError
from hesui_data.files import atomic_write
from hesui_data.files.encodings import CHUNK, Encoding, binary_kind, find_encoding, open_as_utf8
from hesui_data.files.json_values import read_json_values
from hesui_data.files.kinds import Kind, kind_of
from hesui_data.files.reading import checked_columns
from hesui_data.files.tally import Tally
from hesui_data.fixes import FIXABLE, Edit
from hesui_data.fixing.encoding import bom_of, loss_of, needs_mark, written_in
from hesui_data.fixing.json_lines import fixed_json_lines
from hesui_data.fixing.json_values import fixed_json_values
from hesui_data.fixing.piece import Piece
from hesui_data.fixing.tables import fixed_table
from hesui_data.formats.rows import Columns

Named = Mapping[str, str] | Iterable[tuple[str, str]] | None
"""Columns that are not known by themselves: field → column, as ``read_pairs`` takes them."""

MOST_EDITS = 10_000
"""Edits of a file that are kept, so that memory does not grow with it; all are counted."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a file is left as it is, in Chinese and in English."""

    reason: tuple[str, str]


@dataclass(frozen=True, slots=True)
class FixedFile:
    """What a file will be: ``edits`` holds the first ``MOST_EDITS``, ``counts`` how many there are by code.

    ``refusal`` says why nothing can be mended in a file of this kind or encoding.
    """

    path: Path
    edits: tuple[Edit, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    changed: bool = False
    refusal: Refusal | None = None
    codes: frozenset[str] = frozenset()
    columns: Columns = ()

    @property
    def data(self) -> Iterator[bytes]:
        """The bytes of the new file, part by part; those of the old one where nothing can be mended.

        Raises:
            InputError: the file cannot be read, or is changed while it is.
        """
        with _told(self.path):
            work = _opened(self.path, self.codes, self.columns)
            if isinstance(work, Refusal):
                yield self.path.read_bytes()
            else:
                yield from work.written(_Noted())


def fixed_file(path: str | Path, *, codes: Collection[str], columns: Named = ()) -> FixedFile:
    """What the file ``path`` will be after the fixes of ``codes``; it is read through, and not changed.

    Codes that have no fix are passed over. Excel files are not fixed.

    Raises:
        InputError: the file is not there, or cannot be read.
        RecipeError: ``columns`` names a field that there is not.
    """
    plan = _asked(path, codes, columns)
    return _done(plan, lambda parts: deque(parts, maxlen=0))


def fix_file(path: str | Path, *, codes: Collection[str], columns: Named = ()) -> FixedFile:
    """What the file ``path`` has become: it is replaced whole, or not at all where nothing changes.

    A link goes on pointing to the file, which keeps its permissions.

    Raises:
        InputError: the file is not there, cannot be read, or was changed meanwhile.
        OutputError: it cannot be written; it is as it was.
        RecipeError: ``columns`` names a field that there is not.
    """
    plan = _asked(path, codes, columns)
    if not any(True for _ in edits_in(path, codes=codes, columns=columns)):
        return _done(plan, lambda parts: None)
    return _done(plan, lambda parts: atomic_write(plan.path, parts))


def edits_in(path: str | Path, *, codes: Collection[str], columns: Named = ()) -> Iterator[Edit]:
    """Every edit that ``fix_file`` would make, one after the other, however many there are.

    Raises:
        InputError: the file is not there, or cannot be read.
        RecipeError: ``columns`` names a field that there is not.
    """
    plan = _asked(path, codes, columns)
    with _told(plan.path):
        work = _opened(plan.path, plan.codes, plan.columns)
        if not isinstance(work, Refusal):
            for piece in work.pieces():
                yield from piece.edits


def _asked(path: str | Path, codes: Collection[str], columns: Named) -> FixedFile:
    """What is asked for, with nothing done yet."""
    return FixedFile(Path(path), codes=frozenset(codes) & FIXABLE, columns=checked_columns(columns))


def _done(plan: FixedFile, use: Callable[[Iterator[bytes]], object]) -> FixedFile:
    """``plan`` with what was mended when ``use`` has taken all parts of the new file."""
    noted = _Noted()
    with _told(plan.path):
        work = _opened(plan.path, plan.codes, plan.columns)
        if isinstance(work, Refusal):
            return replace(plan, refusal=work)
        try:
            use(work.written(noted))
        except UnicodeEncodeError:  # a mended text has no place in the old encoding
            return replace(plan, refusal=_unwritable(work.encoding))
    counts = dict(sorted(noted.counts.items()))
    return replace(plan, edits=tuple(noted.edits), counts=counts, changed=bool(counts))


class _Noted:
    """The edits as they come: all are counted, the first are kept."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.edits: list[Edit] = []

    def parts(self, pieces: Iterable[Piece]) -> Iterator[bytes]:
        """The bytes of ``pieces``."""
        for piece in pieces:
            self.counts.update(edit.code for edit in piece.edits)
            self.edits.extend(piece.edits[: MOST_EDITS - len(self.edits)])
            yield piece.data


@dataclass(frozen=True, slots=True)
class _Work:
    """A file that can be mended: what it holds, how it is encoded, and what is to be mended."""

    path: Path
    kind: Kind
    encoding: Encoding
    bom: bytes
    codes: frozenset[str]
    columns: Columns

    def written(self, noted: _Noted) -> Iterator[bytes]:
        """The bytes of the new file; its edits are noted.

        Raises:
            InputError: the file is changed while it is read.
        """
        before = self.path.stat()
        yield from written_in(noted.parts(self.pieces()), self.encoding, self.bom, self.codes)
        after = self.path.stat()
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            raise InputError(
                f"{self.path}: changed while it was being fixed; it is left as it is",
                zh=f"{self.path}：修复途中被改动，保持原样",
            )

    def pieces(self) -> Iterator[Piece]:
        """The new file in UTF-8, in pieces, with what is mended in the file as a whole first."""
        yield from (Piece(b"", (edit,)) for edit in self._whole())
        with self.path.open("rb", buffering=0) as raw:
            stream = open_as_utf8(raw, self.encoding)
            tally = Tally(self.path.name, self.kind.name, self.encoding.name, recoded=not self.encoding.plain)
            if self.kind.name == "table":
                yield from fixed_table(stream, self.kind, self.codes, self.columns)
            elif self.kind.name == "json":
                yield from fixed_json_values(stream, tally, self.codes, self.columns)
            else:
                yield from fixed_json_lines(stream, tally.name, self.codes, self.columns)

    def _whole(self) -> Iterator[Edit]:
        """What is mended in the file as a whole: its encoding, its BOM, the line ends of an old Mac."""
        encoding = self.encoding
        if encoding.codec != "utf-8" and "HD309" in self.codes:
            yield Edit("HD309", 1, 1, "", encoding.name, "utf-8")
        if self.bom and encoding.codec == "utf-8" and "HD306" in self.codes:
            yield Edit("HD306", 1, 1, "", "\ufeff", "")
        if encoding.old_mac and "HD307" in self.codes:
            yield Edit("HD307", 1, 1, "", "\r", "\n")


def _opened(path: Path, codes: frozenset[str], columns: Columns) -> _Work | Refusal:
    """The file ``path`` as something to work on, or why it is not."""
    with path.open("rb") as file:
        head = file.read(64)
        file.seek(0)
        binary = binary_kind(head)
        encoding = None if binary else find_encoding(file)
    if binary:
        return Refusal(
            (f"这是{binary[0]}；只修 JSON、CSV 和 TSV", f"{binary[1]}; only JSON, CSV and TSV are fixed")
        )
    kind = _kind(path, encoding, columns) if encoding else None
    if encoding is None or kind is None:
        return Refusal(("读不出 JSON 或表格", "neither JSON nor a table can be read in it"))
    loss = loss_of(path, encoding)
    if loss:
        return _lossy(loss, encoding)
    kept = {"HD306"} if needs_mark(path, encoding) else set()
    if kind.name == "json" and "HD008" in codes and _has_a_broken_row(path, encoding, columns):
        kept.add("HD008")  # where a row ends is a guess there, and so is what a comma belongs to
    return _Work(path, kind, encoding, bom_of(path, encoding), codes - kept, columns)


def _has_a_broken_row(path: Path, encoding: Encoding, columns: Columns) -> bool:
    """Whether a row of a file of JSON values cannot be read."""
    with path.open("rb", buffering=0) as raw, open_as_utf8(raw, encoding) as stream:
        tally = Tally(path.name, "json", encoding.name, recoded=not encoding.plain)
        pairs = read_json_values(stream, tally, columns)
        return any(issue.code == "HD002" for pair in pairs for issue in pair.issues)


def _lossy(loss: str, encoding: Encoding) -> Refusal:
    if loss == "damaged":
        return Refusal(
            (
                f"有些字节不是合法的 {encoding.name}，转换会丢字；请用编辑器另存为 UTF-8",
                f"some of its bytes are not valid {encoding.name} and would be lost; save it as UTF-8 with an editor",
            )
        )
    return Refusal(
        (
            f"按 {encoding.name} 读出的文字写不回同样的字节；请用编辑器另存为 UTF-8（换行用 LF）",
            f"read as {encoding.name}, its text does not give the same bytes again; save it as UTF-8, with LF, "
            "with an editor",
        )
    )


def _unwritable(encoding: Encoding) -> Refusal:
    return Refusal(
        (
            f"修好的文字用 {encoding.name} 写不出来；请同时修 HD309（转为 UTF-8）",
            f"a mended text cannot be written in {encoding.name}; fix HD309 (to UTF-8) too",
        )
    )


def _kind(path: Path, encoding: Encoding, columns: Columns) -> Kind | None:
    with path.open("rb", buffering=0) as raw:
        stream = open_as_utf8(raw, encoding)
        head = stream.read(CHUNK)
        return kind_of(head, whole=not stream.read(1), named=frozenset(name for _, name in columns))


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Errors of the system as one sentence that names the file."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(f"{path}: {reason}", zh=f"{path}：无法读取（{reason}）") from error
