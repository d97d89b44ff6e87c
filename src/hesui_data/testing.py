"""Hypothesis strategies for texts, pairs and length constraints, to test one's own data code with.

They generate any valid value and lean on what hurts: line breaks of every kind, indents, full-width
marks, emoji, invisible characters, leftovers of HTML, empty text. Needs ``hesui-data[testing]``.

>>> from hypothesis import given
>>> @given(text=texts())
... def test_my_cleaner_leaves_its_own_output_alone(text): ...
"""

from __future__ import annotations

from typing import Any

from hesui_data.errors import require
from hesui_data.length.constraint import KINDS, Kind, LengthConstraint, Scope, Unit
from hesui_data.pair import Pair, Turn

try:
    from hypothesis import strategies as st
    from hypothesis.strategies import SearchStrategy
except ImportError:
    require("hypothesis", extra="testing", feature="hesui_data.testing")
    raise

LINE_BREAKS = ("\n", "\r\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029")
"""Every line end that is read as a break."""

_WRITTEN_BREAKS = ("<br>", "<br/>", "<BR />", "</p>", "<p>", "\\n", "\\r\\n", "\\\\n", "&#10;")
_INDENTS = ("\u3000\u3000", "\u3000", "  ", "    ", "\t", " \u3000", "\u2003")
_LIST_MARKS = (
    "1. ",
    "2、",
    "10.",
    "（1）",
    "(2) ",
    "①",
    "一、",
    "十二、",
    "- ",
    "* ",
    "+ ",
    "· ",
    "第一，",
    "a) ",
)
_TRAILING = (" ", "  ", "\t", "\u3000", "\xa0", " \t ")
_MARKS = (*"，。！？；：、“”‘’《》（）【】…—·～％＃＆＋０９Ａｚ①⑩★℃￥\u3000", "……", "——", "？！")
_ASCII_MARKS = tuple("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_EMOJI = (
    "😀", "🎉", "🧧", "🐲", "👍🏽", "❤", "❤\ufe0f", "☺\ufe0e", "✈\ufe0e", "1\ufe0f\u20e3", "#\ufe0f\u20e3",
    "🇨🇳", "🇨",
    "👨\u200d👩\u200d👧\u200d👦", "👩🏻\u200d🚀", "🏳\ufe0f\u200d🌈",
    "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
)  # fmt: skip
_COMBINING = (
    "e\u0301",
    "é",
    "n\u0303",
    "が",
    "か\u3099",
    "각",
    "ㄱㅏ",
    "a\u0300\u0316\u0302",
    "\u0301",
    "\u20dd",
)
_INVISIBLE = (
    "\u200b", "\u200c", "\u200d", "\ufeff", "\u2060", "\xad", "\u200e", "\u200f", "\u202a", "\u202e",
    "\u2066", "\u2069", "\ufe0f", "\ufe0e", "\u180e", "\x00", "\x07", "\x1b", "\x7f", "\x9f", "\ufffd",
)  # fmt: skip
_ENTITIES = (
    "&amp;",
    "&lt;",
    "&gt;",
    "&quot;",
    "&nbsp;",
    "&#39;",
    "&#x4e2d;",
    "&hellip;",
    "&amp;lt;",
    "&;",
    "& ",
)
_NUMBERS = (
    "50", "５０", "2024", "3.14", "1,000", "1.5万", "2k", "50-80", "50~80", "零", "〇", "五十", "一百二十",
    "两百", "廿", "百余", "几十", "壹佰", "⑤", "Ⅷ", "½", "9:30", "100%", "٣",
)  # fmt: skip
_WORDS = (
    "新年好", "祝您", "龙年大吉", "身体健康", "万事如意", "老师", "領導", "家人群", "写一段祝福", "上联：",
    "下联：", "横批：", "叶𠮷", "々", "ㄅㄆㄇ", "ひらがな", "カタカナ", "한국어", "don't", "a@b.com", "AI",
    "用AI写", "naïve", "العربية",
)  # fmt: skip
_MARKDOWN = (
    "# 标题", "## 二", "**加粗**", "*斜*", "> 引用", "---", "| 甲 | 乙 |\n| --- | --- |\n| 1 | 2 |",
    "[链接](https://example.org/?a=1&b=2)", "![图](x.png)", "`code`", "$x^2$", "- [ ] 待办",
)  # fmt: skip
_FENCES = (
    "```\nprint(1)\n\n\n  x  \n```",
    "```python\nif a:\n\tb = '&lt;'  \n```",
    "~~~\n<br>\\n\n~~~",
    "```\n没有关上",
    "    indented = 1",
)

