"""Every code block of the pages is run, read or parsed; both languages show the same; the site can be built.

A page is followed from top to bottom in a folder that holds what its reader has: ``data/raw``, the examples, a built
data set, a few small files. Commands are run by the program itself, endpoints are the stand-ins of the tests.
"""

import contextlib
import io
import json
import re
import shlex
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml
from fake_llm import FakeServer
from qianfan_console import console, environment

from hesui_data import build_dataset, parse_length
from hesui_data.cli import main
from hesui_data.recipe import read_recipe

pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # the SDK leaves a session open after each request
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

ROOT = Path(__file__).parents[1]
READMES = ["README.md", "README.zh-CN.md"]
PAGES = [
    *READMES,
    *(
        str(path.relative_to(ROOT))
        for folder in ("docs", "examples/blog")
        for path in sorted((ROOT / folder).rglob("*.md"))
        if not {"decisions", "out"} & set(path.parts)
    ),
]
BLOCK = re.compile(r"^```(\w*)([^\n]*)\n(.*?)^```$", re.M | re.S)
ENDPOINTS = ("https://api.deepseek.com/v1", "http://127.0.0.1:11434/v1")
ELSEWHERE = (
    "pip",
    "python3",
    "py",
    "source",
    ".venv/bin/python",
    "git",
    "pre-commit",
    "make",
    "python",
    ".venv/bin/pip",
    "npm",
    "dask",
)
"""What installs something, or belongs to another program: not run by the tests of the pages."""

SHORT = {"prompt": "写一句祝福，20字以内", "response": "新年好！"}


def blocks(name: str) -> list[tuple[str, str]]:
    return [(kind, block) for kind, _, block in BLOCK.findall((ROOT / name).read_text(encoding="utf-8"))]


def files(name: str) -> dict[str, str]:
    """The blocks that are files, by the name in their title."""
    found = BLOCK.findall((ROOT / name).read_text(encoding="utf-8"))
    return {title[0]: block for _, more, block in found if (title := re.findall(r'title="(.*)"', more))}


def commands(block: str) -> list[str]:
    lines = re.sub(r"\s*\\\n\s*", " ", re.sub(r"\s+#\s.*", "", block)).splitlines()
    return [
        line.replace(".venv/bin/hesui", "hesui").strip() for line in lines if line.strip() and line[0] != "#"
    ]


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    """What a reader has, built once."""
    shelf = tmp_path_factory.mktemp("shelf")
    shutil.copytree(ROOT / "data/raw", shelf / "data/raw")
    shutil.copytree(ROOT / "examples", shelf / "examples", ignore=shutil.ignore_patterns("out"))
    dataset = build_dataset(shelf / "data/raw")
    dataset.write(shelf / "data/processed")
    dataset.write(shelf / "out")
    answers = [{"prompt": pair.prompt, "response": pair.response} for pair in dataset.eval]
    general = {"prompt": "水在几度结冰？", "response": "标准大气压下，零度。"}
    for name, rows in {
        "base.jsonl": answers,
        "v1.jsonl": answers,
        "general.jsonl": [general],
        "train.jsonl": [SHORT, general],
        "data/train.jsonl": [SHORT, general],
        "data.jsonl": [SHORT],
        "a.jsonl": [SHORT],
    }.items():
        lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (shelf / name).write_text("".join(lines), encoding="utf-8")
    (shelf / "a.csv").write_text("prompt,response\n写一句祝福,新年好！ \n", encoding="utf-8")
    shutil.copy(shelf / "examples/tutorial/seeds.xlsx", shelf / "sheet.xlsx")
    for name in ("表格.xlsx", "拜年.xlsx"):
        shutil.copy(shelf / "examples/tutorial/seeds.xlsx", shelf / name)
    return shelf


