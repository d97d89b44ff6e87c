"""The manifest of a built data set: whether it is ours, what it names, whether the files are those."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from hesui_data.errors import InputError

MANIFEST = "manifest.json"

_START = re.compile(rb'\s*\{\s*"hesui_data"\s*:')


def is_own_manifest(path: Path) -> bool:
    """Whether ``path`` is the manifest of a data set that this library built: it begins with our name."""
    try:
        with path.open("rb") as file:
            return _START.match(file.read(1 << 10)) is not None
    except OSError:
        return False


def check_complete(folder: Path) -> dict[str, Any]:
    """The manifest of the data set in ``folder``, whose every file is as the manifest says.

    Raises:
        InputError: it is incomplete: no manifest, or a file that is absent or has other bytes.
    """
    import orjson

    path = folder / MANIFEST
    try:
        manifest: dict[str, Any] = orjson.loads(path.read_bytes())
        outputs = {one["name"]: one["sha256"] for one in manifest["outputs"]}
    except OSError as error:
        raise InputError(
            f"{folder} holds no complete data set: no manifest.json; run hesui build again",
            zh=f"{folder} 里没有完整的数据集（缺 manifest.json）；请重新运行 hesui build",
        ) from error
    except (orjson.JSONDecodeError, KeyError, TypeError) as error:
        raise InputError(f"{path} is not a manifest of ours", zh=f"{path} 不是本程序写的清单") from error
    for name, digest in outputs.items():
        if _digest(folder / name) != digest:
            raise InputError(
                f"{folder} is incomplete: {name} is not the file that the manifest tells of; run hesui build again",
                zh=f"{folder} 不完整：{name} 与清单不符；请重新运行 hesui build",
            )
    return manifest


def named_outputs(folder: Path) -> list[dict[str, Any]]:
    """What a manifest of ours in ``folder`` says of each file inside it: name, sha256 and bytes.

    Empty where there is no such manifest; a name that leads out of the folder is left out.
    """
    import orjson

    path = folder / MANIFEST
    if not is_own_manifest(path):
        return []
    try:
        outputs = orjson.loads(path.read_bytes())["outputs"]
        found = [{key: one[key] for key in ("name", "sha256", "bytes")} for one in outputs]
        return [one for one in found if _stays_inside(Path(one["name"]))]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def _stays_inside(name: Path) -> bool:
    return ".." not in name.parts and not name.is_absolute()


def _digest(path: Path) -> str:
    import hashlib

    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ""
