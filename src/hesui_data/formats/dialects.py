"""The dialects that rows are written in: one table, ``DIALECTS``, and what each of them can hold.

Qianfan's are as its SDK and its documentation write them, Alpaca's and ShareGPT's as LLaMA-Factory
reads them, ``openai`` as OpenAI's fine-tuning takes it, ``trl``, ``trl-dpo`` and ``trl-kto`` as TRL's
conversational prompt/completion, preference and unpaired preference sets. ``flat`` is this library's own
and holds everything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import orjson

from hesui_data.errors import RecipeError
from hesui_data.pair import Issue, Pair, Turn

Json = dict[str, Any] | list[Any]


@dataclass(frozen=True, slots=True)
class Dialect:
    """A way to write a pair as one line of JSON, and which parts of a pair it has room for.

    An ``unpaired`` one has a row for each answer, marked as good or bad (``rows_in``).
    """

    row: Callable[[Pair], Json]
    holds: frozenset[str]
    needs: frozenset[str] = frozenset()
    unpaired: bool = False

    @property
    def prefers(self) -> bool:
        """Whether preference pairs can be written in it, as rows of two answers or of one each."""
        return self.unpaired or "rejected_response" in self.holds


_PARTS: dict[str, tuple[str, str]] = {
    "system": ("系统提示词（system）", "a system text"),
    "history": ("多轮对话", "several turns"),
    "rejected_response": ("较差的回答（rejected）", "a rejected response"),
    "weight": ("权重（weight）", "a weight"),
    "history_weight": ("前面轮次的权重", "the weight of an earlier turn"),
    "user_weight": ("用户轮次的权重", "the weight of a user turn"),
    "odd_history": ("前面的轮次不成对", "earlier turns that do not pair up"),
}
_OF_NO_USE = ("它需要较差的回答（rejected），这一行没有", "it needs a rejected response, and there is none")


def write_row(pair: Pair, dialect: str) -> bytes:
    """``pair`` as one line of ``dialect``, in UTF-8, without a line end.

    Han characters stand as they are; U+0085, U+2028 and U+2029 are escaped, since many readers break
    lines there. Ask ``dialect_issues`` first: what the dialect has no room for is left out.

    >>> write_row(Pair("写一句祝福", "新年好！"), "qianfan").decode()
    '[{"prompt":"写一句祝福","response":[["新年好！"]]}]'

    Raises:
        RecipeError: no dialect of that name.
    """
    return json_line(dialect_named(dialect).row(pair))


def rows_in(pair: Pair, dialect: str) -> tuple[Pair, ...]:
    """What of ``pair`` stands on a row of its own in ``dialect``: all of it, or the good answer, then the bad one.

    >>> two = Pair("写一句祝福，4字以内", "新年好", rejected_response="祝您新年好")
    >>> [(row.response, row.rejected_response) for row in rows_in(two, "qianfan-kto")]
    [('新年好', None), ('', '祝您新年好')]
    >>> rows_in(two, "qianfan-dpo") == (two,)
    True

    Raises:
        RecipeError: no dialect of that name.
    """
    if not dialect_named(dialect).unpaired or pair.rejected_response is None or not pair.response:
        return (pair,)
    return replace(pair, rejected_response=None, id=""), replace(pair, response="", id="")


def dialect_issues(pair: Pair, dialect: str) -> Iterator[Issue]:
    """An issue for each part of ``pair`` that ``dialect`` has no room for, or needs and does not find.

    >>> [issue.code for issue in dialect_issues(Pair("a", "b", system="c"), "qianfan")]
    ['HD601']

    Raises:
        RecipeError: no dialect of that name.
    """
    target = dialect_named(dialect)
    bad_alone = target.unpaired and not pair.response
    for part in _parts(pair):
        if part not in target.holds and not (bad_alone and part == "rejected_response"):
            zh, en = _PARTS[part]
            yield _unheld(dialect, (f"放不下{zh}", f"it has no room for {en}"))
    if "rejected_response" in target.needs and pair.rejected_response is None:
        yield _unheld(dialect, _OF_NO_USE)


def dialect_named(name: str) -> Dialect:
    """The dialect of that name.

    Raises:
        RecipeError: there is none.
    """
    try:
        return DIALECTS[name]
    except KeyError:
        known = ", ".join(DIALECTS)
        raise RecipeError(
            f"no dialect is called {name!r}; there are {known}", zh=f"没有名为 {name!r} 的格式；现有 {known}"
        ) from None


def json_line(value: object) -> bytes:
    """``value`` as one line of JSON that no reader can mistake for two.

    >>> json_line({"好": "a\\u2028b"}).decode()
    '{"好":"a\\\\u2028b"}'
    """
    line = orjson.dumps(value)
    for raw, escaped in _LINE_ENDS:
        if raw in line:
            line = line.replace(raw, escaped)
    return line


_LINE_ENDS = tuple((mark.encode(), f"\\u{ord(mark):04x}".encode()) for mark in "\u0085\u2028\u2029")


def _unheld(dialect: str, reason: tuple[str, str]) -> Issue:
    return Issue.of("HD601", dialect=dialect, reason=reason)


def _parts(pair: Pair) -> Iterator[str]:
    """Which of the parts that not every dialect has room for ``pair`` has."""
    if pair.system:
        yield "system"
    if pair.rejected_response is not None:
        yield "rejected_response"
    if pair.weight is not None:
        yield "weight"
    if pair.history:
        yield "history"
        if not _pairs_up(pair.history):
            yield "odd_history"
        if any(turn.weight is not None for turn in pair.history if turn.role != "user"):
            yield "history_weight"
        if any(turn.weight is not None for turn in pair.history if turn.role == "user"):
            yield "user_weight"


def _pairs_up(history: tuple[Turn, ...]) -> bool:
    """Whether user and assistant take turns, the user first and the assistant last."""
    roles = [turn.role for turn in history]
    return roles == ["user", "assistant"] * (len(roles) // 2)


def _exchanges(pair: Pair) -> Iterator[tuple[str, str, int | None]]:
    """Prompt, response and weight of each exchange, the pair's own last."""
    for asked, answered in zip(pair.history[::2], pair.history[1::2], strict=False):
        yield asked.text, answered.text, answered.weight
    yield pair.prompt, pair.response, pair.weight


