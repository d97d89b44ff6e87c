"""``check`` on damaged files: no traceback, places that exist, no sound row lost, nothing let through."""

import csv
import io
import json

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from hesui_data import check_file
from hesui_data.errors import InputError
from hesui_data.files import read_pairs
from hesui_data.files.encodings import find_encoding

one_file = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])

BOM = "\ufeff"
WISHES = (
    "新年好，愿家里的灯一直亮着",
    "万事如意\n阖家安康，出门的人平安归来",
    "他说“好”：福到了，雪化了，人也回来了",
)


def row_of(number: int, **more: object) -> dict[str, object]:
    """A sound row that no other has the prompt of."""
    return {"prompt": f"给第{number}位朋友写一段祝福", "response": WISHES[number % len(WISHES)], **more}


@pytest.fixture
def saved(tmp_path):
    """Saves bytes and gives the path."""

    def save(data: bytes, name: str = "x.jsonl"):
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return save


# --- damage to one line of JSON; none puts a line feed in


@st.composite
def cut_lines(draw, line: str) -> bytes:
    return line[: draw(st.integers(1, len(line) - 1))].encode()


@st.composite
def spoilt_lines(draw, line: str) -> bytes:
    """Something that does not belong there, anywhere in the line."""
    pieces = (
        '"',
        "'",
        "“",
        "\\",
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        BOM,
        "\0",
        "\t",
        "\r",
        "\x85",
        "\u2028",
        "//",
        "\ufffe",
    )
    at = draw(st.integers(0, len(line)))
    return (line[:at] + draw(st.sampled_from(pieces)) + line[at:]).encode()


@st.composite
def torn_lines(draw, line: str) -> bytes:
    """A quote, a bracket or a comma left out."""
    marks = [at for at, mark in enumerate(line) if mark in '"{}[],:']
    at = draw(st.sampled_from(marks))
    return (line[:at] + line[at + 1 :]).encode()


@st.composite
def recoded_lines(draw, line: str) -> bytes:
    """A line in another encoding than the file, or with a byte that is no text."""
    codec = draw(st.sampled_from(["gb18030", "big5", "latin-1", ""]))
    if codec:
        return line.encode(codec, "replace")
    data = bytearray(line.encode())
    data[draw(st.integers(0, len(data) - 1))] = draw(st.sampled_from([0x80, 0xFF, 0xC0, 0xE5, 0xED]))
    return bytes(data)


@st.composite
def odd_values(draw, line: str) -> bytes:
    """A further key: with a value that readers trip over, or a key that stands there already."""
    depth = draw(st.sampled_from([5, 199, 200, 201, 990, 3_000]))
    values = (
        "NaN", "Infinity", "-Infinity", "1e999", "-1E+400", "1" * 400, "9" * 5_000, "1e-999", "-0", "01", "1.", ".5",
        "+1", "0x1", "True", "None", "undefined", "'a'", r'"\ud83d"', r'"\ude00\ud83d"', r'"\u0000"', r'"\uffff"',
        r'"\x41"', r'"\u12"', '"\t"', "[" * depth + "]" * depth, '{"a":' * depth + "1" + "}" * depth, "[" * depth,
        "[1,]", "{,}", "", f'"{"长" * 3_000}"',
    )  # fmt: skip
    key = draw(st.sampled_from(["note", "prompt", "response", "system", "history", "n", ""]))
    return f'{line[:-1]}, "{key}": {draw(st.sampled_from(values))}}}'.encode()


@st.composite
def other_lines(draw, line: str) -> bytes:
    """A line of something else, or the row with something around it."""
    lines = (
        "", "# 说明", "null", "0", '"text"', "[]", "{}", "[[]]", "<html>", "prompt,response", BOM + line, line + ",",
        line + line, line + " " + line, line + "\r" + line, f"[{line}]", f"[{line},]", f"({line})", f"{line};", BOM,
        line.replace('"', "'"), line.replace('"', "“"), json.dumps(line), line.encode("unicode_escape").decode(),
    )  # fmt: skip
    return draw(st.sampled_from(lines)).encode()


DAMAGE = (cut_lines, spoilt_lines, torn_lines, recoded_lines, odd_values, other_lines)


