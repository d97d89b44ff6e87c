"""Files mended in place: every kind and encoding, the rest byte for byte, whole or not at all."""

import csv
import io
import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from hesui_data.cleaning import line_skeleton
from hesui_data.cleaning.clean import may_mean_code
from hesui_data.errors import HesuiError, InputError
from hesui_data.files import atomic_write, read_pairs
from hesui_data.fixes import FIXABLE, fix_text
from hesui_data.fixes.table import codes_for
from hesui_data.fixes.trace import texts_of
from hesui_data.fixing import edits_in, file, fix_file, fixed_file
from hesui_data.formats import DIALECTS, dialect_issues
from hesui_data.length import check_length
from hesui_data.pair import Pair
from hesui_data.rules import RULES
from hesui_data.testing import pairs

SAFE = frozenset(code for code in FIXABLE if RULES[code].fix == "safe")
ALL = FIXABLE
BROKEN = ("HD001", "HD002", "HD003", "HD004", "HD007")
ROWS = [
    '{"prompt":"写祝福","response":"新年好 ", "n":1.0}',
    '{"response":"万事如意","prompt":"再写一句","big":12345678901234567890}',
    '{ "prompt" : "三", "response" : "\\u65b0\\u5e74\\u597d\\u200b" }',
]
FIXED = [ROWS[0].replace("好 ", "好"), ROWS[1], ROWS[2].replace("\\u200b", "")]

one_file = settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
few_files = settings(one_file, max_examples=30)


@pytest.fixture(autouse=True)
def _no_waiting_for_the_disk(monkeypatch):
    monkeypatch.setattr(os, "fsync", lambda handle: None)


@pytest.fixture
def saved(tmp_path):
    """Saves bytes or text under a name and gives the path."""

    def save(data: bytes | str, name: str = "x.jsonl") -> Path:
        path = tmp_path / name
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return path

    return save


@pytest.fixture
def fixes(saved):
    """What becomes of some bytes."""

    def fix(data: bytes | str, codes=SAFE, name: str = "x.jsonl") -> bytes:
        path = saved(data, name)
        fix_file(path, codes=codes)
        return path.read_bytes()

    return fix


def tables(rows, *, end: str, delimiter: str = ",", quoting=csv.QUOTE_MINIMAL) -> str:
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows(rows)
    return written.getvalue()


# --- line ends, blank lines, marks, by example


@pytest.mark.parametrize("last", ["\n", ""], ids=["a line end at the end", "none"])
def test_what_is_not_mended_stays_byte_for_byte(fixes, last):
    assert fixes("\n".join(ROWS) + last).decode() == "\n".join(FIXED) + last


def test_line_ends_a_mark_and_blank_lines_are_mended_around_the_rows(fixes):
    data = "\ufeff\r\n" + "\r\n\r\n \r\n".join(ROWS) + "\r\n\r\n"

    assert fixes(data).decode() == "\n".join(FIXED) + "\n"


@pytest.mark.parametrize(
    ("code", "data", "fixed"),
    [
        ("HD306", "\ufeff{}\r\n\r\n{}", "{}\r\n\r\n{}"),
        ("HD307", "\ufeff{}\r\n\r\n{}", "\ufeff{}\n\n{}"),
        ("HD308", "\ufeff{}\r\n\r\n{}", "\ufeff{}\r\n{}"),
        ("HD309", "\ufeff{}\r\n\r\n{}", "\ufeff{}\r\n\r\n{}"),
        ("HD306", "{}\n\ufeff{}\n", "{}\n{}\n"),
        ("HD008", '{"a":1}{"a":2} {"a":3}', '{"a":1}\n{"a":2} \n{"a":3}'),
        ("HD306", "\ufeff\ufeffprompt,response\na,b\n", "prompt,response\na,b\n"),
        ("HD307", "{}\r\r\n{}\r", "{}\n{}\n"),
        ("HD308", "\n \n{}\n\n", "{}\n"),
        ("HD310", '{"a":"b\u2028c\x85"}\n', '{"a":"b\\u2028c\\u0085"}\n'),
        ("HD008", "{},\n{} , \n", "{}\n{}  \n"),
        ("HD008", "{}\n\ufeff{},\n\ufeff{}\n", "{}\n\ufeff{}\n\ufeff{}\n"),
        ("HD008", '{"a":1}, {"a":2}]', '{"a":1}, {"a":2}]'),  # a broken row: where one ends is a guess
        ("HD303", "{}\n\ufeff{}\n", "{}\n\ufeff{}\n"),
    ],
)
def test_only_what_is_asked_for_is_mended(fixes, code, data, fixed):
    data, fixed = (one.replace("{}", ROWS[1]) for one in (data, fixed))

    assert fixes(data, {code}).decode() == fixed


