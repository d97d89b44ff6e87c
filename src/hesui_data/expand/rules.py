"""The rule paraphraser: a prompt said otherwise, offline. Responses are never touched.

A prompt is taken apart (``request``), put together again in another sentence frame (``frames``) and
taken apart once more: only where both ask the same is the rewording used. A prompt that the rules do
not understand is left as it is: fewer rows, not worse ones.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from hesui_data.expand.filling import fill
from hesui_data.expand.frames import FRAMES
from hesui_data.expand.request import Request, read_request, slots
from hesui_data.expand.words import SAME_NAMES
from hesui_data.length import parse_length, strip_length
from hesui_data.length.patterns import Pattern
from hesui_data.pair import Pair, Step

METHOD = "rules"

LEAST_CHANGE = 4
"""Characters that must have moved or changed, beside politeness, marks and length phrases."""


@dataclass(frozen=True, slots=True)
class Rewording:
    """A prompt said otherwise, and the name of the frame that says it."""

    text: str
    frame: str

    @property
    def family(self) -> str:
        """What two variants of one prompt must not share."""
        return self.frame.partition(".")[0]


def paraphrase_prompt(prompt: str) -> tuple[Rewording, ...]:
    """Every sound rewording of ``prompt``, in the order of the frames; none if the rules do not fit.

    >>> [r.text for r in paraphrase_prompt("请给客户写一段新年祝福，语气真诚。") if r.family == "title"]
    ['给客户的新年祝福一段，语气真诚。']
    >>> paraphrase_prompt("中国的首都是哪里？")
    ()
    """
    request = read_request(prompt)
    if request is None:
        return ()
    meaning = _Meaning.of(prompt, request)
    filled = ((frame.name, fill(frame, renamed(request, f"{prompt}\n{frame.name}"))) for frame in FRAMES)
    return tuple(Rewording(text, name) for name, text in filled if text and meaning.is_kept_by(text))


def paraphrase(pair: Pair) -> Iterator[Pair]:
    """The variants of ``pair`` by rules, at most one of each family; none for a dialogue or a rejected pair.

    >>> pair = Pair("给客户写一段新年祝福，语气真诚。", "祝您新年顺遂！")
    >>> {(variant.method, variant.seed == pair.id, variant.response) for variant in paraphrase(pair)}
    {('rules', True, '祝您新年顺遂！')}
    """
    chosen: list[Rewording] = []
    for rewording in sorted(candidates(pair), key=lambda r: _hash("paraphrase", pair.id, r.frame)):
        if _stands_beside(rewording, chosen):
            chosen.append(rewording)
            yield variant_of(pair, rewording)


def paraphrase_set(
    pairs: Iterable[Pair],
    *,
    per_pair: int = 1,
    max_frame_share: float = 0.05,
    seed: str = "rules",
    target_rows: int | None = None,
) -> Iterator[Pair]:
    """``pairs`` as they come, then up to ``per_pair`` variants of each, of different families.

    Which variant a pair gets is drawn from hashes, so the order of ``pairs`` does not matter. No frame
    stands on more than ``max_frame_share`` of the accepted rows (one use is always allowed), and no
    variant has the prompt of another row, not even when length phrases are left out: rather no variant.
    With ``target_rows`` no variant is added beyond so many accepted rows.

    >>> pair = Pair("给客户写一段新年祝福，语气真诚。", "祝您新年顺遂！")
    >>> [p.method for p in paraphrase_set([pair], per_pair=2)]
    ['read', 'rules', 'rules']
    """
    given = list(pairs)
    yield from given
    growth = _Growth([pair for pair in given if pair.accepted], max_frame_share, seed, target_rows)
    for _ in range(per_pair):
        growth.grow_once()
    for pair in given:
        yield from (variant_of(pair, rewording) for rewording in growth.chosen.get(pair.id, ()))


def candidates(pair: Pair) -> tuple[Rewording, ...]:
    """The rewordings of the prompt of ``pair``, if it is one to reword: accepted, one turn, not reworded yet."""
    suits = pair.accepted and not pair.history and pair.method != METHOD
    return paraphrase_prompt(pair.prompt) if suits else ()


def variant_of(pair: Pair, rewording: Rewording) -> Pair:
    """``pair`` with the prompt reworded."""
    return pair.grow(METHOD, Step(METHOD, "prompt", rewording.frame), prompt=rewording.text)


def frames_of(pair: Pair) -> list[str]:
    """The frames that made the prompt of ``pair``.

    >>> frames_of(variant_of(Pair("a", "b"), Rewording("c", "title.count")))
    ['title.count']
    """
    return [step.detail for step in pair.steps if step.name == METHOD]


# --- a whole set -------------------------------------------------------------------------------------


class _Growth:
    """The rewordings chosen so far for a set of pairs, with what they have used up."""

    def __init__(self, pairs: list[Pair], max_share: float, seed: str, target_rows: int | None) -> None:
        self.seed, self.max_share, self.rows, self.target_rows = seed, max_share, len(pairs), target_rows
        self.taken = {bare_prompt(pair.prompt) for pair in pairs}
        self.uses = Counter(frame for pair in pairs for frame in frames_of(pair))
        self.chosen: dict[str, list[Rewording]] = {}
        self.order = sorted(pairs, key=lambda pair: _hash(seed, "order", pair.id))
        self._found: dict[str, tuple[Rewording, ...]] = {}  # as far as they were asked for

    def grow_once(self) -> None:
        """One more rewording for each pair that can have one, of the frame that is used least."""
        for pair in self.order:
            if self.target_rows is not None and self.rows >= self.target_rows:
                return
            id = pair.id
            mine = self.chosen.get(id, [])
            fresh = [
                rewording
                for rewording in self._candidates(pair)
                if self._is_free(rewording) and _stands_beside(rewording, mine)
            ]
            if fresh:
                self._take(id, min(fresh, key=lambda r: (self.uses[r.frame], _hash(self.seed, id, r.frame))))

    def _candidates(self, pair: Pair) -> tuple[Rewording, ...]:
        if pair.id not in self._found:
            self._found[pair.id] = candidates(pair)
        return self._found[pair.id]

    def _is_free(self, rewording: Rewording) -> bool:
        room = max(1, int(self.max_share * (self.rows + 1)))
        return self.uses[rewording.frame] < room and bare_prompt(rewording.text) not in self.taken

    def _take(self, id: str, rewording: Rewording) -> None:
        self.chosen.setdefault(id, []).append(rewording)
        self.taken.add(bare_prompt(rewording.text))
        self.uses[rewording.frame] += 1
        self.rows += 1


def _stands_beside(rewording: Rewording, others: list[Rewording]) -> bool:
    """Whether ``rewording`` is of another family than ``others`` and differs enough from each."""
    return all(
        rewording.family != other.family and differs_enough(rewording.text, other.text) for other in others
    )


def bare_prompt(prompt: str) -> str:
    """What makes two prompts one for grouping: NFKC without length phrases and white space.

    >>> bare_prompt("写一段祝福，50字以内") == bare_prompt("写一段祝福， 100字以内")
    True
    """
    return "".join(unicodedata.normalize("NFKC", strip_length(prompt)).split())


def _hash(*parts: str) -> bytes:
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).digest()


# --- other names -------------------------------------------------------------------------------------

_QUOTED = Pattern('[“”‘’「」『』《》"]')
_ANY_NAME = Pattern("|".join(name for names, _, _ in SAME_NAMES for name in names))


def renamed(request: Request, key: str) -> Request:
    """``request`` with other names for occasion and people where there are any, drawn by ``key``."""
    ask = request.ask
    if not any(map(_ANY_NAME.search, (ask.thing, ask.to, *(clause.text for clause in request.scene)))):
        return request
    return replace(
        request,
        scene=tuple(replace(clause, text=_rename(clause.text, key)) for clause in request.scene),
        ask=replace(ask, thing=_rename(ask.thing, key), to=_rename(ask.to, key)),
    )


def _rename(text: str, key: str) -> str:
    if not _ANY_NAME.search(text) or _QUOTED.search(text):
        return text
    for (names, _, _), pattern in zip(SAME_NAMES, _GUARDED, strict=True):
        if pattern.search(text):
            text = pattern.sub(names[_hash("name", key, names[0])[0] % len(names)], text)
    return text


def _guarded(names: tuple[str, ...], before: str, after: str) -> Pattern:
    """Any of ``names``, but for those that ``before`` or ``after`` make part of another word."""
    guards = (f"(?<!{before})" if before else "", f"(?!{after})" if after else "")
    return Pattern(f"{guards[0]}(?:{'|'.join(names)}){guards[1]}")


_GUARDED = tuple(_guarded(*row) for row in SAME_NAMES)


# --- asking the same, in other words -----------------------------------------------------------------

_POLITENESS = Pattern(
    "能不能|能否|可不可以|可否|可以|麻烦|劳驾|帮忙|帮我们|帮我|替我们|替我|请代笔|请写出来|请直接写出来|"
    "请你|请您|请|谢谢你|谢谢|拜托|一下|我想要|我想|我要|我需要|想要|需要|想|求|你能|能给我|好吗|行吗|吗|吧|呢|该|的"
)


def differs_enough(a: str, b: str) -> bool:
    """Whether two prompts differ by more than politeness, punctuation and their length phrases.

    At least ``LEAST_CHANGE`` of the characters that are left stand elsewhere or are others.

    >>> differs_enough("请帮我写一段祝福，50字以内。", "写一段50字以内的祝福")
    False
    >>> differs_enough("请给客户写一段祝福。", "请写一段祝福送给客户。")
    True
    """
    return _change(_content(a), _content(b)) >= LEAST_CHANGE


def asks_the_same(variant: str, prompt: str) -> bool:
    """Whether ``variant`` is the request that ``prompt`` is, in other words.

    >>> asks_the_same("请写一段新年祝福送给客户。", "给客户写一段新年祝福")
    True
    >>> asks_the_same("请写一段新年祝福送给客户，20字以内。", "给客户写一段新年祝福")
    False
    """
    request = read_request(prompt)
    return request is not None and _Meaning.of(prompt, request).is_kept_by(variant)


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What a rewording of a prompt must keep, and the words that it must change."""

    demands: tuple[str, ...]
    slots: tuple[object, ...]
    content: str

    @classmethod
    def of(cls, prompt: str, request: Request) -> _Meaning:
        return cls(_demands(prompt), slots(request), _content(prompt))

    def is_kept_by(self, variant: str) -> bool:
        if _change(_content(variant), self.content) < LEAST_CHANGE or _demands(variant) != self.demands:
            return False
        request = read_request(variant)
        return request is not None and slots(request) == self.slots


def _demands(prompt: str) -> tuple[str, ...]:
    """The length constraints of ``prompt``, whatever their order."""
    return tuple(sorted(f"{constraint}{constraint.bare}" for constraint in parse_length(prompt)))


def _content(prompt: str) -> str:
    """What is left of ``prompt`` without length phrases, polite words, marks and white space."""
    words = _POLITENESS.sub("", strip_length(prompt))
    return "".join(c for c in unicodedata.normalize("NFKC", words) if c.isalnum())


def _change(one: str, other: str) -> int:
    """How many characters of two texts are not shared in order."""
    same = sum(
        block.size for block in SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    )
    return len(one) + len(other) - 2 * same
