"""Rows to pairs and pairs to rows, in every shape and dialect; pure, no files.

``rows`` reads a parsed value whatever its shape, with the names in ``columns`` and the dialogues in
``turns``; ``dialects`` writes; ``json_text`` and ``csv_text`` take text apart and say exactly where it
is broken.
"""

from hesui_data.lazily import imported_when_used

TYPE_CHECKING = False  # that of typing takes a tenth of the time of a check to load
if TYPE_CHECKING:
    from hesui_data.formats.dialects import DIALECTS, dialect_issues, json_line, rows_in, write_row
    from hesui_data.formats.rows import read_records, read_row

__all__ = ["DIALECTS", "dialect_issues", "json_line", "read_records", "read_row", "rows_in", "write_row"]

__getattr__ = imported_when_used(
    __name__,
    {
        "dialects": ("DIALECTS", "dialect_issues", "json_line", "rows_in", "write_row"),
        "rows": ("read_records", "read_row"),
    },
)
