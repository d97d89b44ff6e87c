"""Chinese prompt/response pairs in, a fine-tuning data set one can trust out.

>>> from hesui_data import build_dataset
>>> dataset = build_dataset([{"prompt": "写一句新年祝福，10字以内", "response": "新年好，万事顺意！"}])
>>> len(dataset.rejected), dataset.summary.adds_up
(0, True)
"""

from __future__ import annotations

from hesui_data.lazily import imported_when_used

TYPE_CHECKING = False  # that of typing takes a tenth of the time of a check to load

if TYPE_CHECKING:
    from hesui_data.build import Dataset, build_dataset
    from hesui_data.cleaning import clean_text, explain_cleaning, line_skeleton
    from hesui_data.errors import HesuiError
    from hesui_data.length import LengthConstraint, check_length, count_length, parse_length, render_length
    from hesui_data.linter import check_file
    from hesui_data.pair import Issue, Pair
    from hesui_data.recipe import Recipe

__all__ = [
    "Dataset",
    "HesuiError",
    "Issue",
    "LengthConstraint",
    "Pair",
    "Recipe",
    "build_dataset",
    "check_file",
    "check_length",
    "clean_text",
    "count_length",
    "explain_cleaning",
    "line_skeleton",
    "parse_length",
    "render_length",
]

_HOMES = {
    "build": ("build_dataset", "Dataset"),
    "cleaning": ("clean_text", "explain_cleaning", "line_skeleton"),
    "errors": ("HesuiError",),
    "linter": ("check_file",),
    "length": ("check_length", "count_length", "LengthConstraint", "parse_length", "render_length"),
    "pair": ("Issue", "Pair"),
    "recipe": ("Recipe",),
}
__getattr__ = imported_when_used(__name__, _HOMES)
"""The public names are imported when first used: ``import hesui_data`` alone costs next to nothing."""


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
