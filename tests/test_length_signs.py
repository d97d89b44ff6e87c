"""What the length grammar passes over at a look hides nothing: guarded and unguarded reading are one."""

import re
import re._constants as ops
import re._parser as parser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hesui_data.length import parse_length, strip_length
from hesui_data.length.grammar import bounds, distractors, places, reading, scopes
from hesui_data.length.grammar import given as given_texts
from hesui_data.length.grammar.signs import ALWAYS, SIGNS, signs_of
from hesui_data.testing import texts

CASES = Path(__file__).parent / "cases" / "length"
SOURCES = Path(reading.__file__).parent

WORDS = sorted(set(re.findall("[一-鿿]{1,6}", "".join(p.read_text("utf-8") for p in SOURCES.glob("*.py")))))
DEMANDS = [
    "50字以内",
    "不超过3句",
    "两段",
    "三行",
    "10个字",
    "五言",
    "20词",
    "4条",
    "12字左右",
    "5-7个",
    "words",
]
MARKS = ("，", "。", "：", "、", "？", "\n", " ", "（", "）", "“", "”", "|", "-")
HEAPS = st.lists(
    st.sampled_from(DEMANDS) | st.sampled_from(WORDS) | st.sampled_from(MARKS) | texts(), max_size=9
).map("".join)

GUARDED_ENDS = [
    (distractors._ORDINAL, distractors._ORDINAL_ENDS | set(" \t")),
    (distractors._NOT_THAT, set(distractors._NOT_THAT_ENDS)),
    (given_texts._OF_A_TEXT, given_texts._TEXT_ENDS),
    (given_texts._DESCRIBED, given_texts._DESCRIBED_ENDS),
    (given_texts._GIVEN_HERE, given_texts._GIVEN_ENDS | {"\n"}),
]
GUARDED_HEADS = [
    (distractors._IDIOM, set(distractors._IDIOM_HEADS)),
    (distractors._RATIO, distractors._RATIO_HEADS | set("0123456789 \n")),
    (scopes._ONE_OF, set(scopes._ONE_HEADS)),
    (reading._VERSE, set(reading._VERSE_HEADS) | {"十"}),
]


def prompts_of_cases():
    lines = [line for path in CASES.glob("*.txt") for line in path.read_text("utf-8").splitlines()]
    return [line.rpartition(" | ")[0].replace("\\n", "\n") for line in lines if not line.startswith("# ")]


def needs_one_of(nodes, characters):
    """Whether whatever the parsed pattern matches holds one of ``characters``: a proof, by its structure."""
    return any(_node_needs(op, argument, characters) for op, argument in nodes)


def _node_needs(op, argument, characters):
    if op is ops.LITERAL:
        return chr(argument) in characters
    if op is ops.IN:
        return all(_member_is_in(kind, value, characters) for kind, value in argument)
    if op is ops.BRANCH:
        return all(needs_one_of(branch, characters) for branch in argument[1])
    inner = _INSIDE.get(op, lambda argument: ())(argument)
    return needs_one_of(inner, characters)


_INSIDE = {
    ops.SUBPATTERN: lambda argument: argument[-1],
    ops.ATOMIC_GROUP: lambda argument: argument,
    ops.ASSERT: lambda argument: argument[1],
    **dict.fromkeys(
        (ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT),
        lambda argument: argument[2] if argument[0] else (),
    ),
}
"""What stands in a group, in what must follow, or in what is repeated once at least."""


def _member_is_in(kind, value, characters):
    if kind is ops.LITERAL:
        return chr(value) in characters
    return kind is ops.RANGE and all(chr(code) in characters for code in range(value[0], value[1] + 1))


def unguarded(work, prompt):
    """What ``work`` gives where every text is taken to have every sign."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(places, "signs_of", lambda text: -1)
        return work(prompt)


def passes(character, guard):
    """Whether the guard lets the pattern be tried; white space and digits always do."""
    return character in guard or character.isspace() or character.isdigit()


def told(prompt):
    read = reading._read(prompt)
    return [(c, c.span, c.bare) for c in read.constraints], read.unsure


@pytest.mark.parametrize(
    ("characters", "pattern"),
    [(characters, pattern) for characters, patterns in SIGNS for pattern in patterns],
    ids=lambda value: getattr(value, "pattern", value)[:30],
)
def test_no_pattern_matches_without_a_character_of_its_sign(characters, pattern):
    assert needs_one_of(parser.parse(pattern.pattern, pattern.flags), characters)


def test_the_proof_sees_a_character_that_is_missing():
    assert needs_one_of(parser.parse("改为|调(?:整|成)"), "改调")
    assert not needs_one_of(parser.parse("改为|调整|变成"), "改调")
    assert not needs_one_of(parser.parse("改?为"), "改")


@given(text=HEAPS)
def test_the_signs_of_a_text_are_those_of_which_it_has_a_character(text):
    bits = [ALWAYS]
    for number, (characters, _) in enumerate(SIGNS, 1):
        bits.append(1 << number if set(characters) & set(text) else 0)

    assert signs_of(text) == sum(bits)


@given(prompt=HEAPS)
def test_prompts_are_read_alike_with_and_without_signs(prompt):
    assert told(prompt) == unguarded(told, prompt)


@pytest.mark.parametrize("prompt", prompts_of_cases())
def test_each_case_is_read_alike_with_and_without_signs(prompt):
    assert told(prompt) == unguarded(told, prompt)


@given(text=HEAPS)
def test_what_is_told_by_a_last_or_first_character_hides_no_match(text):
    for pattern, ends in GUARDED_ENDS:
        assert passes(text[-1:], ends) or not pattern.search(text)
    for pattern, heads in GUARDED_HEADS:
        assert passes(text[:1], heads) or not pattern.match(text)


@pytest.mark.parametrize("prompt", prompts_of_cases())
def test_no_case_has_a_match_that_a_last_or_first_character_hides(prompt):
    for at in range(1, len(prompt)):
        for pattern, ends in GUARDED_ENDS:
            assert passes(prompt[at - 1], ends) or not pattern.search(prompt[:at][-48:])
        for pattern, heads in GUARDED_HEADS:
            assert passes(prompt[at], heads) or not pattern.match(prompt, at)


@given(text=HEAPS)
def test_a_comparator_is_sought_wherever_one_may_follow(text):
    end, bound = bounds._comparators_after("50字" + text, 3)

    assert bound is not None or not bounds._comparator_starting("50字" + text, 3)[0]
    assert end == 3 or bound is not None


@given(prompt=HEAPS)
def test_any_heap_of_words_can_be_stripped(prompt):
    assert len(strip_length(prompt)) <= len(prompt)


@pytest.mark.parametrize(
    "prompt", ["大约2w字符each）汉字符，1500paragraphs横批四字", "写两段话.，每段50字以每条百行"]
)
def test_a_demand_that_lies_in_the_words_of_the_next_is_stripped_once(prompt):
    assert len(parse_length(prompt)) > 1
    assert len(strip_length(prompt)) < len(prompt)


@pytest.mark.parametrize("prompt", ["write 5 ſentences", "five to ſix words", "wordſ: 500"])
def test_a_long_s_makes_no_english_word(prompt):
    assert all(c.unit == "word" for c in parse_length(prompt))
