"""The review page without a browser: who is answered, what is decided, and that nothing of it is lost."""

import json
import os
import re
import shutil
import signal
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from review_server import rebuild, served

from hesui_data.cli import main
from hesui_data.decisions import Decision, Record, decision_line, text_hash
from hesui_data.pair import Pair
from hesui_data.recipe import Recipe
from hesui_data.review.difference import difference
from hesui_data.review.guard import is_welcome
from hesui_data.review.measure import measure
from hesui_data.review.rows import Row, standing_of
from hesui_data.review.words import FILTERS, WORDS
from hesui_data.reviews import read_reviews
from hesui_data.testing import texts

pytest.importorskip("starlette")
pytest.importorskip("uvicorn")


@pytest.fixture
def folder(review_set, tmp_path):
    shutil.copytree(review_set, tmp_path / "set")
    return tmp_path / "set"


@pytest.fixture
def server(folder):
    with served(folder) as running:
        yield running


@pytest.fixture(scope="module")
def standing_server(review_set):
    """One that is only looked at."""
    with served(review_set) as running:
        yield running


def ids(server, method):
    return [id for id in server.rows() if server.row(id)["method"] == method]


def line_of(folder):
    return Record.read((folder / "reviews.jsonl").read_bytes()).decisions


# --- who is answered -----------------------------------------------------------------------------------

ADDRESSES = [
    ("GET", "/"),
    ("GET", "/review.js"),
    ("GET", "/review.css"),
    ("GET", "/api/start"),
    ("GET", "/api/list"),
    ("GET", "/api/row"),
    ("POST", "/api/measure"),
    ("POST", "/api/decide"),
    ("GET", "/favicon.ico"),
    ("GET", "/no-such-page"),
    ("OPTIONS", "/api/decide"),
]


@pytest.mark.parametrize(("method", "path"), ADDRESSES)
@pytest.mark.parametrize("token", ["", "wrong", "é"])
def test_nothing_is_answered_without_the_token(standing_server, method, path, token):
    status, headers, body = standing_server.request(method, path, token=token.encode().decode("latin-1"))

    assert status == 403
    assert "Content-Security-Policy".lower() in {name.lower() for name in headers}
    assert standing_server.token.encode() not in body


@pytest.mark.parametrize(("method", "path"), ADDRESSES[:8])
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://example.com"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Host": "example.com"},
        {"Host": "127.0.0.1.example.com"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
    ],
    ids=str,
)
def test_nothing_is_answered_to_another_origin_or_under_another_name(standing_server, method, path, headers):
    assert standing_server.request(method, path, {} if method == "POST" else None, **headers)[0] == 403


def test_a_token_in_the_address_lets_nobody_change_anything(server):
    id = server.rows()[0]
    path = f"/api/decide?token={server.token}"

    assert server.request("POST", path, {"id": id, "turn": 0, "do": "accept"}, token="")[0] == 403
    assert not (server.folder / "reviews.jsonl").exists()


def test_a_decision_that_is_no_json_is_none(server):
    body = json.dumps({"id": server.rows()[0], "turn": 0, "do": "accept"}).encode()

    server.request("POST", "/api/decide", body, Content_Type="text/plain")
    assert not (server.folder / "reviews.jsonl").exists()


@given(st.binary(max_size=40), st.sampled_from([b"host", b"origin", b"x-hesui-token", b"sec-fetch-site"]))
def test_whatever_is_sent_the_guard_says_yes_or_no(junk, name):
    headers = [(b"host", b"127.0.0.1:1"), (b"x-hesui-token", b"abc"), (name, junk)]

    welcome = is_welcome({"method": "GET", "query_string": junk, "headers": headers}, "abc")
    assert welcome in (True, False)
    if name in (b"host", b"origin") or (name == b"sec-fetch-site" and junk not in (b"none", b"same-origin")):
        assert not welcome


def test_every_answer_forbids_all_other_addresses_and_inline_scripts(standing_server):
    for path in ("/", "/review.js", "/api/start"):
        _, headers, _ = standing_server.request("GET", path)
        policy = {name.lower(): value for name, value in headers.items()}["content-security-policy"]
        rules = dict(rule.split(" ", 1) for rule in policy.split("; "))

        assert rules["default-src"] == "'none'"
        assert rules["script-src"] == rules["style-src"] == rules["connect-src"] == "'self'"
        assert "unsafe" not in policy
        assert "http" not in policy


