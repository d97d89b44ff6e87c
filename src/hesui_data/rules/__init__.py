"""The rule catalogue: what each HD### means, how bad it is, why, and how to mend it.

HD0 bytes and syntax · HD1 shape · HD2 length · HD3 layout · HD4 repeats and leaks · HD5 text ·
HD6 targets · HD7 domain · HD8 expansion · HD9 review. A published code never changes its meaning. This is data: the functions
that find these things live where the knowledge is (``files``, ``formats``, ``checks``, ``dedup`` …).
"""

from __future__ import annotations

from hesui_data.rules import domain, expansion, layout, length, repeats, review, shape, syntax, targets, text
from hesui_data.rules.rule import Fix, Rule, Severity, Words, in_language

__all__ = ["FAMILIES", "RULES", "Fix", "Rule", "Severity", "Words", "in_language"]

FAMILIES: dict[str, Words] = {
    "HD0": ("字节与语法", "Bytes and syntax"),
    "HD1": ("结构", "Shape"),
    "HD2": ("字数", "Length"),
    "HD3": ("版式与换行", "Layout and line breaks"),
    "HD4": ("重复与泄漏", "Repeats and leaks"),
    "HD5": ("文字质量", "Quality of the text"),
    "HD6": ("训练平台", "Training targets"),
    "HD7": ("年俗", "The domain"),
    "HD8": ("大模型扩写", "Expansion by a language model"),
    "HD9": ("审阅", "Review"),
}
"""The first characters of a code → what its family is about."""

RULES: dict[str, Rule] = {
    **syntax.RULES,
    **shape.RULES,
    **length.RULES,
    **layout.RULES,
    **repeats.RULES,
    **text.RULES,
    **targets.RULES,
    **domain.RULES,
    **expansion.RULES,
    **review.RULES,
}
"""Code → rule, in the order of the codes."""
