"""The promises of a build, each with the figure that was measured on its rows: holds, breaks, or cannot tell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from hesui_data.report.facts import About, Facts

Outcome = Literal["holds", "breaks", "unknown"]


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise by its key in the words, what was found, and the figure in Chinese and in English."""

    key: str
    outcome: Outcome
    figure: tuple[str, str]


def measured_promises(facts: Facts) -> tuple[Promise, ...]:
    """The seven promises in their order, measured."""
    return (
        _lengths(facts),
        _layout(facts),
        _account(facts),
        _leaks(facts),
        _order(facts),
        _paid(facts),
        _sent(facts),
    )


def adds_up(facts: Facts) -> bool:
    """Whether the rows that were gone through are those the stages tell of, at each stage and in all."""
    return not any(_gaps(facts))


def _lengths(facts: Facts) -> Promise:
    found = facts.lengths
    false, broken, untold = found.tags - found.true_tags, found.kept.breaks, found.kept.unknown
    return Promise(
        "true lengths",
        _told(not false and not broken),
        (
            f"{found.tagged:,} 条共 {found.tags:,} 个标签，重新数过：{found.true_tags:,} 个为真、{false:,} 个不真；"
            f"留下的要求中不合的 {broken:,} 个，无法判定（因此没有标签）的 {untold:,} 个",
            f"{found.tags:,} tags on {found.tagged:,} rows, counted again: {found.true_tags:,} true, {false:,} false; "
            f"of the demands that were kept {broken:,} are broken and {untold:,} cannot be told (and carry no tag)",
        ),
    )


def _layout(facts: Facts) -> Promise:
    found = facts.layouts
    return Promise(
        "layout",
        _told(found.texts == found.kept and not found.unsettled),
        (
            f"{found.changed:,} 条有改动；逐一对照 {found.texts:,} 段文字改动前后的行骨架：{found.kept:,} 段相同；"
            f"再清洗一次还会变的 {found.unsettled:,} 条"
            + (f"；按配方补回换行或由人审阅改过的 {found.restored:,} 条另计" if found.restored else ""),
            f"{found.changed:,} rows were changed; the line skeleton before and after was compared in {found.texts:,} "
            f"texts: {found.kept:,} are the same; cleaning again would change {found.unsettled:,} rows"
            + (
                f"; {found.restored:,} rows count apart: line breaks put back as the recipe asks, or edits of a person"
                if found.restored
                else ""
            ),
        ),
    )


def _account(facts: Facts) -> Promise:
    about, rows = facts.about, facts.sides.rows
    told = facts.refusals.told
    given, came = about.read + about.grown, sum(rows.values())
    return Promise(
        "no loss",
        _told(adds_up(facts)),
        (
            f"读入 {about.read:,} + 新增 {about.grown:,} = {given:,}；文件里数到 训练 {rows['train']:,} + "
            f"评测 {rows['eval']:,} + 剔除 {rows['rejected']:,} = {came:,}；剔除的有原文、阶段、编号和原因的 {told:,} 条",
            f"{about.read:,} read + {about.grown:,} grown = {given:,}; counted in the files: {rows['train']:,} train + "
            f"{rows['eval']:,} eval + {rows['rejected']:,} rejected = {came:,}; of the rejected {told:,} have their "
            "text, stage, code and reason",
        ),
    )


def _leaks(facts: Facts) -> Promise:
    found = facts.sides
    crossing = sum(feature.crossing for feature in found.features)
    train, held_back = found.compared
    return Promise(
        "no leak",
        _told(not found.leaks),
        (
            f"与评测集同种子、同提示词、同要求、同开头或同回答的训练数据 {crossing:,} 条；"
            f"回答两两比对（{train:,} 条对 {held_back:,} 条），相似度达到 {found.threshold:g} 的 {found.alike:,} 对",
            f"{crossing:,} train rows share a seed, prompt, request, opening or response with eval; of responses held "
            f"against each other ({train:,} by {held_back:,} rows) {found.alike:,} are alike from {found.threshold:g} on",
        ),
    )


def _order(facts: Facts) -> Promise:
    found = facts.order
    holds = found.in_order == found.rows and not found.foreign
    return Promise(
        "same out",
        _told(holds),
        (
            f"一次构建能看到的：按编号（内容的哈希）排列的 {found.in_order:,} / {found.rows:,} 条，来源写成绝对路径的 {found.foreign:,} 条；"
            f"内容指纹 {found.print[:16]}，重做一次应相同（hesui report --since 会比较）",
            f"what one build can show: {found.in_order:,} of {found.rows:,} rows stand in the order of their ids, which are "
            f"hashes; {found.foreign:,} name an absolute path; fingerprint {found.print[:16]}, which building again must "
            "give (hesui report --since compares)",
        ),
    )


def _paid(facts: Facts) -> Promise:
    found = facts.shares
    if not found.asked:
        zh, en = (
            f"{facts.order.rows:,} 条中出自大模型的 0 条，花费 0",
            f"0 of {facts.order.rows:,} rows were written by a language model; nothing was paid",
        )
        return Promise("paid once", "holds", (zh, en))
    requests = sum(len(bill.requests) for bill in found.bills)
    billed = found.asked - found.unbilled
    return Promise(
        "paid once",
        "unknown" if found.unbilled else "holds",
        (
            f"大模型写的 {found.asked:,} 条，其中 {billed:,} 条有请求记录（{requests:,} 个不同的请求，各付一次），"
            f"{found.unbilled:,} 条没有，无从核对",
            f"{found.asked:,} rows were written by a language model; {billed:,} of them have their request on record "
            f"({requests:,} requests, each paid once), {found.unbilled:,} have none and cannot be told",
        ),
    )


def _sent(facts: Facts) -> Promise:
    found, rows = facts.shares, facts.order.rows
    models = ", ".join(bill.model for bill in found.bills)
    to = (
        (f"（{models or '去向不明'}）", f" ({models or 'to whom is not on record'})")
        if found.asked
        else ("", "")
    )
    return Promise(
        "stays here",
        "unknown" if found.unbilled else "holds",
        (
            f"{rows:,} 条和剔除的 {facts.refusals.rows:,} 条中，来自大模型请求的 {found.asked:,} 条{to[0]}，"
            "都要明确运行 hesui expand 才有；构建本身不发请求，本页不加载外部内容",
            f"of {rows:,} rows and {facts.refusals.rows:,} rejected ones {found.asked:,} came of requests to a language "
            f"model{to[1]}, which only hesui expand makes, when it is run; a build makes none, and this page loads nothing",
        ),
    )


def _told(holds: bool) -> Outcome:
    return "holds" if holds else "breaks"


def _gaps(facts: Facts) -> Iterator[str]:
    """What does not add up."""
    about, rows = facts.about, facts.sides.rows
    if about.read + about.grown != sum(rows.values()):
        yield "total"
    if (about.train, about.eval, about.rejected) != tuple(
        rows[side] for side in ("train", "eval", "rejected")
    ):
        yield "sides"
    if facts.refusals.told != rows["rejected"]:
        yield "reasons"
    yield from _gaps_between(about)


def _gaps_between(about: About) -> Iterator[str]:
    """The stages that were not given what the one before let go on."""
    if about.stages and about.stages[0].given != about.read:
        yield about.stages[0].stage
    for before, after in pairwise(about.stages):
        if before.given + before.grown != after.given:
            yield after.stage
    if about.stages and about.stages[-1].given + about.stages[-1].grown != about.read + about.grown:
        yield "last"
