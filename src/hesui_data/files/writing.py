"""Writing whole or not at all: one file, or the folder of a build with its manifest last."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from hesui_data.errors import OutputError
from hesui_data.files.sources import MANIFEST


@dataclass(frozen=True, slots=True)
class Written:
    """A file that was written: its name, hash, size, and number of lines."""

    name: str
    sha256: str
    bytes: int
    rows: int


def atomic_write(path: str | Path, chunks: Iterable[bytes]) -> Written:
    """Write ``chunks`` to ``path``, whole or not at all; a file that holds them already is not touched.

    Raises:
        OutputError: it cannot be written; what was there before is whole.
    """
    path = Path(path)
    with _told(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
        try:
            written = _write(beside, path.name, chunks)
            _put(beside, path, written)
        finally:
            with suppress(OSError):
                beside.unlink(missing_ok=True)
    return written


def write_folder(
    folder: str | Path,
    files: Mapping[str, Iterable[bytes]],
    *,
    manifest: Callable[[Sequence[Written]], Iterable[bytes]],
) -> tuple[Written, ...]:
    """Write ``files`` and, from what they came to, the manifest into ``folder``; returns the files.

    Everything is written into a hidden sibling first and renamed into place file by file, the manifest
    last: until then the old manifest does not match, and every reader calls the folder incomplete. Files
    that an earlier manifest names and this build no longer makes are removed.

    Raises:
        OutputError: something cannot be written. Before the first rename nothing in ``folder`` changes.
    """
    folder = Path(folder)
    beside = folder.with_name(f".{folder.name}.building") if folder.name else folder / ".building"
    with _told(folder):
        if folder.exists() and not folder.is_dir():
            raise NotADirectoryError(20, "it is a file, not a folder")
        stale = _named_by(folder / MANIFEST)
        shutil.rmtree(beside, ignore_errors=True)  # what a killed run left
        try:
            beside.mkdir(parents=True)
            written = tuple(_write(beside / name, name, chunks) for name, chunks in files.items())
            last = _write(beside / MANIFEST, MANIFEST, manifest(written))
            folder.mkdir(parents=True, exist_ok=True)
            for one in (*written, last):
                _put(beside / one.name, folder / one.name, one)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
        for name in stale - {one.name for one in written}:
            (folder / name).unlink(missing_ok=True)
    return written


def _write(path: Path, name: str, chunks: Iterable[bytes]) -> Written:
    """Write a new file, through to the disk, and tell what it came to."""
    digest, size, rows = hashlib.sha256(), 0, 0
    with _created(path) as stream:
        for chunk in chunks:
            stream.write(chunk)
            digest.update(chunk)
            size += len(chunk)
            rows += chunk.count(b"\n")
        stream.flush()
        os.fsync(stream.fileno())
    return Written(name, digest.hexdigest(), size, rows)


def _created(path: Path) -> BinaryIO:
    """A new file, with the permissions that the user's mask gives any new file."""
    return path.open("xb")


def _put(made: Path, path: Path, written: Written) -> None:
    """Rename ``made`` to ``path``, unless that holds the same bytes already."""
    if not _holds(path, written):
        os.replace(made, path)


def _holds(path: Path, written: Written) -> bool:
    try:
        if path.stat().st_size != written.bytes:
            return False
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest() == written.sha256
    except OSError:
        return False


def _named_by(manifest: Path) -> set[str]:
    """The plain file names that a manifest says it wrote; none where there is no manifest of ours."""
    try:
        outputs = json.loads(manifest.read_bytes())["outputs"]
        return {one["name"] for one in outputs if Path(one["name"]).name == one["name"]}
    except (OSError, ValueError, KeyError, TypeError):
        return set()


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Errors of the system as one sentence that names ``path``."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(
            f"{path} cannot be written: {reason}; what was there before is whole",
            zh=f"{path} 写不进去：{reason}；之前的内容完好无损",
        ) from error
