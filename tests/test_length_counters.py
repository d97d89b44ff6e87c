"""The counters, each against a plain loop that is slow and easy to believe."""

import json
import math
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hesui_data.length import COUNTERS, count_length
from hesui_data.length.counters import counter_named, latin_words, words
from hesui_data.length.graphemes import graphemes
from hesui_data.testing import texts

CLASSES = (
    (r"[\p{M}\p{Cc}\p{Cf}\p{Grapheme_Extend}\p{GCB=Control}]", ""),
    (r"[ー〆〼ｰ\p{Han}]", "H"),
    (r"(?=[\p{L}\p{Nl}])[\p{Hiragana}\p{Katakana}\p{Bopomofo}]", "H"),
    (r"[\p{L}\p{Nd}](?<![\p{Hiragana}\p{Katakana}\p{Bopomofo}])", "W"),
    (r"[!-~]", "j"),
    (r"[“”‘’…—·]", "J"),
    (r"(?s).", "S"),
)


@pytest.fixture(scope="module")
def oracle():
    return pytest.importorskip("regex", reason="the plain loops need regex for Unicode properties")


def classes(text, regex):
    """One letter for each visible thing: H Han or kana, W other letter or digit, S mark or symbol, E emoji,
    j ASCII mark, J mark that may stand inside a word, and a blank for white space."""
    found = []
    for cluster in regex.findall(r"\X", text):
        if regex.search(
            r"\p{Emoji_Presentation}|\p{Extended_Pictographic}\ufe0f|[0-9#*]\ufe0f?\u20e3", cluster
        ):
            found.append("E")
        else:
            found += [class_of(character, regex) for character in cluster]
    return "".join(found)


def class_of(character, regex):
    if character.isspace():
        return " "
    return next(kind for pattern, kind in CLASSES if regex.match(pattern, character))


def slow_zi(text, regex, *, marks=True):
    kinds, count, i = classes(text, regex), 0, 0
    while i < len(kinds):
        kind = kinds[i]
        count += kind in "HW" or (kind in "SEJ" and marks)
        i += 1
        while kind == "W" and i < len(kinds):
            end = i
            while end < len(kinds) and kinds[end] in "jJ":
                end += 1
            if end == len(kinds) or kinds[end] != "W":
                break
            i = end + 1
    return count


def slow_word_processor(text, regex):
    kinds, count, i = classes(text, regex), 0, 0
    while i < len(kinds):
        count += kinds[i] != " "
        if kinds[i] not in "Wj":
            i += 1
            continue
        while i < len(kinds) and (kinds[i] in "Wj" or inside_a_word(kinds, i)):
            i += 1
    return count


def inside_a_word(kinds, i):
    """Whether the marks around ``i`` stand between two letters or digits."""
    before = kinds[:i].rstrip("jJ")
    after = kinds[i:].lstrip("jJ")
    return kinds[i] == "J" and before[-1:] == "W" == after[:1]


def assigned(text):
    """Leaves to Unicode versions to come what the Python that runs this does not know."""
    return "".join(c for c in text if unicodedata.category(c) not in ("Cn", "Cs"))


@given(text=texts().map(assigned))
def test_zi_counts_as_a_plain_loop_does(text, oracle):
    assert count_length(text) == slow_zi(text, oracle)


@given(text=texts().map(assigned))
def test_zi_no_punct_counts_as_a_plain_loop_does(text, oracle):
    assert count_length(text, counter="zi_no_punct") == slow_zi(text, oracle, marks=False)


@given(text=texts().map(assigned))
def test_word_processor_counts_as_a_plain_loop_does(text, oracle):
    assert count_length(text, counter="word_processor") == slow_word_processor(text, oracle)


@given(text=st.text(st.sampled_from("中か，“”—…·a5.-'* \n\ufe0f\u200d👩🍳1\u20e3🇨🇳é\u0301é☀①"), max_size=24))
def test_dense_mixtures_are_counted_as_plain_loops_do(text, oracle):
    assert count_length(text) == slow_zi(text, oracle)
    assert count_length(text, counter="word_processor") == slow_word_processor(text, oracle)


@given(text=texts().map(assigned))
def test_graphemes_are_those_of_unicode(text, oracle):
    assert graphemes(text) == oracle.findall(r"\X", text)


