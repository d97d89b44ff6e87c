"""Files people have: Excel, CSV and Parquet, written and read back."""

import io
import json
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings

from hesui_data import build_dataset
from hesui_data.cleaning import clean_pair
from hesui_data.cli import main
from hesui_data.errors import InputError, MissingExtraError, RecipeError
from hesui_data.files import parquet, read_pairs
from hesui_data.files.row_files import form_issues, row_file
from hesui_data.files.writing import AtomicFile
from hesui_data.formats import DIALECTS, dialect_issues, rows_in, write_row
from hesui_data.formats.records import MOST_IN_A_CELL
from hesui_data.linter import check_file
from hesui_data.pair import Pair, Step, Turn
from hesui_data.testing import pairs
from hesui_data.verbs import clean_into_form, export_folder

PACKAGES = {".xlsx": ("openpyxl", "python_calamine"), ".parquet": ("pyarrow",)}
FORMS = [".xlsx", ".csv", ".tsv", ".parquet"]
TRICKY = [
    Pair("=1+1", "+SUM(A1)\n新年好\n\n　　一、好 "),
    Pair("@某人", "-x\r\ny"),
    Pair("三百", "300"),
    Pair("日子", "2024-02-10"),
    Pair("像转义的 _x000D_ 文字", "TRUE"),
    Pair("在吗", "在", system="你是助手", history=(Turn("user", "喂\n喂"), Turn("assistant", "您好", 0))),
    Pair("选", "好", rejected_response="坏"),
]


def written(given, tmp_path, ending, dialect="flat") -> Path:
    for package in PACKAGES.get(ending, ()):
        pytest.importorskip(package)
    path = tmp_path / f"rows{ending}"
    path.write_bytes(b"".join(row_file(given, ending=ending, dialect=dialect)))
    return path


def parts(pair):
    return (
        pair.prompt, pair.response, pair.system, pair.history, pair.rejected_response, pair.weight, pair.id, pair.seed
    )  # fmt: skip


@pytest.mark.parametrize("ending", FORMS)
def test_what_is_written_is_read_back_to_the_last_blank(ending, tmp_path):
    found = list(read_pairs(written(TRICKY, tmp_path, ending)))

    assert [parts(pair) for pair in found] == [parts(pair) for pair in TRICKY]
    assert not any(pair.issues for pair in found)


@pytest.mark.parametrize("ending", FORMS)
@settings(max_examples=20)
@given(pair=pairs())
def test_every_clean_pair_comes_back(ending, pair, tmp_path_factory):
    clean = replace(clean_pair(pair), steps=(), issues=(), id="", seed="")
    if not clean.accepted or not clean.prompt.strip() or not clean.response.strip():
        return
    [found] = read_pairs(written([clean], tmp_path_factory.mktemp("rows"), ending))

    assert parts(found)[:5] == parts(clean)[:5]


@pytest.mark.parametrize("dialect", sorted(DIALECTS))
def test_every_dialect_goes_through_parquet_as_through_jsonl(dialect, tmp_path):
    rows = [
        row for pair in TRICKY for row in rows_in(pair, dialect) if not list(dialect_issues(row, dialect))
    ]
    (tmp_path / "rows.jsonl").write_bytes(b"".join(write_row(row, dialect) + b"\n" for row in rows))

    by_columns = list(read_pairs(written(rows, tmp_path, ".parquet", dialect)))
    by_lines = list(read_pairs(tmp_path / "rows.jsonl"))

    assert [parts(pair)[:6] for pair in by_columns] == [parts(pair)[:6] for pair in by_lines]
    assert [p.id for p in by_columns if p.accepted] == [p.id for p in by_lines if p.accepted]
    assert by_lines


def test_lineage_goes_through_parquet(tmp_path):
    pyarrow = pytest.importorskip("pyarrow.parquet")
    variant = replace(
        Pair("写祝福", "新年好").grow("retag", Step("retag", "prompt", "x")),
        split="train",
        source="a.jsonl",
        line=3,
    )
    path = written([variant], tmp_path, ".parquet")
    [found] = read_pairs(path)
    [row] = pyarrow.read_table(path).to_pylist()

    assert (found.id, found.seed, found.method, found.steps) == (
        variant.id, variant.seed, variant.method, variant.steps
    )  # fmt: skip
    assert (row["split"], row["source"], row["source_line"]) == ("train", "a.jsonl", 3)


