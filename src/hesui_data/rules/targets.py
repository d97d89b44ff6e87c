"""HD6: what a dialect or a trainer cannot take."""

from __future__ import annotations

from hesui_data.rules.rule import Rule

RULES: dict[str, Rule] = {
    "HD601": Rule(
        "dialect-too-small",
        "error",
        (
            "格式 {dialect} 放不下这一行：{reason}（可换 --dialect qianfan-flat、openai 或 flat）",
            "the dialect {dialect} cannot hold this row: {reason} (try --dialect qianfan-flat, openai or flat)",
        ),
        (
            "硬放进去就会丢掉系统提示、前几轮或权重。",
            "Pressed into it, the row would lose its system text, earlier turns or weights.",
        ),
        (
            "换一种格式（--dialect），例如 qianfan-flat 或 openai。",
            "Choose another dialect (--dialect), such as qianfan-flat or openai.",
        ),
    ),
    "HD602": Rule(
        "not-taken",
        "error",
        (
            "未取用：通用数据最多占 {split} 的 {share}，已经取满 {taken} 条",
            "not taken: general pairs are at most {share} of {split}, and {taken} have been taken",
        ),
        (
            "通用数据太多，就学不到要教的东西；这一行没有毛病。",
            "With too many general pairs the set no longer teaches its task; nothing is wrong with this row.",
        ),
        (
            "不用处理；想多取，就在配方里调大 mix.share。",
            "Nothing to do; to take more, raise mix.share in the recipe.",
        ),
    ),
    "HD603": Rule(
        "target-refuses",
        "error",
        ("{target} 会拒收：{reason}", "{target} refuses it: {reason}"),
        (
            "训练平台的限制写在它的文档和代码里；这里照录，并注明版本。",
            "The trainer's limit, as its documentation or source states it, with the version.",
        ),
        (
            "照提示改这一行；或用 hesui clean --dialect（已构建的用 hesui export）写成该平台的格式。",
            "Change the row as the message says, or write the trainer's format: hesui clean --dialect, for a built set hesui export.",
        ),
    ),
    "HD604": Rule(
        "target-drops",
        "warning",
        ("{target} 照常训练，但会丢数据：{reason}", "{target} goes on and loses data: {reason}"),
        (
            "训练照常进行，只是少了数据；至多在日志里有一行，没有人看见。",
            "Training goes on with less data; at most a line in a log says so, and nobody reads it.",
        ),
        (
            "照提示改这一行；或用 hesui clean --dialect（已构建的用 hesui export）写成该平台的格式。",
            "Change the row as the message says, or write the trainer's format: hesui clean --dialect, for a built set hesui export.",
        ),
    ),
    "HD605": Rule(
        "target-cuts",
        "warning",
        ("{target} 会截断：{reason}", "{target} cuts it: {reason}"),
        (
            "被截断的回答教模型说半句话；截断通常没有提示。",
            "A response that is cut teaches a model to stop in mid-sentence, and mostly nobody is told.",
        ),
        (
            "缩短或拆分这一行，或在训练时调大上限。",
            "Shorten or split the row, or raise the limit for the training.",
        ),
    ),
    "HD606": Rule(
        "too-few-rows",
        "warning",
        (
            "{target} 要求至少 {limit} 条，这里有 {rows} 条：{reason}",
            "{target} asks for at least {limit} rows, here are {rows}: {reason}",
        ),
        (
            "条数不足，平台拒绝开始训练，或训练不出效果。",
            "With fewer the platform does not start, or the training has no effect.",
        ),
        (
            "增加数据：hesui build 会扩充，hesui advise 会说还差什么。",
            "Add rows: hesui build grows a set, hesui advise says what it lacks.",
        ),
    ),
    "HD607": Rule(
        "target-note",
        "info",
        ("{target} 请注意：{reason}", "{target}: note that {reason}"),
        (
            "平台会照收这份文件，但有一项设置或后果要先知道。",
            "The trainer takes the file, with a setting or a consequence that one has to know of first.",
        ),
        (
            "照提示写好设置；不需要改数据。",
            "Set what the message says; the data need no change.",
        ),
    ),
}
