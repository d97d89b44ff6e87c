"""The rim of the fixes: a file read, mended row by row, and replaced whole or not at all."""

from hesui_data.fixing.file import MOST_EDITS, FixedFile, Refusal, edits_in, fix_file, fixed_file

__all__ = ["MOST_EDITS", "FixedFile", "Refusal", "edits_in", "fix_file", "fixed_file"]
