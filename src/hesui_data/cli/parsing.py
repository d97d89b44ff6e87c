"""What the verbs that are parsed without typer share: their help, wrong usage in one line, and columns."""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Iterable
from typing import NoReturn

from hesui_data.cli.words import WORDS, say
from hesui_data.errors import RecipeError


class Parser(argparse.ArgumentParser):
    """The parser of ``verb``; wrong usage is said in one line, as everywhere."""

    def __init__(self, verb: str, arguments: str, examples: Iterable[str]) -> None:
        super().__init__(
            prog=f"hesui {verb}",
            usage=f"hesui {verb} [{say('options title')}] {arguments}",
            description=say(f"help {verb}"),
            formatter_class=argparse.RawDescriptionHelpFormatter,
            epilog="\n  $ ".join([say("examples"), *examples]),
            add_help=False,
        )
        self._positionals.title, self._optionals.title = say("arguments title"), say("options title")
        self.add_argument("-h", "--help", action="help", help=say("help help"))

    def format_help(self) -> str:
        text = super().format_help().replace("usage:", say("usage word"), 1)
        width = max(20, shutil.get_terminal_size().columns)
        return "".join(f"{part}\n" for line in text.splitlines() for part in folded(line, width))

    def error(self, message: str) -> NoReturn:
        from hesui_data.cli.usage import fault_in

        zh, en = WORDS["usage"]
        raise RecipeError(en.format(reason=message), zh=zh.format(reason=fault_in("zh", message)))


def folded(line: str, width: int) -> list[str]:
    """``line`` in parts of at most ``width`` columns, broken at spaces where it can be; a Han character has two.

    >>> folded("  $ hesui clean 拜年.xlsx -o b.xlsx", 24)
    ['  $ hesui clean', '    拜年.xlsx -o b.xlsx']
    """
    from rich.cells import cell_len, chop_cells

    if cell_len(line) <= width:
        return [line]
    indent = len(line) - len(line.lstrip())
    first = chop_cells(line, width)[0]
    at = first.rfind(" ") if first.rstrip().rfind(" ") > indent else len(first)
    rest = " " * min(indent + 2, width // 2) + line[at:].lstrip()
    return [line[:at].rstrip(), *folded(rest, width)]


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
