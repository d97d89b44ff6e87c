"""What stands between the values of a JSON file: commas too many or missing, and a ] at the end."""

from __future__ import annotations

from collections.abc import Collection

from hesui_data.fixes.edit import Edit, Fixed
from hesui_data.formats.json_rows import Place


class Separators:
    """Mends what stands between one row and the next, in the order of the file.

    >>> between = Separators({"HD008"})
    >>> [between.before_row(text, Place("a.json")).text for text in ("[", " ", ",,")]
    ['[', ', ', ',']
    >>> between.at_end(",\\n", Place("a.json")).text
    ']\\n'
    """

    def __init__(self, codes: Collection[str]) -> None:
        self._mends = "HD008" in codes
        self._inside = False  # whether in an array of rows
        self._first = True  # whether before its first row
        self._commas: int | None = 0  # since the last row; not known after one that cannot be read
        self._opened = 0  # the line on which the array opened

    def before_row(self, text: str, place: Place, *, broken: bool = False, last: bool = False) -> Fixed:
        """What stands before a row, from ``place`` on.

        ``broken`` says that the row cannot be read, ``last`` that nothing follows it.
        """
        after_sound = self._commas is not None
        kept, edits = self._walk(text, place)
        if self._inside and not self._first and self._commas == 0 and self._mends:
            kept.insert(0, ",")
            edits.append(Edit("HD008", place.line, place.column, "", "", ","))
        elif not (self._inside or self._first or broken) and after_sound and self._mends and "\n" not in text:
            kept.append("\n")
            edits.append(Edit("HD008", *place.of(text, len(text)), "", "", "\n"))
        self._first, self._commas = False, None if broken else 0
        if broken and last:
            self._inside = False  # what cannot be read went to the end of the file
        return Fixed("".join(kept), tuple(edits))

    def at_end(self, text: str, place: Place) -> Fixed:
        """What stands behind the last row, from ``place`` on."""
        kept, edits = self._walk(text, place)
        if not (self._inside and not self._first and self._mends):
            return Fixed("".join(kept), tuple(edits))
        _drop_last_comma(kept, edits, text, place)
        rest = "".join(kept)
        end = "\r\n" if rest.endswith("\r\n") else "\n" if rest.endswith("\n") else ""
        rest = rest.removesuffix(end)
        close = (end or "\n") + "]" if self._opened < place.line and not rest.endswith("\n") else "]"
        edits.append(Edit("HD008", *place.of(text, len(text)), "", "", "]"))
        return Fixed(rest + close + end, tuple(edits))

    def _walk(self, text: str, place: Place) -> tuple[list[str], list[Edit]]:
        """``text`` character by character, without the commas that are too many."""
        kept: list[str] = []
        edits: list[Edit] = []
        for pos, mark in enumerate(text):
            if mark == "[" and not self._inside:
                self._inside, self._first, self._commas = True, True, 0
                self._opened = place.of(text, pos)[0]
            elif mark == "]" and self._inside:
                if self._commas and self._mends:
                    _drop_last_comma(kept, edits, text, place)
                self._inside, self._commas = False, 0
            elif mark == ",":
                spare = bool(self._commas) or (self._commas == 0 and not self._inside)
                spare = spare and not (self._inside and self._first)
                self._commas = 1 + (self._commas or 0)
                if spare and self._mends:
                    apart = self._inside or len(text) > 1  # else it alone keeps 1,2 from being 12
                    edits.append(Edit("HD008", *place.of(text, pos), "", ",", "" if apart else " "))
                    kept += [] if apart else [" "]
                    continue
            kept.append(mark)
        return kept, edits


def _drop_last_comma(kept: list[str], edits: list[Edit], text: str, place: Place) -> None:
    if "," in kept:
        del kept[len(kept) - 1 - kept[::-1].index(",")]
        edits.append(Edit("HD008", *place.of(text, text.rfind(",")), "", ",", ""))
