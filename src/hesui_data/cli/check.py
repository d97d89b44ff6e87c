"""``hesui check``: findings, fixes, a baseline. Kept free of typer, which is slow to start."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hesui_data.cli.parsing import Parser, columns_of
from hesui_data.cli.words import language, say
from hesui_data.errors import HesuiError

if TYPE_CHECKING:
    from hesui_data.linter.finding import Finding
    from hesui_data.linter.settings import Settings


def run_check(argv: list[str]) -> int:
    """Check the files named in ``argv``.

    1 if a finding is an error, with ``--strict`` also if one is a warning, with ``--diff`` if a fix would
    change something; else 0, and 0 always with ``--exit-zero``. 2 if a file could not be read; the others
    are checked all the same.
    """
    try:
        options = _parser().parse_args(argv)
    except SystemExit as stop:  # --help has been printed
        return int(stop.code or 0)
    chosen = _chosen(options)
    troubles: list[HesuiError] = []
    if options.fix or options.unsafe_fixes or options.diff:
        from hesui_data.cli.fix import run_fixes

        mended = run_fixes(
            options.files, chosen.settings, troubles, unsafe=options.unsafe_fixes, dry=options.diff
        )
        if options.diff:
            return _end(int(bool(mended) and not options.exit_zero), troubles)
    return _end(_report(options, chosen, troubles), troubles)


def _end(code: int, troubles: list[HesuiError]) -> int:
    """The exit code: 2 where something could not be read or written, which is said, each thing once."""
    for said in dict.fromkeys(error.say(language()) for error in troubles):
        print(say("error", reason=said), file=sys.stderr)
    return 2 if troubles else code


def _report(options: argparse.Namespace, chosen: _Chosen, troubles: list[HesuiError]) -> int:
    """Tell the findings, and say by the exit code whether one of them matters."""
    from hesui_data.cli.findings import FORMATS, how_to_mend, statistics, tally_line
    from hesui_data.linter import check_paths

    counts: dict[str, int] = {}
    fixes: dict[str, int] = {}
    found = check_paths(options.files, chosen.settings, troubles=troubles, watch=_watch(options))
    findings = _counted(_beyond_baseline(found, options, chosen), counts, fixes)
    if options.statistics:
        for _ in findings:
            pass
        lines: Iterable[str] = statistics(counts)
    else:
        lines = FORMATS[options.output_format](findings)
    for line in lines:
        print(line)
    if not counts and not troubles and not _has_data(options.files):
        print(say("no data files", paths=", ".join(options.files)), file=sys.stderr)
    elif not options.quiet and (counts or not troubles):
        print(_last_words(fixes, tally_line(counts) if counts else say("no findings")), file=sys.stderr)
        if options.output_format == "text":
            print("".join(how_to_mend(counts)), end="", file=sys.stderr)
    return int(_matters(counts, chosen.strict) and not options.exit_zero)


def _watch(options: argparse.Namespace) -> Any:
    """A way to show progress, where there is a terminal to show it on."""
    if options.quiet or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        return None
    from hesui_data.cli.bars import Bars

    return Bars().watch


def _has_data(paths: list[str]) -> bool:
    """Whether there is anything to check: a folder may hold no data files at all."""
    from hesui_data.linter.engine import files_to_check
    from hesui_data.linter.settings import Settings

    return bool(files_to_check(paths, Settings(), []))


class _Chosen:
    """What the configuration file and the options say together."""

    def __init__(self, settings: Settings, *, strict: bool, baseline: str) -> None:
        self.settings = settings
        self.strict = strict
        self.baseline = baseline


def _chosen(options: argparse.Namespace) -> _Chosen:
    from hesui_data.configuration import find_configuration, read_tables
    from hesui_data.linter.settings import Settings, configured

    path = options.config or find_configuration(options.files)
    tables = read_tables(path) if path else {}
    found = configured(tables, where=str(path))
    _refuse_unknown(tables, str(path))
    said: dict[str, Any] = dict(found.settings)
    for name in ("select", "ignore", "exclude"):
        if getattr(options, name):
            said[name] = tuple(part for one in getattr(options, name) for part in one.split(",") if part)
    if options.columns:
        said["columns"] = tuple(columns_of(options.columns).items())
    if options.target:
        said["target"] = options.target
    baseline = options.baseline or (
        str(Path(path).parent / found.baseline) if path and found.baseline else ""
    )
    return _Chosen(Settings(**said), strict=options.strict or found.strict, baseline=baseline)


def _refuse_unknown(tables: Mapping[str, Any], where: str) -> None:
    """Raise for a key that neither a check nor a build knows: a slip in it would change nothing, unseen."""
    from hesui_data.linter.settings import SHARED, unknown_key

    others = [key for key in tables if key not in (*SHARED, "check")]
    if not others:
        return
    from dataclasses import fields

    from hesui_data.recipe import Recipe

    known = [key.name for key in fields(Recipe)]
    for key in others:
        if key not in known:
            raise unknown_key(where, key, known)


def _beyond_baseline(
    findings: Iterator[Finding], options: argparse.Namespace, chosen: _Chosen
) -> Iterator[Finding]:
    """The findings that the baseline does not have; all go into a new one where that is asked for."""
    if options.write_baseline:
        _write_baseline(options.write_baseline, findings)
        return
    if not chosen.baseline:
        yield from findings
        return
    from hesui_data.files.text import read_text
    from hesui_data.linter.baseline import new_findings, read_baseline

    known = read_baseline(read_text(chosen.baseline), where=chosen.baseline)
    yield from new_findings(findings, known, folder=str(Path(chosen.baseline).parent))


def _write_baseline(path: str, findings: Iterator[Finding]) -> None:
    import json

    from hesui_data.files.writing import atomic_write
    from hesui_data.linter.baseline import baseline_of

    counts: dict[str, int] = {}
    text = json.dumps(
        baseline_of(_counted(findings, counts, {}), folder=str(Path(path).parent)),
        ensure_ascii=False,
        indent=1,
    )
    atomic_write(Path(path), [text.encode() + b"\n"])
    print(say("baseline written", path=path, count=sum(counts.values())), file=sys.stderr)


def _counted(findings: Iterator[Finding], counts: dict[str, int], fixes: dict[str, int]) -> Iterator[Finding]:
    """``findings`` as they come, counted by code and by the fixes that mend them."""
    for one in findings:
        counts[one.issue.code] = counts.get(one.issue.code, 0) + 1
        fixes[one.fix] = fixes.get(one.fix, 0) + 1
        yield one


def _last_words(fixes: dict[str, int], tally: str) -> str:
    hints = [say(f"fixable {fix}", count=fixes[fix]) for fix in ("safe", "unsafe") if fix in fixes]
    return "\n".join((tally, *hints))


def _matters(counts: dict[str, int], strict: bool) -> bool:
    from hesui_data.rules import RULES

    wrong = ("error", "warning") if strict else ("error",)
    return any(RULES[code].severity in wrong for code in counts)


_EXAMPLES = (
    "hesui check data/raw",
    "hesui check --fix data.csv",
    "hesui check train.jsonl --select HD2 --output-format github",
    "hesui explain HD201",
)


def _parser() -> argparse.ArgumentParser:
    parser = Parser("check", "FILE…", _EXAMPLES)
    add = parser.add_argument
    add("files", nargs="+", metavar="FILE", help=say("help sources"))
    add("--fix", action="store_true", help=say("help fix"))
    add("--unsafe-fixes", action="store_true", help=say("help unsafe fixes"))
    add("--diff", action="store_true", help=say("help fix diff"))
    add("--select", action="append", metavar="CODES", help=say("help select"))
    add("--ignore", action="append", metavar="CODES", help=say("help ignore"))
    add("--exclude", action="append", metavar="GLOBS", help=say("help exclude"))
    add("--target", metavar="NAME", help=say("help target"))
    add("--columns", metavar="NAMES", help=say("help columns"))
    add(
        "--output-format",
        choices=("text", "json", "github", "sarif"),
        default="text",
        help=say("help format"),
    )
    add("--statistics", action="store_true", help=say("help statistics"))
    add("--strict", action="store_true", help=say("help strict check"))
    add("--exit-zero", action="store_true", help=say("help exit zero"))
    add("--baseline", metavar="FILE", help=say("help baseline"))
    add("--write-baseline", metavar="FILE", help=say("help write baseline"))
    add("--config", metavar="FILE", help=say("help config"))
    add("-q", "--quiet", action="store_true", help=say("help quiet"))
    return parser
