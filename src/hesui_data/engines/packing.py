"""Pairs as lines of JSON and back again: how rows lie in the files of a build that is under way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields
from typing import Any

import orjson

from hesui_data.length import LengthConstraint, LengthTag
from hesui_data.pair import Issue, Pair, Step, Turn

_ESCAPED = b"!"  # before a line with lone surrogates, which orjson neither writes nor reads


def packed(pair: Pair) -> bytes:
    """``pair`` as one line, its line end included.

    >>> unpacked(packed(Pair("写一句祝福", "新年好"))) == Pair("写一句祝福", "新年好")
    True
    """
    values = _values(pair)
    try:
        return orjson.dumps(values) + b"\n"
    except TypeError:
        import json

        return _ESCAPED + json.dumps(values).encode() + b"\n"


def unpacked(line: bytes) -> Pair:
    """The pair that ``packed`` made this line of."""
    if line.startswith(_ESCAPED):
        import json

        return _pair(json.loads(line[1:]))
    return _pair(orjson.loads(line))


def pack(pairs: Iterable[Pair]) -> bytes:
    """``pairs`` as lines."""
    return b"".join(map(packed, pairs))


def unpack(lines: bytes) -> Iterator[Pair]:
    """The pairs that ``lines`` hold."""
    return map(unpacked, lines.splitlines(keepends=True))


def issue_values(issue: Issue) -> list[Any]:
    """``issue`` as JSON values; ``issue_of`` takes them back."""
    place = (issue.field, issue.line, issue.column, issue.offset, issue.stage)
    return [issue.code, *place, [[name, value] for name, value in issue.values]]


def issue_of(values: Sequence[Any]) -> Issue:
    """The issue that ``issue_values`` wrote.

    >>> issue = Issue.of("HD403", twin="a", reason=("同一种子", "same seed"))
    >>> issue_of(issue_values(issue)) == issue
    True
    """
    code, field, line, column, offset, stage, named = values
    return Issue(
        code, field, line, column, offset, stage, tuple((name, _frozen(value)) for name, value in named)
    )


_FIELDS = tuple(one.name for one in fields(Pair))


def _values(pair: Pair) -> list[Any]:
    return [
        _WRITERS[name](getattr(pair, name)) if name in _WRITERS else getattr(pair, name) for name in _FIELDS
    ]


def _pair(values: list[Any]) -> Pair:
    taken: Iterable[Any] = (
        _READERS[name](value) if name in _READERS else _frozen(value)
        for name, value in zip(_FIELDS, values, strict=True)
    )
    return Pair(*taken)


def _frozen(value: Any) -> Any:
    """Lists as the tuples they were."""
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def _tag_values(tag: LengthTag) -> list[Any]:
    c = tag.constraint
    return [c.unit, c.kind, c.min, c.max, c.target, c.scope, c.part, list(c.span), c.bare, tag.counter]


def _tag(values: Sequence[Any]) -> LengthTag:
    unit, kind, low, high, target, scope, part, span, bare, counter = values
    return LengthTag(
        LengthConstraint(unit, kind, low, high, target, scope, part, (span[0], span[1]), bare), counter
    )


_WRITERS: dict[str, Callable[[Any], list[Any]]] = {
    "history": lambda turns: [[turn.role, turn.text, turn.weight] for turn in turns],
    "steps": lambda steps: [[step.name, step.field, step.detail] for step in steps],
    "issues": lambda issues: [issue_values(issue) for issue in issues],
    "tags": lambda tags: [_tag_values(tag) for tag in tags],
}
_READERS: dict[str, Callable[[list[Any]], tuple[Any, ...]]] = {
    "history": lambda turns: tuple([Turn(*turn) for turn in turns]),
    "steps": lambda steps: tuple([Step(*step) for step in steps]),
    "issues": lambda issues: tuple([issue_of(issue) for issue in issues]),
    "tags": lambda tags: tuple([_tag(tag) for tag in tags]),
}
