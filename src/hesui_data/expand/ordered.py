"""The gates of the order: its lengths, addressee, occasion and tone, in the prompt and in the response."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from hesui_data.expand.contradictions import contradictions
from hesui_data.expand.orders import NOTHING, Choices, Order, in_season
from hesui_data.expand.slots import (
    addressee_of,
    is_addressed,
    names,
    read_slots,
    same_season,
    seasons,
)
from hesui_data.expand.standard import Standard
from hesui_data.length import LengthConstraint, check_length, conflicts, parse_length
from hesui_data.likeness import rouge_l, text_key
from hesui_data.pair import Issue, Pair


def true_length(made: Pair, order: Order, standard: Standard) -> Iterator[Issue]:
    """Refuses demands other than those ordered, a response that breaks one, and held-out numbers.

    >>> seed = Pair("写一句祝福，10字以内", "祝您新年快乐。")
    >>> order = Order(0, "paraphrase", seed, 0, demands=parse_length(seed.prompt))
    >>> standard = Standard(Choices(), None, None)
    >>> for prompt in ("写一句贺词，10字以内", "写一句贺词，20字以内"):
    ...     print([i.code for i in true_length(Pair(prompt, "愿您龙年大吉，事事顺心如意。"), order, standard)])
    ['HD805']
    ['HD807']
    """
    choices = standard.choices
    demands = tuple(found for found in parse_length(made.prompt) if not _is_vague(found))
    if order.method == "self-instruct":
        if not demands:
            yield _not_ordered("没有字数要求", "it demands no length")
        held_out = {found.max or found.target or found.min for found in demands} & set(choices.held_out)
        if held_out:
            yield _not_ordered(
                f"用了留作评测的字数 {held_out}", f"it asks for the held-out length {held_out}"
            )
        if len(demands) > 1 and conflicts(demands, tolerance=choices.tolerance):
            yield _not_ordered("字数要求互相矛盾", "its length demands contradict each other")
    elif _sorted(demands) != _sorted(found for found in order.demands if not _is_vague(found)):
        got, asked = _in_words(made.prompt, demands), "、".join(order.lengths) or "无"
        yield _not_ordered(
            f"字数要求应为“{asked}”，实为“{got or '无'}”", f"length should be {asked}, is {got or 'none'}"
        )
    for verdict in check_length(
        made.prompt, made.response, counter=choices.counter, tolerance=choices.tolerance
    ):
        words = made.prompt[slice(*verdict.constraint.span)]
        tolerated = verdict.unknown and (_is_vague(verdict.constraint) or _seed_cannot_tell(order, choices))
        if not verdict.holds and not tolerated:
            yield Issue.of(
                "HD805", field="response", demand=words, reason=(verdict.say("zh"), verdict.say("en"))
            )


def _seed_cannot_tell(order: Order, choices: Choices) -> bool:
    """Whether a demand of the seed itself cannot be checked (a named part), so that one like it may pass."""
    if order.method == "self-instruct":
        return False
    pair = order.pair
    verdicts = check_length(pair.prompt, pair.response, counter=choices.counter, tolerance=choices.tolerance)
    return any(verdict.unknown for verdict in verdicts)


def _is_vague(found: LengthConstraint) -> bool:
    """Whether a demand names no number (写几句话), so that nothing can be held against it."""
    return found.kind == "about" and found.target is None


def _sorted(demands: Iterable[LengthConstraint]) -> list[str]:
    return sorted(map(repr, demands))


def _in_words(prompt: str, demands: tuple[LengthConstraint, ...]) -> str:
    return "、".join(prompt[slice(*found.span)] for found in demands)


def as_ordered(made: Pair, order: Order, standard: Standard) -> Iterator[Issue]:
    """Refuses a prompt without the addressee, occasion or tone that was ordered, or with another one.

    >>> from hesui_data.expand.slots import Slots
    >>> order = Order(0, "paraphrase", Pair("写一句祝福", "新年好。"), 0, slots=Slots("客户"), changed=("addressee",))
    >>> [i.code for i in as_ordered(Pair("给老师写一句祝福", "新年好。"), order, None)]
    ['HD807']
    """
    if order.method == "refit":
        return
    slots, prompt = order.slots, made.prompt
    if (match := _POINTS_ELSEWHERE.search(prompt)) and not _POINTS_ELSEWHERE.search(order.pair.prompt):
        yield _not_ordered(f"“{match[0]}”不在任务里", f'what "{match[0]}" means is not in it')
    elif not _ASKS.search(prompt) and _ASKS.search(order.pair.prompt):
        yield _not_ordered("没有提要求", "it asks for nothing")
    if slots.addressee:
        if not names(prompt, slots.addressee):
            yield _not_ordered(
                f"没有写明对象“{slots.addressee}”", f"the addressee {slots.addressee} is missing"
            )
        elif not is_addressed(prompt, slots.addressee):
            other = addressee_of(prompt)
            yield _not_ordered(f"对象成了“{other}”", f"the addressee is {other}")
    if slots.occasion:
        kept = in_season(order) and same_season(prompt, slots.occasion)
        if not (names(prompt, slots.occasion) or kept):
            yield _not_ordered(f"没有写明场合“{slots.occasion}”", f"the occasion {slots.occasion} is missing")
        own = seasons(order.pair.prompt) if "occasion" not in order.changed else frozenset()
        strange = seasons(prompt) - seasons(slots.occasion) - own - {"元旦"} - _LIFE
        if seasons(slots.occasion) and strange:
            yield _not_ordered(f"场合里多了“{min(strange)}”", f"the occasion {min(strange)} was not ordered")
    if slots.tone and not names(prompt, slots.tone):
        yield _not_ordered(f"没有写明语气“{slots.tone}”", f"the tone {slots.tone} is missing")


_POINTS_ELSEWHERE = re.compile(
    "原任务|原范文|新任务|新范文|范文|旧稿|原稿|上文|前文|上一[条篇段个]|上面的|上述|同上|见上|如上|如前|前述|刚才(?:那|的)|那[段篇首]|上一题|前一[题段条]|本题|此题|该任务|此任务|任务改写"
)
"""A prompt stands alone: it points at no text that is not in it."""
_ASKS = re.compile("[写拟编作撰求帮请想要来给替缺列录念讲题做改起创出代发说用]|什么|怎[么样]|如何|[？?]")
_LIFE = frozenset({"生日", "婚礼", "开业", "乔迁", "毕业"})


def _not_ordered(zh: str, en: str) -> Issue:
    return Issue.of("HD807", field="prompt", reason=(zh, en))


def consistent(made: Pair, order: Order, standard: Standard) -> Iterator[Issue]:
    """Refuses a response that speaks to another person, of another occasion or in another tone than ordered."""
    prompt, response = made.prompt.strip(), made.response.strip()
    copied = (
        response in prompt or prompt in response or _echoes(prompt, response) or _shares(prompt, response)
    )
    if len(response) > _TELLING and copied:
        yield Issue.of("HD808", field="response", reason=("与提示词互相照抄", "one is part of the other"))
    slots = order.slots if order.slots != NOTHING else read_slots(made.prompt)
    for zh, en in contradictions(made.prompt, made.response, slots, _understood(order)):
        yield Issue.of("HD808", field="response", reason=(zh, en))


def _understood(order: Order) -> frozenset[str]:
    """The occasions that go without saying: those of the seed, unless another was ordered or there is no one seed."""
    if order.method == "self-instruct" or "occasion" in order.changed or "scene" in order.changed:
        return frozenset()
    return seasons(order.pair.prompt) | seasons(order.pair.response)


def _echoes(prompt: str, response: str) -> bool:
    """Whether a response is little more than its prompt said again."""
    if not len(prompt) < 2 * len(response) < 4 * len(prompt):
        return False
    return rouge_l(text_key(prompt), text_key(response)) >= _ECHO


def _shares(prompt: str, response: str) -> bool:
    """Whether a stretch of the response that is no mere name or title stands in the prompt already."""
    said, text = text_key(response), text_key(prompt)
    return any(said[at : at + _STRETCH] in text for at in range(len(said) - _STRETCH + 1))


_STRETCH = 13
_ECHO = 0.6
_TELLING = 12
"""Characters from which a response inside its prompt, or the other way round, is no accident."""
