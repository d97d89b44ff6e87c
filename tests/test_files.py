"""Files in whatever state they are: found, told apart, read row by row with places, nothing lost."""

import csv
import hashlib
import io
import itertools
import json
import os
import sys
from pathlib import Path
from types import SimpleNamespace

import orjson
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from hesui_data.errors import InputError, MissingExtraError, RecipeError
from hesui_data.files import (
    check_complete,
    find_sources,
    json_lines,
    json_values,
    read_pairs,
    same_file,
    tables,
    unreadable,
    write_folder,
)
from hesui_data.files.encodings import find_encoding
from hesui_data.files.kinds import kind_of
from hesui_data.formats import write_row
from hesui_data.pair import Pair
from hesui_data.testing import pairs as any_pairs
from hesui_data.testing import texts

ROWS = [{"prompt": f"写第{n}句祝福", "response": f"新年好！\n万事如意，{n}路顺风。"} for n in range(1, 4)]
LINES = [json.dumps(row, ensure_ascii=False) for row in ROWS]
TEXTS = [(row["prompt"], row["response"]) for row in ROWS]

one_file = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@pytest.fixture
def saved(tmp_path):
    """Saves bytes or text under a name and gives the path."""

    def save(data: bytes | str, name: str = "x.jsonl") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return path

    return save


def texts_of(pairs) -> list[tuple[str, str]]:
    return [(pair.prompt, pair.response) for pair in pairs]


def findings(pairs) -> list[tuple[str, int | None, int | None]]:
    return [(issue.code, issue.line, issue.column) for pair in pairs for issue in pair.issues]


def table(rows, delimiter=",", header=("prompt", "response"), end="\r\n") -> str:
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=delimiter, lineterminator=end)
    writer.writerows([header, *rows])
    return written.getvalue()


# Kinds: by content, never by name


KINDS = {
    "JSON Lines": "\n".join(LINES),
    "JSON Lines with blank lines": "\n\n" + "\n \n".join(LINES) + "\n\n",
    "an array on one line": json.dumps(ROWS, ensure_ascii=False),
    "an array, an element a line": "[\n" + ",\n".join(LINES) + "\n]\n",
    "a pretty-printed array": json.dumps(ROWS, ensure_ascii=False, indent=2),
    "a pretty-printed array without indents": json.dumps(ROWS, indent=0),
    "pretty-printed values, one after another": "\n".join(json.dumps(row, indent=2) for row in ROWS),
    "arrays one after another": "\n".join(json.dumps([row], indent=1) for row in ROWS),
    "Qianfan rows": "\n".join(f"[{line}]" for line in LINES),
    "CSV": table(TEXTS),
    "CSV with Chinese names": table(TEXTS, header=("提示词", "回答")),
    "CSV with semicolons": table(TEXTS, delimiter=";"),
    "CSV with Excel's first line": "sep=;\r\n" + table(TEXTS, delimiter=";"),
    "TSV": table(TEXTS, delimiter="\t"),
}


@pytest.mark.parametrize("name", ["x.jsonl", "x.json", "x.csv", "x.txt", "x"])
@pytest.mark.parametrize("text", KINDS.values(), ids=KINDS.keys())
def test_what_a_file_holds_is_told_from_its_content_whatever_its_name(saved, text, name):
    pairs = list(read_pairs(saved(text, name)))

    assert texts_of(pairs) == TEXTS
    assert findings(pairs) == []
    assert {pair.source for pair in pairs} == {name}


JUNK = [
    "// exported 2024",
    "// exported, in 2024",
    "题目：祝福；2024",
    "# prompt of 2024",
    "{坏",
    "导出\n\n--",
]


@pytest.mark.parametrize("junk", JUNK)
@pytest.mark.parametrize("rows", [LINES, [f"[{line}]" for line in LINES]], ids=["objects", "Qianfan"])
def test_a_line_above_the_json_costs_itself_alone(saved, junk, rows):
    pairs = list(read_pairs(saved("\n".join([junk, *rows]))))

    lines = [line for line, text in enumerate(junk.split("\n"), 1) if text]
    assert findings(pairs)[-1][0] == "HD002"
    assert [(pair.line, pair.accepted) for pair in pairs[: len(lines)]] == [(line, False) for line in lines]
    assert texts_of(pairs[len(lines) :]) == TEXTS


def test_a_line_above_a_json_array_loses_no_row(saved):
    for array in (json.dumps(ROWS), json.dumps(ROWS, indent=1), "[\n" + ",\n".join(LINES) + "\n]"):
        pairs = list(read_pairs(saved("// exported 2024\n" + array)))

        assert (findings(pairs), texts_of(pairs[1:])) == ([("HD002", 1, 1)], TEXTS)


def test_text_with_a_bracket_in_it_is_no_json(saved):
    for text in ("从前\n[有座山]\n", "从前\n{}\n[]\n", "从前\n[1, 2]\n"):
        with pytest.raises(InputError, match="neither JSON nor a table"):
            list(read_pairs(saved(text)))


def test_a_number_too_long_to_be_read_costs_its_row_alone_and_is_called_so(saved):
    long = [row | {"n": n} for row, n in zip(ROWS, (1, 2, 3), strict=True)]
    lines = [json.dumps(row, ensure_ascii=False).replace('"n": 2', '"n": ' + "9" * 5000) for row in long]

    for text in ("\n".join(lines), "[" + ",\n".join(lines) + "]"):
        pairs = list(read_pairs(saved(text)))
        assert [pair.accepted for pair in pairs] == [True, False, True]
        (issue,) = pairs[1].issues
        assert issue.say("en").startswith("99999999999999999999… [5000] cannot be read as a number")


