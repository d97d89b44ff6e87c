"""What is ordered of a model: one ``Order`` for each number, drawn from hashes, the same on every machine."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from hesui_data.expand.slots import Slots, read_slots, seasons
from hesui_data.length import LengthConstraint, parse_length, phrasings, render_length, replace_length
from hesui_data.pair import Pair

METHODS = ("paraphrase", "self-instruct", "evolve", "refit")

DIRECTIONS: dict[str, str] = {
    "same-type-other-scene": "换一个场景，体裁不变：人物、事情和细节都另写。",
    "paraphrase": "意思不变，换一种说法：任务换句式，范文换写法和细节。",
    "added-constraint": "在原任务之上加一条具体的内容要求，范文要做到。",
    "more-complex-scene": "把场景写复杂：人物、前因或难处比原任务多一层，范文要照顾到。",
    "other-question-direction": "换一个提问的方向：同一场合下，要写的是另一种东西或另一个角度。",
    "other-premise": "换一个前提：原任务的处境变了，范文随之改变。",
}
"""The named directions of ``evolve`` and what each asks for."""

ADDRESSEES = (
    "班主任", "客户", "同事", "爸妈", "爷爷奶奶", "老同学", "邻居", "导师", "表姐",
    "舅舅", "师傅", "室友", "闺蜜", "合作伙伴", "老顾客", "快递员", "护士", "教练",
)  # fmt: skip
SCENES = (
    "除夕",
    "小年",
    "大年初一",
    "元宵节",
    "春节",
    "中秋节",
    "端午节",
    "国庆节",
    "重阳节",
)
TONES = (
    "亲切",
    "幽默",
    "庄重",
    "俏皮",
    "朴实",
    "真诚",
    "活泼",
    "温暖",
    "含蓄",
    "轻松",
)
_NUMBERS = (20, 30, 40, 50, 60, 80, 100, 120, 150, 200, 250, 300, 400, 500, 600, 800)
_MOVED = 3  # one order in so many of those with a named change asks for another length


@dataclass(frozen=True, slots=True)
class Choices:
    """What the user wants: method, how many, and the parameters of the methods.

    ``threshold`` is the ROUGE-L from which a text is a copy (``similarity_threshold``), ``ngram`` the index
    of shingles; ``fewshot`` and ``a_request`` are those of self-instruct, ``tries`` those of refit.
    """

    method: str = "paraphrase"
    directions: tuple[str, ...] = tuple(DIRECTIONS)
    fewshot: int = 4
    a_request: int = 3
    threshold: float = 0.7
    ngram: float = 0.5
    tries: int = 3
    temperature: float = 1.0
    answer_tokens: int | None = None
    judge: bool = False
    seed: str = "hesui"
    held_out: tuple[int, ...] = ()
    counter: str = "zi"
    tolerance: float = 0.10


NOTHING = Slots()


@dataclass(frozen=True, slots=True)
class Order:
    """What one request orders: from which pair, in which direction, with which slots and lengths.

    ``demands`` are to be those of the new prompt, and no others; ``changed`` names the slots that are not the
    pair's own.
    ``draw`` counts the orders that came before from the same pair, so that no two requests are the same.
    """

    number: int
    method: str
    pair: Pair
    draw: int
    direction: str = ""
    slots: Slots = NOTHING
    changed: tuple[str, ...] = ()
    demands: tuple[LengthConstraint, ...] = ()
    prompt: str = ""  # of refit: the prompt is given
    examples: tuple[Pair, ...] = ()  # of self-instruct
    wanted: int = 1

    @property
    def lengths(self) -> tuple[str, ...]:
        """The demands in words, as the instruction has them."""
        return tuple(_words(found, self.pair.prompt) for found in self.demands)

    @property
    def seeds(self) -> tuple[str, ...]:
        """The ids of the seeds that the order draws on, that of the ancestor first."""
        return tuple(dict.fromkeys(pair.seed for pair in (self.pair, *self.examples)))


def suitable(pair: Pair, choices: Choices) -> bool:
    """Whether ``pair`` can be expanded: one turn of plain text; for refit, with a length that can be moved.

    >>> pair = Pair("写一句祝福", "新年好")
    >>> suitable(pair, Choices()), suitable(pair, Choices(method="refit"))
    (True, False)
    """
    plain = not (pair.history or pair.system or pair.rejected_response is not None)
    if not plain or choices.method != "refit":
        return plain
    return _refitted(Order(0, "refit", pair, 0), choices).prompt != pair.prompt


def order_for(number: int, pairs: Sequence[Pair], choices: Choices, pool: Sequence[Pair] = ()) -> Order:
    """The order of that ``number``: ``pairs`` take turns; self-instruct draws examples from ``pool`` too.

    >>> pairs = [Pair("给客户写一段祝福，50字以内", "祝您新年顺遂！")]
    >>> order_for(0, pairs, Choices()) == order_for(0, pairs, Choices()) != order_for(1, pairs, Choices())
    True
    """
    pair, draw = pairs[number % len(pairs)], number // len(pairs)
    order = Order(number, choices.method, pair, draw, demands=parse_length(pair.prompt))
    match choices.method:
        case "self-instruct":
            return _with_examples(replace(order, demands=()), [*pairs, *pool], choices)
        case "evolve":
            return _evolved(order, choices)
        case "refit":
            return _refitted(order, choices)
        case _:
            return _rewritten(order, choices)


def in_turn(pairs: Sequence[Pair], seed: str) -> list[Pair]:
    """``pairs`` in the order in which they take turns: by hashes, so that their order in a file is nothing."""
    return sorted(pairs, key=lambda pair: (_draw(seed, "turn", pair.id), pair.id))


def _words(found: LengthConstraint, prompt: str) -> str:
    """The words of a demand: as ``prompt`` has them if they say it all, else rendered (每联7个字 → 每行7字)."""
    own = prompt[slice(*found.span)]
    return own if parse_length(own) == (found,) else render_length(found)


def _rewritten(order: Order, choices: Choices) -> Order:
    """Another addressee, scene or tone, named or, every second time, left to the model; now and then another length."""
    if (order.number + order.draw) % 2:
        return replace(order, changed=("scene",))
    own = read_slots(order.pair.prompt)
    kinds = ["tone", *(["addressee"] if own.addressee else []), *(["occasion"] if own.occasion else [])]
    key = f"{order.pair.id}:{order.draw}"
    kind = kinds[_draw(choices.seed, "slot", key) % len(kinds)]
    order = replace(order, slots=_with_other(own, kind, choices.seed, key), changed=(kind,))
    moved = None
    if _draw(choices.seed, "move", key) % _MOVED == 0:
        moved = _moved(order.pair, choices, order.draw)
    return replace(order, demands=(moved,), changed=(kind, "length")) if moved else order


def _with_other(own: Slots, kind: str, seed: str, key: str) -> Slots:
    """``own`` with another word in the slot ``kind``."""
    choice = {"addressee": ADDRESSEES, "occasion": SCENES, "tone": TONES}[kind]
    known = own.occasion if kind == "occasion" else getattr(own, kind)
    others = [word for word in choice if not known or (word not in known and known not in word)]
    new = others[_draw(seed, kind, key) % len(others)]
    if kind == "occasion":
        return replace(own, occasion=new)
    return replace(own, addressee=new) if kind == "addressee" else replace(own, tone=new)


def _evolved(order: Order, choices: Choices) -> Order:
    """A direction in turn; the length is kept, and so is whom it is for and when."""
    names = choices.directions
    direction = names[(order.number + order.draw) % len(names)]
    own = read_slots(order.pair.prompt)
    if direction == "same-type-other-scene":
        key = f"{order.pair.id}:{order.draw}"
        kind = "occasion" if own.occasion else "tone"
        slots = _with_other(Slots(tone=own.tone, occasion=own.occasion), kind, choices.seed, key)
        return replace(order, direction=direction, slots=slots, changed=(kind,))
    kept = Slots() if direction.startswith("other-") else replace(own, tone="")
    return replace(order, direction=direction, slots=kept)


def _refitted(order: Order, choices: Choices) -> Order:
    """The pair's own prompt with another length."""
    for draw in range(order.draw, order.draw + 8):
        new = _moved(order.pair, choices, draw)
        prompt = _with_length(order.pair.prompt, new) if new else None
        if new and prompt:
            return replace(order, prompt=prompt, demands=(new,), changed=("length",))
    return replace(order, prompt=order.pair.prompt)


