"""A baseline: the findings that an old repository already has, so that only new ones are told."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from hesui_data.errors import InputError
from hesui_data.linter.finding import Finding

VERSION = 1


def baseline_of(findings: Iterable[Finding], *, folder: str = "") -> dict[str, Any]:
    """What a baseline file in ``folder`` holds: for each file, code and row how many findings there are.

    Files are named as seen from there, so that it holds from wherever a check is run. Rows are told by a
    hash of their text, so that it lasts when lines move and shows no text.
    """
    files: dict[str, dict[str, Counter[str]]] = {}
    for finding in findings:
        codes = files.setdefault(_name(finding.file, folder), {})
        codes.setdefault(finding.issue.code, Counter())[finding.fingerprint] += 1
    return {
        "hesui_baseline": VERSION,
        "files": {
            name: {code: dict(sorted(codes[code].items())) for code in sorted(codes)}
            for name, codes in sorted(files.items())
        },
    }


def new_findings(
    findings: Iterable[Finding], baseline: dict[str, Any], *, folder: str = ""
) -> Iterator[Finding]:
    """The ``findings`` that ``baseline`` of ``folder`` does not have; a finding that it has once is let go once.

    >>> from hesui_data.pair import Issue
    >>> known = Finding("a.jsonl", Issue.of("HD308", line=2))
    >>> [one.issue.line for one in new_findings([known, known], baseline_of([known]))]
    [2]
    """
    left = {
        (name, code, fingerprint): count
        for name, codes in baseline["files"].items()
        for code, rows in codes.items()
        for fingerprint, count in rows.items()
    }
    for finding in findings:
        key = (_name(finding.file, folder), finding.issue.code, finding.fingerprint)
        if left.get(key, 0) > 0:
            left[key] -= 1
        else:
            yield finding


def is_baseline(path: Path) -> bool:
    """Whether the file starts as a baseline does; such a one is no data."""
    try:
        with path.open("rb") as file:
            return file.read(64).lstrip(b"{ \r\n\t").startswith(b'"hesui_baseline"')
    except OSError:
        return False


def read_baseline(text: str, *, where: str) -> dict[str, Any]:
    """The baseline that ``text`` holds.

    Raises:
        InputError: it is none.
    """
    try:
        baseline = json.loads(text)
        if baseline["hesui_baseline"] != VERSION:
            raise ValueError
        counts = [
            count
            for codes in baseline["files"].values()
            for rows in codes.values()
            for count in rows.values()
        ]
        if not all(isinstance(count, int) for count in counts):
            raise ValueError
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(
            f"{where}: not a baseline; write one with hesui check --write-baseline {where}",
            zh=f"{where}：不是基线文件；可用 hesui check --write-baseline {where} 写一份",
        ) from error
    found: dict[str, Any] = baseline
    return found


def _name(file: str, folder: str) -> str:
    """``file`` as seen from ``folder``, the same on every system."""
    try:
        file = file if file == "-" else os.path.relpath(file, folder or os.curdir)
    except ValueError:  # on another drive of Windows
        file = os.path.abspath(file)
    return file.replace("\\", "/")
