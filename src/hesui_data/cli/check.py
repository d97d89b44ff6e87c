"""``hesui check``: findings as text or JSON. Kept free of typer, which is slow to start."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any, NoReturn

from hesui_data.cli.words import WORDS, language, say
from hesui_data.errors import RecipeError

if TYPE_CHECKING:
    from hesui_data.pair import Issue


def run_check(argv: list[str]) -> int:
    """Check the files named in ``argv``; 1 if any finding is an error, with ``--strict`` also a warning."""
    try:
        options = _parser().parse_args(argv)
    except SystemExit as stop:  # --help has been printed
        return int(stop.code or 0)
    from hesui_data.linter import check_file

    found = [(path, issue) for path in options.files for issue in check_file(path, columns=options.columns)]
    if options.output_format == "json":
        print(_as_json(found))
    else:
        for path, issue in found:
            print(f"{path}:{issue.line or 1}:{issue.column or 1}: {issue.code} {issue.say(language())}")
    tally = Counter(issue.severity for _, issue in found)
    counts = {"errors": tally["error"], "warnings": tally["warning"], "infos": tally["info"]}
    print(say("findings", **counts) if found else say("no findings"), file=sys.stderr)
    return int(bool(tally["error"] or (options.strict and tally["warning"])))


def _as_json(found: list[tuple[str, Issue]]) -> str:
    import json

    return json.dumps([_plain(path, issue) for path, issue in found], ensure_ascii=False, indent=2)


def _plain(path: str, issue: Issue) -> dict[str, Any]:
    return {
        "code": issue.code,
        "severity": issue.severity,
        "file": path,
        "line": issue.line,
        "column": issue.column,
        "field": issue.field,
        "message": issue.say(language()),
        "fixable": issue.fixable,
    }


class _Parser(argparse.ArgumentParser):
    """Wrong usage is said in one line, as everywhere."""

    def error(self, message: str) -> NoReturn:
        raise RecipeError(
            WORDS["usage"][1].format(reason=message), zh=WORDS["usage"][0].format(reason=message)
        )


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="hesui check", description=say("help check"), epilog="hesui check data/raw/*.jsonl")
    parser.add_argument("files", nargs="+", metavar="FILE", help=say("help sources"))
    parser.add_argument("--columns", type=columns_of, default=None, help=say("help columns"))
    parser.add_argument("--output-format", choices=("text", "json"), default="text")
    parser.add_argument("--strict", action="store_true", help=say("help strict check"))
    return parser


def columns_of(text: str) -> dict[str, str]:
    """``prompt=问题,response=答案`` as a mapping.

    >>> columns_of("prompt=问题,response=答案")
    {'prompt': '问题', 'response': '答案'}
    """
    named = dict(part.partition("=")[::2] for part in text.split(",") if part)
    if not named or not all(named.values()):
        raise RecipeError(
            WORDS["bad columns"][1].format(text=text), zh=WORDS["bad columns"][0].format(text=text)
        )
    return {key.strip(): value.strip() for key, value in named.items()}
