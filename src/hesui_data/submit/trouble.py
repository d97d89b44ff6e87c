"""What can go wrong, as errors of ours: made of the status, the code and the message of an answer, and nothing else.

The exceptions of the SDK hold the signed headers of the request; none of them is kept, not even as a cause.
"""

from __future__ import annotations

import os
import re
from typing import Any

from hesui_data.errors import HesuiError, ServiceError
from hesui_data.submit.secrets import redact

CONSOLE = "https://qianfan.baidubce.com"

BUSY_CODES = frozenset({4, 18, 336100, 336501, 336502})
"""Codes in an answer that mean: too much at once; nothing was made."""

FAULT_CODES = frozenset({1, 2, 336000, 500000})
"""Codes that mean a fault within the platform: it may have been done or not."""

_SPACE = re.compile(r"\s+")


class MisfitError(HesuiError):
    """The plan does not fit the platform's limits, or has too few rows; nothing was submitted."""


class OutOfTimeError(ServiceError):
    """The time that was given for all of it is over; what runs on the platform goes on running."""


class FailedStepError(ServiceError):
    """The platform says that what it was asked for has failed."""


class RefusedError(ServiceError):
    """The platform says no: nothing was made, and asking again is of no use."""


class BusyError(ServiceError):
    """The platform says later: nothing was made."""


class UnsureError(ServiceError):
    """No answer, or one that cannot be understood: it may have been done, or not."""


def platform_url() -> str:
    """Where the console is: Baidu's, or what QIANFAN_CONSOLE_API_BASE_URL says."""
    return (os.environ.get("QIANFAN_CONSOLE_API_BASE_URL") or CONSOLE).rstrip("/")


def no_answer(kind: str) -> UnsureError:
    """The error where nothing came back; ``kind`` is what the network said, in one word."""
    url = redact(platform_url())
    return UnsureError(
        f"no answer from {url} ({kind}); is the network there?",
        zh=f"{url} 没有回答（{kind}）；请检查网络",
    )


def by_code(code: Any, message: str, *, status: int) -> ServiceError:
    """The error for an answer of HTTP ``status`` with the platform's ``code`` and ``message``.

    >>> by_code("InappropriateJSON", "param[splitRatio] invalid", status=400).en
    'the platform refuses: InappropriateJSON param[splitRatio] invalid'
    """
    said = redact(
        _SPACE.sub(" ", " ".join(filter(None, (str(code or ""), message)))).strip() or f"HTTP {status}"
    )
    if status == 429 or code in BUSY_CODES:
        return BusyError(f"the platform asks to wait: {said}", zh=f"平台要求稍后再试：{said}")
    if status >= 500 or status == 408 or (status < 400 and status != 200) or code in FAULT_CODES:
        return UnsureError(
            f"the platform is in trouble (HTTP {status}): {said}", zh=f"平台出错（HTTP {status}）：{said}"
        )
    if status in (401, 403) or code in (14, 110, 111):
        return RefusedError(
            f"the platform refuses the keys: {said}; check QIANFAN_ACCESS_KEY and QIANFAN_SECRET_KEY "
            "and what they may do",
            zh=f"平台不接受密钥：{said}；请检查 QIANFAN_ACCESS_KEY、QIANFAN_SECRET_KEY 和它们的权限",
        )
    return RefusedError(f"the platform refuses: {said}", zh=f"平台拒绝：{said}")
