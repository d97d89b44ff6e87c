"""The review page in a real browser, mostly by the keyboard."""

import re
import shutil
from itertools import pairwise

import pytest

pytest.importorskip("starlette")
pytest.importorskip("uvicorn")

from review_server import rebuild, served

from hesui_data.decisions import Record


@pytest.fixture
def folder(review_set, tmp_path):
    shutil.copytree(review_set, tmp_path / "set")
    return tmp_path / "set"


@pytest.fixture
def server(folder, chromium):
    with served(folder) as running:
        yield running


@pytest.fixture
def page(server, open_page):
    return shown(open_page(server.address))


def shown(page):
    until(page, "document.querySelector('#main').hidden === false && !page.busy")
    return page


def until(page, script, arg=None):
    """Wait till ``script`` is true; asked from outside, since the page's own policy allows no eval."""
    for _ in range(200):
        if page.evaluate(script, arg):
            return
        page.wait_for_timeout(25)
    raise AssertionError(f"never came true: {script}")


def decided(server):
    path = server.folder / "reviews.jsonl"
    return Record.read(path.read_bytes()).decisions if path.exists() else ()


def press(page, *keys):
    """Press ``keys``, each once what the one before did is done."""
    for key in keys:
        page.keyboard.press(key)
        until(page, "!page.busy")


def choose(page, name):
    page.select_option("#filter", name)
    until(page, "!page.busy")
    press(page, "Escape")


def place(page):
    return page.inner_text("#place").split(" ")[0]


def state(page):
    return page.inner_text("#state")


def told(page):
    return page.inner_text("#told")


def test_accept_and_go_on(page, server):
    first = place(page)
    press(page, "a")

    assert told(page) == f"{first} accepted"
    assert place(page) != first
    assert [one.ruling for one in decided(server)] == ["accept"]
    press(page, "k")
    assert (place(page), state(page)) == (first, "accepted")


def test_reject_asks_why_and_takes_a_number(page, server):
    first = place(page)
    press(page, "r")
    assert page.is_visible("#reasons")
    assert decided(server) == ()
    press(page, "2")

    assert not page.is_visible("#reasons")
    assert told(page) == f"{first} rejected: does not read well"
    assert [one.reason for one in decided(server)] == ["not-fluent"]


def test_escape_rejects_nothing(page, server):
    first = place(page)
    press(page, "r", "Escape", "j", "k")

    assert (place(page), state(page), decided(server)) == (first, "open", ())


def test_edit_shows_the_length_as_it_is_typed_and_saves_by_ctrl_enter(page, server):
    choose(page, "made")
    press(page, "e")
    before = page.inner_text("#lengths")
    page.keyboard.press("Control+End")
    page.keyboard.type("新年快乐！" * 6)
    until(page, "(before) => document.querySelector('#lengths').innerText !== before", arg=before)
    assert page.inner_text("#count") == f"{page.evaluate('page.row.measure.count') + 30} 字 in all"
    page.keyboard.press("Control+End")
    for _ in range(30):
        page.keyboard.press("Backspace")
    page.keyboard.press("Backspace")
    page.keyboard.type("！")
    press(page, "Control+Enter")

    (edit,) = decided(server)
    assert edit.ruling == "edit"
    assert edit.response == edit.was_response[:-1] + "！"
    assert told(page).endswith("edit saved")


def test_a_save_that_breaks_the_length_must_be_forced(page, server):
    choose(page, "made")
    press(page, "e")
    page.keyboard.press("Control+End")
    page.keyboard.type("新年快乐！" * 20)
    page.keyboard.press("Home")
    page.fill("#edit-prompt", "写一段祝福，50字以内")
    press(page, "Control+Enter")
    assert page.locator("#lengths .breaks").count() == 1
    assert page.inner_text("#save-word") == "Save all the same"
    assert decided(server) == ()
    page.locator("#edit-response").press("End")
    page.keyboard.type("！")
    until(page, "document.querySelector('#save-word').innerText === 'Save'")
    press(page, "Control+Enter", "Control+Enter")

    assert [one.ruling for one in decided(server)] == ["edit"]


