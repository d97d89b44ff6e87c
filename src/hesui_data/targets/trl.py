"""TRL 1.16.0: what SFTTrainer, and DPOTrainer for preference rows, make of a row with their defaults."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hesui_data.pair import Issue, Pair
from hesui_data.targets.facts import SetFacts
from hesui_data.targets.loading import file_issues
from hesui_data.targets.target import Limit, Target, Voice, rewritten, texts_of, type_name
from hesui_data.targets.tokens import tokens_beyond

VERSION = "1.16.0"
MAX_LENGTH = 1024
_SAYS = Voice((f"TRL {VERSION}", f"TRL {VERSION}"))
_ROLES = frozenset({"system", "user", "assistant", "tool"})
_EXPORT = rewritten("trl")
Row = Mapping[str, Any]


def row_issues(value: object, pair: Pair | None = None) -> Iterator[Issue]:
    """An issue for each thing for which the row stops the training, or is left out, or is cut.

    >>> [issue.message for issue in row_issues({"prompt": "写一句祝福", "completion": None})]
    ['TRL 1.16.0 refuses it: completion is null and must be a string as prompt is']
    """
    if not isinstance(value, dict):
        zh, en = type_name(value)
        yield _SAYS.refuses(
            f"一行应是一个 JSON 对象，这里是{zh}；{_EXPORT[0]}",
            f"a row must be a JSON object, this is {en}; {_EXPORT[1]}",
        )
        return
    preference = "chosen" in value or "rejected" in value
    found = list(_preference(value) if preference else _supervised(value))
    yield from found
    if not any(issue.code == "HD603" for issue in found):
        yield from _too_long(pair, drops=preference or "prompt" in value)


def _supervised(row: Row) -> Iterator[Issue]:
    """What SFTTrainer reads: ``prompt`` and ``completion``, else ``messages``, else ``text``."""
    if "conversations" in row and _opens_with(row["conversations"], "from", "value"):
        yield from _messages(row["conversations"], "conversations", ("from", "value"))
        yield from _beside(row)
    elif "prompt" in row:
        yield from _prompt_completion(row)
    elif _opens_with(row.get("messages"), "role"):
        yield from _messages(row["messages"], "messages", ("role", "content"))
        yield from _beside(row)
    elif not isinstance(row.get("text"), str) or _is_empty(row, "messages", "conversations"):
        yield _shapeless(row)


def _is_empty(row: Row, *keys: str) -> bool:
    """An empty list of turns stops it even where there is a text beside."""
    return any(row.get(key) == [] for key in keys)


def _shapeless(row: Row) -> Issue:
    key = next((key for key in ("messages", "conversations", "text") if key in row), "")
    if key:
        wanted = {
            "text": ("字符串", "a string"),
            "messages": (" {role, content} 的非空数组", "a non-empty array of {role, content}"),
            "conversations": (" {from, value} 的非空数组", "a non-empty array of {from, value}"),
        }[key]
        return _SAYS.refuses(
            f"{key} 应是{wanted[0]}；{_EXPORT[0]}", f"{key} must be {wanted[1]}; {_EXPORT[1]}"
        )
    return _SAYS.refuses(
        f"没有它要找的列（messages，或 prompt 与 completion，或 text）；{_EXPORT[0]}",
        f"it has none of the columns that are looked for (messages, or prompt and completion, or text); "
        f"{_EXPORT[1]}",
    )


def _prompt_completion(row: Row) -> Iterator[Issue]:
    prompt, completion = row["prompt"], row.get("completion")
    if "completion" not in row:
        yield _SAYS.refuses(
            f"有 prompt，没有 completion（它不认 response 等名字）；{_EXPORT[0]}",
            f"there is a prompt and no completion (response and other names do not count); {_EXPORT[1]}",
            field="response",
        )
    elif isinstance(prompt, str):
        if not isinstance(completion, str):
            zh, en = type_name(completion)
            yield _SAYS.refuses(
                f"completion 是{zh}，应和 prompt 一样是字符串",
                f"completion is {en} and must be a string as prompt is",
                field="response",
            )
        yield from _beside(row)
    elif _opens_with(prompt, "role") and _opens_with(completion, "role"):
        yield from _messages([*prompt, *completion], "prompt + completion", ("role", "content"))  # type: ignore[misc]
        yield from _beside(row)
    else:
        yield _SAYS.refuses(
            f"prompt 和 completion 应都是字符串，或都是 {{role, content}} 的非空数组；{_EXPORT[0]}",
            f"prompt and completion must both be strings, or both non-empty arrays of {{role, content}}; {_EXPORT[1]}",
        )


def _messages(turns: list[Any], key: str, names: tuple[str, str]) -> Iterator[Issue]:
    """What a chat template meets in the turns: who speaks, and what."""
    role, text = names
    for turn in turns:
        if not isinstance(turn, dict) or not isinstance(turn.get(role), str):
            yield _SAYS.refuses(
                f"{key} 里有一项不是带 {role} 的消息；{_EXPORT[0]}",
                f"an item of {key} is no message with a {role}; {_EXPORT[1]}",
            )
            return
        if not isinstance(turn.get(text), str) and not turn.get("tool_calls"):
            zh, en = type_name(turn.get(text))
            yield _SAYS.refuses(
                f"{turn[role]} 的 {text} 是{zh}，文本模型的聊天模板会报错（以 ChatML 试过）；"
                "改成字符串或删去这一行",
                f"the {text} of {turn[role]} is {en}, on which chat templates of text models fail (tried with "
                "ChatML); make it a string or delete the row",
            )
            return
    yield from _unheard(turns, role)


def _unheard(turns: list[Row], role: str) -> Iterator[Issue]:
    """Roles that are not renamed, and weights that nobody looks at."""
    if strange := sorted({turn[role] for turn in turns} - _ROLES):
        names = "、".join(strange)
        yield _SAYS.drops(
            f"角色名 {names} 原样交给聊天模板，多数模板只认 system/user/assistant；{_EXPORT[0]}",
            f"the roles {', '.join(strange)} go to the chat template as they are, and most know only "
            f"system, user and assistant; {_EXPORT[1]}",
            field="role",
        )
    if any(turn.get("weight") == 0 for turn in turns):
        yield _SAYS.drops(
            "它不看 weight：weight 为 0 的回答照样参与训练；不想训练就删去",
            "it does not look at weight: an answer of weight 0 is trained on; delete what must not be",
            field="weight",
        )


def _beside(row: Row) -> Iterator[Issue]:
    """Columns that hold a part of the dialogue and are not looked at."""
    for key, zh, en in (
        ("system", "系统提示词会丢失", "the system text gets lost"),
        ("history", "前面的轮次会丢失", "the earlier turns get lost"),
    ):
        if row.get(key):
            yield _SAYS.drops(
                f"{key} 列不看，{zh}；写进 messages 里，{_EXPORT[0]}",
                f"the column {key} is not looked at and {en}; put it into messages, {_EXPORT[1]}",
                field=key,
            )


def _preference(row: Row) -> Iterator[Issue]:
    """What DPOTrainer reads: ``chosen`` and ``rejected``, and ``prompt`` if there is one."""
    parts = [row[key] for key in ("prompt", "chosen", "rejected") if key in row]
    missing = next((key for key in ("chosen", "rejected") if row.get(key) is None), "")
    if missing:
        yield _SAYS.refuses(
            f"没有 {missing}；偏好数据两个回答都要有，补上或删去这一行",
            f"there is no {missing}; a preference row needs both answers, add it or delete the row",
            field="rejected_response" if missing == "rejected" else "response",
        )
    elif all(isinstance(part, str) for part in parts):
        yield from _unread_prompt(row)
    elif all(_opens_with(part, "role") for part in parts):
        yield from _messages(
            [turn for part in parts for turn in part], "chosen/rejected", ("role", "content")
        )
        yield from _unread_prompt(row)
    else:
        yield _SAYS.refuses(
            "prompt、chosen、rejected 应都是字符串，或都是 {role, content} 的非空数组；"
            "可用 hesui clean 文件 --dialect trl-dpo -o 新文件 改写",
            "prompt, chosen and rejected must all be strings, or all non-empty arrays of {role, content}; "
            "hesui clean FILE --dialect trl-dpo -o OUT rewrites it",
        )


def _unread_prompt(row: Row) -> Iterator[Issue]:
    """Without ``prompt``, what chosen and rejected begin with in common counts as the prompt."""
    other = next((k for k in ("instruction", "question", "conversations", "messages") if row.get(k)), "")
    if "prompt" not in row and other:
        yield _SAYS.drops(
            f"没有 prompt 列，{other} 不看，两个回答相同的开头会被当成提问；把列名改成 prompt",
            f"there is no column prompt: {other} is not looked at, and what both answers begin with is "
            "taken for the prompt; call the column prompt",
            field="prompt",
        )
    yield from _beside(row)


def _too_long(pair: Pair | None, *, drops: bool) -> Iterator[Issue]:
    """Cut at the end; where the prompt alone fills the length, nothing is left to learn and the row goes."""
    texts = texts_of(pair)
    if drops and (size := tokens_beyond(texts[:-1], MAX_LENGTH - 1, "qwen")):
        yield _SAYS.drops(
            f"提问约 {size} 词元（估计），占满 max_length {MAX_LENGTH}，整行丢掉；"
            "缩短提问，或调大 max_length",
            f"the prompt is about {size} tokens (an estimate) and fills max_length {MAX_LENGTH}, so the row "
            "is left out; shorten it or raise max_length",
        )
        return
    then = ("结尾丢失，可调大 max_length 或缩短", "the end goes; raise max_length or shorten it")
    yield from _SAYS.too_long(texts, limit=MAX_LENGTH, family="qwen", name="max_length", then=then)


def _opens_with(turns: object, *keys: str) -> bool:
    """Whether ``turns`` is a list whose first item is an object with these keys."""
    return (
        isinstance(turns, list)
        and bool(turns)
        and isinstance(turns[0], dict)
        and turns[0].keys() >= set(keys)
    )


def set_issues(facts: SetFacts) -> Iterator[Issue]:
    """An issue for each thing in the whole file that stops it, and what one has to know of the loss.

    >>> [issue.code for issue in set_issues(SetFacts(1, first_keys=("messages",)))]
    ['HD607']
    """
    yield from file_issues(facts, _SAYS)
    keys = facts.first_keys
    shape = next(
        (key for key in ("prompt", "messages", "conversations", "chosen", "text") if key in keys), ""
    )
    if line := facts.lacking.get(shape):
        yield _SAYS.refuses(
            f"这一行没有 {shape}，和第一行不是同一种结构；它按第一行决定怎么读，{_EXPORT[0]}",
            f"the row has no {shape} and is not shaped like the first, which decides how all are read; "
            f"{_EXPORT[1]}",
            line=line,
        )
    if "prompt" not in keys and "chosen" not in keys and {"messages", "conversations"} & set(keys):
        yield _SAYS.notes(
            "messages 数据默认连用户的话也一起训练；只训练回答要设 assistant_only_loss=True，"
            "或用 prompt 与 completion",
            "on messages it trains on the user's words too unless assistant_only_loss=True is set; "
            "prompt and completion train on the answer alone",
        )


TARGET = Target(
    name="trl",
    title=_SAYS.title,
    version=VERSION,
    date="2026-11-27",
    sources=(
        "TRL 1.16.0, trl/trainer/sft_trainer.py (_prepare_dataset) and sft_config.py",
        "TRL 1.16.0, trl/trainer/dpo_trainer.py (_prepare_dataset) and dpo_config.py",
        "TRL 1.16.0, trl/data_utils.py",
        "datasets 5.2.0, packaged_modules/json/json.py and csv/csv.py",
    ),
    limits=(
        Limit(
            (
                "一行的词元数，超出截断；提问占满则整行丢掉",
                "tokens of a row; cut beyond, left out if the prompt fills them",
            ),
            f"{MAX_LENGTH} (max_length)",
            "trainer/sft_config.py, trainer/dpo_config.py",
        ),
    ),
    row_issues=row_issues,
    set_issues=set_issues,
)
