"""Which requests are answered: with the token, to this machine, from this page; and what every answer forbids.

A page of another site may send requests to 127.0.0.1, directly or by a name of its own that it points here
(DNS rebinding). It does not know the token, cannot set the Host, and tells its own Origin.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any
from urllib.parse import parse_qs

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

HOSTS = frozenset({"127.0.0.1", "localhost"})
TOKEN_HEADER = b"x-hesui-token"

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "img-src data:",
        "form-action 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""Nothing is loaded but our own script and style; nothing inline runs; nobody may frame the page."""

HEADERS: tuple[tuple[bytes, bytes], ...] = (
    (b"content-security-policy", POLICY.encode()),
    (b"cache-control", b"no-store"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
)


class Guard:
    """``app`` behind the ``token``: everybody else gets 403 with the words ``refusal``."""

    def __init__(self, app: App, *, token: str, refusal: str) -> None:
        self._app, self._token, self._refusal = app, token, refusal

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *HEADERS]
            await send(message)

        if scope["type"] == "http" and is_welcome(scope, self._token):
            await self._app(scope, receive, send_guarded)
        elif scope["type"] == "http":
            await _refuse(self._refusal, send_guarded)
        else:  # a WebSocket is closed before it opens
            await send({"type": "websocket.close", "code": 1008})


def is_welcome(scope: Scope, token: str) -> bool:
    """Whether the request in ``scope`` may be answered.

    >>> host, key = (b"host", b"127.0.0.1:8765"), (b"x-hesui-token", b"abc")
    >>> is_welcome({"method": "POST", "query_string": b"", "headers": [host, key]}, "abc")
    True
    >>> evil = (b"origin", b"https://example.com")
    >>> is_welcome({"method": "POST", "query_string": b"", "headers": [host, key, evil]}, "abc")
    False
    """
    headers: dict[bytes, list[bytes]] = {}
    for name, value in scope["headers"]:
        headers.setdefault(name.lower(), []).append(value)
    hosts = headers.get(b"host", [])
    return (
        len(hosts) == 1
        and _is_ours(hosts[0])
        and all(origin == b"http://" + hosts[0] for origin in headers.get(b"origin", ()))
        and all(site in (b"same-origin", b"none") for site in headers.get(b"sec-fetch-site", ()))
        and any(hmac.compare_digest(one, token.encode()) for one in _tokens(scope, headers))
    )


def _is_ours(host: bytes) -> bool:
    name, _, port = host.decode("latin-1").partition(":")
    return name.lower() in HOSTS and (not port or port.isdecimal())


def _tokens(scope: Scope, headers: dict[bytes, list[bytes]]) -> Iterable[bytes]:
    """The tokens that come with a request; what changes something must have it in a header, not in the address."""
    yield from headers.get(TOKEN_HEADER, ())
    if scope["method"] in ("GET", "HEAD"):
        for one in parse_qs(scope["query_string"].decode("latin-1")).get("token", ()):
            yield one.encode("utf-8", "replace")


async def _refuse(words: str, send: Send) -> None:
    body = words.encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
    ]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": body})