def test_a_dialogue_alone_in_its_file_is_one_pair_and_a_list_of_rows_is_not(saved):
    dialogue = [{"prompt": "在吗", "response": [["在"]]}, {"prompt": "走吧", "response": [["好"]]}]
    rows = [{"prompt": "在吗", "response": "在"}, {"prompt": "走吧", "response": "好"}]
    system = [{"system": "简短", **rows[0]}, rows[1]]

    assert texts_of(read_pairs(saved(json.dumps(dialogue)))) == [("走吧", "好")]
    assert texts_of(read_pairs(saved(json.dumps(system)))) == [("走吧", "好")]
    assert texts_of(read_pairs(saved(json.dumps(rows)))) == [("在吗", "在"), ("走吧", "好")]
    assert texts_of(read_pairs(saved(json.dumps(dialogue, indent=1)))) == [("在吗", "在"), ("走吧", "好")]


@pytest.mark.parametrize("text", ["", "\ufeff", "\n\n \r\n", "[]", " [ ]\n"])
def test_a_file_with_nothing_in_it_has_no_rows(saved, text):
    reading = read_pairs(saved(text))

    assert list(reading) == []
    assert [file.rows for file in reading.inputs] == [0]


@pytest.mark.parametrize("text", ["从前有座山", "abc", "<html></html>", "123\x00", '"\\UA66D"'])
def test_a_file_that_is_neither_json_nor_a_table_is_an_error_in_one_line(saved, text):
    with pytest.raises(InputError) as error:
        list(read_pairs(saved(text)))

    assert "x.jsonl:1:1: neither JSON nor a table" in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"BZh91AY&SY", "bzip2"),
        (b"PAR1\x15\x04", "Parquet"),
        (b"%PDF-1.7", "PDF"),
    ],
)
def test_a_binary_file_is_called_what_it_is(saved, head, words):
    with pytest.raises(InputError, match=words):
        list(read_pairs(saved(head + bytes(range(256)), "x.json")))


def test_bytes_that_are_no_text_are_an_error(saved):
    noise = b"".join(hashlib.sha256(bytes([n])).digest() for n in range(200))

    with pytest.raises(InputError, match="no text"):
        list(read_pairs(saved(noise)))


# Encodings


ENCODINGS = [
    ("utf-8", "utf-8"),
    ("utf-8-sig", "utf-8-sig"),
    ("utf-16", "utf-16"),
    ("utf-16-le", "utf-16"),
    ("utf-16-be", "utf-16"),
    ("utf-32", "utf-32"),
    ("gb18030", "gb18030"),
    ("gbk", "gb18030"),
]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("kind", ["JSON Lines", "a pretty-printed array", "CSV", "TSV"])
@pytest.mark.parametrize(("codec", "name"), ENCODINGS)
def test_every_encoding_is_told_and_read(saved, codec, name, kind, end):
    text = KINDS[kind].replace("\r\n", "\n").replace("\n", end)
    reading = read_pairs(saved(text.encode(codec)))

    pairs = list(reading)

    expected = [(p, r.replace("\n", "\n" if end == "\r" else end)) for p, r in TEXTS]
    assert texts_of(pairs) == (expected if kind in ("CSV", "TSV") else TEXTS)
    assert [file.encoding for file in reading.inputs] == [name]


def test_big5_is_told_where_it_is_certain(saved):
    poem = "床前明月光，疑是地上霜。舉頭望明月，低頭思故鄉。千山鳥飛絕，萬徑人蹤滅。孤舟蓑笠翁，獨釣寒江雪。"
    reading = read_pairs(saved(table([("寫一首詩", poem)]).encode("big5")))

    assert texts_of(reading) == [("寫一首詩", poem)]
    assert reading.inputs[0].encoding == "big5"


def test_ascii_for_long_and_then_gb18030_is_still_told(saved):
    ascii_rows = b'{"prompt": "a", "response": "b"}\n' * 20_000

    reading = read_pairs(saved(ascii_rows + "\n".join(LINES).encode("gb18030")))

    assert texts_of(reading)[-3:] == TEXTS
    assert reading.inputs[0].encoding == "gb18030"


def test_a_damaged_byte_costs_its_own_row(saved):
    damaged = LINES[1].encode().replace("好".encode(), "好".encode()[:2])
    pairs = list(read_pairs(saved(b"\n".join([LINES[0].encode(), damaged, LINES[2].encode()]))))

    assert texts_of(pairs) == [TEXTS[0], ("", ""), TEXTS[2]]
    assert findings(pairs) == [("HD001", 2, LINES[1].index("好") + 1)]
    assert "新年\\xe5\\xa5！" in pairs[1].raw
    assert "0xE5" in pairs[1].issues[0].message


@pytest.mark.parametrize("kind", ["an array, an element a line", "CSV"])
def test_a_damaged_byte_in_an_array_or_table_costs_its_own_row(saved, kind):
    data = KINDS[kind].encode().replace("2句".encode(), b"2\xff\xe5")

    pairs = list(read_pairs(saved(data)))

    assert [pair.accepted for pair in pairs] == [True, False, True]
    assert findings(pairs)[0][0] == "HD001"
    assert "2\\xff\\xe5" in pairs[1].raw


@pytest.mark.parametrize("codec", ["gb18030", "big5"])
def test_rows_of_another_encoding_cost_themselves_alone(saved, codec):
    strange = [line.encode(codec, "replace") for line in LINES[:2]]

    reading = read_pairs(saved(b"\n".join([*(line.encode() for line in LINES), *strange])))
    pairs = list(reading)

    assert reading.inputs[0].encoding == "utf-8"
    assert texts_of(pairs[:3]) == TEXTS
    assert [code for code, *_ in findings(pairs)] == ["HD001", "HD001"]


def test_a_damaged_byte_in_gb18030_is_shown_as_it_was(saved):
    data = "\n".join(LINES * 4).encode("gb18030").replace("句".encode("gb18030"), b"\xff", 1)
    pairs = list(read_pairs(saved(data)))

    assert [pair.accepted for pair in pairs].count(False) == 1
    assert findings(pairs)[0] == ("HD001", 1, LINES[0].index("句") + 1)
    assert "写第1\\xff祝福" in pairs[0].raw


@given(data=st.binary(max_size=64))
def test_an_encoding_or_none_is_found_for_any_bytes(data):
    encoding = find_encoding(io.BytesIO(data))

    assert encoding is None or "".encode(encoding.codec) is not None


