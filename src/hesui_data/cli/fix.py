"""``hesui check --fix`` and ``--diff``: files mended, or how they would be."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from hesui_data.cli.words import language, say
from hesui_data.errors import HesuiError, InputError, OutputError
from hesui_data.fixing import FixedFile, edits_in, fix_file, fixed_file
from hesui_data.rules import RULES, in_language

if TYPE_CHECKING:
    from hesui_data.fixes import Edit
    from hesui_data.linter.settings import Settings


def run_fixes(
    paths: Iterable[str], settings: Settings, troubles: list[HesuiError], *, unsafe: bool, dry: bool
) -> int:
    """Mend the files that ``paths`` mean, or show how with ``dry``; how many things there were to mend.

    Why a file cannot be read or written goes to ``troubles``.
    """
    from hesui_data.linter.engine import files_to_check

    total = 0
    for name in files_to_check(paths, settings, troubles):
        if name == "-":
            continue
        try:
            total += _fix(name, settings, codes_to_fix(settings, name, unsafe=unsafe), dry=dry)
        except (InputError, OutputError) as error:
            troubles.append(error)
    if not total:
        print(say("nothing to fix"), file=sys.stderr)
    return total


def _fix(name: str, settings: Settings, codes: frozenset[str], *, dry: bool) -> int:
    """Mend one file, or show how; how many things there were to mend."""
    done = (fixed_file if dry else fix_file)(name, codes=codes, columns=settings.columns)
    if dry and done.changed:
        for edit in edits_in(name, codes=codes, columns=settings.columns):
            print(_shown(name, edit))
    _tell(name, done, dry=dry)
    return sum(done.counts.values()) if done.changed else 0


def codes_to_fix(settings: Settings, file: str, *, unsafe: bool) -> frozenset[str]:
    """The codes whose fixes are applied to ``file``: those that are safe, or all, of those that are wanted."""
    kinds = ("safe", "unsafe") if unsafe else ("safe",)
    return frozenset(code for code, rule in RULES.items() if rule.fix in kinds and settings.wants(code, file))


def _tell(name: str, done: FixedFile, *, dry: bool) -> None:
    if done.refusal:
        print(f"{name}: {in_language(done.refusal.reason, language())}", file=sys.stderr)
    elif done.changed:
        said = say(
            "would fix" if dry else "fixed", path=name, count=_total(done.counts), codes=_codes(done.counts)
        )
        print(said, file=sys.stderr)


def _total(counts: Mapping[str, int]) -> int:
    return sum(counts.values())


def _codes(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{code} × {count}" for code, count in counts.items())


def _shown(name: str, edit: Edit) -> str:
    """One edit as a diff with visible white space, under its place and code."""
    from hesui_data.cli.show import diff

    head = f"{name}:{edit.line}:{edit.column}: {edit.code} {RULES[edit.code].name}"
    return "\n".join(filter(None, (head, diff(_revealed(edit.before), _revealed(edit.after)))))


def _revealed(text: str) -> str:
    """``text`` with what cannot be seen written as an escape.

    >>> _revealed("新\\u200b年\\r\\n好")
    '新\\\\u200b年\\\\r\\n好'
    """
    return "".join(
        mark
        if mark.isprintable() or mark in " \n\t\u3000\xa0"
        else mark.encode("unicode_escape").decode("ascii")
        for mark in text
    )
