"""``hesui clean``: cleaning alone. Kept free of typer, which is slow to start."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from hesui_data.cli.parsing import Parser, columns_of
from hesui_data.cli.show import progress
from hesui_data.cli.words import say
from hesui_data.files.row_files import OTHER_FORMS

if TYPE_CHECKING:
    from hesui_data.pair import Pair


def run_clean(argv: list[str]) -> int:
    """Clean the file named in ``argv``."""
    try:
        options = _parser().parse_args(argv)
    except SystemExit as stop:  # --help has been printed
        return int(stop.code or 0)
    columns = columns_of(options.columns) if options.columns else {}
    source, out, tell = options.file, Path(options.out), _show if options.diff else None
    with progress(quiet=options.quiet) as watch:
        if out.suffix.lower() in OTHER_FORMS:
            from hesui_data.verbs import clean_into_form

            done = clean_into_form(
                source, out, columns=columns, dialect=options.dialect, tell=tell, watch=watch
            )
        else:
            from hesui_data.file_cleaning import clean_file

            done = clean_file(source, out, columns=columns, dialect=options.dialect, tell=tell, watch=watch)
    if not options.quiet:
        said = say(
            "clean done" if done.refused else "clean done whole",
            rows=done.rows,
            changed=done.changed,
            rejected=done.refused,
            rejected_path=done.refused_path,
        )
        print(said, file=sys.stderr)
    return 0


def _show(before: Pair, after: Pair) -> None:
    from hesui_data.cli.show import diff

    print(f"{before.source}:{before.line}")
    for old, new in ((before.prompt, after.prompt), (before.response, after.response)):
        if old != new:
            print(diff(old, new))


_EXAMPLES = (
    "hesui clean data.jsonl -o clean.jsonl",
    "hesui clean data.csv -o clean.jsonl --diff",
    "hesui clean 拜年.xlsx -o 拜年.clean.xlsx",
)


def _parser() -> argparse.ArgumentParser:
    from hesui_data.formats.dialects import DIALECTS

    parser = Parser("clean", "FILE -o FILE", _EXAMPLES)
    add = parser.add_argument
    add("file", metavar="FILE", help=say("help sources"))
    add("-o", "--out", metavar="FILE", required=True, help=say("help out file"))
    add("--columns", metavar="NAMES", help=say("help columns"))
    add("--dialect", metavar="NAME", default="flat", help=say("help dialect", names=", ".join(DIALECTS)))
    add("--diff", action="store_true", help=say("help diff"))
    add("-q", "--quiet", action="store_true", help=say("help quiet"))
    return parser
