"""Responses of many shapes with the counts that a reader gives them (tests/cases/segments)."""

from pathlib import Path

import pytest

from hesui_data.length.counters import latin_words, zi_no_punct
from hesui_data.length.segments import items, labelled_part, lines, paragraphs, sentences, split_title

CASES = Path(__file__).parent / "cases" / "segments" / "responses.txt"


def responses():
    """The responses with what is said of each; a written ``\\r\\n`` is a line end."""
    for block in CASES.read_text(encoding="utf-8").split("%% ")[1:]:
        head, _, text = block.partition("\n")
        name, _, facts = head.rpartition(" | ")
        text = text.removesuffix("\n").replace("\\r\\n", "\r\n")
        said = dict(fact.split("=", 1) for fact in facts.split(" ") if "=" in fact)
        yield pytest.param(text, said, id=name)


def counted(text, what):
    """The count of ``what`` in ``text``, or its title, in words."""
    if what == "title":
        return split_title(text).title
    if what.startswith("part:"):
        part = labelled_part(text, what.removeprefix("part:")) or ""
        return str(len(lines(part)) if "\n" in part else zi_no_punct(part))
    segment = {"items": items, "paragraphs": paragraphs, "sentences": sentences, "lines": lines}.get(what)
    return str(len(segment(text)) if segment else latin_words(text))


@pytest.mark.parametrize(("text", "said"), list(responses()))
def test_a_response_is_taken_apart_as_a_reader_does(text, said):
    assert {what: counted(text, what) for what in said} == said
