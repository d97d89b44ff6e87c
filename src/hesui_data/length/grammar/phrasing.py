"""The writing half of the grammar: constraints into words that parse back to them."""

from __future__ import annotations

from dataclasses import dataclass

from hesui_data.length.constraint import LengthConstraint
from hesui_data.length.grammar.parts import is_ordinal_part
from hesui_data.length.grammar.reading import parse_length
from hesui_data.length.grammar.templates import (
    BARE,
    BRACKET_FORMS,
    ENGLISH,
    ENGLISH_BARE,
    ENGLISH_SCOPE_PREFIXES,
    FIELD_NAMES,
    LISTED,
    SCOPE_PREFIXES,
    TEMPLATES,
    UNIT_FORMS,
    VAGUE_FORMS,
    Position,
    Template,
)
from hesui_data.length.grammar.tokens import write_token
from hesui_data.length.grammar.vocabulary import PARTS
from hesui_data.length.numerals import render_number

_QUOTES = "“”‘’「」()[]\n（）【】"


@dataclass(frozen=True, slots=True)
class Phrasing:
    """Words for a constraint: the stable name of their template, and where in a prompt they go."""

    name: str
    text: str
    position: Position
    constraint: LengthConstraint


def render_length(constraint: LengthConstraint, *, style: str = "natural") -> str:
    """Words for ``constraint`` that parse back to it, in the style natural, bracket or token.

    Raises:
        ValueError: the style is unknown, or there is no form of words: a part whose name has brackets or more
            than 20 characters, or would not be read as one name (先写；后改), a number of more than 18 digits.

    >>> c = LengthConstraint("字", scope="each_item", min=20, max=30)
    >>> render_length(c), render_length(c, style="bracket"), render_length(c, style="token")
    ('每条20-30字', '【每条字数：20-30】', '[LEN:each_item:20-30字]')
    """
    _check_part(constraint)
    if style == "natural":
        return phrasings(constraint)[0].text
    if style == "bracket":
        _check_name(constraint.part)
        return _bracket(constraint)
    if style == "token":
        return write_token(constraint)
    raise ValueError(f"no style {style!r}; there are natural, bracket, token")


def phrasings(constraint: LengthConstraint) -> tuple[Phrasing, ...]:
    """Natural ways to say ``constraint``, each of which parses back to it, the plainest first.

    Raises:
        ValueError: there is no form of words, as for ``render_length``.

    >>> [p.text for p in phrasings(LengthConstraint("字", max=50))][:3]
    ['50字以内', '不超过50字', '50字之内']
    """
    _check_part(constraint)
    _check_name(constraint.part)
    prefix = _prefix(constraint)
    return tuple(
        Phrasing(
            t.name,
            prefix + _filled(t, constraint),
            "after_comma" if prefix else t.position,
            constraint,
        )
        for t in _templates(constraint)
        if _suits(t, constraint)
    )


def _check_part(constraint: LengthConstraint) -> None:
    if any(character in _QUOTES for character in constraint.part) or len(constraint.part) > 20:
        raise ValueError(f"a part needs a plain short name to be written, got {constraint.part!r}")


def _check_name(name: str) -> None:
    """Words for a part need a name that is read again as it is written: none with a comma in it."""
    if not name or name in PARTS or is_ordinal_part(name):
        return
    for words in (f"“{name}”部分50字", f"【“{name}”部分字数：50】"):
        if [constraint.part for constraint in parse_length(words)] != [name]:
            raise ValueError(f"a part needs a plain short name to be written in words, got {name!r}")


def _templates(constraint: LengthConstraint) -> tuple[Template, ...]:
    english = constraint.unit == "word"
    if constraint.kind == "about" and constraint.target is None:
        return (Template("vague", VAGUE_FORMS[constraint.unit]),)
    if constraint.bare and constraint.unit not in LISTED:
        return ENGLISH_BARE if english else BARE
    return (ENGLISH if english else TEMPLATES)[constraint.kind]


def _suits(template: Template, constraint: LengthConstraint) -> bool:
    """Whether the template is meant for the unit, and its numerals read well for the number."""
    if template.units and constraint.unit not in template.units:
        return False
    if constraint.bare and constraint.part and template.text == "{n}" and (constraint.target or 0) <= 4:
        return False  # 结尾两个字 is a place in a text
    numbers = _given(constraint)
    if not template.chinese or not all(0 < n <= 10 or (n <= 2000 and n % 10 == 0) for n in numbers):
        return not template.chinese
    return numbers[0] >= 10 or numbers[-1] < 100  # 五到八百 means 500 to 800


def _given(constraint: LengthConstraint) -> list[int]:
    return [n for n in (constraint.target, constraint.min, constraint.max) if n is not None]


def _prefix(constraint: LengthConstraint) -> str:
    prefixes = ENGLISH_SCOPE_PREFIXES if constraint.unit == "word" else SCOPE_PREFIXES
    if constraint.scope != "part":
        return prefixes[constraint.scope]
    return _part(constraint) + ("：" if constraint.unit == "word" else "")


def _part(constraint: LengthConstraint) -> str:
    name = constraint.part or "其中一部分"
    return name if not constraint.part or name in PARTS or is_ordinal_part(name) else f"“{name}”部分"


def _filled(template: Template, constraint: LengthConstraint) -> str:
    numbers = [_number(n, chinese=template.chinese) for n in _given(constraint)] or [""]
    unit = UNIT_FORMS[constraint.unit]
    low, high = numbers[0], numbers[-1]
    return template.text.format(n=low + unit, n_low=low + unit, n_high=high + unit, low=low, high=high + unit)


def _number(n: int, *, chinese: bool) -> str:
    words = render_number(n, "chinese" if chinese else "ascii")
    return "两" if words == "二" else words


def _bracket(constraint: LengthConstraint) -> str:
    prefix = _part(constraint) if constraint.scope == "part" else SCOPE_PREFIXES[constraint.scope]
    if constraint.kind == "about" and constraint.target is None:
        return f"【{prefix}{VAGUE_FORMS[constraint.unit]}】"
    numbers = [render_number(n) for n in _given(constraint)]
    form = "{n}" if constraint.bare and constraint.unit not in LISTED else BRACKET_FORMS[constraint.kind]
    return f"【{prefix}{FIELD_NAMES[constraint.unit]}：{form.format(n=numbers[0], low=numbers[0], high=numbers[-1])}】"
