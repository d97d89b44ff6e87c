"""Rebuild the blog's three data sets from 55 seeds: python examples/blog/rebuild.py [OUT]

V1: 55 → 255 rows. V2 and V3: the same 55 → 87 → 378. Offline, no key. Every count and every length tag is
verified on the files that were written; the exit code is 1 if anything is not as it should be.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from hesui_data import build_dataset, check_length, line_skeleton
from hesui_data.built import BuiltRow, read_built
from hesui_data.length import parse_length, verify_tag

HERE = Path(__file__).parent
WRITTEN = ("read", "rules")


class Version(NamedTuple):
    """What the blog had: rows given, after rewording, and after augmentation."""

    name: str
    seeds: int
    reworded: int
    rows: int


VERSIONS = (Version("v1", 55, 55, 255), Version("v2", 55, 87, 378), Version("v3", 55, 87, 378))


def main(out: Path) -> int:
    wrong = [problem for version in VERSIONS for problem in rebuild(version, out / version.name)]
    for problem in wrong:
        print(f"✗ {problem}", file=sys.stderr)
    return int(bool(wrong))


def rebuild(version: Version, folder: Path) -> list[str]:
    """Build ``version`` into ``folder``, print a line about it, and return what is not as it should be."""
    dataset = build_dataset(HERE / "seeds.jsonl", HERE / f"{version.name}.toml")
    dataset.write(folder)
    rows = [row for row in read_built(folder) if row.split != "rejected"]
    problems = [f"{version.name}: {problem}" for problem in _problems(version, folder, rows)]
    methods = Counter(row.pair.method for row in rows)
    sides = Counter(row.split for row in rows)
    tags = sum(len(row.pair.tags) for row in rows)
    written = sum(methods[method] for method in WRITTEN)
    print(
        f"{version.name}  {methods['read']} → {written} → {len(rows)}   "
        f"train {sides['train']} + eval {sides['eval']}   tags {tags}   {'✗' if problems else '✓'}   {folder}"
    )
    return problems


def _problems(version: Version, folder: Path, rows: list[BuiltRow]) -> Iterator[str]:
    methods = Counter(row.pair.method for row in rows)
    written = sum(methods[method] for method in WRITTEN)
    found = (methods["read"], written, len(rows))
    if found != version[1:]:
        yield f"expected {version[1:]} rows given, reworded and in all, got {found}"
    yield from _accounts(folder)
    seeds = {row.pair.id: row.pair.response for row in rows if row.pair.original}
    for row in rows:
        yield from _row_problems(row, seeds)
    crossing = {row.pair.seed for row in rows if row.split == "train"} & {
        row.pair.seed for row in rows if row.split == "eval"
    }
    if crossing:
        yield f"seeds on both sides: {sorted(crossing)}"


def _accounts(folder: Path) -> Iterator[str]:
    """Whether the manifest's account adds up to the lines of the files."""
    counts = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["counts"]
    lines = {
        name: len((folder / f"{name}.jsonl").read_bytes().splitlines())
        for name in ("train", "eval", "rejected")
    }
    if any(counts[name] != lines[name] for name in lines):
        yield f"the manifest counts {counts}, the files hold {lines}"
    if counts["read"] + counts["grown"] != sum(lines.values()):
        yield f"{counts['read']} read + {counts['grown']} grown are not the {sum(lines.values())} rows written"


def _row_problems(row: BuiltRow, seeds: dict[str, str]) -> Iterator[str]:
    """Untrue tags, demands without a tag, and a layout that is not the seed's."""
    pair, place = row.pair, f"{row.split}:{row.line}"
    if not all(verify_tag(tag, pair.response) for tag in pair.tags):
        yield f"{place} has an untrue tag"
    if len(pair.tags) != len(parse_length(pair.prompt)):
        yield f"{place} has {len(pair.tags)} tags for {len(parse_length(pair.prompt))} demands"
    if not all(verdict.holds for verdict in check_length(pair.prompt, pair.response)):
        yield f"{place} breaks a demand of its prompt"
    shortened = pair.method == "shorten"  # by whole sentences or paragraphs, so it has fewer lines
    if not shortened and line_skeleton(pair.response) != line_skeleton(seeds[pair.seed]):
        yield f"{place} has not the lines of its seed"


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "out"))
