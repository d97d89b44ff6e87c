"""Rejected pairs as they are written down: their text, where they stood, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from hesui_data.pair import Issue, Pair


def rejected_row(pair: Pair, language: str) -> dict[str, Any]:
    """A rejected pair as JSON: its text, where it stood, and what is wrong with it."""
    first = first_error(pair)
    texts = {"prompt": pair.prompt, "response": pair.response}
    others = {
        "system": pair.system,
        "history": [asdict(turn) for turn in pair.history],
        "rejected_response": pair.rejected_response,
        "raw": pair.raw,
    }
    return {
        **texts,
        **{name: value for name, value in others.items() if value},
        "source": pair.source,
        "line": pair.line,
        "stage": first.stage,
        "code": first.code,
        "reason": first.say(language),
        "issues": [issue_row(issue, language) for issue in pair.issues],
        "id": pair.id,
        "seed": pair.seed,
        "method": pair.method,
        "steps": [asdict(step) for step in pair.steps],
        **({"before": dict(pair.before)} if pair.before else {}),
    }


def first_error(pair: Pair) -> Issue:
    """The issue for which ``pair`` was rejected."""
    return next(issue for issue in pair.issues if issue.rejects)


def issue_row(issue: Issue, language: str) -> Mapping[str, Any]:
    """An issue as JSON, its message in ``language``.

    >>> issue_row(Issue.of("HD103", field="response"), "en")["message"]
    'the response is empty or missing'
    """
    return {
        "code": issue.code,
        "severity": issue.severity,
        "stage": issue.stage,
        "field": issue.field,
        "line": issue.line,
        "column": issue.column,
        "message": issue.say(language),
        "values": dict(issue.values),
    }
