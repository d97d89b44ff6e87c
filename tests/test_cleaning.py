"""Cleaning: promise 2 (the layout survives), and each fixer for itself."""

import csv
import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hesui_data.cleaning import (
    FIXERS,
    clean_pair,
    clean_text,
    explain_cleaning,
    layout_issues,
    line_skeleton,
    lost_layout,
    restore_layout,
    restore_pair,
)
from hesui_data.cleaning.clean import apply_fixers, is_plainly_clean
from hesui_data.cleaning.fixers import SPACES, WHITE_SPACE_FIXERS, remove_invisible
from hesui_data.pair import Pair, Step, Turn
from hesui_data.testing import pairs, texts

CASES = Path(__file__).parent / "cases" / "cleaning"
NASTY = (
    "æ–°å¹´", "donâ€™t", "Ã©", "Â£", "É…", "Ð¿Ñ€Ð¸", "ÃƒÂ©", "å\x85¬", "&am", "p;", "&amp;nbsp;", "&#8203;", "&#10;",
    "&lt;br&gt;", "<b", "r>", "</P>", "<p>\n", "<br>\n", "\\n新", "\\r\\n", "\\nabla", "\\", "n", "`\\n`", "“\\n”", "| a<br>b |",
    "\ufe0f", "\ufe00", "\U000e0100", "葛\U000e0100", "〈\ufe00", "\u2329", "可\ufe00", "\ufa1e", "\u212b", "\u1fef" * 3,
    "क\u200d", "می\u200c", "👩\u200d", "\u200d🚀", "🏴\U000e0067\U000e007f", "\U000e0067", "\ufffe", "\x1c", "\u3164",
    "```", "~~~", "\n```\n", "\n    x = 1\n", "\n\n\n", "\n \n\u3000\n", "    ", "- 甲\n\n      乙", "\u3000\u3000", "上联：", "2. ",
)  # fmt: skip


def nasty_texts() -> st.SearchStrategy[str]:
    """Texts that lean on what hurts a cleaner: pieces of dirt that may meet and make new dirt."""
    return texts() | st.lists(st.sampled_from(NASTY) | texts(), max_size=10).map("".join)


def visible(text: str) -> str:
    """What is left of ``text`` without white space and control or format characters."""
    return "".join(c for c in text if not c.isspace() and unicodedata.category(c) not in {"Cc", "Cf"})


# ------------------------------------------------------------------ promise 2, and what goes with it


@given(text=nasty_texts())
def test_cleaning_keeps_the_line_skeleton(text):
    assert line_skeleton(clean_text(text)) == line_skeleton(text)


@given(text=nasty_texts())
def test_cleaning_a_cleaned_text_changes_nothing(text):
    cleaned = clean_text(text)

    assert clean_text(cleaned) == cleaned


@given(text=nasty_texts())
def test_the_fast_look_says_clean_only_of_what_no_fixer_changes(text):
    assert not is_plainly_clean(text) or apply_fixers(FIXERS, text) == (text, ())


@given(text=nasty_texts())
def test_steps_say_all_that_was_done_and_can_be_replayed(text):
    cleaned, steps = explain_cleaning(text)
    replayed = text
    for step in steps:
        replayed = FIXERS[step.name](replayed)

    assert cleaned == clean_text(text) == replayed
    assert (steps == ()) == (cleaned == text)


@pytest.mark.parametrize("fix", FIXERS.values(), ids=FIXERS.keys())
@given(text=nasty_texts())
def test_a_fixer_leaves_its_own_output_alone(fix, text):
    assert fix(fix(text)) == fix(text)


@pytest.mark.parametrize("name", FIXERS)
@given(text=nasty_texts())
def test_no_fixer_in_its_turn_changes_the_skeleton(name, text):
    names = list(FIXERS)
    earlier = {before: FIXERS[before] for before in names[: names.index(name)]}
    text = apply_fixers(earlier, text)[0]

    assert line_skeleton(FIXERS[name](text)) == line_skeleton(text)


@given(text=nasty_texts())
def test_removing_the_invisible_takes_away_no_space_and_no_line_end(text):
    kept = remove_invisible(text)

    assert [c for c in kept if c.isspace()] == [c for c in text if c.isspace() and c not in "\x1c\x1d\x1e\x1f"]


@pytest.mark.parametrize("name", WHITE_SPACE_FIXERS)
@given(text=nasty_texts())
def test_white_space_fixers_take_away_nothing_else(name, text):
    fixed = FIXERS[name](text)

    assert "".join(fixed.split()) == "".join(text.split())


@given(text=nasty_texts())
def test_a_cleaned_text_has_no_control_character_and_is_in_nfc(text):
    cleaned = clean_text(text)

    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u200b\ufeff]", cleaned)
    assert unicodedata.is_normalized("NFC", cleaned)


@given(text=nasty_texts())
def test_whoever_knows_nothing_of_the_fixers_sees_the_same_lines(text):
    """A second reader, simple and of its own: for texts in which no break has to be guessed."""
    plain = re.sub(r"[&\\<`~\x80-\xff]", "", text)
    assert plain_lines(clean_text(plain)) == plain_lines(plain)


def plain_lines(text: str) -> list[tuple[str, str]]:
    """Indentation and visible characters of each line that has any."""
    text = remove_by_category(unicodedata.normalize("NFC", text))
    lines = re.split("\r\n|[\n\r\v\f\x85\u2028\u2029]", text)
    return [(re.match(f"[{SPACES}]*", line)[0], line.strip()) for line in lines if line.strip()]


def remove_by_category(text: str) -> str:
    """Invisible characters judged by the Unicode database instead of by the fixer's table."""
    gone = {"Cc", "Cf", "Cn"}
    kept = "\n\r\v\f\t\x85"
    text = "".join(c for c in text if c in kept or (unicodedata.category(c) not in gone and not is_selector(c)))
    return unicodedata.normalize("NFC", text)


def is_selector(c: str) -> bool:
    return "\ufe00" <= c <= "\ufe0f" or "\U000e0100" <= c <= "\U000e01ef" or c in "\u3164\uffa0"
