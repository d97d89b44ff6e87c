"""The gates of the language: Chinese, in one script, that reads like the seeds."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from hesui_data.expand.orders import Order
from hesui_data.expand.registers import DESK, LURE
from hesui_data.expand.standard import Standard
from hesui_data.expand.tells import LATIN_RUN, TRADITIONAL
from hesui_data.likeness.fluency import repeats_itself
from hesui_data.pair import Issue, Pair


def in_chinese(made: Pair, order: Order, standard: Standard) -> Iterator[Issue]:
    """Refuses a text of which less is Chinese than of the seed's, or that mixes the two scripts.

    >>> order = Order(0, "paraphrase", Pair("写一句祝福", "祝您新年快乐。"), 0)
    >>> [i.code for i in in_chinese(Pair("写一句", "Happy New Year to you all!"), order, None)]
    ['HD803']
    """
    for field, name in (("prompt", ("提示词", "prompt")), ("response", ("回答", "response"))):
        text, own = getattr(made, field), getattr(order.pair, field)
        share = _han_share(text)
        strange = LATIN_RUN.search(unicodedata.normalize("NFKC", text)) and not LATIN_RUN.search(own)
        if strange or _scripts(text) - _scripts(own) or share < min(_CHINESE, _han_share(own) - 0.1):
            yield Issue.of("HD803", field=field, field_name=name, share=f"{share:.0%}")
        if (signs := _pictographs(text)) > _PICTOGRAPHS + _pictographs(own):
            yield Issue.of(
                "HD809", field=field, reason=(f"有 {signs} 个表情符号", f"it has {signs} pictographs")
            )
        mixed = "".join(sorted(TRADITIONAL.intersection(text)))
        if mixed and not TRADITIONAL.intersection(own) and "繁体" not in made.prompt:
            yield Issue.of(
                "HD809", field=field, reason=(f"混有繁体字“{mixed[:8]}”", f"traditional {mixed[:8]}")
            )


_ORPHAN = re.compile(
    r"[，。！？；、：\n]\s*(?:的(?![确士话])|了(?![解不却得结然如事断])|们|吗|吧(?![台唧嗒])|呢(?![喃绒子])"
    r"|着(?![急手凉重想实火眼装力陆落色魔迷意笔])|过(?=[，。！？；、]))"
)
"""A clause that begins with a word that only follows others."""
_CHINESE = 0.85
_PICTOGRAPHS = 3
"""So many more than the seed has are a flourish."""


def _scripts(text: str) -> set[str]:
    """The scripts beside Han and plain Latin of which ``text`` has letters; Latin with accents is one."""
    letters = {c for c in text if c > "\u007f" and c.isalpha() and not "\u3400" <= c <= "\u9fff"}
    scripts = {unicodedata.name(c, "?").partition(" ")[0] for c in letters}
    return scripts - {"CJK", "IDEOGRAPHIC", "BOPOMOFO", "GREEK"}


def _pictographs(text: str) -> int:
    return sum(unicodedata.category(c) == "So" for c in text)


def _han_share(text: str) -> float:
    """The share of Han among letters and digits, a Latin word or number being one."""
    han = sum("\u3400" <= c <= "\u9fff" for c in text)
    others = len(re.findall(r"[^\W\u3400-\u9fff_]+", text))
    return han / (han + others) if han + others else 0.0


def fluent(made: Pair, order: Order, standard: Standard) -> Iterator[Issue]:
    """Refuses texts that the model of the seeds finds far less usual than any seed, and endless repetition."""
    yield from _strangers(made, order, standard)
    if (words := _longest_clause(made.response)) and len(words) > max(
        _LONGEST_CLAUSE, 1.3 * len(_longest_clause(order.pair.response))
    ):
        yield Issue.of(
            "HD809",
            field="response",
            reason=(f"“{words[:20]}…”一口气没有标点", f'no mark parts "{words[:20]}…"'),
        )
    for field, model in (("prompt", standard.prompts), ("response", standard.responses)):
        text = getattr(made, field)
        if repeats_itself(text) and not repeats_itself(getattr(order.pair, field)):
            yield Issue.of(
                "HD809", field=field, reason=("反复说同样的话", "it says the same again and again")
            )
        elif (orphan := _ORPHAN.search(text)) and not _ORPHAN.search(getattr(order.pair, field)):
            words = orphan[0].strip()
            yield Issue.of(
                "HD809", field=field, reason=(f"“{words}”起不了头", f'no clause begins with "{words}"')
            )
        elif (score := model.misses(text)) is not None:
            least = model.least(text)
            yield Issue.of(
                "HD809",
                field=field,
                reason=(
                    f"得分 {score:.2f}，至少要 {least:.2f}",
                    f"it scores {score:.2f}, at least {least:.2f} is needed",
                ),
            )


_LONGEST_CLAUSE = 34
"""Letters in a row that people do not part by any mark."""


def _longest_clause(text: str) -> str:
    return max(_LETTERS.findall(text), key=len, default="")


_LETTERS = re.compile("[\u3400-\u9fff]+")


def _strangers(made: Pair, order: Order, standard: Standard) -> Iterator[Issue]:
    """An issue for each field in which somebody speaks who is not at home in the seeds."""
    for field, voices in standard.voices.items():
        own = getattr(order.pair, field)

        def suspect(name: str, part: str, own: str = own) -> bool:
            register = _REGISTERS.get(name)
            return bool(register and register.sentence_in(unicodedata.normalize("NFKC", part), own))

        if found := voices.stranger(getattr(made, field), suspect):
            voice, words = found[0], found[1][:40]
            if voice == "elsewhere":
                reason = (f"“{words}”是别处的话", f'"{words}" is from elsewhere')
                yield Issue.of("HD809", field=field, reason=reason)
            else:
                yield Issue.of("HD813" if voice == "desk" else "HD811", field=field, words=words)


_REGISTERS = {"desk": DESK, "lure": LURE}
