"""What Hugging Face ``datasets`` makes of a file, with which LLaMA-Factory and TRL read theirs."""

from __future__ import annotations

from collections.abc import Iterator

from hesui_data.pair import Issue
from hesui_data.targets.facts import SetFacts
from hesui_data.targets.target import Voice, Words

TYPE_WORDS: dict[str, Words] = {
    "string": ("字符串", "a string"),
    "number": ("数字", "a number"),
    "boolean": ("布尔值", "a boolean"),
    "array": ("数组", "an array"),
    "object": ("对象", "an object"),
}


def file_issues(facts: SetFacts, voice: Voice) -> Iterator[Issue]:
    """An issue for each thing in the file for which ``load_dataset`` stops or leaves cells out.

    >>> [issue.code for issue in file_issues(SetFacts(2, row_types={"array": 1}), Voice(("x", "x")))]
    ['HD603']
    """
    if not facts.rows:
        yield voice.refuses("文件里没有数据；请先写入数据", "there is no row in the file; write some first")
    if not is_utf8(facts.encoding):
        yield voice.refuses(
            f"文件编码是 {facts.encoding}，它只读 UTF-8；用 hesui check --fix 转换",
            f"the file is {facts.encoding} and it reads UTF-8 alone; hesui check --fix converts it",
        )
    for kind, line in facts.row_types.items():
        if kind not in {"object", "null"}:
            zh, en = TYPE_WORDS[kind]
            yield voice.refuses(
                f"这一行是{zh}，读取文件时（datasets）整份停下；每行应是一个对象，可用 hesui clean --dialect 改写",
                f"the row is {en}, and loading (datasets) stops there; "
                "a row must be an object; hesui clean --dialect rewrites it",
                line=line,
            )
    if facts.kind == "table":
        yield from _lost_cells(facts, voice)


def mixed_type_issues(facts: SetFacts, voice: Voice) -> Iterator[Issue]:
    """An issue for each place that has two types: ``datasets`` up to 4.0 stops at the second.

    >>> facts = SetFacts(2, types={"output": {"string": 1, "array": 2}})
    >>> next(mixed_type_issues(facts, Voice(("x", "x")))).line
    2
    """
    for place, (first, other, line) in facts.mixed().items():
        if not place or place.startswith("["):  # a row that is an array is an issue of its own
            continue
        (zh, en), (other_zh, other_en) = TYPE_WORDS[first], TYPE_WORDS[other]
        yield voice.refuses(
            f"{place} 前面是{zh}，这里是{other_zh}；datasets 4.0 及更早版本读到这里整份停下，请统一类型",
            f"{place} was {en} before and is {other_en} here; datasets up to 4.0 stops there: use one type",
            line=line,
        )


def is_utf8(encoding: str) -> bool:
    """Whether ``encoding`` is UTF-8 under one of its names, or its part ASCII.

    >>> is_utf8("UTF8"), is_utf8("utf-8-sig"), is_utf8("gb18030")
    (True, True, False)
    """
    return encoding.casefold().replace("_", "-") in {"utf-8", "utf8", "utf-8-sig", "ascii", "us-ascii"}


def _lost_cells(facts: SetFacts, voice: Voice) -> Iterator[Issue]:
    for column, (line, word) in facts.missing_words.items():
        yield voice.drops(
            f"{column} 列的“{word}”会被读成空值；用 JSONL 就不会，可用 hesui clean 改写",
            f"the word {word} in the column {column} is read as nothing; "
            "it is not in JSONL, which hesui clean writes",
            field=column,
            line=line,
        )
