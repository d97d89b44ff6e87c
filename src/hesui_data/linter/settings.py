"""What ``check`` is told: which rules, for which files, and how texts are read and counted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fnmatch import translate
from functools import lru_cache
from pathlib import PurePath
from typing import Any

from hesui_data.errors import RecipeError
from hesui_data.rules import RULES

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings of a check. A code is named whole or by its first characters: ``HD5`` is a family.

    >>> settings = Settings(ignore=("HD5",), per_file_ignores=(("raw/*", ("HD3",)),))
    >>> [settings.wants(code, "raw/a.jsonl") for code in ("HD201", "HD301", "HD502")]
    [True, False, False]
    >>> settings.wants("HD301", "train.jsonl")
    True
    >>> Settings(select=("HD99",))
    Traceback (most recent call last):
    hesui_data.errors.RecipeError: no rule has a code that starts with HD99 (hesui explain lists them)
    """

    select: tuple[str, ...] = ()  # none means all
    ignore: tuple[str, ...] = ()
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    exclude: tuple[str, ...] = ()
    columns: Pairs = ()
    counter: str = "zi"
    tolerance: float = 0.10
    repeat_threshold: float = 0.7
    relative_threshold: float = 0.5
    target: str = ""

    def __post_init__(self) -> None:
        if self.target:
            _known_target(self.target)
        ignored = [code for _, codes in self.per_file_ignores for code in codes]
        for prefix in (*self.select, *self.ignore, *ignored):
            _known_prefix(prefix)

    def wants(self, code: str, file: str) -> bool:
        """Whether a finding of ``code`` in ``file`` is to be told."""
        if not self.wants_rule(code):
            return False
        return not any(
            code.startswith(codes) and matches(file, glob) for glob, codes in self.per_file_ignores
        )

    def may_tell(self, *families: str) -> bool:
        """Whether a finding of these families, or of any rule whose code begins so, may be told.

        >>> Settings(select=("HD0", "HD102")).may_tell("HD1"), Settings(ignore=("HD4",)).may_tell("HD4")
        (True, False)
        """
        return any(self.wants_rule(code) for code in RULES if code.startswith(families))

    def wants_rule(self, code: str) -> bool:
        """Whether a finding of ``code`` is to be told in any file at all."""
        return code.startswith(self.select or "HD") and not code.startswith(self.ignore)

    def excludes(self, file: str) -> bool:
        """Whether ``file`` is not to be checked at all."""
        return any(matches(file, glob) for glob in self.exclude)


def matches(file: str, glob: str) -> bool:
    """Whether ``file``, its name or one of its folders matches ``glob``.

    >>> [matches("data/raw/a.jsonl", glob) for glob in ("*.jsonl", "data/raw/*", "raw", "b*")]
    [True, True, True, False]
    """
    path = PurePath(file.replace("\\", "/"))
    patterns = [_pattern(one) for one in _spellings(glob)]
    tails = ["/".join(path.parts[start:]) for start in range(1, len(path.parts))]
    return any(pattern(one) for pattern in patterns for one in (path.as_posix(), *tails, *path.parts))


def _spellings(glob: str) -> set[str]:
    """``glob`` with slashes, and without the folders that its ``**`` may stand for: there may be none.

    >>> sorted(_spellings("data\\\\**\\\\a.jsonl")), sorted(_spellings("./raw/"))
    (['data/**/a.jsonl', 'data/a.jsonl'], ['raw'])
    """
    glob = glob.replace("\\", "/").rstrip("/").removeprefix("./")
    return {glob, glob.replace("**/", "")}


@lru_cache(maxsize=256)
def _pattern(glob: str) -> Callable[[str], re.Match[str] | None]:
    return re.compile(translate(glob)).match


def _known_prefix(prefix: str) -> None:
    if not prefix or not any(code.startswith(prefix) for code in RULES):
        raise RecipeError(
            f"no rule has a code that starts with {prefix} (hesui explain lists them)",
            zh=f"没有以 {prefix} 开头的规则编号（hesui explain 列出全部）",
        )


def _known_target(name: str) -> None:
    from hesui_data.targets import TARGETS

    if name not in TARGETS:
        known = ", ".join(sorted(TARGETS))
        raise RecipeError(
            f"no target is called {name}; there are {known}", zh=f"没有训练平台 {name}；可用的有 {known}"
        )


KEYS = ("select", "ignore", "per_file_ignores", "exclude", "target", "strict", "baseline")
"""The keys of the table ``[check]``."""

SHARED = ("columns", "counter", "tolerance", "repeat_threshold", "relative_threshold")
"""The keys of a recipe by which a check judges, so that it says what a build would."""


