"""``evaluate``: pairs and answers in, an ``Evaluation`` out; every score apart for each group of prompts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hesui_data.errors import RecipeError
from hesui_data.evaluate.answers import Answer, Matched, Trouble, match
from hesui_data.evaluate.collapse import collapse
from hesui_data.evaluate.findings import findings, gap_sentence
from hesui_data.evaluate.fluency import fluency_scores, model_of
from hesui_data.evaluate.general import general_questions
from hesui_data.evaluate.groups import GroupScores, ModelScores, as_json
from hesui_data.evaluate.judge import JUDGE_VERSION, Ask, judge
from hesui_data.evaluate.layout import layout_scores
from hesui_data.evaluate.obedience import judgements, obedience, satisfied_by_number
from hesui_data.evaluate.overfit import TrainingText, copy_scores
from hesui_data.evaluate.questions import GROUPS, SAMPLE, Answered, Group, Question, questions_for
from hesui_data.evaluate.text import text_scores
from hesui_data.length import COUNTERS
from hesui_data.likeness.characters import CharacterModel
from hesui_data.pair import Pair
from hesui_data.splits import asked_values

Answers = Mapping[str, str] | Iterable[Answer | Trouble]
"""Answers by id or prompt of the question, or as ``Answer``s."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The scores of one or more models on the questions about one data set, by one counter."""

    models: tuple[ModelScores, ...]
    questions: tuple[Question, ...]
    counter: str
    tolerance: float
    judge: str = ""  # what the judge is called; empty without one

    def as_dict(self, language: str = "en") -> dict[str, Any]:
        """All of it as JSON values; sentences in ``language``, ``"zh"`` or ``"en"``."""
        return {
            "counter": self.counter,
            "tolerance": self.tolerance,
            "judge_version": JUDGE_VERSION,
            "judge": self.judge or None,
            "questions": {
                group: sum(q.group == group and q.asked for q in self.questions) for group in GROUPS
            },
            "models": [_model_row(model, language) for model in self.models],
        }


def evaluate(
    train: Iterable[Pair],
    eval: Iterable[Pair],
    answers: Mapping[str, Answers],
    *,
    general: Iterable[Question] | None = None,
    counter: str = "zi",
    tolerance: float = 0.10,
    sample: int = SAMPLE,
    ask_judge: Ask | None = None,
    judge_name: str = "",
) -> Evaluation:
    """The scores of each model in ``answers`` (name → its answers) on a data set of ``train`` and ``eval``.

    Answers are joined with the questions of ``questions_for``; what fits none is counted in ``coverage``. With
    ``general`` left out the questions of this package are used. ``ask_judge`` is any callable from a prompt to
    a model's reply (None where it gave none), ``judge_name`` what to call it; without one there are no judge's
    scores.

    >>> train = [Pair("写一句祝福，10字以内", "新年好呀！")]
    >>> held_back = [Pair("给老师写一句祝福，6字以内", "老师过年好")]
    >>> found = evaluate(train, held_back, {"base": {"给老师写一句祝福，6字以内": "老师，祝您新年快乐！"}})
    >>> found.models[0].groups["unseen"].lengths.satisfied
    Share(hits=0, n=1)

    Raises:
        RecipeError: no counter has that name, or there are no answers.
    """
    check_counter(counter)
    if not answers:
        raise RecipeError("name the answers of at least one model", zh="至少要给出一个模型的回答")
    train, eval = list(train), list(eval)
    asked = questions_for(train, eval, general_questions() if general is None else general, sample=sample)
    scorer = _Scorer(train, counter, tolerance, ask_judge)
    models = [scorer.model(name, match(asked, _rows(given)), asked) for name, given in answers.items()]
    judge = (judge_name or "judge") if ask_judge else ""
    return Evaluation(tuple(models), asked, counter, tolerance, judge)


def check_counter(counter: str) -> None:
    """Refuse a ``counter`` that there is not.

    Raises:
        RecipeError: no counter has that name.
    """
    if counter not in COUNTERS:
        names = ", ".join(COUNTERS)
        raise RecipeError(
            f"counter must be one of {names}; got {counter!r}",
            zh=f"counter 只能是 {names}；得到的是 {counter!r}",
        )


class _Scorer:
    """What all models of one evaluation are held against; lives inside one call of ``evaluate``."""

    def __init__(self, train: Sequence[Pair], counter: str, tolerance: float, ask_judge: Ask | None) -> None:
        responses = [pair.response for pair in train]
        self.counter, self.tolerance, self.ask_judge = counter, tolerance, ask_judge
        self.fluent: CharacterModel = model_of(dict.fromkeys(responses))
        self.known = TrainingText(responses)
        self.numbers = frozenset[int]().union(*(asked_values(pair.prompt) for pair in train))

    def model(self, name: str, matched: Matched, questions: Sequence[Question]) -> ModelScores:
        answered = [Answered(q, matched.texts[q.id]) for q in questions if q.id in matched.texts]
        groups: dict[Group, GroupScores] = {
            group: self.group([one for one in answered if one.question.group == group]) for group in GROUPS
        }
        unseen = [one for one in answered if one.question.group == "unseen"]
        judged = judgements(unseen, counter=self.counter, tolerance=self.tolerance)
        return ModelScores(name, matched.coverage, groups, satisfied_by_number(judged, self.numbers))

    def group(self, answered: Sequence[Answered]) -> GroupScores:
        return GroupScores(
            answers=len(answered),
            lengths=obedience(answered, counter=self.counter, tolerance=self.tolerance),
            layout=layout_scores(answered),
            text=text_scores(answered),
            fluency=fluency_scores(answered, self.fluent),
            copying=copy_scores(answered, self.known),
            collapse=collapse(answered),
            judge=judge(answered, self.ask_judge) if self.ask_judge else None,
        )


def _rows(given: Answers) -> list[Answer | Trouble]:
    """``given`` as answers; a key may be an id or a prompt."""
    if isinstance(given, Mapping):
        return [Answer(text, id=key, prompt=key) for key, text in given.items()]
    return list(given)


def _model_row(model: ModelScores, language: str) -> dict[str, Any]:
    coverage = model.coverage
    troubles = [{"kind": t.kind, "line": t.line, "reason": t.say(language)} for t in coverage.troubles]
    low, high = model.gap.interval
    return {
        "name": model.name,
        "coverage": {**as_json(coverage), "troubles": troubles},
        "gap": {
            "trained": as_json(model.gap.trained),
            "unseen": as_json(model.gap.unseen),
            "points": round(model.gap.points, 2) if model.gap.known else None,
            "interval": [round(low, 2), round(high, 2)] if model.gap.known else None,
            "sentence": gap_sentence(model, language),
        },
        "findings": [
            {"code": f.code, "group": f.group, "figure": as_json(f.figure), "message": f.say(language)}
            for f in findings(model)
        ],
        "numbers": as_json(model.numbers),
        "groups": as_json(model.groups),
    }
