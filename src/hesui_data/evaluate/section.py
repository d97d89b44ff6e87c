"""``report_section``: an evaluation as words and tables, for a terminal and for an HTML report alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from hesui_data.evaluate.figures import Mean, Share
from hesui_data.evaluate.findings import Finding, findings, gap_sentence
from hesui_data.evaluate.groups import GroupScores, ModelScores
from hesui_data.evaluate.judge import JUDGE_VERSION
from hesui_data.evaluate.questions import GROUPS, Group
from hesui_data.evaluate.scoring import Evaluation
from hesui_data.evaluate.words import GROUP_NAMES, GROUP_WORDS, say

Figure = Share | Mean | float | None
Words = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of words: ``main`` ones are shown at once, others on request."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    main: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """What an evaluation says, in one language: what was answered, the gap, faults, tables, how to read them."""

    title: str
    coverage: tuple[str, ...]
    gaps: tuple[str, ...]
    faults: tuple[str, ...]
    calm: str  # what to say where there are no faults
    tables: tuple[Table, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Metric:
    """A row of a table: what it is called, and where the figure is."""

    words: Words
    of: Callable[[GroupScores], Figure]


def report_section(evaluation: Evaluation, language: str = "zh") -> Section:
    """``evaluation`` as words and tables in ``language``, ``"zh"`` or ``"en"``, with the models side by side.

    >>> from hesui_data.evaluate import evaluate
    >>> from hesui_data.pair import Pair
    >>> found = evaluate([], [Pair("写一句祝福，4字以内", "新年好")], {"base": {"写一句祝福，4字以内": "过年好"}})
    >>> report_section(found, "en").tables[0].rows[0]
    ('length demands kept', 'unseen', '100% [21–100] 1/1')
    """
    which = 0 if language == "zh" else 1
    models = evaluation.models
    return Section(
        title=_TITLE[which],
        coverage=tuple(_coverage(model, which) for model in models),
        gaps=tuple(gap_sentence(model, language) for model in models),
        faults=tuple(_fault(model, found, language) for model in models for found in findings(model)),
        calm=_calm(models, language),
        tables=tuple(table for table in _tables(models, which) if table.rows),
        notes=tuple(note[which].format(**_counts(evaluation)) for note in _notes(evaluation)),
    )


def _notes(evaluation: Evaluation) -> tuple[Words, ...]:
    return (*_NOTES, _JUDGE_NOTE) if evaluation.judge else _NOTES


def _counts(evaluation: Evaluation) -> dict[str, object]:
    unseen = [question for question in evaluation.questions if question.group == "unseen"]
    seeds = len({question.seed for question in unseen})
    judges = [scores.judge for model in evaluation.models for scores in model.groups.values() if scores.judge]
    return {
        "counter": evaluation.counter,
        "unseen": len(unseen),
        "seeds": seeds,
        "judge": evaluation.judge,
        "version": JUDGE_VERSION,
        "unparsed": sum(found.unparsed for found in judges),
        "unanswered": sum(found.unanswered for found in judges),
    }


def shown(figure: Figure) -> str:
    """A figure for people: a share with its 95 % interval and n, a mean with its n.

    >>> shown(Share(23, 57)), shown(Mean(0.5, 3)), shown(12.34), shown(None)
    ('40% [29–53] 23/57', '0.50 n=3', '12.3', '–')
    """
    match figure:
        case Share(hits, n) if figure.value is not None:
            low, high = figure.interval
            return f"{figure.value:.0%} [{100 * low:.0f}–{100 * high:.0f}] {hits}/{n}"
        case Mean(value, n) if value is not None:
            return f"{_rounded(value)} n={n}"
        case float():
            return _rounded(figure)
    return "–"


def _rounded(number: float) -> str:
    """A number to two places, from 10 on to one; never -0."""
    places = 1 if abs(number) >= 10 else 2
    return f"{round(number, places) + 0.0:.{places}f}"


def _tables(models: tuple[ModelScores, ...], which: int) -> Iterator[Table]:
    names = tuple(model.name for model in models)
    for title, metrics, groups, main in _TABLES:
        rows = tuple(_metric_rows(models, metrics, groups, which))
        yield Table(title[which], (_METRIC[which], _PROMPTS[which], *names), rows, main)
    for name, title in _APART.items():
        header = (title[which], *names)
        yield Table(
            _UNSEEN_BY[which].format(name=title[which]), header, tuple(_apart_rows(models, name, which))
        )


def _metric_rows(
    models: tuple[ModelScores, ...], metrics: Iterable[_Metric], groups: Iterable[Group], which: int
) -> Iterator[tuple[str, ...]]:
    for metric in metrics:
        for group in groups:
            cells = tuple(shown(metric.of(model.groups[group])) for model in models)
            if set(cells) != {"–"}:
                yield (metric.words[which], GROUP_NAMES[group][which], *cells)


def _apart_rows(models: tuple[ModelScores, ...], name: str, which: int) -> Iterator[tuple[str, ...]]:
    shares = [_shares_of(model, name) for model in models]
    for key in dict.fromkeys(key for found in shares for key in found):
        label = _LABELS.get(key, (key, key))[which]
        yield (label, *(shown(found.get(key)) for found in shares))


def _shares_of(model: ModelScores, name: str) -> dict[str, Share]:
    lengths = model.groups["unseen"].lengths
    tables = {**lengths.by, "numbers": model.numbers, "about": lengths.about, "bare": lengths.bare}
    return {key: share for key, share in tables[name].items() if share.n}


def _coverage(model: ModelScores, which: int) -> str:
    found = model.coverage
    parts = [
        f"{GROUP_WORDS[group][which]} {found.answered[group]}/{found.asked[group]}"
        for group in GROUPS
        if found.asked[group]
    ]
    more = sum(found.more.values())
    extra = (f"，另有 {more} 条训练过的", f", and {more} more of those trained on")[which] if more else ""
    refused = len(found.troubles)
    dropped = (
        f"；{found.rows} 行里有 {refused} 行没有评",
        f"; {refused} of {found.rows} rows were not scored",
    )[which]
    answered = ("回答了 ", "answered ")[which]
    joined = ("、", ", ")[which].join(parts)
    return f"{model.name}{('：', ': ')[which]}{answered}{joined}{extra}{dropped if refused else ''}"


def _calm(models: tuple[ModelScores, ...], language: str) -> str:
    """No fault was found; or none could be, since nothing unseen was answered."""
    blind = [model.name for model in models if not model.groups["unseen"].answers]
    return say("not asked", language, names=", ".join(blind)) if blind else say("no faults", language)


def _fault(model: ModelScores, found: Finding, language: str) -> str:
    return f"{model.name}{'：' if language == 'zh' else ': '}{found.say(language)}"


_TITLE = ("评测", "Evaluation")
_METRIC, _PROMPTS = ("指标", "metric"), ("提示词", "prompts")
_UNSEEN_BY = (
    "没见过的提示词上守住的字数要求，按{name}分",
    "Length demands kept on unseen prompts, by {name}",
)
_APART: dict[str, Words] = {
    "kind": ("类型", "kind"),
    "bucket": ("要求的字数", "number asked for"),
    "scope": ("范围", "scope"),
    "unit": ("单位", "unit"),
    "counter": ("计数方法", "counter"),
    "numbers": ("训练里有没有这个字数", "whether train asks for the number"),
    "about": ("“左右”的容差", "tolerance of 左右"),
    "bare": ("裸数字（50字）", "a bare number (50字)"),
}
_LABELS: dict[str, Words] = {
    "at_most": ("以内", "at most"),
    "at_least": ("以上", "at least"),
    "about": ("左右", "about"),
    "exact": ("正好", "exactly"),
    "range": ("区间", "range"),
    "bare": ("裸数字", "bare number"),
    "seen": ("训练里有", "asked in train"),
    "unseen": ("训练里没有", "not asked in train"),
    "response": ("全文", "whole answer"),
    "title": ("标题", "title"),
    "part": ("某一部分", "a part"),
    "each_item": ("每条", "each item"),
    "each_paragraph": ("每段", "each paragraph"),
    "each_sentence": ("每句", "each sentence"),
    "each_line": ("每行", "each line"),
}
_NOTES: tuple[Words, ...] = (
    (
        "字数按 {counter} 数；方括号里是 95% 区间（Wilson），区间重叠就不要下结论。",
        "字 are counted by {counter}; in brackets 95 % intervals (Wilson): where they overlap, draw no conclusion.",
    ),
    (
        "没见过的 {unseen} 个提示词出自 {seeds} 个种子；区间把它们当作互不相干的，所以偏窄。",
        "The {unseen} unseen prompts are of {seeds} seeds; the intervals take them for independent and are too narrow.",
    ),
    (
        "训练过的提示词上的分数只说明背得熟不熟；看没见过的那一行。",
        "Scores on prompts trained on tell how well they were memorised; the line of unseen prompts is what counts.",
    ),
)

_JUDGE_NOTE: Words = (
    "评委 {judge}，提示词第 {version} 版，只看内容；{unparsed} 条答复读不出分数，"
    "{unanswered} 条没有答复，都不计入均分。",
    "Judge: {judge}, prompt version {version}, of content alone; {unparsed} replies had no score to be read, "
    "{unanswered} never came; neither counts in the mean.",
)

_TRIPLE: tuple[Group, ...] = ("trained", "paraphrase", "unseen")
_JUDGED = (
    _Metric(("评委打分 1–5", "judge's score 1–5"), lambda s: s.judge.score if s.judge else None),
    _Metric(("评委没有给分", "without a judge's score"), lambda s: s.judge.unread if s.judge else None),
)
_OVERVIEW = (
    _Metric(("守住的字数要求", "length demands kept"), lambda s: s.lengths.satisfied),
    _Metric(("该分行的分了行", "lines as called for"), lambda s: s.layout.matched),
    _Metric(("该分行的挤成一行", "on one line, should be several"), lambda s: s.layout.flat),
    _Metric(("ROUGE-L（词）", "ROUGE-L (words)"), lambda s: s.text.words.rouge_l),
    _Metric(("背诵训练回答", "recites training responses"), lambda s: s.copying.recited),
    *_JUDGED,
)
_GENERAL = (
    _Metric(("答对", "answered rightly"), lambda s: s.collapse.right),
    _Metric(("没让问候却问候", "greets unasked"), lambda s: s.collapse.greetings),
    _Metric(("只报一个数", "only a count"), lambda s: s.collapse.only_count),
    _Metric(("空回答", "empty"), lambda s: s.collapse.empty),
    _Metric(("与别题同答", "same as to another"), lambda s: s.text.same_answer),
    *_JUDGED,
)
_LENGTHS = (
    _Metric(
        ("整题全守住（严，即 HSR）", "whole prompts kept, strict (HSR)"), lambda s: s.lengths.prompts.strict
    ),
    _Metric(("整题全守住（宽）", "whole prompts kept, loose"), lambda s: s.lengths.prompts.loose),
    _Metric(("逐条（宽）", "single demands, loose"), lambda s: s.lengths.prompts.demands_loose),
    _Metric(("每题守住的比例 SSR", "demands kept a prompt (SSR)"), lambda s: s.lengths.prompts.ssr),
    _Metric(("太短", "too short"), lambda s: s.lengths.under),
    _Metric(("太长", "too long"), lambda s: s.lengths.over),
    _Metric(("短了多少（占要求）", "short by (share of bound)"), lambda s: s.lengths.shortfall),
    _Metric(("长了多少（占要求）", "long by (share of bound)"), lambda s: s.lengths.excess),
    _Metric(("LD（LIFEBench）", "LD (LIFEBench)"), lambda s: s.lengths.published.ld),
    _Metric(("|LD|", "|LD|"), lambda s: s.lengths.published.ld_absolute),
    _Metric(("LS（LIFEBench）", "LS (LIFEBench)"), lambda s: s.lengths.published.ls),
    _Metric(
        ("LS，不计一字以下的回答", "LS without answers of ≤ 1 字"),
        lambda s: s.lengths.published.ls_as_published,
    ),
    _Metric(("S_l（LongBench-Write）", "S_l (LongBench-Write)"), lambda s: s.lengths.published.s_l),
    _Metric(("PM（Ruler）", "PM (Ruler)"), lambda s: s.lengths.published.pm),
    _Metric(("FM（Ruler）", "FM (Ruler)"), lambda s: s.lengths.published.fm),
    _Metric(("超上限 Vlt%（LIFT）", "over the limit, Vlt% (LIFT)"), lambda s: s.lengths.published.vlt),
    _Metric(
        ("百度阶梯分（上限当目标）", "Baidu's steps (bound as target)"),
        lambda s: s.lengths.published.baidu_target,
    ),
    _Metric(
        ("百度阶梯分（上限当上限）", "Baidu's steps (bound as bound)"),
        lambda s: s.lengths.published.baidu_bound,
    ),
    _Metric(("三种数法结论一致", "zi, han and chars agree"), lambda s: s.lengths.agreement),
)
_TEXT = (
    _Metric(("BLEU-4（词）", "BLEU-4 (words)"), lambda s: s.text.words.bleu),
    _Metric(("ROUGE-1（词）", "ROUGE-1 (words)"), lambda s: s.text.words.rouge_1),
    _Metric(("ROUGE-2（词）", "ROUGE-2 (words)"), lambda s: s.text.words.rouge_2),
    _Metric(("F1（词）", "F1 (words)"), lambda s: s.text.words.f1),
    _Metric(("BLEU-4（字）", "BLEU-4 (characters)"), lambda s: s.text.characters.bleu),
    _Metric(("ROUGE-1（字）", "ROUGE-1 (characters)"), lambda s: s.text.characters.rouge_1),
    _Metric(("ROUGE-2（字）", "ROUGE-2 (characters)"), lambda s: s.text.characters.rouge_2),
    _Metric(("ROUGE-L（字）", "ROUGE-L (characters)"), lambda s: s.text.characters.rouge_l),
    _Metric(("F1（字）", "F1 (characters)"), lambda s: s.text.characters.f1),
    _Metric(("与参考一字不差", "exactly the reference"), lambda s: s.text.exact),
    _Metric(("distinct-1", "distinct-1"), lambda s: s.text.distinct_1),
    _Metric(("distinct-2", "distinct-2"), lambda s: s.text.distinct_2),
    _Metric(("文内重复", "repetition inside"), lambda s: s.text.repetition),
    _Metric(("与别题同答", "same as to another"), lambda s: s.text.same_answer),
    _Metric(("只报一个数", "only a count"), lambda s: s.collapse.only_count),
    _Metric(("空回答", "empty"), lambda s: s.collapse.empty),
    _Metric(("每字比特数", "bits a character"), lambda s: s.fluency.answers),
    _Metric(("参考的每字比特数", "bits a character, references"), lambda s: s.fluency.references),
    _Metric(("照抄训练回答的字", "letters copied from train"), lambda s: s.copying.copied),
    _Metric(("就是某条训练回答", "is a training response"), lambda s: s.copying.identical),
)
_TABLES: tuple[tuple[Words, tuple[_Metric, ...], tuple[Group, ...], bool], ...] = (
    (("总览", "Overview"), _OVERVIEW, _TRIPLE, True),
    (("原来的能力", "Abilities kept"), _GENERAL, ("general",), True),
    (("字数的各种算法", "Length metrics"), _LENGTHS, _TRIPLE, False),
    (("文字", "Text"), _TEXT, _TRIPLE, False),
)