@st.composite
def json_lines(draw, *, damage=DAMAGE):
    """A file of JSON Lines, sound at first, damaged in some lines; and the number of each sound line."""
    lines, sound = [], []
    ends = st.sampled_from(["\n", "\r\n", "\n", " \n", "\n\n"])
    number = 0
    for place in range(draw(st.integers(4, 9))):
        line = json.dumps(row_of(place), ensure_ascii=place > 3 and draw(st.booleans()))
        spoilt = place > 3 and draw(st.booleans())
        data = draw(draw(st.sampled_from(damage))(line)) if spoilt else line.encode()
        end = draw(ends).encode()
        if not spoilt:
            sound.append((number + 1, place))
        lines.append(data + end)
        number += end.count(b"\n")
    mark = draw(st.sampled_from(["", "", BOM]))
    return mark.encode() + b"".join(lines), sound


@st.composite
def tables(draw):
    """A CSV file, damaged in some records; and the number of each sound record's line."""
    end = draw(st.sampled_from(["\n", "\r\n"]))
    quoting = draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
    text, sound = f"prompt,response,note{end}", []
    for place in range(draw(st.integers(2, 7))):
        prompt, response = row_of(place)["prompt"], row_of(place)["response"].replace(",", "，")
        if place and draw(st.booleans()):
            bad = (
                f'{prompt},"{response}', f'{prompt},"{response}"x,', f"{prompt},a,b,c,d", prompt, ",,,", "", "\0,\0,",
                f'{prompt},a"b"c,', f"{prompt};{response}", f"{BOM}{prompt},a,", "\ufffe",
            )  # fmt: skip
            text += draw(st.sampled_from(bad)).replace("\n", " ") + end
            continue
        written = io.StringIO(newline="")
        csv.writer(written, lineterminator=end, quoting=quoting).writerow((prompt, response, "注"))
        sound.append((text.count("\n") + 1, place))
        text += written.getvalue()
    return text.encode(), sound


@st.composite
def arrays(draw):
    """A JSON array, an element of which is damaged; and how many rows stand before it."""
    rows = [json.dumps(row_of(place), ensure_ascii=False) for place in range(draw(st.integers(2, 6)))]
    bad = draw(st.integers(0, len(rows) - 1))
    rows[bad] = draw(draw(st.sampled_from(DAMAGE))(rows[bad])).decode("utf-8", "replace")
    head, between, foot = draw(
        st.sampled_from([("[\n  ", ",\n  ", "\n]\n"), ("[", ", ", "]"), ("[\r\n", ",\r\n", "")])
    )
    return (head + between.join(rows) + foot).encode(), bad


@st.composite
def mangled(draw, files):
    """Any of ``files``, in some encoding, with bytes cut out, doubled or put in anywhere."""
    data = bytearray(draw(files)[0])
    if draw(st.integers(0, 3)) == 0:
        codec = draw(st.sampled_from(["gb18030", "utf-16", "utf-16-le", "utf-32", "utf-8-sig"]))
        data = bytearray(data.decode("utf-8", "replace").encode(codec))
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(data)))
        size = draw(st.sampled_from([0, 1, 2, 3, 40]))
        some = st.sampled_from(
            [b"", b"\n", b"\r", b'"', b"\\", b"\0", b"\xff", b"\xef\xbb\xbf", b"[", b"}", b",", b"\t"]
        )
        data[at : at + size] = draw(some | st.just(bytes(data[at : at + size]) * 2))
    return bytes(data)


ANY_FILE = mangled(json_lines() | tables() | arrays())


# --- what is promised


@one_file
@given(data=ANY_FILE | st.binary(max_size=200))
@example(data=b'{"a":"b\n \n\xef\xbb\xbf{"x":1')
def test_every_finding_has_words_and_a_place_in_the_file(saved, data):
    issues = check_file(saved(data))

    for issue in issues:
        assert issue.say("zh") != issue.say("en") != ""
        assert any("一" <= mark <= "鿿" for mark in issue.say("zh"))
        assert "\n" not in issue.say("zh") + issue.say("en")
        assert issue.line >= 1
        assert issue.column >= 1
    encoding = find_encoding(io.BytesIO(data))
    if encoding and encoding.plain:
        lines = data.decode("utf-8", "surrogateescape").split("\n")
        for issue in issues:
            assert issue.line <= len(lines), issue
            assert issue.column <= len(lines[issue.line - 1]) + 1, (issue, lines[issue.line - 1])


