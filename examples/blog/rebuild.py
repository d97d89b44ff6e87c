"""Rebuild the blog's three data sets from 55 seeds: python examples/blog/rebuild.py [OUT]

V1: 55 → 255 rows. V2 and V3: the same 55 → 87 → 378. Offline and without a key, rules reword the prompts of the
step 55 → 87; with --model and --base-url a language model writes those 32 pairs, as hesui expand does. Every
count and every length tag is verified on the files that were written; the exit code is 1 if anything is not as it
should be, 3 if a limit stopped the model.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from hesui_data import Recipe, build_dataset, check_length, line_skeleton
from hesui_data.built import BuiltRow, read_built
from hesui_data.cleaning.skeleton import Line
from hesui_data.errors import HesuiError
from hesui_data.expansion import Paths, Setup, choices_of, expand, read_seeds
from hesui_data.length import verify_tag
from hesui_data.llm.wire import Endpoint
from hesui_data.recipe import read_recipe
from hesui_data.spending import Limits

Skeleton = tuple[Line, ...]

HERE = Path(__file__).parent
SEEDS = HERE / "seeds.jsonl"
METHOD = "paraphrase"
GIVEN = ("read", METHOD)
WRITTEN = (*GIVEN, "rules")
ROUNDS = 4
"""How often a model is asked for what the build has not kept of what it wrote."""


class Version(NamedTuple):
    """What the blog had: rows given, after rewording, and after augmentation."""

    name: str
    seeds: int
    reworded: int
    rows: int


VERSIONS = (Version("v1", 55, 55, 255), Version("v2", 55, 87, 378), Version("v3", 55, 87, 378))


class LimitedError(HesuiError):
    """A limit stopped the model before it had written enough."""


def main(arguments: list[str]) -> int:
    given = _parsed(arguments)
    try:
        setup = _setup(given)
        if setup is None:
            print(
                "offline: rules reword 55 → 87, no language model is asked (--model and --base-url name one)"
            )
        else:
            print(f"55 → 87 is written by {setup.endpoint.model} at {setup.endpoint.base_url}")
        wrong = [problem for version in VERSIONS for problem in rebuild(version, given.out, setup)]
    except HesuiError as error:
        print(f"✗ {error}", file=sys.stderr)
        return 3 if isinstance(error, LimitedError) else 2
    for problem in wrong:
        print(f"✗ {problem}", file=sys.stderr)
    return int(bool(wrong))


def _parsed(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Rebuild the blog's three data sets from 55 seeds.")
    parser.add_argument("out", nargs="?", type=Path, default=HERE / "out", help="folder for the data sets")
    parser.add_argument("--model", help="language model that writes the 32 pairs of 55 → 87")
    parser.add_argument("--base-url", default=os.environ.get("OPENAI_BASE_URL"), help="its address")
    parser.add_argument("--api-key-env", default="OPENAI_API_KEY", help="variable that holds its key")
    parser.add_argument("--max-requests", type=int, default=400, help="most requests, over all runs")
    parser.add_argument("--replay", action="store_true", help="use the answers on record alone, no network")
    given = parser.parse_args(arguments)
    if given.model and not given.base_url:
        parser.error("--model needs --base-url")
    return given


def _setup(given: argparse.Namespace) -> Setup | None:
    """How the model is asked; None where none is named.

    Raises:
        HesuiError: there is no key, or the address is none.
    """
    if not given.model:
        return None
    key = os.environ.get(given.api_key_env, "").strip()
    if not key and not given.replay:
        raise HesuiError(f"{given.api_key_env} is not set; leave --model out to rebuild offline")
    return Setup(
        endpoint=Endpoint.named(given.base_url, given.model),
        key=key,
        limits=Limits(max_requests=given.max_requests),
        replay=given.replay,
    )


def rebuild(version: Version, out: Path, setup: Setup | None = None) -> list[str]:
    """Build ``version`` below ``out``, print a line about it, and return what is not as it should be."""
    recipe, folder = read_recipe(HERE / f"{version.name}.toml"), out / version.name
    if setup and version.reworded > version.seeds:
        _build_with_model(version, recipe, out, setup)
    else:
        build_dataset(SEEDS, recipe).write(folder)
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


def _build_with_model(version: Version, recipe: Recipe, out: Path, setup: Setup) -> None:
    """Build ``version`` with pairs that a model writes in place of those that rules reword.

    V2 and V3 share one file of pairs and one journal, so that V3 asks for nothing.

    Raises:
        LimitedError: a limit was reached, or nothing good came.
    """
    paths = Paths.beside(out / "written.jsonl")
    seeds, wanted = read_seeds(SEEDS, recipe), version.reworded - version.seeds
    accept = wanted
    for _ in range(ROUNDS):
        done = expand(seeds, paths, choices_of(recipe, method=METHOD), setup, accept=accept)
        if done.ending.why != "enough":
            why = done.ending.limit or done.ending.why
            raise LimitedError(f"{version.name}: only {done.funnel.accepted} of {accept} pairs came ({why})")
        dataset = build_dataset([SEEDS, paths.out], replace(recipe, paraphrases=0, expand_to=0))
        kept = sum(pair.method == METHOD for pair in (*dataset.train, *dataset.eval))
        if kept >= wanted:
            break
        accept += wanted - kept
    dataset.write(out / version.name)


def _problems(version: Version, folder: Path, rows: list[BuiltRow]) -> Iterator[str]:
    methods = Counter(row.pair.method for row in rows)
    written = sum(methods[method] for method in WRITTEN)
    found = (methods["read"], written, len(rows))
    if found != version[1:]:
        yield f"expected {version[1:]} rows given, reworded and in all, got {found}"
    yield from _accounts(folder)
    lines = lines_of(rows)
    for row in rows:
        yield from _row_problems(row, lines)
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


def lines_of(rows: list[BuiltRow]) -> dict[str, set[Skeleton]]:
    """Seed → how the responses that were given in its family, by hand or by a model, stand on their lines."""
    found: dict[str, set[Skeleton]] = {}
    for row in rows:
        if row.pair.method in GIVEN:
            found.setdefault(row.pair.seed, set()).add(line_skeleton(row.pair.response))
    return found


def _row_problems(row: BuiltRow, lines: Mapping[str, set[Skeleton]]) -> Iterator[str]:
    """Untrue tags, demands without a tag, and a layout that no response given in the family has."""
    pair, place = row.pair, f"{row.split}:{row.line}"
    if not all(verify_tag(tag, pair.response) for tag in pair.tags):
        yield f"{place} has an untrue tag"
    verdicts = check_length(pair.prompt, pair.response)
    told = [verdict for verdict in verdicts if not verdict.unknown]  # 几句 is a demand that nobody can count
    if len(pair.tags) != len(told):
        yield f"{place} has {len(pair.tags)} tags for {len(told)} demands"
    if any(verdict.breaks for verdict in verdicts):
        yield f"{place} breaks a demand of its prompt"
    shortened = pair.method == "shorten"  # by whole sentences or paragraphs, so it has fewer lines
    if not shortened and line_skeleton(pair.response) not in lines[pair.seed]:
        yield f"{place} has not the lines of its seed"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
