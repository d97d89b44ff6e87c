"""Texts that are put by on disk, so that memory does not grow with their number."""

from __future__ import annotations

import tempfile
from array import array
from collections.abc import Iterator
from types import TracebackType

_BLOCK = 1 << 16


class DiskShelf:
    """A growing row of texts in an unnamed file that is gone when the program ends, however it ends.

    >>> with DiskShelf() as shelf:
    ...     shelf.append("新年"), shelf.append("快乐"), shelf[0], b"".join(shelf.chunks()).decode()
    (0, 1, '新年', '新年快乐')
    """

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115  # closed by close
        self._ends = array("Q")

    def append(self, text: str) -> int:
        """Put ``text`` by; returns its number."""
        return self.append_bytes(text.encode("utf-8", "surrogatepass"))

    def append_bytes(self, text: bytes) -> int:
        """Put bytes by; returns their number."""
        self._file.seek(0, 2)
        self._file.write(text)
        self._ends.append((self._ends[-1] if self._ends else 0) + len(text))
        return len(self._ends) - 1

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, number: int) -> str:
        start = self._ends[number - 1] if number else 0
        self._file.seek(start)
        return self._file.read(self._ends[number] - start).decode("utf-8", "surrogatepass")

    def chunks(self) -> Iterator[bytes]:
        """All that was put by, in order, in chunks."""
        self._file.seek(0)
        while chunk := self._file.read(_BLOCK):
            yield chunk

    def close(self) -> None:
        self._file.close()

    def __enter__(self) -> DiskShelf:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
