"""LLaMA-Factory 0.9.5: what its converters and its processors make of a row.

The names of columns stand in the user's ``dataset_info.json``. It is taken to name those that the row
has, as ``data/README.md`` describes for each format; ``set_issues`` says what it must contain.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from hesui_data.formats.columns import keys_by_field
from hesui_data.pair import Issue, Pair
from hesui_data.targets.dataset_info import DIALOGUES, dataset_info
from hesui_data.targets.facts import SetFacts
from hesui_data.targets.loading import file_issues, mixed_type_issues
from hesui_data.targets.target import Limit, Target, Voice, rewritten, shown, texts_of, type_name

VERSION = "0.9.5"
CUTOFF = 2048
_EXPORT = rewritten("alpaca")
_SAYS = Voice((f"LLaMA-Factory {VERSION}", f"LLaMA-Factory {VERSION}"))
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Tags:
    """The keys of a message in one of the two dialogue formats, and who asks and who answers."""

    role: str
    text: str
    asks: tuple[str, ...]
    answers: tuple[str, ...]

    @property
    def known(self) -> str:
        """The roles as they stand in a message."""
        return "/".join((*self.asks, *self.answers))


_SHAREGPT = _Tags("from", "value", ("human", "observation"), ("gpt", "function_call"))
_OPENAI = _Tags("role", "content", ("user",), ("assistant",))
_TAGS = {"messages": _OPENAI, "conversations": _SHAREGPT}


def row_issues(value: object, pair: Pair | None = None) -> Iterator[Issue]:
    """An issue for each thing for which the row stops the training, or is left out, or is cut.

    >>> [issue.code for issue in row_issues({"instruction": "写一句祝福", "output": None})]
    ['HD604']
    """
    if not isinstance(value, dict):
        zh, en = type_name(value)
        yield _SAYS.refuses(
            f"一行应是一个 JSON 对象，这里是{zh}；{_EXPORT[0]}",
            f"a row must be a JSON object, this is {en}; {_EXPORT[1]}",
        )
        return
    key = next((key for key in DIALOGUES if key in value), "")
    found = list(_dialogue(value, key, _TAGS[key]) if key else _flat(value))
    yield from found
    if not any(issue.code == "HD603" or not issue.field for issue in found):
        yield from _unweighted(value, key)
        then = (
            "训练时两头都可能被截掉，可调大 cutoff_len",
            "either end may go; raise cutoff_len or shorten it",
        )
        yield from _SAYS.too_long(texts_of(pair), limit=CUTOFF, family="qwen", name="cutoff_len", then=then)


def _dialogue(row: Row, key: str, tags: _Tags) -> Iterator[Issue]:
    """What SharegptDatasetConverter makes of the turns in ``row[key]``."""
    turns = row[key]
    if not isinstance(turns, list) or not all(isinstance(turn, dict) for turn in turns):
        zh, en = ("别的数组", "an array of something else") if isinstance(turns, list) else type_name(turns)
        again = rewritten("openai")
        yield _SAYS.refuses(
            f"{key} 应是消息对象的数组，这里是{zh}；{again[0]}",
            f"{key} must be an array of message objects, this is {en}; {again[1]}",
        )
        return
    strange = next((turn for turn in turns if tags.role not in turn), None)
    if strange is not None:
        yield _SAYS.refuses(
            f"{key} 里的消息没有 {tags.role} 键；{key} 用 {tags.role}/{tags.text}",
            f"a message in {key} has no key {tags.role}; {key} goes with {tags.role} and {tags.text}",
        )
        return
    if bad := _not_text(turns, tags):
        yield bad
        return
    said = turns[1:] if turns and turns[0][tags.role] == "system" else turns
    if reason := _out_of_order(said, tags, ranking="chosen" in row or "rejected" in row):
        yield _SAYS.drops(*reason)
    elif (null := next((turn for turn in said if turn.get(tags.text) is None), None)) is not None:
        yield _SAYS.refuses(
            f"{null[tags.role]} 的 {tags.text} 是空值（null）；补上文字，或删去这一行",
            f"the {tags.text} of {null[tags.role]} is null; give it a text or delete the row",
        )
    elif any(turn[tags.role] == "function_call" and not _is_call(turn[tags.text]) for turn in said):
        yield _SAYS.refuses(
            "function_call 的内容应是带 name 和 arguments 的 JSON",
            "the content of function_call must be JSON with name and arguments",
        )
    elif "chosen" in row or "rejected" in row:
        yield from _ranked_messages(row, tags)


def _is_call(text: str) -> bool:
    """Whether ``text`` is the JSON of one function call, or of several."""
    try:
        calls = json.loads(text)
    except ValueError:
        return False
    calls = calls if isinstance(calls, list) else [calls]
    return all(isinstance(call, dict) and call.keys() >= {"name", "arguments"} for call in calls)


def _not_text(turns: list[Row], tags: _Tags) -> Issue | None:
    for turn in turns:
        text = turn.get(tags.text)
        if text is not None and not isinstance(text, str):
            zh, en = type_name(text)
            return _SAYS.refuses(
                f"{turn[tags.role]} 的 {tags.text} 是{zh}；请改成字符串",
                f"the {tags.text} of {turn[tags.role]} is {en}; make it a string",
            )
    return None


def _out_of_order(said: list[Row], tags: _Tags, *, ranking: bool) -> tuple[str, str] | None:
    """Why the turns are skipped: a role in the wrong place, or a number that does not pair up."""
    for number, turn in enumerate(said):
        if turn[tags.role] not in (tags.answers if number % 2 else tags.asks):
            wanted = "/".join(tags.answers if number % 2 else tags.asks)
            return (
                f"第 {number + 1} 轮的 {tags.role} 是 {shown(turn[tags.role])}，应是 {wanted}；"
                "整行跳过（Invalid role tag）",
                f"turn {number + 1} is by {shown(turn[tags.role])} and should be by {wanted}; "
                "the row is skipped (Invalid role tag)",
            )
    if len(said) % 2 != ranking or not said:
        zh = "提问" if ranking else "回答"
        return (
            f"共 {len(said)} 轮，应以{zh}结束；整行跳过（Invalid message count）",
            f"the number of turns is {len(said)} and the last must be "
            f"{'a question' if ranking else 'an answer'}; the row is skipped (Invalid message count)",
        )
    return None


def _ranked_messages(row: Row, tags: _Tags) -> Iterator[Issue]:
    """Chosen and rejected of a dialogue are messages themselves."""
    pair = [row.get("chosen"), row.get("rejected")]
    if not all(isinstance(answer, dict) for answer in pair):
        yield _SAYS.drops(
            "chosen 和 rejected 应各是一条消息对象；整行跳过",
            "chosen and rejected must be one message object each; the row is skipped",
        )
    elif not all(
        answer.get(tags.role) in (*tags.asks, *tags.answers, "system")  # type: ignore[union-attr]
        and isinstance(answer.get(tags.text), str)  # type: ignore[union-attr]
        for answer in pair
    ):
        yield _SAYS.refuses(
            f"chosen 和 rejected 要有 {tags.role} 和 {tags.text}，{tags.role} 是 {tags.known} 之一",
            f"chosen and rejected need {tags.role} and {tags.text}; {tags.role} is one of {tags.known}",
        )


def _flat(row: Row) -> Iterator[Issue]:
    """What AlpacaDatasetConverter makes of a row with a prompt and an answer side by side."""
    keys = _fields(tuple(row))
    ranking = "chosen" in row or "rejected" in row
    if not keys.keys() & {"prompt", "response"} and not ranking:
        yield _SAYS.refuses(
            f"没有 instruction 和 output 列；{_EXPORT[0]}",
            f"there are no columns instruction and output; {_EXPORT[1]}",
        )
        return
    for field in ("prompt", "input", "system"):
        key = keys.get(field, "")
        text = row.get(key) if field != "input" or keys.get("prompt") == "instruction" else None
        if text and not isinstance(text, str):
            zh, en = type_name(text)
            yield _SAYS.refuses(
                f"{key} 是{zh}；请改成字符串", f"{key} is {en}; make it a string", field=field
            )
            return
    history = list(_history(row.get(keys.get("history", ""))))
    yield from history
    if not any(issue.code == "HD603" for issue in history):
        answers = ("chosen", "rejected") if ranking else (keys.get("response", "output"),)
        for key in answers:
            if not isinstance(row.get(key), str):
                zh, en = type_name(row.get(key))
                yield _SAYS.drops(
                    f"{key} 是{zh}，整行跳过（Dropped invalid example）；请改成字符串",
                    f"{key} is {en}, and the row is skipped (Dropped invalid example); make it a string",
                )
                return


@lru_cache(maxsize=1024)
def _fields(keys: tuple[str, ...]) -> dict[str, str]:
    """Which key holds which field: the same for all rows with these keys."""
    return keys_by_field(keys)


def _history(history: object) -> Iterator[Issue]:
    """Each earlier exchange is unpacked into two; whatever is no list is not looked at."""
    if not isinstance(history, list):
        if history:
            zh, en = type_name(history)
            yield _SAYS.drops(
                f"history 是{zh}，不是数组，前面的轮次都不用；请写成 [[提问, 回答]]",
                f"history is {en} and no array, so no earlier turn is used; write [[prompt, response]]",
                field="history",
            )
        return
    for number, turn in enumerate(history, 1):
        if not isinstance(turn, list | dict | str) or len(turn) != 2:
            yield _SAYS.refuses(
                f"history 第 {number} 项不是 [提问, 回答] 两项；请改成两个字符串",
                f"item {number} of history is not [prompt, response]; make it two strings",
                field="history",
            )
            return
        if not isinstance(turn, list):
            yield _SAYS.drops(
                f"history 第 {number} 项不是 [提问, 回答]，键名会被当成原话来训练；{_EXPORT[0]}",
                f"item {number} of history is not [prompt, response], and its keys are learnt as if they were "
                f"the texts; {_EXPORT[1]}",
                field="history",
            )
            return
        if not all(isinstance(text, str) for text in turn):
            yield _SAYS.refuses(
                f"history 第 {number} 项里有不是字符串的内容；请改成字符串",
                f"item {number} of history holds something that is no string; make it one",
                field="history",
            )
            return


def _unweighted(row: Row, key: str) -> Iterator[Issue]:
    turns = row[key] if key else [row]
    if any(turn.get("weight") == 0 for turn in turns):
        yield _SAYS.drops(
            "它不看 weight：weight 为 0 的回答照样参与训练；不想训练就删去",
            "it does not look at weight: an answer of weight 0 is trained on; delete what must not be",
            field="weight",
        )


def set_issues(facts: SetFacts) -> Iterator[Issue]:
    """An issue for each thing in the whole file that stops it, and what dataset_info.json must say.

    >>> [issue.code for issue in set_issues(SetFacts(1, first_keys=("messages",)))]
    ['HD607']
    """
    yield from file_issues(facts, _SAYS)
    yield from mixed_type_issues(facts, _SAYS)
    yield from _other_shapes(facts)
    if settings := dataset_info(facts.first_keys, facts.keys):
        yield _SAYS.notes(
            f"dataset_info.json 里要写 {settings}，没写的列它不看",
            f"dataset_info.json must have {settings}; columns that are not named there are not looked at",
        )


def _other_shapes(facts: SetFacts) -> Iterator[Issue]:
    """One dataset_info.json describes one shape: rows of another shape have none of its columns."""
    key = next((key for key in DIALOGUES if key in facts.first_keys), "")
    answer = key or keys_by_field(facts.first_keys).get("response", "")
    if answer not in facts.lacking:
        return
    words = (
        f"这一行没有 {answer}，和第一行不是同一种结构；分成两个文件，或用 hesui clean --dialect 统一",
        f"the row has no {answer} and is not shaped like the first; "
        "make two files of it, or give all one shape with hesui clean --dialect",
    )
    line = facts.lacking[answer]
    yield _SAYS.refuses(*words, line=line) if key else _SAYS.drops(*words, line=line)


TARGET = Target(
    name="llama-factory",
    title=_SAYS.title,
    version=VERSION,
    date="2026-11-27",
    sources=(
        "LLaMA-Factory 0.9.5, src/llamafactory/data/converter.py",
        "LLaMA-Factory 0.9.5, src/llamafactory/data/processor/supervised.py and pairwise.py",
        "LLaMA-Factory 0.9.5, src/llamafactory/data/formatter.py and parser.py",
        "LLaMA-Factory 0.9.5, src/llamafactory/hparams/data_args.py",
        "LLaMA-Factory 0.9.5, data/README.md; pyproject.toml asks for datasets up to 4.0.0",
    ),
    limits=(
        Limit(
            ("一行的词元数，超出截断", "tokens of a row, cut beyond"),
            f"{CUTOFF} (cutoff_len)",
            "hparams/data_args.py",
        ),
    ),
    row_issues=row_issues,
    set_issues=set_issues,
)
