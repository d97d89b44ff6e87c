"""Models asked live about a data set, and a judge about their answers; all of it through one journal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from hesui_data import chat
from hesui_data.answer_files import Material
from hesui_data.evaluate import Answer, Evaluation, Question, Trouble, match
from hesui_data.evaluate.asking import answer_of, is_cut, judge_reply, judge_request, question_request
from hesui_data.files import atomic_write
from hesui_data.formats import json_line
from hesui_data.journal import Journal
from hesui_data.llm.answering import answer_all
from hesui_data.llm.endings import Ending
from hesui_data.llm.faults import Stopped
from hesui_data.llm.service import Estimate, Setup, Stopping, asker_of, estimate, keys_of, waited_for
from hesui_data.spending import Spent

JUDGE = "judge"
"""What the judge is called among those that are asked."""

Rows = list[Answer | Trouble]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Who is asked and how: models by their names, and the judge if there is one.

    ``temperature`` and ``answer_tokens`` are of the models' answers; without the latter there is room for four
    times the length that a question asks for.
    """

    models: Mapping[str, Setup]
    judge: Setup | None = None
    temperature: float = 0.0
    answer_tokens: int | None = None

    def request(self, question: Question) -> chat.Request:
        """The request that puts ``question`` to a model."""
        return question_request(question, temperature=self.temperature, answer_tokens=self.answer_tokens)


@dataclass(frozen=True, slots=True)
class Kept:
    """Where answers and journal are kept: beside the data set, in ``DIR.answers``.

    >>> Kept.beside(Path("out/processed")).journal.as_posix()
    'out/processed.answers/journal.sqlite'
    """

    folder: Path
    journal: Path

    @classmethod
    def beside(cls, data: Path, folder: Path | None = None, journal: Path | None = None) -> Kept:
        """The place that belongs to the data set in ``data``, unless others are named."""
        folder = folder or data.with_name(f"{data.resolve().name}.answers")
        return cls(folder, journal or folder / "journal.sqlite")

    def answers(self, name: str) -> Path:
        """The file of the answers of the model called ``name``."""
        return self.folder / f"{name}.jsonl"


@dataclass(frozen=True, slots=True)
class Step:
    """One part of a plan: who is asked, how many requests there are and how many are on record, what it will take."""

    name: str
    setup: Setup
    requests: int
    on_record: int
    takes: Estimate


@dataclass(slots=True)
class Standing:
    """How an interview stands, to be shown while it runs."""

    name: str = ""
    done: int = 0
    wanted: int = 0
    tokens: int = 0
    cost: int = 0
    currency: str = ""
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class Interviewed:
    """What came of it: the scores (None where nobody answered anything), and why and how it ended."""

    evaluation: Evaluation | None
    ending: Ending
    asking: Asking
    kept: Kept
    cut: Mapping[str, int]  # name → answers that ended where their room did
    spent: Mapping[str, Spent]  # by currency
    sent: int  # attempts of this run

    def as_dict(self, language: str = "en") -> dict[str, Any]:
        """The evaluation as JSON values, with who was asked and how it ended."""
        found = self.evaluation.as_dict(language) if self.evaluation else {"models": []}
        asked = {
            name: {
                "model": setup.endpoint.model,
                "base_url": setup.endpoint.base_url,
                "temperature": self.asking.temperature,
                "answers": self.kept.answers(name).as_posix(),
                "cut": self.cut.get(name, 0),
            }
            for name, setup in self.asking.models.items()
        }
        return {**found, "asked": asked, "ending": self.ending.why}


def plan(material: Material, given: Mapping[str, Rows], asking: Asking, kept: Kept) -> list[Step]:
    """What asking will take, model by model and at last the judge; nothing is sent or written."""
    with Journal(kept.journal if kept.journal.exists() else None) as journal:
        questions = [question for question in material.questions() if question.asked]
        requests = {question: asking.request(question) for question in questions}
        steps = [
            _step(name, setup, list(requests.values()), journal) for name, setup in asking.models.items()
        ]
        if asking.judge:
            found = dict(given)
            for name, setup in asking.models.items():
                on_record = _on_record(requests.values(), setup, journal)
                found[name] = _rows(requests, on_record)
            exact = _judged(material.questions(), found)
            open_ones = [
                judge_request(question, "字" * request.max_tokens)  # at worst
                for setup in asking.models.values()
                for question, request in requests.items()
                if journal.answer(keys_of(setup, journal).key(request)) is None
            ]
            steps.append(_step(JUDGE, asking.judge, [*exact, *open_ones], journal))
        return steps


def interview(
    material: Material,
    given: Mapping[str, Rows],
    asking: Asking,
    kept: Kept,
    *,
    counter: str | None = None,
    watch: Callable[[Standing], object] = lambda standing: None,
    stopping: Stopping | None = None,
) -> Interviewed:
    """Ask the models, then the judge, and score the answers beside those that were ``given``.

    Whatever stops it, the answers so far are in their files, and the same call goes on from there. ``watch`` is
    told how it stands after each attempt and each answer. ``stopping`` is given a function that makes it end well.

    Raises:
        Stopped: an endpoint cannot be used at all.
        OutputError: a file cannot be written.
    """
    with Journal(kept.journal) as journal:
        going = _Interview(material, asking, kept, journal, watch, stopping, dict(given))
        waited_for(going.run)
        replies = going.replies
        evaluation = None
        if any(isinstance(row, Answer) for rows in going.rows.values() for row in rows):
            evaluation = material.evaluate(
                going.rows,
                counter=counter,
                ask_judge=replies.get if asking.judge else None,
                judge_name=label(asking.judge) if asking.judge else "",
            )
        currencies = {setup.currency for setup in (*asking.models.values(), asking.judge) if setup}
        spent = {currency: journal.spent(currency) for currency in sorted(currencies)}
        return Interviewed(evaluation, going.ending, asking, kept, going.cut, spent, going.standing.attempts)


