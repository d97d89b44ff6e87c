"""HD0: bytes, JSON or CSV syntax that cannot be read."""

from __future__ import annotations

from hesui_data.rules.rule import Rule

RULES: dict[str, Rule] = {
    "HD001": Rule(
        "bad-bytes",
        "error",
        (
            "这一行的字节不是合法的 {encoding}：{reason}",
            "the bytes of this line are not valid {encoding}: {reason}",
        ),
        (
            "字节坏了的行，各家程序读出来各不相同，或者整个文件都读不了。",
            "Programs read a line with damaged bytes each in their own way, or refuse the whole file.",
        ),
        ("用编辑器另存为 UTF-8 后再试。", "Save the file as UTF-8 and try again."),
    ),
    "HD002": Rule(
        "bad-json",
        "error",
        ("不是合法的 JSON：{reason}", "not valid JSON: {reason}"),
        (
            "训练平台遇到读不了的行，有的整个文件拒收，有的悄悄丢掉这一行。",
            "Some training platforms refuse the whole file for such a line, others drop the line in silence.",
        ),
        (
            "一行须是一个完整的 JSON 值；检查引号、逗号和括号。",
            "Each line must be one whole JSON value; check quotes, commas and brackets.",
        ),
    ),
    "HD003": Rule(
        "deep-json",
        "error",
        ("JSON 嵌套过深（超过 {limit} 层）", "JSON nested too deep (more than {limit} levels)"),
        (
            "常用的 JSON 程序在一千层左右就会崩溃，Python 自带的也是。",
            "Common JSON parsers, Python's own among them, fail at about a thousand levels.",
        ),
        (
            "一条数据只需两三层；请检查导出它的程序。",
            "A row needs two or three levels; check the program that wrote it.",
        ),
    ),
    "HD004": Rule(
        "bad-csv",
        "error",
        ("CSV 语法错误：{reason}", "CSV syntax: {reason}"),
        (
            "没有关上的引号会让许多程序把后面所有的行读进同一格里。",
            "With a quote that is not closed many programs read all the lines below into one cell.",
        ),
        (
            "检查引号是否成对；单元格里的引号要写成两个。",
            'Check that quotes are closed; a quote inside a cell is written twice ("").',
        ),
    ),
    "HD005": Rule(
        "not-a-number",
        "error",
        ("{value} 读不成数值", "{value} cannot be read as a number"),
        (
            "NaN 和 Infinity 不是 JSON；Python 会写出它们，别的程序却读不了。",
            "NaN and Infinity are no JSON: Python writes them, other programs cannot read them.",
        ),
        (
            "改成 null、较短的数字或去掉这个键。",
            "Write null or a number that a double can hold, or leave the key out.",
        ),
    ),
    "HD006": Rule(
        "lone-surrogate",
        "error",
        (
            "字段里有半个代理对（U+{hex}），不能写成 UTF-8",
            "a lone surrogate (U+{hex}) cannot be written as UTF-8",
        ),
        (
            "这样的字符串写不进 UTF-8 文件，分词器也会报错。",
            "Such a string cannot be written to a UTF-8 file, and tokenizers fail on it.",
        ),
        (
            "通常是表情被截断；补全或删掉它。",
            "Usually half of a cut emoji; complete it or delete it.",
        ),
    ),
    "HD007": Rule(
        "giant-line",
        "error",
        (
            "一行有 {size} 字节，超过可读上限 {limit}",
            "a line of {size} bytes, more than the limit of {limit}",
        ),
        (
            "多半是文件丢了换行，所有的数据挤在一行里。",
            "Most likely the file has lost its line ends and all of its rows stand on one line.",
        ),
        (
            "检查是否缺少换行；一条训练样本不会有这么长。",
            "Check for missing line ends; no training sample is that long.",
        ),
    ),
    "HD008": Rule(
        "stray-comma",
        "error",
        ("{what}，严格的程序读不了", "{what}: strict parsers cannot read it"),
        (
            "这一行的内容没有疑问，所以构建时照读；但训练平台按标准读，会拒收。",
            "What the row says is not in doubt, so a build reads it; a platform that goes by the standard refuses it.",
        ),
        (
            "JSONL 一行一个值，各占一行，行尾没有逗号；数组的元素之间恰有一个逗号，末尾有 ]。",
            "JSON Lines have one value a line and no comma; an array has one comma between elements and a ] at the end.",
        ),
        fix="unsafe",
        keeps=True,
    ),
    "HD009": Rule(
        "no-data",
        "error",
        ("读不出数据：{what}", "no data can be read: {what}"),
        (
            "名字像数据文件，内容却不是；训练程序会在这里停下。",
            "It is named like a data file and holds something else: a trainer stops here.",
        ),
        (
            "存成 UTF-8 的 JSONL、JSON、CSV 或 TSV；不是数据文件就换个扩展名，或用 --exclude 排除。",
            "Save it as JSONL, JSON, CSV or TSV in UTF-8; if it is no data file, rename it or leave it out with --exclude.",
        ),
    ),
}