@pytest.mark.parametrize("codes", [SAFE, ALL, {"HD307"}, {"HD309"}, {"HD303"}, set()])
def test_damaged_rows_stay_byte_for_byte(fixes, codes):
    rows = [ROWS[0].encode(), ROWS[0].encode().replace("年".encode(), b"\xe5\xb9"), ROWS[0].encode()]

    data = fixes(b"\n".join(rows), codes).split(b"\n")

    assert data[1] == rows[1]
    assert data[0] == data[2] == (FIXED if "HD303" in codes else ROWS)[0].encode()


def test_a_damaged_row_of_an_array_stays_byte_for_byte(fixes):
    rows = [ROWS[0].encode(), ROWS[0].encode().replace("年".encode(), b"\xe5\xb9"), ROWS[0].encode()]

    data = fixes(b"[\n" + b",\n".join(rows) + b"\n]\n")

    assert data == b"[\n" + FIXED[0].encode() + b",\n" + rows[1] + b",\n" + FIXED[0].encode() + b"\n]\n"


# --- arrays, and values one after another

LONE = '{"prompt": "a", "response": "b"}'


@pytest.mark.parametrize(
    ("data", "fixed"),
    [
        ("[{}, {},]", "[{}, {}]"),
        ("[{}, {},,]", "[{}, {}]"),
        ("[{},, {}]", "[{}, {}]"),
        ("[{} {}]", "[{}, {}]"),
        ("[\n  {}\n  {}\n]\n", "[\n  {},\n  {}\n]\n"),
        ("[\n  {},\n  {}\n", "[\n  {},\n  {}\n]\n"),
        ("[\n  {},\n  {},\n", "[\n  {},\n  {}\n]\n"),
        ("[\r\n  {},\r\n  {}\r\n", "[\r\n  {},\r\n  {}\r\n]\r\n"),
        ("[\n  {},\n  {}", "[\n  {},\n  {}\n]"),
        ("[{}, {}", "[{}, {}]"),
        ("[{},\n{}]\n[{},\n{},]\n", "[{},\n{}]\n[{},\n{}]\n"),
        ("[\n{}\n,\n{}\n]", "[\n{}\n,\n{}\n]"),
    ],
)
def test_commas_and_brackets(fixes, data, fixed):
    data, fixed = (one.replace("{}", LONE) for one in (data, fixed))

    assert fixes(data, {"HD008"}, "x.json").decode() == fixed
    assert fixes(fixed, {"HD008"}, "x.json").decode() == fixed
    assert fixes(data, SAFE, "x.json").decode() == data.replace("\r\n", "\n")
    assert json.loads(fixed) if fixed.count("[") == 1 else True


def test_an_array_that_breaks_off_inside_a_row_is_left_open(fixes):
    data = f'[\n  {LONE},\n  {{"prompt": "a '

    assert fixes(data, ALL, "x.json").decode() == data


def test_a_pretty_printed_array_keeps_its_print(fixes):
    rows = [{"prompt": "写", "response": "好 ", "n": [1.0, 2]}, {"prompt": "再写", "response": "好"}]
    data = json.dumps(rows, ensure_ascii=False, indent=4).replace("\n", "\r\n")

    assert fixes(data, SAFE, "x.json").decode() == data.replace("好 ", "好").replace("\r\n", "\n")
    assert fixes(data, {"HD303"}, "x.json").decode() == data.replace("好 ", "好")


# --- tables


def test_a_table_keeps_its_quotes_and_its_other_cells(fixes):
    data = '问题,"答案",备注\r\n写,"新年好 \r\n\r\n万事 ",x \r\n"写","a"\r\n,,\r\n\r\n1.0,2.50,"3"\r\n'

    assert fixes(data, SAFE, "x.csv").decode() == (
        '问题,"答案",备注\n写,"新年好\n\n万事",x \n"写","a"\n,,\n1.0,2.50,"3"\n'
    )


def test_a_record_with_an_open_quote_stays(fixes):
    data = '问题,答案\n写,"好 \n再写,好 \n'

    assert fixes(data, ALL, "x.csv").decode() == '问题,答案\n写,"好 \n再写,好\n'


