"""SVG as text: elements, scales and marks. Pure; colours are left to the style sheet, by class."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from math import log10


class Markup(str):
    """A string that is markup already: a template puts it in as it is."""

    __slots__ = ()

    def __html__(self) -> str:
        return self


def element(name: str, *children: str, **attributes: object) -> Markup:
    """An element; text is escaped, ``Markup`` is not. ``class_`` and ``stroke_width`` lose and change their ``_``.

    >>> element("text", "1 < 2", x=1.50, class_="n")
    '<text x="1.5" class="n">1 &lt; 2</text>'
    """
    named = "".join(f' {_name(key)}="{escape(number(value))}"' for key, value in attributes.items())
    inside = "".join(one if isinstance(one, Markup) else escape(one) for one in children)
    return Markup(f"<{name}{named}>{inside}</{name}>" if inside else f"<{name}{named}/>")


def number(value: object) -> str:
    """``value`` as an attribute: a float has one decimal at most.

    >>> number(3.0), number(2.25), number("a")
    ('3', '2.2', 'a')
    """
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)


def picture(
    key: str, *children: str, title: str, desc: str, width: int, height: int, class_: str = ""
) -> Markup:
    """A picture that says what it shows to those who do not see it; ``key`` makes the ids of its parts.

    >>> picture("p", title="t", desc="d", width=2, height=1)[:65]
    '<svg id="p" class="chart" viewBox="0 0 2 1" role="img" aria-label'
    """
    return element(
        "svg",
        element("title", title, id=f"{key}-title"),
        element("desc", desc, id=f"{key}-desc"),
        *children,
        id=key,
        class_=f"chart {class_}".strip(),
        viewBox=f"0 0 {width} {height}",
        role="img",
        aria_labelledby=f"{key}-title",
        aria_describedby=f"{key}-desc",
    )


def path(class_: str, *moves: object) -> Markup:
    """A path of ``moves``, letters and numbers.

    >>> path("line", "M", 0, 1.25, "H", 5)
    '<path class="line" d="M0 1.2H5"/>'
    """
    drawn = ""
    for move in moves:
        text = number(move)
        drawn += text if text.isalpha() or not drawn or drawn[-1].isalpha() else f" {text}"
    return element("path", class_=class_, d=drawn)


def dots(class_: str, points: Iterable[tuple[float, float]]) -> Markup:
    """A mark at each of ``points`` as one path: the cap of its line, round or square, is the mark.

    >>> dots("train", [(1, 2), (3, 4)])
    '<path class="dots train" d="M1 2h.1M3 4h.1"/>'
    """
    return element(
        "path", class_=f"dots {class_}", d="".join(f"M{number(x)} {number(y)}h.1" for x, y in points)
    )


def crosses(class_: str, points: Iterable[tuple[float, float]], *, arm: float = 3.5) -> Markup:
    """A cross at each of ``points`` as one path."""
    drawn = "".join(
        f"M{number(x - arm)} {number(y - arm)}l{number(2 * arm)} {number(2 * arm)}m0 {number(-2 * arm)}"
        f"l{number(-2 * arm)} {number(2 * arm)}"
        for x, y in points
    )
    return element("path", class_=f"crosses {class_}", d=drawn)


def _name(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


class LogScale:
    """Numbers from ``low`` to ``high`` laid out from ``start`` to ``end``, each tenfold as wide as the next.

    >>> scale = LogScale(1, 100, 0, 10)
    >>> scale(1), scale(10), scale(1000)
    (0.0, 5.0, 10.0)
    """

    def __init__(self, low: float, high: float, start: float, end: float) -> None:
        self._low, self._high, self._start, self._end = low, high, start, end

    def __call__(self, value: float) -> float:
        within = min(max(value, self._low), self._high)
        share = log10(within / self._low) / log10(self._high / self._low)
        return self._start + share * (self._end - self._start)