def test_the_page_has_no_inline_script_and_names_no_other_address(standing_server):
    page = standing_server.request("GET", f"/?token={standing_server.token}", token="")[2].decode()
    script = standing_server.request("GET", "/review.js")[2].decode()

    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    assert not re.search(r"\son\w+=|\sstyle=", page)
    assert not re.search(r"(?:https?:)?//[a-z]", page)
    assert "innerHTML" not in script
    assert set(re.findall(r"https?://\S+", script)) == {'http://www.w3.org/2000/svg";'}


def test_a_request_that_is_much_too_large_is_refused(standing_server):
    assert standing_server.request("POST", "/api/measure", b"[" * 3_000_000)[0] == 413


# --- what is shown -------------------------------------------------------------------------------------


def test_a_grown_row_stands_beside_its_seed_with_the_differences_marked(standing_server):
    row = standing_server.row(ids(standing_server, "retag")[0])

    assert row["beside"]["kind"] == "seed"
    assert "".join(text for text, _ in row["prompts"]["after"]) == row["prompt"]
    assert any(not same for _, same in row["prompts"]["after"])
    assert row["measure"]["lengths"][0]["outcome"] == "holds"


def test_a_seed_comes_before_what_was_made_of_it(standing_server):
    rows = [standing_server.row(id) for id in standing_server.rows()]
    families = [row["from"] for row in rows]

    assert [one for n, one in enumerate(families) if n == 0 or families[n - 1] != one] == sorted(
        set(families)
    )
    assert all(row["original"] for n, row in enumerate(rows) if n == 0 or rows[n - 1]["from"] != row["from"])


def test_the_text_that_is_sent_is_counted_by_the_counters_of_the_build(standing_server):
    id = ids(standing_server, "read")[0]
    found = standing_server.post(
        "/api/measure", id=id, prompt="写一句祝福，5字以内，分两行", response="新年\r\n好\ud800[姓名]"
    )

    assert [one["outcome"] for one in found["lengths"]] == ["breaks", "holds"]
    assert found["unfit"]
    assert "HD507" in [one["code"] for one in found["findings"]]


@given(texts(), texts())
def test_the_pieces_of_a_difference_join_to_the_texts(before, after):
    found = difference(before, after)

    assert "".join(piece.text for piece in found.before) == before
    assert "".join(piece.text for piece in found.after) == after
    same = [[piece.text for piece in side if piece.same] for side in (found.before, found.after)]
    assert "".join(same[0]) == "".join(same[1])


@given(texts())
def test_a_text_does_not_differ_from_itself(text):
    assert all(piece.same for piece in difference(text, text).before)


def test_long_texts_are_compared_line_by_line_and_still_by_character():
    lines = [f"第{n}段：新年快乐，万事如意，阖家安康。" for n in range(400)]
    after = [*lines[:200], lines[200].replace("快乐", "大吉"), *lines[201:]]
    found = difference("\n".join(lines), "\n".join(after))

    assert [piece.text for piece in found.after if not piece.same] == ["大吉"]


@given(texts(), texts())
def test_a_measure_says_refused_whenever_a_build_would_not_take_the_texts_as_they_are(prompt, response):
    found = measure(Pair(prompt, response), Recipe())

    assert found.refused == any(issue.rejects for issue in found.issues)
    assert found.blank <= found.refused


# --- what is decided -----------------------------------------------------------------------------------


def test_a_decision_is_in_the_file_when_it_is_answered(server):
    id = ids(server, "retag")[0]
    answer = server.decide(id, "accept")

    assert answer["row"]["state"] == "accepted"
    assert [(one.row, one.ruling, one.turn) for one in line_of(server.folder)] == [(id, "accept", 1)]


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is POSIX")
def test_a_decision_survives_kill_9_right_after_it(server):
    id = server.rows("open")[0]
    server.decide(id, "reject", reason="layout")
    server.process.send_signal(signal.SIGKILL)
    server.process.wait(10)

    assert read_reviews(server.folder / "reviews.jsonl").decisions[id].reason == "layout"


def test_two_processes_see_each_others_decisions_and_neither_overrides_one_unseen(folder):
    with served(folder) as ours, served(folder) as theirs:
        id, other = ours.rows("open")[:2]
        seen = theirs.row(id)["turn"]
        ours.decide(id, "reject", reason="other")
        answer = theirs.decide(id, "accept", turn=seen)
        theirs.decide(other, "accept")

        assert answer["refused"] == "decided elsewhere"
        assert answer["row"]["state"] == "rejected"
        assert ours.row(other)["state"] == "accepted"
        assert theirs.decide(id, "accept")["row"]["state"] == "accepted"
    assert len(line_of(folder)) == 3


