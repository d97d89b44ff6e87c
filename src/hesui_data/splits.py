"""Which pairs are trained on and which are held back: whole groups of relatives, by a rule that lasts.

A group's side depends on its members alone. Each seed has a draw in [0, 1), a hash of its id; a group is held
back if the smallest draw of its members' seeds lies under the share, or if one of its seeds asks for a
held-out number of 字. So the order of rows changes nothing, and more rows can only move a group from train
to eval (when they join it), never back: what a model was evaluated on is not trained on later.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeVar

from hesui_data.dedup import REASONS, RELATIVE_THRESHOLD, AlikeKeys, Link, Tie, groups, links, ties
from hesui_data.length.counters import zi
from hesui_data.length.grammar import parse_length
from hesui_data.length.numerals import CHINESE, parse_number
from hesui_data.likeness import alike_keys
from hesui_data.pair import Issue, Pair
from hesui_data.patterns import Pattern

F = TypeVar("F", int, str)

HELD_OUT: tuple[int, ...] = (35, 45, 66, 88, 135, 260, 350, 520)
"""Numbers of 字 that no train row asks for and that eval asks for, so that unseen lengths are tested.

Fixed, so that more rows never change it; people ask for them now and then, so that some are in any
large set, yet none is a round number that a data set could hardly do without."""

LARGE = 0.20
"""A group with a greater share of the rows is reported: it lets the split go only one way or the other."""

_BOUNDS = (20, 50, 100, 200, 400, 800)
BUCKETS: tuple[str, ...] = (
    f"≤{_BOUNDS[0]}",
    *(f"{low + 1}–{high}" for low, high in pairwise(_BOUNDS)),
    f">{_BOUNDS[-1]}",
)
"""Names of the length buckets, by 字 of the response."""

_NUMBER = Pattern(f"[0-9０-９]+|[{CHINESE}]+")
_REPEATS = frozenset({"HD401", "HD402"})


@dataclass(frozen=True, slots=True)
class Message:
    """The same words in Chinese and in English."""

    zh: str
    en: str

    def say(self, language: str) -> str:
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True, slots=True)
class BucketShare:
    """How many accepted rows of a length bucket there are, and how many of them are held back."""

    bucket: str
    rows: int
    eval_rows: int


@dataclass(frozen=True, slots=True)
class LargeGroup:
    """A group of more than ``LARGE`` of the rows, and what ties it together."""

    name: str
    rows: int
    ties: tuple[Tie, ...]


@dataclass(frozen=True, slots=True)
class SplitPlan:
    """The pairs with their sides, and what there is to know about the split."""

    pairs: tuple[Pair, ...]
    groups: Mapping[str, str]  # id → name of its group, repeats included
    shares: tuple[BucketShare, ...]
    large_groups: tuple[LargeGroup, ...]
    held_out_asked: tuple[int, ...]  # the held-out values that some eval row asks for
    warnings: tuple[Message, ...]


def assign_splits(
    pairs: Iterable[Pair],
    *,
    eval_share: float = 0.1,
    held_out: Collection[int] = HELD_OUT,
    stratify: bool = False,
    tie_threshold: float = RELATIVE_THRESHOLD,
) -> SplitPlan:
    """``pairs`` in their order, each accepted one with its ``split``: whole groups of relatives.

    Rejected pairs pass through as they are. Repeats get no split either but belong to their group: were
    they left out, a new row that makes a repeat of an old one could tear a group apart and move a part of
    it from eval to train. ``stratify`` takes as many rows of each length bucket as the share says, group by
    group in the order of their draws, and gives up the promise about added rows.

    >>> plan = assign_splits([Pair("写一句祝福", "新年快乐"), Pair("写一句祝福", "恭喜发财")])
    >>> len({pair.split for pair in plan.pairs}), len(set(plan.groups.values()))
    (1, 1)
    """
    pairs = tuple(pairs)
    members = [pair for pair in pairs if belongs(pair)]
    found = tuple(ties(members, threshold=tie_threshold))
    group_of = groups(members, found)
    families = _families(members, group_of)
    chosen = {name for name, family in families.items() if _asks_held_out(family, held_out)}
    if stratify:
        chosen |= _stratified(families, chosen, eval_share)
    else:
        chosen |= {name for name, family in families.items() if _draw_of(family) < eval_share}
    split = tuple(_placed(pair, group_of, chosen) for pair in pairs)
    return _plan(split, group_of, found, eval_share=eval_share, held_out=held_out, stratify=stratify)


def leaks(
    train: Iterable[Pair],
    eval: Iterable[Pair],
    *,
    threshold: float = RELATIVE_THRESHOLD,
    alike: AlikeKeys = alike_keys,
) -> Iterator[Tie]:
    """The ties between the sides, ``a`` in train and ``b`` in eval: none after ``assign_splits``.

    Every pair of either side that is tied to the other is named, with the first it is tied to there:
    originals come before variants, smaller ids before greater ones.

    >>> seed = Pair("写祝福", "新年快乐")
    >>> [tie.reason for tie in leaks([seed.grow("retag", prompt="写一段4字祝福")], [seed])]
    ['seed']
    """
    train, eval = list(train), list(eval)
    held_back = {pair.id for pair in eval}
    yield from crossing_ties(links([*train, *eval], threshold=threshold, alike=alike), held_back)


def crossing_ties(found: Iterable[Link], held_back: Collection[str]) -> Iterator[Tie]:
    """The ties of ``found`` that cross the split, each once; ``held_back`` are the ids in eval.

    >>> seed = Pair("写祝福", "新年快乐", id="a")
    >>> both = [seed, seed.grow("retag", prompt="写一段4字祝福")]
    >>> [tie.b for tie in crossing_ties([Link(both, both, "seed")], {"a"})]
    ['a']
    """
    known: set[tuple[str, str]] = set()
    for link in found:
        for crossing in _crossings(link, held_back):
            if crossing not in known:
                known.add(crossing)
                yield Tie(*crossing, link.reason, link.similarity)


def flag_leaks(pairs: Iterable[Pair], *, threshold: float = RELATIVE_THRESHOLD) -> Iterator[Pair]:
    """The pairs in their order; of two accepted ones that are tied across the split one is flagged.

    The train pair is, unless it is an original and the eval pair is not. HD403 names the other.

    >>> seed = Pair("写祝福", "新年快乐", split="eval")
    >>> variant = Pair("写祝福", "恭喜发财", split="train")
    >>> [[issue.code for issue in pair.issues] for pair in flag_leaks([seed, variant])]
    [[], ['HD403']]
    """
    pairs = list(pairs)
    accepted = {pair.id: pair for pair in pairs if pair.accepted}
    train = [pair for pair in accepted.values() if pair.split == "train"]
    eval = [pair for pair in accepted.values() if pair.split == "eval"]
    originals = {id for id, pair in accepted.items() if pair.original}
    issues = leak_issues(leaks(train, eval, threshold=threshold), originals)
    for pair in pairs:
        yield pair.flag(issues[pair.id]) if pair.accepted and pair.id in issues else pair


def leak_issues(found: Iterable[Tie], originals: Collection[str]) -> dict[str, Issue]:
    """Id → issue of the one of two tied rows that goes; ``originals`` are ids.

    >>> [*leak_issues([Tie("a", "b", "prompt")], {"a"})], [*leak_issues([Tie("a", "b", "prompt")], {"a", "b"})]
    (['b'], ['a'])
    """
    issues: dict[str, Issue] = {}
    for tie in found:
        spared = tie.a in originals and tie.b not in originals
        flagged, other = (tie.b, tie.a) if spared else (tie.a, tie.b)
        issues.setdefault(flagged, Issue.of("HD403", twin=other, reason=REASONS[tie.reason]))
    return issues


def asked_values(prompt: str) -> frozenset[int]:
    """The numbers of 字 (also 汉字, 字符) that ``prompt`` asks for, in any scope, however written.

    Of 不足50字 it is both 49, the bound, and 50, the number that is written.

    >>> sorted(asked_values("写一篇三段的文章，标题十字以内，正文不足50字"))
    [10, 49, 50]
    """
    asked: set[int | None] = set()
    for constraint in parse_length(prompt):
        if constraint.unit in {"字", "汉字", "字符"}:
            asked |= {constraint.min, constraint.max, constraint.target}
            asked |= {parse_number(number) for number in _NUMBER.findall(prompt[slice(*constraint.span)])}
    return frozenset(number for number in asked if number is not None)


def bucket_of(count: int) -> str:
    """The length bucket of a response of ``count`` 字.

    >>> bucket_of(20), bucket_of(21), bucket_of(801)
    ('≤20', '21–50', '>800')
    """
    return BUCKETS[sum(count > bound for bound in _BOUNDS)]


def draw(id: str) -> float:
    """The number in [0, 1) that is drawn for ``id``: the same on every machine, whatever form ids have.

    >>> draw("a") == draw("a") != draw("b")
    True
    """
    digest = hashlib.sha256(b"split\0" + id.encode("utf-8", "surrogatepass")).digest()
    return (int.from_bytes(digest[:8], "big") >> 11) / 2**53


def belongs(pair: Pair) -> bool:
    """Whether a pair belongs to a group: it is accepted, or rejected only as a repeat.

    >>> wish = Pair("写祝福", "新年好")
    >>> belongs(wish.flag(Issue.of("HD401", twin="a"))), belongs(wish.flag(Issue.of("HD102")))
    (True, False)
    """
    return all(issue.code in _REPEATS for issue in pair.issues if issue.rejects)


def _families(members: Iterable[Pair], group_of: Mapping[str, str]) -> dict[str, list[Pair]]:
    """Name of a group → its members."""
    families: dict[str, list[Pair]] = defaultdict(list)
    for pair in members:
        families[group_of[pair.id]].append(pair)
    return families


def _draw_of(family: Iterable[Pair]) -> float:
    """The smallest draw of a seed: a variant has no draw of its own, else each would be one more chance of eval."""
    return min(draw(pair.seed) for pair in family)


def _asks_held_out(family: Iterable[Pair], held_out: Collection[int]) -> bool:
    return any(not asked_values(pair.prompt).isdisjoint(held_out) for pair in family)


def _placed(pair: Pair, group_of: Mapping[str, str], chosen: Collection[str]) -> Pair:
    if not pair.accepted:
        return pair
    return replace(pair, split="eval" if group_of[pair.id] in chosen else "train")


def _stratified(
    families: Mapping[str, Sequence[Pair]], chosen: Collection[str], eval_share: float
) -> set[str]:
    """Names of groups that, with those already ``chosen``, hold back the share of every length bucket."""
    sizes = {}
    for name in sorted(families, key=lambda name: _draw_of(families[name])):
        accepted = [pair for pair in families[name] if pair.accepted]
        if accepted:
            sizes[name] = _home(accepted), len(accepted)
    return taken_by_bucket(sizes, chosen, eval_share)


def taken_by_bucket(sizes: Mapping[F, tuple[str, int]], chosen: Collection[F], eval_share: float) -> set[F]:
    """Groups that, with those already ``chosen``, hold back the share of every length bucket.

    ``sizes`` has bucket and rows of each group, in the order in which they are drawn.

    >>> taken_by_bucket({"a": ("≤20", 3), "b": ("≤20", 1), "c": ("≤20", 6)}, (), 0.1)
    {'b'}
    """
    homes: dict[str, list[F]] = defaultdict(list)
    for group, (bucket, _) in sizes.items():
        homes[bucket].append(group)
    taken: set[F] = set()
    for groups_there in homes.values():
        wanted = _wanted(sum(sizes[group][1] for group in groups_there), eval_share)
        wanted -= sum(sizes[group][1] for group in groups_there if group in chosen)
        for group in groups_there:
            if group not in chosen and sizes[group][1] <= wanted:
                taken.add(group)
                wanted -= sizes[group][1]
    return taken


def _home(family: Sequence[Pair]) -> str:
    """The length bucket of most of a family's responses; the shortest of several."""
    counts = Counter(bucket_of(zi(pair.response)) for pair in family)
    return max(BUCKETS, key=lambda bucket: counts[bucket])


