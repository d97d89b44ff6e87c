"""Compressed files and files in several shards: in by every verb that reads, out with the same bytes each time."""

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hesui_data import build_dataset, check_file
from hesui_data.answer_files import read_material
from hesui_data.built import check_complete, read_built
from hesui_data.cli import main
from hesui_data.engines import OnDisk
from hesui_data.errors import InputError
from hesui_data.files import find_sources, read_pairs
from hesui_data.files.compression import compressed, decompressed, plain_name
from hesui_data.files.shards import rows_in_files, shard_name, stem_of
from hesui_data.schema.models import LineageRow, Manifest
from hesui_data.submit.rows import read_train
from hesui_data.verbs import advice_for, export_folder, family_of

ROOT = Path(__file__).parents[1]
SOURCE = str(ROOT / "data/raw")
KINDS = ["gz", "zst"]
ROWS = [
    {"prompt": f"给{name}老师写一段祝福", "response": f"{name}老师，新年好！\n愿您安康。"}
    for name in "赵钱孙李"
]


@pytest.fixture(params=KINDS)
def kind(request):
    if request.param == "zst":
        pytest.importorskip("backports.zstd", reason="the extra zstd is not installed")
    return request.param


def packed(content, kind):
    return b"".join(compressed([content], kind))


@pytest.fixture(scope="module")
def sets(tmp_path_factory):
    """The demo in one file of a kind, and in three compressed ones."""
    folder = tmp_path_factory.mktemp("sets")
    build_dataset(SOURCE).write(folder / "plain")
    dataset = build_dataset(SOURCE, engine=OnDisk(shards=3, compress="gz"))
    dataset.write(folder / "shards")
    dataset.clear()
    return folder


# --- in ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["rows.jsonl", "rows.csv", "rows.json"])
def test_a_compressed_file_is_read_as_what_is_in_it(tmp_path, kind, name):
    content = {
        "rows.jsonl": "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS),
        "rows.csv": "prompt,response\n" + "".join('{prompt},"{response}"\n'.format(**row) for row in ROWS),
        "rows.json": json.dumps(ROWS, ensure_ascii=False, indent=1),
    }[name].encode()
    plain, small = tmp_path / name, tmp_path / f"{name}.{kind}"
    plain.write_bytes(content)
    small.write_bytes(packed(content, kind))
    ours, theirs = read_pairs(str(small)), read_pairs(str(plain))

    assert [(p.prompt, p.response, p.line) for p in ours] == [(p.prompt, p.response, p.line) for p in theirs]
    assert len(ROWS) == ours.inputs[0].rows
    assert (ours.inputs[0].bytes, ours.inputs[0].name) == (small.stat().st_size, small.name)
    assert (ours.inputs[0].kind, ours.inputs[0].encoding) == (
        theirs.inputs[0].kind,
        theirs.inputs[0].encoding,
    )


def test_the_hash_of_a_compressed_input_is_that_of_the_file_itself(tmp_path):
    from hashlib import sha256

    path = tmp_path / "rows.jsonl.gz"
    path.write_bytes(gzip.compress(b'{"prompt": "a", "response": "b"}\n'))
    reading = read_pairs(str(path))
    list(reading)

    assert reading.inputs[0].sha256 == sha256(path.read_bytes()).hexdigest()


def test_a_folder_gives_its_compressed_files_too(tmp_path):
    for name in ("a.jsonl.gz", "b.CSV.zst", "c.txt.gz", "d.jsonl"):
        (tmp_path / name).write_bytes(b"")

    found = find_sources(str(tmp_path))

    assert [file.name for file in found.files] == ["a.jsonl.gz", "b.CSV.zst", "d.jsonl"]
    assert found.skipped == ("c.txt.gz",)


