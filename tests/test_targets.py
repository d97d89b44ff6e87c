"""The targets, held against what the trainers' own code made of the same rows and files.

``tests/cases/targets`` has rows of our own with the outcome of the real code (``real``) beside the one said
here (``outcome``); where they differ, ``because`` says which source counts for more. docs/decisions/0009
tells how the real code was run.
"""

import json
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from hesui_data.formats import dialect_issues, read_row, write_row
from hesui_data.pair import Issue, Pair
from hesui_data.rules import RULES
from hesui_data.targets import TARGETS, SetFacts, Tally, estimate_tokens
from hesui_data.targets.dataset_info import dataset_info
from hesui_data.targets.facts import MISSING_WORDS
from hesui_data.targets.loading import file_issues, mixed_type_issues
from hesui_data.targets.target import Voice
from hesui_data.targets.tokens import FAMILIES, tokens_beyond
from hesui_data.testing import pairs

CASES = Path(__file__).parent / "cases" / "targets"
NAMES = sorted(TARGETS)


def cases(name: str) -> list[dict]:
    lines = (CASES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def found_in(name: str, row: object) -> list[Issue]:
    return list(TARGETS[name].row_issues(row, read_row(row)[0]))


def outcome(issues: list[Issue]) -> str:
    """What the issues say of the whole row."""
    if any(issue.code == "HD603" for issue in issues):
        return "refused"
    return "dropped" if any(issue.code == "HD604" and not issue.field for issue in issues) else "taken"


def parts(issues: list[Issue]) -> list[str]:
    """Which parts of the row they say get lost."""
    lost = {issue.field for issue in issues if issue.code == "HD604" and issue.field}
    return sorted(lost | {"length" for issue in issues if issue.code == "HD605"})


def facts_of(case: dict) -> SetFacts:
    """What the reader of the file ``case`` would know of it."""
    tally, blank = Tally(), []
    for number, line in enumerate(case["text"].splitlines(), 1):
        if line:
            tally.add(json.loads(line), number)
        else:
            blank.append(number)
    return tally.facts(
        encoding=case["encoding"],
        has_bom=case["encoding"] == "utf-8-sig",
        blank_lines=len(blank),
        first_blank=blank[0] if blank else None,
    )


every_case = pytest.mark.parametrize(
    ("name", "case"), [pytest.param(n, c, id=f"{n}: {c['name']}") for n in NAMES for c in cases(n)]
)
without_messages = [
    case for case in cases("files") if "messages" not in case["text"]
]  # the SDK knows no messages
every_file = pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in cases("files")])
KEYS = (
    *("prompt", "response", "completion", "messages", "conversations", "instruction", "input", "output"),
    *("text", "system", "history", "chosen", "rejected", "weight", "role", "content", "from", "value"),
    *("score", "user", "assistant", "preferred_output", "tools"),
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(KEYS) | st.text(max_size=3),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@every_case
def test_a_row_fares_as_is_written_beside_it(name, case):
    issues = found_in(name, case["row"])

    assert outcome(issues) == case["outcome"]
    assert parts(issues) == case.get("parts", [])


@every_case
def test_the_simulator_says_what_the_real_code_does_unless_a_better_source_is_named(name, case):
    assert case["outcome"] == case["real"] or case["because"]


@pytest.mark.parametrize("name", ["llama-factory", "trl"])
def test_where_the_whole_code_could_be_run_nothing_differs(name):
    assert [case["name"] for case in cases(name) if case["outcome"] != case["real"]] == []


@pytest.mark.parametrize("name", NAMES)
def test_there_are_cases_of_every_outcome_for_each_target(name):
    assert {case["outcome"] for case in cases(name)} == {"taken", "dropped", "refused"}
    assert len(cases(name)) >= 55


@every_file
def test_a_file_loads_as_datasets_4_loads_it(case):
    facts = facts_of(case)

    found = [*file_issues(facts, Voice(("x", "x"))), *mixed_type_issues(facts, Voice(("x", "x")))]

    assert outcome(found) == case["datasets 4.0.0"]


@every_file
def test_a_file_loads_as_datasets_5_loads_it(case):
    assert outcome(list(file_issues(facts_of(case), Voice(("x", "x"))))) == case["datasets 5.2.0"]


@every_file
def test_the_outcome_of_loading_is_still_that_of_the_installed_datasets(case, tmp_path):
    datasets = pytest.importorskip("datasets", reason="datasets is not installed")
    major = datasets.__version__.split(".")[0]
    known = next((case[key] for key in case if key.startswith(f"datasets {major}.")), None)
    if known is None:
        pytest.skip(f"no outcomes are known of datasets {major}")
    path = tmp_path / "data.jsonl"
    path.write_bytes(case["text"].encode(case["encoding"]))

    try:
        list(datasets.load_dataset("json", data_files=str(path), split="train", cache_dir=str(tmp_path)))
        loaded = "taken"
    except Exception:
        loaded = "refused"

    assert loaded == known


@pytest.mark.parametrize("case", without_messages, ids=lambda case: case["name"])
def test_a_file_that_the_sdk_of_qianfan_does_not_read_is_refused(case):
    facts = facts_of(case)
    rows = [json.loads(line) for line in case["text"].splitlines() if line]

    found = [*TARGETS["qianfan"].set_issues(facts)]
    found += [issue for row in rows for issue in found_in("qianfan", row)]

    assert (outcome(found) == "refused" or not rows) == (case["qianfan 0.4.12.3"] == "refused")


@every_case
def test_messages_name_the_target_and_say_something_in_both_languages(name, case):
    for issue in found_in(name, case["row"]):
        assert issue.say("zh").startswith(TARGETS[name].title[0])
        assert issue.say("en").startswith(TARGETS[name].title[1])
        assert any("\u4e00" <= character <= "\u9fff" for character in issue.say("zh"))
        assert not any("\u4e00" <= character <= "\u9fff" for character in remark(issue))


def remark(issue: Issue) -> str:
    """What is said in English apart from the words of the row itself."""
    return issue.say("en").encode("ascii", "ignore").decode() if "'" in issue.say("en") else issue.say("en")


@pytest.mark.parametrize("name", NAMES)
@given(row=json_values)
def test_any_json_value_gets_an_answer(name, row):
    for issue in TARGETS[name].row_issues(row, None):
        assert issue.message
        assert issue.code in RULES


@pytest.mark.parametrize("name", NAMES)
@given(rows=st.lists(json_values, max_size=5))
def test_any_file_gets_an_answer(name, rows):
    tally = Tally()
    for line, row in enumerate(rows, 1):
        tally.add(row, line)

    for issue in TARGETS[name].set_issues(tally.facts()):
        assert issue.message
        assert issue.line is None or 1 <= issue.line <= len(rows)


@given(rows=st.lists(st.dictionaries(st.sampled_from("abc"), st.none(), max_size=3), max_size=6))
def test_a_key_is_lacking_from_the_first_row_without_it(rows):
    tally = Tally()
    for line, row in enumerate(rows, 1):
        tally.add(row, line)
    keys = {key for row in rows for key in row}

    expected = {
        key: next(line for line, row in enumerate(rows, 1) if key not in row)
        for key in keys
        if not all(key in row for row in rows)
    }

    assert tally.facts().lacking == expected


WRITTEN_FOR = {
    "qianfan": ["qianfan", "qianfan-flat", "qianfan-role"],
    "llama-factory": ["alpaca", "sharegpt", "openai"],
    "trl": ["trl", "openai"],
    "openai": ["openai"],
}


@pytest.mark.parametrize(
    ("name", "dialect"), [(name, dialect) for name, dialects in WRITTEN_FOR.items() for dialect in dialects]
)
@settings(max_examples=40)
@given(pair=pairs())
def test_what_this_library_writes_for_a_target_is_taken(name, dialect, pair):
    assume(pair.prompt.strip() and pair.response.strip() and pair.weight != 0)
    assume(all(turn.text.strip() for turn in pair.history))
    if any(dialect_issues(pair, dialect)):
        pair = Pair(pair.prompt, pair.response)
    row = json.loads(write_row(pair, dialect))

    found = [issue for issue in TARGETS[name].row_issues(row, pair) if issue.field != "weight"]

    assert outcome(found) == "taken"
    assert set(parts(found)) <= {"length"}


@pytest.mark.parametrize("name", ["qianfan", "openai"])
def test_enough_rows_are_enough_and_one_less_is_not(name):
    least = {"qianfan": 100, "openai": 10}[name]

    def too_few(rows: int) -> bool:
        return any(issue.code == "HD606" for issue in TARGETS[name].set_issues(SetFacts(rows)))

    assert too_few(least - 1)
    assert not too_few(least)


def test_rows_of_another_shape_than_the_first_are_named_by_their_line():
    case = next(case for case in cases("files") if case["name"] == "messages, then alpaca")

    for name in ("llama-factory", "trl"):
        (issue,) = [issue for issue in TARGETS[name].set_issues(facts_of(case)) if issue.code == "HD603"]
        assert issue.line == 2


def test_words_of_a_table_that_are_read_as_nothing_are_named():
    tally = Tally()
    tally.add({"instruction": "“没有”用英文怎么说？", "output": "None"}, 2)

    found = list(TARGETS["llama-factory"].set_issues(tally.facts(kind="table")))

    assert ("HD604", "output", 2) in [(issue.code, issue.field, issue.line) for issue in found]


def test_the_words_that_pandas_reads_as_nothing_are_those_of_pandas():
    from pandas._libs.parsers import STR_NA_VALUES

    assert set(STR_NA_VALUES) - {""} == MISSING_WORDS


def test_large_files_and_other_encodings_are_refused_where_the_documentation_says_so():
    for name in ("qianfan", "openai"):
        found = list(TARGETS[name].set_issues(SetFacts(200, bytes=600 * 1024 * 1024, encoding="gb18030")))
        assert [issue.code for issue in found].count("HD603") == 2


def test_dataset_info_names_a_column_that_only_later_rows_have():
    tally = Tally()
    tally.add({"instruction": "写一句祝福", "output": "新年好"}, 1)
    tally.add({"instruction": "再短些", "output": "好", "history": [["写一句祝福", "新年好"]]}, 2)

    (note,) = [issue for issue in TARGETS["llama-factory"].set_issues(tally.facts()) if issue.code == "HD607"]

    assert '"history": "history"' in note.message


def test_dataset_info_is_what_a_file_needs():
    settings = json.loads("{" + dataset_info(("messages", "system")) + "}")

    assert settings["formatting"] == "sharegpt"
    assert settings["columns"] == {"messages": "messages", "system": "system"}
    assert settings["tags"]["role_tag"] == "role"


@given(text=st.text(), family=st.sampled_from(FAMILIES))
def test_an_estimate_is_never_more_than_the_shortcut_allows(text, family):
    size = estimate_tokens(text, family)

    assert 0 <= size <= len(text) * 2
    assert tokens_beyond([text], size - 1, family) == (size if size > 0 else 0)
    assert tokens_beyond([text], size, family) == 0


@pytest.mark.parametrize("family", ["qwen", "o200k"])
def test_estimates_are_near_the_counts_of_real_tokenizers(family):
    counted = json.loads((CASES / "tokens.json").read_text(encoding="utf-8"))
    usual = [case for case in counted if "🎉" not in case["text"]]

    off = [estimate_tokens(case["text"], family) / case[family] - 1 for case in usual]
    all_off = sum(estimate_tokens(c["text"], family) for c in usual) / sum(c[family] for c in usual) - 1

    assert max(map(abs, off)) < 0.25, off
    assert abs(all_off) < 0.15


LENGTHS = [("qianfan", "ernie", 4096), ("llama-factory", "qwen", 2048), ("trl", "qwen", 1024)]


@pytest.mark.parametrize(("name", "family", "limit"), [*LENGTHS, ("openai", "o200k", 65_536)])
def test_a_row_just_within_the_limit_is_not_cut_and_a_longer_one_is(name, family, limit):
    asked = "写一段祝福"
    most = int(
        (limit - estimate_tokens(asked, family)) / (estimate_tokens("马到成功" * 100_000, family) / 100_000)
    )

    def is_cut(times: int) -> bool:
        pair = Pair(asked, "马到成功" * times)
        row = {
            "messages": [{"role": "user", "content": asked}, {"role": "assistant", "content": pair.response}]
        }
        return any(issue.code == "HD605" for issue in TARGETS[name].row_issues(row, pair))

    assert not is_cut(most - 2)
    assert is_cut(most + 2)


@pytest.mark.parametrize("name", NAMES)
def test_a_target_says_which_version_its_facts_are_of(name):
    target = TARGETS[name]

    assert target.name == name
    assert target.version
    assert target.sources
    assert target.limits
    assert all(limit.source for limit in target.limits)
