"""``check``: every finding at its very place, across files, in any number of rows, as the user chooses."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hesui_data import check_file, linter
from hesui_data.errors import InputError, RecipeError
from hesui_data.files import read_pairs
from hesui_data.formats import DIALECTS, dialect_issues, write_row
from hesui_data.linter import Finding, Settings, check_paths
from hesui_data.linter import repeats as repeats_module
from hesui_data.linter.baseline import baseline_of, new_findings, read_baseline
from hesui_data.linter.places import RowText
from hesui_data.linter.settings import configured, matches
from hesui_data.pair import Issue
from hesui_data.testing import pairs, texts

WISH = "新的一年，愿家里的灯一直亮着，锅里的汤一直热着，出门的人平安归来。"


def row(prompt, response, **more):
    return json.dumps({"prompt": prompt, "response": response, **more}, ensure_ascii=False) + "\n"


def saved(folder, name, text):
    path = folder / name
    path.write_bytes(text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text)
    return path


def told(path, **settings):
    return [
        (one.issue.code, one.issue.line, one.issue.column)
        for one in check_paths([path], Settings(**settings))
    ]


# places


@given(before=texts(), text=texts(), more=st.booleans(), ascii=st.booleans(), data=st.data())
def test_a_character_of_a_text_is_found_in_its_row(before, text, more, ascii, data):
    """The place that is named is where the character is written, raw or as an escape."""
    offset = data.draw(st.integers(0, max(0, len(text) - 1)))
    value = {"prompt": before, "response": text} | ({"note": [1.5, None, {"a": text}]} if more else {})
    written = json.dumps(value, ensure_ascii=ascii)

    found = RowText(written, line=4, column=3).place(text, offset)

    if not text:
        return
    assert found is not None
    line, column = found
    assert line == 4
    start = column - 3
    rest = written[start:]
    head = json.dumps(text[offset], ensure_ascii=ascii)[1:-1]
    assert rest.startswith(head) or before == text


@given(cells=st.lists(texts(), min_size=1, max_size=4), data=st.data())
def test_a_character_of_a_cell_is_found_in_its_record(cells, data):
    cells = [cell.replace("\r", "") for cell in cells]
    which = data.draw(st.integers(0, len(cells) - 1))
    offset = data.draw(st.integers(0, max(0, len(cells[which]) - 1)))
    record = ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)
    if not cells[which] or cells.index(cells[which]) != which:
        return

    line, column = RowText(record, line=2, delimiter=",").place(cells[which], offset)

    lines = [f"{one}\n" for one in record.split("\n")]
    assert lines[line - 2][column - 1] == cells[which][offset]


def test_a_finding_in_a_pretty_printed_array_stands_on_its_own_line(tmp_path):
    text = '[\n  {\n    "prompt": "写祝福",\n    "response": "新\u200b年好"\n  }\n]\n'

    assert told(saved(tmp_path, "a.json", text)) == [("HD302", 4, 19)]


def test_a_separator_or_a_nul_outside_the_texts_of_a_long_row_stands_on_its_own_line(tmp_path):
    for note, code in (("a\u2028", "HD310"), ("a\\u0000", "HD305")):
        text = f'[\n  {{\n    "prompt": "写祝福",\n    "response": "好",\n    "note": "{note}"\n  }}\n]\n'

        assert told(saved(tmp_path, "a.json", text)) == [(code, 5, 15)]


def test_a_finding_in_a_cell_over_several_lines_stands_on_its_own_line(tmp_path):
    text = 'prompt,response\n写祝福,"新年好\n万\u200b事如意"\n'

    assert told(saved(tmp_path, "a.csv", text)) == [("HD302", 3, 2)]


def test_an_alpaca_input_is_found_where_it_is_written(tmp_path):
    text = (
        json.dumps({"instruction": "翻译", "input": "新\u200b年", "output": "New Year"}, ensure_ascii=False)
        + "\n"
    )

    assert ("HD302", 1, 34) in told(saved(tmp_path, "a.jsonl", text))


# equal to what a build would say


@given(pair=pairs(), dialect=st.sampled_from(sorted(DIALECTS)))
def test_whatever_a_dialect_writes_is_checked_without_a_fault(pair, dialect, tmp_path_factory):
    if any(dialect_issues(pair, dialect)):
        return
    path = tmp_path_factory.getbasetemp() / "written.jsonl"
    path.write_bytes(write_row(pair, dialect) + b"\n")

    for issue in check_file(path):
        assert issue.line == 1
        assert issue.say("zh") != issue.say("en")


@given(garbage=st.binary(max_size=300))
def test_no_bytes_end_in_a_traceback(garbage, tmp_path_factory):
    path = tmp_path_factory.getbasetemp() / "garbage.jsonl"
    path.write_bytes(garbage)

    for issue in check_file(path):
        assert issue.line >= 1
        assert issue.column >= 1


def test_findings_come_in_the_order_of_files_and_lines(tmp_path):
    one = saved(tmp_path, "b.jsonl", "\n" + row("写祝福 ", "好\u200b") + "{\n" + row("写祝福 ", "好\u200b"))
    two = saved(tmp_path, "a.jsonl", row("写一副春联 ", "春到"))

    found = list(check_paths([one, two], Settings()))

    assert [one.file for one in found] == sorted((one.file for one in found), key=[str(one), str(two)].index)
    orders = [one.order for one in found if one.file == found[0].file]
    assert orders == sorted(orders)


def test_a_missing_file_is_an_error_and_a_file_without_data_a_finding(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        check_file(tmp_path / "none.jsonl")
    assert [
        issue.code for issue in check_file(saved(tmp_path, "a.jsonl", b"\x89PNG\r\n\x1a\n" + bytes(99)))
    ] == ["HD009"]
    assert [issue.code for issue in check_file(saved(tmp_path, "b.jsonl", ""))] == ["HD113"]


# repeats and leaks


def test_the_later_of_two_repeats_is_told_and_the_earlier_named(tmp_path):
    path = saved(
        tmp_path,
        "a.jsonl",
        row("写寄语", WISH) + row("写一副春联", "上联：春到\n下联：福来") + row("写寄语", WISH),
    )

    (issue,) = check_file(path)

    assert (issue.code, issue.line) == ("HD401", 3)
    assert issue.say("en") == "repeats line 1 (same text)"
    assert issue.say("zh") == "与 第 1 行 重复（内容相同）"


def test_an_eval_prompt_in_train_is_a_leak_whichever_file_is_checked(tmp_path):
    train = saved(tmp_path, "train.jsonl", row("给外婆写一段新年寄语", WISH))
    held_back = saved(
        tmp_path,
        "eval.jsonl",
        row("写一副春联", "春到") + row("给外婆写一段新年寄语，50字以内", "外婆新年好"),
    )

    assert told(held_back) == [("HD403", 2, 1)]
    assert told(train) == [("HD403", 1, 1)]
    both = list(check_paths([train, held_back], Settings()))
    assert [(Path(one.file).name, one.issue.code, one.issue.line) for one in both] == [
        ("eval.jsonl", "HD403", 2)
    ]


def test_one_set_in_two_dialects_does_not_repeat_itself(tmp_path):
    flat = saved(tmp_path, "train.jsonl", row("写寄语", WISH))
    other = saved(tmp_path, "train.qianfan.jsonl", f'[{{"prompt": "写寄语", "response": [["{WISH}"]]}}]\n')

    assert list(check_paths([flat, other], Settings())) == []


def test_folders_are_sets_of_their_own(tmp_path):
    for name in ("raw", "built"):
        (tmp_path / name).mkdir()
        saved(tmp_path / name, "a.jsonl", row("写寄语", WISH))

    assert list(check_paths([tmp_path], Settings())) == []


def test_in_many_rows_the_same_repeats_and_leaks_are_found(tmp_path, monkeypatch):
    """Where rows are too many to hold, digests find what comparing all of them finds."""
    rows = [
        row(
            f"给{chr(0x4E00 + 7 * n)}{chr(0x5E00 + n)}写寄语",
            "".join(chr(0x5000 + 41 * n + k) for k in range(40)) + "。",
        )
        for n in range(120)
    ]
    repeated = [*rows, rows[5], rows[77].replace("。", "！愿"), rows[30]]
    saved(tmp_path, "train.jsonl", "".join(repeated))
    saved(tmp_path, "eval.jsonl", rows[9])
    plain = [(one.file, one.issue) for one in check_paths([tmp_path], Settings())]

    monkeypatch.setattr(repeats_module, "FEW", 25)
    digested = [(one.file, one.issue) for one in check_paths([tmp_path], Settings())]

    assert {issue.code for _, issue in plain} == {"HD401", "HD402", "HD403"}
    assert digested == plain


# what a build leaves


def test_a_built_folder_has_no_findings_until_it_is_edited(tmp_path):
    from hesui_data import build_dataset

    rows = [
        json.loads(row(f"给{who}写一段新年寄语，50字以内", f"{who}，{WISH}"))
        for who in ("外婆", "老师", "邻居", "同桌")
    ]
    build_dataset(rows).write(tmp_path / "built")

    assert list(check_paths([tmp_path / "built"], Settings())) == []
    train = tmp_path / "built" / "train.jsonl"
    train.write_bytes(train.read_bytes().replace("灯".encode(), "烛".encode(), 1))
    assert ("HD112", 1, 1) in told(train)


# settings


def test_codes_are_selected_and_ignored_by_their_beginnings(tmp_path):
    path = saved(tmp_path, "a.jsonl", row("写5字以内的祝福 ", WISH) + "\n")

    assert [code for code, *_ in told(path)] == ["HD303", "HD201", "HD308"]
    assert [code for code, *_ in told(path, select=("HD3",))] == ["HD303", "HD308"]
    assert [code for code, *_ in told(path, ignore=("HD308", "HD2"))] == ["HD303"]
    assert told(path, per_file_ignores=(("*.jsonl", ("HD",)),)) == []
    assert told(path, exclude=("a.*",)) == []


@given(file=st.sampled_from(["a.jsonl", "data/a.jsonl", "data/raw/a.jsonl"]))
def test_a_file_matches_its_own_name_and_its_folder(file):
    assert matches(file, file)
    assert matches(file, "*.jsonl")
    assert not matches(file, "other/*")


def test_an_unknown_key_is_an_error_with_the_nearest_name():
    with pytest.raises(RecipeError, match="did you mean ignore"):
        configured({"check": {"ignroe": ["HD5"]}}, where="hesui.toml")
    with pytest.raises(RecipeError, match=r"check\.select must be a list of strings"):
        configured({"check": {"select": "HD5"}}, where="hesui.toml")
    with pytest.raises(RecipeError, match="no target is called llamafactory"):
        Settings(target="llamafactory")


def test_the_recipe_says_how_lengths_are_judged(tmp_path):
    path = saved(tmp_path, "a.jsonl", row("写一段30字左右的寄语", WISH[:29] + "岁岁平安，年年有余"))

    assert [code for code, *_ in told(path)] == ["HD201"]
    assert told(path, tolerance=0.5) == []


# baseline


def test_a_baseline_lets_go_what_it_has_and_nothing_else(tmp_path):
    path = saved(tmp_path, "a.jsonl", row("写祝福 ", WISH) + row("写寄语 ", "外婆新年好"))
    known = json.dumps(baseline_of(check_paths([path], Settings())))

    saved(
        tmp_path, "a.jsonl", row("写一副春联 ", "春到") + row("写祝福 ", WISH) + row("写寄语 ", "外婆新年好")
    )
    new = list(new_findings(check_paths([path], Settings()), read_baseline(known, where="b")))

    assert [(one.issue.code, one.issue.line) for one in new] == [("HD303", 1)]
    assert WISH not in known


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"hesui_baseline": 2, "files": {}}', '{"hesui_baseline": 1, "files": []}']
)
def test_what_is_no_baseline_is_refused(text):
    with pytest.raises(InputError, match="not a baseline"):
        read_baseline(text, where="b.json")


def test_a_fingerprint_does_not_depend_on_the_line():
    issue = Issue.of("HD303", field="response", line=3, field_name="x")

    moved = Finding("a.jsonl", replace(issue, line=30), "text")

    assert Finding("a.jsonl", issue, "text").fingerprint == moved.fingerprint
    assert Finding("a.jsonl", issue, "other").fingerprint != moved.fingerprint


# the zoo


def test_every_real_file_is_checked_without_a_traceback(shared):
    for path in sorted(path for path in shared.rglob("*") if path.suffix in (".jsonl", ".json", ".csv")):
        for issue in check_file(path):
            assert issue.say("zh")
            assert issue.say("en")
            assert issue.line >= 1


def test_the_public_function_is_that_of_the_package():
    assert linter.check_file is check_file


def test_a_file_that_is_meant_twice_is_checked_once(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    saved(tmp_path, "b.jsonl", row("写一句祝福，2字以内", WISH))
    Path("a.jsonl").symlink_to("b.jsonl")

    found = list(check_paths(["a.jsonl", "./b.jsonl", tmp_path / "b.jsonl", "."], Settings()))

    assert [(one.file, one.issue.code) for one in found] == [("b.jsonl", "HD201")]


@pytest.mark.parametrize("names", [("train/a.jsonl", "test/a.jsonl"), ("set.train.jsonl", "set.eval.jsonl")])
def test_sides_may_be_folders_and_may_begin_alike(tmp_path, names):
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        saved(tmp_path, name, row("写寄语", WISH))

    assert [one.issue.code for one in check_paths([tmp_path], Settings())] == ["HD403"]


def test_a_counterpart_in_another_folder_does_not_hide_the_one_beside(tmp_path):
    for name in ("a/train.jsonl", "a/eval.jsonl", "b/eval.jsonl"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        saved(tmp_path, name, row("写寄语" if name[0] == "a" else "写另一段", WISH))

    found = list(check_paths([tmp_path / "a/train.jsonl", tmp_path / "b/eval.jsonl"], Settings()))

    assert [one.issue.code for one in found] == ["HD403"]


# what joins and cuts files


def test_a_mark_that_joining_two_files_left_between_their_rows_is_told(tmp_path):
    text = row("写寄语", WISH) + "\ufeff" + row("写一句祝福", "祝外婆身体硬朗！")

    assert told(saved(tmp_path, "a.jsonl", text)) == [("HD306", 2, 1)]


def test_two_rows_on_one_line_are_read_and_told(tmp_path):
    one, two = row("写寄语", WISH).strip(), row("写一句祝福", "祝外婆身体硬朗！").strip()

    assert told(saved(tmp_path, "a.jsonl", one + two)) == [("HD008", 1, len(one) + 1)]
    assert told(saved(tmp_path, "b.json", json.dumps([json.loads(one), json.loads(two)], indent=1))) == []


@pytest.mark.parametrize(
    ("note", "column"), [(r"a\ud83d", 2), (r"\ude00", 1), (r"\ud83d\ude00\\ud83d", None), (r"\\\ud83d", 3)]
)
def test_half_a_surrogate_pair_outside_the_texts_is_a_warning(tmp_path, note, column):
    head = '{"prompt": "写寄语", "response": "' + WISH + '", "a": 1, "a": 2, "note": "'
    found = [one for one in told(saved(tmp_path, "a.jsonl", f'{head}{note}"}}\n')) if one[0] != "HD109"]

    assert found == ([("HD305", 1, len(head) + column)] if column else [])


def test_what_the_pairs_of_a_row_share_is_told_once(tmp_path):
    instances = [{"input": f"第{n}个字", "output": f"写好了第{n}个。"} for n in "甲乙"]
    text = json.dumps(
        {"system": "你是写手。 ", "instruction": "写", "instances": instances}, ensure_ascii=False
    )

    assert [one[0] for one in told(saved(tmp_path, "a.jsonl", text))] == ["HD303"]


@pytest.mark.parametrize("again", ["问题,答案", "问题,答案,"])
def test_a_header_that_stands_again_between_joined_tables_is_no_row(tmp_path, again):
    path = saved(tmp_path, "a.csv", f"问题,答案\n写寄语,{WISH}\n{again}\n写一句祝福,祝外婆身体硬朗！\n")

    assert told(path) == [("HD115", 3, 1)]
    assert [pair.response for pair in read_pairs(path) if pair.accepted] == [WISH, "祝外婆身体硬朗！"]


@pytest.mark.parametrize("file", ["data/raw/a.jsonl", "data\\raw\\a.jsonl", "./data/raw/a.jsonl"])
@pytest.mark.parametrize(
    "glob", ["data\\raw\\a.jsonl", "./data/raw/*", "data/**/a.jsonl", "data/raw/**/a.jsonl", "**/raw/"]
)
def test_globs_are_written_as_people_write_them(file, glob):
    assert matches(file, glob)
    assert not matches("data/other/b.jsonl", glob)


def test_the_seeds_and_the_examples_have_no_finding():
    root = Path(__file__).parents[1]

    assert (
        list(
            check_paths([root / "data" / "raw" / "seeds.jsonl", *root.glob("examples/*/*.jsonl")], Settings())
        )
        == []
    )
