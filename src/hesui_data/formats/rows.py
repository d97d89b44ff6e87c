"""``read_row``: one parsed JSON value or table record in, one or more pairs out, whatever its shape."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple

from hesui_data.formats.columns import INSTRUCTIONS, keys_by_field, plain_name, value_of
from hesui_data.formats.draft import Draft, read_issue, safe_text, shown_keys, type_words
from hesui_data.formats.records import history_in
from hesui_data.formats.turns import Said, fill_from_turns, is_messages, read_answer, read_turns
from hesui_data.pair import Issue, Pair, Step
from hesui_data.patterns import Pattern

Columns = tuple[tuple[str, str], ...]  # field → key, for keys that are not known by themselves
Row = Mapping[str, Any]
Keys = Mapping[str, str]  # field → key in the row

OWN_ID = Pattern(r"[0-9a-f]{20}(-[0-9]{1,9})?")
"""What an ``id`` or ``seed`` looks like that this library wrote; any other is the user's own business."""

_BEYOND_TEXT = (("tools", ("工具定义", "tools")), ("images", ("图像或音视频", "images, audio or video")))
_NO_INPUT = frozenset({"", "<noinput>"})
_NO_TOOLS: tuple[object, ...] = (None, "", "[]", "null", [], {})
_SURROGATE = Pattern(r"[\ud800-\udfff]")


class _Plan(NamedTuple):
    """How rows with one set of keys are read."""

    read: Callable[[Row, Keys, Draft], Iterator[Draft]]
    keys: dict[str, str]
    prompt: str = ""  # the two keys of a row that may be as simple as it looks, else empty
    response: str = ""
    extras: tuple[str, ...] = ()  # keys that must be empty for it to be that simple
    own: bool = False  # whether it may hold an id of ours


def read_row(
    value: object, *, source: str = "", line: int | None = None, columns: Columns = ()
) -> tuple[Pair, ...]:
    """The pairs that a row holds: one, or one for each of its ``instances``.

    What is wrong with a row is told by the issues on its pair; no value raises. ``columns`` names
    keys that are not known by themselves: ``(("prompt", "题干"),)``.

    >>> read_row({"问题": "一加一？", "答案": "二"})[0].response
    '二'
    >>> dialogue = [{"prompt": "在吗", "response": [["在"]]}, {"prompt": "走吧", "response": [["好"]]}]
    >>> read_row(dialogue)[0].history
    (Turn(role='user', text='在吗', weight=None), Turn(role='assistant', text='在', weight=None))
    >>> [issue.message for issue in read_row({"题干": "一加一？"})[0].issues]
    ['a row of an unknown shape; its keys: 题干 (name two of them: --columns prompt=NAME,response=NAME)']
    """
    row = value[0] if type(value) is list and len(value) == 1 else value
    if type(row) is dict:
        plan = _plan(tuple(row), columns)
        if plan.prompt:
            prompt, response = row[plan.prompt], row[plan.response]
            if type(response) is list and len(response) == 1:
                response = response[0]
                if type(response) is list and len(response) == 1:
                    response = response[0]
            if (
                type(prompt) is str
                and type(response) is str
                and not (prompt == "" or prompt.isspace() or response == "" or response.isspace())
                and not (plan.extras and any(map(row.get, plan.extras)))
            ):
                own = _own_ids(row) if plan.own else ("", "")
                return (Pair(prompt, response, id=own[0], seed=own[1], source=source, line=line),)
        if row is value:
            drafts = plan.read(row, plan.keys, Draft())
            return tuple(draft.pair(source=source, line=line) for draft in drafts)
    draft = Draft()
    if isinstance(value, list) and value:
        fill_from_turns(read_turns(value, draft), draft)
    else:
        draft.flag("HD101", keys=_not_an_object(value))
    return (draft.pair(source=source, line=line),)


def read_records(records: Iterable[Pair | Row], *, columns: Columns = ()) -> Iterator[Pair]:
    """The pairs in ``records``: pairs as they are, mappings as rows, ``line`` counting them from 1.

    >>> [pair.response for pair in read_records([{"prompt": "a", "response": "b"}, Pair("c", "d")])]
    ['b', 'd']
    """
    for number, record in enumerate(records, 1):
        if isinstance(record, Pair):
            yield without_surrogates(record)
            continue
        row = dict(record) if isinstance(record, Mapping) else record
        for pair in read_row(row, line=number, columns=columns):
            whole = without_surrogates(pair)
            yield whole if whole.accepted else with_raw(whole, _dumped(row))