def _wanted(rows: int, eval_share: float) -> int:
    """How many of ``rows`` to hold back: the share, to the nearest, but one at least of two or more."""
    at_least = 1 if eval_share and rows > 1 else 0
    return max(at_least, int(rows * eval_share + 0.5))


def _plan(
    pairs: tuple[Pair, ...],
    group_of: Mapping[str, str],
    found: Sequence[Tie],
    *,
    eval_share: float,
    held_out: Collection[int],
    stratify: bool,
) -> SplitPlan:
    accepted = [pair for pair in pairs if pair.accepted]
    held_back = [pair for pair in accepted if pair.split == "eval"]
    shares, large = _shares(accepted), _large_groups(accepted, group_of, found)
    asked = frozenset[int]().union(*(asked_values(pair.prompt) for pair in held_back))
    warnings = split_warnings(shares, large, len(accepted), eval_share=eval_share, stratify=stratify)
    return SplitPlan(pairs, group_of, shares, large, tuple(sorted(asked & set(held_out))), tuple(warnings))


def split_warnings(
    shares: Iterable[BucketShare],
    large: Iterable[LargeGroup],
    rows: int,
    *,
    eval_share: float,
    stratify: bool,
) -> Iterator[Message]:
    """What to know about a split of ``rows`` accepted rows."""
    yield from _bucket_warnings(shares, eval_share)
    yield from (_large_warning(group, rows) for group in large)
    if stratify:
        yield _STRATIFIED


