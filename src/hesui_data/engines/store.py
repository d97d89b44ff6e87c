"""``Store``: the folder in which a build that is under way keeps what is done, file by file.

A file is written beside its place and renamed into it, so that one that is there is whole, and done. Names are
``step/part``. Any process of any machine that sees the folder can take part.
"""

from __future__ import annotations

import io
import os
import shutil
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hesui_data.errors import OutputError

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]
    Columns = Mapping[str, Array]

_FAST = 1  # rows are written to be read soon; the disk is faster than a better compression


@dataclass(frozen=True, slots=True)
class Store:
    """What is done of a build, under ``folder``.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     store = Store(folder)
    ...     store.write("rows/00001", b"a")
    ...     store.has("rows/00001"), store.has("rows/00002"), store.read("rows/00001")
    (True, False, b'a')
    """

    folder: str

    def path(self, name: str) -> Path:
        """Where the file ``name`` is or will be."""
        return Path(self.folder, name)

    def has(self, name: str) -> bool:
        """Whether ``name`` is done."""
        return os.path.exists(os.path.join(self.folder, name))

    def write(self, name: str, content: bytes) -> None:
        """Put ``content`` in its place, compressed, whole or not at all.

        Raises:
            OutputError: it cannot be written.
        """
        self._place(name, [zlib.compress(content, _FAST)])

    def read(self, name: str) -> bytes:
        """What ``write`` put there."""
        return zlib.decompress(self.path(name).read_bytes())

    def write_slices(self, name: str, slices: Sequence[bytes]) -> None:
        """Several contents in one file, each to be read alone."""
        import numpy as np

        small = [zlib.compress(content, _FAST) if content else b"" for content in slices]
        ends = np.cumsum([len(content) for content in small], dtype=np.int64)
        self._place(name, [len(small).to_bytes(8, "little"), ends.tobytes(), *small])

    def read_slice(self, name: str, number: int) -> bytes:
        """The content ``number`` of those that ``write_slices`` put there."""
        with self.path(name).open("rb") as file:
            count = int.from_bytes(file.read(8), "little")
            first = max(number - 1, 0)
            file.seek(8 + 8 * first)
            ends = [int.from_bytes(file.read(8), "little") for _ in range(2 if number else 1)]
            start, end = (ends[0], ends[1]) if number else (0, ends[0])
            file.seek(8 + 8 * count + start)
            return zlib.decompress(file.read(end - start)) if end > start else b""

    def write_columns(self, name: str, columns: Columns) -> None:
        """Arrays by name, uncompressed."""
        import numpy as np

        buffer = io.BytesIO()
        np.savez(buffer, **columns)  # type: ignore[arg-type]  # names are no options of savez
        self._place(name, [buffer.getbuffer()])

    def read_columns(self, name: str, *wanted: str) -> dict[str, Array]:
        """The arrays that ``write_columns`` put there: those that are ``wanted``, or all."""
        import numpy as np

        with np.load(self.path(name)) as columns:
            return {key: columns[key] for key in wanted or columns.files}

    def write_plain(self, name: str, chunks: Sequence[bytes | memoryview]) -> None:
        """``chunks`` as they are, to be read in parts by whoever knows their layout."""
        self._place(name, chunks)

    def clear(self, *steps: str) -> None:
        """Remove what ``steps`` have left, once nobody needs it."""
        for step in steps:
            shutil.rmtree(self.path(step), ignore_errors=True)

    def remove(self) -> None:
        """Remove the folder with all that is in it."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _place(self, name: str, chunks: Sequence[bytes | memoryview]) -> None:
        path = self.path(name)
        beside = path.with_name(f".{path.name}.{os.urandom(4).hex()}.tmp")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with beside.open("wb") as file:
                file.writelines(chunks)
            beside.replace(path)
        except OSError as error:
            beside.unlink(missing_ok=True)
            reason = error.strerror or str(error)
            raise OutputError(
                f"{path} cannot be written: {reason}; the same command goes on from here",
                zh=f"{path} 写不进去：{reason}；同样的命令会从这里继续",
            ) from error


def part_name(step: str, part: int) -> str:
    """The name of what ``step`` made of ``part``.

    >>> part_name("rows", 7)
    'rows/00007'
    """
    return f"{step}/{part:05d}"


def slices_of(store: Store, step: str, number: int, parts: int) -> Iterator[bytes]:
    """The slice ``number`` of each of the ``parts`` of a step, in their order."""
    return (store.read_slice(part_name(step, part), number) for part in range(parts))
