"""Rows that hold two texts and nothing else, as most do: by what keys they are known."""

from __future__ import annotations

KEYS = (
    ("prompt", "response"),
    ("instruction", "output"),
    ("question", "answer"),
    ("query", "response"),
    ("问题", "答案"),
    ("问题", "回答"),
    ("提示词", "回答"),
)
"""Keys of rows that hold two texts and nothing else."""

QUOTES = 8
"""Around two keys and two texts; with a key that stands twice, or a quote in a text, there are more."""


def unwrapped(response: object) -> object:
    """The text in ``[["…"]]``, as Qianfan writes responses.

    >>> unwrapped([["新年好"]]), unwrapped("新年好")
    ('新年好', '新年好')
    """
    for _ in range(2):
        if type(response) is list and len(response) == 1:
            response = response[0]
    return response
