"""Prompts without their length phrases, and with others in their place."""

from __future__ import annotations

import re

from hesui_data.length.constraint import LengthConstraint
from hesui_data.length.phrasing import Phrasing
from hesui_data.length.reading import is_verse_form, parse_length

_PAUSES = "，,、；;：:"
_STOPS = "。！？!?；;\n"
_LEAD = re.compile(
    r"(?:并且?|且|同时|另外|而且|但)?(?:请|要求|需要?|务必|最好|尽量|希望|注意)*(?:把|将)?"
    r"(?:每一?个?[一-鿿]{1,3}?|各|标题|题目|总|全文|全篇|文章|文字|文案|作文|回答|内容|整体)?的?"
    r"(?:[一-鿿]{0,2}字数|篇幅|长度|[汉字词句行段条]{1,2}符?数)?(?:要求|限制|限定)?(?:请|应该?|需|必须|要|都|均)*(?:严格)?(?:控制|限制|限定|保持)?"
    r"(?:在|为|是|到|成)?(?:用|分|共|总共|写)?(?:成|为)?[：:]?\s?"
)
_TRAIL = re.compile(r"(?:为宜|为佳|即可|就行|就好|就够了?|吧)?")
_ATTRIBUTE = re.compile(r"\s?的")
_REACH = 24


def strip_length(prompt: str) -> str:
    """``prompt`` without its length phrases, tidy; the same for prompts that differ in them alone.

    >>> strip_length("给老师写一段50字以内的祝福，字数控制在30字左右。"), strip_length("写祝福（不超过20字）")
    ('给老师写一段祝福。', '写祝福')
    """
    text = prompt
    for constraint in reversed(parse_length(prompt)):
        if not is_verse_form(prompt, constraint):
            text = _cut(text, *_region(text, constraint))
    return text


def replace_length(prompt: str, constraint: LengthConstraint, phrase: Phrasing | str) -> str | None:
    """``prompt`` with ``phrase`` in the place of ``constraint``, one of those it parses to.

    None when no place reads naturally or the result would parse to anything but the new constraint
    in the place of the old one.

    >>> prompt = "给老师写一段50字以内的祝福。"
    >>> old, = parse_length(prompt)
    >>> replace_length(prompt, old, "30字左右"), replace_length(prompt, old, "最多写80字")
    ('给老师写一段30字左右的祝福。', '给老师写一段祝福，最多写80字。')
    """
    words = phrase if isinstance(phrase, str) else phrase.text
    new = parse_length(words)
    old = parse_length(prompt)
    if len(new) != 1 or constraint not in old or is_verse_form(prompt, constraint):
        return None
    wanted = sorted(map(repr, [c for c in old if c is not _same(old, constraint)] + [new[0]]))
    before_noun = (
        not isinstance(phrase, str)
        and phrase.position == "before_noun"
        or isinstance(phrase, str)
        and words[-1] in "下内上右"
    )
    for candidate in _candidates(prompt, _same(old, constraint), words, before_noun=before_noun):
        if sorted(map(repr, parse_length(candidate))) == wanted:
            return candidate
    return None


def _same(constraints: tuple[LengthConstraint, ...], wanted: LengthConstraint) -> LengthConstraint:
    """The one that is meant: at the same span if there is one, else the first that is equal."""
    equal = [c for c in constraints if c == wanted]
    return next((c for c in equal if c.span == wanted.span), equal[0])


def _candidates(prompt: str, constraint: LengthConstraint, words: str, *, before_noun: bool) -> list[str]:
    """The prompt with ``words`` in place, the most natural first."""
    start, end = _region(prompt, constraint)
    span_start, span_end = constraint.span
    follows = prompt[span_end : span_end + 1]
    attributive = bool(follows) and follows not in _PAUSES + _STOPS + "）)】 "
    found = []
    if attributive and before_noun:
        joint = "" if follows == "的" or words[0].isdigit() and words[-1] in "内上下右" else "的"
        found.append(prompt[:span_start] + words + joint + prompt[span_end:])
    if not attributive:
        lead = re.match(rf"[{_PAUSES}（(\s]*", prompt[start:end])
        kept = lead[0] if lead else ""
        found.append(prompt[:start] + kept + words + prompt[end:])
    bare = _cut(prompt, start, end)
    at = next((i for i in range(min(start, len(bare)), len(bare)) if bare[i] in _STOPS), len(bare))
    found.append(f"{bare[:at].rstrip(_PAUSES + ' ')}，{words}{bare[at:]}")
    return found


def _region(text: str, constraint: LengthConstraint) -> tuple[int, int]:
    """The span of ``constraint`` with the words that serve it alone: ，字数控制在 … 的."""
    start, end = constraint.span
    trail = _TRAIL.match(text, end)
    end = trail.end() if trail else end
    begin = _lead_start(text, start)
    opening = text[begin - 1 : begin]
    closing = text[end : end + 1]
    if opening and opening in "（(【[" and closing and closing in "）)】]":
        return begin - 1, end + 1
    follows = text[end : end + 1]
    if follows and follows not in _PAUSES + _STOPS + "）)】 ":
        attribute = _ATTRIBUTE.match(text, end)
        return (
            begin if begin < start and text[begin - 1 : begin] in ("", *_PAUSES, *_STOPS) else start
        ), attribute.end() if attribute else end
    if begin and text[begin - 1] in _PAUSES:
        return begin - 1, end
    return begin, end


def _lead_start(text: str, start: int) -> int:
    """The farthest point left of ``start`` from which all is lead-in."""
    for begin in range(max(0, start - _REACH), start):
        if (begin == 0 or text[begin - 1] in _PAUSES + _STOPS + "（(【") and _LEAD.fullmatch(
            text, begin, start
        ):
            return begin
    for begin in range(max(0, start - 6), start):
        if re.fullmatch(r"(?:用|以|分成?|共|字数|长度|篇幅)(?:为|在|约)?", text[begin:start]):
            return begin
    return start


def _cut(text: str, start: int, end: int) -> str:
    """``text`` without this stretch, and without the marks that it leaves dangling."""
    head, tail = text[:start], text[end:]
    if not head or head[-1] in _STOPS + "：:":
        tail = tail.lstrip("，,、；;。 ") if not head or head[-1] != "：" else tail.lstrip("，,、；; ")
    elif head[-1] in "，,、；;" and (not tail or tail[0] in _PAUSES + _STOPS):
        head = head[:-1]
    elif head[-1] in "，,、；;（(" and tail[0] in "，,、；;":
        tail = tail[1:]
    return head + tail
