"""A small set of general questions of our own, with words that a right answer holds: what a model could do before."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

from hesui_data.evaluate.questions import Question


@cache
def general_questions() -> tuple[Question, ...]:
    """The general questions that come with this package; none has a length demand or an occasion to greet.

    >>> general_questions()[0].prompt
    '中国的首都是哪座城市？'
    """
    lines = (files("hesui_data") / "templates" / "general.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return tuple(Question(row["id"], "general", row["prompt"], expects=tuple(row["expects"])) for row in rows)
