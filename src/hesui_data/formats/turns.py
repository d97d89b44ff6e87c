"""Dialogues in all their spellings, read as one list of turns, and the list read as a pair."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, TypeGuard

from hesui_data.formats.columns import keys_by_field, plain_name, value_of
from hesui_data.formats.draft import UNREADABLE, Draft, short, shown_keys
from hesui_data.pair import Step, Turn

ROLES: dict[str, str] = {
    **dict.fromkeys(("system", "developer", "系统"), "system"),
    **dict.fromkeys(("user", "human", "prompter", "用户"), "user"),
    **dict.fromkeys(("assistant", "gpt", "chatgpt", "bot", "model", "助手"), "assistant"),
    **dict.fromkeys(("tool", "tool_call", "tool_response", "observation"), "tool"),
    **dict.fromkeys(("function", "function_call", "function_response"), "tool"),
}
"""The names that data sets give to who speaks → ``system``, ``user``, ``assistant`` or ``tool``."""


class Said(NamedTuple):
    """One turn as it was found; ``rejected`` is the worse of two answers."""

    role: str
    text: str
    weight: int | None = None
    rejected: str | None = None
    steps: tuple[Step, ...] = ()


def read_turns(values: Sequence[Any], draft: Draft) -> list[Said]:
    """The turns that ``values`` hold; each is a message or an exchange of two, in any known spelling.

    The first turn that is neither is flagged, and nothing after it is read.
    """
    said: list[Said] = []
    for number, value in enumerate(values, 1):
        if any(issue.code in UNREADABLE for issue in draft.issues):
            break
        if isinstance(value, dict):
            said += _message(value, draft) if _has_role(value) else _exchange(value, number, draft)
        elif isinstance(value, list) and len(value) == 2 and all(isinstance(text, str) for text in value):
            said += [Said("user", value[0]), Said("assistant", value[1])]
        else:
            draft.wrong_type(str(number), ("一轮对话", "a turn of a dialogue"), value)
    return said


def fill_from_turns(said: Sequence[Said], draft: Draft) -> None:
    """Put a dialogue into ``draft``: the last exchange is the pair, what came before is history.

    Turns that do not pair up are flagged and nothing is taken from them.
    """
    said = list(said)
    while said and said[0].role == "system":
        system = said.pop(0).text
        if draft.system and system and draft.system != system:
            draft.flag("HD107", reason=("有两段不同的 system", "two different system texts"))
        draft.system = draft.system or system
    if said and said[-1].role == "user":
        said.append(Said("assistant", ""))  # a prompt that waits for its response
    problem = _unpaired(said)
    if problem and not draft.issues:  # a turn that could not be read has said so itself
        draft.flag("HD107", reason=problem)
    elif said and not problem:
        *earlier, asked, answered = said
        draft.history += tuple(Turn(turn.role, turn.text, turn.weight) for turn in earlier)
        draft.prompt, draft.response = asked.text, answered.text
        draft.weight, draft.rejected_response = answered.weight, answered.rejected
        draft.steps += answered.steps


def content_text(value: object, draft: Draft, *, key: str = "content", field: str = "") -> str:
    """The text of a message's content: a string, or a list of text parts joined by line breaks."""
    if not isinstance(value, list):
        return draft.text(value, key, field=field)
    texts = []
    for part in value:
        kind = part.get("type", "text") if isinstance(part, dict) else "text"
        text = part.get("text") if isinstance(part, dict) else part
        if kind not in ("text", "input_text", "output_text"):
            name = short(str(kind))
            draft.flag("HD108", what=(f"类型为 {name} 的内容", f"content of type {name}"))
        else:
            texts.append(draft.text(text, "text", field=field))
    return "\n".join(texts)


def read_answer(row: Mapping[str, Any], keys: Mapping[str, str], draft: Draft) -> list[Said]:
    """The answer that a row holds beside its prompt, the rejected one with it; empty if it holds none.

    An answer that is a list of messages may be a whole dialogue.
    """
    if not keys.keys() & {"response", "chosen", "rejected_response"}:
        return []
    field = "chosen" if "chosen" in keys else "response"
    key, value = keys.get(field, field), value_of(row, keys, field)
    if is_messages(value):
        said = read_turns(value, draft)
    elif isinstance(value, dict):
        said = [Said("assistant", _message_text(value, draft, key, field="response"))]
    else:
        said = [_best(value, value_of(row, keys, "score"), key, draft)]
    rejected = _rejected(row, keys, draft)
    weight = read_weight(value_of(row, keys, "weight"), draft)
    if said and (rejected is not None or weight is not None):
        said[-1] = said[-1]._replace(rejected=rejected or said[-1].rejected, weight=weight)
    if (
        said and value_of(row, keys, "label") is False
    ):  # an answer marked as a bad one is nothing to learn from
        said[-1] = said[-1]._replace(text="", rejected=said[-1].text)
    return said


def is_messages(value: object) -> TypeGuard[list[dict[str, Any]]]:
    """Whether ``value`` is a list of objects."""
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)


def read_weight(value: object, draft: Draft) -> int | None:
    """A loss weight, 0 or 1, also as the text that a CSV cell holds; ``None`` where there is none."""
    if isinstance(value, str | int | float) and not isinstance(value, bool) and value in (0, 1, "0", "1"):
        return int(value)
    if value not in (None, ""):
        draft.wrong_type("weight", ("0 或 1", "0 or 1"), value)
    return None


