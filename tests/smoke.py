"""The core without any extra: run after ``make demo``, by an interpreter with nothing else installed."""

import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

ROOT = Path(__file__).parents[1]
BUILT = ROOT / "data" / "processed"
EXTRAS = (
    *("openai", "qianfan", "hypothesis", "python_calamine", "openpyxl", "pyarrow", "datasets", "pytest"),
    *("starlette", "uvicorn"),
)


def run(*arguments: str) -> str:
    command = [sys.executable, "-m", "hesui_data", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8").stdout


def main() -> None:
    assert not [name for name in EXTRAS if find_spec(name)], (
        "an extra is installed: this tests the core alone"
    )
    manifest = json.loads((BUILT / "manifest.json").read_text(encoding="utf-8"))
    rows = (BUILT / "train.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(rows) >= 378, len(rows)
    assert manifest["outputs"]
    with TemporaryDirectory() as folder:
        again = Path(folder) / "again"
        run("build", str(ROOT / "data" / "raw"), "-o", str(again), "--quiet")
        assert (again / "manifest.json").read_bytes() == (BUILT / "manifest.json").read_bytes()
    assert "28" in run("count", "春风又绿江南岸明月何时照我还千里莺啼绿映红水村山郭酒旗风")
    assert "at_most" in run("parse", "写一句祝福，50字以内")
    assert "train" in run("why", str(BUILT), "train:1")
    with TemporaryDirectory() as folder:
        book = Path(folder) / "book.xlsx"
        with ZipFile(book, "w") as parts:
            parts.writestr("[Content_Types].xml", "")
        command = [sys.executable, "-m", "hesui_data", "build", str(book), "-o", str(Path(folder) / "out")]
        refused = subprocess.run(command, check=False, capture_output=True, text=True, encoding="utf-8")
    assert refused.returncode == 2, refused
    assert "pip install 'hesui-data[excel]'" in refused.stderr
    assert "Traceback" not in refused.stderr
    command = [sys.executable, "-m", "hesui_data", "review", str(BUILT), "--no-open"]
    refused = subprocess.run(command, check=False, capture_output=True, text=True, encoding="utf-8")
    assert refused.returncode == 2, refused
    assert "pip install 'hesui-data[review]'" in refused.stderr
    print(f"smoke: {len(rows)} train rows, the same bytes twice, no extra needed")


if __name__ == "__main__":
    main()
