"""What a submission has done so far, beside the data set: written after every step, locked against a second process."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, BinaryIO

from hesui_data.errors import HesuiError, InputError, OutputError
from hesui_data.files import atomic_write

SHARED = frozenset({"upload", "dataset", "import", "publish"})
"""The steps that are done once for a data set; the others are done for each run on it."""

FORMAT = 1


@dataclass(frozen=True, slots=True)
class State:
    """What is known of each step: that it was asked for, which ids came back, that it is done or why it failed.

    >>> state = State("m", "t", run="hesui_1").put("job", jobId="job-1")
    >>> state.of("job"), state.of("task"), state.put("job", asked=True).of("job")
    ({'jobId': 'job-1'}, {}, {'jobId': 'job-1', 'asked': True})
    """

    manifest: str
    train: str
    platform: str = ""
    shared: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    runs: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    run: str = ""

    def of(self, step: str) -> dict[str, Any]:
        """What is known of ``step``; nothing before it was begun."""
        return dict(self._place(step).get(step, {}))

    def put(self, step: str, **facts: Any) -> State:
        """The state in which ``facts`` are known of ``step`` besides what was."""
        return self._with(step, {**self._place(step), step: {**self.of(step), **facts}})

    def drop(self, *steps: str) -> State:
        """The state in which nothing is known of ``steps``."""
        state = self
        for step in steps:
            state = state._with(step, {key: one for key, one in state._place(step).items() if key != step})
        return state

    def done(self, step: str) -> bool:
        """Whether ``step`` has been finished."""
        return bool(self.of(step).get("done"))

    def unfinished(self) -> dict[str, Mapping[str, Any]]:
        """The choices of other runs whose job was asked for and whose training has not come to an end."""
        return {
            name: run["choice"]
            for name, run in self.runs.items()
            if name != self.run and "job" in run and not run.get("train", {}).keys() & {"done", "failed"}
        }

    def as_dict(self) -> dict[str, Any]:
        """The state as the file holds it."""
        return {
            "hesui_submission": FORMAT,
            "manifest": self.manifest,
            "train": self.train,
            "platform": self.platform,
            "dataset": self.shared,
            "runs": self.runs,
        }

    def _place(self, step: str) -> Mapping[str, Any]:
        return self.shared if step in SHARED else self.runs.get(self.run, {})

    def _with(self, step: str, place: Mapping[str, Any]) -> State:
        if step in SHARED:
            return replace(self, shared=place)
        return replace(self, runs={**self.runs, self.run: place})


def state_path(folder: Path, manifest_sha256: str) -> Path:
    """Where the state of submitting the data set in ``folder`` lies: ``DIR.submit/<manifest hash>.json``."""
    folder = folder.resolve()
    return folder.with_name(f"{folder.name}.submit") / f"{manifest_sha256}.json"


def read_state(path: Path, *, manifest: str, train: str) -> State:
    """The state in ``path``, or a new one where there is none.

    Raises:
        InputError: it is no state of ours, or of another data set.
    """
    try:
        value = json.loads(path.read_bytes())
    except FileNotFoundError:
        return State(manifest, train)
    except (OSError, ValueError) as error:
        raise InputError(
            f"{path} cannot be read as the state of a submission; before you move it away, look for the job "
            "in the console",
            zh=f"{path} 不是可读的提交记录；移走它之前，请先到控制台看任务是否已经存在",
        ) from error
    try:
        known = (value["hesui_submission"], value["manifest"], value["train"])
        state = State(manifest, train, value["platform"], value["dataset"], value["runs"])
    except (KeyError, TypeError) as error:
        raise InputError(
            f"{path} is no state of a submission of ours", zh=f"{path} 不是本程序的提交记录"
        ) from error
    if known != (FORMAT, manifest, train):
        raise InputError(
            f"{path} belongs to other rows: it was moved or edited, or comes from another version; "
            "nothing was submitted",
            zh=f"{path} 记的是另一份数据（被移动或改过，或来自别的版本）；没有提交任何东西",
        )
    return state


def write_state(path: Path, state: State) -> None:
    """Write ``state`` to ``path``, whole or not at all, through to the disk."""
    text = json.dumps(state.as_dict(), ensure_ascii=False, indent=2)
    atomic_write(path, [text.encode() + b"\n"])


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """A lock beside ``path`` for the time of the context; the system frees it when a process dies.

    Raises:
        OutputError: the folder cannot be written.
        HesuiError: another process holds it.
    """
    lock = path.with_suffix(".lock")
    try:
        lock.parent.mkdir(parents=True, exist_ok=True)
        stream = lock.open("ab")
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(f"{lock} cannot be written: {reason}", zh=f"{lock} 写不进去：{reason}") from error
    with stream:
        try:
            _lock(stream)
        except OSError as error:
            raise HesuiError(
                f"another hesui submit is at work on this data set ({lock}); wait for it or stop it",
                zh=f"另一个 hesui submit 正在提交这份数据（{lock}）；请等它结束或先停掉它",
            ) from error
        yield


def _lock(stream: BinaryIO) -> None:
    if sys.platform == "win32":
        import msvcrt

        stream.seek(0)
        msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
