"""What the rows of a dialect look like as columns: ``Shape``, the same for every row, whatever it leaves out."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache, reduce
from typing import Any

from hesui_data.formats.dialects import dialect_named, rows_in
from hesui_data.pair import Pair, Step, Turn

Shape = str | list[Any] | dict[str, Any]
"""``"string"``, ``"int64"`` or ``"bool"``; a list of one shape; a mapping from names to shapes."""

TURNS = "turns"
"""The column for a row that is an array, as Qianfan's are: a table has columns, and an array has no names."""

_SCALARS = {str: "string", bool: "bool", int: "int64"}
_WORD = "x"
_FULLEST = Pair(
    _WORD,
    _WORD,
    system=_WORD,
    history=(Turn("user", _WORD, 1), Turn("assistant", _WORD, 1)),
    rejected_response=_WORD,
    weight=1,
    method=_WORD,
    steps=(Step(_WORD, _WORD, _WORD),),
)


def named_row(row: dict[str, Any] | list[Any]) -> dict[str, Any]:
    """A row with a name for each of its values: itself, or the array under ``turns``.

    >>> named_row([{"prompt": "a"}]), named_row({"prompt": "a"})
    ({'turns': [{'prompt': 'a'}]}, {'prompt': 'a'})
    """
    return row if isinstance(row, dict) else {TURNS: row}


@lru_cache(maxsize=32)
def dialect_shape(dialect: str) -> tuple[tuple[str, Shape], ...]:
    """The columns of ``dialect``, each with its shape: all that any row of it may have.

    >>> dialect_shape("alpaca")[-1]
    ('history', [['string']])
    >>> dialect_shape("qianfan")
    (('turns', [{'prompt': 'string', 'response': [['string']]}]),)

    Raises:
        RecipeError: no dialect of that name.
    """
    rows = [dialect_named(dialect).row(row) for row in rows_in(_FULLEST, dialect)]
    shape = shape_of([named_row(row) for row in rows])
    assert isinstance(shape, list)
    return tuple(shape[0].items())


def shape_of(value: object) -> Shape:
    """The shape of a JSON value; of the elements of a list, all that any of them has.

    >>> shape_of([{"a": 1}, {"a": 2, "b": ["c"]}])
    [{'a': 'int64', 'b': ['string']}]
    """
    if isinstance(value, dict):
        return {name: shape_of(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_merged(map(shape_of, value))]
    return _SCALARS[type(value)]


def _merged(shapes: Iterable[Shape]) -> Shape:
    """One shape for values of several."""
    found = list(shapes)
    return reduce(_both, found) if found else "string"


def _both(one: Shape, other: Shape) -> Shape:
    """A shape for values of two: mappings take each other's names, at every depth."""
    if isinstance(one, dict) and isinstance(other, dict):
        shared = {name: _both(one[name], other[name]) for name in one if name in other}
        return {**one, **other, **shared}
    if isinstance(one, list) and isinstance(other, list):
        return [_both(one[0], other[0])]
    return one
