"""The writing half of the grammar: constraints into words that parse back to them.

A template is a named form of words with ``{n}`` for a number with its unit, ``{low}`` and ``{high}``
for the bounds of a range. Bracket and token styles have a grammar of their own:

- bracket: ``【字数：50以内】``, ``【每条字数：20-30】``, ``【横批字数：正好4】``;
- token: ``[LEN:<=50字]``, ``[LEN:each_item:20-30字]``, ``[LEN:part(横批):=4字]``; ``<=``, ``>=``, ``=``,
  ``~`` and ``a-b`` stand for the kinds; ``~`` without a number is the vague 几十字.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from hesui_data.length.constraint import SCOPES, Kind, LengthConstraint, Scope, Unit
from hesui_data.length.numerals import render_number
from hesui_data.length.scopes import PARTS
from hesui_data.length.vocabulary import FIELDS

Position = Literal["before_noun", "after_comma"]

_UNIT_FORMS: dict[Unit, str] = {
    "字": "字", "汉字": "个汉字", "字符": "个字符", "词": "个单词", "word": " words", "句": "句话", "行": "行",
    "段": "段", "条": "条",
}  # fmt: skip
_FIELD_OF: dict[Unit, str] = {
    "字": "字数", "汉字": "汉字数", "字符": "字符数", "词": "词数", "word": "英文单词数", "句": "句数", "行": "行数", "段": "段数",
    "条": "条数",
}  # fmt: skip
_VAGUE: dict[Unit, str] = {
    "字": "几十个字", "汉字": "几十个汉字", "字符": "几十个字符", "词": "用几个词", "word": "a few words", "句": "用几句话", "行": "写几行",
    "段": "分几段", "条": "分几条",
}  # fmt: skip
_SCOPE_PREFIX: dict[Scope, str] = {
    "response": "", "title": "标题", "part": "", "each_item": "每条", "each_paragraph": "每段", "each_sentence": "每句",
    "each_line": "每行",
}  # fmt: skip
_CHINESE_NUMBERS_UP_TO = 1000


@dataclass(frozen=True, slots=True)
class Template:
    """A form of words for one kind; ``units`` says which units it suits, all when empty."""

    name: str
    text: str
    position: Position = "after_comma"
    units: tuple[Unit, ...] = ()
    numerals: Literal["ascii", "chinese"] = "ascii"


@dataclass(frozen=True, slots=True)
class Phrasing:
    """Words for a constraint: the stable name of their template, and where in a prompt they go."""

    name: str
    text: str
    position: Position
    constraint: LengthConstraint


_CHARACTERS: tuple[Unit, ...] = ("字", "汉字", "字符")
_ZI: tuple[Unit, ...] = ("字",)

_TEMPLATES: dict[Kind, tuple[Template, ...]] = {
    "at_most": (
        Template("within", "{n}以内", "before_noun"),
        Template("not_over", "不超过{n}", "before_noun"),
        Template("below_or_equal", "{n}以下", "before_noun"),
        Template("at_most", "最多{n}"),
        Template("must_not_exceed", "不得超过{n}"),
        Template("do_not_exceed", "不要超过{n}"),
        Template("at_the_very_most", "至多{n}"),
        Template("keep_within", "控制在{n}以内"),
        Template("limit_within", "限{n}以内"),
        Template("zi_keep_within", "字数控制在{n}以内", units=_ZI),
        Template("zi_not_over", "字数不超过{n}", units=_ZI),
        Template("length_within", "篇幅请控制在{n}以内"),
        Template("zi_limit", "字数上限为{n}", units=_ZI),
        Template("chinese_within", "{n}以内", numerals="chinese"),
        Template("chinese_not_over", "不超过{n}", numerals="chinese"),
        Template("at_most_write", "最多写{n}"),
        Template("please_within", "请控制在{n}之内"),
    ),
    "at_least": (
        Template("at_least", "至少{n}"),
        Template("not_under", "不少于{n}", "before_noun"),
        Template("and_more", "{n}以上", "before_noun"),
        Template("not_below", "不低于{n}", "before_noun"),
        Template("at_least_write", "至少写{n}"),
        Template("must_not_be_under", "不得少于{n}"),
        Template("do_not_be_under", "不能少于{n}"),
        Template("at_the_least", "最少{n}"),
        Template("from", "{n}起"),
        Template("zi_not_under", "字数不少于{n}", units=_ZI),
        Template("zi_and_more", "字数在{n}以上", units=_ZI),
        Template("length_not_under", "篇幅不少于{n}"),
        Template("chinese_not_under", "不少于{n}", numerals="chinese"),
        Template("at_least_reach", "至少要写到{n}"),
        Template("no_less", "起码{n}"),
    ),
    "about": (
        Template("around", "{n}左右", "before_noun"),
        Template("about", "约{n}", "before_noun"),
        Template("roughly", "大约{n}", "before_noun"),
        Template("up_or_down", "{n}上下"),
        Template("probably", "大概{n}"),
        Template("nearly_same", "差不多{n}"),
        Template("zi_around", "字数在{n}左右", units=_ZI),
        Template("zi_about", "字数约{n}", units=_ZI),
        Template("keep_around", "控制在{n}左右"),
        Template("length_around", "篇幅在{n}左右"),
        Template("write_around", "写{n}左右"),
        Template("chinese_around", "{n}左右", numerals="chinese"),
    ),
    "exact": (
        Template("just", "正好{n}", "before_noun"),
        Template("exactly", "恰好{n}", "before_noun"),
        Template("precisely", "刚好{n}"),
        Template("whole", "整整{n}"),
        Template("no_more_no_less", "不多不少{n}"),
        Template("must_just", "必须正好{n}"),
        Template("want_just", "要求正好{n}"),
        Template("zi_just", "字数正好{n}", units=_ZI),
        Template("zi_equals", "字数等于{n}", units=_ZI),
        Template("length_just", "篇幅恰好{n}"),
        Template("chinese_just", "正好{n}", numerals="chinese"),
        Template("write_just", "写正好{n}"),
    ),
    "range": (
        Template("hyphen", "{low}-{high}", "before_noun"),
        Template("to", "{low}到{high}", "before_noun"),
        Template("until", "{low}至{high}", "before_noun"),
        Template("tilde", "{low}~{high}"),
        Template("between", "{low}到{high}之间"),
        Template("in_between", "介于{low}和{high}之间"),
        Template("not_under_not_over", "不少于{n_low}，不超过{n_high}"),
        Template("zi_between", "字数在{low}到{high}之间", units=_ZI),
        Template("zi_keep_between", "字数控制在{low}至{high}之间", units=_ZI),
        Template("keep_between", "控制在{low}-{high}之间"),
        Template("length_between", "篇幅在{low}到{high}之间"),
        Template("at_least_at_most", "最少{n_low}、最多{n_high}"),
        Template("chinese_to", "{low}到{high}", numerals="chinese"),
    ),
}
_BARE = (
    Template("bare", "{n}", "before_noun"),
    Template("write", "写{n}"),
    Template("keep", "控制在{n}"),
    Template("zi_bare", "字数{n}", units=_ZI),
    Template("zi_keep", "字数控制在{n}", units=_ZI),
    Template("want", "要求{n}"),
    Template("length", "篇幅{n}"),
    Template("chinese_bare", "{n}", numerals="chinese"),
    Template("in_all", "共{n}"),
)
_ENGLISH: dict[Kind, tuple[Template, ...]] = {
    "at_most": (
        Template("en_at_most", "at most {n}"), Template("en_no_more", "no more than {n}"),
        Template("en_within", "within {n}"), Template("en_up_to", "up to {n}"),
        Template("en_or_less", "{n} or less"), Template("en_or_fewer", "{n} or fewer"),
        Template("en_maximum", "a maximum of {n}"), Template("en_max", "max {n}"),
    ),
    "at_least": (
        Template("en_at_least", "at least {n}"), Template("en_no_fewer", "no fewer than {n}"),
        Template("en_no_less", "no less than {n}"), Template("en_or_more", "{n} or more"),
        Template("en_minimum", "a minimum of {n}"), Template("en_min", "minimum {n}"),
        Template("en_not_less", "not less than {n}"), Template("en_not_fewer", "not fewer than {n}"),
    ),
    "about": (
        Template("en_about", "about {n}"), Template("en_around", "around {n}"),
        Template("en_approximately", "approximately {n}"), Template("en_roughly", "roughly {n}"),
        Template("en_or_so", "{n} or so"), Template("en_nearly", "nearly {n}"),
        Template("en_close_to", "close to {n}"), Template("en_almost", "almost {n}"),
    ),
    "exact": (
        Template("en_exactly", "exactly {n}"), Template("en_precisely", "precisely {n}"),
        Template("en_in_exactly", "in exactly {n}"), Template("en_using_exactly", "using exactly {n}"),
        Template("en_with_exactly", "with exactly {n}"), Template("en_just", "just {n}"),
        Template("en_of_exactly", "of exactly {n}"), Template("en_must_exactly", "it must be exactly {n}"),
    ),
    "range": (
        Template("en_hyphen", "{low}-{high}"), Template("en_to", "{low} to {high}"),
        Template("en_between", "between {low} and {high}"), Template("en_in", "in {low}-{high}"),
        Template("en_of", "of {low} to {high}"), Template("en_within_range", "within {low} to {high}"),
        Template("en_from", "from {low} to {high}"), Template("en_with", "with {low}-{high}"),
    ),
}  # fmt: skip
_ENGLISH_BARE = (
    Template("en_bare", "{n}"), Template("en_in_bare", "in {n}"), Template("en_of_bare", "of {n}"),
    Template("en_with_bare", "with {n}"),
)  # fmt: skip


def render_length(constraint: LengthConstraint, *, style: str = "natural") -> str:
    """Words for ``constraint`` that parse back to it.

    Raises:
        ValueError: the style is unknown, or the constraint has no form of words: a part without a
            name, a number of more than 18 digits.

    >>> c = LengthConstraint("字", scope="each_item", min=20, max=30)
    >>> render_length(c), render_length(c, style="bracket"), render_length(c, style="token")
    ('每条20-30字', '【每条字数：20-30】', '[LEN:each_item:20-30字]')
    """
    if constraint.scope == "part" and not constraint.part:
        raise ValueError("a constraint on a part has no form of words without the part's name")
    if style == "natural":
        return phrasings(constraint)[0].text
    if style == "bracket":
        return _bracket(constraint)
    if style == "token":
        return _token(constraint)
    raise ValueError(f"no style {style!r}; there are natural, bracket, token")


def phrasings(constraint: LengthConstraint) -> tuple[Phrasing, ...]:
    """Natural ways to say ``constraint``, each of which parses back to it, the plainest first.

    >>> [p.text for p in phrasings(LengthConstraint("字", max=50))][:3]
    ['50字以内', '不超过50字', '50字以下']
    """
    prefix = _prefix(constraint)
    found = []
    for template in _templates(constraint):
        text = _filled(template, constraint)
        if text is not None:
            position: Position = template.position if not prefix else "after_comma"
            found.append(Phrasing(template.name, prefix + text, position, constraint))
    return tuple(found)


def _templates(constraint: LengthConstraint) -> tuple[Template, ...]:
    english = constraint.unit == "word"
    if constraint.kind == "about" and constraint.target is None:
        return (Template("vague", _VAGUE[constraint.unit]),)
    if constraint.kind == "exact" and constraint.bare:
        return _ENGLISH_BARE if english else _BARE
    return (_ENGLISH if english else _TEMPLATES)[constraint.kind]


def _prefix(constraint: LengthConstraint) -> str:
    if constraint.scope == "part":
        return (
            constraint.part
            if constraint.part in PARTS or constraint.part.startswith("第")
            else f"“{constraint.part}”部分"
        )
    return _SCOPE_PREFIX[constraint.scope]


def _filled(template: Template, constraint: LengthConstraint) -> str | None:
    """The text of this template, or None where it does not suit the constraint."""
    unit = constraint.unit
    if template.units and unit not in template.units:
        return None
    numbers = [n for n in (constraint.min, constraint.max, constraint.target) if n is not None]
    if template.numerals == "chinese" and (
        not numbers
        or not all(0 < n <= _CHINESE_NUMBERS_UP_TO and n % 10 == 0 or 2 <= n <= 10 for n in numbers)
    ):
        return None
    style: Literal["ascii", "chinese"] = template.numerals

    def number(n: int | None) -> str:
        if n is None:
            return ""
        words = render_number(n, style)
        return "两" if words == "二" else words

    form = _UNIT_FORMS[unit]
    low, high = constraint.min, constraint.max
    one = high if low is None else low if constraint.kind != "about" else constraint.target
    one = constraint.target if constraint.kind == "about" else one
    return template.text.format(
        n=number(one) + form,
        low=number(low),
        high=number(high) + form,
        n_low=number(low) + form,
        n_high=number(high) + form,
    )


_BRACKET_FORMS: dict[Kind, str] = {
    "at_most": "{n}以内",
    "at_least": "不少于{n}",
    "about": "约{n}",
    "exact": "正好{n}",
    "range": "{low}-{high}",
}
_TOKEN_FORMS: dict[Kind, str] = {
    "at_most": "<={n}",
    "at_least": ">={n}",
    "about": "~{n}",
    "exact": "={n}",
    "range": "{low}-{high}",
}
_TOKEN = re.compile(
    r"\[LEN:(?:(?P<scope>[a-z_]{4,16})(?:\((?P<part>[^()\n]{1,30})\))?:)?(?:(?P<sign><=|>=|=|~)(?P<n>[0-9]{0,18})|(?P<low>[0-9]{1,18})-(?P<high>[0-9]{1,18}))"
    r"(?P<unit>字符|汉字|字|词|word|句|行|段|条)\]"
)
_KIND_OF_SIGN: dict[str, Kind] = {"<=": "at_most", ">=": "at_least", "=": "exact", "~": "about"}


def _numbers(constraint: LengthConstraint) -> dict[str, str]:
    one = (
        constraint.target
        if constraint.target is not None
        else constraint.max
        if constraint.min is None
        else constraint.min
    )
    return {
        "n": "" if one is None else render_number(one),
        "low": str(constraint.min),
        "high": str(constraint.max),
    }


def _bracket(constraint: LengthConstraint) -> str:
    if constraint.kind == "about" and constraint.target is None:
        return f"【{_prefix(constraint)}{_VAGUE[constraint.unit]}】"
    form = "{n}" if constraint.bare else _BRACKET_FORMS[constraint.kind]
    return f"【{_prefix(constraint)}{_FIELD_OF[constraint.unit]}：{form.format(**_numbers(constraint))}】"


def _token(constraint: LengthConstraint) -> str:
    scope = "" if constraint.scope == "response" else constraint.scope + ":"
    if constraint.scope == "part":
        scope = f"part({constraint.part}):"
    return f"[LEN:{scope}{_TOKEN_FORMS[constraint.kind].format(**_numbers(constraint))}{constraint.unit}]"


def read_tokens(text: str) -> list[LengthConstraint]:
    """The constraints in token style in ``text``.

    >>> [(c.scope, c.max) for c in read_tokens("写祝福[LEN:<=50字]")]
    [('response', 50)]
    """
    if "[LEN:" not in text:
        return []
    return [c for match in _TOKEN.finditer(text) if (c := _from_token(match)) is not None]


def _from_token(match: re.Match[str]) -> LengthConstraint | None:
    scope = match["scope"] or "response"
    if scope not in SCOPES:
        return None
    unit: Unit = match["unit"]  # type: ignore[assignment]
    span, part = match.span(), match["part"] or ""
    if match["low"]:
        return LengthConstraint(
            unit, "range", int(match["low"]), int(match["high"]), scope=scope, part=part, span=span
        )
    kind, n = _KIND_OF_SIGN[match["sign"]], int(match["n"]) if match["n"] else None
    if n is None and kind != "about":
        return None
    bounds = {
        "at_most": (None, n, None),
        "at_least": (n, None, None),
        "exact": (n, n, n),
        "about": (None, None, n),
    }[kind]
    return LengthConstraint(unit, kind, *bounds, scope=scope, part=part, span=span)
