"""Writing whole or not at all: one file, or the folder of a build with its manifest last."""

from __future__ import annotations

import filecmp
import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from hesui_data.errors import OutputError
from hesui_data.files.manifest import MANIFEST, is_own_manifest, named_outputs


@dataclass(frozen=True, slots=True)
class Written:
    """A file that was written: its name, hash, size, and number of lines."""

    name: str
    sha256: str
    bytes: int
    rows: int


def atomic_write(path: str | Path, chunks: Iterable[bytes]) -> Written:
    """Write ``chunks`` to ``path``, whole or not at all; a file that holds them already is not touched.

    A file that was there keeps its permissions, and a link goes on pointing to it.

    Raises:
        OutputError: it cannot be written; what was there before is whole.
    """
    path = Path(path)
    with _told(path):
        target = Path(os.path.realpath(path))
        target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.{os.urandom(4).hex()}.tmp")
    try:
        written = _write(beside, path.name, chunks, told_as=path)
        with _told(path):
            if not _holds(target, written):
                if target.exists():
                    shutil.copymode(target, beside)
                beside.replace(target)
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
    return written


class AtomicFile:
    """A file that is written piece by piece, and is there whole, or not at all, when the block ends.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     with AtomicFile(Path(folder, "a.txt")) as file:
    ...         file.write(b"1")
    ...         file.write(b"2")
    ...     Path(folder, "a.txt").read_bytes()
    b'12'
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> AtomicFile:
        with _told(self._path):
            self._target = Path(os.path.realpath(self._path))
            self._target.parent.mkdir(parents=True, exist_ok=True)
            self._beside = self._target.with_name(f".{self._target.name}.{os.urandom(4).hex()}.tmp")
            self._stream = _created(self._beside)
        return self

    def write(self, chunk: bytes) -> None:
        """Write ``chunk`` after what was written before."""
        _put(self._stream, chunk, self._path)

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            with _told(self._path):
                if kind is None:
                    self._stream.flush()
                    os.fsync(self._stream.fileno())
                    self._stream.close()
                    self._take_its_place()
        finally:
            with suppress(OSError):
                self._stream.close()
            with suppress(OSError):
                self._beside.unlink(missing_ok=True)

    def _take_its_place(self) -> None:
        """Become the file, unless one is there that has the same bytes."""
        if self._target.exists():
            if filecmp.cmp(self._target, self._beside, shallow=False):
                return
            shutil.copymode(self._target, self._beside)
        self._beside.replace(self._target)


def write_folder(
    folder: str | Path,
    files: Mapping[str, Iterable[bytes]],
    *,
    manifest: Callable[[Sequence[Written]], Iterable[bytes]],
) -> tuple[Written, ...]:
    """Write ``files`` and, from what they came to, the manifest into ``folder``; returns the files.

    Everything is written into a hidden sibling first (a hidden folder inside, where nothing can be
    renamed from one to the other) and renamed into place file by file, the manifest last: until then the
    old manifest does not match, and every reader calls the folder incomplete. Where a rename fails, or is
    interrupted, those before it are taken back. Files that an earlier manifest of ours names, that are
    still as it says, and that are no longer made, are removed.

    Raises:
        OutputError: something cannot be written, or would replace a file that is none of ours; what was
            there before is whole.
    """
    folder = Path(folder)
    with _told(folder):
        target = Path(os.path.realpath(folder))
        if target.exists() and not target.is_dir():
            raise NotADirectoryError(20, "it is a file, not a folder")
        ours = _own_names(target)
        for left in _workplaces(target):  # by a killed run
            shutil.rmtree(left, ignore_errors=True)
        beside = _workplace(target)
        beside.mkdir(parents=True)
    try:
        written = tuple(_write(beside / name, name, chunks, told_as=folder) for name, chunks in files.items())
        last = _write(beside / MANIFEST, MANIFEST, manifest(written), told_as=folder)
        with _told(folder):
            target.mkdir(parents=True, exist_ok=True)
            _spare_others(target, [*written, last], ours, told_as=folder)
            stale = _no_longer_made(target, {one.name for one in written})
            _exchange(beside, target, [*written, last], stale)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return written


def _workplaces(target: Path) -> tuple[Path, Path]:
    """Where a build of ``target`` may be written first: beside it, or inside."""
    name = f".{target.name}.building"
    return target.with_name(name), target / name


def _workplace(target: Path) -> Path:
    """Where to write first so that the files can be renamed into ``target``.

    A mount point, such as a volume of a container, can only be reached from inside; so can a folder in
    one that is not ours to write in.
    """
    beside, inside = _workplaces(target)
    return inside if target.is_dir() and not _reaches(target.parent, target) else beside


def _reaches(parent: Path, target: Path) -> bool:
    """Whether a file of ``parent`` can be renamed into ``target``; tried out, since no device number tells.

    A bind mount has the device number of what it is bound to.
    """
    name = f".{target.name}.{os.urandom(4).hex()}.tmp"
    try:
        (parent / name).touch(exist_ok=False)
        os.rename(parent / name, target / name)
    except OSError:
        return False
    finally:
        for folder in (parent, target):
            with suppress(OSError):
                (folder / name).unlink(missing_ok=True)
    return True


def _own_names(target: Path) -> set[str]:
    """The files of ``target`` that may be replaced: those of an earlier build, or of one that was killed."""
    names = {one["name"] for folder in (target, *_workplaces(target)) for one in named_outputs(folder)}
    return names | {MANIFEST} if names or is_own_manifest(target / MANIFEST) else names


def _spare_others(target: Path, written: Sequence[Written], ours: set[str], *, told_as: Path) -> None:
    """See that nothing is replaced but files of ours, and files with the same bytes.

    Raises:
        OutputError: another file stands in the way.
    """
    others = [
        one.name
        for one in written
        if one.name not in ours and os.path.lexists(target / one.name) and not _holds(target / one.name, one)
    ]
    if others:
        raise OutputError(
            f"{told_as} has files that hesui did not write and would replace: {', '.join(others)}; "
            "name another folder",
            zh=f"{told_as} 里有不是 hesui 写的同名文件：{'、'.join(others)}；没有改动，请换一个文件夹",
        )


def _exchange(made: Path, target: Path, written: Sequence[Written], stale: Iterable[str]) -> None:
    """Move the files ``written`` from ``made`` to ``target`` in order, or, if one fails, none of them.

    What they replace, and what is ``stale``, is moved aside first, to be moved back if need be.
    """
    aside = made / ".before"
    aside.mkdir()
    names = [*stale, *(one.name for one in written if not _holds(target / one.name, one))]
    stood: dict[str, bool] = {}  # of those that were begun: whether it stood there before
    try:
        for name in names:
            stood[name] = (target / name).exists()
            for folder in (aside, target):
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
            if stood[name]:
                (target / name).replace(aside / name)
            if (made / name).exists():
                (made / name).replace(target / name)
    except BaseException:
        for name, before in stood.items():
            if (aside / name).exists():
                (aside / name).replace(target / name)
            elif not before:
                (target / name).unlink(missing_ok=True)
        raise
    _sync_folder(target)


def _write(path: Path, name: str, chunks: Iterable[bytes], *, told_as: Path) -> Written:
    """Write a new file, through to the disk, and tell what it came to.

    What goes wrong in ``chunks`` themselves is not taken for trouble with the disk.
    """
    digest, size, rows = hashlib.sha256(), 0, 0
    with _told(told_as):
        path.parent.mkdir(parents=True, exist_ok=True)
        stream = _created(path)
    try:
        for chunk in chunks:
            _put(stream, chunk, told_as)
            digest.update(chunk)
            size += len(chunk)
            rows += chunk.count(b"\n")
        with _told(told_as):
            stream.flush()
            os.fsync(stream.fileno())
    finally:
        with suppress(OSError):  # closing tries to write once more what has failed already
            stream.close()
    return Written(name, digest.hexdigest(), size, rows)


def _created(path: Path) -> BinaryIO:
    """A new file, with the permissions that the user's mask gives any new file."""
    return path.open("xb")


