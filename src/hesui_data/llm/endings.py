"""Why a run ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from hesui_data.llm.asking import Interrupted, LimitReached, NotOnRecord

Why = Literal["enough", "limit", "barren", "not on record", "interrupted", "unreachable"]


@dataclass(frozen=True, slots=True)
class Ending:
    """Why a run ended; ``limit`` names the limit that was reached, ``words`` say what an endpoint did."""

    why: Why
    limit: str = ""
    words: tuple[str, str] = ("", "")


def ending_of(trouble: Exception) -> Ending:
    """The ending that ``trouble`` makes.

    >>> ending_of(LimitReached("max_cost"))
    Ending(why='limit', limit='max_cost', words=('', ''))
    """
    if isinstance(trouble, LimitReached):
        return Ending("limit", trouble.limit)
    return Ending("not on record" if isinstance(trouble, NotOnRecord) else "interrupted")


ENDS = (LimitReached, NotOnRecord, Interrupted)
"""Exceptions that end a run well."""
