"""Rows mended in place: texts after the fixers, and nothing else touched."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hesui_data.cleaning import FIXERS, line_skeleton, restore_layout
from hesui_data.cleaning.clean import apply_fixers, may_mean_code
from hesui_data.cleaning.fixers import GUESSING_FIXERS
from hesui_data.fixes import FIXABLE, FIXER_NAMES, TEXT_FIXERS, codes_of, fix_text
from hesui_data.fixes.csv_record import cells as csv_cells
from hesui_data.fixes.csv_record import fixed_record
from hesui_data.fixes.json_row import fixed_json_row
from hesui_data.fixes.literals import literals, rewritten, said
from hesui_data.fixes.trace import texts_of
from hesui_data.formats import DIALECTS, dialect_issues
from hesui_data.formats.csv_text import csv_records
from hesui_data.formats.json_rows import Place
from hesui_data.formats.json_text import parse_value
from hesui_data.formats.rows import read_row
from hesui_data.pair import Pair
from hesui_data.rules import RULES
from hesui_data.testing import pairs, texts

SAFE = frozenset(code for code in FIXABLE if RULES[code].fix == "safe")
ALL = FIXABLE
KEEPING = ALL - {"HD301"}  # whatever adds no break of its own
PLACE = Place("a.jsonl", 3)

CODES = st.sampled_from([SAFE, ALL, KEEPING]) | st.frozensets(st.sampled_from(sorted(ALL)))


# --- the table


def test_every_rule_with_a_fix_has_one_here_and_no_other_does():
    assert {code for code, rule in RULES.items() if rule.fix} == FIXABLE


def test_every_fixer_of_cleaning_but_compose_has_a_code():
    named = {fixer.name for fixer in TEXT_FIXERS}

    assert named == {*FIXERS, "restore_layout"} - {"compose"}
    assert all(code in FIXABLE and codes_of(name) for code, names in FIXER_NAMES.items() for name in names)


def test_the_fixers_stand_in_the_order_of_cleaning():
    order = list(dict.fromkeys(fixer.name for fixer in TEXT_FIXERS if fixer.name in FIXERS))

    assert order == [name for name in FIXERS if name != "compose"]


# --- one text


@given(text=texts(), codes=CODES)
def test_fixing_a_text_keeps_its_line_skeleton(text, codes):
    fixed, _ = fix_text(text, codes - {"HD301"})

    assert line_skeleton(fixed) == line_skeleton(text)


@given(text=texts(), codes=CODES)
def test_lost_layout_adds_breaks_and_nothing_else(text, codes):
    before, _ = fix_text(text, codes - {"HD301"})
    after, _ = fix_text(before, {"HD301"})

    assert "".join(after.split()) == "".join(before.split())
    assert len(after.split("\n")) >= len(before.split("\n"))


@given(text=texts(surrogates=True), codes=CODES)
def test_a_fixed_text_stays_as_it_is(text, codes):
    fixed, _ = fix_text(text, codes)

    assert fix_text(fixed, codes) == (fixed, ())


@given(text=texts(), codes=CODES)
def test_the_changes_lead_from_one_text_to_the_other(text, codes):
    fixed, changes = fix_text(text, codes)

    for change in changes:
        assert change.before == text
        assert change.code in codes
        text = change.after
    assert text == fixed


@given(text=texts(visible=True), codes=CODES)
def test_no_text_is_left_empty(text, codes):
    assert fix_text(text, codes)[0].strip()


def test_a_text_of_nothing_visible_is_left_to_a_person():
    assert fix_text("\u200b\u200b", SAFE)[0] == "\u200b\u200b"


@pytest.mark.parametrize(
    ("text", "code", "fixed"),
    [
        ("新\u200b年", "HD302", "新年"),
        ("新年 \n好\u3000", "HD303", "新年\n好"),
        ("新\x00年\ufffe", "HD304", "新年"),
        ("新\r\n年\r好\u2028吉", "HD307", "新\n年\n好\n吉"),
        ("新<br>年&hellip;", "HD311", "新\n年…"),
        ("æ–°å¹´å¥½ï¼\x8c", "HD312", "新年好，"),
        ("\n新\n\n\n年\n", "HD313", "新\n\n年"),
        ("祝：一、平安。二、喜乐。", "HD301", "祝：\n一、平安。\n二、喜乐。"),
    ],
)
def test_each_code_mends_its_own(text, code, fixed):
    assert fix_text(text, {code})[0] == fixed
    assert fix_text(text, ALL - {code})[0] != fixed


def test_a_fixer_alone_is_held_to_the_lines_that_all_of_them_see():
    hidden_fence = "\u200b~~~\nx = 1  \n~~~"

    assert fix_text(hidden_fence, {"HD303"})[0] == hidden_fence
    assert fix_text(hidden_fence, SAFE)[0] == hidden_fence[1:]


def test_a_lone_code_leaves_what_is_another_ones():
    assert fix_text("新\u200b\x00年", {"HD302"})[0] == "新\x00年"
    assert fix_text("新\u200b\x00年", {"HD304"})[0] == "新\u200b年"


# --- one literal


@given(before=texts(), after=texts(), ascii=st.booleans())
def test_a_literal_written_anew_says_the_new_text(before, after, ascii):
    literal = json.dumps(before, ensure_ascii=ascii)

    anew = rewritten(literal, after, escape=ascii)

    assert json.loads(anew) == after
    assert not ascii or anew.isascii()


@given(text=texts(), ascii=st.booleans())
def test_a_literal_with_the_same_text_stays_as_it_is_written(text, ascii):
    literal = json.dumps(text, ensure_ascii=ascii).replace("/", "\\/")

    assert rewritten(literal, text, escape=not ascii) == literal


@pytest.mark.parametrize(
    ("literal", "text", "anew"),
    [
        ('"\\u65B0\\u5e74 "', "新年", '"\\u65B0\\u5e74"'),
        ('"\\u65b0&amp;"', "新—", '"\\u65b0\\u2014"'),
        ('"新\\/年 "', "新/年", '"新\\/年"'),
        ('"a\\u000ab "', "a\nb", '"a\\u000ab"'),
        ('"\\ud83d\\ude00 "', "😀", '"\\ud83d\\ude00"'),
        ('"好"', "好\u2028", '"好\\u2028"'),
        ('"甲 \\n\\/年 \\n乙"', "甲\n/年\n乙", '"甲\\n\\/年\\n乙"'),
    ],
)
def test_the_style_of_a_literal_is_kept(literal, text, anew):
    assert rewritten(literal, text, escape=False) == anew


# --- rows of JSON


def spaced(value) -> str:
    """``value`` as nobody's program writes it: white space in odd places, slashes escaped."""
    if isinstance(value, dict):
        return "{ " + " ,\t".join(f"{spaced(k)}  :{spaced(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + " , ".join(map(spaced, value)) + "  ]"
    return json.dumps(value, ensure_ascii=False).replace("/", "\\/")


