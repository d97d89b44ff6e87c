"""Asking a deployed service, through the platform's OpenAI-compatible interface; each question costs a little."""

from __future__ import annotations

from hesui_data.errors import ServiceError, require
from hesui_data.submit.console import request_seconds
from hesui_data.submit.secrets import key_of, redact
from hesui_data.submit.trouble import RefusedError, UnsureError, platform_url


def ask(prompt: str, service: str) -> str:
    """The answer of the service at the address ``service`` to ``prompt``.

    Raises:
        HesuiError: no key in the environment, or openai is not installed.
        ServiceError: the service refuses or does not answer.
    """
    key = key_of("QIANFAN_API_KEY", "QIANFAN_BEARER_TOKEN", what="--ask")
    openai = require("openai", extra="llm", feature="--ask")
    client = openai.OpenAI(
        api_key=key, base_url=f"{platform_url()}/v2", timeout=request_seconds(), max_retries=2
    )
    trouble: ServiceError
    try:
        answer = client.chat.completions.create(model=service, messages=[{"role": "user", "content": prompt}])
        return answer.choices[0].message.content or ""
    except openai.APIStatusError as error:
        said = redact(f"HTTP {error.status_code} {error.message}")
        trouble = RefusedError(f"the service refuses: {said}", zh=f"服务拒绝了：{said}")
    except openai.OpenAIError as error:
        kind = type(error).__name__
        trouble = UnsureError(f"the service does not answer ({kind})", zh=f"服务没有回答（{kind}）")
    raise trouble
