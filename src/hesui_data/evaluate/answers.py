"""Answers: read from a row of any common shape, and joined with the questions; nothing is dropped in silence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hesui_data.evaluate.questions import GROUPS, Group, Question, prompt_key
from hesui_data.formats import read_row

IDS = ("id", "question_id", "custom_id", "qid", "key")
ANSWERS = (
    "prediction",
    "predict",
    "completion",
    "generated_text",
    "model_output",
    "answer",
    "回答",
    "答案",
    "response",
    "output",
    "text",
    "result",
)
"""Keys of an answer; those that only a model's can have come first: beside them ``response`` is a reference."""

PROMPTS = ("prompt", "question", "instruction", "query", "input", "提示词", "问题")

Message = tuple[str, str]  # the same words in Chinese and in English


@dataclass(frozen=True, slots=True)
class Answer:
    """What a model said: to the question called ``id``, or to ``prompt``. ``line`` is that of its file."""

    text: str
    id: str = ""
    prompt: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Trouble:
    """A row of answers that was not scored, and why."""

    kind: str  # "unreadable", "unmatched", "duplicate", "ambiguous" or, asked live, "unanswered"
    line: int | None
    reason: Message

    def say(self, language: str) -> str:
        """The reason in ``language``, ``"zh"`` or ``"en"``."""
        return self.reason[0 if language == "zh" else 1]


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many questions were to be asked, how many of them were answered, and what more was answered."""

    asked: Mapping[Group, int]
    answered: Mapping[Group, int]  # of those that were to be asked
    more: Mapping[Group, int]  # of trained prompts outside the sample
    missing: tuple[str, ...]  # ids of questions that were to be asked and have no answer
    troubles: tuple[Trouble, ...]
    rows: int

    @property
    def adds_up(self) -> bool:
        """Whether every row of answers was scored or is named among the troubles."""
        return self.rows == sum(self.answered.values()) + sum(self.more.values()) + len(self.troubles)


@dataclass(frozen=True, slots=True)
class Matched:
    """The answers by the id of their question, in the order of the questions."""

    texts: Mapping[str, str]
    coverage: Coverage


def read_answer(value: object, *, line: int | None = None) -> Answer | Trouble:
    """The answer in one JSON value, or what is wrong with it; no value raises.

    It may be ``{prompt, response}``, ``{id, answer}``, a list of ``messages`` that ends with the assistant's,
    a row of any dialect that this library reads, or what an OpenAI-compatible service gives back
    (``choices``), alone or as a line of a batch (``custom_id``, ``response.body``).

    >>> read_answer({"id": "q1", "answer": "新年好"})
    Answer(text='新年好', id='q1', prompt='', line=None)
    >>> read_answer([{"prompt": "写祝福", "response": [["新年好"]]}]).prompt
    '写祝福'
    >>> read_answer({"id": "q1"}, line=3).say("en")
    'no answer in it; its keys: id'
    """
    row = value[0] if isinstance(value, list) and len(value) == 1 else value
    if not isinstance(row, dict):
        return _from_dialect(value, line)
    id = next((_name(row[key]) for key in IDS if _name(row.get(key))), "")
    said = _said(row)
    prompt = next((row[key] for key in PROMPTS if isinstance(row.get(key), str)), "") or _last_asked(row)
    if said is None or not (id or prompt):
        found = _from_dialect(value, line)
        return Answer(found.text, id, found.prompt, line) if isinstance(found, Answer) else found
    if isinstance(row.get("instruction"), str):  # its input belongs to the prompt
        prompt = read_row(value)[0].prompt or prompt
    return Answer(said, id, prompt, line)


def match(questions: Sequence[Question], rows: Iterable[Answer | Trouble]) -> Matched:
    """``rows`` joined with ``questions``: by id, else by prompt. Every row is scored or a trouble.

    Of several answers to one question the first is scored, the others are duplicates. A prompt that two
    questions share (in dialogues of different beginnings) is told apart by the id alone.

    >>> asked = [Question("q1", "unseen", "写一句祝福")]
    >>> rows = [Answer("新年好", id="q1"), Answer("过年好", prompt="写一句祝福", line=2), Answer("", id="x")]
    >>> found = match(asked, rows)
    >>> found.texts, [(trouble.kind, trouble.line) for trouble in found.coverage.troubles]
    ({'q1': '新年好'}, [('duplicate', 2), ('unmatched', None)])
    """
    rows = list(rows)
    by_name = {name: question for question in questions for name in (*question.names, question.id)}
    by_prompt: dict[str, list[Question]] = defaultdict(list)
    for question in questions:
        by_prompt[prompt_key(question.prompt)].append(question)
    texts: dict[str, Answer] = {}
    troubles: list[Trouble] = []
    for row in rows:
        found = row if isinstance(row, Trouble) else _question_of(row, by_name, by_prompt)
        if isinstance(found, Question) and found.id in texts:
            found = _duplicate(row, found, texts[found.id])
        if isinstance(found, Trouble):
            troubles.append(found)
        elif isinstance(row, Answer):
            texts[found.id] = row
    in_order = {question.id: texts[question.id].text for question in questions if question.id in texts}
    return Matched(in_order, _coverage(questions, in_order, troubles, len(rows)))


def _coverage(
    questions: Sequence[Question], texts: Mapping[str, str], troubles: Sequence[Trouble], rows: int
) -> Coverage:
    def count(group: Group, *, asked: bool, answered: bool) -> int:
        return sum(
            question.group == group and question.asked == asked and (not answered or question.id in texts)
            for question in questions
        )

    return Coverage(
        asked={group: count(group, asked=True, answered=False) for group in GROUPS},
        answered={group: count(group, asked=True, answered=True) for group in GROUPS},
        more={group: count(group, asked=False, answered=True) for group in GROUPS},
        missing=tuple(q.id for q in questions if q.asked and q.id not in texts),
        troubles=tuple(troubles),
        rows=rows,
    )


def _question_of(
    row: Answer, by_name: Mapping[str, Question], by_prompt: Mapping[str, Sequence[Question]]
) -> Question | Trouble:
    if row.id in by_name:
        return by_name[row.id]
    found = by_prompt.get(prompt_key(row.prompt), ()) if row.prompt else ()
    if len(found) == 1:
        return found[0]
    if found:
        return Trouble(
            "ambiguous",
            row.line,
            (
                f"有 {len(found)} 个问题的提示词都是“{short(row.prompt)}”，请写上 id",
                f'{len(found)} questions have the prompt "{short(row.prompt)}": give the id',
            ),
        )
    what = short(row.prompt) if row.prompt else row.id
    zh, en = ("提示词", "prompt") if row.prompt else (" id ", "id")
    return Trouble(
        "unmatched", row.line, (f"没有哪个问题的{zh}是“{what}”", f'no question has the {en} "{what}"')
    )


def _duplicate(row: Answer | Trouble, question: Question, first: Answer) -> Trouble:
    same = isinstance(row, Answer) and row.text == first.text
    where = ("", "") if first.line is None else (f"（第 {first.line} 行）", f" (line {first.line})")
    zh, en = (
        ("，内容相同", ", the same") if same else ("，内容不同；只评第一个", ", another; the first is scored")
    )
    what = short(question.prompt)
    return Trouble(
        "duplicate",
        row.line,
        (f"“{what}”已有回答{where[0]}{zh}", f'"{what}" has been answered already{where[1]}{en}'),
    )


def _said(row: Mapping[str, Any]) -> str | None:
    """The text of the answer, however deep a service hides it; None when there is none."""
    if isinstance(row.get("messages"), list):
        return _spoken(row["messages"])
    if isinstance(row.get("choices"), list) and row["choices"]:
        choice = row["choices"][0]
        return _said(choice) if isinstance(choice, dict) else None
    if isinstance(row.get("message"), dict):
        content = row["message"].get("content")
        return content if isinstance(content, str) else None
    for key in ANSWERS:
        found = row.get(key)
        if isinstance(found, dict):
            return _said(found.get("body", found))
        while isinstance(found, list) and len(found) == 1:
            found = found[0]
        if isinstance(found, str):
            return found
    return None


def _spoken(messages: Sequence[Any]) -> str | None:
    last = messages[-1] if messages else None
    spoken = (
        isinstance(last, dict) and last.get("role") == "assistant" and isinstance(last.get("content"), str)
    )
    return last["content"] if spoken and isinstance(last, dict) else None


def _last_asked(row: Mapping[str, Any]) -> str:
    turns = row.get("messages")
    asked = [
        turn.get("content")
        for turn in (turns if isinstance(turns, list) else [])
        if isinstance(turn, dict) and turn.get("role") == "user"
    ]
    return asked[-1] if asked and isinstance(asked[-1], str) else ""


def _from_dialect(value: object, line: int | None) -> Answer | Trouble:
    """The answer in a row of training data; the id of such a row is read elsewhere."""
    pair = read_row(value)[0]
    if pair.prompt and pair.response:
        return Answer(pair.response, prompt=pair.prompt, line=line)
    if not isinstance(value, dict):
        return Trouble("unreadable", line, ("这一行不是一个 JSON 对象", "the line is no JSON object"))
    keys = ", ".join(map(str, value)) or "-"
    if _said(value) is None:
        return Trouble(
            "unreadable", line, (f"里面没有回答；它的键：{keys}", f"no answer in it; its keys: {keys}")
        )
    return Trouble(
        "unreadable",
        line,
        (
            f"里面既没有 id 也没有提示词；它的键：{keys}",
            f"neither an id nor a prompt in it; its keys: {keys}",
        ),
    )


def _name(value: object) -> str:
    """An id as text; numbers are ids too."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return str(value)


def short(text: str) -> str:
    """The beginning of ``text`` in one line.

    >>> short("写一段\\n祝福")
    '写一段 祝福'
    """
    line = " ".join(text.split())
    return line if len(line) <= 30 else f"{line[:29]}…"
