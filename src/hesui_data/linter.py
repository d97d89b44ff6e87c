"""``check_file``: every finding in a data file, with its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from hesui_data.checks import blank_issues, conflict_issues, tag_lengths
from hesui_data.cleaning import layout_issues
from hesui_data.dedup import flag_repeats
from hesui_data.files import read_pairs
from hesui_data.pair import Issue, Pair, Value, number_ids
from hesui_data.stages import chain, each, flag


def check_file(path: str | Path, *, columns: Mapping[str, str] | None = None) -> tuple[Issue, ...]:
    """Every finding in the file ``path``, in the order of its lines; the file is not changed.

    Raises:
        InputError: the file is not there, or its bytes or syntax cannot be read at all.
    """
    pairs = number_ids(read_pairs(path, columns=columns))
    return tuple(sorted(_findings(pairs), key=lambda issue: (issue.line or 0, issue.column or 0, issue.code)))


def _findings(pairs: Iterable[Pair]) -> Iterator[Issue]:
    checks = chain(
        flag(blank_issues), flag(layout_issues), flag(conflict_issues), each(tag_lengths), flag_repeats
    )
    checked = list(checks(pairs))
    places = {pair.id: f"{pair.source}:{pair.line}" for pair in checked}
    for pair in checked:
        for issue in pair.issues:
            yield replace(issue, line=issue.line or pair.line, values=_placed(issue, places))


def _placed(issue: Issue, places: Mapping[str, str]) -> tuple[tuple[str, Value], ...]:
    """The values of ``issue`` with the place of a twin for its id, which means nothing to a reader of the file."""
    return tuple(
        (name, places.get(str(value), value) if name == "twin" else value) for name, value in issue.values
    )
