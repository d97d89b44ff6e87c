"""What a model is asked, in four groups: trained on, paraphrases of it, unseen, and general."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, get_args

from hesui_data.augment.curriculum import METHODS as LESSONS
from hesui_data.expand.rules import paraphrase_prompt
from hesui_data.mixing import is_general
from hesui_data.pair import Pair, Turn

Group = Literal["trained", "paraphrase", "unseen", "general"]
GROUPS: tuple[Group, ...] = get_args(Group)

SAMPLE = 40
"""As many trained prompts are asked, and as many paraphrases of trained prompts."""


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that a model is asked, and what a right answer is known to look like.

    ``references`` are the responses of the data set to this prompt, ``expects`` words of which a right answer
    holds one. ``asked`` is whether it is among the prompts to be asked: of what was trained on only a sample
    is, but an answer to any of it is scored. ``seed`` names the family, of which one answer may suit several
    prompts; ``names`` are other names that an answer may give.
    """

    id: str
    group: Group
    prompt: str
    references: tuple[str, ...] = ()
    expects: tuple[str, ...] = ()
    system: str = ""
    history: tuple[Turn, ...] = ()
    asked: bool = True
    seed: str = ""
    names: tuple[str, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        if not self.seed:
            object.__setattr__(self, "seed", self.id)

    @property
    def messages(self) -> list[dict[str, str]]:
        """The question as the messages of a chat.

        >>> Question("q", "unseen", "写一句祝福").messages
        [{'role': 'user', 'content': '写一句祝福'}]
        """
        system = [{"role": "system", "content": self.system}] if self.system else []
        earlier = [{"role": turn.role, "content": turn.text} for turn in self.history]
        return [*system, *earlier, {"role": "user", "content": self.prompt}]

    def as_dict(self) -> dict[str, Any]:
        """The question as one row of a file of prompts."""
        return {"id": self.id, "group": self.group, "prompt": self.prompt, "messages": self.messages}


class Answered(NamedTuple):
    """A question and what a model said to it."""

    question: Question
    text: str


def questions_for(
    train: Iterable[Pair], eval: Iterable[Pair], general: Iterable[Question] = (), *, sample: int = SAMPLE
) -> tuple[Question, ...]:
    """Every question about a data set: all of train and eval, paraphrases of train prompts, and ``general``.

    Of train ``sample`` are to be asked, one a seed first, drawn by a hash of their ids; lessons in counting
    and general pairs that were mixed in are left out. As many paraphrases are made by rules, of prompts that
    the rules understand; none has the prompt of a row. Rows of one prompt make one question with several
    references. General pairs of eval stand in the group ``general``.

    >>> train = [Pair("给客户写一段新年祝福，语气真诚。", "祝您新年顺遂！")]
    >>> found = questions_for(train, [Pair("写一句祝福", "新年好")])
    >>> [question.group for question in found]
    ['trained', 'paraphrase', 'unseen']
    """
    own = [pair for pair in train if not is_general(pair) and pair.method not in LESSONS]
    held_back = list(eval)
    rows = [pair for pair in held_back if not is_general(pair) and pair.method not in LESSONS]
    mixed = [pair for pair in held_back if is_general(pair)]
    drawn = [pair.id for pair in one_a_seed_first(own)]
    taken = {prompt_key(pair.prompt) for pair in (*own, *held_back)}
    return (
        *_merged(own, "trained", asked=frozenset(drawn[:sample])),
        *_paraphrases(one_a_seed_first(own), taken, sample),
        *_merged(rows, "unseen"),
        *_merged(mixed, "general"),
        *(question for question in general if prompt_key(question.prompt) not in taken),
    )


def one_a_seed_first(pairs: Iterable[Pair]) -> list[Pair]:
    """``pairs`` drawn by a hash of their ids, in rounds: one of every seed before a second of any.

    >>> seed = Pair("写祝福", "新年快乐")
    >>> found = one_a_seed_first([seed, seed.grow("retag", prompt="写4字祝福"), Pair("c", "d")])
    >>> found[0].seed != found[1].seed
    True
    """
    seen: dict[str, int] = {}
    rounds: list[tuple[int, Pair]] = []
    for pair in sorted(pairs, key=lambda pair: draw(pair.id)):
        seen[pair.seed] = seen.get(pair.seed, 0) + 1
        rounds.append((seen[pair.seed], pair))
    return [pair for _, pair in sorted(rounds, key=lambda found: found[0])]


def draw(name: str) -> bytes:
    """What ``name`` is sorted by where a few of many are drawn."""
    return hashlib.sha256(b"evaluate\0" + name.encode("utf-8", "surrogatepass")).digest()


def prompt_key(prompt: str) -> str:
    """``prompt`` as answers are matched by it: NFKC, without white space.

    >>> prompt_key("写 祝福，５０字\\n") == prompt_key("写祝福,50字")
    True
    """
    return "".join(unicodedata.normalize("NFKC", prompt).split())


def _merged(
    pairs: Iterable[Pair], group: Group, *, asked: frozenset[str] | None = None
) -> Iterator[Question]:
    """One question for each prompt with all that was said before it; its id is that of its first pair."""
    together: dict[tuple[object, ...], list[Pair]] = {}
    for pair in sorted(pairs, key=lambda pair: pair.id):
        earlier = tuple((turn.role, turn.text) for turn in pair.history)
        together.setdefault((pair.system, earlier, pair.prompt), []).append(pair)
    for rows in together.values():
        yield _question(rows, group, asked is None or any(pair.id in asked for pair in rows))


def _question(rows: Sequence[Pair], group: Group, asked: bool) -> Question:
    first = rows[0]
    return Question(
        first.id,
        group,
        first.prompt,
        references=tuple(dict.fromkeys(pair.response for pair in rows if pair.response)),
        system=first.system,
        history=first.history,
        asked=asked,
        seed=first.seed,
        names=tuple(pair.id for pair in rows[1:]),
    )


def _paraphrases(pairs: Iterable[Pair], taken: set[str], sample: int) -> Iterator[Question]:
    """Up to ``sample`` trained prompts said otherwise, each in words that no row has."""
    made: set[str] = set()
    for pair in pairs:
        if len(made) >= sample:
            return
        if pair.history or pair.system:
            continue
        texts = sorted((one.text for one in paraphrase_prompt(pair.prompt)), key=draw)
        fresh = [text for text in texts if prompt_key(text) not in taken | made]
        if fresh:
            made.add(prompt_key(fresh[0]))
            id = f"paraphrase-{hashlib.sha256(fresh[0].encode()).hexdigest()[:12]}"
            yield Question(id, "paraphrase", fresh[0], references=(pair.response,), seed=pair.seed)
