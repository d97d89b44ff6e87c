"""Which files a SOURCE means: paths, globs, folders, standard input; and what each is called."""

from __future__ import annotations

import os
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

from hesui_data.errors import InputError
from hesui_data.files.manifest import MANIFEST, check_complete, is_own_manifest
from hesui_data.formats.draft import safe_text

SUFFIXES = frozenset({".jsonl", ".ndjson", ".json", ".csv", ".tsv", ".xlsx", ".parquet"})
"""Files that are read from a folder; a file that is named itself is read whatever its name."""

STDIN = "-"

OWN_FILES = frozenset(
    {
        *(MANIFEST, "croissant.json", "lineage.jsonl", "rejected.jsonl", "report.html"),
        *(
            "train.flat.jsonl",
            "eval.flat.jsonl",
            "preference.flat.jsonl",
            "train.parquet",
            "eval.parquet",
        ),  # the rows of others once more
    }
)
"""Files of a built data set that hold no data of it; passed over in a folder with a manifest of ours."""

Source = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to read and what it is called: its path relative to the SOURCE, with ``/``."""

    name: str
    path: Path


@dataclass(frozen=True, slots=True)
class Sources:
    """The files that a SOURCE means, and the names of those in its folders that are passed over."""

    files: tuple[SourceFile, ...]
    skipped: tuple[str, ...] = ()


def find_sources(source: Source) -> Sources:
    """The files that ``source`` means: a path, several, a glob or a folder, or ``-`` for standard input.

    A folder gives its data files, those of its sub-folders too. A file that is meant twice is read once,
    under the shorter of its names. The files are sorted by name: in which order they are meant changes
    nothing.

    Raises:
        InputError: a path does not exist, a folder or glob has nothing to read, or a folder is a data set
            of ours whose files are not those of its manifest.
    """
    given = [source] if isinstance(source, str | os.PathLike) else list(source)
    found = [_files_of(os.fspath(one)) for one in given]
    files = _once(file for sources in found for file in sources.files)
    skipped = sorted(name for sources in found for name in sources.skipped)
    return Sources(tuple(sorted(_distinct(files), key=lambda file: file.name)), tuple(skipped))


def same_file(one: str | os.PathLike[str], other: str | os.PathLike[str]) -> bool:
    """Whether two paths mean the same file, links included, whether it exists or not.

    >>> same_file("data/x.jsonl", "data/../data/x.jsonl"), same_file("x.jsonl", "y.jsonl")
    (True, False)
    """
    try:
        return os.path.samefile(one, other)
    except OSError:
        return os.path.realpath(one) == os.path.realpath(other)


def _once(files: Iterable[SourceFile]) -> tuple[SourceFile, ...]:
    """Each of ``files`` once, by the shortest name that it goes by."""
    by_length = sorted(files, key=lambda file: (file.name.count("/"), file.name, str(file.path)))
    return tuple({os.path.realpath(file.path): file for file in reversed(by_length)}.values())


def _files_of(given: str) -> Sources:
    """The files that one SOURCE means."""
    path = Path(given)
    if given == STDIN:
        return Sources((SourceFile("stdin", path),))
    if path.is_dir():
        if is_own_manifest(path / MANIFEST):
            check_complete(path)
        sources = _sorted_out([file for file in _walk(path) if not holds_decisions(file)], path)
    elif holds_decisions(path):
        return Sources((), (_name(path, path.parent),))
    elif path.exists():
        return Sources((SourceFile(_name(path, path.parent), path),))
    elif _has_magic(given):
        sources = _of_glob(given)
    else:
        raise InputError(f"{given}: no such file or folder", zh=f"{given}：没有这个文件或文件夹")
    if not sources.files:
        endings = ", ".join(sorted(suffix[1:] for suffix in SUFFIXES))
        raise InputError(
            f"{given}: nothing to read here; data files end in {endings}",
            zh=f"{given}：这里没有可读的数据文件（{endings}）",
        )
    return sources


def _walk(folder: Path) -> Iterator[Path]:
    """The files in ``folder`` and its sub-folders; what starts with a dot is passed over.

    A sub-folder that holds a data set of ours is given as a whole, to be named as skipped: it is the
    result of an earlier build, and reading it again would take its variants for seeds.
    """

    def refuse(error: OSError) -> None:
        reason = error.strerror or str(error)
        raise InputError(
            f"{error.filename}: {reason}", zh=f"{error.filename}：无法读取（{reason}）"
        ) from error

    for root, folders, names in os.walk(folder, onerror=refuse):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        own: Set[str] = frozenset()
        if MANIFEST in names and is_own_manifest(Path(root, MANIFEST)):
            if Path(root) != folder:
                folders.clear()
                yield Path(root)
                continue
            own = OWN_FILES
        yield from (Path(root, name) for name in names if not name.startswith(".") and name not in own)


def _sorted_out(paths: list[Path], root: Path) -> Sources:
    """The data files among ``paths`` and the names of the others, README files aside."""
    named = sorted((_name(path, root), path) for path in paths)
    files = tuple(SourceFile(name, path) for name, path in named if path.suffix.lower() in SUFFIXES)
    others = (name for name, path in named if path.suffix.lower() not in SUFFIXES)
    return Sources(
        files, tuple(name for name in others if not PurePath(name).name.upper().startswith("README"))
    )


def holds_decisions(path: Path) -> bool:
    """Whether ``path`` is the record of a review, which is no data: by its name and its first bytes."""
    if path.name != "reviews.jsonl":
        return False
    from hesui_data.decisions import MARK  # here, since there is seldom such a file

    try:
        with path.open("rb") as file:
            return file.read(len(MARK)) == MARK.encode()
    except OSError:
        return False


def _of_glob(pattern: str) -> Sources:
    """The files that ``pattern`` matches: all of them if it ends in a suffix, else the data files."""
    import glob  # here, since it is seldom needed and slow to load

    root = Path(pattern)
    while glob.has_magic(str(root)):
        root = root.parent
    matched = map(Path, glob.glob(pattern, recursive=True))
    paths = [path for path in matched if path.is_file() and not holds_decisions(path)]
    suffix = PurePath(pattern).suffix
    if suffix and not glob.has_magic(suffix):
        return Sources(
            tuple(SourceFile(name, path) for name, path in sorted((_name(p, root), p) for p in paths))
        )
    return _sorted_out(paths, root)


def _has_magic(path: str) -> bool:
    return any(mark in path for mark in "*?[")


def _name(path: Path, root: Path) -> str:
    """What ``path`` is called under ``root``, the same on every system."""
    return unicodedata.normalize("NFC", safe_text(path.relative_to(root).as_posix()))


def _distinct(files: tuple[SourceFile, ...]) -> tuple[SourceFile, ...]:
    """The files with names that differ: those that would not get as many parent folders as it takes."""
    taken = Counter(file.name for file in files)
    longer = [_with_parent(file) if taken[file.name] > 1 else file for file in files]
    return files if longer == list(files) else _distinct(tuple(longer))


def _with_parent(file: SourceFile) -> SourceFile:
    depth = file.name.count("/") + 2
    parts = file.path.absolute().parts[1:][-depth:]
    return replace(file, name=unicodedata.normalize("NFC", safe_text("/".join(parts))))
