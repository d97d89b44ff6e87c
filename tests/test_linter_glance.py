"""The glance at a file against the whole check: what it lets pass, the check finds nothing in."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hesui_data.checks import TEXT_CHECKS, salutation
from hesui_data.cleaning import clean_pair, layout_issues
from hesui_data.cli import _are_spotless
from hesui_data.dedup import flag_repeats
from hesui_data.length import count_length, parse_length, strip_length
from hesui_data.length.check import admitted
from hesui_data.likeness import light_words, text_key
from hesui_data.linter import Settings, check_paths, engine, plain, repeats
from hesui_data.linter import rows as rows_of_linter
from hesui_data.linter.asked import MOST, asked_length
from hesui_data.linter.glance import _count_zi, are_spotless, hold_nothing_to_tell
from hesui_data.linter.look_alikes import may_repeat
from hesui_data.linter.plain import doubts
from hesui_data.linter.plain_rows import PlainRows
from hesui_data.linter.rows import pair_issues
from hesui_data.pair import Pair
from hesui_data.rules.examples import EXAMPLES
from hesui_data.testing import texts

WISH = "愿家里的灯一直亮着，锅里的汤一直热着。"
ASKS = (
    "给老师写一段新年祝福", "写一首关于春天的诗", "写三条祝福", "请为公司年会写一段开场白", "先写一段故事",
    "给客户写", "写一篇作文，题目是《我的家乡》", "每条祝福都要押韵", "用两句话说说年味", "标题要吸引人",
    "2024年是龙年", "在除夕夜", "写一副春联", "结尾留一句玩笑", "不要套话", "第一段写景", "写给十岁的孩子",
    "怎么写才好？", "正文和标题各写一版", "把下面这段话缩短", "分别写给老师和家长", "再写一条短信",
    "语气俏皮一点", "字数不限", "一共两个版本", "五言绝句",
)  # fmt: skip
DEMANDS = (
    "50字以内", "不超过80字", "至少60字", "30字左右", "20到30字", "100字", "大约120字", "不少于200个字",
    "字数控制在90字以内", "最多40字", "150字以上", "控制在60字左右", "五十字以内", "3条", "两段",
    "篇幅请控制在100字以内", "写70字", "40-60字之间", "限30字以内", "最好不超过45字", "60字左右就好",
    "80字的短文", "写一段80字以内的祝福", "写一段60字左右的话", "不超过50字的短信",
)  # fmt: skip
PIECES = (
    WISH,
    "祝您龙年大吉，", "新年快乐！", "好的，以下是为您写的祝福：\n", "希望对您有帮助。",
    "抱歉，我无法回答这个问题。", "2024年，", "（此处填写姓名）", "“平安”", "“", "《春》",
    "上联：春满人间 下联：福临门第", "一、开场。二、正文。", "1. 灯\n2. 汤\n", "亲爱的爸爸，",
    "电话13671942853", "，", "和", "🎉", "❤️", "\n", "\n\n", " ", "Happy New Year", "兔年", "[姓名]",
    "password: a1b2c3d4e5", "如果您还需要修改，请随时告诉我。", "横批：万象更新", "XX公司",
    "sk-9fK2mQx7Lw4TzR8vB3nY6cJ1", "café", "&amp;", "。",
)  # fmt: skip

asks = st.lists(st.sampled_from(ASKS + DEMANDS), min_size=1, max_size=4).flatmap(
    lambda parts: st.sampled_from(("，", "。", "", "\n", "；")).map(lambda mark: mark.join(parts))
)
answers = st.lists(st.sampled_from(PIECES), min_size=1, max_size=6).map("".join) | texts()


def told_in_full(*paths):
    """What a check tells that makes a pair of every row and asks every check of it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine._Check, "_sieve", lambda *_: None)
        patch.setattr(rows_of_linter, "_doubted", lambda pair: None)
        patch.setattr(repeats, "may_repeat", lambda pairs, threshold: pairs)
        return [(one.file, one.issue) for one in check_paths(paths, Settings())]


@given(prompt=asks | texts(), response=answers)
@settings(max_examples=200, deadline=None)
def test_a_check_that_is_not_doubted_has_nothing_to_say(prompt, response):
    pair = Pair(prompt, response)
    found = doubts(prompt, response)

    if found is not None:
        assert "clean_pair" in found or clean_pair(pair) is pair
        for check in (*TEXT_CHECKS, layout_issues):
            assert check.__name__ in found or list(check(pair)) == [], check.__name__


