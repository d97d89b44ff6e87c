"""Fixes of rows in place: what is not mended stays as it is written, character by character.

``table`` says which fixer belongs to which code, ``trace`` which strings of a row are texts of its pairs,
``plan`` what becomes of them, ``literals`` how a JSON string is written anew, ``json_row`` and
``csv_record`` mend one row of a file, ``separators`` what stands between two. All is pure.
"""

from hesui_data.fixes.edit import Edit, Fixed
from hesui_data.fixes.table import FILE_CODES, FIXABLE, FIXER_NAMES, TEXT_FIXERS, codes_of, fix_text

__all__ = [
    "FILE_CODES",
    "FIXABLE",
    "FIXER_NAMES",
    "TEXT_FIXERS",
    "Edit",
    "Fixed",
    "codes_of",
    "fix_text",
]
