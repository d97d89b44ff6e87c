"""Run the proof: python -m examples.proof [--seed N] [--seeds N] [--check] [--out DIR]

Prints the table and its caveats; writes them with the figures, the samples, every answer and every figure below
``--out``. With --check the exit code is 1 if a claim does not hold with its margin.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # two threads on a busy machine must not spin

SETS = ("a", "b", "c", "control", "e")
USUAL = SETS[:4]


def main(arguments: Sequence[str]) -> int:
    given = _parsed(arguments)
    try:
        import matplotlib  # noqa: F401
        import torch  # noqa: F401
    except ImportError as missing:
        print(
            f"✗ {missing.name} is not installed: pip install -e '.[proof]' (or: make proof)", file=sys.stderr
        )
        return 2
    from .experiment import Progress, Settings, prove
    from .report import checks

    settings, runs, say = Settings(), [], Progress(time.time())
    for seed in range(given.seed, given.seed + given.seeds):
        say(f"seed {seed}")
        runs.append(prove(seed, settings, given.cache, say, names=given.sets))
        _write(given.out, runs, settings, given.lang)
    _print(runs, given.lang)
    if not given.check:
        return 0
    results = [(run.seed, held, claim) for run in runs for held, claim in checks(run.scores)]
    for seed, held, claim in results:
        print(f"{'✓' if held else '✗'} seed {seed}: {claim}")
    return int(not all(held for _, held, _ in results))


def _parsed(arguments: Sequence[str]) -> argparse.Namespace:
    here = Path(__file__).parents[2]
    parser = argparse.ArgumentParser(
        prog="python -m examples.proof", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("--seed", type=int, default=1, help="what every draw is made from")
    parser.add_argument("--seeds", type=int, default=1, help="so many seeds, from --seed on")
    parser.add_argument(
        "--sets", type=_names, default=USUAL, help="which sets, by commas; a,b,c,control,e has all"
    )
    parser.add_argument("--check", action="store_true", help="hold the claims against the figures")
    parser.add_argument("--lang", choices=("zh", "en"), default="en", help="language of the table")
    parser.add_argument("--out", type=Path, default=here / "build" / "proof", help="folder for results")
    parser.add_argument(
        "--cache", type=Path, default=here / "build" / "proof" / "bases", help="folder for bases"
    )
    given = parser.parse_args(arguments)
    if given.check and not {"a", "b", "c", "control"} <= set(given.sets):
        parser.error("--check needs the sets a, b, c and control")
    if given.seeds < 1:
        parser.error("--seeds must be 1 or more")
    return given


def _names(text: str) -> tuple[str, ...]:
    names = tuple(text.split(","))
    if not set(names) <= set(SETS):
        raise argparse.ArgumentTypeError(f"sets are {', '.join(SETS)}; got {text}")
    wanted = {*names, "c"} if "e" in names else set(names)  # e goes on from c
    return tuple(name for name in SETS if name in wanted)


def _print(runs: Sequence, lang: str) -> None:
    from .report import caveats, spread, table

    print("\n\n".join(filter(None, (table(runs[0].scores, lang), spread(runs, lang), caveats(lang)))))


def _write(out: Path, runs: Sequence, settings: object, lang: str) -> None:
    from .drawing import draw_gaps, draw_lengths
    from .report import as_json, caveats, samples, spread, table

    out.mkdir(parents=True, exist_ok=True)
    first = runs[0]
    for language in ("en", "zh"):
        text = (
            table(first.scores, language),
            spread(runs, language),
            caveats(language),
            samples(first, language),
        )
        (out / f"results.{language}.md").write_text("\n\n".join(filter(None, text)) + "\n", encoding="utf-8")
    found = json.dumps(as_json(runs, settings), ensure_ascii=False, indent=1) + "\n"
    (out / "results.json").write_text(found, encoding="utf-8")
    for name, said in runs[-1].answers.items():
        lines = [json.dumps({"prompt": p, "answer": a}, ensure_ascii=False) for p, a in said.items()]
        path = out / f"answers-{runs[-1].seed}-{name}.jsonl"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    draw_lengths(first.scores, out / "lengths.png")
    draw_gaps(first.scores, out / "gaps.png")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
