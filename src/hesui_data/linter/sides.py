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

_EVAL_FOLDER = Pattern(
    r"eval(?:uation)?|test|dev|val(?:id(?:ation)?)?|held[-_ ]?out|评测集?|评估集?|测试集?|验证集?"
)
_TRAIN_FOLDER = Pattern(r"train(?:ing)?|sft|训练集?")


def side_of(file: str) -> str:
    """``"eval"`` for a file whose name says so, or whose folder is called so; else ``"train"``.

    >>> [side_of(name) for name in ("data/eval.jsonl", "my_test-1.csv", "拜年_验证.jsonl", "latest.jsonl")]
    ['eval', 'eval', 'eval', 'train']
    >>> side_of("data/test/part-1.jsonl"), side_of("data/test/train.jsonl"), side_of("tests/a.jsonl")
    ('eval', 'train', 'train')
    """
    path = PurePath(file)
    if _EVAL.search(path.name.casefold()):
        return "eval"
    return "eval" if _EVAL_FOLDER.fullmatch(path.parent.name.casefold()) and not _is_train(file) else "train"


def set_folder(file: str) -> str:
    """The folder whose files are one set with ``file``: its own, or the one above ``train/`` and ``eval/``.

    >>> set_folder("data/a.jsonl"), set_folder("data/train/a.jsonl"), set_folder("data/eval/a.jsonl")
    ('data', 'data', 'data')
    """
    folder = PurePath(file).parent
    name = folder.name.casefold()
    is_side = _EVAL_FOLDER.fullmatch(name) or _TRAIN_FOLDER.fullmatch(name)
    return str(folder.parent if is_side else folder)


def same_set(one: str, other: str) -> bool:
    """Whether two files are one set in two dialects or forms: ``train.jsonl`` and ``train.openai.jsonl`` of a folder.

    >>> same_set("train.jsonl", "train.openai.jsonl"), same_set("a.jsonl", "b.jsonl"), same_set("a.jsonl", "a.jsonl")
    (True, False, False)
    """
    beside = PurePath(one).parent == PurePath(other).parent
    return beside and one != other and _stem(one) == _stem(other)


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
        not _EVAL.search(name)
        and re.search(r"(?:^|[^a-z])(?:train|training|sft)(?:[^a-z]|$)|训练", name) is not None
    )


def _stem(file: str) -> str:
    return PurePath(file).name.partition(".")[0]