@pytest.mark.parametrize("ending", FORMS)
def test_the_same_rows_are_the_same_bytes(ending, tmp_path, monkeypatch):
    import time

    first = written(TRICKY, tmp_path, ending).read_bytes()
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)

    assert written(TRICKY, tmp_path, ending).read_bytes() == first


def test_no_cell_of_a_workbook_is_a_formula_and_lines_are_kept(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    sheet = openpyxl.load_workbook(written(TRICKY, tmp_path, ".xlsx")).active
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]

    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.alignment.wrap_text for cell in cells)
    assert sheet["A2"].value == "=1+1"
    assert sheet["A2"].quotePrefix
    assert sheet["B2"].value.count("\n") == 3
    assert sheet.column_dimensions["B"].width > 40
    assert sheet.freeze_panes == "A2"


def test_a_workbook_tells_no_time_of_day(tmp_path):
    with zipfile.ZipFile(io.BytesIO(written(TRICKY, tmp_path, ".xlsx").read_bytes())) as book:
        assert {entry.date_time for entry in book.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"1980-01-01T00:00:00Z" in book.read("docProps/core.xml")


def test_a_text_too_long_for_a_cell_is_told_and_not_cut():
    [issue] = form_issues(Pair("a", "好" * (MOST_IN_A_CELL + 1)), ".xlsx")

    assert issue.code == "HD601"
    assert "32,768" in issue.say("zh")
    assert not list(form_issues(Pair("a", "好" * MOST_IN_A_CELL), ".xlsx"))


def test_a_table_of_texts_has_no_other_dialect(tmp_path):
    with pytest.raises(RecipeError, match="openai"):
        b"".join(row_file(TRICKY, ending=".csv", dialect="openai"))


def test_a_damaged_parquet_is_told_in_one_line(tmp_path):
    data = written(TRICKY, tmp_path, ".parquet").read_bytes()
    (tmp_path / "cut.parquet").write_bytes(data[: len(data) // 2])

    with pytest.raises(InputError, match=r"cut\.parquet") as caught:
        list(read_pairs(tmp_path / "cut.parquet"))
    assert "\n" not in str(caught.value)


def test_check_names_the_row_of_a_parquet_file(tmp_path):
    bad = [Pair("写5字以内祝福", "新年快乐，万事如意"), Pair("写祝福", "新年好！")]
    found = check_file(written(bad, tmp_path, ".parquet"))

    assert [(issue.code, issue.line) for issue in found if issue.severity == "error"] == [("HD201", 1)]
    assert not {issue.code for issue in found} & {"HD306", "HD307", "HD308", "HD309"}


def test_parquet_is_read_and_written_a_group_at_a_time(tmp_path, monkeypatch):
    pyarrow = pytest.importorskip("pyarrow.parquet")
    monkeypatch.setattr("hesui_data.files.parquet.ROWS_IN_A_GROUP", 10)
    rows = [Pair(f"写第{number}句", f"第{number}句") for number in range(25)]
    chunks = list(row_file(rows, ending=".parquet", dialect="flat"))
    path = tmp_path / "rows.parquet"
    path.write_bytes(b"".join(chunks))

    assert len(chunks) == 4
    assert pyarrow.ParquetFile(path).num_row_groups == 3
    assert [pair.prompt for pair in read_pairs(path)] == [row.prompt for row in rows]
    assert [pair.line for pair in read_pairs(path)] == list(range(1, 26))


# The verbs


@pytest.fixture
def raw(tmp_path):
    rows = [
        {"prompt": "写一句祝福，50字以内", "response": "新年好！\n=万事 如意"},
        {"prompt": "写祝福", "response": ""},
    ]
    path = tmp_path / "raw.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.mark.parametrize("ending", FORMS)
def test_clean_reads_and_writes_every_form(ending, raw, tmp_path):
    first, second = tmp_path / f"one{ending}", tmp_path / f"two{ending}"
    for package in PACKAGES.get(ending, ()):
        pytest.importorskip(package)

    assert main(["clean", str(raw), "-o", str(first), "-q"]) == 0
    assert main(["clean", str(first), "-o", str(second), "-q"]) == 0

    assert [parts(pair) for pair in read_pairs(second)] == [parts(pair) for pair in read_pairs(first)]
    assert [pair.response for pair in read_pairs(second)] == ["新年好！\n=万事 如意"]
    assert (tmp_path / "one.rejected.jsonl").exists()


@pytest.mark.parametrize("ending", FORMS)
def test_export_needs_no_dialect_where_the_name_tells(ending, raw, tmp_path, capsys):
    for package in PACKAGES.get(ending, ()):
        pytest.importorskip(package)
    built, out = tmp_path / "built", tmp_path / f"all{ending}"
    assert main(["build", str(raw), "-o", str(built), "-q"]) == 0
    assert main(["export", str(built), "-o", str(out), "--split", "all"]) == 0
    rows = sum(len((built / name).read_bytes().splitlines()) for name in ("train.jsonl", "eval.jsonl"))

    assert str(rows) in capsys.readouterr().out
    found = list(read_pairs(out))
    known = {row["id"]: row for row in map(json.loads, (built / "lineage.jsonl").read_bytes().splitlines())}
    assert {pair.id for pair in found} == set(known)
    assert all(pair.seed == known[pair.id]["seed"] for pair in found)
    assert all("\n" in pair.response for pair in found)


def test_export_to_jsonl_asks_for_a_dialect(raw, tmp_path, capsys):
    assert main(["build", str(raw), "-o", str(tmp_path / "built"), "-q"]) == 0
    assert main(["export", str(tmp_path / "built"), "-o", str(tmp_path / "x.jsonl"), "--lang", "zh"]) == 2
    assert "--dialect" in capsys.readouterr().err


def test_a_build_reads_parquet_and_excel_like_jsonl(raw, tmp_path):
    clean = tmp_path / "clean.jsonl"
    assert main(["clean", str(raw), "-o", str(clean), "-q"]) == 0
    texts = {}
    for ending in (".jsonl", *FORMS):
        for package in PACKAGES.get(ending, ()):
            pytest.importorskip(package)
        source, built = tmp_path / f"in{ending}", tmp_path / f"built{ending[1:]}"
        assert main(["clean", str(clean), "-o", str(source), "-q"]) == 0
        assert main(["build", str(source), "-o", str(built), "-q"]) == 0
        texts[ending] = (built / "train.jsonl").read_bytes() + (built / "eval.jsonl").read_bytes()

    assert len(set(texts.values())) == 1
    assert texts[".jsonl"]


def test_augment_writes_parquet(raw, tmp_path):
    pytest.importorskip("pyarrow")
    assert main(["augment", str(raw), "-o", str(tmp_path / "more.parquet"), "-q"]) == 0
    assert len(list(read_pairs(tmp_path / "more.parquet"))) > 1


def test_a_build_writes_parquet_beside_its_lines_and_reads_it_once(raw, tmp_path):
    pytest.importorskip("pyarrow")
    one, other = tmp_path / "one", tmp_path / "other"
    assert main(["build", str(raw), "-o", str(one), "--parquet", "-q"]) == 0
    assert main(["build", str(raw), "-o", str(other), "--parquet", "-q"]) == 0
    manifest = json.loads((one / "manifest.json").read_bytes())
    outputs = {entry["name"]: entry for entry in manifest["outputs"]}

    assert (one / "manifest.json").read_bytes() == (other / "manifest.json").read_bytes()
    assert "pyarrow" in manifest["packages"]
    assert outputs["train.parquet"]["rows"] == outputs["train.jsonl"]["rows"] > 0
    lineage = [json.loads(line) for line in (one / "lineage.jsonl").read_bytes().splitlines()]
    by_columns = list(read_pairs(one / "train.parquet"))
    assert [pair.id for pair in by_columns] == [row["id"] for row in lineage if row["split"] == "train"]
    assert [[step.name for step in pair.steps] for pair in by_columns] == [
        [step["name"] for step in row["steps"]] for row in lineage if row["split"] == "train"
    ]
    assert {name.name for name in build_dataset(one).inputs} == {"train.jsonl", "eval.jsonl"}
    assert main(["check", str(one), "-q"]) == 0


def test_expand_does_not_write_lines_under_another_name(raw, tmp_path, capsys):
    assert main(["expand", str(raw), "-o", str(tmp_path / "more.xlsx"), "--lang", "zh"]) == 2
    assert "more.jsonl" in capsys.readouterr().err
    assert not (tmp_path / "more.xlsx").exists()


# Frames


def test_a_data_set_as_a_frame_has_a_row_a_pair(raw):
    dataset = build_dataset(raw)
    frame = dataset.to_pandas()

    assert list(frame["id"]) == [pair.id for pair in (*dataset.train, *dataset.eval, *dataset.rejected)]
    assert set(frame["split"]) >= {"rejected"}
    assert all("\n" in text for text in frame[frame["split"] != "rejected"]["response"])
    assert list(build_dataset([]).to_pandas().columns) == list(frame.columns)


def test_a_data_set_as_datasets_has_its_lineage(raw):
    pytest.importorskip("datasets")
    dataset = build_dataset(raw, {"eval_share": 0})
    found = dataset.to_datasets()

    assert set(found) == {"train", "test"}
    assert found["train"]["id"][:] == [pair.id for pair in dataset.train]
    assert found["train"].features == found["test"].features
    assert any(row["tags"] for row in found["train"])
    assert {row["source"] for row in found["train"]} == {"raw.jsonl"}


def watched(monkeypatch):
    """What has been read, and how much of it at each time that something was written; and how to watch."""
    read, written = [], []
    write = AtomicFile.write
    monkeypatch.setattr(
        AtomicFile, "write", lambda file, chunk: (written.append(len(read)), write(file, chunk))[1]
    )

    def watch(name, pairs):
        for pair in pairs:
            read.append(pair)
            yield pair

    return read, written, watch


def test_rows_are_exported_as_they_are_read(raw, tmp_path, monkeypatch):
    build_dataset(raw).write(tmp_path / "built")
    read, written, watch = watched(monkeypatch)
    done = export_folder(tmp_path / "built", tmp_path / "x.jsonl", dialect="openai", split="all", watch=watch)

    assert done.rows == len(read) > 2
    assert written == list(range(1, len(read) + 1))


@pytest.mark.parametrize("verb", ["export", "clean"])
def test_a_group_of_parquet_is_written_before_the_next_is_read(verb, tmp_path, monkeypatch):
    pytest.importorskip("pyarrow")
    monkeypatch.setattr(parquet, "ROWS_IN_A_GROUP", 2)
    raw = tmp_path / "raw.jsonl"
    rows = [
        {"prompt": f"写{what}", "response": f"{what}好，\n{what}妙。 "}
        for what in ("灯笼", "春联", "年画", "汤圆")
    ]
    raw.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    build_dataset(raw).write(tmp_path / "built")
    read, written, watch = watched(monkeypatch)
    out = tmp_path / "x.parquet"
    if verb == "export":
        done = export_folder(tmp_path / "built", out, split="all", watch=watch)
        assert done.rows == len(read) > 3
    else:
        done = clean_into_form(str(raw), out, watch=watch)
        assert done.rows == len(read) > 3

    assert written[:2] == [2, 4]
    assert [parts(pair) for pair in read_pairs(out)] == [parts(clean_pair(pair)) for pair in read]


def test_without_pyarrow_no_parquet_and_nothing_beside_it_is_written(tmp_path, monkeypatch):
    source = tmp_path / "a.jsonl"
    source.write_text('{"prompt": "写祝福"}\n{"prompt": "写祝福", "response": "新年好"}\n', encoding="utf-8")
    monkeypatch.setitem(sys.modules, "pyarrow", None)

    with pytest.raises(MissingExtraError, match=r"hesui-data\[parquet\]"):
        clean_into_form(str(source), tmp_path / "a.parquet")

    assert list(tmp_path.iterdir()) == [source]
