"""What is looked for in a text: cases of our own for and against each rule, and what holds of every finding.

In the cases ⁂ cuts keys in two, so that no scanner of repositories takes them for real; it is taken out here.
"""

import json
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hesui_data.checks import TEXT_CHECKS, text_issues
from hesui_data.checks.zodiac import ANIMALS
from hesui_data.files import read_pairs
from hesui_data.pair import Pair, Turn
from hesui_data.rules import RULES
from hesui_data.testing import pairs

CASES = Path(__file__).parent / "cases" / "checks"
DATA = Path(__file__).parents[1] / "data" / "raw"
FILES = sorted(CASES.glob("*.jsonl"))


def cases(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").replace("⁂", "").splitlines()]


def found(case: dict) -> list:
    return list(text_issues(Pair(case["prompt"], case["response"])))


def every_case() -> list:
    return [
        pytest.param(path.name[:5], case, id=f"{path.stem}:{line}")
        for path in FILES
        for line, case in enumerate(cases(path), 1)
    ]


@pytest.mark.parametrize(("code", "case"), every_case())
def test_a_rule_finds_what_it_is_for_and_nothing_else(code, case):
    assert (code in [issue.code for issue in found(case)]) is case["finds"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_rule_has_cases_for_and_against(path):
    code, _, name = path.stem.partition("-")
    decided = [case["finds"] for case in cases(path)]

    assert RULES[code].name == name
    assert decided.count(True) >= 15
    assert decided.count(False) >= 15


def test_there_is_a_file_of_cases_for_each_check():
    assert len(FILES) == len(TEXT_CHECKS)


@pytest.mark.parametrize(("code", "case"), every_case())
def test_a_finding_stands_where_it_says_and_can_be_said(code, case):
    for issue in found(case):
        text = case[issue.field]
        assert issue.offset is None or 0 <= issue.offset < len(text)
        assert issue.severity == "warning"
        for language in ("zh", "en"):
            assert "{" not in issue.say(language).replace(str(dict(issue.values).get("shown")), "")


@pytest.mark.parametrize("name", ["HD509-personal-data", "HD510-secret"])
def test_no_message_shows_a_whole_secret(name):
    for case in cases(CASES / f"{name}.jsonl"):
        for issue in found(case):
            shown = str(dict(issue.values).get("shown", ""))
            hidden = max(case[issue.field].split(), key=len)
            assert issue.code not in ("HD509", "HD510") or "…" in shown
            assert hidden not in issue.say("zh") or len(hidden) < 8


def test_personal_data_is_found_in_system_text_and_earlier_turns_too():
    phone = "打我手机13671942853"
    pair = Pair("在吗", "在", system=phone, history=(Turn("user", phone), Turn("assistant", "好")))

    assert [(i.code, i.field, i.offset) for i in text_issues(pair)] == [
        ("HD509", "system", 4),
        ("HD509", "history[0]", 4),
    ]


def test_what_was_asked_in_an_earlier_turn_still_counts():
    answer = "May the new year bring you and your family joy and health."
    pair = Pair("写一句祝福", answer, history=(Turn("user", "以后都用英文回答"), Turn("assistant", "OK")))

    assert not list(text_issues(pair))
    assert [issue.code for issue in text_issues(Pair("写一句祝福", answer))] == ["HD506"]


def test_the_seeds_that_come_with_the_library_are_clean():
    seeds = [pair for name in ("seeds.jsonl", "excel_2024.csv") for pair in read_pairs(DATA / name)]

    assert len(seeds) > 100
    assert not [issue for pair in seeds if pair.accepted for issue in text_issues(pair)]


def test_a_blank_text_is_left_to_its_own_rule():
    assert not list(text_issues(Pair("写一句祝福[LEN:50字]", "")))


@given(pair=pairs())
def test_the_checks_say_the_same_again_and_never_fail(pair):
    assert list(text_issues(pair)) == list(text_issues(pair))


@pytest.mark.parametrize("year", range(1949, 2050))
def test_an_animal_beside_a_year_is_found_where_it_is_wrong(year):
    flagged = {
        animal
        for animal in ANIMALS
        for issue in text_issues(Pair("今年的生肖", f"{year}年是{animal}年。"))
        if issue.code == "HD701"
    }

    assert flagged == set(ANIMALS) - {ANIMALS[(year - 2020) % 12]}


@given(place=st.integers(0, 17), other=st.sampled_from("0123456789"))
def test_one_wrong_digit_makes_an_identity_card_nobodys(place, other):
    number = "440106198512174533"
    changed = number[:place] + other + number[place + 1 :]
    found = [issue for issue in text_issues(Pair("他是谁", f"证件{changed}。")) if issue.code == "HD509"]

    assert bool(found) is (changed == number)


def test_a_quote_that_is_taken_away_is_missed():
    seeds = [pair for pair in read_pairs(DATA / "seeds.jsonl") if pair.response.count("“") == 1]
    halved = [Pair(pair.prompt, pair.response.replace("”", "")) for pair in seeds]

    assert len(seeds) > 10
    assert all("HD508" in [issue.code for issue in text_issues(pair)] for pair in halved)


def test_a_seed_that_stops_at_a_comma_is_called_cut_off():
    whole = [pair for pair in read_pairs(DATA / "seeds.jsonl") if "，" in pair.response[20:200]]
    cut = [Pair(pair.prompt, pair.response[: pair.response.rindex("，", 0, 200) + 1]) for pair in whole]
    found = [pair for pair in cut if "HD504" in [issue.code for issue in text_issues(pair)]]

    assert len(cut) > 100
    assert len(found) / len(cut) > 0.85


@pytest.mark.parametrize("unit", ["\n", "password:", "年", "（", "【字数：", "a@", "希望", "6222 0210 "])
def test_a_long_text_of_one_thing_costs_no_more_than_its_length(unit):
    text = unit * (20_000 // len(unit))

    start = process_time()
    list(text_issues(Pair(text, text)))

    assert process_time() - start < 2  # quadratic ones took from 5 s
