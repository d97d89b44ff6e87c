"""What the shell offers for a word that is being typed: codes of rules, names, recipe files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from hesui_data.cli.words import language


def codes(incomplete: str) -> list[tuple[str, str]]:
    """Codes of rules, the last of several between commas, each with what it finds.

    >>> [code for code, _ in codes("HD301,HD20")][:2]
    ['HD301,HD201', 'HD301,HD202']
    """
    from hesui_data.rules import RULES

    before, comma, last = incomplete.rpartition(",")
    return [
        (f"{before}{comma}{code}", rule.template(language()))
        for code, rule in sorted(RULES.items())
        if code.startswith(last.upper())
    ]


def dialects(incomplete: str) -> list[str]:
    """Names of dialects.

    >>> dialects("ali"), dialects("alp")
    ([], ['alpaca', 'alpaca-dpo', 'alpaca-kto'])
    """
    from hesui_data.formats import DIALECTS

    return _beginning(incomplete, [*DIALECTS, "csv"])


def counters(incomplete: str) -> list[str]:
    """Names of counters."""
    from hesui_data.length import COUNTERS

    return _beginning(incomplete, COUNTERS)


def targets(incomplete: str) -> list[str]:
    """Names of trainers that a file can be checked for."""
    from hesui_data.targets import TARGETS

    return _beginning(incomplete, TARGETS)


def recipes(incomplete: str) -> list[str]:
    """TOML files, and folders that may hold some."""
    folder = Path(incomplete) if incomplete.endswith("/") else Path(incomplete).parent
    return sorted(name for name in _paths(folder) if name.startswith(incomplete))


def _paths(folder: Path) -> Iterator[str]:
    try:
        for path in folder.iterdir():
            if path.suffix == ".toml":
                yield path.as_posix()
            elif path.is_dir() and not path.name.startswith("."):
                yield f"{path.as_posix()}/"
    except OSError:
        return


def _beginning(incomplete: str, names: Iterable[str]) -> list[str]:
    return [name for name in names if name.startswith(incomplete)]