# Places, line ends, and rows that are broken


def test_only_line_feeds_end_lines(saved):
    row = {"prompt": "a\u2028b\x85c", "response": "d\u2029e\x0bf"}
    line = orjson.dumps(row)

    pairs = list(read_pairs(saved(line + b"\n" + line.replace(b"a", b"x", 1) + b"\n")))

    assert (len(pairs), pairs[0].prompt, pairs[1].line) == (2, "a\u2028b\x85c", 2)


def test_lines_are_those_of_the_file_in_every_kind(saved):
    def lines(text):
        return [pair.line for pair in read_pairs(saved(text))]

    assert lines("\n\n" + "\n \n".join(LINES)) == [3, 5, 7]
    assert lines(json.dumps(ROWS, indent=2)) == [2, 6, 10]
    assert lines(table(TEXTS)) == [2, 4, 6]
    assert lines("sep=,\n\n" + table(TEXTS)) == [4, 6, 8]


def test_blank_lines_and_empty_records_are_counted(saved):
    reading = read_pairs(saved("\n" + LINES[0] + "\n\n"))
    rows = read_pairs(saved("prompt,response\n,\n\na,b\n", "x.csv"))

    assert (len(list(reading)), reading.inputs[0].blank) == (1, 2)
    assert (len(list(rows)), rows.inputs[0].blank) == (1, 2)


BROKEN = {
    "no closing quote": ('{"prompt": "a, "response": "b"}', 17),
    "a comma too many": ('{"prompt": "a", "response": "b",}', 32),
    "single quotes": ("{'prompt': 'a'}", 2),
    "a bare word": ('{"prompt": a}', 12),
    "cut off": ('{"prompt": "a", "resp', 17),
    "no brace at the end": ('{"prompt": "a", "response": "b"', 32),
    "a control character": ('{"prompt": "a\tb"}', 14),
    "two values": ('{"prompt": "a"} {"b": 1}', 17),
}


