"""``hesui explain``: why a rule is there and how to mend what it finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hesui_data.cli.words import WORDS, language, say
from hesui_data.errors import RecipeError
from hesui_data.rules import FAMILIES, RULES, Rule, in_language

if TYPE_CHECKING:
    from hesui_data.rules.examples import Example


def run_explain(argv: list[str]) -> int:
    """Explain the codes in ``argv``, or list every rule where there are none."""
    if any(one in ("-h", "--help") for one in argv):
        print(say("help explain"))
        return 0
    for code in argv:
        if code.upper() not in RULES:
            raise RecipeError(
                WORDS["no such rule"][1].format(code=code), zh=WORDS["no such rule"][0].format(code=code)
            )
    print("\n\n".join(_explained(code.upper()) for code in argv) if argv else _listed())
    return 0


def _explained(code: str) -> str:
    from hesui_data.rules.examples import EXAMPLES

    rule, lines = RULES[code], []
    lines += [
        f"{code}  {rule.name}  ({_words_of(rule)})",
        "",
        f"  {_plain(in_language(rule.message, language()))}",
    ]
    lines += ["", say("explain why"), f"  {in_language(rule.why, language())}"]
    lines += ["", say("explain mend"), f"  {in_language(rule.mend, language())}"]
    example = EXAMPLES.get(code)
    if example:
        lines += [
            "",
            say("explain bad") + _aside(example),
            *_indented(example.bad),
            "",
            say("explain good"),
            *_indented(example.good),
        ]
    return "\n".join(lines)


def _aside(example: Example) -> str:
    """What cannot be seen in the text of an example: its encoding, the target, the file beside it."""
    notes = [example.encoding] if example.encoding != "utf-8" else []
    notes += [f"--target {example.target}"] if example.target else []
    notes += [f"{name}: {text.strip()}" for name, text in example.beside.items()]
    return f" ({'; '.join(notes)})" if notes else ""


def _words_of(rule: Rule) -> str:
    fix = {"safe": "fix safe", "unsafe": "fix unsafe", "": "fix none"}[rule.fix]
    return f"{say(f'{rule.severity} word')}; {say(fix)}"


def _plain(message: str) -> str:
    return message.replace("{", "<").replace("}", ">")


def _indented(text: str) -> list[str]:
    from hesui_data.rules.examples import shown

    return [f"  {line}" for line in shown(text).split("\n")]


def _listed() -> str:
    lines = []
    for family, name in FAMILIES.items():
        lines.append(f"{family}  {in_language(name, language())}")
        for code, rule in RULES.items():
            if code.startswith(family):
                mark = {"safe": "[*]", "unsafe": "[-]", "": "   "}[rule.fix]
                lines.append(f"  {code} {mark} {rule.severity:<8} {rule.name}")
    return "\n".join([*lines, "", say("explain marks")])
