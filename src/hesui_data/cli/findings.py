"""How findings are told: as text, as JSON, as GitHub's workflow commands, as SARIF."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from hesui_data.cli.words import language, say
from hesui_data.rules import RULES, in_language

if TYPE_CHECKING:
    from hesui_data.linter.finding import Finding

_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_GITHUB = {"error": "error", "warning": "warning", "info": "notice"}


def as_text(findings: Iterable[Finding]) -> Iterator[str]:
    """A line for each finding: ``path:line:col: HD201 message``, with ``[*]`` where ``--fix`` mends it."""
    for one in findings:
        issue = one.issue
        mark = "[*] " if one.fix == "safe" else ""
        message = _on_one_line(issue.say(language()))
        yield f"{one.file}:{issue.line or 1}:{issue.column or 1}: {issue.code} {mark}{message}"


def as_json(findings: Iterable[Finding]) -> Iterator[str]:
    """An array of objects, one a line: code, severity, file, line, column, field, message, fixable."""
    before = "["
    for one in findings:
        issue = one.issue
        row = {
            "code": issue.code,
            "severity": issue.severity,
            "file": one.file,
            "line": issue.line or 1,
            "column": issue.column or 1,
            "field": issue.field,
            "message": issue.say(language()),
            "fixable": bool(one.fix),
        }
        yield before + json.dumps(row, ensure_ascii=False)
        before = ","
    yield "[]" if before == "[" else "]"


def as_github(findings: Iterable[Finding]) -> Iterator[str]:
    """A workflow command for each finding, which GitHub shows beside the line."""
    for one in findings:
        issue = one.issue
        place = f"file={_property(one.file)},line={issue.line or 1},col={issue.column or 1}"
        title = _property(f"{issue.code} {RULES[issue.code].name}")
        said = f"{issue.say(language())}\n{in_language(RULES[issue.code].mend, language())}"
        yield f"::{_GITHUB[issue.severity]} {place},title={title}::{_data(said)}"


def as_sarif(findings: Iterable[Finding]) -> Iterator[str]:
    """One SARIF 2.1.0 log, written as it goes; columns count code points."""
    from importlib.metadata import version

    codes = sorted(RULES)
    driver = {
        "name": "hesui",
        "version": version("hesui-data"),
        "rules": [_sarif_rule(code) for code in codes],
    }
    yield '{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[{'
    yield f'"tool":{json.dumps({"driver": driver}, ensure_ascii=False)},"columnKind":"unicodeCodePoints",'
    yield '"results":['
    comma = ""
    for one in findings:
        yield comma + json.dumps(_sarif_result(one, codes), ensure_ascii=False)
        comma = ","
    yield "]}]}"


def _sarif_rule(code: str) -> dict[str, Any]:
    rule = RULES[code]
    return {
        "id": code,
        "name": rule.name,
        "shortDescription": {"text": rule.name.replace("-", " ")},
        "fullDescription": {"text": in_language(rule.why, language())},
        "help": {"text": in_language(rule.mend, language())},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _sarif_result(one: Finding, codes: list[str]) -> dict[str, Any]:
    from urllib.parse import quote

    issue = one.issue
    region = {"startLine": issue.line or 1, "startColumn": issue.column or 1}
    place = {"artifactLocation": {"uri": quote(one.file.replace("\\", "/"))}, "region": region}
    return {
        "ruleId": issue.code,
        "ruleIndex": codes.index(issue.code),
        "level": _LEVELS[issue.severity],
        "message": {"text": issue.say(language())},
        "locations": [{"physicalLocation": place}],
        "partialFingerprints": {"hesui/v1": one.fingerprint},
    }


FORMATS: dict[str, Callable[[Iterable[Finding]], Iterator[str]]] = {
    "text": as_text,
    "json": as_json,
    "github": as_github,
    "sarif": as_sarif,
}
"""Name of an output format → the lines in which it tells findings."""


def statistics(counts: dict[str, int]) -> Iterator[str]:
    """A line for each code that was found, the most frequent first."""
    width = max((len(str(count)) for count in counts.values()), default=0)
    for code, count in sorted(counts.items(), key=lambda one: (-one[1], one[0])):
        mark = {"safe": "[*]", "unsafe": "[-]", "": "[ ]"}[RULES[code].fix]
        yield f"{count:>{width}}  {code}  {mark}  {RULES[code].name}"


def how_to_mend(counts: dict[str, int]) -> Iterator[str]:
    """A line for each code that a person has to mend: how, errors first; of many codes the first ten."""
    weight = list(_LEVELS)
    codes = [code for code in counts if RULES[code].fix != "safe"]
    if codes:
        yield say("how to mend") + "\n"
    for code in sorted(codes, key=lambda code: (weight.index(RULES[code].severity), code))[:MOST_MENDS]:
        yield f"  {code}  {in_language(RULES[code].mend, language())}\n"


MOST_MENDS = 10
"""Codes of which is said how they are mended; ``hesui explain`` has them all."""


def tally_line(counts: dict[str, int]) -> str:
    """How many errors, warnings and notes there were, in words."""
    by = {
        severity: sum(n for code, n in counts.items() if RULES[code].severity == severity)
        for severity in _LEVELS
    }
    return say("findings", errors=by["error"], warnings=by["warning"], infos=by["info"])


def _on_one_line(text: str) -> str:
    return text.replace("\r", "\\r").replace("\n", "\\n")


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
