"""BLEU and ROUGE against the packages that others use; the rest against tables computed by hand."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hesui_data.evaluate import Answered, Question
from hesui_data.evaluate.fluency import model_of
from hesui_data.evaluate.text import (
    bleu,
    characters,
    distinct,
    repetition,
    rouge_l,
    rouge_n,
    text_scores,
    token_f1,
    words,
)
from hesui_data.likeness.characters import CharacterModel
from hesui_data.likeness.rouge import common_subsequence

SEEDS = Path(__file__).parents[1] / "data" / "raw" / "seeds.jsonl"
LETTERS = st.text(alphabet="新年快乐好呀", max_size=14)


@pytest.fixture(scope="module")
def texts():
    """Forty answers beside their references: the first half of a response with the end of another, and it whole."""
    rows = [json.loads(line)["response"] for line in SEEDS.read_text(encoding="utf-8").splitlines()[:41]]
    return [(row[: len(row) // 2] + rows[i + 1][-20:], row) for i, row in enumerate(rows[:40])]


@pytest.mark.parametrize("cut", [words, characters])
def test_bleu_equals_sacrebleu(texts, cut):
    sacrebleu = pytest.importorskip("sacrebleu.metrics")
    ours = [(cut(answer), cut(reference)) for answer, reference in texts]
    theirs = sacrebleu.BLEU(tokenize="none").corpus_score(
        [" ".join(answer) for answer, _ in ours], [[" ".join(reference) for _, reference in ours]]
    )

    assert 20 < theirs.score < 90
    assert bleu([a for a, _ in ours], [[r] for _, r in ours]) == pytest.approx(theirs.score, abs=1e-9)


def test_bleu_over_characters_is_sacrebleus_zh_on_chinese_alone():
    sacrebleu = pytest.importorskip("sacrebleu.metrics")
    answers, references = ["祝您新年快乐，万事如意！"], ["祝大家新年快乐，阖家安康！"]
    theirs = sacrebleu.BLEU(tokenize="zh").corpus_score(answers, [references])

    assert bleu([list(answers[0])], [[list(references[0])]]) == pytest.approx(theirs.score, abs=1e-9)


@given(st.lists(st.tuples(LETTERS, LETTERS, LETTERS), min_size=1, max_size=4))
def test_bleu_equals_sacrebleu_with_two_references_and_no_matches(rows):
    sacrebleu = pytest.importorskip("sacrebleu.metrics")
    theirs = sacrebleu.BLEU(tokenize="none", force=True).corpus_score(
        [" ".join(a) for a, _, _ in rows],
        [[" ".join(b) for _, b, _ in rows], [" ".join(c) for _, _, c in rows]],
    )
    ours = bleu([list(a) for a, _, _ in rows], [[list(b), list(c)] for _, b, c in rows])

    assert ours == pytest.approx(theirs.score, abs=1e-9)


def test_of_two_references_as_near_in_length_the_shorter_is_taken():
    sacrebleu = pytest.importorskip("sacrebleu.metrics")
    theirs = sacrebleu.BLEU(tokenize="none").corpus_score(
        ["新 年 快 乐 呀"], [["新 年 快 乐 呀 好"], ["新 年 快 乐"]]
    )

    assert theirs.score == pytest.approx(100)
    assert bleu([list("新年快乐呀")], [[list("新年快乐呀好"), list("新年快乐")]]) == pytest.approx(
        theirs.score
    )


@pytest.mark.parametrize("cut", [words, characters])
def test_rouge_equals_rouge_chinese(texts, cut):
    package = pytest.importorskip("rouge_chinese")
    for answer, reference in texts:
        ours, theirs = cut(answer), cut(reference)
        scores = package.Rouge().get_scores(" ".join(ours), " ".join(theirs))[0]

        assert rouge_n(ours, theirs, 1) == pytest.approx(100 * scores["rouge-1"]["f"], abs=1e-5)
        assert rouge_n(ours, theirs, 2) == pytest.approx(100 * scores["rouge-2"]["f"], abs=1e-5)
        assert rouge_l(ours, theirs) == pytest.approx(100 * scores["rouge-l"]["f"], abs=1e-5)


@given(LETTERS, LETTERS)
def test_the_longest_common_subsequence_equals_the_plain_table(a, b):
    table = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            table[i + 1][j + 1] = table[i][j] + 1 if x == y else max(table[i][j + 1], table[i + 1][j])

    assert common_subsequence(a, b) == table[-1][-1]


def test_f1_distinct_and_repetition_equal_the_hand_table():
    assert token_f1(list("新年好"), list("新年快乐")) == pytest.approx(100 * 2 * 2 / 7)
    assert token_f1(list("好好"), list("好")) == pytest.approx(100 * 2 / 3)
    assert distinct([list("新年好"), list("新年到")], 1) == pytest.approx(4 / 6)
    assert distinct([list("新年好"), list("新年到")], 2) == pytest.approx(3 / 4)
    assert repetition(list("恭喜发财恭喜发财")) == pytest.approx(1 / 5)
    assert repetition(list("新年好")) is None


def test_of_several_references_the_best_counts():
    question = Question("q", "unseen", "写一句祝福", references=("恭喜发财呀呀", "新年快乐呀"))
    found = text_scores([Answered(question, "新年 快乐呀")])

    assert found.exact.value == found.characters.rouge_1.value / 100 == 1
    assert found.characters.bleu == pytest.approx(100)


def test_answers_without_a_reference_have_no_overlap_and_no_answers_have_nothing():
    alone = text_scores([Answered(Question("q", "general", "一加一？"), "二")])

    assert alone.words.bleu is None
    assert alone.exact.n == alone.words.rouge_l.n == 0
    assert text_scores([]).distinct_1 is None


def test_one_answer_for_prompts_of_one_seed_is_no_uniform_answer():
    def ask(id, seed):
        return Question(id, "unseen", id, seed=seed)

    same = text_scores([Answered(ask("a", "s"), "新年好"), Answered(ask("b", "s"), "新年好")])
    other = text_scores([Answered(ask("a", "s"), "新年好"), Answered(ask("b", "t"), "新年好！")])
    uniform = text_scores([Answered(ask("a", "s"), "新年好"), Answered(ask("b", "t"), "新年 好")])

    assert (same.same_answer.hits, other.same_answer.hits, uniform.same_answer.hits) == (0, 0, 2)


@given(st.lists(LETTERS, min_size=1, max_size=5), st.text(alphabet="新年快乐龙", max_size=3))
def test_the_probabilities_of_the_n_gram_model_sum_to_one(responses, context):
    model = CharacterModel(responses)
    known = sorted({letter for text in responses for letter in text})

    total = sum(model.probability(letter, context) for letter in known) + model.probability("\0", context)
    assert total == pytest.approx(1)


def test_fluency_equals_a_value_worked_out_by_hand():
    # Order 1 on "ab": each of a, b and "never seen" has (count + 2·1/3) / (2 + 2).
    model = CharacterModel(["ab"], order=1)

    assert model.bits("a") == pytest.approx(1.2630344058337937)  # -log2((1 + 2/3) / 4)
    assert model.bits("x") == pytest.approx(2.584962500721156)  # -log2((2/3) / 4) = log2 6


def test_a_scrambled_answer_surprises_the_model_more(texts):
    model = model_of(reference for _, reference in texts)
    for _, reference in texts[:5]:
        assert model.bits("".join(sorted(reference))) > model.bits(reference) + 1
