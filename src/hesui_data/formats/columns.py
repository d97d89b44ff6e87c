"""Which key or column holds what: the names people give to prompts and responses, in two languages."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

NAMES: dict[str, tuple[str, ...]] = {
    "prompt": (
        "prompt", "提示词", "提示", "instruction", "指令", "question", "问题", "query", "提问", "user",
        "human", "用户", "用户输入", "用户提问", "题目", "问", "input", "输入",
    ),
    "input": ("input", "输入"),
    "response": (
        "response", "回答", "回复", "answer", "答案", "output", "输出", "completion", "reply", "assistant",
        "gpt", "助手", "答复", "应答", "答", "std_answer", "标准答案", "参考答案",
    ),
    "system": ("system", "system_prompt", "系统", "系统提示", "系统提示词", "人设"),
    "history": ("history", "历史", "历史对话"),
    "chosen": ("chosen", "response_chosen", "chosen_response"),
    "rejected_response": ("rejected_response", "rejected", "response_rejected"),
    "weight": ("weight",),
    "score": ("score",),
    "turns": ("messages", "conversations", "conversation", "dialogue", "dialog", "对话"),
    "instances": ("instances", "examples", "example", "示例"),
    "label": ("label", "kto_tag"),
    "tools": ("tools", "functions"),
    "images": ("images", "image", "videos", "video", "audios", "audio"),
    "id": ("id",),
    "seed": ("seed",),
    "method": ("method",),
    "steps": ("steps",),
}  # fmt: skip
"""Field → the names it goes by. Where a row has several, the first one named here counts."""

CHOOSABLE = ("prompt", "response", "system", "rejected_response", "input")
"""The fields whose columns a user can name."""

INSTRUCTIONS = frozenset({"instruction", "指令"})
"""Names of a prompt that an ``input`` column completes."""


def plain_name(name: str) -> str:
    """``name`` as it is looked up: no matter the case, the width, marks around it or - for _.

    >>> plain_name(" Ｐrompt："), plain_name("Std-Answer"), plain_name("\\ufeff问题 *")
    ('prompt', 'std_answer', '问题')
    """
    folded = unicodedata.normalize("NFKC", name).casefold().strip(" \t\r\n\ufeff:*\"'")
    return folded.replace("-", "_").replace(" ", "_")


_FIELDS_OF_NAME: dict[str, list[tuple[str, int]]] = {}
for _field, _names in NAMES.items():
    for _rank, _name in enumerate(_names):
        _FIELDS_OF_NAME.setdefault(_name, []).append((_field, _rank))


def keys_by_field(keys: Iterable[str], columns: Mapping[str, str] | None = None) -> dict[str, str]:
    """Which of ``keys`` holds which field; ``columns`` (field → key) goes before the known names.

    >>> keys_by_field(("题号", "问题", "答案"))
    {'prompt': '问题', 'response': '答案'}
    >>> keys_by_field(("题号", "问题", "答案"), {"prompt": "题号"})
    {'prompt': '题号', 'response': '答案'}
    """
    keys = tuple(keys)
    best: dict[str, tuple[int, str]] = {}
    for key in keys:
        for field, rank in _FIELDS_OF_NAME.get(plain_name(key), ()):
            if field not in best or rank < best[field][0]:
                best[field] = rank, key
    chosen = {field: key for field, key in (columns or {}).items() if key in keys}
    found = {field: key for field, (_, key) in best.items() if key not in chosen.values()}
    return found | chosen


def value_of(row: Mapping[str, Any], keys: Mapping[str, str], field: str) -> Any:
    """What ``row`` holds for ``field``, ``None`` where it has no key for it.

    >>> value_of({"问题": "在吗", "": 1}, {"prompt": "问题"}, "system")
    """
    return row.get(keys[field]) if field in keys else None


def matters(key: str, columns: Mapping[str, str] | None = None) -> bool:
    """Whether a value under ``key`` can end up in a pair.

    >>> matters("prompt"), matters("content"), matters("url")
    (True, True, False)
    """
    name = plain_name(key)
    return name in _FIELDS_OF_NAME or name in TURN_KEYS or key in (columns or {}).values()


TURN_KEYS = frozenset({"role", "from", "content", "value", "text", "type"})
"""Keys inside one turn of a dialogue."""
