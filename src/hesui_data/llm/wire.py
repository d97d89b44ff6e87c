"""One attempt at one request, by the ``openai`` package: an answer or a fault comes back, never an exception."""

from __future__ import annotations

import asyncio
import itertools
import json
import re
from dataclasses import dataclass
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

from hesui_data.chat import LARGEST, SCHEMAS, Answer, Request
from hesui_data.errors import RecipeError, require
from hesui_data.llm.clients import UNREACHABLE, TooLarge, http_clients, limited, no_timeout
from hesui_data.llm.faults import Fault, fatal
from hesui_data.llm.reading import retry_after, said_by, text_of, usage_of, writable

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
            for client in http_clients(timeout, connections, transport)
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
                    raw = await limited(response.iter_bytes())
                finally:
                    await response.close()
        except self._openai.APIStatusError as error:
            return self._status_fault(error, format, left_out)
        except (TimeoutError, self._openai.APITimeoutError) as error:
            if no_timeout(error):
                return self._broken(error)
            return Fault(
                "timeout", (f"{self._timeout:g} 秒内没有答完", f"no answer within {self._timeout:g} s")
            )
        except TooLarge:
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
        usage = usage_of(body.get("usage"))
        first = choices[0] if isinstance(choices, list) and choices else None
        if not isinstance(first, dict):
            error = body.get("error")
            if error:
                shown = self._shown(json.dumps(error, ensure_ascii=False))
                return Fault("server", (f"服务报错：{shown}", f"the endpoint says: {shown}"), tokens=usage)
            return Fault("empty", ("答复里没有 choices", "the answer has no choices"), tokens=usage)
        message = first.get("message")
        text = text_of(message) if isinstance(message, dict) else ""
        reason = first.get("finish_reason")
        tokens_in, tokens_out = usage or (None, None)
        fault = "too large" if len(text) > LARGEST else ""
        return Answer(
            "" if fault else writable(self.scrub(text)),
            writable(self.scrub(reason)[:40]) if isinstance(reason, str) else "",
            tokens_in,
            tokens_out,
            fault,
        )

    def _status_fault(self, error: Any, format: int, left_out: frozenset[str]) -> Fault:  # noqa: PLR0911  # a status each
        """What a status of 300 or more means."""
        status = int(error.status_code)
        said = self._shown(said_by(error))
        zh, en = f"服务答复 {status}：{said}", f"the endpoint answers {status}: {said}"
        wait = retry_after(error.response.headers)
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
        if status < 400:
            to = self._shown(error.response.headers.get("location", "")) or "?"
            return fatal(
                f"服务答复 {status}，要转到 {to}；密钥不随着转，请核对后把地址直接写进 --base-url",
                f"the endpoint answers {status} and points to {to}, where the key is not taken; "
                "if that is right, name the address itself in --base-url",
            )
        if status == 403:
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
        cause = no_timeout(error) or error.__cause__ or error
        name = type(cause).__name__
        url = self.endpoint.base_url
        if UNREACHABLE & {kind.__name__ for kind in type(cause).__mro__}:
            why = self._shown(str(cause)) or name
            return Fault("unreachable", (f"连不上 {url}（{why}）", f"{url} cannot be reached ({why})"))
        said = self._shown(str(cause))[:80]
        why = f"{name}: {said}" if said else name
        return Fault("broken", (f"连接中断（{why}）", f"the connection broke ({why})"))

    def _shown(self, text: str) -> str:
        """The beginning of what an endpoint says, in one line, without the key."""
        return writable(" ".join(self.scrub(text).split())[:200])
