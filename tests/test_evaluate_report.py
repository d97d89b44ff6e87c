"""What the report says of answer sets whose faults are known, and of honest ones; and the command line."""

import json
import re
from pathlib import Path
from typing import NamedTuple

import answer_sets
import pytest

from hesui_data import build_dataset, check_length
from hesui_data.cli import main
from hesui_data.evaluate import (
    Answered,
    Question,
    evaluate,
    findings,
    general_questions,
    judge,
    judge_prompt,
    questions_for,
    read_verdict,
    report_section,
)
from hesui_data.evaluate.collapse import collapse, greets, is_only_a_count
from hesui_data.evaluate.layout import calls_for, layout_scores
from hesui_data.evaluate.overfit import TrainingText, copy_scores
from hesui_data.evaluate.questions import prompt_key
from hesui_data.pair import Pair

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def dataset():
    return build_dataset(ROOT / "data" / "raw")


@pytest.fixture(scope="module")
def built(dataset, tmp_path_factory):
    return dataset.write(tmp_path_factory.mktemp("demo") / "processed")


@pytest.fixture(scope="module")
def questions(dataset):
    return questions_for(dataset.train, dataset.eval, general_questions())


@pytest.fixture(scope="module")
def scored(dataset, questions):
    """Name of an answer set → its scores."""
    sets = {
        "reciting": answer_sets.reciting(questions, dataset.train),
        "ignoring lengths": answer_sets.ignoring_lengths(questions),
        "without line breaks": answer_sets.without_line_breaks(questions),
        "collapsed": answer_sets.collapsed(questions),
        "honest": answer_sets.honest(questions),
        "honest with slips": answer_sets.honest_with_slips(questions),
    }
    return {model.name: model for model in evaluate(dataset.train, dataset.eval, sets).models}


def codes(model):
    return [finding.code for finding in findings(model)]


@pytest.mark.parametrize(
    ("name", "code", "zh"),
    [
        ("reciting", "recites", "背诵训练数据"),
        ("ignoring lengths", "lengths", "不守字数"),
        ("without line breaks", "lines", "丢了换行"),
        ("collapsed", "only-counts", "只会报数"),
        ("collapsed", "greets", "见谁都拜年"),
        ("collapsed", "forgot", "忘了本来会的"),
    ],
)
def test_each_fault_is_named(scored, name, code, zh):
    [found] = [finding for finding in findings(scored[name]) if finding.code == code]

    assert found.say("zh").startswith(zh)
    assert f"({found.figure.hits}/{found.figure.n})" in found.say("en")


@pytest.mark.parametrize("name", ["honest", "honest with slips"])
def test_an_honest_set_is_blamed_for_nothing(scored, name):
    assert codes(scored[name]) == []


@pytest.mark.parametrize(
    ("name", "code"), [("ignoring lengths", "lengths"), ("without line breaks", "lines")]
)
def test_a_set_with_one_fault_is_blamed_for_that_alone(scored, name, code):
    assert codes(scored[name]) == [code]


def test_a_model_that_memorised_is_told_from_one_that_learnt(dataset, questions):
    held_back = answer_sets.ignoring_lengths(questions)
    trained = {q.id: q.references[0] for q in questions if q.group in ("trained", "paraphrase")}
    learnt = {**trained, **answer_sets.honest(questions)}
    found = evaluate(dataset.train, dataset.eval, {"v1": {**trained, **held_back}, "v2": learnt})
    memorised, other = report_section(found, "zh").gaps

    assert "overfits" in codes(found.models[0])
    assert "像是背下来的" in memorised
    assert "看不出过拟合" in other
    assert codes(found.models[1]) == []
    assert found.models[0].gap.points > 50
    assert report_section(found, "en").gaps[0].count(".") == 1  # one sentence


def test_a_model_that_knows_its_numbers_only_is_named(dataset, questions):
    numbers = frozenset({35, 45, 66, 88, 135, 260, 350, 520})
    answers = {
        q.id: q.references[0] if not any(str(n) in q.prompt for n in numbers) else "好" * 1500
        for q in answer_sets.unseen(questions)
    }
    [model] = evaluate(dataset.train, dataset.eval, {"v1": answers}).models

    assert "numbers" in codes(model)
    assert model.numbers["unseen"].n >= 8


