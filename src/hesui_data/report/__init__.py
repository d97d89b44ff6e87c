"""The report on a built data set: its rows in, one string of HTML out. Pure, and in one pass over the rows."""

from typing import TYPE_CHECKING

from hesui_data.lazily import imported_when_used

if TYPE_CHECKING:
    from hesui_data.report.changes import Changes, Standing, compare
    from hesui_data.report.facts import ORDER, Facts, gather
    from hesui_data.report.page import report_page
    from hesui_data.report.promises import measured_promises

__all__ = ["ORDER", "Changes", "Facts", "Standing", "compare", "gather", "measured_promises", "report_page"]

__getattr__ = imported_when_used(
    __name__,
    {
        "changes": ("Changes", "Standing", "compare"),
        "facts": ("ORDER", "Facts", "gather"),
        "page": ("report_page",),
        "promises": ("measured_promises",),
    },
)
