"""The one table of codes: what each HD### means, how bad it is, why, and how to mend it.

HD0 bytes and syntax · HD1 shape · HD2 length · HD3 layout · HD4 repeats and leaks · HD5 text ·
HD6 targets · HD7 domain. A published code never changes its meaning. This is data: the functions
that find these things live where the knowledge is (``files``, ``formats``, ``checks``, ``dedup`` …).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of the table; ``zh`` and ``en`` are message templates with {placeholders}."""

    severity: Severity
    zh: str
    en: str
    mend_zh: str
    mend_en: str
    fixable: bool = False

    def template(self, language: str) -> str:
        return self.zh if language == "zh" else self.en


RULES: dict[str, Rule] = {
    # HD0: bytes, JSON or CSV syntax that cannot be read
    "HD001": Rule(
        "error",
        "这一行的字节不是合法的 {encoding}：{reason}",
        "the bytes of this line are not valid {encoding}: {reason}",
        "用编辑器另存为 UTF-8 后再试。",
        "Save the file as UTF-8 and try again.",
    ),
    "HD002": Rule(
        "error",
        "不是合法的 JSON：{reason}",
        "not valid JSON: {reason}",
        "一行须是一个完整的 JSON 值；检查引号、逗号和括号。",
        "Each line must be one whole JSON value; check quotes, commas and brackets.",
    ),
    "HD003": Rule(
        "error",
        "JSON 嵌套过深（超过 {limit} 层）",
        "JSON nested too deep (more than {limit} levels)",
        "一条数据只需两三层；请检查导出它的程序。",
        "A row needs two or three levels; check the program that wrote it.",
    ),
    "HD004": Rule(
        "error",
        "CSV 语法错误：{reason}",
        "CSV syntax: {reason}",
        "检查引号是否成对；单元格里的引号要写成两个。",
        'Check that quotes are closed; a quote inside a cell is written twice ("").',
    ),
    "HD005": Rule(
        "error",
        "{value} 读不成数值",
        "{value} cannot be read as a number",
        "改成 null、较短的数字或去掉这个键。",
        "Write null or a number that a double can hold, or leave the key out.",
    ),
    "HD006": Rule(
        "error",
        "字段里有半个代理对（U+{hex}），不能写成 UTF-8",
        "a lone surrogate (U+{hex}) cannot be written as UTF-8",
        "通常是表情被截断；补全或删掉它。",
        "Usually half of a cut emoji; complete it or delete it.",
    ),
    "HD007": Rule(
        "error",
        "一行有 {size} 字节，超过可读上限 {limit}",
        "a line of {size} bytes, more than the limit of {limit}",
        "检查是否缺少换行；一条训练样本不会有这么长。",
        "Check for missing line ends; no training sample is that long.",
    ),
    "HD008": Rule(
        "warning",
        "{what}；这一行照读了",
        "{what}; the row was read all the same",
        "JSONL 一行一个值，行尾没有逗号；数组的元素之间恰有一个逗号，末尾有 ]；"
        "表格缺的格子补上，格子里的换行要用引号括起来。",
        "JSON Lines have no comma at the end; an array has one comma between elements and a ] at the end; "
        "in a table fill in the missing cells, and quote a cell that holds a line break.",
    ),
    # HD1: shape
    "HD101": Rule(
        "error",
        "认不出这一行的结构；现有的键：{keys}（可用 --columns prompt=列名,response=列名 指明）",
        "a row of an unknown shape; its keys: {keys} (name two of them: --columns prompt=NAME,response=NAME)",
        "用 --columns prompt=列名,response=列名 指明两列。",
        "Name the two columns: --columns prompt=NAME,response=NAME.",
    ),
    "HD102": Rule(
        "error",
        "提示词为空或缺失",
        "the prompt is empty or missing",
        "补上提示词或删掉这一行。",
        "Fill in the prompt or delete the row.",
    ),
    "HD103": Rule(
        "error",
        "回答为空或缺失",
        "the response is empty or missing",
        "补上回答或删掉这一行。",
        "Fill in the response or delete the row.",
    ),
    "HD104": Rule(
        "error",
        "“{key}”应为{expected}，实为{got}",
        'expected {expected} for "{key}", got {got}',
        "改成所要求的类型。",
        "Give it the type that is expected.",
    ),
    "HD105": Rule(
        "error",
        "键“{key}”出现了两次",
        'the key "{key}" stands twice',
        "留下一个，删掉另一个。",
        "Keep one of the two.",
    ),
    "HD106": Rule(
        "error",
        "这一行有 {got} 列，表头有 {expected} 列",
        "a row of {got} fields under a header of {expected}",
        "单元格里有逗号或换行时，整格要用引号括起来。",
        "Quote a cell that holds a comma or a line break.",
    ),
    "HD107": Rule(
        "error",
        "对话的轮次不成对：{reason}",
        "the turns of the dialogue do not pair up: {reason}",
        "用户与助手须轮流发言，最后一轮是助手。",
        "User and assistant must take turns, and the assistant has the last word.",
    ),
    "HD108": Rule(
        "error",
        "这一行带有{what}，一条数据里放不下",
        "the row has {what}, which a pair cannot hold",
        "去掉这一行，或把它改写成只有文字的用户与助手对话。",
        "Leave the row out, or rewrite it as a dialogue of user and assistant in plain text.",
    ),
    # HD2: length
    "HD201": Rule(
        "error",
        "回答不合字数要求“{demand}”：实为 {count} {unit}，{off}",
        'the response breaks the length demand "{demand}": it has {count} {unit}, {off}',
        "改回答，或把提示词里的要求改成实情（retag_broken）。",
        "Rewrite the response, or make the demand true (retag_broken).",
    ),
    "HD202": Rule(
        "info",
        "字数要求“{demand}”无法判定：{reason}",
        'the length demand "{demand}" cannot be checked: {reason}',
        "如能判定，请写成整篇、每条、每段或每行的确切数字。",
        "If it matters, ask for a number for the whole, each item, paragraph or line.",
    ),
    "HD203": Rule(
        "warning",
        "提示词的要求互相矛盾：合起来至少要 {low} {unit}，却最多只许 {high}",
        "the demands of the prompt contradict each other: they need at least {low} {unit} and admit at most {high}",
        "改其中一个数；照现在的写法，怎么回答都不合要求。",
        "Change one of the numbers; as they stand, no response can satisfy them.",
    ),
    # HD3: layout
    "HD301": Rule(
        "warning",
        "版式可能已丢失：{marks} 都挤在一行里",
        "the layout looks lost: {marks} stand on one line",
        "补回换行，或用 restore_layout = true 让程序在标号前断行。",
        "Put the line breaks back, or let restore_layout = true break before the markers.",
        fixable=True,
    ),
    # HD4: repeats and leaks
    "HD401": Rule(
        "error",
        "与 {twin} 重复（内容相同）",
        "repeats {twin} (same text)",
        "不用处理：留下的是编号最小的一条。",
        "Nothing to do: the pair with the smallest id is kept.",
    ),
    "HD402": Rule(
        "error",
        "与 {twin} 近似重复（相似度 {similarity}）",
        "nearly repeats {twin} (similarity {similarity})",
        "若确是两条，请把其中一条改得更不同。",
        "If both are wanted, make one of them more different.",
    ),
    "HD403": Rule(
        "error",
        "与另一侧的 {twin} 有关联（{reason}），会造成泄漏",
        "tied to {twin} on the other side of the split ({reason}): a leak",
        "不用处理：为防泄漏已去掉这条衍生数据。",
        "Nothing to do: this variant was left out so that nothing leaks.",
    ),
    # HD5: text
    "HD501": Rule(
        "error",
        "清洗之后{field_name}已无可见文字",
        "nothing visible is left of the {field_name} after cleaning",
        "补上文字或删掉这一行。",
        "Fill in the text or delete the row.",
    ),
    # HD6: targets
    "HD601": Rule(
        "error",
        "格式 {dialect} 放不下这一行：{reason}（可换 --dialect qianfan-flat、openai 或 flat）",
        "the dialect {dialect} cannot hold this row: {reason} (try --dialect qianfan-flat, openai or flat)",
        "换一种格式（--dialect），例如 qianfan-flat 或 openai。",
        "Choose another dialect (--dialect), such as qianfan-flat or openai.",
    ),
    "HD602": Rule(
        "error",
        "未取用：通用数据最多占 {split} 的 {share}，已经取满 {taken} 条",
        "not taken: general pairs are at most {share} of {split}, and {taken} have been taken",
        "不用处理；想多取，就在配方里调大 mix.share。",
        "Nothing to do; to take more, raise mix.share in the recipe.",
    ),
}
"""Code → rule."""