def test_escape_throws_an_edit_away_only_when_pressed_twice(page, server):
    press(page, "e")
    page.keyboard.type("不要")
    press(page, "Escape")
    assert page.is_visible("#editing")
    press(page, "Escape")

    assert not page.is_visible("#editing")
    assert "不要" not in page.inner_text("#row-response")
    assert decided(server) == ()


def test_undo_takes_back_one_after_the_other_even_after_a_reload(page, server):
    first = place(page)
    press(page, "a")
    second = place(page)
    press(page, "r", "1")
    page.reload()
    shown(page)
    press(page, "u")
    assert (place(page), state(page)) == (second, "open")
    press(page, "u")

    assert (place(page), state(page)) == (first, "open")
    assert [one.ruling for one in decided(server)] == ["accept", "reject", "open", "open"]
    press(page, "u")
    assert told(page) == "There is nothing to undo"


def test_the_filter_by_the_keyboard(page):
    press(page, "a", "f")
    assert page.evaluate("document.activeElement.id") == "filter"
    page.keyboard.type("accepted")
    until(page, "page.rows.length === 1 && !page.busy")
    press(page, "Enter", "j")

    assert state(page) == "accepted"
    assert page.evaluate("document.activeElement.id") == "place"
    assert page.evaluate("page.rows.length") == 1


def test_search_and_no_row_at_all(page):
    page.fill("#query", "护士")
    press(page, "Enter")
    until(page, "page.rows.length === 1 && !page.busy")
    assert "护士" in page.inner_text("#row-prompt")
    page.fill("#query", "没有这样的文字")
    press(page, "Enter")
    until(page, "page.rows.length === 0 && !page.busy")

    assert told(page) == "No row fits"
    assert not page.is_visible("#main")
    assert page.is_disabled("#accept")


def test_keys_do_nothing_in_a_field(page, server):
    page.focus("#query")
    page.keyboard.type("arejku?")
    press(page, "Escape")

    assert decided(server) == ()
    assert not page.is_visible("#keys")


def test_help_lists_the_keys_and_closes_by_escape(page, server):
    press(page, "?")
    assert page.is_visible("#keys")
    press(page, "a")
    assert decided(server) == ()
    press(page, "Escape")
    until(page, "!document.querySelector('#keys').open")

    press(page, "a")
    assert len(decided(server)) == 1


# --- Chinese input methods -----------------------------------------------------------------------------


def ime(page):
    return page.context.new_cdp_session(page)


def process_key(client, key, code, **more):
    """A key as the browser reports it while an input method takes it."""
    facts = {"key": key, "code": code, "windowsVirtualKeyCode": 229, "nativeVirtualKeyCode": 229, **more}
    client.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **facts})
    client.send("Input.dispatchKeyEvent", {"type": "keyUp", **facts})


def test_chinese_is_composed_into_an_edit_and_counted_once_it_is_there(page, server):
    press(page, "e")
    page.keyboard.press("Control+End")
    count = page.inner_text("#count")
    client = ime(page)
    for text in ("x", "xin", "xin nian"):
        client.send(
            "Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)}
        )
    page.wait_for_timeout(300)
    assert page.evaluate("page.composing")
    assert page.inner_text("#count") == count
    process_key(client, "Enter", "Enter", modifiers=2)  # Ctrl+Enter goes to the input method
    process_key(client, "Escape", "Escape")
    assert page.is_visible("#editing")
    assert decided(server) == ()
    client.send("Input.insertText", {"text": "新年"})
    until(page, "(count) => document.querySelector('#count').innerText !== count", arg=count)
    press(page, "Control+Enter", "Control+Enter")

    (edit,) = decided(server)
    assert edit.response == edit.was_response + "新年"


@pytest.mark.parametrize(("key", "code"), [("Process", "KeyA"), ("a", "KeyA"), ("j", "KeyJ"), ("u", "KeyU")])
def test_keys_that_an_input_method_takes_do_nothing(page, server, key, code):
    first = place(page)
    process_key(ime(page), key, code)
    page.wait_for_timeout(200)

    assert place(page) == first
    assert decided(server) == ()


# --- windows, reload, other states ---------------------------------------------------------------------


