"""Whatever the bytes of a file are: each row is read or told of, at a place that the file has."""

import json
from codecs import BOM_UTF8
from pathlib import Path
from tempfile import TemporaryDirectory

from hesui_data import check_file
from hesui_data.errors import InputError
from hesui_data.files import Input, read_pairs
from hesui_data.pair import Issue, Pair

COVERS = ("files", "formats", "linter")
UNREADABLE = {"HD001", "HD002", "HD003", "HD004", "HD005", "HD006", "HD007", "HD008"}
NO_JSON = {"HD001", "HD002", "HD004", "HD008"}


def one_input(data: bytes) -> None:
    """Read and check a file that holds ``data``."""
    with TemporaryDirectory(prefix="hesui-fuzz-") as folder:
        path = Path(folder) / "x.jsonl"
        path.write_bytes(data)
        issues = check_file(path)
        reading = read_pairs(path)
        pairs: list[Pair] = []
        refused = ""
        try:
            pairs = list(reading)
        except InputError as error:
            refused = str(error)
    if refused:
        assert "\n" not in refused, refused
        assert [issue.code for issue in issues] == ["HD009"], issues
        return
    (read,) = reading.inputs
    assert read.rows == len(pairs)
    for pair in pairs:
        check_row(pair)
    for issue in issues:
        check_issue(issue, data, read)
    if read.kind == "jsonl" and is_plain(data, read):
        check_lines(data, pairs, issues)


def check_row(pair: Pair) -> None:
    """A row has its place, and it has texts that a file can hold, or what stood there instead."""
    assert pair.source == "x.jsonl"
    assert pair.line is not None
    assert pair.line >= 1
    assert pair.accepted or pair.raw
    for text in (pair.prompt, pair.response, pair.system, pair.raw, *(turn.text for turn in pair.history)):
        text.encode()


def check_issue(issue: Issue, data: bytes, read: Input) -> None:
    """A finding says something in both languages, at a place that the file has."""
    zh, en = issue.say("zh"), issue.say("en")
    assert zh
    assert en
    assert zh != en
    assert issue.line is not None
    assert issue.column is not None
    assert issue.line >= 1
    assert issue.column >= 1
    if is_plain(data, read):
        lines = data.decode("utf-8", "surrogateescape").split("\n")
        assert issue.line <= len(lines), (issue, len(lines))
        assert issue.column <= len(lines[issue.line - 1]) + 1, (issue, lines[issue.line - 1])


def check_lines(data: bytes, pairs: list[Pair], issues: tuple[Issue, ...]) -> None:
    """Every line with something on it is a row; those that are no JSON, and only those, are called so."""
    filled = {number: line for number, line in enumerate(lines_of(data), 1) if line.strip()}
    assert list(dict.fromkeys(pair.line for pair in pairs)) == list(filled)
    for number, line in filled.items():
        codes = {issue.code for issue in issues if issue.line == number}
        if is_json(line):
            assert not codes & NO_JSON, (line, codes)
        elif is_json(line.removeprefix(BOM_UTF8)):
            assert "HD306" in codes, (line, codes)
        else:
            assert codes & UNREADABLE, (line, codes)


def is_plain(data: bytes, read: Input) -> bool:
    """Whether the lines of the file are those of its bytes."""
    return read.encoding.startswith("utf-8") and (b"\n" in data or b"\r" not in data)


def lines_of(data: bytes) -> list[bytes]:
    """The lines of JSON Lines in UTF-8, a BOM passed over."""
    return data.removeprefix(b"\xef\xbb\xbf").split(b"\n")


def is_json(line: bytes) -> bool:
    """Whether Python's own parser, kept from NaN and Infinity, reads a line."""
    try:
        json.loads(line.decode(), parse_constant=_refused)
    except (ValueError, RecursionError):
        return False
    return True


def _refused(word: str) -> None:
    raise ValueError(f"{word} is no JSON")
