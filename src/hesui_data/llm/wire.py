"""One attempt at one request, by the ``openai`` package: an answer or a fault comes back, never an exception."""

from __future__ import annotations

import asyncio
import itertools
import json
import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

from hesui_data.chat import LARGEST, SCHEMAS, Answer, Request
from hesui_data.errors import RecipeError, require
from hesui_data.llm.faults import Fault, fatal

MOST_BYTES = 4 * 1024 * 1024
"""Bytes of an answer that are read; a longer one is put down as too large."""

_CONNECTIONS = 8  # of a client
_MOST_TOKENS = 10**9
_UNREACHABLE = {
    *("ConnectError", "ConnectTimeout", "PoolTimeout", "UnsupportedProtocol", "ProxyError"),  # of httpx2
    "ClientConnectorError",  # of aiohttp
}
"""Exceptions that come before anything is sent."""

_AS_IT_COMES = {"headers": {"X-Stainless-Raw-Response": "stream"}}
"""What ``with_streaming_response`` of the ``openai`` package adds to a request: its answer is not read yet."""

_FORMATS = ("json_schema", "json_object", "text")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where to ask and whom: ``https://api.deepseek.com/v1`` and a model's name.

    >>> Endpoint.named("https://api.deepseek.com/v1/", "deepseek-chat").base_url
    'https://api.deepseek.com/v1'
    """

    base_url: str
    model: str

    @classmethod
    def named(cls, base_url: str, model: str, *, flag: str = "--base-url") -> Endpoint:
        """The endpoint, its address in one spelling; ``flag`` is where it was written.

        Raises:
            RecipeError: it is no address, or holds a secret.
        """
        parts = urlsplit(base_url.strip())
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise RecipeError(
                f"{flag} must begin with http:// or https://, such as https://api.deepseek.com/v1",
                zh=f"{flag} 要以 http:// 或 https:// 开头，如 https://api.deepseek.com/v1",
            )
        if parts.username or parts.password or parts.query or parts.fragment:
            raise RecipeError(
                f"{flag} must hold no user, password or query: keys belong into the environment",
                zh=f"{flag} 里不能有用户名、密码或查询参数；密钥请放在环境变量里",
            )
        return cls(base_url.strip().rstrip("/"), model)


class Wire:
    """A client for one endpoint. It learns what the endpoint does not take and leaves it out from then on.

    ``transport`` stands in for the network in tests (``httpx2.MockTransport``).

    Raises:
        MissingExtraError: ``openai`` is not installed.
        RecipeError: the key is none that a header can hold.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        key: str,
        *,
        timeout: float = 120.0,
        connections: int = 64,
        transport: Any = None,
    ) -> None:
        openai = require("openai", extra="llm", feature="asking a language model", zh="请求大模型")
        if not key.isascii() or not key.isprintable() or not key.strip():
            raise RecipeError(
                "the key has characters that no header can hold",
                zh="密钥里有请求头放不下的字符，请检查环境变量",
            )
        self.endpoint, self._key, self._timeout = endpoint, key.strip(), timeout
        self._openai = openai
        self._clients = [
            openai.AsyncOpenAI(
                api_key=self._key,
                base_url=endpoint.base_url,
                max_retries=0,
                timeout=timeout,
                http_client=client,
            )
            for client in _http_clients(timeout, connections, transport)
        ]
        self._turns = itertools.cycle(self._clients)
        self._left_out: set[str] = set()
        self._format = 0

    async def __aenter__(self) -> Wire:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for client in self._clients:
            await client.close()

    async def send(self, request: Request) -> Answer | Fault:
        """What comes of one attempt at ``request``."""
        format = self._format if request.schema else _FORMATS.index("text")
        left_out = frozenset(self._left_out)
        body = self._body(request, format, left_out)
        try:
            async with asyncio.timeout(self._timeout):
                # by post, since the client's own transformation of the messages costs more than the rest
                response = await next(self._turns).post(
                    "/chat/completions", cast_to=object, body=body, options=_AS_IT_COMES
                )
                try:
                    raw = await _limited(response.iter_bytes())
                finally:
                    await response.close()
        except self._openai.APIStatusError as error:
            return self._status_fault(error, format, left_out)
        except (TimeoutError, self._openai.APITimeoutError) as error:
            if _no_timeout(error):
                return self._broken(error)
            return Fault(
                "timeout", (f"{self._timeout:g} 秒内没有答完", f"no answer within {self._timeout:g} s")
            )
        except _TooLarge:
            return Answer("", fault="too large")
        except (
            Exception
        ) as error:  # every way in which a connection can break, and whatever the client makes of it
            return self._broken(error)
        return self._read(raw)

    def scrub(self, text: str) -> str:
        """``text`` without the key, should an endpoint send it back."""
        return text.replace(self._key, "***") if len(self._key) >= 6 else text

    # --- out -------------------------------------------------------------------------------------------

    def _body(self, request: Request, format: int, left_out: frozenset[str]) -> dict[str, Any]:
        room = "max_completion_tokens" if "max_tokens" in left_out else "max_tokens"
        body: dict[str, Any] = {
            "model": self.endpoint.model,
            "messages": [{"role": role, "content": text} for role, text in request.messages],
            room: request.max_tokens,
            "temperature": request.temperature,
            "seed": request.seed,
        }
        if _FORMATS[format] == "json_schema":
            schema = {"name": request.schema, "strict": True, "schema": SCHEMAS[request.schema]}
            body["response_format"] = {"type": "json_schema", "json_schema": schema}
        elif _FORMATS[format] == "json_object":
            body["response_format"] = {"type": "json_object"}
        return {name: value for name, value in body.items() if name not in left_out or name == room}

    # --- back ------------------------------------------------------------------------------------------

    def _read(self, raw: bytes) -> Answer | Fault:
        """The answer in the body of a response."""
        try:
            body = json.loads(raw)
            choices = body.get("choices")
        except (ValueError, RecursionError, AttributeError):
            start = self._shown(raw[:4000].decode("utf-8", "replace"))[:60]
            return Fault(
                "unreadable",
                (f"答复不是完整的 JSON（“{start}”）", f'the answer is no whole JSON ("{start}")'),
            )
        usage = _usage(body.get("usage"))
        first = choices[0] if isinstance(choices, list) and choices else None
        if not isinstance(first, dict):
            error = body.get("error")
            if error:
                shown = self._shown(json.dumps(error, ensure_ascii=False))
                return Fault("server", (f"服务报错：{shown}", f"the endpoint says: {shown}"), tokens=usage)
            return Fault("empty", ("答复里没有 choices", "the answer has no choices"), tokens=usage)
        message = first.get("message")
        text = _text(message) if isinstance(message, dict) else ""
        reason = first.get("finish_reason")
        tokens_in, tokens_out = usage or (None, None)
        fault = "too large" if len(text) > LARGEST else ""
        return Answer(
            "" if fault else _writable(self.scrub(text)),
            _writable(self.scrub(reason)[:40]) if isinstance(reason, str) else "",
            tokens_in,
            tokens_out,
            fault,
        )

    def _status_fault(self, error: Any, format: int, left_out: frozenset[str]) -> Fault:  # noqa: PLR0911  # a status each
        """What a status of 300 or more means."""
        status = int(error.status_code)
        said = self._shown(_said(error))
        zh, en = f"服务答复 {status}：{said}", f"the endpoint answers {status}: {said}"
        wait = _retry_after(error.response.headers)
        if status == 401:
            return fatal(f"密钥不被接受（401）：{said}", f"the key is not accepted (401): {said}")
        if status == 402 or (
            status == 429 and re.search("insufficient_quota|balance|余额|欠费|arrear", said, re.I)
        ):
            return fatal(f"账户余额或额度不足：{said}", f"the account has no quota left: {said}")
        if status == 404:
            model, url = self.endpoint.model, self.endpoint.base_url
            return fatal(
                f"没有 {model!r} 这个模型，或地址 {url} 不对（404）：{said}",
                f"there is no model {model!r}, or {url} is not the right address (404): {said}",
            )
        if status == 429:
            return Fault("busy", (zh, en), wait)
        if status in (408, 409, 425) or status >= 500:
            return Fault("server", (zh, en), wait)
        if status == 403 or status < 400:
            return fatal(zh, en)
        if re.search(
            r"model[^.]{0,40}(?:not (?:found|exist)|does not exist|unknown|invalid)|模型不存在", said, re.I
        ):
            return fatal(zh, en)
        if self._leaves_out(said, format, left_out):
            return Fault("unsupported", (zh, en))
        return Fault("refused", (zh, en))

    def _leaves_out(self, said: str, format: int, left_out: frozenset[str]) -> bool:
        """Whether there is something to leave out that the endpoint may not take; it is from now on."""
        for name in ("seed", "temperature", "max_tokens"):
            if re.search(rf"\b{name}\b", said) and name not in left_out:
                self._left_out.add(name)
                return True
        if format < len(_FORMATS) - 1 and re.search(
            "response_format|json_schema|json_object|schema|format", said
        ):
            self._format = max(self._format, format + 1)
            return True
        return self._format > format or self._left_out > left_out  # learnt from another answer meanwhile

    def _broken(self, error: Exception) -> Fault:
        cause = _no_timeout(error) or error.__cause__ or error
        name = type(cause).__name__
        url = self.endpoint.base_url
        if _UNREACHABLE & {kind.__name__ for kind in type(cause).__mro__}:
            why = self._shown(str(cause)) or name
            return Fault("unreachable", (f"连不上 {url}（{why}）", f"{url} cannot be reached ({why})"))
        return Fault("broken", (f"连接中断（{name}）", f"the connection broke ({name})"))

    def _shown(self, text: str) -> str:
        """The beginning of what an endpoint says, in one line, without the key."""
        return _writable(" ".join(self.scrub(text).split())[:200])


