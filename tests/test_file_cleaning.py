"""Cleaning a file in a stream: the cheap way against the plain one, and what is left when something goes wrong."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hesui_data import file_cleaning
from hesui_data.errors import InputError, OutputError
from hesui_data.file_cleaning import clean_file
from hesui_data.files import read_pairs
from hesui_data.files.writing import AtomicFile
from hesui_data.pair import content_id
from hesui_data.testing import texts

SAYING = texts() | st.sampled_from(
    [
        "写HTML代码",
        "新年好<br>万事如意",
        "&amp;hellip;",
        "cafe\u0301",
        "\u200b",
        " ",
        "好 \r\n好",
        '说"好"',
        "AT&T",
    ]
)
ROW = st.builds(lambda prompt, response: {"prompt": prompt, "response": response}, SAYING, SAYING)
ODD = st.sampled_from(
    [
        {"prompt": "写"},
        {"prompt": 1, "response": "好"},
        {"output": "好 ", "instruction": "写"},
        [],
        {"messages": []},
    ]
)
OWN = json.dumps({"prompt": "写", "response": "好 ", "id": "a" * 20}, ensure_ascii=False)
TWICE = '{"prompt":"写","response":"好 ","prompt":"读"}'
LINE = (ROW | ODD).map(lambda row: json.dumps(row, ensure_ascii=False)) | st.sampled_from(
    ["", "{", OWN, TWICE]
)


def written(lines, folder, dialect="flat"):
    source, out = folder / "in.jsonl", folder / "out.jsonl"
    source.write_bytes("\n".join(lines).encode("utf-8", "surrogatepass"))
    done = clean_file(str(source), out, dialect=dialect)
    beside = done.refused_path.read_bytes() if done.refused else b""
    return out.read_bytes(), beside, (done.rows, done.changed, done.refused)


@given(lines=st.lists(LINE, max_size=8), dialect=st.sampled_from(["flat", "qianfan", "qianfan-dpo"]))
def test_rows_that_are_dealt_with_at_a_look_are_written_as_the_pairs_are(tmp_path_factory, lines, dialect):
    folder = tmp_path_factory.mktemp("cleaned")
    try:
        fast = written([*lines, "[]"], folder, dialect)
    except InputError:
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(file_cleaning, "KEYS", ())
        plain = written([*lines, "[]"], folder, dialect)

    assert fast == plain


def test_what_is_changed_keeps_its_id_and_what_is_not_needs_none(tmp_path):
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text('{"prompt":"写","response":"好 "}\n{"prompt":"写","response":"好"}\n', encoding="utf-8")
    before = [pair.id for pair in read_pairs(source)]

    clean_file(str(source), out)

    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [row["steps"][0]["name"] for row in rows if "steps" in row] == ["strip_trailing_space"]
    assert "id" not in rows[1]
    assert [pair.id for pair in read_pairs(out)] == before
    assert content_id(next(iter(read_pairs(out)))) != before[0]


def test_what_is_changed_is_told_as_it_comes(tmp_path):
    source = tmp_path / "in.jsonl"
    source.write_text('{"prompt":"写","response":"好 "}\n{"prompt":"写","response":"好"}\n', encoding="utf-8")
    told = []

    done = clean_file(str(source), tmp_path / "out", tell=lambda *both: told.append(both))

    assert [(before.response, after.response) for before, after in told] == [("好 ", "好")]
    assert (done.rows, done.changed, done.refused) == (2, 1, 0)


def test_a_file_that_cannot_be_read_to_its_end_leaves_what_was_there(tmp_path, monkeypatch):
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text('{"prompt":"写","response":"好"}\n{\n' * 10, encoding="utf-8")
    out.write_text("before", encoding="utf-8")

    def fails(_pair):
        raise OSError(5, "the disk is gone")

    monkeypatch.setattr("hesui_data.file_cleaning.clean_pair", fails)
    source.write_text('{"prompt":"写","response":"好","id":"x"}\n{\n', encoding="utf-8")
    with pytest.raises(OSError, match="gone"):
        clean_file(str(source), out)

    assert out.read_text(encoding="utf-8") == "before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl", "out.jsonl"]


def test_a_file_with_the_same_bytes_is_not_touched(tmp_path):
    out = tmp_path / "out"
    out.write_bytes(b"12")
    before = out.stat().st_mtime_ns, out.stat().st_ino

    with AtomicFile(out) as file:
        file.write(b"12")

    assert (out.stat().st_mtime_ns, out.stat().st_ino) == before


def test_a_place_that_cannot_be_written_is_one_line(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")

    with pytest.raises(OutputError, match="cannot be written"), AtomicFile(tmp_path / "file" / "out"):
        pass


@pytest.mark.parametrize("name", ["in.jsonl", "in.csv"])
def test_each_row_that_goes_by_is_seen(tmp_path, name):
    source = tmp_path / name
    rows = "写,好 \n读,好\n唱,\n" if name == "in.csv" else OWN + '\n{"prompt":"写","response":"好"}\n{\n'
    source.write_text(("prompt,response\n" if name == "in.csv" else "") + rows, encoding="utf-8")
    seen = []

    def watch(what, items):
        for item in items:
            seen.append((what, item))
            yield item

    done = clean_file(str(source), tmp_path / "out.jsonl", watch=watch)

    assert seen == [("clean", number) for number in range(done.rows)]
