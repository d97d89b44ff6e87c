"""HD3: layout, line breaks and what cannot be seen."""

from __future__ import annotations

from hesui_data.rules.rule import Rule

RULES: dict[str, Rule] = {
    "HD301": Rule(
        "lost-layout",
        "warning",
        ("版式可能已丢失：{marks} 都挤在一行里", "the layout looks lost: {marks} stand on one line"),
        (
            "清洗时删掉换行，模型就学会不换行：这正是许多数据集的毛病。",
            "Where cleaning deleted line breaks, a model learns to write none: the fault of many a data set.",
        ),
        (
            "补回换行，或用 restore_layout = true 让程序在标号前断行。",
            "Put the line breaks back, or let restore_layout = true break before the markers.",
        ),
        fix="unsafe",
    ),
    "HD302": Rule(
        "invisible-character",
        "warning",
        ("{field_name}里有看不见的字符 {shown}", "an invisible character {shown} in the {field_name}"),
        (
            "看不见的字符也占词元，模型会学着写它，比对和去重会被它骗过。",
            "What nobody sees costs tokens, is learned by the model, and hides repeats.",
        ),
        ("删掉它；hesui check --fix 会替你删。", "Delete it; hesui check --fix does."),
        fix="safe",
    ),
    "HD303": Rule(
        "trailing-space",
        "warning",
        ("{field_name}的行末有空白", "white space at the end of a line of the {field_name}"),
        (
            "行末的空白看不见，却会被模型学去。",
            "White space at line ends cannot be seen, and a model learns it.",
        ),
        ("删掉行末的空白；hesui check --fix 会替你删。", "Delete it; hesui check --fix does."),
        fix="safe",
    ),
    "HD304": Rule(
        "forbidden-character",
        "error",
        (
            "{field_name}里有文本中不允许的字符 {shown}",
            "a character that has no place in text, {shown}, in the {field_name}",
        ),
        (
            "NUL 和非字符会让数据库、C 程序和分词器出错或截断文本。",
            "NUL and non-characters make databases, C programs and tokenizers fail or cut the text.",
        ),
        ("删掉它；hesui check --fix 会替你删。", "Delete it; hesui check --fix does."),
        fix="safe",
        keeps=True,
    ),
    "HD305": Rule(
        "forbidden-character-elsewhere",
        "warning",
        (
            "提示词和回答之外有文本中不允许的字符 {shown}",
            "a character that has no place in text, {shown}, outside prompt and response",
        ),
        (
            "不进训练，但别的程序读这个文件时可能出错。",
            "It is not trained on, but other programs may fail on the file.",
        ),
        ("删掉它，或去掉这个键。", "Delete it, or leave the key out."),
    ),
    "HD306": Rule(
        "byte-order-mark",
        "warning",
        ("{where}以 BOM 开头", "{where} starts with a byte order mark"),
        (
            "千帆 SDK 和许多程序读到 BOM 就报错，或把它当成第一个键的一部分。",
            "Qianfan's SDK and many programs fail on it, or take it for a part of the first key.",
        ),
        (
            "存成不带 BOM 的 UTF-8；hesui check --fix 会替你改。",
            "Save as UTF-8 without a BOM; hesui check --fix does.",
        ),
        fix="safe",
    ),
    "HD307": Rule(
        "line-end",
        "warning",
        ("{where}用的是 {ends}，不是 LF", "{where} ends lines with {ends}, not LF"),
        (
            "换行写法不一，模型会学到 \\r；同一文本也认不出是重复。",
            "With mixed line ends a model learns \\r, and equal texts are not seen to be equal.",
        ),
        ("统一成 LF；hesui check --fix 会替你改。", "Make them all LF; hesui check --fix does."),
        fix="safe",
    ),
    "HD308": Rule(
        "blank-line",
        "warning",
        ("两条数据之间有空行", "a blank line between rows"),
        (
            "千帆 SDK 读到空行就报错；别的程序多半跳过。",
            "Qianfan's SDK fails on a blank line; other programs mostly skip it.",
        ),
        ("删掉空行；hesui check --fix 会替你删。", "Delete it; hesui check --fix does."),
        fix="safe",
    ),
    "HD309": Rule(
        "not-utf-8",
        "warning",
        ("文件的编码是 {encoding}，不是 UTF-8", "the file is in {encoding}, not UTF-8"),
        (
            "千帆只收 UTF-8；别的程序会读成乱码，或者报错。",
            "Qianfan takes UTF-8 only; other programs read gibberish or fail.",
        ),
        ("存成 UTF-8；hesui check --fix 会替你改。", "Save as UTF-8; hesui check --fix does."),
        fix="safe",
    ),
    "HD310": Rule(
        "raw-line-separator",
        "warning",
        (
            "这一行里直接写了 {shown}，有的程序会在此断行",
            "{shown} stands in this line as it is: some programs break the line there",
        ),
        (
            "Python 的 splitlines() 在 U+2028、U+2029 和 U+0085 处断行，一条数据就成了两截。",
            "Python's splitlines() breaks at U+2028, U+2029 and U+0085, and one row becomes two halves.",
        ),
        (
            "写成 \\u2028 这样的转义；hesui check --fix 会替你改。",
            "Write it as an escape such as \\u2028; hesui check --fix does.",
        ),
        fix="safe",
    ),
    "HD311": Rule(
        "markup-for-text",
        "warning",
        (
            "{field_name}里的 {shown} 应当是换行或字符",
            "{shown} in the {field_name} stands for a line break or a character",
        ),
        (
            "从网页导出的 <br>、&nbsp; 和 \\n 会被模型原样写进回答。",
            "A model writes <br>, &nbsp; or \\n from a web page into its answers as they are.",
        ),
        (
            "换成真正的换行或字符；hesui check --unsafe-fixes 会在没有疑问处替你改。",
            "Put the line break or the character itself; hesui check --unsafe-fixes does where it is certain.",
        ),
        fix="unsafe",
    ),
    "HD312": Rule(
        "mojibake",
        "warning",
        ("{field_name}里有乱码 {shown}", "garbled text {shown} in the {field_name}"),
        (
            "UTF-8 被当成别的编码读过一次，字就成了乱码。",
            "UTF-8 was once read in another encoding, and the letters came out garbled.",
        ),
        (
            "从原文件重新导出；hesui check --unsafe-fixes 会还原有把握的。",
            "Export it anew from the original; hesui check --unsafe-fixes restores what is certain.",
        ),
        fix="unsafe",
    ),
    "HD313": Rule(
        "blank-lines-in-text",
        "warning",
        ("{field_name}里或首尾有多余的空行", "blank lines too many in the {field_name} or around it"),
        (
            "两段之间空一行就够了；开头、结尾和成串的空行都会被模型学去。",
            "One blank line parts two paragraphs; those at the ends and in rows are learned by the model.",
        ),
        (
            "段落之间留一个空行，首尾不留；hesui check --unsafe-fixes 会替你改。",
            "Leave one between paragraphs and none at the ends; hesui check --unsafe-fixes does.",
        ),
        fix="unsafe",
    ),
}
