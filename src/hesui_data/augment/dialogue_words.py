"""What the user of a dialogue says to an answer that is too long or too short, as data: a new wording is a new line.

``{off}`` is by how many 字 the answer misses, ``{count}`` how many it has, ``{demand}`` what was asked for
and ``{goal}`` the same as something to reach (至少60字 as 60字以上).
"""

from __future__ import annotations

COMPLAINTS: dict[str, tuple[str, ...]] = {
    "too long": (
        "太长了，多了{off}字，删一删。",
        "多了{off}字，麻烦精简一下，意思别丢。",
        "字数超了，多出{off}字，帮我压到{demand}。",
        "说好{demand}的，你写了{count}字，多出{off}字。",
        "写不下了，最后{off}字没地方放，再短些。",
        "你写了{count}字，太长了。不要紧的话去掉，压到{demand}。",
        "刚才写了{count}字，多了{off}字，拣要紧的留。",
        "已经{count}字了，发不出去，请压到{demand}。",
        "长了点，多出{off}字，能不能整句去掉一些？",
        "写得不错，就是多了{off}字，收一收。",
        "我数了一下，多了{off}字，哪句不要紧就拿掉哪句。",
        "意思都到了，可是多写了{off}字，帮我精简精简。",
    ),
    "too short": (
        "太短了，还差{off}字，再补一点。",
        "不够长，少了{off}字，多写些。",
        "少了{off}字，再补一点。",
        "说好{demand}的，你写了{count}字，少了{off}字。",
        "你写了{count}字，不够，请补到{goal}。",
        "写得省了些，短了{off}字，再展开些。",
        "短了点，少了{off}字，再添一层意思吧。",
        "太短了，刚才写了{count}字，请补到{goal}。",
        "意思到了，就是短了{off}字，再添些话。",
        "不够数，少了{off}字，请写足。",
        "挺好，只是短了{off}字，补上吧。",
        "我数了一下，少了{off}字，再多说几句。",
    ),
    "still too long": (
        "还是长，多了{off}字。",
        "短了些，可还是多出{off}字，接着删。",
        "好一点了，还多出{off}字，再紧一紧。",
        "还没压到{demand}，还多{off}字，继续减。",
        "再短些，我又数了一遍，还多出{off}字。",
        "再减一减，还多出{off}字。",
        "这回你写了{count}字，还是超，请压到{demand}。",
        "仍然写不下，最后{off}字没地方放。",
        "减得不够，还多出{off}字。",
    ),
    "still too short": (
        "还是短，少了{off}字。",
        "长了些，可还少{off}字，接着补。",
        "好一点了，还少{off}字，再添些。",
        "还没补到{goal}，还少{off}字，继续写。",
        "再长些，我又数了一遍，还少{off}字。",
        "还欠一截，少了{off}字，补齐吧。",
        "这回你写了{count}字，还是不够，请补到{goal}。",
        "加得不够，还少{off}字，再加点内容。",
        "补得不够，还少{off}字。",
    ),
    "now too long": (
        "这下又多了{off}字。",
        "补过头了，多出{off}字，去掉一些。",
        "这回又写多了，多出{off}字，收一收。",
        "添得太多，多出{off}字，请压到{demand}。",
        "矫枉过正了，现在多出{off}字，减一减。",
        "刚才嫌短，这回又长了，多出{off}字。",
        "你写了{count}字，又超了，多出{off}字。",
        "够是够了，可多出{off}字，折中一下。",
        "加得多了点，多出{off}字，往回收收。",
    ),
    "now too short": (
        "这下又短了，少了{off}字。",
        "删过头了，少了{off}字，补一点回来。",
        "这回又太短，少了{off}字，往回添一点。",
        "减得太狠，少了{off}字，请补到{goal}。",
        "矫枉过正了，现在少了{off}字，加一点。",
        "刚才嫌长，这回又短了，少了{off}字。",
        "你写了{count}字，又不够了，少了{off}字。",
        "短是短了，可少了{off}字，折中一下。",
        "删得多了点，少了{off}字，往回补补。",
    ),
}
"""By move: what the user says to an answer, after what went before."""
