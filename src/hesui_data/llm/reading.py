"""What an endpoint says, taken out of its answers: text, tokens, reasons, how long to wait."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

_MOST_TOKENS = 10**9


def text_of(message: Mapping[str, Any]) -> str:
    content = message.get("content")
    if isinstance(content, list):
        parts = [part.get("text") for part in content if isinstance(part, dict)]
        content = "".join(part for part in parts if isinstance(part, str))
    if not content:
        content = message.get("refusal")
    return content if isinstance(content, str) else ""


def usage_of(usage: object) -> tuple[int, int] | None:
    """Tokens in and out as reported, if it is a report that makes sense."""
    if not isinstance(usage, dict):
        return None
    tokens_in, tokens_out = usage.get("prompt_tokens"), usage.get("completion_tokens")
    if type(tokens_in) is not int or type(tokens_out) is not int:
        return None
    sensible = min(tokens_in, tokens_out) >= 0 and 0 < max(tokens_in, tokens_out) < _MOST_TOKENS
    return (tokens_in, tokens_out) if sensible else None


def said_by(error: Any) -> str:
    """What the endpoint says about its refusal."""
    body = error.body
    if isinstance(body, dict):
        inner = body.get("error", body)
        message = inner.get("message") if isinstance(inner, dict) else inner
        code = inner.get("code") if isinstance(inner, dict) else None
        parts = [message if isinstance(message, str) else json.dumps(body, ensure_ascii=False, default=str)]
        if isinstance(code, str) and code not in parts[0]:
            parts.append(f"({code})")
        return " ".join(parts)
    return _TAGS.sub(" ", body) if isinstance(body, str) else ""


_TAGS = re.compile(r"<(?:script|style)\b.*?</(?:script|style)>|<[^<>]{1,500}>", re.DOTALL | re.IGNORECASE)
"""The mark-up of a page that a gateway answers with."""


def retry_after(headers: Mapping[str, str]) -> float | None:
    """The seconds that Retry-After asks to wait, a number or a date."""
    if (milliseconds := headers.get("retry-after-ms", "")).isdigit():
        return int(milliseconds) / 1000
    value = headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d{1,30}(?:\.\d{1,30})?", value):
        return float(value)
    if not value:
        return None
    from datetime import UTC, datetime
    from email.utils import parsedate_to_datetime

    try:
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return None


def writable(text: str) -> str:
    """``text`` without lone surrogates, which no file can hold."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
