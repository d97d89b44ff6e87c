"""``build_dataset``: raw pairs in, a ``Dataset`` out; and the folder that a dataset is written to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from os import cpu_count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hesui_data.augment.curriculum import METHODS as LESSONS
from hesui_data.augment.preference import preference_pairs
from hesui_data.blocks import Blocks
from hesui_data.decisions import Honoured, honoured
from hesui_data.engines import KINDS, OnDisk, Store, StoredPairs, Streamed, output_files
from hesui_data.errors import RecipeError, require
from hesui_data.files import Input
from hesui_data.files.parquet import arrow_schema, columns_of, row_of
from hesui_data.intake import Intake, Source
from hesui_data.mixing import METHOD as MIXED
from hesui_data.mixing import is_general
from hesui_data.output import write_build
from hesui_data.pair import Pair, number_ids
from hesui_data.recipe import Recipe, read_recipe, recipe_from
from hesui_data.reviews import Reviews, read_reviews, reviews_beside
from hesui_data.splits import Message, SplitPlan
from hesui_data.stages import Paraphrase, StageCount, Watch, run_stages, stages
from hesui_data.summary import Summary, side, summarize

if TYPE_CHECKING:
    import pandas as pd
    from datasets import DatasetDict

RECORD = [
    *("split", "prompt", "response", "system", "history", "rejected_response", "id", "seed", "method"),
    *("source", "line", "tags", "codes"),
]
"""The columns of ``Dataset.to_pandas``."""

AUGMENTED = frozenset({"retag", "shorten"})
"""The methods of rows that augmentation grew."""


@dataclass(frozen=True)
class Dataset:
    """A built data set that explains itself: what was kept, what was refused, and why.

    ``pairs`` holds every pair; ``train``, ``eval`` and ``rejected`` are its three parts, whose sizes add
    up to what was read and grown.
    """

    pairs: tuple[Pair, ...]
    recipe: Recipe
    counts: tuple[StageCount, ...]
    warnings: tuple[Message, ...] = ()
    inputs: tuple[Input, ...] = ()
    skipped: tuple[str, ...] = ()  # files of a folder that are no data files
    honoured: Honoured | None = None  # what became of the decisions of a review, if there are any

    @cached_property
    def train(self) -> Sequence[Pair]:
        """Accepted pairs to train on, in the order of their ids."""
        return sorted(side(self.pairs, "train"), key=lambda pair: pair.id)

    @cached_property
    def eval(self) -> Sequence[Pair]:
        """Accepted pairs held back: nothing in them can be reached from train."""
        return sorted(side(self.pairs, "eval"), key=lambda pair: pair.id)

    @cached_property
    def rejected(self) -> Sequence[Pair]:
        """Refused pairs with their issues, in the order of their place in the input."""
        refused = (pair for pair in self.pairs if not pair.accepted)
        return sorted(refused, key=lambda pair: (pair.source, pair.line or 0, pair.id))

    @cached_property
    def preference(self) -> Sequence[Pair]:
        """Preference pairs made from train, if the recipe asks for them: a second data set, for DPO."""
        if not self.recipe.preference:
            return []
        own = [pair for pair in self.train if not is_general(pair)]
        made = preference_pairs(own, seed=self.recipe.seed, held_out=self.recipe.held_out)
        return sorted(made, key=lambda pair: pair.id)

    @cached_property
    def summary(self) -> Summary:
        """The figures of this build."""
        return summarize(self.pairs, self.counts, held_out=self.recipe.held_out)

    def write(self, folder: str | Path) -> Path:
        """Write the files of the build into ``folder`` and return it.

        Each file is renamed into place whole, ``manifest.json`` last: a failure leaves what was there
        before readable.

        Raises:
            OutputError: the folder cannot be written.
        """
        return write_build(
            Path(folder),
            train=self.train,
            eval=self.eval,
            rejected=self.rejected,
            preference=self.preference,
            summary=self.summary,
            recipe=self.recipe,
            inputs=self.inputs,
            warnings=self.warnings_in(self.recipe.language),
        )

    def clear(self) -> None:
        """Remove what the build may have put by on disk; of one in memory there is nothing."""

    def warnings_in(self, language: str) -> list[str]:
        """What to know before training on this set, in ``language``."""
        return [message.say(language) for message in self.warnings]

    def to_pandas(self) -> pd.DataFrame:
        """One row a pair: ``split`` (train, eval, rejected), texts, provenance, tags and codes."""
        import pandas as pd

        rows = [_record(pair) for pair in (*self.train, *self.eval, *self.rejected)]
        return pd.DataFrame(rows, columns=RECORD)

    def to_datasets(self) -> DatasetDict:
        """``train`` and ``test`` as Hugging Face's ``datasets`` has them: the dialect ``flat`` with its lineage.

        Raises:
            MissingExtraError: datasets is not installed.
        """
        datasets = require("datasets", extra="hf", feature="to_datasets()")
        import pyarrow as pa

        schema = arrow_schema(columns_of("flat"))
        sides = {"train": self.train, "test": self.eval}
        tables = {
            name: pa.Table.from_pylist([row_of(pair, "flat") for pair in pairs], schema=schema)
            for name, pairs in sides.items()
        }
        made: DatasetDict = datasets.DatasetDict(
            {name: datasets.Dataset(table) for name, table in tables.items()}
        )
        return made


@dataclass(frozen=True)
class StreamedDataset(Dataset):
    """A data set whose rows lie on disk, in the folder where it was built; ``clear`` removes that.

    ``train``, ``eval`` and ``rejected`` are read as they are asked for, the latter by output shard.
    """

    streamed: Streamed | None = None

    @cached_property
    def train(self) -> Sequence[Pair]:
        return StoredPairs(self._store, ("train",))

    @cached_property
    def eval(self) -> Sequence[Pair]:
        return StoredPairs(self._store, ("eval",))

    @cached_property
    def rejected(self) -> Sequence[Pair]:
        return StoredPairs(self._store, ("rejected",))

    @cached_property
    def summary(self) -> Summary:
        return self._streamed.summary

    def write(self, folder: str | Path) -> Path:
        return write_build(
            Path(folder),
            train=self.train,
            eval=self.eval,
            rejected=self.rejected,
            preference=(),
            summary=self.summary,
            recipe=self.recipe,
            inputs=self.inputs,
            warnings=self.warnings_in(self.recipe.language),
            rows=output_files(self._streamed.job),
        )

    def clear(self) -> None:
        """Remove what the build has put by on disk; the rows are gone with it, what was written stays."""
        self._store.remove()

    @property
    def _store(self) -> Store:
        return self._streamed.job.store

    @property
    def _streamed(self) -> Streamed:
        assert self.streamed is not None
        return self.streamed


def build_dataset(
    source: Source,
    recipe: Recipe | Mapping[str, Any] | str | Path | None = None,
    *,
    paraphrase: Paraphrase | None = None,
    engine: str | OnDisk = "local",
    reviews: str | Path | None = None,
    watch: Watch = lambda name, pairs: pairs,
) -> Dataset:
    """A cleaned, de-duplicated, length-tagged, leak-free data set from ``source``.

    ``source`` is a path, a folder, a glob, several of these, or an iterable of pairs or mappings;
    ``recipe`` a ``Recipe``, a mapping of its keys, or a file. ``paraphrase`` is any callable from a pair
    to new pairs; without one, prompts are reworded by rules. ``reviews`` is the file with the decisions of a
    review, which are gone by; if it is left out, the ``reviews.jsonl`` beside the ``recipe`` where that is a
    file. ``watch(name, pairs)`` may wrap what goes into each stage, to show progress. With an engine ``OnDisk``
    texts are not held in memory, with ``"dask"`` or the address of a scheduler (``"tcp://…"``) the workers of a Dask
    cluster build it; the data set is the same.

    >>> dataset = build_dataset([{"prompt": "写一句祝福，2字以内", "response": "新年快乐"}], {"retag_broken": False})
    >>> [issue.code for pair in dataset.rejected for issue in pair.issues]
    ['HD201']

    Raises:
        InputError: a source, or the ``reviews``, is not there or cannot be read at all.
        RecipeError: the recipe, or the engine, makes no sense.
        ServiceError: the scheduler or its workers cannot be had.
    """
    if not isinstance(engine, OnDisk) and engine != "local":
        engine = OnDisk(engine=str(engine), jobs=cpu_count() or 1)
    reviewed = _reviews(reviews, recipe)
    decisions = reviewed.decisions if reviewed else None
    recipe = _recipe(recipe)
    if isinstance(engine, OnDisk):
        if paraphrase or reviewed:
            raise _only_in_memory("reviews" if reviewed else "paraphrase")
        return _streamed(source, recipe, engine, watch=watch)
    intake = Intake(source, recipe)
    plans: list[SplitPlan] = []
    pairs = list(number_ids(watch("read", intake)))
    in_order = stages(
        recipe, paraphrase, blocks=Blocks(len(pairs)), tell_plan=plans.append, decisions=decisions
    )
    final, counts = run_stages(pairs, in_order, watch=watch)
    kept = honoured(reviewed.decisions, final, faults=len(reviewed.record.faults)) if reviewed else None
    dataset = Dataset(
        pairs=tuple(final),
        recipe=recipe,
        counts=tuple(counts),
        inputs=(*intake.inputs, *((reviewed.input,) if reviewed else ())),
        skipped=intake.skipped,
        honoured=kept,
    )
    said = [message for plan in plans for message in plan.warnings]
    said += _of_review(reviewed, kept) if reviewed and kept else ()
    methods = Counter(pair.method for pair in final if pair.accepted)
    return replace(dataset, warnings=_warnings(dataset, methods, said))


def _only_in_memory(what: str) -> RecipeError:
    """What to say of an option that needs all pairs at hand."""
    return RecipeError(
        f"{what} needs all pairs in memory: leave out --engine, --jobs, --shards and --compress (an engine on disk), "
        "or do it apart (hesui expand; hesui augment --preference)",
        zh=f"{what} 需要把数据都放在内存里：请去掉 --engine、--jobs、--shards、--compress（落盘的引擎），"
        "或单独去做（hesui expand；hesui augment --preference）",
    )


def _streamed(source: Source, recipe: Recipe, engine: OnDisk, *, watch: Watch) -> StreamedDataset:
    """The same data set, its rows on disk."""
    if recipe.preference:
        raise _only_in_memory("preference")
    intake = Intake(source, recipe)
    streamed, read = engine.run(source, intake, recipe, watch=watch)
    dataset = StreamedDataset(
        pairs=StoredPairs(streamed.job.store, KINDS),  # type: ignore[arg-type]  # a sequence, if not a tuple
        recipe=recipe,
        counts=streamed.summary.stages,
        inputs=read.inputs,
        skipped=read.skipped,
        streamed=streamed,
    )
    return replace(dataset, warnings=_warnings(dataset, streamed.methods, streamed.warnings))


def _warnings(dataset: Dataset, methods: Mapping[str, int], said: Sequence[Message]) -> tuple[Message, ...]:
    """What to know before training on ``dataset``, whose rows come from ``methods``; ``said`` is of its split."""
    summary, recipe = dataset.summary, dataset.recipe
    return (
        *_empty_sides(summary.train.rows, summary.eval.rows, recipe),
        *_short_of_target(methods, recipe),
        *_enough_already(summary.read, summary.grown, recipe),
        *said,
    )


def _empty_sides(train: int, held_back: int, recipe: Recipe) -> Iterator[Message]:
    """What to say, before all else, when everything that was kept stands on one side."""
    if held_back and not train:
        yield Message(
            "训练集是空的：留下的都属于要留作评测的家族。"
            "请加入别的种子，或调高 relative_threshold、调低 eval_share",
            "train is empty: all that was kept belongs to families held back for eval. "
            "Add other seeds, raise relative_threshold, or lower eval_share",
        )
    elif train and not held_back and recipe.eval_share:
        yield Message(
            "评测集是空的：种子太少，没有一个家族抽到评测。请加入种子，或调高 eval_share",
            "eval is empty: with so few seeds no family was drawn. Add seeds, or raise eval_share",
        )


def _short_of_target(methods: Mapping[str, int], recipe: Recipe) -> Iterator[Message]:
    """What to say when fewer rows could be grown than the recipe asks for; general rows and lessons apart."""
    own = sum(rows for method, rows in methods.items() if method not in LESSONS and method != MIXED)
    written = own - sum(rows for method, rows in methods.items() if method in AUGMENTED)
    for key, target, rows, zh, en in (
        ("expand_to", recipe.expand_to, written, "调高 paraphrases", "raise paraphrases"),
        (
            "augment_to",
            recipe.augment_to,
            own,
            "调高 prompts_per_response",
            "raise prompts_per_response",
        ),
    ):
        if rows < target:
            yield Message(
                f"{key} 要 {target} 条，只得到 {rows} 条：请加入种子，或{zh}",
                f"{key} asks for {target} rows and {rows} were made: add seeds, or {en}",
            )


def _enough_already(read: int, grown: int, recipe: Recipe) -> Iterator[Message]:
    """What to say when nothing was grown since the set is large."""
    asks = (recipe.paraphrases and not recipe.expand_to) or (recipe.augment and not recipe.augment_to)
    if asks and recipe.enough and read >= recipe.enough and not grown:
        yield Message(
            f"数据已有 {recipe.enough} 条以上（enough），没有按规则改写或增广；"
            "要增广，请写明 augment_to 或设 enough = 0",
            f"there are {recipe.enough} rows or more (enough), so none were grown by rules; to grow some, "
            "set augment_to, or enough = 0",
        )


def _reviews(
    reviews: str | Path | None, recipe: Recipe | Mapping[str, Any] | str | Path | None
) -> Reviews | None:
    """The decisions in ``reviews``, or in the file beside the file of the ``recipe`` if there is one."""
    if reviews is not None:
        return read_reviews(reviews)
    beside = reviews_beside(recipe) if isinstance(recipe, str | Path) else None
    return read_reviews(beside) if beside and beside.is_file() else None


def _of_review(reviews: Reviews, kept: Honoured) -> Iterator[Message]:
    """What to say of decisions that could not be gone by, and of lines that are none."""
    for line, (zh, en) in reviews.record.faults:
        yield Message(
            f"reviews.jsonl 第 {line} 行{zh}，跳过了它",
            f"reviews.jsonl:{line}: {en}; the line was passed over",
        )
    if kept.gone:
        yield Message(
            f"reviews.jsonl 里有 {kept.gone} 个决定没有用上：这次构建里没有那样的行了",
            f"decisions in reviews.jsonl on rows that this build neither reads nor grows: {kept.gone}",
        )
    if kept.changed:
        yield Message(
            f"reviews.jsonl 里有 {kept.changed} 个决定没有用上：那些行的文字已经变了，请用 hesui review 再看一遍",
            f"decisions in reviews.jsonl on rows whose text has changed since: {kept.changed}; "
            "look at them again with hesui review",
        )
    if kept.overruled:
        yield Message(
            f"审阅时接受或修改过的行里，有 {kept.overruled} 条还是被检查拒绝了（见 rejected.jsonl）",
            f"rows accepted or edited in review that a check refuses all the same: {kept.overruled} "
            "(see rejected.jsonl)",
        )


def _recipe(recipe: Recipe | Mapping[str, Any] | str | Path | None) -> Recipe:
    match recipe:
        case None:
            return Recipe()
        case Recipe():
            return recipe
        case str() | Path():
            return read_recipe(recipe)
        case _:
            return recipe_from(recipe)


def _record(pair: Pair) -> dict[str, Any]:
    return {
        "split": pair.split if pair.accepted else "rejected",
        "prompt": pair.prompt,
        "response": pair.response,
        "system": pair.system,
        "history": [{"role": turn.role, "content": turn.text} for turn in pair.history],
        "rejected_response": pair.rejected_response,
        "id": pair.id,
        "seed": pair.seed,
        "method": pair.method,
        "source": pair.source,
        "line": pair.line,
        "tags": [tag.constraint for tag in pair.tags],
        "codes": [issue.code for issue in pair.issues],
    }
