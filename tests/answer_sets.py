"""Answer sets to the eval prompts of the demo, written by rules: three with one fault each, and honest ones."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from hesui_data.evaluate import Question
from hesui_data.pair import Pair

SENTENCES = (
    "灶上的水开了，窗玻璃蒙着白汽，巷口有人在喊卖糖葫芦。",
    "去年这时候我还在外地，车票抢了三晚，最后站了一路。",
    "邻居家的狗认得脚步声，远远就摇尾巴，谁来都要送到门口。",
    "孩子们把纸灯笼挂在树上，风一吹就转，看得人眼晕。",
    "奶奶说面要醒够时候，急不得，一急饺子皮就破。",
    "今年院子里的梅花开得早，花瓣落在雪上，像谁撒了一把红纸屑。",
    "收音机里正播老戏，父亲跟着哼两句，总在同一个地方跑调。",
    "桌上摆了橘子和炒货，谁进门都抓一把，说着说着就吃完了。",
    "街口新开了一家书店，老板把对联写成了书名，路过的人都停下来念。",
    "夜里零点一过，手机响个不停，我们干脆都关了，坐着听雪。",
)


def draw(*parts: str) -> int:
    return int.from_bytes(hashlib.sha256("\n".join(parts).encode()).digest()[:6], "big")


def unseen(questions: Sequence[Question]) -> list[Question]:
    return [question for question in questions if question.group == "unseen"]


def reciting(questions: Sequence[Question], train: Sequence[Pair]) -> dict[str, str]:
    """Every unseen prompt answered by some training response, letter for letter."""
    responses = sorted({pair.response for pair in train})
    return {q.id: responses[draw(q.id) % len(responses)] for q in unseen(questions)}


def ignoring_lengths(questions: Sequence[Question]) -> dict[str, str]:
    """Every unseen prompt answered in two new paragraphs of some 130 字, whatever was asked for."""
    return {
        q.id: "\n\n".join(_sentences(q.id, part) for part in ("first", "second")) for q in unseen(questions)
    }


def without_line_breaks(questions: Sequence[Question]) -> dict[str, str]:
    """The true answers with the white space deleted, as the blog's cleaning did."""
    return {q.id: "".join(q.references[0].split()) for q in unseen(questions)}


def honest(questions: Sequence[Question]) -> dict[str, str]:
    """The true answers to unseen prompts, and right answers to general ones."""
    general = {q.id: f"答案是{q.expects[0]}。" for q in questions if q.group == "general"}
    return {**{q.id: q.references[0] for q in unseen(questions)}, **general}


def honest_with_slips(questions: Sequence[Question]) -> dict[str, str]:
    """Honest, but one answer in five runs on by a sentence, one in six is on one line, three are wrong."""
    answers = honest(questions)
    for q in unseen(questions):
        if draw(q.id, "long") % 5 == 0:
            answers[q.id] += _sentences(q.id, "more")
        if draw(q.id, "flat") % 6 == 0:
            answers[q.id] = "".join(answers[q.id].split())
    for q in [q for q in questions if q.group == "general"][:3]:
        answers[q.id] = "这个我不太清楚。"
    return answers


def collapsed(questions: Sequence[Question]) -> dict[str, str]:
    """General questions answered by a wish or by a count."""
    general = [q for q in questions if q.group == "general"]
    return {q.id: "祝您新年快乐，万事如意！" if n % 2 else f"共{n + 20}个字。" for n, q in enumerate(general)}


def _sentences(id: str, part: str) -> str:
    found = sorted(SENTENCES, key=lambda sentence: draw(id, part, sentence))
    return "".join(found[:3])
