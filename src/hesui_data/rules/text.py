"""HD5: what should not stand in a text that a model is to learn."""

from __future__ import annotations

from hesui_data.rules.rule import Rule

RULES: dict[str, Rule] = {
    "HD502": Rule(
        "refusal",
        "warning",
        ("回答像是拒绝：“{shown}”", 'the response looks like a refusal: "{shown}"'),
        (
            "混进训练集的拒绝会教模型对普通的请求也推辞。",
            "A refusal among the responses teaches a model to turn down ordinary requests.",
        ),
        ("换成真正的回答，或删掉这一行。", "Put a real answer, or delete the row."),
    ),
    "HD503": Rule(
        "pleasantry",
        "warning",
        ("回答带着助手的客套：“{shown}”", 'an assistant\'s pleasantry around the answer: "{shown}"'),
        (
            "“好的，以下是……”“希望对您有帮助”不是要写的东西，却占了字数，也会被模型学去。",
            'A "Sure, here is …" is no part of what was asked; it counts towards the length and is learned.',
        ),
        ("只留下正文。", "Keep the answer alone."),
    ),
    "HD504": Rule(
        "truncated",
        "warning",
        ("回答似乎没有写完：“…{shown}”", 'the response seems cut off: "…{shown}"'),
        (
            "生成到上限被截断的回答教模型说半句话。",
            "An answer that was cut at a token limit teaches a model to stop in mid-sentence.",
        ),
        ("补完它，或删掉这一行。", "Finish it, or delete the row."),
    ),
    "HD505": Rule(
        "repetition",
        "warning",
        ("回答里“{shown}”重复了 {times} 次", '"{shown}" stands {times} times in the response'),
        (
            "来回重复的回答多半是模型卡住时写的，会教出同样的毛病。",
            "An answer that goes round in circles was written by a model that was stuck, and teaches just that.",
        ),
        ("删去重复的部分，或换一个回答。", "Delete what is repeated, or put another response."),
    ),
    "HD506": Rule(
        "other-language",
        "warning",
        (
            "提示词是{asked}，回答却是{got}",
            "the prompt is in {asked}, the response in {got}",
        ),
        (
            "没有要求却换了语言的回答，会教模型随意换语言。",
            "An answer in a language that nobody asked for teaches a model to switch at will.",
        ),
        (
            "换成同一语言的回答；若确要外文，请在提示词里说明。",
            "Answer in the prompt's language, or say in the prompt which language is wanted.",
        ),
    ),
    "HD507": Rule(
        "placeholder",
        "warning",
        ("{field_name}里留着占位符“{shown}”", 'a placeholder is left in the {field_name}: "{shown}"'),
        (
            "没有填上的模板会被模型原样写出来。",
            "A template that was not filled in comes out of the model as it stands.",
        ),
        ("填上内容，或删掉占位符。", "Fill it in, or take it out."),
    ),
    "HD508": Rule(
        "unbalanced-mark",
        "warning",
        ("{field_name}里的“{shown}”没有配对", 'a "{shown}" in the {field_name} has no counterpart'),
        (
            "引号或括号少了一半，多半是文本被截断或清洗坏了。",
            "Half of a pair of quotes or brackets is missing: most often the text was cut or cleaned badly.",
        ),
        ("补上或删掉另一半。", "Put its counterpart, or take it out."),
    ),
    "HD509": Rule(
        "personal-data",
        "warning",
        ("{field_name}里有{what}“{shown}”", 'personal data in the {field_name}: {what} "{shown}"'),
        (
            "训练过的模型会把个人信息说给任何人听；收集和使用它也受法律约束。",
            "A model may tell anyone the personal data it was trained on, and laws bound their use.",
        ),
        ("删掉，或换成虚构的号码。", "Delete it, or put a made-up one."),
    ),
    "HD510": Rule(
        "secret",
        "warning",
        ("{field_name}里有{what}“{shown}”", 'a secret in the {field_name}: {what} "{shown}"'),
        (
            "密钥进了数据集，就等于公开了。",
            "A key that is in a data set is public.",
        ),
        (
            "删掉它，并立即作废这把密钥；Git 的历史里也还有它。",
            "Delete it and revoke the key at once; it is in the history of Git, too.",
        ),
    ),
    "HD511": Rule(
        "echo",
        "warning",
        ("回答照抄了提示词", "the response is a copy of the prompt"),
        (
            "照抄问题的回答什么也没教。",
            "An answer that copies the question teaches nothing.",
        ),
        ("换成真正的回答，或删掉这一行。", "Put a real answer, or delete the row."),
    ),
}