@pytest.mark.parametrize(("line", "column"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_line_is_a_rejected_row_with_its_text_and_place(saved, line, column):
    pairs = list(read_pairs(saved("\n".join([LINES[0], line, LINES[2]]))))

    assert texts_of(pairs) == [TEXTS[0], ("", ""), TEXTS[2]]
    assert findings(pairs) == [("HD002", 2, column)]
    assert (pairs[1].raw, pairs[1].line, pairs[1].issues[0].stage) == (line, 2, "read")


@pytest.mark.parametrize("style", ["a line each", "one line", "indented"])
@pytest.mark.parametrize("line", [line for line, _ in BROKEN.values()], ids=BROKEN.keys())
def test_a_broken_element_costs_the_array_nothing_else(saved, line, style):
    elements = [LINES[0], line, LINES[2]]
    text = {
        "a line each": "[\n" + ",\n".join(elements) + "\n]",
        "one line": "[" + ", ".join(elements) + "]",
        "indented": "[\n  " + ",\n  ".join(element.replace(", ", ",\n    ") for element in elements) + "\n]",
    }[style]

    pairs = list(read_pairs(saved(text)))

    accepted = [pair for pair in pairs if pair.accepted]
    rejected = [pair for pair in pairs if not pair.accepted]
    assert texts_of(accepted)[0] == TEXTS[0]
    assert texts_of(accepted)[-1] == TEXTS[2]
    assert rejected[0].issues[0].code in ("HD002", "HD103")
    if style == "a line each" and len(rejected) == 1:
        assert (rejected[0].raw, rejected[0].line) == (line, 3)


SHAPED = {
    "flat": lambda n: {"prompt": f"问{n}", "response": f"答{n}"},
    "messages": lambda n: {
        "messages": [{"role": "user", "content": f"问{n}"}, {"role": "assistant", "content": f"答{n}"}]
    },
    "instances": lambda n: {
        "id": n,
        "instruction": f"问{n}",
        "instances": [{"input": "", "output": f"答{n}"}],
    },
}


SLIPS = st.tuples(
    st.integers(0, 3), st.integers(0, 200), st.sampled_from(["", *'{}[]",:x\n\\']), st.booleans()
)


@one_file
@given(shape=st.sampled_from(sorted(SHAPED)), indent=st.sampled_from([None, 2]), slip=SLIPS)
@example("flat", None, (0, 1, "{", False))
@example("flat", None, (2, 11, "", True))
@example("messages", 2, (1, 0, "", True))
def test_a_slip_in_one_element_loses_no_text_and_hardly_ever_another_row(saved, shape, indent, slip):
    which, where, mark, replaces = slip
    parts = [json.dumps(SHAPED[shape](n), ensure_ascii=False, indent=indent) for n in range(4)]
    at = where % len(parts[which])
    parts[which] = parts[which][:at] + mark + parts[which][at + replaces :]
    if indent:
        parts = ["\n".join(f"  {line}" for line in part.split("\n")) for part in parts]

    pairs = list(read_pairs(saved("[" + ("\n" if indent else "") + ",\n".join(parts) + "\n]")))

    read = {pair.prompt for pair in pairs if pair.accepted}
    kept = "".join(pair.raw + "".join(turn.text for turn in pair.history) for pair in pairs)
    others = [n for n in range(4) if n != which]
    assert all(f"问{n}" in read or f"问{n}" in kept for n in others)
    assert sum(f"问{n}" in read for n in others) == 3 or mark in ("[", "{")


def test_missing_and_spare_commas_and_brackets_are_read_over_with_a_warning(saved):
    def warned(text):
        pairs = list(read_pairs(saved(text)))
        assert texts_of(pairs) == TEXTS[: len(pairs)]
        assert all(pair.accepted for pair in pairs)
        return findings(pairs)

    assert warned(f"[\n{LINES[0]}\n{LINES[1]}\n]") == [("HD008", 3, 1)]
    assert warned(f"[\n{LINES[0]},,\n{LINES[1]}\n]") == [("HD008", 2, len(LINES[0]) + 2)]
    assert warned(f"[\n{LINES[0]},\n{LINES[1]},\n]") == [("HD008", 4, 1)]
    assert warned(f"[\n{LINES[0]},\n{LINES[1]}\n") == [("HD008", 4, 1)]
    assert warned(f"{LINES[0]},\n{LINES[1]}\n") == [("HD008", 1, len(LINES[0]) + 1)]


def test_an_array_that_is_cut_off_in_a_row_costs_that_row_and_is_told_once(saved):
    pairs = list(read_pairs(saved(f"[\n{LINES[0]},\n{LINES[1][:20]}")))

    assert [pair.accepted for pair in pairs] == [True, False]
    assert [code for code, _, _ in findings(pairs)] == ["HD002"]
    assert pairs[1].raw == LINES[1][:20].rstrip(" ,")


@pytest.mark.parametrize("indent", [None, 1])
def test_places_are_right_far_into_a_large_array(saved, indent):
    text = json.dumps([ROWS[0]] * 9_000 + [{"prompt": "a"}], ensure_ascii=False, indent=indent)
    at = text.rindex("{")

    pairs = list(read_pairs(saved(text)))

    assert len(pairs) == 9_001
    assert findings(pairs) == [("HD103", text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at))]


def test_text_after_an_array_is_a_rejected_row(saved):
    pairs = list(read_pairs(saved(json.dumps(ROWS, indent=1) + "\nthe end")))

    assert texts_of(pairs[:3]) == TEXTS
    assert [(pair.raw, pair.issues[0].code) for pair in pairs[3:]] == [("the end", "HD002")]


def test_what_json_does_not_allow_is_told_by_its_own_code(saved):
    lines = [
        '{"prompt": "a", "response": "b", "score": NaN}',
        '{"prompt": "a", "response": "b\\ud83d"}',
        '{"prompt": "a", "prompt": "b", "response": "c"}',
        "[" * 100_000,
        '{"prompt": "a\x00", "response": "b"}',
        '{"prompt": 5, "response": "b"}',
        LINES[0],
    ]

    pairs = list(read_pairs(saved("\n".join(lines))))

    assert findings(pairs) == [
        ("HD005", 1, 43),
        ("HD006", 2, 31),
        ("HD105", 3, 17),
        ("HD003", 4, 201),
        ("HD002", 5, 14),
        ("HD104", 6, 2),
    ]
    assert texts_of(pairs)[-1] == TEXTS[0]
    assert pairs[1].response == "b\\ud83d"


def test_nesting_without_end_in_an_array_costs_its_own_element(saved):
    deep = "[" * 100_000 + "]" * 100_000

    pairs = list(read_pairs(saved(f"[\n{LINES[0]},\n{deep},\n{LINES[1]}\n]")))

    assert texts_of(pair for pair in pairs if pair.accepted) == TEXTS[:2]
    assert findings(pairs) == [("HD003", 3, 201)]


@pytest.fixture
def small_limit(monkeypatch):
    for module in (json_lines, json_values, tables, unreadable):
        monkeypatch.setattr(module, "MAX_ROW", 100_000)
    return 100_000


@pytest.mark.parametrize("kind", ["JSON Lines", "an array, an element a line", "an array on one line", "CSV"])
def test_a_row_too_long_to_read_is_rejected_and_the_rest_is_read(saved, small_limit, kind):
    giant = KINDS[kind].replace("2句", "2" + "年" * 500_000)

    pairs = list(read_pairs(saved(giant)))

    assert texts_of(pair for pair in pairs if pair.accepted) == [TEXTS[0], TEXTS[2]]
    assert findings(pairs)[0][0] == "HD007"
    assert len(pairs[1].raw) < 3 * unreadable.SHOWN
    assert "写第2年年" in pairs[1].raw


def test_a_row_just_short_of_the_limit_is_read(saved, small_limit):
    row = {"prompt": "a", "response": "b" * (small_limit - 100)}

    assert texts_of(read_pairs(saved(json.dumps(row)))) == [("a", row["response"])]
    assert texts_of(read_pairs(saved(json.dumps([row, row], indent=1)))) == [("a", row["response"])] * 2


def test_a_long_sound_row_in_an_array_is_read_whole(saved):
    row = {"prompt": "a", "response": "长" * 400_000, "x": [1] * 50_000}

    pairs = list(read_pairs(saved(json.dumps([ROWS[0], row, ROWS[1]], ensure_ascii=False))))

    assert texts_of(pairs) == [TEXTS[0], ("a", row["response"]), TEXTS[1]]


# Tables


def test_a_field_keeps_its_line_breaks_as_they_are(saved):
    pairs = list(read_pairs(saved('prompt,response\r\n"a\r\n\r\nb","c\nd"\r\n', "x.csv")))

    assert texts_of(pairs) == [("a\r\n\r\nb", "c\nd")]


def test_an_unclosed_quote_costs_its_own_line(saved):
    text = 'prompt,response\na,b\nc,"d\ne,f\ng,h\n'

    pairs = list(read_pairs(saved(text, "x.csv")))

    assert texts_of(pairs) == [("a", "b"), ("", ""), ("e", "f"), ("g", "h")]
    assert findings(pairs) == [("HD004", 3, 3)]
    assert pairs[1].raw == 'c,"d'


def test_rows_with_more_or_fewer_fields_than_the_header_are_rejected(saved):
    text = "prompt,response,note\na,b,c\nd\ne,f,g,h\ni,j,k,,\n"

    pairs = list(read_pairs(saved(text, "x.csv")))

    assert [pair.accepted for pair in pairs] == [True, False, False, True]
    assert [issue.message for pair in pairs for issue in pair.issues] == [
        "a row of 1 fields under a header of 3",
        "a row of 4 fields under a header of 3",
    ]
    assert pairs[2].raw == "e,f,g,h"


def test_a_header_that_is_not_known_is_no_loss(saved):
    pairs = list(read_pairs(saved("题干,解析\n一加一？,二\n", "x.csv")))

    assert findings(pairs) == [("HD101", 1, 1), ("HD101", 2, 1)]
    assert "题干, 解析" in pairs[0].issues[0].message
    assert [pair.raw for pair in pairs] == ["题干,解析", "一加一？,二"]


def test_columns_name_those_that_are_not_known(saved):
    path = saved("题干,解析\n一加一？,二\n", "x.csv")

    assert texts_of(read_pairs(path, columns={"prompt": "题干", "response": "解析"})) == [("一加一？", "二")]
    assert texts_of(read_pairs(path, columns=(("prompt", "题干"), ("response", "解析")))) == [
        ("一加一？", "二")
    ]


def test_a_table_of_one_known_column_is_a_prompt_set(saved):
    assert findings(read_pairs(saved("问题\n在吗\n", "x.csv"))) == [("HD103", 2, 1)]


def test_a_field_that_is_empty_is_told_at_its_place(saved):
    text = 'id,prompt,response\n1,"a\nb",\n2,,c\n'

    assert findings(read_pairs(saved(text, "x.csv"))) == [("HD103", 3, 4), ("HD102", 4, 3)]


@pytest.mark.parametrize("row", ["在吗,在", '在吗,"在"', "在吗,在,1"])
def test_a_row_that_lacks_its_last_cells_is_read_where_they_are_no_part_of_a_pair(saved, row):
    (pair,) = read_pairs(saved(f"prompt,response,编号,备注\n{row}\n", "x.csv"))

    assert (pair.prompt, pair.response, pair.accepted) == ("在吗", "在", True)
    assert findings([pair]) == [("HD110", 2, 1)]
    assert "备注; the row was read all the same" in pair.issues[0].say("en")


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("prompt,备注,response", "a,b"),
        ("备注,response,prompt", "a,b"),
        ("prompt,response,system", "a,b"),
        ("prompt,response,备注,history", "a,b,c"),
        ("instruction,output,input", "a,b"),
        ("prompt,response,rejected", "a,b"),
        ("prompt,response,备注", "a,b,c,d"),
        ("prompt,response", "a"),
    ],
)
def test_a_row_that_lacks_part_of_a_pair_or_has_too_many_cells_is_refused(saved, header, row):
    (pair,) = read_pairs(saved(f"{header}\n{row}\n", "x.csv"))

    assert findings([pair]) == [("HD106", 2, 1)]
    assert pair.raw == row