@one_file
@given(data=ANY_FILE)
def test_whatever_is_in_a_file_it_is_read_or_told(saved, data):
    """A file without an error has rows, each of them with a prompt; one with rows that are refused has errors."""
    path = saved(data)
    errors = [issue for issue in check_file(path) if issue.severity == "error"]
    try:
        pairs = list(read_pairs(path))
    except InputError:
        assert [issue.code for issue in errors] == ["HD009"]
        return

    refused = {pair.line for pair in pairs if not pair.accepted}
    assert not refused or errors
    assert all(pair.raw for pair in pairs if not pair.accepted)
    assert all(pair.prompt.strip() for pair in pairs if pair.accepted)


def test_a_missing_file_is_an_input_error(tmp_path):
    with pytest.raises(InputError):
        check_file(tmp_path / "x.jsonl")


@one_file
@given(file=json_lines())
def test_damage_to_a_line_costs_no_other_line(saved, file):
    data, sound = file

    read = {pair.line: pair for pair in read_pairs(saved(data)) if pair.accepted}

    for line, place in sound:
        assert line in read, (line, place)
        assert (read[line].prompt, read[line].response) == tuple(row_of(place).values())


@one_file
@given(file=tables())
def test_damage_to_a_record_costs_no_other_record(saved, file):
    data, sound = file

    read = {pair.line: pair for pair in read_pairs(saved(data, "x.csv")) if pair.accepted}

    for line, place in sound:
        assert line in read, (line, place)
        assert read[line].prompt == row_of(place)["prompt"]


@one_file
@given(file=arrays())
def test_damage_to_an_element_costs_none_before_it_and_no_text(saved, file):
    data, bad = file
    count = data.count("位朋友".encode())

    pairs = list(read_pairs(saved(data, "x.json")))

    prompts = [pair.prompt for pair in pairs if pair.accepted]
    assert [row_of(place)["prompt"] for place in range(bad)] == prompts[:bad]
    kept = "".join(pair.raw + pair.prompt + "".join(turn.text for turn in pair.history) for pair in pairs)
    for place in range(bad + 1, count):
        assert str(row_of(place)["prompt"]) in kept or f"第{place}位".encode() not in data


def is_json(line: bytes) -> bool:
    """Whether Python's own parser reads the line once it is kept from what is no JSON."""

    def refused(word):
        raise ValueError(word)

    try:
        json.loads(line.decode(), parse_constant=refused)
    except (ValueError, RecursionError):
        return False
    return True


@one_file
@given(file=json_lines(damage=(spoilt_lines, torn_lines, odd_values, other_lines, recoded_lines)))
def test_a_line_that_is_no_json_is_an_error_and_one_that_is_json_is_not_called_broken(saved, file):
    data, _ = file
    issues = check_file(saved(data))

    for number, line in enumerate(data.removeprefix(BOM.encode()).split(b"\n"), 1):
        codes = {one.code for one in issues if one.line == number and one.severity == "error"}
        if is_json(line):
            assert not codes & {"HD001", "HD002", "HD008"}, line[:200]
        elif line.strip():
            assert any(code.startswith("HD0") for code in codes), line[:200]


@one_file
@given(file=json_lines(damage=(spoilt_lines, odd_values, other_lines)))
def test_a_file_without_errors_of_syntax_or_shape_is_read_by_a_strict_parser(saved, file):
    data, _ = file
    errors = {issue.code[:3] for issue in check_file(saved(data)) if issue.severity == "error"}

    if not errors & {"HD0", "HD1"}:
        lines = data.removeprefix(BOM.encode()).split(b"\n")
        assert all(is_json(line) for line in lines if line.strip())


def test_a_very_long_line_and_a_thousand_short_ones_are_checked(saved):
    long = json.dumps(row_of(1, note="长" * 1_000_000), ensure_ascii=False)
    data = "\n".join([long, "[" * 100_000, '"' * 100_001, "{" + '"a":{' * 50_000, *["x"] * 1_000]).encode()

    issues = check_file(saved(data))

    assert [(issue.code, issue.line) for issue in issues[:3]] == [("HD003", 2), ("HD002", 3), ("HD003", 4)]
    assert {issue.line for issue in issues} == set(range(2, 1_005))
