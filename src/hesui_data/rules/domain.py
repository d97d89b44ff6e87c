"""HD7: the domain, that is Spring-Festival copy: zodiac years, couplets, salutations."""

from __future__ import annotations

from hesui_data.rules.rule import Rule

RULES: dict[str, Rule] = {
    "HD701": Rule(
        "wrong-zodiac",
        "warning",
        (
            "{year} 年是{right}年，文中却说“{shown}”",
            '{year} is the Year of the {right}, but the text says "{shown}"',
        ),
        (
            "生肖说错的祝福没法用，模型却会照着学。",
            "A greeting with the wrong animal is of no use, and a model learns it.",
        ),
        ("改正生肖或年份。", "Put the right animal, or the right year."),
    ),
    "HD702": Rule(
        "uneven-couplet",
        "warning",
        ("上联 {upper} 字，下联 {lower} 字", "the first line has {upper} 字, the second {lower}"),
        (
            "对联上下联字数必须相等。",
            "The two lines of a couplet must have the same number of characters.",
        ),
        ("改其中一联，使字数相等。", "Rewrite one of them so that they are equally long."),
    ),
    "HD703": Rule(
        "wrong-salutation",
        "warning",
        (
            "提示词要写给{asked}，回答却在称呼“{got}”",
            'the prompt is addressed to {asked}, the response greets "{got}"',
        ),
        (
            "称呼错了人的祝福没法用，也说明这一问一答可能配错了。",
            "A greeting to the wrong person is of no use, and shows that prompt and response may be mismatched.",
        ),
        (
            "改称呼，或检查这一行的提示词和回答是否配错。",
            "Mend the salutation, or see whether prompt and response belong together.",
        ),
    ),
}