@dataclass(frozen=True, slots=True)
class Configured:
    """What a configuration file says of checking: the settings by name, and how the command ends."""

    settings: Mapping[str, Any]
    strict: bool = False
    baseline: str = ""


def configured(tables: Mapping[str, Any], *, where: str) -> Configured:
    """What ``tables``, those of a ``hesui.toml``, say of checking.

    The keys of ``SHARED`` are the recipe's; its others are not looked at.

    >>> configured({"counter": "han", "check": {"ignore": ["HD5"]}}, where="hesui.toml").settings
    {'counter': 'han', 'ignore': ('HD5',)}

    Raises:
        RecipeError: an unknown key, or a value of the wrong type; the nearest key is offered.
    """
    found: dict[str, Any] = {name: _shared(name, tables[name], where) for name in SHARED if name in tables}
    table = tables.get("check", {})
    if not isinstance(table, Mapping):
        raise _wrong(where, "check", "a table", "一张表")
    for key, value in table.items():
        name = key.replace("-", "_")
        if name not in KEYS:
            raise unknown_key(f"{where}: [check]", key, KEYS)
        found[name] = _value(name, value, where)
    strict, baseline = found.pop("strict", False), found.pop("baseline", "")
    try:
        Settings(**found)
    except RecipeError as error:
        raise RecipeError(f"{where}: {error.en}", zh=f"{where}：{error.zh}") from error
    return Configured(found, strict, baseline)


def _shared(name: str, value: object, where: str) -> Any:
    """``value`` of a key of the recipe that says how a check judges, too."""
    if name == "columns":
        return _columns(value, where)
    if name == "counter":
        from hesui_data.length import COUNTERS

        if value not in COUNTERS:
            known = ", ".join(COUNTERS)
            raise _wrong(where, name, f"one of {known}", f"以下之一：{known}")
        return value
    number = value if isinstance(value, int | float) and not isinstance(value, bool) else -1
    if not (0 <= number < 1 if name == "tolerance" else 0 < number <= 1):
        span = "[0, 1)" if name == "tolerance" else "(0, 1]"
        raise _wrong(where, name, f"a number in {span}", f"区间 {span} 内的数")
    return value


def _columns(value: object, where: str) -> Pairs:
    pairs = list(value.items()) if isinstance(value, Mapping) else value
    if not isinstance(pairs, list) or not all(map(_is_pair, pairs)):
        form = '[["prompt", "Q"], ["response", "A"]]'
        raise _wrong(where, "columns", f"like {form}", f"形如 {form} 的列表")
    return tuple((field, name) for field, name in pairs)


def _is_pair(value: object) -> bool:
    """Whether ``value`` is two strings."""
    return isinstance(value, list | tuple) and len(value) == 2 and all(isinstance(one, str) for one in value)


def _value(name: str, value: object, where: str) -> Any:
    """``value`` of the key ``name`` as the settings take it."""
    if name == "strict":
        if not isinstance(value, bool):
            raise _wrong(where, "check.strict", "true or false", "true 或 false")
        return value
    if name in ("target", "baseline"):
        if not isinstance(value, str):
            raise _wrong(where, f"check.{name}", "a string", "字符串")
        return value
    if name == "per_file_ignores":
        if not isinstance(value, Mapping) or not all(map(_are_strings, value.values())):
            raise _wrong(
                where, "check.per_file_ignores", "a table of lists of codes", "“文件模式 = 编号列表”的表"
            )
        return tuple((glob, tuple(codes)) for glob, codes in value.items())
    if not _are_strings(value):
        raise _wrong(where, f"check.{name}", "a list of strings", "字符串的列表")
    return _frozen(value)


def _are_strings(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _frozen(value: Any) -> Any:
    return tuple(_frozen(item) for item in value) if isinstance(value, list) else value


def _wrong(where: str, key: str, expected: str, zh: str) -> RecipeError:
    return RecipeError(f"{where}: {key} must be {expected}", zh=f"{where}：{key} 应为{zh}")


def unknown_key(where: str, key: str, known: Iterable[str]) -> RecipeError:
    """The error that says that ``key`` is unknown in ``where``, and offers the nearest of the ``known``.

    >>> str(unknown_key("hesui.toml", "contur", ("counter", "seed")))
    "hesui.toml has no key 'contur'; did you mean counter?"
    """
    from difflib import get_close_matches

    near = get_close_matches(key, list(known), 1, 0.4)
    hint = (f"; did you mean {near[0]}?", f"；是不是 {near[0]}？") if near else ("", "")
    return RecipeError(f"{where} has no key {key!r}{hint[0]}", zh=f"{where} 没有键 {key!r}{hint[1]}")
