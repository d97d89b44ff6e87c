"""How alike two texts are, and whether what differs matters."""

from hesui_data.lazily import imported_when_used

TYPE_CHECKING = False  # that of typing takes a tenth of the time of a check to load

if TYPE_CHECKING:
    from hesui_data.likeness.alike import alike_across, alike_keys, alike_texts
    from hesui_data.likeness.index import ShingleIndex
    from hesui_data.likeness.jaccard import likeness, shingles, text_key
    from hesui_data.likeness.minhash import candidates
    from hesui_data.likeness.notable import (
        EXACT,
        changes,
        exact_particulars,
        light_words,
        particular,
        particulars,
        request_key,
    )
    from hesui_data.likeness.rouge import rouge_bound, rouge_l

__all__ = [
    "EXACT",
    "ShingleIndex",
    "alike_across",
    "alike_keys",
    "alike_texts",
    "candidates",
    "changes",
    "exact_particulars",
    "light_words",
    "likeness",
    "particular",
    "particulars",
    "request_key",
    "rouge_bound",
    "rouge_l",
    "shingles",
    "text_key",
]

__getattr__ = imported_when_used(
    __name__,
    {
        "alike": ("alike_across", "alike_keys", "alike_texts"),
        "index": ("ShingleIndex",),
        "jaccard": ("likeness", "shingles", "text_key"),
        "minhash": ("candidates",),
        "notable": (
            "EXACT",
            "changes",
            "exact_particulars",
            "light_words",
            "particular",
            "particulars",
            "request_key",
        ),
        "rouge": ("rouge_bound", "rouge_l"),
    },
)
