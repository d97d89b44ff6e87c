"""A real Chromium, the one of the system: Playwright downloads none here.

Where there is none the tests of this folder are skipped by name; with HESUI_REQUIRE_BROWSER=1 they fail.
HESUI_BROWSER names another one.
"""

import os
import shutil
from dataclasses import dataclass, field

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")


def lacking(what: str) -> None:
    """Skip the test, or fail it where a browser is required."""
    if os.environ.get("HESUI_REQUIRE_BROWSER") == "1":
        pytest.fail(f"HESUI_REQUIRE_BROWSER=1, and there is no {what}", pytrace=False)
    pytest.skip(f"no {what}")


@pytest.fixture(scope="module")
def chromium():
    """The browser, for the tests of one file: its event loop must not run while others need one of their own."""
    path = os.environ.get("HESUI_BROWSER") or next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        lacking("Chromium (apt-get install chromium)")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        lacking("playwright (pip install playwright)")
    root = getattr(os, "geteuid", lambda: 1)() == 0  # its sandbox does not work for root
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, chromium_sandbox=not root)
        yield browser
        browser.close()


@dataclass
class Watch:
    """What a page complained of, and every address that it asked for."""

    complaints: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)

    def over(self, page):
        """``page``, watched."""
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("requestfailed", lambda request: self.complaints.append(f"failed: {request.url}"))
        page.on("request", lambda request: self.addresses.append(request.url))
        page.set_default_timeout(10_000)
        return page

    def _console(self, message) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)


@pytest.fixture
def watch():
    return Watch()


@pytest.fixture
def open_page(chromium, watch):
    """Opens a page in a window of its own; at the end none of them may have complained."""
    contexts = []

    def open_(address, **options):
        contexts.append(chromium.new_context(**{"viewport": {"width": 1280, "height": 900}, **options}))
        page = watch.over(contexts[-1].new_page())
        page.goto(address)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert watch.complaints == []