def _with_length(prompt: str, new: LengthConstraint) -> str | None:
    """``prompt`` with its one demand replaced by ``new``; None where no wording of it reads well."""
    (old,) = parse_length(prompt)
    for phrase in phrasings(new):
        made = replace_length(prompt, old, phrase)
        if made and not re.search(f"{_TWICE}|不多不少|刚好|正好|恰好", made):
            return made
    return None


_TWICE = (
    "(?:起码|至少|最少|不超过|别超过|最多|控制在|约|说|满|够|凑)(?:说|写)?"
    "(?=至少|不少于|不低于|最少|最多|不超过|约|大约|字数|篇幅)"
)
"""Two comparators for one number: 起码说至少150字."""


def _with_examples(order: Order, pool: Sequence[Pair], choices: Choices) -> Order:
    """Examples from the pool, the pair whose turn it is first."""
    key = str(order.number)
    others = sorted(
        (pair for pair in pool if pair.id != order.pair.id),
        key=lambda pair: (_draw(choices.seed, "example", key, pair.id), pair.id),
    )
    examples = (order.pair, *others[: choices.fewshot - 1])
    return replace(order, examples=examples, wanted=choices.a_request)


def _one_length(pair: Pair) -> LengthConstraint | None:
    """The one demand of a pair that can be moved: of 字 and the whole response, beside no other."""
    found = parse_length(pair.prompt)
    one = found[0] if len(found) == 1 else None
    if not one or one.unit != "字" or one.scope != "response" or (one.kind == "exact" and not one.bare):
        return None
    return one if one.min or one.max or one.target else None


def _moved(pair: Pair, choices: Choices, draw: int) -> LengthConstraint | None:
    """Another length of the kind that ``pair`` demands, from half to twice as long."""
    found = _one_length(pair)
    if not found:
        return None
    size = found.max or found.target or found.min or 0
    near = [
        number
        for number in _NUMBERS
        if 0.5 * size <= number <= 2 * size and number != size and number not in choices.held_out
    ]
    if not near:
        return None
    number = near[_draw(choices.seed, "length", pair.id, str(draw)) % len(near)]
    if found.kind == "at_least":
        return LengthConstraint("字", min=number)
    if found.kind == "at_most":
        return LengthConstraint("字", max=number)
    return LengthConstraint("字", kind="about", target=number)


def in_season(order: Order) -> bool:
    """Whether the ordered occasion is the pair's own, so that any word of its season will do."""
    return "occasion" not in order.changed and bool(seasons(order.slots.occasion))


def _draw(seed: str, *parts: str) -> int:
    digest = hashlib.blake2b("\x1f".join((seed, *parts)).encode("utf-8", "surrogatepass"), digest_size=8)
    return int.from_bytes(digest.digest())
