"""HD9: what a person said no to."""

from __future__ import annotations

from hesui_data.rules.rule import Rule

RULES: dict[str, Rule] = {
    "HD901": Rule(
        "rejected-in-review",
        "error",
        ("审阅时剔除：{reason}", "rejected in review: {reason}"),
        (
            "看过这一条的人不要它；没有哪条规则比人的判断更可靠。",
            "Somebody has read the row and does not want it; no rule knows better.",
        ),
        (
            "用 hesui review 打开数据集，找到这一条，改判接受或修改它，再重新 build。",
            "Open the data set with hesui review, find the row, accept or edit it, and build again.",
        ),
    ),
    "HD902": Rule(
        "seed-rejected-in-review",
        "error",
        ("它的种子 {seed} 在审阅时被剔除", "its seed {seed} was rejected in review"),
        (
            "由一条剔除的数据改写出来的，多半带着同样的毛病。",
            "What was made of a row that is not wanted mostly has the same faults.",
        ),
        (
            "想留下这一条，就在 hesui review 里接受它，再重新 build。",
            "To keep it all the same, accept it with hesui review and build again.",
        ),
    ),
    "HD903": Rule(
        "held-out-number-in-train",
        "error",
        (
            "审阅改出的提示词要 {number} 字，这个数只留给评测",
            "its prompt, as edited in review, asks for {number} 字, a number held back for eval",
        ),
        (
            "训练集里出现了留给评测的字数，评测就测不出没见过的长度。",
            "A held-out number in train can no longer show how unseen lengths are obeyed.",
        ),
        (
            "换一个字数；或在配方的 held_out 里去掉它。",
            "Ask for another number, or take it out of held_out in the recipe.",
        ),
    ),
}
"""Code → rule."""