def _http_clients(timeout: float, connections: int, transport: Any) -> list[Any]:
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


def _no_timeout(error: BaseException | None) -> BaseException | None:
    """What aiohttp says of a connection that was refused or cut: its transport calls either a connect time-out."""
    if not _has_aiohttp():
        return None
    import aiohttp

    while error is not None and not isinstance(error, aiohttp.ClientConnectionError):
        error = error.__cause__
    return None if isinstance(error, TimeoutError) else error


class _TooLarge(Exception):  # noqa: N818
    """More came than is read."""


async def _up_to_limit(stream: Any) -> AsyncIterator[bytes]:
    size = 0
    async for chunk in stream:
        size += len(chunk)
        if size > MOST_BYTES:
            raise _TooLarge
        yield chunk


async def _limited(chunks: AsyncIterator[bytes]) -> bytes:
    """All of ``chunks``, which may have been unpacked on the way."""
    raw = bytearray()
    async for chunk in chunks:
        raw += chunk
        if len(raw) > MOST_BYTES:
            raise _TooLarge
    return bytes(raw)


def _text(message: Mapping[str, Any]) -> str:
    content = message.get("content")
    if isinstance(content, list):
        parts = [part.get("text") for part in content if isinstance(part, dict)]
        content = "".join(part for part in parts if isinstance(part, str))
    if not content:
        content = message.get("refusal")
    return content if isinstance(content, str) else ""


def _usage(usage: object) -> tuple[int, int] | None:
    """Tokens in and out as reported, if it is a report that makes sense."""
    if not isinstance(usage, dict):
        return None
    tokens_in, tokens_out = usage.get("prompt_tokens"), usage.get("completion_tokens")
    if type(tokens_in) is not int or type(tokens_out) is not int:
        return None
    sensible = min(tokens_in, tokens_out) >= 0 and 0 < max(tokens_in, tokens_out) < _MOST_TOKENS
    return (tokens_in, tokens_out) if sensible else None


def _said(error: Any) -> str:
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
    return body if isinstance(body, str) else ""


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """The seconds that Retry-After asks to wait, a number or a date."""
    if (milliseconds := headers.get("retry-after-ms", "")).isdigit():
        return int(milliseconds) / 1000
    value = headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d{1,9}(?:\.\d+)?", value):
        return float(value)
    if not value:
        return None
    from datetime import UTC, datetime
    from email.utils import parsedate_to_datetime

    try:
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return None


def _writable(text: str) -> str:
    """``text`` without lone surrogates, which no file can hold."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
