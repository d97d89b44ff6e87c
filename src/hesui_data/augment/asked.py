"""What prompts ask for, remembered: the same prompt is looked at many times while variants are chosen."""

from __future__ import annotations

from functools import lru_cache

from hesui_data.length import LengthConstraint, parse_length


@lru_cache(maxsize=1 << 14)
def asked_in(prompt: str) -> tuple[LengthConstraint, ...]:
    """The length constraints of ``prompt``.

    >>> asked_in("写一句祝福，5字以内")[0].max
    5
    """
    return parse_length(prompt)
