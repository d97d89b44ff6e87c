"""Whatever a prompt is: its length demands stand where they are said to, and can be written and read again."""

from hesui_data.length import (
    LengthConstraint,
    check_length,
    conflicts,
    parse_length,
    phrasings,
    render_length,
    strip_length,
    unsure_numbers,
)
from hesui_data.length.grammar.distractors import REASONS
from hesui_data.length.grammar.vocabulary import PARTS
from hesui_data.length.numerals import MAX_DIGITS

COVERS = ("length",)
STYLES = ("natural", "bracket", "token")


def one_input(data: bytes) -> None:
    """Read the prompt that ``data`` is in UTF-8."""
    prompt = data.decode("utf-8", "ignore")
    found = parse_length(prompt)
    spans = [constraint.span for constraint in found]
    assert all(0 <= start < end <= len(prompt) for start, end in spans), spans
    assert spans == sorted(set(spans)), spans
    for unsure in unsure_numbers(prompt):
        assert unsure.text == prompt[unsure.start : unsure.end] != ""
        assert unsure.reason in REASONS
        assert (unsure.start, unsure.end) not in spans
    assert [verdict.constraint for verdict in check_length(prompt, prompt)] == list(found)
    assert found or strip_length(prompt) == prompt
    conflicts(found)
    for constraint in found[:8]:
        check_round_trip(constraint)


def check_round_trip(constraint: LengthConstraint) -> None:
    """What was read can be written in every style, and is read again."""
    try:
        written = [render_length(constraint, style=style) for style in STYLES]
    except ValueError:
        assert not has_words(constraint), constraint
        return
    written += [phrasing.text for phrasing in phrasings(constraint)]
    for text in written:
        assert parse_length(text) == (constraint,), (text, constraint)


def has_words(constraint: LengthConstraint) -> bool:
    """Whether there are words for ``constraint`` beyond doubt; a part may have a name that is not read again."""
    numbers = [constraint.min or 0, constraint.max or 0, constraint.target or 0]
    return constraint.part in ("", *PARTS) and max(numbers) < 10**MAX_DIGITS