def _shares(accepted: Iterable[Pair]) -> tuple[BucketShare, ...]:
    rows, eval_rows = Counter[str](), Counter[str]()
    for pair in accepted:
        bucket = bucket_of(zi(pair.response))
        rows[bucket] += 1
        eval_rows[bucket] += pair.split == "eval"
    return tuple(BucketShare(bucket, rows[bucket], eval_rows[bucket]) for bucket in BUCKETS)


def _large_groups(
    accepted: Sequence[Pair], group_of: Mapping[str, str], found: Iterable[Tie]
) -> tuple[LargeGroup, ...]:
    sizes = Counter(group_of[pair.id] for pair in accepted)
    large = sorted(name for name, size in sizes.items() if size > max(1, LARGE * len(accepted)))
    inside: dict[str, list[Tie]] = {name: [] for name in large}
    for tie in found:
        if group_of[tie.a] in inside:
            inside[group_of[tie.a]].append(tie)
    return tuple(LargeGroup(name, sizes[name], tuple(inside[name])) for name in large)


def _bucket_warnings(shares: Iterable[BucketShare], eval_share: float) -> Iterator[Message]:
    for share in shares:
        if eval_share and share.rows and not share.eval_rows:
            yield Message(
                f"长度段 {share.bucket} 字有 {share.rows} 条，评测集里一条也没有",
                f"length bucket {share.bucket} 字 has {share.rows} rows and none of them in eval",
            )
        elif share.rows and share.rows == share.eval_rows:
            yield Message(
                f"长度段 {share.bucket} 字的 {share.rows} 条全在评测集，训练集里一条也没有",
                f"length bucket {share.bucket} 字 has {share.rows} rows, all in eval and none in train",
            )


