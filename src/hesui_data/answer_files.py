"""Files of answers held against a built data set, and the file of prompts that a model is to be asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from hesui_data.built import BuiltRow, check_complete, read_built
from hesui_data.errors import InputError
from hesui_data.evaluate import (
    GROUPS,
    Answer,
    Coverage,
    Evaluation,
    Question,
    Trouble,
    evaluate,
    general_questions,
    match,
    questions_for,
    read_answer,
)
from hesui_data.evaluate.judge import Ask
from hesui_data.evaluate.questions import Group
from hesui_data.evaluate.scoring import Answers
from hesui_data.files import atomic_write, read_text
from hesui_data.formats import json_line
from hesui_data.pair import Pair
from hesui_data.recipe import Recipe, recipe_from


@dataclass(frozen=True, slots=True)
class Material:
    """What models are evaluated on: a built data set with its recipe."""

    folder: Path
    recipe: Recipe
    rows: tuple[BuiltRow, ...]

    @property
    def train(self) -> list[Pair]:
        """The pairs that were trained on."""
        return [row.pair for row in self.rows if row.split == "train"]

    @property
    def eval(self) -> list[Pair]:
        """The pairs that were held back."""
        return [row.pair for row in self.rows if row.split == "eval"]

    def questions(self) -> tuple[Question, ...]:
        """Every question about the data set; those to be put to a model are ``asked``."""
        return questions_for(self.train, self.eval, general_questions())

    def answers(self, path: str | Path) -> list[Answer | Trouble]:
        """The answers in the file at ``path``; places such as eval:3 stand as the ids of the rows there.

        Raises:
            InputError: the file cannot be read, or answers none of the questions.
        """
        found = _named(read_answers(path), self.rows)
        coverage = match(self.questions(), found).coverage
        _demand_some_match(coverage, path, self.folder)
        return found

    def evaluate(
        self,
        answers: Mapping[str, Answers],
        *,
        counter: str | None = None,
        ask_judge: Ask | None = None,
        judge_name: str = "",
    ) -> Evaluation:
        """The scores of each model in ``answers``; 字 are counted as the recipe says, or by ``counter``."""
        return evaluate(
            self.train,
            self.eval,
            answers,
            counter=counter or self.recipe.counter,
            tolerance=self.recipe.tolerance,
            ask_judge=ask_judge,
            judge_name=judge_name,
        )


def read_material(folder: Path) -> Material:
    """The built data set in ``folder``.

    Raises:
        InputError: ``folder`` holds no complete data set.
    """
    manifest = check_complete(folder)
    recipe = recipe_from(manifest["recipe"], where=str(folder / "manifest.json"))
    return Material(folder, recipe, tuple(read_built(folder)))


def evaluate_folder(
    folder: Path, files: Mapping[str, str | Path], *, counter: str | None = None
) -> Evaluation:
    """The scores of each model in ``files`` (name → its file of answers) on the built data set in ``folder``.

    字 are counted by ``counter``, by default as the recipe of the build says, and so is the tolerance of 左右.

    Raises:
        InputError: ``folder`` holds no complete data set, a file cannot be read, or answers none of the questions.
        RecipeError: no counter has that name, or no file is named.
    """
    material = read_material(folder)
    answers = {name: material.answers(path) for name, path in files.items()}
    return material.evaluate(answers, counter=counter)


def write_prompts(folder: Path, out: Path) -> dict[Group, int]:
    """Write the prompts that a model is to be asked about the data set in ``folder``; and say how many of each group.

    One JSON object a line: ``id``, ``group``, ``prompt`` and ``messages``, as chat services take them.

    Raises:
        InputError: ``folder`` holds no complete data set.
        OutputError: ``out`` cannot be written.
    """
    asked = [question for question in read_material(folder).questions() if question.asked]
    atomic_write(out, (json_line(question.as_dict()) + b"\n" for question in asked))
    return {group: sum(question.group == group for question in asked) for group in GROUPS}


def read_answers(path: str | Path) -> list[Answer | Trouble]:
    """The answers in a file of JSON Lines, or of one JSON array; a row that cannot be read is a ``Trouble``.

    Raises:
        InputError: the file cannot be read, or holds nothing.
    """
    text = read_text(path)
    found = list(_array(text) if text.lstrip().startswith("[") and _is_array(text) else _lines(text))
    if not found:
        raise InputError(f"{path}: there are no answers in it", zh=f"{path}：里面没有回答")
    return found


def _lines(text: str) -> Iterator[Answer | Trouble]:
    import orjson

    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                yield read_answer(orjson.loads(line), line=number)
            except orjson.JSONDecodeError as error:
                reason = (f"不是 JSON（第 {error.colno} 列）", f"not JSON (column {error.colno})")
                yield Trouble("unreadable", number, reason)


def _array(text: str) -> Iterator[Answer | Trouble]:
    import orjson

    return (read_answer(value) for value in orjson.loads(text))


def _is_array(text: str) -> bool:
    """Whether ``text`` is one JSON array of rows, not the first row of JSON Lines in an array dialect."""
    import orjson

    try:
        value: Any = orjson.loads(text)
    except orjson.JSONDecodeError:
        return False
    return isinstance(value, list) and (len(value) != 1 or "\n" in text.strip())


def _named(found: Sequence[Answer | Trouble], rows: Sequence[BuiltRow]) -> list[Answer | Trouble]:
    """``found`` with places such as eval:3, which ``hesui why`` takes too, as the ids of the rows there."""
    ids = {f"{row.split}:{row.line}": row.pair.id for row in rows}
    return [
        replace(one, id=ids[one.id]) if isinstance(one, Answer) and one.id in ids else one for one in found
    ]


def _demand_some_match(coverage: Coverage, path: str | Path, folder: Path) -> None:
    """Raise if no row of ``path`` could be scored, with the reason of the first."""
    if len(coverage.troubles) < coverage.rows:
        return
    first = coverage.troubles[0]
    raise InputError(
        f"{path}: none of its {coverage.rows} rows answers a question about {folder}; line {first.line}: "
        f"{first.say('en')}. hesui evaluate {folder} --prompts FILE writes the questions",
        zh=f"{path}：{coverage.rows} 行里没有一行是 {folder} 的问题的回答；第 {first.line} 行：{first.say('zh')}。"
        f"用 hesui evaluate {folder} --prompts FILE 可写出问题",
    )