_NATURAL_UNITS: dict[Scope, tuple[Unit, ...]] = {
    "response": ("字", "汉字", "字符", "词", "word", "句", "行", "段", "条"),
    "title": ("字", "汉字", "字符", "词", "word"),
    "part": ("字", "汉字", "字符", "词", "word", "句", "行", "段", "条"),
    "each_item": ("字", "汉字", "字符", "词", "word", "句", "行", "段"),
    "each_paragraph": ("字", "汉字", "字符", "词", "word", "句", "行"),
    "each_sentence": ("字", "汉字", "字符", "词", "word"),
    "each_line": ("字", "汉字", "字符", "词", "word"),
}
_PARTS = ("摘要", "开头", "结尾", "正文", "横批", "第3段")
_SMALL_UNITS = ("句", "行", "段", "条")
_SMALL_NUMBERS = (1, 2, 3, 4, 5, 6, 8, 10, 12, 20)
_ROUND_NUMBERS = (5, 7, 10, 15, 20, 28, 30, 40, 50, 60, 80, 100, 120, 150, 200, 300, 400, 500, 600, 800, 1000)
_LARGE_NUMBERS = (1200, 1500, 2000, 3000, 5000, 8000, 10000, 12000, 15000, 20000)


def characters(*, surrogates: bool = False) -> SearchStrategy[str]:
    """Any one character; lone surrogates only when asked for, since they cannot be written as UTF-8."""
    return st.characters() if surrogates else st.characters(exclude_categories=["Cs"])


def line_breaks() -> SearchStrategy[str]:
    """A run of one to four line breaks, of every kind, sometimes with blanks between them."""
    blank_lines = st.lists(st.sampled_from(LINE_BREAKS) | st.sampled_from(_TRAILING), max_size=3)
    return st.builds(
        lambda first, more: first + "".join(more),
        st.sampled_from(LINE_BREAKS),
        st.just([]) | blank_lines,
    )


def lines() -> SearchStrategy[str]:
    """A line as people write it: an indent, a list mark, words, trailing blanks; each may be missing."""
    parts = [
        st.just("") | st.sampled_from(_INDENTS),
        st.just("") | st.sampled_from(_LIST_MARKS),
        st.lists(st.sampled_from(_WORDS + _NUMBERS + _MARKS), max_size=6).map("".join),
        st.just("") | st.sampled_from(_TRAILING),
    ]
    return st.tuples(*parts).map("".join)


def odd_pieces() -> SearchStrategy[str]:
    """A short piece that breaks careless code: emoji, combining or invisible characters, HTML, Markdown."""
    return (
        st.sampled_from(_EMOJI)
        | st.sampled_from(_COMBINING)
        | st.sampled_from(_INVISIBLE)
        | st.sampled_from(_ENTITIES + _WRITTEN_BREAKS)
        | st.sampled_from(_ASCII_MARKS)
        | st.sampled_from(_TRAILING)
        | st.sampled_from(_MARKDOWN)
        | st.sampled_from(_FENCES)
    )


def texts(*, visible: bool = False, surrogates: bool = False) -> SearchStrategy[str]:
    """Any text, the empty one too, leaning on what hurts.

    ``visible`` makes sure that it has a letter, so that it is no empty prompt or response;
    ``surrogates`` adds lone surrogates, which no file can hold.

    >>> from hypothesis import find
    >>> find(texts(), lambda text: True), find(texts(visible=True), lambda text: True)
    ('', '好')
    """
    pieces = lines() | line_breaks() | odd_pieces() | characters(surrogates=surrogates)
    if surrogates:
        pieces = pieces | st.sampled_from(("\ud83d", "\ude00", "\udcff"))
    joined = st.lists(pieces, max_size=12).map("".join)
    return st.builds(lambda a, b: f"{a}好{b}", joined, joined) if visible else joined


def turns() -> SearchStrategy[tuple[Turn, ...]]:
    """Earlier turns of a dialogue: user and assistant in turn, the assistant last; mostly none."""
    weights = st.sampled_from((None, None, 0, 1))
    exchange = st.tuples(
        st.builds(Turn, st.just("user"), texts(visible=True)),
        st.builds(Turn, st.just("assistant"), texts(visible=True), weights),
    )
    dialogue = st.lists(exchange, min_size=1, max_size=3)
    return st.just(()) | dialogue.map(lambda exchanges: tuple(turn for pair in exchanges for turn in pair))