def test_undo_brings_back_what_was_decided_before(server):
    id = server.rows("open")[0]
    server.decide(id, "reject", reason="layout")
    server.decide(id, "accept")

    assert server.decide(id, "undo", to=1)["row"]["reason"] == "lines or layout are wrong"
    assert server.decide(id, "undo")["row"]["state"] == "open"
    assert server.decide(id, "undo")["refused"] == "nothing to undo"


def test_a_save_that_breaks_the_length_must_be_forced(server):
    id = ids(server, "retag")[0]
    row = server.row(id)
    texts_ = {"prompt": "写一句祝福，5字以内", "response": row["response"]}
    refused = server.decide(id, "edit", **texts_)

    assert refused["refused"] == "needs force"
    assert refused["measure"]["lengths"][0]["outcome"] == "breaks"
    assert not (server.folder / "reviews.jsonl").exists()
    assert server.decide(id, "edit", force=True, **texts_)["row"]["state"] == "edited"


@pytest.mark.parametrize("response", ["", " \n\u3000", "\u200b"])
def test_a_blank_text_cannot_even_be_forced(server, response):
    answer = server.decide(server.rows()[0], "edit", prompt="写一句祝福", response=response, force=True)

    assert answer["refused"] == "blank"


def test_an_edit_back_to_what_it_was_is_no_edit(server):
    id = server.rows("open")[0]
    row = server.row(id)
    server.decide(id, "edit", prompt=row["prompt"], response=row["response"] + "新年好！", force=True)
    answer = server.decide(id, "edit", prompt=row["prompt"], response=row["response"])

    assert answer["row"]["state"] == "accepted"


def test_what_a_check_refused_can_be_mended_and_not_accepted(server):
    id = server.rows("refused")[0]

    assert server.decide(id, "accept")["refused"] == "refused by a check"
    mended = server.decide(
        id, "edit", prompt="写一句开业祝福，10字以内，分两行", response="开门大吉，\n财源滚滚！"
    )
    assert mended["row"]["state"] == "edited"


def test_what_makes_no_sense_decides_nothing(server):
    id = server.rows("open")[0]

    assert server.decide(id, "reject", reason="because")["refused"] == "no such reason"
    assert server.post("/api/decide", id="nobody", turn=0, do="accept")["refused"] == "no such row"
    assert server.post("/api/decide", id=id, turn="0", do="burn")["refused"]
    assert not (server.folder / "reviews.jsonl").exists()


def test_where_the_file_cannot_be_written_the_page_is_told(server):
    id = server.rows("open")[0]
    (server.folder / "reviews.jsonl").mkdir()
    status, _, body = server.request("POST", "/api/decide", {"id": id, "turn": 0, "do": "accept"})

    assert status == 500
    assert "reviews.jsonl" in json.loads(body)["says"]


def test_filters_and_search_find_rows(server):
    first, second = server.rows("open")[:2]
    server.decide(first, "accept")
    server.decide(second, "reject", reason="other")

    assert server.rows("accepted") == [first]
    assert server.rows("rejected") == [second]
    assert first not in server.rows("open")
    assert server.rows("all", q="老秦") == [id for id in server.rows() if "老秦" in server.row(id)["prompt"]]
    assert {name: server.rows(name) for name in FILTERS}["refused"]


def test_a_set_that_is_built_anew_must_be_looked_at_anew(server):
    id = server.rows("open")[0]
    server.decide(id, "reject", reason="other")
    rebuild(server.folder)

    assert server.get("/api/list", filter="open")["refused"] == "rebuilt"
    assert server.post("/api/decide", id=id, do="undo", turn=1, to=0)["refused"] == "rebuilt"
    assert server.request("GET", "/")[0] == 200
    assert server.row(id)["state"] == "rejected"


def test_a_file_that_ends_in_a_torn_line_is_gone_on_with(folder):
    (folder / "reviews.jsonl").write_bytes(b'{"hesui_review":1,"row":"2f')
    with served(folder) as server:
        id = server.rows("open")[0]
        server.decide(id, "accept")

    assert [one.row for one in line_of(folder)] == [id]


# --- the build goes by it, and the page shows what it made of it -----------------------------------------


def test_the_next_build_goes_by_what_was_decided(server):
    grown = ids(server, "retag")
    seed = next(id for id in server.rows() if "护士" in server.row(id)["prompt"])
    row = server.row(seed)
    server.decide(grown[0], "reject", reason="prompt")
    server.decide(grown[1], "accept")
    mended = row["response"].replace("好觉", "香觉")
    server.decide(seed, "edit", prompt=row["prompt"], response=mended)
    said = rebuild(server.folder)
    server.request("GET", "/")

    assert "decisions of the review: 1 accepted, 1 edited, 1 rejected" in said
    assert [server.row(id)["state"] for id in (*grown[:2], seed)] == ["rejected", "accepted", "edited"]
    again = server.row(seed)
    assert (again["built"], again["response"]) == (True, mended)
    assert again["beside"]["kind"] == "before"


