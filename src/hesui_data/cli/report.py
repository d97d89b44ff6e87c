"""``hesui report``: one page of HTML on a built data set, and on what changed since an earlier one."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from hesui_data.cli.options import Built, Quiet, examples
from hesui_data.cli.words import asked_language, say

Out = Annotated[Path | None, typer.Option("-o", "--out", metavar="FILE", help=say("help report out"))]
Since = Annotated[Path | None, typer.Option("--since", metavar="OLD", help=say("help since"))]


def add_to(app: typer.Typer) -> None:
    """Register the verb with ``app``."""
    epilog = examples(
        "hesui report data/processed",
        "hesui report data/processed -o report.html --lang en",
        "hesui report data/processed --since data/processed.old",
    )
    app.command(name="report", help=say("help report"), epilog=epilog)(report)


def report(folder: Built, out: Out = None, since: Since = None, quiet: Quiet = False) -> int:
    """Write the report, in the language that ``--lang`` asks for, else in the recipe's."""
    from hesui_data.report_files import report_folder, write_report

    language = asked_language() or None
    if out == Path("-"):
        sys.stdout.write(report_folder(folder, since=since, language=language))
        return 0
    written = write_report(folder, out, since=since, language=language)
    if not quiet:
        print(say("report done", path=written))
    return 0
