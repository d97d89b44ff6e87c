"""The tuple of stages: what a build does to pairs, in order, like a table of contents."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple, TypeVar

from hesui_data.augment import augment, retag_broken
from hesui_data.augment.curriculum import METHODS as LESSONS
from hesui_data.augment.curriculum import curriculum
from hesui_data.checks import blank_issues, conflict_issues, tag_lengths
from hesui_data.cleaning import clean_pair, layout_issues, restore_pair
from hesui_data.decisions import Decision
from hesui_data.dedup import flag_repeats
from hesui_data.errors import RecipeError
from hesui_data.expand.rules import paraphrase_set
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
    tell_plan: Callable[[SplitPlan], object] = lambda plan: None,
    decisions: Mapping[str, Decision] | None = None,
) -> tuple[Stage, ...]:
    """Every stage of a build, in order.

    A stage takes an iterable of pairs and gives one, and drops nothing: what it refuses it flags.
    ``tell_plan`` is told how the split turned out. With ``decisions`` of a review, by row, there are two
    stages more that go by them: ``edit``, before all others, and ``review``, once all rows are grown.

    >>> [stage.name for stage in stages(Recipe())]
    ['clean', 'check', 'length', 'dedupe', 'split', 'expand', 'augment', 'curriculum', 'gate']
    """
    tag = each(partial(_tagged, recipe=recipe))
    retag = each(partial(retag_broken, held_out=recipe.held_out))
    fits = flag(partial(dialect_issues, dialect=recipe.dialect))
    clash = partial(conflict_issues, tolerance=recipe.tolerance)
    once = give_way(partial(flag_repeats, threshold=recipe.repeat_threshold))
    apart = partial(flag_leaks, threshold=recipe.relative_threshold)
    reword = grow(paraphrase) if paraphrase else partial(_reworded, recipe=recipe)
    clean = chain(each(clean_pair), *when(recipe.restore_layout, each(restore_pair)))
    check = chain(flag(blank_issues), flag(layout_issues), flag(clash), fits)
    length = chain(*when(recipe.retag_broken, spare(retag)), tag)
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
        Stage("expand", spare(reword)),
        Stage("augment", chain(*when(recipe.augment, spare(partial(_augmented, recipe=recipe))), once)),
        Stage("curriculum", chain(*when(recipe.curriculum, spare(partial(_with_lessons, recipe=recipe))))),
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
        Stage("gate", chain(flag(blank_issues), fits, tag, apart)),
        *_mixed(recipe),
    )


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
        flowing = [_staged(pair, stage.name) for pair in stage.run(watch(stage.name, given))]
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


def _reworded(pairs: Iterable[Pair], *, recipe: Recipe) -> Iterable[Pair]:
    return paraphrase_set(
        pairs,
        per_pair=recipe.paraphrases,
        max_frame_share=recipe.frame_share,
        seed=recipe.seed,
        target_rows=recipe.expand_to or None,
    )


def _augmented(pairs: Iterable[Pair], *, recipe: Recipe) -> Iterable[Pair]:
    return augment(
        pairs,
        per_response=recipe.prompts_per_response,
        max_phrase_share=recipe.phrase_share,
        max_frame_share=recipe.frame_share,
        target_rows=recipe.augment_to or None,
        held_out=recipe.held_out,
        seed=recipe.seed,
        tag_style=recipe.tag_style,
        headroom=recipe.headroom,
        counter=recipe.counter,
        tolerance=recipe.tolerance,
        robust=recipe.robust,
        shorten=recipe.shorten,
    )


def _with_lessons(pairs: Iterable[Pair], *, recipe: Recipe) -> Iterator[Pair]:
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


def _tagged(pair: Pair, *, recipe: Recipe) -> Pair:
    """``pair`` with its tags; a lesson talks about lengths and asks for none."""
    if pair.method in LESSONS:
        return pair
    return tag_lengths(pair, counter=recipe.counter, tolerance=recipe.tolerance, robust=recipe.robust)


def _staged(pair: Pair, stage: str) -> Pair:
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
