"""Whatever a text is: cleaning keeps its line skeleton, says what it did, and a second time does nothing."""

import re
import unicodedata

from hesui_data.cleaning import (
    FIXERS,
    clean_pair,
    clean_text,
    explain_cleaning,
    line_skeleton,
    lost_layout,
    restore_layout,
)
from hesui_data.cleaning.clean import apply_fixers, is_plainly_clean, may_mean_code
from hesui_data.pair import Pair

COVERS = ("cleaning",)
BETWEEN = "\x1e"
"""Stands between prompt, response and system text in a file of the corpus."""

_HIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u200b\ufeff]")


def one_input(data: bytes) -> None:
    """Clean the text that ``data`` is in UTF-8, then its parts as a pair."""
    text = data.decode("utf-8", "ignore")
    check_text(text)
    prompt, response, system, *_ = (*text.split(BETWEEN), "", "")
    check_pair(Pair(prompt, response, system=system))


def check_text(text: str) -> None:
    """A cleaned text has the layout that it had, and no dirt."""
    cleaned, steps = explain_cleaning(text)
    assert clean_text(text) == cleaned
    assert clean_text(cleaned) == cleaned
    assert line_skeleton(cleaned) == line_skeleton(text)
    assert not is_plainly_clean(text) or apply_fixers(FIXERS, text) == (text, ())
    assert not _HIDDEN.search(cleaned)
    assert unicodedata.is_normalized("NFC", cleaned)
    replayed = text
    for step in steps:
        replayed = FIXERS[step.name](replayed)
    assert replayed == cleaned
    for name, fix in FIXERS.items():
        fixed = fix(text)
        assert fix(fixed) == fixed, name
    restored = restore_layout(cleaned)
    assert "".join(restored.split()) == "".join(cleaned.split())
    assert lost_layout(restored) == ()


def check_pair(pair: Pair) -> None:
    """A cleaned pair is still that pair, with every text in its layout."""
    cleaned = clean_pair(pair)
    assert (cleaned.id, cleaned.seed, cleaned.issues) == (pair.id, pair.seed, pair.issues)
    assert (cleaned is pair) == (cleaned.steps == pair.steps)
    assert clean_pair(cleaned) is cleaned
    fields = ("prompt", "response", "system")
    layout = filled_lines if may_mean_code(getattr(pair, field) for field in fields) else line_skeleton
    for field in fields:
        assert layout(getattr(cleaned, field)) == layout(getattr(pair, field)), field


def filled_lines(text: str) -> int:
    """How many lines hold something, where no break is guessed at, as in a pair that is about code."""
    for name in ("fix_mojibake", "normalize_line_ends", "remove_invisible"):
        text = FIXERS[name](text)
    return sum(bool(line.strip()) for line in text.split("\n"))
