"""Nothing secret in what is said, written or raised: keys of the environment and signed headers are blotted out."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Any

from hesui_data.errors import HesuiError

BLOT = "***"

_NAME = re.compile(r"(?:KEY|SECRET|TOKEN|PASSWORD|PASSWD|CREDENTIAL)|(?:^|_)(?:AK|SK)(?:$|_)", re.IGNORECASE)
_SIGNED = re.compile(
    r"bce-auth-v1(?:/|%2F)[^\s'\",}\]]*|bce-v3/[^\s'\",}\]]*"
    r"|(?<=Bearer )[^\s'\",}\]]+|(?<=x-bce-security-token: )[^\s'\",}\]]+",
    re.IGNORECASE,
)
_LEAST = 6
"""A shorter value of a variable called …KEY is no key, and blotting it out would make gaps in every sentence."""


def redact(text: str, environ: Mapping[str, str] | None = None) -> str:
    """``text`` without signed headers and without any value of a variable whose name speaks of a key.

    >>> redact("Authorization: bce-auth-v1/AK/2026/1800/host/abc", {})
    'Authorization: ***'
    >>> redact("key s3cr3t-value is wrong", {"QIANFAN_SECRET_KEY": "s3cr3t-value"})
    'key *** is wrong'
    """
    for secret in _secrets(os.environ if environ is None else environ):
        text = text.replace(secret, BLOT)
    return _SIGNED.sub(BLOT, text)


def redacted(value: Any) -> Any:
    """A JSON value with every text in it redacted."""
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, Mapping):
        return {redact(str(key)): redacted(one) for key, one in value.items()}
    return [redacted(one) for one in value] if isinstance(value, (list, tuple)) else value


def key_of(*names: str, what: str) -> str:
    """The first of the variables ``names`` that is set.

    Raises:
        HesuiError: none is; it says which to set.
    """
    for name in names:
        if value := os.environ.get(name, "").strip():
            return value
    raise HesuiError(
        f"{what} needs {' or '.join(names)} in the environment; nothing was sent",
        zh=f"{what} 需要环境变量 {' 或 '.join(names)}；什么都没有发送",
    )


def _secrets(environ: Mapping[str, str]) -> list[str]:
    """The values to blot out, the longest first, lest a part of one be left over."""
    found = {
        value.strip()
        for name, value in environ.items()
        if _NAME.search(name) and len(value.strip()) >= _LEAST
    }
    return sorted(found, key=len, reverse=True)
