"""What one entry of the rule catalogue says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "info"]
Fix = Literal["", "safe", "unsafe"]
Words = tuple[str, str]  # in Chinese, in English


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its name, how bad a finding is, what is said of it, why, and how to mend it.

    ``message`` has {placeholders}, the same in both languages. ``fix`` says whether ``--fix`` mends it
    (``safe``), only ``--unsafe-fixes`` (``unsafe``), or a person. ``keeps`` marks an error for which a
    build refuses no row, since it reads or cleans the row all the same.
    """

    name: str
    severity: Severity
    message: Words
    why: Words
    mend: Words
    fix: Fix = ""
    keeps: bool = False

    @property
    def rejects(self) -> bool:
        """Whether a build refuses a row for it."""
        return self.severity == "error" and not self.keeps

    def template(self, language: str) -> str:
        """The message with its placeholders, in ``language``: ``"zh"`` or anything else for English."""
        return in_language(self.message, language)


def in_language(words: Words, language: str) -> str:
    """Which of ``words`` is in ``language``: ``"zh"``, or anything else for English.

    >>> in_language(("新年好", "Happy New Year"), "zh")
    '新年好'
    """
    return words[0 if language == "zh" else 1]
