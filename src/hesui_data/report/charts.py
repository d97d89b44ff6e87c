"""The pictures of the report, drawn from its figures as SVG; the words come from outside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from hesui_data.report.facts import About
from hesui_data.report.lengths import Point
from hesui_data.report.svg import LogScale, Markup, crosses, dots, element, path, picture

WIDE, HIGH = 960, 330
_BASE, _TALLEST, _NODE = 222, 120, 10
"""Of the stream: where its bed lies, how high it stands at most, how wide a stage is drawn."""

_PANEL = 320
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 310, 14, 278
"""Of a scatter: its size, and where its axes lie."""

_TICKS = (1, 2, 5, 10, 20, 50, 100, 200, 400, 800, 1_600, 3_200, 6_400, 12_800, 25_600)


class Bar(NamedTuple):
    """A name and how many train and eval rows fall under it."""

    name: str
    train: int
    eval: int


class Node(NamedTuple):
    """A stage in the stream: the accepted rows after it, those it grew, and those it rejected."""

    stage: str
    alive: int
    grown: int
    rejected: int


def nodes(about: About) -> tuple[Node, ...]:
    """What was read, then each stage that grew or rejected rows: where nothing happens there is nothing to see."""
    alive = about.read
    stream = [Node("read", alive, 0, 0)]
    if about.unread:
        alive -= about.unread
        stream.append(Node("readable", alive, 0, about.unread))
    for stage in about.stages:
        alive += stage.grown - stage.rejected
        if stage.grown or stage.rejected:
            stream.append(Node(stage.stage, alive, stage.grown, stage.rejected))
    return tuple(stream)


def funnel(about: About, names: Mapping[str, str], *, title: str, desc: str) -> Markup:
    """The rows as a stream: what a stage grows flows in from above, what it rejects flows out below.

    ``names`` has the words for the stages, train and eval.
    """
    stream = nodes(about)
    scale = _TALLEST / max(1, *(node.alive for node in stream))
    places = [40 + 690 * n / max(1, len(stream) - 1) for n in range(len(stream))]
    parts: list[Markup] = []
    for (x, before), (far, node) in pairwise(zip(places, stream, strict=True)):
        parts += _reach(x + _NODE, far, before.alive, node, scale)
    for x, node in zip(places, stream, strict=True):
        parts += _node(x, node, names[node.stage], scale)
    parts += _parting(places[-1] + _NODE, about, names, scale)
    return picture("funnel-chart", *parts, title=title, desc=desc, width=WIDE, height=HIGH, class_="wide")


def _reach(x: float, far: float, before: int, node: Node, scale: float) -> Iterator[Markup]:
    """The stream between two stages, with its tributary and its drain."""
    lost = min(before, node.rejected)
    kept = before - lost
    bend = (x + far) / 2
    yield _ribbon("flow", x, _BASE - before * scale, _BASE - lost * scale, far, _BASE - kept * scale, _BASE)
    start = x + (far - x) * 0.12
    if node.grown:
        high, low = _BASE - node.alive * scale, _BASE - kept * scale
        wide = max(3.0, min((far - x) * 0.4, node.grown * scale))
        yield path("grown", "M", start, 44, "C", start, low, bend, low, far, low, "V", high, "C", bend + wide / 2, high, start + wide, high, start + wide, 44, "Z")  # fmt: skip
        yield _text(start + wide / 2, 34, f"+{node.grown:,}", "grown")
    if node.rejected:
        high = _BASE - lost * scale
        wide = max(3.0, min((far - x) * 0.4, lost * scale))
        yield path("rejected", "M", x, high, "C", start + wide, high, start + wide, _BASE, start + wide, 272, "H", start, "C", start, _BASE + 12, start, _BASE, x, _BASE, "Z")  # fmt: skip
        yield _text(start + wide / 2, 288, f"−{node.rejected:,}", "rejected")


def _ribbon(
    class_: str, x: float, high: float, low: float, far: float, far_high: float, far_low: float
) -> Markup:
    """A band that bends from one upright to another."""
    bend = (x + far) / 2
    return path(
        class_, "M", x, high, "C", bend, high, bend, far_high, far, far_high,
        "V", far_low, "C", bend, far_low, bend, low, x, low, "Z",
    )  # fmt: skip


def _node(x: float, node: Node, name: str, scale: float) -> Iterator[Markup]:
    high = max(1.0, node.alive * scale)
    yield element("rect", x=x, y=_BASE - high, width=_NODE, height=high, class_="node")
    yield _text(x + _NODE / 2, _BASE - high - 8, f"{node.alive:,}", "count")
    yield _text(x + _NODE / 2, 316, name, "stage")


def _parting(x: float, about: About, names: Mapping[str, str], scale: float) -> Iterator[Markup]:
    """Where the stream parts into train and eval."""
    far, apart = x + 80, 14
    high, part = _BASE - (about.train + about.eval) * scale, _BASE - about.eval * scale
    yield _ribbon("train", x, high, part, far, high - apart, part - apart)
    yield _ribbon("eval", x, part, _BASE, far, part + apart, _BASE + apart)
    ends = (("train", high - apart, part - apart), ("eval", part + apart, _BASE + apart))
    for side, top, bottom in ends:
        count = getattr(about, side)
        yield element("text", f"{names[side]} {count:,}", x=far + 8, y=(top + bottom) / 2 + 5, class_="end")


def scatter(
    kind: str, points: Sequence[Point], span: tuple[int, int], *, title: str, desc: str, axes: tuple[str, str]
) -> Markup:
    """Length asked against length got for one kind of demand, with what it admits shaded.

    ``span`` is the least and greatest number on both axes, ``axes`` their names with the unit.
    """
    across, up = LogScale(*span, _LEFT, _RIGHT), LogScale(*span, _BOTTOM, _TOP)
    parts = [_admitted(kind, across, up, span), *_grid(across, up, span)]
    if kind == "range":
        bars = [(across(p.asked), up(p.low or 1), up(p.high or 1)) for p in points]
        parts.append(path("bounds", *(move for x, y, z in bars for move in ("M", x, y, "V", z))))
    held = [point for point in points if point.split != "rejected"]
    for side in ("train", "eval"):
        placed = [(across(p.asked), up(p.got)) for p in held if p.split == side]
        parts.append(dots(side, placed))
    parts.append(crosses("rejected", [(across(p.asked), up(p.got)) for p in points if p.split == "rejected"]))
    parts.append(_text((_LEFT + _RIGHT) / 2, _PANEL - 4, axes[0], "axis"))
    parts.append(element("text", axes[1], x=_LEFT - 40, y=_TOP - 3, class_="axis"))
    return picture(
        f"lengths-{kind.replace('_', '-')}", *parts, title=title, desc=desc, width=_PANEL, height=_PANEL
    )


def _admitted(kind: str, across: LogScale, up: LogScale, span: tuple[int, int]) -> Markup:
    """What a demand of ``kind`` for the number below admits: all under it, all above it, or a band about it."""
    low, high = span
    outlines: dict[str, list[tuple[float, float]]] = {
        "at_most": [(low, low), (high, high), (high, low)],
        "at_least": [(low, low), (high, high), (low, high)],
        "about": [(low, 0.9 * low), (high, 0.9 * high), (high, 1.1 * high), (low, 1.1 * low)],
    }
    corners = outlines.get(kind, [])
    moves = [move for n, (x, y) in enumerate(corners) for move in ("L" if n else "M", across(x), up(y))]
    return path("admitted", *moves, *("Z" if corners else ()))


def _grid(across: LogScale, up: LogScale, span: tuple[int, int]) -> Iterator[Markup]:
    ticks = [tick for tick in _TICKS if span[0] <= tick <= span[1]]
    lines = [
        move for t in ticks for move in ("M", across(t), _BOTTOM, "V", _TOP, "M", _LEFT, up(t), "H", _RIGHT)
    ]
    yield path("grid", *lines)
    yield path("diagonal", "M", _LEFT, _BOTTOM, "L", _RIGHT, _TOP)
    for tick in ticks[:: max(1, len(ticks) // 7)]:
        yield _text(across(tick), _BOTTOM + 16, f"{tick}", "tick")
        yield element("text", f"{tick}", x=_LEFT - 6, y=up(tick) + 4, class_="tick", text_anchor="end")


def bars(key: str, rows: Sequence[Bar], *, title: str, desc: str, unit: str) -> Markup:
    """For each name two bars, how much of train and of eval falls under it, as a share; the count beside it."""
    train, held_back = (max(1, sum(getattr(row, side) for row in rows)) for side in ("train", "eval"))
    widest = max([0.01, *(row.train / train for row in rows), *(row.eval / held_back for row in rows)])
    room, left, high = 230, 132, 44
    parts: list[Markup] = []
    for n, row in enumerate(rows):
        y = 8 + n * high
        parts.append(element("text", row.name, x=left - 10, y=y + 21, class_="name", text_anchor="end"))
        for offset, side, count, share in (
            (0, "train", row.train, row.train / train),
            (17, "eval", row.eval, row.eval / held_back),
        ):
            long = room * share / widest
            parts.append(
                element("rect", x=left, y=y + offset, width=max(0.5, long), height=14, rx=2, class_=side)
            )
            parts.append(
                element(
                    "text", f"{count:,} · {share:.0%}", x=left + long + 6, y=y + offset + 11.5, class_="value"
                )
            )
    parts.append(path("axis-line", "M", left, 2, "V", 4 + high * len(rows)))
    parts.append(element("text", unit, x=left, y=18 + high * len(rows), class_="axis"))
    return picture(key, *parts, title=title, desc=desc, width=460, height=26 + high * len(rows))


def span_of(points: Sequence[Point]) -> tuple[int, int]:
    """The least and the greatest number that the scatters show, with room about the points.

    >>> span_of([])
    (10, 1000)
    """
    numbers = [n for p in points for n in (p.asked, p.got, p.low, p.high) if n]
    if not numbers:
        return 10, 1000
    low, high = max(1, int(min(numbers) * 0.8)), int(max(numbers) * 1.25) + 1
    return low, max(high, low * 4)


def _text(x: float, y: float, text: str, class_: str) -> Markup:
    return element("text", text, x=x, y=y, class_=class_, text_anchor="middle")