@pytest.mark.parametrize(("code", "example"), EXAMPLES.items(), ids=EXAMPLES.keys())
def test_the_bad_example_of_a_rule_does_not_pass(code, example, tmp_path):
    path = tmp_path / "rows.jsonl"
    for text in (example.bad, example.good):
        path.write_bytes(text.encode(example.encoding, "surrogateescape"))
        if are_spotless([str(path)]):
            assert told_in_full(path) == []


@given(prompt=asks)
@settings(max_examples=200, deadline=None)
def test_what_is_read_without_the_grammar_the_grammar_reads_alike(prompt):
    asked = asked_length(prompt)

    if asked is None:
        return
    least, most, rest = asked
    demands = parse_length(prompt)
    if (least, most) == (0, MOST):
        assert demands == ()
    else:
        (demand,) = demands
        assert (demand.unit, demand.scope) == ("字", "response")
        low, high = admitted(demand)
        assert (low or 0, MOST if high is None else high) == (least, most)
        assert light_words().sub("", text_key(rest)) == light_words().sub("", text_key(strip_length(prompt)))


@given(text=answers)
@settings(deadline=None)
def test_a_count_without_the_counters_is_theirs(text):
    if "clean_pair" not in (doubts("写一段话", text) or ["clean_pair"]):
        assert _count_zi(text) == count_length(text)


@given(rows=st.lists(st.tuples(asks, answers), min_size=1, max_size=4))
@settings(max_examples=60, deadline=None)
def test_a_file_that_passes_has_no_finding(tmp_path_factory, rows):
    lines = [json.dumps({"prompt": a, "response": b}, ensure_ascii=False) + "\n" for a, b in rows]
    path = tmp_path_factory.mktemp("glance") / "rows.jsonl"
    path.write_text("".join(lines), encoding="utf-8")

    if are_spotless([str(path)]):
        assert told_in_full(path) == []


ROW = f'{{"prompt": "写一段新年寄语", "response": "{WISH}"}}\n'
OTHER = '{"prompt": "谈谈故乡的雪", "response": "雪落下来的时候，村口的狗不叫了，只剩烟囱在说话。"}\n'


def test_two_rows_that_differ_pass():
    assert hold_nothing_to_tell([(ROW + OTHER).encode()])
    assert hold_nothing_to_tell([(ROW + OTHER).removesuffix("\n").encode()])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        ROW + ROW,
        ROW + ROW.replace("新年寄语", "新年的寄语"),
        ROW + "\n" + OTHER,
        ROW.replace("\n", "\r\n"),
        "\ufeff" + ROW,
        ROW + OTHER.replace('"response"', '"output"'),
        ROW.replace('"response"', '"prompt": "写", "response"'),
        ROW.replace(f'"{WISH}"', "NaN"),
        ROW.replace(f'"{WISH}"', "[" * 5000),
        ROW.replace("灯", "\\ud83d"),
        ROW.replace("灯", "\\u0000"),
        ROW.replace("}", ', "note": 1}'),
        ROW.replace("}", ",}"),
        ROW.replace("新年寄语", "5字以内的寄语"),
    ],
)
def test_a_file_with_something_to_tell_does_not_pass(text):
    assert not hold_nothing_to_tell([text.encode("utf-8")])


@pytest.mark.parametrize("name", ["train.jsonl", "my_eval.jsonl", "测试.jsonl"])
def test_a_file_that_may_have_another_side_is_for_the_whole_check(tmp_path, name):
    (tmp_path / name).write_text(ROW, encoding="utf-8")
    assert are_spotless([str(tmp_path / name)])

    (tmp_path / "other.jsonl.gz").write_bytes(b"")
    assert not are_spotless([str(tmp_path / name)])


def test_files_that_repeat_each_other_are_for_the_whole_check(tmp_path):
    (tmp_path / "a.jsonl").write_text(ROW, encoding="utf-8")
    (tmp_path / "b.jsonl").write_text(OTHER, encoding="utf-8")
    (tmp_path / "c.jsonl").write_text(ROW, encoding="utf-8")
    (tmp_path / "eval.jsonl").write_text(OTHER, encoding="utf-8")

    def spotless(*names: str) -> bool:
        return are_spotless([str(tmp_path / name) for name in names])

    assert spotless("a.jsonl", "b.jsonl")
    assert not spotless("a.jsonl", "b.jsonl", "c.jsonl")
    assert not spotless("a.jsonl", "a.jsonl")
    assert not spotless("a.jsonl", "eval.jsonl")
    assert not spotless("a.jsonl", "missing.jsonl")


