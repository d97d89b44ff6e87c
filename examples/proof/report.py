"""What is said about a run: the table, its caveats, the samples and the checks, in Chinese and in English."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from statistics import fmean, stdev
from typing import TYPE_CHECKING, Any

from hesui_data.evaluate import Share

from .scoring import Scores

if TYPE_CHECKING:
    from .experiment import Run, Settings

Words = tuple[str, str]  # the same in Chinese and in English

NAMES: dict[str, Words] = {
    "base": ("基座", "base"),
    "a": ("a 博客做法", "a as the blog"),
    "b": ("b 保留版式", "b layout kept"),
    "c": ("c 真实字数", "c true tags"),
    "control": ("control 错配", "control dealt wrongly"),
    "e": ("e = c + 偏好", "e = c + DPO"),
}
ROWS: tuple[tuple[str, Words], ...] = (
    ("satisfied", ("满足字数要求，未见过的提示词", "demand satisfied, unseen prompts")),
    ("at_most", ("　以内", "· at most")),
    ("at_least", ("　以上", "· at least")),
    ("about", ("　左右", "· about")),
    ("seen", ("　训练里有的数", "· numbers trained on")),
    ("unseen", ("　从未训练过的数", "· numbers never trained on")),
    ("error", ("平均相对误差", "mean relative error")),
    ("correlation", ("要求与实得长度的相关", "correlation, asked and got")),
    ("lines", ("要求分行时有换行", "line breaks where asked for")),
    ("named", ("叫对了收信人", "the addressee is named")),
    ("recited", ("照抄训练回答", "copied from training")),
    ("trained", ("满足字数要求，自己的训练提示词", "demand satisfied, own training prompts")),
    ("alike", ("　只算以内、以上、左右", "· at most, at least and about alone")),
    ("gap", ("训练减未见", "trained minus unseen")),
)
CAVEATS: tuple[Words, ...] = (
    (
        "文本出自一部小语法，模型只有约一百万参数；基座是有意教会“大概多长”的。"
        "这里的数字说不出 ERNIE-Speed 会提高多少。",
        "The texts come from a small grammar, the model has about a million parameters, and the base was taught rough "
        "lengths on purpose. Nothing here says how much ERNIE-Speed would gain.",
    ),
    (
        "区间是 95 % Wilson 区间，“训练减未见”的是 Newcombe 区间；它们把各提示词当作独立的，也不含换种子的波动。",
        "Intervals are 95 % Wilson intervals, for trained minus unseen Newcombe's. They take prompts for independent "
        "and do not hold what another seed changes.",
    ),
    (
        "“照抄”：回答里一半以上的字落在训练回答的 12 字连串中；基座一栏对照 b 的训练回答，是语法本身造成的重合。"
        "训练提示词的要求按提示词自己写的算，a 里有假的。",
        "Copied: at least half of an answer stands in runs of 12 letters of training responses; for the base of "
        "those of b, which is what the grammar makes alike. Training prompts are scored by what they ask for, which "
        "in a is sometimes false.",
    ),
    (
        "左右允许 10 %、至少 2 字；字数按 zi 数。参照：Ruler（arXiv 2409.18943）、LIFT（arXiv 2406.17744）和千帆"
        "字数控制案例（bce-qianfan-sdk 的 cookbook/awesome_demo/dpo_words_count_control）的数字见文档。",
        "About allows 10 %, at least 2; 字 are counted by zi. The published figures (Ruler, arXiv 2409.18943; LIFT, "
        "arXiv 2406.17744; the length-control cookbook in bce-qianfan-sdk) stand in the documentation.",
    ),
)


def table(scores: Sequence[Scores], language: str) -> str:
    """The table as Markdown, a column a model."""
    return table_of({"models": {one.name: _figures(one) for one in scores}}, language)


def table_of(run: Mapping[str, Any], language: str) -> str:
    """The table of a run in ``results.json``."""
    models = run["models"]
    heads = [_say(NAMES[name], language) for name in models]
    lines = [f"| | {' | '.join(heads)} |", "|---|" + "---|" * len(models)]
    for key, words in ROWS:
        lines.append(f"| {_say(words, language)} | {' | '.join(_cell_of(f, key) for f in models.values())} |")
    return "\n".join(lines)


def _cell_of(figures: Mapping[str, Any], key: str) -> str:
    found = figures.get(key)
    if isinstance(found, Mapping):
        return shown(Share(found["hits"], found["n"]))
    if found is None:
        return "—"
    return _with_ends(found, figures["gap_interval"]) if key == "gap" else _short(found)


def _with_ends(value: float, ends: Sequence[float]) -> str:
    return f"{_short(value)} ({_short(ends[0])} … {_short(ends[1])})"


def figure(scores: Scores, key: str) -> Share | float | None:
    """The figure called ``key``; None where there is none."""
    if key in scores.kinds:
        return scores.kinds[key]
    if key in ("seen", "unseen"):
        return scores.numbers.get(key)
    found: Share | float | None = getattr(scores, key, None)
    return found


def shown(share: Share) -> str:
    """A share with its interval; a dash where nothing was seen.

    >>> shown(Share(120, 240))
    '.50 (.44–.56)'
    """
    if share.value is None:
        return "—"
    return f"{_short(share.value)} ({_short(share.interval.low)}–{_short(share.interval.high)})"


def _short(value: float) -> str:
    """A number to two places, without the zero before the point."""
    text = f"{value:.2f}"
    text = text.replace("0.", ".", 1) if text.lstrip("-").startswith("0.") else text
    return ".00" if text == "-.00" else text.replace("-", "−")


def caveats(language: str) -> str:
    """What the table does not show, as a list."""
    return "\n".join(f"- {_say(one, language)}" for one in CAVEATS)


def spread(runs: Sequence[Run], language: str) -> str:
    """Mean and standard deviation over seeds as a table; empty for a single run."""
    if len(runs) < 2:
        return ""
    names = [one.name for one in runs[0].scores]
    lines = [
        f"| {len(runs)} seeds | {' | '.join(_say(NAMES[name], language) for name in names)} |",
        "|---|" + "---|" * len(names),
    ]
    for key, words in ROWS:
        cells = [_spread_cell([_value(run.scores[at], key) for run in runs]) for at in range(len(names))]
        lines.append(f"| {_say(words, language)} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _spread_cell(values: Sequence[float | None]) -> str:
    known = [value for value in values if value is not None]
    return f"{_short(fmean(known))} ± {_short(stdev(known))}" if len(known) > 1 else "—"


def _value(scores: Scores, key: str) -> float | None:
    found = figure(scores, key)
    return found.value if isinstance(found, Share) else found


def samples(run: Run, language: str, *, count: int = 2) -> str:
    """The first ``count`` unseen questions that ask for lines and what every model said, ↵ for a line break."""
    asked = [prompt for prompt in run.asked if "分" in prompt][:count]
    parts = []
    for prompt in asked:
        rows = [
            f"| {_say(NAMES[name], language)} | {said[prompt].replace(chr(10), '↵')} |"
            for name, said in run.answers.items()
        ]
        parts.append("\n".join([f"> {prompt}", "", "| | |", "|---|---|", *rows]))
    return "\n\n".join(parts)


# --- checks ---------------------------------------------------------------------------------------------


def checks(scores: Sequence[Scores]) -> Iterator[tuple[bool, str]]:
    """Whether each claim holds with its margin, and the claim with its numbers."""
    by = {one.name: one for one in scores}
    a, b, c, control = by["a"], by["b"], by["c"], by["control"]
    gain = (c.satisfied.value or 0) - (a.satisfied.value or 0)
    yield _under("line breaks of a", a.lines.value, 0.05)
    yield _over("line breaks of b", b.lines.value, 0.95)
    yield _over("line breaks of c", c.lines.value, 0.95)
    yield _over("satisfied, c - a", gain, 0.05)
    yield _under("error, c / a", c.error / a.error, 0.7)
    yield _under("correlation of control", control.correlation, 0.2)
    yield _over("correlation of c", c.correlation, 0.6)
    yield _over("trained - unseen of b", b.gap, 0.2)
    yield _under("trained - unseen of c", c.gap, 0.1)


def _under(what: str, value: float | None, bound: float) -> tuple[bool, str]:
    return value is not None and value <= bound, f"{what} = {value:.3f} <= {bound}"


def _over(what: str, value: float | None, bound: float) -> tuple[bool, str]:
    return value is not None and value >= bound, f"{what} = {value:.3f} >= {bound}"


# --- as JSON --------------------------------------------------------------------------------------------


def as_json(runs: Sequence[Run], settings: Settings) -> dict[str, Any]:
    """Every figure of ``runs``, and how they were made, as JSON values; answers are left out."""
    return {
        "settings": asdict(settings),
        "runs": [
            {
                "seed": run.seed,
                "sets": {name: {"rows": rows, "seeds": seeds} for name, (rows, seeds) in run.sizes.items()},
                "models": {one.name: _figures(one) for one in run.scores},
            }
            for run in runs
        ],
    }


def _figures(scores: Scores) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, _ in ROWS:
        value = figure(scores, key)
        if isinstance(value, Share):
            found[key] = value.as_dict()
        elif value is not None:
            found[key] = round(value, 4)
    if scores.gap_interval is not None:
        found["gap_interval"] = [round(end, 4) for end in scores.gap_interval]
    return found


def _say(words: Mapping[int, str] | Words, language: str) -> str:
    return words[0 if language == "zh" else 1]
