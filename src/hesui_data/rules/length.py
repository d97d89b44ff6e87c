"""HD2: responses that are not as long as their prompts ask."""

from __future__ import annotations

from hesui_data.rules.rule import Rule

RULES: dict[str, Rule] = {
    "HD201": Rule(
        "broken-length",
        "error",
        (
            "回答不合字数要求“{demand}”：实为 {count} {unit}，{off}",
            'the response breaks the length demand "{demand}": it has {count} {unit}, {off}',
        ),
        (
            "模型学的是回答，不是要求：不合字数的样本教它不理会字数。",
            "A model learns from the response, not from the demand: such a row teaches it to ignore lengths.",
        ),
        (
            "改回答，或把提示词里的要求改成实情（retag_broken）。",
            "Rewrite the response, or make the demand true (retag_broken).",
        ),
    ),
    "HD202": Rule(
        "unknown-length",
        "info",
        ("字数要求“{demand}”无法判定：{reason}", 'the length demand "{demand}" cannot be checked: {reason}'),
        (
            "判定不了的要求没有标签，也不算在达标率里。",
            "A demand that cannot be checked carries no tag and is not counted as kept.",
        ),
        (
            "如能判定，请写成整篇、每条、每段或每行的确切数字。",
            "If it matters, ask for a number for the whole, each item, paragraph or line.",
        ),
    ),
    "HD203": Rule(
        "contradicting-lengths",
        "warning",
        (
            "提示词的要求互相矛盾：合起来至少要 {low} {unit}，却最多只许 {high}",
            "the demands of the prompt contradict each other: they need at least {low} {unit} and admit at most {high}",
        ),
        (
            "怎么回答都不合要求的样本，只会教模型忽略要求。",
            "A prompt that no response can satisfy teaches a model to ignore demands.",
        ),
        (
            "改其中一个数；照现在的写法，怎么回答都不合要求。",
            "Change one of the numbers; as they stand, no response can satisfy them.",
        ),
    ),
    "HD204": Rule(
        "broken-length-mark",
        "warning",
        ("“{mark}”像字数标记，却读不出来", '"{mark}" looks like a length mark and cannot be read'),
        (
            "写错的标记不会被当作要求核对，模型却会照着学。",
            "A mark that is written wrongly is not checked, yet a model learns it.",
        ),
        (
            "写成 [LEN:<=50字] 或 【字数：50以内】 的样子；README 的“Lengths”一节有全部写法。",
            "Write it like [LEN:<=50字] or 【字数：50以内】; the README's section on lengths has every form.",
        ),
    ),
}
