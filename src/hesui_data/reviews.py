"""The file of decisions, ``reviews.jsonl`` beside the recipe: read it, and add to it so that nothing is lost."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from hesui_data.decisions import Decision, Record, decision_line, standing
from hesui_data.errors import InputError, OutputError
from hesui_data.files.tally import Input

REVIEWS_NAME = "reviews.jsonl"


@dataclass(frozen=True, slots=True)
class Reviews:
    """A file of decisions as it was read: those that stand, its lines that are none, and the file itself."""

    decisions: Mapping[str, Decision]
    record: Record
    input: Input


def reviews_beside(recipe: str | Path | None) -> Path:
    """Where the decisions are: beside the file of the ``recipe``, without one in the working directory.

    >>> reviews_beside("project/hesui.toml").as_posix()
    'project/reviews.jsonl'
    """
    return (Path(recipe).parent if recipe else Path()) / REVIEWS_NAME


def read_reviews(path: str | Path) -> Reviews:
    """The decisions in ``path``; lines that are none stop nothing and are named in ``record.faults``.

    Raises:
        InputError: the file cannot be read.
    """
    data = _bytes_of(Path(path))
    record = Record.read(data)
    kept = Input(
        name=REVIEWS_NAME,
        sha256=hashlib.sha256(data).hexdigest(),
        bytes=len(data),
        rows=len(record.decisions),
        kind="reviews",
        encoding="utf-8",
    )
    return Reviews(standing(record.decisions), record, kept)


@dataclass(slots=True)
class ReviewFile:
    """A file of decisions that is read as it grows, whoever adds to it, and added to.

    ``decisions`` has all of them by row, in the order in which they were read; ``standing`` those that stand.
    """

    path: Path
    decisions: dict[str, list[Decision]] = field(default_factory=dict)
    standing: dict[str, Decision] = field(default_factory=dict)
    faults: int = 0
    _seen: bytes = b""  # what was read, up to the end of the last whole line

    def refresh(self) -> None:
        """Read what has been added since; all of it again if the file is another.

        Raises:
            InputError: the file cannot be read.
        """
        data = _bytes_of(self.path) if self.path.exists() else b""
        if not data.startswith(self._seen):
            self.decisions, self.standing, self.faults, self._seen = {}, {}, 0, b""
        whole = data[len(self._seen) : data.rfind(b"\n") + 1]
        if whole:
            self._take(Record.read(whole))
            self._seen += whole

    def append(self, decision: Decision) -> None:
        """Add ``decision`` to the file and see it through to the disk before returning.

        A line that was cut short, by whom ever, is ended first, so that it does not spoil this one.

        Raises:
            OutputError: it cannot be written; nothing that stands in the file is changed.
        """
        line = decision_line(decision).encode("utf-8", "replace") + b"\n"
        try:
            new = not self.path.exists()
            self.path.parent.mkdir(parents=True, exist_ok=True)
            _append(self.path, line)
            if new:
                _sync_folder(self.path.parent)
        except OSError as error:
            reason = error.strerror or str(error)
            raise OutputError(
                f"{self.path} cannot be written: {reason}; the decision was not saved",
                zh=f"{self.path} 写不进去：{reason}；这个决定没有保存",
            ) from error
        self.refresh()

    def _take(self, record: Record) -> None:
        self.faults += len(record.faults)
        for decision in record.decisions:
            self.decisions.setdefault(decision.row, []).append(decision)
        changed = {decision.row for decision in record.decisions}
        self.standing |= standing(d for row in changed for d in self.decisions[row])


def _append(path: Path, line: bytes) -> None:
    """Add ``line`` in one write at the very end, wherever that is by then: another process may add too."""
    handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
    try:
        if not _ends_with_a_line(handle):
            line = b"\n" + line
        while line:
            line = line[os.write(handle, line) :]
        os.fsync(handle)
    finally:
        os.close(handle)


def _ends_with_a_line(handle: int) -> bool:
    size = os.lseek(handle, 0, os.SEEK_END)
    if not size:
        return True
    os.lseek(handle, size - 1, os.SEEK_SET)
    return os.read(handle, 1) == b"\n"


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(f"cannot read {path}: {reason}", zh=f"读不了 {path}：{reason}") from error


def _sync_folder(folder: Path) -> None:
    """See the name of a new file through to the disk, where the system can."""
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except (OSError, AttributeError):
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