STYLES = {
    "plain": lambda value: json.dumps(value, ensure_ascii=False),
    "ascii": json.dumps,
    "compact": lambda value: json.dumps(value, ensure_ascii=False, separators=(",", ":")),
    "indented": lambda value: json.dumps(value, ensure_ascii=False, indent=2),
    "sorted": lambda value: json.dumps(value, indent=1, sort_keys=True),
    "spaced": spaced,
}
EXTRA = {"n": 1.0, "e": 1, "note": "留着 \u200b", "nested": {"a": [None, True, "x "]}}


@st.composite
def odd_shapes(draw):
    """Rows in shapes that no dialect of ours writes."""
    a, b, c, d = (draw(texts(visible=True)) for _ in range(4))
    return draw(
        st.sampled_from([
            {"instruction": a, "input": b, "output": c},
            {"指令": a, "输入": b, "输出": c, "history": [[c, d]]},
            {"instruction": a, "instances": [{"input": b, "output": c}, {"input": d, "output": c}]},
            {"messages": [{"role": "user", "content": [{"type": "text", "text": a}, {"text": b}]},
                          {"role": "assistant", "content": c}]},
            {"messages": [{"role": "system", "content": d}, {"role": "system", "content": d},
                          {"role": "user", "content": a}, {"role": "assistant", "content": b}], "response": b},
            {"conversations": [{"from": "human", "value": a}, {"from": "gpt", "value": b}]},
            {"prompt": a, "response": [[b], [c], [d]], "score": [2, 1, 3]},
            {"prompt": a, "response": [b]},
            {"prompt": a, "问题": b, "response": c, "label": False},
            [[a, b], [c, d]],
            [{"role": "user", "content": a}, {"role": "assistant", "content": b}],
            {"question": a, "chosen": {"role": "assistant", "content": b}, "rejected": [{"content": c}]},
        ])
    )  # fmt: skip


