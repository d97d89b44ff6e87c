"""What a target is: a trainer that takes the data, what is known of it, and how its findings are said."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from hesui_data.pair import Issue, Pair
from hesui_data.targets.facts import SetFacts
from hesui_data.targets.tokens import tokens_beyond

Words = tuple[str, str]  # in Chinese, in English


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit of a trainer, and where it is written."""

    what: Words
    value: str
    source: str


@dataclass(frozen=True, slots=True)
class Target:
    """A trainer, the version its facts were read from, and what it makes of a row and of a file.

    ``row_issues`` takes the parsed JSON value of a row and the pair that was read from it; an HD604
    without a field says that the whole row is left out, one with a field that this part of it is.
    """

    name: str
    title: Words
    version: str
    date: str  # when its facts were read
    sources: tuple[str, ...]
    limits: tuple[Limit, ...]
    row_issues: Callable[[object, Pair | None], Iterator[Issue]]
    set_issues: Callable[[SetFacts], Iterator[Issue]]


@dataclass(frozen=True, slots=True)
class Voice:
    """Issues in the name of one target.

    >>> Voice(("某平台", "some platform")).refuses("缺 prompt", "no prompt").message
    'some platform refuses it: no prompt'
    """

    title: Words

    def refuses(self, zh: str, en: str, *, field: str = "", line: int | None = None) -> Issue:
        """It stops at this, or refuses the whole file for it."""
        return Issue.of("HD603", field=field, line=line, target=self.title, reason=(zh, en))

    def drops(self, zh: str, en: str, *, field: str = "", line: int | None = None) -> Issue:
        """It leaves the row out, or ``field`` of it, and goes on."""
        return Issue.of("HD604", field=field, line=line, target=self.title, reason=(zh, en))

    def cuts(self, zh: str, en: str, *, field: str = "") -> Issue:
        """It cuts the row."""
        return Issue.of("HD605", field=field, target=self.title, reason=(zh, en))

    def too_few(self, rows: int, limit: int, zh: str, en: str) -> Issue:
        """It asks for more rows than there are."""
        return Issue.of("HD606", target=self.title, rows=rows, limit=limit, reason=(zh, en))

    def notes(self, zh: str, en: str) -> Issue:
        """It takes the file, with a setting or a consequence that one has to know of."""
        return Issue.of("HD607", target=self.title, reason=(zh, en))

    def too_long(
        self, texts: Iterable[str], *, limit: int, family: str, name: str, then: Words
    ) -> Iterator[Issue]:
        """It cuts the row if ``texts`` are more than ``limit`` tokens; ``name`` is the setting that says so."""
        if size := tokens_beyond(texts, limit, family):
            yield self.cuts(
                f"约 {size} 词元（估计），上限 {limit}（{name}）；{then[0]}",
                f"about {size} tokens (an estimate), the limit is {limit} ({name}); {then[1]}",
            )


def texts_of(pair: Pair | None) -> tuple[str, ...]:
    """All that is said in ``pair``, in order; the longer answer where there are two.

    >>> texts_of(Pair("写一句祝福", "新年好", system="你是诗人"))
    ('你是诗人', '写一句祝福', '新年好')
    """
    if pair is None:
        return ()
    answer = max(pair.response, pair.rejected_response or "", key=len)
    said = (pair.system, *(turn.text for turn in pair.history), pair.prompt, answer)
    return tuple(text for text in said if text)


def type_name(value: object) -> Words:
    """What kind of JSON value it is, in words.

    >>> type_name(["a"])[1], type_name(None)[1]
    ('an array', 'null')
    """
    for kind, words in _TYPES:
        if isinstance(value, kind):
            return words
    return ("空值（null）", "null")


def shown(value: object) -> str:
    """``value`` as it stands in JSON, short enough for a message.

    >>> shown(True), shown("human"), shown("很" * 99)[-3:]
    ('true', '"human"', '很…"')
    """
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 32 else text[:30] + "…" + text[-1]


def rewritten(dialect: str) -> Words:
    """How the file is rewritten for a target, as the end of a sentence.

    >>> rewritten("openai")[1]
    'hesui clean FILE --dialect openai -o OUT rewrites it'
    """
    return (
        f"可用 hesui clean 文件 --dialect {dialect} -o 新文件 改写",
        f"hesui clean FILE --dialect {dialect} -o OUT rewrites it",
    )


_TYPES: tuple[tuple[type, Words], ...] = (
    (bool, ("布尔值", "a boolean")),
    (str, ("字符串", "a string")),
    (int, ("数字", "a number")),
    (float, ("数字", "a number")),
    (list, ("数组", "an array")),
    (dict, ("对象", "an object")),
)
