"""The report on a built data set in a folder, alone or held against an earlier one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hesui_data.built import check_complete, read_side
from hesui_data.errors import InputError, OutputError
from hesui_data.files import atomic_write
from hesui_data.files.manifest import MANIFEST
from hesui_data.pair import Pair
from hesui_data.report import ORDER, Changes, Facts, Standing, compare, gather, report_page

PROMPTS_ALONE = "qianfan-prompt"
KEPT_OR_NOT = ("train", "eval", "rejected")


def report_folder(folder: Path, *, since: Path | None = None, language: str | None = None) -> str:
    """The report on the data set in ``folder`` as HTML, and what changed from the one in ``since``.

    It is in ``language``, by default the recipe's. Without ``since`` and in the recipe's language it is, byte for
    byte, the report.html that the build wrote.

    Raises:
        InputError: a folder holds no complete data set, or one of prompts alone, or of an older version.
    """
    manifest = _manifest(folder)
    facts = _facts(folder, manifest)
    changes = _changes(facts, folder, since) if since else None
    return report_page(facts, language or manifest["recipe"]["language"], changes=changes)


def write_report(
    folder: Path, out: Path | None = None, *, since: Path | None = None, language: str | None = None
) -> Path:
    """Write the report on ``folder`` to ``out``, by default ``<folder>.report.html`` beside it; returns where.

    Raises:
        InputError: as ``report_folder``.
        OutputError: it cannot be written, or ``out`` is a file of a build that would no longer match its manifest.
    """
    page = report_folder(folder, since=since, language=language).encode()
    target = out or beside(folder)
    for built in filter(None, (folder, since)):
        if _is_of(built, target) and target.read_bytes() != page:
            raise OutputError(
                f"{target} belongs to the build, whose manifest has its hash; name another file with -o",
                zh=f"{target} 属于这次构建，清单里记着它的哈希；请用 -o 写到别处",
            )
    atomic_write(target, [page])
    return target


def beside(folder: Path) -> Path:
    """Where the report on ``folder`` goes: it must not change what the manifest of the folder tells of.

    >>> beside(Path("data/processed")).as_posix()
    'data/processed.report.html'
    """
    named = folder if folder.name not in ("", "..") else folder.resolve()
    return named.with_name(f"{named.name or 'hesui'}.report.html")


def _is_of(folder: Path, target: Path) -> bool:
    names = {MANIFEST, *(one["name"] for one in check_complete(folder)["outputs"])}
    return any(
        target.exists() and (folder / name).exists() and target.samefile(folder / name) for name in names
    )


def _manifest(folder: Path) -> dict[str, Any]:
    manifest = check_complete(folder)
    if manifest["recipe"].get("dialect") == PROMPTS_ALONE:
        raise InputError(
            f"{folder} holds prompts alone: only the report.html that its build wrote can tell of the responses",
            zh=f"{folder} 里只有提示词；关于回答，只有构建时写的 report.html 知道",
        )
    return manifest


def _facts(folder: Path, manifest: dict[str, Any]) -> Facts:
    try:
        return gather(manifest, {side: _pairs(folder, side) for side in ORDER})
    except KeyError as error:
        raise _too_old(folder) from error


def _changes(facts: Facts, folder: Path, since: Path) -> Changes:
    earlier = _facts(since, _manifest(since))
    standings = (_standing(since), _standing(folder))
    return compare((earlier, _rows(since)), (facts, _rows(folder)), standings)


def _standing(folder: Path) -> Standing:
    standing = Standing()
    for split, pair in _rows(folder):
        standing.take(split, pair)
    return standing


def _rows(folder: Path) -> Iterator[tuple[str, Pair]]:
    return ((split, pair) for split in KEPT_OR_NOT for pair in _pairs(folder, split))


def _pairs(folder: Path, split: str) -> Iterator[Pair]:
    for row in read_side(folder, split):
        if any("values" not in issue for issue in row.facts.get("issues", ())):
            raise _too_old(folder)
        yield row.pair


def _too_old(folder: Path) -> InputError:
    return InputError(
        f"{folder} was built by an earlier version and lacks what a report needs; run hesui build again",
        zh=f"{folder} 是旧版本构建的，缺少报告所需的内容；请重新运行 hesui build",
    )
