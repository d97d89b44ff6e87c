"""Files are written whole or not at all, whatever goes wrong and at whichever moment."""

import errno
import hashlib
import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hesui_data.errors import InputError, OutputError
from hesui_data.files import atomic_write, find_sources, write_folder, writing

one_folder = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])

BEFORE = {"train.jsonl": b"old\n", "eval.jsonl": b"same\n", "gone.jsonl": b"stale\n"}
AFTER = {"train.jsonl": b"new\n", "eval.jsonl": b"same\n", "extra.jsonl": b"more\n"}


def manifest_of(written) -> list[bytes]:
    outputs = [{"name": one.name, "sha256": one.sha256, "bytes": one.bytes} for one in written]
    return [json.dumps({"hesui_data": "1", "outputs": outputs}).encode()]


def build(folder: Path, contents: dict[str, bytes]):
    return write_folder(folder, {name: [data] for name, data in contents.items()}, manifest=manifest_of)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file in ``folder``, the manifest apart."""
    found = {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }
    return {name: data for name, data in found.items() if name != "manifest.json"}


def is_complete(folder: Path) -> bool:
    """Whether every file is as the manifest says."""
    outputs = json.loads((folder / "manifest.json").read_bytes())["outputs"]
    return all(
        hashlib.sha256((folder / one["name"]).read_bytes()).hexdigest() == one["sha256"] for one in outputs
    )


# One file


def test_a_file_is_written_and_told_of(tmp_path):
    written = atomic_write(tmp_path / "new" / "x.jsonl", [b"a\n", b"b\n"])

    assert (tmp_path / "new" / "x.jsonl").read_bytes() == b"a\nb\n"
    assert (written.name, written.bytes, written.rows) == ("x.jsonl", 4, 2)
    assert written.sha256 == hashlib.sha256(b"a\nb\n").hexdigest()


def test_a_file_with_the_same_bytes_is_not_touched(tmp_path):
    path = tmp_path / "x.jsonl"
    atomic_write(path, [b"a\n"])
    os.utime(path, (1, 1))

    atomic_write(path, [b"a", b"\n"])
    assert path.stat().st_mtime == 1
    atomic_write(path, [b"b\n"])
    assert path.stat().st_mtime != 1


@pytest.mark.skipif(os.name == "nt", reason="no permission bits here")
def test_permissions_and_links_stay(tmp_path):
    path, link = tmp_path / "x.jsonl", tmp_path / "link.jsonl"
    path.write_bytes(b"old")
    path.chmod(0o640)
    link.symlink_to(path)

    atomic_write(link, [b"new"])

    assert link.is_symlink()
    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == (b"new", 0o640)


class Interrupted:
    """Chunks that give one and then raise ``error``."""

    def __init__(self, error: BaseException) -> None:
        self.error = error

    def __iter__(self):
        yield b"half"
        raise self.error


@pytest.mark.parametrize(
    "error", [KeyboardInterrupt(), InputError("bad"), OSError(5, "of the reader"), MemoryError()]
)
def test_trouble_in_what_is_written_leaves_the_old_file_and_nothing_else(tmp_path, error):
    path = tmp_path / "x.jsonl"
    path.write_bytes(b"old")

    with pytest.raises(type(error)) as raised:
        atomic_write(path, Interrupted(error))

    assert raised.value is error
    assert {name.name: name.read_bytes() for name in tmp_path.iterdir()} == {"x.jsonl": b"old"}


class FullDisk:
    """A stream whose disk is full after ``room`` bytes."""

    def __init__(self, path: Path, room: int) -> None:
        self.stream = path.open("xb")
        self.room = room

    def write(self, data: bytes) -> None:
        self.room -= len(data)
        if self.room < 0:
            raise OSError(28, "No space left on device")
        self.stream.write(data)

    def __getattr__(self, name: str):
        return getattr(self.stream, name)


def test_a_full_disk_leaves_the_old_file_and_says_so(tmp_path, monkeypatch):
    path = tmp_path / "x.jsonl"
    path.write_bytes(b"old")
    monkeypatch.setattr(writing, "_created", lambda path: FullDisk(path, 3))

    with pytest.raises(OutputError) as error:
        atomic_write(path, [b"ab", b"cd"])

    assert (
        str(error.value)
        == f"{path} cannot be written: No space left on device; what was there before is whole"
    )
    assert "完好无损" in error.value.say("zh")
    assert {name.name: name.read_bytes() for name in tmp_path.iterdir()} == {"x.jsonl": b"old"}


@pytest.mark.skipif(sys.platform != "linux", reason="needs RLIMIT_FSIZE")
def test_a_limit_of_the_system_leaves_the_old_file(tmp_path):
    path = tmp_path / "x.jsonl"
    path.write_bytes(b"old")
    script = (
        "import resource, signal, sys\n"
        "from hesui_data.files import atomic_write\n"
        "from hesui_data.errors import OutputError\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try: atomic_write(sys.argv[1], [b'x' * 400] * 50)\n"
        "except OutputError as error: print(error)\n"
    )

    run = subprocess.run([sys.executable, "-c", script, path], capture_output=True, text=True, check=True)

    assert "x.jsonl cannot be written: File too large" in run.stdout
    assert {name.name: name.read_bytes() for name in tmp_path.iterdir()} == {"x.jsonl": b"old"}


def test_a_place_that_is_no_place_for_a_file_is_an_error(tmp_path):
    (tmp_path / "file").write_bytes(b"")

    for path in (tmp_path, tmp_path / "file" / "x.jsonl"):
        with pytest.raises(OutputError, match="cannot be written"):
            atomic_write(path, [b"a"])


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission_is_an_error(tmp_path):
    tmp_path.chmod(0o500)

    with pytest.raises(OutputError, match="Permission denied"):
        atomic_write(tmp_path / "x.jsonl", [b"a"])
    with pytest.raises(OutputError, match="Permission denied"):
        build(tmp_path / "processed", AFTER)


# The folder of a build


def test_a_folder_is_written_with_a_manifest_that_fits(tmp_path):
    written = build(tmp_path / "a" / "processed", AFTER)

    assert contents(tmp_path / "a" / "processed") == AFTER
    assert [one.name for one in written] == list(AFTER)
    assert is_complete(tmp_path / "a" / "processed")
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["processed"]


def test_files_of_an_earlier_build_go_and_others_stay(tmp_path):
    build(tmp_path, BEFORE)
    (tmp_path / "notes.txt").write_bytes(b"mine")

    build(tmp_path, AFTER)

    assert contents(tmp_path) == {**AFTER, "notes.txt": b"mine"}


def test_a_file_that_somebody_changed_stays(tmp_path):
    build(tmp_path, BEFORE)
    (tmp_path / "gone.jsonl").write_bytes(b"edited\n")

    build(tmp_path, AFTER)

    assert contents(tmp_path) == {**AFTER, "gone.jsonl": b"edited\n"}


@pytest.mark.parametrize("name", ["../outside.jsonl", "/etc/hostname"])
def test_a_manifest_removes_nothing_outside_its_folder(tmp_path, name):
    outside = tmp_path / "outside.jsonl"
    outside.write_bytes(b"x")
    folder = tmp_path / "processed"
    folder.mkdir()
    entry = {"name": name, "sha256": hashlib.sha256(b"x").hexdigest(), "bytes": 1}
    (folder / "manifest.json").write_text(json.dumps({"hesui_data": "1", "outputs": [entry]}))

    build(folder, AFTER)

    assert outside.exists()


def test_the_manifest_of_another_tool_removes_nothing(tmp_path):
    (tmp_path / "model.bin").write_bytes(b"x")
    entry = {"name": "model.bin", "sha256": hashlib.sha256(b"x").hexdigest(), "bytes": 1}
    theirs = json.dumps({"outputs": [entry], "packages": {"hesui_data": "1"}})
    (tmp_path / "manifest.json").write_text(theirs)

    with pytest.raises(OutputError, match=r"manifest\.json; name another folder"):
        build(tmp_path, AFTER)

    assert contents(tmp_path) == {"model.bin": b"x"}
    assert (tmp_path / "manifest.json").read_text() == theirs


@pytest.mark.parametrize("built_before", [False, True])
def test_a_file_of_somebody_else_is_never_replaced(tmp_path, built_before):
    folder = tmp_path / "processed"
    if built_before:
        build(folder, {"eval.jsonl": b"same\n"})
    folder.mkdir(exist_ok=True)
    (folder / "train.jsonl").write_bytes(b"mine")
    (folder / "extra.jsonl").write_bytes(b"mine too")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    with pytest.raises(OutputError) as error:
        build(folder, AFTER)

    assert str(error.value) == (
        f"{folder} has files that hesui did not write and would replace: train.jsonl, extra.jsonl; "
        "name another folder"
    )
    assert "train.jsonl、extra.jsonl；没有改动，请换一个文件夹" in error.value.say("zh")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["processed"]


def test_a_folder_of_somebody_else_is_built_into_where_nothing_is_replaced(tmp_path):
    (tmp_path / ".gitkeep").write_bytes(b"")
    (tmp_path / "raw.jsonl").write_bytes(b"mine")
    (tmp_path / "eval.jsonl").write_bytes(AFTER["eval.jsonl"])

    build(tmp_path, AFTER)

    assert contents(tmp_path) == {**AFTER, ".gitkeep": b"", "raw.jsonl": b"mine"}


@pytest.mark.parametrize("built_before", [False, True])
@pytest.mark.parametrize("renames", range(1, 6))
def test_a_build_that_was_killed_between_two_renames_is_made_good_by_the_next(
    tmp_path, renames, built_before
):
    folder = tmp_path / "processed"
    if built_before:
        build(folder, BEFORE)
    script = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from test_files_writing import AFTER, build\n"
        "real, left = Path.replace, iter(range(int(sys.argv[2])))\n"
        "def replace(path, target):\n"
        "    next(left, None) is None and os._exit(9)\n"
        "    return real(path, target)\n"
        "Path.replace = replace\n"
        "build(Path(sys.argv[1]), AFTER)\n"
    )
    run = [sys.executable, "-c", script, folder, str(renames)]
    subprocess.run(run, check=False, env={**os.environ, "PYTHONPATH": str(Path(__file__).parent)})

    build(folder, AFTER)

    assert contents(folder).items() >= AFTER.items()
    assert is_complete(folder)
    assert [path.name for path in tmp_path.iterdir()] == ["processed"]


@pytest.fixture
def mounted(tmp_path, monkeypatch):
    """A folder that nothing outside it can be renamed into, as a mount point is."""
    folder = tmp_path / "mounted"
    folder.mkdir()

    def inside(path) -> bool:
        return folder in Path(path).parents

    def move(old, new, real=os.replace):
        if inside(old) != inside(new):
            raise OSError(errno.EXDEV, "Invalid cross-device link")
        real(old, new)

    monkeypatch.setattr(os, "rename", move)
    monkeypatch.setattr(os, "replace", move)
    return folder


def test_a_mount_point_is_built_into_and_holds_nothing_but_the_build(mounted):
    build(mounted, BEFORE)
    build(mounted, AFTER)

    assert contents(mounted) == AFTER
    assert is_complete(mounted)
    assert [path.name for path in mounted.parent.iterdir()] == ["mounted"]


def test_what_a_killed_build_left_in_a_mount_point_is_no_data_and_no_hindrance(mounted):
    left = mounted / ".mounted.building"
    left.mkdir()
    (left / "train.jsonl").write_bytes(b"half")
    (mounted / "raw.jsonl").write_bytes(b"mine")

    assert [file.name for file in find_sources(mounted).files] == ["raw.jsonl"]
    build(mounted, AFTER)

    assert contents(mounted) == {**AFTER, "raw.jsonl": b"mine"}


def test_files_that_are_the_same_are_not_touched(tmp_path):
    build(tmp_path, BEFORE)
    for path in tmp_path.iterdir():
        os.utime(path, (1, 1))

    build(tmp_path, AFTER)

    assert (tmp_path / "eval.jsonl").stat().st_mtime == 1
    assert (tmp_path / "train.jsonl").stat().st_mtime != 1


def test_files_may_lie_in_folders_of_their_own(tmp_path):
    build(tmp_path, {"shards/0.jsonl": b"a\n", "shards/1.jsonl": b"b\n"})
    build(tmp_path, {"shards/0.jsonl": b"c\n"})

    assert contents(tmp_path) == {"shards/0.jsonl": b"c\n"}


@one_folder
@given(
    fails_at=st.integers(0, 12), error=st.sampled_from([PermissionError(13, "in use"), KeyboardInterrupt()])
)
def test_a_rename_that_fails_at_any_moment_leaves_the_earlier_build_whole(tmp_path_factory, fails_at, error):
    folder = tmp_path_factory.mktemp("build") / "processed"
    build(folder, BEFORE)
    renames = iter(range(100))
    real = Path.replace

    def replace(path, target):
        if next(renames) == fails_at:
            raise error
        return real(path, target)

    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Path, "replace", replace)
            build(folder, AFTER)
    except (OutputError, KeyboardInterrupt):
        expected = BEFORE
    else:
        expected = AFTER

    assert contents(folder) == expected
    assert is_complete(folder)
    assert [path.name for path in folder.parent.iterdir()] == ["processed"]


def test_trouble_while_writing_leaves_the_earlier_build_whole(tmp_path, monkeypatch):
    folder = tmp_path / "processed"
    build(folder, BEFORE)

    with pytest.raises(KeyboardInterrupt):
        write_folder(folder, {"train.jsonl": Interrupted(KeyboardInterrupt())}, manifest=manifest_of)
    monkeypatch.setattr(writing, "_created", lambda path: FullDisk(path, 3))
    with pytest.raises(OutputError, match="processed cannot be written: No space left"):
        build(folder, AFTER)

    assert contents(folder) == BEFORE
    assert is_complete(folder)
    assert [path.name for path in tmp_path.iterdir()] == ["processed"]


def test_what_a_killed_build_left_is_no_hindrance(tmp_path):
    left = tmp_path / ".processed.building"
    left.mkdir()
    (left / "train.jsonl").write_bytes(b"half")

    build(tmp_path / "processed", AFTER)

    assert contents(tmp_path / "processed") == AFTER
    assert [path.name for path in tmp_path.iterdir()] == ["processed"]


def test_a_folder_that_is_a_file_is_an_error(tmp_path):
    (tmp_path / "processed").write_bytes(b"")

    with pytest.raises(OutputError, match="a file, not a folder"):
        build(tmp_path / "processed", AFTER)