def _put(stream: BinaryIO, chunk: bytes, told_as: Path) -> None:
    try:
        stream.write(chunk)
    except OSError as error:
        raise _refusal(told_as, error) from error


def _holds(path: Path, written: Written) -> bool:
    """Whether ``path`` has the very bytes that were ``written``."""
    try:
        if path.stat().st_size != written.bytes:
            return False
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest() == written.sha256
    except OSError:
        return False


def _no_longer_made(folder: Path, made: set[str]) -> list[str]:
    """Files of an earlier build in ``folder`` that this one does not make and nobody has changed."""
    before = [Written(one["name"], one["sha256"], one["bytes"], 0) for one in named_outputs(folder)]
    return [one.name for one in before if one.name not in made and _holds(folder / one.name, one)]


def _sync_folder(folder: Path) -> None:
    """See the renames through to the disk, where the system can."""
    with suppress(OSError, AttributeError):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Errors of the system as one sentence that names ``path``."""
    try:
        yield
    except OSError as error:
        raise _refusal(path, error) from error


def _refusal(path: Path, error: OSError) -> OutputError:
    reason = error.strerror or str(error)
    return OutputError(
        f"{path} cannot be written: {reason}; what was there before is whole",
        zh=f"{path} 写不进去：{reason}；之前的内容完好无损",
    )