def _has_role(value: Mapping[str, Any]) -> bool:
    return "role" in value or "from" in value


def _message(value: Mapping[str, Any], draft: Draft) -> Iterator[Said]:
    """The one turn of ``{"role", "content"}`` or ``{"from", "value"}``."""
    name = value.get("role", value.get("from"))
    role = _role(name) if isinstance(name, str) else ""
    if not role:
        draft.wrong_type("role", ("user、assistant 或 system", "user, assistant or system"), name)
        return
    calls = "tool_calls" if value.get("tool_calls") else "function_call" if value.get("function_call") else ""
    if role == "tool" or calls:
        what = calls or short(name)
        draft.flag("HD108", what=(f"工具调用（{what}）", f"a tool turn ({what})"))
        return
    text = _message_text(value, draft, "content", field="")
    yield Said(role, text, read_weight(value.get("weight"), draft))


def _message_text(value: Mapping[str, Any], draft: Draft, key: str, *, field: str) -> str:
    """The text of one message; an object that holds none is flagged under the ``key`` it stands under."""
    name = next((name for name in ("content", "value", "text") if name in value), None)
    if name is None:
        draft.wrong_type(key, ("一条消息的文字", "the text of a message"), value, field=field)
        return ""
    return content_text(value[name], draft, key=name, field=field)


def _exchange(value: dict[str, Any], number: int, draft: Draft) -> Iterator[Said]:
    """The turns of ``{"system"?, "prompt", "response"}`` and its like, or with ``chosen``, ``rejected``."""
    keys = keys_by_field(tuple(value))
    if "prompt" not in keys:
        if keys.keys() & {"response", "chosen", "rejected_response"}:
            draft.flag("HD107", reason=(f"第 {number} 轮没有提示词", f"turn {number} has no prompt"))
        else:
            draft.flag("HD101", keys=shown_keys(tuple(value)) or ("（没有键）", "(none)"))
        return
    if "system" in keys and value[keys["system"]]:
        yield Said("system", draft.text(value[keys["system"]], keys["system"], field="system"))
    yield Said("user", draft.text(value[keys["prompt"]], keys["prompt"], field="prompt"))
    yield from read_answer(value, keys, draft)


def _rejected(row: Mapping[str, Any], keys: Mapping[str, str], draft: Draft) -> str | None:
    """The text of the rejected answer, or ``None``; the last message's where it is a dialogue."""
    field = "rejected_response"
    key, value = keys.get(field, field), value_of(row, keys, field)
    if is_messages(value):
        value = value[-1]
    if isinstance(value, dict):
        value = _message_text(value, draft, key, field=field)
    return draft.text(value, key, field=field) or None


def _best(value: object, scores: object, key: str, draft: Draft) -> Said:
    """The response in a string, ``["R"]`` or ``[["R"]]``; of several the best and the worst are kept.

    Several are ranked by ``scores``, the highest best; without any they stand best first.
    """
    answers = [value] if isinstance(value, str) else [] if value is None else _unnested(value)
    if answers is None:
        draft.wrong_type(key, ("字符串或 [[字符串]]", "a string or [[string]]"), value, field="response")
        return Said("assistant", "")
    if len(answers) < 2:
        return Said("assistant", "".join(answers))
    ranks = [-place for place in range(len(answers))] if scores is None else scores
    if not _are_ranks(ranks, len(answers)):
        expected = ("每个回答一个分数，且有高低", "a score for each response, not all equal")
        draft.wrong_type("score", expected, scores, field="response")
        return Said("assistant", answers[0])
    best, worst = ranks.index(max(ranks)), ranks.index(min(ranks))
    kept = (Step("read", "response", f"best and worst of {len(answers)} kept"),) if len(answers) > 2 else ()
    return Said("assistant", answers[best], rejected=answers[worst], steps=kept)


@lru_cache(maxsize=256)
def _role(name: str) -> str:
    return ROLES.get(plain_name(name), "")


def _unpaired(said: Sequence[Said]) -> tuple[str, str] | None:
    """Why these turns are no dialogue of user and assistant in turn, or ``None``."""
    for number, turn in enumerate(said, 1):
        expected = "user" if number % 2 else "assistant"
        if turn.role != expected:
            return (
                f"第 {number} 轮应是 {expected}，却是 {turn.role}",
                f"turn {number} should be {expected}, got {turn.role}",
            )
        if number <= len(said) - 2:
            if not turn.text.strip():
                return f"第 {number} 轮没有文字", f"turn {number} has no text"
            if turn.rejected is not None:
                return (
                    f"第 {number} 轮有 rejected，只有最后一轮可以有",
                    f"turn {number} has a rejected answer, which only the last may have",
                )
    return None


def _unnested(value: object) -> list[str] | None:
    """The strings in ``["R"]``, ``[["R"], ["S"]]``; ``None`` where something else is in it."""
    if not isinstance(value, list):
        return None
    flat = ["".join(item) if item == [] or _is_single(item) else item for item in value]
    return flat if all(isinstance(item, str) for item in flat) else None


def _is_single(item: object) -> bool:
    return isinstance(item, list) and len(item) == 1 and isinstance(item[0], str)


def _are_ranks(scores: object, count: int) -> TypeGuard[list[float]]:
    """Whether ``scores`` ranks ``count`` responses."""
    if not isinstance(scores, list) or len(scores) != count:
        return False
    numbers = all(isinstance(score, int | float) and not isinstance(score, bool) for score in scores)
    return numbers and len(set(scores)) > 1