def test_a_row_that_lacks_a_cell_is_judged_by_the_others_all_the_same(saved):
    (pair,) = read_pairs(saved("prompt,response,备注\n在吗,\n", "x.csv"))

    assert [code for code, *_ in findings([pair])] == ["HD103", "HD110"]


def test_a_column_that_stands_twice_is_told(saved):
    assert findings(read_pairs(saved("prompt,response,prompt\na,b,c\n", "x.csv"))) == [("HD105", 2, 1)]
    assert findings(read_pairs(saved("prompt,x,response,x\na,b,c,d\n", "x.csv"))) == []


@pytest.mark.parametrize("spelling", ["[['新年好']]", '[["新年好"]]'])
def test_a_response_as_qianfan_exports_it_is_unpacked(saved, spelling):
    assert texts_of(read_pairs(saved(table([("祝福", spelling)]), "x.csv"))) == [("祝福", "新年好")]


def test_a_response_that_only_looks_like_a_list_stays(saved):
    assert texts_of(read_pairs(saved(table([("维基", "[[链接]]")]), "x.csv"))) == [("维基", "[[链接]]")]


CELLS = st.text(st.sampled_from('a好,;"\n\t 　'), min_size=1, max_size=8).filter(str.strip)


@one_file
@given(rows=st.lists(st.tuples(CELLS, CELLS), min_size=1), delimiter=st.sampled_from([",", "\t", ";"]))
def test_any_table_that_python_writes_is_read(saved, rows, delimiter):
    assert texts_of(read_pairs(saved(table(rows, delimiter)))) == rows


@pytest.mark.parametrize(
    ("title", "codes"),
    [
        ("2024 年春节,,", ["HD101"]),
        ("2024 年春节", ["HD101"]),
        ("2024 年春节,,\n\n由小王整理,,", ["HD101", "HD101"]),
        ('"没关上的引号,,', ["HD004"]),
        ('"两行的\n标题",,', ["HD101"]),
    ],
)
def test_titles_above_the_header_of_a_table_are_rows_of_their_own(saved, title, codes):
    lines = title.count("\n") + 1
    text = f'{title}\n问题,答案,备注\n在吗,"在",1\n'

    renamed = text.replace("问题,答案", "题干,解答")
    for data, named in [(text, {}), (renamed, {"prompt": "题干", "response": "解答"})]:
        pairs = list(read_pairs(saved(data, "x.csv"), columns=named))

        assert [code for code, *_ in findings(pairs)] == codes
        assert pairs[0].raw == title.split("\n\n")[0]
        assert (texts_of(pairs)[-1], pairs[-1].line) == (("在吗", "在"), lines + 2)


@pytest.mark.parametrize("above", ["问题,说明", "说明,回答", "prompt,x"])
def test_a_header_that_names_prompt_or_response_is_no_title(saved, above):
    pairs = list(read_pairs(saved(f"{above}\n问题,答案\n", "x.csv")))

    assert [code for code, *_ in findings(pairs)] in (["HD103"], ["HD102"])


@pytest.mark.parametrize(
    "named", [("问题", "答案", {}), ("题干", "解答", {"prompt": "题干", "response": "解答"})]
)
def test_a_merged_title_above_the_header_of_a_sheet_costs_no_row(tmp_path, named):
    openpyxl = pytest.importorskip("openpyxl")
    pytest.importorskip("python_calamine")
    prompt, response, columns = named
    book = openpyxl.Workbook()
    for row in [
        ("2024 年春节祝福", None, None),
        (None, None, None),
        (prompt, response, "备注"),
        ("在吗", "在", 1),
    ]:
        book.active.append(row)
    book.active.merge_cells("A1:C1")
    book.save(tmp_path / "x.xlsx")

    pairs = list(read_pairs(tmp_path / "x.xlsx", columns=columns))

    assert [(pair.prompt, pair.response, pair.line) for pair in pairs] == [("", "", 1), ("在吗", "在", 4)]
    assert findings(pairs) == [("HD101", 1, 1)]