@pytest.mark.parametrize("option", ["--strict", "--exit-zero"])
def test_an_option_that_matters_to_findings_alone_leaves_it_at_a_glance(tmp_path, option):
    (tmp_path / "a.jsonl").write_text(ROW, encoding="utf-8")

    assert _are_spotless([option, str(tmp_path / "a.jsonl")])
    assert not _are_spotless([option, "--fix", str(tmp_path / "a.jsonl")])
    assert not _are_spotless([option])


def test_settings_and_manifests_beside_the_file_are_for_the_whole_check(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text(ROW, encoding="utf-8")
    assert are_spotless([str(path)])

    (tmp_path / "pyproject.toml").write_text("[project]\n", encoding="utf-8")
    assert are_spotless([str(path)])
    (tmp_path / "pyproject.toml").write_text("[tool.hesui]\nignore = []\n", encoding="utf-8")
    assert not are_spotless([str(path)])


LISTED = (
    "import sys; from hesui_data.cli import main; main(['check', sys.argv[1]]); "
    "print(*sorted({name.partition('.')[0] for name in sys.modules} - sys.stdlib_module_names))"
)


def _loaded(path):
    done = subprocess.run(
        [sys.executable, "-I", "-c", LISTED, str(path)],
        capture_output=True,
        text=True,
        check=True,
        cwd=path.parent,
    )
    return set(done.stdout.splitlines()[-1].split())


def test_a_sound_file_is_checked_without_any_third_party_package(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text(ROW + OTHER, encoding="utf-8")

    assert {name for name in _loaded(path) if not name.startswith("_")} == {"hesui_data"}


def test_2000_rows_with_findings_are_checked_with_orjson_alone(tmp_path):
    path = tmp_path / "a.jsonl"
    han = "".join(map(chr, range(0x4E00, 0x9000)))
    rows = [
        {"prompt": f"谈谈{han[n : n + 7]}", "response": f"{han[8 * n : 8 * n + 40]} "} for n in range(2000)
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")

    assert {name for name in _loaded(path) if not name.startswith("_")} == {"hesui_data", "orjson"}


CASES = Path(__file__).parent / "cases"
LENGTHS = (5, 20, 48, 100, 300)


def prompts_of(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.partition(" | ")[0] for line in lines if " | " in line and not line.startswith("#")]


@pytest.mark.parametrize("path", sorted((CASES / "length").glob("*.txt")), ids=lambda path: path.stem)
def test_no_demand_of_the_cases_is_passed_over(path, tmp_path):
    """Whatever length an answer has: what the grammar finds broken, a glance may not let pass."""
    for prompt in prompts_of(path):
        for length in LENGTHS:
            hold_against_the_check(prompt, ("岁岁平安，" * length)[: length - 1] + "。", tmp_path / "a.jsonl")


@pytest.mark.parametrize("path", sorted((CASES / "checks").glob("*.jsonl")), ids=lambda path: path.stem)
def test_no_finding_of_the_cases_is_passed_over(path, tmp_path):
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for row in rows:
        if row.keys() >= {"prompt", "response"}:
            texts = [row[key].replace("⁂", "") for key in ("prompt", "response")]
            hold_against_the_check(*texts, tmp_path / "a.jsonl")


def hold_against_the_check(prompt, response, path):
    data = (json.dumps({"prompt": prompt, "response": response}, ensure_ascii=False) + "\n").encode()
    if hold_nothing_to_tell([data]):
        path.write_bytes(data)
        assert told_in_full(path) == [], (prompt, response)


def test_whoever_can_be_addressed_is_asked_for():
    """The alternatives of the pattern that finds an addressee are those that a glance looks for."""
    roles = re.search(r"\(\?P<role>([^()]*)\)", salutation._ADDRESSED.pattern)[1].split("|")
    greeted = re.search(r"\(\?P<role>([^()]*)\)", salutation._GREETING.pattern)[1].split("|")

    assert set(roles) <= set(plain._ADDRESSED)
    assert set(greeted) <= set(plain._ROLES)


@given(prompt=asks | texts(), response=answers)
@settings(max_examples=200, deadline=None)
def test_of_a_pair_is_told_the_same_whether_all_checks_are_run_or_those_that_are_doubted(prompt, response):
    def told() -> list[str]:
        return sorted(map(repr, pair_issues(Pair(prompt, response), Settings())))

    fast = told()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rows_of_linter, "_doubted", lambda pair: None)
        plain_way = told()

    assert fast == plain_way


ROWS_OF_FILES = st.one_of(
    st.tuples(asks, answers).map(lambda two: {"prompt": two[0], "response": two[1]}),
    st.sampled_from(
        [
            {"prompt": "写祝福", "response": "灯火可亲，岁岁平安。", "id": "7"},
            {"response": "灯火可亲，岁岁平安。", "prompt": "写祝福"},
            {"instruction": "写祝福", "output": "灯火可亲，岁岁平安。"},
            {"prompt": "写祝福", "response": 3},
            {"prompt": "写祝福", "response": [["灯火可亲，岁岁平安。"]]},
            [{"prompt": "写祝福", "response": [["灯火可亲，岁岁平安。"]]}],
            [{"prompt": "写祝福", "response": [["甲", "乙"]]}],
            {},
            None,
        ]
    ),
)
PLAIN_ROWS = st.builds(
    lambda ask, demand, sentences: {"prompt": f"{ask}{demand}。", "response": "".join(sentences)},
    st.sampled_from(("给老师写一段新年祝福", "写一首关于春天的诗", "在除夕夜写几笔家常")),
    st.sampled_from(("", "，100字以内", "，至少10字")),
    st.lists(
        st.sampled_from(
            (WISH, "雪落下来的时候，村口很静。", "孩子们把红纸剪成了鱼。", "这一年辛苦了，来喝碗热汤。")
        ),
        min_size=1,
        max_size=3,
        unique=True,
    ),
)
NAMES = st.sampled_from(["a.jsonl", "b.jsonl", "train.jsonl", "eval.jsonl"])


@given(
    files=st.dictionaries(NAMES, st.lists(PLAIN_ROWS | ROWS_OF_FILES, max_size=6), min_size=1, max_size=3),
    again=st.booleans(),
    ascii_only=st.booleans(),
)
@settings(max_examples=150, deadline=None)
def test_of_files_is_told_the_same_whether_rows_are_dealt_with_at_a_look_or_read(
    tmp_path_factory, files, again, ascii_only
):
    folder = tmp_path_factory.mktemp("rows")
    for name, rows in files.items():
        lines = [json.dumps(row, ensure_ascii=ascii_only) + "\n" for row in rows]
        (folder / name).write_text("".join(lines * 2 if again else lines), encoding="utf-8")
    paths = sorted(folder.iterdir())

    assert [(one.file, one.issue) for one in check_paths(paths, Settings())] == told_in_full(*paths)


@given(row=PLAIN_ROWS)
def test_plain_rows_are_dealt_with_at_a_look(row):
    lines, taken = [json.dumps(row).encode()], []

    assert list(PlainRows(lambda *given: taken.append(given)).left(lines)) == []
    assert taken == [(1, row["prompt"], row["response"])]


def test_a_sound_file_is_checked_without_what_a_pair_takes_to_load(tmp_path):
    """A check that is doubted is run; it needs no pair for that."""
    path = tmp_path / "a.jsonl"
    row = {"prompt": "谈谈除夕的下午", "response": "爷爷写好了上联，下联却怎么也想不出来。"}
    assert doubts(row["prompt"], row["response"]) == ("couplet_issues",)
    path.write_text(ROW + json.dumps(row, ensure_ascii=False) + "\n", encoding="utf-8")
    code = (
        "import sys; from hesui_data.cli import main; main(['check', sys.argv[1]]); "
        "print('dataclasses' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", code, str(path)], capture_output=True, text=True, check=True
    )

    assert done.stderr.strip()
    assert done.stdout.splitlines() == ["False"]


def test_rows_that_are_dealt_with_at_a_look_make_no_pair(tmp_path, monkeypatch):
    """Of many rows those that repeat are read again, by their place among all."""
    monkeypatch.setattr(repeats, "FEW", 3)
    path = tmp_path / "a.jsonl"
    path.write_text(
        ROW + OTHER + "{}\n" + OTHER.replace("故乡", "江南") + "\n" + ROW + OTHER, encoding="utf-8"
    )
    made = []
    monkeypatch.setattr(engine._Check, "_of_pair", lambda *given: made.append(given[2].line) or ())

    told = [(one.issue.code, one.issue.line) for one in check_paths([path], Settings())]

    assert made == [3]
    assert told == [("HD308", 5), ("HD401", 6), ("HD401", 7)]


@given(given=st.lists(st.tuples(asks, answers), max_size=6), again=st.integers(0, 5))
@settings(max_examples=100, deadline=None)
def test_repeats_are_found_alike_among_all_pairs_and_among_those_that_may_repeat(given, again):
    given += given[:again]
    pairs = [Pair(prompt, response, id=str(n), seed=str(n)) for n, (prompt, response) in enumerate(given)]

    def flagged(some: list[Pair]) -> list[tuple[str, str]]:
        return [(pair.id, repr(pair.issues)) for pair in flag_repeats(some, threshold=0.7) if pair.issues]

    assert flagged(may_repeat(pairs, 0.7)) == flagged(pairs)
