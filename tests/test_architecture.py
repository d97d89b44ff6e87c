"""The layers, held against the imports; and what a bare ``import hesui_data`` loads."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "hesui_data"

LAYERS = (
    {"lazily", "patterns", "errors", "rules"},
    {"spending", "chat"},
    {"length"},
    {"pair"},
    {"decisions"},
    {"likeness"},
    {"cleaning", "checks", "dedup", "formats", "rejections"},
    {"splits", "fixes", "targets"},
    {"augment", "mixing"},
    {"expand", "blocks", "judging"},
    {"configuration", "schema", "files", "journal"},
    {"reviews"},
    {"llm"},
    {"recipe", "fixing"},
    {"stages", "intake"},
    {"summary"},
    {"hub"},
    {"card", "report", "advice", "evaluate"},
    {"output", "built"},
    {"engines"},
    {"build", "linter", "file_cleaning"},
    {"verbs", "expansion", "answer_files", "report_files"},
    {"interview", "submit", "review"},
    {"cli", "testing"},
    {"__main__"},
)
"""From the bottom up; a module imports only from lines before its own (docs/decisions/0001-layers.md)."""

HEAVY = {
    "pandas",
    "numpy",
    "jieba",
    "openai",
    "httpx2",
    "kenlm",
    "qianfan",
    "baidubce",
    "pydantic",
    "typer",
    "rich",
    "jinja2",
    "dask",
    "distributed",
    "pyarrow",
    "openpyxl",
    "python_calamine",
    "datasets",
    "hypothesis",
    "starlette",
    "uvicorn",
}
PURE = {
    "rules",
    "decisions",
    "judging",
    "spending",
    "chat",
    "length",
    "pair",
    "likeness",
    "cleaning",
    "checks",
    "dedup",
    "formats",
    "splits",
    "fixes",
    "augment",
    "expand",
    "mixing",
    "blocks",
    "stages",
    "summary",
    "report",
    "advice",
    "evaluate",
    "targets",
    "hub",
}
TOUCHES_THE_WORLD = {
    "os",
    "pathlib",
    "socket",
    "time",
    "datetime",
    "random",
    "locale",
    "tempfile",
    "shutil",
    "subprocess",
    "urllib",
}
MAY_IMPORT_AT_THE_TOP = {("schema", "pydantic"), ("testing", "hypothesis"), ("cli", "typer")}


def modules() -> list[Path]:
    return sorted(SOURCE.rglob("*.py"))


def name_of(path: Path) -> str:
    """The layer's name: the first folder or the file below the package."""
    part = path.relative_to(SOURCE).parts[0]
    return part.removesuffix(".py")


def imported(path: Path, *, top_only: bool = False) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = top_level(tree) if top_only else ast.walk(tree)
    names: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def top_level(tree: ast.Module) -> list[ast.stmt]:
    """The statements that run at import, leaving out those under ``if TYPE_CHECKING``."""
    found: list[ast.stmt] = []
    for node in tree.body:
        found.append(node)
        if isinstance(node, ast.Try):
            found += node.body
    return found


def layer_of(name: str) -> int:
    return next(i for i, layer in enumerate(LAYERS) if name in layer)


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_module_imports_only_from_layers_below_its_own(path):
    own = name_of(path)
    if own == "__init__":
        return
    for name in imported(path):
        parts = name.split(".")
        if parts[0] == "hesui_data" and len(parts) > 1 and parts[1] != own:
            assert layer_of(parts[1]) < layer_of(own), f"{own} imports {name}"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(SOURCE)))
def test_heavy_packages_are_imported_where_they_are_used(path):
    for name in imported(path, top_only=True):
        package = name.split(".")[0]
        assert package not in HEAVY or (name_of(path), package) in MAY_IMPORT_AT_THE_TOP, (
            f"{path.name}: {name}"
        )


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(SOURCE)))
def test_pure_modules_know_no_files_network_clock_or_chance(path):
    if name_of(path) in PURE:
        assert not {name.split(".")[0] for name in imported(path)} & TOUCHES_THE_WORLD


def test_importing_the_package_loads_nothing_heavy():
    code = (
        "import sys, hesui_data; hesui_data.__all__; "
        f"print(sorted(set(sys.modules) & {HEAVY | {'orjson', 'sqlite3', 'asyncio', 'email'}!r}))"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert loaded.strip() == "[]"


def test_every_public_name_is_there_and_documented():
    import hesui_data

    for name in hesui_data.__all__:
        assert getattr(hesui_data, name).__doc__, name
