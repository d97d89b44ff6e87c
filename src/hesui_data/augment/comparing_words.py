"""The words of comparing rows, as data: how the texts stand, what is asked, how it is answered."""

from __future__ import annotations

from dataclasses import dataclass

from hesui_data.augment.lesson import Exchange


@dataclass(frozen=True, slots=True)
class Layout:
    """How labelled texts stand in a prompt: the labels, one text, what is between two, and the whole."""

    labels: str
    text: str
    between: str
    prompt: str


FLAT_LAYOUTS = (
    Layout("甲乙丙丁戊", "{label}：{text}", "\n", "{texts}\n\n{ask}"),
    Layout("甲乙丙丁戊", "（{label}）{text}", "\n", "{texts}\n\n{ask}"),
    Layout("甲乙丙丁戊", "【{label}】{text}", "\n", "{ask}\n{texts}"),
    Layout("ABCDE", "{label}：{text}", "\n", "{ask}\n\n{texts}"),
    Layout("ABCDE", "{label}. {text}", "\n\n", "{ask}\n\n{texts}"),
    Layout("①②③④⑤", "{label}{text}", "\n", "{texts}\n\n{ask}"),
    Layout("①②③④⑤", "{label} {text}", "\n", "{ask}\n\n{texts}"),
)
TALL_LAYOUTS = (
    Layout("甲乙丙丁戊", "【{label}】\n{text}", "\n\n", "{texts}\n\n{ask}"),
    Layout("甲乙丙丁戊", "——{label}——\n{text}", "\n\n", "{ask}\n\n{texts}"),
    Layout("ABCDE", "【{label}】\n{text}", "\n\n", "{ask}\n\n{texts}"),
    Layout("ABCDE", "{label}：\n{text}", "\n\n", "{texts}\n\n{ask}"),
)

EXCHANGES: dict[str, tuple[Exchange, ...]] = {
    "longer": (
        Exchange(
            (
                "{all}两{unit}，哪{unit}更长？长多少字？",
                "{all}哪{unit}写得长一些？长多少字？",
            ),
            (
                "{more}更长。{more}有{many}字，{less}有{few}字，长{off}字。",
                "{more}长，比{less}多{off}字：{more}是{many}字，{less}是{few}字。",
                "{more}。{more}有{many}字，{less}有{few}字，多{off}字。",
                "{more}，长{off}字。",
            ),
        ),
        Exchange(
            (
                "比一比{all}的字数，哪{unit}多，多多少？标点也算。",
                "{all}，哪一{unit}字数多？多出多少？",
            ),
            (
                "{more}字多，有{many}字；{less}有{few}字，多出{off}字。",
                "{more}多，{many}字对{few}字，多{off}字。",
                "{more}，多{off}字。",
            ),
        ),
        Exchange(
            (
                "{all}两{unit}各多少字？相差多少？",
                "{all}的字数各是多少，差几个字？",
            ),
            (
                "{more}有{many}字，{less}有{few}字，相差{off}字。",
                "{less}是{few}字，{more}是{many}字，差{off}字。",
            ),
        ),
        Exchange(
            (
                "连标点一起数，{all}两{unit}差多少字？",
                "{all}两{unit}的字数相差多少？",
            ),
            (
                "差{off}字：{less}有{few}字，{more}有{many}字。",
                "{many}-{few}={off}，{more}比{less}多{off}字。",
            ),
        ),
        Exchange(
            (
                "地方小，我想用字少的那{unit}。{all}哪{unit}字少，少多少？",
                "{all}哪{unit}更短，短多少字？",
                "{all}两{unit}里挑短的，该挑哪{unit}？能省多少字？",
            ),
            (
                "{less}短，{few}字，比{more}少{off}字。",
                "{less}。{less}有{few}字，{more}有{many}字，少{off}字。",
                "{less}更短，少{off}字。",
            ),
        ),
    ),
    "equal": (
        Exchange(
            (
                "{all}两{unit}，哪{unit}更长？",
                "{all}两{unit}一样长吗？",
                "{all}哪{unit}长些？差多少字？",
            ),
            (
                "一样长，都是{count}字。",
                "两{unit}字数一样，各{count}字。",
                "一样，都是{count}个字，标点也算。",
            ),
        ),
        Exchange(
            (
                "连标点一起数，{all}谁多谁少？",
                "{all}两{unit}，哪{unit}字数多？",
            ),
            (
                "一样多，都是{count}字。",
                "两{unit}字数一样，各{count}字。",
            ),
        ),
    ),
    "longest": (
        Exchange(
            (
                "{all}里哪{unit}最长？有多少字？",
                "{all}这{number}{unit}，字数最多的是哪{unit}？多少字？",
                "从{all}里挑出最长的一{unit}，说说它有多少字。",
            ),
            (
                "{label}最长，{count}字。",
                "最长的是{label}，{count}个字，标点也算。",
                "{listing}，所以{label}最长。",
                "{label}，{count}字，比第二长的多{off}字。",
            ),
        ),
        Exchange(
            (
                "这{number}{unit}里哪{unit}最长，比第二长的多多少字？",
                "{all}谁最长？比排第二的长多少字？",
            ),
            (
                "{label}最长，{count}字，比第二长的多{off}字。",
                "{listing}。{label}最长，多{off}字。",
            ),
        ),
    ),
    "shortest": (
        Exchange(
            (
                "{all}里哪{unit}最短？有多少字？",
                "{all}这{number}{unit}，字数最少的是哪{unit}？多少字？",
                "版面紧，{all}里挑最短的一{unit}用，是哪{unit}，多少字？",
            ),
            (
                "{label}最短，{count}字。",
                "最短的是{label}，{count}字，比第二短的还少{off}字。",
                "{listing}，所以{label}最短。",
            ),
        ),
    ),
    "order": (
        Exchange(
            (
                "把{all}按字数从少到多排一排。",
                "{all}这{number}{unit}，由短到长怎么排？",
                "按字数给{all}排个序，短的在前，并写明各是多少字。",
            ),
            (
                "从短到长：{order}。{listing}。",
                "由短到长是{order}：{listing}。",
                "{order}。{listing}。",
            ),
        ),
    ),
}
"""What is asked and answered, by kind of question: any answer of an exchange goes with any of its questions."""