def _present(**values: object) -> dict[str, object]:
    """The values that are there: not ``None``, not empty; a weight of 0 is."""
    return {name: value for name, value in values.items() if value is not None and value not in ("", [])}


def _messages(pair: Pair, role: str, text: str, names: tuple[str, str, str]) -> list[dict[str, Any]]:
    """System text, history and prompt as messages with these keys, whose roles have these ``names``."""
    system, user, assistant = names
    said: list[dict[str, Any]] = [{role: system, text: pair.system}] if pair.system else []
    for turn in pair.history:
        name = user if turn.role == "user" else assistant
        said.append({role: name, text: turn.text} | _present(weight=turn.weight))
    return [*said, {role: user, text: pair.prompt}]


def _roles(pair: Pair) -> list[dict[str, Any]]:
    return _messages(pair, "role", "content", ("system", "user", "assistant"))


def _assistant(text: str | None, weight: int | None = None) -> dict[str, Any]:
    return {"role": "assistant", "content": text} | _present(weight=weight)


def _conversation(pair: Pair) -> list[dict[str, Any]]:
    return [*_roles(pair), _assistant(pair.response, pair.weight)]


def _speakers(pair: Pair) -> list[dict[str, Any]]:
    return _messages(pair, "from", "value", ("system", "human", "gpt"))


def _gpt(text: str | None) -> dict[str, Any]:
    return {"from": "gpt", "value": text}


def _flat(pair: Pair) -> Json:
    history = [
        {"role": turn.role, "content": turn.text} | _present(weight=turn.weight) for turn in pair.history
    ]
    steps = [_present(name=step.name, field=step.field, detail=step.detail) for step in pair.steps]
    return {"prompt": pair.prompt, "response": pair.response} | _present(
        system=pair.system,
        history=history,
        rejected_response=pair.rejected_response,
        weight=pair.weight,
        id=pair.id,
        seed=pair.seed,
        method="" if pair.method == "read" else pair.method,
        steps=steps,
    )


def _qianfan(pair: Pair) -> Json:
    return [{"prompt": prompt, "response": [[response]]} for prompt, response, _ in _exchanges(pair)]


def _qianfan_flat(pair: Pair) -> Json:
    turns = [
        {"prompt": prompt, "response": response} | _present(weight=weight)
        for prompt, response, weight in _exchanges(pair)
    ]
    return [_present(system=pair.system) | turns[0], *turns[1:]]


