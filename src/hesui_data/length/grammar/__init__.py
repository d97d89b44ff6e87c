"""The length grammar: one set of tables that both reads and writes length phrases.

Reading goes in steps, each a module: ``amounts`` finds numbers with units, ``bounds`` adds the
comparators around them, ``distractors``, ``given``, ``stories`` and ``things`` take out what is no
demand, ``scopes`` (with ``each`` and ``parts``) says what the rest is about, ``reading`` joins the
steps. ``phrasing`` writes constraints in the forms of ``templates``; ``rewording`` takes demands out of
a prompt or puts others in their place.
"""

from hesui_data.length.grammar.phrasing import Phrasing, phrasings, render_length
from hesui_data.length.grammar.reading import Unsure, parse_length, unsure_numbers
from hesui_data.length.grammar.rewording import replace_length, strip_length

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