def test_two_windows_see_each_other_and_lose_nothing(server, open_page):
    ours, theirs = (shown(open_page(server.address)) for _ in range(2))
    first = place(ours)
    press(ours, "r", "3")
    press(theirs, "a")

    assert "decided elsewhere: rejected" in told(theirs)
    assert (place(theirs), state(theirs).partition(":")[0]) == (first, "rejected")
    press(theirs, "j", "a")
    press(ours, "j")
    assert "1 accepted" in ours.inner_text("#counts")
    assert [one.ruling for one in decided(server)] == ["reject", "accept"]


def test_an_edit_is_not_lost_when_another_window_decides_meanwhile(server, open_page):
    ours, theirs = (shown(open_page(server.address)) for _ in range(2))
    press(ours, "e")
    ours.keyboard.press("Control+End")
    ours.keyboard.type("新年好！")
    press(theirs, "a")
    press(ours, "Control+Enter")
    assert "decided elsewhere: accepted" in told(ours)
    assert ours.input_value("#edit-response").endswith("新年好！")
    press(ours, "Control+Enter")
    if ours.inner_text("#save-word") == "Save all the same":
        press(ours, "Control+Enter")

    assert [one.ruling for one in decided(server)] == ["accept", "edit"]


def test_a_reload_stays_at_the_row_and_the_filter(page):
    choose(page, "made")
    press(page, "j")
    before = place(page)
    page.reload()
    shown(page)

    assert place(page) == before
    assert page.input_value("#filter") == "made"


def test_the_page_says_when_the_server_is_gone(server, open_page, watch):
    page = shown(open_page(server.address))
    server.process.kill()
    server.process.wait(10)
    press(page, "a")

    assert "not saved" in told(page)
    assert state(page) == "open"
    assert [one for one in watch.complaints if "failed" not in one and "ERR_CONNECTION" not in one] == []
    watch.complaints.clear()


def test_the_page_shows_what_the_build_made_of_it(page, server):
    prompt = page.inner_text("#row-prompt")
    press(page, "r", "4")
    rebuild(server.folder)
    press(page, "k")
    assert "built anew" in told(page)
    page.reload()
    shown(page)
    choose(page, "rejected")

    assert place(page).startswith("rejected:")
    assert page.inner_text("#row-prompt") == prompt
    assert state(page) == "rejected: lines or layout are wrong"
    press(page, "a", "k")
    assert state(page) == "accepted"


# --- safety, looks, accessibility ----------------------------------------------------------------------


def test_nothing_is_fetched_from_elsewhere(page, server, watch):
    press(page, "j", "a", "u")
    choose(page, "all")

    assert watch.addresses
    assert {
        re.match(r"https?://[^/]+", one).group() for one in watch.addresses if not one.startswith("data:")
    } == {f"http://{server.host}"}


def test_a_text_that_is_markup_is_shown_as_text(page, watch):
    choose(page, "all")
    page.fill("#query", "script")
    press(page, "Enter")
    until(page, "page.rows.length >= 1 && !page.busy")

    assert "<script>alert(1)</script>" in page.inner_text("#row-prompt")
    assert "<img src=x" in page.inner_text("#row-response")
    assert page.locator("#row img, #row script").count() == 0


def test_even_an_injected_script_or_picture_would_not_be_loaded(page, watch):
    page.evaluate(
        "() => { const one = document.createElement('img'); one.src = 'http://127.0.0.1:9/x.png'; document.body.append(one);"
        " const two = document.createElement('script'); two.textContent = 'window.ran = 1'; document.body.append(two); }"
    )
    page.wait_for_timeout(200)

    assert page.evaluate("window.ran") is None
    assert any("Content Security Policy" in one for one in watch.complaints)
    watch.complaints.clear()


def test_the_bare_address_is_refused(server, chromium):
    context = chromium.new_context()
    page = context.new_page()
    answer = page.goto(f"http://{server.host}/")

    assert answer.status == 403
    assert "hesui review" in page.inner_text("body")
    context.close()


PHONE = {
    "viewport": {"width": 360, "height": 740},
    "is_mobile": True,
    "has_touch": True,
    "device_scale_factor": 2,
}


