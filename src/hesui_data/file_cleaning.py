"""``clean_file``: a file in, its rows cleaned out, in a stream; what cannot be read goes beside."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from itertools import count
from operator import itemgetter
from pathlib import Path
from typing import Any

import orjson

from hesui_data.cleaning.clean import PLAIN_TEXT, clean_pair, clean_text, clean_together
from hesui_data.errors import OutputError
from hesui_data.files.json_lines import Sieve
from hesui_data.files.reading import read_pairs
from hesui_data.files.writing import AtomicFile, atomic_write
from hesui_data.formats.dialects import dialect_issues, dialect_named, json_line, rows_in, write_row
from hesui_data.formats.two_texts import KEYS, QUOTES
from hesui_data.pair import Pair, Step, content_id, content_id_of
from hesui_data.rejections import rejected_row

TEXT_SUFFIXES = frozenset({".txt", ".md"})
_AT_ONCE = 64  # rows that are written together

Tell = Callable[[Pair, Pair], object]
Watch = Callable[[str, Iterable[Any]], Iterable[Any]]


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What cleaning a file came to: the rows read, those that were changed, those that were refused."""

    rows: int
    changed: int
    refused: int
    refused_path: Path


def clean_file(
    source: str,
    out: Path,
    *,
    columns: Mapping[str, str] | None = None,
    dialect: str = "flat",
    tell: Tell | None = None,
    watch: Watch | None = None,
) -> Cleaned:
    """Write ``source`` cleaned to ``out``: rows in ``dialect``, or the whole text of a .txt or .md file.

    ``tell`` is called with each pair that is changed, before and after. In the dialect ``flat`` a changed row
    has the steps, and the id and seed of what it was; one that is not changed needs none, since its id is
    the hash of its content. Rows that cannot be read or do not fit the dialect go to a file beside ``out``, so
    that nothing is lost. Memory does not grow with the rows. ``watch(name, numbers)`` may wrap the numbers of the
    rows, to show progress.

    Raises:
        InputError: ``source`` cannot be read at all.
        OutputError: ``out`` cannot be written.
        RecipeError: no dialect of that name.
    """
    refuse_itself(source, out)
    dialect_named(dialect)
    if Path(source).suffix.lower() in TEXT_SUFFIXES:
        return _clean_text_file(source, out, tell)
    with ExitStack() as files:
        rows = _Rows(out, dialect, tell, files, iter(watch("clean", count())) if watch else None)
        reading = read_pairs(source, columns=columns, sieve=rows, hashed=False)
        for pair in reading:
            rows.add(pair)
        rows.flush()
    read = sum(one.rows for one in reading.inputs)
    return Cleaned(read, rows.changed, rows.refused, rows.refused_path)


def refuse_itself(source: str, out: Path) -> None:
    """Raise where ``out`` is the file ``source`` itself.

    Raises:
        OutputError: it is.
    """
    if out.exists() and Path(source).exists() and out.samefile(source):
        raise OutputError(
            f"{out} is the file being read; name another: the row shape and other columns would be lost",
            zh=f"{out} 就是正在读的文件；请换一个名字，否则原来的结构和其他列会丢失",
        )


