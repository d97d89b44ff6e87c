"""Regular expressions that are compiled when they are first used, so that an import costs nothing.

The length grammar has a hundred of them, and a prompt needs a few; most texts need none of the cleaner's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator


class Pattern:
    """Stands for ``re.compile(pattern, flags)``; the first use compiles it, later ones cost nothing more.

    >>> digits = Pattern("[0-9]+")
    >>> digits.search("写50字")[0], digits.findall("1, 2")
    ('50', ['1', '2'])
    """

    __slots__ = ("findall", "finditer", "flags", "fullmatch", "match", "pattern", "search", "split", "sub")

    match: Callable[..., re.Match[str] | None]
    fullmatch: Callable[..., re.Match[str] | None]
    search: Callable[..., re.Match[str] | None]
    finditer: Callable[..., Iterator[re.Match[str]]]
    findall: Callable[..., list[str]]
    split: Callable[..., list[str]]
    sub: Callable[..., str]

    def __init__(self, pattern: str, flags: re.RegexFlag | int = 0) -> None:
        self.pattern = pattern
        self.flags = flags

    def __getattr__(self, name: str) -> Callable[..., object]:
        """Called once, for a slot that is still empty: fills the slots of all methods."""
        if name not in Pattern.__slots__:
            raise AttributeError(name)
        compiled = re.compile(self.pattern, self.flags)
        for method in ("findall", "finditer", "fullmatch", "match", "search", "split", "sub"):
            setattr(self, method, getattr(compiled, method))
        found: Callable[..., object] = getattr(compiled, name)
        return found
