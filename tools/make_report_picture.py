"""Writes ``docs/images/report.png``, the beginning of the demo's report as headless Chromium shows it.

Run after a change of how a report looks, where ``chromium`` and fonts for Chinese are installed (Debian: chromium,
fonts-noto-cjk): ``.venv/bin/python tools/make_report_picture.py``
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from hesui_data import build_dataset

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs" / "images" / "report.png"
WIDTH, HEIGHT = 1200, 1290
LARGEST = 300_000


def main() -> int:
    """Build the demo, take the picture, and say how large it is; 2 without a browser, 1 if it is too large."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        print("no Chromium was found: apt-get install chromium fonts-noto-cjk", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as scratch:
        built = build_dataset(ROOT / "data" / "raw").write(Path(scratch) / "demo")
        PICTURE.parent.mkdir(parents=True, exist_ok=True)
        take(browser, built / "report.html", Path(scratch) / "profile")
    size = PICTURE.stat().st_size
    print(f"{PICTURE.relative_to(ROOT)}: {size} bytes")
    return int(size > LARGEST)


def take(browser: str, page: Path, profile: Path) -> None:
    """Show ``page`` in ``browser`` and write what is seen to ``PICTURE``."""
    options = (
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--hide-scrollbars",
        "--force-device-scale-factor=1",
    )
    chosen = (f"--user-data-dir={profile}", f"--window-size={WIDTH},{HEIGHT}", f"--screenshot={PICTURE}")
    subprocess.run([browser, *options, *chosen, page.as_uri()], check=True, capture_output=True, timeout=120)


if __name__ == "__main__":
    raise SystemExit(main())
