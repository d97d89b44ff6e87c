"""pydantic at the border: mappings into right values, with errors in plain words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from difflib import get_close_matches
from typing import Any, TypeVar

from hesui_data.errors import HesuiError, RecipeError

T = TypeVar("T")


def validated(kind: type[T], mapping: Mapping[str, Any], *, where: str, error: type[HesuiError] = RecipeError) -> T:
    """The dataclass ``kind`` made from ``mapping``, its values of the right types.

    Raises:
        HesuiError: of the type ``error``; an unknown key (the nearest name is offered) or a wrong value.
    """
    from pydantic import TypeAdapter, ValidationError

    known = [field.name for field in fields(kind)]  # type: ignore[arg-type]
    for key in mapping:
        if key not in known:
            raise error(*_unknown(where, str(key), known))
    try:
        return TypeAdapter(kind).validate_python(dict(mapping))
    except ValidationError as problem:
        first = problem.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise error(f"{where}: {name}: {first['msg']}, got {first['input']!r}") from problem


def _unknown(where: str, key: str, known: Iterable[str]) -> tuple[str]:
    near = get_close_matches(key, list(known), n=1)
    hint = f"; did you mean {near[0]!r}?" if near else f"; known are {', '.join(known)}"
    return (f"{where}: unknown key {key!r}{hint}",)
