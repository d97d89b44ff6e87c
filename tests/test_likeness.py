"""Shingles, the search for alike texts, and what of a text matters."""

import random
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hesui_data.likeness import (
    alike_across,
    alike_texts,
    candidates,
    changes,
    likeness,
    particular,
    request_key,
    shingles,
    text_key,
)
from hesui_data.likeness.few import candidates_of_few
from hesui_data.likeness.minhash import _candidates_of_many, _hashed_shingles
from hesui_data.testing import texts

KEYS = texts().map(text_key)


@given(text=texts())
def test_a_key_has_no_white_space_no_capitals_and_no_full_width_marks(text):
    key = text_key(text)
    assert key == "".join(key.split())
    assert key == key.lower()
    assert not set(key) & set("，。！？：；（）　ＡＢ０１您呀")


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("新年快乐！", "新年快乐🎉🎉"),
        ("祝您新年快乐", "祝你新年快乐呀～"),
        ("　　第一段。\n\n　　第二段。", "第一段。\r\n第二段。"),
        ("２０２５，新年好", "2025, 新年好"),
        ("Happy New Year", "happy  new year!"),
        ("**新年**快乐", "新年快乐"),
    ],
)
def test_marks_layout_width_and_politeness_make_no_other_key(text, same):
    assert text_key(text) == text_key(same)


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("3+5", "3-5"),
        ("3.5", "35"),
        ("x>y", "x<y"),
        ("x > y", "x < y"),
        ("用C写", "用C++写"),
        ("C", "C#"),
        ("√", "×"),
        ("50%", "50"),
    ],
)
def test_operators_make_another_key(text, other):
    assert text_key(text) != text_key(other)


@given(text=st.text("新年好一〇龥您呀 \r\n，。！？；：、“”‘’《》…—\u3000", max_size=30) | texts())
def test_the_fast_key_of_han_and_marks_is_the_plain_one(text):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("hesui_data.likeness.jaccard._HAN_AND_MARKS", re.compile("(?!)"))  # matches nothing
        slow = text_key(text)

    assert text_key(text) == slow


@given(given=st.lists(texts(), max_size=8) | st.lists(st.text("新年好呀，", max_size=8), max_size=8))
def test_texts_are_alike_if_the_first_of_their_keys_are(given):
    keys = [text_key(text) for text in given]
    firsts = [number for number, key in enumerate(keys) if keys.index(key) == number]
    same = [(keys.index(key), number, 1.0) for number, key in enumerate(keys) if number not in firsts]
    near = [(a, b, likeness(keys[a], keys[b])) for b in firsts for a in firsts if a < b]

    assert sorted(alike_texts(given)) == sorted([*same, *(one for one in near if one[2] >= 0.7)])


@given(a=KEYS, b=KEYS)
def test_likeness_is_symmetric_and_one_only_for_the_same_shingles(a, b):
    assert 0 <= likeness(a, b) == likeness(b, a) <= 1
    assert (likeness(a, b) == 1) == (a == b or shingles(a) == shingles(b) != set())


@given(keys=st.lists(KEYS, min_size=1, max_size=5))
def test_the_fast_shingles_are_the_plain_ones(keys):
    hashed, starts = _hashed_shingles(keys, 0)
    plain = [shingles(key or "\1") for key in keys]
    number_of = {}
    for i, part in enumerate(np.split(hashed, starts[1:])):
        assert len(part) == max(1, len(keys[i]))
        assert len(set(part.tolist())) == len(plain[i])
        number_of |= dict(zip(map(str, sorted(plain[i])), sorted(plain[i]), strict=True))
        for j in range(i):
            shared = set(part.tolist()) & set(np.split(hashed, starts[1:])[j].tolist())
            assert len(shared) == len(plain[i] & plain[j])


def edited(text, rng, changes):
    letters = list(text)
    for _ in range(changes):
        letters[rng.randrange(len(letters))] = rng.choice("福禄寿喜财康宁安")
    return "".join(letters)


def corpus(size, *, letters=80, seed=7):
    """Rows of random letters, and after each a copy with a few letters changed."""
    rng = random.Random(seed)
    alphabet = [chr(0x4E00 + i) for i in range(600)]
    originals = ["".join(rng.choices(alphabet, k=letters)) for _ in range(size)]
    return [row for text in originals for row in (text, edited(text, rng, rng.randrange(3, 12)))]


