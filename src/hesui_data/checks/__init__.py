"""Checks of one pair: blank texts, lengths, and what should not stand in a text that is learned."""

from hesui_data.lazily import imported_when_used

TYPE_CHECKING = False  # typing takes a tenth of the time of a check to load
if TYPE_CHECKING:
    from hesui_data.checks.blank import blank_issues
    from hesui_data.checks.brackets import bracket_issues
    from hesui_data.checks.couplets import couplet_issues
    from hesui_data.checks.echo import echo_issues
    from hesui_data.checks.language import language_issues
    from hesui_data.checks.lengths import (
        ROBUST_COUNTERS,
        conflict_issues,
        length_issues,
        tag_lengths,
    )
    from hesui_data.checks.marks import mark_issues
    from hesui_data.checks.personal import personal_issues
    from hesui_data.checks.placeholders import placeholder_issues
    from hesui_data.checks.pleasantries import pleasantry_issues
    from hesui_data.checks.refusals import refusal_issues
    from hesui_data.checks.repetition import repetition_issues
    from hesui_data.checks.salutation import salutation_issues
    from hesui_data.checks.secrets import secret_issues
    from hesui_data.checks.text import TEXT_CHECKS, text_issues
    from hesui_data.checks.truncation import truncation_issues
    from hesui_data.checks.zodiac import zodiac_issues

__all__ = [
    "ROBUST_COUNTERS",
    "TEXT_CHECKS",
    "blank_issues",
    "bracket_issues",
    "conflict_issues",
    "couplet_issues",
    "echo_issues",
    "language_issues",
    "length_issues",
    "mark_issues",
    "personal_issues",
    "placeholder_issues",
    "pleasantry_issues",
    "refusal_issues",
    "repetition_issues",
    "salutation_issues",
    "secret_issues",
    "tag_lengths",
    "text_issues",
    "truncation_issues",
    "zodiac_issues",
]

__getattr__ = imported_when_used(
    __name__,
    {
        "blank": ("blank_issues",),
        "brackets": ("bracket_issues",),
        "couplets": ("couplet_issues",),
        "echo": ("echo_issues",),
        "language": ("language_issues",),
        "lengths": (
            "ROBUST_COUNTERS",
            "conflict_issues",
            "length_issues",
            "tag_lengths",
        ),
        "marks": ("mark_issues",),
        "personal": ("personal_issues",),
        "placeholders": ("placeholder_issues",),
        "pleasantries": ("pleasantry_issues",),
        "refusals": ("refusal_issues",),
        "repetition": ("repetition_issues",),
        "salutation": ("salutation_issues",),
        "secrets": ("secret_issues",),
        "text": (
            "TEXT_CHECKS",
            "text_issues",
        ),
        "truncation": ("truncation_issues",),
        "zodiac": ("zodiac_issues",),
    },
)