def test_an_edit_that_was_built_can_be_taken_back_or_edited_again(server):
    id = server.rows("open")[0]
    row = server.row(id)
    server.decide(id, "edit", prompt=row["prompt"], response=row["response"] + "新年好！", force=True)
    rebuild(server.folder)
    server.request("GET", "/")
    server.decide(id, "edit", prompt=row["prompt"], response=row["response"] + "过年好！", force=True)
    rebuild(server.folder)
    server.request("GET", "/")

    assert server.row(id)["response"] == row["response"] + "过年好！"
    assert server.decide(id, "undo")["row"]["state"] == "open"
    rebuild(server.folder)
    server.request("GET", "/")
    assert server.row(id)["response"] == row["response"]


def test_accepting_an_edit_that_was_built_keeps_the_edit(server):
    id = server.rows("open")[0]
    row = server.row(id)
    server.decide(id, "edit", prompt=row["prompt"], response=row["response"] + "新年好！", force=True)
    rebuild(server.folder)
    server.request("GET", "/")
    server.decide(id, "reject", reason="other")
    server.decide(id, "accept")
    rebuild(server.folder)
    server.request("GET", "/")

    assert server.row(id)["response"] == row["response"] + "新年好！"


# --- the command ---------------------------------------------------------------------------------------


def test_ctrl_c_ends_it_and_it_says_what_was_decided(server):
    server.decide(server.rows("open")[0], "accept")

    said = server.stop()
    assert "Decisions made: 1" in said
    assert server.process.returncode == 0


def test_a_port_that_is_taken_is_an_error_in_one_line(server, capsys):
    port = server.host.partition(":")[2]

    assert main(["review", str(server.folder / "out"), "--no-open", "--port", port, "--lang", "en"]) == 2
    assert f"127.0.0.1:{port}" in capsys.readouterr().err


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_no_data_set_is_an_error_in_one_line(tmp_path, capsys, language):
    assert main(["--lang", language, "review", str(tmp_path), "--no-open"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_decisions_that_were_built_by_and_are_not_there_are_asked_for(folder, capsys):
    (folder / "reviews.jsonl").write_text(decision_line(Decision("2f0c", "91ab", 1, "accept")) + "\n")
    rebuild(folder)
    (folder / "reviews.jsonl").rename(folder / "elsewhere.jsonl")

    assert main(["review", str(folder / "out"), "--no-open", "--lang", "en"]) == 2
    assert "--reviews" in capsys.readouterr().err


def test_without_its_extra_the_verb_says_what_to_install(folder, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "uvicorn", None)

    assert main(["review", str(folder / "out"), "--no-open", "--lang", "en"]) == 2
    assert "pip install 'hesui-data[review]'" in capsys.readouterr().err


# --- states --------------------------------------------------------------------------------------------

PAIR = Pair("写一句祝福", "新年好")
TEXT = text_hash(PAIR.prompt, PAIR.response)


@pytest.mark.parametrize(
    ("code", "ruling", "text", "state", "built"),
    [
        ("", "accept", TEXT, "accepted", True),
        ("", "reject", TEXT, "rejected", False),
        ("HD901", "reject", TEXT, "rejected", True),
        ("HD901", "accept", TEXT, "accepted", False),
        ("HD901", "open", TEXT, "open", False),
        ("HD902", None, TEXT, "rejected", True),
        ("HD902", "accept", TEXT, "accepted", False),
        ("HD201", None, TEXT, "refused", True),
        ("HD201", "accept", TEXT, "refused", True),
        ("HD201", "edit", TEXT, "edited", False),
        ("", "accept", "another", "changed", True),
        ("", "open", TEXT, "open", True),
        ("", None, TEXT, "open", True),
    ],
)
def test_the_state_of_a_row_follows_from_its_code_and_the_last_decision(code, ruling, text, state, built):
    facts = {"reject": {"reason": "other"}, "edit": {"prompt": "写", "response": "好"}}.get(ruling, {})
    one = Decision(PAIR.id, text, 1, ruling, **facts) if ruling else None
    now = standing_of(Row("train:1", PAIR, {}, code), [one] if one else [], one)

    assert (now.state, now.built) == (state, built)


def test_every_word_of_the_page_is_there_in_both_languages():
    for zh, en in WORDS.values():
        assert sorted(re.findall(r"\{\w+\}", zh)) == sorted(re.findall(r"\{\w+\}", en))
    assert {f"filter {name}" for name in FILTERS} <= WORDS.keys()