def test_excel_is_read_sheet_by_sheet(saved, tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    pytest.importorskip("python_calamine")
    book = openpyxl.Workbook()
    book.active.title = "春节"
    for row in [
        ("提示词", "回答", "字数"),
        ("拜年", "新年好\n万事如意", 9),
        (None, None, None),
        ("空", None, 0),
    ]:
        book.active.append(row)
    book.create_sheet("元宵").append(("问题", "答案"))
    book["元宵"].append(("吃什么", 2024))
    book.create_sheet("空白")
    book.save(tmp_path / "x.xlsx")

    reading = read_pairs(tmp_path / "x.xlsx")
    pairs = list(reading)

    assert texts_of(pairs) == [("拜年", "新年好\n万事如意"), ("空", ""), ("吃什么", "2024")]
    assert [(pair.source, pair.line) for pair in pairs] == [
        ("x.xlsx#春节", 2),
        ("x.xlsx#春节", 4),
        ("x.xlsx#元宵", 2),
    ]
    assert (reading.inputs[0].kind, reading.inputs[0].blank, findings(pairs)[0][0]) == ("excel", 1, "HD103")
    assert reading.inputs[0].sha256 == hashlib.sha256((tmp_path / "x.xlsx").read_bytes()).hexdigest()


def test_excel_without_its_extra_names_the_pip_line(saved, monkeypatch):
    monkeypatch.setitem(sys.modules, "python_calamine", None)

    with pytest.raises(MissingExtraError, match=r"pip install 'hesui-data\[excel\]'"):
        list(read_pairs(saved(b"PK\x03\x04rest", "x.xlsx")))


def test_a_zip_that_is_no_workbook_is_an_error_in_one_line(saved):
    pytest.importorskip("python_calamine")

    with pytest.raises(InputError, match=r"x\.xlsx: not a workbook"):
        list(read_pairs(saved(b"PK\x03\x04rest", "x.xlsx")))


# Sources


def test_a_folder_gives_its_data_files_by_name_and_says_what_it_passes_over(saved, tmp_path):
    for name in ("b.jsonl", "a/deep/c.json", "a/D.JSONL", "a.ndjson", ".hidden.jsonl", ".git/x.json"):
        saved(LINES[0], name)
    for name in ("README.md", "readme", "notes.txt", "a/picture.png"):
        saved("x", name)

    reading = read_pairs(tmp_path)

    assert [pair.source for pair in reading] == ["a.ndjson", "a/D.JSONL", "a/deep/c.json", "b.jsonl"]
    assert reading.skipped == ("a/picture.png", "notes.txt")


def test_a_built_folder_gives_its_rows_and_none_of_its_records(saved, tmp_path):
    saved('{"hesui_data": "1.0", "outputs": []}', "manifest.json")
    for name in ("train.jsonl", "eval.jsonl", "rejected.jsonl", "lineage.jsonl"):
        saved(LINES[0], name)

    reading = read_pairs(tmp_path)

    assert [pair.source for pair in reading] == ["eval.jsonl", "train.jsonl"]
    assert reading.skipped == ()


def test_a_manifest_of_someone_else_is_data_like_any_other(saved, tmp_path):
    saved(LINES[0], "manifest.json")

    assert [pair.source for pair in read_pairs(tmp_path)] == ["manifest.json"]


def test_a_glob_gives_what_it_matches(saved, tmp_path):
    for name in ("b.jsonl", "a.jsonl", "sub/c.jsonl", "d.txt", "README.md"):
        saved(LINES[0], name)

    def names(pattern):
        return [pair.source for pair in read_pairs(str(tmp_path / pattern))]

    assert names("*.jsonl") == ["a.jsonl", "b.jsonl"]
    assert names("**/*.jsonl") == ["a.jsonl", "b.jsonl", "sub/c.jsonl"]
    assert names("*.txt") == ["d.txt"]
    assert read_pairs(str(tmp_path / "*")).skipped == ("d.txt",)


def test_a_name_with_wildcards_in_it_is_the_file_itself(saved):
    assert [pair.source for pair in read_pairs(saved(LINES[0], "[a]*.jsonl"))] == ["[a]*.jsonl"]


def test_a_file_that_is_meant_twice_is_read_once(saved, tmp_path):
    first, second = saved(LINES[0], "z.jsonl"), saved(LINES[1], "a.jsonl")

    assert texts_of(read_pairs([first, second, tmp_path])) == [TEXTS[1], TEXTS[0]]


def test_the_order_of_several_sources_changes_nothing(saved, tmp_path):
    names = ("a/x.jsonl", "b/x.jsonl", "b/deep/y.jsonl", "c.jsonl", "a/notes.txt", "b/more.txt")
    for number, name in enumerate(names):
        saved(LINES[number % 3], name)
    sources = [tmp_path / "a", tmp_path / "b", tmp_path / "b" / "deep", tmp_path / "c.jsonl", tmp_path]

    (first, *others) = [find_sources(order) for order in itertools.permutations(sources)]

    assert [file.name for file in first.files] == sorted(file.name for file in first.files)
    assert [set(other.files) for other in others] == [set(first.files)] * len(others)
    assert others == [first] * len(others)


def test_names_that_would_be_the_same_tell_their_folders(saved, tmp_path):
    for folder in ("2023", "2024"):
        saved(LINES[0], f"{folder}/train.jsonl")
    saved(LINES[0], "2024/other.jsonl")

    reading = read_pairs([tmp_path / "2023", tmp_path / "2024"])

    assert [pair.source for pair in reading] == ["2023/train.jsonl", "2024/train.jsonl", "other.jsonl"]


def test_standard_input_is_read_like_a_file(monkeypatch):
    data = io.BytesIO(KINDS["CSV"].encode("gb18030"))
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=data))

    reading = read_pairs("-")

    assert texts_of(reading) == TEXTS
    assert [(file.name, file.encoding) for file in reading.inputs] == [("stdin", "gb18030")]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_read_like_a_file(tmp_path):
    from threading import Thread

    os.mkfifo(tmp_path / "pipe")
    writer = Thread(target=(tmp_path / "pipe").write_bytes, args=["\n".join(LINES).encode()])
    writer.start()

    assert texts_of(read_pairs(tmp_path / "pipe")) == TEXTS
    writer.join()


