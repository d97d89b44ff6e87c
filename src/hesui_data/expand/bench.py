"""The bench on which answers are judged: orders that are worked on, each by its number. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hesui_data.chat import Answer, Request
from hesui_data.expand.orders import Choices, Order
from hesui_data.expand.standard import Standard
from hesui_data.expand.work import Made, Work, work
from hesui_data.likeness.fluency import Score, fit_fluency
from hesui_data.pair import Pair


@dataclass(frozen=True, slots=True)
class Measure:
    """What a standard is measured on: the choices, and the texts of all pairs that are known to be good."""

    choices: Choices
    prompts: tuple[str, ...]
    responses: tuple[str, ...]
    score: Score | None = None

    @classmethod
    def of(cls, pairs: Iterable[Pair], choices: Choices, score: Score | None = None) -> Measure:
        """The measure for an expansion of ``pairs``."""
        pairs = list(pairs)
        prompts = tuple(pair.prompt for pair in pairs)
        return cls(choices, prompts, tuple(pair.response for pair in pairs), score)

    def standard(self) -> Standard:
        """The standard: a second's work.

        >>> Measure.of([Pair("写一句祝福", "新年好！")], Choices()).standard().choices.method
        'paraphrase'
        """
        prompts, responses = (fit_fluency(texts, self.score) for texts in (self.prompts, self.responses))
        standard = Standard(self.choices, prompts, responses)
        _ = standard.voices  # now, while the first answers are under way, and not when the first is judged
        return standard


class Bench:
    """The work on any number of orders, an answer at a time."""

    def __init__(self, standard: Standard) -> None:
        self._standard = standard
        self._begun: dict[int, Work] = {}

    def judge(self, order: Order, answer: Answer) -> Request | tuple[Made, ...]:
        """What comes of ``order`` now that its last request has ``answer``: a further request, or what was made.

        >>> order = Order(0, "paraphrase", Pair("给客户写一句祝福", "祝您新年顺遂！"), 0)
        >>> bench = Bench(Measure.of([order.pair], Choices()).standard())
        >>> answer = Answer('{"prompt": "替客户拟句贺词", "response": "愿您生意兴隆！"}')
        >>> [made.pair.accepted for made in bench.judge(order, answer)]
        [True]
        """
        working = self._begun.pop(order.number, None)
        if working is None:
            working = work(order, self._standard)
            next(working)  # the first request, which has been answered
        try:
            request = working.send(answer)
        except StopIteration as done:
            made: tuple[Made, ...] = done.value
            return made
        self._begun[order.number] = working
        return request
