"""What is looked for in a text: cases of our own for and against each rule, and what holds of every finding.

In the cases ⁂ cuts keys in two, so that no scanner of repositories takes them for real; it is taken out here.
"""

import json
from pathlib import Path

import pytest
from hypothesis import given

from hesui_data.checks import TEXT_CHECKS, text_issues
from hesui_data.pair import Pair
from hesui_data.rules import RULES
from hesui_data.testing import pairs

CASES = Path(__file__).parent / "cases" / "checks"
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


@given(pair=pairs())
def test_the_checks_say_the_same_again_and_never_fail(pair):
    assert list(text_issues(pair)) == list(text_issues(pair))
