"""``Pattern``, as the length grammar names it."""

from hesui_data.patterns import Pattern

__all__ = ["Pattern"]
