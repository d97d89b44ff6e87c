"""HD510: keys and passwords."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hesui_data.checks.fields import asked, every_text, issue_of, name_of, rest
from hesui_data.patterns import Pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hesui_data.pair import Issue, Pair

_LONG = Pattern("[!-~]{8}")
_KEY = Pattern(
    r"(?<![A-Za-z0-9_-])(?:"
    r"(?P<anthropic>sk-ant-[A-Za-z0-9_-]{20,})"
    r"|(?P<openai>sk-(?:proj-|svcacct-|admin-)?[A-Za-z0-9_-]{20,})"
    r"|(?P<baidu>bce-v3/ALTAK-[A-Za-z0-9]{16,}/[A-Za-z0-9]{20,}|ALTAK[A-Za-z0-9-]{16,})"
    r"|(?P<aws>(?:AKIA|ASIA)[A-Z0-9]{16})(?![A-Z0-9])"
    r"|(?P<alibaba>LTAI[A-Za-z0-9]{12,20})(?![A-Za-z0-9])"
    r"|(?P<tencent>AKID[A-Za-z0-9]{32})(?![A-Za-z0-9])"
    r"|(?P<github>gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{60,})"
    r"|(?P<slack>xox[abeprs]-[A-Za-z0-9-]{10,})"
    r"|(?P<google>AIza[A-Za-z0-9_-]{35})(?![A-Za-z0-9_-])"
    r"|(?P<huggingface>hf_[A-Za-z0-9]{30,})"
    r"|(?P<jwt>eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{20,})"
    r")|(?P<private>-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----\s*[A-Za-z0-9+/=:\s-]{40})"
)
_NAMED = Pattern(
    r"(?P<name>(?<![A-Za-z])(?:password|passwd|pwd|passphrase|secret(?:[_-]?key)?|(?:api|access"
    r"|auth)[_-]?(?:key|token)|client[_-]?secret)|密码|口令|密钥)"
    r"[\"'”]?\s*(?:[=:：]|是|为)\s*[\"'“]?(?P<value>[A-Za-z0-9!@#$%^&*_+=/.~?-]{8,})",
    re.IGNORECASE,
)
_WORDS: dict[str, tuple[str, str]] = {
    "anthropic": ("Anthropic 密钥", "Anthropic key"),
    "openai": ("OpenAI 式密钥", "OpenAI-style key"),
    "baidu": ("百度智能云密钥", "Baidu Cloud key"),
    "aws": ("AWS 密钥", "AWS key"),
    "alibaba": ("阿里云密钥", "Alibaba Cloud key"),
    "tencent": ("腾讯云密钥", "Tencent Cloud key"),
    "github": ("GitHub 令牌", "GitHub token"),
    "slack": ("Slack 令牌", "Slack token"),
    "google": ("Google 密钥", "Google key"),
    "huggingface": ("Hugging Face 令牌", "Hugging Face token"),
    "jwt": ("JWT 令牌", "JWT"),
    "private": ("私钥", "private key"),
}
_PASSWORD = ("密码", "password")
_SAMPLE = Pattern(
    r"example|sample|placeholder|your|xxx|\*\*\*|\.\.\.|test|demo|dummy|fake|changeme|change_me|passw|secret"
    r"|abcd|qwert|12345|eyJzdWIiOiIxMjM0NTY3ODkwI|redacted|insert|replace|(.)\1{5}",
    re.IGNORECASE,
)
_DIGIT, _LETTER = Pattern("[0-9]"), Pattern("[A-Za-z]")
_IS_CODE = Pattern(r"^(?:[A-Za-z_]+\.[A-Za-z_.]+|https?://|[a-z_]+)$")
_MADE_HERE = Pattern("generated|random|生成|随机|例如|比如|示例|e\\.g\\.", re.IGNORECASE)
_ASKS_FOR_ONE = Pattern(
    "(?:生成|设计|推荐|想|起|设置|创建|编)[^。\n]{0,12}密码|强密码|密码强度|加密|解密|哈希|编码|解码|base64"
    "|password (?:generator|strength)|generate[^.\n]{0,20}(?:password|key|token)",
    re.IGNORECASE,
)


def secret_issues(pair: Pair) -> Iterator[Issue]:
    """An issue for each key, token or password; the message shows its first four characters.

    Examples from manuals (AKIA…EXAMPLE, your_api_key) are no secrets.

    >>> from hesui_data.pair import Pair
    >>> key = "sk-" + "9fK2mQx7Lw4TzR8vB3nY6cJ1"
    >>> [i.message for i in secret_issues(Pair("怎么调用", f"用 {key} 这把钥匙"))]
    ['a secret in the response: OpenAI-style key "sk-9…"']
    """
    for field, text in every_text(pair):
        if len(left := rest(text)) > 7 and _LONG.search(left):
            for offset, what, shown in _found(pair, text):
                yield issue_of(
                    "HD510", field=field, field_name=name_of(field), offset=offset, what=what, shown=shown
                )


def _found(pair: Pair, text: str) -> Iterator[tuple[int, tuple[str, str], str]]:
    """Offset, kind and masked beginning of each secret in ``text``."""
    taken = 0
    for match in _KEY.finditer(text):
        kind = match.lastgroup or ""
        if kind == "private" or _is_random(match[0]):
            taken = match.end()
            yield match.start(), _WORDS[kind], "-----BEGIN…" if kind == "private" else match[0][:4] + "…"
    named = [
        match for match in _NAMED.finditer(text) if match.start() >= taken and _is_random(match["value"])
    ]
    if named and not _ASKS_FOR_ONE.search(asked(pair)):
        for match in named:
            if not _MADE_HERE.search(text, max(0, match.start() - 60), match.start()):
                yield match.start(), _PASSWORD, f"{match['name']}={match['value'][:2]}…"


def _is_random(value: str) -> bool:
    """Whether ``value`` has letters and digits and is none of the examples that manuals print."""
    return (
        _DIGIT.search(value) is not None
        and _LETTER.search(value) is not None
        and not _SAMPLE.search(value)
        and not _IS_CODE.match(value)
    )
