"""Every message is there in Chinese and in English, with the same values: catalogues, rules, errors, templates."""

import ast
import importlib
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from hesui_data import errors

SOURCE = Path(__file__).parents[1] / "src" / "hesui_data"
MODULES = sorted(SOURCE.rglob("*.py"))
HAN = re.compile(r"[\u4e00-\u9fff]")
TAKES_ZH = {
    name for name, one in vars(errors).items() if isinstance(one, type) and issubclass(one, errors.HesuiError)
}
CATALOGUES = [
    "cli.words",
    "advice.words",
    "evaluate.words",
    "submit.words",
    "report.words",
    "review.words",
    "expand.words",
]


def values_of(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def sentences(value: object, where: str) -> Iterator[tuple[str, str, str]]:
    """Every pair of words, Chinese first, that a catalogue holds, at whatever depth."""
    if isinstance(value, tuple) and len(value) == 2 and all(isinstance(one, str) for one in value):
        yield (where, *value)
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from sentences(one, f"{where}[{key!r}]")
    elif isinstance(value, (list, tuple)):
        for number, one in enumerate(value):
            yield from sentences(one, f"{where}[{number}]")
    elif hasattr(value, "__dataclass_fields__"):
        for name in value.__dataclass_fields__:
            yield from sentences(getattr(value, name), f"{where}.{name}")


def catalogue(name: str) -> list[tuple[str, str, str]]:
    module = importlib.import_module(f"hesui_data.{name}")
    tables = {
        key: value
        for key, value in vars(module).items()
        if key.isupper() or (key.startswith("_") and key[1:2].isupper())
    }
    return [one for key, value in tables.items() for one in sentences(value, key)]


@pytest.mark.parametrize("name", CATALOGUES)
def test_each_message_of_a_catalogue_is_in_both_languages_with_the_same_values(name):
    found = catalogue(name)

    assert len(found) > 5
    for where, chinese, english in found:
        assert chinese.strip(), where
        assert english.strip(), where
        assert values_of(chinese) == values_of(english), where
        if re.search("[a-z]{3}", english):
            assert 2 * len(HAN.findall(english)) < len(english), where
            assert HAN.search(chinese) or not re.search("[a-z]{3} [a-z]{2}", chinese), where


def test_every_rule_speaks_both_languages():
    from hesui_data.rules import RULES

    for code, rule in RULES.items():
        for part in (rule.message, rule.why, rule.mend):
            chinese, english = part
            assert HAN.search(chinese), code
            assert english.strip(), code
        assert values_of(rule.message[0]) == values_of(rule.message[1]), code


def raised(path: Path) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        called = node.func if isinstance(node, ast.Call) else None
        if isinstance(called, ast.Name) and called.id in TAKES_ZH:
            yield node


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_no_error_speaks_english_alone(path):
    for call in raised(path):
        zh = next((one.value for one in call.keywords if one.arg == "zh"), None)
        passes_on = any(one.arg is None for one in call.keywords) or any(
            isinstance(one, ast.Starred) for one in call.args
        )
        assert zh is not None or passes_on, f"{path.name}:{call.lineno} says nothing in Chinese"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_the_two_sentences_of_an_error_hold_the_same_values(path):
    for call in raised(path):
        zh = next((one.value for one in call.keywords if one.arg == "zh"), None)
        if isinstance(zh, ast.JoinedStr) and call.args and isinstance(call.args[0], ast.JoinedStr):
            assert held(zh) == held(call.args[0]), f"{path.name}:{call.lineno}"


def held(text: ast.JoinedStr) -> set[str]:
    """The names that are put into a text."""
    parts = [one.value for one in text.values if isinstance(one, ast.FormattedValue)]
    names = {node.id for part in parts for node in ast.walk(part) if isinstance(node, ast.Name)}
    return names - {"error", "zh", "en", "expected"}  # what is itself in two languages


@pytest.mark.parametrize("path", sorted((SOURCE / "cli").rglob("*.py")), ids=lambda path: path.name)
def test_every_key_that_the_command_says_is_in_the_catalogue(path):
    from hesui_data.cli.words import WORDS

    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("say", "wrong") and node.args:
            key = node.args[0]
            if isinstance(key, ast.Constant):
                assert key.value in WORDS, f"{path.name}:{node.lineno}"
                given = {one.arg for one in node.keywords}
                if None not in given:
                    assert values_of(WORDS[key.value][0]) <= given, f"{path.name}:{node.lineno}"


def test_the_recipe_and_the_card_are_in_both_languages():
    from dataclasses import fields

    from hesui_data.recipe import Recipe

    for key in fields(Recipe):
        assert HAN.search(key.metadata["zh"]), key.name
        assert key.metadata["en"].strip(), key.name
    templates = {path.name for path in (SOURCE / "templates").glob("*.j2")}
    for name in templates:
        if ".zh." in name:
            assert name.replace(".zh.", ".en.") in templates
            variables = [
                set(
                    re.findall(
                        r"{{\s*([a-z_.]+)|{%-?\s*(?:if|for \w+ in) ([a-z_.]+)",
                        (SOURCE / "templates" / one).read_text(encoding="utf-8"),
                    )
                )
                for one in (name, name.replace(".zh.", ".en."))
            ]
            assert variables[0] == variables[1], name
