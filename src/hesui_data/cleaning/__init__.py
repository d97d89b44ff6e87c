"""Cleaning that keeps layout.

``fixers`` has one function for each kind of dirt, ``clean`` applies them to texts and pairs,
``skeleton`` says what layout is, ``layout`` finds layout that was lost before the text came here.
"""

from hesui_data.lazily import imported_when_used

TYPE_CHECKING = False  # typing takes a tenth of the time of a check to load
if TYPE_CHECKING:
    from hesui_data.cleaning.clean import clean_pair, clean_text, explain_cleaning
    from hesui_data.cleaning.fixers import FIXERS
    from hesui_data.cleaning.layout import layout_issues, lost_layout, restore_layout, restore_pair
    from hesui_data.cleaning.skeleton import Line, line_skeleton

__all__ = [
    "FIXERS",
    "Line",
    "clean_pair",
    "clean_text",
    "explain_cleaning",
    "layout_issues",
    "line_skeleton",
    "lost_layout",
    "restore_layout",
    "restore_pair",
]

__getattr__ = imported_when_used(
    __name__,
    {
        "clean": ("clean_pair", "clean_text", "explain_cleaning"),
        "fixers": ("FIXERS",),
        "layout": ("layout_issues", "lost_layout", "restore_layout", "restore_pair"),
        "skeleton": ("Line", "line_skeleton"),
    },
)
