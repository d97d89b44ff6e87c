"""The decoder of the proof and its training, at a size that runs in seconds. Needs torch, which is not in dev."""

import copy
from dataclasses import replace
from random import Random

import pytest

torch = pytest.importorskip("torch", reason="torch is not installed (extra proof)")

from examples.proof import asking, experiment, grammar  # noqa: E402
from examples.proof.model import CONTEXT, Decoder, Shape, generate, state_of  # noqa: E402
from examples.proof.sets import TuningSet  # noqa: E402
from examples.proof.tokens import END, SIZE, Sequence, decode  # noqa: E402
from examples.proof.training import (  # noqa: E402
    Plan,
    batch_of,
    in_turn,
    loss_of,
    of_like_length,
    prefer,
    rate_at,
    surprise_of,
    train,
)
from hesui_data import Pair  # noqa: E402

SMALL = Shape(SIZE, layers=2, width=32, heads=2)
ROWS = [Sequence.of(f"写{n}字", "新年好" * n) for n in (1, 2, 3)]


@pytest.fixture
def model():
    torch.manual_seed(0)
    return Decoder(SMALL)


def quiet(*_):
    return None


def test_it_has_about_a_million_parameters():
    assert 0.8e6 < Decoder(Shape(SIZE)).parameters_in_all() < 1.1e6
    assert Shape(SIZE).as_dict() == {"tokens": SIZE, "layers": 4, "width": 128, "heads": 4}
    assert CONTEXT == 256


def test_a_character_sees_nothing_that_comes_after_it(model):
    batch = batch_of([ROWS[2]])
    other = batch.tokens.clone()
    other[0, 6:] = END

    before, after = model(batch.tokens, batch.places), model(other, batch.places)

    assert torch.allclose(before[0, :6], after[0, :6], atol=1e-6)
    assert not torch.allclose(before[0, 6:], after[0, 6:], atol=1e-3)


def test_positions_are_counted_from_the_start_of_the_answer():
    batch = batch_of([Sequence.of("写一句祝福", "新年好"), Sequence.of("写", "新年好")])

    assert batch.places[0, :8].tolist() == [-6, -5, -4, -3, -2, -1, 0, 1]
    assert batch.places[1, :4].tolist() == [-2, -1, 0, 1]


def test_the_loss_is_on_the_answer_alone_and_padding_changes_nothing(model):
    alone = [surprise_of(model, batch_of([row])).item() for row in ROWS]
    together = surprise_of(model, batch_of(ROWS)).tolist()
    marked = batch_of(ROWS).answers.sum(dim=1).tolist()

    assert together == pytest.approx(alone, rel=1e-4)
    assert marked == [len(row.answer) for row in ROWS]
    assert loss_of(model, batch_of(ROWS)).item() == pytest.approx(sum(alone) / sum(marked), rel=1e-4)


def test_answers_in_a_batch_are_those_given_one_by_one(model):
    train(model, in_turn(ROWS, 3, Random(0)), Plan(60, 3, 3e-3), quiet)
    prompts = [list(row.prompt) for row in (ROWS[0], ROWS[2], Sequence.of("请写一句2字的祝福"))]

    together = generate(model, prompts, end=END, seed=1, temperature=0, most=12)
    alone = [generate(model, [prompt], end=END, seed=1, temperature=0, most=12)[0] for prompt in prompts]

    assert list(map(decode, together)) == list(map(decode, alone))


def test_drawn_answers_are_the_same_for_a_seed_and_differ_for_another(model):
    prompts = [list(row.prompt) for row in ROWS]

    def drawn(seed):
        return generate(model, prompts, end=END, seed=seed, temperature=1.0, most=20)

    assert drawn(1) == drawn(1) != drawn(2)


def test_it_learns_and_twice_the_same(model):
    twin = copy.deepcopy(model)
    before = loss_of(model, batch_of(ROWS)).item()
    for one in (model, twin):
        train(one, in_turn(ROWS, 3, Random(0)), Plan(40, 3, 3e-3), quiet)

    assert loss_of(model, batch_of(ROWS)).item() < 0.6 * before
    assert all(
        torch.equal(a, b) for a, b in zip(state_of(model).values(), state_of(twin).values(), strict=True)
    )


