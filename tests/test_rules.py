"""The rule catalogue: every rule is worded, exemplified, found by its bad example and not by its good one."""

import re
import runpy
from pathlib import Path

import pytest

from hesui_data.linter import Settings, check_paths
from hesui_data.rules import FAMILIES, RULES
from hesui_data.rules.examples import EXAMPLES, Example

SHOWN = {code: example for code, example in EXAMPLES.items() if not example.made}


def test_every_rule_has_an_example_and_every_example_a_rule():
    assert EXAMPLES.keys() == {code for code in RULES if code < "HD8"}


def test_codes_stand_in_order_and_belong_to_a_family():
    assert list(RULES) == sorted(RULES)
    assert {code[:3] for code in RULES} == FAMILIES.keys()


def test_names_are_words_and_distinct():
    names = [rule.name for rule in RULES.values()]

    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name) for name in names)


@pytest.mark.parametrize("code", RULES)
def test_a_rule_is_worded_in_both_languages_with_the_same_placeholders(code):
    rule = RULES[code]

    for zh, en in (rule.message, rule.why, rule.mend):
        assert re.search("[\u4e00-\u9fff]", zh)
        assert en
        assert not re.search("[\u4e00-\u9fff]", re.sub("字|【[^】]*】|[“”]|每条|以内", "", en)), en
        assert sorted(re.findall(r"\{(\w+)\}", zh)) == sorted(re.findall(r"\{(\w+)\}", en))


def test_hd5_and_hd7_are_warnings():
    weak = {code: RULES[code].severity for code in RULES if code[:3] in ("HD5", "HD7")}

    assert set(weak.values()) == {"warning"}


@pytest.mark.parametrize("code", SHOWN)
def test_the_bad_example_is_found(code, tmp_path):
    assert code in codes(saved(SHOWN[code], SHOWN[code].bad, tmp_path), SHOWN[code])


@pytest.mark.parametrize("code", SHOWN)
def test_nothing_is_found_in_the_good_example(code, tmp_path):
    example = SHOWN[code]
    plain = Example(
        example.good, example.good, name=example.name, beside=example.beside, target=example.target
    )

    assert codes(saved(plain, example.good, tmp_path), example) == []


def saved(example: Example, text: str, folder: Path) -> Path:
    for name, other in example.beside.items():
        (folder / name).write_text(other, encoding="utf-8")
    path = folder / example.name
    path.write_bytes(text.encode(example.encoding, "surrogateescape"))
    return path


def codes(path: Path, example: Example) -> list[str]:
    return [finding.issue.code for finding in check_paths([path], Settings(target=example.target))]


@pytest.mark.parametrize(("name", "language"), [("rules.md", "en"), ("rules.zh-CN.md", "zh")])
def test_the_page_of_the_catalogue_is_what_the_rules_say(name, language):
    root = Path(__file__).parents[1]
    written = runpy.run_path(str(root / "tools" / "make_rules_page.py"))

    assert (root / "docs" / name).read_text(encoding="utf-8") == written["page"](language)