class Reader:
    """Somebody who follows a page, in a folder of their own."""

    def __init__(self, folder: Path, language: str, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.language, self.url, self.patch = folder, language, url, monkeypatch

    def type(self, line: str) -> str:
        """What the program says to ``line``, which must not fail."""
        words = shlex.split(self.here(line))
        if words[0] == "export":
            for name, value in (word.split("=", 1) for word in words[1:]):
                if not name.startswith("QIANFAN"):  # the stand-in's own keys are set
                    self.patch.setenv(name, value.replace("…", "test"))
            return ""
        if words[0] in ELSEWHERE:
            return ""
        assert words[0] == "hesui", f"no command that a page may have: {line}"
        to = Path(words[words.index(">") + 1]) if ">" in words else None
        said, told = io.StringIO(), io.StringIO()
        arguments = words[1 : words.index(">")] if to else words[1:]
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(told if to else said):
            code = main(arguments)
        assert code in ((0, 1) if "check" in arguments else (0,)), (
            f"{line}\n{said.getvalue()}{told.getvalue()}"
        )
        if to:
            to.write_text(said.getvalue(), encoding="utf-8")
        return said.getvalue()

    def here(self, text: str) -> str:
        for endpoint in ENDPOINTS:
            text = text.replace(endpoint, self.url)
        return text


@pytest.fixture
def reader(shelf, tmp_path, monkeypatch, request):
    folder = tmp_path / "desk"
    shutil.copytree(shelf, folder)
    monkeypatch.chdir(folder)
    language = "zh" if "zh-CN" in request.node.name else "en"
    monkeypatch.setenv("HESUI_LANG", language)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test")
    if find_spec("uvicorn"):  # the review page is served until somebody ends it: here at once
        monkeypatch.setattr("uvicorn.Server.run", lambda server, sockets: None)
        monkeypatch.setattr("hesui_data.review.server._has_a_screen", lambda: False)
    with FakeServer() as llm, console() as qianfan:
        for name, value in environment(qianfan.url).items():
            monkeypatch.setenv(name, value)
        yield Reader(folder, language, llm.base_url, monkeypatch)


@pytest.mark.parametrize("name", [page for page in PAGES if blocks(page)])
def test_every_block_of_a_page_does_what_it_says(name, reader):
    for extra in ("openai", "openpyxl", "qianfan", "uvicorn"):
        pytest.importorskip(extra)
    for file, block in files(name).items():
        (reader.folder / file).write_text(block, encoding="utf-8")
    for kind, block in blocks(name):
        RUNS[kind](block, reader)


def run_commands(block: str, reader: Reader) -> None:
    for line in commands(block):
        reader.type(line)


def run_console(block: str, reader: Reader) -> None:
    """``$ command``, then what it prints; ``…`` stands for anything."""
    for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
        command, _, expected = part.partition("\n")
        said = reader.type(command).replace(reader.url, ENDPOINTS[1])
        pattern = r"\n".join(re.escape(line) for line in expected.rstrip("\n").split("\n"))
        pattern = re.sub(r"(?:(?<=\\n)|^)…(?:\\n|$)", r"(?:.*\\n)*?(?:.*$)??", pattern).replace("…", ".*")
        tidy = "\n".join(line.rstrip() for line in said.rstrip("\n").split("\n"))
        assert re.fullmatch(pattern, tidy, re.M), f"$ {command}\n{said}\nis not\n{expected}"


def run_python(block: str, reader: Reader) -> None:
    code = compile(reader.here(block), "<page>", "exec")
    names = {"__name__": "page"}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(code, names)


def read_json(block: str, reader: Reader) -> None:
    try:
        json.loads(block)
    except ValueError:
        for line in block.splitlines():
            json.loads(line)


def read_toml(block: str, reader: Reader) -> None:
    assert main(["check", "a.jsonl", "-q", "--write-baseline", ".hesui-baseline.json"]) == 0
    Path("other").mkdir()
    recipe = Path("other/hesui.toml")
    recipe.write_text(block, encoding="utf-8")
    read_recipe(recipe)
    shutil.copy(".hesui-baseline.json", "other")
    shutil.copy("a.jsonl", "other")
    assert main(["check", "other/a.jsonl", "-q"]) in (0, 1)  # reads [check]
    shutil.rmtree("other")


def read_yaml(block: str, reader: Reader) -> None:
    value = yaml.safe_load(block)
    hooks = {hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))}
    asked = {hook["id"] for repo in value.get("repos", ()) for hook in repo["hooks"]}
    assert asked <= hooks
    for script in re.findall(r"(?:run:|-) (hesui .*)", block):
        verb = shlex.split(script, comments=True)[1]
        assert verb in {"check", "build", "advise"}


