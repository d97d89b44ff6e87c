"""The pages of the documentation site in one language: a hook of MkDocs.

In the repository ``page.md`` is the English page and ``page.zh-CN.md`` the Chinese one, as readers there expect.
Each language is a site of its own, the English one in the folder ``en`` of the Chinese; in both a page is called
``page``. What is written in one language only, such as the decisions, stands in both.
"""

import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

CHINESE = ".zh-CN.md"
LINK = re.compile(r"(?<=\]\()(?!\w+:)([^)\s#]+)\.md(#[^)]*)?(?=\))")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """The files of this language, each page under its name without a language."""
    for file in [file for file in files if file.src_uri.endswith(".md")]:
        chinese = file.src_uri.endswith(CHINESE)
        if chinese or _chinese_of(Path(file.abs_src_path or "")).exists():
            files.remove(file)
            if chinese == _is_chinese(config):
                name = file.src_uri.removesuffix(CHINESE) + ".md" if chinese else file.src_uri
                files.append(File.generated(config, name, abs_src_path=file.abs_src_path))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """The text of a page with its links pointing to the same language, or across where they name the other."""
    return LINK.sub(lambda link: _pointing(link, page, _is_chinese(config)), markdown)


def _pointing(link: re.Match[str], page: Page, chinese: bool) -> str:
    name, anchor = link[1], link[2] or ""
    up = "../" * page.file.src_uri.count("/")
    there = name.removesuffix(".zh-CN")
    source = Path(page.file.abs_src_path or "").parent / f"{there}.md"
    if (there != name) == chinese or not _chinese_of(source).exists():
        return f"{there}.md{anchor}"
    where = "en/" if chinese else "../"
    return f"{up}{where}{Path(page.file.src_uri).parent / there}.html{anchor}"


def _chinese_of(page: Path) -> Path:
    return page.with_name(page.name.removesuffix(".md") + CHINESE)


def _is_chinese(config: MkDocsConfig) -> bool:
    return config.theme["language"] == "zh"
