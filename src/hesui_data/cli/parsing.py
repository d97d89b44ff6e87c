"""What the verbs that are parsed without typer share: their help, wrong usage in one line, and columns."""

from __future__ import annotations

import argparse
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
        return super().format_help().replace("usage:", say("usage word"), 1)

    def error(self, message: str) -> NoReturn:
        from hesui_data.cli.usage import fault_in

        zh, en = WORDS["usage"]
        raise RecipeError(en.format(reason=message), zh=zh.format(reason=fault_in("zh", message)))


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
