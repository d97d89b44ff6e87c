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
    found = _lines(made.response)
    if words := _after_the_end(found):
        yield _layout(f"落款之后还有“{words}”", f'after the signature comes "{words}"')
    elif _chopped(found) > _chopped(_lines(order.pair.response)) + 2:
        yield _layout("一句话被拆成好几行", "a sentence is chopped into lines")
    elif _JOINED.search(made.response) and not _JOINED.search(order.pair.response):
        yield _layout("几行用空格连成了一行", "lines are joined by spaces")
    elif order.method == "self-instruct":
        yield from _laid_out_anew(made, found)
    else:
        yield from _lines_as_the_seed(made, order, found)
        yield from _marks_as_the_seed(made, order, found)


def _laid_out_anew(made: Pair, found: list[str]) -> Iterator[Issue]:
    """What is wrong with the lines of a response that has no seed."""
    if len(found) < _lines_of_genre(made):
        yield _layout(f"只有 {len(found)} 行", f"it has {len(found)} line(s)")
    elif len(found) == 1 and re.search(r"[^\n\d]\s*(?:2|二)[.、．)）]\s*\S", made.response):
        yield _layout("各条挤在一行", "its items stand on one line")
    elif len(found) > 1 and len(made.response) < _ONE_LINE and not _MAY_HAVE_LINES.search(made.prompt):
        yield _layout(
            f"没有要分行，却有 {len(found)} 行", f"it has {len(found)} lines, and none was asked for"
        )


def _lines_as_the_seed(made: Pair, order: Order, found: list[str]) -> Iterator[Issue]:
    """Too few lines, or so many more that something was put before or after the text."""
    wanted = _lines(order.pair.response)
    most = 1 if len(wanted) == 1 else 2 * len(wanted) + 2
    too_few = len(wanted) > 1 and len(found) < max(2, _fewest(wanted, order))
    if too_few or (len(found) > most and not _IN_LINES.search(made.prompt)):
        yield _layout(
            f"种子有 {len(wanted)} 行，回答有 {len(found)} 行",
            f"the seed has {len(wanted)} line(s), the response {len(found)}",
        )


def _marks_as_the_seed(made: Pair, order: Order, found: list[str]) -> Iterator[Issue]:
    """List marks, labels, titles and indents that the seed has and the response not, or the other way round."""
    own = order.pair.response
    wanted = _lines(own)
    if sum(map(_is_item, found)) == 1 and not any(map(_is_item, wanted)):
        yield _layout("开头多了条目的记号", "it opens with the mark of a list")
    elif sum(map(_is_item, wanted)) > 1 and not sum(map(_is_item, found)) > 1:
        yield _layout("种子分条，回答没有", "the seed is a list, the response is none")
    elif label := next((name for name in _LABELS if name in own and name not in made.response), ""):
        yield _layout(f"缺“{label}”", f"{label} is missing")
    elif _TITLE.match(made.response) and not (_TITLE.match(own) or _TITLED.search(made.prompt)):
        yield _layout("多了一行标题", "it has a title")
    elif "\\n" in made.response:
        yield _layout("换行写成了字面的 \\n", "a line break is written as \\n")
    elif own.count("\n\u3000\u3000") > 1 and "\u3000\u3000" not in made.response:
        yield _layout("段首没有空两格", "paragraphs are not indented")


def _chopped(lines: list[str]) -> int:
    """How many lines are stumps of up to four letters that no mark closes."""
    return sum(1 for line in lines if len(line.strip()) <= _STUMP and not _CLOSES.search(line))


_STUMP = 4
_JOINED = re.compile("[。！？!?…，；：] +[\u3400-\u9fff“「]")
_ONE_LINE = 120
"""Characters up to which a text for which no lines were asked is one line."""
_IN_LINES = re.compile(
    "分[行段条点]|(?:[二三四五六七八九十两几2-9]|[1-9][0-9])[行段条句]|每[行段条句]|对联|春联|诗|(?<![微短])信|家书"
)
_MAY_HAVE_LINES = re.compile(
    f"{_IN_LINES.pattern}|贺卡|卡片|短笺|便[条签]|留言|[稿词辞歌谣]|通知|告示|公告|提醒|倡议|标语|口号|寄语|开场白|请柬|请帖|邀请函|启事|贺信|菜单|清单|对话|台词"
)
_SIGNS_OFF = re.compile("(?:敬上|谨启|拜上|亲笔|手书)[^\\n]{3,}\\Z")


def _after_the_end(lines: list[str]) -> str:
    """What stands after a signature, on its line or on the next; or an empty string."""
    letter = len(lines) > 3 and lines[0].rstrip().endswith(("：", ":"))
    if (
        letter
        and len(lines[-1].strip()) > _SIGNATURE >= len(lines[-2].strip())
        and not _CLOSES.search(lines[-2])
    ):
        return lines[-1].strip()[:20]
    match = _SIGNS_OFF.search(lines[-1]) if len(lines) > 1 else None
    return match[0][:20] if match else ""


_SIGNATURE = 10
_CLOSES = re.compile("[。！？!?…，；：、:~～”’」』）)]\\s*\\Z|\\A\\s*[-*•·\\d]")
_LABELS = ("上联：", "下联：", "横批：")
_TITLE = re.compile(r"\s*(?:《[^》\n]+》|标题[：:][^\n]*)\s*\n")
_TITLED = re.compile("标题|题目|为题|作文|[诗词]|文章|征文|散文|故事|日记")
_ITEM = re.compile(r"\s*(?:[-*•·]\s|\d{1,2}[.、．)）]|[（(]?[一二三四五六七八九十]{1,2}[）)、.]|[①-⑳])")
_LONG_GENRES = re.compile(
    "家书|[一封]信|书信|致辞|致词|作文|对联|春联|绝句|律诗|小诗|方案|清单|菜单|三句半|相声|分条|分行|分段"
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
