"""``hesui check``: for data sets what a linter is for code.

``engine`` reads files and tells every finding, ``rows`` has the checks of one pair, ``repeats`` those of
many, ``settings`` what the user chooses, ``baseline`` what an old repository owes.
"""

from hesui_data.lazily import imported_when_used

TYPE_CHECKING = False  # that of typing takes a tenth of the time of a check to load

if TYPE_CHECKING:
    from hesui_data.linter.engine import check_file, check_paths
    from hesui_data.linter.finding import Finding
    from hesui_data.linter.settings import Settings

__all__ = ["Finding", "Settings", "check_file", "check_paths"]

__getattr__ = imported_when_used(
    __name__, {"engine": ("check_file", "check_paths"), "finding": ("Finding",), "settings": ("Settings",)}
)
