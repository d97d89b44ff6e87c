"""Every Python block of the READMEs is run, both languages say the same, and the commands they name exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
READMES = ("README.md", "README.zh-CN.md")


def blocks(name: str, language: str = "python") -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", (ROOT / name).read_text(encoding="utf-8"), re.S)


@pytest.mark.parametrize("name", READMES)
def test_every_python_block_runs(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for code in blocks(name):
        names = {"__name__": "readme"}
        exec(compile(code, name, "exec"), names)
        for test in [value for key, value in names.items() if key.startswith("test_")]:
            test()

    assert (tmp_path / "data/processed/manifest.json").is_file()


def test_both_languages_show_the_same_commands_and_code():
    code = [[re.sub(r'"[^"]*"|#.*', "", block) for block in blocks(name)] for name in READMES]
    verbs = [
        set(re.findall(r"^hesui (\w+)", (ROOT / name).read_text(encoding="utf-8"), re.M)) for name in READMES
    ]

    assert code[0] == code[1]
    assert verbs[0] == verbs[1]


def test_ci_and_the_makefile_run_the_command_that_the_readme_names():
    assert "make test" in blocks("README.md", "")[0]
    assert "make test" in (ROOT / ".ci/run").read_text()
    assert "pytest -n 2" in (ROOT / "Makefile").read_text()