def test_every_score_stands_for_each_group_of_prompts(dataset, questions):
    answers = {q.id: (q.references or q.expects)[0] for q in questions if q.asked}
    found = evaluate(dataset.train, dataset.eval, {"m": answers}).as_dict()
    [model] = found["models"]

    assert set(model["groups"]) == {"trained", "paraphrase", "unseen", "general"}
    for group in ("trained", "paraphrase", "unseen"):
        scores = model["groups"][group]
        assert scores["answers"] == found["questions"][group] > 0
        assert scores["lengths"]["satisfied"]["n"] > 0
        assert scores["text"]["words"]["bleu"] == pytest.approx(100, abs=1e-3)
        assert scores["fluency"]["answers"]["n"] > 0
    assert model["groups"]["trained"]["copying"]["identical"]["share"] == 1
    assert model["groups"]["unseen"]["copying"]["identical"]["share"] == 0
    assert json.loads(json.dumps(found)) == found


def test_the_same_answers_give_the_same_figures_in_whatever_order(dataset, questions):
    answers = answer_sets.honest_with_slips(questions)
    backwards = dict(reversed(answers.items()))
    found = [evaluate(dataset.train, dataset.eval, {"m": given}).as_dict() for given in (answers, backwards)]

    assert found[0] == found[1]


def test_no_answers_at_all_name_no_fault_and_clear_nobody(dataset):
    found = evaluate(dataset.train, dataset.eval, {"m": {}})
    [model] = found.models

    assert report_section(found, "en").calm == "No unseen prompt was answered, so faults cannot be seen: m"

    assert codes(model) == []
    assert len(model.coverage.missing) == sum(model.coverage.asked.values())


def test_paraphrases_ask_the_same_in_words_that_no_row_has(dataset, questions):
    rows = {prompt_key(pair.prompt) for pair in (*dataset.train, *dataset.eval)}
    found = [q for q in questions if q.group == "paraphrase"]
    trained = {q.seed for q in questions if q.group == "trained"}

    assert len(found) == len({prompt_key(q.prompt) for q in found}) == 40
    for question in found:
        assert prompt_key(question.prompt) not in rows
        assert question.seed in trained
        assert not any(v.breaks for v in check_length(question.prompt, question.references[0]))


@pytest.mark.parametrize("name", ["evaluate.md", "evaluate.zh-CN.md"])
def test_the_python_of_the_docs_runs(name, monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    for block in re.findall(r"```python\n(.*?)```", text, re.DOTALL):
        exec(block, {})

    assert "lengths" in capsys.readouterr().out


# --- layout, copying, collapse, judge -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("prompt", "references", "caller"),
    [
        ("写三段话", (), "demand"),
        ("写一首诗，每行七个字", (), "words"),
        ("分行写", (), "words"),
        ("写一封信", ("妈：\n我很好。\n小明",), "reference"),
        ("写一句祝福", ("新年好",), None),
        ("写一句祝福", (), None),
        ("写四条祝福，每条20字以内", ("新年好；过年好；恭喜发财；万事如意",), "demand"),
        ("写一副对联，上下联各七字", ("上联：一；下联：二",), None),
    ],
)
def test_what_calls_for_lines(prompt, references, caller):
    called = calls_for(Question("q", "unseen", prompt, references=references))

    assert (called.caller if called else None) == caller


def test_layout_equals_the_hand_table():
    letter = Question("l", "unseen", "写一封信", references=("妈：\n我很好。\n小明",))
    long = "妈，我很好，这里的雪下得很大，食堂师傅包了三种馅的饺子，我抢到一碗荠菜的，跟您调的味儿差不多，您别惦记我。"
    parts = Question("p", "unseen", "写两段话")
    found = layout_scores(
        [
            Answered(letter, "妈：\n我很好。"),  # has lines
            Answered(letter, long),  # lost them
            Answered(letter, "妈，我很好。"),  # too short to need any
            Answered(parts, "一。\n\n二。"),  # as demanded
            Answered(parts, "一。\n\n二。\n\n三。"),  # one too many
            Answered(parts, "一。二。"),  # flat
        ]
    )

    assert (found.matched.hits, found.matched.n) == (2, 5)
    assert (found.by["reference"].hits, found.by["reference"].n) == (1, 2)
    assert (found.by["demand"].hits, found.by["demand"].n) == (1, 3)
    assert (found.flat.hits, found.flat.n) == (2, 5)


