"""The train rows of a built data set, read and measured for a plan; eval is only counted."""

from __future__ import annotations

import hashlib
from pathlib import Path

from hesui_data.advice import estimated_tokens
from hesui_data.built import check_complete, read_built
from hesui_data.errors import InputError
from hesui_data.files.shards import shards_in
from hesui_data.submit.plan import TrainRows

DIALECTS = ("qianfan", "qianfan-flat")
"""The dialects that the platform imports as Prompt+Response."""


def read_train(folder: Path) -> TrainRows:
    """The train rows of the complete data set in ``folder``.

    Raises:
        InputError: it is incomplete, has no train row, or a dialect that the platform does not import.
    """
    manifest = check_complete(folder)
    dialect = manifest["recipe"]["dialect"]
    if dialect not in DIALECTS:
        raise InputError(
            f"{folder} holds rows in the dialect {dialect}; the platform tunes on {' or '.join(DIALECTS)}: "
            f"build it again with --dialect {DIALECTS[0]}",
            zh=f"{folder} 的格式是 {dialect}，平台要 {' 或 '.join(DIALECTS)}：请用 --dialect {DIALECTS[0]} 重新构建",
        )
    rows = [row for row in read_built(folder) if row.split == "train"]
    if not rows:
        raise InputError(
            f"{folder}/train.jsonl has no row: there is nothing to train on",
            zh=f"{folder}/train.jsonl 是空的，没有可训练的数据",
        )
    path = folder / "train.jsonl"
    if shards_in(manifest, "train") != [path.name]:
        raise InputError(
            f"{folder} has its train rows in several files or compressed; the platform takes one train.jsonl: "
            "build it again without --shards and --compress",
            zh=f"{folder} 的训练数据分成了几个文件或经过压缩，平台要一个 train.jsonl："
            "请不带 --shards 和 --compress 重新构建",
        )
    [digest] = [one["sha256"] for one in manifest["outputs"] if one["name"] == path.name]
    return TrainRows(
        folder=folder.as_posix(),
        manifest_sha256=hashlib.sha256((folder / "manifest.json").read_bytes()).hexdigest(),
        sha256=digest,
        bytes=path.stat().st_size,
        tokens=tuple(estimated_tokens(row.pair) for row in rows),
        seeds=len({row.pair.seed for row in rows}),
        eval_rows=manifest["counts"]["eval"],
        epochs=manifest["recipe"].get("epochs", 1),
        version=manifest["hesui_data"],
    )
