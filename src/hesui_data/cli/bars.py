"""Progress on a terminal: what is done, how fast, how long it will take; nothing for what is over in a second."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Iterable, Iterator, Sized
from typing import Any, TypeVar

from hesui_data.cli.words import say

Item = TypeVar("Item")

SILENT = 1.0
"""Seconds that something may take before a word is said of it."""

EACH = 0.1
"""Seconds between two states of the line."""

_NAME = 10
_WIPE = "\r\x1b[2K"


def progress_line(name: str, done: int, total: int | None, seconds: float, *, width: int) -> str:
    """How far something is, in one line that fits into ``width`` columns.

    >>> from hesui_data.cli.words import choose_language
    >>> _ = choose_language(["--lang", "en"])
    >>> progress_line("dedupe", 500, 2000, 2.0, width=60)
    'dedupe      25%  500/2,000  250 rows/s  0:06 left'
    >>> progress_line("dedupe", 500, 2000, 2.0, width=20)
    'dedupe      25%  500'
    """
    from rich.cells import cell_len, set_cell_size

    rate = done / seconds if seconds > 0 else 0.0
    parts = [set_cell_size(name, max(_NAME, cell_len(name)))]
    parts += [f"{100 * done // total}%", f"{done:,}/{total:,}"] if total else [f"{done:,}"]
    parts.append(say("rows a second", rate=f"{rate:,.0f}"))
    if total and rate:
        parts.append(say("time left", time=_clock((total - done) / rate)))
    line = "  ".join(parts)
    return line if cell_len(line) <= width else set_cell_size(line, width)


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


class Bars:
    """A line at the foot of the terminal that tells how far what runs is; it is gone at the end."""

    def __init__(self) -> None:
        self._shown = False

    def __enter__(self) -> Bars:
        return self

    def __exit__(self, *_: Any) -> None:
        self._clear()

    def watch(self, name: str, items: Iterable[Item]) -> Iterator[Item]:
        """``items`` as they are; how many have gone by is shown, once that takes more than a second."""
        total = len(items) if isinstance(items, Sized) else None
        began = shown = time.monotonic()
        try:
            for done, item in enumerate(items, 1):
                yield item
                now = time.monotonic()
                if now - began > SILENT and now - shown > EACH:
                    shown = now
                    width = shutil.get_terminal_size().columns - 1
                    self._show(progress_line(name, done, total, now - began, width=width))
        finally:  # whoever counts with it stops before the end
            self._clear()

    def _show(self, line: str) -> None:
        print(f"{_WIPE}{line}", end="", file=sys.stderr, flush=True)
        self._shown = True

    def _clear(self) -> None:
        if self._shown:
            print(_WIPE, end="", file=sys.stderr, flush=True)
            self._shown = False