def test_what_stands_above_a_table_stays(fixes):
    data = "{}\r\n\r\n问题;答案\r\n写 ;好 \r\n"

    for above in ("sep=;", "2024 ", '2024;"春节 '):
        assert fixes(above + data[2:], SAFE, "x.csv").decode() == above + "\n问题;答案\n写;好\n"


def test_columns_that_are_named_are_texts(saved):
    path = saved("题干,解答\n写 ,好 \n", "x.csv")

    fix_file(path, codes=SAFE, columns={"prompt": "题干", "response": "解答"})

    assert path.read_text() == "题干,解答\n写,好\n"


# --- encodings

ENCODINGS = ["gb18030", "big5", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig"]
CHINESE = [
    '{"prompt":"寫一段新年祝福，給朋友。","response":"新年快樂，萬事如意，身體健康！ "}',
    '{"prompt":"請寫一副春聯。","response":"天增歲月人增壽，春滿乾坤福滿門。"}',
]
CHINESE_FIXED = [CHINESE[0].replace("！ ", "！"), CHINESE[1]]


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_encoding_becomes_utf_8(fixes, encoding, end):
    data = (end.join(CHINESE) + end).encode(encoding)

    assert fixes(data).decode() == "\n".join(CHINESE_FIXED) + "\n"


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_encoding_stays_where_that_is_not_asked_for(fixes, encoding, end):
    data, fixed = ((end.join(rows) + end).encode(encoding) for rows in (CHINESE, CHINESE_FIXED))

    assert fixes(data, {"HD303"}) == fixed
    assert fixes(data, set()) == data


def test_private_and_rare_characters_of_gb18030_are_not_lost(fixes):
    text = "\ue5e5\ue000\uf8ff㐀𠮷\U0010ffff\U00020000鿿㒼\ue7c7ḿ"
    data = "\n".join(CHINESE * 3) + f'\n{{"prompt":"寫","response":"{text}"}}\n'

    assert fixes(data.encode("gb18030"), {"HD309"}).decode() == data


def test_a_damaged_file_in_another_encoding_is_refused(saved):
    data = ("\n".join(CHINESE * 9)).encode("gb18030").replace("歲".encode("gb18030"), b"\xff", 1)
    path = saved(data)

    fixed = fix_file(path, codes=SAFE)

    assert fixed.refusal is not None
    assert "gb18030" in fixed.refusal.reason[0]
    assert "gb18030" in fixed.refusal.reason[1]
    assert path.read_bytes() == data


def test_a_file_whose_text_does_not_give_the_same_bytes_again_is_refused(saved):
    data = "\n".join(CHINESE * 3).encode("big5").replace("歲".encode("big5"), b"\xa2\xcc", 1)  # a second 十
    path = saved(data)

    assert fix_file(path, codes=SAFE).refusal is not None
    assert path.read_bytes() == data


def test_a_mark_that_alone_tells_the_encoding_stays(fixes):
    damaged = '{"prompt":"写","response":"'.encode() + b"\xc9" * 99 + b'"}\n'
    data = "\ufeff".encode() + ROWS[0].encode() + b"\n" + damaged

    assert fixes(data) == "\ufeff".encode() + FIXED[0].encode() + b"\n" + damaged


def test_a_text_that_the_old_encoding_cannot_hold_is_refused(saved):
    data = "\n".join(CHINESE * 3 + ['{"prompt":"寫","response":"&#x1f600;"}']).encode("big5")
    path = saved(data)

    assert fix_file(path, codes={"HD311"}).refusal is not None
    assert path.read_bytes() == data
    assert fix_file(path, codes={"HD311", "HD309"}).changed
    assert "😀" in path.read_text()


def test_mixed_line_ends_in_a_file_that_seems_an_old_mac_s_are_refused(saved):
    data = ("\r".join([LONE] * 10_000) + "\n" + LONE).encode()
    path = saved(data)

    assert fix_file(path, codes=SAFE).refusal is not None
    assert path.read_bytes() == data


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04rest", b"\x89PNG\r\n", b"\xff\xfe\xfd" * 50, b"words and words"]
)
def test_what_is_no_text_of_rows_is_refused_in_two_languages(saved, data):
    path = saved(data, "x.xlsx")

    fixed = fix_file(path, codes=ALL)

    assert not fixed.changed
    assert fixed.refusal is not None
    assert all(fixed.refusal.reason)
    assert path.read_bytes() == data


def test_an_empty_file_and_a_blank_one_stay(fixes):
    assert fixes(b"") == b""
    assert fixes(b"\n\n", {"HD303"}) == b"\n\n"


