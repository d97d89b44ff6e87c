"""The one record that flows through every stage: ``Pair``, with its ``Step``s and ``Issue``s."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from json.encoder import encode_basestring_ascii as _quoted
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hesui_data.length.constraint import LengthTag
    from hesui_data.rules.rule import Rule


def _rule(code: str) -> Rule:
    from hesui_data.rules import RULES  # here, since most pairs have no issue

    return RULES[code]


Value = str | int | float | tuple[str, str]  # a tuple is the same words in Chinese and in English


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier turn of a dialogue; ``weight`` 0 leaves it out of the loss."""

    role: str  # "user" or "assistant"
    text: str
    weight: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """What was done to a pair: the name of a fixer or method, the field, and a detail."""

    name: str
    field: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Issue:
    """What is wrong with a pair or a line of a file. Severity and wording come from ``rules``.

    >>> issue = Issue.of("HD103", field="response")
    >>> issue.severity, issue.message
    ('error', 'the response is empty or missing')
    """

    code: str
    field: str = ""
    line: int | None = None  # line of the file, from 1
    column: int | None = None  # code point in that line, from 1
    offset: int | None = None  # code point in the field, from 0
    stage: str = ""
    values: tuple[tuple[str, Value], ...] = ()

    @classmethod
    def of(
        cls,
        code: str,
        *,
        field: str = "",
        line: int | None = None,
        column: int | None = None,
        offset: int | None = None,
        **values: Value,
    ) -> Issue:
        """An issue whose ``values`` fill the placeholders of the rule's message."""
        return cls(code, field, line, column, offset, values=tuple(sorted(values.items())))

    def at(self, line: int, column: int) -> Issue:
        """The same issue at ``line`` and ``column`` of the file.

        >>> Issue.of("HD103", field="response").at(2, 9).column
        9
        """
        return Issue(self.code, self.field, line, column, self.offset, self.stage, self.values)

    @property
    def severity(self) -> str:
        """``"error"``, ``"warning"`` or ``"info"``."""
        return _rule(self.code).severity

    @property
    def rejects(self) -> bool:
        """Whether a build refuses a row for it: an error, unless the row is read or cleaned all the same."""
        return _rule(self.code).rejects

    @property
    def fixable(self) -> bool:
        """Whether ``hesui check`` can mend it, with ``--fix`` or with ``--unsafe-fixes``."""
        return bool(_rule(self.code).fix)

    @property
    def message(self) -> str:
        """The message in English; ``say("zh")`` has it in Chinese."""
        return self.say("en")

    def say(self, language: str) -> str:
        """The message in ``language``, ``"zh"`` or ``"en"``, with the numbers that decided it."""
        which = 0 if language == "zh" else 1
        values = {k: v[which] if isinstance(v, tuple) else v for k, v in self.values}
        return _rule(self.code).template(language).format_map(values)