@given(text=texts().map(assigned))
def test_chars_are_visible_grapheme_clusters(text, oracle):
    clusters = oracle.findall(r"\X", text)
    unseen = oracle.compile(r"[\s\p{Cc}\p{GCB=Control}\x1c-\x1f]+")
    seen = [cluster for cluster in clusters if not unseen.fullmatch(cluster)]
    spaces = [c for c in clusters if oracle.fullmatch(r"\p{Zs}|\t", c)]
    assert count_length(text, counter="chars") == len(seen)
    assert count_length(text, counter="chars_with_spaces") == len(seen) + len(spaces)


@given(text=texts())
def test_han_counts_the_script_alone(text, oracle):
    assert count_length(text, counter="han") == len(oracle.findall(r"\p{Han}", text))


@given(text=texts(surrogates=True))
def test_weibo_sums_halves_and_rounds_up(text):
    halves = sum(1 if c <= "\xff" else 2 if c <= "\uffff" else 4 for c in text)
    assert count_length(text, counter="weibo") == math.ceil(halves / 2)


@given(text=texts(surrogates=True))
def test_paper_counters_are_the_scripts_word_for_word(text):
    han = len(re.findall(r"[\u4e00-\u9fff]", text))
    assert count_length(text, counter="longwriter") == han + len(re.findall(r"\b[a-zA-Z]+\b", text))
    assert count_length(text, counter="lifebench") == han + len(re.findall(r"\b[a-zA-Z0-9'-]+\b", text))


@pytest.mark.parametrize("counter", COUNTERS)
@given(text=texts(surrogates=True))
def test_any_text_has_a_length(counter, text):
    assert count_length(text, counter=counter) >= 0


@given(first=texts(), second=texts())
def test_zi_of_two_paragraphs_is_the_sum(first, second):
    assert count_length(f"{first}\n{second}") == count_length(first) + count_length(second)


@given(text=texts())
def test_white_space_at_the_ends_and_doubled_costs_nothing(text):
    assert count_length(f" \u3000\n{text}\t\n") == count_length(text)
    assert count_length(text.replace("\n", "\n\n")) == count_length(text)


@given(text=texts())
def test_order_of_counters(text):
    zi, no_punct = count_length(text), count_length(text, counter="zi_no_punct")
    assert no_punct <= zi <= count_length(text, counter="word_processor")
    assert count_length(text, counter="chars") <= count_length(text, counter="chars_with_spaces")


def test_an_unknown_counter_names_those_there_are():
    with pytest.raises(ValueError, match="zi, han, zi_no_punct"):
        counter_named("words")


@pytest.mark.parametrize(
    ("text", "zi", "word_processor"),
    [
        ("恭喜发财，万事如意！", 10, 10),
        ("- 一等奖：iPhone 16", 6, 7),
        ("**大吉**", 2, 4),
        ("don’t stop…", 3, 3),
        ("3.14 和 50%~60%", 3, 3),
        ("联系 a@b.com 或 9:30", 5, 5),
        ("祝您——心想事成……", 10, 10),
        ("👨\u200d👩\u200d👧全家福🇨🇳1\ufe0f\u20e3", 6, 6),
        ("ＡＢＣ　１２３", 2, 2),
        ("零\u200b宽\ufeff字", 3, 3),
        ("（2024）年", 4, 4),
        ("𠮷野家", 3, 3),
    ],
)
def test_examples(text, zi, word_processor):
    assert (count_length(text), count_length(text, counter="word_processor")) == (zi, word_processor)


def test_words_of_both_languages():
    assert latin_words("The well-known 3.5-hour film don’t end") == 6
    assert words("宽阔、奔腾、清澈") == 3
    assert words("用 Python 写代码") == 4


def test_the_labelled_counts_are_all_right(shared):
    for line in (shared / "length_counts_dev.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        counted = {name: count_length(row["text"], counter=name) for name in row["expected"]}
        assert counted == row["expected"], row["id"]


def test_real_prose_is_counted_as_the_plain_loop_does(oracle, shared):
    for path in sorted(shared.glob("*/*.json*")):
        text = path.read_text(encoding="utf-8", errors="replace")[:3000]
        assert count_length(assigned(text)) == slow_zi(assigned(text), oracle), path