def nothing(block: str, reader: Reader) -> None:
    """An excerpt that stands alone: tests of the feature itself hold it."""


RUNS = {
    "": run_commands,
    "bash": run_commands,
    "console": run_console,
    "python": run_python,
    "json": read_json,
    "toml": read_toml,
    "yaml": read_yaml,
    "text": nothing,
    "powershell": nothing,
}


@pytest.mark.parametrize("page", [page for page in PAGES if not page.endswith("zh-CN.md")])
def test_both_languages_have_the_page_and_show_the_same_commands_and_code(page):
    chinese = page.replace(".md", ".zh-CN.md")
    assert chinese in PAGES
    shown = [
        [_code(block) for kind, block in blocks(name) if kind == "python"]
        + [line for kind, block in blocks(name) if kind in ("bash", "console") for line in _typed(block)]
        for name in (page, chinese)
    ]

    assert shown[0] == shown[1]


def _code(block: str) -> str:
    """A Python block without its texts and comments, however it is broken into lines."""
    return re.sub(
        r'"[^"]*"|#.*|\.say\(\)|\.message|\s|,(?=\s*[)}\]])', "", block.replace('.say("zh")', ".say()")
    )


def _typed(block: str) -> list[str]:
    typed = re.findall(r"^\$ (.*)", block, re.M) or commands(block)
    return [re.sub(r"sheet|表格|HESUI_LANG=\w+|--lang \w+ ", "", line) for line in typed]


def test_what_the_page_on_lengths_says_of_a_prompt_is_how_it_is_read():
    for page in ("docs/length.md", "docs/length.zh-CN.md"):
        prompt, read = "", {}
        for row in re.findall(
            r"^\| (?!\*\*|---|prompt|提示词|name|名字|`)(.*) \|$", (ROOT / page).read_text("utf-8"), re.M
        ):
            first, *cells = [cell.strip() for cell in row.split("|")]
            prompt = prompt if first == "〃" else first
            read.setdefault(prompt, []).append(tuple(cells))
        assert len(read) > 30
        for text, expected in read.items():
            found = [(c.scope, c.unit, c.kind, c.min, c.max, c.target) for c in parse_length(text)]
            shown = [tuple("" if value is None else str(value) for value in row) for row in found]
            assert (shown or [("–", "", "", "", "", "")]) == expected, text


@pytest.mark.skipif(find_spec("mkdocs") is None, reason="the extra docs is not installed")
def test_the_site_can_be_built_without_a_warning(tmp_path):
    for config, to in (("mkdocs.yml", tmp_path), ("mkdocs.en.yml", tmp_path / "en")):
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "mkdocs",
                "build",
                "--strict",
                "-q",
                "-f",
                str(ROOT / config),
                "-d",
                str(to),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
    for page in ("index.html", "tutorial.html", "reference.html", "en/index.html", "en/howto/ci.html"):
        html = (tmp_path / page).read_text(encoding="utf-8")
        loaded = re.findall(r'<(?:script|img|link)[^>]+(?:src|href)="(https?:[^"]+)"', html)
        assert loaded == [], "a page of the site loads something from elsewhere"
    assert "build_dataset" in (tmp_path / "reference.html").read_text(encoding="utf-8")
