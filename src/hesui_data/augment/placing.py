"""Where a length demand stands in a prompt: in place of the old one, or where a person would add it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Literal

from hesui_data.augment.asked import asked_in
from hesui_data.augment.draw import draw
from hesui_data.augment.wording import LONG, NUMERAL, Demand, Position, numbers_of
from hesui_data.length import LengthConstraint, Phrasing, replace_length, strip_length
from hesui_data.length.numerals import Style, parse_number, render_number


def said_in(prompt: str, demand: Demand, old: LengthConstraint | None = None) -> str | None:
    """``prompt`` asking for what ``demand`` says, in place of ``old`` if that is given.

    None where no place reads naturally, or the prompt would not parse to exactly its other constraints
    and the new ones.

    >>> from hesui_data.augment.wording import wordings
    >>> fifty, *_ = wordings(LengthConstraint("字", max=50))
    >>> said_in("拟一段祝酒词，提到爷爷。", fifty)
    '拟一段50字以内的祝酒词，提到爷爷。'
    >>> said_in("怎样给房东拜年？", fifty)
    '怎样给房东拜年？50字以内。'
    >>> prompt = "给导师写一段祝福，不少于70字，别太正式。"
    >>> said_in(prompt, fifty, asked_in(prompt)[0])
    '给导师写一段祝福，50字以内，别太正式。'
    """
    asked = asked_in(prompt)
    if old is None:
        places, others = _added(prompt, demand), list(asked)
    else:
        replaced = next((c for c in asked if c == old and c.span == old.span), None)
        if replaced is None:
            return None
        places, others = _replaced(prompt, demand, replaced), [c for c in asked if c is not replaced]
    return _first_sound(prompt, places, [*others, *demand.constraints])


def renumbered(prompt: str, old: LengthConstraint, new: LengthConstraint) -> str | None:
    """``prompt`` with the numbers of ``old`` changed to those of ``new`` and no other word; None if it cannot.

    >>> prompt = "祝酒词不超过八十八字，要谢谢工友。"
    >>> renumbered(prompt, asked_in(prompt)[0], LengthConstraint("字", max=90))
    '祝酒词不超过九十字，要谢谢工友。'
    """
    if (old.kind, old.scope, old.unit) != (new.kind, new.scope, new.unit):
        return None
    start, end = old.span
    found = list(_pattern(NUMERAL).finditer(prompt, start, end))
    if [parse_number(match[0]) for match in found] != numbers_of(old) or len(numbers_of(new)) != len(found):
        return None
    pieces, at = [], 0
    for match, number in zip(found, numbers_of(new), strict=True):
        style: Style = "ascii" if match[0].isdigit() else "chinese"
        pieces += [prompt[at : match.start()], render_number(number, style)]
        at = match.end()
    others = [c for c in asked_in(prompt) if c.span != old.span]
    return _first_sound(prompt, ["".join([*pieces, prompt[at:]])], [*others, new])


def _unpaired(text: str) -> list[int]:
    """How many brackets of each kind are opened and not closed."""
    return [
        text.count(pair[0]) - text.count(pair[1])
        for pair in ("（）", "()", "【】", "[]", "“”", "「」", "《》")
    ]


def _first_sound(prompt: str, places: Iterable[str], wanted: list[LengthConstraint]) -> str | None:
    """The first of ``places`` that reads well and asks for exactly what is ``wanted``."""
    expected = Counter(wanted)
    sound = (
        text
        for text in places
        if text != prompt
        and not _pattern(_COLLISION).search(text)
        and _unpaired(text) == _unpaired(prompt)
        and Counter(asked_in(text)) == expected
    )
    return next(sound, None)


# --- in place of an old demand -------------------------------------------------------------------


def _replaced(prompt: str, demand: Demand, old: LengthConstraint) -> Iterator[str]:
    start, end = old.span
    before, after = prompt[:start], prompt[end:]
    free = _pattern(_FREE_BEFORE).search(before)
    elsewhere = _added(strip_length(prompt), demand) if free and len(asked_in(prompt)) == 1 else iter(())
    if demand.position == "mark":
        yield from _marked_anew(prompt, demand, old)
    elif _pattern(_IS_WRITTEN).search(before) and _pattern(_ENDS_OBJECT).match(after):
        return
    elif old.scope != "response" or _pattern(_SUBJECT_BEFORE).search(before):
        words = _pattern(r"^每[条段句行]").sub("", demand.words)
        if demand.main.scope == old.scope and _pattern(_PLAIN).fullmatch(words.partition("，")[0]):
            yield before + words + after
    elif len(demand.constraints) > 1 or demand.main.scope != "response" or demand.main.unit != "字":
        yield from elsewhere if _moves(prompt, demand) else ()
        if free and _pattern(_FREE_AFTER).match(after):
            yield before + demand.words + after
    else:
        yield from elsewhere if _moves(prompt, demand) else ()
        yield from _in_its_place(prompt, demand, old)
        yield from elsewhere


def _marked_anew(prompt: str, demand: Demand, old: LengthConstraint) -> Iterator[str]:
    """With the mark in the place of an old one, at the end instead of words, or else where those stood."""
    start, end = old.span
    before = _pattern(_BELONGS_TO_DEMAND).sub("", prompt[:start])
    after = prompt[end:]
    if prompt[len(before) : start].startswith("【"):
        yield before + demand.words + _pattern(r"^[^【】]*】").sub("", after)
        return
    if len(asked_in(prompt)) == 1 and not prompt.startswith("[", start):
        yield from _added(strip_length(prompt), demand)
    yield before + demand.words + after


def _moves(prompt: str, demand: Demand) -> bool:
    """Whether a demand that could stand where the old one stood is said elsewhere for a change."""
    return draw("", "moves", prompt, demand.words) % 3 == 0


def _in_its_place(prompt: str, demand: Demand, old: LengthConstraint) -> Iterator[str]:
    """The demand where the old one stood; 全文 before it is kept where else it would have no subject."""
    phrasing = Phrasing(demand.name, demand.words, _PLACES[demand.position], demand.main)
    text = replace_length(prompt, old, phrasing)
    if text is None or not _stands_free(text, demand):
        return
    at = text.find(demand.words)
    opens = _pattern(_SENTENCE_BEFORE).search(text[:at])
    alone = opens and _pattern(r"$|[。！；\n]").match(text, at + len(demand.words))
    subject = _pattern(_SUBJECT_OF_CLAUSE).search(prompt[: old.span[0]])
    if _pattern(_HAS_SUBJECT).match(demand.words):
        yield from [text] if _pattern(_FOLLOWS_A_TEXT).search(text[:at]) else []
    elif not (opens or subject):
        yield text
    elif max(numbers_of(demand.main), default=0) >= LONG:
        yield text[:at] + (subject[1] if subject else "全文") + text[at:]
    elif not (alone or subject):
        yield text


def _stands_free(text: str, demand: Demand) -> bool:
    """Whether the words stand as a clause of their own, or before a noun where they may."""
    at = text.find(demand.words)
    before, after = text[:at], text[at + len(demand.words) :]
    if at < 0:
        return False
    if _pattern(_FREE_BEFORE).search(before) and _pattern(_FREE_AFTER).match(after):
        return True
    attributive = demand.position == "before_noun" and _pattern(_ATTRIBUTE_AFTER).match(after)
    return bool(attributive and _pattern(_MEASURE_BEFORE).search(before))


# --- where there was none ------------------------------------------------------------------------


def _added(prompt: str, demand: Demand) -> Iterator[str]:
    """Before the noun after its measure word, else at the end of the instruction; in brackets or first at times."""
    words = demand.words
    head, material = _instruction(prompt)
    if demand.position == "mark":
        yield f"{head}{words}{material}"
        return
    drawn = draw("", "place", prompt, words)
    begins = _pattern(_BEGINS_WITH_REQUEST).match(prompt) and _pattern(r"[0-9约]").match(words)
    if drawn % 8 == 3 and begins:
        yield f"{words}，{head}{material}"
    noun = _pattern(_WRITTEN_NOUN).search(head)
    if noun and demand.position == "before_noun":
        yield f"{head[: noun.end()]}{words}的{head[noun.end() :]}{material}"
    bullet = _pattern(_LAST_BULLET).search(head)
    if bullet:
        yield f"{head}\n{_next_mark(bullet['mark'])}{words}{material}"
        return
    body, end = _split_end(head)
    if drawn % 5 == 0 and len(words) < 14:
        yield f"{body}（{words}）{end}{material}"
    if "？" in end or "?" in end:
        yield f"{body}{end}{words}{'' if material else '。'}{material}"
    elif not _pattern(_TELLS_AFTER_COLON).search(body):
        yield f"{body}，{words}{end}{material}"
    elif max(numbers_of(demand.main), default=0) >= LONG and not _pattern(_HAS_SUBJECT).match(words):
        yield f"{body}。全文{words}{end or '。'}{material}"
    else:
        yield f"{body}（{words}）{end}{material}"


def _instruction(prompt: str) -> tuple[str, str]:
    """The part of ``prompt`` that asks, and the material that follows it: a quotation or pasted lines."""
    if _pattern(_LAST_BULLET).search(prompt):
        return prompt, ""
    quoted = _pattern(_QUOTED_MATERIAL).search(prompt)
    if quoted:
        return prompt[: quoted.start()], prompt[quoted.start() :]
    first, newline, rest = prompt.partition("\n")
    return first, newline + rest


def _split_end(text: str) -> tuple[str, str]:
    body = text.rstrip("。！？!?.～~ ：:")
    return body, text[len(body) :]


def _next_mark(mark: str) -> str:
    """The list mark after ``mark``: 4. after 3., - after -."""
    number = _pattern(r"\d+").search(mark)
    return mark if number is None else mark.replace(number[0], str(int(number[0]) + 1))


_COLLISION = (
    r"(?:起码|至少)说[，。【\[]|[要约][【\[]|[，、；：][，、；：。！？]|[。！？][，、；。]|的的|字字|（）|字的(?:就|即|为|吧)|^\s*[，。]|"
    r"字数(?:】?[:：]|】)\s*(?:字数|篇幅|控制)|字数字数|\s[，。]"
)
_PLAIN = (
    r"(?:不超过|不要超过|最多|至多|不少于|至少|起码|最少|不低于|约|大约|大概|正好|恰好|刚好|控制在)?"
    r"[0-9零一二两三四五六七八九十百千到至~-]+个?字(?:以内|之内|以下|以上|左右|上下|之间)?"
)
_PLACES: dict[Position, Literal["before_noun", "after_comma"]] = {
    "before_noun": "before_noun",
    "after_comma": "after_comma",
    "mark": "after_comma",
}
_BELONGS_TO_DEMAND = r"(?:【[^【】]*|【(?:字数|篇幅)】|每一?[\u4e00-\u9fff]{1,3}|总共|一共|共)$"
_SENTENCE_BEFORE = r"(?:[。！；]|[^，：:]\n)\s*$"
"""After these a bare 60字以内 is half a sentence; after a question it is not."""
_SUBJECT_OF_CLAUSE = r"(?:^|[，。；、\n\s])(全文|全篇|整篇|总字数)[^，。；\n]{0,6}$"
_IS_WRITTEN = r"(?:[写说编拟凑来发]|写满|写够|写上)$"
_ENDS_OBJECT = r"$|[，。；、？！]|[给送替去让叫把]"
"""写40个字给他打气: the number is what is written; taken away, nothing would be."""
_TELLS_AFTER_COLON = r"(?<!要求|任务|情况|标题|题目|主题)(?:：|(?<![0-9]):(?![0-9]))(?!\n)[^。；！？\n]+$"
"""Words after a colon (引出第一个节目：扇子舞) would seem to be what a bound behind them is about."""
_HAS_SUBJECT = r"字数|篇幅|全文|全篇|总"
_FOLLOWS_A_TEXT = (
    r"(?:信|词|稿|话|诗|文|案|语|章|记|示|知|书|息|卡|片|笺|签|条|问候|祝福|贺|介绍|方案|计划|脚本|号|白|故事|小说|释|幕|备注|辞|"
    r"单|求|[》”）]|[。！？；：\n（(]|^)[，,]?\s*(?:[-•·*]\s*|\d{1,2}[.、]\s*)?$"
)
"""Before 字数100字 stands the text that it is about, or a sentence ends: 写一封信，字数…; not 交代一番，字数…."""
_BEGINS_WITH_REQUEST = r"(?:请|帮我?|替我?|给|为|写|拟|编|来)[^？?\n]{4,40}[。]?$"
_FREE_BEFORE = r"(?:^|[，。！？；：、\n（(【】》”」!?,;:])\s*(?:[-•·*]\s*|\d{1,2}[.、]\s*)?$"
_FREE_AFTER = r"$|[，。！？；、\n）)】!?,;]|就[好行]|即可|吧"
_SUBJECT_BEFORE = r"[\u4e00-\u9fff](?:词|稿|信|横批|全文|全篇|正文|文案|祝福)$|(?:^|[，。请])用$"
_MEASURE_BEFORE = r"[段篇条封份则个张首句副幅期]$"
_ATTRIBUTE_AFTER = r"的?[\u4e00-\u9fff]"
_WRITTEN_NOUN = (
    r"(?<!在)[写拟编作备留发来出要](?:出|成)?一?[段篇条封份则张](?=[\u4e00-\u9fff]{2,6}(?:[，。？！；]|$))"
    r"(?![^，。？！；]*[的话文字])"
)
_QUOTED_MATERIAL = (
    r"[：:]\s*(?:“[^”]*”|「[^」]*」|『[^』]*』|《[^》]*》|\"[^\"]*\")[。！]?\s*$|[：:]\s*\n[\s\S]*$"
)
_LAST_BULLET = r"\n(?P<mark>\s*(?:[-*•·]\s*|\d{1,2}[.、)）]\s*))[^\n]+$"


@cache
def _pattern(expression: str) -> re.Pattern[str]:
    """Compiled when it is first needed, to keep the import light."""
    return re.compile(expression)
