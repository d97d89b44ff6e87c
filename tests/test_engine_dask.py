"""The workers of a Dask cluster build the same bytes, however many they are and whatever becomes of them."""

import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from hesui_data import build_dataset
from hesui_data.blocks import Blocks
from hesui_data.cli import main
from hesui_data.engines import OnDisk, on_dask
from hesui_data.errors import MissingExtraError, RecipeError, ServiceError

RAW = str(Path(__file__).parents[1] / "data/raw")
BLOCK = 8  # 33 parts
PATIENCE = 60

needs_dask = pytest.mark.skipif(
    subprocess.run([sys.executable, "-c", "import distributed"], capture_output=True, check=False).returncode
    != 0,
    reason="distributed is not installed",
)


def files_of(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def until(found):
    """What ``found`` gives, once it gives something."""
    end = time.monotonic() + PATIENCE
    while not (result := found()):
        assert time.monotonic() < end
        time.sleep(0.05)
    return result


class Cluster:
    """A scheduler and workers, each a process of its own."""

    def __init__(self, folder):
        self.folder, self.workers = folder, []
        self.scheduler = self.start("scheduler", "--port", "0", "--no-dashboard")
        lines = self.folder / "scheduler.log"
        told = until(lambda: [line for line in lines.read_text().splitlines() if "Scheduler at:" in line])
        self.address = told[0].split()[-1]

    def add_worker(self, *options, **environment):
        options = (self.address, "--nworkers", "1", "--no-nanny", "--no-dashboard", *options)
        log = self.folder / f"worker{len(self.workers)}.log"
        self.workers.append(self.start("worker", *options, **environment))
        until(lambda: "Registered to" in log.read_text())

    def start(self, role, *options, **environment):
        command = [sys.executable, "-m", f"distributed.cli.dask_{role}", "--host", "127.0.0.1", *options]
        with (self.folder / f"{role}{len(self.workers) if role == 'worker' else ''}.log").open("w") as log:
            return subprocess.Popen(
                command, cwd=self.folder, env={**os.environ, **environment}, stdout=log, stderr=log
            )

    def stop(self):
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait(PATIENCE)


@pytest.fixture
def cluster(tmp_path):
    cluster = Cluster(tmp_path)
    yield cluster
    cluster.stop()


@pytest.fixture(scope="module")
def in_memory(tmp_path_factory):
    folder = tmp_path_factory.mktemp("memory") / "out"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("hesui_data.build.Blocks", partial(Blocks, size=BLOCK))
        return files_of(build_dataset(RAW).write(folder))


class Killing:
    """Watches a build and kills ``process`` when three parts of its longest step are done."""

    def __init__(self, process):
        self.process, self.left = process, 0

    def __call__(self, name, items):
        if name != "augment" or self.process is None:
            return items
        return self.watched(items)

    def watched(self, items):
        for count, item in enumerate(items):
            if count == 3 * BLOCK:
                os.kill(self.process.pid, signal.SIGKILL)
                self.process.wait(PATIENCE)
                self.left = len(items) - count
            yield item


@needs_dask
@pytest.mark.parametrize(
    ("workers", "threads", "kill"),
    [(0, 1, False), (1, 2, False), (2, 1, False), (2, 1, True)],
    ids=["local", "one worker", "two workers", "two workers, one killed"],
)
def test_the_bytes_are_the_same_whoever_builds_them(request, tmp_path, in_memory, workers, threads, kill):
    engine = None
    killing = Killing(None)
    if workers:
        cluster = request.getfixturevalue("cluster")
        for _ in range(workers):
            cluster.add_worker("--nthreads", str(threads))
        engine = cluster.address
        killing = Killing(cluster.workers[-1] if kill else None)

    work = OnDisk(work=tmp_path / "out.building", block=BLOCK, engine=engine)
    dataset = build_dataset(RAW, engine=work, watch=killing)
    written = files_of(dataset.write(tmp_path / "out"))

    assert written["manifest.json"] == in_memory["manifest.json"]
    assert written == in_memory
    assert (killing.left > BLOCK) == kill
    for process in (cluster.workers if workers else ())[: workers - kill]:
        assert process.poll() is None


@needs_dask
def test_a_cluster_of_ones_own_ends_with_the_build(tmp_path):
    import psutil

    before = {process.pid for process in psutil.Process().children(recursive=True)}
    plain = files_of(build_dataset(RAW).write(tmp_path / "plain"))

    dataset = build_dataset(RAW, engine=OnDisk(work=tmp_path / "work", jobs=2, engine="dask"))

    assert files_of(dataset.write(tmp_path / "out")) == plain
    left = [one for one in psutil.Process().children(recursive=True) if one.pid not in before]
    assert not [one for one in left if "resource_tracker" not in " ".join(one.cmdline())]


@needs_dask
@pytest.mark.parametrize("whose", ["worker", "scheduler"])
def test_a_build_without_its_last_worker_or_its_scheduler_ends(
    tmp_path, cluster, monkeypatch, in_memory, whose
):
    monkeypatch.setattr(on_dask, "TO_LOOK", 0.5)
    monkeypatch.setattr(on_dask, "TO_APPEAR", 0.5)
    cluster.add_worker("--nthreads", "1")
    killing = Killing(cluster.workers[0] if whose == "worker" else cluster.scheduler)
    work = tmp_path / "out.building"

    with pytest.raises(ServiceError, match="is gone or has no workers"):
        build_dataset(RAW, engine=OnDisk(work=work, block=BLOCK, engine=cluster.address), watch=killing)

    goes_on = build_dataset(RAW, engine=OnDisk(work=work, block=BLOCK))
    assert files_of(goes_on.write(tmp_path / "out")) == in_memory


def told(capfd, *arguments):
    """The exit code of a build and the lines of its error."""
    code = main(["--lang", "en", "build", RAW, *map(str, arguments), "-q"])
    return code, capfd.readouterr().err.splitlines()


@needs_dask
def test_a_scheduler_that_does_not_answer_is_one_line(tmp_path, capfd, monkeypatch):
    monkeypatch.setattr(on_dask, "TO_CONNECT", 1.0)
    began = time.monotonic()

    code, lines = told(capfd, "-o", tmp_path / "out", "--engine", "tcp://127.0.0.1:9")

    assert (code, len(lines)) == (2, 1)
    assert "no Dask scheduler answers at tcp://127.0.0.1:9" in lines[0]
    assert time.monotonic() - began < PATIENCE


@needs_dask
def test_a_scheduler_without_workers_is_one_line(tmp_path, cluster, capfd, monkeypatch):
    monkeypatch.setattr(on_dask, "TO_APPEAR", 0.5)

    code, lines = told(capfd, "-o", tmp_path / "out", "--engine", cluster.address)

    assert (code, len(lines)) == (2, 1)
    assert "has no workers" in lines[0]


@needs_dask
def test_a_worker_of_another_version_is_one_line(tmp_path, cluster, capfd):
    other = tmp_path / "other" / "hesui_data-9.9.9.dist-info"
    other.mkdir(parents=True)
    (other / "METADATA").write_text("Metadata-Version: 2.1\nName: hesui-data\nVersion: 9.9.9\n")
    cluster.add_worker(PYTHONPATH=str(other.parent))

    code, lines = told(capfd, "-o", tmp_path / "out", "--engine", cluster.address)

    assert (code, len(lines)) == (2, 1)
    assert "has hesui-data 9.9.9, not" in lines[0]


@needs_dask
def test_a_worker_that_does_not_see_the_folder_is_one_line(tmp_path, cluster, capfd, monkeypatch):
    cluster.add_worker()
    asked = on_dask.OnDask._asked
    elsewhere = lambda self, question, about: asked(  # noqa: E731
        self, question, f"{about}.elsewhere" if question is os.path.exists else about
    )
    monkeypatch.setattr(on_dask.OnDask, "_asked", elsewhere)

    code, lines = told(capfd, "-o", tmp_path / "out", "--engine", cluster.address)

    assert (code, len(lines)) == (2, 1)
    assert "does not see" in lines[0]


def test_a_worker_that_came_late_is_looked_at_too(tmp_path):
    with pytest.raises(ServiceError, match="jieba"):
        on_dask.run_there(print, str(tmp_path), {"jieba": "0"}, 1)
    with pytest.raises(on_dask.OutputError, match="does not see"):
        on_dask.run_there(print, str(tmp_path / "gone"), {}, 1)


@pytest.mark.parametrize("engine", ["spark", "tcp://scheduler", "tcp://a b:1"])
def test_an_engine_that_is_none_is_refused(engine):
    with pytest.raises(RecipeError, match="dask, tcp://HOST:PORT"):
        build_dataset(RAW, engine=engine)


def test_without_the_package_its_extra_is_named(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "distributed", None)

    with pytest.raises(MissingExtraError, match=r"pip install 'hesui-data\[dask\]'") as error:
        build_dataset(RAW, engine=OnDisk(work=tmp_path / "work", engine="dask"))

    assert error.value.say("zh").startswith("引擎 dask 需要 'distributed'")
    assert not (tmp_path / "work").exists(), "nothing is left of a build that has not begun"