@st.composite
def dialect_rows(draw):
    pair = draw(pairs())
    fitting = [name for name in DIALECTS if not any(dialect_issues(pair, name))]
    row = DIALECTS[draw(st.sampled_from(fitting))].row(pair)
    return row | EXTRA if isinstance(row, dict) and draw(st.booleans()) else row


ROWS = dialect_rows() | odd_shapes()


def reference(text: str, codes, *, cautious: bool) -> str:
    """``text`` after the fixers that ``codes`` name, by the machinery of cleaning alone."""
    names = {name for code in codes for name in FIXER_NAMES.get(code, ())}
    fixers = {
        name: fix
        for name, fix in FIXERS.items()
        if name in names and not (cautious and name in GUESSING_FIXERS)
    }
    fixed = apply_fixers(fixers, text)[0]
    return restore_layout(fixed) if "HD301" in codes else fixed


def assert_fixed(before: Pair, after: Pair, codes, *, cautious: bool, composed: bool) -> None:
    old, new = list(texts_of(before)), list(texts_of(after))
    assert [field for field, _ in old] == [field for field, _ in new]
    for (_, was), (_, text) in zip(old, new, strict=True):
        wanted = reference(was, codes, cautious=cautious)
        spared = line_skeleton(wanted) != line_skeleton(was) and "HD301" not in codes
        emptied = bool(was.strip()) and not wanted.strip()
        assert text == wanted or (text == was and composed) or spared or emptied


@pytest.mark.parametrize("codes", [SAFE, KEEPING, frozenset()], ids=["safe", "all but HD301", "none"])
@given(value=ROWS, style=st.sampled_from(sorted(STYLES)))
def test_the_pairs_of_a_fixed_row_are_the_pairs_after_the_fixers(codes, value, style):
    row = STYLES[style](value)
    before = read_row(parse_value(row, 0).value)

    fixed = fixed_json_row(row, PLACE, codes)

    after = read_row(parse_value(fixed.text, 0).value)
    cautious = may_mean_code([text for pair in before for _, text in texts_of(pair)])
    assert len(after) == len(before)
    for was, now in zip(before, after, strict=True):
        composed = "\n" in was.prompt and ("input" in row or "输入" in row or "content" in row)
        assert_fixed(was, now, codes, cautious=cautious, composed=composed)
        assert [issue.code for issue in now.issues] == [issue.code for issue in was.issues]
    assert bool(fixed.edits) == (fixed.text != row)


TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[^"]+', re.DOTALL)


@given(value=ROWS, style=st.sampled_from(sorted(STYLES)), codes=CODES)
def test_only_string_literals_that_say_something_else_are_written_anew(value, style, codes):
    row = STYLES[style](value)

    fixed = fixed_json_row(row, PLACE, codes - {"HD310"}).text

    old, new = TOKEN.findall(row), TOKEN.findall(fixed)
    assert len(old) == len(new)
    for was, now in zip(old, new, strict=True):
        assert was == now or (was[0] == '"' and json.loads(was) != json.loads(now))
    for was in re.findall(r'"note": *"[^"]*"|"n": 1\.0', row):
        assert was in fixed
    assert not row.isascii() or fixed.isascii()


@given(value=ROWS, style=st.sampled_from(sorted(STYLES)), codes=CODES)
def test_a_fixed_row_stays_as_it_is(value, style, codes):
    fixed = fixed_json_row(STYLES[style](value), PLACE, codes).text

    assert fixed_json_row(fixed, PLACE, codes).text == fixed
    assert fixed_json_row(fixed, PLACE, codes).edits == ()


@given(value=ROWS, style=st.sampled_from(sorted(STYLES)))
def test_no_row_loses_a_line(value, style):
    row = STYLES[style](value)

    after = read_row(parse_value(fixed_json_row(row, PLACE, SAFE).text, 0).value)

    for was, now in zip(read_row(parse_value(row, 0).value), after, strict=True):
        assert [line_skeleton(t) for _, t in texts_of(was)] == [line_skeleton(t) for _, t in texts_of(now)]


@pytest.mark.parametrize(
    ("row", "fixed"),
    [
        ('{"prompt":"问","response":"答 ","x":1E5,"y":1.0}', '{"prompt":"问","response":"答","x":1E5,"y":1.0}'),
        ('{"response":"答 ","prompt":"问","id":9007199254740993000000}',) * 2,
        ('[{"prompt": "问", "response": [["答\\u3000"]]}]', '[{"prompt": "问", "response": [["答"]]}]'),
        ('{"prompt":"问 ","prompt":"问 ","response":"答"}', '{"prompt":"问","prompt":"问","response":"答"}'),
        ('{"prompt":"甲 ","prompt":"乙 ","response":"答"}', '{"prompt":"甲","prompt":"乙","response":"答"}'),
        ('{"prompt":"甲 ","prompt":"乙","response":"答"}', '{"prompt":"甲","prompt":"乙","response":"答"}'),
        ('{"prompt":"问","response":"答 ","n":NaN}', '{"prompt":"问","response":"答","n":NaN}'),
        ('{"prompt":"问","response":"答 ","url":"x "}', '{"prompt":"问","response":"答","url":"x "}'),
        ('{"prompt":"问","response":"答"} , ', '{"prompt":"问","response":"答"}  '),
        ('{"prompt":"问","response":"a\u2028b","k":"a\u2028b"}', '{"prompt":"问","response":"a\\nb","k":"a\\u2028b"}'),
    ],
)  # fmt: skip
def test_rows_as_they_are_found(row, fixed):
    if row == fixed:  # kept but for the text: big numbers stay as they are
        fixed = row.replace("答 ", "答")

    assert fixed_json_row(row, PLACE, ALL).text == fixed


@pytest.mark.parametrize(
    "row",
    [
        '{"prompt": "问 ", "response": "答 "',
        '{"prompt": "问 ", "response": "答 "} x',
        '{"prompt": "问 ", "response": "答 ",}',
        '{"prompt": "问 "} {"prompt": "问 "}',
        '{"prompt": "问 \n", "response": "答"}',
        "[" * 300 + "]" * 300,
        "",
        '{"question_text": "问 ", "reply_text": "答 "}',
        '{"prompt": "问", "response": "答\\ud83d "}',
        '{"messages": [{"role": "user", "content": "问 "}, {"role": "user", "content": "问 "}]}',
    ],
)
def test_a_row_that_cannot_be_read_stays_as_it_is(row):
    assert fixed_json_row(row, PLACE, ALL).text == row


def test_an_edit_says_where_and_what():
    row = '{"prompt": "写祝福", "response": "新年好 \\u200b"}'

    edits = fixed_json_row(row, PLACE, SAFE).edits

    assert [(edit.code, edit.line, edit.column, edit.field) for edit in edits] == [
        ("HD302", 3, 31, "response"),
        ("HD303", 3, 31, "response"),
    ]
    assert (edits[0].before, edits[0].after) == ("新年好 \u200b", "新年好 ")
    assert (edits[1].before, edits[1].after) == ("新年好 ", "新年好")


def test_code_anywhere_in_a_pair_spares_its_other_texts_from_guesses():
    row = '{"prompt": "写一段HTML代码", "response": "新年好<br>万事如意 "}'

    assert fixed_json_row(row, PLACE, ALL).text == row.replace("意 ", "意")


def test_a_paragraph_gap_between_instruction_and_input_stays():
    row = '{"instruction": "译成英文：\\n\\n", "input": "\\n新年好", "output": "Hi"}'

    (pair,) = read_row(json.loads(fixed_json_row(row, PLACE, ALL).text))

    assert pair.prompt == "译成英文：\n\n新年好"


def test_a_row_that_would_be_read_otherwise_stays():
    row = '{"instruction": "译成英文：", "input": "<\\u200bnoinput>", "output": "Hi"}'

    assert fixed_json_row(row, PLACE, ALL).text == row


def test_texts_that_are_compared_stay_equal():
    row = (
        '{"messages": [{"role": "user", "content": "问"}, {"role": "assistant", "content": "答 "}],'
        ' "response": "答 "}'
    )

    assert fixed_json_row(row, PLACE, SAFE).text == row.replace("答 ", "答")


def test_literals_know_the_key_that_they_stand_under():
    row = '{"a": [{"b": "1"}, "2"], "c\\u0064": {"e": {}, "f": ["3", ["4"]]}, "g": "}"}'

    found = [(one.key, said(one.source(row))) for one in literals(row) if not one.is_key]

    assert found == [("b", "1"), ("a", "2"), ("f", "3"), ("f", "4"), ("g", "}")]


# --- records of tables


CELLS = st.tuples(st.just("1.0"), texts(visible=True), texts(visible=True), texts())
DELIMITERS = st.sampled_from([",", "\t", ";"])
NAMES = ("编号", "问题", "答案", "备注")


@pytest.mark.parametrize("codes", [SAFE, KEEPING, frozenset()], ids=["safe", "all but HD301", "none"])
@given(cells=CELLS, delimiter=DELIMITERS, quote=st.booleans())
def test_a_fixed_record_says_the_texts_after_the_fixers(codes, cells, delimiter, quote):
    record = _record(delimiter.join(_cell(cell, delimiter, quote=quote) for cell in cells), delimiter)
    _, prompt, response, other = record.fields

    fixed = fixed_record(record, NAMES, delimiter, codes)

    after = _record(fixed.text, delimiter)
    cautious = may_mean_code([prompt, response])
    assert after.problem is None
    assert (after.fields[0], after.fields[3]) == ("1.0", other)
    assert_fixed(Pair(prompt, response), Pair(*after.fields[1:3]), codes, cautious=cautious, composed=False)
    assert fixed_record(after, NAMES, delimiter, codes).text == fixed.text


@given(cells=CELLS, delimiter=DELIMITERS, quote=st.booleans(), codes=CODES)
def test_cells_that_are_not_mended_stay_as_they_are_written(cells, delimiter, quote, codes):
    record = _record(delimiter.join(_cell(cell, delimiter, quote=quote) for cell in cells), delimiter)

    fixed = fixed_record(record, NAMES, delimiter, codes).text

    after = _record(fixed, delimiter)
    places = zip(csv_cells(record.raw, delimiter), csv_cells(fixed, delimiter), strict=True)
    for number, (was, now) in enumerate(places):
        if record.fields[number] == after.fields[number]:
            assert record.raw[was.start : was.end] == fixed[now.start : now.end]
        else:
            assert now.quoted or not was.quoted


def _record(raw: str, delimiter: str):
    return next(csv_records(_lines(raw), delimiter=delimiter))


def _lines(raw: str) -> list[str]:
    return [line + "\n" for line in raw.split("\n")]


def _cell(text: str, delimiter: str, *, quote: bool) -> str:
    needs = text.startswith('"') or any(mark in text for mark in (delimiter, "\n", "\r"))
    return '"' + text.replace('"', '""') + '"' if quote or needs else text


@pytest.mark.parametrize(
    ("raw", "fixed"),
    [
        ('1,"问 ",答 ,"x "', '1,"问",答,"x "'),
        ('1,问,"他说""好"" ",x', '1,问,"他说""好""",x'),
        ("1,问,好&quot;,x", '1,问,好",x'),
        ("1,问,甲<br>乙,x", '1,问,"甲\n乙",x'),
        ("1,问,&ldquo;甲&rdquo;&#44;乙,x", '1,问,"“甲”,乙",x'),
        ("1,问 ,答,x,y", "1,问 ,答,x,y"),
        ("1,问,\"[['答 ']]\",x", "1,问,\"[['答 ']]\",x"),
        ("1,问 ", "1,问"),
        ("1,一、问题。二、问题。,一、答。二、答案。,x", '1,一、问题。二、问题。,"一、答。\n二、答案。",x'),
    ],
)
def test_records_as_they_are_found(raw, fixed):
    assert fixed_record(_record(raw, ","), NAMES, ",", ALL).text == fixed
