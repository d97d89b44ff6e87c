"""What the user chooses: one frozen ``Recipe``, its keys, defaults and reasons in one place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Literal

from hesui_data.augment.wording import TagStyle
from hesui_data.configuration import find_configuration, read_tables
from hesui_data.errors import RecipeError
from hesui_data.formats import DIALECTS
from hesui_data.length import COUNTERS
from hesui_data.schema import validated
from hesui_data.spending import Price
from hesui_data.splits import HELD_OUT

OTHER_TABLES = frozenset({"check"})
"""Tables of the same file that are no part of the recipe."""

PREFERENCE_DIALECTS = {name: one for name, one in DIALECTS.items() if one.prefers}


def _key(default: Any, zh: str, en: str) -> Any:
    """A recipe key with its reason in both languages."""
    return field(default=default, metadata={"zh": zh, "en": en})


@dataclass(frozen=True, slots=True, kw_only=True)
class Mix:
    """General pairs to mix in: where they are, and the share of the resulting rows that they may be.

    ``path`` is relative to the recipe's file, without one to the working directory. No absolute path goes into
    what a build writes, so of such a one ``path`` keeps the last name only.

    >>> Mix(path="/data/general.jsonl").path
    'general.jsonl'
    """

    path: str
    share: float = 0.20
    folder: str = field(default="", init=False, compare=False, repr=False)  # what ``path`` is relative to

    def __post_init__(self) -> None:
        _demand(self.path.strip() != "", "mix.path must name a file, got an empty string")
        _demand(0 < self.share < 1, f"mix.share must lie in (0, 1), got {self.share}")
        if Path(self.path).is_absolute():
            object.__setattr__(self, "folder", str(Path(self.path).parent))
            object.__setattr__(self, "path", Path(self.path).name)

    @property
    def file(self) -> Path:
        """Where the pairs are."""
        return Path(self.folder, self.path)

    def beside(self, folder: Path) -> Mix:
        """The same mix with its path taken from ``folder``, unless it was absolute.

        >>> Mix(path="general.jsonl").beside(Path("recipes")).file.as_posix()
        'recipes/general.jsonl'
        """
        found = Mix(path=self.path, share=self.share)
        object.__setattr__(found, "folder", self.folder or str(folder))
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """Everything a build can be told. Data only: frozen, hashable, written into the manifest.

    >>> Recipe(eval_share=0.2).eval_share
    0.2
    >>> Recipe(eval_share=1.5)
    Traceback (most recent call last):
    hesui_data.errors.RecipeError: eval_share must lie in [0, 1), got 1.5
    """

    language: Literal["zh", "en"] = _key(
        "zh", "输出文件里的说明文字用的语言", "language of the words in the files that a build writes"
    )
    name: str = _key("", "数据集的名字，写进 README.md", "what the data set is called, for README.md")
    licence: str = _key(
        "",
        "种子和结果的许可，如 cc-by-4.0；空着就写“未说明”",
        "licence of the seeds and of the result, such as cc-by-4.0; left empty it is called not stated",
    )
    origin: str = _key(
        "",
        "种子从哪里来；空着就写“未说明”",
        "where the seeds come from; left empty it is called not stated",
    )
    dialect: str = _key("qianfan", "输出的 JSONL 格式", "JSONL dialect of train.jsonl and eval.jsonl")
    parquet: bool = _key(
        False,
        "是否另写一份带来历的 Parquet（train.parquet、eval.parquet），要装 [parquet]",
        "whether to write Parquet with lineage too (train.parquet, eval.parquet); needs [parquet]",
    )
    columns: tuple[tuple[str, str], ...] = _key(
        (),
        '列名认不出时指明：[["prompt", "问题"], ["response", "答案"]]',
        'columns of unknown names: [["prompt", "Q"], ["response", "A"]]',
    )
    counter: str = _key("zi", "数“字”的方法", "how 字 are counted")
    tolerance: float = _key(
        0.10,
        "“左右”和裸数字（300字）允许的偏差，至少 2 字",
        "what 左右 and a bare number (300字) allow either way; at least 2",
    )
    retag_broken: bool = _key(
        True,
        "回答只违反一项字数要求时，把要求改成实情；否则剔除",
        "a pair that breaks just one length demand gets a true one instead of being rejected",
    )
    restore_layout: bool = _key(
        False,
        "在疑似丢失换行的标号（一、二、… 上联：下联：）前断行",
        "break lines before markers whose line breaks look lost",
    )
    repeat_threshold: float = _key(
        0.7,
        "提示词与回答的相似度都达到它，且字数要求相同，算重复，只留一条",
        "pairs this alike in prompt and response, with the same length demand, are repeats: one stays",
    )
    relative_threshold: float = _key(
        0.5,
        "回答相似度达到它算亲属：都保留，但分到同一侧",
        "responses this alike make relatives: both stay, on one side of the split",
    )
    eval_share: float = _key(
        0.10, "留作评测的种子比例（按家族切分）", "share of seed families held back for evaluation"
    )
    stratify: bool = _key(
        False,
        "让各长度段的评测比例精确；代价是增删数据会改变切分",
        "exact eval shares per length bucket, at the price that adding rows changes the split",
    )
    held_out: tuple[int, ...] = _key(
        HELD_OUT,
        "训练集绝不出现、只在评测里问的字数",
        "numbers of 字 that no train row asks for and that eval asks for",
    )
    paraphrases: int = _key(
        1, "每个种子最多几条规则改写的提示词（0 为不改写）", "rule-made prompts a seed, at most (0 for none)"
    )
    expand_to: int = _key(
        0,
        "用规则改写提示词，到一共这么多条为止（0 为不限）",
        "rewording by rules stops at so many rows in all (0 for no limit)",
    )
    augment: bool = _key(True, "是否按真实字数增广", "whether to grow length-tagged variants")
    tag_style: TagStyle = _key(  # noqa: RUF009  # a field, as all of them
        "natural",
        "增广出的提示词里字数要求的写法：natural 自然语言，bracket【字数：50以内】，token [LEN:<=50字]",
        "how grown prompts write a length demand: natural words, bracket 【字数：50以内】, token [LEN:<=50字]",
    )
    headroom: float = _key(
        0.0,
        "增广出的“以内”“以上”至少留出多大比例的余量",
        "share of itself that a one-sided bound of a grown prompt leaves free at least",
    )
    robust: bool = _key(
        False,
        "只保留按 zi、word_processor、chars 三种数法都成立的长度标签",
        "whether to keep only the length tags that hold by zi, word_processor and chars alike",
    )
    shorten: bool = _key(
        True,
        "是否用整句删减的办法增加较短的回答",
        "whether to grow shorter responses by leaving out whole sentences",
    )
    prompts_per_response: int = _key(
        4, "同一回答最多配几个提示词", "at most this many prompts share one response"
    )
    augment_to: int = _key(
        0,
        "按真实字数增广，到一共这么多条为止（0 为不限）",
        "growing length-tagged variants stops at so many rows in all (0 for no limit)",
    )
    phrase_share: float = _key(
        0.10, "同一种字数说法最多占的比例", "largest share of rows with one wording of a length"
    )
    frame_share: float = _key(
        0.05, "同一种提示词句式最多占的比例", "largest share of rows with one frame of a prompt"
    )
    curriculum: bool = _key(
        False,
        "是否加入数字数、比长短、改长改短的练习",
        "whether to add rows that teach counting, comparing and mending a length",
    )
    curriculum_share: float = _key(
        0.20,
        "这类练习最多占训练集的比例；只练数数会毁掉模型",
        "largest share of such rows in train: a set of counting rows alone collapses a model",
    )
    preference: bool = _key(
        False,
        "是否另写一份偏好数据 preference.jsonl（同一提示词，一个合要求，一个不合）",
        "whether to write preference.jsonl too: one prompt, a response that keeps the length and one that breaks it",
    )
    preference_dialect: str = _key("qianfan-dpo", "偏好数据的格式", "dialect of preference.jsonl")
    mix: Mix | None = _key(  # noqa: RUF009  # a field, as all of them
        None,
        "混入通用指令数据，保住模型原有的能力；share 是它占结果的比例，路径相对于本文件",
        "general pairs to mix in, to keep what a model could do; their share of the result, path from this file",
    )
    prices: tuple[Price, ...] = _key(
        (),
        '大模型每百万 token 的价格：[{ model = "deepseek-chat", input = 2.0, output = 8.0, currency = "CNY" }]',
        'prices of models a million tokens: [{ model = "deepseek-chat", input = 2.0, output = 8.0, currency = "CNY" }]',
    )
    epochs: int = _key(3, "计划训练的轮数，只用来算曝光数", "planned epochs; only used to state exposures")
    seed: str = _key("hesui", "一切随机选择的种子", "what every random choice is derived from")

    def __post_init__(self) -> None:
        for name in ("eval_share", "tolerance", "curriculum_share"):
            _demand(0 <= getattr(self, name) < 1, f"{name} must lie in [0, 1), got {getattr(self, name)}")
        for name in ("repeat_threshold", "relative_threshold", "phrase_share", "frame_share"):
            _demand(0 < getattr(self, name) <= 1, f"{name} must lie in (0, 1], got {getattr(self, name)}")
        _demand(0 <= self.headroom < 0.5, f"headroom must lie in [0, 0.5), got {self.headroom}")
        for name in ("prompts_per_response", "epochs"):
            _demand(getattr(self, name) >= 1, f"{name} must be at least 1, got {getattr(self, name)}")
        for name in ("paraphrases", "expand_to", "augment_to"):
            _demand(getattr(self, name) >= 0, f"{name} must be at least 0, got {getattr(self, name)}")
        _one_of("dialect", self.dialect, DIALECTS)
        _one_of("counter", self.counter, COUNTERS)
        _one_of("preference_dialect", self.preference_dialect, PREFERENCE_DIALECTS)

    def as_dict(self) -> dict[str, Any]:
        """The recipe as plain JSON values, as it stands in the manifest; ``read_mapping`` takes it back.

        >>> recipe_from(Recipe(epochs=5).as_dict()) == Recipe(epochs=5)
        True
        """
        return _table(self)


def recipe_from(mapping: Mapping[str, Any], *, where: str = "recipe") -> Recipe:
    """The recipe that ``mapping`` describes; keys left out have their defaults.

    Raises:
        RecipeError: an unknown key (the nearest name is offered), or a wrong type or value.
    """
    return validated(Recipe, mapping, where=where, error=RecipeError)


def read_recipe(path: str | Path) -> Recipe:
    """The recipe in a ``hesui.toml``, or in ``[tool.hesui]`` of a ``pyproject.toml``.

    Raises:
        RecipeError: the file cannot be read, is not TOML, or has a key or value that makes no sense.
    """
    path = Path(path)
    tables = {key: value for key, value in read_tables(path).items() if key not in OTHER_TABLES}
    recipe = recipe_from(tables, where=str(path))
    return replace(recipe, mix=recipe.mix.beside(path.parent)) if recipe.mix else recipe


def find_recipe(sources: Sequence[str | Path]) -> Path | None:
    """The recipe that applies to ``sources``: beside the first one, else in the working directory."""
    return find_configuration(sources)


def recipe_text(recipe: Recipe, language: str = "zh") -> str:
    """``recipe`` as a commented ``hesui.toml``; reading it gives ``recipe`` back."""
    lines = []
    for key in fields(recipe):
        value = getattr(recipe, key.name)
        line = f"# {key.name} = {_EXAMPLES[key.name]}" if value is None else f"{key.name} = {_toml(value)}"
        lines += [f"# {key.metadata[language]}", line, ""]
    return "\n".join(lines)


_EXAMPLES = {"mix": '{ path = "general.jsonl", share = 0.2 }'}
"""What a key that is not set may look like; TOML has no word for nothing."""


def _table(chosen: Recipe | Mix | Price) -> dict[str, Any]:
    return {key.name: _plain(getattr(chosen, key.name)) for key in fields(chosen) if key.init}


def _plain(value: Any) -> Any:
    if isinstance(value, Mix | Price):
        return _table(value)
    return [_plain(item) for item in value] if isinstance(value, tuple) else value


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    if isinstance(value, Mix | Price):
        return "{ " + ", ".join(f"{name} = {_toml(item)}" for name, item in _table(value).items()) + " }"
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return repr(value)


def _demand(holds: bool, message: str) -> None:
    if not holds:
        raise RecipeError(message, zh=_in_chinese(message))


def _in_chinese(message: str) -> str:
    """The message of a value that makes no sense, in Chinese: the words around the names and numbers differ."""
    for english, chinese in _CHINESE.items():
        message = message.replace(english, chinese)
    return message


_CHINESE = {
    " must lie in ": " 须在区间 ",
    " must be at least ": " 至少为 ",
    " must be one of ": " 只能是以下之一：",
    " must name a file": " 须是文件名",
    ", got an empty string": "，得到的是空字符串",
    ", got ": "，得到的是 ",
    "; got ": "；得到的是 ",
}


def _one_of(name: str, value: str, known: Mapping[str, Any]) -> None:
    _demand(value in known, f"{name} must be one of {', '.join(known)}; got {value!r}")
