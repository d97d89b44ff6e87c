"""The acceptance gates: each looks at one made pair and its order and gives an issue or nothing.

``GATES`` is the order in which they stand; the first that refuses is the reason. The gates against the pool
are in ``pool``, since they depend on what was accepted before.
"""

from __future__ import annotations

from hesui_data.expand.endings import whole
from hesui_data.expand.language import fluent, in_chinese
from hesui_data.expand.layout import laid_out
from hesui_data.expand.ordered import as_ordered, consistent, true_length
from hesui_data.expand.orders import Order
from hesui_data.expand.safety import bare, harmless, not_a_refusal, unmarked
from hesui_data.expand.standard import Gate, Standard
from hesui_data.pair import Issue, Pair

__all__ = ["GATES", "Gate", "Standard", "refusals"]


def refusals(made: Pair, order: Order, standard: Standard) -> tuple[Issue, ...]:
    """The issue of the first gate that refuses ``made``; empty if all let it through."""
    for gate in GATES:
        found = next(gate(made, order, standard), None)
        if found:
            return (found,)
    return ()


GATES: tuple[Gate, ...] = (
    not_a_refusal,
    harmless,
    unmarked,
    bare,
    in_chinese,
    whole,
    laid_out,
    true_length,
    as_ordered,
    consistent,
    fluent,
)
"""Every gate but those against the pool, in order."""
