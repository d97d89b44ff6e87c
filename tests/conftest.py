"""Hypothesis profiles, and where other people's data may lie (it is never part of the repository).

By default every run draws the same examples, so that a commit passes or fails whoever runs it; ``make
soak`` draws others each time, and what it finds becomes an example.
"""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "default", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "soak", parent=settings.get_profile("default"), derandomize=False, max_examples=5_000
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def review_set(tmp_path_factory) -> Path:
    """A folder with a small data set to review, built once; tests that decide on it copy it first."""
    from review_server import build_set

    folder = tmp_path_factory.mktemp("review")
    build_set(folder)
    return folder


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real corpora beside the checkout; tests that need it are skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip(f"no real corpora at {SHARED}")
    return SHARED
