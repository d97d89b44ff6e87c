"""The figures: length asked for against length got, and trained against unseen prompts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from .scoring import Scores

COLOURS = {
    "base": "#8a8a8a",
    "a": "#c0392b",
    "b": "#d68910",
    "c": "#1e8449",
    "control": "#7d3c98",
    "e": "#1f618d",
}
HIGHEST = 120
"""Longer answers, which went on and on, stand as triangles at the upper edge."""


def draw_lengths(scores: Sequence[Scores], path: Path) -> None:
    """A panel a model: each unseen question as a dot, with the line on which both lengths are the same.

    An answer of more than ``HIGHEST`` 字 is a triangle at the upper edge.
    """
    plt = _pyplot()
    drawn, panels = plt.subplots(1, len(scores), figsize=(2.1 * len(scores), 2.5), sharex=True, sharey=True)
    for one, panel in zip(scores, panels, strict=True):
        panel.plot([0, HIGHEST], [0, HIGHEST], color="#bbbbbb", linewidth=0.8)
        for marker, some in _dots(one.lengths):
            asked, got = zip(*some, strict=True)
            panel.scatter(
                asked,
                got,
                s=5 if marker == "o" else 14,
                marker=marker,
                alpha=0.6,
                color=COLOURS[one.name],
                linewidths=0,
                clip_on=False,
            )
        panel.set_title(f"{one.name}   r = {one.correlation:.2f}", fontsize=9)
        panel.set_xlim(25, 90)
        panel.set_ylim(0, HIGHEST)
        panel.tick_params(labelsize=7)
        panel.set_xlabel("asked", fontsize=8)
    panels[0].set_ylabel("got", fontsize=8)
    _save(plt, drawn, path)


def _dots(lengths: Sequence[tuple[int, int]]) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    """The couples to draw by their marker; none is left out."""
    inside = [one for one in lengths if one[1] <= HIGHEST]
    beyond = [(asked, HIGHEST) for asked, got in lengths if got > HIGHEST]
    yield from ((marker, some) for marker, some in (("o", inside), ("^", beyond)) if some)


def draw_gaps(scores: Sequence[Scores], path: Path) -> None:
    """Two bars a set: its own training prompts, and unseen ones; with 95 % intervals."""
    plt = _pyplot()
    drawn, panel = plt.subplots(figsize=(5.2, 2.7))
    tuned = [one for one in scores if one.trained is not None]
    for at, one in enumerate(tuned):
        for side, share in ((-0.19, one.trained), (0.19, one.satisfied)):
            if share is not None and share.value is not None:
                low, high = share.interval
                panel.bar(
                    at + side,
                    share.value,
                    width=0.36,
                    color=COLOURS[one.name],
                    alpha=0.45 if side < 0 else 1.0,
                    yerr=[[share.value - low], [high - share.value]],
                    error_kw={"linewidth": 0.8, "capsize": 2},
                )
    panel.set_xticks(range(len(tuned)), [one.name for one in tuned], fontsize=8)
    panel.set_ylim(0, 1)
    panel.tick_params(axis="y", labelsize=7)
    panel.set_ylabel("demand satisfied", fontsize=8)
    panel.set_title("light: own training prompts    full: unseen prompts", fontsize=8)
    _save(plt, drawn, path)


def _pyplot() -> Any:
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    return pyplot


def _save(plt: Any, drawn: Any, path: Path) -> None:
    drawn.tight_layout()
    drawn.savefig(path, dpi=110, metadata={"Software": None})
    plt.close(drawn)
