"""Run well-known cleaners on one greeting and write what they make of it into docs/cleaning.md and its Chinese twin.

Nothing is claimed, all of it is run. Install the others into an environment of their own first:

    pip install ftfy clean-text textacy unstructured jionlp beautifulsoup4 neattext harvesttext nh3 pandas -e .
    python tools/compare_cleaners.py
"""

import re
import unicodedata
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

DOCS = Path(__file__).parents[1] / "docs"
FAMILY = "👨\u200d👩\u200d👧"
GREETING = (
    "亲爱的爷爷奶奶：\r\n　　过年好！\u200b\n\n　　1. 少熬夜&nbsp;&amp;多散步；   \n"
    f"　　2. 天冷加衣，{FAMILY}常回家。\n\n\n此致<br>敬礼！"
)

Clean = Callable[[str], str]
CHECKS: dict[str, tuple[str, str, Callable[[str], bool]]] = {
    "lines": (
        "每一行都在",
        "every line",
        lambda t: len([line for line in t.splitlines() if line.strip()]) >= 5,
    ),
    "indent": ("段首空两格", "indents", lambda t: "\n　　过年好" in t and "\n　　1." in t),
    "gap": (
        "段落之间的空行",
        "paragraph gap",
        lambda t: re.search(r"过年好！?\S?\n[ \t]*\n", _plain(t)) is not None,
    ),
    "emoji": ("一家三口的表情", "emoji whole", lambda t: FAMILY in t),
    "marks": ("全角标点", "Chinese marks", lambda t: "：" in t and "，" in t and "；" in t),
    "words": ("每个汉字", "every Han character", lambda t: _han(t) == _han(GREETING)),
    "hidden": ("去掉看不见的字符", "no hidden character", lambda t: "\u200b" not in t),
    "entities": ("读出实体", "entities read", lambda t: "&amp;" not in t and "&nbsp;" not in t and "&" in t),
    "br": ("<br> 成了换行", "<br> a line break", lambda t: re.search(r"此致\s*\n\s*敬礼", t) is not None),
    "tail": ("行末空白没了", "no trailing space", lambda t: re.search(r"[ \t]+(?=\r?\n)", t) is None),
}
"""What to look at: the name in Chinese and in English, and whether it holds of a cleaner's output."""


def cleaners() -> dict[str, Clean]:
    """The cleaners by name, as their documentation shows them used."""
    import ftfy
    import jionlp
    import neattext.functions
    import nh3
    import pandas as pd
    from bs4 import BeautifulSoup
    from cleantext import clean
    from harvesttext import HarvestText
    from textacy import preprocessing
    from unstructured.cleaners.core import clean as unstructured_clean

    from hesui_data import clean_text

    textacy = preprocessing.make_pipeline(
        preprocessing.normalize.unicode, preprocessing.remove.html_tags, preprocessing.normalize.whitespace
    )
    return {
        "hesui_data clean_text": clean_text,
        'Python re.sub(r"\\s+", "")': lambda text: re.sub(r"\s+", "", text),
        f"pandas {version('pandas')} str.strip, str.replace": lambda text: (
            pd.Series([text]).str.strip().str.replace(r"\s+", " ", regex=True)[0]
        ),
        f"ftfy {version('ftfy')} fix_text": ftfy.fix_text,
        f"clean-text {version('clean-text')} clean": lambda text: clean(text, lower=False, to_ascii=False),
        f"textacy {version('textacy')} preprocessing": textacy,
        f"unstructured {version('unstructured')} clean": lambda text: unstructured_clean(
            text, extra_whitespace=True, bullets=True
        ),
        f"jionlp {version('jionlp')} clean_text": jionlp.clean_text,
        f"BeautifulSoup {version('beautifulsoup4')} get_text": lambda text: BeautifulSoup(
            text, "html.parser"
        ).get_text(),
        f"neattext {version('neattext')} clean_text": lambda text: neattext.functions.clean_text(
            text, puncts=False, stopwords=False
        ),
        f"HarvestText {version('harvesttext')} clean_text": HarvestText().clean_text,
        f"nh3 {version('nh3')} clean": lambda text: nh3.clean(text, tags=set()),
    }


def main() -> None:
    """Run them all and write both pages."""
    made = {name: clean(GREETING) for name, clean in cleaners().items()}
    for page, language in (("cleaning.zh-CN.md", 0), ("cleaning.md", 1)):
        path = DOCS / page
        before, _, rest = path.read_text(encoding="utf-8").partition("<!-- cleaners -->\n")
        _, _, after = rest.partition("<!-- end -->\n")
        table = "\n".join((*_grid(made, language), "", *_outputs(made, language)))
        path.write_text(f"{before}<!-- cleaners -->\n{table}\n<!-- end -->\n{after}", encoding="utf-8")
        print(path)


def _grid(made: dict[str, str], language: int) -> list[str]:
    heads = [check[language] for check in CHECKS.values()]
    rows = [f"| {('清洗器', 'cleaner')[language]} | {' | '.join(heads)} |", "| --- |" + " :-: |" * len(heads)]
    for name, text in made.items():
        marks = ("✓" if holds(text) else "✗" for *_, holds in CHECKS.values())
        rows.append(f"| {name} | {' | '.join(marks)} |".replace("<br>", "`<br>`"))
    rows[0] = rows[0].replace("<br>", "`<br>`")
    return rows


def _outputs(made: dict[str, str], language: int) -> list[str]:
    given = ("原文", "as given")[language]
    lines = ["```text"]
    for name, text in {given: GREETING, **made}.items():
        lines += [f"── {name}", *(visible(line) for line in text.splitlines(keepends=True)), ""]
    return [*lines[:-1], "```"]


def visible(line: str) -> str:
    """``line`` with its white space and invisible characters to be seen: · □ ↵ and U+200B by its name."""
    shown = line.replace("\r\n", "␍↵").replace("\r", "␍").replace("\n", "↵").replace(" ", "·")
    shown = shown.replace("\u3000", "□").replace("\xa0", "⍽").replace(FAMILY, "\0")
    hidden = (f"‹U+{ord(c):04X}›" if unicodedata.category(c) == "Cf" else c for c in shown)
    return "".join(hidden).replace("\0", FAMILY)


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\u200b", "").replace("!", "！")


def _han(text: str) -> list[str]:
    return re.findall(r"[一-鿿]", text)


if __name__ == "__main__":
    main()
