"""Prompts without their length phrases, and with others in their place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from hesui_data.length.constraint import LengthConstraint
from hesui_data.length.grammar.parts import LINK, NAMED, NTH
from hesui_data.length.grammar.phrasing import Phrasing
from hesui_data.length.grammar.reading import is_verse_form, parse_length
from hesui_data.length.patterns import Pattern

_PAUSES = "，,、；;"
_CLAUSE_ENDS = "，,、；;：:。！？!?\n）)】]【"
_CLAUSE_STARTS = "，,；;：:。！？!?\n（(【["
_OPENING, _CLOSING = "（(【[", "）)】]"
_REACH = 32

_MARKER = r"(?:[0-9]{1,2}[.、)）]\s?|[-*•]\s)?"
_FIELD = r"(?:字数|篇幅|长度|汉字数|字符数|词数|句数|行数|段数|条数|总数)"
_LEAD = Pattern(
    rf"{_MARKER}(?:并且?|且|同时|另外|而且|但|只需|其中|总共|共|大家)?"
    r"(?:请|要求|需要?|务必|最好|尽量|希望|注意|应该?|得|必须|确保|保证)*+(?:把|将|让|使)?"
    r"(?:每一?个?[一-鿿]{1,4}?|each\s[a-z]+|title|各|标题|题目|正文|横批|全文|全篇|文章|文字|文案|作文|短文|回答|答案|内容|整体|总|祝福语?|"
    rf"描述|故事)?的?(?:最大|最小|最多|最少|总)?{_FIELD}?(?:限制|要求|范围|限定)?"
    r"(?:请|应该?|需要?|必须|务必|一定要|要|都|均|为|尽量|最好)*+(?:严格)?(?:控制|限制|限定|保持|写|用|分|分成|分为)?"
    r"(?:在|为|是|到|成|介于|处于)?[】：:]?\s?(?:(?:in|of|with|using|it must be)\s)?"
    r"|(?:(?:it|the\s[a-z]+)\s)?(?:(?:must|should)\s)?(?:(?:be|have)\s)?(?:(?:in|of|with|using|within)\s)?"
)
_SUBJECT_LEAD = Pattern(
    rf"{_MARKER}[^，,。；;：:\n]{{0,16}}?(?:{_FIELD}|{NTH}|{NAMED}|title|each\s[a-z]+|上、?下联|[一-鿿]版|部分|标题|题目|描述|回答|总共|分为|分成|"
    rf"每一?个?[一-鿿]{{1,6}}?){LINK}\s?(?:(?:in|of|with|using|it must be)\s)?"
)
"""A subject of which nothing but its length is said; only in a clause that is not the first."""

_GLUE = Pattern(
    rf"(?:控制|限制|限定|保持|分)?(?:到|为|成|在)|{_FIELD}|长达?|包含|共|约|分|写|\s?(?:in|of|with|using|within|to|at)\s"
)
_QUALIFIES = Pattern(rf"(?:总|文字)?{_FIELD}(?:约|为|在|是|控制在|限制在)?\s?|长达?|由|包含|约")
_MEANS = Pattern(r"(?:使用|采用|运用|利用|用|以|分成|分为|分)\s?")
_TRAIL = Pattern(r"\s?(?:为宜|为佳|即可|就行|就好|就够了?|吧)?")
_AFTER_ATTRIBUTE = Pattern(r"(?:[组构]成)?的|、|\s")

Kind = Literal["clause", "attribute", "adverbial", "complement"]


@dataclass(frozen=True, slots=True)
class _Slot:
    """The stretch that serves one demand alone, and the part it plays.

    A clause stands between marks (，字数控制在50字以内), an attribute before a noun (50字以内的祝福), an
    adverbial before a verb (用两句话), a complement after one (压缩到120字).
    """

    kind: Kind
    start: int
    end: int


def strip_length(prompt: str) -> str:
    """``prompt`` without its length phrases, tidy; the same for prompts that differ in them alone.

    >>> strip_length("给老师写一段50字以内的祝福，字数控制在30字左右。"), strip_length("写祝福（不超过20字）")
    ('给老师写一段祝福。', '写祝福')
    """
    text, whole = prompt, len(prompt)  # up to where it is still the prompt
    for constraint in reversed(parse_length(prompt)):
        start, end = constraint.span
        if end <= whole and not is_verse_form(prompt, constraint):  # else it went with the one after it
            slot = _slot(text, start, end)
            text, whole = _cut(text, slot), slot.start
    return text


def replace_length(prompt: str, constraint: LengthConstraint, phrase: Phrasing | str) -> str | None:
    """``prompt`` with ``phrase`` in the place of ``constraint``, one of those it parses to.

    None when no place reads naturally, or the result would parse to anything but the new constraint
    and the other ones of the prompt.

    >>> prompt = "给老师写一段50字以内的祝福。"
    >>> old, = parse_length(prompt)
    >>> replace_length(prompt, old, "30字左右"), replace_length(prompt, old, "最多写80字")
    ('给老师写一段30字左右的祝福。', '给老师写一段祝福，最多写80字。')
    """
    old = parse_length(prompt)
    wanted = _found(old, constraint)
    new = _constraint_of(phrase)
    if wanted is None or new is None or is_verse_form(prompt, wanted):
        return None
    others = [c for c in old if c is not wanted]
    for candidate in _candidates(prompt, wanted, phrase):
        if sorted(map(repr, parse_length(candidate))) == sorted(map(repr, [*others, new])):
            return candidate
    return None


def _found(constraints: tuple[LengthConstraint, ...], wanted: LengthConstraint) -> LengthConstraint | None:
    """The one that is meant: at the same span if there is one, else the first that is equal."""
    equal = [c for c in constraints if c == wanted]
    return next((c for c in equal if c.span == wanted.span), equal[0] if equal else None)


def _constraint_of(phrase: Phrasing | str) -> LengthConstraint | None:
    if not isinstance(phrase, str):
        return phrase.constraint
    found = parse_length(phrase)
    return found[0] if len(found) == 1 else None


def _candidates(prompt: str, constraint: LengthConstraint, phrase: Phrasing | str) -> list[str]:
    """The prompt with the phrase in it, the most natural first."""
    words = phrase if isinstance(phrase, str) else phrase.text
    start, end = constraint.span
    if prompt[start:end].isascii() and any(c.isalpha() for c in prompt[start:end]) and not words.isascii():
        return []  # Chinese words in an English sentence
    compact = _fits_before_noun(phrase)
    slot = _slot(prompt, start, end)
    if slot.kind == "clause":
        return _in_clause(prompt, constraint, slot, words, compact=compact)
    in_place = [_in_place(prompt, constraint, slot, words)] if compact else []
    return in_place if slot.kind == "complement" else [*in_place, *_appended(prompt, slot, words)]


def _appended(prompt: str, slot: _Slot, words: str) -> list[str]:
    """The prompt without the slot, and the words in a clause of their own after the one it stood in."""
    bare = _cut(prompt, slot)
    at = next((i for i in range(slot.start, len(bare)) if _ends_clause(bare, i)), len(bare))
    head = bare[:at].rstrip(_PAUSES + " ")
    comma = ", " if head[-1:].isascii() and words.isascii() else "，"
    return [f"{head}{comma}{words}{bare[at:]}"] if head else []


def _fits_before_noun(phrase: Phrasing | str) -> bool:
    """Whether it can stand before a noun: 50字以内, 不超过50字, but not 最多写50字."""
    if not isinstance(phrase, str):
        return phrase.position == "before_noun"
    return (
        re.fullmatch(r"(?:不超过|不少于|不低于|不多于|约|大约|正好|恰好)?[^，写限控数篇]{2,14}", phrase)
        is not None
    )


def _in_clause(
    prompt: str, constraint: LengthConstraint, slot: _Slot, words: str, *, compact: bool
) -> list[str]:
    """In the place of a clause: after its field (字数：…) where it has one, else instead of the whole."""
    start = slot.start
    while start < slot.end and prompt[start] in _CLAUSE_STARTS + " ":
        start += 1
    end = slot.end - (
        prompt[slot.end - 1] in "）)】]" and prompt[start - 1 : start] in ("（", "(", "【", "[")
    )
    label = re.match(r".{0,8}[：:】]\s?", prompt[start : constraint.span[0]])
    found = [prompt[: start + label.end()] + words + prompt[end:]] if label and compact else []
    marker = re.match(r"[0-9]{1,2}[.、)）]\s?|[-*•]\s", prompt[start:end])
    return [*found, prompt[:start] + (marker[0] if marker else "") + words + prompt[end:]]


def _in_place(prompt: str, constraint: LengthConstraint, slot: _Slot, words: str) -> str:
    """In the place of the span, with 的 before a noun unless the phrase needs none (50字以内拜年语)."""
    start, end = constraint.span
    if slot.kind != "attribute":
        return prompt[:start] + words + prompt[end:]
    loose = prompt[slot.end - 1] != "的" and words[0].isdigit() and constraint.unit == "字"
    return prompt[: slot.start] + words + ("" if loose else "的") + prompt[slot.end :]


def _slot(text: str, start: int, end: int) -> _Slot:
    """The slot of the span."""
    trail = _TRAIL.match(text, end)
    end = trail.end() if trail and _ends_clause(text, trail.end()) else end
    clause = _clause_start(text, start)
    if _ends_clause(text, end):
        alone = _LEAD.fullmatch(text, clause, start)
        if alone or (clause and _SUBJECT_LEAD.fullmatch(text, clause, start)):
            return _Slot("clause", *_with_marks(text, clause, end))
        return _Slot("complement", _start_of(_GLUE, text, clause, start), end)
    means = _start_of(_MEANS, text, clause, start)
    if means < start:
        return _Slot("adverbial", means, end)
    after = _AFTER_ATTRIBUTE.match(text, end)
    return _Slot("attribute", _start_of(_QUALIFIES, text, clause, start), after.end() if after else end)


def _start_of(pattern: Pattern, text: str, low: int, end: int) -> int:
    """Where the longest match of ``pattern`` that ends at ``end`` begins; ``end`` itself if there is none."""
    return next((at for at in range(max(low, end - 10), end) if pattern.fullmatch(text, at, end)), end)


def _clause_start(text: str, position: int) -> int:
    """Where the clause begins; a label that ends in a colon there belongs to it: 字数：, 【字数】."""
    stop = max(0, position - _REACH)
    if text[position - 1 : position] == "、":
        return position
    label = _LABEL.search(text, stop, position)
    while label is None and position > stop and text[position - 1] not in _CLAUSE_STARTS:
        position -= 1
    label = label or _LABEL.search(text, stop, position)
    return label.start("label") if label else position


_NAMES = rf"{NAMED}|{NTH}|“[^“”]{{1,20}}”部分|标题|题目|title|each\s[a-z]+"
_LABEL = Pattern(
    rf"(?:^|[\s，。；（(])(?P<label>{_MARKER}[【]?(?:[^\s，。；：:【】]{{0,6}}?{_FIELD}(?:限制|要求|范围)?|{_NAMES})[】：:]{{1,2}}\s?)$"
)


def _ends_clause(text: str, end: int) -> bool:
    if text[end : end + 1] == ".":
        return text[end + 1 : end + 2] in ("", " ", "\n")
    return end >= len(text) or text[end] in _CLAUSE_ENDS


def _with_marks(text: str, start: int, end: int) -> tuple[int, int]:
    """The clause with what parts it from its neighbours: brackets around it, or the mark before it."""
    opening, closing = text[start - 1 : start], text[end : end + 1]
    if opening and opening in _OPENING and closing and closing in _CLOSING:
        return start - 1, end + 1
    if opening and opening in _PAUSES:
        return start - 1, end
    return start, end


def _cut(text: str, slot: _Slot) -> str:
    """``text`` without the slot, and without the marks that it leaves dangling."""
    head, tail = text[: slot.start], text[slot.end :]
    if head[-1:] in _OPENING and tail[:1] in _CLOSING and head and tail:
        return head[:-1] + tail[1:]
    if not head or head.endswith("\n"):
        rest = tail.lstrip("，,、；;。！ .")
        return head + (rest if tail and not head else rest.removeprefix("\n"))
    if slot.kind == "complement" and tail.startswith("、"):
        return head + tail[1:]
    return _joined(head, tail)


def _joined(head: str, tail: str) -> str:
    """Two ends of a text, with one mark where they meet."""
    before, after = head[-1], tail[:1]
    if before in "。！？!?；;：:" and after and after in "，,、；;。":
        return head + tail[1:]
    if before in _PAUSES and (not after or after in _CLAUSE_ENDS):
        return head[:-1] + tail
    if before == " " and (not after or after in " .,"):
        head = head.rstrip()
        return head + (tail[1:] if head.endswith(".") and after == "." else tail)
    return head + tail
