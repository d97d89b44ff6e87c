"""``check``: files in, every finding out with its place, in memory that does not grow with the rows."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from hesui_data.errors import HesuiError, InputError, MissingExtraError
from hesui_data.files.compression import plain_name
from hesui_data.files.manifest import MANIFEST, is_own_manifest, named_outputs
from hesui_data.files.reading import checked_columns, read_pairs
from hesui_data.files.sources import STDIN, holds_decisions, is_data_file, is_own_file
from hesui_data.files.tally import BINARY, Tally
from hesui_data.linter.aimed import Aimed
from hesui_data.linter.bytes import file_issues, row_issues
from hesui_data.linter.finding import Finding
from hesui_data.linter.glance import ROWS
from hesui_data.linter.settings import Settings
from hesui_data.linter.shapes import Shapes
from hesui_data.linter.sides import counterparts, same_set, set_folder, side_of
from hesui_data.linter.sound import SoundRows, says_something
from hesui_data.pair import Issue, Pair
from hesui_data.patterns import Pattern

if TYPE_CHECKING:
    from hesui_data.linter.repeats import Repeats, Spot

Watch = Callable[[str, Iterable[int]], Iterable[int]]

SORTED = 100_000
"""Findings that are held to be told in order; of more the rest is told as it comes."""


def check_file(
    path: str | Path, *, columns: Mapping[str, str] | None = None, select: Iterable[str] = ()
) -> tuple[Issue, ...]:
    """Every finding in the file ``path``, in the order of its lines; the file is not changed.

    A file that holds no data at all is a finding, too (HD009). ``select`` names the codes, or the families by
    their first characters, that are looked for: of ``("HD0", "HD1")``, syntax and shape, a row costs about a
    microsecond.

    Raises:
        InputError: the file is not there, or may not be read.
        RecipeError: no rule has a code that starts with one of ``select``.
        MissingExtraError: it is an Excel file, and the package that reads these is not installed.
    """
    settings = Settings(columns=checked_columns(columns), select=tuple(select))
    return tuple(finding.issue for finding in check_paths([path], settings))


def check_paths(
    paths: Iterable[str | Path],
    settings: Settings,
    *,
    troubles: list[HesuiError] | None = None,
    watch: Watch | None = None,
) -> Iterator[Finding]:
    """Every finding in the files, folders or globs ``paths``, in the order of the files and of their lines.

    A file that cannot be read does not keep the others from being checked: why it cannot goes to
    ``troubles`` where that is given. ``watch(name, numbers)`` may wrap the numbers of the rows of a file, to
    show progress.

    Raises:
        InputError: without ``troubles``: a file is not there, or may not be read; all others have been told.
        MissingExtraError: the same for an Excel file, if the package that reads these is not installed.
    """
    met: list[HesuiError] = [] if troubles is None else troubles
    held: list[tuple[int, Finding]] = []
    for number, finding in _Check(paths, settings, met, watch).findings():
        held.append((number, finding))
        if len(held) >= SORTED:
            yield from _in_order(held)
            held = []
    yield from _in_order(held)
    if troubles is None and met:
        raise met[0]


def _in_order(held: list[tuple[int, Finding]]) -> Iterator[Finding]:
    return (finding for _, finding in sorted(held, key=lambda one: (one[0], one[1].order)))


def files_to_check(paths: Iterable[str | Path], settings: Settings, troubles: list[HesuiError]) -> list[str]:
    """The data files that ``paths`` mean, each once; what a build keeps beside its data is none.

    What is not there or cannot be looked into goes to ``troubles``.
    """
    found = _once(name for path in paths for name in _named(os.fspath(path), troubles))
    return [name for name in found if not settings.excludes(name) and not _is_beside_data(name)]


def _once(names: Iterable[str]) -> list[str]:
    """Each file once, by whatever names it is meant: by its own rather than by that of a link."""
    found: dict[str, str] = {}
    for name in names:
        whole = name if name == STDIN else os.path.realpath(name)
        if whole not in found or (os.path.islink(found[whole]) and not os.path.islink(name)):
            found[whole] = name.removeprefix(os.curdir + os.sep)
    return list(found.values())


def _named(path: str, troubles: list[HesuiError]) -> Iterator[str]:
    """The files that one path means."""
    if path == STDIN or os.path.isfile(path):
        yield path
    elif os.path.isdir(path):
        for root, folders, names in os.walk(path, onerror=lambda error: troubles.append(_closed(error))):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(names):
                if not name.startswith(".") and is_data_file(name) and name not in _ABOUT_DATA:
                    yield os.path.join(root, name)
    elif os.path.exists(path):  # a pipe
        yield path
    else:
        from glob import glob

        matched = sorted(glob(path, recursive=True))
        if not matched:
            troubles.append(InputError(f"{path}: no such file or folder", zh=f"{path}：没有这个文件或文件夹"))
        for one in matched:
            yield from _named(one, troubles)


_ABOUT_DATA = frozenset({"dataset_info.json", "dataset_infos.json"})
"""Files of LLaMA-Factory and of Hugging Face that stand in a folder of data and are none."""


def _closed(error: OSError) -> InputError:
    reason = error.strerror or str(error)
    return InputError(f"{error.filename}: {reason}", zh=f"{error.filename}：无法读取（{reason}）")


def _is_beside_data(name: str) -> bool:
    """Whether this program left the file beside data: manifest, lineage, rejected rows, decisions, baseline."""
    path = Path(name)
    if is_own_file(path.name) and is_own_manifest(path.parent / MANIFEST):
        return True
    if path.suffix != ".json":
        return holds_decisions(path)
    from hesui_data.linter.baseline import is_baseline

    return holds_decisions(path) or is_baseline(path)


class _Check:
    """The check of some files, the pairs of each folder compared with each other."""

    def __init__(
        self, paths: Iterable[str | Path], settings: Settings, troubles: list[HesuiError], watch: Watch | None
    ) -> None:
        self._watch = watch
        self._settings = settings
        self._troubles = troubles
        self._files = files_to_check(paths, settings, troubles)
        self._checked = len(self._files)
        self._compares = settings.may_tell("HD4")
        self._only_shape = not settings.target and not settings.may_tell(*_BEYOND_SHAPE)
        self._repeats: dict[str, Repeats] = {}
        self._sides: dict[str, tuple[Repeats, str]] = {}

    def findings(self) -> Iterator[tuple[int, Finding]]:
        """Every finding, with the number of its file."""
        for number in range(self._checked):
            try:
                yield from ((number, finding) for finding in self._of_file(number) if self._wants(finding))
            except (InputError, MissingExtraError) as error:
                self._troubles.append(error)
        if self._compares:
            self._read_counterparts()
        for repeats in self._repeats.values():
            for tie in repeats.findings(self._read_again):
                yield from ((n, finding) for n, finding in self._placed(*tie) if self._wants(finding))

    def _wants(self, finding: Finding) -> bool:
        return self._settings.wants(finding.issue.code, finding.file)

    def _of_file(self, number: int) -> Iterator[Finding]:
        name, shapes, aimed = self._files[number], Shapes(), Aimed(self._settings.target)
        seen = iter(self._watch(os.path.basename(name), count())) if self._watch else None
        rows = self._sieve(number, seen)
        as_built = _built_sha256(name)
        reading = read_pairs(name, columns=self._settings.columns, sieve=rows, hashed=bool(as_built))
        stand, told = None, set[Issue]()
        self._place = 0
        try:
            for pair in reading:
                if seen is not None and not (rows and rows.by_line):
                    next(seen)
                if reading.tally.stand is not stand:
                    stand, told = reading.tally.stand, set()
                    yield from self._of_row(name, pair, reading.tally, aimed, shapes)
                yield from self._of_pair(name, pair, reading.tally, told)
                if self._compares and pair.accepted:
                    self._compare(number, self._place, pair)
                self._place += 1
        except InputError as error:
            if not _is_content(error):
                raise
            yield Finding(name, _no_data(name, error))
            return
        if rows:
            rows.add_to(shapes)
        whole = (*file_issues(reading.tally), *shapes.issues(), *aimed.file(reading))
        if as_built and as_built == reading.inputs[-1].sha256:
            whole = tuple(issue for issue in whole if issue.code != "HD113")  # a side without rows is meant
        elif as_built:
            whole = (*whole, Issue.of("HD112", line=1, column=1))
        yield from (_finding(name, issue, reading.tally) for issue in whole)

    def _sieve(self, number: int, seen: Iterator[int] | None) -> SoundRows | None:
        """What deals with the rows of a file at a look; None where each is to be read."""
        if self._settings.columns or self._settings.target:
            return None
        if self._only_shape:
            return SoundRows(seen)
        from hesui_data.linter.rows import lengths_are_usual

        if not lengths_are_usual(self._settings):
            return None
        from hesui_data.linter.plain_rows import PlainRows

        return PlainRows(partial(self._take, number), seen)

    def _take(self, file: int, line: int, prompt: str, response: str) -> None:
        """A row at ``line`` that holds these two texts, of which nothing is to be said but that it repeats another."""
        if self._compares:
            repeats, side = self._compared_in(file)
            from hesui_data.linter.repeats import Spot

            repeats.add_texts(prompt, response, Spot(file, self._place, line), side)
        self._place += 1

    def _of_row(self, name: str, pair: Pair, tally: Tally, aimed: Aimed, shapes: Shapes) -> Iterator[Finding]:
        """What is found in a row as a whole; ``pair`` is the first that was read from it."""
        stand = tally.stand
        for issue in () if self._only_shape else row_issues(tally, pair):
            yield _finding(name, issue, tally, _shown(stand.row))
        if stand.value is not None:
            for issue in aimed.row(stand, pair):
                yield _finding(name, issue, tally, _shown(stand.row))
            if pair.accepted:
                shapes.add(stand.value, stand.line)

    def _of_pair(self, name: str, pair: Pair, tally: Tally, told: set[Issue]) -> Iterator[Finding]:
        """What is found in a pair and not ``told`` yet: those of one row share texts."""
        for issue in self._issues_of(pair):
            text = _shown(tally.stand.row)
            found = _located(issue, pair, tally, text)
            if found not in told:
                told.add(found)
                yield _finding(name, found, tally, text)

    def _issues_of(self, pair: Pair) -> Iterator[Issue]:
        if self._only_shape:
            yield from pair.issues
            if pair.accepted and not (says_something(pair.prompt) and says_something(pair.response)):
                from hesui_data.linter.rows import left_blank

                yield from left_blank(pair)
            return
        from hesui_data.linter.rows import pair_issues

        yield from pair_issues(pair, self._settings)

    def _compare(self, file: int, place: int, pair: Pair) -> None:
        from hesui_data.linter.repeats import Spot

        repeats, side = self._compared_in(file)
        repeats.add(pair, Spot(file, place, pair.line or 1), side)

    def _compared_in(self, file: int) -> tuple[Repeats, str]:
        """What the pairs of ``file`` are compared in, and the side of a split that they are on."""
        name = self._files[file]
        if name not in self._sides:
            self._sides[name] = self._repeats_beside(name), side_of(name)
        return self._sides[name]

    def _repeats_beside(self, name: str) -> Repeats:
        """Those of the set that the file ``name`` belongs to."""
        from hesui_data.linter.repeats import Repeats

        folder = os.path.realpath(set_folder(name))
        if folder not in self._repeats:
            self._repeats[folder] = Repeats(
                repeat_threshold=self._settings.repeat_threshold,
                relative_threshold=self._settings.relative_threshold,
            )
        return self._repeats[folder]

    def _read_counterparts(self) -> None:
        """Read the other side of the split where it lies beside a file and was not named."""
        known = {os.path.realpath(name) for name in self._files}
        for name in self._files[: self._checked]:
            if name == STDIN:
                continue
            folder = os.path.dirname(name)
            beside = [
                one for one in os.listdir(folder or ".") if os.path.splitext(plain_name(one))[1] in ROWS
            ]
            for other in counterparts(os.path.basename(name), beside):
                path = os.path.join(folder, other)
                if os.path.realpath(path) not in known:
                    known.add(os.path.realpath(path))
                    self._files.append(path)
                    self._take_in(len(self._files) - 1)

    def _take_in(self, number: int) -> None:
        try:
            for place, pair in enumerate(read_pairs(self._files[number], columns=self._settings.columns)):
                if pair.accepted:
                    self._compare(number, place, pair)
        except InputError:  # its own check will say why it cannot be read
            return

    def _placed(self, spot: Spot, twin: Spot, issue: Issue, texts: str) -> Iterator[tuple[int, Finding]]:
        """The finding at ``spot``; at ``twin`` where only that file is checked; none between two forms of one set."""
        if spot.file >= self._checked:
            if issue.code != "HD403" or twin.file >= self._checked:
                return
            spot, twin = twin, spot
        name, other = self._files[spot.file], self._files[twin.file]
        if issue.code != "HD403" and same_set(name, other):
            return
        place = f"{other}:{twin.line}"
        said = (f"第 {twin.line} 行", f"line {twin.line}") if name == other else (place, place)
        values = tuple((key, said if key == "twin" else value) for key, value in issue.values)
        yield spot.file, Finding(name, replace(issue, line=spot.line, column=1, values=values), texts)

    def _read_again(self, spots: Iterable[Spot]) -> Iterator[Pair]:
        """The pairs at ``spots``, which come in the order of files and rows."""
        wanted: dict[int, list[int]] = {}
        for spot in spots:
            wanted.setdefault(spot.file, []).append(spot.number)
        for file, numbers in wanted.items():
            left = iter(numbers)
            number = next(left)
            for place, pair in enumerate(read_pairs(self._files[file], columns=self._settings.columns)):
                if place == number:
                    yield pair
                    if (number := next(left, -1)) < 0:
                        break


_BEYOND_SHAPE = ("HD2", "HD3", "HD4", "HD5", "HD6", "HD7", "HD8", "HD9")
_HEAD = Pattern(r"^.*?(?::\d+:\d+)?[:：]\s*", re.DOTALL)


def _located(issue: Issue, pair: Pair, tally: Tally, text: str) -> Issue:
    """``issue`` with its place in the row ``text``; what was found in reading has one already."""
    if issue.line is not None and issue.column is not None:
        return issue
    from hesui_data.linter.places import RowText
    from hesui_data.linter.rows import located

    return located(issue, pair, RowText(text, tally.stand.line, tally.stand.column, tally.delimiter))


def _finding(name: str, issue: Issue, tally: Tally, row: str = "") -> Finding:
    return Finding(name, issue, row, kept=name == STDIN or tally.kind in BINARY)


def _is_content(error: InputError) -> bool:
    """Whether what was read is the trouble, and not that it could not be."""
    return not isinstance(error.__cause__, OSError)


def _no_data(name: str, error: InputError) -> Issue:
    en, zh = (text.removeprefix(name) for text in (error.en, error.zh))
    return Issue.of("HD009", line=1, column=1, what=(_HEAD.sub("", zh, 1), _HEAD.sub("", en, 1)))


def _built_sha256(name: str) -> str:
    """The hash that a manifest of ours beside the file knows it by; empty where there is none."""
    path = Path(name)
    if name == STDIN or not is_own_manifest(path.parent / MANIFEST):
        return ""
    known = {one["name"]: str(one["sha256"]) for one in named_outputs(path.parent)}
    return known.get(path.name, "")


def _shown(row: bytes | str) -> str:
    """A row as text, without its line end."""
    return row if isinstance(row, str) else row.decode("utf-8", "surrogateescape").rstrip("\r\n")
