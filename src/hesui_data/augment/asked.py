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


def bounds_on_zi(prompt: str) -> tuple[LengthConstraint, ...]:
    """The demands of ``prompt`` on a number of 字 that a variant may change: all but one on the title, which stays.

    >>> [c.scope for c in bounds_on_zi("写一篇短文，标题8字以内，全文300字左右")]
    ['response']
    """
    return tuple(c for c in asked_in(prompt) if c.unit == "字" and c.scope != "title")