def pairs(
    *,
    prompts: SearchStrategy[str] | None = None,
    responses: SearchStrategy[str] | None = None,
    flat: bool = False,
    visible: bool = True,
    surrogates: bool = False,
) -> SearchStrategy[Pair]:
    """Any pair as it may be read from a file: originals without issues, tags or split.

    ``prompts`` and ``responses`` draw the two texts (any text by default); ``flat`` leaves out
    system, history, rejected response and weight; ``visible=False`` lets the two texts be empty.

    >>> from hypothesis import find
    >>> pair = find(pairs(flat=True), lambda pair: True)
    >>> pair.prompt, pair.response, pair.system, pair.accepted
    ('好', '好', '', True)
    """
    any_text = texts(visible=visible, surrogates=surrogates)
    prompts = any_text if prompts is None else prompts
    responses = any_text if responses is None else responses
    if flat:
        return st.builds(Pair, prompts, responses)
    return st.builds(
        Pair,
        prompts,
        responses,
        system=st.just("") | texts(visible=True),
        history=turns(),
        rejected_response=st.none() | texts(visible=True),
        weight=st.sampled_from((None, None, 0, 1)),
    )


def length_constraints(
    *, min_number: int = 1, max_number: int = 20_000, bare: bool | None = None, vague: bool = False
) -> SearchStrategy[LengthConstraint]:
    """Any length constraint that people have a natural form of words for: scope × unit × kind.

    Its numbers lie between ``min_number`` and ``max_number`` and lean on those that people use.
    ``bare`` says whether an exact one is a number without a comparator (50字, which admits a
    tolerance), never or, by default, sometimes; ``vague`` adds 几十字, which has no number.

    >>> from hypothesis import find
    >>> constraint = find(length_constraints(), lambda constraint: constraint.kind == "at_most")
    >>> constraint.unit, constraint.scope, constraint.min
    ('字', 'response', None)
    """
    bares = st.booleans() if bare is None else st.just(bare)
    shapes = st.sampled_from([(scope, unit) for scope, units in _NATURAL_UNITS.items() for unit in units])

    def of_shape(shape: tuple[Scope, Unit]) -> SearchStrategy[LengthConstraint]:
        scope, unit = shape
        part = st.sampled_from(_PARTS) if scope == "part" else st.just("")
        numbers = _numbers(unit, min_number, max_number)
        bounds = st.builds(_bounds, st.sampled_from(KINDS), numbers, numbers, bares)
        return st.builds(
            lambda bounds, part: LengthConstraint(unit, scope=scope, part=part, **bounds), bounds, part
        )

    constraints = shapes.flatmap(of_shape)
    if vague:
        vague_units: list[Unit] = ["字", "句", "行", "段", "条"]
        constraints = constraints | st.builds(
            LengthConstraint, st.sampled_from(vague_units), st.just("about")
        )
    return constraints


def _numbers(unit: Unit, low: int, high: int) -> SearchStrategy[int]:
    """A number from ``low`` to ``high``, leaning on those that people ask for in ``unit``."""
    used = _SMALL_NUMBERS if unit in _SMALL_UNITS else _ROUND_NUMBERS + _LARGE_NUMBERS
    fitting = [number for number in used if low <= number <= high]
    anything = st.integers(low, high)
    return st.sampled_from(fitting) | anything if fitting else anything


def _bounds(kind: Kind, a: int, b: int, bare: bool) -> dict[str, Any]:
    """The arguments of a constraint of ``kind`` with the number ``a``; a range goes from the smaller up.

    >>> _bounds("range", 80, 50, False), _bounds("about", 80, 50, False)
    ({'kind': 'range', 'min': 50, 'max': 80}, {'kind': 'about', 'target': 80})
    """
    if kind == "range" and a != b:
        return {"kind": kind, "min": min(a, b), "max": max(a, b)}
    field = {"at_most": "max", "at_least": "min", "about": "target"}.get(kind)
    return (
        {"kind": kind, field: a}
        if field
        else {"kind": "exact", "min": a, "max": a, "target": a, "bare": bare}
    )