def with_raw(pair: Pair, raw: str) -> Pair:
    """``pair`` with the text of its row as it stood in the input, which takes part in its id."""
    own = OWN_ID.fullmatch(pair.id) and pair.id != replace(pair, id="", seed="").id
    raw = safe_text(raw)
    return replace(pair, raw=raw) if own else replace(pair, raw=raw, id="", seed="")


def without_surrogates(pair: Pair) -> Pair:
    """``pair`` as UTF-8 can hold it: half a surrogate pair is flagged and shown as an escape.

    >>> pair = without_surrogates(Pair("写祝福", "新年好\\ud83d"))
    >>> pair.response, pair.issues[0].message
    ('新年好\\\\ud83d', 'a lone surrogate (U+D83D) cannot be written as UTF-8')
    """
    issues: list[Issue] = []

    def cured(field: str, text: str) -> str:
        match = _SURROGATE.search(text)
        if match is None:
            return text
        issue = read_issue("HD006", field=field, hex=f"{ord(match[0]):04X}")
        issues.append(replace(issue, offset=match.start()))
        return safe_text(text)

    names = ("prompt", "response", "system")
    fields: dict[str, Any] = {name: cured(name, getattr(pair, name)) for name in names}
    fields["history"] = tuple(replace(turn, text=cured("history", turn.text)) for turn in pair.history)
    if pair.rejected_response is not None:
        fields["rejected_response"] = cured("rejected_response", pair.rejected_response)
    return replace(pair, **fields).flag(*issues) if issues else pair


def _dumped(row: object) -> str:
    return json.dumps(row, ensure_ascii=False, default=str)


@lru_cache(maxsize=4096)
def _plan(keys: tuple[str, ...], columns: Columns) -> _Plan:
    """How rows with these ``keys`` are read; the same for all of them, so it is worked out once."""
    found = keys_by_field(keys, dict(columns))
    if "turns" in found:
        return _Plan(_dialogues, found)
    if "instances" in found and "response" not in found:
        return _Plan(_instances, found)
    if not found.keys() & {"prompt", "response", "chosen"}:
        return _Plan(_shapeless, found)
    if not {"prompt", "response"} <= found.keys() or found.keys() & {"weight", "label"}:
        return _Plan(_flat, found)
    idle = {"prompt", "response", "score", "tools", "images", "instances", "id", "seed"}
    if not _completes(found):
        idle.add("input")
    extras = tuple(key for field, key in found.items() if field not in idle)
    return _Plan(
        _flat, found, found["prompt"], found["response"], extras, "id" in found and found["id"] == "id"
    )


def _completes(keys: Keys) -> bool:
    """Whether the ``input`` column completes the prompt, as in Alpaca's rows."""
    return "input" in keys and plain_name(keys.get("prompt", "")) in INSTRUCTIONS


def _flat(row: Row, keys: Keys, draft: Draft) -> Iterator[Draft]:
    """A row with a prompt and a response (or chosen and rejected ones) side by side."""
    _own_fields(row, keys, draft)
    said = _opening(row, keys, draft)
    asked = value_of(row, keys, "prompt")
    if is_messages(asked):
        said += read_turns(asked, draft)
    else:
        text = draft.text(asked, keys.get("prompt", "prompt"), field="prompt")
        if _completes(keys):
            text = join_input(text, draft.text(row[keys["input"]], keys["input"], field="prompt"))
        said.append(Said("user", text))
    fill_from_turns(_answered(said, row, keys, draft), draft)
    yield draft


def _dialogues(row: Row, keys: Keys, draft: Draft) -> Iterator[Draft]:
    """A row with a list of turns, under ``messages``, ``conversations`` and the like.

    The list says all that a prompt and a response beside it say; where it is none, these count.
    """
    turns = row[keys["turns"]]
    if not isinstance(turns, list) and keys.keys() & {"prompt", "response"}:
        yield from _flat(row, keys, draft)
        return
    for field, words in _BEYOND_TEXT:
        if value_of(row, keys, field) not in _NO_TOOLS:
            draft.flag("HD108", what=words)
    if not isinstance(turns, list):
        draft.wrong_type(keys["turns"], ("数组", "an array"), turns)
        yield draft
        return
    _own_fields(row, keys, draft)
    said = _opening(row, keys, draft) + read_turns(turns, draft)
    fill_from_turns(_answered(said, row, keys, draft), draft)
    yield draft


