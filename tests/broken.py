"""Implementations that are wrong on purpose: each must make the property that guards its promise fail."""

import hashlib
import platform
from dataclasses import replace

from hesui_data.length import check_length
from hesui_data.length.constraint import LengthTag
from hesui_data.stages import each


def joined_lines(pairs):
    """Cleaning as the contest entry did it: white space deleted, line breaks with it."""
    return each(lambda pair: replace(pair, response="".join(pair.response.split())))(pairs)


def bound_off_by_one(pairs):
    """Tags a response that is one 字 over its bound."""

    def tag(pair):
        close = [v for v in check_length(pair.prompt, pair.response) if v.holds or v.off == 1]
        return replace(pair, tags=tuple(LengthTag(v.constraint) for v in close))

    return each(tag)(pairs)


def row_wise_split(pairs):
    """Splits rows by their own hash, whatever their seed."""
    for pair in pairs:
        in_eval = int(hashlib.sha256((pair.prompt + pair.response).encode()).hexdigest(), 16) % 2
        yield replace(pair, split="eval" if in_eval else "train")


def dropped_row(pairs):
    """Drops in silence what is not accepted."""
    return [pair for pair in pairs if pair.accepted]


def hash_of_the_machine(pairs):
    """Lets something of this machine and of the order of arrival into a row."""
    for number, pair in enumerate(pairs):
        yield replace(pair, source=f"{platform.node()}-{number}")
