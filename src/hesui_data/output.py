"""The files of a build: rows, rejected rows, lineage, card and manifest, as bytes and as a folder."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from importlib.metadata import PackageNotFoundError, version
from itertools import chain
from pathlib import Path
from typing import Any

from hesui_data.card import dataset_card, models_used
from hesui_data.files import Input, Written, write_folder
from hesui_data.files.parquet import parquet_bytes
from hesui_data.files.shards import pattern_of
from hesui_data.formats import json_line, rows_in, write_row
from hesui_data.formats.lineage import tag_row
from hesui_data.hub import Config, Split, croissant, has_plain_texts
from hesui_data.pair import Pair
from hesui_data.recipe import Recipe
from hesui_data.rejections import issue_row, rejected_row
from hesui_data.report import gather, report_page
from hesui_data.summary import Summary

CROISSANT = "croissant.json"
_DESCRIPTION = {
    "zh": "带真实字数标签的中文微调数据：训练 {train} 条，评测 {eval} 条，按种子切分",
    "en": "Chinese fine-tuning pairs with true length tags: {train} train rows, {eval} eval rows, split by seed",
}

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
    rows: Mapping[str, Iterable[bytes]] | None = None,
) -> Path:
    """Write every file of a build into ``folder``, ``manifest.json`` last, and return the folder.

    ``rows`` are the files of train, eval, rejected and lineage, where they are made already, be it in several
    shards or compressed.

    Raises:
        OutputError: the folder cannot be written; what was there before is whole.
    """
    preferred = [row for pair in preference for row in rows_in(pair, recipe.preference_dialect)]
    sides = {"train": train, "eval": eval, "preference": preferred}
    files = {**(rows or _row_files(recipe, sides, rejected))}
    if recipe.preference:
        files["preference.jsonl"] = _lines(write_row(pair, recipe.preference_dialect) for pair in preferred)
    files |= _flat_copies(
        recipe, {side: pairs for side, pairs in sides.items() if not rows or side == "preference"}
    )
    configs = loadable(recipe, files, train=len(train), eval=len(eval), preference=len(preferred))
    in_parquet = {"train": train, "eval": eval} if recipe.parquet else {}
    files |= {f"{side}.parquet": parquet_bytes(pairs, "flat") for side, pairs in in_parquet.items()}
    card = dataset_card(
        summary,
        recipe=recipe.as_dict(),
        version=version("hesui-data"),
        warnings=warnings,
        language=recipe.language,
        configs=configs,
        models=models_used(chain(train, eval)),
    )
    files["README.md"] = iter([card.encode()])
    files["report.html"] = _report(
        manifest_of(summary=summary, recipe=recipe, inputs=inputs, warnings=warnings),
        {"rejected": rejected, **sides},
    )
    seen: list[dict[str, Any]] = []
    files = {name: _noted(name, chunks, seen) for name, chunks in files.items()}
    files[CROISSANT] = _described(seen, configs, summary, recipe)

    def manifest(written: Sequence[Written]) -> Iterator[bytes]:
        rows = {f"{side}.parquet": len(pairs) for side, pairs in in_parquet.items()}
        told = [replace(one, rows=rows.get(one.name, one.rows)) for one in written]
        yield manifest_bytes(told, summary=summary, recipe=recipe, inputs=inputs, warnings=warnings)

    write_folder(folder, files, manifest=manifest)
    return folder


def _row_files(
    recipe: Recipe, sides: Mapping[str, Sequence[Pair]], rejected: Sequence[Pair]
) -> dict[str, Iterable[bytes]]:
    """The files of train, eval, rejected and lineage."""
    return {
        "train.jsonl": _lines(write_row(pair, recipe.dialect) for pair in sides["train"]),
        "eval.jsonl": _lines(write_row(pair, recipe.dialect) for pair in sides["eval"]),
        "rejected.jsonl": _lines(json_line(rejected_row(pair, recipe.language)) for pair in rejected),
        "lineage.jsonl": _lines(json_line(row) for row in lineage(recipe.language, **sides)),
    }


def _flat_copies(recipe: Recipe, sides: Mapping[str, Sequence[Pair]]) -> dict[str, Iterable[bytes]]:
    """Copies in the dialect ``flat`` of those of ``sides`` whose own dialect has no columns of plain text."""
    return {
        f"{side}.flat.jsonl": _lines(write_row(pair, "flat") for pair in sides[side])
        for _, dialect, splits in _loaded(recipe)
        for _, side in splits
        if side in sides and not has_plain_texts(dialect)
    }


def _loaded(recipe: Recipe) -> Iterator[tuple[str, str, tuple[tuple[str, str], ...]]]:
    """What ``load_dataset`` can load: its name, the dialect, and its splits by the side that each is."""
    yield "default", recipe.dialect, (("train", "train"), ("test", "eval"))
    if recipe.preference:
        yield "preference", recipe.preference_dialect, (("train", "preference"),)


def loadable(recipe: Recipe, files: Iterable[str], **rows: int) -> tuple[Config, ...]:
    """What of a build ``load_dataset`` can load, by its ``files`` and the number of rows of train, eval and preference.

    >>> loadable(Recipe(), ["train.jsonl", "train.flat.jsonl"], train=3, eval=0)[0].splits[0].file
    'train.flat.jsonl'
    """
    files = list(files)
    return tuple(_config(name, dialect, splits, files, rows) for name, dialect, splits in _loaded(recipe))


def _config(
    name: str,
    dialect: str,
    splits: Sequence[tuple[str, str]],
    files: Sequence[str],
    rows: Mapping[str, int],
) -> Config:
    """One of them: from the files of the dialect itself, or from their ``flat`` copies."""
    own, ending = (dialect, "") if has_plain_texts(dialect) else ("flat", ".flat")
    return Config(
        name,
        own,
        tuple(Split(split, pattern_of(files, f"{side}{ending}"), rows[side]) for split, side in splits),
    )


def _noted(name: str, chunks: Iterable[bytes], seen: list[dict[str, Any]]) -> Iterator[bytes]:
    """``chunks`` as they are; once they have passed, their size and hash are noted in ``seen``."""
    digest, size = hashlib.sha256(), 0
    for chunk in chunks:
        digest.update(chunk)
        size += len(chunk)
        yield chunk
    seen.append({"name": name, "sha256": digest.hexdigest(), "bytes": size})


def _described(
    seen: list[dict[str, Any]], configs: Sequence[Config], summary: Summary, recipe: Recipe
) -> Iterator[bytes]:
    """The Croissant description of the files that were written before it."""
    rows = {"train": summary.train.rows, "eval": summary.eval.rows}
    said = _DESCRIPTION[recipe.language].format(**rows)
    yield from croissant(
        seen,
        configs,
        name=recipe.name,
        description=said,
        licence=recipe.licence,
        language=recipe.language,
    )


def lineage(language: str, **sides: Sequence[Pair]) -> Iterator[dict[str, Any]]:
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
                **_before(pair),
                **({"issues": [issue_row(issue, language) for issue in pair.issues]} if pair.issues else {}),
            }


def _before(pair: Pair) -> dict[str, Any]:
    """The texts as they were read, of a pair that a step has changed: nothing is changed beyond recall."""
    return {"before": dict(pair.before)} if pair.before else {}


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

    manifest = manifest_of(written, summary=summary, recipe=recipe, inputs=inputs, warnings=warnings)
    return orjson.dumps(manifest, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def manifest_of(
    written: Sequence[Written] = (),
    *,
    summary: Summary,
    recipe: Recipe,
    inputs: Sequence[Input],
    warnings: Sequence[str],
) -> dict[str, Any]:
    """What the manifest says, as JSON values; without ``written`` all but the outputs."""
    return {
        "hesui_data": version("hesui-data"),
        "packages": dict(_versions((*PACKAGES, "pyarrow") if recipe.parquet else PACKAGES)),
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


def _report(manifest: Mapping[str, Any], sides: Mapping[str, Iterable[Pair]]) -> Iterator[bytes]:
    """The report on the rows in ``sides``, made when it is its turn to be written."""
    yield report_page(gather(manifest, sides), manifest["recipe"]["language"]).encode()


def _versions(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    for name in names:
        try:
            yield name, version(name)
        except PackageNotFoundError:
            continue


def _lines(rows: Iterator[bytes]) -> Iterator[bytes]:
    return (row + b"\n" for row in rows)
