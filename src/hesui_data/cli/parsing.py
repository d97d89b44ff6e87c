"""What the verbs that are parsed without typer share: wrong usage in one line, and columns."""

from __future__ import annotations

import argparse
from typing import NoReturn

from hesui_data.cli.words import WORDS
from hesui_data.errors import RecipeError


class Parser(argparse.ArgumentParser):
    """Wrong usage is said in one line, as everywhere."""

    def error(self, message: str) -> NoReturn:
        raise RecipeError(
            WORDS["usage"][1].format(reason=message), zh=WORDS["usage"][0].format(reason=message)
        )


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
