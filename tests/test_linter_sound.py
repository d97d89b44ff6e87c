"""The cheap look at syntax and shape, held against the whole check."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hesui_data import check_file
from hesui_data.errors import RecipeError
from hesui_data.files import json_lines, reading
from hesui_data.linter.sound import SoundRows
from hesui_data.testing import texts

SHAPE = ("HD0", "HD1")
SAYING = st.sampled_from(
    [
        "写一句祝福",
        "新年好，万事如意！",
        "Happy New Year",
        "　　另起一段",
        "\u200b",
        " ",
        "",
        "&nbsp;",
        'a"b',
        "\\n",
    ]
)


def row(prompt, response):
    return json.dumps({"prompt": prompt, "response": response}, ensure_ascii=False)


SOUND = '{"prompt":"写","response":"好"}'
ODD = [
    *("", " ", "{}", "[]", "null", "[[]]", "{", "}", "7", '{"messages":[]}', '{"prompt":"写"]'),
    *('{"prompt":"写"', '"response":"好"}', '[{"prompt":"写","response":[["好"', "]]}]"),
    *(f"{SOUND},", f"{SOUND},{SOUND}", f"[{SOUND},{SOUND}]", f"  {SOUND} ", f"\ufeff{SOUND}"),
    *('{"instruction":"写","output":"好"}', '{"output":"好","instruction":"写"}'),
    '{"prompt":"写","response":"好","prompt":"读"}',
    '{"prompt":"写","response":"好","\\u0070rompt":"读"}',
    '{"prompt":"写","response":"好","id":"7"}',
    '{"prompt":"写","response":"\\ud800好"}',
    '{"prompt":"写","response":NaN}',
]
LINES = (
    st.builds(row, SAYING | texts(), SAYING | texts())
    | st.builds(row, SAYING, st.sampled_from([None, 3, ["新年好"], [["新年好"]], {}]))
    | st.sampled_from(["写祝福", " "]).map(lambda text: f'[{{"prompt":"{text}","response":[["{text}"]]}}]')
    | st.sampled_from(ODD)
)


def found(path, **options):
    return [issue for issue in check_file(path, **options) if issue.code.startswith(SHAPE)]


@given(
    lines=st.lists(LINES, max_size=12), end=st.sampled_from(["\n", "\r\n"]), last=st.sampled_from(["", "\n"])
)
def test_syntax_and_shape_alone_are_told_as_in_the_whole_check(tmp_path_factory, lines, end, last):
    path = tmp_path_factory.mktemp("sound") / "rows.jsonl"
    path.write_bytes((end.join(lines) + last).encode("utf-8", "surrogatepass"))

    assert found(path, select=SHAPE) == found(path)


def test_a_line_beyond_the_limit_is_told_as_such(tmp_path, monkeypatch):
    monkeypatch.setattr(json_lines, "MAX_ROW", 200)
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join([row("写", "好"), row("写", "好" * 200), row("写", "好")]), encoding="utf-8")

    assert [(issue.line, issue.code) for issue in check_file(path, select=SHAPE)] == [(2, "HD007")]


def test_rows_that_are_taken_are_counted(tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_text(f"\n{row('写', '好')}\n{row('写', '好')}\nx\n{row('写', '好')}\n", encoding="utf-8")
    read = reading.read_pairs(path, sieve=SoundRows())

    assert len(list(read)) == 1
    assert (read.tally.taken, read.tally.first_taken, read.inputs[0].rows) == (3, 2, 4)


def test_a_rule_that_there_is_not_is_refused(tmp_path):
    with pytest.raises(RecipeError, match="HX9"):
        check_file(tmp_path, select=["HX9"])
