"""One finding of ``check``: an issue, and the file it was found in."""

from __future__ import annotations

from dataclasses import dataclass

from hesui_data.pair import Issue
from hesui_data.rules import RULES
from hesui_data.rules.rule import Fix


@dataclass(frozen=True, slots=True)
class Finding:
    """An issue in ``file``; ``row`` is the text of the row it is about, empty where it is about the file.

    ``kept`` marks a file that no fix changes: an Excel sheet, standard input.
    """

    file: str
    issue: Issue
    row: str = ""
    kept: bool = False

    @property
    def fix(self) -> Fix:
        """Which fixes mend it: ``"safe"``, ``"unsafe"``, or none.

        >>> issue = Issue.of("HD308", line=2, column=1)
        >>> Finding("a.csv", issue).fix, Finding("-", issue, kept=True).fix
        ('safe', '')
        """
        return "" if self.kept else RULES[self.issue.code].fix

    @property
    def order(self) -> tuple[int, int, str]:
        """By line, column and code."""
        return self.issue.line or 1, self.issue.column or 1, self.issue.code

    @property
    def fingerprint(self) -> str:
        """16 hex digits that stay the same when the row moves to another line.

        >>> issue = Issue.of("HD301", field="response", line=3, marks="一、")
        >>> moved = Issue.of("HD301", field="response", line=9, marks="一、")
        >>> Finding("a.jsonl", issue, "…").fingerprint == Finding("a.jsonl", moved, "…").fingerprint
        True
        """
        import hashlib

        told = "\0".join((self.issue.code, self.issue.field, str(self.issue.offset), self.row))
        return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:16]
