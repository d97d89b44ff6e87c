"""``Draft``: what a row was found to hold so far, and what is wrong with it, before it is a ``Pair``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from hesui_data.pair import Issue, Pair, Step, Turn, Value

STAGE = "read"

_TYPES: dict[type, tuple[str, str]] = {
    str: ("字符串", "a string"),
    bool: ("布尔值", "a boolean"),
    int: ("数字", "a number"),
    float: ("数字", "a number"),
    dict: ("对象", "an object"),
    list: ("数组", "an array"),
    type(None): ("null", "null"),
}


@dataclass(slots=True)
class Draft:
    """The fields of a pair as they are being found, and the issues met on the way."""

    prompt: str = ""
    response: str = ""
    system: str = ""
    history: tuple[Turn, ...] = ()
    rejected_response: str | None = None
    weight: int | None = None
    id: str = ""
    seed: str = ""
    method: str = STAGE
    steps: tuple[Step, ...] = ()
    issues: list[Issue] = field(default_factory=list)

    def flag(self, code: str, *, field: str = "", **values: Value) -> None:
        """Note an issue of the row."""
        self.issues.append(read_issue(code, field=field, **values))

    def text(self, value: object, key: str, *, field: str) -> str:
        """``value`` if it is a string; null counts as empty; anything else is flagged and empty."""
        if isinstance(value, str):
            return value
        if value is not None:
            self.wrong_type(key, ("字符串", "a string"), value, field=field)
        return ""

    def wrong_type(self, key: str, expected: tuple[str, str], got: object, *, field: str = "") -> None:
        """Note that the value under ``key`` is of the wrong type."""
        self.flag("HD104", field=field, key=short(key), expected=expected, got=type_words(got))

    def pair(self, *, source: str, line: int | None) -> Pair:
        """The finished pair, with an issue for a prompt or response that is missing or blank."""
        self.issues.extend(self._missing())
        return Pair(
            self.prompt,
            self.response,
            system=self.system,
            history=self.history,
            rejected_response=self.rejected_response,
            weight=self.weight,
            id=self.id,
            seed=self.seed,
            source=source,
            line=line,
            method=self.method,
            steps=self.steps,
            issues=tuple(self.issues),
        )

    def _missing(self) -> Iterator[Issue]:
        if any(
            issue.code in UNREADABLE or (issue.code == "HD104" and not issue.field) for issue in self.issues
        ):
            return
        flagged = {issue.field for issue in self.issues}
        if "prompt" not in flagged and not self.prompt.strip():
            yield read_issue("HD102", field="prompt")
        if "response" not in flagged and not self.response.strip():
            yield read_issue("HD103", field="response")


UNREADABLE = frozenset({"HD101", "HD107", "HD108"})
"""Codes of rows whose texts were not taken apart: what is missing from them cannot be told."""


def read_issue(code: str, *, field: str = "", **values: Value) -> Issue:
    """An issue found while reading, its place still to be told."""
    return Issue(code, field, stage=STAGE, values=tuple(sorted(values.items())))


def type_words(value: object) -> tuple[str, str]:
    """The JSON type of ``value`` in Chinese and in English.

    >>> type_words([]), type_words(None)
    (('数组', 'an array'), ('null', 'null'))
    """
    return _TYPES.get(type(value), (type(value).__name__,) * 2)


def short(name: str) -> str:
    """``name`` as it can stand in a message: one line, no half characters, at most 40 long."""
    shown = safe_text(name if len(name) <= 40 else name[:39] + "…")
    return shown if shown.isprintable() else ascii(shown)[1:-1]


def safe_text(text: str, errors: Literal["replace", "backslashreplace"] = "backslashreplace") -> str:
    """``text`` with lone surrogates written as escapes (or replaced by ``?``), so that it can be UTF-8.

    >>> safe_text("好\\ud83d")
    '好\\\\ud83d'
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", errors).decode()
    return text


def shown_keys(keys: Sequence[Any], limit: int = 12) -> str:
    """The keys of a row as they stand in a message.

    >>> shown_keys(["题号", "题干"])
    '题号, 题干'
    """
    shown = ", ".join(short(str(key)) for key in keys[:limit])
    return shown + (f" … ({len(keys)})" if len(keys) > limit else "")