def label(setup: Setup) -> str:
    """The model and its address, as one word."""
    return f"{setup.endpoint.model}@{setup.endpoint.base_url}"


@dataclass(slots=True)
class _Interview:
    """An interview on its way; lives inside one call of ``interview``."""

    material: Material
    asking: Asking
    kept: Kept
    journal: Journal
    watch: Callable[[Standing], object]
    stopping: Stopping | None
    rows: dict[str, Rows]
    replies: dict[str, str] = field(default_factory=dict)
    cut: dict[str, int] = field(default_factory=dict)
    ending: Ending = field(default_factory=lambda: Ending("enough"))
    standing: Standing = field(default_factory=Standing)

    async def run(self) -> None:
        asked = [question for question in self.material.questions() if question.asked]
        requests = {question: self.asking.request(question) for question in asked}
        for name, setup in self.asking.models.items():
            found: dict[chat.Request, chat.Answer] = {}
            try:
                await self._ask(name, setup, list(requests.values()), found)
            finally:
                self._keep(name, setup, requests, found)
        if self.asking.judge:
            judged = _judged(self.material.questions(), self.rows)
            said: dict[chat.Request, chat.Answer] = {}
            await self._ask(JUDGE, self.asking.judge, judged, said)
            texts = ((request.messages[0][1], judge_reply(came)) for request, came in said.items())
            self.replies = {prompt: text for prompt, text in texts if text is not None}

    async def _ask(
        self,
        name: str,
        setup: Setup,
        requests: Sequence[chat.Request],
        found: dict[chat.Request, chat.Answer],
    ) -> None:
        """Put ``requests`` to one endpoint; once a limit was reached or the user has stopped it, to the journal."""
        if self.ending.why in ("limit", "interrupted"):
            setup = replace(setup, replay=True)
        standing, spent = self.standing, self.journal.spent(setup.currency)
        standing.name, standing.done, standing.wanted = name, 0, len(requests)
        standing.tokens, standing.cost, standing.currency = spent.tokens, spent.cost, setup.currency

        def take(request: chat.Request, answer: chat.Answer) -> None:
            found[request] = answer
            standing.done = len(found)
            self.watch(standing)

        def tell(tokens: int, cost: int) -> None:
            standing.tokens, standing.cost = standing.tokens + tokens, standing.cost + cost
            standing.attempts += 1
            self.watch(standing)

        try:
            async with asker_of(setup, self.journal, tell=tell, stopping=self.stopping) as asker:
                ending = await answer_all(requests, asker, take, at_a_time=setup.at_a_time)
        except Stopped as stopped:
            raise Stopped(f"{name}: {stopped.en}", zh=f"{name}：{stopped.zh}") from stopped
        if self.ending.why == "enough":
            self.ending = replace(ending, words=(f"{name}：{ending.words[0]}", f"{name}: {ending.words[1]}"))

    def _keep(
        self,
        name: str,
        setup: Setup,
        requests: Mapping[Question, chat.Request],
        found: Mapping[chat.Request, chat.Answer],
    ) -> None:
        """Put the answers of one model among the rows, and into its file."""
        self.rows[name] = _rows(requests, found)
        self.cut[name] = sum(map(is_cut, found.values()))
        lines = (
            json_line(_line(question, request, found[request], setup)) + b"\n"
            for question, request in requests.items()
            if request in found
        )
        atomic_write(self.kept.answers(name), lines)


def _rows(requests: Mapping[Question, chat.Request], found: Mapping[chat.Request, chat.Answer]) -> Rows:
    """What came for each question, as far as anything did."""
    return [answer_of(question, found[request]) for question, request in requests.items() if request in found]


def _line(question: Question, request: chat.Request, came: chat.Answer, setup: Setup) -> dict[str, Any]:
    """An answer as a row that ``--answers`` reads; without a text it says why."""
    got = answer_of(question, came)
    said = {"answer": got.text} if isinstance(got, Answer) else {"error": got.say("en")}
    return {
        "id": question.id,
        "group": question.group,
        "prompt": question.prompt,
        **said,
        "finish_reason": came.finish_reason,
        "model": setup.endpoint.model,
        "base_url": setup.endpoint.base_url,
        "parameters": {"temperature": request.temperature, "max_tokens": request.max_tokens},
        "tokens_in": came.tokens_in,
        "tokens_out": came.tokens_out,
    }


def _judged(questions: Sequence[Question], rows: Mapping[str, Rows]) -> list[chat.Request]:
    """What a judge is asked about all answers that are scored, each once."""
    requests: dict[chat.Request, None] = {}
    for given in rows.values():
        texts = match(questions, given).texts
        for question in questions:
            if question.id in texts:
                requests[judge_request(question, texts[question.id])] = None
    return list(requests)


def _step(name: str, setup: Setup, requests: Sequence[chat.Request], journal: Journal) -> Step:
    known = _on_record(requests, setup, journal)
    ahead = [] if setup.replay else [request for request in requests if request not in known]
    takes = estimate(ahead, len(ahead), len(ahead), setup)
    return Step(name, setup, len(requests), len(known), takes)


def _on_record(
    requests: Iterable[chat.Request], setup: Setup, journal: Journal
) -> dict[chat.Request, chat.Answer]:
    """The answers of an endpoint that are on record."""
    keys = keys_of(setup, journal)
    found = ((request, journal.answer(keys.key(request))) for request in requests)
    return {request: answer for request, answer in found if answer is not None}