@pytest.mark.parametrize("source", ["nothing-here.jsonl", "nothing-here/*.jsonl"])
def test_what_is_not_there_is_an_error_at_once(tmp_path, source):
    with pytest.raises(InputError, match="nothing"):
        read_pairs(str(tmp_path / source))


def test_a_folder_with_nothing_to_read_is_an_error(saved, tmp_path):
    saved("x", "notes.txt")

    with pytest.raises(InputError, match="nothing to read here; data files end in csv"):
        read_pairs(tmp_path)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_an_error(saved):
    path = saved(LINES[0])
    path.chmod(0)

    with pytest.raises(InputError, match="Permission denied"):
        list(read_pairs(path))


def test_a_file_that_cannot_be_read_to_its_end_is_an_error(saved, monkeypatch):
    path = saved(LINES[0])

    def refuse(*_args, **_options):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)

    with pytest.raises(InputError, match=r"x\.jsonl: Permission denied"):
        list(read_pairs(path))


def test_a_file_that_changes_while_it_is_read_is_an_error(saved):
    path = saved("\n".join(LINES))
    reading = iter(read_pairs(path))
    next(reading)
    path.write_text("\n".join(LINES * 2), encoding="utf-8")

    with pytest.raises(InputError, match="changed while it was read"):
        list(reading)


def test_a_column_of_a_field_that_there_is_not_is_an_error(saved):
    with pytest.raises(RecipeError, match="promt"):
        read_pairs(saved(LINES[0]), columns={"promt": "题干"})


def test_what_was_read_is_told_afterwards(saved):
    path = saved("\n".join([LINES[0], "{", ""]))
    reading = read_pairs(path)
    list(reading)

    (file,) = reading.inputs

    assert (file.name, file.bytes, file.rows, file.kind) == ("x.jsonl", path.stat().st_size, 2, "jsonl")
    assert file.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_sources_are_found_without_being_read(saved):
    assert [file.name for file in find_sources(saved(b"\x89PNG", "x.json")).files] == ["x.json"]


# Properties over any bytes


def check_every_row(pairs):
    """What holds of whatever is read."""
    for pair in pairs:
        assert pair.source == "x.jsonl"
        assert pair.line is not None
        assert pair.accepted or pair.raw
        for text in (pair.prompt, pair.response, pair.system, pair.raw):
            text.encode()
        for issue in pair.issues:
            assert issue.line is not None
            assert issue.column is not None
            assert issue.stage == "read"
            assert issue.message
            assert issue.say("zh")


MARKS = (*'{}[]",:\\ \n\t', "\r\n", "\ufeff", "\u2028", "\x00", "1", "null", "NaN", "\\ud83d", "sep=;", "; ")
WORDS = (
    "prompt",
    "问题",
    "答案",
    '"prompt"',
    '"response"',
    '"messages"',
    '"你好"',
    '""',
    LINES[0],
    f"[{LINES[1]}]",
)
PIECES = st.sampled_from(MARKS + WORDS)


@one_file
@given(
    data=st.binary(max_size=120) | st.lists(PIECES, max_size=25).map(lambda pieces: "".join(pieces).encode())
)
@example(b"\x00,\x00{")
@example(b"[\xe2\x80\xa8")
@example(b"]{")
def test_any_bytes_give_rows_or_an_input_error(saved, data):
    try:
        pairs = list(read_pairs(saved(data)))
    except InputError:
        pairs = []

    check_every_row(pairs)


@one_file
@given(lines=st.lists(st.lists(PIECES, max_size=8).map("".join) | st.sampled_from(LINES), max_size=8))
def test_every_line_of_json_lines_that_is_not_blank_is_a_row(saved, lines):
    data = "\n".join([LINES[0], LINES[1], *lines]).encode()

    reading = read_pairs(saved(data))
    pairs = list(reading)

    check_every_row(pairs)
    filled = [number for number, line in enumerate(data.split(b"\n"), 1) if line.strip()]
    assert list(dict.fromkeys(pair.line for pair in pairs)) == filled
    assert reading.inputs[0].rows == len(pairs)


@one_file
@given(
    rows=st.lists(any_pairs(flat=True), min_size=1, max_size=5),
    codec=st.sampled_from(["utf-8", "utf-8-sig", "gb18030"]),
)
def test_what_is_written_in_any_encoding_is_read_back(saved, rows, codec):
    text = "".join(write_row(pair, "flat").decode() + "\n" for pair in rows)

    back = list(read_pairs(saved(text.encode(codec))))

    assert [(p.prompt, p.response, p.id, p.seed) for p in back] == [
        (p.prompt, p.response, p.id, p.seed) for p in rows
    ]


@one_file
@given(
    rows=st.lists(st.tuples(texts(visible=True), texts(visible=True)), min_size=2, max_size=4),
    indent=st.sampled_from([None, 0, 2]),
)
def test_an_array_is_read_as_its_lines_are(saved, rows, indent):
    values = [{"prompt": prompt, "response": response} for prompt, response in rows]

    lines = list(read_pairs(saved("\n".join(map(json.dumps, values)))))
    array = list(read_pairs(saved(json.dumps(values, indent=indent))))

    assert texts_of(lines) == texts_of(array) == rows
    assert [pair.id for pair in lines] == [pair.id for pair in array]


def test_kinds_are_told_from_a_head_that_is_cut_anywhere():
    for kind, text in KINDS.items():
        data = text.encode()
        name = kind_of(data, whole=True).name
        for cut in range(len(LINES[0].encode()) * 2, len(data)):
            assert kind_of(data[:cut], whole=False).name == name, (kind, cut)


# Other people's files


