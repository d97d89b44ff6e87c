"""The error tree, and ``require`` for optional packages.

HesuiError
├── InputError          a file or row source cannot be read at all
├── OutputError         a result cannot be written
├── RecipeError         an option has a value that makes no sense
├── MissingExtraError   a feature needs an optional package
└── ServiceError        a remote service failed

Bad *data* is never an exception: it is an ``Issue`` on a pair.
"""

from __future__ import annotations

import importlib
from types import ModuleType


class HesuiError(Exception):
    """Base of every error this library raises on purpose; worded in English and Chinese.

    >>> error = HesuiError("nothing to read", zh="没有可读的内容")
    >>> str(error), error.say("zh")
    ('nothing to read', '没有可读的内容')
    """

    def __init__(self, en: str, *, zh: str = "") -> None:
        super().__init__(en)
        self.en = en
        self.zh = zh or en

    def say(self, language: str) -> str:
        """The message in ``language``: ``"zh"`` or anything else for English."""
        return self.zh if language == "zh" else self.en


class InputError(HesuiError):
    """A source whose bytes or syntax cannot be read at all, or that is not there."""


class OutputError(HesuiError):
    """A result that cannot be written: no permission, no space, not a folder."""


class RecipeError(HesuiError, ValueError):
    """An option with an unknown name or a value that makes no sense."""


class MissingExtraError(HesuiError, ImportError):
    """A feature whose optional package is not installed; the message has the pip line."""


class ServiceError(HesuiError):
    """A remote service that failed after all attempts."""


def require(module: str, *, extra: str, feature: str, zh: str = "") -> ModuleType:
    """The imported ``module``, or an error that says what to install; ``zh`` is the ``feature`` in Chinese.

    Raises:
        MissingExtraError: the module is not installed.

    >>> require("json", extra="llm", feature="paraphrasing").__name__
    'json'
    >>> require("no_such_module", extra="llm", feature="paraphrasing")
    Traceback (most recent call last):
    hesui_data.errors.MissingExtraError: paraphrasing needs 'no_such_module': pip install 'hesui-data[llm]'
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        install = f"pip install 'hesui-data[{extra}]'"
        raise MissingExtraError(
            f"{feature} needs '{module}': {install}",
            zh=f"{zh or feature} 需要 '{module}'：{install}",
        ) from error
