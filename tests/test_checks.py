"""Checks of one pair: tags that are true, robust ones by every counter."""

from hypothesis import given
from hypothesis import strategies as st

from hesui_data import checks
from hesui_data.checks import ROBUST_COUNTERS, blank_issues, tag_lengths
from hesui_data.length import count_length, verify_tag
from hesui_data.length.constraint import LengthTag
from hesui_data.pair import Pair

TEXTS = st.lists(
    st.sampled_from(("新年好", "2024年", "Happy New Year", "，", "！", "**祝**", "🎉")),
    min_size=1,
    max_size=12,
)
PAIRS = st.builds(
    lambda found, number, form: Pair("写一句祝福，" + form.format(number), "".join(found)),
    TEXTS,
    st.integers(1, 60),
    st.sampled_from(("{}字以内", "不少于{}字", "约{}字", "正好{}字", "{}字")),
)


def is_robust(pair):
    """The property of robust tags: each holds whoever counts."""
    return all(
        verify_tag(LengthTag(tag.constraint, c), pair.response) for tag in pair.tags for c in ROBUST_COUNTERS
    )


@given(pair=PAIRS)
def test_every_tag_holds(pair):
    tagged = tag_lengths(pair)

    assert all(verify_tag(tag, pair.response) for tag in tagged.tags)
    assert bool(tagged.tags) is not any(issue.code == "HD201" for issue in tagged.issues)


@given(pair=PAIRS)
def test_robust_tags_hold_by_every_counter_and_are_among_the_others(pair):
    robust, plain = tag_lengths(pair, robust=True), tag_lengths(pair)

    assert is_robust(robust)
    assert set(robust.tags) <= set(plain.tags)
    assert robust.issues == plain.issues


def test_a_tag_that_only_one_counter_bears_out_is_noticed(monkeypatch):
    pair = Pair("写一句祝福，5字以内", "2024年好")
    monkeypatch.setattr(checks, "_is_robust", lambda tag, response, tolerance: True)

    assert count_length(pair.response) <= 5 < count_length(pair.response, counter="chars")
    assert not is_robust(tag_lengths(pair, robust=True))


def test_blank_texts_are_named():
    assert [issue.field for issue in blank_issues(Pair(" ", "好"))] == ["prompt"]
    assert list(blank_issues(Pair("写", "好"))) == []
