"""How alike two texts are, and whether what differs matters."""

from hesui_data.likeness.minhash import candidates
from hesui_data.likeness.particulars import changes, light_words, particular, particulars, request_key
from hesui_data.likeness.shingles import likeness, shingles, text_key

__all__ = [
    "candidates",
    "changes",
    "light_words",
    "likeness",
    "particular",
    "particulars",
    "request_key",
    "shingles",
    "text_key",
]