def test_on_a_phone_by_touch(server, open_page):
    page = shown(open_page(server.address, **PHONE))
    first = place(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.tap("#accept")
    until(page, "(first) => !document.querySelector('#place').innerText.startsWith(first + ' ')", arg=first)
    page.tap("#reject")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.tap("[data-reason=layout]")
    until(page, "!page.busy && page.mode === 'read'")
    page.tap("#undo")
    until(page, "!page.busy")
    page.tap("#edit")
    page.fill("#edit-response", "新年好")
    page.fill("#edit-prompt", "写一句祝福")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.tap("#save")
    until(page, "!page.busy && page.mode === 'read'")

    assert [one.ruling for one in decided(server)] == ["accept", "reject", "open", "edit"]


@pytest.mark.parametrize(
    "selector", ["#bar button", "#reasons button", "#editing button", "#filter", "#query"]
)
def test_what_is_touched_is_large_enough(server, open_page, selector):
    page = shown(open_page(server.address, **PHONE))
    page.tap({"#reasons button": "#reject", "#editing button": "#edit"}.get(selector, "#place"))

    for one in page.locator(selector).all():
        box = one.bounding_box()
        assert min(box["width"], box["height"]) >= 40


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_can_be_read_against_its_ground(server, open_page, scheme):
    page = shown(open_page(server.address, color_scheme=scheme))
    choose(page, "made")

    assert page.evaluate(CONTRASTS) == []


CONTRASTS = """() => {
  const light = (text) => {
    const [r, g, b] = text.match(/[0-9.]+/g).map((n) => n / 255).map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (one) => {
    const own = getComputedStyle(one).backgroundColor;
    return own !== "rgba(0, 0, 0, 0)" || !one.parentElement ? own : ground(one.parentElement);
  };
  return [...document.querySelectorAll("body *")]
    .filter((one) => one.checkVisibility() && !one.disabled && [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
    .map((one) => {
      const [a, b] = [light(getComputedStyle(one).color), light(ground(one))].sort((x, y) => y - x);
      return [one.tagName, one.className, one.textContent.slice(0, 20), (a + 0.05) / (b + 0.05)];
    })
    .filter((found) => found[3] < 4.5);
}"""


def test_what_a_screen_reader_hears(page):
    choose(page, "made")
    heard = page.locator("body").aria_snapshot()

    assert re.search(r'heading "Review out" \[level=1\]', heard)
    assert re.search(r'heading "train:\d+ · .*" \[level=2\]', heard)
    assert re.search(r'heading "This row" \[level=3\]', heard)
    assert re.search(r'combobox "Show"', heard)
    assert re.search(r'searchbox "Find text or id"', heard)
    for name in ("Back", "Accept", "Reject", "Edit", "Undo", "Next"):
        assert re.search(rf'button "\w {name}"', heard)
    assert "insertion" in heard
    assert "holds" in heard
    assert "status" in heard


def test_headings_go_down_one_level_at_a_time_and_all_fields_have_names(page):
    press(page, "e")
    levels = page.evaluate(
        "[...document.querySelectorAll('main h2, main h3, main h4, h1')].filter((one) => one.checkVisibility()).map((one) => +one.tagName[1])"
    )

    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    nameless = page.evaluate(
        "[...document.querySelectorAll('input, select, textarea')].filter((one) => !one.labels.length && !one.ariaLabel).map((one) => one.id)"
    )
    assert nameless == []


def test_all_can_be_reached_by_tab_in_the_order_of_the_page(page):
    page.focus("#filter")
    page.keyboard.press("Shift+Tab")
    reached = []
    for _ in range(12):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.id || document.activeElement.tagName"))

    wanted = ["filter", "query", "help", "SUMMARY", "back", "accept", "reject", "edit", "undo", "next"]
    assert [one for one in reached if one in wanted][: len(wanted)] == wanted


def test_decisions_are_announced(page):
    first = place(page)
    press(page, "a")

    assert page.get_attribute("#status", "aria-live") == "polite"
    assert page.text_content("#status").startswith(f"{first} accepted")
    assert place(page) in page.text_content("#where")
