"""How alike two texts are, and whether what differs matters."""

from hesui_data.likeness.index import ShingleIndex
from hesui_data.likeness.minhash import candidates
from hesui_data.likeness.particulars import changes, light_words, particular, particulars, request_key
from hesui_data.likeness.rouge import rouge_l
from hesui_data.likeness.shingles import likeness, shingles, text_key

__all__ = [
    "ShingleIndex",
    "candidates",
    "changes",
    "light_words",
    "likeness",
    "particular",
    "particulars",
    "request_key",
    "rouge_l",
    "shingles",
    "text_key",
]
