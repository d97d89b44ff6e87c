"""Repeats, which are removed, and relatives, which are kept but grouped.

A **repeat** asks for the same thing at the same length and is answered alike: same length constraints,
same system, history and rejected response, prompts that differ in nothing that matters, and responses
whose shingles agree to the threshold. A **relative** shares the seed, the prompt, the prompt without its
length phrase, the opening of the dialogue, or (to a lower threshold) the response: training on one would
give away the other, so both must stand on the same side of a split.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from hesui_data.length.grammar import parse_length, strip_length
from hesui_data.likeness import (
    EXACT,
    alike_keys,
    candidates,
    changes,
    exact_particulars,
    light_words,
    likeness,
    particular,
    particulars,
    request_key,
    text_key,
)
from hesui_data.pair import Issue, Pair, Turn

F = TypeVar("F", bound=Hashable)
AlikeKeys = Callable[[list[str], float], Iterable[tuple[str, str, float]]]

REPEAT_THRESHOLD = 0.7
RELATIVE_THRESHOLD = 0.5

TINY = 8
"""Letters and digits below which a response is an answer that many questions share (是, 正面, 4月1日).

Alike tiny responses make no relatives, and repeats only where the prompts ask the same in the same words:
else the rows of a classification set would all be one family. 8 lies above most labels, names and dates,
and not above a greeting (新年快乐，万事如意)."""

FORMULA = 40
"""Letters below which the last turn of a dialogue may be a mere formula (谢谢你的帮助！— 不客气，随时可以问).

