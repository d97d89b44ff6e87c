"""More rows from the rows there are, without a language model: other true lengths, shorter responses.

``augment`` is the stage for a whole set. What it is made of: ``suits`` (which pairs), ``truths`` (which
demands are true and useful), ``wording`` (how they are said in a prompt), ``retag`` (one variant, one
repair), ``outline``, ``cohesion`` and ``shorten`` (what may be left out), ``tally`` and ``choose`` (quotas).
"""

from hesui_data.augment.choose import augment
from hesui_data.augment.retag import retag_broken
from hesui_data.augment.shorten import shorter_responses
from hesui_data.augment.suits import why_unsuited
from hesui_data.augment.truths import true_constraints

__all__ = ["augment", "retag_broken", "shorter_responses", "true_constraints", "why_unsuited"]
