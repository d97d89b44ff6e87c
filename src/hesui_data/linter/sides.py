"""Which side of a split a file holds, told from its name; and which files belong together."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePath

from hesui_data.patterns import Pattern

_EVAL = Pattern(
    r"(?:^|[^a-z])(?:eval|evaluation|test|dev|valid|validation|val|held[-_ ]?out|holdout)(?:[^a-z]|$)"
    r"|评测|评估|测试|验证"
)


def side_of(file: str) -> str:
    """``"eval"`` for a file whose name says so, else ``"train"``.

    >>> [side_of(name) for name in ("data/eval.jsonl", "my_test-1.csv", "拜年_验证.jsonl", "latest.jsonl")]
    ['eval', 'eval', 'eval', 'train']
    """
    return "eval" if _EVAL.search(PurePath(file).name.casefold()) else "train"


def same_set(one: str, other: str) -> bool:
    """Whether two files are one set in two dialects or forms: ``train.jsonl`` and ``train.openai.jsonl``.

    >>> same_set("train.jsonl", "train.openai.jsonl"), same_set("a.jsonl", "b.jsonl"), same_set("a.jsonl", "a.jsonl")
    (True, False, False)
    """
    return one != other and _stem(one) == _stem(other)


def counterparts(file: str, siblings: Iterable[str]) -> list[str]:
    """Of the ``siblings`` in a file's folder those that hold the other side of its split, sorted.

    A train set is named as one, as ``train.jsonl`` is; any other file is not looked for unasked.

    >>> counterparts("train.jsonl", ["eval.jsonl", "notes.jsonl", "train.jsonl"])
    ['eval.jsonl']
    >>> counterparts("eval.jsonl", ["notes.jsonl", "train.jsonl"])
    ['train.jsonl']
    """
    if side_of(file) == "eval":
        return sorted(name for name in siblings if _is_train(name))
    return sorted(name for name in siblings if side_of(name) == "eval") if _is_train(file) else []


def _is_train(file: str) -> bool:
    name = PurePath(file).name.casefold()
    return (
        side_of(file) == "train"
        and re.search(r"(?:^|[^a-z])(?:train|training|sft)(?:[^a-z]|$)|训练", name) is not None
    )


def _stem(file: str) -> str:
    return PurePath(file).name.partition(".")[0]