Such a prompt relates two dialogues only together with what was said before, such a response not at all."""

SHORT = 200
"""Letters and digits up to which another number, person or occasion makes another response."""

_SWAPPED = frozenset({"number", "zodiac", "person", "occasion"})
_LETTERS_A_SLIP = 50  # a prompt may have a slip of one letter, and of one more for each so many


@dataclass(frozen=True, slots=True, order=True)
class Tie:
    """Two relatives by their ids, the reason (a key of ``REASONS``), and how alike they are in it."""

    a: str
    b: str
    reason: str
    similarity: float = 1.0


@dataclass(frozen=True, slots=True)
class Link:
    """Relatives, in the order of their ids: each of ``ours`` is one of each of ``theirs``.

    The two are the same list where all of them share one thing.
    """

    ours: list[Pair]
    theirs: list[Pair]
    reason: str
    similarity: float = 1.0


def flag_repeats(pairs: Iterable[Pair], *, threshold: float = REPEAT_THRESHOLD) -> Iterator[Pair]:
    """The pairs in the order given; each accepted one that repeats another is flagged with its twin.

    Accepted pairs are gone through in the order of their ids, originals first. One is kept unless it
    repeats a pair that was kept before; its twin is the first of those. So a twin is always kept itself, and of a chain
    (b like a, c like b, c unlike a) a and c stay. HD401 names a twin of the same text, HD402 one that is
    alike, with the similarity.

    >>> greeting = "祝您新年快乐，身体健康，万事如意，阖家幸福安康"
    >>> pairs = [Pair("写一句祝福", greeting), Pair("请写一句祝福！", greeting + "🎉")]
    >>> sorted(len(pair.issues) for pair in flag_repeats(pairs))
    [0, 1]
    """
    pairs = list(pairs)
    accepted = (pair for pair in pairs if pair.accepted)
    issues = _repeat_issues(sorted(accepted, key=_originals_first), threshold)
    for pair in pairs:
        yield pair.flag(issues[pair.id]) if pair.accepted and pair.id in issues else pair


def repeat_likeness(a: Pair, b: Pair) -> float:
    """How alike two pairs are as repeats, from 0 to 1: the lesser of prompt's and response's likeness.

    It is 0 where length constraints, system, history or rejected response differ, where the prompts
    differ in something that matters, and where short responses name another number, person or occasion.

    >>> wish = "新年快乐，万事如意"
    >>> repeat_likeness(Pair("给老师写一句祝福", wish + "！"), Pair("请给老师写句祝福", wish))
    1.0
    >>> repeat_likeness(Pair("给老师写一句祝福", wish), Pair("给领导写一句祝福", wish))
    0.0
    """
    return Request.of(a).likeness(Request.of(b))


def links(
    pairs: Iterable[Pair], *, threshold: float = RELATIVE_THRESHOLD, alike: AlikeKeys = alike_keys
) -> Iterator[Link]:
    """Every reason for which some of ``pairs`` are relatives; whether two are depends on them alone.

    Responses are alike from ``threshold`` on; those of fewer than ``TINY`` letters link nothing. ``alike`` finds
    which of their keys are.

    >>> pairs = [Pair("写祝福，50字以内", "新年好"), Pair("写祝福，100字以内", "恭喜发财")]
    >>> [(link.reason, len(link.ours)) for link in links(pairs)]
    [('request', 2)]
    """
    pairs = sorted(pairs, key=_id_of)
    for reason, feature in _FEATURES.items():
        for members in _sharing(feature, pairs).values():
            if len(members) > 1:
                yield Link(members, members, reason)
    responses = _sharing(response_feature, pairs)
    for a, b, similarity in alike(list(responses), threshold):
        yield Link(responses[a], responses[b], "response", similarity)


def ties(pairs: Iterable[Pair], *, threshold: float = RELATIVE_THRESHOLD) -> Iterator[Tie]:
    """The ties that join ``pairs`` into groups: as few as join them, not one for every two relatives.

    Pairs that share one thing are each tied to the one with the smallest id; two are tied only once, for
    the first of ``REASONS`` that applies.

    >>> pairs = [Pair("写祝福，50字以内", "新年好"), Pair("写祝福，100字以内", "恭喜发财")]
    >>> [tie.reason for tie in ties(pairs)]
    ['request']
    """
    tied: set[tuple[str, str]] = set()
    for link in links(pairs, threshold=threshold):
        first = link.ours[0].id
        for other in link.ours[1:] if link.theirs is link.ours else link.theirs[:1]:
            if (first, other.id) not in tied:
                tied.add((first, other.id))
                yield Tie(first, other.id, link.reason, link.similarity)


def groups(pairs: Iterable[Pair], ties: Iterable[Tie]) -> dict[str, str]:
    """Id → name of its group, which is the smallest id in it: the connected components over ``ties``.

    >>> groups([Pair("甲", "乙", id="a"), Pair("丙", "丁", id="b")], [Tie("b", "a", "seed")])
    {'a': 'a', 'b': 'a'}
    """
    above = {pair.id: pair.id for pair in pairs}
    for tie in ties:
        a, b = sorted((_top(above, tie.a), _top(above, tie.b)))
        above[b] = a
    return {id: _top(above, id) for id in above}


def repeat_keys(pair: Pair) -> tuple[str, str]:
    """The two keys of ``pair`` that must be alike in a repeat of it: what its prompt asks, what its response says.

    >>> repeat_keys(Pair("给老师写一句祝福，50字以内", "新年快乐，万事如意！"))[1]
    '新年快乐万事如意'
    """
    request = Request.of(pair)
    return request.prompt, request.response


def shared_features(pair: Pair) -> dict[str, Hashable]:
    """Reason → what ``pair`` shares with each of its relatives for that reason, likeness of responses aside.

    >>> sorted(shared_features(Pair("写祝福，50字以内", "新年好")))
    ['opening', 'prompt', 'request', 'seed']
    """
    found = {reason: feature(pair) for reason, feature in _FEATURES.items() if reason != "response"}
    return {reason: pair.id if value is None else value for reason, value in found.items()}


@dataclass(frozen=True, slots=True)
class Request:
    """A pair as it is compared with others; equal ones are repeats."""

    prompt: str
    response: str
    tiny: bool
    demand: Hashable
    context: Hashable

    @classmethod
    def of(cls, pair: Pair) -> Request:
        demand = frozenset(parse_length(pair.prompt))
        context = (pair.system, pair.history, pair.rejected_response, pair.weight)
        response = text_key(pair.response)
        if len(response) >= TINY:
            return cls(request_key(pair.prompt), response, False, demand, context)
        prompt = light_words().sub("", _without_punctuation(strip_length(pair.prompt)))
        return cls(prompt, _without_punctuation(pair.response), True, demand, context)

    def likeness(self, other: Request) -> float:
        """As ``repeat_likeness`` says."""
        if self == other:
            return 1.0
        if self.tiny or other.tiny or self.demand != other.demand or self.context != other.context:
            return 0.0
        if exact_particulars(self.prompt) != exact_particulars(other.prompt):
            return 0.0  # they would not ask the same; the cheap question first
        similarity = min(likeness(self.prompt, other.prompt), likeness(self.response, other.response))
        return similarity if similarity and _ask_the_same(self, other) and _say_the_same(self, other) else 0.0


def _repeat_issues(pairs: Sequence[Pair], threshold: float) -> dict[str, Issue]:
    """Id → issue for each of ``pairs``, which come in the order of their ids, that repeats a kept one."""
    members = _sharing(Request.of, pairs)
    twins = _twins(list(members), threshold)
    issues: dict[str, Issue] = {}
    for request, alike in members.items():
        twin, similarity = twins.get(request, (request, 1.0))
        kept = members[twin][0]
        issues |= {pair.id: _repeat_issue(pair, kept, similarity) for pair in alike if pair is not kept}
    return issues


def _twins(requests: Sequence[Request], threshold: float) -> dict[Request, tuple[Request, float]]:
    """Request → the first kept request that it repeats, and how alike they are."""
    earlier: dict[int, list[int]] = defaultdict(list)
    for first, second in candidates([(request.prompt, request.response) for request in requests], threshold):
        earlier[second].append(first)
    twins: dict[Request, tuple[Request, float]] = {}
    for second in sorted(earlier):
        for kept in (requests[first] for first in earlier[second]):
            if kept not in twins and (similarity := requests[second].likeness(kept)) >= threshold:
                twins[requests[second]] = kept, similarity
                break
    return twins


def _repeat_issue(pair: Pair, twin: Pair, similarity: float) -> Issue:
    if compact(pair.prompt) == compact(twin.prompt) and compact(pair.response) == compact(twin.response):
        return Issue.of("HD401", twin=twin.id)
    return Issue.of("HD402", twin=twin.id, similarity=f"{similarity:.2f}")


def _ask_the_same(a: Request, b: Request) -> bool:
    """Whether two alike prompts differ in slips only.

    A slip may not be a name, which shows in the responses: it stands in one's own, not in the other's.
    """
    limit = max(1, min(len(a.prompt), len(b.prompt)) // _LETTERS_A_SLIP)
    for ours, theirs in changes(a.prompt, b.prompt):
        mine, yours = _without_common_ends("".join(ours), "".join(theirs))
        if _means_another(ours, theirs) or max(len(mine), len(yours)) > limit:
            return False
        if mine and mine in a.response and mine not in b.response:
            return False
        if yours and yours in b.response and yours not in a.response:
            return False
    return True


def _means_another(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """Whether a change of a prompt is no slip: of a number, operator or negation, or of whole particulars.

    >>> _means_another(["父母"], ["母"]), _means_another(["父母"], ["老师"]), _means_another([], ["老师"])
    (False, True, True)
    """
    mine, yours = ({particular(unit) for unit in units} - {""} for units in (ours, theirs))
    exact = (mine | yours) & EXACT
    return bool(exact or (mine and (yours or not theirs)) or (yours and not ours))


def _without_common_ends(a: str, b: str) -> tuple[str, str]:
    """What is left of two strings without the letters that both begin and both end with.

    >>> _without_common_ends("端午", "午"), _without_common_ends("好", "好")
    (('端', ''), ('', ''))
    """
    while a and b and a[0] == b[0]:
        a, b = a[1:], b[1:]
    while a and b and a[-1] == b[-1]:
        a, b = a[:-1], b[:-1]
    return a, b


def _say_the_same(a: Request, b: Request) -> bool:
    """Whether two alike responses put no number, person or occasion in the place of another.

    In a short response that is the message; in a long one it is an edit.
    """
    if max(len(a.response), len(b.response)) > SHORT or particulars(a.response) == particulars(b.response):
        return True
    return not any(_swapped(ours, theirs) for ours, theirs in changes(a.response, b.response))


def _swapped(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """Whether a stretch of a response holds one number, person or occasion, and the other's holds another.

    >>> _swapped(["老师"], ["领导"]), _swapped(["老师"], ["好"]), _swapped(["妈妈"], ["妈"])
    (True, False, False)
    """
    return any(
        particular(mine) == particular(yours) in _SWAPPED
        and (particular(mine) == "number" or not (mine in yours or yours in mine))
        for mine in ours
        for yours in theirs
    )


def _without_punctuation(text: str) -> str:
    """``text`` after NFKC, without case, white space and the marks that mean nothing where they stand."""
    return re.sub(r"[。、“”\"'?;~]|(?<![0-9])!|[,.:](?![0-9])", "", compact(text).casefold())


def compact(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


Said = tuple[str, tuple[Turn, ...]]  # a text, with what was said before where it may mean nothing without


def _prompt_feature(pair: Pair) -> Said:
    return compact(pair.prompt), _needed_history(pair)


def _request_feature(pair: Pair) -> Said:
    return request_key(pair.prompt), _needed_history(pair)


def _needed_history(pair: Pair) -> tuple[Turn, ...]:
    return pair.history if len(pair.prompt) < FORMULA else ()


def _opening_feature(pair: Pair) -> tuple[str, str] | None:
    """The first question and answer of a dialogue, as they stand, unless they are a mere greeting."""
    question, answer = pair.prompt, pair.response
    if len(pair.history) > 1:
        question, answer = pair.history[0].text, pair.history[1].text
    return (question, answer) if len(question) + len(answer) >= FORMULA else None


def response_feature(pair: Pair) -> str | None:
    key = text_key(pair.response)
    return key if len(key) >= (FORMULA if pair.history else TINY) else None


_FEATURES: dict[str, Callable[[Pair], Hashable | None]] = {
    "seed": lambda pair: pair.seed,
    "prompt": _prompt_feature,
    "request": _request_feature,
    "opening": _opening_feature,
    "response": response_feature,
}

REASONS: dict[str, tuple[str, str]] = {
    "seed": ("同一种子", "same seed"),
    "prompt": ("提示词相同", "same prompt"),
    "request": ("除字数要求外提示词相同", "same prompt but for its length phrase"),
    "opening": ("对话开头相同", "same opening of the dialogue"),
    "response": ("回答相近", "responses alike"),
}
"""Why two pairs are relatives: reason → words in Chinese and English."""


def _sharing(feature: Callable[[Pair], F | None], pairs: Iterable[Pair]) -> dict[F, list[Pair]]:
    """Feature → the pairs that have it, in their order; a pair whose feature is None shares nothing."""
    members: dict[F, list[Pair]] = defaultdict(list)
    for pair in pairs:
        value = feature(pair)
        if value is not None:
            members[value].append(pair)
    return members


def _top(above: dict[str, str], id: str) -> str:
    """The id at the top of the chain from ``id`` up; the chain is shortened on the way."""
    while above[id] != id:
        above[id] = id = above[above[id]]
    return id


def _originals_first(pair: Pair) -> tuple[bool, str]:
    return not pair.original, pair.id


def _id_of(pair: Pair) -> str:
    return pair.id