def _qianfan_choice(pair: Pair, **ending: object) -> Json:
    *earlier, (prompt, _, _) = _exchanges(pair)
    turns: list[dict[str, object]] = [{"user": user, "assistant": answer} for user, answer, _ in earlier]
    turns.append({"user": prompt} | _present(**ending))
    return [_present(system=pair.system) | turns[0], *turns[1:]]


def _qianfan_sorted(pair: Pair) -> Json:
    return [{"prompt": pair.prompt, "response": [[pair.response], [pair.rejected_response]], "score": [1, 0]}]


def _alpaca(pair: Pair) -> dict[str, Any]:
    *earlier, (prompt, response, _) = _exchanges(pair)
    history = [[user, assistant] for user, assistant, _ in earlier]
    rest = _present(system=pair.system, history=history)
    return {"instruction": prompt, "input": "", "output": response} | rest


def _alpaca_choice(pair: Pair) -> Json:
    row = _alpaca(pair)
    chosen = row.pop("output")
    return row | {"chosen": chosen, "rejected": pair.rejected_response}


def _alpaca_label(pair: Pair) -> Json:
    row = _alpaca(pair)
    return row | {"output": _only_answer(pair), "kto_tag": bool(pair.response)}


def _trl_label(pair: Pair) -> Json:
    return {
        "prompt": _roles(pair),
        "completion": [_assistant(_only_answer(pair))],
        "label": bool(pair.response),
    }


def _only_answer(pair: Pair) -> str:
    return pair.response or pair.rejected_response or ""


_TURNS = frozenset({"system", "history"})
_WEIGHED = frozenset({"history", "weight", "history_weight"})
_PREFERENCE = _TURNS | {"rejected_response"}
_REJECTED = frozenset({"rejected_response"})

DIALECTS: dict[str, Dialect] = {
    "qianfan": Dialect(_qianfan, frozenset({"history"})),
    "qianfan-flat": Dialect(_qianfan_flat, _WEIGHED | {"system"}),
    "qianfan-role": Dialect(lambda pair: {"messages": _conversation(pair)}, _WEIGHED | {"user_weight"}),
    "qianfan-dpo": Dialect(
        lambda pair: _qianfan_choice(pair, chosen=pair.response, rejected=pair.rejected_response),
        _PREFERENCE,
        needs=_REJECTED,
    ),
    "qianfan-kto": Dialect(
        lambda pair: _qianfan_choice(pair, chosen=pair.response, rejected=pair.rejected_response),
        _TURNS,
        unpaired=True,
    ),
    "qianfan-sorted": Dialect(_qianfan_sorted, _REJECTED, needs=_REJECTED),
    "qianfan-prompt": Dialect(lambda pair: {"prompt": pair.prompt}, frozenset()),
    "alpaca": Dialect(_alpaca, _TURNS),
    "alpaca-dpo": Dialect(_alpaca_choice, _PREFERENCE, needs=_REJECTED),
    "alpaca-kto": Dialect(_alpaca_label, _TURNS, unpaired=True),
    "sharegpt": Dialect(lambda pair: {"conversations": [*_speakers(pair), _gpt(pair.response)]}, _TURNS),
    "sharegpt-dpo": Dialect(
        lambda pair: {
            "conversations": _speakers(pair),
            "chosen": _gpt(pair.response),
            "rejected": _gpt(pair.rejected_response),
        },
        _PREFERENCE,
        needs=_REJECTED,
    ),
    "openai": Dialect(lambda pair: {"messages": _conversation(pair)}, _WEIGHED | {"system"}),
    "trl": Dialect(lambda pair: {"prompt": _roles(pair), "completion": [_assistant(pair.response)]}, _TURNS),
    "trl-dpo": Dialect(
        lambda pair: {
            "prompt": _roles(pair),
            "chosen": [_assistant(pair.response)],
            "rejected": [_assistant(pair.rejected_response)],
        },
        _PREFERENCE,
        needs=_REJECTED,
    ),
    "trl-kto": Dialect(_trl_label, _TURNS, unpaired=True),
    "flat": Dialect(_flat, _WEIGHED | _PREFERENCE | {"user_weight"}),
}
"""Name → dialect. A new one is one entry here; the test of the round trip takes it up by itself."""
