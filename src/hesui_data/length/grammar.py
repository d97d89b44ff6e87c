"""The length grammar: one set of tables that both reads and writes length phrases.

``reading`` finds the demands of a prompt, ``phrasing`` writes them, ``rewording`` takes them out of a
prompt or puts others in their place.
"""

from hesui_data.length.phrasing import Phrasing, phrasings, render_length
from hesui_data.length.reading import Unsure, parse_length, unsure_numbers
from hesui_data.length.rewording import replace_length, strip_length

__all__ = [
    "Phrasing",
    "Unsure",
    "parse_length",
    "phrasings",
    "render_length",
    "replace_length",
    "strip_length",
    "unsure_numbers",
]
