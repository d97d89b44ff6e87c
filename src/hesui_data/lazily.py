"""Names of a package that are imported when they are first used, so that what is not used costs nothing."""

from __future__ import annotations

from importlib import import_module
from sys import modules

TYPE_CHECKING = False  # typing takes a tenth of the time of a check to load
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any


def imported_when_used(package: str, homes: Mapping[str, Sequence[str]]) -> Callable[[str], Any]:
    """The ``__getattr__`` of ``package``, for the names that each of its modules (``homes``) has.

    >>> imported_when_used("hesui_data", {"errors": ["HesuiError"]})("HesuiError").__name__
    'HesuiError'
    >>> imported_when_used("hesui_data", {})("no_such_name")
    Traceback (most recent call last):
    AttributeError: module 'hesui_data' has no attribute 'no_such_name'
    """
    home_of = {name: home for home, names in homes.items() for name in names}

    def getattr_(name: str) -> Any:
        if name not in home_of:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(import_module(f"{package}.{home_of[name]}"), name)
        setattr(modules[package], name, value)
        return value

    return getattr_