class _Rows(Sieve):
    """The rows of ``out`` and of the file beside it, written as they come."""

    def __init__(
        self, out: Path, dialect: str, tell: Tell | None, files: ExitStack, seen: Iterator[int] | None
    ) -> None:
        self.changed = self.refused = 0
        self.refused_path = out.with_name(f"{out.name.removesuffix('.jsonl')}.rejected.jsonl")
        self._dialect, self._tell, self._files = dialect, tell, files
        self._beside: AtomicFile | None = None
        self._out = files.enter_context(AtomicFile(out))
        self._waiting: list[bytes] = []
        self._is_flat = dialect == "flat"
        self._seen = seen  # goes one further for each row
        self._by_line = False

    def left(self, lines: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
        """The lines, with their numbers, that are no rows of two texts alone; those are cleaned and written.

        The same is written as of their pairs: ``add`` is the plain way.
        """
        self.taken, number, left = 0, 0, 0
        self._by_line = True
        if self._seen is not None:
            lines = map(itemgetter(0), zip(lines, self._seen, strict=False))
        if not self._is_flat or self._tell:
            yield from enumerate(lines, 1)
            return
        loads, dumps, plain, waiting = orjson.loads, orjson.dumps, PLAIN_TEXT.fullmatch, self._waiting
        for number, line in enumerate(lines, 1):
            try:
                row = loads(line)
            except orjson.JSONDecodeError:
                row = None
            if (
                type(row) is dict
                and tuple(row) in KEYS
                and len(line) - len(line.replace(b'"', b"")) == QUOTES  # faster than to count them
            ):
                prompt, response = row.values()
                if type(prompt) is str and type(response) is str and prompt and response:
                    if plain(prompt) and plain(response):  # is_plainly_clean, in place
                        waiting.append(dumps({"prompt": prompt, "response": response}))
                        if len(waiting) >= _AT_ONCE:
                            self.flush()
                        continue
                    if self._write_cleaned(prompt, response):
                        continue
            left += 1
            yield number, line
        self.taken = number - left

    def _write_cleaned(self, prompt: str, response: str) -> bool:
        """Clean and write two texts; False where one of them is blank."""
        if prompt.isspace() or response.isspace():
            return False
        changed, steps = clean_together({"prompt": prompt, "response": response})
        row: dict[str, Any] = {"prompt": prompt, "response": response} | changed
        if steps:
            self.changed += 1
            row["id"] = row["seed"] = content_id_of(prompt, response)
            row["steps"] = [_step(step) for step in steps]
        self._write(json_line(row))
        return True

    def add(self, pair: Pair) -> None:
        """Write ``pair`` cleaned, or set it aside with what is wrong with it."""
        if self._seen is not None and not self._by_line:
            next(self._seen)
        after = clean_pair(pair) if pair.accepted else pair
        if after is not pair:
            self.changed += 1
            if self._tell:
                self._tell(pair, after)
        for row in rows_in(after, self._dialect) if after.accepted else (after,):
            judged = row.flag(*dialect_issues(row, self._dialect)) if row.accepted else row
            if judged.accepted:
                self._write(self._line(judged))
            else:
                self._set_aside(judged)

    def _line(self, pair: Pair) -> bytes:
        if (
            self._is_flat
            and pair.method == "read"
            and not pair.steps
            and pair.id == pair.seed == content_id(pair)
        ):
            row = dict(dialect_named("flat").row(pair))
            return json_line({name: row[name] for name in row if name not in ("id", "seed")})
        return write_row(pair, self._dialect)

    def _set_aside(self, pair: Pair) -> None:
        if self._beside is None:
            self._beside = self._files.enter_context(AtomicFile(self.refused_path))
        self._beside.write(json_line(rejected_row(pair, "zh")) + b"\n")
        self.refused += 1

    def _write(self, line: bytes) -> None:
        self._waiting.append(line)
        if len(self._waiting) >= _AT_ONCE:
            self.flush()

    def flush(self) -> None:
        """Write what waits."""
        if self._waiting:
            self._out.write(b"\n".join(self._waiting) + b"\n")
        self._waiting.clear()


def _step(step: Step) -> dict[str, str]:
    return {"name": step.name, "field": step.field, "detail": step.detail}


def _clean_text_file(source: str, out: Path, tell: Tell | None) -> Cleaned:
    from hesui_data.files.text import read_text

    text = read_text(source)
    cleaned = clean_text(text)
    atomic_write(out, [cleaned.encode() + b"\n"])
    before = Pair("", text.rstrip("\n"), source=source, line=1)
    if tell and cleaned != before.response:
        tell(before, replace(before, response=cleaned))
    return Cleaned(1, int(cleaned != before.response), 0, out)
