"""HD4: repeats, and leaks from train to eval."""

from __future__ import annotations

from hesui_data.rules.rule import Rule

RULES: dict[str, Rule] = {
    "HD401": Rule(
        "repeat",
        "error",
        ("与 {twin} 重复（内容相同）", "repeats {twin} (same text)"),
        (
            "重复的数据等于多训练几轮，模型会背下它。",
            "A repeated row is trained on more often than the others, and is learned by heart.",
        ),
        (
            "删掉其中一条；hesui build 会留下编号最小的一条。",
            "Delete one of the two; hesui build keeps the pair with the smallest id.",
        ),
    ),
    "HD402": Rule(
        "near-repeat",
        "error",
        ("与 {twin} 近似重复（相似度 {similarity}）", "nearly repeats {twin} (similarity {similarity})"),
        (
            "只差几个字的数据也等于重复。",
            "A row that differs in a few characters is trained on like a repeat.",
        ),
        (
            "若确是两条，请把其中一条改得更不同。",
            "If both are wanted, make one of them more different.",
        ),
    ),
    "HD403": Rule(
        "leak",
        "error",
        (
            "与另一侧的 {twin} 有关联（{reason}），会造成泄漏",
            "tied to {twin} on the other side of the split ({reason}): a leak",
        ),
        (
            "评测题在训练集里出现过，分数就只说明模型背得好。",
            "Where an eval prompt was trained on, its score shows nothing but memory.",
        ),
        (
            "把其中一条挪到另一边，或者删掉；hesui build 会自己去掉这样的衍生数据。",
            "Move one of the two to the other's side or delete it; hesui build leaves such a variant out by itself.",
        ),
    ),
}
