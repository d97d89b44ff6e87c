"""``SetFacts``: what a trainer's reader meets in a file as a whole, gathered row by row by ``Tally``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["jsonl", "json", "table"]

MISSING_WORDS = frozenset(
    {"#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN"}
    | {"<NA>", "N/A", "NA", "NULL", "NaN", "None", "n/a", "nan", "null"}
)
"""Words in a cell of a CSV that pandas reads as nothing at all (``read_csv``, keep_default_na)."""

_MAX_DEPTH = 4  # of the places whose types are compared: conversations → turn → content → part
_MAX_PLACES = 2_000  # no file is watched at more; a row with thousands of keys is no training data


@dataclass(frozen=True, slots=True)
class SetFacts:
    """What is known of a whole file. Lines count from 1 and are the first of their kind.

    ``first_keys`` are those of the first row that is an object, ``keys`` those of all, as they first came.

    ``types`` has, for each place in a row (``messages[].content``, ``[].response``), each JSON type that was
    met and its first line; ``lacking`` each key that some rows have, and the first line of a row without it;
    ``row_types`` the type of the rows themselves; ``missing_words`` each column and the line and text of
    its first cell that pandas reads as nothing.
    """

    rows: int
    bytes: int = 0
    kind: Kind = "jsonl"
    encoding: str = "utf-8"
    has_bom: bool = False
    blank_lines: int = 0
    first_blank: int | None = None
    first_keys: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    types: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    lacking: Mapping[str, int] = field(default_factory=dict)
    row_types: Mapping[str, int] = field(default_factory=dict)
    missing_words: Mapping[str, tuple[int, str]] = field(default_factory=dict)

    def mixed(self) -> dict[str, tuple[str, str, int]]:
        """The places where one type follows another: place → first type, other type, its line.

        >>> tally = Tally()
        >>> for line, answer in enumerate(["好", ["好"]], 1):
        ...     tally.add({"response": answer}, line)
        >>> tally.facts().mixed()
        {'response': ('string', 'array', 2)}
        """
        found = {}
        for place, types in self.types.items():
            if len(types) > 1:
                (first, _), (other, line) = sorted(types.items(), key=lambda item: item[1])[:2]
                found[place] = (first, other, line)
        return found


@dataclass(slots=True)
class Tally:
    """Gathers ``SetFacts``: ``add`` each row in turn, then ``facts``.

    >>> tally = Tally()
    >>> tally.add({"prompt": "写一句祝福", "response": "新年好"}, 1)
    >>> tally.add({"prompt": "写一句祝福"}, 2)
    >>> tally.facts().rows, dict(tally.facts().lacking)
    (2, {'response': 2})
    """

    rows: int = 0
    first_keys: tuple[str, ...] = ()
    types: dict[str, dict[str, int]] = field(default_factory=dict)
    lacking: dict[str, int] = field(default_factory=dict)
    row_types: dict[str, int] = field(default_factory=dict)
    missing_words: dict[str, tuple[int, str]] = field(default_factory=dict)
    _first_line: int = 0
    _keys: dict[str, None] = field(default_factory=dict)

    def add(self, value: object, line: int) -> None:
        """Take the row ``value``, as JSON parses it, from ``line``."""
        self.rows += 1
        self.row_types.setdefault(json_type(value), line)
        if isinstance(value, dict):
            self._add_keys(value, line)
            for key, item in value.items():
                self._add_type(str(key), item, line, _MAX_DEPTH)
                if type(item) is str and item in MISSING_WORDS:
                    self.missing_words.setdefault(str(key), (line, item))
        elif isinstance(value, list):
            self._add_type("", value, line, _MAX_DEPTH)
        self._first_line = self._first_line or line

    def _add_keys(self, row: Mapping[str, object], line: int) -> None:
        if not self._keys and not self.first_keys:
            self.first_keys = tuple(row)
        if row.keys() != self._keys.keys() and len(self._keys) < _MAX_PLACES:
            new = [key for key in row if key not in self._keys]
            for key in new if self._first_line else ():
                self.lacking.setdefault(key, self._first_line)
            for key in self._keys.keys() - row.keys():
                self.lacking.setdefault(key, line)
            self._keys |= dict.fromkeys(new)

    def _add_type(self, place: str, value: object, line: int, depth: int) -> None:
        kind = json_type(value)
        if kind == "null":
            return
        types = self.types.get(place)
        if types is None:
            if len(self.types) >= _MAX_PLACES:
                return
            types = self.types[place] = {}
        types.setdefault(kind, line)
        if depth and kind == "array":
            for item in value:  # type: ignore[attr-defined]
                self._add_type(f"{place}[]", item, line, depth - 1)
        elif depth and kind == "object":
            for key, item in value.items():  # type: ignore[attr-defined]
                self._add_type(f"{place}.{key}", item, line, depth - 1)

    def facts(
        self,
        *,
        bytes: int = 0,
        kind: Kind = "jsonl",
        encoding: str = "utf-8",
        has_bom: bool = False,
        blank_lines: int = 0,
        first_blank: int | None = None,
    ) -> SetFacts:
        """What has been gathered, with what only the reader of the file knows."""
        return SetFacts(
            rows=self.rows,
            bytes=bytes,
            kind=kind,
            encoding=encoding,
            has_bom=has_bom,
            blank_lines=blank_lines,
            first_blank=first_blank,
            first_keys=self.first_keys,
            keys=tuple(self._keys),
            types=self.types,
            lacking=self.lacking,
            row_types=self.row_types,
            missing_words=self.missing_words,
        )


def json_type(value: object) -> str:
    """``"string"``, ``"number"``, ``"boolean"``, ``"array"``, ``"object"`` or ``"null"``.

    >>> json_type("新年好"), json_type(True), json_type(None)
    ('string', 'boolean', 'null')
    """
    return _JSON_TYPES.get(type(value), "string")


_JSON_TYPES = {
    type(None): "null",
    bool: "boolean",
    int: "number",
    float: "number",
    list: "array",
    dict: "object",
    str: "string",
}
