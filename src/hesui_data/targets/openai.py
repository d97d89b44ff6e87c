"""OpenAI's fine-tuning API: what its documentation says of a training file.

The service cannot be tried from here. What is below stands in its documentation, in the check that OpenAI
publishes, or, where the words say so, in what users report of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hesui_data.pair import Issue, Pair
from hesui_data.targets.facts import SetFacts
from hesui_data.targets.loading import is_utf8
from hesui_data.targets.target import Limit, Target, Voice, rewritten, shown, texts_of, type_name

MIN_ROWS = 10
MAX_TOKENS = 65_536
MAX_BYTES = 512 * 1024 * 1024
_SAYS = Voice(("OpenAI", "OpenAI"))
_ROLES = ("system", "user", "assistant", "tool", "function")
_KEYS = frozenset(
    {"role", "content", "name", "weight", "function_call", "tool_calls", "tool_call_id", "refusal", "audio"}
)
_EXPORT = rewritten("openai")
Row = Mapping[str, Any]


def row_issues(value: object, pair: Pair | None = None) -> Iterator[Issue]:
    """An issue for each thing that the documentation does not allow in a row, or for which it is cut.

    >>> [issue.code for issue in row_issues({"prompt": "写一句祝福", "response": "新年好"})]
    ['HD603']
    """
    if not isinstance(value, dict):
        zh, en = type_name(value)
        yield _SAYS.refuses(
            f"一行应是一个 JSON 对象，这里是{zh}；{_EXPORT[0]}",
            f"a row must be a JSON object, this is {en}; {_EXPORT[1]}",
        )
        return
    preference = "preferred_output" in value or "non_preferred_output" in value
    found = list(_preference(value) if preference else _supervised(value))
    yield from found
    if not found:
        then = ("结尾丢失，请缩短或拆分", "the end goes; shorten it or split it")
        yield from _SAYS.too_long(
            texts_of(pair), limit=MAX_TOKENS, family="o200k", name="gpt-4o, 2024", then=then
        )


def _supervised(row: Row) -> Iterator[Issue]:
    messages = row.get("messages")
    if not isinstance(messages, list) or not messages:
        yield _SAYS.refuses(f"没有 messages 数组；{_EXPORT[0]}", f"there is no array messages; {_EXPORT[1]}")
        return
    wrong = _first_wrong(messages)
    if wrong:
        yield wrong
        return
    answers = [turn for turn in messages if turn["role"] == "assistant"]
    if not answers:
        yield _SAYS.refuses(
            "没有 assistant 的消息；补上回答",
            "no message is by the assistant; add the answer",
            field="response",
        )
    elif messages[-1]["role"] != "assistant":
        yield _SAYS.refuses(
            "最后一条消息应是 assistant 的（文档没写，用户这样报告）；删去最后的提问或补上回答",
            "the last message must be by the assistant (users report it, the documentation is silent); "
            "delete the last question or answer it",
            field="response",
        )
    elif all(turn.get("weight") == 0 for turn in answers):
        yield _SAYS.drops(
            "每个回答的 weight 都是 0，这一行什么也不教；去掉一个 weight 或删去这一行",
            "every answer has weight 0 and the row teaches nothing; take one weight away or delete the row",
        )


def _preference(row: Row) -> Iterator[Issue]:
    """``input.messages``, and one list of the assistant's messages for each of the two outputs."""
    asked = row.get("input")
    turns = asked.get("messages") if isinstance(asked, dict) else None
    if not isinstance(turns, list) or not turns:
        yield _SAYS.refuses(
            "偏好数据要有 input.messages 数组",
            "a preference row needs an array input.messages",
            field="prompt",
        )
        return
    if wrong := _first_wrong(turns):
        yield wrong
        return
    for key, field in (("preferred_output", "response"), ("non_preferred_output", "rejected_response")):
        said = row.get(key)
        if not isinstance(said, list) or not said or _first_wrong(said):
            yield _SAYS.refuses(
                f"{key} 应是 assistant 消息的非空数组",
                f"{key} must be a non-empty array of the assistant's messages",
                field=field,
            )
        elif not any(turn["role"] == "assistant" for turn in said):
            yield _SAYS.refuses(
                f"{key} 里没有 assistant 的消息", f"{key} has no message by the assistant", field=field
            )


def _first_wrong(messages: list[Any]) -> Issue | None:
    """What is wrong with the first message that is not as documented."""
    for number, turn in enumerate(messages, 1):
        if reason := _wrong(turn):
            return _SAYS.refuses(f"第 {number} 条消息{reason[0]}", f"message {number} {reason[1]}")
    return None