def test_a_file_that_is_cut_off_is_an_error_that_names_it(tmp_path, kind):
    path = tmp_path / f"rows.jsonl.{kind}"
    whole = packed(b'{"prompt": "a", "response": "b"}\n' * 1000, kind)
    path.write_bytes(whole[: len(whole) // 2])

    with pytest.raises(InputError, match=r"rows\.jsonl.*damaged or cut off") as caught:
        list(read_pairs(str(path)))
    assert "不完整" in caught.value.say("zh")


def test_check_finds_in_a_compressed_file_what_it_finds_in_a_plain_one(tmp_path, kind):
    content = '{"prompt": "写一句祝福，2字以内", "response": "新年快乐"}\n{"prompt": ""}\n'.encode()
    plain, small = tmp_path / "rows.jsonl", tmp_path / f"small.jsonl.{kind}"
    plain.write_bytes(content)
    small.write_bytes(packed(content, kind))

    assert (
        [(i.code, i.line) for i in check_file(small)] == [(i.code, i.line) for i in check_file(plain)] != []
    )


# --- out ---------------------------------------------------------------------------------------------


@given(chunks=st.lists(st.binary(max_size=50)))
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_compressed_is_read_back_and_its_bytes_are_always_the_same(chunks, kind):
    import io

    if kind == "zst":
        pytest.importorskip("backports.zstd", reason="the extra zstd is not installed")
    once, again = (b"".join(compressed(chunks, kind)) for _ in range(2))

    assert once == again
    assert b"".join(decompressed(io.BytesIO(once), kind, Path("x"))) == b"".join(chunks)


def test_gzip_holds_neither_time_nor_name():
    assert packed(b"a", "gz")[:10] == b"\x1f\x8b\x08" + bytes(6) + b"\xff"
    assert gzip.decompress(packed(b"a", "gz")) == b"a"


def test_shards_hold_the_rows_of_one_file_in_their_order(sets):
    manifest = check_complete(sets / "shards")
    names = [one["name"] for one in manifest["outputs"]]
    for stem in ("train", "eval", "rejected"):
        shards = [f"{shard_name(stem, shard, 3)}.gz" for shard in range(3)]
        content = b"".join(rows_in_files(sets / "shards", shards))

        assert set(shards) <= set(names)
        assert content == (sets / "plain" / f"{stem}.jsonl").read_bytes()
        sizes = [one["rows"] for one in manifest["outputs"] if one["name"] in shards]
        assert sum(sizes) == manifest["counts"][stem]
        assert max(sizes) - min(sizes) <= 1
    Manifest.model_validate(manifest)


def test_lineage_tells_the_file_and_the_line_of_each_row(sets):
    folder, manifest = sets / "shards", check_complete(sets / "shards")
    lineage = [f"{shard_name('lineage', shard, 3)}.gz" for shard in range(3)]
    facts = [json.loads(line) for line in rows_in_files(folder, lineage)]
    lines = {name["name"]: list(rows_in_files(folder, [name["name"]])) for name in manifest["outputs"][:-1]}
    plain = [json.loads(line) for line in (sets / "plain/lineage.jsonl").read_bytes().splitlines()]
    places = {(one["id"], one["split"]): one for one in facts}

    assert len(facts) == len(plain)
    for one in plain:
        found = places[one["id"], one["split"]]
        rows = (sets / "plain" / f"{one['split']}.jsonl").read_bytes().splitlines(keepends=True)
        assert lines[found["file"]][found["line"] - 1] == rows[one["line"] - 1]
        LineageRow.model_validate(found)


def test_every_reader_of_a_built_set_reads_shards(sets, tmp_path):
    plain, shards = sets / "plain", sets / "shards"

    assert [row.pair for row in read_built(shards)] == [row.pair for row in read_built(plain)]
    assert [row.line for row in read_built(shards)] == [row.line for row in read_built(plain)]
    assert advice_for(shards) == advice_for(plain)
    assert read_material(shards).rows == read_material(shards).rows
    assert family_of(shards, "train:300")["row"]["id"] == family_of(plain, "train:300")["row"]["id"]
    for one in (plain, shards):
        export_folder(one, tmp_path / f"{one.name}.jsonl", dialect="openai", split="all")
    assert (tmp_path / "plain.jsonl").read_bytes() == (tmp_path / "shards.jsonl").read_bytes()
    assert [p.prompt for p in read_pairs(str(shards))] == [
        p.prompt for name in ("eval", "train") for p in read_pairs(str(plain / f"{name}.jsonl"))
    ]


def test_what_takes_one_file_says_how_to_make_it(sets):
    with pytest.raises(InputError, match="--shards"):
        read_train(sets / "shards")


def test_names_are_told_apart():
    assert stem_of("train.jsonl.gz") == stem_of("train-00007-of-00010.jsonl") == "train"
    assert stem_of("my.train.jsonl") == stem_of("train.csv") == ""
    assert plain_name("a.gz.jsonl") == "a.gz.jsonl"


# --- on the command line -----------------------------------------------------------------------------


def run(capsys, *arguments):
    code = main(["--lang", "en", *map(str, arguments)])
    return code, capsys.readouterr()


def test_build_on_the_command_line_writes_shards_and_removes_its_work(tmp_path, capsys):
    out = tmp_path / "out"
    code, said = run(capsys, "build", SOURCE, "-o", out, "--jobs", 1, "--shards", 2, "--compress", "gz")

    assert code == 0
    assert "Results are in" in said.out
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out"]
    assert (out / "train-00001-of-00002.jsonl.gz").exists()
    assert run(capsys, "why", out, "train:400")[0] == 0
    assert run(capsys, "check", out)[0] in (0, 1)


def test_much_input_is_built_on_disk_unasked(tmp_path, capsys, monkeypatch):
    from hesui_data.cli import on_disk

    kept = []
    plain = on_disk.on_disk_for
    monkeypatch.setattr(on_disk, "FROM", 1000)
    monkeypatch.setattr(
        on_disk, "on_disk_for", lambda *given, **named: kept.append(plain(*given, **named)) or kept[0]
    )
    monkeypatch.setattr("os.cpu_count", lambda: 1)
    code, _ = run(capsys, "build", SOURCE, "-o", tmp_path / "a", "-q")

    assert code == 0
    assert kept[0].jobs == 1
    build_dataset(SOURCE).write(tmp_path / "b")
    assert all(
        (tmp_path / "a" / path.name).read_bytes() == path.read_bytes() for path in (tmp_path / "b").iterdir()
    )


def test_a_build_that_stopped_goes_on_and_says_so(tmp_path, capsys):
    class Stopping:
        def each(self, task, parts):
            if task.func.__name__ == "gate":
                raise KeyboardInterrupt
            for part in parts:
                task(part)
                yield part

    with pytest.raises(KeyboardInterrupt):
        build_dataset(SOURCE, engine=OnDisk(work=tmp_path / "out.building", engine=Stopping()))
    code, said = run(capsys, "build", SOURCE, "-o", tmp_path / "out", "--jobs", 1)

    assert code == 0
    assert "going on from what is done in" in said.err
    assert not (tmp_path / "out.building").exists()


@pytest.mark.parametrize("flags", [("--compress", "rar"), ("--jobs", "0"), ("--shards", "-1")])
def test_flags_that_make_no_sense_are_errors(tmp_path, capsys, flags):
    assert run(capsys, "build", SOURCE, "-o", tmp_path / "out", *flags)[0] == 2