def test_a_file_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(InputError, match="nowhere"):
        fixed_file(tmp_path / "nowhere.jsonl", codes=SAFE)


# --- properties, over every kind, encoding and damage


@st.composite
def files(draw):
    """A file of rows, in some kind, dialect, style and encoding; and how many rows it has."""
    some = draw(st.lists(pairs(visible=True), min_size=1, max_size=4))
    name = draw(st.sampled_from(sorted(DIALECTS)))
    some = [pair for pair in some if not any(dialect_issues(pair, name))] or some
    rows = [DIALECTS[name].row(pair) for pair in some]
    end = draw(st.sampled_from(["\n", "\r\n", "\n\n"]))
    last = draw(st.sampled_from(["", "\n", "\r\n"]))
    style = {"ensure_ascii": draw(st.booleans()), "sort_keys": draw(st.booleans())}
    kind = draw(st.sampled_from(["jsonl", "array", "pretty", "csv", "tsv"]))
    if kind == "jsonl":
        text = end.join(json.dumps(row, **style) for row in rows) + last
    elif kind in ("array", "pretty"):
        indent = 2 if kind == "pretty" else None
        text = json.dumps(rows, indent=indent, **style).replace("\n", end) + last
    else:
        cells = [("prompt", "response", "x"), *((p.prompt, p.response, "1.0 ") for p in some)]
        quoting = draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
        text = tables(cells, end=end, delimiter="," if kind == "csv" else "\t", quoting=quoting)
    encoding = draw(st.sampled_from(["utf-8"] * 6 + ["utf-8-sig", "gb18030", "utf-16", "utf-32"]))
    return text.encode(encoding)


@st.composite
def damaged_files(draw):
    """A file in which some bytes were cut out, doubled or put in."""
    data = bytearray(draw(files()))
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(data)))
        count = draw(st.integers(0, 3))
        some = b'"\\,[]{}:\n\r\x00\xff\xe5 1'
        data[at : at + count] = bytes(draw(st.lists(st.sampled_from(some), max_size=2)))
    return bytes(data)


def read(path: Path) -> list[Pair] | None:
    try:
        return list(read_pairs(path))
    except HesuiError:
        return None


@pytest.mark.parametrize("codes", [SAFE, ALL - {"HD301"}], ids=["safe", "all"])
@given(data=files() | damaged_files())
@one_file
def test_the_reader_sees_the_same_rows_after_their_fixers(saved, codes, data):
    path = saved(data)
    before = read(path)
    if before is None:
        assert not fix_file(path, codes=codes).changed
        return

    refused = fix_file(path, codes=codes).refusal

    after = read(path)
    assert after is not None
    assert len(after) == len(before)
    for was, now in zip(before, after, strict=True):
        cautious = may_mean_code([text for _, text in texts_of(was)])
        for (field, old), (same, new) in zip(texts_of(was), texts_of(now), strict=True):
            assert field == same
            wanted = fix_text(old, codes_for(field, codes), cautious=cautious)[0]
            assert new == wanted or (new == old and (was.issues or refused))
            assert line_skeleton(new) == line_skeleton(old)
        assert {issue.code for issue in now.issues} - {"HD008"} == {issue.code for issue in was.issues} - {
            "HD008"
        }
        if any(issue.code in BROKEN for issue in was.issues):
            assert now.raw == was.raw


@pytest.mark.parametrize("codes", [SAFE, ALL, {"HD303"}, {"HD008"}], ids=["safe", "all", "HD303", "HD008"])
@given(data=files() | damaged_files())
@few_files
def test_a_fixed_file_stays_as_it_is(fixes, saved, codes, data):
    fixed = fixes(data, codes)

    again = fix_file(saved(fixed), codes=codes)

    assert not again.changed
    assert again.edits == ()


@given(data=files())
@few_files
def test_length_verdicts_stay(saved, data):
    path = saved(data)
    before = read(path)
    assume(before)

    fix_file(path, codes=SAFE - {"HD302", "HD304"})

    for was, now in zip(before, read(path), strict=True):
        held = [verdict.holds for verdict in check_length(was.prompt, was.response)]
        assert [verdict.holds for verdict in check_length(now.prompt, now.response)] == held


@given(data=files() | damaged_files())
@few_files
def test_no_code_no_change(saved, data):
    path = saved(data)

    fixed = fix_file(path, codes=frozenset())

    assert (fixed.changed, fixed.edits, fixed.counts) == (False, (), {})
    assert path.read_bytes() == data
    assert fixed.refusal or b"".join(fixed.data) == data