@pytest.mark.parametrize("threshold", [0.5, 0.6, 0.7, 0.8])
def test_the_search_finds_99_of_100_pairs_that_reach_the_threshold(threshold):
    keys = corpus(400)
    alike = {(i, i + 1) for i in range(0, len(keys), 2) if likeness(keys[i], keys[i + 1]) >= threshold}
    assert len(alike) > 100

    found = candidates([(key,) for key in keys], threshold)

    assert len(alike - set(found)) <= len(alike) / 100
    assert len(found) <= 500


@given(keys=st.lists(KEYS, unique=True, max_size=12), pick=st.randoms())
def test_whether_two_rows_are_found_depends_on_them_alone(keys, pick):
    def found(rows):
        return {frozenset((rows[i], rows[j])) for i, j in candidates([(row,) for row in rows], 0.5)}

    fewer = [key for key in keys if pick.random() < 0.6]
    everything = found(keys)

    assert found(fewer) == {two for two in everything if two <= set(fewer)}
    assert found(keys[::-1]) == everything


@given(keys=st.lists(KEYS, unique=True, max_size=12), threshold=st.sampled_from([0.3, 0.5, 0.7, 0.9]))
def test_of_a_few_rows_all_that_are_alike_are_found(keys, threshold):
    alike = [(i, j) for j in range(len(keys)) for i in range(j) if likeness(keys[i], keys[j]) >= threshold]

    found = candidates_of_few([(key,) for key in keys], threshold)

    assert found is None or found == sorted(alike)


@pytest.mark.parametrize("threshold", [0.5, 0.7])
def test_among_many_rows_the_search_finds_99_of_100(threshold):
    keys = corpus(400)
    alike = candidates_of_few([(key,) for key in keys], threshold)
    assert len(alike) > 100

    found = _candidates_of_many([(key,) for key in keys], threshold)

    assert len(set(alike) - set(found)) <= len(alike) / 100


def test_each_key_of_a_row_must_be_alike():
    rows = [
        ("给老师写新年祝福", "祝您新年快乐身体健康万事如意"),
        ("给老师写新年祝福", "今天的晚饭是饺子和一盘炒青菜"),
    ]

    assert candidates(rows, 0.7) == []
    assert candidates([(prompt,) for prompt, _ in rows], 0.7) == [(0, 1)]


def test_a_prompt_is_not_compared_with_a_response():
    a, b = "给老师写新年祝福", "祝您新年快乐身体健康万事如意"

    assert candidates([(a, b), (b, a)], 0.7) == []


def test_a_crowd_of_alike_rows_is_joined_at_no_square_cost():
    rows = [
        (f"您的订单{number:06d}已经发货请注意查收祝您新年快乐万事如意阖家幸福",) for number in range(1500)
    ]

    found = candidates(rows, 0.5)

    assert len(found) <= 70 * len(rows)
    joined = {0}
    for _ in range(20):
        joined |= {row for pair in found if set(pair) & joined for row in pair}
    assert len(joined) == len(rows)


def test_no_rows_and_one_row_have_no_pairs():
    assert candidates([], 0.5) == candidates([("新年好",)], 0.5) == []


@given(a=KEYS, b=KEYS)
def test_changes_say_how_to_make_one_key_of_the_other(a, b):
    assert list(changes(a, a)) == []
    assert bool(list(changes(a, b))) == (a != b)


@pytest.mark.parametrize("unit", ["外公", "班主任", "女朋友", "客户"])
def test_persons_are_particulars(unit):
    assert particular(unit) == "person"


@pytest.mark.parametrize(
    "prompt",
    [
        "写一段给老师的新年祝福",
        "请写一段给老师的新年祝福，50字以内",
        "帮我写条给老师的新年祝福吧！",
        "给老师写新年祝福，不超过一百字。",
    ],
)
def test_politeness_articles_and_length_ask_for_nothing(prompt):
    assert request_key(prompt) == "给老师新年祝福"


def test_a_prompt_of_light_words_alone_is_its_own_request():
    assert request_key("请帮我写一段") == "请帮我写一段"


@given(
    ours=st.lists(KEYS, max_size=6),
    theirs=st.lists(KEYS, max_size=6),
    threshold=st.sampled_from([0.25, 0.5, 1.0]),
)
def test_across_two_lists_all_that_are_alike_are_found(ours, theirs, threshold):
    found = set(alike_across(ours, theirs, threshold))

    assert found == {
        (one, other, likeness(one, other))
        for one in ours
        for other in theirs
        if one != other and likeness(one, other) >= threshold
    }
