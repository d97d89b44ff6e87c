"""The gate of the layout: lines, list marks, labels and indents are those of the seed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hesui_data.expand.orders import Order
from hesui_data.expand.standard import Standard
from hesui_data.pair import Issue, Pair


def laid_out(made: Pair, order: Order, standard: Standard) -> Iterator[Issue]:
    """Refuses a response without lines where the seed has them, without list marks or labels where it has.

    >>> order = Order(0, "paraphrase", Pair("写一副春联", "上联：春风\\n下联：秋月\\n横批：如意"), 0)
    >>> [i.code for i in laid_out(Pair("写一副", "上联：冬雪 下联：夏荷 横批：吉祥"), order, None)]
    ['HD804']
    """
    wanted, found = _lines(order.pair.response), _lines(made.response)
    if order.method == "self-instruct":
        if len(found) < _lines_of_genre(made):
            yield _layout(f"只有 {len(found)} 行", f"it has {len(found)} line(s)")
        elif len(found) == 1 and re.search(r"[^\n\d]\s*(?:2|二)[.、．)）]\s*\S", made.response):
            yield _layout("各条挤在一行", "its items stand on one line")
        return
    if len(wanted) > 1 and len(found) < max(2, _fewest(wanted, order)):
        yield _layout(
            f"种子有 {len(wanted)} 行，回答只有 {len(found)} 行",
            f"the seed has {len(wanted)} lines, the response {len(found)}",
        )
    elif sum(map(_is_item, found)) == 1 and not any(map(_is_item, wanted)):
        yield _layout("开头多了条目的记号", "it opens with the mark of a list")
    elif sum(map(_is_item, wanted)) > 1 and not sum(map(_is_item, found)) > 1:
        yield _layout("种子分条，回答没有", "the seed is a list, the response is none")
    elif label := next(
        (name for name in _LABELS if name in order.pair.response and name not in made.response), ""
    ):
        yield _layout(f"缺“{label}”", f"{label} is missing")
    elif _TITLE.match(made.response) and not (
        _TITLE.match(order.pair.response) or _TITLED.search(made.prompt)
    ):
        yield _layout("多了一行标题", "it has a title")
    elif "\\n" in made.response:
        yield _layout("换行写成了字面的 \\n", "a line break is written as \\n")
    elif order.pair.response.count("\n\u3000\u3000") > 1 and "\u3000\u3000" not in made.response:
        yield _layout("段首没有空两格", "paragraphs are not indented")


_LABELS = ("上联：", "下联：", "横批：")
_TITLE = re.compile(r"\s*(?:《[^》\n]+》|标题[：:][^\n]*)\s*\n")
_TITLED = re.compile("标题|题目|为题|作文|[诗词]|文章|征文|散文|故事|日记")
_ITEM = re.compile(r"\s*(?:[-*•·]\s|\d{1,2}[.、．)）]|[（(]?[一二三四五六七八九十]{1,2}[）)、.]|[①-⑳])")
_LONG_GENRES = re.compile(
    "家书|[一封]信|书信|致辞|致词|作文|对联|春联|绝句|律诗|小诗|通知|方案|清单|菜单|三句半|相声|分条|分行|分段"
)


def _layout(zh: str, en: str) -> Issue:
    return Issue.of("HD804", field="response", reason=(zh, en))


def _lines(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]


def _is_item(line: str) -> bool:
    return bool(_ITEM.match(line))


def _fewest(wanted: list[str], order: Order) -> int:
    """The fewest lines that will do: half of the seed's, or fewer where a shorter text is ordered."""
    sizes = [found.max or found.target or 0 for found in order.demands if found.scope == "response"]
    asked, own = max(sizes, default=0), sum(map(len, wanted))
    share = min(1.0, asked / own) if asked and own else 1.0
    return int(len(wanted) * 0.5 * share)


def _lines_of_genre(made: Pair) -> int:
    """How many lines the kind of text that a prompt asks for has at least."""
    long = len(made.response) > 160
    return 2 if long or _LONG_GENRES.search(made.prompt) else 1
