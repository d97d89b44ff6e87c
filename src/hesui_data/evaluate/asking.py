"""What goes to a model that is asked live and to a judge, and how what comes back is read. Nothing is sent here."""

from __future__ import annotations

from hesui_data import chat
from hesui_data.evaluate.answers import Answer, Trouble, short
from hesui_data.evaluate.judge import JUDGE_VERSION, judge_prompt
from hesui_data.evaluate.questions import Question
from hesui_data.length import parse_length

VERSION = "1"
"""Changes with whatever is sent beside the question itself; now nothing is."""

LEAST_ROOM, JUDGE_ROOM = 1024, 512  # tokens


def question_request(
    question: Question, *, temperature: float = 0.0, answer_tokens: int | None = None
) -> chat.Request:
    """The request that puts ``question`` to a model: its messages as they are, and nothing else.

    >>> request = question_request(Question("q", "unseen", "写一句祝福"))
    >>> request.messages, request.max_tokens
    ((('user', '写一句祝福'),), 1024)
    """
    messages = tuple((message["role"], message["content"]) for message in question.messages)
    room = answer_tokens or _room(question)
    return chat.Request("evaluate", f"question/{VERSION}", messages, "", room, temperature, 0)


def answer_of(question: Question, came: chat.Answer) -> Answer | Trouble:
    """The answer in what came back for ``question``, or a trouble where there is none.

    An empty answer is an answer. What a filter took away, or what ended before its first word, is none.

    >>> answer_of(Question("q", "unseen", "写祝福"), chat.Answer("新年好")).text
    '新年好'
    >>> answer_of(Question("q", "unseen", "写祝福"), chat.Answer("", fault="refused: no")).say("en")
    '"写祝福" got no answer: refused: no'
    """
    reason = came.fault or _why_empty(came)
    if not reason:
        return Answer(came.text, id=question.id, prompt=question.prompt)
    what = short(question.prompt)
    return Trouble(
        "unanswered", None, (f"“{what}”没有得到回答：{reason}", f'"{what}" got no answer: {reason}')
    )


def is_cut(came: chat.Answer) -> bool:
    """Whether an answer ends where its room did.

    >>> is_cut(chat.Answer("新年", "length")), is_cut(chat.Answer("新年好"))
    (True, False)
    """
    return bool(came.text) and came.finish_reason == "length"


def judge_request(question: Question, text: str) -> chat.Request:
    """The request that asks a judge about the answer ``text``.

    >>> judge_request(Question("q", "unseen", "写祝福"), "新年好").template
    'judge-answer/1'
    """
    messages = (("user", judge_prompt(question, text)),)
    return chat.Request("judge", f"judge-answer/{JUDGE_VERSION}", messages, "", JUDGE_ROOM, 0.0, 0)


def judge_reply(came: chat.Answer) -> str | None:
    """What a judge said; None where it said nothing.

    >>> judge_reply(chat.Answer("分数：4")), judge_reply(chat.Answer("", fault="too large"))
    ('分数：4', None)
    """
    return None if came.fault or _why_empty(came) else came.text


def _why_empty(came: chat.Answer) -> str:
    """Why there is no text, if it is not the model's own choice."""
    if came.text.strip() or came.finish_reason not in ("content_filter", "length"):
        return ""
    return {"content_filter": "content_filter", "length": "max_tokens used up before the first word"}[
        came.finish_reason
    ]


def _room(question: Question) -> int:
    """Tokens that are enough for an answer of four times the length asked for, or known."""
    demands = [found for found in parse_length(question.prompt) if found.scope == "response"]
    sizes = [size for found in demands for size in (found.max, found.target, found.min) if size]
    longest = max([*sizes, *map(len, question.references), 0])
    return max(LEAST_ROOM, -(-4 * int(longest) // 64) * 64)