def test_preferring_widens_the_distance_of_a_couple(model):
    couple = (Sequence.of("写2字", "新年"), Sequence.of("写2字", "新年好好好"))
    start = copy.deepcopy(model)

    def lead(one):
        liked, other = surprise_of(one, batch_of(couple)).tolist()
        return other - liked

    prefer(model, start, in_turn([couple], 2, Random(0)), Plan(15, 2, 1e-3), quiet, beta=0.1)

    assert lead(model) > lead(start) + 1


def test_batches_go_through_all_rows_before_any_comes_again():
    draw = in_turn([1, 2, 3, 4], 2, Random(5))

    assert sorted([*next(draw), *next(draw)]) == [1, 2, 3, 4]


def test_batches_of_like_length_have_every_row_of_a_pool_once():
    pool = [Sequence.of("写" * size, "好" * size) for size in (9, 1, 8, 2, 7, 3, 6, 4)]
    draw = of_like_length(iter([pool, pool]), 2, Random(5))
    batches = [next(draw) for _ in range(8)]
    sizes = [tuple(len(row.answer) - 1 for row in batch) for batch in batches]

    assert sorted(sizes[:4]) == sorted(sizes[4:]) == [(1, 2), (3, 4), (6, 7), (8, 9)]
    assert sizes[:4] != sorted(sizes[:4])  # short ones do not always come first


def test_the_rate_rises_and_falls():
    plan = Plan(steps=100, rows=1, rate=1.0, warm_up=10)
    rates = [rate_at(step, plan) for step in range(100)]

    assert rates[9] == max(rates) == 1.0
    assert rates[0] == 0.1
    assert rates[-1] == pytest.approx(0.1, abs=0.01)


# --- the base on disk ----------------------------------------------------------------------------------


def test_the_base_is_kept_by_its_recipe_and_reused(tmp_path):
    settings = replace(experiment.Settings(), base=Plan(steps=1, rows=2, rate=1e-3))
    said = []

    first = experiment.base_for(1, settings, tmp_path, said.append)
    again = experiment.base_for(1, settings, tmp_path, said.append)

    assert [path.suffix for path in tmp_path.iterdir()] == [".pt"]
    assert "1 steps" in said[0]
    assert "from" in said[-1]
    assert all(
        torch.equal(a, b) for a, b in zip(state_of(first).values(), state_of(again).values(), strict=True)
    )


def test_another_seed_plan_or_text_is_another_recipe(tmp_path, monkeypatch):
    plan = Plan(steps=1, rows=2, rate=1e-3)
    known = experiment.recipe_hash(1, plan)

    assert known != experiment.recipe_hash(2, plan)
    assert known != experiment.recipe_hash(1, replace(plan, steps=2))
    for name in experiment.MADE_OF:
        (tmp_path / name).write_text("other", encoding="utf-8")
    monkeypatch.setattr(experiment, "HERE", tmp_path)
    assert known != experiment.recipe_hash(1, plan)


def test_every_set_is_tuned_from_the_same_base_and_leaves_it_alone(model):
    settings = replace(experiment.Settings(), tune=Plan(steps=2, rows=2, rate=1e-3), prefer=Plan(2, 1, 1e-3))
    given = TuningSet("c", (Pair("写3字", "新年好"), Pair("写2字", "新年")))
    before = state_of(model)

    tuned = experiment.tuned(model, given, 1, settings, quiet)
    couples = (Pair("写2字", "新年", rejected_response="新年好好"),)
    preferred = experiment.preferring(tuned, replace(given, couples=couples), 1, settings, quiet)

    assert all(torch.equal(before[name], value) for name, value in state_of(model).items())
    assert not all(torch.equal(before[name], value) for name, value in state_of(tuned).items())
    assert not all(torch.equal(state_of(tuned)[n], v) for n, v in state_of(preferred).items())


def test_a_whole_run_at_a_toys_size_has_every_figure(tmp_path, monkeypatch):
    monkeypatch.setattr(experiment, "QUESTIONS", 6)
    monkeypatch.setattr(experiment, "Shape", lambda tokens: replace(SMALL, tokens=tokens))
    short = Plan(steps=1, rows=2, rate=1e-3)
    settings = replace(experiment.Settings(), seeds=16, base=short, tune=short, prefer=short, threads=1)
    names = ("a", "b", "c", "control")

    run = experiment.prove(3, settings, tmp_path, print, names=names)

    assert [one.name for one in run.scores] == ["base", *names]
    assert len(run.asked) == 6
    assert all(set(run.asked) <= set(said) for said in run.answers.values())
    assert grammar.is_unseen(next(row.case.name for row in asking.questions(Random("3:questions"), 6)))