def _instances(row: Row, keys: Keys, draft: Draft) -> Iterator[Draft]:
    """A row with one instruction or system text and several inputs with their outputs."""
    instances = row[keys["instances"]]
    if not isinstance(instances, list) or not instances:
        yield from _flat(row, keys, draft)
        return
    asked = draft.text(value_of(row, keys, "prompt"), keys.get("prompt", "prompt"), field="prompt")
    opening = _opening(row, keys, draft)
    for instance in instances:
        one = replace(draft, issues=list(draft.issues))
        if isinstance(instance, dict):
            found = keys_by_field(tuple(instance))
            text = one.text(value_of(instance, found, "prompt"), found.get("prompt", "input"), field="prompt")
            said = [*opening, Said("user", join_input(asked, text))]
            fill_from_turns(_answered(said, instance, found, one), one)
        else:
            one.wrong_type(keys["instances"], ("对象的数组", "an array of objects"), instance)
        yield one


def _shapeless(row: Row, keys: Keys, draft: Draft) -> Iterator[Draft]:
    names = shown_keys(tuple(row))
    draft.flag("HD101", keys=names or ("（没有键）", "(none)"))
    yield draft


def join_input(instruction: str, text: str) -> str:
    """Alpaca's instruction and input as one prompt: a line break between them, or the one that is there.

    >>> join_input("翻译成英文：", "新年好"), join_input("写一句祝福", "")
    ('翻译成英文：\\n新年好', '写一句祝福')
    """
    if text.strip().casefold() in _NO_INPUT:
        return instruction
    return f"{instruction}\n{text}" if instruction.strip() else text


def _opening(row: Row, keys: Keys, draft: Draft) -> list[Said]:
    """The system text and the earlier turns that stand beside the last exchange."""
    said = []
    if "system" in keys and row[keys["system"]]:
        said.append(Said("system", draft.text(row[keys["system"]], keys["system"], field="system")))
    history = value_of(row, keys, "history") or []
    if isinstance(history, str):  # the cell of a table
        history = history_in(history)
    if isinstance(history, list):
        said += read_turns(history, draft)
    else:
        draft.wrong_type(keys["history"], ("数组", "an array"), history)
    return said


def _answered(said: list[Said], row: Row, keys: Keys, draft: Draft) -> list[Said]:
    """The dialogue ``said`` with the answer that the row holds beside it, if it holds one."""
    answer = read_answer(row, keys, draft)
    if not answer:
        return said
    if answer[0].role != "assistant":  # a whole dialogue, the prompt included
        return [turn for turn in said if turn.role == "system"] + answer
    if said and said[-1].role == "assistant" and answer[0].text in ("", said[-1].text):  # it is there already
        return [*said[:-1], said[-1]._replace(rejected=answer[0].rejected)]
    return said + answer


def _own_ids(row: Row) -> tuple[str, str]:
    """The id and seed of a row that this library wrote, else empty ones."""
    own, seed = row.get("id"), row.get("seed")
    if not isinstance(own, str) or not OWN_ID.fullmatch(own):
        return "", ""
    return own, seed if isinstance(seed, str) and OWN_ID.fullmatch(seed) else own


def _own_fields(row: Row, keys: Keys, draft: Draft) -> None:
    """Take id, seed, method and steps from a row that this library wrote."""
    draft.id, draft.seed = _own_ids(row)
    if not draft.id:
        return
    method, steps = row.get("method"), row.get("steps")
    draft.method = method if isinstance(method, str) and method else draft.method
    for step in steps if is_messages(steps) else []:
        texts = [step.get(name, "") for name in ("name", "field", "detail")]
        if all(isinstance(text, str) for text in texts):
            draft.steps += (Step(*texts),)


def _not_an_object(value: object) -> tuple[str, str]:
    """What stands in a message for the keys of a row that has none."""
    if value == []:
        return "（空数组）", "(an empty array)"
    zh, en = type_words(value)
    return f"（不是对象，是{zh}）", f"(not an object but {en})"
