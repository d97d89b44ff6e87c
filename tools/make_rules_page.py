"""Writes docs/rules.md and docs/rules.zh-CN.md, the pages of the rule catalogue, from ``hesui_data.rules``.

    python tools/make_rules_page.py

A test holds the pages equal to what this writes.
"""

from pathlib import Path

from hesui_data.rules import FAMILIES, RULES, Rule, in_language
from hesui_data.rules.examples import EXAMPLES, Example, shown

DOCS = Path(__file__).resolve().parents[1] / "docs"

WORDS = {
    "zh": {
        "title": "规则一览",
        "other": "[English](rules.md)",
        "intro": "`hesui check` 的全部规则。`hesui explain HD201` 在终端里给出同样的说明。",
        "legend": (
            "严重程度：error 使 `hesui check` 以 1 退出；warning 只在 `--strict` 时如此；info 只是提示。\n"
            "修复：`--fix` 改不会改变意思的，`--unsafe-fixes` 改其余能改的。"
        ),
        "head": "| 编号 | 名称 | 严重程度 | 修复 |\n| --- | --- | --- | --- |",
        "said": "提示：", "why": "为什么：", "mend": "怎么改：", "bad": "错：", "good": "对：",
        "beside": "旁边的", "target": "以 --target", "encoding": "编码", "end": "。",
    },
    "en": {
        "title": "The rules",
        "other": "[中文](rules.zh-CN.md)",
        "intro": "Every rule of `hesui check`. `hesui explain HD201` says the same in a terminal.",
        "legend": (
            "Severity: an error makes `hesui check` exit with 1, a warning only with `--strict`, an info never.\n"
            "Fix: `--fix` mends what changes no meaning, `--unsafe-fixes` the rest that can be mended."
        ),
        "head": "| code | name | severity | fix |\n| --- | --- | --- | --- |",
        "said": "Message: ", "why": "Why: ", "mend": "How to mend it: ", "bad": "Bad", "good": "Good",
        "beside": "beside it", "target": "with --target", "encoding": "in", "end": "",
    },
}  # fmt: skip
FIXES = {"safe": "`--fix`", "unsafe": "`--unsafe-fixes`", "": "–"}


def page(language: str) -> str:
    """The whole page in ``language``."""
    words = WORDS[language]
    parts = [f"# {words['title']}\n\n{words['other']}\n\n{words['intro']}\n\n{words['legend']}"]
    for family, name in FAMILIES.items():
        codes = [code for code in RULES if code.startswith(family)]
        table = "\n".join(_line(code) for code in codes)
        parts.append(f"## {family} {in_language(name, language)}\n\n{words['head']}\n{table}")
        parts += [_section(code, language) for code in codes]
    return "\n\n".join(parts) + "\n"


def _line(code: str) -> str:
    rule = RULES[code]
    return f"| [{code}](#{code.lower()}-{rule.name}) | {rule.name} | {rule.severity} | {FIXES[rule.fix]} |"


def _section(code: str, language: str) -> str:
    rule, words = RULES[code], WORDS[language]
    parts = [f"### {code} {rule.name}", f"{words['said']}{_message(rule, language)}"]
    parts.append(f"{words['why']}{in_language(rule.why, language)}")
    parts.append(f"{words['mend']}{in_language(rule.mend, language)}")
    if code in EXAMPLES and not EXAMPLES[code].made:
        parts.append(_examples(EXAMPLES[code], language))
    return "\n\n".join(parts)


def _message(rule: Rule, language: str) -> str:
    return (
        in_language(rule.message, language)
        .replace("{", "<")
        .replace("}", ">")
        .replace("<", "‹")
        .replace(">", "›")
    )


def _examples(example: Example, language: str) -> str:
    words = WORDS[language]
    about = f" ({words['encoding']} {example.encoding})" if example.encoding != "utf-8" else ""
    about += f" ({words['target']} {example.target})" if example.target else ""
    parts = [_block(f"{words['bad']}{about}", example.bad)]
    parts += [_block(f"{name} ({words['beside']})", text) for name, text in example.beside.items()]
    return "\n\n".join([*parts, _block(words["good"], example.good)])


def _block(title: str, text: str) -> str:
    """``text`` as a code block in which everything can be seen."""
    return f"{title}\n\n```text\n{shown(text)}\n```"


def main() -> None:
    (DOCS / "rules.md").write_text(page("en"), encoding="utf-8")
    (DOCS / "rules.zh-CN.md").write_text(page("zh"), encoding="utf-8")


if __name__ == "__main__":
    main()
