"""Fewer items where so many were asked for: 写5条 and five of them become 写3条 and three of those five."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hesui_data.augment.asked import asked_in
from hesui_data.augment.cohesion import binds, opens_leaning, points_made, says
from hesui_data.augment.draw import draw
from hesui_data.augment.outline import outline, rendered, without
from hesui_data.augment.parts import evident_parts
from hesui_data.augment.placing import renumbered
from hesui_data.augment.suits import why_unsuited
from hesui_data.length import LengthConstraint
from hesui_data.length.numerals import render_number
from hesui_data.pair import Pair, Step

FEWEST = 3
"""So many items are left at least: two are hardly a list."""

SHARES = (0.75, 0.5)
"""About these shares of the items are kept."""


def fewer_items(pair: Pair, *, seed: str = "hesui") -> Iterator[Pair]:
    """``pair`` with fewer items, and the number of items in its prompt made true; none if they must all stay.

    Each item must stand for itself, none may hold a point that the prompt names, and nothing outside
    the list may say how many there are. Which items go is drawn from ``seed`` and the response.

    >>> wishes = "1. 愿你出差有座。\\n2. 愿你早睡。\\n3. 愿你工位朝南。\\n4. 愿你一稿就过。"
    >>> for shorter in fewer_items(Pair("写四条给同事的祝福，每条20字以内", wishes)):
    ...     print(shorter.prompt, shorter.response.split())
    写三条给同事的祝福，每条20字以内 ['1.', '愿你出差有座。', '2.', '愿你工位朝南。', '3.', '愿你一稿就过。']
    """
    asked = next((c for c in asked_in(pair.prompt) if c.unit == "条" and c.kind == "exact"), None)
    if asked is None or not _may_lose_items(pair, asked):
        return
    lines = outline(pair.response)
    items = [at for at, line in enumerate(lines) if line.role == "item"]
    drawn = sorted(items, key=lambda at: draw(seed, "fewer", pair.response, str(at)))
    for number in dict.fromkeys(max(FEWEST, round(share * len(items))) for share in SHARES):
        dropped = {(at, n) for at in drawn[number:] for n in range(len(lines[at].sentences))}
        text = rendered(without(lines, dropped))
        prompt = renumbered(pair.prompt, asked, LengthConstraint("条", min=number, max=number))
        if dropped and prompt is not None and _says_all(pair, text):
            step = Step("shorten", "response", f"{len(items)} → {number} 条")
            yield pair.grow("shorten", step, prompt=prompt, response=text)


def _may_lose_items(pair: Pair, asked: LengthConstraint) -> bool:
    number = asked.target or 0
    listed = any(p.scope == "each_item" and p.number == number for p in evident_parts(pair))
    if not listed or number <= FEWEST or why_unsuited(pair) or _names_each(pair.prompt, number):
        return False
    rows = outline(pair.response)
    frame = "".join(line.text for line in rows if line.role != "item")
    counted = re.search(rf"[{render_number(number, 'chinese')}{number}][^月日号年]", frame)
    texts = ["".join(line.sentences) for line in rows if line.role == "item"]
    apart = not any(
        opens_leaning(text) or binds(text) or re.match("[^，。：；]*[也又]", text) for text in texts
    )
    return apart and not counted


def _names_each(prompt: str, number: int) -> bool:
    """Whether ``prompt`` says what each item is for: 分别给…, or as many things in a row as there are items."""
    rows = re.findall(r"[^，。；：！？\s]+(?:、[^，。；：！？\s]+)+", prompt)
    members = {len(re.split("[、和与及]", row)) for row in rows}
    return bool(re.search("分别|各[写题画送给]", prompt)) or any(count >= number for count in members)


def _says_all(pair: Pair, text: str) -> bool:
    made = points_made(pair.prompt, pair.response)
    return says(text, made) == made