def _large_warning(group: LargeGroup, rows: int) -> Message:
    share, tie = f"{group.rows / rows:.0%}", group.ties[0]
    zh, en = REASONS[tie.reason]
    return Message(
        f"家族 {group.name} 占了 {share} 的数据（{group.rows} 条），只能整个放在一侧；"
        f"如 {tie.a} 与 {tie.b}：{zh}",
        f"group {group.name} is {share} of the rows ({group.rows}) and must stay on one side; "
        f"for one, {tie.a} and {tie.b}: {en}",
    )


_STRATIFIED = Message(
    "stratify：各长度段的评测比例精确，但增删数据会使已有的数据换边",
    "stratify: shares are exact in every length bucket, but added rows can move old ones to the other side",
)


def _crossings(link: Link, held_back: Collection[str]) -> Iterator[tuple[str, str]]:
    """Pairs of ids, train first, that ``link`` joins across the split."""
    ends = [(link.ours, link.theirs)]
    if link.ours is not link.theirs:
        ends.append((link.theirs, link.ours))
    for ours, theirs in ends:
        train = sorted((pair for pair in ours if pair.id not in held_back), key=_originals_first)
        eval = sorted((pair for pair in theirs if pair.id in held_back), key=_originals_first)
        if train and eval:
            yield from ((pair.id, eval[0].id) for pair in train)
            yield from ((train[0].id, pair.id) for pair in eval)


def _originals_first(pair: Pair) -> tuple[bool, str]:
    return not pair.original, pair.id