def _wrong(turn: object) -> tuple[str, str] | None:
    if not isinstance(turn, dict):
        zh, en = type_name(turn)
        return (
            f"应是带 role 和 content 的对象，这里是{zh}",
            f"must be an object with role and content and is {en}",
        )
    calls = bool(turn.get("function_call") or turn.get("tool_calls"))
    if "role" not in turn or ("content" not in turn and not calls):
        return "缺 role 或 content；补上", "lacks role or content; add it"
    if turn["role"] not in _ROLES:
        known = "、".join(_ROLES)
        return (
            f"的 role 是 {shown(turn['role'])}，应是 {known} 之一",
            f"has the role {shown(turn['role'])} and it must be one of {', '.join(_ROLES)}",
        )
    if unknown := next((key for key in turn if key not in _KEYS), ""):
        return f"有不认识的键 {unknown}，请删去", f"has the unknown key {unknown}; delete it"
    return _wrong_content(turn, calls) or _wrong_weight(turn.get("weight"))


def _wrong_content(turn: Row, calls: bool) -> tuple[str, str] | None:
    content = turn.get("content")
    if calls or (content and isinstance(content, str | list)):
        return None
    return (
        "的 content 是空的或不是文字，补上或删去这一行",
        "has an empty content or one that is no text; fill it or delete the row",
    )


def _wrong_weight(weight: object) -> tuple[str, str] | None:
    if weight is None or (weight in (0, 1) and not isinstance(weight, bool)):
        return None
    return f"的 weight 是 {shown(weight)}，只能是 0 或 1", f"has weight {shown(weight)}; it may be 0 or 1"


def set_issues(facts: SetFacts) -> Iterator[Issue]:
    """An issue for each thing in the whole file that the documentation does not allow.

    >>> [issue.code for issue in set_issues(SetFacts(9))]
    ['HD606', 'HD607']
    """
    if facts.kind != "jsonl":
        yield _SAYS.refuses(
            f"训练文件要是 JSONL；{_EXPORT[0]}", f"a training file must be JSONL; {_EXPORT[1]}"
        )
    if not is_utf8(facts.encoding):
        yield _SAYS.refuses(
            f"文件编码是 {facts.encoding}，应是 UTF-8；用 hesui check --fix 转换",
            f"the file is {facts.encoding} and must be UTF-8; hesui check --fix converts it",
        )
    if facts.bytes > MAX_BYTES:
        yield _SAYS.refuses(
            "文件大于 512 MB（Files API 的上限）；拆分，或用 Uploads API",
            "the file is larger than 512 MB, the limit of the Files API; split it or use the Uploads API",
        )
    if facts.rows < MIN_ROWS:
        yield _SAYS.too_few(
            facts.rows,
            MIN_ROWS,
            "任务以 invalid_n_examples 失败；官方建议从 50 条开始",
            "the job fails with invalid_n_examples; the documentation advises 50 to begin with",
        )
    yield _SAYS.notes(
        "官方文档称微调平台正在停用，已不对新用户开放；先确认你的账号还能建任务",
        "its documentation says that the fine-tuning platform is winding down and closed to new users; "
        "make sure that your account can still start a job",
    )


TARGET = Target(
    name="openai",
    title=_SAYS.title,
    version="documentation as stored in November 2026; nothing tried on the service",
    date="2026-11-27",
    sources=(
        "https://developers.openai.com/api/docs/guides/fine-tuning-best-practices (stored copy, 2026)",
        "https://developers.openai.com/api/docs/guides/direct-preference-optimization (stored copy, 2026)",
        "OpenAI documentation, guide Fine-tuning, autumn 2024 (stored copy): weight, tokens, 512 MB, 10 examples",
        "https://cookbook.openai.com/examples/chat_finetuning_data_prep (format checks)",
        "openai 3.57.0, resources/files.py: up to 512 MB a file",
        "the last message: reported by users (2024-09), not documented",
    ),
    limits=(
        Limit(("行数", "rows"), f"at least {MIN_ROWS}", "guide Supervised fine-tuning; invalid_n_examples"),
        Limit(
            ("一行的词元数，超出从结尾截断", "tokens of a row, cut from the end beyond"),
            f"{MAX_TOKENS:,} (gpt-4o, gpt-4o-mini)",
            "guide Fine-tuning, autumn 2024; not verified for later models",
        ),
        Limit(("文件大小", "size of the file"), "512 MB", "openai 3.57.0, resources/files.py"),
        Limit(("weight", "weight"), "0 or 1", "guide Fine-tuning, autumn 2024"),
    ),
    row_issues=row_issues,
    set_issues=set_issues,
)