def test_other_peoples_corpora_are_read_row_by_row(shared):
    counts = {}
    for path in sorted(shared.rglob("*")):
        if path.suffix not in (".json", ".jsonl", ".csv") or path.parent == shared:
            continue
        pairs = list(read_pairs(path))
        counts[path.name] = (len(pairs), sum(pair.accepted for pair in pairs))
        assert all(pair.line and (pair.accepted or pair.raw) for pair in pairs)

    expected = {
        "alpaca_zh_demo.json": (161, 161),
        "all_gpt_prompt.json": (7, 7),
        "dpo_zh_demo.json": (47, 47),
        "essay.json": (39, 39),
        "fin_cqa_train.jsonl": (101, 101),
        "glaive_toolcall_zh_demo.json": (54, 24),
        "multi_conversation.jsonl": (5, 5),
        "qa_pair.csv": (86, 86),
        "stress_test.jsonl": (3, 0),
        "zh_seed_tasks.jsonl": (44, 44),
        "bom_crlf.jsonl": (2, 2),
        "blank_between.jsonl": (2, 2),
        "comma_at_end.jsonl": (2, 2),
        "excel_gbk.csv": (1, 1),
        "missing_key.jsonl": (2, 1),
        "nan.jsonl": (1, 0),
        "zero_width.jsonl": (1, 1),
    }
    assert {name: counts[name] for name in expected if name in counts} == {
        name: count for name, count in expected.items() if name in counts
    }


def test_the_json_test_suite_is_accepted_and_rejected_as_it_demands(shared, saved):
    cases = shared / "jsontestsuite" / "cases.jsonl"
    if not cases.is_file():
        pytest.skip("no JSON test suite here")
    for case in map(json.loads, cases.read_text(encoding="utf-8").splitlines()):
        found = syntax_findings(saved(case["input"].encode("utf-8", "surrogatepass")))

        stdlib = case["python_3_11_json"]
        assert bool(found) == (case["expect"] == "reject") or case["expect"] == "either", case["name"]
        if case["expect"] == "reject" and stdlib["stdlib"] == "rejects" and found != {(1, 1)}:
            assert (stdlib["line"], stdlib["col"]) in found, case["name"]


def syntax_findings(path: Path) -> set[tuple[int | None, int | None]]:
    """The places at which a file is said to be no JSON."""
    try:
        pairs = list(read_pairs(path))
    except InputError as error:
        assert ":1:1: " in str(error)  # noqa: PT017
        return {(1, 1)}
    return {
        (line, column)
        for code, line, column in findings(pairs)
        if code in ("HD002", "HD003", "HD005", "HD008")
    }


def test_csv_spectrum_is_read_as_its_json_says(shared):
    folder = shared / "csv_spectrum"
    if not folder.is_dir():
        pytest.skip("no csv-spectrum here")
    for path in sorted(folder.glob("*.csv")):
        rows = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        first, second = list(rows[0])[:2]

        pairs = read_pairs(path, columns={"prompt": first, "response": second})

        assert texts_of(pairs) == [(row[first], row[second]) for row in rows]


def test_real_big5_is_told(shared):
    path = shared / "encodings_real" / "sample_chinese_big5.txt"
    if not path.is_file():
        pytest.skip("no Big5 sample here")

    with pytest.raises(InputError, match="read as big5"):
        list(read_pairs(path))


def test_a_pair_of_a_single_file_is_called_by_its_name(saved):
    (pair,) = read_pairs(saved(LINES[0], "deep/down/名字.jsonl"))

    assert (pair.source, pair.line, pair.method) == ("名字.jsonl", 1, "read")
    assert pair.id == Pair(*TEXTS[0]).id


def test_a_built_data_set_below_the_source_is_skipped_by_name_but_read_when_it_is_meant(saved, tmp_path):
    saved(LINES[0], "raw.jsonl")
    saved('{"hesui_data": "1.0", "outputs": []}', "processed/manifest.json")
    saved(LINES[1], "processed/train.jsonl")

    reading = read_pairs(tmp_path)
    assert [pair.source for pair in reading] == ["raw.jsonl"]
    assert reading.skipped == ("processed",)
    assert [pair.source for pair in read_pairs(tmp_path / "processed")] == ["train.jsonl"]


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda folder: (folder / "train.jsonl").write_text("{}"), "incomplete: train.jsonl is not the file"),
        (lambda folder: (folder / "eval.jsonl").unlink(), "incomplete: eval.jsonl is not the file"),
        (lambda folder: (folder / "manifest.json").write_text('{"hesui_data": "1", "out'), "not a manifest"),
    ],
    ids=["changed", "gone", "manifest cut off"],
)
def test_a_built_data_set_that_is_incomplete_is_not_read(tmp_path, damage, said):
    def manifest(written) -> list[bytes]:
        outputs = [{"name": one.name, "sha256": one.sha256, "bytes": one.bytes} for one in written]
        return [json.dumps({"hesui_data": "1", "outputs": outputs}).encode()]

    files = {"train.jsonl": [LINES[0].encode()], "eval.jsonl": [LINES[1].encode()]}
    write_folder(tmp_path, files, manifest=manifest)
    assert texts_of(read_pairs(tmp_path)) == [TEXTS[1], TEXTS[0]]
    damage(tmp_path)

    with pytest.raises(InputError, match=said):
        read_pairs(tmp_path)
    with pytest.raises(InputError, match=said):
        check_complete(tmp_path)


def test_two_paths_of_one_file_are_the_same_file(saved, tmp_path):
    path, other = saved("a", "a.jsonl"), saved("a", "b.jsonl")
    (tmp_path / "link.jsonl").symlink_to(path)
    (tmp_path / "hard.jsonl").hardlink_to(path)

    assert same_file(path, tmp_path / "link.jsonl")
    assert same_file(path, tmp_path / "hard.jsonl")
    assert same_file(tmp_path / "new.jsonl", tmp_path / "." / "new.jsonl")
    assert not same_file(path, other)
    assert not same_file(path, tmp_path / "new.jsonl")
