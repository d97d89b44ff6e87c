"""Every seed of the fuzz targets, and all that they have found, replayed without the fuzzer."""

import importlib.util
import time
from pathlib import Path

import pytest

FUZZ = Path(__file__).parents[1] / "fuzz"
TARGETS = ("reader", "fixer", "cleaner", "grammar")
LONGEST = 20
"""Seconds of work that no input may need; ``make soak`` gives them as many."""


def target(name):
    spec = importlib.util.spec_from_file_location(f"fuzz_{name}", FUZZ / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def inputs():
    """Each file of a corpus, and each that was found, with the name of its target."""
    for name in TARGETS:
        for folder in ("corpus", "found"):
            for path in sorted((FUZZ / folder / name).glob("[!.]*")):
                yield pytest.param(name, path, id=f"{folder}/{name}/{path.name}")


@pytest.mark.parametrize(("name", "path"), list(inputs()))
def test_an_input_of_the_fuzzer_breaks_no_promise(name, path):
    one_input = target(name).one_input
    start = time.process_time()

    one_input(path.read_bytes())

    assert time.process_time() - start < LONGEST


@pytest.mark.parametrize("name", TARGETS)
def test_a_target_has_seeds_and_covers_what_there_is(name):
    package = Path(__file__).parents[1] / "src" / "hesui_data"

    assert any((FUZZ / "corpus" / name).iterdir())
    assert all((package / part / "__init__.py").is_file() for part in target(name).COVERS)
