"""Numbers as people write them."""

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hesui_data.length.numerals import MAX_DIGITS, STYLES, parse_number, parse_pair, render_number

lengths = st.integers(0, 10**MAX_DIGITS - 1) | st.integers(0, 30_000)


@pytest.mark.parametrize("style", STYLES)
@given(number=lengths)
@example(number=10_010)
@example(number=100_200_000)
def test_what_is_written_reads_back(style, number):
    assert parse_number(render_number(number, style)) == number


@pytest.mark.parametrize("style", STYLES)
@given(first=st.integers(0, 20_000), second=st.integers(0, 20_000))
def test_two_numbers_are_never_written_alike(style, first, second):
    assert (render_number(first, style) == render_number(second, style)) == (first == second)


@given(first=st.integers(1, 8), scale=st.sampled_from(["", "十", "百", "千", "万"]))
def test_neighbouring_digits_are_two_numbers(first, scale):
    digits = "零一二三四五六七八九"
    written = digits[first] + digits[first + 1] + scale

    low, high = parse_pair(written)

    assert parse_number(written) is None
    assert (low, high) == (parse_number(digits[first] + scale), parse_number(digits[first + 1] + scale))


@given(text=st.text(st.sampled_from("0123456789.,kKwW零〇一二两三五七九十百千万亿廿几余个字-"), max_size=40))
def test_any_text_is_a_number_or_none(text):
    number, pair = parse_number(text), parse_pair(text)
    assert number is None or 0 <= number < 10**MAX_DIGITS
    assert pair is None or pair[0] <= pair[1]
    assert number is None or pair is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("一百五", 150), ("一百零五", 105), ("一百一", 110), ("一千二", 1200), ("两千零五十", 2050), ("一万五", 15000),
        ("三万五千", 35000), ("百", 100), ("千", 1000), ("百二", 120), ("廿五", 25), ("卅", 30), ("二〇二四", 2024),
        ("一二〇〇", 1200), ("壹佰贰拾", 120), ("兩百", 200), ("五萬", 50000), ("一亿两千万", 120_000_000),
        ("1.5万", 15000), ("1.25万", 12500), ("2k", 2000), ("1.2K", 1200), ("1w", 10000), ("3百", 300),
        ("1万2千", 12000),
        ("1,200", 1200), ("12,000", 12000), ("１２０", 120), ("１．５万", 15000), ("007", 7), ("0", 0), ("零", 0),
    ],
)  # fmt: skip
def test_forms(text, number):
    assert parse_number(text) == number


@pytest.mark.parametrize(
    "text", ["", "两三百", "1.5", "1.23456万", "1,20", "一二", "几十", "十几", "一百个", "½"]
)
def test_what_is_no_one_number(text):
    assert parse_number(text) is None


PAIRS = {"三五": (3, 5), "十五六": (15, 16), "一千二三百": (1200, 1300), "两百": None}


@pytest.mark.parametrize(("text", "pair"), PAIRS.items())
def test_pairs(text, pair):
    assert parse_pair(text) == pair


@pytest.mark.parametrize("text", ["9" * 5000, "一" * 5000, "1," * 100_000, "百" * 100_000])
def test_a_huge_number_is_refused_at_once(text):
    start = time.process_time()
    assert parse_number(text) is None
    assert parse_pair(text) is None
    assert time.process_time() - start < 0.5


@pytest.mark.parametrize("number", [-1, 10**MAX_DIGITS])
def test_what_has_no_form_is_an_error(number):
    with pytest.raises(ValueError, match="digits"):
        render_number(number)


def test_an_unknown_style_is_an_error():
    with pytest.raises(ValueError, match="full_width"):
        render_number(5, "roman")