@dataclass(frozen=True, slots=True)
class Pair:
    """One SFT example and its history. Immutable: every change makes a new one.

    ``prompt`` and ``response`` are the last turn; earlier ones are in ``history``. ``id`` is a hash
    of the content as it was read, ``seed`` the id of the original pair this one was made from (its
    own id for an original).

    >>> pair = Pair("写一句祝福", "新年好！")
    >>> pair.id == Pair("写一句祝福", "新年好！").id == pair.seed
    True
    >>> pair.flag(Issue.of("HD103", field="response")).accepted
    False
    """

    prompt: str
    response: str
    system: str = ""
    history: tuple[Turn, ...] = ()
    rejected_response: str | None = None
    weight: int | None = None  # of the last turn
    id: str = ""
    seed: str = ""
    source: str = ""  # relative to the SOURCE that was given, with "/"
    line: int | None = None
    method: str = "read"
    raw: str = ""  # the row as it stood in the file, for rows that could not be read
    split: str = ""  # "train" or "eval", once it is assigned
    steps: tuple[Step, ...] = ()
    issues: tuple[Issue, ...] = ()
    tags: tuple[LengthTag, ...] = ()
    before: tuple[tuple[str, str], ...] = ()  # field and text as it was read, where a step has changed it

    def __post_init__(self) -> None:
        if not self.id:
            object.__setattr__(self, "id", content_id(self))
        if not self.seed:
            object.__setattr__(self, "seed", self.id)

    @property
    def accepted(self) -> bool:
        """No issue for which a build refuses it."""
        return not (self.issues and any(issue.rejects for issue in self.issues))

    @property
    def original(self) -> bool:
        """Whether this pair was given, not made from another."""
        return self.seed == self.id

    def flag(self, *issues: Issue) -> Pair:
        """The same pair with ``issues`` added."""
        return replace(self, issues=self.issues + issues) if issues else self

    def edit(self, *steps: Step, **texts: str | tuple[Turn, ...] | None) -> Pair:
        """The same pair with other ``texts`` and ``steps`` added; ``before`` keeps what was read.

        >>> Pair("写一句祝福", "新年好 ").edit(Step("strip_trailing_space"), response="新年好").before
        (('response', '新年好 '),)
        """
        edited = replace(self, steps=self.steps + steps, **texts)  # type: ignore[arg-type]
        was, now = dict(_texts_of(self)), dict(_texts_of(edited))
        changed = {field: text for field, text in was.items() if now.get(field) != text}
        return replace(edited, before=tuple((changed | dict(self.before)).items()))

    def grow(self, method: str, *steps: Step, prompt: str | None = None, response: str | None = None) -> Pair:
        """A variant of this pair: same seed and source, own id, ``steps`` added; no tags or issues yet.

        >>> seed = Pair("写一句祝福", "新年好！")
        >>> variant = seed.grow("retag", Step("retag", "prompt"), prompt="写一句祝福，10字以内")
        >>> variant.seed == seed.id, variant.id == seed.id, variant.method
        (True, False, 'retag')
        """
        return replace(
            self,
            prompt=self.prompt if prompt is None else prompt,
            response=self.response if response is None else response,
            id="",
            method=method,
            steps=self.steps + steps,
            issues=(),
            tags=(),
            before=(),
        )


def _texts_of(pair: Pair) -> Iterator[tuple[str, str]]:
    """The fields of ``pair`` that hold text, by the names that steps have for them."""
    yield "system", pair.system
    yield from ((f"history[{n}]", turn.text) for n, turn in enumerate(pair.history))
    yield "prompt", pair.prompt
    yield "response", pair.response
    if pair.rejected_response is not None:
        yield "rejected_response", pair.rejected_response


def content_id(pair: Pair) -> str:
    """20 hex digits of SHA-256 over the texts of a pair: the same on every machine.

    >>> content_id(Pair("a", "b")) == content_id(Pair("a", "b", source="x.jsonl", line=3))
    True
    """
    if (
        pair.history
        or pair.system
        or pair.rejected_response is not None
        or pair.weight is not None
        or pair.raw
    ):
        turns = [[turn.role, turn.text, turn.weight] for turn in pair.history]
        content = [
            pair.system,
            turns,
            pair.prompt,
            pair.response,
            pair.rejected_response,
            pair.weight,
            pair.raw,
        ]
        import json

        encoded = json.dumps(content, ensure_ascii=True, separators=(",", ":"))
    else:
        return content_id_of(pair.prompt, pair.response)
    return _hashed(encoded)


def content_id_of(prompt: str, response: str) -> str:
    """The ``content_id`` of a pair that has nothing but these two texts, as most have.

    >>> content_id_of("a", "b") == content_id(Pair("a", "b"))
    True
    """
    # The same JSON, written out: this is half of what reading costs.
    return _hashed(f'["",[],{_quoted(prompt)},{_quoted(response)},null,null,""]')


def _hashed(encoded: str) -> str:
    import hashlib

    return hashlib.sha256(encoded.encode()).hexdigest()[:20]


def number_ids(pairs: Iterable[Pair]) -> Iterator[Pair]:
    """The pairs with distinct ids: the second of equal content gets ``-2``, the third ``-3``.

    >>> [pair.id[20:] for pair in number_ids([Pair("a", "b"), Pair("a", "b"), Pair("c", "d")])]
    ['', '-2', '']
    """
    seen: dict[str, int] = {}
    for pair in pairs:
        count = seen[pair.id] = seen.get(pair.id, 0) + 1
        if count == 1:
            yield pair
        else:
            numbered = f"{pair.id}-{count}"
            yield replace(pair, id=numbered, seed=numbered if pair.original else pair.seed)