def test_copying_equals_the_hand_table():
    known = TrainingText(["春风送暖入屠苏千门万户曈曈日总把新桃换旧符"])
    copied = "春风送暖入屠苏千门万户曈曈日"  # 14 letters
    own = "我在外地一切都好请家里人都放心"  # 15
    asked = Question("q", "unseen", "写祝福")

    assert known.copied(copied) == 1
    assert known.copied(own) == 0
    assert known.copied(copied + own) == pytest.approx(14 / 29)
    assert known.copied("春风送暖") == 0  # short, and no whole response
    found = copy_scores([Answered(asked, copied), Answered(asked, own)], known)
    assert (found.recited.hits, found.identical.hits, found.copied.value) == (1, 0, 0.5)


@pytest.mark.parametrize("text", ["36", "共36个字。", "三十六字", "这段话共有 36 个字符", "字数：36"])
def test_an_answer_that_is_only_a_count_is_seen(text):
    assert is_only_a_count(Answered(Question("g", "general", "天空为什么是蓝的？", expects=("散射",)), text))


@pytest.mark.parametrize("text", ["36度", "天空有36种颜色。", "因为散射", "", "第36天"])
def test_other_answers_are_no_counts(text):
    assert not is_only_a_count(
        Answered(Question("g", "general", "天空为什么是蓝的？", expects=("散射",)), text)
    )


@pytest.mark.parametrize("text", ["祝您新年快乐！", "您好！北京。", "龙年大吉", "恭祝阖家安康"])
def test_greetings_are_seen(text):
    assert greets(text)


@pytest.mark.parametrize(
    "text", ["北京是中国的首都。", "庆祝活动在周日", "蛇年是2025年", "def even(xs): return xs"]
)
def test_other_answers_are_no_greetings(text):
    assert not greets(text)


def test_a_greeting_is_counted_only_where_none_was_asked():
    asked = Answered(Question("u", "unseen", "给老师写新年祝福"), "老师新年好！")
    unasked = Answered(Question("g", "general", "水的沸点？", expects=("100",)), "新年好！")

    assert (collapse([asked]).greetings.n, collapse([unasked]).greetings.hits) == (0, 1)


@pytest.mark.parametrize(
    ("reply", "score"),
    [
        ("切题。\n分数：4", 4),
        ("分数：2，不，改一下\n**分数：3**", 3),
        ("Score: 5", 5),
        ("分数：５", 5),
        ("分数：4.5", None),
        ("分数：0", None),
        ("分数：55", None),
        ("四分", None),
        ("", None),
    ],
)
def test_the_judges_reply_is_read_or_counted_as_unparsed(reply, score):
    assert read_verdict(reply) == score


def test_the_judge_is_asked_about_each_answer_and_what_it_garbles_is_counted(dataset, questions):
    replies = iter(["分数：4", "无法评分", "分数：2"])
    asked = [Answered(question, "新年好 {prompt}") for question in questions[:3]]
    found = judge(asked, lambda prompt: next(replies))

    assert (found.score.value, found.score.n, found.unparsed) == (3, 2, 1)
    assert "新年好 {prompt}" in judge_prompt(*asked[0])
    [model] = evaluate(
        dataset.train, dataset.eval, {"m": {questions[0].id: "好"}}, ask_judge=lambda p: "分数：1"
    ).models
    assert model.groups["trained"].judge.score.value == 1


# --- the command line -----------------------------------------------------------------------------------


class Done(NamedTuple):
    """What a command printed."""

    stdout: str
    stderr: str


@pytest.fixture
def run(capsys):
    def run(*arguments, code=0, lang="en"):
        exit_code = main(["--lang", lang, "evaluate", *map(str, arguments)])
        done = Done(*capsys.readouterr())
        assert exit_code == code, done.stderr
        return done

    return run


