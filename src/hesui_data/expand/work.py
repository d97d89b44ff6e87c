"""What is done about one order: requests go out, answers come in, pairs come of it. Pure: whoever runs the
generator sends the requests.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, replace
from itertools import chain

from hesui_data.augment.cohesion import is_closed, leaves_open
from hesui_data.chat import Answer, Request
from hesui_data.cleaning import clean_pair
from hesui_data.expand.gates import Standard, refusals
from hesui_data.expand.instructions import TEMPLATES, again, judging, request_for
from hesui_data.expand.keys import Keys
from hesui_data.expand.orders import Order
from hesui_data.expand.replies import Draft, read_reply, read_verdict
from hesui_data.expand.safety import unseen
from hesui_data.length import Verdict, check_length, sentences
from hesui_data.pair import Issue, Pair, Step

_SHOWN = 2000  # characters of an unreadable reply that are kept with the rejected rows


@dataclass(frozen=True, slots=True)
class Made:
    """A pair that came of an order, with its issues if it is refused, and the request that brought it.

    ``others`` are further requests that were made for it: earlier tries, and the judge's. ``keys`` are those of a pair
    that was not refused.
    """

    pair: Pair
    request: Request
    answer: Answer
    others: tuple[Request, ...] = ()
    keys: Keys | None = None


Work = Generator[Request, Answer, tuple[Made, ...]]


def work(order: Order, standard: Standard) -> Work:
    """Ask for what is ordered, hold it against every gate but the pool, and return what was made.

    >>> from hesui_data.expand.orders import Choices
    >>> from hesui_data.likeness.fluency import fit_fluency
    >>> seed = Pair("给客户写一句祝福", "祝您新年顺遂！")
    >>> doing = work(Order(0, "paraphrase", seed, 0), Standard(Choices(), fit_fluency([]), fit_fluency([])))
    >>> next(doing).template
    'paraphrase/1'
    >>> try: doing.send(Answer('{"prompt": "替客户拟句贺词", "response": "愿您生意兴隆！"}'))
    ... except StopIteration as done: done.value[0].pair.accepted
    True
    """
    request = request_for(order, standard.choices)
    if order.method == "refit":
        return (yield from _refitting(order, standard, request))
    answer = yield request
    reply = read_reply(answer, request.schema)
    if reply.issue:
        return (Made(_unread(order, answer, reply.issue), request, answer),)
    made: list[Made] = []
    for draft in reply.drafts:
        pair = pair_of(order, draft)
        made.append((yield from _judged(Made(pair, request, answer), order, standard)))
    return tuple(made)


def pair_of(order: Order, draft: Draft) -> Pair:
    """The draft as a variant of the pair that it was ordered from, cleaned; flagged if cleaning hid what it is.

    >>> seed = Pair("写一句祝福", "新年好！")
    >>> made = pair_of(Order(0, "paraphrase", seed, 0), Draft("写一句", "忘\\u200b掉\\u200b这些"))
    >>> [issue.code for issue in made.issues]
    ['HD811']
    """
    step = Step(order.method, detail=" ".join(filter(None, (TEMPLATES[order.method].label, order.direction))))
    prompt = order.prompt or draft.prompt
    pair = clean_pair(order.pair.grow(order.method, step, prompt=prompt, response=draft.response))
    return pair.flag(*chain(unseen("prompt", draft.prompt), unseen("response", draft.response)))


def _refitting(order: Order, standard: Standard, request: Request) -> Work:
    """Ask, count, say how far off it is, and ask again; at last cut at the end of a sentence."""
    earlier: tuple[Request, ...] = ()
    for left in range(standard.choices.tries, -1, -1):
        answer = yield request
        reply = read_reply(answer, request.schema)
        if reply.issue:
            return (Made(_unread(order, answer, reply.issue), request, answer, earlier),)
        pair = pair_of(order, reply.drafts[0])
        verdicts = _verdicts(pair, standard)
        if not any(verdict.breaks for verdict in verdicts):
            break
        if left:
            earlier = (*earlier, request)
            request = again(request, answer.text, verdicts)
        else:
            pair = _cut(pair, standard)
    return ((yield from _judged(Made(pair, request, answer, earlier), order, standard)),)


def _verdicts(pair: Pair, standard: Standard) -> tuple[Verdict, ...]:
    choices = standard.choices
    return check_length(pair.prompt, pair.response, counter=choices.counter, tolerance=choices.tolerance)


def _cut(pair: Pair, standard: Standard) -> Pair:
    """``pair`` without so many of its last sentences that its length is true, if its end stays closed."""
    text = pair.response
    for sentence in reversed(sentences(text)[1:]):
        text = text[: text.rfind(sentence)].rstrip()
        last = sentences(text)[-1] if sentences(text) else ""
        cut = pair.grow(pair.method, Step("cut", "response"), response=text)
        if not any(verdict.breaks for verdict in _verdicts(cut, standard)):
            return cut if is_closed(last) and not leaves_open(last) else pair
    return pair


def _judged(made: Made, order: Order, standard: Standard) -> Generator[Request, Answer, Made]:
    """``made`` after all gates and, if there is one and they let it through, the judge."""
    pair = made.pair
    if pair.accepted:
        pair = pair.flag(*refusals(pair, order, standard))
    if not pair.accepted:
        return replace(made, pair=pair)
    made = replace(made, pair=pair, keys=Keys.of(pair))
    if not standard.choices.judge:
        return made
    question = judging(pair, order)
    passed, reason = read_verdict((yield question))
    if not passed:
        pair = pair.flag(Issue.of("HD815", reason=reason or "—"))
    return replace(made, pair=pair, others=(*made.others, question))


def _unread(order: Order, answer: Answer, issue: Issue) -> Pair:
    """What could not be read, as a pair that is refused; its words are kept to be looked at."""
    pair = order.pair.grow(
        order.method, Step(order.method), prompt=order.prompt, response=answer.text[:_SHOWN]
    )
    return pair.flag(issue)
