"""The files of a build: rows, rejected rows, lineage, card and manifest, as bytes and as a folder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from hesui_data.card import dataset_card
from hesui_data.files import Input, Written, write_folder
from hesui_data.formats import json_line, rows_in, write_row
from hesui_data.length import LengthTag
from hesui_data.pair import Pair
from hesui_data.recipe import Recipe
from hesui_data.rejections import rejected_row
from hesui_data.summary import Summary

PACKAGES = ("jieba",)
"""The packages whose output a build depends on: 词 are jieba's."""


def write_build(
    folder: Path,
    *,
    train: Sequence[Pair],
    eval: Sequence[Pair],
    rejected: Sequence[Pair],
    preference: Sequence[Pair],
    summary: Summary,
    recipe: Recipe,
    inputs: Sequence[Input],
    warnings: Sequence[str],
) -> Path:
    """Write every file of a build into ``folder``, ``manifest.json`` last, and return the folder.

    Raises:
        OutputError: the folder cannot be written; what was there before is whole.
    """
    card = dataset_card(
        summary,
        recipe=recipe.as_dict(),
        version=version("hesui-data"),
        warnings=warnings,
        language=recipe.language,
    )
    preferred = [row for pair in preference for row in rows_in(pair, recipe.preference_dialect)]
    files = {
        "train.jsonl": _lines(write_row(pair, recipe.dialect) for pair in train),
        "eval.jsonl": _lines(write_row(pair, recipe.dialect) for pair in eval),
        "rejected.jsonl": _lines(json_line(rejected_row(pair, recipe.language)) for pair in rejected),
        "lineage.jsonl": _lines(
            json_line(row) for row in lineage(train=train, eval=eval, preference=preferred)
        ),
        "README.md": iter([card.encode()]),
    }
    if recipe.preference:
        files["preference.jsonl"] = _lines(write_row(pair, recipe.preference_dialect) for pair in preferred)

    def manifest(written: Sequence[Written]) -> Iterator[bytes]:
        yield manifest_bytes(written, summary=summary, recipe=recipe, inputs=inputs, warnings=warnings)

    write_folder(folder, files, manifest=manifest)
    return folder


def lineage(**sides: Sequence[Pair]) -> Iterator[dict[str, Any]]:
    """One row for each row of train, eval and preference: where it stands and where it comes from."""
    for split, pairs in sides.items():
        for line, pair in enumerate(pairs, 1):
            yield {
                "split": split,
                "line": line,
                "id": pair.id,
                "seed": pair.seed,
                "source": pair.source,
                "source_line": pair.line,
                "method": pair.method,
                "tags": [tag_row(tag) for tag in pair.tags],
                "steps": [asdict(step) for step in pair.steps],
            }


def tag_row(tag: LengthTag) -> dict[str, Any]:
    """A length tag as JSON: the constraint that holds and the counter it was counted by."""
    constraint = tag.constraint
    names = ("scope", "unit", "kind", "min", "max", "target", "part")
    return {**{name: getattr(constraint, name) for name in names}, "counter": tag.counter}


def manifest_bytes(
    written: Sequence[Written],
    *,
    summary: Summary,
    recipe: Recipe,
    inputs: Sequence[Input],
    warnings: Sequence[str],
) -> bytes:
    """The manifest: hashes of what came in and went out, the recipe, and counts that add up."""
    import orjson

    manifest = {
        "hesui_data": version("hesui-data"),
        "packages": dict(_versions()),
        "recipe": recipe.as_dict(),
        "inputs": [asdict(one) for one in inputs],
        "outputs": [asdict(one) for one in written],
        "counts": {
            "read": summary.read,
            "grown": summary.grown,
            "train": summary.train.rows,
            "eval": summary.eval.rows,
            "rejected": summary.rejected,
            "unread": summary.unread,
            "stages": [count._asdict() for count in summary.stages],
            "codes": {refusal.code: refusal.rows for refusal in summary.refusals},
        },
        "warnings": list(warnings),
    }
    return orjson.dumps(manifest, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _versions() -> Iterator[tuple[str, str]]:
    for name in PACKAGES:
        try:
            yield name, version(name)
        except PackageNotFoundError:
            continue


def _lines(rows: Iterator[bytes]) -> Iterator[bytes]:
    return (row + b"\n" for row in rows)
