"""The tuple of stages: what a build does to pairs, in order, like a table of contents."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from operator import attrgetter
from typing import NamedTuple, TypeVar

from hesui_data.augment import augment, retag_broken
from hesui_data.augment.curriculum import METHODS as LESSONS
from hesui_data.augment.curriculum import curriculum
from hesui_data.augment.tally import prompt_key
from hesui_data.blocks import Blocks, Grow, counts
from hesui_data.checks import blank_issues, conflict_issues, tag_lengths
from hesui_data.cleaning import clean_pair, layout_issues, restore_pair
from hesui_data.decisions import Decision
from hesui_data.dedup import flag_repeats
from hesui_data.errors import RecipeError
from hesui_data.expand.rules import bare_prompt, paraphrase_set
from hesui_data.formats import dialect_issues
from hesui_data.judging import apart_from_held_out, edit_read, judge, yields_to_decided
from hesui_data.mixing import give_way, spare, take_share
from hesui_data.pair import Issue, Pair, Step, content_id
from hesui_data.recipe import Recipe
from hesui_data.splits import SplitPlan, assign_splits, flag_leaks

Paraphrase = Callable[[Pair], Iterable[Pair]]
Run = Callable[[Iterable[Pair]], Iterable[Pair]]
Watch = Callable[[str, Iterable[Pair]], Iterable[Pair]]
T = TypeVar("T")


class Stage(NamedTuple):
    """A name to count under, and what is done."""

    name: str
    run: Run


class StageCount(NamedTuple):
    """What a stage was given, grew, changed, and was the first to reject: ``given + grown`` went on."""

    stage: str
    given: int
    grown: int
    changed: int
    rejected: int


def stages(
    recipe: Recipe,
    paraphrase: Paraphrase | None = None,
    *,
    blocks: Blocks | None = None,
    tell_plan: Callable[[SplitPlan], object] = lambda plan: None,
    decisions: Mapping[str, Decision] | None = None,
) -> tuple[Stage, ...]:
    """Every stage of a build, in order.

    A stage takes an iterable of pairs and gives one, and drops nothing: what it refuses it flags. Rows are
    grown in ``blocks``, by default all in one. ``tell_plan`` is told how the split turned out. With
    ``decisions`` of a review, by row, there are two stages more that go by them: ``edit``, before all others,
    and ``review``, once all rows are grown.

    >>> [stage.name for stage in stages(Recipe())]
    ['clean', 'check', 'length', 'dedupe', 'split', 'expand', 'augment', 'curriculum', 'gate']
    """
    clash = partial(conflict_issues, tolerance=recipe.tolerance)
    fits = flag(partial(dialect_issues, dialect=recipe.dialect))
    retag = each(partial(retag_broken, held_out=recipe.held_out))
    once = repeats_once(recipe)
    grown = partial(_grown, recipe=recipe, paraphrase=paraphrase, blocks=blocks or Blocks(0))
    clean = chain(each(clean_pair), *when(recipe.restore_layout, each(restore_pair)))
    check = chain(flag(blank_issues), flag(layout_issues), flag(clash), fits)
    length = chain(*when(recipe.retag_broken, spare(retag)), _tags(recipe))
    recheck = chain(clean, check, length)
    told = partial(flag_repeats, threshold=recipe.repeat_threshold)
    ruled = decisions or {}
    return (
        *when(ruled, Stage("edit", partial(edit_read, decisions=ruled, as_shown=recheck))),
        Stage("clean", clean),
        Stage("check", check),
        Stage("length", length),
        Stage("dedupe", once),
        Stage("split", partial(_split, recipe=recipe, tell_plan=tell_plan)),
        Stage("expand", grown("expand")),
        Stage("augment", chain(grown("augment"), once)),
        Stage("curriculum", grown("curriculum")),
        *when(
            ruled,
            Stage(
                "review",
                chain(
                    partial(judge, decisions=ruled, recheck=recheck),
                    flag(partial(apart_from_held_out, decisions=ruled, held_out=recipe.held_out)),
                    spare_lessons(give_way(told, partial(yields_to_decided, decisions=ruled))),
                ),
            ),
        ),
        Stage("gate", chain(gate_of_rows(recipe), partial(flag_leaks, threshold=recipe.relative_threshold))),
        *_mixed(recipe),
    )


def repeats_once(recipe: Recipe) -> Run:
    """Flags all but one of pairs that repeat each other; general ones give way."""
    return give_way(partial(flag_repeats, threshold=recipe.repeat_threshold))


def gate_of_rows(recipe: Recipe) -> Run:
    """What the last gate looks at in each pair for itself."""
    fits = flag(partial(dialect_issues, dialect=recipe.dialect))
    return chain(flag(blank_issues), fits, _tags(recipe))


def run_stages(
    pairs: Iterable[Pair], in_order: Sequence[Stage], *, watch: Watch = lambda name, pairs: pairs
) -> tuple[list[Pair], list[StageCount]]:
    """The pairs after every stage, and what each stage did to their number.

    ``watch`` is given each stage's name and the pairs that go in, to show progress with.

    Raises:
        RuntimeError: a stage lost or doubled a pair: no row is ever lost in silence.
    """
    flowing, counts = list(pairs), []
    for stage in in_order:
        given = flowing
        flowing = [staged(pair, stage.name) for pair in stage.run(watch(stage.name, given))]
        counts.append(_count(stage.name, given, flowing))
    return flowing, counts


def each(edit: Callable[[Pair], Pair]) -> Run:
    """``edit`` as a stage: done to every pair that is still accepted."""
    return lambda pairs: (edit(pair) if pair.accepted else pair for pair in pairs)


def flag(check: Callable[[Pair], Iterable[Issue]]) -> Run:
    """``check`` as a stage: its issues are added to every pair that is still accepted."""
    return lambda pairs: (pair.flag(*check(pair)) if pair.accepted else pair for pair in pairs)


def grow(expand: Paraphrase) -> Run:
    """``expand`` as a stage: each accepted train pair is followed by the pairs made from it, cleaned.

    A variant that says again what some pair said before is not new and is left out.
    """

    def run(pairs: Iterable[Pair]) -> Iterator[Pair]:
        pairs = list(pairs)
        known = {name for pair in pairs for name in (pair.id, content_id(pair))}
        for pair in pairs:
            yield pair
            if pair.accepted and pair.split != "eval":
                for variant in _variants(expand, pair):
                    made = clean_pair(adopted(variant, pair))
                    if made.id not in known:
                        known.add(made.id)
                        yield made

    return run


def _variants(expand: Paraphrase, pair: Pair) -> list[Pair]:
    """What ``expand`` gives for ``pair``, which is somebody else's code.

    Raises:
        RecipeError: it does not give pairs.
    """
    given = expand(pair)
    variants = list(given) if isinstance(given, Iterable) else None
    if variants is None or not all(isinstance(variant, Pair) for variant in variants):
        got = type(given).__name__ if variants is None else "other things among them"
        raise RecipeError(
            f"paraphrase must give an iterable of Pair for each pair, got {got}",
            zh=f"paraphrase 应对每个 Pair 返回若干 Pair，得到的却是 {got}",
        )
    return variants


def adopted(variant: Pair, pair: Pair) -> Pair:
    """``variant`` as a child of ``pair``, whoever made it: its own id; the seed, split and source of ``pair``."""
    method = "paraphrase" if variant.method == "read" else variant.method
    steps = variant.steps if variant.steps[: len(pair.steps)] == pair.steps else pair.steps + variant.steps
    if steps == pair.steps:
        steps = (*steps, Step(method))
    return replace(
        variant,
        id="",
        seed=pair.seed,
        split=pair.split,
        source=pair.source,
        line=pair.line,
        method=method,
        steps=steps,
        issues=(),
        tags=(),
        before=(),
    )


def chain(*runs: Run) -> Run:
    """One stage that does ``runs`` one after the other; none at all lets every pair through."""

    def run(pairs: Iterable[Pair]) -> Iterable[Pair]:
        for one in runs:
            pairs = one(pairs)
        return pairs

    return run


def when(wanted: object, one: T) -> tuple[T, ...]:
    """``one``, a run or a stage, if it is wanted, to be spread into a tuple."""
    return (one,) if wanted else ()


def spare_lessons(run: Run) -> Run:
    """``run`` as a stage that lessons pass by: many of them are alike, as they should be."""

    def spared(pairs: Iterable[Pair]) -> Iterator[Pair]:
        pairs = list(pairs)
        yield from run(pair for pair in pairs if pair.method not in LESSONS)
        yield from (pair for pair in pairs if pair.method in LESSONS)

    return spared


def _mixed(recipe: Recipe) -> tuple[Stage, ...]:
    """The last stage where general pairs are mixed in: their share is one of the rows that all others left."""
    return (Stage("mix", partial(take_share, share=recipe.mix.share)),) if recipe.mix else ()


def _split(
    pairs: Iterable[Pair], *, recipe: Recipe, tell_plan: Callable[[SplitPlan], object]
) -> Iterable[Pair]:
    plan = assign_splits(
        pairs,
        eval_share=recipe.eval_share,
        held_out=recipe.held_out,
        stratify=recipe.stratify,
        tie_threshold=recipe.relative_threshold,
    )
    tell_plan(plan)
    return plan.pairs


class Growth(NamedTuple):
    """How a stage grows the rows of a block; ``key`` is what no two rows of a set may share afterwards."""

    grow: Grow
    key: Callable[[Pair], str]


def growth_of(stage: str, recipe: Recipe, paraphrase: Paraphrase | None = None) -> Growth | None:
    """How ``stage`` grows rows, if ``recipe`` asks for it; general pairs never grow any."""
    if stage == "expand" and paraphrase:
        return Growth(lambda pairs, target: spare(grow(paraphrase))(pairs), attrgetter("id"))
    if stage == "expand" and recipe.paraphrases:
        return Growth(partial(_spared, _reworded, recipe), lambda pair: bare_prompt(pair.prompt))
    if stage == "augment" and recipe.augment:
        return Growth(partial(_spared, _augmented, recipe), lambda pair: prompt_key(pair.prompt))
    if stage == "curriculum" and recipe.curriculum:
        return Growth(partial(_spared, _with_lessons, recipe), attrgetter("prompt"))
    return None


def target_of(stage: str, recipe: Recipe, rows: int) -> int:
    """How many accepted rows there may be after ``stage`` of a set that has ``rows`` now; 0 for any number.

    What the recipe names holds. Else growth by rules stops at ``recipe.enough`` rows: rewording takes a
    quarter of what is missing at most, so that there is room left for true lengths.

    >>> target_of("augment", Recipe(), 200), target_of("expand", Recipe(), 60_000)
    (100000, 70000)
    >>> target_of("expand", Recipe(enough=0), 60_000), target_of("augment", Recipe(augment_to=378), 200)
    (0, 378)
    """
    named = {"expand": recipe.expand_to, "augment": recipe.augment_to}.get(stage, 0)
    if named or not recipe.enough or stage not in {"expand", "augment"}:
        return named
    return recipe.enough if stage == "augment" else rows + max(0, recipe.enough - rows) // 4


def is_full(stage: str, recipe: Recipe, rows: int) -> bool:
    """Whether ``rows`` accepted ones are enough, so that ``stage`` grows none."""
    named = {"expand": recipe.expand_to, "augment": recipe.augment_to}.get(stage, 1)
    return not named and bool(recipe.enough) and rows >= recipe.enough


def _grown(stage: str, *, recipe: Recipe, paraphrase: Paraphrase | None, blocks: Blocks) -> Run:
    """What ``stage`` makes of pairs: the same, and those that it grows."""
    growth = growth_of(stage, recipe, paraphrase)

    def run(pairs: Iterable[Pair]) -> Iterable[Pair]:
        given = list(pairs)
        rows = sum(map(counts, given))
        if growth is None or (is_full(stage, recipe, rows) and not (paraphrase and stage == "expand")):
            return given
        return blocks.grow(given, growth.grow, key=growth.key, target=target_of(stage, recipe, rows))

    return run


def _spared(
    grow: Callable[..., Iterable[Pair]], recipe: Recipe, pairs: Iterable[Pair], target: int | None
) -> Iterable[Pair]:
    return spare(partial(grow, recipe=recipe, target=target))(pairs)


def _reworded(pairs: Iterable[Pair], *, recipe: Recipe, target: int | None) -> Iterable[Pair]:
    return paraphrase_set(
        pairs,
        per_pair=recipe.paraphrases,
        max_frame_share=recipe.frame_share,
        seed=recipe.seed,
        target_rows=target,
    )


def _augmented(pairs: Iterable[Pair], *, recipe: Recipe, target: int | None) -> Iterable[Pair]:
    return augment(
        pairs,
        per_response=recipe.prompts_per_response,
        max_phrase_share=recipe.phrase_share,
        max_frame_share=recipe.frame_share,
        target_rows=target,
        held_out=recipe.held_out,
        seed=recipe.seed,
        tag_style=recipe.tag_style,
        headroom=recipe.headroom,
        counter=recipe.counter,
        tolerance=recipe.tolerance,
        robust=recipe.robust,
        shorten=recipe.shorten,
    )


def _with_lessons(pairs: Iterable[Pair], *, recipe: Recipe, target: int | None) -> Iterator[Pair]:
    """The pairs, then the curriculum rows that the dialect can hold: dialogues need the weight of a turn."""
    given = list(pairs)
    known = {pair.id for pair in given}
    taught = curriculum(
        given,
        share=recipe.curriculum_share,
        held_out=recipe.held_out,
        per_response=recipe.prompts_per_response + 2,
        seed=recipe.seed,
    )
    return (pair for pair in taught if pair.id in known or not any(dialect_issues(pair, recipe.dialect)))


def _tags(recipe: Recipe) -> Run:
    return each(partial(_tagged, recipe=recipe))


def _tagged(pair: Pair, *, recipe: Recipe) -> Pair:
    """``pair`` with its tags; a lesson talks about lengths and asks for none."""
    if pair.method in LESSONS:
        return pair
    return tag_lengths(pair, counter=recipe.counter, tolerance=recipe.tolerance, robust=recipe.robust)


def staged(pair: Pair, stage: str) -> Pair:
    """``pair`` with ``stage`` written into the issues that have none yet."""
    if all(issue.stage for issue in pair.issues):
        return pair
    return replace(pair, issues=tuple(i if i.stage else replace(i, stage=stage) for i in pair.issues))


def _count(stage: str, given: Sequence[Pair], after: Sequence[Pair]) -> StageCount:
    before = {pair.id: pair for pair in given}
    kept = [pair for pair in after if pair.id in before]
    if len(kept) != len(given) or len({pair.id for pair in after}) != len(after):
        raise RuntimeError(
            f"stage {stage!r} lost or doubled a pair: {len(given)} in, {len(kept)} of them out"
        )
    rejected = sum(before[p.id].accepted and not p.accepted for p in kept)
    rejected += sum(not p.accepted for p in after if p.id not in before)
    changed = sum(before[p.id].steps != p.steps for p in kept)
    return StageCount(stage, len(given), len(after) - len(given), changed, rejected)