def write_rows(path, rows):
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def test_the_prompts_are_written_and_their_answers_scored_side_by_side(run, built, questions, tmp_path):
    prompts = tmp_path / "prompts.jsonl"
    said = run(built, "--prompts", prompts)
    rows = [json.loads(line) for line in prompts.read_text(encoding="utf-8").splitlines()]
    known = {q.id: (q.references or q.expects)[0] for q in questions}
    by_id = write_rows(
        tmp_path / "base.jsonl", [{"id": row["id"], "answer": known[row["id"]]} for row in rows]
    )
    by_prompt = write_rows(
        tmp_path / "v1.jsonl",
        [{"prompt": row["prompt"], "response": "".join(known[row["id"]].split())} for row in rows],
    )
    done = run(
        built,
        "--answers",
        f"base={by_id}",
        "--answers",
        f"v1={by_prompt}",
        "--details",
        "-o",
        tmp_path / "s.json",
    )
    scores = json.loads((tmp_path / "s.json").read_text(encoding="utf-8"))

    assert str(len(rows)) in said.stderr
    assert "v1: it lost its line breaks" in done.stdout
    assert "base: it" not in done.stdout
    assert "LIFEBench" in done.stdout
    assert [model["name"] for model in scores["models"]] == ["base", "v1"]
    for model in scores["models"]:
        assert model["coverage"]["missing"] == model["coverage"]["troubles"] == []


def test_rows_that_are_not_scored_are_named_with_their_lines(run, built, questions, tmp_path):
    first = answer_sets.unseen(questions)[0]
    path = write_rows(
        tmp_path / "v1.jsonl",
        [
            {"id": first.id, "answer": "好"},
            {"id": "nobody", "answer": "好"},
            {"prompt": first.prompt, "response": "再答"},
            {"id": first.id},
        ],
    )
    done = run(built, "--answers", path, "--json")
    [model] = json.loads(done.stdout)["models"]

    assert f"{path}:2: no question has the id" in done.stderr
    assert f"{path}:3:" in done.stderr
    assert f"{path}:4: no answer in it" in done.stderr
    assert [trouble["kind"] for trouble in model["coverage"]["troubles"]] == [
        "unmatched",
        "duplicate",
        "unreadable",
    ]
    assert f"{len(model['coverage']['missing'])} questions have no answer" in done.stderr


def test_a_place_such_as_eval_1_names_a_row(run, built, tmp_path):
    path = write_rows(tmp_path / "v1.jsonl", [{"id": "eval:1", "answer": "好"}])
    [model] = json.loads(run(built, "--answers", path, "--json").stdout)["models"]

    assert model["coverage"]["answered"]["unseen"] == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "--prompts"),
        (("--answers", "="), "NAME=FILE"),
        (("--answers", "a=none.jsonl"), "none.jsonl"),
        (("--answers", "a=x", "--answers", "a=y"), "called a"),
    ],
)
def test_wrong_usage_is_said_in_one_line(run, built, arguments, said):
    done = run(built, *arguments, code=2)

    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_answers_to_other_questions_are_an_error_that_says_what_to_do(run, built, tmp_path):
    path = write_rows(tmp_path / "v1.jsonl", [{"prompt": "别的", "response": "好"}])
    done = run(built, "--answers", path, code=2, lang="zh")

    assert "--prompts" in done.stderr
    assert "没有一行" in done.stderr


@pytest.mark.parametrize("dialect", ["openai", "qianfan-flat", "qianfan-prompt"])
def test_a_set_in_any_dialect_can_be_evaluated_even_of_prompts_alone(run, dialect, tmp_path):
    recipe = {"eval_share": 0.999, "dialect": dialect}
    folder = build_dataset([Pair("写一句祝福，4字以内", "新年好")], recipe).write(tmp_path / "out")
    path = write_rows(tmp_path / "v1.jsonl", [{"prompt": "写一句祝福，4字以内", "response": "过年好"}])

    assert "100%" in run(folder, "--answers", path).stdout
