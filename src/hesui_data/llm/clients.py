"""The connections under the ``openai`` package: which are used, how much is read of an answer, what broke."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import cache
from importlib.util import find_spec
from typing import Any

MOST_BYTES = 4 * 1024 * 1024
"""Bytes of an answer that are read; a longer one is put down as too large."""

_CONNECTIONS = 8  # of a client
UNREACHABLE = {
    *("ConnectError", "ConnectTimeout", "PoolTimeout", "UnsupportedProtocol", "ProxyError"),  # of httpx2
    "ClientConnectorError",  # of aiohttp
}
"""Exceptions that come before anything is sent."""


def http_clients(timeout: float, connections: int, transport: Any) -> list[Any]:
    """Clients that follow no redirect, since the key would go along, and read no more than is good.

    The transport is aiohttp's where it is installed (``openai[aiohttp]``), at half the processor time. Without
    it a client looks at all of its connections for each request: so there are several, with a few each.
    """
    import httpx2
    import openai

    class LimitedStream(httpx2.AsyncByteStream):
        """The bytes of a response, up to ``MOST_BYTES``."""

        def __init__(self, stream: Any) -> None:
            self._stream = stream

        def __aiter__(self) -> AsyncIterator[bytes]:
            return _up_to_limit(self._stream)

        async def aclose(self) -> None:
            await self._stream.aclose()

    async def limit(response: Any) -> None:
        response.stream = LimitedStream(response.stream)

    fast = transport is None and _has_aiohttp()
    client = openai.DefaultAioHttpClient if fast else httpx2.AsyncClient
    secure = httpx2.create_ssl_context()
    return [
        client(
            verify=secure,
            timeout=httpx2.Timeout(timeout, connect=min(timeout, 15.0)),
            limits=httpx2.Limits(max_connections=connections + 8, max_keepalive_connections=connections + 8),
            follow_redirects=False,
            event_hooks={"response": [limit]},
            **({"transport": transport} if transport else {}),
        )
        for _ in range(1 if transport or fast else -(-connections // _CONNECTIONS))
    ]


@cache
def _has_aiohttp() -> bool:
    """Whether the faster transport of the ``openai`` package can be used."""
    return find_spec("aiohttp") is not None


def no_timeout(error: BaseException | None) -> BaseException | None:
    """What aiohttp says of a connection that was refused or cut: its transport calls either a connect time-out."""
    if not _has_aiohttp():
        return None
    import aiohttp

    while error is not None and not isinstance(error, aiohttp.ClientConnectionError):
        error = error.__cause__
    return None if isinstance(error, TimeoutError) else error


class TooLarge(Exception):  # noqa: N818
    """More came than is read."""


async def _up_to_limit(stream: Any) -> AsyncIterator[bytes]:
    size = 0
    async for chunk in stream:
        size += len(chunk)
        if size > MOST_BYTES:
            raise TooLarge
        yield chunk


async def limited(chunks: AsyncIterator[bytes]) -> bytes:
    """All of ``chunks``, which may have been unpacked on the way."""
    raw = bytearray()
    async for chunk in chunks:
        raw += chunk
        if len(raw) > MOST_BYTES:
            raise TooLarge
    return bytes(raw)
