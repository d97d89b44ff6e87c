"""The border: mappings from outside become right values, or an error in plain words.

``models`` says what the files look like, in pydantic; it is not imported here, so that a program that
reads no such mapping does not pay for pydantic. ``python -m hesui_data.schema schemas`` writes the JSON
Schemas.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from difflib import get_close_matches
from typing import Any, TypeVar, get_args, get_type_hints

from hesui_data.errors import HesuiError, RecipeError

T = TypeVar("T")
Words = tuple[str, str]  # in English, in Chinese


def validated(
    kind: type[T], mapping: Mapping[str, Any], *, where: str, error: type[HesuiError] = RecipeError
) -> T:
    """The ``kind``, a dataclass or a pydantic model, made from ``mapping``; lists are read as tuples.

    Types are taken strictly: ``"3"`` is no number and ``1`` no truth value.

    >>> from dataclasses import dataclass
    >>> @dataclass
    ... class Size:
    ...     width: int = 1
    >>> validated(Size, {"width": 3}, where="size.toml")
    Size(width=3)
    >>> validated(Size, {"widht": 3}, where="size.toml")
    Traceback (most recent call last):
    hesui_data.errors.RecipeError: size.toml: unknown key 'widht'; did you mean 'width'?

    Raises:
        HesuiError: of the type ``error``; a key that is not known (the nearest one is offered), or a
            wrong or missing value.
    """
    from pydantic import TypeAdapter, ValidationError

    known = _names(kind)
    _refuse_unknown(kind, mapping, where=where, error=error)
    try:
        # by way of JSON, whose strict mode knows that a list may become a tuple and a table a dataclass
        return TypeAdapter(kind).validate_json(json.dumps(dict(mapping), default=str), strict=True)
    except ValidationError as problem:
        first: Any = problem.errors(include_url=False)[0]
        cause = first.get("ctx", {}).get("error")
        if isinstance(cause, HesuiError):  # the type's own check has said it best
            raise error(f"{where}: {cause.en}", zh=f"{where}：{cause.zh}") from problem
        raise _error(error, where, *_what_is_wrong(first, known)) from problem


def _refuse_unknown(kind: type, mapping: Mapping[str, Any], *, where: str, error: type[HesuiError]) -> None:
    """Raise for the first key of ``mapping``, or of a table in it, that ``kind`` has no field for."""
    known = _names(kind)
    for key, value in mapping.items():
        if known and key not in known:
            raise _error(error, where, *_unknown(str(key), known))
        if isinstance(value, Mapping) and (table := _table_of(kind, key)):
            _refuse_unknown(table, value, where=f"{where}: {key}", error=error)


def _names(kind: type) -> list[str]:
    """The names of the fields of ``kind``, none if it may have any."""
    if is_dataclass(kind):
        return [field.name for field in fields(kind) if field.init]
    return list(getattr(kind, "model_fields", ()))


def _table_of(kind: type, key: str) -> type | None:
    """The dataclass that the field ``key`` of the dataclass ``kind`` holds, if it is one or None."""
    if not is_dataclass(kind):
        return None
    hint = get_type_hints(kind).get(key)
    return next((one for one in (hint, *get_args(hint)) if isinstance(one, type) and is_dataclass(one)), None)


def _unknown(key: str, known: Iterable[str]) -> Words:
    near = get_close_matches(key, list(known), n=1)
    if near:
        return f"unknown key {key!r}; did you mean {near[0]!r}?", f"没有 {key!r} 这个键，是不是 {near[0]!r}？"
    names = ", ".join(known)
    return f"unknown key {key!r}; known are {names}", f"没有 {key!r} 这个键；可用的有 {names}"


_EXPECTED: dict[str, Words] = {
    "int_type": ("a whole number", "整数"),
    "int_from_float": ("a whole number", "整数"),
    "float_type": ("a number", "数字"),
    "bool_type": ("true or false", "true 或 false"),
    "string_type": ("a string", "字符串"),
    "tuple_type": ("a list", "列表"),
    "list_type": ("a list", "列表"),
    "dict_type": ("a table", "表"),
    "model_type": ("a table", "表"),
    "dataclass_type": ("a table", "表"),
}


def _what_is_wrong(problem: Mapping[str, Any], known: Iterable[str]) -> Words:
    """What pydantic found, in words for someone who does not know pydantic."""
    place = ".".join(str(part) for part in problem["loc"])
    kind, got = problem["type"], problem["input"]
    if kind == "missing":
        return f"the key {place!r} is missing", f"缺少键 {place!r}"
    if kind == "extra_forbidden":
        return _unknown(str(problem["loc"][-1]), known)
    if kind == "literal_error":
        choices = problem["ctx"]["expected"].replace(" or ", ", ")
        return f"{place} must be one of {choices}; got {got!r}", f"{place} 须是 {choices} 之一，实为 {got!r}"
    if kind in _EXPECTED:
        en, zh = _EXPECTED[kind]
        return f"{place}: expected {en}, got {got!r}", f"{place}：应为{zh}，实为 {got!r}"
    return f"{place}: {problem['msg']}, got {got!r}", f"{place}：{problem['msg']}，实为 {got!r}"


def _error(kind: type[HesuiError], where: str, en: str, zh: str) -> HesuiError:
    return kind(f"{where}: {en}", zh=f"{where}：{zh}")
