"""Every random choice of augmentation: a number drawn from a hash of what is chosen for."""

from __future__ import annotations

import hashlib


def draw(seed: str, purpose: str, *texts: str) -> int:
    """A number in [0, 2**64) that looks random and depends on the arguments alone.

    >>> draw("a", "shorten", "x") == draw("a", "shorten", "x") != draw("b", "shorten", "x")
    True
    """
    digest = hashlib.blake2b(
        "\x1f".join((seed, purpose, *texts)).encode("utf-8", "surrogatepass"), digest_size=8
    )
    return int.from_bytes(digest.digest())
