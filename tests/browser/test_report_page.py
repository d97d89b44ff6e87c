"""The report in a real browser: its pictures are drawn, nothing is fetched, and nothing is complained of."""

import json
from itertools import pairwise

import pytest
from review_server import build_set, rebuild

from hesui_data.decisions import Decision, decision_line, text_hash
from hesui_data.formats import read_row


@pytest.fixture(scope="session")
def report(tmp_path_factory):
    """The report of a set of which one row was rejected in review and another edited."""
    folder = tmp_path_factory.mktemp("reported")
    out = build_set(folder)
    facts = [json.loads(line) for line in (out / "lineage.jsonl").read_text("utf-8").splitlines()]
    rows = [read_row(json.loads(line))[0] for line in (out / "train.jsonl").read_text("utf-8").splitlines()]
    known = {one["line"]: one for one in facts if one["split"] == "train"}
    given = [(known[n]["id"], row) for n, row in enumerate(rows, 1) if known[n]["method"] == "read"]
    (no, one), (yes, other) = given[:2]
    decisions = [
        Decision(no, text_hash(one.prompt, one.response), 1, "reject", reason="layout"),
        Decision(
            yes,
            text_hash(other.prompt, other.response),
            1,
            "edit",
            prompt=other.prompt,
            response=other.response[:-1] + "！",
            was_prompt=other.prompt,
            was_response=other.response,
        ),
    ]
    (folder / "reviews.jsonl").write_text("".join(decision_line(d) + "\n" for d in decisions), "utf-8")
    rebuild(folder)
    return out / "report.html"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("script", [True, False], ids=["", "without JavaScript"])
def test_the_report_shows_its_charts_and_fetches_nothing(report, open_page, watch, scheme, script):
    page = open_page(report.as_uri(), color_scheme=scheme, java_script_enabled=script)
    charts = page.locator("svg[role=img]").all()

    assert len(charts) >= 2
    shown = [chart for chart in charts if chart.is_visible()]
    assert shown
    assert all(min(chart.bounding_box()["width"], chart.bounding_box()["height"]) > 20 for chart in shown)
    assert watch.addresses == [report.as_uri()]


def test_every_chart_has_a_name_and_headings_go_down_one_level_at_a_time(report, open_page):
    page = open_page(report.as_uri())
    levels = page.evaluate(
        "[...document.querySelectorAll('h1, h2, h3, h4')].filter((one) => one.checkVisibility()).map((one) => +one.tagName[1])"
    )

    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert page.locator("svg[role=img]").count() == page.get_by_role("img").count()
    assert '- img ""' not in page.locator("body").aria_snapshot()


def test_it_tells_of_the_review(report, open_page):
    said = open_page(report.as_uri()).locator("body").text_content()

    assert "HD901" in said
    assert "分行或格式不对" in said


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_is_wider_than_the_window(report, open_page, width):
    page = open_page(report.as_uri(), viewport={"width": width, "height": 800})

    assert page.evaluate("document.documentElement.scrollWidth") <= width
