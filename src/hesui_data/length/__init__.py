"""Counting, and what prompts ask of a response's length."""

from hesui_data.lazily import imported_when_used

TYPE_CHECKING = False  # typing takes a tenth of the time of a check to load
if TYPE_CHECKING:
    from hesui_data.length.check import (
        Verdict,
        check_constraint,
        check_length,
        tag_for,
        verify_tag,
    )
    from hesui_data.length.clashes import Conflict, conflicts
    from hesui_data.length.constraint import (
        KINDS,
        SCOPES,
        UNITS,
        Kind,
        LengthConstraint,
        LengthTag,
        Scope,
        Unit,
    )
    from hesui_data.length.counters import COUNTERS, count_length
    from hesui_data.length.grammar import (
        Phrasing,
        Unsure,
        parse_length,
        phrasings,
        render_length,
        replace_length,
        strip_length,
        unsure_numbers,
    )
    from hesui_data.length.segments import items, lines, paragraphs, sentences, split_title

__all__ = [
    "COUNTERS",
    "KINDS",
    "SCOPES",
    "UNITS",
    "Conflict",
    "Kind",
    "LengthConstraint",
    "LengthTag",
    "Phrasing",
    "Scope",
    "Unit",
    "Unsure",
    "Verdict",
    "check_constraint",
    "check_length",
    "conflicts",
    "count_length",
    "items",
    "lines",
    "paragraphs",
    "parse_length",
    "phrasings",
    "render_length",
    "replace_length",
    "sentences",
    "split_title",
    "strip_length",
    "tag_for",
    "unsure_numbers",
    "verify_tag",
]

__getattr__ = imported_when_used(
    __name__,
    {
        "check": (
            "Verdict",
            "check_constraint",
            "check_length",
            "tag_for",
            "verify_tag",
        ),
        "clashes": (
            "Conflict",
            "conflicts",
        ),
        "constraint": (
            "KINDS",
            "SCOPES",
            "UNITS",
            "Kind",
            "LengthConstraint",
            "LengthTag",
            "Scope",
            "Unit",
        ),
        "counters": (
            "COUNTERS",
            "count_length",
        ),
        "grammar": (
            "Phrasing",
            "Unsure",
            "parse_length",
            "phrasings",
            "render_length",
            "replace_length",
            "strip_length",
            "unsure_numbers",
        ),
        "segments": (
            "items",
            "lines",
            "paragraphs",
            "sentences",
            "split_title",
        ),
    },
)
