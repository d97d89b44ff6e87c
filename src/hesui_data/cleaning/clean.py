"""Cleaning a text or a pair: the fixers, one after the other, each change recorded as a step."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from hesui_data.cleaning.code import looks_like_code
from hesui_data.cleaning.fixers import FIXERS, GUESSING_FIXERS, WHITE_SPACE_FIXERS, Fixer
from hesui_data.pair import Pair, Step
from hesui_data.patterns import Pattern

_ROUNDS = 8  # one is nearly always enough: a second is needed when mending one thing uncovers another
_CAUTIOUS_FIXERS = {name: fix for name, fix in FIXERS.items() if name not in GUESSING_FIXERS}
_CHARACTER_FIXERS = {name: fix for name, fix in FIXERS.items() if name not in WHITE_SPACE_FIXERS}

# Characters that no fixer cares for; Han, kana and full-width marks, ASCII without & < \ and controls.
_PLAIN = (
    "\t -%'-;=-\\[\\]-~\xb7\xf7\u2010-\u2027\u2030-\u205e\u2190-\u21ff\u2460-\u27bf\u3000-\u3029\u3030-"
    "\u303f\u3041-\u3096\u30a1-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uff01-\uff9d\uffe0-\uffe6"
    "\U0001f1e6-\U0001f1ff\U0001f300-\U0001faff\U00020000-\U0002a6df"
)
# A letter with a mark is composed, and no mojibake, where what comes next can be no part of it.
_LETTER = "[\xc0-\xd6\xd8-\xf6\xf8-\xff](?=[\t\n -~\u3000-\u9fff\uff01-\uff9d]|\\Z)"


def _laid_out(characters: str) -> Pattern:
    """A text of ``characters`` without blank runs and without space before a line end."""
    return Pattern(rf"(?!\n)(?:[{characters}]++|{_LETTER}|(?<![ \t\u3000])\n\n?(?!\n))*+(?<![ \t\u3000\n])")


PLAIN_TEXT = _laid_out(_PLAIN)
"""The whole of a text that certainly no fixer would change, as most are."""

_TO_GUESS_ABOUT = _laid_out(_PLAIN + "&<\\\\")
_TO_LAY_OUT = Pattern(rf"(?:[{_PLAIN}\n]++|{_LETTER})*+")


def clean_text(text: str) -> str:
    """``text`` without dirt and with its layout: its line skeleton is the same before and after.

    >>> clean_text("\\r\\n　　新年好！ \\r\\n\\r\\n\\r\\n　　万事\\u200b如意&hellip;&hellip;\\r\\n")
    '\\u3000\\u3000新年好！\\n\\n\\u3000\\u3000万事如意……'
    """
    return text if is_plainly_clean(text) else apply_fixers(FIXERS, text)[0]


def explain_cleaning(text: str) -> tuple[str, tuple[Step, ...]]:
    """``clean_text(text)``, and a step for each fixer that changed something.

    A step's ``detail`` is the change of length in characters. Applying the named fixers in the
    order of the steps gives the result again.

    >>> explain_cleaning("新年好 \\n\\n\\n万事如意")[1]  # doctest: +NORMALIZE_WHITESPACE
    (Step(name='strip_trailing_space', field='', detail='-1'),
     Step(name='squeeze_blank_lines', field='', detail='-1'))
    """
    return (text, ()) if is_plainly_clean(text) else apply_fixers(FIXERS, text)


def clean_pair(pair: Pair) -> Pair:
    """``pair`` with all its texts cleaned and the steps added; the same object if they were clean.

    Where one of its texts holds or talks about code, no text of the pair is searched for entities,
    ``<br>`` or a literal ``\\n``: the answer to 怎么换行 may be a bare ``<br>``.

    >>> clean_pair(Pair("写一句祝福", "新年好\\\\n万事如意")).response
    '新年好\\n万事如意'
    >>> clean_pair(Pair("写一段HTML代码", "新年好<br>万事如意")).response
    '新年好<br>万事如意'
    """
    if is_plainly_clean(pair.prompt) and is_plainly_clean(pair.response) and _has_no_other_text(pair):
        return pair
    changed, steps = clean_together(dict(_texts_of(pair)))
    return _with_texts(pair, changed, steps) if steps else pair


def clean_together(texts: Mapping[str, str]) -> tuple[dict[str, str], tuple[Step, ...]]:
    """Of texts that belong together, by the names of their fields, those that cleaning changes, and the steps.

    >>> clean_together({"prompt": "写一句祝福", "response": "新年好 "})
    ({'response': '新年好'}, (Step(name='strip_trailing_space', field='response', detail='-1'),))
    """
    doubtful = [field for field, text in texts.items() if not is_plainly_clean(text)]
    if not doubtful:
        return {}, ()
    fixers = _CAUTIOUS_FIXERS if may_mean_code(texts.values()) else FIXERS
    changed: dict[str, str] = {}
    steps: tuple[Step, ...] = ()
    for field in doubtful:
        fixed, done = apply_fixers(fixers, texts[field], field=field)
        if done:
            changed[field] = fixed
            steps += done
    return changed, steps


def _texts_of(pair: Pair) -> Iterator[tuple[str, str]]:
    """The texts of ``pair`` that there are, by the names of their fields, in the order of the steps."""
    if pair.system:
        yield "system", pair.system
    for number, turn in enumerate(pair.history):
        yield f"history[{number}]", turn.text
    yield "prompt", pair.prompt
    yield "response", pair.response
    if pair.rejected_response:
        yield "rejected_response", pair.rejected_response


def _has_no_other_text(pair: Pair) -> bool:
    """Whether ``pair`` is nothing but a prompt and a response, as most are."""
    return not (pair.system or pair.history or pair.rejected_response)


def _with_texts(pair: Pair, texts: dict[str, str], steps: tuple[Step, ...]) -> Pair:
    """``pair`` with other texts in the fields named, and the steps that led to them."""
    history = tuple(
        replace(turn, text=texts[f"history[{number}]"]) if f"history[{number}]" in texts else turn
        for number, turn in enumerate(pair.history)
    )
    own = {field: text for field, text in texts.items() if not field.startswith("history")}
    return pair.edit(*steps, **own, history=history)


def is_plainly_clean(text: str) -> bool:
    """Whether one cheap look shows that no fixer would change ``text``; most texts pass.

    >>> [is_plainly_clean(text) for text in ("　　新年好！\\n\\n　　万事如意", "新年好 \\n", "café", "cafe\\u0301")]
    [True, False, True, False]
    """
    return PLAIN_TEXT.fullmatch(text) is not None


def read_characters(text: str) -> str:
    """``text`` after every fixer that reads characters: all its line breaks are LF, nothing is hidden.

    >>> read_characters("新年好<br>万事\\u200b如意 \\r\\n")
    '新年好\\n万事如意 \\n'
    """
    return text if is_plainly_clean(text) else apply_fixers(_CHARACTER_FIXERS, text)[0]


def apply_fixers(fixers: Mapping[str, Fixer], text: str, *, field: str = "") -> tuple[str, tuple[Step, ...]]:
    """``text`` after ``fixers``, in rounds until nothing changes, and what they did in ``field``.

    >>> apply_fixers({"compose": FIXERS["compose"]}, "cafe\\u0301 ")
    ('café ', (Step(name='compose', field='', detail='-1'),))
    """
    steps: list[Step] = []
    for _ in range(_ROUNDS):
        before, idle = text, _idle(text)
        for name, fix in fixers.items():
            if name in idle:
                continue
            fixed = fix(text)
            if fixed != text:
                steps.append(Step(name, field, f"{len(fixed) - len(text):+d}"))
                text, idle = fixed, ()
                if is_plainly_clean(text):  # so that none of the others would change it
                    return text, tuple(steps)
        if text == before:
            break
    return text, tuple(steps)


def _idle(text: str) -> Collection[str]:
    """The names of fixers that certainly leave ``text`` alone, where one look shows that.

    >>> sorted(set(FIXERS) - set(_idle("AT&T"))), sorted(set(FIXERS) - set(_idle("新年好 ")))[0]
    (['break_at_backslash_n', 'break_at_html', 'decode_entities'], 'drop_outer_blank_lines')
    """
    if _TO_GUESS_ABOUT.fullmatch(text):
        return _CAUTIOUS_FIXERS
    return _CHARACTER_FIXERS if _TO_LAY_OUT.fullmatch(text) else ()


def may_mean_code(texts: Iterable[str]) -> bool:
    """Whether there is something to guess about in the ``texts`` of a pair, and code to be wary of.

    They are judged as they are once what needs no guess is cleaned: a hidden character makes or hides no code.

    >>> may_mean_code(["写一段HTML代码", "新年好<br>"]), may_mean_code(["写祝福", "新年好<br>"])
    (True, False)
    """
    texts = list(texts)
    if not any("&" in text or "<" in text or "\\" in text for text in texts):
        return False
    sure = [
        text if _TO_GUESS_ABOUT.fullmatch(text) else apply_fixers(_CAUTIOUS_FIXERS, text)[0] for text in texts
    ]
    return any("&" in t or "<" in t or "\\n" in t for t in sure) and any(map(looks_like_code, sure))
