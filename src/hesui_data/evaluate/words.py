"""What an evaluation says of a model, in Chinese and in English, in one table."""

from __future__ import annotations

from hesui_data.evaluate.questions import Group

GROUP_WORDS: dict[Group, tuple[str, str]] = {
    "trained": ("训练过的提示词", "prompts trained on"),
    "paraphrase": ("训练过的换个说法", "paraphrases of them"),
    "unseen": ("没见过的提示词", "unseen prompts"),
    "general": ("通用问题", "general questions"),
}

GROUP_NAMES: dict[Group, tuple[str, str]] = {
    "trained": ("训练过", "trained on"),
    "paraphrase": ("换说法", "paraphrase"),
    "unseen": ("没见过", "unseen"),
    "general": ("通用", "general"),
}
"""The same, short enough for a table."""

WORDS: dict[str, tuple[str, str]] = {
    # faults
    "recites": (
        "背诵训练数据：没见过的提示词上，{share} 的回答有一半以上是训练回答的原文",
        "it recites training data: on unseen prompts {share} of the answers are copied from training responses by half or more",
    ),
    "lengths": (
        "不守字数：没见过的提示词上只守住了 {share} 的字数要求，太短 {under}，太长 {over}",
        "it ignores lengths: on unseen prompts {share} of the length demands are kept; too short {under}, too long {over}",
    ),
    "overfits": (
        "过拟合：字数要求在训练过的提示词上守住 {share}，在没见过的上 {unseen}",
        "it is over-fitted: length demands are kept on {share} of the prompts trained on and on {unseen} of unseen ones",
    ),
    "numbers": (
        "只会训练过的字数：没见过的提示词上，训练里有的字数守住 {seen}，没有的 {share}",
        "it knows only the numbers it was trained on: on unseen prompts {seen} of those are kept, of others {share}",
    ),
    "lines": (
        "丢了换行：{group}上，该分行的回答有 {share} 全挤在一行里",
        "it lost its line breaks: on {group}, of the answers that should stand on several lines {share} stand on one",
    ),
    "same-answer": (
        "千篇一律：{group}上，{share} 的回答与另一题的回答一字不差",
        "it says the same to everything: on {group} {share} of the answers were given to another prompt too",
    ),
    "only-counts": (
        "只会报数：{group}上，{share} 的回答只是一个数",
        "it answers with a count: on {group} {share} of the answers are nothing else",
    ),
    "greets": (
        "见谁都拜年：没有要祝福的通用问题上，{share} 的回答在问候或祝福",
        "it greets everybody: of general questions that ask for no wish {share} were answered with one",
    ),
    "forgot": (
        "忘了本来会的：通用问题只答对 {share}",
        "it forgot what it knew: {share} of the general questions are answered rightly",
    ),
    "empty": ("{group}上，{share} 的回答是空的", "on {group} {share} of the answers are empty"),
    "no faults": ("没有发现明显的毛病。", "No evident fault was found."),
    "not asked": (
        "没见过的提示词一个也没有回答，看不出毛病：{names}",
        "No unseen prompt was answered, so faults cannot be seen: {names}",
    ),
    # the gap
    "gap": (
        "{name}：字数要求在训练过的提示词上守住 {trained}，换个说法 {paraphrase}，没见过的 {unseen}，相差 {points:.0f} 个百分点（95% 区间 {low:.0f} 到 {high:.0f}），{verdict}。",
        "{name}: length demands are kept on {trained} of the prompts trained on, on {paraphrase} of paraphrases and on {unseen} of unseen prompts, a gap of {points:.0f} points (95 % interval {low:.0f} to {high:.0f}): {verdict}.",
    ),
    "gap one side": (
        "{name}：{group}上守住 {share} 的字数要求；训练过的和没见过的提示词都有回答，才看得出是学会了还是背下来了。",
        "{name}: {share} of the length demands on {group} are kept; only answers to both trained and unseen prompts show whether it learnt or memorised.",
    ),
    "gap unknown": (
        "{name}：没有对带字数要求的提示词的回答，看不出是学会了还是背下来了。",
        "{name}: no prompt with a length demand was answered, so one cannot tell whether it learnt or memorised.",
    ),
    "memorised": ("像是背下来的，不是学会的", "it seems memorised rather than learnt"),
    "some gap": ("有差距，但还不足以说是背下来的", "a gap, but no proof that it memorised"),
    "no gap": ("看不出过拟合", "no sign of over-fitting"),
}
"""Key → (Chinese, English)."""


def say(key: str, language: str, **values: object) -> str:
    """The words for ``key`` in ``language``, ``"zh"`` or ``"en"``, with ``values`` filled in.

    >>> say("no gap", "en")
    'no sign of over-fitting'
    """
    return WORDS[key][0 if language == "zh" else 1].format(**values)
