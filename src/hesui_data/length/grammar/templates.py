"""The forms of words that phrases are written in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from hesui_data.length.constraint import Kind, Scope, Unit

Position = Literal["before_noun", "after_comma"]

UNIT_FORMS: dict[Unit, str] = {
    "字": "字", "汉字": "个汉字", "字符": "个字符", "词": "个单词", "word": " words", "句": "句话", "行": "行",
    "段": "段", "条": "条",
}  # fmt: skip
FIELD_NAMES: dict[Unit, str] = {
    "字": "字数", "汉字": "汉字数", "字符": "字符数", "词": "词数", "word": "英文单词数", "句": "句数", "行": "行数",
    "段": "段数", "条": "条数",
}  # fmt: skip
VAGUE_FORMS: dict[Unit, str] = {
    "字": "几十个字", "汉字": "几十个汉字", "字符": "几十个字符", "词": "用几个词", "word": "a few words",
    "句": "用几句话", "行": "分几行", "段": "分几段", "条": "分几条",
}  # fmt: skip
SCOPE_PREFIXES: dict[Scope, str] = {
    "response": "", "title": "标题", "each_item": "每条", "each_paragraph": "每段", "each_sentence": "每句",
    "each_line": "每行",
}  # fmt: skip
ENGLISH_SCOPE_PREFIXES: dict[Scope, str] = {
    "response": "", "title": "title: ", "each_item": "each item: ", "each_paragraph": "each paragraph: ",
    "each_sentence": "each sentence: ", "each_line": "each line: ",
}  # fmt: skip
BRACKET_FORMS: dict[Kind, str] = {
    "at_most": "{n}以内", "at_least": "不少于{n}", "about": "约{n}", "exact": "正好{n}", "range": "{low}-{high}",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Template:
    """A form of words: ``{n}``, ``{n_low}`` and ``{n_high}`` are numbers with their unit, ``{low}`` and
    ``{high}`` the same, the unit at the second alone."""

    name: str
    text: str
    position: Position = "after_comma"
    units: tuple[Unit, ...] = ()  # those it suits; all when empty
    chinese: bool = False  # its number in Chinese numerals


_ZI: tuple[Unit, ...] = ("字",)
_CHARACTERS: tuple[Unit, ...] = ("字", "汉字", "字符")
LISTED: tuple[Unit, ...] = ("句", "行", "段", "条")

TEMPLATES: dict[Kind, tuple[Template, ...]] = {
    "at_most": (
        Template("within", "{n}以内", "before_noun"),
        Template("not_over", "不超过{n}", "before_noun"),
        Template("inside", "{n}之内", "before_noun"),
        Template("at_most", "最多{n}"),
        Template("must_not_exceed", "不得超过{n}"),
        Template("do_not_exceed", "不要超过{n}"),
        Template("very_most", "至多{n}"),
        Template("please_within", "请控制在{n}以内"),
        Template("limit_within", "限{n}以内"),
        Template("zi_keep_within", "字数控制在{n}以内", units=_ZI),
        Template("zi_not_over", "字数不超过{n}", units=_ZI),
        Template("zi_limit", "字数上限为{n}", units=_ZI),
        Template("length_within", "篇幅请控制在{n}以内", units=_CHARACTERS),
        Template("chinese_within", "{n}以内", "before_noun", chinese=True),
        Template("chinese_not_over", "不超过{n}", chinese=True),
        Template("best_not_over", "最好不超过{n}"),
        Template("not_more_than", "不多于{n}", "before_noun"),
    ),
    "at_least": (
        Template("at_least", "至少{n}"),
        Template("not_under", "不少于{n}", "before_noun"),
        Template("and_more", "{n}以上", "before_noun"),
        Template("not_below", "不低于{n}", "before_noun"),
        Template("at_least_write", "至少写{n}"),
        Template("must_not_be_under", "不得少于{n}"),
        Template("do_not_be_under", "不能少于{n}"),
        Template("very_least", "最少{n}"),
        Template("at_the_least", "起码要有{n}"),
        Template("zi_not_under", "字数不少于{n}", units=_ZI),
        Template("zi_and_more", "字数在{n}以上", units=_ZI),
        Template("length_not_under", "篇幅不少于{n}", units=_CHARACTERS),
        Template("chinese_not_under", "不少于{n}", "before_noun", chinese=True),
        Template("chinese_at_least", "至少{n}", chinese=True),
        Template("from", "{n}起"),
    ),
    "about": (
        Template("around", "{n}左右", "before_noun"),
        Template("about", "约{n}", "before_noun"),
        Template("roughly", "大约{n}", "before_noun"),
        Template("up_or_down", "{n}上下"),
        Template("probably", "大概{n}"),
        Template("nearly", "差不多{n}"),
        Template("keep_around", "控制在{n}左右"),
        Template("write_around", "写{n}左右"),
        Template("zi_around", "字数在{n}左右", units=_ZI),
        Template("zi_about", "字数约{n}", units=_ZI),
        Template("zi_probably", "字数大概{n}", units=_ZI),
        Template("length_around", "篇幅在{n}左右", units=_CHARACTERS),
        Template("chinese_around", "{n}左右", "before_noun", chinese=True),
        Template("chinese_about", "大约{n}", chinese=True),
    ),
    "exact": (
        Template("just", "正好{n}", "before_noun"),
        Template("exactly", "恰好{n}", "before_noun"),
        Template("precisely", "刚好{n}"),
        Template("whole", "整整{n}"),
        Template("no_more_no_less", "不多不少{n}"),
        Template("must_just", "必须正好{n}"),
        Template("want_just", "要求正好{n}"),
        Template("write_just", "正好写{n}"),
        Template("zi_just", "字数正好{n}", units=_ZI),
        Template("zi_equals", "字数等于{n}", units=_ZI),
        Template("length_just", "篇幅恰好{n}", units=_CHARACTERS),
        Template("chinese_just", "正好{n}", chinese=True),
        Template("chinese_precisely", "刚好{n}", chinese=True),
    ),
    "range": (
        Template("hyphen", "{low}-{high}", "before_noun"),
        Template("to", "{low}到{high}", "before_noun"),
        Template("until", "{low}至{high}", "before_noun"),
        Template("tilde", "{low}~{high}", "before_noun"),
        Template("between", "在{low}到{high}之间"),
        Template("in_between", "介于{low}和{high}之间"),
        Template("not_under_not_over", "不少于{n_low}，不超过{n_high}"),
        Template("keep_between", "控制在{low}-{high}之间"),
        Template("at_least_at_most", "最少{n_low}，最多{n_high}"),
        Template("zi_between", "字数在{low}到{high}之间", units=_ZI),
        Template("zi_keep_between", "字数控制在{low}至{high}之间", units=_ZI),
        Template("zi_hyphen", "字数{low}-{high}", units=_ZI),
        Template("length_between", "篇幅在{low}到{high}之间", units=_CHARACTERS),
        Template("chinese_to", "{low}到{high}", chinese=True),
    ),
}

BARE: tuple[Template, ...] = (
    Template("bare", "{n}", "before_noun"),
    Template("zi_bare", "字数{n}", units=_ZI),
    Template("zi_keep", "字数控制在{n}", units=_ZI),
    Template("zi_is", "字数为{n}", units=_ZI),
    Template("keep", "控制在{n}"),
    Template("write", "写{n}", units=_CHARACTERS),
    Template("want", "要求{n}"),
    Template("length", "篇幅{n}"),
    Template("length_is", "篇幅为{n}"),
    Template("in_all", "共{n}"),
    Template("chinese_bare", "{n}", "before_noun", chinese=True),
)
"""For a number that a reader allows a tolerance."""

ENGLISH: dict[Kind, tuple[Template, ...]] = {
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
        Template("en_of_exactly", "of exactly {n}"), Template("en_must_be", "it must be exactly {n}"),
    ),
    "range": (
        Template("en_hyphen", "{low}-{high}"), Template("en_to", "{low} to {high}"),
        Template("en_between", "between {low} and {high}"), Template("en_in", "in {low}-{high}"),
        Template("en_of", "of {low} to {high}"), Template("en_roughly_range", "roughly {low}-{high}"),
        Template("en_from", "from {low} to {high}"), Template("en_with", "with {low}-{high}"),
    ),
}  # fmt: skip

ENGLISH_BARE: tuple[Template, ...] = (
    Template("en_in_bare", "in {n}"), Template("en_of_bare", "of {n}"), Template("en_with_bare", "with {n}"),
    Template("en_using_bare", "using {n}"),
)  # fmt: skip
