"""Baidu Qianfan: what its SDK 0.4.12.3 refuses, and what its documentation says of a training file.

Two ways to write a response are in use: ``[["R"]]``, which is all that the SDK's own check takes, and
``"R"``, as the documentation has it since 2025. Both count as good here; ``set_issues`` says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hesui_data.pair import Issue, Pair
from hesui_data.targets.facts import SetFacts
from hesui_data.targets.loading import is_utf8
from hesui_data.targets.target import Limit, Target, Voice, rewritten, shown, texts_of, type_name

VERSION = "0.4.12.3"
MAX_TOKENS = 4096
MAX_TURNS = 150
MIN_ROWS = 100
MAX_BYTES = 100 * 1024 * 1024
_SAYS = Voice((f"千帆 SDK {VERSION}", f"Qianfan SDK {VERSION}"))
_EXPORT = rewritten("qianfan")
_SHAPE = '[{"prompt": "…", "response": [["…"]]}]'
Row = Mapping[str, Any]


def row_issues(value: object, pair: Pair | None = None) -> Iterator[Issue]:
    """An issue for each thing for which the row is refused, or cut, or a part of it does not count.

    >>> [issue.code for issue in row_issues([{"prompt": "写一句祝福", "response": [["新年好"]]}])]
    []
    >>> [issue.code for issue in row_issues({"instruction": "写一句祝福", "output": "新年好"})]
    ['HD603']
    """
    found = list(_shape_issues(value))
    yield from found
    if not any(issue.code == "HD603" for issue in found):
        then = (
            "ERNIE-Speed-8K 最多可设 8192；缩短或拆分",
            "ERNIE-Speed-8K takes up to 8192; shorten it or split it",
        )
        yield from _SAYS.too_long(
            texts_of(pair), limit=MAX_TOKENS, family="ernie", name="maxSeqLen", then=then
        )


def _shape_issues(value: object) -> Iterator[Issue]:
    if isinstance(value, dict):
        yield from _object(value)
    elif value == []:
        yield _SAYS.drops(
            "空数组里没有数据；删去这一行", "there is nothing in an empty array; delete the row"
        )
    elif not isinstance(value, list) or not all(isinstance(turn, dict) for turn in value):
        zh, en = ("别的数组", "an array of something else")
        if not isinstance(value, list):
            zh, en = type_name(value)
        yield _SAYS.refuses(
            f"一行应写成 {_SHAPE}，这里是{zh}；{_EXPORT[0]}",
            f"a row must be {_SHAPE}, this is {en}; {_EXPORT[1]}",
        )
    elif any(turn.keys() & {"user", "chosen", "rejected"} for turn in value):
        yield from _preference(value)
    else:
        yield from _dialogue(value)


def _object(row: Row) -> Iterator[Issue]:
    """A row that is no array: the role format of the documentation, or a turn as the SDK takes it."""
    if "messages" in row:
        yield from _roles(row["messages"])
    elif "prompt" in row and isinstance(row.get("response"), str):
        yield _SAYS.refuses(
            f"对象里的 response 不能是字符串，应写成 {_SHAPE}；{_EXPORT[0]}",
            f"in an object the response cannot be a string; write {_SHAPE}; {_EXPORT[1]}",
            field="response",
        )
    else:
        yield from _dialogue([row])


def _dialogue(turns: list[Row]) -> Iterator[Issue]:
    """Turns of ``prompt`` and ``response``."""
    forms = set()
    for number, turn in enumerate(turns, 1):
        if wrong := _wrong_turn(turn):
            zh, en, field = wrong
            yield _SAYS.refuses(f"第 {number} 轮{zh}", f"turn {number}: {en}", field=field)
            return
        forms.add(isinstance(turn["response"], str))
    if len(forms) > 1:
        yield _SAYS.refuses(
            f"各轮 response 的写法不一样，请统一成 {_SHAPE}",
            f"the responses of the turns are written in two ways; write all as {_SHAPE}",
            field="response",
        )
    yield from _beyond(turns)


def _wrong_turn(turn: Row) -> tuple[str, str, str] | None:
    """What is wrong with one turn, in two languages, and with which field."""
    prompt, response = turn.get("prompt"), turn.get("response")
    if not isinstance(prompt, str):
        zh, en = type_name(prompt)
        if "prompt" not in turn:
            return f"没有 prompt；{_EXPORT[0]}", f"there is no prompt; {_EXPORT[1]}", "prompt"
        return f"的 prompt 是{zh}，应是字符串", f"prompt is {en} and must be a string", "prompt"
    if not response:
        return (
            "没有回答（response 缺失或为空）；补上或删去这一行",
            "there is no response, or an empty one; add it or delete the row",
            "response",
        )
    if "score" in turn and _ranked(response):
        return None
    if not isinstance(response, str) and not _nested(response):
        return (
            f'的 response 应写成 [["…"]]，一层数组和多个回答都不收；{_EXPORT[0]}',
            f'response must be written as [["…"]], neither in one array nor with several answers; {_EXPORT[1]}',
            "response",
        )
    return _wrong_weight(turn)


def _wrong_weight(turn: Row) -> tuple[str, str, str] | None:
    weight = turn.get("weight")
    if weight is not None and (isinstance(weight, bool) or weight not in (0, 1)):
        return (
            f"的 weight 是 {shown(weight)}，只能是 0 或 1",
            f"weight is {shown(weight)} and may be 0 or 1",
            "weight",
        )
    return None


def _nested(response: object) -> bool:
    """Whether it is one text in two arrays."""
    return _ranked(response) and len(response) == 1  # type: ignore[arg-type]


def _ranked(response: object) -> bool:
    """Whether it is an array of texts, each in an array of its own."""
    return (
        isinstance(response, list)
        and bool(response)
        and all(
            isinstance(item, list) and len(item) == 1 and isinstance(item[0], str) and bool(item[0])
            for item in response
        )
    )


def _beyond(turns: list[Row]) -> Iterator[Issue]:
    """What the documentation does not count: a later system text, turns beyond the 150th."""
    if any(turn.get("system") for turn in turns[1:]):
        yield _SAYS.drops(
            "system 只能写在第一轮（文档），后面轮次的不算；移到第一轮",
            "system belongs to the first turn (documentation), later ones do not count; move it there",
            field="system",
        )
    if len(turns) > MAX_TURNS:
        yield _SAYS.cuts(
            f"{len(turns)} 轮，最多 {MAX_TURNS} 轮（文档），其余截掉；拆成几行",
            f"{len(turns)} turns, at most {MAX_TURNS} (documentation), the rest goes; make several rows of it",
            field="history",
        )


def _preference(turns: list[Row]) -> Iterator[Issue]:
    """DPO and KTO rows: turns of user and assistant, the last with chosen, rejected or both."""
    last = turns[-1]
    answers = [last[key] for key in ("chosen", "rejected") if key in last]
    if not answers or not all(isinstance(answer, str) and answer for answer in answers):
        yield _SAYS.refuses(
            "偏好数据最后一轮要有 chosen、rejected（KTO 只要一个），都是非空字符串",
            "the last turn of a preference row needs chosen and rejected (for KTO one of them), as texts",
            field="response",
        )
    elif not all(isinstance(turn.get("user"), str) for turn in turns) or not all(
        isinstance(turn.get("assistant"), str) for turn in turns[:-1]
    ):
        yield _SAYS.refuses(
            "偏好数据每轮要有 user，最后一轮以外还要有 assistant，都是字符串",
            "each turn of a preference row needs a user text, and all but the last an assistant text",
        )
    yield from _beyond(turns)


def _roles(messages: object) -> Iterator[Issue]:
    """The role format: user and assistant take turns (documentation; the SDK does not know it)."""
    wanted = ("user", "assistant")
    turns = messages if isinstance(messages, list) else []
    whole = bool(turns) and all(
        isinstance(turn, dict) and isinstance(turn.get("content"), str) and turn["content"] for turn in turns
    )
    if not whole or [turn.get("role") for turn in turns] != list(wanted) * (len(turns) // 2):
        yield _SAYS.refuses(
            "messages 里 user 和 assistant 要轮流、各有文字，以 assistant 结束，没有 system；"
            "可用 hesui clean 文件 --dialect qianfan-role -o 新文件 改写",
            "in messages user and assistant take turns, each with a text, the assistant last, and no system; "
            "hesui clean FILE --dialect qianfan-role -o OUT rewrites it",
        )
        return
    for turn in turns:
        if wrong := _wrong_weight(turn):
            yield _SAYS.refuses(f"一条消息{wrong[0]}", f"of a message the {wrong[1]}", field="weight")
            return


def set_issues(facts: SetFacts) -> Iterator[Issue]:
    """An issue for each thing in the whole file for which an import or a training stops, and what to know.

    >>> [issue.code for issue in set_issues(SetFacts(55, has_bom=True))]
    ['HD603', 'HD606', 'HD607']
    """
    yield from _unreadable(facts)
    responses = facts.types.get("[].response", {})
    if {"string", "array"} <= responses.keys():
        yield _SAYS.refuses(
            f"前后两种 response 写法混用，从这一行起不同；请统一成 {_SHAPE}，{_EXPORT[0]}",
            f"responses are written in two ways, differently from this row on; write all as {_SHAPE}, "
            f"{_EXPORT[1]}",
            line=max(responses["string"], responses["array"]),
        )
    elif "string" in responses:
        yield _SAYS.notes(
            'response 写成字符串合乎 2025 年以来的文档，但 SDK 自带的校验只收 [["…"]]；'
            "导入失败就用 --dialect qianfan",
            "a string as response is what the documentation has since 2025, but the check of the SDK takes "
            '[["…"]] alone; should the import fail, use --dialect qianfan',
        )
    if facts.rows < MIN_ROWS:
        yield _SAYS.too_few(
            facts.rows,
            MIN_ROWS,
            "少于 32 条平台报错 510101；文档建议约 1000 条",
            "below 32 the platform answers error 510101; its advice is about 1,000",
        )
    yield _SAYS.notes(
        f"splitRatio 默认 20，{facts.rows} 条里只有约 {facts.rows * 4 // 5} 条参与训练；"
        "已自己留出评估集就设为 0",
        f"splitRatio is 20 unless set: of {facts.rows} rows about {facts.rows * 4 // 5} train; "
        "set it to 0 if you hold out an eval set yourself",
    )


def _unreadable(facts: SetFacts) -> Iterator[Issue]:
    fix = ("用 hesui check --fix 去掉", "hesui check --fix takes it away")
    if facts.kind == "table":
        yield _SAYS.refuses(f"CSV 不收，要 JSONL；{_EXPORT[0]}", f"no CSV, it must be JSONL; {_EXPORT[1]}")
    if not is_utf8(facts.encoding):
        yield _SAYS.refuses(
            f"文件编码是 {facts.encoding}，只收 UTF-8；用 hesui check --fix 转换",
            f"the file is {facts.encoding} and it takes UTF-8 alone; hesui check --fix converts it",
        )
    if facts.has_bom:
        yield _SAYS.refuses(
            f"文件以 BOM 开头，SDK 读第一行就停；{fix[0]}",
            f"the file begins with a BOM and the SDK stops at the first line; {fix[1]}",
            line=1,
        )
    if facts.blank_lines:
        yield _SAYS.refuses(
            f"有 {facts.blank_lines} 个空行，SDK 读到就停；{fix[0]}",
            f"the SDK stops at a blank line, of which it has {facts.blank_lines}; {fix[1]}",
            line=facts.first_blank,
        )
    if facts.bytes > MAX_BYTES:
        yield _SAYS.refuses(
            "文件大于 100 MB，不能从本地上传（2024 年 11 月的文档）；拆分，或经 BOS 导入",
            "the file is larger than 100 MB and cannot be uploaded (documentation of November 2024); "
            "split it or import it from BOS",
        )


TARGET = Target(
    name="qianfan",
    title=_SAYS.title,
    version=VERSION,
    date="2026-11-27",
    sources=(
        "qianfan 0.4.12.3, dataset/schema.py (QianfanNonSortedConversation and others)",
        "qianfan 0.4.12.3, dataset/data_source/chunk_reader.py and utils.py",
        "qianfan 0.4.12.3, resources/tools/tokenizer.py (tokens: 0.625 a Han character, 1 a word)",
        "documentation of the platform, 2024 and 2025, not verified on the platform",
    ),
    limits=(
        Limit(
            ("行数", "rows"), f"at least {MIN_ROWS}; error 510101 below 32", "contest rules; error list of V1"
        ),
        Limit(
            ("一行的词元数，超出截断", "tokens of a row, cut beyond"),
            f"{MAX_TOKENS} (maxSeqLen unless set), at most 8192",
            "documentation, ERNIE-Speed-8K",
        ),
        Limit(("轮数，其余截掉", "turns, the rest goes"), str(MAX_TURNS), "documentation"),
        Limit(("本地上传的文件大小", "size of an upload"), "100 MB", "documentation of November 2024"),
    ),
    row_issues=row_issues,
    set_issues=set_issues,
)
