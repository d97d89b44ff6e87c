"""The report in a real browser: its pictures are drawn, nothing is fetched, and nothing is complained of."""

import pytest
from review_server import build_set


@pytest.fixture(scope="session")
def report(tmp_path_factory):
    path = build_set(tmp_path_factory.mktemp("reported")) / "report.html"
    if not path.is_file():
        pytest.skip("a build writes no report.html yet")
    return path


def test_the_report_shows_its_charts_and_fetches_nothing(report, open_page, watch):
    page = open_page(report.as_uri())

    assert page.locator("svg").count() > 0
    assert all(one.bounding_box()["width"] > 0 for one in page.locator("svg").all() if one.is_visible())
    assert watch.addresses == [report.as_uri()]