@given(data=files() | damaged_files())
@few_files
def test_the_plan_is_what_is_written(saved, data):
    path = saved(data)
    plan = fixed_file(path, codes=ALL)
    assert path.read_bytes() == data
    assert tuple(edits_in(path, codes=ALL)) == plan.edits
    assert plan.refusal or sum(plan.counts.values()) == len(plan.edits)
    assert plan.changed == bool(plan.edits)
    planned = data if plan.refusal else b"".join(plan.data)

    fix_file(path, codes=ALL)

    assert path.read_bytes() == planned


# --- the file itself


def test_permissions_stay_and_a_link_goes_on_pointing(saved, tmp_path):
    path = saved("\n".join(ROWS))
    path.chmod(0o640)
    link = tmp_path / "link.jsonl"
    link.symlink_to(path)

    fix_file(link, codes=SAFE)

    assert link.is_symlink()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert path.read_text() == "\n".join(FIXED)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["link.jsonl", "x.jsonl"]


def test_a_file_with_nothing_to_mend_is_not_touched(saved):
    path = saved("\n".join(FIXED))
    os.utime(path, ns=(1, 1))

    assert not fix_file(path, codes=SAFE).changed
    assert path.stat().st_mtime_ns == 1


def test_a_file_that_is_changed_meanwhile_is_left_alone(saved, monkeypatch):
    path = saved("\n".join(ROWS))
    write = atomic_write

    def write_late(target, parts):
        def late():
            yield next(parts)
            path.write_text(LONE)
            yield from parts

        write(target, late())

    monkeypatch.setattr(file, "atomic_write", write_late)

    with pytest.raises(InputError, match="changed"):
        fix_file(path, codes=SAFE)
    assert path.read_text() == LONE


def test_edits_are_counted_beyond_those_that_are_kept(saved, monkeypatch):
    monkeypatch.setattr(file, "MOST_EDITS", 7)
    path = saved((ROWS[0] + "\n") * 12)

    fixed = fixed_file(path, codes=SAFE)

    assert len(fixed.edits) == 7
    assert fixed.counts == {"HD303": 12}
    assert sum(1 for _ in edits_in(path, codes=SAFE)) == 12


_FIX_ONE = """
import sys
from hesui_data.fixing import fix_file
print("ready", flush=True)
fix_file(sys.argv[1], codes={"HD303"})
print("done", flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
@pytest.mark.parametrize("wait", [0.0, 0.05, 0.1, 0.2, 0.4])
def test_a_kill_leaves_the_old_file_or_the_new_one_whole(saved, wait):
    old = ((ROWS[0] + "\n") * 20_000).encode()
    path = saved(old)
    with subprocess.Popen([sys.executable, "-c", _FIX_ONE, path], stdout=subprocess.PIPE, text=True) as run:
        run.stdout.readline()
        time.sleep(wait)
        run.send_signal(signal.SIGKILL)

    assert path.read_bytes() in (old, old.replace("好 ".encode(), "好".encode()))


# --- other people's files


def _data_files(shared: Path) -> list[Path]:
    suffixes = {".jsonl", ".json", ".csv", ".tsv", ".ndjson", ".txt"}
    return sorted(path for path in shared.rglob("*") if path.suffix in suffixes and path.is_file())


def test_other_peoples_files_keep_what_is_not_mended(shared, tmp_path):
    changed = 0
    for number, path in enumerate(_data_files(shared)):
        copy = tmp_path / f"{number}{path.suffix}"
        shutil.copyfile(path, copy)
        before = read(copy)
        fixed = fix_file(copy, codes=ALL)
        changed += fixed.changed
        after = read(copy)
        assert (before is None) == (after is None), path
        assert len(before or ()) == len(after or ()), path
        assert not fix_file(copy, codes=ALL).changed, path
        if path.suffix == ".jsonl" and "HD309" not in fixed.counts:
            _assert_untouched_lines_are_the_same(path.read_bytes(), copy.read_bytes(), fixed)
    assert changed


def _assert_untouched_lines_are_the_same(old: bytes, new: bytes, fixed) -> None:
    touched = {edit.line for edit in fixed.edits if edit.field or edit.code not in ("HD306", "HD307")}
    lines = [line.rstrip(b"\r") for line in old.removeprefix(b"\xef\xbb\xbf").split(b"\n")]
    kept = [line for number, line in enumerate(lines, 1) if number not in touched]
    written = iter(new.split(b"\n"))
    for line in kept:
        assert any(line == other for other in written), line
